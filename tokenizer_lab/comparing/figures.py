"""Pictures of tokenizers beside each other: counts and vocabularies in, a Plotly figure out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from i18n import N_, Translate
from palette import HUES, LOOK, MARGIN, PRESENT, SYMBOL, plotly_text

from .bills import STEPS, levels
from .declaration import Translation, coasts
from .vocabulary import KINDS

COAST = "rgba(128,138,150,0.7)"
LONGEST = 24
"""Characters from which on tokens are counted together."""


def world_map(
    translations: Sequence[Translation],
    times: np.ndarray,
    names: Sequence[str],
    picked: str | None = None,
    _: Translate = str,
) -> go.Figure:
    """Where each language is spoken, and how many times English it pays in one tokenizer.

    `times` has a number for each translation, `names` what each is called, and `picked` is the
    code of one that is marked. The dearer, the larger a dot and the more amber in it; its
    `customdata` is its code and its number. Nothing is fetched: the coasts are the project's own.
    """
    # The dearest are drawn last, on top; a place that is not known is nowhere on the map.
    known = [n for n, each in enumerate(translations) if times[n] > 0 and each.latitude > -90]
    order = sorted(known, key=lambda n: times[n])
    shown = [translations[n] for n in order]
    shades = levels(times[order])
    longitude, latitude = coasts().T
    hover = _(N_("%{text}: {times} times English")).replace("{times}", "%{customdata[1]:.1f}")
    figure = go.Figure()
    figure.add_scatter(
        x=longitude, y=latitude, mode="lines", hoverinfo="skip", line={"color": COAST, "width": 1}
    )
    figure.add_scatter(
        x=np.array([each.longitude for each in shown]),
        y=np.array([each.latitude for each in shown]),
        mode="markers",
        marker={
            "size": 5 + shades,
            "color": shades,
            "colorscale": [[0, SYMBOL], [1, LOOK]],
            "cmin": 0,
            "cmax": len(STEPS),
            "opacity": 0.9,
        },
        customdata=[[each.code, times[n]] for n, each in zip(order, shown)],
        text=[plotly_text(names[n]) for n in order],
        hovertemplate=hover + "<extra></extra>",
    )
    marked = [each for each in shown if each.code == picked]
    figure.add_scatter(
        x=[each.longitude for each in marked],
        y=[each.latitude for each in marked],
        mode="markers",
        hoverinfo="skip",
        marker={"size": 18, "color": PRESENT, "symbol": "circle-open", "line": {"width": 3}},
    )
    figure.update_xaxes(visible=False, range=[-180, 180])
    figure.update_yaxes(visible=False, range=[-57, 80], scaleanchor="x", scaleratio=1.3)
    figure.update_layout(height=340, margin=MARGIN, showlegend=False, dragmode="pan")
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
