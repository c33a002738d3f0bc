"""Batch: count the tokens of many texts in several tokenizers, and what they would cost."""

from functools import partial

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.batch_parts import results, scenario, texts
from pages.batch_parts.results import Counts
from pages.tokenizer_parts import imports, in_code
from pages.tokenizer_parts.choice import choose_tokenizers
from sandbox import GoOn
from ui import (
    _,
    begin_again,
    choose_section,
    code_panel,
    finished_job,
    heading,
    show_ended,
    show_problem,
    special_tokens_toggle,
    stop,
)


def count(
    chosen: texts.Texts, tokenizers: list[lab.Tokenizer], special: bool, go_on: GoOn
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """The tokens of each text, and of each answer."""
    if chosen.answers is None:
        return lab.count_rows(chosen.texts, tokenizers, special, go_on), None
    return lab.count_pairs(chosen.texts, chosen.answers, tokenizers, special, go_on)


heading(
    _("Token counts and cost"),
    _(
        "Count the tokens of every row of a file, or of every line that you "
        "paste, in several tokenizers, and multiply by your own prices."
    ),
)


tokenizers = choose_tokenizers(
    key="batch-with",
    default=["gpt2", "mistral", "qwen"],
    fewest=1,
    most=8,
)
result, source = st.columns([3, 2], gap="large")
with source:
    try:
        chosen = texts.choose()
    except Problem as problem:
        show_problem(problem)
        stop()
    if blank := texts.said_of_blank(chosen):
        st.caption(blank)
    special = special_tokens_toggle("batch-special")

with result:
    what = (chosen.what, tokenizers, special)
    try:
        job = finished_job(
            "batch-job",
            what,
            partial(count, chosen, tokenizers, special),
            doing=_("Counting … {percent:.0%}"),
            stop=_("Stop and keep what is counted"),
        )
        read, written = job.result()
    except Problem as problem:
        show_ended(problem, "batch-job")
        stop()
    if job.stopped:
        st.info(
            _("Stopped. Rows counted: {rows:,}.").format(rows=len(read)),
            icon=":material/stop_circle:",
        )
        begin_again("batch-job", _("Count all rows"))
        if read.empty:
            stop()
    counts = Counts((*what, len(read)), chosen, tokenizers, special, read, written)
    results.finding(counts)
    money = st.container()
    use = scenario.choose(tokenizers, answers=written is not None)
    bills = results.costs(counts, use)
    with money:
        results.month(bills, use)

PARTS = {
    "cost": _("Cost"),
    "lengths": _("Lengths"),
    "longest": _("Longest rows"),
    "rows": _("Rows"),
}
part = choose_section(_("Part"), PARTS, key="batch-part", default="cost")
lines = [*chosen.code, f"tokenizers = {in_code(tokenizers)}"]
answers = ", answers" if written is not None else ""
counting = f"lab.count_{'pairs' if answers else 'rows'}(texts{answers}, tokenizers, {special})"
lines.append(f"counts{answers} = {counting}")
if part == "cost":
    results.cost(bills)
    prices = ", ".join(f"lab.{price!r}" for price in use.prices)
    lines.append(f"prices = [{prices}]")
    output = "answers" if answers else use.written
    lines.append(f"lab.costs(counts, {output}, prices, {use.requests}, {use.cached / 100})")
elif part == "lengths":
    results.lengths(counts, use.limit)
    both = "counts + answers" if answers else "counts"
    lines.append(f"lab.lengths({both}, {use.limit})")
elif part == "longest":
    results.longest(counts)
    lines.append(f"{'(counts + answers)' if answers else 'counts'}.max(axis=1).nlargest(20)")
else:
    results.rows(counts)
    lines.append("counts.sum()")

tables_too = "import tables\n" if any("tables." in line for line in chosen.code) else ""
code_panel("\n".join([tables_too + imports(tokenizers), *lines]))
