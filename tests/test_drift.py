"""Round trips, and where two tokenizers part: what is said is what the libraries do."""

import ast
import json
import re
from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from functools import cache, partial
from random import Random
from typing import Any
from unicodedata import normalize

import pytest
import tokenizers
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerBase

import i18n
import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab.comparing.drift import behaviour, first_stage, parts_at, smallest, stages
from tokenizer_lab.comparing.drift.description import changes, suspects
from tokenizer_lab.comparing.drift.round_trip import REASONS, STAGE_OF, clean_up, round_trip
from tokenizer_lab.readers import read_json
from tokenizer_lab.tokenizers import (
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    replace_surrogates,
)

from . import hostile
from .conftest import settle
from .pages import opened
from .random_texts import random_texts
from .waiting import until

HELLO = "[71, 695, 78, 995]"
"""h, ell, o and world: no text is cut that way by GPT-2."""


def there_and_back(tokenizer: lab.Tokenizer, text: str) -> str:
    """What the library itself makes of a text without special tokens around it."""
    match tokenizer:
        case HuggingFaceTokenizer(own=own):
            ids = own.encode(text, add_special_tokens=False).ids
            return own.decode(ids, skip_special_tokens=False)
        case SentencePieceTokenizer(own=own):
            return own.decode(own.encode(text))
        case TiktokenTokenizer(own=own):
            read = normalize(tokenizer.normal_form, text) if tokenizer.normal_form else text
            return own.decode(own.encode(read, allowed_special="all"))
    raise AssertionError


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_a_text_comes_back_where_its_library_gives_it_back(name):
    real = lab.tokenizer(name)
    for text in random_texts(150, seed=5):
        trip = lab.round_trip(real, text)
        readable = replace_surrogates(text)
        assert trip.back == there_and_back(real, readable)
        assert trip.comes_back == (trip.back == text) == (trip.reason is None)
        if trip.place is not None:
            assert text[: trip.place] == trip.back[: trip.place]
            assert text[trip.place : trip.place + 1] != trip.back[trip.place : trip.place + 1]
            assert str(trip.sentence)


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_the_ids_of_a_text_come_back_where_they_are_decoded_to_it(name):
    real = lab.tokenizer(name)
    for text in random_texts(60, seed=6):
        cut = real.encode(text)
        if cut.decoded != cut.text:
            continue
        trip = lab.round_trip(real, cut.ids.tolist())
        assert trip.comes_back, (text, str(trip.sentence))
        assert list(trip.again) == cut.ids.tolist()


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_random_ids_part_where_the_library_parts(name):
    real, draw = lab.tokenizer(name), Random(4)
    for _number in range(60):
        ids = [draw.randrange(len(real)) for _each in range(draw.randint(1, 8))]
        trip = lab.round_trip(real, ids)
        text = replace_surrogates(real.decode(ids[trip.lead : len(ids) - trip.tail]))
        again = real.encode(text, special=False).ids.tolist()
        assert list(trip.again)[trip.lead : len(trip.again) - trip.tail] == again
        assert trip.text == text
        assert (trip.place is None) == (list(trip.again) == ids)
        if trip.place is not None:
            assert list(trip.again)[: trip.place] == ids[: trip.place]
            assert trip.reason in REASONS
            assert str(trip.sentence)


def test_spaces_are_cleaned_up_as_transformers_does():
    texts = ["a , b .", "do n't ' x 's !", "I 'm , we 've ? 're", *random_texts(200)]
    theirs = PreTrainedTokenizerBase.clean_up_tokenization
    assert [clean_up(text) for text in texts] == [theirs(None, text) for text in texts]


