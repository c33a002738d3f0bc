"""How five algorithms learn a vocabulary, one step at a time.

`train` gives a `Trace`: every step, and what it makes of any word at any step. `lesson` and
`formula` explain an algorithm and a step. `story` holds the steps that are played, `forest` a whole
training and `family` where one token comes from, as data; `figures.whole_curve` draws a curve.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .bpe import train_bpe, train_byte_bpe
from .forest import Family, family, forest
from .formula import formula
from .lessons import TRANSFORMER_XL_WORDS, lesson
from .pairs import TIES
from .sentencepiece import train_sentencepiece
from .story import story
from .trace import Candidate, Expectation, Merge, Prune, Removal, Step, Trace
from .unigram import train_unigram
from .wordpiece import train_wordpiece

__all__ = [
    "ALGORITHMS",
    "TIES",
    "TRANSFORMER_XL_WORDS",
    "Candidate",
    "Expectation",
    "Family",
    "Merge",
    "Prune",
    "Removal",
    "Step",
    "Trace",
    "family",
    "forest",
    "formula",
    "lesson",
    "story",
    "train",
]

ALGORITHMS: dict[str, Callable[..., Trace]] = {
    "bpe": train_bpe,
    "byte_bpe": train_byte_bpe,
    "wordpiece": train_wordpiece,
    "unigram": train_unigram,
    "sentencepiece": train_sentencepiece,
}
"""What `train` can run, by name."""


def train(
    algorithm: str,
    counts: dict[str, int],
    vocab_size: int,
    *,
    pretokenizer: str = "whitespace",
    normalizers: tuple[str, ...] = (),
    **rules: Any,
) -> Trace:
    """Learn a vocabulary of `vocab_size` tokens from unique words and their counts.

    `pretokenizer` and `normalizers` say how the words came about (see `word_counts`): the
    trace cuts whole texts in the same way. `rules` go to the trainer of the algorithm, such as
    `tie`; `go_on` is told how much is done, 0 to 1, and stops the training by returning False:
    the trace then ends there. Raises KeyError for an algorithm that is not in `ALGORITHMS`,
    and `i18n.Problem` where the counts or the size cannot be used.
    """
    trace = ALGORITHMS[algorithm](counts, vocab_size, **rules)
    return replace(trace, pretokenizer=pretokenizer, normalizers=tuple(normalizers))
