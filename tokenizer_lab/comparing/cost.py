"""What tokens cost, by prices that are told, and how long texts are."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

MONTH, YEAR = 365 / 12, 365
"""Days."""
SHARES = (0.5, 0.9, 0.95, 0.99)
"""The percentiles of lengths that are told."""


class Price(NamedTuple):
    """What a million tokens cost."""

    input: float
    output: float
    cached: float | None = None
    """Of the input that the provider has read before; None where it costs what all input does."""


def costs(
    counts: pd.DataFrame,
    answers: pd.DataFrame | float,
    prices: Sequence[Price],
    requests: float,
    cached: float = 0.0,
) -> pd.DataFrame:
    """What requests like these rows cost in each tokenizer, a row each.

    `counts` are the tokens of each request, a column a tokenizer, and `answers` those of what is
    written, or how many each answer has; `prices` are in the order of the columns, `requests` how
    many come in a day, and `cached` the share of the input, 0 to 1, that is read from a cache.
    Columns: input and output (tokens of a request, on average); request, day, month (365 / 12
    days) and year (365), in the currency of the prices.
    """
    tokens = counts.mean()
    written = answers.mean() if isinstance(answers, pd.DataFrame) else tokens * 0 + answers
    bill = pd.DataFrame({"input": tokens, "output": written})
    bill["request"] = [
        (before * _of_input(price, cached) + after * price.output) / 1e6
        for before, after, price in zip(tokens, written, prices)
    ]
    for name, days in {"day": 1, "month": MONTH, "year": YEAR}.items():
        bill[name] = bill["request"] * requests * days
    return bill


def _of_input(price: Price, cached: float) -> float:
    """What a million tokens of input cost where a share of them is cached."""
    return (1 - cached) * price.input + cached * (
        price.input if price.cached is None else price.cached
    )


def multiple(amounts: Iterable[float]) -> int:
    """By how many to multiply amounts, 1 or thousands, so that none is less than a tenth."""
    least = min((amount for amount in amounts if amount > 0), default=1.0)
    return next(many for many in (1, 10**3, 10**6, 10**9) if least * many >= 0.1 or many == 10**9)


def money(amount: float) -> str:
    """An amount as people write it: two places, none from a thousand on."""
    if 0 < amount < 0.01:
        return "< 0.01"
    return f"{amount:,.2f}" if amount < 1_000 else f"{amount:,.0f}"


def lengths(counts: pd.DataFrame, limit: int) -> pd.DataFrame:
    """How long rows are in each tokenizer, a row each: `mean`, the percentiles (`p50` ...), `max`,
    and `over`, the share of rows with more than `limit` tokens, 0 to 1."""
    table = pd.DataFrame({"mean": counts.mean()})
    for share in SHARES:
        table[f"p{share * 100:.0f}"] = counts.quantile(share, interpolation="higher")
    return table.assign(max=counts.max(), over=(counts > limit).mean())
