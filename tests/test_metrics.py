"""Right answers: figures are those of the named libraries, and every input is accounted for."""

import io
import json
import random
import re
import shutil
import string
import zipfile
from collections import Counter
from math import comb
from pathlib import Path

import jiwer
import numpy as np
import pandas as pd
import pytest
import sacrebleu
import torch
from PIL import Image
from rouge_score.rouge_scorer import RougeScorer
from safetensors.torch import load_file, save_file
from scipy.stats import bootstrap
from seqeval.metrics import classification_report as entity_report
from sklearn.metrics import (
    classification_report,
    jaccard_score,
    label_ranking_average_precision_score,
    top_k_accuracy_score,
)
from streamlit.testing.v1 import AppTest

import i18n
import inference
from demo_checkpoints.object_detection import recipe
from i18n import Problem
from inference import metrics
from inference.figures.confusion import class_bars, confusion
from inference.masks import to_rle
from inference.metrics import coco, sampling, sources, texts
from inference.metrics.renaming import renamed
from sandbox import Ended

from .growth import growth
from .pages import opened, ran
from .waiting import until

TASKS = inference.tasks()
WORDS = [
    *[
        "the",
        "a",
        "cat",
        "sat",
        "on",
        "mat,",
        "résumé",
        "naïve",
        "猫",
        "在",
        "垫子",
        "上",
        "😀",
        "Über",
        "straße",
        "42",
        "don't",
    ]
]


def sentences(count: int, seed: int, most: int = 9) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, most))) for _ in range(count)]


def noisy(wanted: list[str], seed: int) -> list[str]:
    """The same texts with words lost, added and changed; some of them empty."""
    chance = random.Random(seed)
    said = []
    for text in wanted:
        kept = [word for word in text.split() if chance.random() > 0.2]
        kept += chance.choices(WORDS, k=chance.randint(0, 2))
        said.append(" ".join(kept) if chance.random() > 0.05 else "")
    return said


def mean_of_rows(scores: metrics.Scores) -> float:
    return sum(map(float.__mul__, scores.scores, scores.weights)) / sum(scores.weights)


@pytest.mark.filterwarnings("ignore:A single label")
@pytest.mark.parametrize("names", [["正面", "负面", "neutral"], ["one"], ["a", "b", "c", "😀"]])
def test_figures_of_labels_are_those_of_scikit_learn(names):
    chance = random.Random(0)
    right = [chance.choice(names) for _ in range(300)]
    said = [chance.choice([label, *names]) for label in right]
    scores = metrics.LABELS.score(said, right)
    report = classification_report(right, said, output_dict=True, zero_division=0)
    assert scores.figures["accuracy"] == pytest.approx(report["accuracy"])
    assert scores.figures["f1_macro"] == pytest.approx(report["macro avg"]["f1-score"])
    assert scores.figures["f1_weighted"] == pytest.approx(report["weighted avg"]["f1-score"])
    for row in scores.classes:
        assert row["f1"] == pytest.approx(report[row["label"]]["f1-score"])
        assert row["support"] == report[row["label"]]["support"]
    counted = [[0] * len(scores.labels) for _ in scores.labels]
    for wanted, label in zip(right, said):
        counted[scores.labels.index(wanted)][scores.labels.index(label)] += 1
    assert scores.confusion == counted
    assert mean_of_rows(scores) == pytest.approx(scores.figures["accuracy"])


def test_an_input_without_an_answer_is_wrong_and_takes_no_label():
    scores = metrics.LABELS.score(["a", None, None], ["a", "a", "b"])
    assert scores.right == [True, False, False]
    assert scores.figures["accuracy"] == pytest.approx(1 / 3)
    assert [row["label"] for row in scores.classes] == ["a", "b"]
    assert scores.labels == ["a", "b", ""]
    assert scores.confusion == [[1, 0, 1], [0, 0, 1], [0, 0, 0]]
    for score, missing in (
        (texts.score_speech, "two words"),
        (texts.score_translations, ["two words"]),
        (texts.score_summaries, ["two words"]),
        (texts.score_answers, ["two words"]),
    ):
        scores = score([None], [missing])
        assert scores.right == [False]
        assert scores.scores == [1.0 if scores.main == "wer" else 0.0]


