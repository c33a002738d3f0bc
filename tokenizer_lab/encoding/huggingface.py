"""The models of Hugging Face's `tokenizers`, replayed: every one that it knows."""

from typing import Any

from ..cutting import Lattice, ScoredPieces, longest_matches, merge_by_rank
from ..tokenizers import HuggingFaceTokenizer, once_a_tokenizer
from .word import Model, Word, byte_tokens, unigram_word


@once_a_tokenizer
def model(tokenizer: HuggingFaceTokenizer) -> Model:
    """How its model cuts a word."""
    state = tokenizer.state["model"]
    models = {"BPE": _bpe, "WordPiece": _wordpiece, "Unigram": _unigram, "WordLevel": _word_level}
    return models[state["type"]](state)


def _word_level(state: dict[str, Any]) -> Model:
    vocab, unknown = state["vocab"], state["unk_token"]

    def look_up(text: str) -> Word:
        piece = text if text in vocab else unknown
        # An unknown word leaves no token where there is no unknown token.
        return Word(text, (piece,), (vocab[piece],)) if piece in vocab else Word(text, (), ())

    return look_up


def _bpe(state: dict[str, Any]) -> Model:
    vocab, unknown = state["vocab"], state["unk_token"]
    prefix = state["continuing_subword_prefix"] or ""
    suffix = state["end_of_word_suffix"] or ""
    pairs = [tuple(m.split(" ")) if isinstance(m, str) else tuple(m) for m in state["merges"]]
    ranks = {pair: rank for rank, pair in enumerate(pairs)}

    def start(text: str) -> list[str]:
        symbols: list[str] = []
        # The library holds an unknown token back until the next known symbol, and so puts it
        # behind bytes that a later character falls back to.
        held: list[str] = []
        for at, char in enumerate(text):
            symbol = (prefix if at else "") + char + (suffix if at + 1 == len(text) else "")
            if symbol in vocab:
                symbols += [*held, symbol]
                held = []
            elif state["byte_fallback"] and all(byte in vocab for byte in byte_tokens(symbol)):
                symbols += byte_tokens(symbol)
            elif unknown:
                if held and not state["fuse_unk"]:
                    symbols += held
                held = [unknown]
        return symbols + held

    def cut(text: str) -> Word:
        if state.get("ignore_merges") and text in vocab:
            return Word(text, (text,), (vocab[text],), found_whole=True)
        symbols = start(text)
        pieces, merges = merge_by_rank(symbols, ranks.get, len(prefix))
        ids = tuple(vocab[piece] for piece in pieces)
        return Word(
            text,
            tuple(pieces),
            ids,
            symbols=tuple(symbols),
            merges=tuple(merges),
            rank=ranks.get,
        )

    return cut


def _wordpiece(state: dict[str, Any]) -> Model:
    vocab, unknown = state["vocab"], state["unk_token"]
    prefix, most = state["continuing_subword_prefix"], state["max_input_chars_per_word"]

    def cut(text: str) -> Word:
        known, matches = longest_matches(text, vocab.__contains__, prefix, most)
        pieces = [unknown] if known is None else known
        ids = tuple(vocab[piece] for piece in pieces)
        return Word(text, tuple(pieces), ids, matches=tuple(matches))

    return cut


def _unigram(state: dict[str, Any]) -> Model:
    ids = {piece: number for number, (piece, _score) in enumerate(state["vocab"])}
    scored = ScoredPieces(dict(state["vocab"]))

    def cut(text: str) -> Word:
        fallback = bool(state.get("byte_fallback"))
        return unigram_word(Lattice(text, scored), ids, state["unk_id"], fallback)

    return cut
