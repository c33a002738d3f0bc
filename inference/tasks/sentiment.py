"""Text classification, by default the sentiment of Chinese reviews."""

from collections.abc import Iterator

import plotly.graph_objects as go

from i18n import N_, Translate
from palette import MARGIN, label_colors, plotly_text, shortened

from ..attribution import EXPLAIN, OPTION, asking, check_size, leave_one_out, spans
from ..figures.attribution import tinted
from ..figures.scores import score_bars
from ..metrics import LABELS
from ..stand_in import bert, labels
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Part, Row, Task
from ..text import cut_notes
from ..views import View

LONGEST = 56
"""Columns of a text that stands above its bar."""


def answer(
    pipe, items: list[Item], top_k: int = 0, attribution: bool = False, **batch
) -> list[list[Row]]:
    """For each text its `top_k` labels (0: all), best first: {"label", "score"}.

    A text that is longer than the model can read is cut at its end. With `attribution` the best
    label has besides what `inference.attribution.leave_one_out` tells of it.
    """
    if attribution:
        check_size(pipe.model)
    # The pipeline takes None for "all labels" and raises on text that is too long unless told.
    texts = [item["text"] for item in items]
    outputs = pipe(texts, top_k=top_k or None, truncation=True, **batch)
    if attribution:
        for text, (best, *_others) in zip(texts, outputs):
            ask = asking(pipe, best["label"], top_k=None, truncation=True)
            best[OPTION] = leave_one_out(ask, text, spans(pipe.tokenizer, text))
    return outputs


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [score_bars(output, _, labels=TASK.labels), *_rests([item], [output], _)]


def draw_all(items: list[Item], outputs: list[list[Row]], _: Translate = str) -> list[View]:
    texts = [item["text"] for item in items]
    return [shares(texts, outputs, _), *_rests(items, outputs, _)]


def _rests(items: list[Item], outputs: list[list[Row]], _: Translate) -> list[View]:
    told = [
        (item["text"], output[0])
        for item, output in zip(items, outputs)
        if output and OPTION in output[0]
    ]
    return [tinted(told, _)] if told else []


def shares(texts: list[str], output: list[list[Row]], _: Translate = str) -> go.Figure:
    """One row a text: a bar of length 1, shared out among the labels by score.

    `output` is what text classification gives: for each text its labels with scores.
    """
    figure = go.Figure()
    colors = label_colors(sorted({row["label"] for rows in output for row in rows}, reverse=True))
    for label, color in colors.items():
        scores = [
            next((row["score"] for row in rows if row["label"] == label), 0.0) for rows in output
        ]
        name = plotly_text(TASK.said(label, _))
        figure.add_bar(
            name=name,
            x=scores,
            y=list(range(len(texts))),
            orientation="h",
            width=0.62,
            marker={"color": color, "cornerradius": 4},
            text=[f"{name} {score:.0%}" if score >= 0.2 else "" for score in scores],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": "white", "size": 14},
            hovertemplate="%{x:.1%}<extra>" + name + "</extra>",
        )
    for row, text in enumerate(texts):
        figure.add_annotation(
            text=plotly_text(shortened(text, LONGEST)),
            x=0,
            y=row - 0.53,
            xanchor="left",
            showarrow=False,
            font={"size": 15},
        )
    figure.update_xaxes(visible=False, range=[0, 1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[len(texts) - 0.6, -0.8], fixedrange=True)
    figure.update_layout(
        barmode="stack",
        height=40 + 76 * len(texts),
        margin=MARGIN | {"l": 0, "r": 0},
        showlegend=False,
    )
    return figure


def stand_in() -> Iterator[Part]:
    return bert("BertForSequenceClassification", **labels("negative", "positive"))


TASK = Task(
    name="sentiment-analysis",
    order=1,
    pipeline="text-classification",
    title=N_("Sentiment analysis"),
    modality=N_("Text"),
    inputs=(Input("text", "lines", N_("Text, one per line")),),
    options=(Option("top_k", N_("Labels to show (0: all)"), 0, 0, 100), EXPLAIN),
    answer=answer,
    rows=list,
    draw=draw,
    draw_all=draw_all,
    notes=cut_notes,
    batch=True,
    examples=(
        Example(
            N_("The classic example: three sentences"),
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
            N_("Fails on: irony, double negation, English, news"),
            {
                "text": (
                    "速度真快，一个月就到货了。",
                    "我没有一天不想念这家酒店。",
                    "I love this book.",
                    "央行宣布下调存款准备金率。",
                )
            },
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "sentiment",
    domain=N_("Chinese reviews of books, hotels and computers, and short opinions on daily life"),
    labels=(N_("positive"), N_("negative")),
    glosses={
        "我喜欢打游戏。": "I like playing games.",
        "我爱吃巧克力。": "I love chocolate.",
        "我讨厌吃苦瓜。": "I hate bitter melon.",
        "故事写得很感人，一口气就读完了，推荐给大家。": (
            "A moving story, I read it in one go and recommend it to everybody."
        ),
        "房间又小又脏，隔音很差，下次不会再来住了。": (
            "The room was small, dirty and noisy, I will not stay there again."
        ),
        "外观漂亮，速度快，性价比很高。": "Looks good, runs fast, well worth its price.",
        "用了不到一个星期就死机，非常失望。": (
            "It froze after less than a week, very disappointing."
        ),
        "速度真快，一个月就到货了。": "How fast: it arrived within a month.",
        "我没有一天不想念这家酒店。": "There is no day on which I do not miss this hotel.",
        "央行宣布下调存款准备金率。": "The central bank lowers the reserve ratio.",
    },
    metrics={"accuracy_linear": N_("baseline accuracy (linear, character n-grams)")},
    measure=LABELS,
    stand_in=stand_in,
)
