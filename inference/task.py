"""What can be asked of a model: what goes in, what may be chosen, what comes out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

DEMO_CHECKPOINTS = Path(__file__).parents[1] / "demo_checkpoints"
SAMPLES = Path(__file__).parent / "samples"


@dataclass(frozen=True)
class Input:
    """One thing that goes into a task, by the name that `inference.run` knows it by.

    `kind` is "lines" (texts, one a line, each an input of its own), "text", "line" (a short
    text), "choices" (short texts, one a line), "table", "image", "audio" or "video"; `label`
    is translatable; `start` is what a page offers before anything is typed.
    """

    name: str
    kind: str
    label: str
    start: str = ""
    longest: int = 20_000

    @property
    def is_media(self) -> bool:
        return self.kind in ("image", "audio", "video")


@dataclass(frozen=True)
class Option:
    """A choice of how to run, or, with `drawing`, of how to draw what came out.

    Its `default` says what it is: a bool, a whole number or a fraction from `low` to `high`,
    or a text, from `choices` (name and translatable label) where there are any. `label` and
    `help` are translatable. Where `none` is set, that value means "not given".
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
    none: object = None


@dataclass(frozen=True)
class Example:
    """Inputs to try a task on: `title` is translatable, the texts stand as they are.

    `inputs` maps the names of the task's inputs to texts; several lines of a "lines" input
    are a tuple.
    """

    title: str
    inputs: dict[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Task:
    """One task, described and carried out by its module in `inference.tasks`.

    `name` is what the notes call it, `pipeline` the task of transformers that it is, and
    `aliases` other names that mean it. `title`, `modality`, `domain` and `labels` are
    translatable; `domain` says what the demo checkpoint at `checkpoint` knows about and
    `labels` what it may answer. `sample_titles` names samples better than their files do, by
    file name without its ending, translatable. `batch` says that the pipeline may take several
    inputs in one pass through the model; `streams` that it writes token by token.

    - answer(pipeline, items, **options): a list with one output for each item, as transformers
      gives it; an item is a dict with a value for each input
    - rows(output): the output as a list of dicts, the rows of a table
    - draw(item, output, _, **drawing options): what to look at: Plotly figures and
      `inference.figures` parts
    - draw_all(items, outputs, _): several items in one figure, where that says more
    - files(item, output): further downloads, by file name
    - notes(pipeline, items, **options): sentences on what the reader should know

    `needs` names packages of Python that transformers asks for and the app does not install.
    """

    name: str
    title: str
    modality: str
    inputs: tuple[Input, ...]
    answer: Callable
    rows: Callable
    draw: Callable
    pipeline: str = ""
    aliases: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[Example, ...] = ()
    checkpoint: Path | None = None
    domain: str = ""
    labels: tuple[str, ...] = ()
    sample_titles: dict[str, str] = field(default_factory=dict)
    batch: bool = False
    streams: bool = False
    draw_all: Callable | None = None
    files: Callable | None = None
    notes: Callable | None = None
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
        return {one.name: one.default for one in self.options if not one.drawing}

    def sample_title(self, path: Path) -> str:
        """What a sample is called, translatable where it is more than a file's name."""
        return self.sample_titles.get(path.stem, path.stem.replace("_", " "))

    def samples(self, kind: str) -> list[Path]:
        """Sample pictures, sounds or videos: those of the demo checkpoint, else the app's own.

        Those with a title come after the others, in the order of the titles.
        """
        titled = list(self.sample_titles)
        for folder in (self.checkpoint and self.checkpoint / "samples", SAMPLES):
            if folder and (found := sorted(_media(folder, kind))):
                return sorted(
                    found, key=lambda file: file.stem in titled and titled.index(file.stem) + 1
                )
        return []


SUFFIXES = {
    "image": {".png", ".jpg", ".jpeg", ".webp"},
    "audio": {".wav", ".flac", ".ogg", ".mp3"},
    "video": {".gif", ".mp4", ".webm"},
}


def _media(folder: Path, kind: str):
    return (path for path in folder.glob("*") if path.suffix in SUFFIXES[kind])


def held_out(checkpoint: Path) -> dict[str, float]:
    """The held-out figures that the model card of a local checkpoint states, by metric.

    Empty where there is no card or it states none.
    """
    from huggingface_hub import ModelCard  # not needed to list tasks

    card = checkpoint / "README.md"
    results = (ModelCard.load(card).data.eval_results if card.exists() else None) or []
    return {result.metric_type: result.metric_value for result in results}
