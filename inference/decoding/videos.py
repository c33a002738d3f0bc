"""Videos and animations: frames from all over them, made small while they are decoded."""

import io
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image, UnidentifiedImageError

from i18n import N_, Problem

from .containers import opened
from .pictures import Frame, flat, foreign, frame, png

MAX_FRAMES = 64
"""Frames of a video that are read."""
SHOWN = 8
"""Frames that a preview has."""
MAX_FRAME_PIXELS = 10_000_000
"""Of a frame as it is in the file: 4K and some more."""
SIDE = 640
"""The longer side, in pixels, of a frame as it is kept."""
MAX_DECODED = 4_000_000_000
"""Pixels that are decoded for the frames that are kept: a minute of 1080p, 15 s on one core."""
MOVING = ("GIF", "WEBP", "PNG", "AVIF")
"""Formats of pictures that may move."""
UPRIGHT = {
    (0, 1, -1, 0): Image.Transpose.ROTATE_270,
    (-1, 0, 0, -1): Image.Transpose.ROTATE_180,
    (0, -1, 1, 0): Image.Transpose.ROTATE_90,
    (-1, 0, 0, 1): Image.Transpose.FLIP_LEFT_RIGHT,
    (1, 0, 0, -1): Image.Transpose.FLIP_TOP_BOTTOM,
    (0, 1, 1, 0): Image.Transpose.TRANSPOSE,
    (0, -1, -1, 0): Image.Transpose.TRANSVERSE,
}
"""What turns a frame upright, by the signs of a, b, c and d of its display matrix: it brings the
point (x, y) to (ax + cy, bx + dy), see FFmpeg's libavutil/display.h."""


END = 1 << 62
"""Later than any frame, in the units of its stream."""


class Clip(NamedTuple):
    """Some frames of a video, in their order; how many it has and how many a run reads of them;
    its seconds."""

    frames: list[Frame]
    total: int
    read: int
    seconds: float


def frames(data: bytes, most: int = MAX_FRAMES) -> tuple[list[Frame], int, int, float]:
    """A `Clip` of a video: `most` frames, evenly spread over it.

    Where decoding all that lies between them takes too long they are fewer, or those that can be
    decoded alone (key frames), or of an animation, which has none, those of its beginning.
    """
    with foreign(_no_video):
        try:
            file = Image.open(io.BytesIO(data), formats=MOVING)
        except UnidentifiedImageError:
            clip = _of_container(data, most)
        else:
            clip = _of_animation(file, most)
    if not clip.frames:
        raise _no_video()
    return clip.frames, clip.total, clip.read, clip.seconds


def strip(data: bytes) -> tuple[bytes, int, int, float]:
    """A PNG with some frames side by side, and then as `Clip`: total, read and seconds."""
    from ..figures.pictures import filmstrip  # brings plotly, which nothing else here needs

    shown, total, read, seconds = frames(data, SHOWN)
    images = [Image.frombytes("RGB", (width, height), pixels) for width, height, pixels in shown]
    return png(filmstrip(images).image), total, read, seconds


def check(data: bytes) -> None:
    """Raise `i18n.Problem` for a file that is no video, or whose frames are too large."""
    with foreign(_no_video):
        try:
            file = Image.open(io.BytesIO(data), formats=MOVING)
            _check_size(file.width, file.height)
        except UnidentifiedImageError:
            with _stream(data):
                pass


def spread(count: int, most: int) -> list[int]:
    """At most `most` of `count` places, evenly spread, the first and the last among them."""
    most = min(count, most)
    return [round(at * (count - 1) / max(1, most - 1)) for at in range(most)]


