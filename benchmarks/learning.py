"""A full trace of BPE against the training of `tokenizers`, which keeps none.

    python -m benchmarks.learning

Both start from the same text in memory, cut it with the same pre-tokenizer and learn the same
8,000 tokens. The text is the source code of Python's standard library: some 30 MB of English
and code that every Python has, so that the figures can be made again.
"""

import json
import sysconfig
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

import tokenizer_lab as lab

from .row import Row

VOCABULARY = 8_000
MEGABYTES = (1, 5, 20)
SKEWED_WORDS, SKEWED_MEGABYTES, SKEWED_VOCABULARY = 1_300, 3, 4_000
RUNS = 3


def standard_library(megabytes: int) -> str:
    """The first characters of all modules, in the order of their names."""
    root = Path(sysconfig.get_path("stdlib"))
    parts, size = [], 0
    for path in sorted(root.rglob("*.py")):
        if "site-packages" not in path.parts and size < megabytes * 1_000_000:
            parts.append(path.read_text(encoding="utf-8", errors="ignore"))
            size += len(parts[-1])
    return "".join(parts)[: megabytes * 1_000_000]


def skewed() -> str:
    """Few different words, some of them far more frequent than others: a word of rank r occurs in
    proportion to 1/r (Zipf), as in the text of one subject."""
    draw = Random(0)
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 12))) for _ in range(SKEWED_WORDS)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    text = " ".join(draw.choices(words, weights, k=SKEWED_MEGABYTES * 1_000_000 // 5))
    return text[: SKEWED_MEGABYTES * 1_000_000]


def ours(text: str, vocabulary: int) -> tuple[float, list]:
    start = perf_counter()
    trace = lab.train("bpe", lab.word_counts(text, "whitespace_punctuation"), vocabulary)
    seconds = perf_counter() - start
    assert all(len(step.candidates) == 10 for step in trace.steps[:1000])
    return seconds, [list(step.pair) for step in trace.steps]


def theirs(text: str, vocabulary: int) -> tuple[float, list]:
    library = Tokenizer(models.BPE())
    library.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, show_progress=False)
    lines = text.splitlines(keepends=True)
    start = perf_counter()
    # Line by line, so that the library can use every core.
    library.train_from_iterator(lines, trainer)
    seconds = perf_counter() - start
    return seconds, json.loads(library.to_str())["model"]["merges"]


def both(text: str, vocabulary: int) -> tuple[float, float, float]:
    """Seconds of a trace and of the library, and the median of their ratios."""
    lab.train("bpe", lab.CLASSIC_COUNTS, 20)  # Machine code is compiled once, not measured.
    # In turn, so that whatever else the machine does falls on both.
    pairs = [(ours(text, vocabulary), theirs(text, vocabulary)) for _run in range(RUNS)]
    assert pairs[0][0][1] == pairs[0][1][1], "not the same merges"
    return (
        median(mine[0] for mine, _library in pairs),
        median(library[0] for _mine, library in pairs),
        median(mine[0] / library[0] for mine, library in pairs),
    )


def rows() -> list[Row]:
    found = []
    for size in MEGABYTES[:2]:
        traced, trained, ratio = both(standard_library(size), VOCABULARY)
        what = f"a trace of BPE, {VOCABULARY:,} tokens from {size} MB"
        found.append(Row(what, traced, "training with tokenizers", trained, "s", ratio))
    return found


def main() -> None:
    print("| text | different words | trace | tokenizers | ratio |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    texts = {f"{size} MB": (standard_library(size), VOCABULARY) for size in MEGABYTES}
    texts[f"{SKEWED_MEGABYTES} MB, skewed"] = skewed(), SKEWED_VOCABULARY
    for name, (text, vocabulary) in texts.items():
        words = len(lab.word_counts(text, "whitespace_punctuation"))
        traced, trained, ratio = both(text, vocabulary)
        print(
            f"| {name} | {words:,} | {traced:.2f} s | {trained:.2f} s | {ratio:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
