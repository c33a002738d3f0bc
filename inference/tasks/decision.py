"""Decision: a typed question about a situation, with a probability for every option."""

from i18n import N_

from .. import figures
from ..task import Example, Input, Task

STATE = "I was charged twice for my order and want my money back."


def answer(pipe, items: list[dict], **batch) -> list[list[dict]]:
    """For each situation its options, best first: {"option", "score"}, from one forward pass."""
    outputs = []
    for item in items:
        question = {
            "type": "choice",
            "instructions": item["question"],
            "criteria": {option: option for option in item["options"]},
        }
        found = pipe({"state": item["text"], "questions": {"asked": question}})["asked"]
        outputs.append(_rows(found, item["options"]))
    return outputs


def _rows(found: dict, options: list[str]) -> list[dict]:
    """The probabilities, under whatever key the answer of this question type has them."""
    shares = next(value for value in found.values() if isinstance(value, (dict, list)))
    if isinstance(shares, dict):
        shares = [shares[option] for option in options]
    rows = [{"option": option, "score": share} for option, share in zip(options, shares)]
    return sorted(rows, key=lambda row: -row["score"])


def draw(item: dict, output: list[dict], _=str):
    return [figures.score_bars(output, _, name="option")]


TASK = Task(
    name="decision",
    title=N_("Decision"),
    modality=N_("Text"),
    inputs=(
        Input("text", "text", N_("Situation"), STATE, 5000),
        Input("question", "line", N_("Question"), "Which team should answer?", 500),
        Input(
            "options", "choices", N_("Options, one per line"), "billing\ndelivery\ntechnical", 2000
        ),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(
        Example(
            N_("A complaint"),
            {
                "text": STATE,
                "question": "Which team should answer?",
                "options": ("billing", "delivery", "technical"),
            },
        ),
    ),
)
