"""A row of the table that `make bench` prints."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What something of ours takes and what its peer takes, measured in turn in the same run."""

    what: str
    taken: float
    peer: str
    beside: float
    unit: str = "ms"
    times: float | None = None
    """How many times the peer; the median of several ratios where they were measured in pairs."""

    def __str__(self) -> str:
        times = self.times or self.taken / self.beside
        cells = [self.what, self._said(self.taken), self.peer, self._said(self.beside)]
        return f"| {' | '.join(cells)} | {times:.2f} |"

    def _said(self, value: float) -> str:
        return f"{value:,.{0 if value >= 100 else 2 if value < 10 else 1}f} {self.unit}"
