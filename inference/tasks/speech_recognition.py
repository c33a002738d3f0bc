"""Speech recognition: what is said in a recording."""

import json
from collections.abc import Iterator
from typing import Any

from i18n import N_, Translate

from ..figures.sounds import waveform
from ..metrics import SPEECH
from ..stand_in import CONVOLUTIONS, HIDDEN, read_from
from ..task import DEMO_CHECKPOINTS, Input, Item, Option, Part, Row, Task
from ..views import Spoken, View

READABLE = 1.0
"""Seconds that a subtitle stays, unless the next follows sooner."""


def answer(
    pipe, items: list[Item], timestamps: bool = True, chunk_length_s: int = 0, **generate
) -> list[Row]:
    """For each recording {"text", "chunks"}: with `timestamps` each word with its seconds.

    A recording longer than `chunk_length_s` (0: never) is heard in overlapping pieces.
    """
    how: dict[str, Any] = {"chunk_length_s": chunk_length_s} if chunk_length_s else {}
    if timestamps:
        how["return_timestamps"] = "word" if pipe.type.startswith("ctc") else True
    if pipe.type.startswith("ctc"):
        generate = {}
    sounds = [item["audio"].for_pipeline(pipe) for item in items]
    return [pipe(sound, **how, **generate) for sound in sounds]


def rows(output: Row) -> list[Row]:
    if not output["text"].strip():
        return []
    chunks = output.get("chunks") or [{"text": output["text"], "timestamp": (None, None)}]
    return [
        {"start": chunk["timestamp"][0], "end": chunk["timestamp"][1], "text": chunk["text"]}
        for chunk in chunks
    ]


def draw(item: Item, output: Row, _: Translate = str) -> list[View]:
    audio = item["audio"]
    chunks = output.get("chunks") or ()
    return [Spoken(audio, output["text"], tuple(chunks)), waveform(audio, _, chunks=chunks)]


def files(item: Item, output: Row) -> dict[str, bytes]:
    """The words as subtitles, where there are times."""
    chunks = output.get("chunks")
    return {"speech.srt": srt(chunks, item["audio"].seconds).encode()} if chunks else {}


def srt(chunks: list[Row], seconds: float) -> str:
    """Chunks with times as SubRip subtitles; an end that is open is the recording's.

    A model may tell the moment alone at which it was sure of a word: a subtitle can be read for
    `READABLE` seconds, or until the next.
    """
    starts = [chunk["timestamp"][0] or 0.0 for chunk in chunks]
    blocks = []
    for number, (chunk, start, following) in enumerate(zip(chunks, starts, [*starts[1:], seconds])):
        end = seconds if chunk["timestamp"][1] is None else chunk["timestamp"][1]
        end = max(end, min(start + READABLE, following))
        text = chunk["text"].strip()
        blocks.append(f"{number + 1}\n{_clock(start)} --> {_clock(end)}\n{text}\n")
    return "\n".join(blocks)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return "{:02}:{:02}:{:02},{:03}".format(*divmod(minutes, 60), *divmod(milliseconds, 1000))


def stand_in() -> Iterator[Part]:
    import transformers as t

    letters = ["<pad>", "<s>", "</s>", "<unk>", "|", *"etaoinshrdlu"]
    vocabulary = json.dumps({letter: at for at, letter in enumerate(letters)})
    tokenizer = read_from("vocab.json", vocabulary, t.Wav2Vec2CTCTokenizer)
    config = t.Wav2Vec2Config(vocab_size=len(tokenizer), pad_token_id=0, **HIDDEN, **CONVOLUTIONS)
    yield t.Wav2Vec2ForCTC(config)
    yield t.Wav2Vec2Processor(t.Wav2Vec2FeatureExtractor(return_attention_mask=True), tokenizer)


TASK = Task(
    name="automatic-speech-recognition",
    order=12,
    title=N_("Speech recognition"),
    modality=N_("Audio"),
    inputs=(Input("audio", "audio", N_("Recording")),),
    options=(
        Option("timestamps", N_("Timestamps"), True),
        Option("chunk_length_s", N_("Chunk length in seconds (0: whole)"), 0, 0, 60),
    ),
    aliases=("speech-recognition", "asr"),
    answer=answer,
    rows=rows,
    draw=draw,
    files=files,
    checkpoint=DEMO_CHECKPOINTS / "speech_recognition",
    domain=N_(
        "English digits one after another, said by four speakers of the Free Spoken Digit "
        "Dataset, Allison Smith and many synthetic voices; noise it takes for digits too"
    ),
    sample_titles={
        "2026-synthetic": N_("2026, a synthetic voice"),
        "31415926-synthetic": N_("31415926, another synthetic voice"),
        "7350-recorded": N_("7350, a recorded voice"),
        "sentence": N_("Fails on: a sentence"),
    },
    columns={"start": N_("Recognised from"), "end": N_("Recognised until")},
    metrics={
        "wer_speakers": N_("word error rate over speakers left out in turn"),
        "wer_watched": N_("word error rate on the speaker by whom settings were chosen"),
        "wer_synthetic": N_("word error rate on synthetic voices"),
    },
    measure=SPEECH,
    stand_in=stand_in,
)
