"""The reader's language: a switch that lives in the URL, and the words in that language."""

import gettext

import streamlit as st

import i18n
from i18n import Translate

from .link import linked_choice

KEY = "lang"


def language_switch() -> None:
    """Draw the switch. At first it follows the browser; a choice stays in the URL as ?lang=."""
    browser = (st.context.locale or "en").split("-")[0]
    linked_choice(
        st.segmented_control,
        "Language · 语言",
        i18n.LANGUAGES,
        key=KEY,
        default=browser if browser in i18n.LANGUAGES else "en",
        required=True,
        label_visibility="collapsed",
    )


def said_in() -> str:
    """The code of the reader's language."""
    code: str = st.session_state.get(KEY, "en")
    return code


def _translations() -> gettext.NullTranslations:
    return i18n.translations(said_in())


def translating() -> Translate:
    """What says a sentence in the reader's language, for work that goes on without the page."""
    return _translations().gettext


def _(text: str) -> str:
    """`text` in the reader's language."""
    return translating()(text)


def ngettext(one: str, many: str, count: int) -> str:
    """`one` for a count of one and `many` for others, in the reader's language."""
    return _translations().ngettext(one, many, count)


def in_language(labels: dict[str, str]) -> dict[str, str]:
    """`labels` with each text, marked with `i18n.N_`, in the reader's language."""
    return {name: _(text) for name, text in labels.items()}
