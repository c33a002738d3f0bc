"""What can be asked of a model: the tasks, described without importing torch."""

from dataclasses import dataclass
from pathlib import Path

from i18n import N_

DEMO_CHECKPOINTS = Path(__file__).parents[1] / "demo_checkpoints"


@dataclass(frozen=True)
class Example:
    """Inputs to try a task on. `title` is translatable, the inputs stand as they are."""

    title: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """One task: its pipeline name in transformers, what goes in, and what runs it by default.

    `title`, `modality`, `domain` and `labels` are translatable. `options` maps the pipeline
    arguments that a page may offer to their defaults; `domain` says what the demo checkpoint
    at `checkpoint` knows about, and `labels` what it may answer.
    """

    name: str
    title: str
    modality: str
    inputs: tuple[str, ...]
    options: dict[str, object]
    examples: tuple[Example, ...]
    checkpoint: Path
    domain: str
    labels: tuple[str, ...] = ()


_TASKS = (
    Task(
        name="sentiment-analysis",
        title=N_("Sentiment analysis"),
        modality=N_("Text"),
        inputs=("text",),
        options={"top_k": None},
        examples=(
            Example(
                N_("The notes' three sentences"),
                ("我喜欢打游戏。", "我爱吃巧克力。", "我讨厌吃苦瓜。"),
            ),
            Example(
                N_("Book, hotel and laptop reviews"),
                (
                    "故事写得很感人，一口气就读完了，推荐给大家。",
                    "房间又小又脏，隔音很差，下次不会再来住了。",
                    "外观漂亮，速度快，性价比很高。",
                    "用了不到一个星期就死机，非常失望。",
                ),
            ),
            Example(
                N_("Where it fails: denied negatives, English, news"),
                (
                    "我不讨厌吃苦瓜。",
                    "一点也不差。",
                    "I love this book.",
                    "央行宣布下调存款准备金率。",
                ),
            ),
        ),
        checkpoint=DEMO_CHECKPOINTS / "sentiment",
        domain=N_("Chinese reviews of books, hotels and computers"),
        labels=(N_("positive"), N_("negative")),
    ),
)


def tasks() -> dict[str, Task]:
    """Every task by its pipeline name."""
    return {task.name: task for task in _TASKS}


def held_out(checkpoint: Path) -> dict[str, float]:
    """The held-out figures that the model card of a local checkpoint states, by metric."""
    from huggingface_hub import ModelCard  # not needed to list tasks

    results = ModelCard.load(checkpoint / "README.md").data.eval_results
    return {result.metric_type: result.metric_value for result in results}
