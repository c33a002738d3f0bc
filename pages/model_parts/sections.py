"""What the Model page says of an architecture, part by part."""

import pandas as pd
import streamlit as st

import catalogue
import inference
from catalogue import figures
from pages.catalogue_parts.words import all_said, said
from ui import _, chart, escape_markdown, open_page

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
    dates = catalogue.releases().set_index("release")["date"]
    with st.container(horizontal=True):
        _figure(
            _("Parameters"),
            figures.compact(model["parameters"]) if known else "–",
            f"{model['parameters']:,}" if known else "",
            help=_("Of {head} in its default configuration").format(
                head=model["size_head"] or _("the base model")
            ),
        )
        _figure(
            _("Memory"),
            _("{gigabytes:.2f} GB").format(gigabytes=model["bytes"] / 1e9) if known else "–",
            _("weights in float32") if known else "",
        )
        if first := model["first_release"]:
            _figure(_("In transformers since"), first, dates[first])
        if tokenizer := model["tokenizer"]:
            _figure(_("Tokenizer"), said(model["tokenizer_algorithm"]) or "–", tokenizer)
    if model["size_reason"]:
        st.markdown(_("Size not known: {reason}").format(reason=_(model["size_reason"])))


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
    st.subheader(_("Support through the releases"), anchor=False)
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
        command.code(f"pip install transformers=={release}", language="bash")


def heads_and_tasks(heads: pd.DataFrame) -> None:
    """A row a head, with its class and the tasks that use it."""
    st.subheader(_("Heads and tasks"), anchor=False)
    if heads.empty:
        st.markdown(_("The auto classes list no head for it."))
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
