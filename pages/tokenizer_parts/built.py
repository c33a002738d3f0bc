"""What a tokenizer is built of, where it comes from, and what its file asks for."""

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

import tokenizer_lab as lab
from i18n import visible
from ui import _, blocks, escape_markdown, listed, ngettext, read_once
from ui.blocks import Shown

MOST_ROWS = 200
"""Added tokens that are listed; the page Vocabulary has all."""


def with_settings(tokenizer: lab.Tokenizer, key: str) -> lab.Tokenizer:
    """`tokenizer` with what the reader switches on of that which its file asks for.

    Truncation, padding and dropout would hide tokens or change them from call to call, so they
    are off until then, and named. A switch stands in the link.
    """
    if not tokenizer.asked:
        return tokenizer
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("This file asks for more, which is switched off here:"), width="content")
        on = tuple(
            name
            for name, asked in tokenizer.asked.items()
            if st.toggle(_asked(name, asked), key=f"{key}-{name}", bind="query-params")
        )
    switched: lab.Tokenizer = read_once(
        f"{key}-switched", (tokenizer, on), lambda: tokenizer.switched_on(*on)
    )
    return switched


def name_settings(tokenizers: Sequence[lab.Tokenizer]) -> None:
    """Say what the files of `tokenizers` ask for, where it cannot be switched on."""
    for tokenizer in tokenizers:
        if tokenizer.asked:
            st.caption(
                _("{name} asks for more, which is switched off here: {asked}.").format(
                    name=escape_markdown(tokenizer.name),
                    asked=listed([_asked(*setting) for setting in tokenizer.asked.items()], most=3),
                )
            )


def _asked(name: str, asked: Any) -> str:
    """What a file asks for, in a few words."""
    if name == "truncation":
        return _("truncate at {count:,} tokens").format(count=asked["max_length"])
    if name == "dropout":
        return _("drop {share:.0%} of the merges at random").format(share=asked)
    token = escape_markdown(asked["pad_token"])
    if asked["length"]:
        return _("pad to {count:,} tokens with {token}").format(count=asked["length"], token=token)
    return _("pad to the longest text with {token}").format(token=token)


def about(tokenizer: lab.Tokenizer) -> str:
    """Who made a built-in tokenizer, when, and under which licence; else where it comes from."""
    source = lab.BUILT_IN.get(tokenizer.source) if tokenizer.origin == "name" else None
    if tokenizer.origin == "trace":
        return _("Trained in the lab")
    if source is None:
        return escape_markdown(tokenizer.source)
    return _("{maker}, {year} · {licence} · from the package {package}").format(
        maker=source.maker, year=source.year, licence=source.licence, package=source.package
    )


def built(tokenizer: lab.Tokenizer, times: tuple[lab.Time, ...] = ()) -> None:
    """The stages of a tokenizer as a row of blocks, each with what it takes where `times` say."""
    notes = {name: _("switched off") for name in tokenizer.asked if name not in tokenizer.on}
    for time in times:
        said = _microseconds(time.microseconds)
        several = len(time.stages) > 1
        for stage in time.stages:
            notes[stage] = _("together {time}").format(time=said) if several else said
    blocks([_shown(block, notes.get(block.stage, "")) for block in lab.pipeline(tokenizer)])


def times_note(times: tuple[lab.Time, ...]) -> str:
    """What the times are."""
    return _(
        "Times are those of this text on this machine, the shortest of a few "
        "runs; {time} for the whole of it at once. What a library remembers of "
        "earlier words makes it faster."
    ).format(time=_microseconds(times[-1].microseconds))


def _microseconds(value: float) -> str:
    return f"{value:,.1f} µs" if value < 10 else f"{value:,.0f} µs"


def _shown(block: lab.Block, note: str) -> Shown:
    kind = _("{count} of them").format(count=block.kind) if block.rows else block.kind
    if block.parts:
        kind = " → ".join(part.kind for part in block.parts)
    return Shown(_(lab.STAGES[block.stage]), kind, note, tuple(_tables(block)))


def _tables(block: lab.Block) -> list:
    """The parameters of a block and of its parts, and its added tokens."""
    if block.rows:
        columns = tuple(block.rows[0])
        rows = [tuple(_said(row[name]) for name in columns) for row in block.rows[:MOST_ROWS]]
        more = len(block.rows) - len(rows)
        heading = _("The first {count}; the page Vocabulary has all.").format(count=MOST_ROWS)
        return [(heading if more else "", columns, tuple(rows))]
    rows = [(name, _said(value)) for name, value in block.parameters.items()]
    tables = [(block.kind if block.parts else "", (), tuple(rows))] if rows else []
    tables += [
        (part.kind if not at else "", columns, inner)
        for part in block.parts
        for at, (_heading, columns, inner) in enumerate(_tables(part) or [("", (), ())])
    ]
    return tables or [(_("No parameters."), (), ())]


def _counted(count: int, unit: str) -> str:
    said = {
        "entries": ngettext("{count:,} entry", "{count:,} entries", count),
        "characters": ngettext("{count:,} character", "{count:,} characters", count),
        "bytes": ngettext("{count:,} byte", "{count:,} bytes", count),
    }
    return said[unit].format(count=count)


def _said(value: Any) -> str:
    """A parameter as its file writes it."""
    if isinstance(value, lab.Count):
        return _counted(int(value), value.unit)
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value if value.isprintable() and value.strip() else visible(value)
