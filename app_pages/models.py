"""Models: every architecture to search and filter, or the table of the notes as it was typed."""

from dataclasses import replace

import pandas as pd
import streamlit as st

import catalogue
from catalogue import figures
from ui import _, code_panel, heading, hold_choice, link_to, linked_choice, show_choice

MODALITIES = {
    "text": _("text"),
    "vision": _("vision"),
    "audio": _("audio"),
    "video": _("video"),
    "multimodal": _("multimodal"),
    "time series": _("time series"),
    "reinforcement learning": _("reinforcement learning"),
}
COLUMNS = {
    "name": _("Model"),
    "model": _("Model type"),
    "modality": _("Modality"),
    "tasks": _("Tasks"),
    "parameters": _("Parameters"),
    "first_release": _("Since"),
    "last_release": _("Until"),
    "pytorch": _("PyTorch until"),
    "tensorflow": _("TensorFlow until"),
    "flax": _("Flax until"),
    "tokenizer": _("Tokenizer"),
    "tokenizer_algorithm": _("Algorithm"),
    "checkpoint": _("Example checkpoint"),
    "documentation": _("Documentation"),
    "paper": _("Paper"),
}
# In links. A key belongs to the whole app: "task" is what the Pipelines page runs.
FACET_KEYS = {
    "modality": "modality",
    "task": "serves",
    "framework": "framework",
    "algorithm": "algorithm",
}
SIZES = {
    "0": 0, "10M": 10**7, "100M": 10**8, "1B": 10**9, "10B": 10**10, "100B": 10**11, "∞": 10**15,
}  # fmt: skip


def search_box(placeholder: str) -> str:
    return st.text_input(
        _("Search"), type="search", placeholder=placeholder, icon=":material/search:", key="q",
        bind="query-params", live=True,
    )  # fmt: skip


