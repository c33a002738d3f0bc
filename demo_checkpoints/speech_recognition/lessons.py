"""What the recognizer of strings learns from: log-mel frames of digits, joined or run together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product

import numpy as np
import torch
from scipy.signal import resample_poly
from transformers import ParakeetFeatureExtractor

from .. import voices
from ..spoken_digits import (
    ACCENTS,
    LIFELIKE,
    ROOMS,
    TIMBRES,
    WORDS,
    Clip,
    lifelike,
    recordings,
    synthetic,
)
from ..voices import RATE

BINS, STRIDE, SILENCE = 80, 2, -16.0
"""Log-mel bins of a frame, frames to a row of what a model says, and a bin without any sound."""

RUN_TOGETHER = 0.3
"""Share of the strings that a synthesizer speaks as a sentence, so that a digit runs into the
next."""


def feature_extractor(window: int = RATE // 20) -> ParakeetFeatureExtractor:
    """Log-mel frames, one in 20 ms: (frames, 80), each bin brought to mean 0 and deviation 1.

    `window` is how many samples a frame sees, at most 512.
    """
    return ParakeetFeatureExtractor(
        feature_size=BINS, sampling_rate=RATE, hop_length=RATE // 50, win_length=window, n_fft=512
    )


@dataclass(frozen=True)
class Phrase:
    """Several digits, spoken as a sentence."""

    digits: list[int]
    sound: np.ndarray


@cache
def phrases() -> list[Phrase]:
    """Two to five random digits, by every synthesizer and each of its voices, at any pace."""
    rng = np.random.default_rng(1)
    spoken = []
    timbres = product(ACCENTS, TIMBRES)
    speakers: list[Callable[[str], np.ndarray]] = [
        *(partial(voices.flite, voice) for voice in voices.FLITE for _ in range(50)),
        *(speak for _ in range(150) for speak in (voices.joe, voices.heart)),
        *(partial(voices.espeak, f"{accent}+{timbre}") for accent, timbre in timbres),
    ]
    for speak in speakers:
        digits = rng.integers(0, 10, rng.integers(2, 6)).tolist()
        sound = speak(" ".join(WORDS[digit] for digit in digits) + ".")
        faster = np.exp(rng.uniform(-0.2, 0.2))
        spoken.append(Phrase(digits, resample_poly(sound, 100, round(100 * faster))))
    return spoken


class Bank:
    """Clips as log-mel frames, each at several speeds, and batches of strings made of them.

    The frames of strings are put together from the frames of clips: many times faster than
    from sound, and noise is added there, in power, as it would be in sound.
    """

    SPEEDS = (0.82, 0.91, 1.0, 1.1, 1.21)

    def __init__(self, clips: list[Clip], phrases: list[Phrase], colour: float, **how):
        """`colour`: how far microphones differ from each other, in natural logarithms of power;
        `how` as in `feature_extractor`."""
        self.colour = colour
        extract = feature_extractor(**how)

        # As the extractor makes them, but before it brings each bin to mean 0: that must wait
        # until clips are joined.
        def frames_of(sound: np.ndarray) -> np.ndarray:
            sounds = torch.from_numpy(sound.astype(np.float32))[None]
            frames = extract._torch_extract_fbank_features(sounds)[0]
            return frames[: len(frames) // STRIDE * STRIDE].numpy()

        self.phrases = [(frames_of(phrase.sound), phrase.digits) for phrase in phrases]
        self.by_voice: dict[str, dict[int, list[np.ndarray]]] = {}
        for clip in clips:
            takes = self.by_voice.setdefault(clip.voice, {}).setdefault(clip.digit, [])
            for speed in self.SPEEDS:
                takes.append(frames_of(resample_poly(clip.sound, 100, round(100 * speed))))
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
            pause = _pause(rng) if place == 0 or rng.random() < 0.6 else 0
            parts += [_silence(pause), frames + rng.normal(0, 0.7)]
            owners += [-1] * pause + [digit] * (len(frames) // STRIDE - 1) + [10]
        after = _pause(rng)
        parts.append(_silence(after))
        owners += [-1] * after
        return self._hear(rng, np.concatenate(parts)), np.array(owners)

    def phrase(self, rng: np.random.Generator, most: int) -> tuple[np.ndarray, list[int]]:
        """Log-mel frames of a sentence of so many digits at most, and these."""
        while True:
            frames, digits = self.phrases[rng.integers(len(self.phrases))]
            if len(digits) <= most:
                break
        spoken = _stretch(frames, np.exp(rng.uniform(-0.2, 0.4))) + rng.normal(0, 0.7)
        parts = [_silence(_pause(rng)), spoken, _silence(_pause(rng))]
        return self._hear(rng, np.concatenate(parts)), digits

    def _voice(self, rng: np.random.Generator) -> str:
        return self.voices[rng.integers(len(self.voices))]

    def _hear(self, rng: np.random.Generator, frames: np.ndarray) -> np.ndarray:
        """As another throat, another microphone and another room would give it."""
        if rng.random() < ROOMS:
            frames = _in_a_room(rng, frames)
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


def _in_a_room(rng: np.random.Generator, frames: np.ndarray) -> np.ndarray:
    """Frames with the echo of a room, which fades by 60 dB in 0.1 to 0.6 seconds and is at most as
    loud as the sound itself."""
    power = np.exp(frames)
    kept = 10 ** (-6 / (50 * rng.uniform(0.1, 0.6)))  # of the echo, from a frame to the next
    share, echo = rng.uniform(0, 1) * (1 - kept), np.zeros(BINS)
    for now in power:
        echo = kept * echo + share * now
        now += echo
    return np.log(power)


def _silence(rows: int) -> np.ndarray:
    return np.full((STRIDE * rows, BINS), SILENCE, np.float32)


def _pause(rng: np.random.Generator) -> int:
    """Rows of a pause: mostly under a third of a second, at times over one."""
    return int(rng.integers(0, 30 if rng.random() < 0.15 else 8))


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
    """Strings to learn from, by some of the speakers and every voice that is not held out."""

    def __init__(self, speakers: Sequence[str], **how):
        """`how` as in `Bank`."""
        self.near = Bank(recordings(*speakers) + lifelike(), phrases(), **how)
        self.far = Bank(synthetic(), [], **how)

    def string(self, rng: np.random.Generator, digits: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """As `Bank.string`."""
        bank = self.near if rng.random() < LIFELIKE else self.far
        return bank.string(rng, digits)

    def phrase(self, rng: np.random.Generator, most: int) -> tuple[np.ndarray, list[int]]:
        """As `Bank.phrase`."""
        return self.near.phrase(rng, most)
