"""How a model does by label: what it takes for what, and the F1 of each."""

from typing import Any

import plotly.graph_objects as go

from i18n import N_, Translate
from palette import MARGIN, PRESENT, SYMBOL, label_colors, plotly_text, shortened

MOST = 15
"""Labels that a figure shows: of more, those with the most mistakes or the lowest F1."""
GROUND = "#E2E8F0"
"""Colour of a cell that counts nothing: as all are opaque, what stands on them can be read on a
page of any theme."""
DARK = 0.85
"""Share of its row above which white stands out from a cell more than 4 to 1, and up to which black
does."""
LONGEST = 18
"""Columns of a label beside its row."""


def confusion(
    labels: list[str],
    counts: list[list[int]],
    _: Translate = str,
    own: bool = False,
) -> go.Figure:
    """How often the right label of a row was answered with that of a column.

    A cell is as dark as its share of the row, and has a frame where both labels are the same. An
    empty label is no answer; labels that are never right or never answered have no row or column.
    Those of a visitor's `own` are shown as they are, others in the language of `_`.
    """
    shown = sorted(sorted(range(len(labels)), key=lambda at: -_mistakes(counts, at))[:MOST])
    rows = [at for at in shown if any(counts[at])]
    columns = [at for at in shown if any(row[at] for row in counts)]
    totals = [sum(counts[row]) for row in rows]
    named = dict(zip(shown, _named([labels[at] for at in shown], _, own)))
    figure = go.Figure(
        go.Heatmap(
            z=[
                [counts[row][column] / total for column in columns]
                for row, total in zip(rows, totals)
            ],
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            text=[[f"{counts[row][column]:,}" for column in columns] for row in rows],
            hovertext=[
                [_hover(labels[row], labels[column], _, own) for column in columns] for row in rows
            ],
            hovertemplate="%{hovertext}<br>%{text}, %{z:.1%}<extra></extra>",
            colorscale=[[0.0, GROUND], [1.0, PRESENT]],
            zmin=0,
            zmax=1,
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    for row, right in enumerate(rows):
        for column, answered in enumerate(columns):
            dark = counts[right][answered] > DARK * totals[row]
            figure.add_annotation(
                x=column,
                y=row,
                text=f"{counts[right][answered]:,}",
                showarrow=False,
                font={"color": "white" if dark else "black"},
            )
            if right == answered:
                figure.add_shape(
                    type="rect",
                    **{"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5},
                    line={"color": SYMBOL, "width": 3},
                )
    figure.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=[named[at] for at in columns],
        title=_(N_("Answered")),
        side="top",
        range=[-0.52, len(columns) - 0.48],
        fixedrange=True,
        showgrid=False,
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[named[at] for at in rows],
        title=_(N_("Right answer")),
        range=[len(rows) - 0.45, -0.55],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    figure.update_layout(height=90 + 36 * max(len(rows), 1), margin=MARGIN)
    return figure


def _hover(right: str, answered: str, _: Translate, own: bool) -> str:
    rows = {N_("Right answer"): right, N_("Answered"): answered}
    line = _(N_("{label}: {value}"))
    return "<br>".join(
        line.format(label=_(title), value=_name(label, _, own)) for title, label in rows.items()
    )


def _named(labels: list[str], _: Translate, own: bool) -> list[str]:
    """The labels beside their rows, each with its colour."""
    colors = label_colors(filter(None, labels))
    return [
        f'<span style="color:{colors[label]}">■</span> {_name(label, _, own)}'
        if label
        else _name(label, _, own)
        for label in labels
    ]


def _mistakes(counts: list[list[int]], at: int) -> int:
    return sum(counts[at]) + sum(row[at] for row in counts) - 2 * counts[at][at]


def _name(label: str, _: Translate, own: bool) -> str:
    if not label:
        return _(N_("no answer"))
    return plotly_text(shortened(label if own else _(label), LONGEST))


def class_bars(classes: list[dict[str, Any]], _: Translate = str, own: bool = False) -> go.Figure:
    """One bar a label as long as its F1, the lowest first; `own` as of `confusion`."""
    rows = sorted(classes, key=lambda row: row["f1"])[:MOST]
    values = [row["f1"] for row in rows]
    colors = label_colors(row["label"] for row in rows)
    hover = _(N_("precision {precision:.3f}, recall {recall:.3f}, {support:,} right answers"))
    figure = go.Figure(
        go.Bar(
            x=values,
            y=list(range(len(rows))),
            orientation="h",
            width=0.72,
            marker={"color": [colors[row["label"]] for row in rows], "cornerradius": 4},
            text=[f"{value:.3f}" for value in values],
            textposition=["inside" if value > 0.2 else "outside" for value in values],
            textangle=0,
            cliponaxis=False,
            customdata=[hover.format(**row) for row in rows],
            hovertemplate="F1 %{x:.4f}<br>%{customdata}<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, range=[0, 1.12], fixedrange=True)
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[_name(row["label"], _, own) for row in rows],
        range=[len(rows) - 0.4, -0.6],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    figure.update_layout(height=36 + 34 * len(rows), margin=MARGIN, showlegend=False)
    return figure
