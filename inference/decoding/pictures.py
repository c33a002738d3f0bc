"""Pictures: every mode that a file can have, as eight bits of red, green and blue, upright."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from i18n import N_, Problem

MAX_PIXELS = 50_000_000
PREVIEW = 560
"""The longer side, in pixels, of what shows a picture."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
"""Formats that Pillow may read: of its others, some start programs."""
Image.init()  # it looks for a format that is asked for by name among those it has imported
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)

Frame = tuple[int, int, bytes]
"""Width, height, and three bytes a pixel."""


def pixels(data: bytes) -> Frame:
    """The picture in a file: of several the first."""
    return frame(_decoded(data))


def small(data: bytes) -> tuple[bytes, int]:
    """A small PNG of the picture in a file, and how many pictures the file shows in turn."""
    with foreign(no_picture):
        image = _opened(data)
    with foreign(damaged):
        several = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
    return png(_decoded(data)), several


def check(data: bytes) -> None:
    """Raise `i18n.Problem` for a file whose beginning says that it is none, or too large."""
    with foreign(no_picture):
        _opened(data)


def flat(image: Image.Image) -> Image.Image:
    """A picture of any mode as RGB: turned upright, 16 bits scaled, laid on white."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I") or image.mode == "F":
        image = _of_eight_bits(image)
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        image = Image.new("RGB", seen.size, "white")
        image.paste(seen, mask=seen.getchannel("A"))
    return image.convert("RGB")


def from_array(array: np.ndarray) -> Image.Image:
    """A picture (RGB) from its values: (height, width), or with 1 to 4 channels at the end.

    They are bytes, 16 bits, true and false, or fractions, from 0 to 1 or to 255. Raises
    `i18n.Problem` for any other shape.
    """
    values = array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array
    channels = values.shape[2] if values.ndim == 3 else 1
    if values.ndim not in (2, 3) or channels > 4 or not values.size or values.dtype.kind in "cOSUV":
        raise Problem(
            N_("An array of the shape {shape} is not a picture: give height × width × 3."),
            shape=" × ".join(map(str, array.shape)),
        )
    if values.dtype != np.uint8:
        values = _bytes(values)
    return flat(Image.fromarray(np.ascontiguousarray(values)))


def frame(image: Image.Image) -> Frame:
    return image.width, image.height, image.tobytes()


def png(image: Image.Image) -> bytes:
    """A picture, no larger than `PREVIEW`, as a file."""
    file = io.BytesIO()
    image.thumbnail((PREVIEW, PREVIEW))
    image.save(file, "PNG")
    return file.getvalue()


@contextmanager
def foreign(problem: Callable[[], Problem]) -> Iterator[None]:
    """Say `problem` of whatever a library raises: they raise nearly everything."""
    try:
        yield
    except (Problem, MemoryError):
        raise
    except Exception as error:
        raise problem() from error


def _opened(data: bytes) -> Image.Image:
    """A picture that is not decoded yet, and not too large for that."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:  # Pillow's own limit, by the header alone
        count = re.search(r"\d+", str(error))
        raise _too_many_pixels(int(count[0]) if count else MAX_PIXELS) from None
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels(image.width * image.height)
    return image


def _decoded(data: bytes) -> Image.Image:
    with foreign(no_picture):
        image = _opened(data)
    with foreign(damaged):
        return flat(image)


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """A grey picture of 16 or 32 bits or of fractions; a value that means "nothing" stays so."""
    values = np.asarray(image)
    nothing = image.info.get("transparency")
    grey = Image.fromarray(_bytes(values, image.mode == "I"))
    if isinstance(nothing, int):
        grey.putalpha(Image.fromarray(np.where(values == nothing, 0, 255).astype(np.uint8)))
    return grey


def _bytes(values: np.ndarray, deep: bool = False) -> np.ndarray:
    """Values from 0 to 255, for those from 0 to 1, to 255 or to 65,535, or to their largest.

    What the range is, the type says, else the largest value. `deep` says that it is not 255.
    """
    if values.dtype.kind == "b":
        return values.astype(np.uint8) * 255
    numbers = np.nan_to_num(values.astype(np.float32), posinf=0, neginf=0)
    largest = numbers.max()
    if values.dtype.kind == "f" and largest <= 1:
        most = 1.0
    elif values.dtype.itemsize != 2 and not deep and largest <= 255:
        most = 255.0
    else:
        most = max(65_535.0, largest)
    return np.clip(np.rint(numbers * np.float32(255 / most)), 0, 255).astype(np.uint8)


def no_picture() -> Problem:
    return Problem(
        N_(
            "This file cannot be read as a picture: choose a PNG, JPEG, WebP, HEIC, AVIF, GIF, "
            "BMP or TIFF."
        )
    )


def damaged() -> Problem:
    return Problem(N_("This picture is damaged or not complete: choose another."))


def _too_many_pixels(count: int) -> Problem:
    return Problem(
        N_("This picture has {millions:.0f} megapixels; {most:.0f} can be read: make it smaller."),
        millions=count / 1e6,
        most=MAX_PIXELS / 1e6,
    )
