"""Colours that can be read on every page, and names that fit their place."""

import csv
import io
import json
import re
import tomllib
from unicodedata import east_asian_width

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

import catalogue
import palette
import tokenizer_lab as lab
from catalogue import figures as catalogue_figures
from demo_checkpoints.scenes import COLORS, SHAPES
from inference import masks
from inference.figures.confusion import class_bars, confusion
from inference.figures.scores import score_bars
from inference.figures.sounds import waveform
from inference.figures.vectors import similarities
from inference.media import Audio
from inference.tasks import image_segmentation, named_entities, object_detection
from inference.tasks.sentiment import shares
from tokenizer_lab.comparing import figures as comparing_figures
from tokenizer_lab.comparing.vocabulary import KINDS
from tokenizer_lab.cutting.lattice import Lattice, ScoredPieces
from tokenizer_lab.encoding import figures as encoding_figures
from tokenizer_lab.learning import figures as learning_figures

from .conftest import ROOT

COLOURS = {*palette.HUES, palette.PRESENT, palette.LOOK, palette.UNKNOWN, palette.SYMBOL}
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
GROUNDS = [THEME[name]["backgroundColor"] for name in ("light", "dark")]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, by WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """The relative luminance of #RRGGBB, by WCAG 2."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_formula_knows_its_ends():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("color", sorted(COLOURS))
def test_white_text_can_be_read_on_every_colour_which_stands_out_from_both_grounds(color):
    assert contrast("#FFFFFF", color) >= 4.5
    assert min(contrast(ground, color) for ground in GROUNDS) >= 3


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_buttons_links_and_the_name_in_the_logo_can_be_read(ground):
    theme = THEME[ground]
    grounds = theme["backgroundColor"], theme["sidebar"]["backgroundColor"]
    assert contrast("#FFFFFF", theme["primaryColor"]) >= 4.5
    assert min(contrast(theme["primaryColor"], each) for each in grounds) >= 3
    assert min(contrast(theme["linkColor"], each) for each in grounds) >= 4.5
    logo = (ROOT / "static" / "logo.svg").read_text(encoding="utf-8")
    names = re.findall(r"\.name { fill: (#\w+);", logo)
    name = dict(zip(("light", "dark"), names, strict=True))[ground]
    assert contrast(name, theme["sidebar"]["backgroundColor"]) >= 4.5
    assert "<text" not in logo  # a picture has no fonts of the page


def test_hues_differ_and_none_of_them_means_anything():
    assert len(set(palette.HUES)) == len(palette.HUES)
    assert not {palette.LOOK, palette.UNKNOWN, palette.SYMBOL} & set(palette.HUES)


def answers(name: str) -> list[str]:
    """The labels that a demo checkpoint answers with."""
    config = ROOT / "demo_checkpoints" / name / "config.json"
    return list(json.loads(config.read_text(encoding="utf-8"))["id2label"].values())


@pytest.mark.parametrize(
    "labels",
    [
        list(SHAPES),
        answers("object_detection"),
        answers("image_segmentation"),
        sorted({label[2:] for label in answers("ner") if label != "O"}),
        list(COLORS),
        answers("sentiment"),
    ],
    ids=["shapes", "objects", "segments", "entities", "colour names", "sentiment"],
)
def test_labels_that_stand_together_have_a_colour_each(labels):
    colors = palette.label_colors(labels)
    assert list(colors) == labels
    assert len(set(colors.values())) == len(labels)


@given(st.text(min_size=1))
@example("##")
@example("  ")
def test_a_token_has_one_colour_whoever_writes_its_space(text):
    color = palette.token_color(text)
    assert color in {*palette.HUES, palette.SYMBOL}
    for written in (f" {text}", f"Ġ{text}", f"▁{text}", f"{text}Ċ", f"{text}\n"):
        assert palette.token_color(written) == color


def test_a_continuation_and_a_single_character_are_known():
    assert palette.token_color("##ing") == palette.token_color("ing")
    assert palette.token_color("##s") == palette.token_color("Ġs") == palette.SYMBOL
    assert palette.token_color("好") == palette.token_color("▁好") == palette.SYMBOL
    assert palette.token_color("Ġ") == palette.token_color(" ") == palette.SYMBOL


def columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


@given(st.text(), st.integers(min_value=3, max_value=40))
def test_what_is_shortened_fits_and_begins_like_the_whole(text, most):
    short, line = palette.shortened(text, most), " ".join(text.split()) or text
    assert columns(short) <= most
    assert short == line or (short[-1] == "…" and line.startswith(short[:-1]))
    assert (short == line) == (columns(line) <= most)


def test_a_chinese_character_takes_two_columns():
    assert palette.shortened("吃葡萄不吐葡萄皮", 8) == "吃葡萄…"
    assert palette.shortened("吃葡萄皮", 8) == "吃葡萄皮"
    assert palette.shortened("grapes and skins", 8) == "grapes …"
    assert palette.shortened("two\nlines", 20) == "two lines"


QUOTED = """"so", it's <b> & so"""
"""A text of what Plotly or HTML would read as markup, and of quotation marks."""
PLOTLY = """"so", it's &lt;b&gt; &amp; so"""
"""`QUOTED` for Plotly, which knows no name for a quotation mark."""


