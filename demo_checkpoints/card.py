"""Write a demo checkpoint's card anew, with its figures: `python -m demo_checkpoints.card NAME`.

It is `README.md`, whose front matter machines read, and in Chinese `README.zh.md`.
"""

import argparse
from pathlib import Path

import transformers
from huggingface_hub import EvalResult, ModelCard, ModelCardData

from . import FOLDER
from .recipe import checkpoints, recipe

COMMANDS = """    python -m demo_checkpoints.train {name}
    python -m demo_checkpoints.evaluate {name}"""


def write_card(name: str) -> None:
    """Measure a checkpoint and write its card in both languages.

    Raises SystemExit where not all its figures can be measured.
    """
    folder = FOLDER / name
    figures = recipe(name).evaluate(folder)
    if lacking := [metric for metric in recipe(name).metrics if metric not in figures]:
        raise SystemExit(f"{name}: its card needs {', '.join(lacking)} too.")
    english, chinese = content(name, figures)
    ModelCard(english).save(folder / "README.md")
    (folder / "README.zh.md").write_text(chinese, encoding="utf-8")


def content(name: str, figures: dict[str, float]) -> tuple[str, str]:
    """The README.md of a checkpoint, front matter with its held-out figures and its text, and the
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
            EvalResult(
                task_type=card.task,
                dataset_type=name.replace("_", "-"),
                dataset_name=card.dataset,
                metric_type=metric,
                metric_value=value,
            )
            for metric, value in figures.items()
        ],
    )
    said = {
        "parameters": parameters(folder),
        "commands": COMMANDS.format(name=name),
        **card.values(folder),
        **figures,
    }
    english = f"---\n{metadata.to_yaml()}\n---\n{card.text.format(**said)}"
    return english, card.chinese.format(**said)


def parameters(folder: Path) -> int:
    """How many numbers of a checkpoint's model were learnt."""
    (architecture,) = transformers.AutoConfig.from_pretrained(folder).architectures
    return getattr(transformers, architecture).from_pretrained(folder).num_parameters()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=checkpoints())
    write_card(parser.parse_args().name)
