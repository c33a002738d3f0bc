import io
import json
import re
from collections import Counter
from itertools import pairwise
from math import exp, log

import pytest
import sentencepiece
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

import tokenizer_lab as lab
from i18n import Problem

from .random_texts import random_prose

# Few characters make many ties and overlaps; the rest are other scripts and joined emoji.
WORDS = st.text("ab", min_size=1, max_size=9) | st.text("abc,猫狗é👩‍🚀", min_size=1, max_size=7)
COUNTS = st.dictionaries(WORDS, st.integers(1, 6), min_size=1, max_size=8)


def classic_trace() -> lab.Trace:
    return lab.train("bpe", lab.CLASSIC_COUNTS, vocab_size=300)


def test_the_classic_example():
    trace = classic_trace()
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
    assert classic_trace().segment(word, 3) == tokens


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
    words = lab.pre_tokenize(text, pretokenizer)
    if not words:
        return
    counts = lab.word_counts(text, pretokenizer)
    assert counts == Counter(words)
    assert list(counts) == list(dict.fromkeys(words))


def test_gpt2_words_are_those_of_the_library():
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    text = "It's  12 o'clock,\n\n 好的!  \t x "
    assert lab.pre_tokenize(text, "gpt2") == [
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


def segmentations(word: str, pieces: dict[str, float]) -> list[list[str]]:
    """Every way to cut `word`, one after the other."""
    if not word:
        return [[]]
    return [
        [word[:end], *rest]
        for end in range(1, len(word) + 1)
        if word[:end] in pieces
        for rest in segmentations(word[end:], pieces)
    ]


def brute_loss(counts: dict[str, int], pieces: dict[str, float], best: bool) -> float:
    """-sum of count x log of the summed (or the highest) probability of all segmentations."""
    loss = 0.0
    for word, count in counts.items():
        chances = [exp(sum(pieces[p] for p in cut)) for cut in segmentations(word, pieces)]
        loss -= count * log(max(chances) if best else sum(chances))
    return loss


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.sampled_from(["all", "best"]), st.integers(0, 2))
def test_the_loss_of_unigram_is_that_of_all_segmentations(counts, loss, em_steps):
    size = len(set("".join(counts)))
    trace = lab.train("unigram", counts, vocab_size=size, loss=loss, em_steps=em_steps)
    for number, step in enumerate(trace.steps):
        before = trace.pieces(number)
        best = loss == "best" and step.kind == "prune"
        assert step.loss == pytest.approx(brute_loss(counts, before, best), rel=1e-6, abs=1e-6)
        if step.kind == "prune":
            assert set(before) - set(step.pieces) == {piece for piece, _rise in step.removed}
            for piece, rise in [*step.removed, *step.spared][:8]:
                without = {each: score for each, score in before.items() if each != piece}
                more = brute_loss(counts, without, best) - step.loss
                assert rise == pytest.approx(more, rel=1e-4, abs=1e-4)
        assert set(trace.alphabet) <= set(step.pieces)
    assert len(trace.vocab()) == size


def test_unigram_on_the_worked_example():
    trace = lab.train("unigram", lab.CLASSIC_COUNTS, 14, loss="best", em_steps=0, whole_words=False)
    counts = {piece: round(exp(score) * 210) for piece, score in trace.seeds.items()}
    assert counts == {
        "h": 15,
        "u": 36,
        "g": 20,
        "hu": 15,
        "ug": 20,
        "p": 17,
        "pu": 17,
        "n": 16,
        "un": 16,
        "b": 4,
        "bu": 4,
        "s": 5,
        "hug": 15,
        "gs": 5,
        "ugs": 5,
    }
    (prune,) = trace.steps
    assert prune.loss == pytest.approx(169.803, abs=1e-3)
    assert dict(prune.spared)["hug"] == pytest.approx(23.514, abs=1e-3)


def test_wordpiece_on_the_worked_example():
    trace = lab.train("wordpiece", lab.CLASSIC_COUNTS, 300)
    first, second, third, *_rest = trace.steps
    assert (first.token, first.score, first.tied) == ("##gs", 1 / 20, False)
    assert (second.token, second.score, second.tied) == ("hu", 1 / 36, True)
    # The course prints hu + ##g, with a score that it does not have.
    assert (third.token, third.score) == ("hugs", 1 / 15)
    assert (third.count, third.frequencies) == (5, (15, 5))
    other = {candidate.pair: candidate.score for candidate in third.candidates}
    assert other["hu", "##g"] == 10 / (15 * 15) == 2 / 45
    assert trace.segment("hugsun", 3) == ["hugs", "##u", "##n"]
    assert trace.segment("x") == trace.segment("h" * 101) == [lab.UNKNOWN]


def test_wordpiece_by_frequency_is_bpe_over_the_same_pieces():
    trace = lab.train("wordpiece", lab.CLASSIC_COUNTS, 300, rule="frequency")
    assert [step.count for step in trace.steps] == [20, 16, 15, 12, 5, 5, 4]
    assert [step.score for step in trace.steps[:2]] == [20, 16]


