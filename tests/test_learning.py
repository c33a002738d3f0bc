import json
from collections import Counter
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab import figures

# Few characters make many ties and overlaps; the rest are other scripts and joined emoji.
WORDS = st.text("ab", min_size=1, max_size=9) | st.text("abc,猫狗é👩‍🚀", min_size=1, max_size=7)
COUNTS = st.dictionaries(WORDS, st.integers(1, 6), min_size=1, max_size=8)


def notes_trace() -> lab.Trace:
    return lab.train("bpe", lab.NOTES_COUNTS, vocab_size=300)


def test_the_worked_example_of_the_notes():
    trace = notes_trace()
    first = {"".join(c.pair): c.count for c in trace.steps[0].candidates}
    assert first == {"ug": 20, "pu": 17, "un": 16, "hu": 15, "gs": 5, "bu": 4}
    assert [(step.pair, step.count) for step in trace.steps] == [
        (("u", "g"), 20),
        (("u", "n"), 16),
        (("h", "ug"), 15),
        (("p", "un"), 12),
        (("p", "ug"), 5),
        (("hug", "s"), 5),
        (("b", "un"), 4),
    ]
    assert [step.tied for step in trace.steps] == [False] * 4 + [True, False, False]
    assert trace.vocab(0) == ["b", "g", "h", "n", "p", "s", "u"]
    assert trace.vocab(2) == ["b", "g", "h", "n", "p", "s", "u", "ug", "un"]


@pytest.mark.parametrize(
    ("word", "tokens"),
    [
        ("bug", ["b", "ug"]),
        ("mug", [lab.UNKNOWN, "ug"]),
        ("thug", [lab.UNKNOWN, "hug"]),
        ("unhug", ["un", "hug"]),
        ("🤗", [lab.UNKNOWN]),
        ("", []),
    ],
)
def test_three_merges_cut_new_words(word, tokens):
    assert notes_trace().segment(word, 3) == tokens


def library_bpe(counts, size, **options) -> Tokenizer:
    """The trainer of `tokenizers` on these counts: repeated words, cut apart at a line end."""
    library = Tokenizer(models.BPE())
    library.pre_tokenizer = pre_tokenizers.CharDelimiterSplit("\n")
    library.train_from_iterator(
        ("\n".join([word] * count) for word, count in counts.items()),
        trainers.BpeTrainer(vocab_size=size, show_progress=False, **options),
    )
    return library


def merges_of(library: Tokenizer) -> list[list[str]]:
    return json.loads(library.to_str())["model"]["merges"]


@settings(max_examples=200, deadline=None)
@given(COUNTS, st.integers(0, 30))
def test_merges_are_those_of_the_library(counts, extra):
    size = len(set("".join(counts))) + extra
    trace = lab.train("bpe", counts, vocab_size=size)
    library = library_bpe(counts, size)
    assert [list(step.pair) for step in trace.steps] == merges_of(library)
    assert {token: number for number, token in enumerate(trace.vocab())} == library.get_vocab()
    for word in counts:
        assert trace.segment(word) == library.encode(word).tokens


@settings(max_examples=100, deadline=None)
@given(COUNTS, st.integers(0, 30))
def test_merges_of_bytes_are_those_of_the_library(counts, extra):
    trace = lab.train("byte_bpe", counts, vocab_size=256 + extra)
    spelled = {"".join(trace.spell(word)): count for word, count in counts.items()}
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    library = library_bpe(spelled, 256 + extra, initial_alphabet=alphabet)
    assert [list(step.pair) for step in trace.steps] == merges_of(library)
    assert {token: number for number, token in enumerate(trace.vocab())} == library.get_vocab()


@settings(max_examples=100, deadline=None)
@given(COUNTS, st.sampled_from(["first", "shorter"]))
def test_other_ties_go_to_the_pair_that_the_rule_says(counts, tie):
    trace = lab.train("bpe", counts, vocab_size=len(set("".join(counts))) + 15, tie=tie)
    words = {word: list(word) for word in counts}
    for step in trace.steps:
        table: dict[tuple[str, str], int] = {}
        for word, tokens in words.items():
            for pair in pairwise(tokens):
                table[pair] = table.get(pair, 0) + counts[word]
        best = max(table.values())
        tied = [pair for pair, count in table.items() if count == best]
        if tie == "shorter":
            tied.sort(key=lambda pair: (len("".join(pair)), "".join(pair)))
        assert "".join(step.pair) == "".join(tied[0])
        assert (step.count, step.tied) == (best, len(tied) > 1)
        words = {word: joined(tokens, step.pair) for word, tokens in words.items()}


def joined(tokens: list[str], pair: tuple[str, str]) -> list[str]:
    made = []
    for token in tokens:
        # A token that has just been made is no left half: it has no end to join.
        if made and made[-1] == (pair[0],) and token == pair[1]:
            made[-1] = pair[0] + pair[1]
        else:
            made.append((token,))
    return [each if isinstance(each, str) else each[0] for each in made]


