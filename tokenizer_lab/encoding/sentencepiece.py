"""The tokenizers of SentencePiece, replayed: a text is one stretch, cut by Unigram or BPE."""

import regex

from ..cutting import Lattice, ScoredPieces, merge_by_rank
from ..tokenizers import SentencePieceTokenizer, once_a_tokenizer
from .word import Model, Word, unigram_word, with_unknown


@once_a_tokenizer
def model(tokenizer: SentencePieceTokenizer) -> Model:
    """How it cuts a text, which is all one word."""
    return (_unigram if tokenizer.algorithm == "unigram" else _bpe)(tokenizer)


def _ids(tokenizer: SentencePieceTokenizer) -> dict[str, int]:
    return {piece: number for number, piece in enumerate(tokenizer.pieces)}


def _scores(tokenizer: SentencePieceTokenizer, *kinds: str) -> dict[str, float]:
    """The pieces of these kinds, such as "NORMAL", with their scores."""
    kind = type(tokenizer.model.pieces[0])
    numbers = {kind.Type.Value(name) for name in kinds}
    return {each.piece: each.score for each in tokenizer.model.pieces if each.type in numbers}


def _unigram(tokenizer: SentencePieceTokenizer) -> Model:
    ids, unknown_id = _ids(tokenizer), tokenizer.unknown_id
    fallback = tokenizer.model.trainer_spec.byte_fallback
    learned = _scores(tokenizer, "NORMAL")
    best = max(learned.values())
    # A user-defined symbol scores so well that it is always taken.
    user_defined = {
        piece: len(piece.encode()) * best - 0.1 for piece in _scores(tokenizer, "USER_DEFINED")
    }
    scored = ScoredPieces(learned | user_defined, worst=min(learned.values()), single=True)
    return lambda text: unigram_word(Lattice(text, scored), ids, unknown_id, fallback)


def _bpe(tokenizer: SentencePieceTokenizer) -> Model:
    ids, unknown_id = _ids(tokenizer), tokenizer.unknown_id
    fallback = tokenizer.model.trainer_spec.byte_fallback
    # The scores are 0, -1, -2 ...: the order of the merges.
    ranks = {piece: -score for piece, score in _scores(tokenizer, "NORMAL").items()}
    user_defined = _scores(tokenizer, "USER_DEFINED")
    pattern = "|".join(map(regex.escape, sorted(user_defined, key=len, reverse=True)))
    unit = regex.compile(f"{pattern}|." if user_defined else ".", regex.DOTALL)

    def rank(pair: tuple[str, str]) -> float | None:
        left, right = pair
        return None if left in user_defined or right in user_defined else ranks.get(left + right)

    def cut(text: str) -> Word:
        symbols = unit.findall(text)
        pieces, merges = merge_by_rank(symbols, rank)
        parts = [(piece, piece not in ranks and piece not in user_defined) for piece in pieces]
        tokens, numbers = with_unknown(parts, ids, unknown_id, fallback)
        return Word(text, tokens, numbers, symbols=tuple(symbols), merges=tuple(merges), rank=rank)

    return cut
