"""Question answering: the span of a context that answers a question."""

from functools import partial

from i18n import N_, Problem, Translate

from ..figures.scores import answer_colors
from ..metrics import answers
from ..stand_in import bert
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Row, Task
from ..views import Region, Regions, View

LEAST_ROOM = 16
"""Tokens of the text that must stand beside a question."""


def answer(
    pipe,
    items: list[Item],
    top_k: int = 3,
    doc_stride: int = 64,
    max_answer_len: int = 15,
    handle_impossible_answer: bool = False,
    align_to_words: bool = True,
    **batch,
) -> list[list[Row]]:
    """For each question its answers, best first: {"answer", "score", "start", "end"}."""
    longest = min(pipe.tokenizer.model_max_length, 384)
    room = min(_room(pipe.tokenizer, item["question"], longest) for item in items)
    outputs = pipe(
        [{"question": item["question"], "context": item["context"]} for item in items],
        top_k=top_k,
        doc_stride=min(doc_stride, room // 2),
        max_answer_len=max_answer_len,
        handle_impossible_answer=handle_impossible_answer,
        align_to_words=align_to_words,
        **batch,
    )
    # One question gives its answers without a list around them, one answer gives a dict.
    outputs = [outputs] if len(items) == 1 else outputs
    return [[output] if isinstance(output, dict) else output for output in outputs]


def _room(tokenizer, question: str, longest: int) -> int:
    """How many tokens of a text stand beside a question in one window of the model.

    Raises `i18n.Problem` where it leaves too few: the library ends on that without an exception.
    """
    tokens = len(tokenizer(question, add_special_tokens=False)["input_ids"])
    room = longest - tokens - tokenizer.num_special_tokens_to_add(pair=True)
    if room < LEAST_ROOM:
        raise Problem(
            N_(
                "This question has {tokens} tokens and leaves no room for the text: the model "
                "takes {longest} together. Shorten it."
            ),
            tokens=tokens,
            longest=longest,
        )
    return room


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    said = output[0]["answer"] if output else ""
    nowhere = _(N_("The text does not say."))
    regions = (
        Region(
            color,
            text=row["answer"] or nowhere,
            score=row["score"],
            span=(row["start"], row["end"]) if row["answer"] else None,
        )
        for row, color in zip(output, answer_colors(output))
    )
    return [
        Regions(
            tuple(regions),
            text=item["context"],
            measured=_(N_("Score")),
            heading=f"“{said}”" if said else nowhere,
        )
    ]


WEDDING = (
    "Maria Rossi was born in Naples. She works as a lawyer. On 3 May 2019 she was married. Peter "
    "Novak plays the violin."
)

TASK = Task(
    name="question-answering",
    order=4,
    title=N_("Question answering"),
    modality=N_("Text"),
    inputs=(
        Input("question", "line", N_("Question"), "Where does Maria Rossi live?", 1000),
        Input(
            "context",
            "text",
            N_("Context"),
            "Maria Rossi was born in Naples. She works as a lawyer. Today she lives in Lisbon.",
            100_000,
        ),
    ),
    options=(
        Option("top_k", N_("Answers"), 3, 1, 20),
        Option("max_answer_len", N_("Max answer length (tokens)"), 15, 1, 200),
        Option("doc_stride", N_("Window overlap (tokens)"), 64, 1, 256),
        Option("handle_impossible_answer", N_("The answer may be missing"), False),
        Option(
            "align_to_words",
            N_("Whole words only"),
            True,
            help=N_("Turn it off for Chinese or Japanese."),
        ),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    examples=(
        Example(
            N_("A person"),
            {
                "question": "What does Maria Rossi do?",
                "context": WEDDING,
            },
        ),
        Example(
            N_("A company"),
            {
                "question": "Who founded Silverline Robotics?",
                "context": "Silverline Robotics, founded by Ingrid Hansen, makes cameras. "
                "Bluewater Foods opened in 1987. The company has 420 employees.",
            },
        ),
        Example(
            N_("A wedding"),
            {
                "question": "When was Maria Rossi married?",
                "context": WEDDING,
            },
        ),
        Example(
            N_("The same is told of two people"),
            {
                "question": "Where does Maria Rossi live?",
                "context": "Maria Rossi, a lawyer, lives in Lisbon. Peter Novak is a nurse and "
                "lives in Prague.",
            },
        ),
        Example(
            N_("Fails on: the paragraph does not say"),
            {
                "question": "How old is Peter Novak?",
                "context": WEDDING,
            },
        ),
        Example(
            N_("Fails on: two sentences alike"),
            {
                "question": "Where does Maria Rossi live?",
                "context": "Maria Rossi lives in Lisbon. Peter Novak lives in Prague. Novak "
                "plays the violin.",
            },
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "question_answering",
    domain=N_("short English paragraphs about people, companies and events"),
    columns={"context": N_("Context")},
    metrics={
        "exact_match_alike": N_("where the same is told of several subjects"),
        "exact_match_known": N_("with the names and wordings of training"),
    },
    measure=answers(),
    stand_in=partial(bert, "BertForQuestionAnswering"),
)
