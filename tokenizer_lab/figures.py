"""Pictures of traces: a `Trace` in, a Plotly figure out.

Colours are chosen to read on a light and on a dark page, because frames are drawn in the
browser after the page has been switched.
"""

from html import escape
from itertools import accumulate
from unicodedata import east_asian_width

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from i18n import N_

from .bpe import CANDIDATES
from .trace import Step, Trace

CHARACTER = "#6B7686"
WINNER = "#D97706"
ALSO_RAN = "#94A3B8"
MERGED = ("#0F8A80", "#5B5BD6", "#B83280", "#2F7DC4", "#66782A", "#B4432F", "#8B5CF6", "#0E7490")

ROWS = 12
"""Words that one picture shows."""
COLUMNS = 32
"""Characters of a word that one picture shows."""
ROW_PX, CANDIDATES_PX, BETWEEN_PX, CONTROLS_PX = 36, 150, 44, 150
FRAME_MS, MOVE_MS = 900, 350
"""A frame's time at normal speed, and how much of it is motion: short moves, then a pause."""
SPEEDS = {"▶ 1×": 1.0, "½×": 2.0, "2×": 0.5, "4×": 0.25}


def merge_animation(trace: Trace, first: int = 0, last: int | None = None, _=str) -> go.Figure:
    """Steps `first` to `last` of a trace: words as rows of token bars that fuse, pairs ranked.

    Every step has two frames: the winning pair lights up, then its bars slide together.
    The words shown are the `ROWS` that hold the most pairs; bars carry their token as text.
    """
    last = len(trace.steps) if last is None else last
    order = [f"{n}{part}" for n in range(first + 1, last + 1) for part in ("-lit", "")]
    words = _shown(trace.counts)
    heights = [ROW_PX * len(words), CANDIDATES_PX]
    figure = make_subplots(
        rows=2,
        cols=1,
        row_heights=heights,
        vertical_spacing=BETWEEN_PX / (sum(heights) + BETWEEN_PX),
    )
    opening = _frame(trace, words, first, False, _)
    figure.add_trace(opening.data[0], row=1, col=1)
    figure.add_trace(opening.data[1], row=2, col=1)
    figure.frames = [opening] + [
        _frame(trace, words, number, lit, _)
        for number in range(first + 1, last + 1)
        for lit in (True, False)
    ]
    _lay_out(figure, trace, words, opening, _)
    figure.update_layout(updatemenus=[_buttons(order)], sliders=[_slider(first, last)])
    return figure


def _shown(counts: dict[str, int]) -> dict[str, int]:
    if len(counts) <= ROWS:
        return counts

    def pairs(item: tuple[str, int]) -> int:
        word, count = item
        return count * (len(word) - 1)

    return dict(sorted(counts.items(), key=pairs, reverse=True)[:ROWS])


def _frame(trace: Trace, words: dict[str, int], number: int, lit: bool, _) -> go.Frame:
    """The picture after merge `number`, or just before it with its pair lit."""
    merge = trace.steps[number - 1] if number else None
    coming = merge or (trace.steps[0] if trace.steps else None)
    state = number - 1 if lit else number
    return go.Frame(
        name=f"{number}{'-lit' if lit else ''}",
        data=[
            _token_bars(trace, words, state, merge if lit else None),
            _candidate_bars(coming, won=merge is not None),
        ],
        traces=[0, 1],
        layout={
            "title": {"text": f"<b>{_headline(number, merge, _)}</b>"},
            "xaxis2": {"ticktext": _pairs(coming)},
        },
    )


def _token_bars(trace: Trace, words: dict[str, int], state: int, lit: Step | None) -> go.Bar:
    """One bar a character of each word; a token widens its first bar and empties the others.

    The number of bars never changes, so the browser can move each one to its next place.
    """
    colors = {
        token: MERGED[rank % len(MERGED)]
        for rank, token in reversed([*enumerate(step.token for step in trace.steps)])
    }
    bars = {"x": [], "base": [], "y": [], "text": [], "marker_color": [], "customdata": []}
    for row, word in enumerate(words):
        tokens = trace.segment(word, state)
        glowing = _positions(tokens, lit.pair) if lit else set()
        start = 0
        for place, token in enumerate(tokens):
            color = WINNER if place in glowing else colors.get(token, CHARACTER)
            gap = 0.0 if place in glowing and place + 1 in glowing else 0.08
            for offset in range(len(token)):
                bars["x"].append(len(token) - gap if offset == 0 else 0)
                bars["base"].append(start if offset == 0 else start + len(token) - gap)
                bars["y"].append(row)
                bars["text"].append(escape(token) if offset == 0 else "")
                bars["marker_color"].append(color)
                bars["customdata"].append(escape(token))
            start += len(token)
    return go.Bar(
        **bars,
        orientation="h",
        width=0.72,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 15, "color": "#FFFFFF", "family": "IBM Plex Mono, monospace"},
        constraintext="inside",
        marker_line_width=0,
        marker_cornerradius=5,
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )


