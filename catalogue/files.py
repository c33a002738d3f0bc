"""Where the tables of the catalogue lie."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
