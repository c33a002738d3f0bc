"""Files of many texts as columns of text, whatever program and language wrote them.

    table = tables.read_file("reviews.csv", open("reviews.csv", "rb").read())
    table.columns["review"], table.encoding, table.faults

Separated values, lines, JSON, JSON Lines, Parquet and a ZIP of any of them are read in a child
process (`sandbox.run`). What is not told is guessed: the encoding, the separator, whether the first
line names the columns. A line that is not taken is named in `Table.faults`.
"""

from .encodings import ENCODINGS, UnknownEncoding
from .likely import likely, named
from .read import KINDS, Table, kind_of, read, read_file
from .separated import SEPARATORS

__all__ = [
    "ENCODINGS",
    "KINDS",
    "SEPARATORS",
    "Table",
    "UnknownEncoding",
    "kind_of",
    "likely",
    "named",
    "read",
    "read_file",
]
