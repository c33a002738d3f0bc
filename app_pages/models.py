"""Models: the table of the notes, searched and filtered, with counts that follow."""

import streamlit as st

import catalogue
from catalogue import figures
from ui import _, code_panel, heading

heading(
    _("Models"),
    _(
        "Which framework ran which model: the table of the notes, as the documentation of "
        "transformers 4.39 had it in spring 2024."
    ),
)

models = catalogue.documented()

left, right = st.columns([3, 2], vertical_alignment="bottom")
query = left.text_input(
    _("Search"),
    type="search",
    placeholder=_("bert, gpt2, wav2vec …"),
    icon=":material/search:",
    key="q",
    bind="query-params",
    live=True,
)
frameworks = right.pills(
    _("Supported by all of"),
    options=list(catalogue.FRAMEWORKS),
    format_func=catalogue.FRAMEWORKS.get,
    selection_mode="multi",
    key="framework",
    bind="query-params",
)
shown = catalogue.select(models, query, frameworks)

with st.container(horizontal=True):
    total = _("of {total} models").format(total=len(models))
    st.metric(_("Shown"), len(shown), delta=total, delta_color="off", delta_arrow="off")
    for column, name in catalogue.FRAMEWORKS.items():
        st.metric(name, int(shown[column].sum()), delta=_("of those shown"),
                  delta_color="off", delta_arrow="off")  # fmt: skip

if shown.empty:
    st.info(
        _("No model matches: shorten the search, or ask for fewer frameworks."),
        icon=":material/search_off:",
    )
else:
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
        st.plotly_chart(
            figures.framework_combinations(shown, _),
            config={"displayModeBar": False},
            alt=_("How many of the models shown run in which frameworks"),
        )
    st.download_button(
        _("Download these {count} rows as CSV").format(count=len(shown)),
        shown.to_csv(index=False).encode("utf-8-sig"),
        file_name="models.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )

code_panel(
    f"""import catalogue

models = catalogue.documented()
catalogue.select(models, query={query!r}, frameworks={frameworks!r})"""
)
