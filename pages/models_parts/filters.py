"""The widgets that choose models."""

import pandas as pd
import streamlit as st

import catalogue
import inference
from i18n import N_
from ui import _, hold_choice, in_language, search_box, show_choice

MODALITIES = {
    "text": N_("text"),
    "vision": N_("vision"),
    "audio": N_("audio"),
    "video": N_("video"),
    "multimodal": N_("multimodal"),
    "time series": N_("time series"),
    "reinforcement learning": N_("reinforcement learning"),
    "graph": N_("graph"),
}
# In links. A key belongs to the whole app: "task" is what the Pipelines page runs.
FACET_KEYS = {
    "modality": "modality",
    "task": "serves",
    "framework": "framework",
    "algorithm": "algorithm",
}
SIZES = {
    "0": None,
    "10M": 10**7,
    "100M": 10**8,
    "1B": 10**9,
    "10B": 10**10,
    "100B": 10**11,
    "∞": None,
}


def choose(models: pd.DataFrame) -> catalogue.Choice:
    """The choice that the widgets make; the counts of each facet follow all the others."""
    query = search_box(_("bert, gtp2, unigram translation …"), key="q")
    # All facets are taken from the link before the first is counted: each count needs them.
    values = {
        name: tuple(hold_choice(FACET_KEYS[name], list(values)))
        for name, values in catalogue.facet_counts(models, catalogue.Choice()).items()
    }
    with st.expander(_("Filters"), icon=":material/filter_list:", expanded=True):
        top, middle, bottom = st.columns(3), st.columns(3), st.container()
        with middle[1]:
            fewest, most = _parameters()
        with middle[2]:
            since, until = _releases()
        with bottom:
            gigabytes, dtype = _memory()
        choice = catalogue.Choice(
            query=query,
            modality=values["modality"],
            task=values["task"],
            framework=values["framework"],
            algorithm=values["algorithm"],
            since=since,
            until=until,
            fewest=fewest,
            most=most,
            gigabytes=gigabytes,
            dtype=dtype,
        )
        counts = catalogue.facet_counts(models, choice)
        with top[0]:
            _facet(_("Modality"), "modality", counts, in_language(MODALITIES))
        with top[1]:
            _facet(_("Task"), "task", counts, {})
        with top[2]:
            _facet(_("Framework, in any release"), "framework", counts, catalogue.FRAMEWORKS)
        with middle[0]:
            _facet(_("Tokenizer algorithm"), "algorithm", counts, {})
    return choice


def _facet(label: str, name: str, counts: dict[str, dict[str, int]], names: dict[str, str]) -> None:
    """Values of a facet to choose from, each with the number of rows that it would leave."""
    labels = {
        value: f"{names.get(value, value)} ({count})" for value, count in counts[name].items()
    }
    show_choice(st.multiselect, label, labels, key=FACET_KEYS[name], placeholder=_("any"))


def _parameters() -> tuple[int | None, int | None]:
    """The fewest and the most parameters; None where there is no limit."""
    low, high = st.select_slider(
        _("Parameters of the base model"),
        list(SIZES),
        value=("0", "∞"),
        key="parameters",
        bind="query-params",
    )
    return SIZES[low], SIZES[high]


def _releases() -> tuple[str, str]:
    """The first release and the last; empty where any will do."""
    releases = list(catalogue.releases()["release"])
    since, until = st.select_slider(
        _("In transformers at some time from … to …"),
        releases,
        key="releases",
        value=(releases[0], releases[-1]),
        bind="query-params",
    )
    return since if since != releases[0] else "", until if until != releases[-1] else ""


def _memory() -> tuple[float | None, str]:
    """Gigabytes that the weights must fit into, typed or of this machine, and their dtype."""

    def of_this_machine() -> None:
        st.session_state["gb"] = round(inference.devices()[0].memory_free / 1e9, 1)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        gigabytes = st.number_input(
            _("Weights fit into (GB)"),
            min_value=0.01,
            value=None,
            key="gb",
            bind="query-params",
            placeholder=_("any"),
            width="stretch",
        )
        dtype = st.selectbox(
            _("as"), list(catalogue.BYTES), key="dtype", bind="query-params", width=120
        )
        st.button(
            _("This machine"),
            key="gb-here",
            on_click=of_this_machine,
            icon=":material/memory:",
            help=_("The memory that is free on the best device of this machine"),
        )
    return gigabytes, dtype
