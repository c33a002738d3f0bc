"""Which class loads a checkpoint for a task, and what any class of transformers serves.

What is there now comes from the installed transformers, what was there from `catalogue.classes()`.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process, utils

import catalogue
from i18n import N_, Problem, Sentence, listed

from . import source
from .source import Forward

BASE = "AutoModel"
"""The auto class of the model without a head."""

PREPARING = {
    "AutoTokenizer": ("TOKENIZER_MAPPING_NAMES", N_("tokenizer")),
    "AutoImageProcessor": ("IMAGE_PROCESSOR_MAPPING_NAMES", N_("image processor")),
    "AutoVideoProcessor": ("VIDEO_PROCESSOR_MAPPING_NAMES", N_("video processor")),
    "AutoFeatureExtractor": ("FEATURE_EXTRACTOR_MAPPING_NAMES", N_("feature extractor")),
    "AutoProcessor": ("PROCESSOR_MAPPING_NAMES", N_("processor")),
}
"""The auto classes of what prepares the input: the table of each, and what it is."""

KINDS = {
    "auto class": N_("auto class"),
    "configuration": N_("configuration"),
    "model": N_("model"),
    "tokenizer": N_("tokenizer"),
    "image processor": N_("image processor"),
    "video processor": N_("video processor"),
    "feature extractor": N_("feature extractor"),
    "processor": N_("processor"),
    "pipeline": N_("pipeline"),
    "other": N_("part of the library"),
}
"""What a class can be, by the column `kind` of `catalogue.classes()`, translatable."""

BACKENDS = {
    "TokenizersBackend": N_("Rust, by the package tokenizers"),
    "SentencePieceBackend": N_("C++, by the package sentencepiece"),
    "PythonBackend": N_("Python"),
    "MistralCommonBackend": N_("Python, by the package mistral-common"),
}
"""What does a tokenizer's work, by the class that it derives from, translatable."""

INSTEAD = {
    "AutoModelForVision2Seq": ("AutoModelForImageTextToText",),
    "AutoModelWithLMHead": (
        "AutoModelForCausalLM",
        "AutoModelForMaskedLM",
        "AutoModelForSeq2SeqLM",
    ),
}
"""What to use instead of two auto classes that left, as their own warnings said in 4.57.6."""


@dataclass(frozen=True)
class Head:
    """One way to load an architecture: an auto class and the class that it gives.

    `tasks` are the pipelines that use it, none for a few. `others` are further classes of the
    table, of which a checkpoint's configuration may name one.
    """

    auto: str
    name: str
    tasks: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preparing:
    """What prepares the input: its auto class, and the classes that it may give, the first that
    it does. Image processors may have a second one, which needs no torchvision (`...Pil`)."""

    auto: str
    kind: str
    names: tuple[str, ...]
    backend: str = ""
    """What does the work of a tokenizer, translatable; "" for others."""


@dataclass(frozen=True)
class Checkpoint:
    """What the files of a checkpoint say of it: its architecture, the classes that its
    configuration names, and by auto class what prepares its input, where a file names that."""

    model_type: str
    classes: tuple[str, ...] = ()
    prepared: tuple[tuple[str, str], ...] = ()


def model_types() -> list[str]:
    """Every model type that the installed transformers has a configuration for, in order."""
    return sorted(source.tables()["CONFIG_MAPPING_NAMES"], key=str.lower)


def configuration(model_type: str) -> str:
    """The class of an architecture's configuration.

    Raises `i18n.Problem` where the installed transformers has no such architecture.
    """
    names = source.tables()["CONFIG_MAPPING_NAMES"].get(model_type)
    if names is None:
        raise Problem(
            N_("The installed transformers has no architecture {model!r}."), model=model_type
        )
    return names[0]


@cache
def auto_tasks() -> dict[str, tuple[str, ...]]:
    """The auto classes of models with the tasks that pipelines run each for."""
    tasks = catalogue.head_tasks()
    heads = {
        auto: table.removeprefix("MODEL_FOR_").removesuffix("_MAPPING").lower()
        for auto, table in source.auto_models().items()
    }
    return {auto: tasks.get(head, ()) for auto, head in heads.items()}


