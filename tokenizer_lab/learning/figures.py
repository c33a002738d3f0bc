"""Pictures of learning: a `Trace` in, a Plotly figure out."""

from functools import partial
from html import escape as escape_html
from math import exp
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from i18n import N_, Translate
from palette import HUES, LOOK, MARGIN, MONO, PRESENT, SYMBOL, shortened, token_color

from ..cutting import CONTINUES, bytes_of_letters
from ..motion import CONTROLS_PX, controls
from .bpe import CANDIDATES
from .trace import Expectation, Merge, Prune, Step, Trace

# Plotly knows no name for a quotation mark.
escape = partial(escape_html, quote=False)

LOSS, SIZE = HUES[2], PRESENT
"""Colours of the two curves of a Unigram trace."""

ROWS = 10
"""Words that one picture shows."""
COLUMNS = 26
"""Symbols of a word that one picture shows."""
NEWEST = 8
"""Tokens of the vocabulary that one picture shows."""
ROW_PX, RANKED_PX, BOTTOM_PX, GAP_PX = 34, 140, 44, 48
CURVE_PX = 110


def animation(
    trace: Trace,
    first: int = 0,
    last: int | None = None,
    _: Translate = str,
    step: int | None = None,
) -> go.Figure:
    """Steps `first` to `last` of a trace, to be played in the browser; it opens with `step` lit.

    Above, words of the corpus as rows of token bars; below them what the step had to choose
    from. At the foot of a merging trace the newest tokens of the vocabulary, of a Unigram
    trace the loss and the number of pieces. Every step has two frames: the choice lights up,
    then it is carried out.
    """
    last = len(trace.steps) if last is None else last
    picture = (_Pruning if trace.cuts_by == "probability" else _Merging)(trace, first, last, _)
    return picture.figure(first if step is None else step)