@pytest.mark.parametrize("seed", range(3))
def test_figures_of_entities_are_those_of_seqeval_at_every_character(seed):
    chance = random.Random(seed)
    right, said, tags, answered = [], [], [], []
    for text in sentences(80, seed):
        spans = [(at, at + len(word)) for at, word in _words(text)]
        entities = [[], []]
        characters = [["O"] * len(text), ["O"] * len(text)]
        for start, end in spans:
            for found, line in zip(entities, characters):
                if chance.random() < 0.4:
                    label = chance.choice(["PER", "LOC", "WORK-OF-ART"])
                    found.append((start, end, label, text[start:end]))
                    line[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
        right.append(entities[0])
        said.append(entities[1])
        tags.append(characters[0])
        answered.append(characters[1])
    scores = metrics.ENTITIES.score(said, right)
    report = entity_report(tags, answered, output_dict=True, zero_division=0)
    assert scores.figures["f1"] == pytest.approx(report["micro avg"]["f1-score"])
    assert scores.figures["precision"] == pytest.approx(report["micro avg"]["precision"])
    for row in scores.classes:
        assert row["f1"] == pytest.approx(report[row["label"]]["f1-score"])
        assert row["support"] == report[row["label"]]["support"]
    assert mean_of_rows(scores) == pytest.approx(scores.figures["f1"])


def _words(text: str) -> list[tuple[int, str]]:
    at, found = 0, []
    for word in text.split(" "):
        found.append((at, word))
        at += len(word) + 1
    return found


def test_where_no_entity_is_wanted_and_none_found_all_is_right():
    scores = metrics.ENTITIES.score([[], []], [[], []])
    assert scores.figures["f1"] == 1.0 and scores.right == [True, True]
    assert metrics.ENTITIES.score([None], [[]]).right == [False]


TEXT = "Anna Kowalski met Bob in 上海."


@pytest.mark.parametrize(
    "cell",
    [
        '[{"start": 0, "end": 13, "label": "PER"}, {"start": 25, "end": 27, "label": "LOC"}]',
        '{"entities": [[0, 13, "PER"], [25, 27, "B-LOC"]]}',
        "PER: Anna Kowalski; LOC: 上海",
        "PER：Anna Kowalski；LOC：上海",
        "LOC: 上海\nPER: Anna Kowalski",
    ],
)
def test_entities_are_read_in_every_form(cell):
    read = metrics.ENTITIES.read(cell, {"text": TEXT})
    assert read == [(0, 13, "PER", "Anna Kowalski"), (25, 27, "LOC", "上海")]


def test_tags_are_of_words_or_of_characters():
    item = {"text": "Anna Kowalski slept"}
    assert metrics.ENTITIES.read("B-PER I-PER O", item) == [(0, 13, "PER", "Anna Kowalski")]
    assert metrics.ENTITIES.read("['B-PER', 'I-PER', 'O']", item)[0][2] == "PER"
    assert metrics.ENTITIES.read("O O O", item) == metrics.ENTITIES.read("[]", item) == []
    chinese = {"text": "张伟去上海"}
    assert metrics.ENTITIES.read("B-PER I-PER O B-LOC I-LOC", chinese) == [
        (0, 2, "PER", "张伟"),
        (3, 5, "LOC", "上海"),
    ]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("B-PER O", "The number of tags (2) fits neither the words (6)"),
        ("PER: Carol", "Carol is not in the text"),
        ("Anna Kowalski", "not a list of entities"),
        ('[{"start": 5}]', "needs its start, its end and its label"),
        ('[[0, 99, "PER"]]', "from 0 to 99"),
        ('[[0, 5, "PER"], [3, 9, "PER"]]', "from 3 to 9"),
    ],
)
def test_entities_that_cannot_be_read_get_a_sentence(cell, sentence):
    with pytest.raises(Problem, match=re.escape(sentence)):
        metrics.ENTITIES.read(cell, {"text": TEXT})


def test_tokens_that_were_not_joined_are():
    pipe = inference.load("ner")
    text = "Anna Kowalski met David Brown in London."
    joined, tokens = (
        inference.run(pipe, text, aggregation_strategy=how).output[0] for how in ("first", "none")
    )
    spans = [entity[:3] for entity in metrics.ENTITIES.said(joined)]
    assert [entity[:3] for entity in metrics.ENTITIES.said(tokens)] == spans


@pytest.mark.parametrize("seed", range(3))
def test_error_rates_are_those_of_jiwer(seed):
    right = sentences(120, seed)
    said = noisy(right, seed + 10)
    scores = texts.score_speech(said, right)
    assert scores.figures["wer"] == pytest.approx(jiwer.wer(right, said))
    assert scores.figures["cer"] == pytest.approx(jiwer.cer(right, said))
    alone = [jiwer.wer(wanted, text) for wanted, text in zip(right, said)]
    assert scores.scores == pytest.approx(alone)
    assert mean_of_rows(scores) == pytest.approx(scores.figures["wer"])


def test_case_and_punctuation_are_no_mistakes_of_hearing():
    scores = texts.score_speech(["the cat, sat.", "…"], ["The cat sat", "…!"])
    assert scores.figures["wer"] > 0
    assert scores.figures["wer_plain"] == 0.0
    assert scores.right == [True, False]


def test_chinese_speech_is_compared_by_character():
    scores = texts.score_speech(["今天天汽很好"], ["今天天气很好"])
    assert scores.main == "cer"
    assert mean_of_rows(scores) == scores.figures["cer"] == pytest.approx(1 / 6)


@pytest.mark.parametrize(
    ("right", "cut"),
    [(sentences(60, 1), "13a"), (["我想喝一杯茶。", "火车站在哪里？"] * 9, "zh")],
)
def test_figures_of_translations_are_those_of_sacrebleu(right, cut):
    said = noisy(right, 2) if cut == "13a" else [text.replace("茶", "咖啡") for text in right]
    scores = texts.score_translations(said, [[text] for text in right])
    bleu = sacrebleu.corpus_bleu(said, [right], tokenize=cut)
    assert scores.figures["bleu"] == pytest.approx(bleu.score)
    assert scores.figures["chrf"] == pytest.approx(sacrebleu.corpus_chrf(said, [right]).score)
    alone = [sacrebleu.sentence_chrf(*pair).score for pair in zip(said, [[one] for one in right])]
    assert scores.scores == pytest.approx(alone)


def test_rouge_is_that_of_the_library_and_knows_more_letters():
    right = ["The cat sat on the mat.", "A dog, 42 birds_and fish!", "it's over"]
    said = ["A cat sat on a mat", "the dog and 42 birds", ""]
    library = RougeScorer(["rouge1", "rouge2", "rougeL"])
    scores = texts.score_summaries(said, [[text] for text in right])
    for kind in ("rouge1", "rouge2", "rougeL"):
        alone = [library.score(*pair)[kind].fmeasure for pair in zip(right, said)]
        assert scores.figures[kind] == pytest.approx(sum(alone) / 3)
    assert texts.score_summaries(["今天下雨"], [["今天下雪"]]).scores == [pytest.approx(0.75)]


