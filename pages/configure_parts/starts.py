"""Where a configuration starts: an architecture, a checkpoint, a file, an example."""

from pathlib import Path

import streamlit as st

import catalogue
import inference
import workbench
from i18n import N_, Problem
from inference import hub
from pages.configure_parts.chosen import (
    FIRST,
    Chosen,
    Side,
    choose,
    choose_side,
    files,
    keep_file,
)
from ui import _, escape_markdown, made_checkpoints, show_problem, upload

MOST_MEGABYTES = 1

UNKNOWN = N_("There is nothing to start from called {name!r}: choose an architecture.")


@st.cache_data(show_spinner=False)
def architectures() -> dict[str, str]:
    """The architectures whose default can be built here, by model type, with their names."""
    models = catalogue.models()
    sized = models[models["parameters"].notna()]
    return dict(zip(sized["model"], sized["name"]))


@st.cache_data(show_spinner=False)
def released() -> list[str]:
    """The released checkpoints to start from, the most famous first."""
    return list(dict.fromkeys(catalogue.by_makers(workbench.released())["checkpoint"]))


@st.cache_data(show_spinner=False)
def demos() -> dict[str, str]:
    """The tasks with a demo checkpoint, by name, with their titles in English."""
    return {name: task.title for name, task in inference.tasks().items() if task.has_demo}


@st.cache_resource(max_entries=100, show_spinner=False)
def _released_start(checkpoint: str) -> workbench.Start:
    return workbench.released_start(checkpoint)


@st.cache_resource(max_entries=100, show_spinner=False)
def _read(data: bytes) -> workbench.Start:
    return workbench.read_configuration(data)


@st.cache_data(max_entries=50, ttl=3_600, show_spinner=False)
def _fetched(name: str) -> bytes:
    return hub.configuration(name)


def opened(start: str) -> workbench.Start:
    """What the word of a start in a link means. Raises `i18n.Problem` where it means nothing."""
    kind, colon, name = start.partition(":")
    if not colon:
        if start not in architectures() and start not in set(catalogue.models()["model"]):
            raise Problem(UNKNOWN, name=start[:100])
        return workbench.Start(start, {})
    if kind == "checkpoint":
        return _released_start(name)
    if kind == "hub":
        return _read(_fetched(name))
    if kind == "file" and (file := files().get(start)):
        return file
    folder: Path | None = None
    if kind == "demo" and name in demos():
        folder = inference.task(name).checkpoint
    elif kind == "made":
        folder = made_checkpoints().get(name)
    if folder is None:
        raise Problem(UNKNOWN, name=start[:100])
    return _read((folder / "config.json").read_bytes())


def title(start: str) -> str:
    """What a reader calls a start."""
    kind, colon, name = start.partition(":")
    if not colon:
        return architectures().get(start, start)
    if kind == "demo" and name in demos():
        return _("Demo: {task}").format(task=_(demos()[name]))
    if kind == "file":
        kept = files().get(start)
        return " · ".join([_("Your config.json"), *([kept.model_type] if kept else [])])
    return name


def pick(now: Chosen, model_type: str) -> None:
    """Widgets for where to start, in a row; `model_type` is that of the present start."""
    names = architectures()
    st.session_state["configure-architecture"] = model_type if model_type in names else None
    st.selectbox(
        _("Architecture"),
        list(names),
        index=None,
        format_func=lambda name: f"{names[name]} · {name}",
        key="configure-architecture",
        on_change=_take_architecture,
        label_visibility="collapsed",
        placeholder=_("Type or choose a model type, such as bert"),
        width=300,
    )
    with st.popover(_("Start from a checkpoint or a file"), icon=":material/folder_open:"):
        _choice("checkpoint", _("A released checkpoint"), released(), str)
        tasks = demos()
        _choice("demo", _("A demo checkpoint"), list(tasks), lambda name: _(tasks[name]))
        if made := list(made_checkpoints()):
            _choice("made", _("Yours"), made, str)
        _file()
        _hub()
    if ":" in now.side.start:
        st.button(
            escape_markdown(title(now.side.start)),
            icon=":material/close:",
            icon_position="right",
            on_click=choose_side,
            args=(Side(model_type or FIRST),),
            help=_("Start from the architecture's default"),
        )
    if now.side.changes:
        st.button(
            _("Reset"),
            icon=":material/undo:",
            on_click=choose_side,
            args=(Side(now.side.start),),
            type="tertiary",
        )


