"""Spoken digits, real and synthetic, and voices of both kinds held out.

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
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from urllib.request import urlretrieve

import numpy as np

from . import DATA, voices
from .voices import RATE, level, read

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SPEAKERS = ("george", "jackson", "lucas", "nicolas", "yweweler")
HELD_OUT_SPEAKER = "jackson"
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-029", "en-us-nyc", "en-gb-x-gbclan")
TIMBRES = (
    "m1", "m2", "m3", "m4", "m5", "m7", "m8", "f1", "f2", "f3", "f4", "f5",
    "adam", "belinda", "edward", "iven", "linda", "steph", "victor", "Michael",
)  # fmt: skip
HELD_OUT_TIMBRES = ("m6", "Annie", "max")
ROOMS = 0.4
"""Share of what is learnt that is heard in a room with an echo."""
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
    """A figure of the held-out speaker, who was watched while settings were chosen, and one of
    synthetic voices where these can speak."""
    figures = {f"{metric}_watched": measure(recordings(HELD_OUT_SPEAKER))}
    try:
        figures[f"{metric}_synthetic"] = measure(synthetic(HELD_OUT_TIMBRES))
    except SystemExit as reason:
        print(f"No {metric}_synthetic: {reason}", file=sys.stderr)
    return figures


def others(speaker: str) -> tuple[str, ...]:
    """All speakers but one."""
    return tuple(one for one in SPEAKERS if one != speaker)


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


@cache
def synthetic(timbres: tuple[str, ...] = TIMBRES) -> list[Clip]:
    """Each digit by espeak-ng in every accent and timbre; speed and pitch go by turns."""
    clips = []
    for number, (accent, timbre) in enumerate(product(ACCENTS, timbres)):
        speed, pitch = 130 + 55 * (number % 2), 35 + 30 * (number // 2 % 2)
        voice = f"{accent}+{timbre}"
        for digit, word in enumerate(WORDS):
            clips.append(Clip(digit, voice, voices.espeak(voice, word, speed, pitch)))
    return clips


@cache
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


def voice_facts() -> dict[str, object]:
    """What a model card says of the voices: `held_out`, how many `speakers` there are, and `data`
    and `needs`, which have their Chinese in `data_zh` and `needs_zh`."""
    counts = {
        "real": len(recordings(*others(HELD_OUT_SPEAKER))),
        "learnt": len(others(HELD_OUT_SPEAKER)),
        "speakers": len(SPEAKERS),
        "flite": len(voices.FLITE),
        "synthetic": len(WORDS) * len(ACCENTS) * len(TIMBRES),
    }
    return {
        "held_out": HELD_OUT_SPEAKER,
        "speakers": len(SPEAKERS),
        "data": DATA_TEXT.format(**counts),
        "data_zh": DATA_ZH.format(**counts),
        "needs": NEEDS_TEXT,
        "needs_zh": NEEDS_ZH,
    }


DATA_TEXT = """{real:,} recordings by {learnt} of the {speakers} speakers of the Free Spoken Digit
  Dataset (Zohar Jackson and others, CC BY-SA 4.0); the ten words by voices that were made from
  recordings of people, which are the {flite} of flite, Joe (Piper) and Heart (hibari), and as
  Allison Smith recorded them for Asterisk (CC BY-SA 3.0); and {synthetic:,} digits spoken by
  espeak-ng. Faster and slower, with noise and echoes, all at 8 kHz."""

NEEDS_TEXT = """Both need scipy, and fetch the recordings unless the environment variable
SPOKEN_DIGITS names a zip file or a folder of them. Debian's espeak-ng speaks the synthetic digits;
without it there is the figure of the recordings alone. Training needs it, Debian's flite and
asterisk-core-sounds-en-wav, onnxruntime and hibari-tts, and fetches Joe."""

DATA_ZH = """\
Free Spoken Digit Dataset（Zohar Jackson 等人，CC BY-SA 4.0）{speakers} 位说话人中 {learnt} 位的 \
{real:,} 条录音；由真人录音制成的嗓音读出的十个单词，即 flite 的 {flite} 种嗓音、Joe（Piper）和 \
Heart（hibari）；Allison Smith 为 Asterisk 录制的同样单词（CC BY-SA 3.0）；以及 espeak-ng 说出的 \
{synthetic:,} 个数字。有快有慢，加入噪声和回声，均为 8 kHz。"""

NEEDS_ZH = """\
两条命令都需要 scipy，并会下载录音，除非环境变量 SPOKEN_DIGITS 指定了存放录音的 zip \
文件或文件夹。合成数字由 Debian 的 espeak-ng 说出；没有它就只有真人录音的指标。训练需要它以及 \
Debian 的 flite 和 asterisk-core-sounds-en-wav、onnxruntime、hibari-tts，并会下载 Joe。"""

GROUPS = {
    "saytime": ("the speaking clock's voice", "语音报时钟的人声"),
    "kajongg": ("the three voices of a game", "一款游戏的三个人声"),
    "kajongg-female1": ("a game's first female voice", "一款游戏的第一个女声"),
    "kajongg-female2": ("a game's second female voice", "一款游戏的第二个女声"),
    "kajongg-male1": ("a game's male voice", "一款游戏的男声"),
    "memory": ("the voice of a memory test", "记忆测试的人声"),
    "rhvoice": ("RHVoice", "RHVoice 合成语音"),
    "pico": ("SVOX Pico", "SVOX Pico 合成语音"),
    "rhvoice-alan": ("RHVoice's Scottish man", "RHVoice 的苏格兰男声"),
    "rhvoice-bdl": ("RHVoice's American man", "RHVoice 的美国男声"),
    "rhvoice-clb": ("RHVoice's American woman", "RHVoice 的美国女声"),
    "pico-gb": ("SVOX Pico's British voice", "SVOX Pico 的英国语音"),
}
"""What the sources of independent recordings are, on cards in English and in Chinese."""
