"""Batch: count the tokens of many texts in several tokenizers, and what they would cost."""

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.tokenizer_parts import TITLES, imports, in_code
from ui import (
    _,
    code_panel,
    csv_file,
    escape_markdown,
    heading,
    pick_tokenizers,
    show_problem,
    text_in_code,
    upload,
)

LARGEST_MB = 20
SAMPLE = "\n".join(row.text for row in lab.parallel())

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
    name, data = file.name, file.getvalue()
    source = f'{name!r}, open({name!r}, "rb").read()'
else:
    st.session_state.setdefault("batch-lines", SAMPLE)
    lines = st.text_area(
        _("Or one text a line"),
        key="batch-lines",
        height=130,
        max_chars=200_000,
        persist_state="session",
    )
    name, data = _("The text above"), lines.encode("utf-8", "replace")
    source = f'"text.txt", {text_in_code(lines)}.encode()'
try:
    rows = lab.read_texts(name, data)
except Problem as problem:
    show_problem(problem)
    st.stop()

column = rows.columns[0]
if len(rows.columns) > 1:
    names = list(rows.columns)
    widths = [rows[name].str.len().mean() for name in names]
    column = st.selectbox(_("Column with the text"), names, index=widths.index(max(widths)))
special = st.toggle(_("Add special tokens"), value=True, key="batch-special", bind="query-params")

texts = rows[column].tolist()
bar = st.progress(0.0, text=_("Counting …"))
counts = pd.DataFrame()
try:
    for done, counts in lab.count_rows(texts, tokenizers, special):
        bar.progress(done, text=_("{rows:,} rows counted").format(rows=len(counts)))
except Problem as problem:
    show_problem(problem)
    st.stop()
finally:
    bar.empty()

st.subheader(_("Rows"), anchor=False)
table = pd.concat([rows.reset_index(drop=True), counts.add_prefix(_("Tokens: "))], axis=1)
st.dataframe(table, height=280, alt=_("Every row with its number of tokens in each tokenizer"))
st.download_button(
    _("Download rows ({count:,})").format(count=len(table)),
    lambda: csv_file(table),
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
for done, counts in lab.count_rows(rows[{column!r}].tolist(), tokenizers, special={special}):
    print(f"{{done:.0%}}")
counts.sum()"""
)
