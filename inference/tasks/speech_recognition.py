"""Speech recognition: what is said in a recording."""

from i18n import N_

from .. import figures
from ..task import DEMO_CHECKPOINTS, Input, Option, Task


def answer(
    pipe, items: list[dict], timestamps: bool = True, chunk_length_s: int = 0, **generate
) -> list[dict]:
    """For each recording {"text", "chunks"}: with `timestamps` each word with its seconds.

    A recording longer than `chunk_length_s` (0: never) is heard in overlapping pieces.
    """
    chosen = {"chunk_length_s": chunk_length_s} if chunk_length_s else {}
    if timestamps:
        chosen["return_timestamps"] = "word" if pipe.type.startswith("ctc") else True
    if pipe.type.startswith("ctc"):
        generate = {}
    sounds = [item["audio"].for_pipeline(pipe) for item in items]
    return [pipe(sound, **chosen, **generate) for sound in sounds]


def rows(output: dict) -> list[dict]:
    chunks = output.get("chunks") or [{"text": output["text"], "timestamp": (None, None)}]
    return [
        {"start": chunk["timestamp"][0], "end": chunk["timestamp"][1], "text": chunk["text"]}
        for chunk in chunks
    ]


def draw(item: dict, output: dict, _=str):
    audio = item["audio"]
    return [
        figures.Player(audio),
        figures.quoted(output["text"], _),
        figures.waveform(audio, _, chunks=output.get("chunks", ())),
    ]


def files(item: dict, output: dict) -> dict[str, bytes]:
    """The words as subtitles, where there are times."""
    chunks = output.get("chunks")
    return {"speech.srt": srt(chunks, item["audio"].seconds).encode()} if chunks else {}


def srt(chunks: list[dict], seconds: float) -> str:
    """Chunks with times as SubRip subtitles; an end that is open is the recording's."""
    return "\n".join(
        f"{number}\n{_clock(chunk['timestamp'][0] or 0.0)} --> "
        f"{_clock(seconds if chunk['timestamp'][1] is None else chunk['timestamp'][1])}\n"
        f"{chunk['text'].strip()}\n"
        for number, chunk in enumerate(chunks, 1)
    )


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return "{:02}:{:02}:{:02},{:03}".format(*divmod(minutes, 60), *divmod(milliseconds, 1000))


TASK = Task(
    name="automatic-speech-recognition",
    title=N_("Speech recognition"),
    modality=N_("Audio"),
    inputs=(Input("audio", "audio", N_("Recording")),),
    options=(
        Option("timestamps", N_("With times"), True),
        Option("chunk_length_s", N_("Hear in pieces of this many seconds (0: whole)"), 0, 0, 60),
    ),
    aliases=("speech-recognition", "asr"),
    answer=answer,
    rows=rows,
    draw=draw,
    files=files,
    checkpoint=DEMO_CHECKPOINTS / "speech_recognition",
    domain=N_("English digits, one after another"),
    sample_titles={
        "2026-synthetic": N_("2026, a synthetic voice"),
        "31415926-synthetic": N_("31415926, another synthetic voice"),
        "7350-recorded": N_("7350, a recorded voice"),
        "sentence": N_("A sentence: it fails"),
    },
)
