"""Pictures of results: inputs and outputs in, a Plotly figure or a part of a page out.

Everything that a user or a checkpoint wrote is escaped.
"""

from base64 import b64decode
from colorsys import hls_to_rgb
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import plotly.graph_objects as go

from i18n import N_

from .masks import from_rle

if TYPE_CHECKING:
    import pandas as pd

# Colours that mean the same in every picture of labels, on a light and on a dark page.
COLORS = {"positive": "#0F8A80", "negative": "#C2553A"}
OTHERS = ("#5B5BD6", "#0F8A80", "#D97706", "#B83280", "#2F7DC4", "#66782A", "#C2553A", "#64748B")
LONGEST = 28
"""Characters of a text that stand beside its bar."""


@dataclass(frozen=True)
class Html:
    """A piece of HTML that is safe to show."""

    html: str


@dataclass(frozen=True)
class Picture:
    """A picture (`PIL.Image`) as it was handed in."""

    image: object


@dataclass(frozen=True)
class Player:
    """A sound (`inference.Audio`) to listen to."""

    audio: object


def colors(labels) -> dict[str, str]:
    """A colour for each label: the same in every picture, unless two in one would be alike."""
    chosen, free = {}, list(OTHERS)
    for label in sorted(set(labels)):
        if label in COLORS:
            chosen[label] = COLORS[label]
            continue
        free = free or list(OTHERS)
        wanted = OTHERS[crc32(label.encode()) % len(OTHERS)]
        chosen[label] = wanted if wanted in free else free[0]
        free.remove(chosen[label])
    return chosen


def shortened(text: str, longest: int = LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def score_bars(
    rows: list[dict],
    _=str,
    name: str = "label",
    value: str = "score",
    detail: str | None = None,
    numbered: bool = False,
) -> go.Figure:
    """One bar a row, best first, as long as its `value` (0 to 1).

    `name` is the key of what stands before a bar, `detail` of what its hover adds. With
    `numbered` rows of one name are told apart by their number.
    """
    names = [str(row[name]) for row in rows]
    hues = colors(names)
    values = [row[value] or 0.0 for row in rows]
    places = list(range(len(rows)))
    hover = [
        escape(str(row[detail])) if detail else escape(label) for row, label in zip(rows, names)
    ]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=places,
            orientation="h",
            width=0.72,
            marker={"color": [hues[label] for label in names], "cornerradius": 4},
            text=[f"{share:.1%}" for share in values],
            textposition=["inside" if share > 0.2 else "outside" for share in values],
            textangle=0,
            cliponaxis=False,
            customdata=hover,
            hovertemplate="%{customdata}<br>%{x:.4f}<extra></extra>",
        )
    )
    ticks = [
        (f"{at + 1} " if numbered else "") + (escape(shortened(_(label))) or "∅")
        for at, label in enumerate(names)
    ]
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
    figure.update_layout(
        height=36 + 34 * max(len(rows), 1),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
    )
    if not rows:
        figure.add_annotation(
            text=_(N_("Nothing found.")),
            showarrow=False,
            xref="paper",
            yref="paper",
            x=0.5,
            y=0.5,
            font={"size": 15},
        )
    return figure


