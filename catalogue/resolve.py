"""Which architecture a name means, that of a family or of a checkpoint included."""

import re
from collections.abc import Iterable, Iterator

import pandas as pd

from i18n import N_, Problem, Sentence, listed

from .index import fold, squash
from .lookup import is_filler, leading, makers, outside
from .measures import MEASURE
from .own import models as all_models
from .released import checkpoints as released_checkpoints
from .search import suggestions, titles

USUAL = re.compile(
    r"v?\d[\d.]*[a-z]{0,2}|a\d+b|\d+x\d+b|base|large|small|tiny|mini|medium|huge|giant|x*l|patch\d+|"
    r"instruct|it|chat|hf|pt|thinking|preview|uncased|cased|multilingual|en|zh|turbo|"
    r"gguf|awq|gptq|int[48]|w\d+a\d+|fp8|bf16|fp16|mlx|\d+bit"
)
"""Words of ids that name no family."""


def resolve(
    text: str, models: pd.DataFrame | None = None, checkpoints: pd.DataFrame | None = None
) -> str:
    """The model type that a text names, whatever its case and punctuation.

    It may be a model type, a name, a family, or a checkpoint's id, with or without its
    organisation: "BERT", "GPT-2", "FLAN-T5", "bert-base-uncased", "Qwen/Qwen2.5-7B-Instruct".
    Ids are looked up in `checkpoints`, by default `catalogue.checkpoints()`, and else read by
    their beginning. Raises `i18n.Problem`, with the nearest names, where nothing is named.
    """
    models = all_models() if models is None else models
    checkpoints = released_checkpoints() if checkpoints is None else checkpoints
    known = set(models["model"])
    if text in known:  # a model of one's own may be called "?"
        return text
    named = _named(models, checkpoints)
    for name in (squash(text), *_beginnings(text)):
        if said := remark(name):
            raise Problem(
                N_("There is no architecture {text!r}: {remark}"), text=text[:80], remark=said
            )
        if name in named:
            return named[name]
    if near := [name for name in suggestions(text, models, 10) if squash(name) in named]:
        raise Problem(
            N_("There is no architecture {text!r}. Did you mean one of these: {names}?"),
            text=text[:80],
            names=listed(near[:3]),
        )
    raise Problem(N_("There is no architecture {text!r}: choose one of the list."), text=text[:80])


def _named(models: pd.DataFrame, checkpoints: pd.DataFrame) -> dict[str, str]:
    """Model types by all that is the name of one, squashed; of two the first in this order."""
    named: dict[str, str] = {}
    known = set(models["model"])

    def add(names: Iterable[str], types: Iterable[str]) -> None:
        for name, model in zip(names, types):
            if model in known and (letters := squash(name)):
                named.setdefault(letters, model)

    add(models["model"], models["model"])
    add(models["name"], models["model"])
    for aliases, model in zip(models["aliases"], models["model"]):
        add(aliases.split(";"), [model] * (aliases.count(";") + 1))
    for spelling, model in leading().items():
        add([spelling], [model])
    for table in (checkpoints, models):
        add(table["checkpoint"], table["model"])
        add(table["checkpoint"].str.rpartition("/")[2], table["model"])
    return named


def _beginnings(text: str) -> Iterator[str]:
    """The names, squashed, that a checkpoint's id may begin with, the longest first.

    The rest must be what ids say besides, sizes and kinds: any other word may be one of another
    architecture. Active parameters ("A3B") are those of a mixture of experts.
    """
    short = text.strip().rpartition("/")[2]
    parts = [part for part in re.split(r"[^\w.]+|_", fold(short)) if squash(part)]
    if len(parts) > 1 and parts[0] in makers():
        parts = parts[1:]  # "Meta-Llama-3-8B"
    for end in range(len(parts), 0, -1):
        if not all(map(USUAL.fullmatch, parts[end:])):
            return
        name = squash("".join(parts[:end]))
        if any(re.fullmatch(r"a\d+b", part) for part in parts[end:]):
            yield f"{name}moe"
        yield name


def remark(query: str) -> Sentence | None:
    """What is to be said of a query: that transformers has no code for what it names, or that
    it asks for nothing; None of any other.

    "Qwen-7B" is an id; "qwen 7b" asks for any Qwen of that size.
    """
    if is_filler(query):
        return Sentence(N_("Every model has this: add a name, a task or a size, such as 7b."))
    if " " in query.strip() and MEASURE.search(fold(query)):
        return None
    known = outside().get(squash(query))
    if known is None:
        return None
    name, nearest = known
    if not (models := titles(nearest)):
        return Sentence(N_("transformers has no code for {name}."), name=name)
    return Sentence(
        N_("transformers has no code for {name}. Nearest to it: {models}"),
        name=name,
        models=listed(models),
    )
