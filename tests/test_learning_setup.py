"""What a training run starts from: it trains, and it writes the code that trains the same."""

import pytest

import tokenizer_lab as lab
from i18n import Problem
from pages.learn_parts.setup import CLASSIC, FILE, TEXT, Setup

SAMPLE = "hug pug pun bun hugs 你好 🤗 it's"
SETUPS = {
    "classic words": Setup("bpe", CLASSIC, size=20, rules={"tie": "first"}),
    "classic words with spaces": Setup("sentencepiece", CLASSIC, pretokenizer="metaspace", size=11),
    "a sample": Setup("wordpiece", "english", lab.SAMPLES["english"], size=80),
    "a text": Setup("bpe", TEXT, SAMPLE, "", "gpt2", ("nfkc", "lower"), 30),
    "a long text": Setup("byte_bpe", TEXT, SAMPLE * 40, "", "jieba", (), 300),
    "a file": Setup(
        "unigram", FILE, SAMPLE, "it's.txt", size=18, rules={"loss": "best", "prune": 0.1}
    ),
}


@pytest.mark.parametrize("name", SETUPS)
def test_its_python_gives_the_trace_that_it_trains(name, tmp_path, monkeypatch):
    setup = SETUPS[name]
    for file in ("text.txt", "it's.txt"):
        (tmp_path / file).write_text(setup.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(setup.python(), names)
    assert names["trace"] == setup.train()
    assert names["trace"].steps


def test_training_tells_how_far_it_is_and_stops():
    setup = Setup("bpe", "english", lab.SAMPLES["english"], size=200)
    assert len(setup.train(lambda done: False).steps) < len(setup.train().steps)


def test_a_text_without_a_word_is_no_corpus():
    with pytest.raises(Problem, match="no word"):
        Setup("bpe", TEXT, " ", size=20).train()


@pytest.mark.parametrize("algorithm", lab.ALGORITHMS)
@pytest.mark.parametrize("source", [CLASSIC, *lab.SAMPLES])
def test_the_suited_size_leaves_something_to_learn(source, algorithm):
    space = "metaspace" if algorithm == "sentencepiece" else "whitespace"
    setup = Setup(algorithm, source, lab.SAMPLES.get(source, ""), pretokenizer=space)
    rival = Setup("wordpiece", source, setup.text, size=7).rival(algorithm)
    assert rival.size == max(7, setup.suited_size)
    assert rival.train().steps
