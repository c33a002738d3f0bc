"""Bars of scores."""

from collections.abc import Collection, Sequence

import plotly.graph_objects as go

from i18n import N_, Translate
from palette import LOOK, MARGIN, SYMBOL, label_colors, plotly_text, shortened

from ..task import Row

EACH_ITS_OWN = N_(
    "Each score says by itself how well its answer fits: together they can exceed 100 %."
)
"""What to say of a figure that has it as its `layout.meta`: a model that weighs each answer by a
sigmoid gives no shares of a whole."""
MOST_OF_SHARES = 1.005
"""The sum that shares of a whole do not exceed, whatever they are rounded to."""

LONGEST = 28
"""Columns of a text that stands before its bar."""


def answer_colors(rows: Sequence[Row]) -> list[str]:
    """The colours of answers, best first: the one that is given, and those that lost to it."""
    return [LOOK, *[SYMBOL] * (len(rows) - 1)][: len(rows)]


def score_bars(
    rows: list[Row],
    _: Translate = str,
    name: str = "label",
    value: str = "score",
    detail: str | None = None,
    colors: Sequence[str] | None = None,
    labels: Collection[str] = (),
) -> go.Figure:
    """One bar a row, best first, as long as its `value` (0 to 1).

    `name` is the key of what stands before a bar, `detail` of what its hover adds. The `colors` of
    the bars are those of their names as labels, unless others are given. Names among `labels` are
    said in the reader's language. The figure's `layout.meta` is `EACH_ITS_OWN` where it is so.
    """
    names = [str(row[name]) for row in rows]
    if colors is None:
        hues = label_colors(names)
        colors = [hues[each] for each in names]
    values = [row[value] or 0.0 for row in rows]
    places = list(range(len(rows)))
    figure = go.Figure(
        go.Bar(
            x=values,
            y=places,
            orientation="h",
            width=0.72,
            marker={"color": colors, "cornerradius": 4},
            text=[f"{share:.1%}" for share in values],
            textposition=["inside" if share > 0.2 else "outside" for share in values],
            textangle=0,
            cliponaxis=False,
            customdata=[plotly_text(str(row[detail or name])) for row in rows],
            hovertemplate="%{customdata}<br>%{x:.4f}<extra></extra>",
        )
    )
    said = [_(each) if each in labels else each for each in names]
    ticks = [plotly_text(shortened(each, LONGEST)) or "∅" for each in said]
    figure.update_xaxes(visible=False, range=[0, max([*values, 0.01]) * 1.12], fixedrange=True)
    figure.update_yaxes(
        tickvals=places,
        ticktext=ticks,
        range=[max(len(rows), 1) - 0.4, -0.6],
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        automargin=True,
    )
    figure.update_layout(height=36 + 34 * max(len(rows), 1), margin=MARGIN, showlegend=False)
    if sum(values) > MOST_OF_SHARES:
        figure.update_layout(meta=EACH_ITS_OWN)
    if not rows:
        _say_nothing_was_found(figure, _)
    return figure


def _say_nothing_was_found(figure: go.Figure, _: Translate) -> None:
    figure.add_annotation(
        text=_(N_("Nothing found.")),
        showarrow=False,
        xref="paper",
        yref="paper",
        x=0.5,
        y=0.5,
        font={"size": 15},
    )
