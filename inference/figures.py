"""Pictures of results: a run's output in, a Plotly figure or a table out."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from i18n import N_

# Colours that mean the same in every picture of labels, on a light and on a dark page.
COLORS = {"positive": "#0F8A80", "negative": "#C2553A"}
OTHERS = ("#5B5BD6", "#D97706", "#2F7DC4", "#B83280", "#66782A", "#64748B")
LONGEST = 28
"""Characters of a text that stand beside its bar."""


def label_scores(texts: list[str], output: list[list[dict]], _=str) -> go.Figure:
    """One row a text: a bar of length 1, shared out among the labels by score.

    `output` is what text classification gives: for each text its labels with scores.
    """
    labels = [row["label"] for row in output[0]]
    rows = [{row["label"]: row["score"] for row in scores} for scores in output]
    figure = go.Figure()
    for place, label in enumerate(sorted(labels, reverse=True)):
        shares = [row[label] for row in rows]
        figure.add_bar(
            name=_(label),
            x=shares,
            y=list(range(len(texts))),
            orientation="h",
            width=0.62,
            marker={
                "color": COLORS.get(label, OTHERS[place % len(OTHERS)]),
                "cornerradius": 4,
            },
            text=[f"{_(label)} {share:.0%}" if share >= 0.2 else "" for share in shares],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": "#FFFFFF", "size": 14},
            hovertemplate="%{x:.1%}<extra>" + escape(_(label)) + "</extra>",
        )
    for row, text in enumerate(texts):
        figure.add_annotation(
            text=escape(_shortened(text)),
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
        margin={"l": 0, "r": 0, "t": 8, "b": 8},
        showlegend=False,
    )
    return figure


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def score_table(texts: list[str], output: list[list[dict]], _=str) -> pd.DataFrame:
    """One row a text: the text, its best label, and that label's score."""
    best = [(scores[0]["label"], scores[0]["score"]) for scores in output]
    return pd.DataFrame(
        {
            _(N_("Text")): texts,
            _(N_("Label")): [_(label) for label, _score in best],
            _(N_("Score")): [score for _label, score in best],
        }
    )
