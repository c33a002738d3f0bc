"""Zero-shot audio classification: which of your own labels fits a recording."""

from collections.abc import Iterator

from i18n import N_

from ..hypotheses import check_template
from ..metrics import LABELS
from ..stand_in import HIDDEN, small_tokenizer
from ..task import Example, Input, Item, Option, Part, Row, Task
from .audio_classification import draw


def answer(
    pipe, items: list[Item], template: str = "This is a sound of {}.", **batch
) -> list[list[Row]]:
    """For each recording its labels, best first: {"label", "score"}."""
    check_template(template)
    rate = pipe.feature_extractor.sampling_rate
    return [
        pipe(
            item["audio"].at(rate).samples,
            candidate_labels=item["labels"],
            hypothesis_template=template,
        )
        for item in items
    ]


def stand_in() -> Iterator[Part]:
    import transformers as t

    tokenizer = small_tokenizer("encoder")
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    audio = {
        "num_mel_bins": 64,
        "spec_size": 256,
        "patch_size": 4,
        "patch_stride": [4, 4],
        "patch_embeds_hidden_size": 16,
        "depths": [1, 1],
        "num_attention_heads": [2, 2],
        "hidden_size": 32,
        "window_size": 4,
        "num_hidden_layers": 2,
        "enable_fusion": False,
        "projection_dim": 32,
        "num_classes": 4,
        "patch_embed_input_channels": 1,
    }
    text = {
        **HIDDEN,
        "vocab_size": len(tokenizer),
        "max_position_embeddings": 514,
        "projection_dim": 32,
        "pad_token_id": 0,
    }
    sounds = t.ClapFeatureExtractor(feature_size=64, max_length_s=2, truncation="rand_trunc")
    yield t.ClapModel(t.ClapConfig(text_config=text, audio_config=audio, projection_dim=32))
    yield t.ClapProcessor(sounds, tokenizer)


TASK = Task(
    name="zero-shot-audio-classification",
    order=38,
    title=N_("Zero-shot audio classification"),
    modality=N_("Audio"),
    inputs=(
        Input("audio", "audio", N_("Recording")),
        Input("labels", "choices", N_("Labels, one per line"), "music\nspeech\nrain", 2000),
    ),
    options=(
        Option(
            "template",
            N_("Hypothesis template"),
            "This is a sound of {}.",
            check=check_template,
        ),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(Example(N_("Music or speech"), {"labels": ("music", "speech", "rain")}),),
    measure=LABELS,
    stand_in=stand_in,
)
