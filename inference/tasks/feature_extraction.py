"""Feature extraction: the vector that a model makes of every token."""

from functools import partial

from i18n import N_, Translate

from ..figures.vectors import similarities
from ..stand_in import bert
from ..task import Example, Input, Item, Row, Task
from ..views import View


def answer(pipe, items: list[Item], **batch) -> list[Row]:
    """For each text {"tokens", "vectors"}: a vector of the last layer for each token."""
    outputs = []
    for item in items:
        (vectors,) = pipe(item["text"], truncation=True)
        ids = pipe.tokenizer(item["text"], truncation=True)["input_ids"]
        tokens = [pipe.tokenizer.decode([token]) for token in ids]
        outputs.append({"tokens": tokens, "vectors": vectors})
    return outputs


def rows(output: Row) -> list[Row]:
    return [
        {"token": token, "length": sum(x * x for x in vector) ** 0.5, "first": vector[0]}
        for token, vector in zip(output["tokens"], output["vectors"])
    ]


def draw(item: Item, output: Row, _: Translate = str) -> list[View]:
    return [similarities(output["tokens"], output["vectors"], _)]


TASK = Task(
    name="feature-extraction",
    order=32,
    title=N_("Feature extraction"),
    modality=N_("Text"),
    inputs=(Input("text", "text", N_("Text"), "A bank by the river, a bank in the city.", 2000),),
    answer=answer,
    rows=rows,
    draw=draw,
    examples=(
        Example(N_("One word, two meanings"), {"text": "A bank by the river, a bank in the city."}),
    ),
    columns={"token": N_("Token"), "length": N_("Length"), "first": N_("First number")},
    unmeasured=N_(
        "There are no right vectors: what they are good for shows in what is made of them."
    ),
    stand_in=partial(bert, "BertModel"),
)