@pytest.mark.parametrize(
    ("name", "given", "reason", "place"),
    [
        ("gpt2", "hello world", None, None),
        ("gpt2", "a\ud800", "surrogate", 1),
        ("bert", "Hello", "normalizer", 0),
        ("bert", "two  spaces", "pre_tokenizer", 4),
        ("bert", "x 𓀀 y", "unknown", 2),
        ("bert", "don't", "decoder", 3),
        ("qwen", "cafe\u0301", "normalizer", 3),
        ("j2", "ﬁne", "normalizer", 0),
        ("j2", "tab\there", "normalizer", 3),
        ("mistral", "a▁b", "normalizer", 1),
        ("j2", "a\ufeffb", "normalizer", 1),
        ("bert", [101, 2023, 102], None, None),
        ("bert", [101, 2023, 2075, 102], None, None),
        ("bert", [2075, 2023], "decoder", 0),
        ("bert", [2023, 19204, 17629], None, None),
        ("bert", [19204, 2072, 6290], "merge", 1),
        ("gpt2", [71, 695, 78, 995], "merge", 0),
        ("gpt2", [19526, 254, 19526], "split", 2),
        ("gpt2", [27, 91, 437, 1659, 5239, 91, 29], "added", 0),
        ("bert", [71], "boundary", 0),
        ("mistral", [1, 1, 22557], "special", 1),
        ("mistral", [22557, 0], "unknown", 1),
        ("tekken", [1, 3, 1044], "special", 1),
    ],
)
def test_the_reason_is_that_of_the_stage(name, given, reason, place):
    trip = lab.round_trip(lab.tokenizer(name), given)
    assert (trip.reason, trip.place) == (reason, place), str(trip.sentence)
    assert trip.stage == STAGE_OF.get(reason or "")


def test_a_space_that_is_cleaned_up_is_no_fault_of_the_tokenizer():
    real = lab.tokenizer("gpt2")
    assert lab.round_trip(real, "one , two").comes_back
    trip = lab.round_trip(real, "one , two", clean_up=True)
    assert (trip.reason, trip.place) == ("clean-up", 3)
    ids = real.encode("one , two").ids.tolist()
    assert lab.round_trip(real, ids, clean_up=True).reason == "clean-up"


def test_a_space_in_front_is_named():
    own = tokenizers.Tokenizer(models.BPE({"Ġ": 0, "a": 1, "Ġa": 2}, [("Ġ", "a")]))
    own.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    own.decoder = decoders.ByteLevel()
    real = HuggingFaceTokenizer("a", own)
    assert lab.round_trip(real, [1]).reason == "prefix"


def test_a_merge_that_the_encoder_would_take_is_named_with_its_rank():
    real = lab.tokenizer("gpt2")
    trip = lab.round_trip(real, json.loads(HELLO))
    values = trip.sentence.values
    merges = real.state["model"]["merges"]
    assert tuple(merges[values["rank"]]) == (values["left"], values["right"]) == ("ell", "o")


def test_an_id_beyond_the_vocabulary_gets_a_sentence():
    with pytest.raises(Problem, match="GPT-2 has no ID 50257"):
        lab.round_trip(lab.tokenizer("gpt2"), [1, 50257])


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("[101, 2023]", [101, 2023]),
        ("101 2023", [101, 2023]),
        ("101,\n2023,\n", [101, 2023]),
        ("tensor([[ 101, 2023]], device='cuda:0')", [101, 2023]),
        ("array([101, 2023], dtype=int64)", [101, 2023]),
        ('{"input_ids": [[101, 2023]]}', [101, 2023]),
        ("[101]", [101]),
        ("101", None),
        ("", None),
        ("in 2023", None),
        ("[a]", None),
        ("1.5 2", None),
    ],
)
def test_ids_are_read_as_they_are_printed(text, ids):
    assert lab.read_ids(text) == ids


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_every_stage_is_that_of_the_replay(name):
    real = lab.tokenizer(name)
    for text in random_texts(60, seed=8):
        steps, way = lab.encode_steps(real, text), stages(real, text)
        assert way.normalized == steps.normalized
        words = [(word.text, word.start, word.end) for word in steps.words if not word.special]
        assert list(way.words) == words
        assert [each[0] for each in way.added] == [w.text for w in steps.words if w.special]
        assert way.frame == (steps.before, steps.after)


