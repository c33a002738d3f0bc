"""How a tokenizer comes to cut text the way it does.

For example:

    import tokenizer_lab as lab

    counts = lab.word_counts("hug pug pun bun hugs")
    trace = lab.train("bpe", counts, vocab_size=300)
    trace.steps[0].pair, trace.steps[0].count, trace.steps[0].token
    trace.segment("thug")

    real = lab.tokenizer("gpt2")  # built in; also a Hub id, a trained trace, a file
    real.encode("Hello world").ids
    lab.encode_steps(real, "Hello world").words
    lab.compare("Hello world", [real, lab.tokenizer("bert")]).differences
"""

from dataclasses import replace

from .batch import count_rows, read_texts
from .bpe import train_bpe, train_byte_bpe
from .chat import ROLES, chat, has_chat
from .comparison import Comparison, Metrics, Unit, compare, count_words, units
from .comparison_export import to_csv, to_html, to_json
from .corpus import NORMALIZERS, NOTES_COUNTS, PRE_TOKENIZERS, decoded, pieces_of, word_counts
from .cut import UNKNOWN
from .encoding import Steps, Word, encode_steps
from .formula import formula
from .lattice import Edge, Lattice, Path
from .lessons import TRANSFORMER_XL_WORDS, lesson
from .pairs import TIES
from .parallel import Parallel, parallel
from .real import Cut, Tokenizer
from .samples import SAMPLES
from .scenes import rows_of
from .sentencepiece import train_sentencepiece
from .sources import BUILT_IN, tokenizer, tokenizer_file
from .trace import Candidate, Expectation, Merge, Prune, Removal, Step, Trace
from .unigram import train_unigram
from .vocabulary import KINDS, Shared, find, shared, vocabulary
from .wordpiece import train_wordpiece

__all__ = [
    "ALGORITHMS",
    "BUILT_IN",
    "KINDS",
    "NORMALIZERS",
    "NOTES_COUNTS",
    "PRE_TOKENIZERS",
    "ROLES",
    "SAMPLES",
    "TIES",
    "TRANSFORMER_XL_WORDS",
    "UNKNOWN",
    "Candidate",
    "Comparison",
    "Cut",
    "Edge",
    "Expectation",
    "Lattice",
    "Merge",
    "Metrics",
    "Parallel",
    "Path",
    "Prune",
    "Removal",
    "Shared",
    "Step",
    "Steps",
    "Tokenizer",
    "Trace",
    "Unit",
    "Word",
    "chat",
    "compare",
    "count_rows",
    "count_words",
    "decoded",
    "encode_steps",
    "find",
    "formula",
    "has_chat",
    "lesson",
    "parallel",
    "pieces_of",
    "read_texts",
    "rows_of",
    "shared",
    "to_csv",
    "to_html",
    "to_json",
    "tokenizer",
    "tokenizer_file",
    "train",
    "units",
    "vocabulary",
    "word_counts",
]

ALGORITHMS = {
    "bpe": train_bpe,
    "byte_bpe": train_byte_bpe,
    "wordpiece": train_wordpiece,
    "unigram": train_unigram,
    "sentencepiece": train_sentencepiece,
}


def train(
    algorithm: str,
    counts: dict[str, int],
    vocab_size: int,
    *,
    pretokenizer: str = "whitespace",
    normalizers: tuple[str, ...] = (),
    **rules,
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
