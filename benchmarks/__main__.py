"""What the app promises of speed, in one table: `make bench`, or `python -m benchmarks [NAME ...]`.

Each row stands beside a peer of the same run. With all of them measured, the table in
`benchmarks/README.md` is written anew, with the date and the machine.
"""

import argparse
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from . import cutting, first_picture, inference, learning, serving, visitors
from .row import Row

PAGE = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- make bench -->", "<!-- end of the table -->"
ROWS: dict[str, Callable[[], list[Row]]] = {
    "learning": learning.rows,
    "cutting": cutting.rows,
    "inference": inference.rows,
    "first_picture": first_picture.rows,
    "visitors": visitors.rows,
    "serving": serving.rows,
}
HEAD = "| what | it takes | the peer | which takes | times |\n| --- | ---: | --- | ---: | ---: |"


def machine() -> str:
    """The date, what the figures are measured on and with, and how busy that is before."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text("utf-8").splitlines() if known.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    processor = next(named, platform.processor() or platform.machine())
    memory = psutil.virtual_memory().total / 2**30
    with_these = ", ".join(
        f"{name} {version(name)}" for name in ("streamlit", "torch", "transformers", "tokenizers")
    )
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores of {processor}, {memory:.0f} GB, "
        f"{platform.system()}, Python {platform.python_version()}, {with_these}; "
        f"{os.getloadavg()[0]:.1f} processes at work when it began."
    )


def rewritten(page: str, table: str) -> str:
    """The text of a page with a table between its two marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.split(END)[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ROWS)}")
    names = parser.parse_args().names or list(ROWS)
    lines, measured_on = [], machine()
    print(HEAD, flush=True)
    for name in names:
        for row in ROWS[name]():
            lines.append(str(row))
            print(row, flush=True)
    if set(names) == set(ROWS):
        table = "\n".join([measured_on, "", HEAD, *lines])
        PAGE.write_text(rewritten(PAGE.read_text("utf-8"), table), encoding="utf-8")


if __name__ == "__main__":
    main()