@lru_cache(maxsize=1_000)
def heads(model_type: str) -> tuple[Head, ...]:
    """Every way to load an architecture: heads with tasks first, then others, the base model
    last."""
    configuration(model_type)
    found = []
    for auto, table in source.auto_models().items():
        if names := source.tables()[table].get(model_type):
            found.append(Head(auto, names[0], auto_tasks()[auto], names[1:]))
    return tuple(sorted(found, key=lambda head: (head.auto == BASE, not head.tasks)))


@lru_cache(maxsize=1_000)
def preparing(model_type: str, prepared: tuple[tuple[str, str], ...] = ()) -> tuple[Preparing, ...]:
    """What prepares the input of an architecture, as the tables of its auto classes have it.

    The files of a checkpoint come first: `Checkpoint.prepared`.
    """
    found = []
    for auto, (table, kind) in PREPARING.items():
        names = source.tables()[table].get(model_type, ())
        if named := dict(prepared).get(auto):
            pil = (f"{named}Pil",) if auto == "AutoImageProcessor" else ()
            names = (named, *(name for name in pil if _is_here(name)))
        # The class that pictures need torchvision for is the one that is asked for first.
        if names := tuple(sorted(names, key=lambda name: name.endswith("Pil"))):
            backend = backend_of(names[0]) if auto == "AutoTokenizer" else ""
            found.append(Preparing(auto, kind, names, backend))
    return tuple(found)


@lru_cache(maxsize=1_000)
def backend_of(tokenizer: str) -> str:
    """What does the work of a tokenizer class, translatable; "" where no base of it says so."""
    definition = source.in_folder(tokenizer, _folders().get(tokenizer, ""))
    bases = [each.node.name for each in source.lineage(definition)] if definition else []
    return next((BACKENDS[name] for name in bases if name in BACKENDS), "")


def forward(head: Head, model_type: str) -> Forward | None:
    """What the class of a head takes and gives; None where it has no `forward`, as those that
    only generate."""
    return source.forward(head.name, _folder(model_type))


def _folder(model_type: str) -> str:
    special = source.tables()["SPECIAL_MODEL_TYPE_TO_MODULE_NAME"].get(model_type)
    return special[0] if special else model_type.replace("-", "_")


NAMED_IN = {
    "tokenizer_config.json": {"tokenizer_class": "AutoTokenizer"},
    "preprocessor_config.json": {
        "image_processor_type": "AutoImageProcessor",
        "feature_extractor_type": "AutoFeatureExtractor",
        "processor_class": "AutoProcessor",
    },
    "video_preprocessor_config.json": {"video_processor_type": "AutoVideoProcessor"},
    "processor_config.json": {"processor_class": "AutoProcessor"},
}
"""Where the files of a checkpoint name what prepares its input: the fields, and the auto classes
that read them."""


def read_checkpoint(folder: Path) -> Checkpoint:
    """What the files in a checkpoint's folder say of its classes.

    Raises `i18n.Problem` where its configuration cannot be read or names no model type.
    """
    config = _read(folder / "config.json")
    kind, listed = config.get("model_type"), config.get("architectures")
    if not isinstance(kind, str) or not kind:
        raise Problem(N_("Its config.json has no model_type, which says what model it is."))
    prepared: dict[str, str] = {}
    for file, fields in NAMED_IN.items():
        described = _read(folder / file) if (folder / file).is_file() else {}
        for field, auto in fields.items():
            if isinstance(name := described.get(field), str) and (
                here := _still(name, PREPARING[auto][1])
            ):
                prepared[auto] = here
    names = listed if isinstance(listed, list) else []
    classes = tuple(name for name in names if isinstance(name, str))
    return Checkpoint(kind, classes, tuple(prepared.items()))


