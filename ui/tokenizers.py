"""Choosing tokenizers: those that are there, a model on the Hub, a file of one's own."""

from collections.abc import Callable

import streamlit as st

from i18n import Problem

from .language import _
from .link import hold_choice, linked_choice, show_choice
from .parts import escape_markdown, show_problem

TRAINED = "trained"
"""Where `st.session_state` holds what was trained last, and its name in links."""
FILE_KINDS = ["json", "model", "tiktoken"]
LARGEST_MB = 40


def pick_tokenizer(titles: dict[str, str], by_name: Callable, by_file: Callable, key: str):
    """One tokenizer: a file goes before a Hub model, and that before the choice in `titles`.

    `by_name` makes a tokenizer of a name, a Hub id or what is in `st.session_state[TRAINED]`,
    `by_file` of a file's name and bytes. Both raise `i18n.Problem`, which is shown; the page
    then ends.
    """
    titles = _with_trained(titles)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        name = linked_choice(
            st.selectbox, _("Tokenizer"), titles, key=key, default=next(iter(titles))
        )
    with right:
        hub, files = _elsewhere(key, several=False)
    found = _read([name], hub[:1], files[:1], by_name, by_file)
    if not found:
        st.stop()
    return found[-1]


def pick_tokenizers(
    titles: dict[str, str],
    by_name: Callable,
    by_file: Callable,
    key: str,
    default: list[str],
    fewest: int,
    most: int,
) -> list:
    """Several tokenizers, from `fewest` to `most`; see `pick_tokenizer` for the rest."""
    if key not in st.session_state and key not in st.query_params:
        st.session_state[key] = default
    titles = _with_trained(titles)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        names = hold_choice(key, list(titles))
        show_choice(st.multiselect, _("Tokenizers"), titles, key)
    with right:
        hub, files = _elsewhere(key, several=True)
    found = _read(names, hub, files, by_name, by_file)
    if len(found) > most:
        st.warning(
            _("{count} tokenizers are chosen; the first {most} are shown.").format(
                count=len(found), most=most
            )
        )
    if len(found) < fewest:
        few = _("Choose at least {count} tokenizers.").format(count=fewest)
        st.info(few if fewest > 1 else _("Choose a tokenizer."))
        st.stop()
    return found[:most]


def _with_trained(titles: dict[str, str]) -> dict[str, str]:
    if TRAINED in st.session_state:
        return titles | {TRAINED: _("Trained in the lab")}
    return titles


def _elsewhere(key: str, several: bool) -> tuple[list[str], list]:
    with st.popover(_("From the Hub or a file"), icon=":material/add:"):
        hub = st.text_input(
            _("Models on the Hub, with a space between") if several else _("A model on the Hub"),
            key=f"{key}-hub",
            bind="query-params",
            placeholder="openai-community/gpt2",
            max_chars=400,
        )
        files = st.file_uploader(
            _("tokenizer.json, SentencePiece .model or .tiktoken"),
            type=FILE_KINDS,
            accept_multiple_files=True,
            key=f"{key}-files",
            max_upload_size=LARGEST_MB,
            help=_("The file is read as data and never run. It is forgotten when you leave."),
        )
    return hub.split(), files


def _read(names, hub, files, by_name, by_file) -> list:
    found = []
    jobs = [(_trained if name == TRAINED else _named, (by_name, name)) for name in [*names, *hub]]
    jobs += [(_filed, (by_file, file.name, file.getvalue())) for file in files]
    for read, arguments in jobs:
        try:
            with st.spinner(_("Reading {name} …").format(name=escape_markdown(arguments[1]))):
                found.append(read(*arguments))
        except Problem as problem:
            show_problem(problem)
    return found


def _trained(by_name: Callable, name: str):
    """What was trained last, made into a tokenizer once."""
    trace = st.session_state[TRAINED]
    kept = st.session_state.get("trained-tokenizer")
    if kept is None or kept[0] is not trace:
        kept = st.session_state["trained-tokenizer"] = (trace, by_name(trace))
    return kept[1]


@st.cache_resource(max_entries=24, show_spinner=False)
def _named(_by_name: Callable, name: str):
    return _by_name(name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _filed(_by_file: Callable, name: str, data: bytes):
    return _by_file(name, data)
