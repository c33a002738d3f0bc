"""Support as it was documented in spring 2024, checked against the code of then and of now."""

import streamlit as st

import catalogue
from catalogue import figures
from ui import _, chart, code_panel, download_rows, heading, search_box

releases = catalogue.releases()["release"]
newest = releases.iloc[-1]
models = catalogue.documented()

heading(
    _("Support: 2024 vs. now"),
    _(
        "{count} models with their frameworks: the table in the documentation of transformers "
        "4.39, spring 2024. Beside it stands what the code says: of {then}, the release of that "
        "time, and of {newest}."
    ).format(count=len(models), then=catalogue.DOCUMENTED_RELEASE, newest=newest),
)

left, right = st.columns([3, 2], vertical_alignment="bottom")
with left:
    query = search_box(_("bert, gpt2, wav2vec …"), key="documented")
frameworks = right.pills(
    _("Supported by all of"),
    options=list(catalogue.FRAMEWORKS),
    format_func=catalogue.FRAMEWORKS.__getitem__,
    selection_mode="multi",
    key="supported",
    bind="query-params",
)
shown = catalogue.select(models, query, frameworks)
with st.container(horizontal=True):
    total = _("of {total} models").format(total=len(models))
    st.metric(_("Shown"), len(shown), delta=total, delta_color="off", delta_arrow="off")
    for column, name in catalogue.FRAMEWORKS.items():
        st.metric(
            name,
            int(shown[column].sum()),
            delta=_("of those shown"),
            delta_color="off",
            delta_arrow="off",
        )
if shown.empty:
    st.info(
        _("No model matches: shorten the search, or ask for fewer frameworks."),
        icon=":material/search_off:",
    )
    st.stop()

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
with picture:
    chart(
        figures.framework_combinations(shown, _),
        _("How many of the models shown run in which frameworks"),
    )
download_rows(shown, "models.csv")

views = catalogue.documented_views()
views = views[views["name"].isin(shown["model"])]
st.subheader(_("Checked against the code"), anchor=False)
lines = [
    _(
        "{framework}: {then} of these rows differ from the code of {release}, {now} from {newest}"
    ).format(
        framework=name,
        then=(views[f"{column}_documented"] != views[f"{column}_then"]).sum(),
        now=(views[f"{column}_documented"] != views[f"{column}_now"]).sum(),
        release=catalogue.DOCUMENTED_RELEASE,
        newest=newest,
    )
    for column, name in catalogue.FRAMEWORKS.items()
]
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
                f"{name} · {source}", alignment="center"
            )
            for column, name in catalogue.FRAMEWORKS.items()
            for view, source in {
                "documented": _("documented"),
                "then": catalogue.DOCUMENTED_RELEASE,
                "now": newest,
            }.items()
        },
        alt=_("The documentation, the code of its time, and the code of today"),
    )

code_panel(
    "import catalogue\n\nmodels = catalogue.documented()\n"
    f"catalogue.select(models, query={query!r}, frameworks={frameworks!r})"
)
