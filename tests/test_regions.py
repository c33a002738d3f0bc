"""Regions: what a result finds in a picture or a text, and what of it is shown where."""

import csv
import io
import json
from base64 import b64decode

import numpy as np
import plotly.graph_objects as go
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import i18n
import inference
import palette
from inference import Task
from inference.masks import from_rle, thinned, to_rle
from inference.table import table
from inference.tasks import document_question_answering, named_entities
from inference.views import Regions
from ui import csv_file

PICTURE = Image.new("RGB", (320, 200), "white")
LABELS = st.sampled_from(["circle", "cross", "<b>x</b>", "猫"])
SHARES = st.floats(0, 1)


@st.composite
def found(draw) -> list[dict]:
    """Boxes as detection finds them, best first."""
    corners = st.integers(0, 100)
    rows = [
        {
            "label": draw(LABELS),
            "score": score,
            "box": {
                "xmin": (x := draw(corners)),
                "ymin": (y := draw(corners)),
                "xmax": x + draw(st.integers(1, 100)),
                "ymax": y + draw(st.integers(1, 100)),
            },
        }
        for score in draw(st.lists(SHARES, max_size=12))
    ]
    return sorted(rows, key=lambda row: -row["score"])


def drawn(task: Task, item: dict, output: object, _=str) -> Regions:
    (view,) = task.draw(item, output, _)
    assert isinstance(view, Regions)
    json.dumps(view.data())
    return view


@pytest.mark.parametrize("name", ["object-detection", "zero-shot-object-detection"])
@settings(max_examples=60, deadline=None)
@given(output=found(), threshold=SHARES, overlap=SHARES)
def test_picture_table_and_files_agree_at_any_threshold(name, output, threshold, overlap):
    task = inference.task(name)
    item = {"image": PICTURE, "labels": ["circle"]}
    shown = task.shown(output, threshold=threshold, overlap=overlap)
    view = drawn(task, item, shown)
    assert [region.score for region in view.regions] == [row["score"] for row in shown]
    assert all(row in output and row["score"] >= threshold for row in shown)
    rows = table(task, [item], [shown])
    written = list(csv.DictReader(io.StringIO(csv_file(rows).decode("utf-8-sig"))))
    kept = json.loads(json.dumps(shown))
    assert len(rows) == len(written) == len(kept) == len(view.regions)
    for region, row, line, entry in zip(
        view.regions, rows.to_dict("records"), written, kept, strict=True
    ):
        assert region.label == row["Label"] == entry["label"]
        assert line["Label"].lstrip("'") == region.label
        assert region.score == row["Score"] == float(line["Score"]) == entry["score"]
        assert region.box == tuple(row[side] for side in ("Left", "Top", "Right", "Bottom"))


@given(output=found(), low=SHARES, high=SHARES)
def test_a_higher_threshold_shows_some_of_the_same(output, low, high):
    task = inference.task("object-detection")
    low, high = sorted((low, high))
    more = task.shown(output, threshold=low, overlap=1.0)
    fewer = task.shown(output, threshold=high, overlap=1.0)
    assert fewer == [row for row in more if row["score"] >= high]


def test_a_task_that_sifts_nothing_shows_all_it_was_given():
    task = inference.task("image-segmentation")
    assert task.shown(["anything"], opacity=0.1) == ["anything"]


@st.composite
def entities(draw) -> tuple[str, list[dict]]:
    """A text and entities in it that begin and end anywhere, in order and apart."""
    text = draw(st.text(st.sampled_from("New York,k h.东京 'é\n😀"), min_size=1, max_size=40))
    places = st.integers(0, len(text))
    ends = sorted(draw(st.lists(places, max_size=10, unique=True)))
    spans = list(zip(ends[::2], ends[1::2]))
    kinds = st.sampled_from(["PER", "LOC"])
    return text, [
        {"entity_group": draw(kinds), "score": draw(SHARES), "start": start, "end": end, "word": ""}
        for start, end in spans
    ]


