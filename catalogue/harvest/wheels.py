"""The wheels of transformers, downloaded once and read as text."""

import re
import subprocess
import sys
import zipfile
from functools import cached_property
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".wheels"
"""Where wheels are kept between runs; not part of the project."""


class Wheel:
    """The Python files of one release."""

    def __init__(self, release: str, path: Path):
        self.release = release
        self._zip = zipfile.ZipFile(path)

    @cached_property
    def date(self) -> str:
        """The day the wheel was built, as its files state it (YYYY-MM-DD)."""
        year, month, day, *_time = self._zip.getinfo("transformers/__init__.py").date_time
        return f"{year:04}-{month:02}-{day:02}"

    @cached_property
    def files(self) -> list[str]:
        """The paths of all its files, in order."""
        return sorted(self._zip.namelist())

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """The files of each model folder: {"bert": ["transformers/models/bert/…", …]}.

        Folders that a release has put under `deprecated/` count like the others.
        """
        folders: dict[str, list[str]] = {}
        pattern = re.compile(r"transformers/models/(?:deprecated/)?(\w+)/\w+\.py")
        for name in self.files:
            if match := pattern.fullmatch(name):
                folders.setdefault(match[1], []).append(name)
        return folders

    def text(self, name: str) -> str:
        """A file of the wheel; empty where the release has no such file."""
        try:
            return self._zip.read(name).decode("utf-8")
        except KeyError:
            return ""

    @cached_property
    def readme(self) -> str:
        """The project's README as the wheel carries it; up to 4.41 it lists every model."""
        return self.text(f"transformers-{self.release}.dist-info/METADATA")

    def auto(self, name: str) -> str:
        """A file of `transformers/models/auto`."""
        return self.text(f"transformers/models/auto/{name}.py")


def versions() -> list[str]:
    """The releases of transformers that the package index lists, without pre-releases."""
    pip = [sys.executable, "-m", "pip", "index", "versions", "transformers"]
    listed = subprocess.run(pip, check=True, capture_output=True, text=True).stdout
    numbers = re.search(r"Available versions: (.*)", listed)
    return re.findall(r"\d+\.\d+\.\d+(?=,|$)", numbers[1]) if numbers else []


def fetch(release: str) -> Wheel:
    """The wheel of a release, from the cache or by pip."""
    path = CACHE / f"transformers-{release}-py3-none-any.whl"
    if not path.exists():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        only = ["--only-binary", ":all:", "--dest", str(CACHE)]
        subprocess.run([*pip, *only, f"transformers=={release}"], check=True)
    return Wheel(release, path)