def _read(file: Path) -> dict[str, object]:
    try:
        described = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Problem(
            N_("{file} cannot be read: fetch or write it anew."), file=file.name
        ) from error
    if not isinstance(described, dict):
        raise Problem(N_("{file} cannot be read: fetch or write it anew."), file=file.name)
    return described


def _still(name: str, kind: str) -> str:
    """The class of a kind that a name in a file gives now, "" for none."""
    now = name if _is_here(name) else next(iter(_replaced(name)), "")
    return now if now and _rows()[now]["kind"] == kind else ""


def made_for(model_type: str, classes: Iterable[str]) -> Head | None:
    """The head that a checkpoint was made for, by the classes that its configuration names.

    Of several auto classes that give its class, the one that serves most tasks: BART's fills
    blanks too.
    """
    named = set(classes)
    ways = [head for head in heads(model_type) if named & {head.name, *head.others}]
    return max(ways, key=lambda head: (len(head.tasks), head.auto == BASE), default=None)


@dataclass(frozen=True)
class Known:
    """A class of transformers: what it is, where it stands, and what it serves.

    `kind` is of `KINDS`, `framework` a column of `catalogue.support`, or "". `first` and `last`
    are the releases that have it, "" where it never was a class of its own, with
    `catalogue.OR_BEFORE` where earlier ones were not read; `now` is what stands for it in the
    installed one, where it left or has another name: `is_alias` says that the old name still gives
    it. `served` are the model types it serves, each with the auto classes that give it, or, of an
    auto class, with the class that it gives.
    """

    name: str
    kind: str
    folder: str
    framework: str
    first: str
    last: str
    is_here: bool
    now: tuple[str, ...]
    is_alias: bool
    served: tuple[tuple[str, tuple[str, ...]], ...]
    tasks: tuple[str, ...]


def known(text: str) -> Known:
    """What a class is, by its name; case does not count.

    Raises `i18n.Problem`, with the nearest names, where no release had it.
    """
    name = _spelt(text)
    row = _rows().get(name)
    if row is None:
        now = _replaced(name)  # a name that never was a class of its own: ViTImageProcessorFast
        if not now or not _is_here(now[0]) or now[0] == name:
            raise _unknown(text)
        row = _rows()[now[0]] | {"first": "", "last": ""}
    is_here = _is_here(name)
    now = () if is_here else _replaced(name)
    is_alias = bool(now) and now[0] in (_alias(name), _converted(name))
    stands = now[0] if len(now) == 1 else name
    served = _served(stands) or _served(_alias(stands))
    return Known(
        name,
        row["kind"],
        row["folder"],
        row["framework"],
        (catalogue.OR_BEFORE if row["first"] == _oldest() else "") + row["first"],
        row["last"],
        is_here,
        now,
        is_alias,
        served,
        _tasks(name if is_here else (now[0] if now else name), served),
    )


def near(text: str, count: int = 5) -> list[str]:
    """The class names that are nearest to a text, nearest first; those that are there before
    those that left where they are as near."""
    names = list(_rows())
    found = process.extract(
        text[:80],
        names,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=count * 4,
        score_cutoff=60,
    )
    ranked = sorted(found, key=lambda each: (-round(each[1]), not _is_here(each[0]), each[0]))
    return [name for name, _score, _place in ranked][:count]


def _unknown(text: str) -> Problem:
    if names := near(text, 3):
        return Problem(
            N_("transformers never had a class {text!r}. Did you mean one of these: {names}?"),
            text=text[:80],
            names=listed(names),
        )
    return Problem(
        N_("transformers never had a class {text!r}: type a name such as BertModel."),
        text=text[:80],
    )


@cache
def _rows() -> dict[str, dict[str, str]]:
    """The rows of `catalogue.classes()` by the name of the class."""
    table = catalogue.classes()
    columns = list(table.columns)
    rows = table.astype(str).itertuples(index=False, name=None)
    return {row[0]: dict(zip(columns, row)) for row in rows}


@cache
def _folders() -> dict[str, str]:
    return {name: row["folder"] for name, row in _rows().items()}