def _take_architecture() -> None:
    if name := st.session_state["configure-architecture"]:
        choose_side(Side(name))


def _choice(kind: str, label: str, names: list[str], said) -> None:
    key = f"configure-start-{kind}"

    def take() -> None:
        if name := st.session_state[key]:
            choose_side(Side(f"{kind}:{name}"))
            st.session_state[key] = None

    st.selectbox(label, names, index=None, format_func=said, key=key, on_change=take)


def _file() -> None:
    file = upload(
        _("A config.json, up to {megabytes} MB"),
        ["json"],
        "configure-upload",
        most=MOST_MEGABYTES,
    )
    text = st.text_area(
        _("Or paste one"), key="configure-pasted", height=80, placeholder='{"model_type": "bert"}'
    )
    data = file.getvalue() if file else text.strip().encode("utf-8", "replace")
    if not data:
        st.session_state.pop("configure-data", None)
    elif st.session_state.get("configure-data") != data:
        st.session_state["configure-data"] = data
        try:
            start = workbench.read_configuration(data)
        except Problem as problem:
            show_problem(problem)
            del st.session_state["configure-data"]
        else:
            choose_side(Side(keep_file(start)))
            st.rerun()


def _hub() -> None:
    name = st.text_input(
        _("A checkpoint on the Hub"), key="configure-hub", placeholder="google-bert/bert-base-cased"
    ).strip()
    if name and st.session_state.get("configure-hub-taken") != name:
        try:
            _fetched(name)
        except Problem as problem:
            show_problem(problem)
        else:
            st.session_state["configure-hub-taken"] = name
            choose_side(Side(f"hub:{name}"))
            st.rerun()


def examples(now: Chosen) -> None:
    """Presets, the present one marked, with what it shows."""
    presets = workbench.PRESETS
    present = next(
        (
            name
            for name, preset in presets.items()
            if (preset.model_type, preset.changes) == (now.side.start, now.side.changes)
        ),
        None,
    )
    st.session_state["configure-preset"] = present

    def take() -> None:
        if name := st.session_state["configure-preset"]:
            choose_side(Side(presets[name].model_type, dict(presets[name].changes)))

    st.pills(
        _("Examples"),
        list(presets),
        format_func=lambda name: _(presets[name].title),
        key="configure-preset",
        on_change=take,
        label_visibility="collapsed",
    )
    if present:
        st.caption(_(presets[present].lesson))


def pick_beside(now: Chosen) -> None:
    """Widgets for another configuration to compare with."""
    label = _("Compare")
    with st.popover(label, icon=":material/compare:"):
        st.button(
            _("Keep this one, to compare with later changes"),
            icon=":material/push_pin:",
            on_click=choose,
            args=(Chosen(now.side, now.side),),
        )
        names = architectures()

        def take() -> None:
            if name := st.session_state["configure-beside"]:
                choose(Chosen(now.side, Side(name)))
                st.session_state["configure-beside"] = None

        st.selectbox(
            _("Another architecture"),
            list(names),
            index=None,
            format_func=lambda name: f"{names[name]} · {name}",
            key="configure-beside",
            on_change=take,
        )
        if now.beside:
            st.button(
                _("End the comparison"),
                icon=":material/close:",
                on_click=choose,
                args=(Chosen(now.side),),
            )


def shown_title(side: Side) -> str:
    """The title of a start with how many changes it has, as Markdown."""
    name = escape_markdown(title(side.start))
    if not side.changes:
        return name
    return _("{name}, fields changed: {count}").format(name=name, count=len(side.changes))
