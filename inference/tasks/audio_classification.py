"""Audio classification: what a recording holds, as a whole."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.scores import score_bars
from ..figures.sounds import waveform
from ..metrics import LABELS
from ..stand_in import CONVOLUTIONS, HIDDEN, shapes
from ..task import DEMO_CHECKPOINTS, Input, Item, Option, Part, Row, Task
from ..views import Sound, View


def answer(pipe, items: list[Item], top_k: int = 5, **batch) -> list[list[Row]]:
    """For each recording its `top_k` labels, best first: {"label", "score"}."""
    # The pipeline empties the dict that it is given.
    sounds = [item["audio"].for_pipeline(pipe) for item in items]
    return pipe(sounds, top_k=top_k, **batch)


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    audio = item["audio"]
    return [Sound(audio), waveform(audio, _), score_bars(output, _)]


def stand_in() -> Iterator[Part]:
    import transformers as t

    config = t.Wav2Vec2Config(**HIDDEN, **CONVOLUTIONS, **shapes())
    yield t.Wav2Vec2ForSequenceClassification(config)
    yield t.Wav2Vec2FeatureExtractor(return_attention_mask=True)


TASK = Task(
    name="audio-classification",
    order=11,
    title=N_("Audio classification"),
    modality=N_("Audio"),
    inputs=(Input("audio", "audio", N_("Recording")),),
    options=(Option("top_k", N_("Labels"), 5, 1, 100),),
    answer=answer,
    rows=list,
    draw=draw,
    checkpoint=DEMO_CHECKPOINTS / "audio_classification",
    domain=N_(
        "single English digits, said by four speakers of the Free Spoken Digit Dataset, Allison "
        "Smith and many synthetic voices"
    ),
    sample_titles={
        "seven": N_("seven, a recorded voice"),
        "four-synthetic": N_("four, a synthetic voice"),
        "nine": N_("nine, a recorded voice"),
        "three": N_("three, a recorded voice"),
        "elephant-synthetic": N_("Fails on: another word"),
    },
    metrics={
        "accuracy_speakers": N_("accuracy over speakers left out in turn"),
        "accuracy_watched": N_("accuracy on the speaker by whom settings were chosen"),
        "accuracy_synthetic": N_("accuracy on synthetic voices"),
    },
    measure=LABELS,
    stand_in=stand_in,
)