class _Picture:
    """What the two kinds of animation share: rows of words, a ranking, a foot, the controls."""

    foot_px = BOTTOM_PX

    def __init__(self, trace: Trace, first: int, last: int, _: Translate):
        self.trace, self.first, self.last, self._ = trace, first, last, _
        self.words = shown_words(trace, first, last)

    def glowing(self, tokens: list[str], choice: Step | None) -> set[int]:
        """Which of a word's tokens the step `choice` is about to change."""
        raise NotImplementedError

    def ranking(self, step: Step | None, won: bool) -> tuple[list[str], go.Bar]:
        """What a step had to choose from, with labels; lit, where it has `won`."""
        raise NotImplementedError

    def foot(self, state: int) -> list[go.Bar | go.Scatter]:
        raise NotImplementedError

    def foot_layout(self, state: int) -> dict[str, Any]:
        return {}

    def figure(self, step: int) -> go.Figure:
        heights = [ROW_PX * len(self.words), RANKED_PX, self.foot_px]
        whole = sum(heights) + 2 * GAP_PX
        figure = make_subplots(rows=3, cols=1, row_heights=heights, vertical_spacing=GAP_PX / whole)
        opening = self.frame(step, step > self.first)
        rows = [1, 2, *[3] * (len(opening.data) - 2)]
        for data, row in zip(opening.data, rows):
            figure.add_trace(data, row=row, col=1)
        figure.frames = [self.frame(self.first, False)] + [
            self.frame(number, lit)
            for number in range(self.first + 1, self.last + 1)
            for lit in (True, False)
        ]
        self.lay_out(figure, opening)
        figure.update_layout(
            title={
                "text": opening.layout.title.text,
                "x": 0,
                "xanchor": "left",
                "font": {"size": 17},
            },
            height=whole + CONTROLS_PX + 56,
            margin={"l": 8, "r": 8, "t": 56, "b": CONTROLS_PX},
            barmode="overlay",
            showlegend=False,
        )
        numbers = range(self.first + 1, self.last + 1)
        order = [f"{n}{part}" for n in numbers for part in ("-lit", "")]
        stops = [str(n) for n in range(self.first, self.last + 1)]
        figure.update_layout(**controls(order, stops))
        figure.layout.sliders[0].active = step - self.first
        return figure

    def frame(self, number: int, lit: bool) -> go.Frame:
        """The picture after step `number`, or just before it with its choice lit."""
        steps = self.trace.steps
        step = steps[number - 1] if number else None
        state = number - 1 if lit else number
        labels, ranking = self.ranking(step or (steps[0] if steps else None), step is not None)
        data = [self.word_bars(state, step if lit else None), ranking]
        data += self.foot(state)
        layout = {
            "title": {"text": f"<b>{headline(self.trace, number, self._)}</b>"},
            "xaxis2": {"ticktext": labels + [""] * (CANDIDATES - len(labels))},
        } | self.foot_layout(state)
        return go.Frame(
            name=f"{number}{'-lit' if lit else ''}",
            data=data,
            traces=list(range(len(data))),
            layout=layout,
        )

    def word_bars(self, state: int, choice: Step | None) -> go.Bar:
        """One bar a symbol of each word; a token widens its first bar and empties the others.

        The number of bars never changes, so the browser can move each one to its next place.
        """
        keys = ("x", "base", "y", "text", "marker_color", "customdata")
        bars: dict[str, list[Any]] = {key: [] for key in keys}
        for row, word in enumerate(self.words):
            tokens = self.trace.state(word, state)
            glowing = self.glowing(tokens, choice)
            start = 0
            for place, token in enumerate(tokens):
                width = symbols_in(self.trace, token, place)
                color = LOOK if place in glowing else token_color(token)
                # A lit pair is seen to touch.
                gap = 0.0 if place in glowing and place + 1 in glowing else 0.08
                for offset in range(width):
                    bars["x"].append(width - gap if offset == 0 else 0)
                    bars["base"].append(start if offset == 0 else start + width - gap)
                    bars["y"].append(row)
                    bars["text"].append(escape(token) if offset == 0 else "")
                    bars["marker_color"].append(color)
                    bars["customdata"].append(escape(with_text(self.trace, token)))
                start += width
        return _bars(**bars)

    def lay_out(self, figure: go.Figure, opening: go.Frame) -> None:
        trace = self.trace
        widest = max((len(trace.spell(word)) for word in self.words), default=1)
        figure.update_xaxes(
            visible=False, range=[0, min(max(widest, 7), COLUMNS)], fixedrange=True, row=1, col=1
        )
        figure.update_yaxes(
            range=[len(self.words) - 0.5, -0.5],
            tickvals=list(range(len(self.words))),
            ticktext=[
                f"{escape(shortened(word, 11))} ×{trace.counts[word]}" for word in self.words
            ],
            showgrid=False,
            zeroline=False,
            fixedrange=True,
            row=1,
            col=1,
        )
        figure.update_xaxes(
            range=[-0.6, CANDIDATES - 0.4],
            tickvals=list(range(CANDIDATES)),
            tickangle=0,
            ticktext=list(opening.layout.xaxis2.ticktext),
            fixedrange=True,
            row=2,
            col=1,
        )
        figure.update_yaxes(range=[0, 1.28], visible=False, fixedrange=True, row=2, col=1)

    def ranking_bars(
        self, values: list[float], texts: list[str], hovers: list[str], lit: list[bool]
    ) -> go.Bar:
        """The candidates as bars, the best as high as there is room."""
        highest = max(values, default=0) or 1
        return go.Bar(
            x=list(range(len(values))),
            y=[max(value / highest, 0.012) for value in values],
            text=texts,
            textposition="outside",
            cliponaxis=False,
            width=0.72,
            marker_cornerradius=5,
            marker_color=[LOOK if each else SYMBOL for each in lit],
            customdata=hovers,
            hovertemplate="%{customdata}<extra></extra>",
        )


class _Merging(_Picture):
    def glowing(self, tokens: list[str], choice: Step | None) -> set[int]:
        """Where the tokens of the lit pair stand, taken left to right without overlap."""
        places: set[int] = set()
        at = 0
        while isinstance(choice, Merge) and at + 1 < len(tokens):
            if (tokens[at], tokens[at + 1]) == choice.pair:
                places |= {at, at + 1}
                at += 2
            else:
                at += 1
        return places

    def ranking(self, step: Step | None, won: bool) -> tuple[list[str], go.Bar]:
        candidates = step.candidates if isinstance(step, Merge) else ()
        labels = ["<br>".join(escape(shortened(token, 7)) for token in c.pair) for c in candidates]
        texts = [number(candidate.score) for candidate in candidates]
        hovers = [
            escape(" ".join(candidate.pair)) + f": {text}, ×{candidate.count:,}"
            for candidate, text in zip(candidates, texts)
        ]
        lit = [won and at == 0 for at in range(len(candidates))]
        return labels, self.ranking_bars([c.score for c in candidates], texts, hovers, lit)

    def foot(self, state: int) -> list[go.Bar | go.Scatter]:
        """The newest tokens of the vocabulary, the last one lit."""
        newest = [step.token for step in self.trace.merges[max(0, state - NEWEST) : state]]
        newest = [*self.trace.alphabet[len(newest) - NEWEST :], *newest][-NEWEST:]
        newest += [""] * (NEWEST - len(newest))
        last = NEWEST - 1 if state else NEWEST
        return [
            _bars(
                x=[0.94 if token else 0 for token in newest],
                base=list(range(NEWEST)),
                y=[0] * NEWEST,
                text=[escape(shortened(token, 12)) for token in newest],
                marker_color=[
                    LOOK if at == last else token_color(token) for at, token in enumerate(newest)
                ],
                customdata=[escape(with_text(self.trace, token)) for token in newest],
            )
        ]

    def foot_layout(self, state: int) -> dict[str, Any]:
        size = len(self.trace.alphabet) + len({m.token for m in self.trace.merges[:state]})
        return {"yaxis3": {"ticktext": [self._(N_("Vocabulary {size}")).format(size=size)]}}

    def lay_out(self, figure: go.Figure, opening: go.Frame) -> None:
        super().lay_out(figure, opening)
        figure.update_xaxes(visible=False, range=[0, NEWEST], fixedrange=True, row=3, col=1)
        figure.update_yaxes(
            range=[-0.5, 0.5],
            tickvals=[0],
            ticktext=list(opening.layout.yaxis3.ticktext),
            showgrid=False,
            zeroline=False,
            fixedrange=True,
            row=3,
            col=1,
        )


