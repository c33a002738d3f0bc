"""Choosing tokenizers: those that are there, a model on the Hub, a file of one's own."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import Problem

from .garbage import collect
from .language import _
from .last import stop
from .link import hold_choice, linked_choice, show_choice
from .parts import escape_markdown, show_problem
from .text import hold_text
from .upload import upload

Tokenizer = TypeVar("Tokenizer")
ByName = Callable[[Any], Tokenizer]
ByFile = Callable[..., Tokenizer]

TRAINED = "trained"
"""Where `st.session_state` holds what was trained last, and its name in links."""
FILE_KINDS = ["json", "model", "tiktoken"]
LARGEST_MB = 40
MOST_CHARACTERS = 400


def pick_tokenizer(
    titles: dict[str, str],
    by_name: ByName[Tokenizer],
    by_file: ByFile[Tokenizer],
    key: str,
    patterns: Iterable[str] = (),
) -> Tokenizer:
    """One tokenizer: a file goes before a Hub model, and that before the choice in `titles`.

    `by_name` makes a tokenizer of a name, a Hub id or what is in `st.session_state[TRAINED]`,
    `by_file` of a file's name and bytes. Both raise `i18n.Problem`, which is shown; the page
    then ends. With the names of `patterns` a .tiktoken file asks which of them it goes with:
    `by_file` then takes the `pattern` and the `special` tokens that are chosen.
    """
    titles = _with_trained(titles)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        name = linked_choice(
            st.selectbox, _("Tokenizer"), titles, key=key, default=next(iter(titles))
        )
    with right:
        hub, files = _elsewhere(key, several=False)
    said = _said_of_tables(files[:1], patterns, key)
    tokenizers = _read([name], hub[:1], files[:1], by_name, by_file, said)
    if not tokenizers:
        stop()
    if len(tokenizers) > 1:
        instead = files[0].name if files else hub[0]
        said_so = _("{name} is used instead, until you remove it.")
        st.caption(said_so.format(name=escape_markdown(instead)))
    return tokenizers[-1]


def pick_tokenizers(
    titles: dict[str, str],
    by_name: ByName[Tokenizer],
    by_file: ByFile[Tokenizer],
    key: str,
    default: list[str],
    fewest: int,
    most: int,
    patterns: Iterable[str] = (),
    row: DeltaGenerator | None = None,
) -> list[Tokenizer]:
    """Several tokenizers, from `fewest` to `most`; see `pick_tokenizer` for the rest.

    With a `row` they are chosen behind buttons in it.
    """
    if key not in st.session_state and key not in st.query_params:
        st.session_state[key] = default
    titles = _with_trained(titles)
    if row is None:
        left, right = st.columns([3, 2], vertical_alignment="bottom")
    else:
        left, right = row.popover(_("Tokenizers"), icon=":material/tune:"), row
    with left:
        names = hold_choice(key, list(titles))
        show_choice(st.multiselect, _("Tokenizers"), titles, key)
    with right:
        hub, files = _elsewhere(key, several=True)
    said = _said_of_tables(files, patterns, key)
    tokenizers = _read(names, hub, files, by_name, by_file, said)
    if len(tokenizers) > most:
        st.warning(
            _("{count} tokenizers are chosen; the first {most} are shown.").format(
                count=len(tokenizers), most=most
            )
        )
    if len(tokenizers) < fewest:
        few = _("Choose at least {count} tokenizers.").format(count=fewest)
        st.info(few if fewest > 1 else _("Choose a tokenizer."))
        stop()
    return tokenizers[:most]


TABLE = ".tiktoken"
LIKELY, OWN = "likely", "own"
"""The choices of a pattern beside those that have a name."""


Said = tuple[tuple[str, Any], ...]
"""What `by_file` is told besides a file's name and bytes, by name."""


