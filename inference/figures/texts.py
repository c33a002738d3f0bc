"""Texts: what a model wrote, and marks in what it read."""

from html import escape

from i18n import N_, Translate
from palette import LOOK

from ..views import Html

PROSE = "font-size:1.05rem;line-height:1.9;white-space:pre-wrap;overflow-wrap:anywhere"
"""The style of a text to read."""
LARGE = "font-size:1.5rem;overflow-wrap:anywhere"
"""The style of a short text that is the whole answer."""
LIT = f"background:color-mix(in srgb,{LOOK} 30%,transparent)"
"""The style of the answer where it stands."""


def continuation(prompt: str, text: str) -> Html:
    """A prompt, greyed, and the text that was written after it."""
    return Html(
        f'<p style="{PROSE}"><span style="opacity:.5">{escape(prompt)}</span>{escape(text)}</p>'
    )


def quotation(text: str | None, _: Translate = str) -> Html:
    """A short text that is the whole answer."""
    said = escape(text or "") or "<em>" + escape(_(N_("Nothing was recognised."))) + "</em>"
    return Html(f'<p style="{LARGE}">{said}</p>')


def side_by_side(source: str, target: str, _: Translate = str) -> Html:
    """A text and what became of it, side by side, with the ratio of their lengths."""
    ratio = len(target) / len(source)
    column = f"flex:1 1 260px;{PROSE}"
    given = _(N_("Characters: {count:,}")).format(count=len(source))
    written = _(N_("Characters: {count:,} ({ratio:.0%} of the source)")).format(
        count=len(target), ratio=ratio
    )
    return Html(
        '<div style="display:flex;flex-wrap:wrap;gap:2rem">'
        f'<div style="{column};opacity:.65">{escape(source)}'
        f"<br><small>{escape(given)}</small></div>"
        f'<div style="{column}"><strong style="font-weight:500">{escape(target)}</strong>'
        f'<br><small style="opacity:.65">{escape(written)}</small></div></div>'
    )
