"""How sure a figure is that is the mean of rows: it would be another on other rows."""

from collections.abc import Sequence

from .measure import Told, counted, nobody

RESAMPLES = 1_000
PERCENTILES = (2.5, 97.5)


def interval(
    scores: Sequence[float], weights: Sequence[float], told: Told = nobody
) -> tuple[float, float]:
    """Where a weighted mean lies with a confidence of 95 %.

    Of rows that are right or wrong it is Wilson's interval (1927), which holds for few rows and
    near 0 and 1; of others the bootstrap's (Efron, 1979).
    """
    from scipy.stats import binomtest

    if set(scores) <= {0.0, 1.0} and set(weights) == {1.0}:
        low, high = binomtest(int(sum(scores)), len(scores)).proportion_ci(method="wilson")
        return float(low), float(high)
    return difference_interval(scores, weights, [0.0] * len(scores), [1.0] * len(scores), told)


def difference_interval(
    scores: Sequence[float],
    weights: Sequence[float],
    others: Sequence[float],
    other_weights: Sequence[float],
    told: Told = nobody,
) -> tuple[float, float]:
    """Where the difference of two weighted means of the same rows lies with a confidence of 95 %:
    the rows are drawn again and again, with both of their scores (the paired bootstrap)."""
    import numpy as np

    first, second = np.asarray(weights, float), np.asarray(other_weights, float)
    sums = np.array([np.asarray(scores) * first, first, np.asarray(others) * second, second]).T
    random = np.random.default_rng(0)
    # How often each row is drawn: rows that are alike could share a number, but few are.
    drawn = (random.integers(0, len(sums), len(sums)) for _ in counted(range(RESAMPLES), told))
    totals = np.array([np.bincount(rows, minlength=len(sums)) @ sums for rows in drawn])
    with np.errstate(invalid="ignore", divide="ignore"):
        differences = totals[:, 0] / totals[:, 1] - totals[:, 2] / totals[:, 3]
    low, high = np.nanpercentile(differences, PERCENTILES)
    return float(low), float(high)
