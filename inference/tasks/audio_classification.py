"""Audio classification: what a recording holds, as a whole."""

from i18n import N_

from .. import figures
from ..task import DEMO_CHECKPOINTS, Input, Option, Task


def answer(pipe, items: list[dict], top_k: int = 5, **batch) -> list[list[dict]]:
    """For each recording its `top_k` labels, best first: {"label", "score"}."""
    # The pipeline empties the dict that it is given.
    sounds = [item["audio"].for_pipeline(pipe) for item in items]
    return pipe(sounds, top_k=top_k, **batch)


def draw(item: dict, output: list[dict], _=str):
    audio = item["audio"]
    return [figures.Player(audio), figures.waveform(audio, _), figures.score_bars(output, _)]


TASK = Task(
    name="audio-classification",
    title=N_("Audio classification"),
    modality=N_("Audio"),
    inputs=(Input("audio", "audio", N_("Recording")),),
    options=(Option("top_k", N_("Labels"), 5, 1, 100),),
    answer=answer,
    rows=list,
    draw=draw,
    checkpoint=DEMO_CHECKPOINTS / "audio_classification",
    domain=N_("single English digits"),
    sample_titles={
        "seven": N_("seven, a recorded voice"),
        "four-synthetic": N_("four, a synthetic voice"),
        "nine": N_("nine, a recorded voice"),
        "three": N_("three, a recorded voice"),
        "elephant-synthetic": N_("Another word: it fails"),
    },
)
