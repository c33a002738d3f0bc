"""How a tokenizer comes to cut text the way it does.

For example:

    import tokenizer_lab as lab

    counts = lab.word_counts("hug pug pun bun hugs")
    trace = lab.train("bpe", counts, vocab_size=300)
    trace.steps[0].pair, trace.steps[0].count, trace.steps[0].token
    trace.segment("thug")
"""

from .bpe import train_bpe
from .corpus import NOTES_COUNTS, PRE_TOKENIZERS, word_counts
from .trace import UNKNOWN, Candidate, Step, Trace

__all__ = [
    "ALGORITHMS", "NOTES_COUNTS", "PRE_TOKENIZERS", "UNKNOWN", "Candidate", "Step", "Trace",
    "train", "word_counts",
]  # fmt: skip

ALGORITHMS = {"bpe": train_bpe}


def train(algorithm: str, counts: dict[str, int], vocab_size: int) -> Trace:
    """Learn a vocabulary of `vocab_size` tokens from unique words and their counts.

    Raises KeyError for an algorithm that is not in `ALGORITHMS`, and `i18n.Problem` where
    the counts or the size cannot be used.
    """
    return ALGORITHMS[algorithm](counts, vocab_size)
