"""Compile the machine code of the trainers, so that the first visitor does not wait for it.

    python -m tokenizer_lab

The code is kept beside the sources; a second call finds it there.
"""

from . import CLASSIC_COUNTS, train, word_counts

for algorithm, size in (("bpe", 12), ("wordpiece", 12), ("unigram", 12), ("sentencepiece", 8)):
    train(algorithm, CLASSIC_COUNTS, size)
word_counts("hug", "whitespace")
word_counts("hug", "gpt2")
