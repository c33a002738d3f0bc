"""Tokens in a row and texts at their stages, lit where they first differ. Whatever a reader or a
vocabulary wrote is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import regex
import streamlit as st

import palette
from i18n import isolated, visible
from ui import _

AROUND = 24
"""Tokens and characters that are shown before and behind the place that is lit."""
STYLE = f"""<style>
.drift {{ display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: 6px 14px;
  align-items: baseline; line-height: 1.5; }}
.drift .name {{ opacity: 0.75; font-size: 0.875rem; }}
.drift .row {{ font-family: {palette.MONO}; white-space: pre-wrap; overflow-wrap: anywhere;
  min-width: 0; }}
.drift .token {{ display: inline-block; vertical-align: top; margin: 0 4px 4px 0; padding: 0 5px;
  border-radius: 3px; background: color-mix(in srgb, var(--hue) 16%, transparent);
  border-bottom: 2px solid var(--hue); line-height: 1.35; }}
.drift .token small {{ display: block; opacity: 0.75; font-size: 0.75em; }}
.drift .around {{ opacity: 0.6; }}
.drift .lit {{ outline: 2px solid {palette.LOOK}; border-radius: 3px;
  background: color-mix(in srgb, {palette.LOOK} 28%, transparent); }}
.drift .here {{ background: {palette.LOOK}; color: white; border-radius: 4px; padding: 0 6px;
  font-family: sans-serif; font-size: 0.75rem; margin-left: 6px; white-space: nowrap; }}
@media (max-width: 640px) {{ .drift {{ grid-template-columns: 1fr; gap: 0 0; }}
  .drift .row {{ margin-bottom: 8px; }} }}
</style>"""


@dataclass(frozen=True)
class Row:
    """A row of a picture: its name, what stands in it, and whether the reader should look here."""

    name: str
    html: str
    here: str = ""
    """Words for a badge at its end."""


def draw(rows: Sequence[Row]) -> None:
    """The rows below each other, names on the left, or above on a phone."""
    if not rows:
        return
    cells = "".join(
        f"<div class='name'>{escape(row.name)}</div><div class='row'>{row.html}"
        + (f"<span class='here'>{escape(row.here)}</span>" if row.here else "")
        + "</div>"
        for row in rows
    )
    st.html(f"{STYLE}<div class='drift'>{cells}</div>")


def text(whole: str, lit: int | None = None) -> str:
    """A text with the character at `lit` lit; of a long one what stands around it."""
    if not whole:
        return f"<span class='around'>{escape(_('nothing'))}</span>"
    start, end = _window(len(whole), lit, 4 * AROUND)
    if lit is None or lit > len(whole):
        return _more(start) + _shown(whole[start:end]) + _more(len(whole) - end)
    char = whole[lit : lit + 1]
    marked = f"<span class='lit'>{_shown(char) or '&nbsp;'}</span>"
    before, after = _shown(whole[start:lit]), _shown(whole[lit + 1 : end])
    return _more(start) + before + marked + after + _more(len(whole) - end)


def tokens(
    pieces: Sequence[str],
    ids: Sequence[int] | None,
    lit: int | None = None,
    around: tuple[int, int] = (0, 0),
) -> str:
    """Tokens in a row with their ids below, the one at `lit` lit: a gap where it is beyond them.

    `around` says how many at each end were added around the text. Of many the ones near `lit`.
    """
    if not pieces and lit is None:
        return f"<span class='around'>{escape(_('nothing'))}</span>"
    start, end = _window(len(pieces), lit, AROUND)
    parts = [_more(start)]
    for at in range(start, end):
        added = at < around[0] or at >= len(pieces) - around[1]
        number = "" if ids is None else str(ids[at])
        parts.append(_token(pieces[at], number, at == lit, added))
    if lit is not None and lit >= len(pieces):
        parts.append(_token("–", "", True, False))
    return "".join((*parts, _more(len(pieces) - end)))


def pointed(whole: str) -> str:
    """A text for a cell, with the code points of a few characters, which may look like others."""
    if whole.isascii() or len(whole) > 3:
        return isolated(whole)
    return f"{isolated(whole)} ({' '.join(f'U+{ord(char):04X}' for char in whole)})"


def _token(piece: str, number: str, lit: bool, added: bool) -> str:
    kinds = "token" + (" lit" if lit else "") + (" around" if added else "")
    below = f"<small>{number}</small>" if number else ""
    hue = palette.token_color(piece)
    return f"<span class='{kinds}' style='--hue:{hue}'>{_shown(piece)}{below}</span>"


def _window(length: int, lit: int | None, around: int) -> tuple[int, int]:
    middle = lit or 0
    start = max(0, middle - around)
    return start, min(length, max(middle, start) + 2 * around - (middle - start))


def _shown(written: str) -> str:
    """White space and what cannot be seen, written out where it stands alone."""
    if written.isspace() or len(written) == 1:
        return escape(visible(written))
    graphemes = regex.findall(r"\X", written)
    return escape("".join(each if each == " " else visible(each) for each in graphemes))


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return f"<span class='around'> … {escape(_('{count:,} more').format(count=count))} … </span>"