class _Pruning(_Picture):
    foot_px = CURVE_PX

    def glowing(self, tokens: list[str], choice: Step | None) -> set[int]:
        """Where pieces stand that are about to be taken away."""
        if not isinstance(choice, Prune):
            return set()
        going = {piece for piece, _rise in choice.removed}
        return {at for at, token in enumerate(tokens) if token in going}

    def ranking(self, step: Step | None, won: bool) -> tuple[list[str], go.Bar]:
        """Of a prune round both sides of the line; else the most probable pieces."""
        if isinstance(step, Prune):
            going, staying = step.removed, step.spared[: CANDIDATES // 2]
            going = going[-(CANDIDATES - len(staying)) :]
            shown = [*going, *staying]
            values = [removal.loss for removal in shown]
            lit = [won and at < len(going) for at in range(len(shown))]
            pieces = [removal.piece for removal in shown]
            texts = ["≈ 0" if value < 5e-4 else f"+{number(value)}" for value in values]
        else:
            scores = step.pieces if isinstance(step, Expectation) else self.trace.seeds
            top = [*scores.items()][:CANDIDATES]
            pieces = [piece for piece, _score in top]
            values = [exp(score) for _piece, score in top]
            lit = [False] * len(top)
            texts = [f"{value:.1%}" for value in values]
        hovers = [f"{escape(piece)}: {text}" for piece, text in zip(pieces, texts)]
        labels = [escape(shortened(piece, 6)) for piece in pieces]
        return labels, self.ranking_bars(values, texts, hovers, lit)

    def foot(self, state: int) -> list[go.Bar | go.Scatter]:
        curves = _Curves(self.trace)
        lines: list[go.Bar | go.Scatter] = []
        for (values, color, side), text in zip(
            ((curves.loss, LOSS, "bottom"), (curves.size, SIZE, "top")),
            (N_("loss {value}"), N_("{value} pieces")),
        ):
            highest = max(values) or 1
            scaled = [value / highest for value in values]
            lines.append(_line(list(range(len(values))), scaled, color))
            label = self._(text).format(value=number(values[state]))
            side += " left" if state > len(values) / 2 else " right"
            lines.append(_dot(state, scaled[state], color, label, side))
        return lines

    def lay_out(self, figure: go.Figure, opening: go.Frame) -> None:
        super().lay_out(figure, opening)
        steps = len(self.trace.steps)
        figure.update_xaxes(
            visible=False,
            range=[-0.02 * steps - 0.1, steps * 1.02 + 0.1],
            fixedrange=True,
            row=3,
            col=1,
        )
        figure.update_yaxes(visible=False, range=[-0.35, 1.35], fixedrange=True, row=3, col=1)


class _Curves:
    """The loss and the number of pieces after every step of a Unigram trace, the start included."""

    def __init__(self, trace: Trace):
        losses = [step.loss for step in trace.rounds]
        # A step knows the loss before it: that after the last one is not computed again.
        self.loss: list[float] = [*losses, losses[-1]] if losses else [0.0]
        self.size: list[float] = [len(trace.seeds), *(len(step.pieces) for step in trace.rounds)]


def whole_curve(trace: Trace, step: int, _: Translate = str) -> go.Figure:
    """All steps at a glance, the chosen one marked: how good each merge was, or loss and size."""
    figure = go.Figure()
    if trace.cuts_by == "probability":
        curves = _Curves(trace)
        figure = make_subplots(specs=[[{"secondary_y": True}]])
        numbers = list(range(len(curves.size)))
        figure.add_trace(
            _line(numbers, curves.loss, LOSS, _(N_("Loss")), "lines+markers"), secondary_y=False
        )
        figure.add_trace(
            _line(numbers, curves.size, SIZE, _(N_("Pieces")), "lines+markers"), secondary_y=True
        )
        figure.update_yaxes(title_text=_(N_("Loss")), secondary_y=False)
        figure.update_yaxes(title_text=_(N_("Pieces")), secondary_y=True, showgrid=False)
    else:
        scores = [merge.score for merge in trace.merges]
        numbers = list(range(1, len(scores) + 1))
        line = _line(numbers, scores, SIZE, "", "lines+markers" if len(scores) < 200 else "lines")
        line.customdata = [escape(with_text(trace, merge.token)) for merge in trace.merges]
        line.hovertemplate = "%{x}: %{customdata}, %{y}<extra></extra>"
        figure.add_trace(line)
        by_score = trace.rules.get("rule") == "score"
        figure.update_yaxes(
            title_text=_(N_("Score")) if by_score else _(N_("Count")),
            # Decades alone: between them the marks would stand too close.
            **({"type": "log", "dtick": 1} if max(scores) > 20 * min(scores) else {}),
        )
    figure.add_vline(x=step, line_color=LOOK, line_width=2)
    figure.update_xaxes(title_text=_(N_("Step")), fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    figure.update_layout(
        height=220,
        margin=MARGIN,
        showlegend=False,
        clickmode="event+select",
        dragmode=False,
    )
    return figure


def headline(trace: Trace, step: int, _: Translate = str) -> str:
    """What step number `step` does, in one line of HTML."""
    if step == 0:
        if trace.cuts_by == "probability":
            return _(N_("Start: {size} pieces")).format(size=len(trace.seeds))
        return _(N_("Start: every word is a row of symbols"))
    match trace.steps[step - 1]:
        case Expectation(loss=loss):
            template = _(N_("Step {number}: probabilities anew, loss {loss}"))
            return template.format(number=step, loss=number(loss))
        case Prune(removed=removed, pieces=pieces):
            template = _(N_("Step {number}: {gone} pieces go, {left} stay"))
            return template.format(number=step, gone=len(removed), left=len(pieces))
        case Merge(pair=pair, token=token, score=score, count=count):
            left, right, token = map(escape, (*pair, token))
            template = (
                _(N_("Merge {number}: {left} + {right} → {token}, score {score}"))
                if trace.rules.get("rule") == "score"
                else _(N_("Merge {number}: {left} + {right} → {token}, {count} times"))
            )
            return template.format(
                number=step, left=left, right=right, token=token, score=number(score), count=count
            )


def shown_words(trace: Trace, first: int, last: int) -> list[str]:
    """The words that a picture of these steps shows, in the order of the corpus.

    All of a small corpus; of a larger one those that the steps change, then the most frequent
    ones that have much to merge.
    """
    if len(trace.counts) <= ROWS:
        return [*trace.counts]
    words: dict[str, None] = {}
    for step in range(first + 1, last + 1):
        if len(words) < ROWS:
            words |= dict.fromkeys(trace.changed(step, most=2))
    fitting = [word for word in trace.counts if len(word) <= COLUMNS]
    fitting.sort(key=lambda word: -trace.counts[word] * (len(word) - 1))
    words |= dict.fromkeys(fitting[:ROWS])
    first_words = {*[*words][:ROWS]}
    return [word for word in trace.counts if word in first_words]


def symbols_in(trace: Trace, token: str, place: int) -> int:
    """How many of the symbols that a word starts from are in its token at `place`."""
    if trace.algorithm == "wordpiece" and place:
        return len(token.removeprefix(CONTINUES))
    return len(token)


def with_text(trace: Trace, token: str) -> str:
    """A token; where it is made of bytes, with the text that they say."""
    if trace.algorithm != "byte_bpe" or not token:
        return token
    text = bytes_of_letters(token).decode(errors="replace")
    return f"{token} = {text!r}"


def number(value: float) -> str:
    """A count as it is, anything else with three significant digits."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"


def _bars(**bars: list[Any]) -> go.Bar:
    return go.Bar(
        **bars,
        orientation="h",
        width=0.74,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"size": 14, "color": "white", "family": MONO},
        constraintext="inside",
        marker_line_width=0,
        marker_cornerradius=5,
        hovertemplate="%{customdata}<extra></extra>",
    )


def _line(
    x: list[int], y: list[float], color: str, name: str = "", mode: str = "lines"
) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        mode=mode,
        name=name,
        line={"color": color, "width": 2},
        marker={"size": 5, "color": color},
        hoverinfo="skip" if not name else None,
    )


def _dot(x: float, y: float, color: str, text: str, side: str) -> go.Scatter:
    return go.Scatter(
        x=[x],
        y=[y],
        mode="markers+text",
        text=[text],
        hoverinfo="skip",
        textposition=side,
        textfont={"color": color, "size": 13},
        marker={"size": 11, "color": color},
    )
