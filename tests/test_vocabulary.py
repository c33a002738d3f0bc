"""What a vocabulary holds: found by text, id, bytes, pattern; what is never reached; the page."""

import pytest
import tokenizers
from tokenizers import models, pre_tokenizers

import i18n
import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab.comparing.reachable import _unreached, texts_for

from .pages import opened
from .waiting import until


def unreached(tokenizer: lab.Tokenizer) -> list[str]:
    return [tokenizer.pieces[number] for number in _unreached(tokenizer, lambda _done: True)]


def test_a_token_is_found_by_text_id_bytes_and_pattern():
    tokenizer = lab.tokenizer("gpt2")
    tokens = lab.vocabulary(tokenizer)
    assert 15496 in lab.find(tokens, "Hello").index
    assert 15496 in lab.find(tokens, "15496").index
    by_bytes = lab.find(tokens, "20 74")
    assert " the" in set(by_bytes["text"])
    assert all(b"\x20\x74" in data for data in by_bytes["data"])
    assert lab.find(tokens, "E4 BD").index.tolist() == lab.find(tokens, "e4 bd").index.tolist()
    numbers = lab.find(tokens, r"^ ?\d{4}$", pattern=True)["text"]
    assert len(numbers) and all(text.strip().isdigit() for text in numbers)


@pytest.mark.parametrize(
    ("pattern", "said"), [("(", "not a regular expression"), (r"^(?:(?:-|--|.)+)+\d$", "too long")]
)
def test_a_pattern_that_is_broken_or_never_ends_gets_a_sentence(pattern, said):
    with pytest.raises(Problem, match=said):
        lab.find(lab.vocabulary(lab.tokenizer("gpt2")), pattern, pattern=True)


def test_bytes_that_are_never_in_utf_8_are_what_gpt_2_never_reaches():
    tokenizer = lab.tokenizer("gpt2")
    never = {tokenizer.token_bytes[n] for n in _unreached(tokenizer, lambda _done: True)}
    assert never == {bytes([byte]) for byte in (0xC0, 0xC1, *range(0xF5, 0x100))}


def test_what_merges_or_words_keep_apart_is_never_reached():
    merges = [("a", "b"), ("b", "c")]
    vocab = {piece: n for n, piece in enumerate(["a", "b", "c", " ", "ab", "bc", "abc", "a b"])}
    own = tokenizers.Tokenizer(models.BPE(vocab, merges))
    own.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = lab.tokenizer_file("own.json", own.to_str().encode())
    # No merge makes "abc", and no word holds a space.
    assert set(unreached(tokenizer)) == {" ", "abc", "a b"}


@pytest.mark.parametrize("name", ["bert", "mistral", "tekken", "llama3"])
def test_a_text_that_is_told_is_cut_into_the_token(name):
    tokenizer = lab.tokenizer(name)
    for number in range(300, len(tokenizer), len(tokenizer) // 40):
        text = lab.reached_by(tokenizer, number)
        if text is not None:
            assert number in tokenizer.encode(text, special=False).ids
        else:
            some = texts_for(tokenizer.token_bytes[number])
            assert not any(number in tokenizer.encode(text, special=False).ids for text in some)


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_ids_of_several_texts_are_those_of_each(name):
    tokenizer = lab.tokenizer(name)
    texts = ["", "Hello world", "你好 👩‍🚀", "\ud800 x"]
    assert [list(ids) for ids in tokenizer.ids(texts)] == [
        tokenizer.encode(text, special=False).ids.tolist() for text in texts
    ]


def test_two_vocabularies_share_by_text_and_by_id():
    mistral = lab.tokenizer("mistral")
    same = lab.shared(mistral, mistral)
    assert same.share == 1 and same.first_difference is None
    both = lab.shared(lab.tokenizer("cl100k"), lab.tokenizer("llama3"))
    one, two = lab.tokenizer("cl100k").token_bytes, lab.tokenizer("llama3").token_bytes
    assert both.first_difference == next(
        n for n, pair in enumerate(zip(one, two)) if len({*pair}) > 1
    )
    assert 0 < both.same_id <= len(both.both)


def test_ids_without_a_token_are_told_apart_and_shared_by_nobody():
    tokens = lab.vocabulary(lab.tokenizer("cl100k"))
    unused = tokens[tokens["kind"] == "unused"]
    assert 100256 in unused.index and not unused["data"].any()
    assert "" not in lab.shared(lab.tokenizer("cl100k"), lab.tokenizer("o200k")).both


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_finds_tells_and_keeps_what_is_chosen(language):
    app = opened("vocabulary", language)
    app.text_input(key="vocabulary-q").set_value("你好").run()
    assert not app.exception
    assert any("你好" in each.value and "4" in each.value for each in app.markdown)
    app.text_input(key="vocabulary-q").set_value("(").run()
    app.toggle(key="vocabulary-pattern").set_value(True).run()
    assert len(app.error) == 1
    app.number_input(key="vocabulary-token").set_value(15496).run()
    app.text_input(key="vocabulary-q").set_value("^Hello$").run()
    assert not app.exception and not app.error
    assert any("48 65 6C 6C 6F" in each.value for each in app.markdown)
    app.button_group(key="vocabulary-part-shown").set_value("beside").run()
    assert not app.exception and len(app.metric) == 3


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_lists_what_is_never_reached(language):
    app = opened("vocabulary", language)
    app.button_group(key="vocabulary-part-shown").set_value("unreached").run()
    until(lambda: app.run().dataframe, "the search for texts", seconds=60)
    assert not app.exception and len(app.dataframe[0].value) == 13