@cache
def _by_letters() -> dict[str, str]:
    """Names by their letters in lower case; of two the one that is there."""
    names = sorted(_rows(), key=_is_here)
    return {name.lower(): name for name in names}


def _spelt(text: str) -> str:
    """The name of a class as it is spelt, where one is meant: as imported, in any case."""
    line = text.strip().removeprefix("from transformers import ").removeprefix("transformers.")
    pasted = re.match(r"\w+", line)
    name = pasted[0] if pasted and re.match(r"\w+(\.\w+)?(\(.*)?$", line) else line
    if name in _rows():
        return name
    if name.lower() in _by_letters():
        return _by_letters()[name.lower()]
    plain = _by_letters().get(name.lower().removesuffix("fast"), "")
    return f"{plain}Fast" if plain and name.lower().endswith("fast") else name


@cache
def _oldest() -> str:
    return str(catalogue.releases()["release"].iloc[0])


@cache
def _newest() -> str:
    return str(catalogue.releases()["release"].iloc[-1])


def _is_here(name: str) -> bool:
    row = _rows().get(name)
    return row is not None and row["last"] == _newest()


def _replaced(name: str) -> tuple[str, ...]:
    """What stands in the newest release for a class that it has not."""
    plain = name.removeprefix("TF").removeprefix("Flax")
    candidates = (
        INSTEAD.get(plain, ()),
        (_alias(name),),
        (_converted(name),),
        (plain,),
        (name.replace("FeatureExtractor", "ImageProcessor"),),
    )
    return next(
        (each for each in candidates if each and all(map(_is_here, each)) and each != (name,)), ()
    )


def _alias(name: str) -> str:
    """The class that transformers 5 gives for a name with Fast at its end: there is one for each
    tokenizer and image processor now."""
    fast = name.endswith(("TokenizerFast", "ImageProcessorFast"))
    return name.removesuffix("Fast") if fast else ""


def _converted(name: str) -> str:
    """The tokenizer that transformers 5 gives for one that had the same converter to Rust."""
    own = name.removesuffix("Fast")
    table = source.converters()
    if not own.endswith("Tokenizer") or own not in table:
        return ""
    likely = f"{table[own][0].replace('Converter', '')}Tokenizer"
    alike = [likely, *(other for other in table if table[other] == table[own] and other != own)]
    return next((other for other in alike if _is_here(other)), "")


@cache
def _served_by() -> dict[str, dict[str, tuple[str, ...]]]:
    """By a class: the model types it serves, each with the auto classes that give it."""
    tables = {auto: table for auto, (table, _kind) in PREPARING.items()} | source.auto_models()
    tables["AutoConfig"] = "CONFIG_MAPPING_NAMES"
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for auto, table in tables.items():
        for model_type, names in source.tables()[table].items():
            for name in names:
                row = found.setdefault(name, {})
                row[model_type] = (*row.get(model_type, ()), auto)
            found.setdefault(auto, {})[model_type] = names
    return found


def _served(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted(_served_by().get(name, {}).items()))


def _tasks(name: str, served: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    """The tasks of an auto class, or of all those that give a class."""
    autos = [name] if name in auto_tasks() else [auto for _type, given in served for auto in given]
    tasks = (task for auto in autos for task in auto_tasks().get(auto, ()))
    return tuple(dict.fromkeys(tasks))


def said_of(known: Known) -> Sentence:
    """The state of a class in one sentence, translatable."""
    values = {"name": known.name, "release": source.release(), "last": known.last}
    if known.is_here:
        return Sentence(N_("{name} is in transformers {release}."), **values)
    now = listed(known.now)
    if known.is_alias:
        return Sentence(
            N_("{name} is another name for {now} in transformers {release}."), **values, now=now
        )
    if known.now:
        return Sentence(
            N_("{name} left transformers after {last}. Use instead: {now}"), **values, now=now
        )
    return Sentence(N_("{name} left transformers after {last}."), **values)
