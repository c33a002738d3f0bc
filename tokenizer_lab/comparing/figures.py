"""Pictures of tokenizers beside each other: counts and vocabularies in, a Plotly figure out."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from i18n import N_, Translate
from palette import HUES, LOOK, MARGIN, MONO, PRESENT, SYMBOL, UNKNOWN, plotly_text

from ..tokenizers import Tokenizer
from .parallel import Parallel
from .vocabulary import KINDS

CELL_PX = 30
LONGEST = 24
"""Characters from which on tokens are counted together."""


class _Cell(NamedTuple):
    tokens: int
    unknown: int


# The same story is cut for every visitor; a tokenizer that is let go of takes its counts along.
_known: WeakKeyDictionary[Tokenizer, dict[tuple[str, ...], list[_Cell]]] = WeakKeyDictionary()


def _cells(tokenizer: Tokenizer, texts: tuple[str, ...]) -> list[_Cell]:
    """How many tokens each text has in a tokenizer, and how many of them are unknown."""
    counted = _known.setdefault(tokenizer, {})
    if texts not in counted:
        cuts = [tokenizer.encode(text, special=False) for text in texts]
        counted[texts] = [_Cell(len(cut), int(cut.unknown.sum())) for cut in cuts]
    return counted[texts]


def who_pays(
    sentences: list[Parallel], tokenizers: list[Tokenizer], _: Translate = str
) -> go.Figure:
    """The same story in every language: tokens, and how many times the first language's."""
    texts = tuple(row.text for row in sentences)
    cells = list(zip(*(_cells(each, texts) for each in tokenizers)))
    times = [[cell.tokens / base.tokens for cell, base in zip(row, cells[0])] for row in cells]
    names = [plotly_text(row.name) for row in sentences]
    hover = _(
        N_(
            "%{y}, %{x}<br>%{customdata[0]} tokens, %{z:.2f} times as many as in {language}"
            "<br>unknown: %{customdata[1]}"
        )
    )
    figure = go.Figure(
        go.Heatmap(
            z=times,
            x=[plotly_text(each.name) for each in tokenizers],
            y=names,
            customdata=cells,
            text=[
                [f"{x:.1f}{'?' if cell.unknown else ''}" for x, cell in zip(*rows)]
                for rows in zip(times, cells)
            ],
            texttemplate="%{text}",
            textfont={"family": MONO, "size": 13, "color": "white"},
            colorscale=[[0, PRESENT], [0.35, LOOK], [1, UNKNOWN]],
            zmin=0.8,
            zmax=max(3.0, *(value for row in times for value in row)),
            showscale=False,
            xgap=3,
            ygap=3,
            # Plotly's own fields stand in %{...}; only ours is filled in here.
            hovertemplate=hover.replace("{language}", names[0]) + "<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, ticks="")
    figure.update_xaxes(side="top", showgrid=False, ticks="")
    figure.update_layout(height=CELL_PX * len(sentences) + 60, margin=MARGIN | {"t": 40})
    return figure


def kinds_figure(tokens: dict[str, pd.DataFrame], _: Translate = str) -> go.Figure:
    """What vocabularies are made of: for each, by name, the share of every kind of token."""
    figure = go.Figure()
    for (name, table), color in zip(tokens.items(), HUES):
        counts = table["kind"].value_counts()
        figure.add_bar(
            y=[_(KINDS[kind]) for kind in KINDS if counts.get(kind)],
            x=[counts[kind] / len(table) for kind in KINDS if counts.get(kind)],
            customdata=[int(counts[kind]) for kind in KINDS if counts.get(kind)],
            name=plotly_text(name),
            marker_color=color,
            orientation="h",
            marker_cornerradius=3,
            hovertemplate=_(N_("%{y}: %{customdata:,} tokens, %{x:.1%}")),
        )
    figure.update_xaxes(tickformat=".0%")
    figure.update_yaxes(autorange="reversed", categoryarray=[_(name) for name in KINDS.values()])
    return _side_by_side(figure)


def lengths_figure(tokens: dict[str, pd.DataFrame], _: Translate = str) -> go.Figure:
    """How long the tokens of vocabularies are: the share of every length in characters."""
    figure = go.Figure()
    for (name, table), color in zip(tokens.items(), HUES):
        counts = table["characters"].clip(upper=LONGEST).value_counts().sort_index()
        figure.add_bar(
            x=counts.index,
            y=counts / len(table),
            customdata=counts,
            name=plotly_text(name),
            marker_color=color,
            marker_cornerradius=3,
            hovertemplate=_(N_("%{x} characters: %{customdata:,} tokens, %{y:.1%}")),
        )
    figure.update_yaxes(tickformat=".0%")
    ticks = [*range(0, LONGEST, 4), LONGEST]
    figure.update_xaxes(
        title=_(N_("characters")),
        tickvals=ticks,
        ticktext=[f"{n}+" if n == LONGEST else str(n) for n in ticks],
    )
    return _side_by_side(figure)


BAR_PX = 34
WIDE = 30
"""How many times the median the longest row has where its axis is in powers of ten."""
BINS = 40


def totals_figure(totals: pd.Series, _: Translate = str) -> go.Figure:
    """Tokens of all rows, a bar for each tokenizer, and how many times the fewest."""
    least = max(1, totals.min())
    figure = go.Figure(
        go.Bar(
            y=[plotly_text(name) for name in totals.index],
            x=totals,
            text=[
                f"{count:,}" + (f" · {count / least:.1f} ×" if count > least else "")
                for count in totals
            ],
            marker_color=[PRESENT if count == totals.min() else SYMBOL for count in totals],
            orientation="h",
            marker_cornerradius=3,
            textposition="auto",
            insidetextfont={"color": "white"},
            hovertemplate=_(N_("%{y}: %{x:,} tokens")) + "<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(visible=False, range=[0, max(1, totals.max()) * 1.02])
    figure.update_layout(height=BAR_PX * len(totals) + 20, margin=MARGIN)
    return figure


def row_lengths_figure(counts: pd.DataFrame, limit: int, _: Translate = str) -> go.Figure:
    """How many tokens rows have: the share of rows of every length, a line for each tokenizer,
    and where the limit is. The axis is in powers of ten where lengths are far apart."""
    longest = max(1, int(counts.to_numpy().max()))
    wide = longest > WIDE * max(1.0, float(counts.median().max()))
    if wide:
        edges = np.unique(np.geomspace(1, longest + 1, BINS).round())
    else:
        edges = np.arange(0, longest + 2, max(1, -(-longest // BINS)), dtype=float)
        edges = np.append(edges, longest + 1) if edges[-1] <= longest else edges
    figure = go.Figure()
    for name, color in zip(map(str, counts), HUES):
        values = counts[name].clip(lower=1) if wide else counts[name]
        share = np.histogram(values, edges)[0] / len(values)
        figure.add_scatter(
            x=edges,
            y=np.append(share, share[-1]),
            name=plotly_text(name),
            line={"shape": "hv", "color": color, "width": 2},
            hovertemplate=_(N_("from %{x:,.0f} tokens: %{y:.1%} of the rows")),
        )
    if limit <= 2 * longest:
        figure.add_vline(limit, line={"color": LOOK, "dash": "dash"}, annotation_text=f"{limit:,}")
    figure.update_xaxes(title=_(N_("tokens of a row")), type="log" if wide else "linear")
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    _side_by_side(figure).update_layout(height=320)
    return figure


def _side_by_side(figure: go.Figure) -> go.Figure:
    figure.update_layout(
        height=430,
        margin=MARGIN,
        barmode="group",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    return figure