@settings(max_examples=300, deadline=None)
@given(entities())
def test_entities_are_whole_words_in_order_that_do_not_overlap(case):
    text, rows = case
    whole = named_entities.whole_words(text, rows)
    done = 0
    for row in whole:
        start, end = row["start"], row["end"]
        assert done <= start < end <= len(text)
        done = end
        assert text[start:end] == text[start:end].strip()
        assert 0 <= row["score"] <= 1
        for edge in (start, end):  # no word of letters goes on beyond an edge
            around = text[max(edge - 1, 0) : edge + 1]
            latin = [(char.isascii() and char.isalpha()) or char == "é" for char in around]
            assert not (0 < edge < len(text) and all(latin))
    # A word whose first letter an entity covers has that entity's label.
    for row in rows:
        word = named_entities.WORD.search(text, row["start"], row["end"])
        if word and (word.start() == 0 or not text[word.start() - 1].isalpha()):
            there = [w for w in whole if w["start"] <= word.start() < w["end"]]
            assert [w["entity_group"] for w in there] == [row["entity_group"]]


def entity(label: str, start: int, end: int, score: float = 0.5) -> dict:
    return {"entity_group": label, "score": score, "start": start, "end": end, "word": "##"}


def spoken(text: str, *rows: dict) -> list[tuple[str, str]]:
    return [
        (text[row["start"] : row["end"]], row["entity_group"])
        for row in named_entities.whole_words(text, list(rows))
    ]


def test_half_a_word_is_never_an_entity():
    text = "Anna went to New York."
    assert spoken(text, entity("LOC", 13, 20), entity("PER", 20, 21)) == [("New York", "LOC")]
    assert spoken(text, entity("PER", 3, 4)) == []
    assert spoken(text, entity("PER", 1, 4), entity("LOC", 13, 22)) == [("New York.", "LOC")]
    assert spoken("东京和大阪", entity("LOC", 0, 2), entity("LOC", 3, 5)) == [
        ("东京", "LOC"),
        ("大阪", "LOC"),
    ]


def test_a_word_ends_where_another_script_begins():
    text = "后来Anna到了シャーロック3号Tokyo東京"
    words = named_entities.WORD.findall(text)
    assert words == [*"后来", "Anna", *"到了シャーロック", "3", "号", "Tokyo", *"東京"]
    assert spoken(text, entity("PER", 2, 4)) == [("Anna", "PER")]


def test_an_entity_that_the_rest_of_a_word_broke_is_one_again():
    text = "New York City hall"
    rows = entity("LOC", 0, 6, 0.9), entity("PER", 6, 8), entity("LOC", 9, 13, 0.6)
    assert spoken(text, *rows) == [("New York City", "LOC")]
    (whole,) = named_entities.whole_words(text, list(rows))
    assert whole["score"] == pytest.approx((0.9 * 8 + 0.6 * 4) / 12)
    apart = entity("LOC", 0, 8), entity("LOC", 9, 13)
    assert spoken(text, *apart) == [("New York", "LOC"), ("City", "LOC")]


@pytest.fixture(scope="module")
def ner():
    return inference.load("ner", device="cpu")


SENTENCES = (
    "Mrs. Khadija Ouazzani-Smith flew from Ouagadougou to New Yorkshire on 3 May.",
    "O'Brien's friend Þórbergur lives in Llanfairpwllgwyngyll, near Ynys Môn.",
    "欧阳修和司马光昨天去了乌鲁木齐，后来 Anna 到了Shanghai。",
    "😀 Zbigniew\nBrzeziński 和 Müller",
)


@pytest.mark.parametrize("strategy", ["first", "simple", "none"])
def test_the_word_of_an_entity_is_what_stands_in_the_text(ner, strategy):
    run = inference.run(ner, list(SENTENCES), aggregation_strategy=strategy)
    for text, output in zip(SENTENCES, run.output, strict=True):
        assert [row["word"] for row in output] == [text[r["start"] : r["end"]] for r in output]
        view = drawn(inference.task("ner"), {"text": text}, output)
        assert [text[slice(*region.span)] for region in view.regions] == [
            region.text for region in view.regions
        ]


