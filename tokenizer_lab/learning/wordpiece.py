"""WordPiece, learned by its own score or, as Hugging Face's trainer does, by frequency.

Source: Schuster and Nakajima (2012), "Japanese and Korean Voice Search": the pair that makes
the corpus most likely is the one whose count is largest next to what its parts have,
count(ab) / (count(a) count(b)). `tokenizers.trainers.WordPieceTrainer` is a BPE trainer over
the same ## pieces: it looks at count(ab) alone.
"""

from .bpe import Corpus
from .trace import GoOn, Trace

RULES = ("score", "frequency")


def train_wordpiece(
    counts: dict[str, int],
    vocab_size: int,
    rule: str = "score",
    tie: str = "first",
    go_on: GoOn | None = None,
) -> Trace:
    """Merge the best pair by `rule` (one of `RULES`) until the vocabulary is full.

    A piece that does not begin a word is written with ## before it. Raises `i18n.Problem`
    as `train_bpe` does.
    """
    corpus = Corpus(counts, vocab_size, "wordpiece", tie)
    steps = corpus.learn(vocab_size, go_on, by_score=rule == "score")
    return Trace("wordpiece", dict(counts), corpus.alphabet, steps, {"rule": rule, "tie": tie})