def test_the_smallest_text_has_no_character_to_drop():
    for text in random_texts(100, seed=9):
        for shows in (lambda t: t.count("e") > 1, lambda t: len(t) > 3, lambda t: "ha" in t):
            if shows(text):
                least = smallest(text, shows)
                assert shows(least)
                assert not any(shows(least[:at] + least[at + 1 :]) for at in range(len(least)))
    assert smallest("abcabc", lambda t: t.count("b") > 1) == "bb"
    assert smallest("abc", lambda t: True) == ""


def test_a_word_is_unknown_though_its_letters_are_not():
    bert = lab.tokenizer("bert")
    assert {"ส", "##ส"} <= set(bert.pieces)
    trip = lab.round_trip(bert, "สวัสดี")
    assert trip.reason == "unknown"
    assert trip.why is not None
    _reason, _sentence, values = trip.why
    assert values["word"].startswith("สวัส") and values["piece"] == "[UNK]"


def test_many_texts_are_grouped_by_reason_with_the_smallest_of_each():
    texts = ["plain", "Upper case", "two  spaces", "x 𓀀 y", "don't", "ﬁne", "more UPPER"]
    bert, gpt2 = lab.survey(texts, [lab.tokenizer("bert"), lab.tokenizer("gpt2")])
    assert (gpt2.back, gpt2.losses) == (7, ())
    assert (bert.texts, bert.back) == (7, 2)  # ﬁ is a letter of its own to BERT
    found = {loss.reason: (loss.count, loss.smallest) for loss in bert.losses}
    assert found["normalizer"] == (2, "U")
    assert found["unknown"] == (1, "𓀀")
    real = lab.tokenizer("bert")
    for loss in bert.losses:
        assert round_trip(real, loss.smallest).reason == loss.reason
        for at in range(len(loss.smallest)):
            less = loss.smallest[:at] + loss.smallest[at + 1 :]
            assert round_trip(real, less).reason != loss.reason


def test_a_survey_that_is_stopped_shows_what_it_has():
    calls = iter(range(1_000))
    (stopped,) = lab.survey(
        ["a"] * 100, [lab.tokenizer("gpt2")], go_on=lambda _done: next(calls) < 10
    )
    assert stopped.texts == stopped.back == 10


# Two tokenizers


@cache
def base() -> str:
    """A small tokenizer with every part: NFC, byte level, merges, [CLS], [SEP], an added token."""
    own = tokenizers.Tokenizer(models.BPE())
    own.normalizer = normalizers.NFC()
    own.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    own.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["[CLS]", "[SEP]", "[MASK]"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    own.train_from_iterator([lab.SAMPLES["english"]], trainer)
    own.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 0), ("[SEP]", 1)]
    )
    return own.to_str()


def read(state: dict, name: str = "small") -> lab.Tokenizer:
    return read_json(name, json.dumps(state).encode())


def nfd(state: dict) -> None:
    state["normalizer"] = {"type": "NFD"}


def prefix_space(state: dict) -> None:
    state["pre_tokenizer"]["add_prefix_space"] = True


def missing_merge(state: dict) -> None:
    state["model"]["merges"].pop()


def swapped(state: dict) -> None:
    vocab = state["model"]["vocab"]
    vocab["Ġbread"], vocab["Ġbaker"] = vocab["Ġbaker"], vocab["Ġbread"]


def lstrip(state: dict) -> None:
    next(t for t in state["added_tokens"] if t["content"] == "[MASK]")["lstrip"] = True


def no_sep(state: dict) -> None:
    state["post_processor"]["single"].pop()


def no_decoder(state: dict) -> None:
    state["decoder"] = None