TEXTS = st.text("ab cé,.'猫狗👩‍🚀\n\t\u3000", max_size=40)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["whitespace", "whitespace_punctuation", "bert", "gpt2"]))
def test_counting_by_units_changes_nothing(text, pretokenizer):
    words = lab.pieces_of(text, pretokenizer)
    if not words:
        return
    counts = lab.word_counts(text, pretokenizer)
    assert counts == Counter(words)
    assert list(counts) == list(dict.fromkeys(words))


def test_gpt2_words_are_those_of_the_library():
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    text = "It's  12 o'clock,\n\n 好的!  \t x "
    assert lab.pieces_of(text, "gpt2") == [
        text[start:end] for _piece, (start, end) in byte_level.pre_tokenize_str(text)
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(TEXTS, min_size=2, max_size=6),
    st.sampled_from(sorted(lab.ALGORITHMS)),
    st.sampled_from(["whitespace", "whitespace_punctuation", "bert", "gpt2", "metaspace", "none"]),
    st.sets(st.sampled_from(sorted(lab.NORMALIZERS))),
    st.data(),
)
def test_a_saved_tokenizer_cuts_as_the_trace_does(
    texts, algorithm, pretokenizer, normalizers, data
):
    normalizers = tuple(sorted(normalizers))
    try:
        counts = lab.word_counts(texts[0] + "ab", pretokenizer, normalizers)
    except Problem:
        return
    trace = lab.train(
        algorithm, counts, vocab_size=290, pretokenizer=pretokenizer, normalizers=normalizers
    )
    step = data.draw(st.integers(0, len(trace.steps)))
    saved = Tokenizer.from_str(trace.tokenizer_json(step))
    unknown = saved.token_to_id(lab.UNKNOWN)
    for text in texts:
        encoded = saved.encode(text, add_special_tokens=False)
        tokens = [
            lab.UNKNOWN if number == unknown else token
            for number, token in zip(encoded.ids, encoded.tokens)
        ]
        assert tokens == trace.cut(text, step)


@settings(deadline=None)
@given(COUNTS, st.integers(0, 20), st.data())
def test_a_trace_knows_every_step(counts, extra, data):
    trace = lab.train("bpe", counts, vocab_size=len(set("".join(counts))) + extra)
    assert lab.Trace.from_json(trace.to_json()) == trace
    step = data.draw(st.integers(0, len(trace.steps)))
    for word in counts:
        tokens = trace.segment(word, step)
        assert "".join(tokens) == word
        assert set(tokens) <= set(trace.vocab(step))
    if step < len(trace.steps):
        # The pair that wins next is counted right, overlapping places included.
        left, right = trace.steps[step].pair
        places = 0
        for word, count in counts.items():
            tokens = trace.segment(word, step)
            places += count * list(pairwise(tokens)).count((left, right))
        assert places == trace.steps[step].count


def test_words_are_counted_in_the_order_they_appear():
    assert lab.word_counts("hug pug hug\tpun\nhug") == {"hug": 3, "pug": 1, "pun": 1}
    assert lab.word_counts("好，好！", "whitespace_punctuation") == {"好": 2, "，": 1, "！": 1}
    assert lab.word_counts("好！！", "bert") == {"好": 1, "！": 2}


@pytest.mark.parametrize("text", ["", "  \n\t", "a\ud800b"])
def test_text_that_cannot_be_used_is_refused_with_a_sentence(text):
    with pytest.raises(Problem) as caught:
        lab.word_counts(text)
    assert str(caught.value).endswith((".", "。"))


def test_a_vocabulary_too_small_for_the_alphabet_is_refused_with_the_size_it_needs():
    with pytest.raises(Problem, match="at least 7"):
        lab.train("bpe", lab.NOTES_COUNTS, vocab_size=6)
    with pytest.raises(Problem):
        lab.train("bpe", {}, vocab_size=6)


def texts_of(frame) -> list[str]:
    return [text for text in frame.data[0].text if text]


def test_the_animation_shows_every_state_of_the_words():
    trace = notes_trace()
    figure = figures.merge_animation(trace)
    frames = {frame.name: frame for frame in figure.frames}
    steps = range(1, len(trace.steps) + 1)
    assert set(frames) == {"0"} | {f"{n}{part}" for n, part in product(steps, ("", "-lit"))}
    for step in range(len(trace.steps) + 1):
        expected = [token for word in trace.counts for token in trace.segment(word, step)]
        assert texts_of(frames[str(step)]) == expected
    assert list(frames["1-lit"].data[1].y) == [20, 17, 16, 15, 5, 4]
    # The browser moves bars one to one, so every frame has as many.
    assert len({len(frame.data[0].x) for frame in figure.frames}) == 1


def test_the_animation_plays_a_window_of_a_long_trace():
    trace = notes_trace()
    figure = figures.merge_animation(trace, first=2, last=4)
    assert [frame.name for frame in figure.frames] == ["2", "3-lit", "3", "4-lit", "4"]


def test_markup_in_a_word_is_drawn_as_text():
    trace = lab.train("bpe", {"<b>x</b>": 3, "&": 1}, vocab_size=300)
    drawn = figures.merge_animation(trace).to_json()
    assert "<b>x" not in drawn.replace("\\u003c", "<")
