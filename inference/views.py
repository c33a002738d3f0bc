"""What a result looks like: the parts that a page shows one after the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:  # a page that lists the tasks needs none of them
    import plotly.graph_objects as go
    from PIL.Image import Image

    from .media import Audio


@dataclass(frozen=True)
class Html:
    """A piece of HTML that is safe to show: whatever a visitor or a checkpoint wrote is escaped."""

    html: str


@dataclass(frozen=True)
class Picture:
    """A picture as it was handed in, or with something drawn on it that the caption says."""

    image: "Image"
    caption: str = ""


@dataclass(frozen=True)
class Sound:
    """A sound to listen to."""

    audio: "Audio"


@dataclass(frozen=True)
class Spoken:
    """A sound to listen to, with what is said in it.

    A chunk is {"text", "timestamp": (start, end)}, in seconds; an end that is None is that of the
    sound. Without chunks there is the text alone.
    """

    audio: "Audio"
    text: str
    chunks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Written:
    """What a model wrote after a prompt, once or several times, token by token.

    A sample is {"generated_text", "seed", "tokens_per_second", "units"}; see
    `inference.record.units`.
    """

    prompt: str
    samples: tuple[dict[str, Any], ...]


View: TypeAlias = "go.Figure | Html | Picture | Sound | Spoken | Written"
"""One part of what a result looks like."""
