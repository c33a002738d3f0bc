"""What a result looks like: the parts that a page shows one after the other."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from .masks import thinned

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


LARGEST = 1600
"""Pixels of the longer side of a picture as it is shown."""
FINEST = 512
"""Pixels of the longer side of a mask as it is shown."""


@dataclass(frozen=True)
class Region:
    """A part of a picture or of a text that a result speaks of; it has a row in a list beside it.

    In the picture it is a `box`, (left, top, right, bottom) in pixels, or a `mask`, run lengths as
    `inference.masks` writes them; in the text the `span` of its characters, from the first to the
    one behind the last, where `fill` may stand while one looks at it. The row says its `text` and
    its `label`, in the reader's language, and its `score`, from 0 to 1. What has neither box nor
    mask nor span is a row alone. A mask that is `clear` is painted while one looks at it.
    """

    color: str
    label: str = ""
    text: str = ""
    score: float | None = None
    box: tuple[float, float, float, float] | None = None
    mask: dict[str, Any] | None = None
    span: tuple[int, int] | None = None
    fill: str = ""
    clear: bool = False


@dataclass(frozen=True)
class Regions:
    """A picture or a text with its regions, and beside it their list; the parts of one belong
    together: to point at one lights the others.

    There is a `picture`, or else a `text`. `measured` says in the reader's language what the scores
    are; `heading` is the answer where there is one, and `opacity` that of the masks.
    """

    regions: tuple[Region, ...]
    picture: "Image | None" = None
    text: str = ""
    measured: str = ""
    heading: str = ""
    opacity: float = 0.6

    def data(self) -> dict[str, Any]:
        """All of it as `ui.regions` takes it; the picture is a URL of its own content."""
        shown = [
            vars(region) | {"mask": region.mask and thinned(region.mask, FINEST)}
            for region in self.regions
        ]
        told = {name: getattr(self, name) for name in ("text", "measured", "heading", "opacity")}
        picture = self.picture and {
            "source": _url(self.picture),
            "width": self.picture.width,
            "height": self.picture.height,
        }
        return told | {"regions": shown, "picture": picture}


def _url(image: "Image") -> str:
    image = image.convert("RGB")
    image.thumbnail((LARGEST, LARGEST))
    drawn = max(image.size) <= FINEST  # small ones are exact, photographs quick to send
    file = BytesIO()
    image.save(file, "PNG" if drawn else "JPEG", quality=90)
    kind = "png" if drawn else "jpeg"
    return f"data:image/{kind};base64,{b64encode(file.getvalue()).decode()}"


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

    A sample is {"generated_text", "seed", "tokens_per_second", "units"}, with "perplexity" where
    that of the prompt was asked for; see `inference.record.units`.
    """

    prompt: str
    samples: tuple[dict[str, Any], ...]


View: TypeAlias = "go.Figure | Html | Picture | Sound | Regions | Spoken | Written"
"""One part of what a result looks like."""
