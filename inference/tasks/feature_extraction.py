"""Feature extraction: the vector that a model makes of every token."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Task


def answer(pipe, items: list[dict], **batch) -> list[dict]:
    """For each text {"tokens", "vectors"}: a vector of the last layer for each token."""
    outputs = []
    for item in items:
        (vectors,) = pipe(item["text"], truncation=True)
        ids = pipe.tokenizer(item["text"], truncation=True)["input_ids"]
        tokens = [pipe.tokenizer.decode([token]) for token in ids]
        outputs.append({"tokens": tokens, "vectors": vectors})
    return outputs


def rows(output: dict) -> list[dict]:
    return [
        {"token": token, "length": sum(x * x for x in vector) ** 0.5, "first": vector[0]}
        for token, vector in zip(output["tokens"], output["vectors"])
    ]


def draw(item: dict, output: dict, _=str):
    return [figures.similarities(output["tokens"], output["vectors"], _)]


TASK = Task(
    name="feature-extraction",
    title=N_("Feature extraction"),
    modality=N_("Text"),
    inputs=(Input("text", "text", N_("Text"), "A bank by the river, a bank in the city.", 2000),),
    answer=answer,
    rows=rows,
    draw=draw,
    examples=(
        Example(N_("One word, two meanings"), {"text": "A bank by the river, a bank in the city."}),
    ),
)
