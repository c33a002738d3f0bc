"""How a tokenizer comes to cut text the way it does.

For example:

    import tokenizer_lab as lab

    counts = lab.word_counts("hug pug pun bun hugs")
    trace = lab.train("bpe", counts, vocab_size=300)
    trace.steps[0].pair, trace.steps[0].count, trace.steps[0].token
    trace.segment("thug")

    real = lab.tokenizer("gpt2")  # built in; also a Hub id, a trained trace, a file
    real.encode("Hello world").ids, real.python()
    lab.encode_steps(real, "Hello world").words
    lab.compare("Hello world", [real, lab.tokenizer("bert")]).differences

Three rooms stand on one ground and do not know each other: `learning` (algorithms, their traces),
`encoding` (how a finished tokenizer arrives at its tokens) and `comparing` (what tokenizers make
of the same text). Each has `figures`, data in and a Plotly figure out. On the ground are `corpus`
(text to words), `cutting` (words to pieces), `tokenizers` and `sources` (real ones).
Everything raises `i18n.Problem` for input that cannot be used.
"""

from .comparing import (
    KINDS,
    ROLES,
    TEMPLATES,
    Check,
    Comparison,
    Message,
    Metrics,
    Origin,
    Parallel,
    Prompt,
    Shared,
    Unit,
    chat,
    check_chat,
    compare,
    count_rows,
    count_words,
    find,
    has_chat,
    parallel,
    read_texts,
    shared,
    template_in,
    to_csv,
    to_html,
    to_json,
    units,
    vocabulary,
    written,
)
from .corpus import (
    CLASSIC_COUNTS,
    NORMALIZERS,
    PRE_TOKENIZERS,
    decode_text,
    pre_tokenize,
    word_counts,
)
from .cutting import SPACE_MARK, UNKNOWN, AppliedMerge, Edge, Lattice, Match, Path
from .encoding import Steps, Word, encode_steps, encode_story, rows_of
from .learning import (
    ALGORITHMS,
    TIES,
    TRANSFORMER_XL_WORDS,
    Candidate,
    Expectation,
    Family,
    Merge,
    Prune,
    Removal,
    Step,
    Trace,
    family,
    forest,
    formula,
    lesson,
    story,
    trace_json,
    train,
    train_on,
)
from .samples import SAMPLES
from .sources import BUILT_IN, named_tokenizer, tokenizer_file
from .tokenizers import Cut, Tokenizer

__all__ = [
    "ALGORITHMS",
    "BUILT_IN",
    "CLASSIC_COUNTS",
    "KINDS",
    "NORMALIZERS",
    "PRE_TOKENIZERS",
    "ROLES",
    "SAMPLES",
    "SPACE_MARK",
    "TEMPLATES",
    "TIES",
    "TRANSFORMER_XL_WORDS",
    "UNKNOWN",
    "AppliedMerge",
    "Candidate",
    "Check",
    "Comparison",
    "Cut",
    "Edge",
    "Expectation",
    "Family",
    "Lattice",
    "Match",
    "Merge",
    "Message",
    "Metrics",
    "Origin",
    "Parallel",
    "Path",
    "Prompt",
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
    "check_chat",
    "compare",
    "count_rows",
    "count_words",
    "decode_text",
    "encode_steps",
    "encode_story",
    "family",
    "find",
    "forest",
    "formula",
    "has_chat",
    "lesson",
    "parallel",
    "pre_tokenize",
    "read_texts",
    "rows_of",
    "shared",
    "story",
    "template_in",
    "to_csv",
    "to_html",
    "to_json",
    "tokenizer",
    "tokenizer_file",
    "trace_json",
    "train",
    "train_on",
    "units",
    "vocabulary",
    "word_counts",
    "written",
]


def tokenizer(source: str | Trace) -> Tokenizer:
    """A real tokenizer: a key of `BUILT_IN`, a Hub id such as "org/name", or a trained `Trace`.

    Raises `i18n.Problem` where the Hub does not give it, or where what it gives cannot be read.
    """
    return source.tokenizer() if isinstance(source, Trace) else named_tokenizer(source)
