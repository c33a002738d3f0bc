"""What was learned, as a tokenizer that the `tokenizers` library runs."""

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from ..corpus import LIBRARY, NORMALIZERS, RULES
from ..cutting import CONTINUES, LONGEST_WORD, UNKNOWN


def library_tokenizer(
    algorithm: str,
    vocabulary: list[str],
    merges: list[tuple[str, str]],
    scores: dict[str, float],
    pretokenizer: str,
    normalizer_names: tuple[str, ...],
) -> Tokenizer:
    """A tokenizer of `tokenizers` that cuts as `algorithm` does, a key of `ALGORITHMS`.

    With `scores`, the logarithms of the pieces' probabilities, it is Unigram. The rules of
    Moses, spaCy and jieba have no place in a `tokenizer.json`: there the tokenizer cuts at white
    space, and expects text whose words these rules have set apart.
    """
    tokenizer = Tokenizer(
        models.Unigram([(UNKNOWN, 0.0), *scores.items()], unk_id=0, byte_fallback=False)
        if scores
        else _merging_model(algorithm, vocabulary, merges)
    )
    chosen = [NORMALIZERS[name] for name in NORMALIZERS if name in normalizer_names]
    if chosen:
        tokenizer.normalizer = normalizers.Sequence(chosen)
    words = LIBRARY["whitespace" if pretokenizer in RULES else pretokenizer]
    if algorithm == "byte_bpe":
        to_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([words, to_bytes])
        tokenizer.decoder = decoders.ByteLevel()
    else:
        tokenizer.pre_tokenizer = words
        if algorithm == "wordpiece":
            tokenizer.decoder = decoders.WordPiece(prefix=CONTINUES)
        elif pretokenizer == "metaspace":
            tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def _merging_model(
    algorithm: str, vocabulary: list[str], merges: list[tuple[str, str]]
) -> models.Model:
    ids = {token: number for number, token in enumerate(vocabulary)}
    if algorithm == "byte_bpe":
        return models.BPE(ids, merges)
    ids.setdefault(UNKNOWN, len(ids))
    if algorithm == "wordpiece":
        return models.WordPiece(
            ids,
            unk_token=UNKNOWN,
            max_input_chars_per_word=LONGEST_WORD,
            continuing_subword_prefix=CONTINUES,
        )
    return models.BPE(ids, merges, unk_token=UNKNOWN)