def test_quotation_marks_stay_and_tags_and_entities_become_text():
    assert palette.plotly_text(QUOTED) == PLOTLY
    assert palette.plotly_text("&quot;") == "&amp;quot;"


def test_a_name_in_a_picture_of_the_catalogue_arrives_as_it_is():
    table = io.StringIO()
    csv.writer(table).writerows([["name", "tasks"], [QUOTED, QUOTED]])
    models = catalogue.own_models(table.getvalue().encode())
    assert list(catalogue_figures.models_by_task(models).data[0].y) == [PLOTLY]
    modules = pd.DataFrame({"module": ["encoder.layer"], "parameters": [1]})
    assert catalogue_figures.module_treemap(modules, QUOTED).data[0].labels[0] == PLOTLY


def test_a_label_in_a_picture_of_a_result_arrives_as_it_is():
    row = {"label": QUOTED, "score": 1.0}
    bars = score_bars([row])
    assert [*bars.layout.yaxis.ticktext, *bars.data[0].customdata] == [PLOTLY, PLOTLY]
    shared = shares([QUOTED], [[row]])
    assert [shared.data[0].name, shared.layout.annotations[0].text] == [PLOTLY, PLOTLY]
    assert list(similarities([QUOTED], [[1.0]]).layout.xaxis.ticktext) == [PLOTLY]
    sound = Audio(np.zeros(8, "float32"), 8)
    said = waveform(sound, chunks=[{"text": QUOTED, "timestamp": (0, 1)}])
    assert said.layout.annotations[0].text == PLOTLY


def test_a_token_in_a_picture_of_tokenizers_arrives_as_it_is():
    trace = lab.train("bpe", {QUOTED: 2}, vocab_size=300, pretokenizer="none")
    curve = learning_figures.whole_curve(trace).data[0]
    assert PLOTLY.replace(" ", "␣") in curve.customdata
    lattice = Lattice(QUOTED, ScoredPieces({QUOTED: -1.0}))
    assert PLOTLY in encoding_figures.lattice_figure(lattice, 0, len(QUOTED)).data[0].text
    tokens = pd.DataFrame({"kind": [next(iter(KINDS))], "characters": [1]})
    assert comparing_figures.kinds_figure({QUOTED: tokens}).data[0].name == PLOTLY
    assert comparing_figures.lengths_figure({QUOTED: tokens}).data[0].name == PLOTLY


LABEL_SETS = st.lists(
    st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=4), min_size=1, max_size=12
)


@given(LABEL_SETS)
def test_labels_that_are_seen_together_never_share_a_colour(seen):
    colors = palette.LabelColors()
    for labels in seen:
        together = colors.of(labels)
        kinds = {palette._kind(label) for label in labels}
        assert list(together) == list(dict.fromkeys(labels))
        assert len(set(together.values())) == len(kinds)
        assert set(together.values()) <= {*palette.HUES, *palette._MEANT.values()}


NAMES = ("cat", "dog", "bird", "B-PER", "I-PER", "LOC", "1", "2", "猫", "<b>")


@given(st.lists(st.lists(st.sampled_from(NAMES), min_size=1), min_size=1))
def test_a_label_keeps_its_colour_whatever_else_is_seen(seen):
    colors, first = palette.LabelColors(), {}
    for labels in seen:
        for label, color in colors.of(labels).items():
            assert first.setdefault(label, color) == color
    assert colors.of(["B-PER"])["B-PER"] == colors.of(["PER"])["PER"]


def test_a_label_has_the_same_colour_in_box_mask_bar_chart_span_and_matrix():
    labels = [f"label {number}" for number in range(len(palette.HUES))]
    rows = [{"label": label, "score": 0.5} for label in labels]
    image = Image.new("RGB", (8, 8))
    sides = {"xmin": 0, "ymin": 0, "xmax": 4, "ymax": 4}
    mask = masks.to_rle(np.ones((8, 8), bool))
    with palette.remembered(palette.LabelColors()):
        wanted = palette.label_colors(labels)
        assert len(set(wanted.values())) == len(labels)
        (found,) = object_detection.draw(
            {"image": image}, [row | {"box": sides} for row in rows[::-1]]
        )
        assert [region.color for region in found.regions] == [*wanted.values()][::-1]
        (covered,) = image_segmentation.draw(
            {"image": image}, [row | {"mask": mask, "area": 1.0} for row in rows[3:]]
        )
        assert [region.color for region in covered.regions] == [*wanted.values()][3:]
        spans = [{"entity": f"B-{row['label']}", "word": "", "start": 0, "end": 1} for row in rows]
        (named,) = named_entities.draw({"text": "x"}, [span | {"score": 1.0} for span in spans[5:]])
        assert [region.color for region in named.regions] == [*wanted.values()][5:]
        assert list(score_bars(rows[2:]).data[0].marker.color) == [*wanted.values()][2:]
        bars = shares(["a"], [rows]).data
        assert {bar.name: bar.marker.color for bar in bars} == wanted
        classes = [row | {"f1": 0.0, "precision": 0.0, "recall": 0.0, "support": 1} for row in rows]
        assert list(class_bars(classes[4:]).data[0].marker.color) == [*wanted.values()][4:]
        ticks = confusion(labels[7:9], [[1, 1], [0, 1]]).layout.yaxis.ticktext
        assert [wanted[label] in tick for label, tick in zip(labels[7:9], ticks)] == [True] * 2
