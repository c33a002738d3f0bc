"""Text classification, by default the sentiment of Chinese reviews."""

from i18n import N_

from .. import figures
from ..task import DEMO_CHECKPOINTS, Example, Input, Option, Task
from ..text import cut_notes


def answer(pipe, items: list[dict], top_k: int = 0, **batch) -> list[list[dict]]:
    """For each text its `top_k` labels (0: all), best first: {"label", "score"}.

    A text that is longer than the model can read is cut at its end.
    """
    # The pipeline takes None for "all labels" and raises on text that is too long unless told.
    texts = [item["text"] for item in items]
    return pipe(texts, top_k=top_k or None, truncation=True, **batch)


def draw(item: dict, output: list[dict], _=str):
    return [figures.score_bars(output, _)]


def draw_all(items: list[dict], outputs: list[list[dict]], _=str):
    return [figures.label_scores([item["text"] for item in items], outputs, _)]


TASK = Task(
    name="sentiment-analysis",
    pipeline="text-classification",
    title=N_("Sentiment analysis"),
    modality=N_("Text"),
    inputs=(Input("text", "lines", N_("Text, one per line")),),
    options=(Option("top_k", N_("Labels to show (0: all)"), 0, 0, 100),),
    answer=answer,
    rows=list,
    draw=draw,
    draw_all=draw_all,
    notes=cut_notes,
    batch=True,
    examples=(
        Example(
            N_("The notes' three sentences"),
            {"text": ("我喜欢打游戏。", "我爱吃巧克力。", "我讨厌吃苦瓜。")},
        ),
        Example(
            N_("Book, hotel and laptop reviews"),
            {
                "text": (
                    "故事写得很感人，一口气就读完了，推荐给大家。",
                    "房间又小又脏，隔音很差，下次不会再来住了。",
                    "外观漂亮，速度快，性价比很高。",
                    "用了不到一个星期就死机，非常失望。",
                )
            },
        ),
        Example(
            N_("Where it fails: irony, double negation, English, news"),
            {
                "text": (
                    "质量好得让我一周就退货了。",
                    "没有一点不满意的地方。",
                    "I love this book.",
                    "央行宣布下调存款准备金率。",
                )
            },
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "sentiment",
    domain=N_("Chinese reviews of books, hotels and computers"),
    labels=(N_("positive"), N_("negative")),
)