@pytest.fixture(scope="module")
def raw_stream() -> dict[str, int]:
    counts = lab.word_counts(random_prose(2_000), "metaspace")
    return {word: count for word, count in counts.items() if len(word) > 1}


def library_pieces(counts: dict[str, int], model: str, size: int) -> list[str]:
    """What the sentencepiece library learns from the same words, in its order."""
    file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([word[1:] for word, n in counts.items() for _ in range(n)]),
        model_writer=file,
        vocab_size=size + 3,
        model_type=model,
        character_coverage=1.0,
        normalization_rule_name="identity",
        split_by_unicode_script=False,
        split_by_number=False,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
    )
    made = sentencepiece.SentencePieceProcessor(model_proto=file.getvalue())
    return [made.id_to_piece(number) for number in range(3, made.get_piece_size())]


def test_sentencepiece_merges_are_those_of_the_library(raw_stream):
    trace = lab.train("sentencepiece", raw_stream, 700, model="bpe")
    library = library_pieces(raw_stream, "bpe", 700)
    assert [step.token for step in trace.steps] == library[: len(trace.steps)]
    assert set(trace.vocab()) == set(library)


def test_sentencepiece_prunes_at_the_pace_of_the_library(raw_stream):
    size = 400
    trace = lab.train("sentencepiece", raw_stream, size)
    library = library_pieces(raw_stream, "unigram", size)
    assert len(library) == len(trace.vocab()) == size
    # The library computes in single precision: a few pieces of equal worth differ.
    assert len({*library} & {*trace.vocab()}) >= 0.98 * size


@pytest.mark.parametrize("algorithm", sorted(lab.ALGORITHMS))
def test_training_stops_when_it_is_told_and_keeps_what_it_has_learned(algorithm, raw_stream):
    told = []

    def go_on(done: float) -> bool:
        told.append(done)
        return len(told) < 2

    size = 200 if algorithm in ("unigram", "sentencepiece") else 600
    whole = lab.train(algorithm, raw_stream, size)
    trace = lab.train(algorithm, raw_stream, size, go_on=go_on)
    assert len(told) == 2 and 0 <= told[0] <= told[1] <= 1
    assert 0 < len(trace.steps) < len(whole.steps)


@pytest.mark.parametrize("algorithm", sorted(lab.ALGORITHMS))
def test_a_trace_of_any_algorithm_survives_the_way_through_json(algorithm, raw_stream):
    trace = lab.train(algorithm, raw_stream, 320, pretokenizer="metaspace", normalizers=["nfc"])
    assert lab.Trace.from_json(trace.to_json()) == trace


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
        lab.train("bpe", lab.CLASSIC_COUNTS, vocab_size=6)
    with pytest.raises(Problem):
        lab.train("bpe", {}, vocab_size=6)


