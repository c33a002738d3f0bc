"""Texts that stay through pages and stand in links, held to a length by the server.

Streamlit's `max_chars` has the browser drop a longer paste as a whole, without a word: the text
of before stays, and is what runs. So no widget here is told of a limit.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

import streamlit as st

from i18n import Problem

from .language import _, said_in
from .link import say_of_link
from .packed import pack, unpack

MOST_IN_LINK = 2_000
"""Characters that a text takes in a link as it is, nine for a Chinese one; servers refuse addresses
that are much longer."""
MOST_TO_PACK, MOST_PACKED = 20_000, 4_000
"""Characters of a longer text that is compressed for a link, and those that it may have then."""
LAB, MOST_SHARED = "lab-text", 300_000
"""Where the session holds the text that the pages of the lab share, and its most characters."""
PACKED = "-packed"
"""What follows the key of a text in a link where it is compressed."""
LINKED = "-linked"
"""What follows it in the session, where what the link last held stands."""


def hold_text(key: str, most: int) -> None:
    """Cut what was typed or pasted into a widget to `most` characters, and say so while it is.

    It is called before the widget is drawn.
    """
    whole = st.session_state.get(key, "")
    if len(whole) > most:
        st.session_state[key] = whole[:most]
        st.session_state[f"{key}-whole"] = len(whole)
    elif len(whole) < most:
        st.session_state.pop(f"{key}-whole", None)
    if count := st.session_state.get(f"{key}-whole"):
        cut = _("This text has {count:,} characters; the first {most:,} of them are here.")
        st.warning(cut.format(count=count, most=most), icon=":material/content_cut:")


def linked_text(label: str, key: str, default: str, max_chars: int, **options: Any) -> str:
    """Draw a text area whose text stays through pages, and in the URL where that can hold it and
    it is not the `default`.

    `options` go to `st.text_area`. What is beyond `max_chars` is cut, and said so.
    """
    if key not in st.session_state or _arrives(key):
        st.session_state[key] = _linked(key, default)
    hold_text(key, max_chars)
    text = st.text_area(label, key=key, persist_state="session", **options)
    own = text != default
    short = (
        own and len(quote_plus(text[: MOST_IN_LINK + 1], errors="surrogatepass")) <= MOST_IN_LINK
    )
    packed = pack(text) if own and not short and len(text) <= MOST_TO_PACK else ""
    put_in_link(key, text if short else "")
    put_in_link(key + PACKED, packed if len(packed) <= MOST_PACKED else "")
    st.session_state[key + LINKED] = _told(key)
    return text


def gloss(text: str, glosses: Mapping[str, str]) -> None:
    """Say below a text in English what those of its lines mean that `glosses` has."""
    said = " ".join(glosses[line] for line in text.splitlines() if line in glosses)
    if said and said_in() == "en":
        st.caption(_("In English: {text}").format(text=said))


def lab_text(
    label: str,
    key: str,
    default: str,
    max_chars: int,
    is_text: Callable[[str], bool] = bool,
    **options: Any,
) -> str:
    """Draw a text area as `linked_text` does, with the one text that all pages of the lab share.

    What is typed here, or comes with the link, is there on the others until it is changed there;
    each begins with a `default` of its own. A page that takes less shows the beginning, and the
    others keep the whole. What is not `is_text`, or empty, is not shared.
    """
    state = st.session_state
    drawn, seen = state.get(f"{key}-drawn", ("", None))
    if key not in state or _arrives(key):
        typed = _linked(key, default)
        typed = typed if typed != default else ""
    else:
        typed = state[key] if state[key] != drawn else ""
    if typed and is_text(typed[:max_chars]):
        state[LAB] = typed[:MOST_SHARED]
    elif LAB in state and state[LAB] != seen:
        state[key] = state[LAB]
    text = linked_text(label, key, default, max_chars, **options)
    state[f"{key}-drawn"] = text, state.get(LAB)
    return text


def _arrives(key: str) -> bool:
    """Whether the reader comes by a link that has another text than the page put into it."""
    told = _told(key)
    return any(told) and told != st.session_state.get(key + LINKED)


def _told(key: str) -> tuple[str, str]:
    """What the link holds of a text, as it is and compressed."""
    return st.query_params.get(key, ""), st.query_params.get(key + PACKED, "")


def _linked(key: str, default: str) -> str:
    """The text that the link holds, as it is or compressed."""
    try:
        packed = st.query_params.get(key + PACKED)
        text = unpack(packed) if packed else None
    except Problem as problem:
        say_of_link(problem)
        text = None
    return text if isinstance(text, str) else st.query_params.get(key, default)


def put_in_link(key: str, value: str) -> None:
    """Have the URL hold `?key=value`, and nothing of it where the value is empty."""
    if not value:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value


def linked_line(label: str, key: str, default: str, max_chars: int, **options: Any) -> str:
    """Draw a text of one line that stands in the URL. `options` go to `st.text_input`.

    What is beyond `max_chars` is cut, and said so.
    """
    hold_text(key, max_chars)
    # As for a number: kept for a browser that sees it in a later run for the first time.
    return st.text_input(
        label, default, key=key, bind="query-params", persist_state="session", **options
    )