def label_scores(texts: list[str], output: list[list[dict]], _=str) -> go.Figure:
    """One row a text: a bar of length 1, shared out among the labels by score.

    `output` is what text classification gives: for each text its labels with scores.
    """
    labels = sorted({row["label"] for scores in output for row in scores}, reverse=True)
    rows = [{row["label"]: row["score"] for row in scores} for scores in output]
    hues = colors(labels)
    figure = go.Figure()
    for label in labels:
        shares = [row.get(label, 0.0) for row in rows]
        figure.add_bar(
            name=escape(_(label)),
            x=shares,
            y=list(range(len(texts))),
            orientation="h",
            width=0.62,
            marker={"color": hues[label], "cornerradius": 4},
            text=[f"{escape(_(label))} {share:.0%}" if share >= 0.2 else "" for share in shares],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": "#FFFFFF", "size": 14},
            hovertemplate="%{x:.1%}<extra>" + escape(_(label)) + "</extra>",
        )
    for row, text in enumerate(texts):
        figure.add_annotation(
            text=escape(shortened(text)),
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


def table(items: list[dict], outputs: list, rows, _=str, places=None) -> "pd.DataFrame":
    """All rows of all outputs: the input's number, its texts, then the row.

    The numbers count from 1, by `places` where the items are only some of the inputs. The
    columns have names for people, as far as COLUMNS has them.
    """
    import pandas as pd  # a tenth of the first start, and no pipeline needs it

    places = range(len(items)) if places is None else places
    made = pd.DataFrame(
        [
            {"input": place + 1, **_texts(item), **row}
            for place, item, output in zip(places, items, outputs)
            for row in rows(output)
        ]
    )
    return made.rename(columns={name: _(COLUMNS[name]) for name in made if name in COLUMNS})


def _texts(item: dict) -> dict[str, str]:
    return {name: value for name, value in item.items() if isinstance(value, str)}


COLUMNS = {
    "input": N_("Input"), "text": N_("Text"), "question": N_("Question"),
    "context": N_("Context"), "answer": N_("Answer"), "label": N_("Label"),
    "score": N_("Score"), "word": N_("Word"), "start": N_("Start"), "end": N_("End"),
    "area": N_("Area"), "gap": N_("Gap"), "token": N_("Token"), "token_str": N_("Token text"),
    "sequence": N_("Whole text"), "summary_text": N_("Summary"),
    "translation_text": N_("Translation"), "generated_text": N_("Text written"),
    "choice": N_("Choice"), "length": N_("Length"), "first": N_("First number"),
    "patch": N_("Patch"), "row": N_("Row"), "column": N_("Column"), "cell": N_("Cell"),
    "seconds": N_("Seconds"), "sampling_rate": N_("Samples a second"), "low": N_("Lowest"),
    "high": N_("Highest"), "xmin": N_("Left"), "xmax": N_("Right"), "ymin": N_("Top"),
    "ymax": N_("Bottom"), "x in the second": N_("x in the second"),
    "y in the second": N_("y in the second"),
}  # fmt: skip
"""Names of columns for people, by the names that transformers gives the fields."""


# Text

PROSE = "font-size:1.05rem;line-height:1.9;white-space:pre-wrap;overflow-wrap:anywhere"


def entity_label(row: dict) -> str:
    return row.get("entity_group") or row["entity"]


def marked(text: str, entities: list[dict], _=str) -> Html:
    """The text with its entities marked, each with its label and, on hover, its score.

    A label in the legend hides its marks.
    """
    labels = sorted({entity_label(row) for row in entities})
    names = {label: f"k{at}" for at, label in enumerate(labels)}
    hues = colors(labels)
    pieces, done = [], 0
    for row in sorted(entities, key=lambda row: row["start"]):
        if row["start"] < done:
            continue
        label = entity_label(row)
        pieces += [
            escape(text[done : row["start"]]),
            f'<mark class="{names[label]}" title="{row["score"]:.4f}" style="--c:{hues[label]}">'
            f"{escape(text[row['start'] : row['end']])}<small>{escape(_(label))}</small></mark>",
        ]
        done = row["end"]
    pieces.append(escape(text[done:]))
    legend = "".join(
        f'<label style="--c:{hues[label]}"><input type="checkbox" checked class="{names[label]}">'
        f"{escape(_(label))}</label>"
        for label in labels
    )
    hidden = "".join(
        f".marked:has(input.{name}:not(:checked)) mark.{name}{{background:none;border-color:"
        f"transparent}}.marked:has(input.{name}:not(:checked)) mark.{name} small{{display:none}}"
        for name in names.values()
    )
    style = (
        ".marked mark{background:color-mix(in srgb,var(--c) 22%,transparent);color:inherit;"
        "border-bottom:2px solid var(--c);border-radius:4px;padding:2px 4px}"
        ".marked mark small{margin-left:6px;font-size:.7em;font-weight:600;color:var(--c);"
        "filter:brightness(1.15)}"
        ".marked label{margin-right:16px;cursor:pointer;border-bottom:3px solid var(--c)}"
        ".marked input{margin-right:6px;accent-color:var(--c)}"
    )
    nothing = "" if entities else "<p><em>" + escape(_(N_("Nothing found."))) + "</em></p>"
    return Html(
        f'<style>{style}{hidden}</style><div class="marked"><div>{legend}</div>'
        f'<p style="{PROSE}">{"".join(pieces)}</p>{nothing}</div>'
    )


def answered(context: str, answers: list[dict], _=str) -> Html:
    """The context with the best answer lit and the others underlined."""
    text = answers[0]["answer"] if answers else ""
    said = f"“{escape(text)}”" if text else escape(_(N_("The text does not say.")))
    kept, done, pieces = [], 0, []
    for row in answers:  # best first: a worse answer never covers a better one
        if row["answer"] and all(
            row["end"] <= a["start"] or row["start"] >= a["end"] for a in kept
        ):
            kept.append(row)
    for row in sorted(kept, key=lambda row: row["start"]):
        best = row is answers[0]
        look = (
            "background:rgba(15,138,128,.3);border-bottom:3px solid #0F8A80"
            if best
            else "background:none;border-bottom:2px dotted #D97706"
        )
        pieces += [
            escape(context[done : row["start"]]),
            f'<mark title="{row["score"]:.4f}" style="color:inherit;{look}">'
            f"{escape(context[row['start'] : row['end']])}</mark>",
        ]
        done = row["end"]
    pieces.append(escape(context[done:]))
    return Html(
        f'<p style="font-size:1.5rem;margin:0 0 .6rem">{said}</p>'
        f'<p style="{PROSE}">{"".join(pieces)}</p>'
    )


def continued(prompt: str, text: str) -> Html:
    """A prompt, greyed, and the text that was written after it."""
    return Html(
        f'<p style="{PROSE}"><span style="opacity:.5">{escape(prompt)}</span>{escape(text)}</p>'
    )


def quoted(text: str | None, _=str) -> Html:
    """A short text that is the whole answer."""
    said = escape(text or "") or "<em>" + escape(_(N_("Nothing was recognised."))) + "</em>"
    return Html(f'<p style="font-size:1.5rem;overflow-wrap:anywhere">{said}</p>')


def beside(source: str, target: str, _=str) -> Html:
    """A text and what became of it, side by side, with the ratio of their lengths."""
    ratio = len(target) / len(source)
    column = f"flex:1 1 260px;{PROSE}"
    caption = _(N_("{count} characters")).format
    return Html(
        '<div style="display:flex;flex-wrap:wrap;gap:2rem">'
        f'<div style="{column};opacity:.65">{escape(source)}'
        f"<br><small>{escape(caption(count=len(source)))}</small></div>"
        f'<div style="{column}"><strong style="font-weight:500">{escape(target)}</strong>'
        f'<br><small style="opacity:.65">{escape(caption(count=len(target)))} · '
        f"{ratio:.0%}</small></div></div>"
    )


# Pictures


def _canvas(image) -> go.Figure:
    """A figure with the picture as its ground, in pixels from the upper left corner."""
    figure = go.Figure()
    figure.add_layout_image(
        source=image,
        x=0,
        y=0,
        sizex=image.width,
        sizey=image.height,
        xref="x",
        yref="y",
        sizing="stretch",
        layer="below",
    )
    figure.update_xaxes(visible=False, range=[0, image.width], constrain="domain")
    figure.update_yaxes(visible=False, range=[image.height, 0], scaleanchor="x", constrain="domain")
    figure.update_layout(
        height=min(560, max(300, round(560 * image.height / image.width))),
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        legend={"orientation": "h", "y": -0.02, "yanchor": "top"},
        plot_bgcolor="rgba(0,0,0,0)",
    )
    return figure


def kept_boxes(output: list[dict], threshold: float, overlap: float) -> list[dict]:
    """The boxes of at least `threshold`, without those that a surer box of the same label covers
    by more than `overlap` (intersection over union)."""
    kept: list[dict] = []
    for row in sorted(output, key=lambda row: -row["score"]):
        if row["score"] < threshold:
            break
        if all(
            row["label"] != other["label"] or _iou(row["box"], other["box"]) <= overlap
            for other in kept
        ):
            kept.append(row)
    return kept


def _iou(one: dict, other: dict) -> float:
    width = min(one["xmax"], other["xmax"]) - max(one["xmin"], other["xmin"])
    height = min(one["ymax"], other["ymax"]) - max(one["ymin"], other["ymin"])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(one) + _area(other) - shared)


