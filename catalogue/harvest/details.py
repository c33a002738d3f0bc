"""What else a wheel says of an architecture: what it takes, its tokenizer, processors, paper."""

import re
from functools import cache

from ..tables import letters
from .inputs import modality, takes
from .known import TRANSCRIBERS
from .mappings import mappings
from .release import Release
from .tokenization import BACKEND, algorithm, forced, own_class

ARXIV = "https://arxiv.org/abs/{number}"
LINK = r"https?://(?:arxiv\.org/(?:abs|pdf)|huggingface\.co/papers)/(\d{4}\.\d{4,5})"
PROPOSED = re.compile(
    r"(?:proposed|introduced|presented|released)\s+(?:in|with|by)[^\[\]()]{0,80}"
    rf"\[[^\]]+\]\({LINK}"
)
LISTED = re.compile(
    r"^1\. \*\*\[[^\]]+\]\(\S*/model_doc/(?P<page>[\w.-]+?)(?:\.html)?\)\*\*"
    rf"[^\n]*?\]\({LINK}",
    re.MULTILINE,
)
TOKENIZERS = ("tokenization_auto", "TOKENIZER_MAPPING")
PROCESSORS = {
    "image_processor": ("image_processing_auto", "IMAGE_PROCESSOR_MAPPING"),
    "video_processor": ("video_processing_auto", "VIDEO_PROCESSOR_MAPPING"),
    "feature_extractor": ("feature_extraction_auto", "FEATURE_EXTRACTOR_MAPPING"),
    "processor": ("processing_auto", "PROCESSOR_MAPPING"),
}
"""Columns of `models.csv`, with the file and the table of the auto class."""


def details(release: Release, model: str) -> tuple[dict[str, str], set[str]]:
    """Columns of `models.csv` that the code of `release` states, and what the model takes."""
    row = {
        "name": "",
        "config": release.configs[model],
        "folder": release.folder(model),
        "modality": "",
        "tokenizer": tokenizer(release, model),
        "tokenizer_algorithm": "",
        **{column: processor(release, model, column) for column in PROCESSORS},
    }
    found = takes(release, model, row)
    if not row["tokenizer"] and "text" in found:
        row["tokenizer"] = BACKEND
    row["modality"] = "audio" if model in TRANSCRIBERS else modality(found)
    row["tokenizer_algorithm"] = algorithm(release, row["tokenizer"])
    return row, found


def paper(release: Release, model: str) -> str:
    """The paper that the code says proposed the model; others that it cites do not count."""
    if model not in release.configs:
        return ""
    files = release.wheel.folders.get(release.folder(model), ())
    for kind in ("/configuration_", "/modeling_", "/"):
        for file in files:
            if kind in file and (match := PROPOSED.search(release.wheel.text(file))):
                return ARXIV.format(number=match[1])
    return ""


def tokenizer(release: Release, model: str) -> str:
    """The class that `AutoTokenizer` has for an architecture, or the one in its folder; empty
    where there is none."""
    if name := _class(release, model, *TOKENIZERS):
        return name
    return BACKEND if model in forced(release) else own_class(release, model)


def processor(release: Release, model: str, column: str) -> str:
    """The class that an auto class has for an architecture, by the column of `models.csv`."""
    return _class(release, model, *PROCESSORS[column])


@cache
def _table(release: Release, file: str, name: str) -> dict[str, tuple[str, ...]]:
    """An auto table; what 5.x generates stands in a file of its own, which the other updates."""
    generated = mappings(release.wheel.auto("auto_mappings")).get(f"{name}_NAMES", {})
    tables = mappings(release.wheel.auto(file))
    return generated | (tables.get(f"{name}_NAMES") or tables.get(name, {}))


def _class(release: Release, model: str, file: str, name: str) -> str:
    """The class that an auto table has for a model type, or for its configuration class."""
    table = _table(release, file, name)
    names = table.get(model) or table.get(release.configs[model], ())
    classes = [name for name in names if name != "None"]
    return classes[-1] if classes else ""


def listed_papers(releases: list[Release]) -> dict[str, str]:
    """The paper that the READMEs list for a page of the documentation, by `letters(page)`."""
    return {
        letters(page): ARXIV.format(number=number)
        for release in releases
        for page, number in LISTED.findall(release.wheel.readme)
    }
