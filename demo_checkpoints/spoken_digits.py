"""Spoken digits, real and synthetic, one voice of each kind held out, and strings of them.

The real ones are the Free Spoken Digit Dataset (Zohar Jackson and others, CC BY-SA 4.0): 50
takes of each digit by each speaker. The environment variable SPOKEN_DIGITS names a zip file
or a folder of it; without that it is fetched. The synthetic ones are spoken by espeak-ng.

Everything is at 8 kHz, the rate of the real recordings, so that a recording with more
treble than they have is heard as they are.
"""

import os
import shutil
import subprocess
import wave
import zipfile
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from urllib.request import urlretrieve

import numpy as np
from scipy.signal import resample_poly
from transformers import SeamlessM4TFeatureExtractor

from . import DATA

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
RATE = 8000
BINS, STRIDE = 80, 2

SPEAKERS = ("george", "jackson", "lucas", "nicolas", "yweweler")
HELD_OUT_SPEAKER = "jackson"
LEARNT_SPEAKERS = tuple(speaker for speaker in SPEAKERS if speaker != HELD_OUT_SPEAKER)
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-029", "en-us-nyc", "en-gb-x-gbclan")
TIMBRES = (
    "m1", "m2", "m3", "m4", "m5", "m7", "m8", "f1", "f2", "f3", "f4", "f5",
    "adam", "belinda", "edward", "iven", "linda", "steph", "victor", "Michael",
)  # fmt: skip
HELD_OUT_TIMBRES = ("m6", "Annie", "max")
SOURCE = "https://codeload.github.com/Jakobovski/free-spoken-digit-dataset/zip/refs/tags/v1.0.10"


@dataclass(frozen=True)
class Clip:
    """One spoken digit: who says it, and the sound, mono float32 at `RATE` in -1 to 1."""

    digit: int
    voice: str
    sound: np.ndarray


def recordings(*speakers: str) -> list[Clip]:
    """Every take of the given speakers, in a fixed order."""
    clips = []
    for name, data in sorted(_files()):
        digit, speaker, _take = name.split("_")
        if speaker in speakers:
            clips.append(Clip(int(digit), speaker, _level(_read(data))))
    return clips


def _files() -> list[tuple[str, bytes]]:
    source = Path(os.environ.get("SPOKEN_DIGITS", DATA / "free-spoken-digits.zip"))
    if source.is_dir():
        return [(path.name, path.read_bytes()) for path in source.rglob("*_*_*.wav")]
    if not source.exists():
        try:
            urlretrieve(SOURCE, source)
        except OSError as problem:
            raise SystemExit(
                "The recordings cannot be fetched: set SPOKEN_DIGITS to a zip file or a folder of "
                "the Free Spoken Digit Dataset."
            ) from problem
    with zipfile.ZipFile(source) as archive:
        names = [name for name in archive.namelist() if name.endswith(".wav")]
        return [(Path(name).name, archive.read(name)) for name in names]


def synthetic(timbres=TIMBRES) -> list[Clip]:
    """Each digit by espeak-ng in every accent and timbre; speed and pitch go by turns."""
    clips = []
    for number, (accent, timbre) in enumerate(product(ACCENTS, timbres)):
        speed, pitch = 130 + 55 * (number % 2), 35 + 30 * (number // 2 % 2)
        voice = f"{accent}+{timbre}"
        for digit, word in enumerate(WORDS):
            clips.append(Clip(digit, voice, spoken(voice, word, speed, pitch)))
    return clips


def spoken(voice: str, text: str, speed: int = 150, pitch: int = 50) -> np.ndarray:
    """A text by espeak-ng, without the silence around it; `speed` in words a minute."""
    if not shutil.which("espeak-ng"):
        raise SystemExit("espeak-ng is missing: install Debian's package espeak-ng.")
    command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", text]
    run = subprocess.run(command, check=True, capture_output=True)
    return _level(_trim(_read(run.stdout)))


def _read(data: bytes) -> np.ndarray:
    """The sound of a 16-bit mono WAV file, resampled to `RATE`."""
    # espeak-ng writes to a pipe, so its header gives no true length: read to the end.
    with wave.open(BytesIO(data)) as file:
        rate, frames = file.getframerate(), file.readframes(len(data))
    sound = np.frombuffer(frames, "<i2").astype(np.float32) / 2**15
    return sound if rate == RATE else resample_poly(sound, RATE, rate).astype(np.float32)


def _trim(sound: np.ndarray) -> np.ndarray:
    """Without the silence at both ends."""
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1]


