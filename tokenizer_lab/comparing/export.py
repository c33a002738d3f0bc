"""A comparison to take away: CSV, JSON, and an HTML page that needs nothing else."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict
from html import escape

import sandbox

from ..tokenizers import Cut, PackedCut, Tokenizer
from .comparison import LONG, Comparison

PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Tokens</title>
<style>
body {{ font: 15px/1.6 sans-serif; margin: 2rem; color-scheme: light dark; }}
section {{ border: 1px solid #8884; border-radius: 6px; padding: 0 1rem; margin: 1rem 0; }}
p {{ font-family: monospace; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.9; }}
span {{ border-bottom: 2px solid; border-radius: 3px; margin-right: 2px; padding: 0 1px; }}
</style>
{columns}
"""


def written(comparison: Comparison, write: Callable[[Comparison], str | bytes]) -> bytes:
    """The file that `write`, one of the functions below or another at the top of a module, makes
    of a comparison; that of a long text is made in a child process."""
    if len(comparison.text) < LONG:
        return _file(comparison, write)
    cuts = [(cut.tokenizer, cut.packed()) for cut in comparison.cuts]
    return sandbox.work(_written, comparison.text, cuts, write, go_on=lambda _done: True)


def _written(
    text: str,
    cuts: list[tuple[Tokenizer, PackedCut]],
    write: Callable[[Comparison], str | bytes],
    go_on: sandbox.GoOn,
) -> bytes:
    unpacked = (Cut.unpacked(tokenizer, text, packed) for tokenizer, packed in cuts)
    return _file(Comparison(text, tuple(unpacked)), write)


def _file(comparison: Comparison, write: Callable[[Comparison], str | bytes]) -> bytes:
    made = write(comparison)
    return made if isinstance(made, bytes) else made.encode()


def to_csv(comparison: Comparison) -> str:
    """One row a token: tokenizer, place, id, piece, bytes, and the text it takes part in."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["tokenizer", "token", "id", "piece", "bytes", "start", "end", "text"])
    for cut in comparison.cuts:
        token_bytes = cut.tokenizer.token_bytes
        for at, (number, start, end) in enumerate(
            zip(cut.ids.tolist(), cut.starts.tolist(), cut.ends.tolist())
        ):
            table.writerow(
                [
                    cut.tokenizer.name,
                    at,
                    number,
                    cut.pieces[at],
                    token_bytes[number].hex(" "),
                    start,
                    end,
                    cut.text[start:end],
                ]
            )
    return out.getvalue()


def to_json(comparison: Comparison) -> str:
    """The text, the differences, and for each tokenizer its metrics, ids, pieces and spans."""
    cuts = [
        {
            "tokenizer": cut.tokenizer.name,
            "library": cut.tokenizer.library,
            "metrics": asdict(metrics),
            "ids": cut.ids.tolist(),
            "pieces": cut.pieces,
            "spans": list(zip(cut.starts.tolist(), cut.ends.tolist())),
        }
        for cut, metrics in zip(comparison.cuts, comparison.metrics)
    ]
    whole = {
        "text": comparison.text,
        "share_alike": comparison.share_alike,
        "differences": comparison.differences,
        "cuts": cuts,
    }
    return json.dumps(whole, ensure_ascii=False)


def to_html(comparison: Comparison) -> str:
    """The columns as a page of its own; ids and pieces show when a token is pointed at."""
    columns = []
    for column in comparison.view()["columns"]:
        tokens = "".join(
            f'<span style="border-color:{token["color"]}" title="{_title(token)}">'
            f"{escape(token['text'] or ''.join(token['pieces']))}</span>"
            for token in column["tokens"]
        )
        head = f"<h3>{escape(column['name'])} · {column['count']}</h3>"
        columns.append(f"<section>{head}<p>{tokens}</p></section>")
    return PAGE.format(columns="\n".join(columns))


def _title(token: dict) -> str:
    return escape("\n".join(f"{piece} {n}" for piece, n in zip(token["pieces"], token["ids"])))
