"""Decision: a typed question about a situation, with a probability for every option."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.scores import score_bars
from ..metrics import best
from ..stand_in import gpt2
from ..task import Example, Input, Item, Part, Row, Task
from ..views import View

STATE = "I was charged twice for my order and want my money back."


def answer(pipe, items: list[Item], **batch) -> list[list[Row]]:
    """For each situation its options, best first: {"option", "score"}, from one forward pass."""
    outputs = []
    for item in items:
        question = {
            "type": "choice",
            "instructions": item["question"],
            "criteria": {option: option for option in item["options"]},
        }
        reply = pipe({"state": item["text"], "questions": {"asked": question}})["asked"]
        outputs.append(_rows(reply, item["options"]))
    return outputs


def _rows(reply: Row, options: list[str]) -> list[Row]:
    """The probabilities, under whatever key the answer of this question type has them."""
    shares = next(value for value in reply.values() if isinstance(value, (dict, list)))
    if isinstance(shares, dict):
        shares = [shares[option] for option in options]
    rows = [{"option": option, "score": share} for option, share in zip(options, shares)]
    return sorted(rows, key=lambda row: -row["score"])


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [score_bars(output, _, name="option")]


def stand_in() -> Iterator[Part]:
    model, tokenizer = gpt2()
    tokenizer.chat_template = (
        "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
        "{% if add_generation_prompt %}assistant: {% endif %}"
    )
    yield model
    yield tokenizer


TASK = Task(
    name="decision",
    order=43,
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
    measure=best("option"),
    stand_in=stand_in,
)
