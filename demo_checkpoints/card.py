"""Write a demo checkpoint's card anew, with its figures: `python -m demo_checkpoints.card NAME`.

It is `README.md`, whose front matter machines read, and in Chinese `README.zh.md`. With `--words`
its figures are those that it states already: for a card of which only the words have changed.
"""

import argparse
from pathlib import Path
from textwrap import fill

import transformers
from huggingface_hub import EvalResult, ModelCard, ModelCardData

import inference
from i18n import translations
from inference import metrics
from inference.cards import INDEPENDENT, Independent, Measured

from . import FOLDER, independent
from .figures import by_source
from .recipe import Card, checkpoints, recipe

COMMANDS = """    python -m demo_checkpoints.train {name}
    python -m demo_checkpoints.evaluate {name}"""
WEAKEST = 3
"""Groups of independent items that a card names as those where the model is weakest, at most."""


def write_card(name: str, words: bool = False) -> None:
    """Measure a checkpoint and write its card in both languages; where only its `words` are new,
    with the figures that it states.

    Raises SystemExit where not all its figures can be measured, or are stated.
    """
    folder = FOLDER / name
    figures = inference.held_out(folder) if words else recipe(name).evaluate(folder)
    of_independent = inference.independent(folder) if words else None
    if lacking := [metric for metric in recipe(name).metrics if metric not in figures]:
        raise SystemExit(f"{name}: its card needs {', '.join(lacking)} too.")
    english, chinese = content(name, figures, of_independent or measured(name))
    ModelCard(english).save(folder / "README.md")
    (folder / "README.zh.md").write_text(chinese, encoding="utf-8")


def measured(name: str) -> Independent:
    """The figures of a checkpoint on its independent items."""
    answered, own = independent.ask(FOLDER / name), recipe(name)
    judge = own.independent
    found = judge(answered)
    first = next(iter(found))
    sign = -1 if first in metrics.LOWER_IS_BETTER else 1
    weakest = {
        source: (round(group.value, 4), group.count)
        for source, group in by_source(judge, answered).items()
        if sign * group.value < sign * found[first].value
    }
    weakest = dict(list(weakest.items())[:WEAKEST])
    figures: dict[str, Measured] = {}
    for metric, figure in found.items():
        low, high = figure.between
        between = round(low, 4), round(high, 4)
        of_first = weakest if metric == first else {}
        figures[metric] = Measured(round(figure.value, 4), between, of_first)
    counts = own.counts(answered) if own.counts else {}
    return Independent(len(answered.outputs), figures, counts)


def content(name: str, figures: dict[str, float], of_independent: Independent) -> tuple[str, str]:
    """The README.md of a checkpoint, front matter with both kinds of figures and its text, and the
    text of its README.zh.md."""
    card, folder = recipe(name).card, FOLDER / name
    figures = {metric: round(value, 4) for metric, value in figures.items()}
    metadata = ModelCardData(
        language=card.language,
        license=card.license,
        library_name="transformers",
        pipeline_tag=card.task,
        model_name=name,
        eval_results=[
            *_independent_results(name, card, of_independent),
            *_held_out_results(name, card, figures),
        ],
    )
    said = {
        "parameters": parameters(folder),
        "commands": COMMANDS.format(name=name),
        "independent": _in_english(card, of_independent),
        "independent_zh": _in_chinese(card, of_independent),
        "items": of_independent.items,
        **card.values(folder),
        **figures,
        **of_independent.counts,
    }
    english = f"---\n{metadata.to_yaml()}\n---\n{card.text.format(**said)}"
    return english, card.chinese.format(**said)


def _independent_results(name: str, card: Card, of_items: Independent) -> list[EvalResult]:
    about: dict[str, object] = {"items": of_items.items}
    if of_items.counts:
        about["counts"] = of_items.counts
    return [
        EvalResult(
            task_type=card.task,
            dataset_type=name.replace("_", "-"),
            dataset_name=f"{of_items.items} items that the recipe did not make: {card.origin}",
            dataset_split=INDEPENDENT,
            dataset_args=about,
            metric_type=metric,
            metric_value=figure.value,
            metric_args=_beside(figure),
        )
        for metric, figure in of_items.figures.items()
    ]


def _beside(figure: Measured) -> dict[str, object]:
    """What stands beside a figure, as `inference.independent` reads it."""
    weakest = {group: list(value_and_count) for group, value_and_count in figure.weakest.items()}
    return {"between": list(figure.between)} | ({"weakest": weakest} if weakest else {})


def _held_out_results(name: str, card: Card, figures: dict[str, float]) -> list[EvalResult]:
    return [
        EvalResult(
            task_type=card.task,
            dataset_type=name.replace("_", "-"),
            dataset_name=card.dataset,
            metric_type=metric,
            metric_value=value,
        )
        for metric, value in figures.items()
    ]


def _in_english(card: Card, of_items: Independent) -> str:
    """The part of a card about the independent items."""
    named = inference.task(card.task).metric_name
    figures = ", ".join(
        f"{named(metric)} **{figure.value:.3f}** (95%: {figure.between[0]:.3f} to "
        f"{figure.between[1]:.3f})"
        for metric, figure in of_items.figures.items()
    )
    weakest = ", ".join(
        f"{card.groups[group][0]} ({count} items: {value:.3f})"
        for figure in of_items.figures.values()
        for group, (value, count) in figure.weakest.items()
    )
    text = (
        f"- **Independent:** {of_items.items} items of another origin than the training data, "
        f"{card.origin} (`{independent.NAME}/README.md`): {figures}."
    ) + (f" Weakest on {weakest}." if weakest else "")
    return fill(text, 100, subsequent_indent="  ", break_on_hyphens=False)


def _in_chinese(card: Card, of_items: Independent) -> str:
    named, _ = inference.task(card.task).metric_name, translations("zh").gettext
    figures = "，".join(
        f"{_(named(metric))} **{figure.value:.3f}**（95% 区间 {figure.between[0]:.3f} 至 "
        f"{figure.between[1]:.3f}）"
        for metric, figure in of_items.figures.items()
    )
    weakest = "、".join(
        f"{card.groups[group][1]}（{count} 个，{value:.3f}）"
        for figure in of_items.figures.values()
        for group, (value, count) in figure.weakest.items()
    )
    return (
        f"- **独立测试**：{of_items.items} 个与训练数据来源不同的样本，{card.origin_chinese}"
        f"（`{independent.NAME}/README.md`）：{figures}。"
    ) + (f"最弱的是：{weakest}。" if weakest else "")


def parameters(folder: Path) -> int:
    """How many numbers of a checkpoint's model were learnt."""
    (architecture,) = transformers.AutoConfig.from_pretrained(folder).architectures
    return getattr(transformers, architecture).from_pretrained(folder).num_parameters()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=checkpoints())
    parser.add_argument("--words", action="store_true", help="with the figures that it states")
    write_card(**vars(parser.parse_args()))
