"""What several text tasks share."""

from i18n import N_, Sentence

from .task import Item, Option, Row

BEAMS = Option(
    "num_beams",
    N_("Beams"),
    1,
    1,
    8,
    help=N_(
        "With one beam the text appears as it is written; more beams look for a more probable text."
    ),
)


def write(pipe, items: list[Item], num_beams: int = 1, **generate) -> list[list[Row]]:
    """What a model writes about the text of each item; a text longer than it reads is cut."""
    return [pipe(item["text"], num_beams=num_beams, truncation=True, **generate) for item in items]


def cut_notes(pipe, items: list[Item], **_options) -> list[Sentence]:
    """A sentence for every text that is longer than the model can read."""
    limit = pipe.tokenizer.model_max_length
    texts = [item["text"] for item in items]
    # A token is at least a byte long: most texts are short enough without being tokenized.
    long = [
        (number, text) for number, text in enumerate(texts, 1) if len(text.encode()) > limit - 8
    ]
    return [
        Sentence(
            N_("Text {number} has {tokens} tokens; the model read the first {limit} of them."),
            number=number,
            tokens=tokens,
            limit=limit,
        )
        for number, text in long
        if (tokens := len(pipe.tokenizer(text, truncation=False)["input_ids"])) > limit
    ]
