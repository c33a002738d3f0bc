"""A row of connected blocks, each of which opens to what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

STYLE = """<style>
.blocks { display: flex; flex-wrap: wrap; align-items: flex-start; gap: .4rem 0; }
.blocks > i { align-self: flex-start; padding: .85rem .35rem 0; opacity: .55; font-style: normal; }
.blocks > details { border: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  border-radius: .5rem; max-width: 100%; }
.blocks > details[open] { flex: 1 1 100%;
  border-color: color-mix(in srgb, currentColor 50%, transparent); }
.blocks summary { cursor: pointer; padding: .4rem .7rem; line-height: 1.35; list-style: none; }
.blocks summary::-webkit-details-marker { display: none; }
.blocks summary small, .blocks summary small:first-child::after { content: " ▸"; }
.blocks > details[open] summary small:first-child::after { content: " ▾"; }
.blocks summary span { display: block; }
.blocks summary small { opacity: .7; }
.blocks summary small:first-child::after { content: " ▸"; }
.blocks > details[open] summary small:first-child::after { content: " ▾"; }
.blocks summary span { font-weight: 600; overflow-wrap: anywhere; }
.blocks .inside { padding: 0 .7rem .6rem; overflow: auto; max-height: 22rem; }
.blocks table { border-collapse: collapse; }
.blocks td, .blocks th { padding: .1rem .9rem .1rem 0; text-align: left; vertical-align: top;
  font-weight: 400; }
.blocks th { opacity: .7; white-space: nowrap; }
.blocks td { font-family: "Source Code Pro", monospace; font-size: .85em;
  overflow-wrap: anywhere; white-space: pre-wrap; }
</style>"""


@dataclass(frozen=True)
class Shown:
    """A block as it is shown: what it is, what does the work, a note, and tables of what is in it.

    Each table has a heading, which may be empty, the names of its columns, which may be none, and
    its rows; the first cell of a row without columns names it.
    """

    title: str
    kind: str
    note: str = ""
    tables: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = ()


def blocks(row: Sequence[Shown]) -> None:
    """Draw `row` from left to right, joined by arrows; opening a block asks nothing of the server.

    No text in it is taken for HTML.
    """
    drawn = "<i aria-hidden='true'>→</i>".join(map(_block, row))
    st.html(f"{STYLE}<div class='blocks'>{drawn}</div>")


def _block(block: Shown) -> str:
    note = f"<small>{escape(block.note)}</small>" if block.note else ""
    inside = "".join(
        f"<div>{escape(heading)}</div>{_table(columns, rows)}"
        for heading, columns, rows in block.tables
    )
    return (
        f"<details><summary><small>{escape(block.title)}</small>"
        f"<span>{escape(block.kind)}</span>{note}</summary>"
        f"<div class='inside'>{inside}</div></details>"
    )


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    lines = [f"<tr>{head}</tr>"] if columns else []
    for first, *rest in rows:
        lead = f"<td>{escape(first)}</td>" if columns else f"<th>{escape(first)}</th>"
        lines.append(f"<tr>{lead}{''.join(f'<td>{escape(cell)}</td>' for cell in rest)}</tr>")
    return f"<table>{''.join(lines)}</table>"
