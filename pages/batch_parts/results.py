"""What was counted: the finding, what it costs, how long rows are, the rows themselves."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from pages.batch_parts.scenario import Use
from pages.batch_parts.texts import Texts
from tokenizer_lab.comparing import figures
from ui import (
    _,
    chart,
    csv_file,
    escape_markdown,
    linked_choice,
    ngettext,
    read_once,
    token_columns,
)

MOST_ROWS = 2_000
"""Rows that are listed; the numbers are always those of all."""
LONGEST = 20
"""Rows that are listed by their length."""
PREVIEW, WINDOW = 160, 800
"""Characters of a row in a list, and of one that is opened in tokens."""


@dataclass(frozen=True)
class Counts:
    """Tokens of each text that was counted, a column a tokenizer, and of each answer."""

    what: tuple
    texts: Texts
    tokenizers: list[lab.Tokenizer]
    special: bool
    input: pd.DataFrame
    output: pd.DataFrame | None

    @property
    def all(self) -> pd.DataFrame:
        """Of a text and its answer together."""
        if self.output is None:
            return self.input
        return read_once("batch-all", self.what, lambda: self.input + self.output)


def finding(counts: Counts) -> None:
    """Which tokenizer needs the fewest tokens, and how many times as many the others need."""
    totals = read_once("batch-totals", counts.what, lambda: counts.all.sum().sort_values())
    first, *others = totals.index
    said = _("**{name}: {tokens:,} tokens**; rows: {rows:,}").format(
        name=escape_markdown(first), tokens=totals[first], rows=len(counts.input)
    )
    times = [
        f"{escape_markdown(name)} {totals[name] / max(1, totals[first]):.1f}\u00a0×"
        for name in others
    ]
    st.markdown(f"## {_('; ').join([said, *times])}")
    chart(figures.totals_figure(totals, _), _("All tokens of these rows, a bar a tokenizer"))


def _times(name: str, times: float) -> str:
    return f"{escape_markdown(name)} {times:.1f}\u00a0×"


def costs(counts: Counts, use: Use) -> pd.DataFrame:
    """What the requests cost in each tokenizer."""
    written = use.written if counts.output is None else counts.output
    return read_once(
        "batch-costs",
        (counts.what, *use.prices, use.requests, use.cached, use.written),
        lambda: lab.costs(counts.input, written, use.prices, use.requests, use.cached / 100),
    )


def month(bills: pd.DataFrame, use: Use) -> None:
    """Which tokenizer costs least a month, and how many times as much the others cost."""
    by_cost = bills["month"].sort_values(kind="stable")
    first, *others = by_cost.index
    least = by_cost.iloc[0]
    said = ngettext(
        "**{name}: {amount} {currency} a month** for {requests:,} request a day",
        "**{name}: {amount} {currency} a month** for {requests:,} requests a day",
        use.requests,
    ).format(
        name=escape_markdown(first),
        amount=escape_markdown(lab.money(least)),
        currency=escape_markdown(use.currency),
        requests=use.requests,
    )
    times = [
        f"{escape_markdown(name)} {by_cost[name] / least:.1f}\u00a0×" for name in others if least
    ]
    st.markdown(f"## {_('; ').join([said, *times])}")


def cost(bills: pd.DataFrame) -> None:
    """What a request, a day, a month and a year cost."""
    many = lab.multiple(bills["request"])
    title = _("{count:,} requests").format(count=many) if many > 1 else _("Per request")
    columns = {
        _("Tokenizer"): bills.index,
        _("Input, tokens"): [f"{tokens:,.1f}" for tokens in bills["input"]],
        _("Output, tokens"): [f"{tokens:,.1f}" for tokens in bills["output"]],
        title: [lab.money(amount * many) for amount in bills["request"]],
        _("Per day"): [lab.money(amount) for amount in bills["day"]],
        _("Per month"): [lab.money(amount) for amount in bills["month"]],
        _("Per year"): [lab.money(amount) for amount in bills["year"]],
    }
    _table(columns, _("Cost for each tokenizer: of a request, a day, a month and a year"))
    st.caption(
        _(
            "A row is a request; tokens are those of the average row. A month is 365 / 12 days. A "
            "provider's own tokenizer and prices decide the bill."
        )
    )


def lengths(counts: Counts, limit: int) -> None:
    """How long rows are, and how many of them are beyond a limit of tokens."""
    both = counts.all
    table: pd.DataFrame = read_once(
        "batch-lengths", (counts.what, limit), lambda: lab.lengths(both, limit)
    )
    over = table["over"].sort_values(kind="stable")
    rows = [
        _("{name}: {share:.1%}").format(name=escape_markdown(str(name)), share=share)
        for name, share in over.items()
    ]
    beyond = _("**Rows with more than {limit:,} tokens** – {shares}")
    st.markdown(f"## {beyond.format(limit=limit, shares=_('; ').join(rows))}")
    figure = read_once(
        "batch-histogram",
        (counts.what, limit, _("tokens of a row")),
        lambda: figures.row_lengths_figure(both, limit, _),
    )
    chart(figure, _("Share of rows of every length, one line for each tokenizer"))
    columns = {
        _("Tokenizer"): table.index,
        _("Average per row"): [f"{mean:,.1f}" for mean in table["mean"]],
        _("Median"): [f"{tokens:,}" for tokens in table["p50"].astype(int)],
        **{
            _("{percent}th percentile").format(percent=percent): [
                f"{tokens:,}" for tokens in table[f"p{percent}"].astype(int)
            ]
            for percent in (90, 95, 99)
        },
        _("Longest row"): [f"{tokens:,}" for tokens in table["max"]],
        _("Over the limit"): [f"{share:.1%}" for share in table["over"]],
    }
    _table(columns, _("Lengths of rows in each tokenizer"))


def _table(columns: dict, alt: str) -> None:
    """A small table whose numbers are written out, and stand on the right."""
    _first, *others = columns
    right = {name: st.column_config.TextColumn(alignment="right") for name in others}
    st.dataframe(pd.DataFrame(columns), hide_index=True, column_config=right, alt=alt)


def longest(counts: Counts) -> None:
    """The longest rows, and one of them in tokens."""
    places: list[int] = read_once(
        "batch-longest",
        counts.what,
        lambda: counts.all.max(axis=1).nlargest(LONGEST).index.tolist(),
    )
    table = counts.all.loc[places]
    texts = [counts.texts.texts[place] for place in places]
    table.insert(0, _("Row"), [counts.texts.numbers[place] for place in places])
    table[_("Text")] = [text[:PREVIEW] + "…" * (len(text) > PREVIEW) for text in texts]
    st.dataframe(
        table, hide_index=True, height=220, alt=_("The longest rows with their tokens and texts")
    )
    labels = {
        str(counts.texts.numbers[place]): _("Row {row:,}; tokens: {tokens:,}").format(
            row=counts.texts.numbers[place], tokens=counts.all.loc[place].max()
        )
        for place in places
    }
    row = linked_choice(
        st.selectbox, _("In tokens"), labels, key="batch-row", default=next(iter(labels))
    )
    text = texts[list(labels).index(row)]
    view = read_once("batch-opened", (counts.what, row), partial(_view, text, counts))
    token_columns(view, key="batch-tokens")
    if len(text) > WINDOW:
        st.caption(
            _("The first {most:,} of its {all:,} characters.").format(most=WINDOW, all=len(text))
        )


def _view(text: str, counts: Counts) -> dict:
    return lab.compare(text[:WINDOW], counts.tokenizers, counts.special).view()


def rows(counts: Counts) -> None:
    """All rows with their counts, some of them to see and all as a file."""
    st.dataframe(
        _beside(counts, MOST_ROWS),
        height=320,
        alt=_("Every row with its number of tokens in each tokenizer"),
    )
    if len(counts.input) > MOST_ROWS:
        st.caption(
            _("The first {most:,} of {all:,} rows are listed; the file has them all.").format(
                most=MOST_ROWS, all=len(counts.input)
            )
        )
    st.download_button(
        _("Download rows ({count:,})").format(count=len(counts.input)),
        lambda: csv_file(_beside(counts, len(counts.input))),
        "tokens.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _beside(counts: Counts, most: int) -> pd.DataFrame:
    """The first rows of the file that were counted, by their numbers, with their counts."""
    numbers = counts.texts.numbers[: min(most, len(counts.input))]
    index = pd.Index(numbers, name=_("Row"))
    cells = {
        name: [column[row - 1] for row in numbers] for name, column in counts.texts.columns.items()
    }
    tokens = [counts.input.head(len(numbers)).add_prefix(_("Tokens: "))]
    if counts.output is not None:
        tokens.append(counts.output.head(len(numbers)).add_prefix(_("Answer, tokens: ")))
    frames = [pd.DataFrame(cells, index=index), *(each.set_index(index) for each in tokens)]
    return pd.concat(frames, axis=1)
