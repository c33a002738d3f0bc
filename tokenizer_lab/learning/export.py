"""A trace as a tokenizer that the `tokenizers` library runs."""

from typing import TYPE_CHECKING

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from ..corpus import LIBRARY, NORMALIZERS, RULES
from ..cut import CONTINUES, LONGEST_WORD, UNKNOWN

if TYPE_CHECKING:
    from .trace import Trace


def tokenizer(trace: "Trace", step: int | None = None) -> Tokenizer:
    """What `trace` has learned after `step` steps, as a tokenizer.

    The rules of Moses, spaCy and jieba have no place in a `tokenizer.json`: there the
    tokenizer cuts at white space, and expects text whose words these rules have set apart.
    """
    made = Tokenizer(_model(trace, step))
    chosen = [NORMALIZERS[name] for name in NORMALIZERS if name in trace.normalizers]
    if chosen:
        made.normalizer = normalizers.Sequence(chosen)
    words = LIBRARY["whitespace" if trace.pretokenizer in RULES else trace.pretokenizer]
    if trace.algorithm == "byte_bpe":
        to_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
        made.pre_tokenizer = pre_tokenizers.Sequence([words, to_bytes])
        made.decoder = decoders.ByteLevel()
    else:
        made.pre_tokenizer = words
        if trace.algorithm == "wordpiece":
            made.decoder = decoders.WordPiece(prefix=CONTINUES)
        elif trace.pretokenizer == "metaspace":
            made.decoder = decoders.Metaspace()
    return made


def _model(trace: "Trace", step: int | None):
    if trace.cuts_by == "probability":
        pieces = [(UNKNOWN, 0.0), *trace.pieces(step).items()]
        return models.Unigram(pieces, unk_id=0, byte_fallback=False)
    ids = {token: number for number, token in enumerate(trace.vocab(step))}
    if trace.algorithm == "byte_bpe":
        return models.BPE(ids, [merge.pair for merge in trace.steps[:step]])
    ids.setdefault(UNKNOWN, len(ids))
    if trace.cuts_by == "longest":
        return models.WordPiece(
            ids,
            unk_token=UNKNOWN,
            max_input_chars_per_word=LONGEST_WORD,
            continuing_subword_prefix=CONTINUES,
        )
    merges = [merge.pair for merge in trace.steps[:step]]
    return models.BPE(ids, merges, unk_token=UNKNOWN)