def download(rows: pd.DataFrame, file_name: str) -> None:
    st.download_button(
        _("Download these {count} rows as CSV").format(count=len(rows)),
        rows.to_csv(index=False).encode("utf-8-sig"),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def metrics(shown: pd.DataFrame, total: str, counts: dict[str, int], of_shown: str) -> None:
    """How many rows are shown, and how many of them each framework has."""
    with st.container(horizontal=True):
        st.metric(_("Shown"), len(shown), delta=total, delta_color="off", delta_arrow="off")
        for column, name in catalogue.FRAMEWORKS.items():
            st.metric(name, counts[column], delta=of_shown, delta_color="off", delta_arrow="off")


def facet(label: str, models: pd.DataFrame, name: str, names: dict[str, str], so_far) -> tuple:
    """Values of a facet to choose from, each with the number of rows that it would leave."""
    counts = catalogue.facet_counts(models, so_far, name)
    labels = {value: f"{names.get(value, value)} ({count})" for value, count in counts.items()}
    return tuple(
        show_choice(st.multiselect, label, labels, key=FACET_KEYS[name], placeholder=_("any"))
    )


def chosen(models: pd.DataFrame) -> catalogue.Choice:
    """The choice that the widgets make; the counts of each facet follow all the others."""
    query = search_box(_("bert, gtp2, unigram translation …"))
    # All facets are taken from the link before the first is counted: each count needs them.
    held = {
        name: tuple(hold_choice(FACET_KEYS[name], catalogue.facet_values(models, name)))
        for name in catalogue.FACETS
    }
    so_far = catalogue.Choice(query=query, **held)
    with st.expander(_("Filters"), icon=":material/filter_list:", expanded=True):
        top, bottom = st.columns(3), st.columns(3)
        with bottom[1]:
            low, high = st.select_slider(
                _("Parameters of the base model"), list(SIZES), value=("0", "∞"), key="parameters",
                bind="query-params",
            )  # fmt: skip
        with bottom[2], st.container(horizontal=True):
            gigabytes = st.number_input(
                _("Weights fit into (GB)"), min_value=0.01, value=None, key="gb",
                bind="query-params", placeholder=_("any"), width="stretch",
            )  # fmt: skip
            dtype = st.selectbox(
                _("as"), list(catalogue.BYTES), key="dtype", bind="query-params", width=120
            )
        so_far = replace(
            so_far, dtype=dtype, gigabytes=gigabytes,
            fewest=SIZES[low] if low != "0" else None, most=SIZES[high] if high != "∞" else None,
        )  # fmt: skip
        with top[0]:
            modality = facet(_("Modality"), models, "modality", MODALITIES, so_far)
        with top[1]:
            task = facet(_("Task"), models, "task", {}, so_far)
        with top[2]:
            framework = facet(
                _("Framework, in any release"), models, "framework", catalogue.FRAMEWORKS, so_far
            )
        with bottom[0]:
            algorithm = facet(_("Tokenizer algorithm"), models, "algorithm", {}, so_far)
    return replace(so_far, modality=modality, task=task, algorithm=algorithm, framework=framework)


def architectures() -> None:
    models = catalogue.models()
    choice = chosen(models)
    shown = catalogue.choose(models, choice)
    total = _("of {total} architectures").format(total=len(models))
    counts = {column: int((shown[column] != "").sum()) for column in catalogue.FRAMEWORKS}
    metrics(shown, total, counts, _("of those shown, ever"))
    if shown.empty:
        st.info(
            _("No architecture matches: take a filter away, or shorten the search."),
            icon=":material/search_off:",
        )
        return
    rows = shown[list(COLUMNS)]
    picked = st.dataframe(
        rows,
        hide_index=True,
        height=520,
        column_config={
            column: st.column_config.TextColumn(label) for column, label in COLUMNS.items()
        }
        | {
            "name": st.column_config.TextColumn(_("Model"), width=170),
            "parameters": st.column_config.NumberColumn(_("Parameters"), format="compact"),
            "tasks": st.column_config.ListColumn(_("Tasks")),
            "documentation": st.column_config.LinkColumn(
                _("Documentation"), display_text=":material/menu_book:"
            ),
            "paper": st.column_config.LinkColumn(_("Paper"), display_text=r"abs/(.*)"),
        },
        alt=_("Architectures with what the code says of them"),
        on_select="rerun",
        selection_mode="multi-row",
    )
    open_or_compare(rows.iloc[picked["selection"]["rows"]])
    download(rows.assign(tasks=rows["tasks"].map(";".join)), "architectures.csv")
    code_panel(
        "import catalogue\n\n"
        f"choice = catalogue.{choice}\ncatalogue.choose(catalogue.models(), choice)"
    )


def open_or_compare(picked: pd.DataFrame) -> None:
    """Links to the rows that are ticked; two or more stand side by side."""
    if picked.empty:
        st.caption(_("Tick rows to open them or to hold them side by side."))
        return
    with st.container(horizontal=True):
        for row in picked.itertuples():
            link_to("app_pages/model.py", row.name, ":material/open_in_new:", model=row.model)
    if len(picked) > 1:
        columns = picked.assign(
            tasks=picked["tasks"].map(", ".join),
            parameters=picked["parameters"].map("{:,}".format, na_action="ignore"),
        ).set_index("name")
        st.dataframe(
            columns.rename(columns=COLUMNS).T.astype(str).replace("<NA>", ""),
            height="content",
            alt=_("The ticked architectures side by side"),
        )


def notes() -> None:
    models = catalogue.documented()
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        query = search_box(_("bert, gpt2, wav2vec …"))
    frameworks = right.pills(
        _("Supported by all of"),
        options=list(catalogue.FRAMEWORKS),
        format_func=catalogue.FRAMEWORKS.get,
        selection_mode="multi",
        key="supported",
        bind="query-params",
    )
    shown = catalogue.select(models, query, frameworks)
    total = _("of {total} models").format(total=len(models))
    counts = {column: int(shown[column].sum()) for column in catalogue.FRAMEWORKS}
    metrics(shown, total, counts, _("of those shown"))
    if shown.empty:
        st.info(
            _("No model matches: shorten the search, or ask for fewer frameworks."),
            icon=":material/search_off:",
        )
        return
    table, picture = st.columns([3, 2], gap="large")
    with table:
        st.dataframe(
            shown.replace({True: "✅", False: "–"}),
            hide_index=True,
            height=560,
            column_config={"model": st.column_config.TextColumn(_("Model"), width=170)}
            | {
                column: st.column_config.TextColumn(name, width=64, alignment="center")
                for column, name in catalogue.FRAMEWORKS.items()
            },
            alt=_("Models and the frameworks that support them"),
        )
    picture.plotly_chart(
        figures.framework_combinations(shown, _),
        config={"displayModeBar": False},
        alt=_("How many of the models shown run in which frameworks"),
    )
    download(shown, "models.csv")
    then_and_now(shown)
    code_panel(
        "import catalogue\n\nmodels = catalogue.documented()\n"
        f"catalogue.select(models, query={query!r}, frameworks={frameworks!r})"
    )


def then_and_now(shown: pd.DataFrame) -> None:
    """The rows shown beside the code of their month and of today."""
    views = catalogue.documented_views()
    views = views[views["name"].isin(shown["model"])]
    newest = catalogue.releases()["release"].iloc[-1]
    st.subheader(_("Checked against the code"), anchor=False)
    lines = [
        _("{framework}: {then} of these rows differ from the code of {notes}, {now} from {newest}")
        .format(
            framework=name,
            then=(views[f"{column}_documented"] != views[f"{column}_then"]).sum(),
            now=(views[f"{column}_documented"] != views[f"{column}_now"]).sum(),
            notes=catalogue.NOTES_RELEASE,
            newest=newest,
        )
        for column, name in catalogue.FRAMEWORKS.items()
    ]  # fmt: skip
    st.markdown("\n".join(f"- {line}" for line in lines))
    kinds = {
        "architecture": _("an architecture of its own"),
        "checkpoints": _("checkpoints that this architecture loads"),
        "tokenizer": _("a tokenizer of its own before this architecture"),
    }
    with st.expander(_("Row by row"), icon=":material/compare_arrows:"):
        st.dataframe(
            views.assign(kind=views["kind"].map(kinds)).replace({True: "✅", False: "–"}),
            hide_index=True,
            column_config={
                "name": _("Model"),
                "model": _("Architecture"),
                "kind": _("What the name is"),
            }
            | {
                f"{column}_{view}": st.column_config.TextColumn(
                    f"{name} · {said}", alignment="center"
                )
                for column, name in catalogue.FRAMEWORKS.items()
                for view, said in {
                    "documented": _("notes"),
                    "then": catalogue.NOTES_RELEASE,
                    "now": newest,
                }.items()
            },
            alt=_("The notes, the code of their month, and the code of today"),
        )


releases = catalogue.releases()
heading(
    _("Models"),
    _(
        "Every architecture that the code of {count} releases of transformers holds, from "
        "{first} to {last}, and the notes' table of spring 2024 beside it."
    ).format(
        count=len(releases),
        first=releases["release"].iloc[0],
        last=releases["release"].iloc[-1],
    ),
)
VIEWS = {
    "architectures": _("All architectures ({count})").format(count=len(catalogue.models())),
    "notes": _("The notes' table ({count})").format(count=len(catalogue.documented())),
}
view = linked_choice(
    st.segmented_control, _("View"), VIEWS, key="view", default="architectures", required=True,
    label_visibility="collapsed",
)  # fmt: skip
if view == "architectures":
    architectures()
else:
    notes()
