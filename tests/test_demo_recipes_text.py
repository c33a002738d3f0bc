"""The recipes of the text checkpoints: what is held out is new, and what is told is true."""

import re
from random import Random

import pytest
import torch
from transformers import PreTrainedTokenizerFast

from demo_checkpoints import FOLDER, real_names, t5
from demo_checkpoints.fill_mask.recipe import ROUNDS, Lessons, answers
from demo_checkpoints.fill_mask.sentences import Sentence
from demo_checkpoints.ner.sentences import told
from demo_checkpoints.question_answering.paragraphs import question
from demo_checkpoints.recipe import recipe
from demo_checkpoints.sentiment.opinions import opinions
from demo_checkpoints.sentiment.recipe import excerpt, lessons
from demo_checkpoints.summarization.reports import report
from demo_checkpoints.text_generation.ngram import NGram
from demo_checkpoints.translation.grammar import sentence
from demo_checkpoints.world import Names
from inference.vocabulary import WORDS


def test_held_out_names_share_no_word_with_those_of_training():
    def words(held_out: bool) -> set[str]:
        names = Names(Random(1), held_out)
        return {word for _ in range(3000) for word in names.person().split()}

    assert not words(held_out=True) & words(held_out=False)


def test_held_out_chinese_names_are_new():
    def people(held_out: bool) -> set[str]:
        names = Names(Random(1), held_out)
        return {names.person("zh") for _ in range(3000)}

    assert not people(held_out=True) & people(held_out=False)


def test_a_summary_has_the_words_of_its_report_in_their_order_and_leaves_some_out():
    random = Random(1)
    for _ in range(500):
        text, summary = report(random, held_out=random.random() < 0.5)
        there = iter(re.findall(r"\w+", text))
        assert all(word in there for word in re.findall(r"\w+", summary))
        assert len(summary) < len(text)


def test_english_sentences_and_their_chinese_are_whole():
    random = Random(1)
    for _ in range(2000):
        english, chinese = sentence(random)
        assert not english[0].islower()
        assert chinese[-1] in "。？！"
        assert not {"{", "}", "|"} & set(english + chinese)
        latin = re.findall(r"[^\W\d_\u3400-\u9fff]+", chinese)
        assert set(latin) <= set(re.findall(r"[^\W\d_]+", english))


def test_a_model_that_has_learned_nothing_copies():
    torch.manual_seed(1)
    model = t5.new_model(2000, 100).eval()
    source = torch.randint(3, 2000, (8, 60))
    target = source[:, 20:40].contiguous()
    with torch.inference_mode():
        said = model(input_ids=source, labels=target).logits.argmax(-1)
    # What comes first, nothing before it says.
    assert (said == target)[:, 1:].float().mean() > 0.7


def test_what_the_trigram_model_expects_adds_up_to_one():
    model = NGram([[0, 4, 5, 6, 1], [0, 4, 4, 5, 1], [0, 6, 1]], vocabulary=7)
    for before in ([0], [0, 4], [4, 5], [0, 6], [6, 6], [0, 4, 4]):
        assert sum(model.probability(token, before) for token in range(7)) == pytest.approx(1)


@pytest.fixture
def few_names(monkeypatch):
    """Lists of names as packages carry them, without the packages."""
    people = ["Anna", "Berta", "Carla", "Dora", "Emma", "Frida", "Greta", "Hanna", "Ida", "Jana"]
    words = [f"{one}{two}" for one in people for two in ("sen", "ski", "ton")]
    latin = {"women": people + words, "men": words, "last": words}
    monkeypatch.setattr(real_names, "latin_people", lambda: latin)
    for name in ("towns", "countries", "companies"):
        monkeypatch.setattr(real_names, name, lambda: words)


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize("alike", [0.0, 1.0])
def test_one_fact_answers_and_it_is_of_the_subject_of_the_question(few_names, held_out, alike):
    random = Random(5)
    for _ in range(300):
        row = question(random, held_out, alike)
        (answer,) = [each for each in row.values if each.on_topic and each.kind == row.kind]
        assert answer.span == (row.start, row.end)
        assert row.context[row.start : row.end].strip() == row.context[row.start : row.end] != ""
        (sentence,) = [
            span for span, on_topic in row.sentences if on_topic and span[0] <= row.start < span[1]
        ]
        assert row.end <= sentence[1]


@pytest.mark.parametrize("held_out", [False, True])
def test_entities_of_paragraphs_are_names_and_dates(few_names, held_out):
    random = Random(5)
    for _ in range(200):
        text, entities = told(random, held_out)
        for (kind, start, end), after in zip(entities, [*entities[1:], ("", len(text), 0)]):
            assert start < end <= after[1]
            assert kind == "DATE" or text[start].isupper()


REVIEWS = [("很好看，孩子喜欢！推荐给大家。", 1), ("不好看，纸也差。", 0), ("一般，纸也差。", 1)]


def test_a_part_of_a_review_stands_in_it():
    for text, _label in REVIEWS * 20:
        part = excerpt(text)
        assert part and part in text


def test_a_clause_is_as_positive_as_the_reviews_that_it_stands_in():
    positive = lessons(REVIEWS)
    assert [positive[text] for text, _label in REVIEWS] == [1, 0, 1]
    assert positive["推荐给大家。"] == 1
    assert positive["不好看，"] == 0
    assert positive["纸也差。"] == 0.5
    assert all(0 <= share <= 1 for share in positive.values())


def test_opinions_praise_as_often_as_they_complain_and_are_whole():
    texts = opinions(Random(1), 2000)
    assert sum(texts.values()) == len(texts) / 2 == 1000
    assert not set("[|]{}=+-") & set("".join(texts))


def test_a_gap_stands_for_a_word_and_the_space_before_it():
    told = Sentence("Oslo is the capital of Norway.", [(0, 4), (23, 29)])
    assert told.masked(0) == ("[MASK] is the capital of Norway.", "Oslo")
    assert told.masked(1) == ("Oslo is the capital of [MASK].", " Norway")


def test_every_gap_of_a_lesson_is_filled_by_a_word_that_can_be_asked_for():
    tokenizer = PreTrainedTokenizerFast.from_pretrained(FOLDER / "fill_mask")
    for one in (ROUNDS[-1], None):  # the last round, and what is held out
        texts, right = Lessons(tokenizer, Random(1), one).batch()
        assert (texts == tokenizer.mask_token_id).sum(dim=1).tolist() == [1] * len(right)
        assert set(right.tolist()) <= set(answers(tokenizer).tolist())


def test_the_list_of_what_a_translator_was_taught_is_that_of_its_recipe():
    taught = (FOLDER / "translation" / WORDS).read_text(encoding="utf-8").split()
    assert recipe("translation").words() == taught
