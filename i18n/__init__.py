"""Two languages: the gettext catalogues of the project, and sentences that are said later.

The packages know nothing of Streamlit or of the reader. A figure takes a translating
function as its argument `_`; an error carries its sentence as a template and the values
in it, so that the page that catches it can say it in the reader's language.
"""

import gettext
from collections.abc import Callable, Iterable
from functools import cache, reduce
from io import BytesIO
from pathlib import Path, PurePath
from unicodedata import bidirectional

import regex
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "zh": "简体中文"}
"""Language codes as they stand in links, with each language's own name."""

Translate = Callable[[str], str]
"""What says a sentence in the reader's language."""

LOCALE = Path(__file__).parent / "locale"


def N_(text: str) -> str:
    """Mark `text` for translation where it is written; it is translated where it is shown."""
    return text


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language code; English is the source, so it has none.

    The .po file is read as it is: a compiled copy beside it could be out of date.
    """
    source = LOCALE / language / "messages.po"
    if not source.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def compact(number: float) -> str:
    """A count as people say it, with three figures: 109M, 10.8B, 1.1T."""
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if number >= size * 0.9995:
            return f"{number / size:.3g}{letter}"
    return f"{number:.3g}"


SIGNS = {" ": "␣", "\n": "⏎", "\r": "␍", "\r\n": "␍⏎", "\t": "→", "\u00a0": "⍽", "\u3000": "□"}
"""White space as it is written out."""
_INVISIBLE = (
    r"\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\u034f\u115f\u1160\u17b4\u17b5"
    r"\u2000-\u200a\u3164\ufe00-\ufe0f\uffa0"
)
_ALONE = regex.compile(f"[{_INVISIBLE}]")
_UNSEEN = regex.compile(rf"[\s{_INVISIBLE}]")


def visible(text: str) -> str:
    """`text` with nothing unseen: a sign for white space, U+200D for an invisible character.

    One inside of a grapheme, as in a joined emoji, stays. `ui/visible.js` does the same.
    """
    if not _UNSEEN.search(text):
        return text
    return "".join(
        SIGNS.get(part) or (f"U+{ord(part):04X}" if _ALONE.fullmatch(part) else part)
        for part in regex.findall(r"\X", text)
    )


def isolated(text: str) -> str:
    """`text`, all of it visible, for the inside of a sentence.

    What runs from the right stands between the isolates of Unicode (UAX 9), which cannot be seen,
    so that it does not turn the rest.
    """
    turns = any(bidirectional(char) in ("R", "AL", "AN") for char in text)
    return f"\u2068{visible(text)}\u2069" if turns else visible(text)


class Sentence:
    """A sentence for the reader: a template marked with `N_`, and the values in it.

    A value may be a sentence itself.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template, self.values = template, values

    def said(self, _: Translate = str) -> str:
        """The sentence in the language of the translating function `_`."""
        values = {
            name: value.said(_) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return _(self.template).format(**values)

    def __str__(self) -> str:
        return self.said()


def listed(names: Iterable[object]) -> object:
    """Names one after the other, as the reader's language lists them, to be said within a sentence.

    A name may be a sentence itself; "" where there is none.
    """
    names = list(names)
    return reduce(_with, names) if names else ""


def _with(before: object, last: object) -> Sentence:
    return Sentence(N_("{before}, {last}"), before=before, last=last)


_PATH = regex.compile(
    r"""(?:file://|(?<![A-Za-z0-9_.:/\\~-]))   # no part of an address or of a name
    (?:[A-Za-z]:[\\/]|/)                       # a root
    [A-Za-z0-9_.+~@-]+[\\/]                    # a folder, as roots have them
    (?:[^\s\\/'"`<>|:*?(),;]+[\\/])*           # further ones
    (?=[^\s\\/'"`])                           # and what lies in them""",
    regex.VERBOSE,
)


def without_folders(value: object) -> object:
    """`value` with no folder of this machine in it: of an absolute path its last part is left."""
    if isinstance(value, Sentence):
        return _placeless(value)
    if isinstance(value, PurePath):
        return value.name or str(value)
    return _PATH.sub("", value) if isinstance(value, str) else value


def _placeless(sentence: Sentence) -> Sentence:
    values = {name: without_folders(value) for name, value in sentence.values.items()}
    return Sentence(sentence.template, **values)


class Problem(ValueError):
    """Input that cannot be used: one sentence says what is wrong and what to do.

    `details` are further sentences, one for each fault of an input that has several. A reader
    need not know where the server keeps things: no value shows a folder of this machine, be it in
    a message of a library.
    """

    def __init__(
        self, template: str, *, details: tuple[Sentence, ...] = (), **values: object
    ) -> None:
        self.sentence = _placeless(Sentence(template, **values))
        self.details = tuple(map(_placeless, details))
        super().__init__("\n".join(map(str, (self.sentence, *self.details))))
