"""How transformers has grown, in three charts, drawn when they are asked for."""

import streamlit as st

import catalogue
from catalogue import figures
from pages.catalogue_parts.words import said
from ui import _, chart


def show() -> None:
    """The charts, in a box that is closed at first: their library is large."""
    growth = catalogue.growth()
    title = _("{count} releases of transformers in three charts").format(count=len(growth))
    box = st.expander(title, icon=":material/monitoring:", key="growth", on_change="rerun")
    if not box.open:
        return
    with box:
        left, right = st.columns(2, gap="large")
        with left:
            _frameworks()
        with right:
            _modalities()
        _tasks()


def _frameworks() -> None:
    growth = catalogue.growth()
    st.header(_("Support over the releases"), anchor=False)
    chart(
        figures.support_over_time(growth),
        _("Architectures by framework, release by release"),
    )
    ended = growth[growth["tensorflow"] > 0]
    st.caption(
        _(
            "TensorFlow and Flax end with {release} of {date}: {tensorflow} and {flax} "
            "architectures had them then."
        ).format(
            release=ended.index[-1],
            date=ended["date"].iloc[-1],
            tensorflow=ended["tensorflow"].iloc[-1],
            flax=ended["flax"].iloc[-1],
        )
    )


def _modalities() -> None:
    growth = catalogue.growth()
    st.header(_("What they work on"), anchor=False)
    by_modality = catalogue.growth_by_modality()
    chart(
        figures.modalities_over_time(by_modality, growth["date"], _),
        _("Architectures by modality, release by release"),
    )
    share = by_modality.iloc[-1]["text"] / by_modality.iloc[-1].sum()
    before = by_modality.iloc[0]["text"] / by_modality.iloc[0].sum()
    st.caption(
        _(
            "Text alone: {before:.0%} of the architectures in {first}, {share:.0%} in {last}."
        ).format(before=before, first=growth.index[0], share=share, last=growth.index[-1])
    )


def _tasks() -> None:
    models, growth = catalogue.models(), catalogue.growth()
    st.header(_("What they can do"), anchor=False)
    chart(
        figures.models_by_task(models[models["last_release"] == growth.index[-1]], said),
        _("How many architectures serve each task"),
    )
    st.caption(
        _(
            "Architectures of {release} with a head for the task. One that has several heads "
            "counts under each."
        ).format(release=growth.index[-1])
    )
