"""Fill-mask: the tokens that fit into a gap."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from i18n import N_, Problem, Translate
from palette import token_color

from ..metrics import GAPS, GAPS_FILLED
from ..stand_in import bert
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Row, Task
from ..views import Region, Regions, View

GAP = "[MASK]"
"""What a gap may always be written as, whatever the checkpoint's own mask token is."""


def answer(
    pipe, items: list[Item], top_k: int = 5, targets: str = "", **batch
) -> list[list[list[Row]]]:
    """For each text, for each of its gaps, the best tokens: {"token_str", "score", ...}.

    `targets`, separated by commas, are the only tokens looked at. Raises `i18n.Problem` for a
    text without a gap and for targets that are no token.
    """
    mask = pipe.tokenizer.mask_token
    only = {}
    if words := [word.strip() for word in targets.split(",") if word.strip()]:
        _check_targets(pipe.tokenizer, words)
        only["targets"] = words
    outputs = []
    for item in items:
        text = item["text"].replace(GAP, mask)
        if mask not in text:
            raise Problem(
                N_("There is no blank to fill: put {mask} where a word is missing."), mask=mask
            )
        # The pipeline wraps the answers of several gaps in a list, those of one it does not.
        gaps = pipe(text, top_k=top_k, **only)
        outputs.append(gaps if isinstance(gaps[0], list) else [gaps])
    return outputs


def _check_targets(tokenizer, words: list[str]) -> None:
    for word in words:
        if len(tokenizer.tokenize(word)) != 1:
            raise Problem(
                N_(
                    "{word!r} is not a single token of this checkpoint, so it cannot fill a "
                    "blank: choose other targets or none."
                ),
                word=word,
            )


def rows(output: list[list[Row]]) -> list[Row]:
    return [{"gap": number} | row for number, tokens in enumerate(output, 1) for row in tokens]


def _words(tokens: list[Row]) -> list[tuple[str, list[float]]]:
    """What fills a gap, with the scores of the tokens that read so, with and without a space before
    them: best first."""
    scores = defaultdict[str, list[float]](list)
    for row in tokens:
        scores[row["token_str"].strip() or row["token_str"]].append(row["score"])
    return sorted(scores.items(), key=lambda each: -sum(each[1]))


def _labels(number: int, tokens: int, _: Translate) -> Iterator[str]:
    if number:
        yield _(N_("Blank {number}")).format(number=number)
    if tokens > 1:
        yield _(N_("sum of {count} tokens")).format(count=tokens)


def draw(item: Item, output: list[list[Row]], _: Translate = str) -> list[View]:
    gaps = [gap.span() for gap in GAPS.finditer(item["text"])]
    known = len(gaps) == len(output)  # a checkpoint may write its gaps in yet another way
    regions = (
        Region(
            token_color(word),
            " · ".join(_labels(at + 1 if len(output) > 1 else 0, len(scores), _)),
            word,
            sum(scores),
            span=gaps[at] if known else None,
            fill=word,
        )
        for at, tokens in enumerate(output)
        for word, scores in _words(tokens)
    )
    return [Regions(tuple(regions), text=item["text"], measured=_(N_("Score")))]


TASK = Task(
    name="fill-mask",
    order=5,
    title=N_("Fill-mask"),
    modality=N_("Text"),
    inputs=(
        Input(
            "text",
            "text",
            N_("Text with [MASK] for each blank"),
            "The capital of France is [MASK].",
            5000,
        ),
    ),
    options=(
        Option("top_k", N_("Candidates per blank"), 5, 1, 50),
        Option("targets", N_("Only these tokens"), "", help=N_("Separated by commas.")),
    ),
    answer=answer,
    rows=rows,
    draw=draw,
    examples=(
        Example(N_("A capital"), {"text": "The capital of France is [MASK]."}),
        Example(N_("An opposite"), {"text": "The opposite of hot is [MASK]."}),
        Example(N_("A capital, in Chinese"), {"text": "日本的首都是[MASK]。"}),
        Example(N_("A measure word"), {"text": "他买了两[MASK]书。"}),
        Example(N_("A language"), {"text": "Maria moved to Lisbon and had to learn [MASK]."}),
        Example(
            N_("Fails on: two blanks"),
            {"text": "[MASK] is the capital of Japan, and people there speak [MASK]."},
        ),
        Example(
            N_("Fails on: what it has not read"),
            {"text": "Shakespeare wrote [MASK] in London."},
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "fill_mask",
    glosses={
        "日本的首都是[MASK]。": "The capital of Japan is [MASK].",
        "他买了两[MASK]书。": "He bought two [MASK] books: the word that counts books is missing.",
    },
    domain=N_(
        "facts on countries (America, not the United States), opposites, colours, animals, jobs, "
        "dates and family, in short sentences of English or Chinese"
    ),
    columns={
        "gap": N_("Blank"),
        "token": N_("Token"),
        "token_str": N_("Token text"),
        "sequence": N_("Whole text"),
    },
    metrics={
        "top_1": N_("top-1 accuracy"),
        "top_5": N_("top-5 accuracy"),
        "mrr": N_("mean reciprocal rank"),
    },
    measure=GAPS_FILLED,
    stand_in=partial(bert, "BertForMaskedLM"),
)
