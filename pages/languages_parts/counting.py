"""What the page counts, and the choices of it that its parts and its links share."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

import tokenizer_lab as lab
from ui import _, hold_choice

LANGUAGE, PROGRAM, ORDER = "languages-language", "languages-program", "languages-order"
"""Keys of the language, the programming language, and the tokenizer that rows are sorted by."""
ARTICLE, GROUPS = "languages-article", "languages-by"
"""Keys of the article, and of what rows are grouped by."""


def reader() -> str:
    """The reader's language, as CLDR writes it."""
    return _("en")


class Counted(NamedTuple):
    """An article in every language and the program in every one of its own, with their bills."""

    tokenizers: list[lab.Tokenizer]
    translations: tuple[lab.Translation, ...]
    languages: lab.Bills
    programs: lab.Bills

    @property
    def called(self) -> list[str]:
        """What the language of every translation is called in the reader's own."""
        language = reader()
        return [each.called(language) for each in self.translations]

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.tokenizers]

    def row(self, code: str) -> int | None:
        """The number of the translation with a code, where there is one of this article."""
        codes = [each.code for each in self.translations]
        return codes.index(code) if code in codes else None


def count(article: int, tokenizers: list[lab.Tokenizer], go_on: Callable) -> Counted:
    """Count both with each of `tokenizers`; see `lab.bills` for `go_on`."""
    translations = lab.declaration(article)
    base = [each.code for each in translations].index(lab.ENGLISH)
    languages = lab.bills(tuple(each.text for each in translations), tokenizers, base, go_on)
    texts = tuple(each.text for each in lab.programs())
    return Counted(tokenizers, translations, languages, lab.bills(texts, tokenizers, 0, go_on))


def hold_order(tokenizers: list[lab.Tokenizer]) -> int:
    """Keep in the URL which tokenizer rows are sorted by; its number."""
    sources = [each.source for each in tokenizers]
    if st.session_state.get(ORDER) not in sources:  # another choice of tokenizers
        st.session_state.pop(ORDER, None)
    return sources.index(hold_choice(ORDER, list(dict.fromkeys(sources)), sources[0]))


def choose_order(tokenizers: list[lab.Tokenizer], key: str) -> Callable[[], None]:
    """What to do when a column of the heat map of that key is chosen."""

    def choose() -> None:
        column = st.session_state[key].order
        if column is not None:
            st.session_state[ORDER] = tokenizers[column].source

    return choose


def choose_row(choice: str, key: str) -> Callable[[], None]:
    """What to do when a row of the heat map of that key is chosen: it is the `choice`."""

    def choose() -> None:
        if st.session_state[key].pick:
            st.session_state[choice] = st.session_state[key].pick

    return choose


def cells(bills: lab.Bills, row: int) -> list[list]:
    """A row of bills as a heat map takes it."""
    return [
        [None if times != times else float(times), bool(unknown)]
        for times, unknown in zip(bills.times[row], bills.unknown[row])
    ]
