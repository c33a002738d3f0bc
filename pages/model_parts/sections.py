"""What the Model page says of an architecture, part by part."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import catalogue
import inference
from catalogue import figures
from i18n import Problem, compact
from inference import hub
from pages.catalogue_parts.words import COLUMNS, HUB, all_said, release_said, said
from ui import (
    _,
    chart,
    escape_markdown,
    later,
    link_to,
    open_page,
    said_bytes,
    show_problem,
    with_words,
)

KNOWN = ("bert", "gpt2", "llama", "t5", "vit", "whisper")
"""Architectures that everybody knows."""


def known_models(models: pd.DataFrame) -> None:
    """Some architectures to open; `models` is indexed by model type."""
    with st.container(horizontal=True):
        for model in KNOWN:
            st.button(
                escape_markdown(models["name"][model]),
                key=f"known-{model}",
                on_click=_show(model),
            )


def _show(model: str):
    def show() -> None:
        st.session_state["model"] = model

    return show


def metrics(model: pd.Series) -> None:
    """The figures that are asked for first; `model` is a row of `catalogue.models()`."""
    known = bool(pd.notna(model["parameters"]))
    smallest, largest = model["released_smallest"], model["released_largest"]
    released = bool(pd.notna(smallest))
    with st.container(horizontal=True):
        if released:
            _figure(
                _("Parameters released"),
                _span(compact(smallest), compact(largest)),
                f"{_span(said_bytes(smallest * 2), said_bytes(largest * 2))} bfloat16",
            )
        if known or not released:
            _figure(
                _("Default configuration"),
                compact(model["parameters"]) if known else "–",
                f"{said_bytes(model['bytes'])} float32" if known else "",
                help=_("{parameters:,} parameters of {head}").format(
                    parameters=model["parameters"], head=model["size_head"] or _("the base model")
                )
                if known
                else None,
            )
        if model["since"]:
            since = release_said(model["since"])
            _figure(_("In transformers since"), since, model["since_date"])
        if tokenizer := model["tokenizer"]:
            _figure(_("Tokenizer"), said(model["tokenizer_algorithm"]) or "–", tokenizer)
    if model["size_reason"]:
        st.markdown(_("Size not known: {reason}").format(reason=_(model["size_reason"])))


def _span(low: str, high: str) -> str:
    return low if low == high else _("{low} to {high}").format(low=low, high=high)


def _figure(label: str, value: str, below: str, help: str | None = None) -> None:
    st.metric(label, value, delta=below, delta_color="off", delta_arrow="off", help=help)


def demo_tasks(tasks: tuple[str, ...]) -> None:
    """A menu of those `tasks` for which the app has a trained model of its own."""
    # Some tasks have one name in transformers and another here.
    names = {
        name: task.name
        for task in inference.tasks().values()
        if task.has_demo
        for name in (task.name, task.pipeline, *task.aliases)
    }
    here = {names[task]: said(task) for task in tasks if task in names}
    if not here:
        return
    task = st.menu_button(
        _("Try a task (demo model)"),
        list(here),
        format_func=here.__getitem__,
        key="try",
        icon=":material/play_circle:",
        help=_("It runs the small model that comes with the app, not this architecture."),
    )
    if task:
        open_page("pages/pipelines.py", task=task)


def support(model: pd.Series, history: pd.DataFrame, newest: str) -> None:
    """Which frameworks had it when, and how to get a release that still does."""
    st.header(_("Framework support by release"), anchor=False)
    chart(
        figures.support_history(history),
        _("Which releases support the architecture in which framework"),
    )
    ended: dict[str, list[str]] = {}
    for framework, name in catalogue.FRAMEWORKS.items():
        if (release := model[framework]) and release != newest:
            ended.setdefault(release, []).append(name)
    for release, frameworks in ended.items():
        until = _("{frameworks}: to {release}").format(
            frameworks=_(", ").join(frameworks), release=release
        )
        text, command = st.columns([1, 2], vertical_alignment="center")
        text.markdown(f"**{until}**")
        pip = f"pip install transformers=={release}"
        later(partial(command.code, pip, language="bash"))


def heads_and_tasks(heads: pd.DataFrame) -> None:
    """A row a head, with its class and the tasks that use it."""
    st.header(_("Heads and tasks"), anchor=False)
    if heads.empty:
        st.markdown(_("No auto class lists a head for it."))
        return
    st.dataframe(
        heads.assign(tasks=heads["tasks"].map(all_said).map(" · ".join)),
        hide_index=True,
        height="content",
        column_config={
            "head": st.column_config.TextColumn(_("Head"), width=180),
            "class": st.column_config.TextColumn(_("Class"), width=300),
            "tasks": st.column_config.TextColumn(_("Tasks"), width="large"),
        },
        alt=_("Heads of the architecture with the tasks that they serve"),
    )


FACTS = (
    "released_context", "released_attention", "context", "attention", "heads",
    "key_value_heads", "layers", "width", "vocabulary",
    "sliding_window", "experts", "active_experts", "active_parameters",
)  # fmt: skip
FLAGS = (
    "generates", "encoder_decoder", "sdpa", "flash_attention", "flex_attention", "compiles",
    "gradient_checkpointing", "tensor_parallel", "pipeline_parallel",
)  # fmt: skip
"""Columns of `catalogue.models()` that say what an architecture can do."""


def abilities(model: pd.Series) -> None:
    """What it has and can by what was released, by its default configuration and its code, and
    what its cache takes by default."""
    st.header(_("Abilities"), anchor=False)
    st.caption(
        _(
            "From the code of the newest release and its default configuration; what "
            "is called released comes from the released checkpoints."
        )
    )
    facts = {_(COLUMNS[name]): _fact(name, model[name]) for name in FACTS}
    if model["experts"] is pd.NA:
        del facts[_(COLUMNS["active_parameters"])]
    for name in ("context", "attention"):
        if _fact(name, model[name]) == _fact(name, model[f"released_{name}"]):
            del facts[_(COLUMNS[f"released_{name}"])]
    layers = catalogue.cached_layers(model)
    if layers:
        cache = catalogue.kv_cache_bytes(layers, tokens=1)
        facts[_("Cache for each token")] = _("{size:,.1f} kB in 16 bits").format(
            size=cache.bytes / 1000
        )
    with st.container(horizontal=True, gap="medium"):
        for label, value in facts.items():
            if value:
                st.markdown(f"{label}  \n**{escape_markdown(value)}**", width="content")
    with st.container(horizontal=True, gap="xsmall"):
        for name in FLAGS:
            has = bool(model[name])
            st.badge(
                _(COLUMNS[name]),
                icon=":material/check:" if has else ":material/remove:",
                color="green" if has else "gray",
            )


def _fact(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return _(", ").join(all_said(value))
    if pd.isna(value) or value == "":
        return ""
    if name == "attention":
        return said(value)
    return compact(value) if name == "active_parameters" else f"{value:,}"


SHOWN = 8
"""Released checkpoints that the page of their architecture lists."""


def released(architecture: str) -> None:
    """Released checkpoints of an architecture, known makers first, and the way to all of them."""
    choice = catalogue.CheckpointChoice(model=architecture)
    rows = catalogue.by_makers(catalogue.choose_checkpoints(catalogue.checkpoints(), choice))
    if rows.empty:
        return
    st.header(_("Released checkpoints"), anchor=False)
    table = pd.DataFrame(
        {
            "checkpoint": HUB + rows["checkpoint"],
            "parameters": rows["parameters"],
            "context": rows["context"],
            "abilities": rows["abilities"].map(all_said),
            "licence": rows["licence"],
            "released": rows["released"],
        }
    ).head(SHOWN)
    st.dataframe(
        with_words(table, {"parameters": compact}),
        hide_index=True,
        height="content",
        column_config={
            "checkpoint": st.column_config.LinkColumn(
                _("Checkpoint"), display_text=f"{HUB}(.*)", width=320
            ),
            "parameters": st.column_config.NumberColumn(_("Parameters")),
            "context": st.column_config.NumberColumn(_("Context"), format="localized"),
            "abilities": st.column_config.ListColumn(_("Abilities")),
            "licence": _("Licence"),
            "released": _("Released"),
        },
        alt=_("Released checkpoints of the architecture"),
        placeholder="",
    )
    link_to(
        "pages/models.py",
        _("All {count}: which one fits?").format(count=len(rows)),
        ":material/memory:",
        list="checkpoints",
        architecture=architecture,
    )


@st.cache_data(ttl=600, max_entries=200, show_spinner=False)
def _popular(architecture: str) -> list[hub.Listing]:
    return hub.popular(architecture)


@st.fragment
def on_the_hub(architecture: str) -> None:
    """The most downloaded checkpoints of an architecture on the Hub, once asked for."""
    if not st.toggle(_("Ask the Hub for the most downloaded ones"), key="ask-hub"):
        return
    try:
        with st.spinner(_("Asking the Hub …")):
            listings = _popular(architecture)
    except Problem as problem:
        show_problem(problem)
        return
    if not listings:
        st.info(_("The Hub lists no checkpoint of this architecture."))
        return
    table = pd.DataFrame(
        {
            "checkpoint": [HUB + listing.name for listing in listings],
            "downloads": [listing.downloads for listing in listings],
            "parameters": [listing.parameters or None for listing in listings],
            "size": [listing.bytes / 10**9 or None for listing in listings],
            "licence": [listing.license for listing in listings],
            "updated": [listing.updated for listing in listings],
        }
    )
    st.dataframe(
        with_words(table, {"parameters": compact}),
        hide_index=True,
        height="content",
        column_config={
            "checkpoint": st.column_config.LinkColumn(
                _("Checkpoint"), display_text=f"{HUB}(.*)", width=320
            ),
            "downloads": st.column_config.NumberColumn(
                _("Downloads in 30 days"), format="localized"
            ),
            "parameters": st.column_config.NumberColumn(_("Parameters")),
            "size": st.column_config.NumberColumn(_("Weights"), format=_("%.3g GB")),
            "licence": _("Licence"),
            "updated": _("Updated"),
        },
        alt=_("The most downloaded checkpoints of the architecture on the Hub"),
        placeholder="",
    )