@pytest.mark.parametrize("algorithm", ["bpe", "byte_bpe", "wordpiece"])
def test_a_story_leads_the_words_through_every_state(algorithm):
    for counts in (lab.CLASSIC_COUNTS, lab.word_counts(lab.SAMPLES["mixed"])):
        trace = lab.train(algorithm, counts, vocab_size=330)
        for first in (0, len(trace.steps) // 2):
            story = lab.story(trace, first, min(first + 24, len(trace.steps)))
            assert len(json.dumps(story)) < 200_000
            rows = [list(word["tokens"]) for word in story["words"]]
            for number, step in enumerate(story["steps"], start=first + 1):
                played(story["words"], rows, step, trace)
                words = [word["label"] for word in story["words"]]
                assert rows == [trace.state(word, number) for word in words]
                assert step["vocabulary"] == len(trace.vocab(number))
            assert story["titles"][0].startswith("Merge" if first else "Start")


def played(words: list[dict], rows: list[list[str]], step: dict, trace: lab.Trace) -> None:
    """Carry a step of a story out as a player does: at its places, counted in symbols."""
    for word, place in step["places"]:
        sizes = [len(token) for token in rows[word]]
        if trace.algorithm == "wordpiece":
            sizes = [size - 2 * (at > 0) for at, size in enumerate(sizes)]
        at = next(n for n in range(len(sizes)) if sum(sizes[:n]) == place)
        assert rows[word][at : at + 2] == [step["left"], step["right"]]
        rows[word][at : at + 2] = [step["token"]]


def test_a_story_ranks_the_pairs_and_shows_the_vocabulary():
    story = lab.story(classic_trace(), 2, 4)
    assert [step["candidates"][0][:3] for step in story["steps"]] == [
        ["h", "ug", 15],
        ["p", "un", 12],
    ]
    assert story["vocabulary"] == {"size": 9, "newest": ["ug", "un"]}
    assert story["titles"] == [
        "Merge 2: u + n → un, 16 times",
        "Merge 3: h + ug → hug, 15 times",
        "Merge 4: p + un → pun, 12 times",
    ]
    # The pairs after the last step of a window are those before the next.
    assert story["steps"][-1]["after"] == lab.story(classic_trace(), 4, 5)["candidates"]
    score = lab.story(lab.train("wordpiece", lab.CLASSIC_COUNTS, 20))["steps"][0]["candidates"][0]
    assert score[4] == "5/100"


def test_a_word_from_the_right_does_not_turn_the_headline():
    story = lab.story(lab.train("bpe", {"سلام": 5}, 12))
    left, right, token = ("\u2068" + text + "\u2069" for text in ("ا", "م", "ام"))
    assert story["titles"][1] == f"Merge 1: {left} + {right} → {token}, 5 times"


@pytest.mark.parametrize("algorithm", ["unigram", "sentencepiece"])
def test_a_story_of_pruning_shows_what_goes_and_the_cuts_that_compete(algorithm):
    trace = lab.train(algorithm, lab.CLASSIC_COUNTS, {"unigram": 10, "sentencepiece": 8}[algorithm])
    story = lab.story(trace)
    assert [state["pieces"] for state in story["states"]] == [
        len(trace.pieces(step)) for step in range(len(trace.steps) + 1)
    ]
    for state, step in zip(story["states"], story["steps"]):
        shown = {piece for piece, _probability in state["field"]}
        assert {piece for piece, _rise in step["removed"]} <= shown
        for word, cuts in zip(story["words"], state["cuts"]):
            assert all("".join(cut["pieces"]) == word["label"] for cut in cuts)
            chances = [cut["probability"] for cut in cuts]
            assert chances == sorted(chances, reverse=True) and sum(chances) < 1 + 1e-9


@pytest.mark.parametrize(("loss", "em_steps"), [("all", 0), ("best", 0), ("all", 2)])
def test_the_loss_after_the_last_step_is_known(loss, em_steps):
    trace = lab.train("unigram", lab.CLASSIC_COUNTS, 10, loss=loss, em_steps=em_steps)
    last = trace.pieces()
    assert trace.loss(len(trace.steps)) == pytest.approx(
        brute_loss(trace.counts, last, loss == "best")
    )


def test_of_a_very_long_word_a_story_tells_the_first_symbols():
    story = lab.story(lab.train("bpe", {"a" * 5_000: 1}, 30))
    (word,) = story["words"]
    assert (len(word["tokens"]), word["more"]) == (100, 4_900)
    assert len(json.dumps(story)) < 200_000


def test_at_byte_level_a_story_says_how_bytes_read():
    trace = lab.train("byte_bpe", lab.word_counts("你好 你好 hug hug", "gpt2"), 270)
    story = lab.story(trace)
    assert story["words"][0]["characters"] == [["你", 3], ["好", 3]]
    assert story["display"]["Ġhu"] == ["␣hu", "20 68 75"]
    assert story["display"]["ä½ł"] == ["你", "E4 BD A0"]
    assert story["display"]["ä"] == ["E4", ""]


def test_a_step_shows_its_sum_and_the_words_it_changed():
    trace = classic_trace()
    assert lab.formula(trace, 1).endswith(r"&= 20\end{aligned}")
    assert trace.changed(1) == {
        "hug": (["h", "u", "g"], ["h", "ug"]),
        "pug": (["p", "u", "g"], ["p", "ug"]),
        "hugs": (["h", "u", "g", "s"], ["h", "ug", "s"]),
    }
    score = lab.formula(lab.train("wordpiece", lab.CLASSIC_COUNTS, 30), 3)
    assert r"\frac{5}{15 \times 5}" in score


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_text_in_a_formula_has_no_command(text):
    from tokenizer_lab.learning.formula import tex

    left = re.sub(r"\\(text|backslash|sim|wedge)|\\[{}$&#%_]", "", tex(text))
    assert "\\" not in left and left.count("{") == left.count("}")


@pytest.mark.parametrize("pretokenizer", lab.PRE_TOKENIZERS)
def test_every_pretokenizer_cuts(pretokenizer):
    words = lab.pre_tokenize("It's John's 3rd café.\n我喜欢打游戏。", pretokenizer)
    expected = {
        "moses": ["It", "'s", "John", "'s", "3rd", "café", "."],
        "spacy": ["It", "'s", "John", "'s", "3rd", "café", "."],
        "jieba": ["我", "喜欢", "打游戏", "。"],
        "metaspace": ["▁It's", "▁John's", "▁3rd", "▁café.", "▁我喜欢打游戏。"],
        "none": ["It's John's 3rd café.", "我喜欢打游戏。"],
    }.get(pretokenizer, [])
    assert expected == [word for word in words if word in expected][: len(expected)]
    assert words


def test_files_are_read_or_refused_with_a_sentence():
    assert lab.decode_text("\ufeffgrüß 你好".encode()) == "grüß 你好"
    assert lab.decode_text("你好".encode("utf-16")) == "你好"
    for file in (bytes(range(256)), b"\x00\x01text", b"a" * 20_000_001):
        with pytest.raises(Problem):
            lab.decode_text(file)