VARIANTS: dict[str, tuple[Callable[[dict], None], str]] = {
    "NFD": (nfd, "normalizer"),
    "add_prefix_space": (prefix_space, "pre_tokenizer"),
    "a merge is missing": (missing_merge, "model"),
    "two entries are swapped": (swapped, "vocabulary"),
    "lstrip": (lstrip, "added"),
    "no [SEP]": (no_sep, "post_processor"),
    "no decoder": (no_decoder, "decoder"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_stage_that_was_changed_is_found_by_description_and_by_behaviour(variant):
    change, stage = VARIANTS[variant]
    state = json.loads(base())
    change(state)
    pair = read(json.loads(base())), read(state)
    assert {each.stage for each in changes(*pair)} == {stage}
    _tried, _same, partings = behaviour._drift(*pair, 600, lambda _done: True)
    assert [each[0] for each in partings] == [stage]
    _stage, count, example, least = partings[0]
    assert count
    assert parts_at(pair, example) == stage
    ids = [each.own.encode(least).ids for each in pair]
    backs = [each.own.decode(own, skip_special_tokens=False) for each, own in zip(pair, ids)]
    assert ids[0] != ids[1] or backs[0] != backs[1]
    for at in range(len(least)):
        assert parts_at(pair, least[:at] + least[at + 1 :]) != stage


def test_a_decoder_without_byte_fallback_is_found():
    bytes_ = {f"<0x{byte:02X}>": byte for byte in range(256)}
    vocab = bytes_ | {"▁": 256, "a": 257}
    own = tokenizers.Tokenizer(models.BPE(vocab, [], byte_fallback=True))
    own.normalizer = normalizers.Replace(" ", "▁")
    space = decoders.Replace("▁", " ")
    own.decoder = decoders.Sequence([space, decoders.ByteFallback(), decoders.Fuse()])
    whole = json.loads(own.to_str())
    own.decoder = decoders.Sequence([space, decoders.Fuse()])
    pair = read(whole), read(json.loads(own.to_str()))
    assert {each.stage for each in changes(*pair)} == {"decoder"}
    _tried, _same, partings = behaviour._drift(*pair, 200, lambda _done: True)
    assert [each[0] for each in partings] == ["decoder"]
    assert len(partings[0][3]) == 1


def test_the_texts_that_are_tried_first_are_made_of_what_differs():
    state = json.loads(base())
    swapped(state)
    texts = suspects(read(json.loads(base())), read(state))
    assert {" bread", " baker"} <= set(texts)
    assert suspects(read(state), read(state)) == []


def test_the_same_ranks_in_two_libraries_never_part():
    real = lab.tokenizer("gpt2")
    pattern = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    ranks = {piece: number for number, piece in enumerate(real.token_bytes[:-1])}
    other = TiktokenTokenizer("GPT-2", pattern, ranks, {"<|endoftext|>": 50256})
    for text in random_texts(300, seed=10):
        text = replace_surrogates(text)
        assert parts_at((real, other), text) is None
        assert first_stage((real, other), stages(real, text), stages(other, text)) is None
    assert {each.what for each in changes(real, other)} == {"library"}


def test_a_child_tries_files_that_nobody_vouches_for():
    state = json.loads(base())
    nfd(state)
    first = lab.tokenizer_file("one.json", base().encode())
    second = lab.tokenizer_file("two.json", json.dumps(state).encode())
    found = lab.find_drift(first, second, 200)
    assert found.texts == 200
    assert [each.stage for each in found.partings] == ["normalizer"]
    assert not lab.find_drift(first, first, ["a", "b"]).partings
    trip, here = (
        lab.round_trip(first, "Cafe\u0301"),
        round_trip(read(json.loads(base())), "Cafe\u0301"),
    )
    assert (trip.reason, trip.place) == ("normalizer", 3)
    assert replace(trip, stages=here.stages) == here


def test_a_file_that_would_end_the_server_gets_a_sentence():
    real = lab.tokenizer_file("q.json", hostile.replaces("q"))
    for ask in (partial(lab.round_trip, real, "q"), partial(stages, real, "q")):
        with pytest.raises(Problem):
            ask()


# The page


def table(app: AppTest, number: int = 0) -> Any:
    return app.dataframe[number].value


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_says_where_and_why_in_both_languages(language):
    say = i18n.translations(language).gettext
    app = opened("drift", language)
    rows = table(app).set_index(say("Tokenizer"))
    assert len(rows) == len(lab.BUILT_IN)
    assert rows.loc["GPT-2", say("Comes back")] == "✓"
    assert rows.loc["BERT uncased", say("Where")] == "1"
    assert rows.loc["BERT uncased", say("Stage")] == say("Normalizer")
    assert app.header[0].value == "BERT uncased"

    app.text_area(key="drift-text").set_value(HELLO).run()
    rows = table(app).set_index(say("Tokenizer"))
    assert rows.loc["GPT-2", say("Stage")] == say("Model")
    assert "10853" in rows.loc["GPT-2", say("Why")]
    app.button_group(key="drift-as-shown").set_value("text").run()
    assert table(app).set_index(say("Tokenizer")).loc["GPT-2", say("Comes back")] == "✓"
    app.button_group(key="drift-as-shown").set_value("ids").run()
    app.text_area(key="drift-text").set_value("no ids").run()
    assert not app.exception
    assert "101 2023" in app.error[0].value

    app.button_group(key="drift-view-shown").set_value("many").run()
    app.button_group(key="drift-sample-shown").set_value("own").run()
    app.text_area(key="drift-lines").set_value("fine\nNot fine").run()
    rows = table(app).set_index(say("Tokenizer"))
    assert rows.loc["BERT uncased", say("Come back")] == 1
    assert table(app, 1)[say("Smallest")].tolist() == ["N"]

    app.button_group(key="drift-view-shown").set_value("two").run()
    app.text_area(key="drift-pair-text").set_value("<think>").run()
    assert not app.exception
    assert say("The first stage that differs: {stage}").format(stage=say("Added tokens")) in [
        each.value for each in app.warning
    ]


def test_python_does_the_same_as_the_page(tmp_path):
    app = opened("drift")
    assert len(ran(app, tmp_path)) == len(lab.BUILT_IN)
    app.text_area(key="drift-text").set_value("[71, 50257]").run()
    assert len(ran(app, tmp_path)) < len(lab.BUILT_IN)  # the others have no such id
    app.button_group(key="drift-view-shown").set_value("many").run()
    until(lambda: app.run().dataframe, "the texts of all tokenizers", seconds=60)
    assert [each[0] for each in ran(app, tmp_path)] == list(table(app)["Tokenizer"])
    app.button_group(key="drift-view-shown").set_value("two").run()
    app.text_area(key="drift-pair-text").set_value("<think>").run()
    assert ran(app, tmp_path) == [("added", 1, "<think>")]


def ran(app: AppTest, folder: Any) -> Any:
    """The value of the last expression of the code that the page shows."""
    assert not app.exception
    (panel,) = [each for each in app.expander if each.label == "The Python that does the same"]
    *statements, last = ast.parse(panel.code[0].value).body
    assert isinstance(last, ast.Expr)
    names: dict[str, Any] = {}
    with chdir(folder):
        exec(compile(ast.Module(statements, []), "shown", "exec"), names)
        return eval(compile(ast.Expression(last.value), "shown", "eval"), names)


def test_a_visitor_sees_where_ids_part_and_a_link_keeps_it(visit):
    page = visit("/drift?drift-with=gpt2&drift-with=bert")
    page.get_by_text("IDs that no text gives", exact=True).click()
    expect(page.locator(".drift .lit .token, .drift .token.lit")).to_have_count(3)
    expect(page.locator(".drift .token.lit").first).to_contain_text("71")
    expect(page.locator(".drift .token.lit").nth(1)).to_contain_text("31373")
    expect(page.locator(".drift .here")).to_have_text("changed here")
    expect(page).to_have_url(re.compile("drift-text="))
    settle(page)
    path = page.url[page.url.index("/drift") :] + "&lang=zh"
    copied = visit(path, viewport={"width": 390, "height": 844})
    expect(copied.get_by_label("文本或 ID", exact=True)).to_have_value(HELLO)
    expect(copied.locator(".drift .token.lit").nth(1)).to_contain_text("31373")
    main = copied.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth") <= 390

    page.get_by_label("Text or IDs", exact=True).fill("<img src=x onerror=document.title='stolen'>")
    page.get_by_label("Text or IDs", exact=True).press("Control+Enter")
    expect(page.locator(".drift").first).to_contain_text("onerror")
    settle(page)
    assert page.locator("img[src=x]").count() == 0
    assert "stolen" not in page.title()