def test_by_default_entities_are_whole_words(ner):
    for text, output in zip(SENTENCES, inference.run(ner, list(SENTENCES)).output, strict=True):
        for row in output:
            for edge in (row["start"], row["end"]):
                around = text[max(edge - 1, 0) : edge + 1]
                assert not (0 < edge < len(text) and around.isalpha() and around < "一")


def test_answers_stand_in_the_context():
    context = "Zoë lives in Łódź 😀. Her brother lives in Kraków."
    pipe = inference.load("question-answering", device="cpu")
    item = {"question": "Where does Zoë live?", "context": context}
    (output,) = inference.run(pipe, item, top_k=5).output
    view = drawn(inference.task("question-answering"), item, output)
    assert [context[slice(*region.span)] for region in view.regions] == [
        region.text for region in view.regions
    ]
    assert view.heading == f"“{output[0]['answer']}”"


def test_no_answer_is_a_row_without_a_place():
    output = [{"answer": "", "score": 0.9, "start": 0, "end": 0}]
    view = drawn(inference.task("question-answering"), {"context": "Nothing."}, output)
    assert [(region.span, region.text) for region in view.regions] == [
        (None, "The text does not say.")
    ]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("A [MASK] is a [MASK].", ["[MASK]", "[MASK]"]),
        ("<mask> 和[MASK]", ["<mask>", "[MASK]"]),
        ("written ___ and ___", []),
    ],
)
def test_tokens_belong_to_their_gaps(text, gaps):
    tokens = [{"token_str": " a", "score": 0.6}, {"token_str": "b", "score": 0.1}]
    view = drawn(inference.task("fill-mask"), {"text": text}, [tokens, tokens])
    spans = [region.span for region in view.regions]
    assert [text[slice(*span)] for span in spans[::2] if span] == gaps
    assert spans[::2] == spans[1::2]
    assert [region.fill for region in view.regions] == ["a", "b"] * 2


def test_tokens_that_read_the_same_fill_a_gap_once():
    scores = {" Paris": 0.5, "Berlin": 0.3, "Paris": 0.1, " Rome": 0.05}
    tokens = [{"token_str": token, "score": score} for token, score in scores.items()]
    (view,) = inference.task("fill-mask").draw({"text": "In [MASK]."}, [tokens])
    assert [region.text for region in view.regions] == ["Paris", "Berlin", "Rome"]
    assert view.regions[0].score == pytest.approx(0.6)
    assert [region.label for region in view.regions] == ["sum of 2 tokens", "", ""]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 50), st.integers(0, 2**32))
