"""Spoken digits, real and synthetic, voices of both kinds held out, and strings of them.

The real ones are the Free Spoken Digit Dataset (Zohar Jackson and others, CC BY-SA 4.0): 50
takes of each digit by each speaker. The environment variable SPOKEN_DIGITS names a zip file
or a folder of it; without that it is fetched. Others are spoken by the voices of `voices`.

Everything is at 8 kHz, the rate of the real recordings, so that a recording with more
treble than they have is heard as they are.
"""

import os
import sys
import wave
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from urllib.request import urlretrieve

import numpy as np
import torch
from scipy.signal import resample_poly
from transformers import ParakeetFeatureExtractor

from . import DATA, voices
from .voices import RATE, level, read

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
BINS, STRIDE, SILENCE = 80, 2, -16.0
"""Log-mel bins of a frame, frames to a row of what a model says, and a bin without any sound."""

SPEAKERS = ("george", "jackson", "lucas", "nicolas", "yweweler")
HELD_OUT_SPEAKER = "jackson"
LEARNT_SPEAKERS = tuple(speaker for speaker in SPEAKERS if speaker != HELD_OUT_SPEAKER)
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-029", "en-us-nyc", "en-gb-x-gbclan")
TIMBRES = (
    "m1", "m2", "m3", "m4", "m5", "m7", "m8", "f1", "f2", "f3", "f4", "f5",
    "adam", "belinda", "edward", "iven", "linda", "steph", "victor", "Michael",
)  # fmt: skip
HELD_OUT_TIMBRES = ("m6", "Annie", "max")
LIFELIKE = 0.8
"""Share of what is learnt that comes from real speakers and from voices like theirs."""
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
            clips.append(Clip(int(digit), speaker, level(read(data))))
    return clips


def of_both_kinds(metric: str, measure: Callable[[list[Clip]], float]) -> dict[str, float]:
    """A held-out figure of real recordings, and one of synthetic voices where these can speak."""
    figures = {metric: measure(recordings(HELD_OUT_SPEAKER))}
    try:
        figures[f"{metric}_synthetic"] = measure(synthetic(HELD_OUT_TIMBRES))
    except SystemExit as reason:
        print(f"No {metric}_synthetic: {reason}", file=sys.stderr)
    return figures


def _files() -> list[tuple[str, bytes]]:
    """Name and content of each recording."""
    source = _source()
    if source.is_dir():
        return [(path.name, path.read_bytes()) for path in source.rglob("*_*_*.wav")]
    with zipfile.ZipFile(source) as archive:
        names = [name for name in archive.namelist() if name.endswith(".wav")]
        return [(Path(name).name, archive.read(name)) for name in names]


def _source() -> Path:
    """The zip file or folder of the recordings that SPOKEN_DIGITS names, or the one in `DATA`,
    which is fetched once."""
    if name := os.environ.get("SPOKEN_DIGITS"):
        if not Path(name).exists():
            raise SystemExit(f"SPOKEN_DIGITS names {name}: no file or folder is there.")
        return Path(name)
    archive = DATA / "free-spoken-digits.zip"
    if not archive.exists():
        DATA.mkdir(exist_ok=True)
        try:
            urlretrieve(SOURCE, archive)
        except OSError as problem:
            raise SystemExit(
                "The recordings cannot be fetched: set SPOKEN_DIGITS to a zip file or a folder of "
                "the Free Spoken Digit Dataset."
            ) from problem
    return archive