def _area(box: dict) -> float:
    return (box["xmax"] - box["xmin"]) * (box["ymax"] - box["ymin"])


def boxes(image, rows: list[dict], _=str) -> go.Figure:
    """The picture with numbered boxes; a label in the legend hides its boxes."""
    figure = _canvas(image)
    hues = colors(row["label"] for row in rows)
    shown = set()
    for number, row in enumerate(rows, 1):
        box, label = row["box"], row["label"]
        x = [box[side] for side in ("xmin", "xmax", "xmax", "xmin", "xmin")]
        y = [box[side] for side in ("ymin", "ymin", "ymax", "ymax", "ymin")]
        name = escape(_(label))
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines+text",
            name=name,
            legendgroup=label,
            fill="toself",
            showlegend=label not in shown,
            line={"color": hues[label], "width": 3},
            fillcolor="rgba(255,255,255,0.06)",
            text=[f" {number}", "", "", "", ""],
            textposition="bottom right",
            textfont={"color": hues[label], "size": 15},
            hoveron="points+fills",
            hoverinfo="text",
            hovertext=f"{number} · {name} {row['score']:.1%}",
        )
        shown.add(label)
    return figure


def segments(image, rows: list[dict], opacity: float, _=str) -> go.Figure:
    """The picture under its coloured masks; a click in the legend hides one, two isolate it."""
    figure = _canvas(image)
    hues = colors(row["label"] for row in rows)
    for at, row in enumerate(rows):
        mask = from_rle(row["mask"])
        hue = hues[row["label"]] if len(hues) == len(rows) else _hue(at)
        name = escape(f"{_(row['label'])} {row['area']:.1%}")
        step = max(1, max(mask.shape) // 256)  # enough for the eye, and quick to send
        z = np.where(mask[::step, ::step], 1.0, None)
        figure.add_heatmap(
            z=z,
            x0=step / 2,
            dx=step,
            y0=step / 2,
            dy=step,
            opacity=opacity,
            showscale=False,
            colorscale=[[0, hue], [1, hue]],
            name=name,
            showlegend=True,
            hoverongaps=False,
            hovertemplate=f"{name}<extra></extra>",
        )
    return figure


def _hue(number: int) -> str:
    red, green, blue = hls_to_rgb(number * 0.618 % 1, 0.5, 0.65)
    return f"rgb({red * 255:.0f},{green * 255:.0f},{blue * 255:.0f})"


# Sounds


def waveform(audio, _=str, chunks=(), points: int = 1200) -> go.Figure:
    """How loud a recording is over its seconds, with the words where they are said."""
    samples = audio.samples
    size = max(1, len(samples) // points)
    parts = np.array_split(samples, max(1, len(samples) // size))
    at = np.linspace(0, audio.seconds, len(parts))
    high, low = ([float(pick(part)) for part in parts] for pick in (np.max, np.min))
    figure = go.Figure()
    for edge, fill in ((high, None), (low, "tonexty")):
        figure.add_scatter(
            x=at,
            y=edge,
            mode="lines",
            line={"width": 0.6, "color": "#2F7DC4"},
            fill=fill,
            fillcolor="rgba(47,125,196,0.45)",
            hoverinfo="skip",
        )
    for number, chunk in enumerate(chunks):
        start, end = chunk["timestamp"]
        start, end = start or 0.0, audio.seconds if end is None else end
        figure.add_vrect(x0=start, x1=end, fillcolor=OTHERS[number % 2], opacity=0.18, line_width=0)
        figure.add_annotation(
            x=(start + end) / 2,
            y=1.0,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            text=escape(shortened(chunk["text"])),
            hovertext=f"{start:.2f}–{end:.2f} s",
        )
    figure.update_yaxes(visible=False, fixedrange=True)
    figure.update_xaxes(title=_(N_("seconds")), fixedrange=True)
    figure.update_layout(
        height=200, showlegend=False, margin={"l": 8, "r": 8, "t": 28 if chunks else 8, "b": 8}
    )
    return figure


# Vectors, tables, videos


def similarities(names: list[str], vectors: list[list[float]], _=str) -> go.Figure:
    """How alike the vectors are: the cosine of every pair, from -1 to 1; at most the first 80."""
    names, matrix = names[:80], np.array(vectors[:80], dtype=float)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    ticks = [escape(name) for name in names]
    places = list(range(len(names)))
    figure = go.Figure(
        go.Heatmap(
            z=matrix @ matrix.T,
            x=places,
            y=places,
            zmin=-1,
            zmax=1,
            colorscale="Tealrose",
            reversescale=True,
            colorbar={"title": _(N_("cosine")), "thickness": 12},
            customdata=[[f"{a} · {b}" for b in ticks] for a in ticks],
            hovertemplate="%{customdata}<br>%{z:.3f}<extra></extra>",
        )
    )
    few = len(names) <= 40
    figure.update_xaxes(tickvals=places, ticktext=ticks, tickangle=-60, showticklabels=few)
    figure.update_yaxes(
        tickvals=places,
        ticktext=ticks,
        autorange="reversed",
        scaleanchor="x",
        constrain="domain",
        showticklabels=few,
    )
    figure.update_layout(height=520, margin={"l": 8, "r": 8, "t": 8, "b": 8})
    return figure


def lit_table(table: "pd.DataFrame", output: dict, _=str) -> Html:
    """A table with the cells that answer a question lit, under the answer."""
    lit = {tuple(place) for place in output["coordinates"]}
    cell = "padding:6px 14px;border:1px solid rgba(128,128,128,.35)"
    head = "".join(f'<th style="{cell};text-align:left">{escape(str(c))}</th>' for c in table)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{cell}'
            + (";background:rgba(15,138,128,.3);font-weight:600" if (row, at) in lit else "")
            + f'">{escape(str(value))}</td>'
            for at, value in enumerate(values)
        )
        + "</tr>"
        for row, values in enumerate(table.itertuples(index=False))
    )
    said = escape(output["answer"]) or escape(_(N_("The text does not say.")))
    return Html(
        f'<p style="font-size:1.5rem;margin:0 0 .6rem">{said}</p>'
        f'<div style="overflow-x:auto"><table style="border-collapse:collapse"><tr>{head}</tr>'
        f"{body}</table></div>"
    )


def filmstrip(frames: list, count: int = 8) -> Picture:
    """Frames of a video, evenly spread, side by side."""
    from PIL import Image

    count = min(count, len(frames))
    chosen = [frames[round(at * (len(frames) - 1) / max(1, count - 1))] for at in range(count)]
    width, height = chosen[0].size
    columns = -(-count // 2)
    strip = Image.new("RGB", (columns * width, 2 * height), "white")
    for at, frame in enumerate(chosen):
        strip.paste(frame, (at % columns * width, at // columns * height))
    return Picture(strip)


def depth(output: dict, _=str) -> go.Figure:
    """How far every pixel is, as the model measures it."""
    from PIL import Image

    grey = np.asarray(Image.open(BytesIO(b64decode(output["depth"]["png"]))), dtype=float)
    step = max(1, max(grey.shape) // 320)
    low, high = output["low"], output["high"]
    figure = go.Figure(
        go.Heatmap(
            z=low + grey[::step, ::step] / 255 * (high - low),
            colorscale="Viridis",
            colorbar={"thickness": 12},
            hovertemplate="%{z:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    figure.update_layout(height=420, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    return figure


def matches(first, second, rows: list[dict], _=str) -> go.Figure:
    """Two pictures side by side with lines between points that are the same; the surest 200."""
    from PIL import Image

    both = Image.new("RGB", (first.width + second.width, max(first.height, second.height)), "white")
    both.paste(first, (0, 0))
    both.paste(second, (first.width, 0))
    figure = _canvas(both)
    for row in rows[:200]:
        one, other = row["keypoint_image_0"], row["keypoint_image_1"]
        figure.add_scatter(
            x=[one["x"], other["x"] + first.width],
            y=[one["y"], other["y"]],
            mode="lines+markers",
            line={"width": 1.5, "color": f"rgba(15,138,128,{max(0.2, row['score']):.2f})"},
            marker={"size": 5},
            showlegend=False,
            hoverinfo="text",
            hovertext=f"{row['score']:.3f}",
        )
    return figure