def _level(sound: np.ndarray) -> np.ndarray:
    return sound * (0.1 / np.sqrt(np.mean(sound**2)))


def save(path: Path, sound: np.ndarray) -> None:
    """Write a sound as a 16-bit mono WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * (2**15 - 1)).astype("<i2").tobytes())


def spoken_string(rng: np.random.Generator, clips: list[Clip], noise: float = 0.002) -> np.ndarray:
    """Clips one after another, with pauses up to a quarter second, and a little noise."""
    parts = []
    for clip in clips:
        parts += [np.zeros(int(rng.uniform(0, 0.25) * RATE), np.float32), clip.sound]
    sound = np.concatenate([np.zeros(RATE // 10, np.float32), *parts[1:], parts[0]])
    return sound + noise * rng.standard_normal(len(sound)).astype(np.float32)


def feature_extractor() -> SeamlessM4TFeatureExtractor:
    """Log-mel frames of 20 ms, two to a row: (rows, 160), one row for 40 ms."""
    return SeamlessM4TFeatureExtractor(
        sampling_rate=RATE, num_mel_bins=BINS, feature_size=BINS, stride=STRIDE
    )


class Bank:
    """Clips as log-mel frames, each at several speeds, and batches of strings made of them.

    The frames of strings are put together from the frames of clips: many times faster than
    from sound, and noise is added there, in power, as it would be in sound.
    """

    SPEEDS = (0.82, 0.91, 1.0, 1.1, 1.21)

    def __init__(self, clips: list[Clip]):
        extract = feature_extractor()
        self.by_voice: dict[str, dict[int, list[np.ndarray]]] = {}
        for clip in clips:
            takes = self.by_voice.setdefault(clip.voice, {}).setdefault(clip.digit, [])
            for speed in self.SPEEDS:
                sound = resample_poly(clip.sound, 100, round(100 * speed)).astype(np.float32)
                frames = extract(
                    sound, sampling_rate=RATE, do_normalize_per_mel_bins=False, return_tensors="np"
                )["input_features"][0]
                if len(frames) > 2:
                    takes.append(frames)
        self.voices = list(self.by_voice)

    def string(self, rng: np.random.Generator, digits: list[int], voices: list[str]):
        """Frames (rows, 160) of digits by one or several voices, ready for a model, and for
        each row the digit it belongs to: -1 in silence, 10 in the last row of a digit."""
        voice = voices[rng.integers(len(voices))]
        parts, owners = [], []
        for place, digit in enumerate(digits):
            if rng.random() < 0.3:
                voice = voices[rng.integers(len(voices))]
            takes = self.by_voice[voice][digit]
            frames = takes[rng.integers(len(takes))]
            pause = rng.integers(0, 8) if place == 0 or rng.random() < 0.6 else 0
            parts += [np.full((pause, frames.shape[1]), -16.0, np.float32), frames]
            parts[-1] = frames + rng.normal(0, 0.7)
            owners += [-1] * pause + [digit] * (len(frames) - 1) + [10]
        after = int(rng.integers(0, 8))
        parts.append(np.full((after, parts[-1].shape[1]), -16.0, np.float32))
        owners += [-1] * after
        return self._heard(rng, np.concatenate(parts)), np.array(owners)

    @staticmethod
    def _heard(rng: np.random.Generator, rows: np.ndarray) -> np.ndarray:
        """As another throat and another room would give it, then each bin brought to mean 0
        and deviation 1 over the string, as the feature extractor does."""
        frames = rows.reshape(-1, BINS)
        # A longer or shorter vocal tract moves every formant (Jaitly and Hinton, 2013).
        source = np.clip(np.arange(BINS) * rng.uniform(0.88, 1.12), 0, BINS - 1.001)
        low, share = source.astype(int), (source % 1).astype(np.float32)
        frames = frames[:, low] * (1 - share) + frames[:, low + 1] * share
        tilt = np.linspace(0, rng.normal(0, 1.5), BINS) + rng.normal(0, 0.5, BINS)
        loud = np.percentile(frames, 80) - rng.uniform(3, 11)
        noise = np.exp(loud + tilt) * rng.gamma(3, 1 / 3, frames.shape)
        frames = np.log(np.exp(frames) + noise)
        frames = (frames - frames.mean(0)) / np.sqrt(frames.var(0, ddof=1) + 1e-7)
        return frames.reshape(rows.shape).astype(np.float32)
