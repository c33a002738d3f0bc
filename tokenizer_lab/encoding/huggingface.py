"""The tokenizers of Hugging Face's `tokenizers`, replayed: every model that it knows."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import tokenizers
from tokenizers import PreTokenizedString

from ..cutting import Lattice, ScoredPieces, longest_matches, merge_by_rank
from ..tokenizers import Cut, HuggingFaceTokenizer, once_a_tokenizer
from .word import Word, byte_tokens, unigram_word

Model = Callable[[str], Word]
"""A word in, its way to tokens out."""


def replay(tokenizer: HuggingFaceTokenizer, cut: Cut) -> tuple[str, list[Word]]:
    """The text of `cut` after the normalizer, and its words."""
    model, text = _model(tokenizer), cut.text
    normalized, words = [], []
    at = 0
    for number, start, end in (*_added_in_text(tokenizer, cut), (None, len(text), len(text))):
        if section := text[at:start]:
            stretch, splits = _split(tokenizer, section, first=at == 0)
            normalized.append(stretch)
            for word, begin, stop in splits:
                words.append(replace(model(word), start=at + begin, end=at + stop))
        if number is not None:
            content = tokenizer.added[number].content
            normalized.append(content)
            words.append(Word(content, (content,), (number,), start, end, special=True))
        at = end
    return "".join(normalized), words


def _added_in_text(tokenizer: HuggingFaceTokenizer, cut: Cut) -> list[tuple[int, int, int]]:
    """The added tokens that are written in the text: id, start, end.

    An unknown token that the model made has the same id as one that is written out, so the
    text under it must hold its name.
    """
    normalizer = tokenizer.own.normalizer
    same = normalizer.normalize_str if normalizer else str
    written = []
    for number, start, end in zip(cut.ids.tolist(), cut.starts.tolist(), cut.ends.tolist()):
        if end > start and (token := tokenizer.added.get(number)):
            under = cut.text[start:end]
            if token.content in under or (token.normalized and same(token.content) in same(under)):
                written.append((number, start, end))
    return written


def _split(
    tokenizer: HuggingFaceTokenizer, section: str, first: bool
) -> tuple[str, list[tuple[str, int, int]]]:
    """A stretch without added tokens: normalized, and its words with their places in it."""
    parts = PreTokenizedString(section)
    if tokenizer.own.normalizer:
        parts.normalize(tokenizer.own.normalizer.normalize)
    normalized = "".join(word for word, _span, _tokens in parts.get_splits())
    pre_tokenizer = tokenizer.own.pre_tokenizer if first else _later_pre_tokenizer(tokenizer)
    if pre_tokenizer:
        pre_tokenizer.pre_tokenize(parts)
    splits = parts.get_splits(offset_referential="original", offset_type="char")
    return normalized, [(word, *span) for word, span, _tokens in splits if word]


@once_a_tokenizer
def _later_pre_tokenizer(tokenizer: HuggingFaceTokenizer):
    """The pre-tokenizer after the beginning of the text: one that adds no ▁ for it."""
    state = json.dumps(tokenizer.state["pre_tokenizer"])
    if '"prepend_scheme": "first"' not in state:
        return tokenizer.own.pre_tokenizer
    changed = state.replace('"prepend_scheme": "first"', '"prepend_scheme": "never"')
    whole_state = tokenizer.state | {
        "pre_tokenizer": json.loads(changed),
        "added_tokens": [],
        "post_processor": None,
    }
    return tokenizers.Tokenizer.from_str(json.dumps(whole_state)).pre_tokenizer


@once_a_tokenizer
def _model(tokenizer: HuggingFaceTokenizer) -> Model:
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
