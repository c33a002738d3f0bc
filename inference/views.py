"""What a result looks like: the parts that a page shows one after the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

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
    """A picture as it was handed in."""

    image: "Image"


@dataclass(frozen=True)
class Sound:
    """A sound to listen to."""

    audio: "Audio"


View: TypeAlias = "go.Figure | Html | Picture | Sound"
"""One part of what a result looks like."""
