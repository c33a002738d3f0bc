"""Batch: count the tokens of many texts in several tokenizers, and what they would cost."""

from functools import partial

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.tokenizer_parts import TITLES, imports, in_code
from ui import (
    _,
    begin_again,
    code_panel,
    csv_file,
    escape_markdown,
    finished_job,
    heading,
    hold_text,
    pick_tokenizers,
    read_once,
    show_ended,
    show_problem,
    text_in_code,
    upload,
)

LARGEST_MB = 20
MOST_CHARACTERS = 200_000
MOST_ROWS = 2_000
"""Rows that are listed; the numbers are always those of all."""
SAMPLE = "\n".join(lab.sample())


def read(name: str, data: bytes) -> tuple[pd.DataFrame, int]:
    """The rows of a file, and the number of the column with the longest texts."""
    rows = lab.read_texts(name, data)
    widths = [rows[column].str.len().mean() for column in rows]
    return rows, widths.index(max(widths))


def beside(rows: pd.DataFrame, counts: pd.DataFrame, prefix: str) -> pd.DataFrame:
    """The rows that were counted, with their counts."""
    both = min(len(rows), len(counts))
    return pd.concat([rows.head(both), counts.head(both).add_prefix(prefix)], axis=1)


def download(rows: pd.DataFrame, counts: pd.DataFrame, prefix: str) -> bytes:
    return csv_file(beside(rows, counts, prefix))


heading(
    _("Batch and cost"),
    _(
        "Count the tokens of every row of a file, or of every line you paste, in several "
        "tokenizers, and multiply by a price of your own."
    ),
)

tokenizers = pick_tokenizers(
    TITLES,
    lab.tokenizer,
    lab.tokenizer_file,
    key="batch-with",
    default=["gpt2", "mistral", "qwen"],
    fewest=1,
    most=8,
)
kinds = ["csv", "tsv", "txt", "md", "jsonl"]
file = upload(_("CSV, TSV or text file"), kinds, key="batch-file", most=LARGEST_MB)
if file is not None:
    name, data, what = file.name, file.getvalue(), file.file_id
    source = f'{name!r}, open({name!r}, "rb").read()'
else:
    st.session_state.setdefault("batch-lines", SAMPLE)
    hold_text("batch-lines", MOST_CHARACTERS)
    lines = st.text_area(
        _("Or one text a line"),
        key="batch-lines",
        height=130,
        persist_state="session",
    )
    name, data, what = _("The text above"), lines.encode("utf-8", "replace"), lines
    source = f'"text.txt", {text_in_code(lines)}.encode()'
try:
    rows, longest = read_once("batch-rows", what, partial(read, name, data))
except Problem as problem:
    show_problem(problem)
    st.stop()

column = rows.columns[0]
if len(rows.columns) > 1:
    column = st.selectbox(_("Column with the text"), list(rows.columns), index=longest)
special = st.toggle(_("Add special tokens"), value=True, key="batch-special", bind="query-params")

try:
    job = finished_job(
        "batch-job",
        (what, column, tokenizers, special),
        partial(lab.count_rows, rows[column].tolist(), tokenizers, special),
        doing=_("Counting … {percent:.0%}"),
        stop=_("Stop and keep what is counted"),
    )
    counts = job.result()
except Problem as problem:
    show_ended(problem, "batch-job")
    st.stop()
if job.stopped:
    st.info(
        _("Stopped after {rows:,} rows: these are counted.").format(rows=len(counts)),
        icon=":material/stop_circle:",
    )
    begin_again("batch-job", _("Count all rows"))
    if counts.empty:
        st.stop()

st.subheader(_("Rows"), anchor=False)
st.dataframe(
    beside(rows.head(MOST_ROWS), counts, _("Tokens: ")),
    height=280,
    alt=_("Every row with its number of tokens in each tokenizer"),
)
if len(counts) > MOST_ROWS:
    st.caption(
        _("The first {most:,} of {all:,} rows are listed; the file has them all.").format(
            most=MOST_ROWS, all=len(counts)
        )
    )
st.download_button(
    _("Download rows ({count:,})").format(count=len(counts)),
    partial(download, rows, counts, _("Tokens: ")),
    "tokens.csv",
    "text/csv",
    icon=":material/download:",
    on_click="ignore",
)

st.subheader(_("Sums and cost"), anchor=False)
sums = {
    _("Tokenizer"): counts.columns,
    _("Tokens in all"): counts.sum().tolist(),
    _("Mean of a row"): counts.mean().tolist(),
    _("Longest row"): counts.max().tolist(),
}
st.dataframe(
    pd.DataFrame(sums),
    hide_index=True,
    column_config={
        _("Tokens in all"): st.column_config.NumberColumn(format="localized"),
        _("Mean of a row"): st.column_config.NumberColumn(format="%.1f"),
        _("Longest row"): st.column_config.NumberColumn(format="localized"),
    },
    alt=_("The tokens of all rows together, a row for every tokenizer"),
)
st.caption(_("Type the price of a million tokens, in any currency."))
costs = {}
places = [place for _row in range(0, len(tokenizers), 4) for place in st.columns(4)]
for each, place in zip(tokenizers, places):
    price = place.number_input(
        escape_markdown(each.name),
        min_value=0.0,
        value=1.0,
        format="%.4f",
        key=f"batch-price-{each.name}",
        persist_state="session",
    )
    costs[each.name] = int(counts[each.name].sum()) * price / 1e6
cheapest = min(costs.values())
for each, place in zip(tokenizers, places):
    cost = costs[each.name]
    times = cost / cheapest if cheapest else 1.0
    place.metric(
        _("Cost"),
        f"{cost:,.6f}".rstrip("0").rstrip("."),
        delta=_("{times:.2f} × the cheapest").format(times=times) if times > 1 else None,
        delta_color="inverse",
    )
st.caption(
    _("Cost of reading these rows once. A provider's own tokenizer and prices decide the bill.")
)

code_panel(
    f"""{imports(tokenizers)}
rows = lab.read_texts({source})
tokenizers = {in_code(tokenizers)}
counts = lab.count_rows(rows[{column!r}].tolist(), tokenizers, special={special})
counts.sum()"""
)
