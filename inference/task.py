"""What can be asked of a model: what goes in, what may be chosen, what comes out."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Concatenate, Protocol

from i18n import Sentence, Translate

from .metrics.measure import Measure
from .names import COLUMNS, METRICS, SAMPLE_TITLES
from .views import View

DEMO_CHECKPOINTS = Path(__file__).parents[1] / "demo_checkpoints"
SAMPLES = Path(__file__).parent / "samples"

Item = dict[str, Any]
"""A value for each input of a task, by its name."""
Row = dict[str, Any]
"""A row of a table, by the names of its columns."""

Answer = Callable[Concatenate[Any, list[Item], ...], list[Any]]
"""answer(pipeline, items, **options): an output for each item, as transformers gives it."""
Rows = Callable[[Any], list[Row]]
"""rows(output): the rows of a table."""
Draw = Callable[Concatenate[Item, Any, Translate, ...], list[View]]
"""draw(item, output, _, **drawing options): what to look at."""
DrawAll = Callable[[list[Item], list[Any], Translate], list[View]]
"""draw_all(items, outputs, _): what to look at where several items say more together."""
Sift = Callable[Concatenate[Any, ...], Any]
"""sift(output, **drawing options): what of an output is shown, in the same form."""
Files = Callable[[Item, Any], Mapping[str, bytes]]
"""files(item, output): further downloads, by file name."""
Notes = Callable[Concatenate[Any, list[Item], ...], list[Sentence]]
"""notes(pipeline, items, **options): what the reader should know."""

Check = Callable[[Any], None]
"""check(value): raises `i18n.Problem` where an option cannot have this value."""


class Part(Protocol):
    """A model, a tokenizer or a processor of transformers, as far as it can be saved."""

    def save_pretrained(self, *args: Any, **kwargs: Any) -> Any: ...


StandIn = Callable[[], Iterable[Part]]
"""stand_in(): the parts of a small random model; it imports torch and transformers itself."""


@dataclass(frozen=True)
class Input:
    """One thing that goes into a task, by the name that `inference.run` knows it by.

    `kind` is "lines" (texts, one a line, each an input of its own), "text", "line" (a short
    text), "choices" (short texts, one a line), "table", "image", "audio" or "video"; `label`
    is translatable; `start` is what a page offers before anything is typed; `drawn` says that a
    picture may be drawn by hand, in white on black.
    """

    name: str
    kind: str
    label: str
    start: str = ""
    longest: int = 20_000
    drawn: bool = False

    @property
    def is_media(self) -> bool:
        return self.kind in ("image", "audio", "video")


@dataclass(frozen=True)
class Option:
    """A choice of how to run, or, with `drawing`, of how to draw what came out.

    Its `default` says what it is: a bool, a whole number or a fraction from `low` to `high`,
    or a text, from `choices` (name and translatable label) where there are any. `label` and
    `help` are translatable. `check` raises `i18n.Problem` for a value that cannot be used.
    """

    name: str
    label: str
    default: bool | int | float | str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    drawing: bool = False
    check: Check | None = None


@dataclass(frozen=True)
class Example:
    """Inputs to try a task on: `title` is translatable, the texts stand as they are.

    `inputs` maps the names of the task's inputs to texts; several lines of a "lines" input
    are a tuple. An example that suits some `samples` alone names their files without endings.
    """

    title: str
    inputs: dict[str, str | tuple[str, ...]]
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One task, described and carried out by its module in `inference.tasks`.

    `name` is what the documentation of transformers calls it, `pipeline` the task of transformers
    that it is, and `aliases` other names that mean it. `order` is its place among the tasks, the
    last unless it is given. `title`, `modality`, `domain` and `labels` are translatable; `domain`
    says what the demo checkpoint at `checkpoint` knows about and `labels` what it may answer.
    `glosses` are lines of its examples that are not in English, with what they mean in English.
    `sample_titles` say what samples show, by the names of their files without endings, besides
    those of `inference.names`; translatable. `batch` says that the pipeline may take several inputs
    in one pass through the model; `streams` that it writes token by token.

    What it does are functions: `answer`, `sift`, `rows`, `draw`, `draw_all`, `files` and `notes`,
    of the types above. `columns` and `metrics` are translatable names of the columns of its rows
    and of the metrics on the card of its demo checkpoint, besides those of `inference.names`. Where
    there is no demo checkpoint, `stand_in` makes a model to show what goes in and what comes out.

    `measure` is how its outputs are compared with right answers, one of `inference.metrics`; where
    there is no way to, `unmeasured` says why, translatable.

    `needs` names packages of Python that transformers asks for and the app does not install.
    """

    name: str
    title: str
    modality: str
    inputs: tuple[Input, ...]
    answer: Answer
    rows: Rows
    draw: Draw
    order: int = 1_000
    pipeline: str = ""
    aliases: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[Example, ...] = ()
    checkpoint: Path | None = None
    domain: str = ""
    labels: tuple[str, ...] = ()
    glosses: dict[str, str] = field(default_factory=dict)
    sample_titles: dict[str, str] = field(default_factory=dict)
    batch: bool = False
    streams: bool = False
    sift: Sift | None = None
    draw_all: DrawAll | None = None
    files: Files | None = None
    notes: Notes | None = None
    columns: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, str] = field(default_factory=dict)
    stand_in: StandIn | None = None
    measure: Measure | None = None
    unmeasured: str = ""
    needs: tuple[str, ...] = ()

    @property
    def has_demo(self) -> bool:
        """Whether a trained demo checkpoint comes with the app."""
        return self.checkpoint is not None and any(self.checkpoint.glob("*.safetensors"))

    @property
    def missing(self) -> list[str]:
        """The packages that this task needs and that are not installed."""
        return [package for package in self.needs if find_spec(package) is None]

    @cached_property
    def defaults(self) -> dict[str, object]:
        """The options that `answer` takes, by name, with their defaults."""
        return {option.name: option.default for option in self.options if not option.drawing}

    def shown(self, output: Any, **drawing: Any) -> Any:
        """What of an output the drawing options leave: picture, table and files are made of it."""
        return self.sift(output, **drawing) if self.sift else output

    def said(self, label: str, _: Translate) -> str:
        """A label in the reader's language where it is one of the task's own, else as it is."""
        return _(label) if label in self.labels else label

    def labels_of(self, outputs: Iterable[Any]) -> list[str]:
        """The labels in the tables of outputs, each once."""
        rows = (row for output in outputs for row in self.rows(output))
        return list(dict.fromkeys(str(row["label"]) for row in rows if "label" in row))

    def column_name(self, name: str) -> str:
        """What people call a column of its table, translatable where it has a name for them."""
        return (COLUMNS | self.columns).get(name, name)

    def metric_name(self, name: str) -> str:
        """What people call a metric on its card, translatable where it has a name for them."""
        return (METRICS | self.metrics).get(name, name)

    def sample_title(self, path: Path) -> str:
        """What a sample is called, translatable where it is more than a file's name."""
        return (SAMPLE_TITLES | self.sample_titles).get(path.stem, path.stem)

    def examples_for(self, chosen: Collection[str] = ()) -> list[Example]:
        """The examples that suit the samples that are chosen, given by the names of their files
        without endings, and where none is, all of them; of each title the first."""
        suiting: dict[str, Example] = {}
        for example in self.examples:
            if not example.samples or not chosen or not {*chosen}.isdisjoint(example.samples):
                suiting.setdefault(example.title, example)
        return list(suiting.values())

    def samples(self, kind: str) -> list[Path]:
        """Sample pictures, sounds or videos: those of the demo checkpoint, else the app's own.

        Those with a title come after the others, in the order of the titles.
        """
        titled = list(self.sample_titles)
        folders = [self.checkpoint / "samples"] if self.checkpoint else []
        for folder in (*folders, SAMPLES):
            if files := sorted(_media(folder, kind)):
                return sorted(
                    files,
                    key=lambda file: titled.index(file.stem) + 1 if file.stem in titled else 0,
                )
        return []


SUFFIXES = {
    "image": {".png", ".jpg", ".jpeg", ".webp"},
    "audio": {".wav", ".flac", ".ogg", ".mp3"},
    "video": {".gif", ".mp4", ".webm"},
}


def _media(folder: Path, kind: str) -> Iterable[Path]:
    return (path for path in folder.glob("*") if path.suffix in SUFFIXES[kind])