def test_a_thinned_mask_is_small_and_has_what_the_whole_has_there(height, width, longest, seed):
    mask = np.random.default_rng(seed).random((height, width)) < 0.5
    thin = thinned(to_rle(mask), longest)
    assert max(thin["size"]) <= max(longest, 1)
    step = -(-max(height, width) // longest)
    assert (from_rle(thin) == mask[::step, ::step]).all()


def segment(label: str, area: float) -> dict:
    mask = np.zeros((200, 320), bool)
    mask[:20, :20] = True
    return {"label": label, "score": None, "area": area, "mask": to_rle(mask)}


def test_a_label_keeps_its_colour_whatever_stands_beside_it():
    segmentation, detection = map(inference.task, ("image-segmentation", "object-detection"))
    item = {"image": PICTURE}
    alone = drawn(segmentation, item, [segment("cross", 0.2)]).regions[0]
    among = drawn(
        segmentation, item, [segment("ring", 0.3), segment("cross", 0.2), segment("cross", 0.1)]
    ).regions
    box = {"label": "cross", "score": 0.9, "box": dict.fromkeys(("xmin", "ymin"), 0)}
    box["box"] |= {"xmax": 5, "ymax": 5}
    entity = drawn(
        inference.task("ner"),
        {"text": "x"},
        [{"entity": "cross", "word": "x", "score": 1.0, "start": 0, "end": 1}],
    ).regions[0]
    colors = [alone.color, among[1].color, among[2].color, entity.color]
    colors.append(drawn(detection, item, [box]).regions[0].color)
    assert set(colors) == {*palette.label_colors(["cross"]).values()}


def test_picture_and_table_say_a_label_in_one_language():
    zh = i18n.translations("zh").gettext
    task = inference.task("image-segmentation")
    output = [segment("cross", 0.2), segment("Text", 0.1)]
    regions = drawn(task, {"image": PICTURE}, output, zh).regions
    rows = table(task, [{}], [output], zh)
    # What a foreign checkpoint calls "Text" is its own word, though the app has one for it.
    assert [region.label for region in regions] == list(rows[zh("Label")]) == ["十字", "Text"]
    assert list(table(task, [{}], [output])["Label"]) == ["cross", "Text"]


@pytest.mark.parametrize(
    ("name", "column", "answer", "said"),
    [
        ("sentiment-analysis", "label", "positive", "正面"),
        ("visual-question-answering", "answer", "red", "红色"),
        ("video-classification", "label", "star", "五角星"),
        ("zero-shot-classification", "label", "cross", "cross"),
        ("zero-shot-image-classification", "label", "cross", "cross"),
    ],
)
def test_bars_and_table_say_a_label_in_one_language(name, column, answer, said):
    zh = i18n.translations("zh").gettext
    task, output = inference.task(name), [{column: answer, "score": 0.9}]
    item = {"image": PICTURE, "video": [PICTURE] * 2, "text": "x", "labels": ["cross"]}
    (ticks,) = [
        view.layout.yaxis.ticktext
        for view in task.draw(item, output, zh)
        if isinstance(view, go.Figure)
    ]
    (row,) = table(task, [{}], [output], zh).to_dict("records")
    assert ticks == (said,) == (row[zh(task.column_name(column))],)


def test_labels_that_a_visitor_types_stay_as_they_are():
    zh = i18n.translations("zh").gettext
    task = inference.task("zero-shot-object-detection")
    box = {"xmin": 0, "ymin": 0, "xmax": 5, "ymax": 5}
    output = [{"label": "cross", "score": 0.9, "box": box}]
    regions = drawn(task, {"image": PICTURE}, output, zh).regions
    assert [region.label for region in regions] == ["cross"]
    assert list(table(task, [{}], [output], zh)[zh("Label")]) == ["cross"]


@pytest.mark.parametrize(("size", "shown"), [((40, 30), (40, 30)), ((4000, 1000), (1600, 400))])
def test_a_picture_is_sent_no_larger_than_it_is_seen(size, shown):
    view = Regions((), Image.new("RGB", size, "red"))
    data = view.data()["picture"]
    assert (data["width"], data["height"]) == size
    sent = Image.open(io.BytesIO(b64decode(data["source"].partition(",")[2])))
    assert sent.size == shown
    assert view.picture.size == size  # the picture itself is left alone


def test_an_answer_on_a_page_has_the_box_of_its_words(monkeypatch):
    import transformers as t
    from transformers.pipelines import document_question_answering as pipelines

    from inference.stand_in import small_tokenizer

    words = ["Tea", "2.50", "Total", "6.25"]
    boxes = [[100, 200, 300, 250], [400, 200, 500, 260], [100, 800, 300, 850], [400, 790, 500, 850]]
    monkeypatch.setattr(pipelines, "apply_tesseract", lambda *a, **b: (words, boxes))
    monkeypatch.setattr(document_question_answering, "find_spec", lambda _name: True)
    torch.manual_seed(1)
    tokenizer = small_tokenizer("encoder")
    config = t.LayoutLMConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    pipe = t.pipeline(
        "document-question-answering",
        model=t.LayoutLMForQuestionAnswering(config).eval(),
        tokenizer=tokenizer,
    )
    item = {"image": Image.new("RGB", (500, 1000)), "question": "What is the total?"}
    (output,) = document_question_answering.answer(pipe, [item], top_k=4)
    assert output
    for row in output:
        those = np.array(boxes[row["start"] : row["end"] + 1]) / 1000 * [500, 1000, 500, 1000]
        expected = [*those[:, :2].min(axis=0), *those[:, 2:].max(axis=0)]
        assert row["box"] == pytest.approx(expected)
    view = drawn(inference.task("document-question-answering"), item, output)
    assert [region.text for region in view.regions] == [row["answer"] for row in output]