def _positions(tokens: list[str], pair: tuple[str, str]) -> set[int]:
    """Where the tokens of `pair` stand, taken left to right without overlap."""
    places, at = set(), 0
    while at + 1 < len(tokens):
        if (tokens[at], tokens[at + 1]) == pair:
            places |= {at, at + 1}
            at += 2
        else:
            at += 1
    return places


def _candidate_bars(step: Step | None, won: bool) -> go.Bar:
    candidates = step.candidates if step else ()
    return go.Bar(
        x=list(range(len(candidates))),
        y=[candidate.count for candidate in candidates],
        text=[str(candidate.count) for candidate in candidates],
        textposition="outside",
        cliponaxis=False,
        width=0.72,
        marker_cornerradius=5,
        marker_color=[WINNER if won and at == 0 else ALSO_RAN for at in range(len(candidates))],
        customdata=[_pair(candidate.pair) for candidate in candidates],
        hovertemplate="%{customdata}: %{y}<extra></extra>",
        showlegend=False,
    )


def _pairs(step: Step | None) -> list[str]:
    """As many labels as there are places, so that none of the step before is left standing."""
    candidates = step.candidates if step else ()
    names = ["<br>".join(_short(token, 6) for token in each.pair) for each in candidates]
    return names + [""] * (CANDIDATES - len(names))


def _short(text: str, columns: int) -> str:
    """As much of `text` as fits, where a Chinese character takes two columns."""
    widths = accumulate(2 if east_asian_width(char) in "WF" else 1 for char in text)
    fitting = sum(width <= columns for width in widths)
    return escape(text if fitting == len(text) else text[:fitting] + "…")


def _pair(pair: tuple[str, str]) -> str:
    return escape(f"{pair[0]} {pair[1]}")


def _headline(number: int, merge: Step | None, _) -> str:
    if merge is None:
        return _(N_("Start: every word is a row of characters"))
    said = _(N_("Merge {number}: {left} + {right} → {token}, {count} times"))
    values = {"left": merge.pair[0], "right": merge.pair[1], "token": merge.token}
    return said.format(
        number=number, count=merge.count, **{key: escape(text) for key, text in values.items()}
    )


def _lay_out(figure: go.Figure, trace: Trace, words: dict[str, int], opening: go.Frame, _) -> None:
    widest = min(max(len(word) for word in words), COLUMNS)
    highest = max((step.count for step in trace.steps), default=1)
    most = max((len(step.candidates) for step in trace.steps), default=1)
    figure.update_xaxes(visible=False, range=[0, max(widest, 10)], fixedrange=True, row=1, col=1)
    figure.update_yaxes(
        range=[len(words) - 0.5, -0.5],
        tickvals=list(range(len(words))),
        ticktext=[f"{_short(word, 9)} ×{count}" for word, count in words.items()],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        row=1,
        col=1,
    )
    figure.update_xaxes(
        range=[-0.6, max(most, 4) - 0.4],
        tickvals=list(range(CANDIDATES)),
        ticktext=list(opening.layout.xaxis2.ticktext),
        tickangle=0,
        fixedrange=True,
        row=2,
        col=1,
    )
    figure.update_yaxes(
        range=[0, highest * 1.2], visible=False, fixedrange=True, row=2, col=1,
    )  # fmt: skip
    figure.update_layout(
        title={"text": opening.layout.title.text, "x": 0, "xanchor": "left", "font": {"size": 18}},
        height=ROW_PX * len(words) + BETWEEN_PX + CANDIDATES_PX + CONTROLS_PX + 56,
        margin={"l": 8, "r": 8, "t": 56, "b": CONTROLS_PX},
        bargap=0.1,
        barmode="overlay",
    )


def _buttons(order: list[str]) -> dict:
    """Play the frames in `order` at four speeds, and pause; pressing another speed changes it."""
    plays = [
        {
            "label": label,
            "method": "animate",
            "args": [order, _timing(FRAME_MS * slower, MOVE_MS * slower)],
        }
        for label, slower in SPEEDS.items()
    ]
    pause = {"label": "❚❚", "method": "animate", "args": [[None], _timing(0, 0)]}
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 110},
        "buttons": [*plays, pause],
    }


def _timing(frame: float, move: float) -> dict:
    return {
        "mode": "immediate",
        "fromcurrent": True,
        "frame": {"duration": frame, "redraw": True},
        "transition": {"duration": move, "easing": "cubic-in-out"},
    }


def _slider(first: int, last: int) -> dict:
    steps = [
        {"label": str(number), "method": "animate", "args": [[str(number)], _timing(0, MOVE_MS)]}
        for number in range(first, last + 1)
    ]
    return {
        "active": 0,
        "steps": steps,
        "x": 0,
        "len": 1,
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 46},
        "currentvalue": {"visible": False},
    }
