"""Zero-shot audio classification: which of your own labels fits a recording."""

from i18n import N_

from ..task import Example, Input, Option, Task
from .audio_classification import draw


def answer(
    pipe, items: list[dict], template: str = "This is a sound of {}.", **batch
) -> list[list[dict]]:
    """For each recording its labels, best first: {"label", "score"}."""
    rate = pipe.feature_extractor.sampling_rate
    return [
        pipe(
            item["audio"].at(rate).samples,
            candidate_labels=item["labels"],
            hypothesis_template=template,
        )
        for item in items
    ]


TASK = Task(
    name="zero-shot-audio-classification",
    title=N_("Zero-shot audio classification"),
    modality=N_("Audio"),
    inputs=(
        Input("audio", "audio", N_("Recording")),
        Input("labels", "choices", N_("Labels, one per line"), "music\nspeech\nrain", 2000),
    ),
    options=(Option("template", N_("Sentence that a label goes into"), "This is a sound of {}."),),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(Example(N_("Music or speech"), {"labels": ("music", "speech", "rain")}),),
)
