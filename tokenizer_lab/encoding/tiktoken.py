"""The tokenizers of tiktoken, replayed: bytes, merged by the rank of what they make."""

from ..cutting import letters, merge_by_rank
from ..tokenizers import TiktokenTokenizer, once_a_tokenizer
from .word import Model, Word


@once_a_tokenizer
def model(tokenizer: TiktokenTokenizer) -> Model:
    """How its model cuts a word, which is written in letters for bytes."""
    ranks = {letters(piece): rank for piece, rank in tokenizer.ranks.items()}
    offset = len(tokenizer.leading)

    def rank(pair: tuple[str, str]) -> float | None:
        return ranks.get(pair[0] + pair[1])

    def cut(text: str) -> Word:
        pieces, merges = merge_by_rank(text, rank)
        known = text in ranks
        skipped = known and pieces != [text]
        if known:
            pieces = [text]
        return Word(
            text,
            tuple(pieces),
            tuple(ranks[piece] + offset for piece in pieces),
            symbols=tuple(text),
            merges=() if skipped else tuple(merges),
            found_whole=skipped,
            rank=rank,
        )

    return cut