def _of_animation(file: Image.Image, most: int) -> Clip:
    _check_size(file.width, file.height)
    total = getattr(file, "n_frames", 1)
    reached = min(total, MAX_DECODED // (file.width * file.height))
    wanted, kept, milliseconds = set(spread(reached, most)), [], 0.0
    for at in range(reached):
        file.seek(at)
        file.load()
        milliseconds += file.info.get("duration") or 100  # as browsers do
        if at in wanted:
            image = flat(file.copy())
            image.thumbnail((SIDE, SIDE))
            kept.append(frame(image))
    return Clip(kept, total, min(reached, MAX_FRAMES), milliseconds / 1000 * total / reached)


@contextmanager
def _stream(data: bytes) -> Iterator[tuple[InputContainer, VideoStream]]:
    """The moving pictures in a container: not the cover of a song."""
    with opened(data) as container:
        streams = container.streams.video
        cover = av.stream.Disposition.attached_pic
        stream = next(each for each in streams if not each.disposition & cover)
        _check_size(stream.width, stream.height)
        stream.codec_context.thread_count = 1
        yield container, stream


class Times(NamedTuple):
    """When the frames of a stream are shown, in its units, and those which are key frames."""

    all: list[int]
    keys: list[int]

    def key(self, time: int) -> int:
        """The key frame from which the frame at a time is decoded."""
        return self.keys[max(0, bisect_right(self.keys, time) - 1)]


def _of_container(data: bytes, most: int) -> Clip:
    times, seconds, pixels = _times(data)
    read = _wanted(times, MAX_FRAMES, pixels)
    wanted = [read[at] for at in spread(len(read), most)]
    kept: list[Frame] = []
    turn = None
    with _stream(data) as (container, stream):
        for decoded in _decoded(container, stream, times, wanted):
            # A frame that is asked for this keeps its memory, and all of them are turned alike.
            turn = turn if kept else _turn(decoded)
            image = _small(decoded)
            kept.append(frame(image.transpose(turn) if turn is not None else image))
    return Clip(kept, len(times.all), len(read), seconds)


def _times(data: bytes) -> tuple[Times, float, int]:
    """The times of the frames without decoding one; the seconds, and the pixels of a frame."""
    shown: list[int] = []
    keys: list[int] = []
    with _stream(data) as (container, stream):
        for packet in container.demux(stream):
            time = _time(packet)
            if packet.size and time is not None and not packet.is_discard:
                shown.append(time)
                if packet.is_keyframe:
                    keys.append(time)
        unit = float(stream.time_base or 0)
        size = max(1, stream.width * stream.height)
    shown, keys = sorted(set(shown)), sorted(set(keys))
    if not keys:
        raise _no_video()
    steps = max(1, len(shown) - 1)
    return Times(shown, keys), (shown[-1] - shown[0]) * (1 + 1 / steps) * unit, size


def _wanted(times: Times, most: int, pixels: int) -> list[int]:
    """The times of `most` frames, evenly spread; fewer or key frames where those take too long."""
    affordable = MAX_DECODED // pixels
    while most > len(times.keys):
        wanted = [times.all[at] for at in spread(len(times.all), most)]
        if _cost(times, wanted) <= affordable:
            return wanted
        most //= 2
    return [times.keys[at] for at in spread(len(times.keys), min(most, affordable))]


def _cost(times: Times, wanted: list[int]) -> int:
    """How many frames are decoded for those that are wanted: all from their key frames on."""
    last = {times.key(time): time for time in wanted}
    return sum(
        1 + bisect_right(times.all, time) - bisect_right(times.all, key)
        for key, time in last.items()
    )


def _decoded(
    container: InputContainer, stream: VideoStream, times: Times, wanted: Sequence[int]
) -> Iterator[av.VideoFrame]:
    """The frames at the wanted times. Packets that none of them is decoded from are left out."""
    waiting = deque(wanted)
    begins = {times.key(time) for time in wanted}
    following = dict(pairwise(times.keys))
    feeding, until = False, 0
    for packet in container.demux(stream):
        if not waiting:
            return
        time = _time(packet)
        if packet.is_keyframe and packet.size and time in begins:
            if not feeding:
                stream.codec_context.flush_buffers()
            feeding, until = True, following.get(time, END)
        if not feeding:
            continue
        try:
            frames = stream.decode(packet)
        except av.InvalidDataError:
            continue
        for decoded in frames:
            shown_at = _time(decoded)
            if waiting and shown_at is not None and shown_at >= waiting[0]:
                waiting.popleft()
                yield decoded
        feeding = bool(waiting) and waiting[0] < until


def _time(timed: av.Packet | av.VideoFrame) -> int | None:
    """When it is shown; AVI only tells when it is decoded."""
    return timed.pts if timed.pts is not None else timed.dts


def _small(decoded: av.VideoFrame) -> Image.Image:
    """A frame in RGB, no larger than `SIDE`."""
    _check_size(decoded.width, decoded.height)
    scale = min(1.0, SIDE / max(decoded.width, decoded.height))
    width, height = (max(1, round(side * scale)) for side in (decoded.width, decoded.height))
    # Threads of its own would need memory that the sandbox does not give.
    return decoded.to_image(width=width, height=height, interpolation="AREA", threads=1)


def _turn(decoded: av.VideoFrame) -> Image.Transpose | None:
    """What turns a frame upright, if anything: telephones write how they were held."""
    matrix: Any = decoded.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return None
    a, b, _u, c, d, *_rest = map(int, np.frombuffer(bytes(matrix), np.int32))
    largest = max(abs(a), abs(b), abs(c), abs(d)) or 1
    signs = round(a / largest), round(b / largest), round(c / largest), round(d / largest)
    return UPRIGHT.get(signs)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_FRAME_PIXELS:
        raise Problem(
            N_("The frames of this video have {width} × {height} pixels: make it smaller."),
            width=width,
            height=height,
        )


def _no_video() -> Problem:
    return Problem(
        N_("This file cannot be read as a video: choose an MP4, WebM, MOV, GIF or WebP.")
    )