def _said_of_tables(files: list, patterns: Iterable[str], key: str) -> Said:
    """What the reader says of a .tiktoken table, where there is one: it holds tokens and ranks
    alone. It stands in the link."""
    labels = {LIKELY: _("Most likely one")} | {name: name for name in patterns}
    if len(labels) == 1 or not any(file.name.endswith(TABLE) for file in files):
        return ()
    hold_text(f"{key}-regex", MOST_CHARACTERS)
    hold_text(f"{key}-special", MOST_CHARACTERS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = linked_choice(
            st.selectbox,
            _("Pattern of the .tiktoken file"),
            labels | {OWN: _("A regular expression of my own")},
            key=f"{key}-pattern",
            default=LIKELY,
            help=_(
                "The file holds tokens and ranks. The pattern, which splits a text into "
                "words first, is not part of it; the most likely one is chosen by the "
                "number of tokens."
            ),
            width=280,
        )
        own = ""
        if name == OWN:
            own = st.text_input(
                _("Regular expression"),
                key=f"{key}-regex",
                bind="query-params",
                placeholder=r"\p{L}+|\p{N}{1,3}|\s+|.",
            )
        special = st.text_input(
            _("Special tokens, with a space between"),
            key=f"{key}-special",
            bind="query-params",
            placeholder="<|endoftext|>=100257",
            help=_("Each may name its ID after =, or else gets the next one after the last."),
        )
    pattern = own or None if name == OWN else None if name == LIKELY else name
    return ("pattern", pattern), ("special", tuple(special.split()))


def special_tokens_toggle(key: str) -> bool:
    """Draw the choice whether special tokens are added to a text, and keep it in the URL."""
    return st.toggle(
        _("Add special tokens"),
        value=True,
        key=key,
        bind="query-params",
        help=_("Those that the model expects around a text, such as [CLS] or <s>."),
    )


def _with_trained(titles: dict[str, str]) -> dict[str, str]:
    if TRAINED in st.session_state:
        return titles | {TRAINED: _("Trained in the lab")}
    return titles


def _elsewhere(key: str, several: bool) -> tuple[list[str], list]:
    """Models on the Hub and files, in a popover: their names, and the files that were handed in."""
    with st.popover(_("From the Hub or a file"), icon=":material/add:"):
        hold_text(f"{key}-hub", MOST_CHARACTERS)
        hub = st.text_input(
            _("Models on the Hub, with a space between") if several else _("A model on the Hub"),
            key=f"{key}-hub",
            bind="query-params",
            placeholder="openai-community/gpt2",
        )
        files = upload(
            _("tokenizer.json, SentencePiece .model or .tiktoken"),
            FILE_KINDS,
            key=f"{key}-files",
            most=LARGEST_MB,
            accept_multiple_files=True,
            stays=True,
            help=_("The file is read as data and never run. It is not kept after this visit."),
        )
    return hub.split(), files


def _read(
    names: list[str],
    hub: list[str],
    files: list,
    by_name: ByName[Tokenizer],
    by_file: ByFile[Tokenizer],
    said: Said,
) -> list[Tokenizer]:
    """The tokenizers that can be read; of the others the reader is told why."""

    def read(name: str, data: bytes | None = None) -> Tokenizer:
        if data is not None:
            return _of_file(by_file, name, data, said if name.endswith(TABLE) else ())
        trained = name == TRAINED and TRAINED in st.session_state
        return _of_trace(by_name) if trained else _of_name(by_name, name)

    tokenizers = []
    sources = [(name, None) for name in (*names, *hub)]
    for name, data in [*sources, *((file.name, file.getvalue()) for file in files)]:
        try:
            with st.spinner(_("Reading {name} …").format(name=escape_markdown(name))):
                tokenizers.append(read(name, data))
        except Problem as problem:
            show_problem(problem)
    return tokenizers


def _of_trace(by_name: ByName[Tokenizer]) -> Tokenizer:
    """What was trained last, made into a tokenizer once."""
    trace = st.session_state[TRAINED]
    kept = st.session_state.get("trained-tokenizer")
    if kept is None or kept[0] is not trace:
        kept = st.session_state["trained-tokenizer"] = (trace, by_name(trace))
    return kept[1]


@st.cache_resource(max_entries=24, show_spinner=False, on_release=collect)
def _of_name(_by_name: Callable, name: str):
    return _by_name(name)


@st.cache_resource(max_entries=8, show_spinner=False, on_release=collect)
def _of_file(_by_file: Callable, name: str, data: bytes, said: Said):
    return _by_file(name, data, **dict(said))