def synthetic(timbres: Sequence[str] = TIMBRES) -> list[Clip]:
    """Each digit by espeak-ng in every accent and timbre; speed and pitch go by turns."""
    clips = []
    for number, (accent, timbre) in enumerate(product(ACCENTS, timbres)):
        speed, pitch = 130 + 55 * (number % 2), 35 + 30 * (number // 2 % 2)
        voice = f"{accent}+{timbre}"
        for digit, word in enumerate(WORDS):
            clips.append(Clip(digit, voice, voices.espeak(voice, word, speed, pitch)))
    return clips


def lifelike() -> list[Clip]:
    """Each digit by voices made from recordings of people, faster and slower."""
    clips = []

    def say(digit: int, voice: str, sound: np.ndarray) -> None:
        clips.append(Clip(digit, voice, sound))

    for digit, word in enumerate(WORDS):
        for voice, slower, higher in product(voices.FLITE, (0.8, 1, 1.25, 1.5), (0.8, 1, 1.25)):
            say(digit, f"flite-{voice}", voices.flite(voice, word, slower, higher))
        for slower, noise, end in product((0.8, 1, 1.25, 1.5), (0.5, 0.8, 1), ".!?"):
            say(digit, "joe", voices.joe(word + end, slower, noise))
        for speed, end in product((0.65, 0.8, 1, 1.25), ".!?"):
            say(digit, "heart", voices.heart(word + end, speed))
        say(digit, "allison", voices.allison(str(digit)))
    return clips


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


def feature_extractor(window: int = RATE // 20) -> ParakeetFeatureExtractor:
    """Log-mel frames, one in 20 ms: (frames, 80), each bin brought to mean 0 and deviation 1.

    `window` is how many samples a frame sees, at most 512.
    """
    return ParakeetFeatureExtractor(
        feature_size=BINS, sampling_rate=RATE, hop_length=RATE // 50, win_length=window, n_fft=512
    )


class Bank:
    """Clips as log-mel frames, each at several speeds, and batches of strings made of them.

    The frames of strings are put together from the frames of clips: many times faster than
    from sound, and noise is added there, in power, as it would be in sound.
    """

    SPEEDS = (0.82, 0.91, 1.0, 1.1, 1.21)

    def __init__(self, clips: list[Clip], colour: float, **how):
        """`colour`: how far microphones differ from each other, in natural logarithms of power;
        `how` as in `feature_extractor`."""
        self.colour = colour
        extract = feature_extractor(**how)
        self.by_voice: dict[str, dict[int, list[np.ndarray]]] = {}
        for clip in clips:
            takes = self.by_voice.setdefault(clip.voice, {}).setdefault(clip.digit, [])
            for speed in self.SPEEDS:
                sound = resample_poly(clip.sound, 100, round(100 * speed)).astype(np.float32)
                # As the extractor makes them, but before it brings each bin to mean 0: that
                # must wait until clips are joined.
                frames = extract._torch_extract_fbank_features(torch.from_numpy(sound)[None])
                takes.append(frames[0, : len(frames[0]) // STRIDE * STRIDE].numpy())
        self.voices = list(self.by_voice)

    def string(self, rng: np.random.Generator, digits: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """Log-mel frames (2 * rows, 80) of digits by one or several voices, and for each row of
        two the digit it belongs to: -1 in silence, 10 in the last row of a digit."""
        voice = self._voice(rng)
        pace = np.exp(rng.uniform(-0.3, 0.3))
        parts, owners = [], []
        for place, digit in enumerate(digits):
            if rng.random() < 0.3:
                voice = self._voice(rng)
            takes = self.by_voice[voice][digit]
            frames = _stretch(takes[rng.integers(len(takes))], pace * np.exp(rng.normal(0, 0.1)))
            pause = int(rng.integers(0, 8)) if place == 0 or rng.random() < 0.6 else 0
            parts += [_silence(pause), frames + rng.normal(0, 0.7)]
            owners += [-1] * pause + [digit] * (len(frames) // STRIDE - 1) + [10]
        after = int(rng.integers(0, 8))
        parts.append(_silence(after))
        owners += [-1] * after
        return self._hear(rng, np.concatenate(parts)), np.array(owners)

    def _voice(self, rng: np.random.Generator) -> str:
        return self.voices[rng.integers(len(self.voices))]

    def _hear(self, rng: np.random.Generator, frames: np.ndarray) -> np.ndarray:
        """As another throat, another microphone and another room would give it."""
        # A longer or shorter vocal tract moves every formant (Jaitly and Hinton, 2013).
        source = np.clip(np.arange(BINS) * rng.uniform(0.88, 1.12), 0, BINS - 1.001)
        low, share = source.astype(int), (source % 1).astype(np.float32)
        frames = frames[:, low] * (1 - share) + frames[:, low + 1] * share
        colour = rng.normal(0, self.colour, 5)  # from the lowest bins to the highest
        frames = frames + np.interp(np.arange(BINS), np.linspace(0, BINS - 1, 5), colour)
        tilt = np.linspace(0, rng.normal(0, 1.5), BINS) + rng.normal(0, 0.5, BINS)
        loud = np.percentile(frames, 80) - rng.uniform(3, 11)
        noise = np.exp(loud + tilt) * rng.gamma(3, 1 / 3, frames.shape)
        return np.log(np.exp(frames) + noise).astype(np.float32)


def _silence(rows: int) -> np.ndarray:
    return np.full((STRIDE * rows, BINS), SILENCE, np.float32)


def _stretch(frames: np.ndarray, times: float) -> np.ndarray:
    """Frames drawn out in time, or shortened: slower or faster at the same pitch."""
    number = STRIDE * max(3, round(len(frames) / STRIDE * times))
    place = np.linspace(0, len(frames) - 1.001, number)
    low, share = place.astype(int), (place % 1).astype(np.float32)[:, None]
    return frames[low] * (1 - share) + frames[low + 1] * share


def random_mask(rng: np.random.Generator, frames: int, most: int) -> tuple[slice, slice]:
    """Which bins, and which of so many frames, fewer than `most`, are left out of a string
    (SpecAugment, Park et al., 2019)."""
    band, few = int(rng.integers(0, BINS // 4)), int(rng.integers(0, most))
    low, first = int(rng.integers(0, BINS - band)), int(rng.integers(0, max(1, frames - few)))
    return slice(low, low + band), slice(first, first + few)


class Lessons:
    """Strings to learn from, by every voice that is not held out."""

    def __init__(self, **how):
        """`how` as in `Bank`."""
        self.near = Bank(recordings(*LEARNT_SPEAKERS) + lifelike(), **how)
        self.far = Bank(synthetic(), **how)

    def string(self, rng: np.random.Generator, digits: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """As `Bank.string`."""
        bank = self.near if rng.random() < LIFELIKE else self.far
        return bank.string(rng, digits)


def voice_facts() -> dict[str, object]:
    """What a model card says of the voices: `held_out`, and `data` and `needs`, which have their
    Chinese in `data_zh` and `needs_zh`."""
    counts = {
        "real": len(recordings(*LEARNT_SPEAKERS)),
        "learnt": len(LEARNT_SPEAKERS),
        "speakers": len(SPEAKERS),
        "flite": len(voices.FLITE),
        "synthetic": len(WORDS) * len(ACCENTS) * len(TIMBRES),
    }
    return {
        "held_out": HELD_OUT_SPEAKER,
        "data": DATA_TEXT.format(**counts),
        "data_zh": DATA_ZH.format(**counts),
        "needs": NEEDS_TEXT,
        "needs_zh": NEEDS_ZH,
    }


DATA_TEXT = """{real:,} recordings by {learnt} of the {speakers} speakers of the Free Spoken Digit
  Dataset (Zohar Jackson and others, CC BY-SA 4.0); the ten words by voices that were made from
  recordings of people, which are the {flite} of flite, Joe (Piper) and Heart (hibari), and as
  Allison Smith recorded them for Asterisk (CC BY-SA 3.0); and {synthetic:,} digits spoken by
  espeak-ng. Faster and slower, with noise, all at 8 kHz."""

NEEDS_TEXT = """Both need scipy, and fetch the recordings unless the environment variable
SPOKEN_DIGITS names a zip file or a folder of them. Debian's espeak-ng speaks the synthetic digits;
without it there is the figure of the recordings alone. Training needs it, Debian's flite and
asterisk-core-sounds-en-wav, onnxruntime and hibari-tts, and fetches Joe."""

DATA_ZH = """\
Free Spoken Digit Dataset（Zohar Jackson 等人，CC BY-SA 4.0）{speakers} 位说话人中 {learnt} 位的 \
{real:,} 条录音；由真人录音制成的嗓音读出的十个单词，即 flite 的 {flite} 种嗓音、Joe（Piper）和 \
Heart（hibari）；Allison Smith 为 Asterisk 录制的同样单词（CC BY-SA 3.0）；以及 espeak-ng 说出的 \
{synthetic:,} 个数字。有快有慢，加入噪声，均为 8 kHz。"""

NEEDS_ZH = """\
两条命令都需要 scipy，并会下载录音，除非环境变量 SPOKEN_DIGITS 指定了存放录音的 zip \
文件或文件夹。合成数字由 Debian 的 espeak-ng 说出；没有它就只有真人录音的指标。训练需要它以及 \
Debian 的 flite 和 asterisk-core-sounds-en-wav、onnxruntime、hibari-tts，并会下载 Joe。"""
