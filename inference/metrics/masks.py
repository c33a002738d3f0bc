"""Masks: how much of every kind of thing is covered by what a model takes for it."""

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from i18n import N_, Problem

from .boxes import known, renamed
from .measure import Measure, Scores, Told, counted, nobody

if TYPE_CHECKING:
    import numpy as np

LEFT_OUT = 255
"""The number of the pixels that count for nothing, as data sets for segmentation have it."""
REST = ""
"""The label of what of a picture no right label covers, where it is known that none does."""
MOST_PIXELS = 50_000_000
FOUND = 0.5
"""Intersection over union from which a label counts as found."""

Segment = dict[str, Any]
"""A "label" with its "mask" in run lengths."""


def read(answer: bytes | list[Segment], _item: Any) -> list[Segment]:
    """Segments as `sources.beside` finds them, or those of a picture of numbers, one for each
    pixel: PNG of grey or of a palette. Their labels are the numbers, as text. Raises `i18n.Problem`
    for other files."""
    import numpy as np
    from PIL import Image

    from ..masks import to_rle

    if isinstance(answer, list):
        return answer
    try:
        with Image.open(io.BytesIO(answer), formats=["PNG"]) as picture:
            if picture.mode not in ("1", "L", "P") or picture.width * picture.height > MOST_PIXELS:
                raise ValueError(picture.mode)
            numbers = np.asarray(picture).astype(int)
    except (OSError, ValueError, SyntaxError) as error:
        raise Problem(
            N_("A mask is a PNG of grey or palette colours, one number a pixel for its label.")
        ) from error
    return [
        {"label": str(number), "mask": to_rle(numbers == number)}
        for number in np.unique(numbers)
        if number != LEFT_OUT
    ]


def score(
    said: list[list[Segment] | None], right: list[list[Segment]], told: Told = nobody
) -> Scores:
    """`Scores` of segments: for each label the pixels that it has in both by those that it has in
    either, over all pictures; `mean_iou` is the mean over the labels, `iou_pictures` that over the
    pictures of the mean over their labels. A picture is right where each of its labels has half of
    what it covers in either. Pixels without a right label are left out.

    Where it is known of pixels that no right label covers them (`REST`), a label there is wrong;
    one that is right nowhere, such as that of the ground, is left out then."""
    pictures = label_counts(said, right, told)
    shares = [list(map(_share, counts.values())) for counts in pictures]
    rows = [sum(each) / len(each) if each else 1.0 for each in shares]
    same = [
        segments is not None and min(each, default=1.0) >= FOUND
        for segments, each in zip(said, shares)
    ]
    totals = _totals(pictures)
    by_label = {label: _share(count) for label, count in totals.items()}
    pixels = sum(wanted for _both, _given, wanted in totals.values())
    return Scores(
        "iou_pictures",
        {
            "mean_iou": mean_iou(pictures),
            "iou_pictures": sum(rows) / len(rows),
            "pixel_accuracy": sum(count[0] for count in totals.values()) / max(pixels, 1),
        },
        same,
        rows,
        [1.0] * len(rows),
        [
            {
                "label": label,
                "precision": both / given if given else 0.0,
                "recall": both / wanted if wanted else 0.0,
                "f1": 2 * both / (given + wanted),
                "iou": by_label[label],
                "support": wanted,
            }
            for label, (both, given, wanted) in totals.items()
        ],
    )


Counts = dict[str, list[int]]
"""By label, of a picture or of several: the pixels that have it in both, in what was said, and in
what is right."""


def label_counts(
    said: list[list[Segment] | None], right: list[list[Segment]], told: Told = nobody
) -> list[Counts]:
    """The counts of each picture, without labels that `score` leaves out."""
    somewhere = {row["label"] for segments in right for row in segments}
    pictures = []
    for place, (segments, wanted) in enumerate(counted(list(zip(said, right)), told)):
        counts = _counts(segments or [], wanted, place)
        if REST in counts:
            counts = {
                label: count
                for label, count in counts.items()
                if label != REST and label in somewhere
            }
        pictures.append(counts)
    return pictures


def mean_iou(pictures: Iterable[Counts]) -> float:
    """The mean over the labels of intersection over union in all pictures; 1 without labels."""
    shares = list(map(_share, _totals(pictures).values()))
    return sum(shares) / len(shares) if shares else 1.0


def _totals(pictures: Iterable[Counts]) -> Counts:
    totals: Counts = defaultdict(lambda: [0, 0, 0])
    for counts in pictures:
        for label, count in counts.items():
            totals[label] = [total + one for total, one in zip(totals[label], count)]
    return dict(sorted(totals.items()))


def _share(count: list[int]) -> float:
    both, given, wanted = count
    return both / (given + wanted - both)


def _counts(said: list[Segment], right: list[Segment], place: int) -> Counts:
    import numpy as np

    if not right:
        return {}
    names = sorted({row["label"] for row in (*said, *right)})
    wanted = _painted(right, names)
    given = _painted(said, names) if said else np.full_like(wanted, -1)
    if wanted.shape != given.shape:
        raise Problem(
            N_(
                "The mask of input {number} has {width} by {height} pixels, its picture "
                "has other sides: upload masks of the size of their pictures."
            ),
            number=place + 1,
            width=wanted.shape[1],
            height=wanted.shape[0],
        )
    counted = wanted >= 0
    pairs = np.bincount((wanted[counted] * (len(names) + 1) + given[counted] + 1), minlength=0)
    table = np.zeros((len(names), len(names) + 1), dtype=int)
    table.flat[: len(pairs)] = pairs
    counts = {
        name: [int(table[at, at + 1]), int(table[:, at + 1].sum()), int(table[at].sum())]
        for at, name in enumerate(names)
    }
    return {name: count for name, count in counts.items() if count[1] or count[2]}


def _painted(segments: list[Segment], names: list[str]) -> "np.ndarray":
    """The number of a label for each pixel, of the last segment that covers it; -1 for none."""
    import numpy as np

    from ..masks import from_rle

    numbers = np.full(segments[0]["mask"]["size"], -1)
    for segment in segments:
        numbers[from_rle(segment["mask"])] = names.index(segment["label"])
    return numbers


def _said(output: list[Segment]) -> list[Segment]:
    return [{"label": row["label"], "mask": row["mask"]} for row in output]


def _labels(segments: list[Segment]) -> list[str]:
    return [row["label"] for row in segments if row["label"] != REST]


MASKS = Measure(
    said=_said,
    read=read,
    score=score,
    written=lambda segments: ", ".join(_labels(segments)) or "–",
    labels_of=_labels,
    renamed=renamed,
    known=known,
    from_files="masks",
)
