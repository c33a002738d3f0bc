"""The Python that reads files as a run does: the lines that these files need, and no others."""

from pathlib import Path

import streamlit as st

from i18n import Problem
from inference import media
from inference.decoding.sounds import CANCELLED, EQUAL

ENDINGS = {"image": "png", "audio": "wav", "video": "mp4"}

Needs = frozenset[str]
"""What files need in order to be read, as `inference.decoding.differences` names it."""


@st.cache_data(max_entries=512, show_spinner=False)
def ending_and_needs(kind: str, source: bytes | Path) -> tuple[str, Needs]:
    """The ending that suits the name of a file, and what it needs; found once for a file."""
    try:
        ending, needs = media.differences(kind, source)
    except Problem:  # said of the run
        return ENDINGS[kind], frozenset()
    return ending or ENDINGS[kind], frozenset(needs)


HEIF = "register_heif_opener()  # Pillow alone reads no HEIC\n"

TURNED = """\
    image = ImageOps.exif_transpose(image)
"""
GREY = """\
    if image.mode.startswith("I"):  # more than eight bits
        values, nothing = numpy.asarray(image, dtype="float32"), image.info.get("transparency")
        most = max(65535, values.max())
        image = Image.fromarray((values * (255 / most)).round().clip(0, 255).astype("uint8"))
"""
HOLE = """\
        if nothing is not None:
            image.putalpha(Image.fromarray((values != nothing).astype("uint8") * 255))
"""
FRACTIONS = """\
    if image.mode == "F":
        values = numpy.nan_to_num(numpy.asarray(image), posinf=0, neginf=0)
        most = next((most for most in (1, 255, 65535) if values.max() <= most), values.max())
        image = Image.fromarray((values * (255 / most)).round().clip(0, 255).astype("uint8"))
"""
CLEAR = """\
    if image.has_transparency_data:  # on white
        seen = image.convert("RGBA")
        image = Image.new("RGB", seen.size, "white")
        image.paste(seen, mask=seen.getchannel("A"))
"""


def picture(needs: Needs, turns: bool) -> tuple[list[str], str]:
    """Imports, and a function `picture` that opens one; no function where Pillow's way will do.

    `turns` says that what reads it otherwise turns it upright, as pipelines do.
    """
    names = ["from pillow_heif import register_heif_opener"] if "heif" in needs else []
    opener = HEIF if "heif" in needs else ""
    if not needs - ({"heif", "turned"} if turns else {"heif"}):
        return names, opener
    grey = GREY if "hole" in needs else GREY.replace(", nothing", "").replace(GAP, "")
    parts = {"turned": TURNED, "grey": grey, "hole": HOLE, "fractions": FRACTIONS, "clear": CLEAR}
    body = "".join(part for need, part in parts.items() if need in needs)
    if needs & {"grey", "fractions"}:
        names.append("import numpy")
    names.append(f"from PIL import Image{', ImageOps' * ('turned' in needs)}")
    return names, (
        f"{opener}\n\ndef picture(path):\n    image = Image.open(path)\n{body}"
        '    return image.convert("RGB")\n\n'
    )


GAP = ', image.info.get("transparency")'

SAMPLES = """\
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
"""
CONTAINER = """\
    with av.open(path) as file:
        resample = av.AudioResampler(format="fltp").resample
        parts = [part for frame in file.decode(audio=0) for part in resample(frame)]
    rate = parts[0].sample_rate
    samples = numpy.concatenate([part.to_ndarray() for part in parts], axis=1).T
"""
MEAN = """\
    mixed = samples.mean(axis=1)
"""
STRONGEST = f"""\
    energy = (samples**2).sum(axis=0)
    if (mixed**2).sum() < {CANCELLED} * energy.sum() / len(energy) ** 2:  # they cancel each other
        mixed = samples[:, (energy > {EQUAL} * energy.max()).argmax()]
"""


def sound(needs: Needs) -> tuple[list[str], str]:
    """Imports, and a function `sound` that reads one at the rate of the pipeline."""
    contained = "container" in needs
    names = ["import av", "import numpy"] if contained else ["import soundfile"]
    body = (CONTAINER if contained else SAMPLES) + MEAN + STRONGEST * ("cancelled" in needs)
    return [*names, "import soxr"], (
        f"\n\ndef sound(path):\n{body}"
        "    wanted = pipe.feature_extractor.sampling_rate\n"
        '    return {"raw": soxr.resample(mixed, rate, wanted), "sampling_rate": wanted}\n\n'
    )