def squad_words(text: str) -> list[str]:
    """As the evaluation script of SQuAD 1.1 has it."""
    text = "".join(char for char in text.lower() if char not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def test_answers_to_questions_are_compared_as_by_squad():
    chance = random.Random(7)
    words = [
        "The",
        "a",
        "an",
        "cat's",
        "$5",
        "résumé",
        "Über",
        "😀",
        "(sat)",
        "well-known",
        "3.5",
        "an,",
    ]
    for _ in range(200):
        wanted, text = (" ".join(chance.choices(words, k=chance.randint(1, 5))) for _ in range(2))
        scores = texts.score_answers([text], [[wanted]])
        theirs, ours = squad_words(wanted), squad_words(text)
        same = sum((Counter(theirs) & Counter(ours)).values())
        assert scores.right == [theirs == ours]
        if theirs and ours:
            assert scores.scores == [pytest.approx(2 * same / (len(theirs) + len(ours)))]
    several = texts.answers().read('["in Paris", "Paris"]', {})
    assert texts.score_answers(["the Paris!"], [several]).right == [True]
    assert texts.score_answers(["上海市"], [["上海"]]).scores == [pytest.approx(0.8)]


def random_boxes(chance: random.Random, scored: bool) -> list[dict]:
    boxes = []
    for _ in range(chance.randint(0 if scored else 1, 5)):
        left, top = chance.choice([0.0, 40.0]), chance.choice([0.0, 40.0])
        width, height = chance.uniform(20, 40), chance.uniform(20, 40)
        sides = {"xmin": left, "ymin": top, "xmax": left + width, "ymax": top + height}
        score = {"score": chance.random()} if scored else {}
        boxes.append({"label": chance.choice(["0", "1"]), "box": sides} | score)
    return boxes


@pytest.mark.parametrize("seed", range(4))
def test_mean_average_precision_is_that_of_the_recipe(seed):
    chance = random.Random(seed)
    said = [random_boxes(chance, True) for _ in range(40)]
    right = [random_boxes(chance, False) for _ in range(40)]

    def tensors(boxes: list[dict]) -> dict[str, torch.Tensor]:
        return {
            "boxes": torch.tensor([[*box["box"].values()] for box in boxes]).reshape(-1, 4),
            "labels": torch.tensor([int(box["label"]) for box in boxes], dtype=torch.long),
            "scores": torch.tensor([box.get("score", 1.0) for box in boxes], dtype=torch.double),
        }

    wanted = recipe.mean_average_precision([*map(tensors, said)], [*map(tensors, right)])
    scores = metrics.BOXES.score(said, right)
    assert scores.figures["map_50"] == pytest.approx(wanted)
    assert scores.figures["map"] < scores.figures["map_50"]
    assert mean_of_rows(scores) == pytest.approx(scores.figures["f1"])


def test_boxes_that_are_right_are():
    box = {"label": "a", "box": {"xmin": 0, "ymin": 0, "xmax": 9, "ymax": 9}}
    scores = metrics.BOXES.score([[box | {"score": 0.9}], []], [[box], []])
    assert scores.right == [True, True] and set(scores.figures.values()) == {1.0}


def numbers_as_png(numbers: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(numbers.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def test_iou_is_that_of_scikit_learn():
    random_numbers = np.random.default_rng(0)
    right = [random_numbers.integers(0, 3, (20, 30)) for _ in range(4)]
    said = [np.where(random_numbers.random((20, 30)) < 0.3, 1, numbers) for numbers in right]
    segments = [
        [{"label": str(label), "mask": to_rle(numbers == label)} for label in range(3)]
        for numbers in said
    ]
    read = [metrics.MASKS.read(numbers_as_png(numbers), {}) for numbers in right]
    scores = metrics.MASKS.score(segments, read)
    flat, others = np.concatenate(right).ravel(), np.concatenate(said).ravel()
    assert scores.figures["mean_iou"] == pytest.approx(jaccard_score(flat, others, average="macro"))
    assert scores.figures["pixel_accuracy"] == pytest.approx((flat == others).mean())
    assert [row["iou"] for row in scores.classes] == pytest.approx(
        jaccard_score(flat, others, average=None)
    )


def test_pixels_without_a_right_label_are_left_out():
    right = metrics.MASKS.read(numbers_as_png(np.array([[0, 255], [0, 255]])), {})
    said = [{"label": "0", "mask": to_rle(np.ones((2, 2), bool))}]
    assert metrics.MASKS.score([said], [right]).figures["mean_iou"] == 1.0
    with pytest.raises(Problem, match="input 1 has 2 by 2 pixels"):
        metrics.MASKS.score([[{"label": "0", "mask": to_rle(np.ones((3, 2), bool))}]], [right])
    with pytest.raises(Problem, match="one number a pixel"):
        metrics.MASKS.read(b"no picture", {})


def labelled(*labels: str) -> list[list[dict]]:
    return [[{"label": label, "score": 0.9}, {"label": "other", "score": 0.1}] for label in labels]


SENTIMENT = TASKS["sentiment-analysis"]


@pytest.mark.parametrize("evaluate", [metrics.evaluate, metrics.evaluate_apart])
def test_every_input_is_accounted_for(evaluate):
    outputs = [*labelled("positive", "negative", "positive", "positive"), None]
    answers = [" Positive", "负面", "", "mixed", "负面"]
    evaluation = evaluate(SENTIMENT, ["x"] * 5, outputs, answers, ["negative", "positive"])
    assert evaluation.places == [0, 1, 3, 4]
    assert evaluation.blank == 1 and evaluation.unanswered == {4}
    assert evaluation.renamed == {"Positive": "positive", "负面": "negative"}
    assert evaluation.unknown == {"mixed": 1}
    assert evaluation.wanted == ["positive", "negative", "mixed", "negative"]
    assert evaluation.scores.right == [True, True, False, False]
    assert evaluation.worst_first() == [2, 3, 0, 1]
    assert evaluation.main == 0.5


def test_an_evaluation_apart_is_the_one_here():
    outputs = [[{"translation_text": text}] for text in noisy(sentences(40, 1), 2)]
    answers = ["", *sentences(40, 1)[1:]]
    task, items = TASKS["translation"], [{"text": "x"}] * 40
    apart = metrics.evaluate_apart(task, items, outputs, answers, places=range(100, 140))
    assert apart == metrics.evaluate(task, items, outputs, answers, places=range(100, 140))
    assert apart.places == [*range(101, 140)]


def test_answers_that_cannot_be_read_are_left_out_with_the_reason():
    items = [{"text": "Anna slept"}] * 2
    evaluation = metrics.evaluate_apart(TASKS["ner"], items, [[], []], ["B-PER O", "B-PER"])
    assert evaluation.places == [0]
    assert "number of tags (1)" in str(evaluation.unreadable[1])
    with pytest.raises(Problem, match="no right answer in this column"):
        metrics.evaluate(SENTIMENT, ["x"], labelled("positive"), ["  "])
    with pytest.raises(Problem, match="cannot be compared"):
        metrics.evaluate(TASKS["feature-extraction"], ["x"], [{}], ["x"])


def test_labels_of_a_file_are_numbers_only_where_no_name_fits():
    assert renamed(["1", "0"], ["negative", "positive"]) == {"1": "positive", "0": "negative"}
    assert renamed(["1", "positive"], ["negative", "positive"]) == {"positive": "positive"}
    assert renamed(["1", "2"], ["negative", "positive"]) == {}
    assert renamed(["7", "1"], [*"0123456789"]) == {"7": "7", "1": "1"}
    assert renamed(["TOP LEFT", "左上"], ["top left"]) == {
        "TOP LEFT": "top left",
        "左上": "top left",
    }
    assert renamed([""], ["positive"]) == {}


def test_an_interval_is_wilsons_or_the_bootstraps():
    low, high = sampling.interval([1.0] * 19 + [0.0], [1.0] * 20)
    # 19 of 20, by Wilson's formula with z = 1.959964.
    z, p, n = 1.959964, 0.95, 20
    middle, half = p + z * z / 2 / n, z * (p * (1 - p) / n + z * z / 4 / n / n) ** 0.5
    assert (low, high) == pytest.approx(
        ((middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)), abs=1e-6
    )
    assert sampling.interval([1.0] * 5, [1.0] * 5)[0] < 0.6
    rows = np.random.default_rng(1).random(200)
    ours = sampling.interval(rows.tolist(), [1.0] * 200)
    theirs = bootstrap((rows,), np.mean, method="percentile", rng=np.random.default_rng(2))
    assert ours == pytest.approx(
        (theirs.confidence_interval.low, theirs.confidence_interval.high), abs=0.01
    )


def test_a_comparison_is_the_exact_test_of_mcnemar():
    answers = ["positive"] * 40
    first = metrics.evaluate(
        SENTIMENT, answers, labelled(*["positive"] * 30, *["other"] * 10), answers
    )
    second = metrics.evaluate(
        SENTIMENT, answers, labelled(*["other"] * 3, *["positive"] * 37), answers
    )
    both = metrics.compare(first, second)
    assert (both.both, both.only_first, both.only_second, both.neither) == (27, 3, 10, 0)
    assert both.differences["accuracy"] == pytest.approx(7 / 40)
    by_hand = 2 * sum(comb(13, count) for count in range(4)) / 2**13
    assert both.probability == pytest.approx(by_hand)
    assert not both.more_than_chance
    assert both.differing == [0, 1, 2, *range(30, 40)]
    assert metrics.compare_apart(first, second) == both
    same = metrics.compare(first, first)
    assert same.probability == 1.0 and same.differing == [] and same.between == (0.0, 0.0)


def test_a_run_that_was_stopped_is_compared_where_both_answered():
    answers, outputs = ["positive"] * 6, labelled(*["positive"] * 5, "other")
    whole = metrics.evaluate(SENTIMENT, answers, outputs, answers)
    part = metrics.evaluate(
        SENTIMENT, ["x"] * 2, labelled("other"[:5], "positive"), answers[:2], places=[5, 0]
    )
    both = metrics.compare(whole, part)
    assert both.places == [0, 5] and both.differences == {"accuracy": 0.0}
    elsewhere = metrics.evaluate(SENTIMENT, ["x"], labelled("other"), ["other"], places=[9])
    with pytest.raises(Problem, match="no input with a right answer in common"):
        metrics.compare(part, elsewhere)


def test_a_difference_of_texts_is_as_sure_as_the_bootstrap_says():
    right = sentences(150, 3)
    task, items = TASKS["translation"], [{"text": "x"}] * 150
    good, bad = (
        metrics.evaluate(task, items, [[{"translation_text": text}] for text in said], right)
        for said in (right, noisy(right, 4))
    )
    both = metrics.compare(bad, good)
    assert both.between[0] > 0 and both.more_than_chance
    paired = bootstrap(
        (np.array(good.scores.scores) - np.array(bad.scores.scores),),
        np.mean,
        method="percentile",
        rng=np.random.default_rng(5),
    ).confidence_interval
    assert both.between == pytest.approx((paired.low, paired.high), abs=0.6)


def test_a_row_takes_the_server_no_longer_among_fifty_thousand():
    chance = random.Random(0)

    def evaluate(count: int) -> None:
        outputs = labelled(*(chance.choice(["positive", "negative"]) for _ in range(count)))
        answers = [chance.choice(["正面", "negative", ""]) for _ in range(count)]
        evaluation = metrics.evaluate_apart(SENTIMENT, [{"text": "好"}] * count, outputs, answers)
        metrics.compare_apart(evaluation, evaluation)
        evaluation.worst_first()
        assert len(evaluation.places) + evaluation.blank == count

    assert growth(evaluate, 2_500, 50_000) < 1.5


PICTURES = [("cats/a.png", b"1"), ("cats/b.png", b"2"), ("dogs/a 1.png", b"3")]


def test_folders_are_labels_and_a_table_of_files_goes_before_them():
    found = sources.beside(PICTURES, "labels")
    assert found.files == PICTURES
    assert list(found.sources.values()) == [
        {"cats/a.png": "cats", "cats/b.png": "cats", "dogs/a 1.png": "dogs"}
    ]
    photos = [("trip/a.png", b"1"), ("trip/b.png", b"2"), ("c.png", b"3")]
    assert not sources.beside(photos, "labels").sources  # one folder says nothing of its pictures
    table = ("labels.csv", "id,filename,类别\n1,a.png,猫\n2,dogs/a 1.png,狗\n3,c.png,鸟\n".encode())
    found = sources.beside([*PICTURES, table], "labels")
    assert found.files == PICTURES
    assert next(iter(found.sources)) == "labels.csv: 类别"
    assert found.sources["labels.csv: 类别"] == {"cats/a.png": "猫", "dogs/a 1.png": "狗"}
    with_tabs = ("t.tsv", b"file\ttext\na\tone, two\n")
    assert sources.beside([("a.wav", b""), with_tabs], "texts").sources == {
        "t.tsv: text": {"a.wav": "one, two"}
    }
    with pytest.raises(Problem, match="no column of the names of the files"):
        sources.beside([*PICTURES, ("x.csv", b"a,b\n1,2\n")], "labels")


def test_boxes_are_those_of_coco_and_masks_lie_beside():
    coco = {
        "images": [{"id": 7, "file_name": "a.png"}, {"id": 8, "file_name": "none.png"}],
        "categories": [{"id": 3, "name": "Star"}],
        "annotations": [{"image_id": 7, "category_id": 3, "bbox": [1, 2, 10, 20]}],
    }
    found = sources.beside([("p/a.png", b""), ("boxes.json", json.dumps(coco).encode())], "boxes")
    sides = {"xmin": 1.0, "ymin": 2.0, "xmax": 11.0, "ymax": 22.0}
    assert found.files == [("p/a.png", b"")]
    assert found.sources["boxes.json"] == {"p/a.png": [{"label": "Star", "box": sides}]}
    with pytest.raises(Problem, match="COCO's format for boxes"):
        sources.beside([("boxes.json", b"[1]")], "boxes")
    files = [("a.jpg", b"1"), ("masks/a.png", b"2"), ("b.png", b"3"), ("b_mask.png", b"4")]
    found = sources.beside(files, "masks")
    assert found.files == [files[0], files[2]]
    assert list(found.sources.values()) == [{"a.jpg": b"2", "b.png": b"4"}]


def drawn_in_coco(**annotation) -> dict[str, list[dict]]:
    """The right answers of a picture of 6 by 4 pixels with one annotation."""
    coco = {
        "images": [
            {"id": 7, "file_name": "a.png", "width": 6, "height": 4},
            {"id": 8, "file_name": "empty.png", "width": 1, "height": 2},
        ],
        "categories": [{"id": 3, "name": "Star"}],
        "annotations": [{"image_id": 7, "category_id": 3, **annotation}],
    }
    files = [("p/a.png", b""), ("empty.png", b""), ("x.json", json.dumps(coco).encode())]
    found = sources.beside(files, "boxes" if "bbox" in annotation else "masks")
    assert found.files == files[:2]
    return found.sources["x.json"]


STAR = np.zeros((4, 6), bool)
STAR[1:3, 1:4] = True


@pytest.mark.parametrize(
    "drawn",
    [
        [[1, 1, 4, 1, 4, 3, 1, 3]],
        [[1, 1, 3, 1, 3, 3, 1, 3], [2, 1, 4, 1, 4, 3, 2, 3]],
        {"size": [4, 6], "counts": [5, 2, 2, 2, 2, 2, 9]},
        {"size": [4, 6], "counts": "5220007"},  # as pycocotools packs them
    ],
)
def test_masks_are_the_polygons_and_run_lengths_of_coco(drawn):
    found = drawn_in_coco(segmentation=drawn)
    assert found["p/a.png"] == [
        {"label": "Star", "mask": to_rle(STAR)},
        {"label": "", "mask": to_rle(~STAR)},
    ]
    assert found["empty.png"] == [{"label": "", "mask": to_rle(np.ones((2, 1), bool))}]
    sides = drawn_in_coco(segmentation=drawn, bbox=[])["p/a.png"][0]["box"]
    assert sides == {"xmin": 1.0, "ymin": 1.0, "xmax": 4.0, "ymax": 3.0}


# Corners, and the lengths of the runs, as pycocotools 2.0.11 draws them.
POLYGONS = [
    (7, 9, [0.5, 0.5, 8.2, 1.4, 4.6, 6.7], [8, 1, 6, 2, 5, 4, 3, 6, 1, 4, 3, 3, 4, 1, 12]),
    (8, 8, [1, 1, 6, 6, 6, 1, 1, 6], [9, 4, 5, 2, 14, 2, 5, 4, 19]),
    (5, 12, [-3, 2, 15, 2.5, 6, 9], [2, 3] * 12),
    (9, 6, [2.2, 0, 5, 4.1, 2.6, 8.9, 0.3, 4.5], [4, 1, 6, 5, 2, 9, 2, 5, 5, 2, 13]),
    (6, 6, [2, 2, 2, 2, 2, 2], [36]),
]  # fmt: skip


@pytest.mark.parametrize(("height", "width", "corners", "counts"), POLYGONS)
def test_a_polygon_has_the_pixels_that_pycocotools_gives_it(height, width, corners, counts):
    drawn = coco.inside(np.array(corners).reshape(-1, 2), height, width)
    assert to_rle(drawn)["counts"] == counts


@pytest.mark.parametrize(
    "drawn",
    [
        [[1, 1, 4, 1]],
        [[1e300, 1, 4, 1, 4, 3]],
        {"size": [4, 6], "counts": [5, 2]},
        {"size": [4, 6], "counts": [-1, 25]},
        {"size": [9, 9], "counts": [81]},
        {"size": [4, 6], "counts": "\x7f"},
        "star",
        None,
    ],
)
def test_what_is_no_segmentation_of_coco_gets_a_sentence(drawn):
    with pytest.raises(Problem, match="COCO's format for masks"):
        drawn_in_coco(segmentation=drawn)


def test_where_nothing_is_to_be_found_a_label_is_wrong_and_the_ground_is_not():
    (right,) = [drawn_in_coco(segmentation=[[1, 1, 4, 1, 4, 3, 1, 3]])["p/a.png"]]
    left = np.zeros((4, 6), bool)
    left[:, :4] = True
    said = [{"label": "Star", "mask": to_rle(left)}, {"label": "ground", "mask": to_rle(~left)}]
    scores = metrics.MASKS.score([said], [right])
    assert scores.figures["mean_iou"] == pytest.approx(6 / 16)
    assert scores.figures["iou_pictures"] == pytest.approx(jaccard_score(STAR.flat, left.flat))
    assert [row["label"] for row in scores.classes] == ["Star"]
    empty = [{"label": "", "mask": to_rle(np.ones((4, 6), bool))}]
    assert metrics.MASKS.score([said, said], [right, empty]).scores[1] == 0.0
    assert metrics.MASKS.written(right) == "Star" and list(metrics.MASKS.labels_of(empty)) == []


def test_a_column_of_right_answers_is_found_by_its_name():
    assert sources.likely_column(["text", "Label"], ["text"]) == "Label"
    assert sources.likely_column(["评论", "标签"]) == "标签"
    assert sources.likely_column(["review", "gold_label", "note"]) == "gold_label"
    assert sources.likely_column(["answer", "x"], ["answer"]) is None


def test_gaps_are_ranked_as_by_scikit_learn():
    chance = random.Random(0)
    names = list(string.ascii_lowercase[:8])
    wanted, given, table = [], [], []
    for _row in range(200):
        scores = {name: chance.random() for name in names}
        given.append([sorted(names, key=scores.__getitem__, reverse=True)])
        wanted.append([chance.choice(names)])
        table.append(list(scores.values()))
    right = [names.index(token) for (token,) in wanted]
    figures = metrics.GAPS_FILLED.score(given, [[tokens] for tokens in wanted]).figures
    for count, name in ((1, "top_1"), (5, "top_5")):
        expected = top_k_accuracy_score(right, table, k=count, labels=range(8))
        assert figures[name] == pytest.approx(expected)
    expected = label_ranking_average_precision_score(np.eye(8)[right], table)
    assert figures["mrr"] == pytest.approx(expected)


def test_several_gaps_of_a_text_have_their_tokens_in_order():
    item = {"text": "A young [MASK] is called a <mask>."}
    read = metrics.GAPS_FILLED.read
    tokens = [["dog"], ["puppy"]]
    assert read("dog, puppy", item) == read('["dog", "puppy"]', item) == tokens
    assert read("猫、小猫", item) == [["猫"], ["小猫"]]
    with pytest.raises(Problem, match="Blanks in the text: 2; right tokens: 1"):
        read("dog", item)
    scores = metrics.GAPS_FILLED.score(
        [[["Dog ", "cat"], ["kitten", "##puppy"]], None], [[["dog"], ["puppy"]], [["a"]]]
    )
    assert scores.figures == {"top_1": pytest.approx(1 / 3), "mrr": pytest.approx(0.5)}
    assert scores.right == [False, False] and scores.weights == [2.0, 1.0]
    assert mean_of_rows(scores) == pytest.approx(1 / 3)


def test_several_tokens_may_be_right_in_a_gap():
    read = metrics.GAPS_FILLED.read
    one, two = {"text": "The sky is [MASK]."}, {"text": "[MASK] is a [MASK]."}
    assert read('["blue", "grey"]', one) == read('[["blue", "grey"]]', one) == [["blue", "grey"]]
    assert read('["red"]', one) == read("red", one) == [["red"]]
    assert read('["Rex", ["dog", "hound"]]', two) == [["Rex"], ["dog", "hound"]]
    scores = metrics.GAPS_FILLED.score([[["green", "Grey", "blue"]]], [[["blue", "grey"]]])
    assert scores.figures["mrr"] == pytest.approx(0.5)
    assert metrics.GAPS_FILLED.written([["blue", "grey"], ["dog"]]) == "blue, dog"


@pytest.mark.parametrize("measure", [metrics.TRANSLATION, metrics.SUMMARY, metrics.GENERATED])
def test_several_texts_may_be_right(measure):
    cell = json.dumps(["车站在哪里？", "车站在哪儿？"])
    right = [measure.read(cell, {}), measure.read(" 我不吃肉 ", {})]
    assert right == [["车站在哪里？", "车站在哪儿？"], ["我不吃肉"]]
    scores = measure.score(["车站在哪儿", "我不吃米饭"], right)
    assert scores.right == [True, False]
    assert scores.figures["exact_match"] == pytest.approx(0.5)
    alone = measure.score(["车站在哪儿"], [["车站在哪儿？"]])
    assert scores.scores[0] == pytest.approx(alone.scores[0])


def test_bleu_takes_as_many_right_texts_as_there_are():
    said, right = ["车站在哪儿？", "他爱喝茶。"], [["车站在哪里？", "车站在哪儿？"], ["他爱喝茶。"]]
    figures = metrics.TRANSLATION.score(said, right).figures
    assert figures["bleu"] == pytest.approx(100) and figures["chrf"] == pytest.approx(100)


def test_texts_that_are_written_have_the_figures_of_both_libraries():
    wanted = sentences(30, 4)
    said = noisy(wanted, 5)
    right = [[text] for text in wanted]
    figures = metrics.GENERATED.score(said, right).figures
    assert figures["chrf"] == pytest.approx(sacrebleu.corpus_chrf(said, [wanted]).score)
    assert figures["rougeL"] == texts.score_summaries(said, right).figures["rougeL"]
    output = [{"generated_text": " 树", "tokens": 1}, {"generated_text": "草"}]
    assert metrics.GENERATED.said(output) == " 树"


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_every_task_has_a_measure_or_says_why_it_has_none(task):
    assert bool(task.measure) != bool(task.unmeasured)


def test_the_perplexity_of_a_prompt_is_that_of_its_tokens():
    pipe = inference.load("text-generation", device="cpu")
    run = inference.run(pipe, ["举头望明月", "春"], perplexity=True, max_new_tokens=2)
    ids = pipe.pipeline.tokenizer("举头望明月", return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        chances = pipe.pipeline.model(input_ids=ids).logits[0].log_softmax(-1)
    of_tokens = chances[range(ids.shape[1] - 1), ids[0, 1:]]
    assert run.output[0][0]["perplexity"] == pytest.approx((-of_tokens.mean()).exp().item())
    assert "perplexity" not in inference.run(pipe, "春", max_new_tokens=1).output[0][0]


def test_the_answer_about_a_table_is_its_cells():
    measure = TASKS["table-question-answering"].measure
    said = measure.said({"answer": "SUM > 3, 4", "cells": ["3", "4"], "coordinates": []})
    assert (said, measure.said({"answer": " ten", "cells": []})) == ("3, 4", " ten")
    assert measure.score([said], [["3, 4"]]).right == [True]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_figures_are_drawn_with_their_labels_in_the_readers_language(language):
    say = i18n.translations(language).gettext
    scores = metrics.LABELS.score(["negative", None, "<b>"], ["positive", "positive", "<b>"])
    drawn = confusion(scores.labels, scores.confusion, say)
    rows, columns = drawn.layout.yaxis.ticktext, drawn.layout.xaxis.ticktext
    square = re.compile(r'<span style="color:#[0-9A-F]{6}">■</span> ')
    assert [square.sub("", row) for row in rows] == ["&lt;b&gt;", say("positive")]
    assert [square.sub("", column) for column in columns] == [
        "&lt;b&gt;",
        say("negative"),
        say("no answer"),
    ]
    assert drawn.data[0].text == (["1", "0", "0"], ["0", "1", "1"])
    bars = class_bars(scores.classes, say)
    assert bars.data[0].x == (0.0, 0.0, 1.0)
    many = [f"label {number}" for number in range(40)]
    scores = metrics.LABELS.score(many, many[1:] + many[:1])
    assert len(confusion(scores.labels, scores.confusion).data[0].z) <= 15


REVIEWS = (
    "review,标签,note\n"
    "故事写得很感人，推荐给大家。,正面,a\n"
    "房间又小又脏，下次不会再来。,负面,b\n"
    "外观漂亮，速度快。,Positive,c\n"
    "很一般,,d\n"
    "速度真快，一个月就到货了。,negative,e\n"
    "不知道,中性,f\n"
)


def batch(task: str, language: str, upload: tuple[str, bytes, str]) -> AppTest:
    app = opened("pipelines", language)
    app.session_state["task"] = task
    app.run()
    app.button_group(key="amount-shown").set_value("batch").run()
    key = (
        f"{task}-files"
        if f"{task}-files" in {each.key for each in app.file_uploader}
        else f"{task}-csv"
    )
    app.file_uploader(key=key).set_value(upload).run()
    return app


def compared(app: AppTest) -> AppTest:
    until(lambda: app.metric or app.run().metric, "figures", seconds=60, pause=0.2)
    assert not app.exception and not app.error
    return app


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.parametrize(
    ("language", "accuracy", "unknown", "counted", "column"),
    [
        (
            "en",
            "Accuracy",
            "that the model does not have",
            "中性 (1)",
            "Column with the right answers",
        ),
        ("zh", "准确率", "模型没有的标签", "中性（1）", "正确答案所在的列"),
    ],
)
def test_a_batch_with_answers_shows_its_figures_and_mistakes_first(
    language, accuracy, unknown, counted, column
):
    app = batch("sentiment-analysis", language, ("r.csv", REVIEWS.encode(), "text/csv"))
    choice = next(each for each in app.selectbox if each.label == column)
    assert choice.value == "标签"
    app = compared(ran(app))
    assert figures(app)[accuracy] == "0.600"
    assert any(unknown in each.value and counted in each.value for each in app.warning)
    rows = next(each.value for each in app.dataframe if len(each.value) == 5)
    assert list(rows.iloc[:, 3]) == [False, False, True, True, True]
    assert list(rows.iloc[:2, 0]) == [5, 6]
    names = set(rows.iloc[:, 1]) | set(rows.iloc[:, 2])
    assert i18n.translations(language).gettext("negative") in names
    # Another column is compared without another run; none takes the figures away.
    choice = next(each for each in app.selectbox if each.label == column)
    choice.set_value("").run()
    assert not app.metric and not app.exception


@pytest.fixture
def worse(tmp_path, monkeypatch) -> Path:
    """The demo checkpoint for sentiment with other weights at its end."""
    folder = tmp_path / "worse"
    shutil.copytree(SENTIMENT.checkpoint, folder)
    weights = load_file(folder / "model.safetensors")
    weights["classifier.weight"] = -weights["classifier.weight"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    monkeypatch.setenv("ATLAS_CHECKPOINTS", str(tmp_path))
    return folder


def test_two_checkpoints_are_compared_on_the_same_answers(worse):
    app = batch("sentiment-analysis", "en", ("r.csv", REVIEWS.encode(), "text/csv"))
    app.checkbox(key="beside").check().run()
    app.button_group(key="second-weights-shown").set_value("local").run()
    app = ran(app)
    until(lambda: _differences(app) or _differences(app.run()), "a comparison", 60, 0.2)
    assert not app.exception and not app.error
    said = " ".join(each.value for each in app.markdown)
    assert "exact test of McNemar" in said
    assert "Chance alone may explain the difference" in said
    differences = _differences(app)[0].set_index("Figure")
    first, second = differences.loc["accuracy", ["First run", "Second run"]].astype(float)
    assert float(differences.loc["accuracy", "Difference"]) == pytest.approx(second - first)
    differing = next(
        each.value for each in app.dataframe if "Second is right" in each.value.columns
    )
    assert len(differing) and (differing["First run"] != differing["Second run"]).all()


def _differences(app: AppTest) -> list[pd.DataFrame]:
    return [each.value for each in app.dataframe if "Difference" in each.value.columns]


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_pictures_in_folders_are_compared_with_the_names_of_these():
    folder = TASKS["image-classification"].checkpoint / "samples"
    files = {f"{path.stem[0]}/{path.name}": path.read_bytes() for path in folder.glob("[0-9]*")}
    files["4/broken.png"] = b"no picture"
    app = batch("image-classification", "en", ("d.zip", zipped(files), "application/zip"))
    app = compared(ran(app))
    right = len(files) - 1
    assert figures(app)["Accuracy"] == f"{right / len(files):.3f}"
    assert any("Not answered, which counts as wrong: 1" in c.value for c in app.caption)


def test_recordings_are_compared_with_a_table_beside_them():
    samples = TASKS["automatic-speech-recognition"].samples("audio")[:3]
    table = "path,transcription\n" + "".join(f"{path.name},two zero two six\n" for path in samples)
    files = {path.name: path.read_bytes() for path in samples} | {"t.csv": table.encode()}
    app = batch("automatic-speech-recognition", "en", ("s.zip", zipped(files), "application/zip"))
    app = compared(ran(app))
    assert "Word error rate" in figures(app)


def test_comparing_tells_how_much_is_done_and_ends_when_it_is_told_to():
    right = sentences(40, 7)
    for measure in (
        metrics.SUMMARY,
        metrics.TRANSLATION,
        metrics.GENERATED,
        metrics.SPEECH,
        metrics.LABELS,
    ):
        told: list[float] = []
        measure.score(noisy(right, 8), [measure.read(text, {}) for text in right], told.append)
        assert told == sorted(set(told)) and len(told) > 2 and 0 <= told[-1] < 1
    told = []
    sampling.interval([0.5] * 40, [1.0] * 40, told.append)
    assert told == [at / sampling.RESAMPLES for at in range(sampling.RESAMPLES)]
    task, items = TASKS["summarization"], [{"text": "x"}] * 40
    outputs = [[{"summary_text": text}] for text in right]
    with pytest.raises(Ended):
        metrics.evaluate_apart(task, items, outputs, right, go_on=lambda _done: False)
    evaluation = metrics.evaluate(task, items, outputs, right)
    with pytest.raises(Ended):
        metrics.compare_apart(evaluation, evaluation, go_on=lambda _done: False)


def test_what_is_compared_ends_with_its_visitor():
    app = batch("sentiment-analysis", "en", ("r.csv", REVIEWS.encode(), "text/csv"))
    app = compared(ran(app))
    _token, visit, _gone = app.session_state["visit"]
    assert any(kind.startswith("evaluation of ") for kind in visit.at_work)


GAPS = "text,answer\nThe capital of France is [MASK].,Paris\nThe opposite of hot is [MASK].,warm\n"


def test_a_file_of_gaps_has_its_figures():
    app = compared(ran(batch("fill-mask", "en", ("gaps.csv", GAPS.encode(), "text/csv"))))
    assert figures(app)["Top-1 accuracy"] == "0.500"
    assert figures(app)["Mean reciprocal rank"] == "0.500"


def test_questions_of_a_file_are_asked_of_one_table():
    questions = "question,answer\nHow many inhabitants has London?,8799800\nWhich city?,Paris\n"
    upload = ("q.csv", questions.encode(), "text/csv")
    app = compared(ran(batch("table-question-answering", "en", upload)))
    assert "F1" in figures(app)


def test_a_task_that_cannot_be_compared_says_why():
    app = batch("feature-extraction", "zh", ("t.csv", b"text\na\nb\n", "text/csv"))
    assert any("向量没有正确答案" in each.value for each in app.caption)
