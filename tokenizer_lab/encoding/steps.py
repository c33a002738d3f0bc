"""How a tokenizer arrives at its tokens: normalizer, pre-tokenizer, model, special tokens.

The model is replayed: the same merges, matches and paths that the library goes through, one
at a time, so that they can be shown. A replay ends in the library's own ids, which is
proved on random texts, and `Steps.agrees` says so for the text at hand.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import heappop, heappush

import regex
import tokenizers
from tokenizers import PreTokenizedString

from ..lattice import UNKNOWN_PENALTY, Lattice, Vocabulary
from ..tokenizers import (
    Cut,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    letters,
    normal,
    replace_surrogates,
)

KEPT = 16
"""Tokenizers whose models are kept ready to replay."""


@dataclass(frozen=True)
class Merge:
    """Two neighbours became one. The places count the symbols that the word started from."""

    start: int
    middle: int
    end: int
    rank: int
    """Which merge of the vocabulary it is; the lowest rank present goes first."""


@dataclass(frozen=True)
class Match:
    """WordPiece looked for the longest piece that begins at character `start`."""

    start: int
    end: int
    """Where the piece that was found ends; `start` where none was."""
    tried: tuple[str, ...]
    """What was looked up, longest first; the last is the piece, where one was found."""


@dataclass(frozen=True)
class Word:
    """What the model cuts at once, and how it did."""

    text: str
    """As the model reads it: normalized, and in letters for bytes at byte level."""
    start: int
    end: int
    """The characters of the original text that it comes from."""
    pieces: tuple[str, ...]
    ids: tuple[int, ...]
    symbols: tuple[str, ...] = ()
    """What merging started from."""
    merges: tuple[Merge, ...] = ()
    matches: tuple[Match, ...] = ()
    lattice: Lattice | None = None
    special: bool = False
    """A token of the text that never reached the model."""
    found_whole: bool = False
    """The word was in the vocabulary as it is, and was taken without its merges."""

    def after(self, step: int) -> list[str]:
        """The symbols after the first `step` merges."""
        return ["".join(self.symbols[start:end]) for start, end in self.spans_after(step)]

    def spans_after(self, step: int) -> list[tuple[int, int]]:
        """Where the pieces stand after `step` merges, counted in symbols."""
        ends = {at: at + 1 for at in range(len(self.symbols))}
        for merge in self.merges[:step]:
            ends[merge.start] = merge.end
            ends.pop(merge.middle)
        return list(ends.items())

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the model's last cuts stand, counted in symbols, or characters of `text`.

        Byte fallback and unknown tokens come after it, so there can be other numbers of pieces.
        """
        if self.lattice is not None:
            return [(edge.start, edge.end) for edge in self.lattice.best]
        if self.symbols and not self.found_whole:
            return self.spans_after(len(self.merges))
        if self.matches and self.matches[-1].end == len(self.text):
            return [(match.start, match.end) for match in self.matches]
        return [(0, len(self.text))] if self.text else []


@dataclass(frozen=True, eq=False)
class Steps:
    """The way of one text to its tokens."""

    text: str
    normalized: str
    words: tuple[Word, ...]
    before: tuple[int, ...]
    """Ids that were added before the text ..."""
    after: tuple[int, ...]
    """... and after it."""
    cut: Cut
    """What the library made of the text."""

    @property
    def ids(self) -> list[int]:
        """The ids that the replay arrived at."""
        return [*self.before, *(n for word in self.words for n in word.ids), *self.after]

    @property
    def agrees(self) -> bool:
        """Whether the replay ended in the library's ids."""
        return self.ids == self.cut.ids.tolist()


def encode_steps(tokenizer: Tokenizer, text: str, special: bool = True) -> Steps:
    """How `tokenizer` arrives at its tokens for `text`; see `Tokenizer.encode` for the rest."""
    text = replace_surrogates(text)
    cut = tokenizer.encode(text, special)
    read = {
        HuggingFaceTokenizer: _huggingface,
        TiktokenTokenizer: _tiktoken,
        SentencePieceTokenizer: _sentencepiece,
    }[type(tokenizer)]
    normalized, words = read(tokenizer, text, cut)
    added = cut.special & (cut.starts == cut.ends)
    real = [number for number, extra in enumerate(added) if not extra]
    first, last = (real[0], real[-1] + 1) if real else (int(added.sum()), len(cut))
    ids = cut.ids.tolist()
    if not real:  # nothing but added tokens: those of BERT stand around an empty text
        first = last = len(ids)
    return Steps(text, normalized, tuple(words), tuple(ids[:first]), tuple(ids[last:]), cut)


# Hugging Face


def _huggingface(tokenizer: HuggingFaceTokenizer, text: str, cut: Cut):
    model = _model(tokenizer)
    normalized, words = [], []
    at = 0
    for number, start, end in (*_added_in_text(tokenizer, cut), (None, len(text), len(text))):
        if section := text[at:start]:
            split = _split(tokenizer, section, first=at == 0)
            normalized.append(split[0])
            for word, begin, stop in split[1]:
                words.append(replace(model(word), start=at + begin, end=at + stop))
        if number is not None:
            content = tokenizer.added[number].content
            normalized.append(content)
            words.append(Word(content, start, end, (content,), (number,), special=True))
        at = end
    return "".join(normalized), words


def _added_in_text(tokenizer: HuggingFaceTokenizer, cut: Cut) -> list[tuple[int, int, int]]:
    """The added tokens that are written in the text: id, start, end.

    An unknown token that the model made has the same id as one that is written out, so the
    text under it must hold its name.
    """
    normalizer = tokenizer.own.normalizer
    same = normalizer.normalize_str if normalizer else str
    found = []
    for number, start, end in zip(cut.ids.tolist(), cut.starts.tolist(), cut.ends.tolist()):
        if end > start and (token := tokenizer.added.get(number)):
            under = cut.text[start:end]
            if token.content in under or (token.normalized and same(token.content) in same(under)):
                found.append((number, start, end))
    return found


def _split(tokenizer: HuggingFaceTokenizer, section: str, first: bool):
    """A stretch without added tokens: normalized, and its words with their places in it."""
    parts = PreTokenizedString(section)
    if tokenizer.own.normalizer:
        parts.normalize(tokenizer.own.normalizer.normalize)
    normalized = "".join(word for word, _span, _tokens in parts.get_splits())
    if pre := _pre_tokenizer(tokenizer, first):
        pre.pre_tokenize(parts)
    splits = parts.get_splits(offset_referential="original", offset_type="char")
    return normalized, [(word, *span) for word, span, _tokens in splits if word]


@lru_cache(KEPT)
def _pre_tokenizer(tokenizer: HuggingFaceTokenizer, first: bool):
    """The pre-tokenizer; after the beginning of the text one that adds no ▁ for it."""
    state = json.dumps(tokenizer.state["pre_tokenizer"])
    if first or '"prepend_scheme": "first"' not in state:
        return tokenizer.own.pre_tokenizer
    changed = state.replace('"prepend_scheme": "first"', '"prepend_scheme": "never"')
    whole_state = tokenizer.state | {
        "pre_tokenizer": json.loads(changed),
        "added_tokens": [],
        "post_processor": None,
    }
    return tokenizers.Tokenizer.from_str(json.dumps(whole_state)).pre_tokenizer


@lru_cache(KEPT)
def _model(tokenizer: HuggingFaceTokenizer) -> Callable[[str], Word]:
    """The model of a tokenizer of Hugging Face: a word in, its way to tokens out."""
    state = tokenizer.state["model"]
    if state["type"] == "BPE":
        return _huggingface_bpe(state)
    if state["type"] == "WordPiece":
        return _wordpiece(state)
    if state["type"] == "Unigram":
        return _huggingface_unigram(state)
    vocab, unknown = state["vocab"], state["unk_token"]

    def look_up(text: str) -> Word:
        piece = text if text in vocab else unknown
        return Word(text, 0, 0, (piece,), (vocab[piece],)) if piece in vocab else _nothing(text)

    return look_up


def _nothing(text: str) -> Word:
    """A word that leaves no token: unknown, in a vocabulary without an unknown token."""
    return Word(text, 0, 0, (), ())


def _huggingface_bpe(state: dict) -> Callable[[str], Word]:
    vocab, unknown = state["vocab"], state["unk_token"]
    prefix = state["continuing_subword_prefix"] or ""
    suffix = state["end_of_word_suffix"] or ""
    pairs = [tuple(m.split(" ")) if isinstance(m, str) else tuple(m) for m in state["merges"]]
    ranks = {pair: rank for rank, pair in enumerate(pairs)}

    def start(text: str) -> list[str]:
        symbols = []
        for at, char in enumerate(text):
            symbol = (prefix if at else "") + char + (suffix if at + 1 == len(text) else "")
            spelled = [f"<0x{byte:02X}>" for byte in symbol.encode()]
            if symbol in vocab:
                symbols.append(symbol)
            elif state["byte_fallback"] and all(byte in vocab for byte in spelled):
                symbols += spelled
            elif unknown and not (state["fuse_unk"] and symbols and symbols[-1] == unknown):
                symbols.append(unknown)
        return symbols

    def cut(text: str) -> Word:
        if state.get("ignore_merges") and text in vocab:
            return Word(text, 0, 0, (text,), (vocab[text],), found_whole=True)
        symbols = start(text)
        pieces, merges = merge_by_rank(
            symbols, lambda left, right: ranks.get((left, right)), len(prefix)
        )
        return Word(
            text,
            0,
            0,
            tuple(pieces),
            tuple(vocab[piece] for piece in pieces),
            symbols=tuple(symbols),
            merges=tuple(merges),
        )

    return cut


def _wordpiece(state: dict) -> Callable[[str], Word]:
    vocab, unknown = state["vocab"], state["unk_token"]
    prefix, most = state["continuing_subword_prefix"], state["max_input_chars_per_word"]

    def cut(text: str) -> Word:
        pieces, matches, at = [], [], 0
        while at < len(text) <= most:
            tried = []
            for end in range(len(text), at, -1):
                tried.append((prefix if at else "") + text[at:end])
                if tried[-1] in vocab:
                    break
            else:
                end = at
            matches.append(Match(at, end, tuple(tried)))
            if end == at:
                break
            pieces.append(tried[-1])
            at = end
        if at < len(text):
            pieces = [unknown]
        ids = tuple(vocab[piece] for piece in pieces)
        return Word(text, 0, 0, tuple(pieces), ids, matches=tuple(matches))

    return cut


def _huggingface_unigram(state: dict) -> Callable[[str], Word]:
    pieces = [piece for piece, _score in state["vocab"]]
    ids = {piece: number for number, piece in enumerate(pieces)}
    scores = dict(state["vocab"])
    worst = min(scores.values(), default=0.0)
    vocabulary = Vocabulary(scores, worst - UNKNOWN_PENALTY, single=False)

    def cut(text: str) -> Word:
        lattice = Lattice(text, vocabulary)
        tokens = _with_unknown(
            [(edge.piece, edge.unknown) for edge in lattice.best],
            ids,
            state["unk_id"],
            bool(state.get("byte_fallback")),
        )
        return _unigram_word(text, tokens, lattice)

    return cut


def _unigram_word(text: str, tokens: list[tuple[str, int]], lattice: Lattice) -> Word:
    pieces, ids = zip(*tokens) if tokens else ((), ())
    return Word(text, 0, 0, tuple(pieces), tuple(ids), lattice=lattice)


def _with_unknown(
    parts: list[tuple[str, bool]], ids: dict[str, int], unknown_id: int, byte_fallback: bool
) -> list[tuple[str, int]]:
    """Pieces with their ids, where unknown ones become bytes, or one unknown token a run."""
    tokens: list[tuple[str, int]] = []
    running = False
    for piece, unknown in parts:
        if not unknown:
            tokens.append((piece, ids[piece]))
        elif byte_fallback:
            spelled = [f"<0x{byte:02X}>" for byte in piece.encode()]
            tokens += [(byte, ids[byte]) for byte in spelled]
        elif running:
            tokens[-1] = (tokens[-1][0] + piece, unknown_id)
        else:
            tokens.append((piece, unknown_id))
        running = unknown
    return tokens


# tiktoken


def _tiktoken(tokenizer: TiktokenTokenizer, text: str, cut: Cut):
    read, backwards = normal(text, tokenizer.normal_form)
    ranks, words, at = _letter_ranks(tokenizer), [], 0
    offset = len(tokenizer.leading)
    pattern = regex.compile(tokenizer.pattern)

    def place(start: int, end: int) -> tuple[int, int]:
        if backwards is None:
            return start, end
        return int(backwards[0][start]), int(backwards[1][end - 1])

    for found in (*_special_matches(tokenizer, read), None):
        # The pattern sees the stretch between two special tokens and nothing around it.
        stretch = read[at : found.start() if found else len(read)]
        for match in pattern.finditer(stretch):
            if match[0]:
                span = place(at + match.start(), at + match.end())
                word = _tiktoken_word(letters(match[0].encode()), ranks, offset)
                words.append(replace(word, start=span[0], end=span[1]))
        if found:
            number = tokenizer.special[found[0]] + offset
            span = place(found.start(), found.end())
            words.append(Word(found[0], *span, (found[0],), (number,), special=True))
            at = found.end()
    return read, words


def _special_matches(tokenizer: TiktokenTokenizer, text: str):
    if not tokenizer.special:
        return []
    names = sorted(tokenizer.special, key=len, reverse=True)
    return regex.finditer("|".join(map(regex.escape, names)), text)


@lru_cache(KEPT)
def _letter_ranks(tokenizer: TiktokenTokenizer) -> dict[str, int]:
    return {letters(piece): rank for piece, rank in tokenizer.ranks.items()}


def _tiktoken_word(text: str, ranks: dict[str, int], offset: int) -> Word:
    pieces, merges = merge_by_rank(list(text), lambda left, right: ranks.get(left + right))
    known = text in ranks
    skipped = known and pieces != [text]
    if known:
        pieces = [text]
    return Word(
        text,
        0,
        0,
        tuple(pieces),
        tuple(ranks[piece] + offset for piece in pieces),
        symbols=tuple(text),
        merges=() if skipped else tuple(merges),
        found_whole=skipped,
    )


# SentencePiece


def _sentencepiece(tokenizer: SentencePieceTokenizer, text: str, cut: Cut):
    normalized = tokenizer.own.normalize(text)
    if not normalized:
        return normalized, []
    word = _sentencepiece_model(tokenizer)(normalized)
    return normalized, [replace(word, start=0, end=len(text))]


@lru_cache(KEPT)
def _sentencepiece_model(tokenizer: SentencePieceTokenizer) -> Callable[[str], Word]:
    model = tokenizer.model
    kind = type(model.pieces[0])
    ids = {piece.piece: number for number, piece in enumerate(model.pieces)}
    usable = {
        piece.piece: piece.score
        for piece in model.pieces
        if piece.type in (kind.NORMAL, kind.USER_DEFINED)
    }
    own = [piece.piece for piece in model.pieces if piece.type == kind.USER_DEFINED]
    fallback = model.trainer_spec.byte_fallback

    if tokenizer.algorithm == "unigram":
        normal_scores = [piece.score for piece in model.pieces if piece.type == kind.NORMAL]
        best, worst = max(normal_scores), min(normal_scores)
        # A user-defined symbol scores so well that it is always taken.
        scores = usable | {piece: len(piece.encode()) * best - 0.1 for piece in own}
        vocabulary = Vocabulary(scores, worst - UNKNOWN_PENALTY, single=True)

        def cut(text: str) -> Word:
            lattice = Lattice(text, vocabulary)
            parts = [(edge.piece, edge.unknown) for edge in lattice.best]
            return _unigram_word(
                text, _with_unknown(parts, ids, tokenizer.unknown_id, fallback), lattice
            )

        return cut

    # In BPE models the scores are 0, -1, -2 ...: the order of the merges.
    ranks = {piece: -score for piece, score in usable.items() if piece not in own}
    pattern = "|".join(map(regex.escape, sorted(own, key=len, reverse=True)))
    unit = regex.compile(f"{pattern}|." if own else ".", regex.DOTALL)

    def cut(text: str) -> Word:
        symbols = unit.findall(text)
        frozen = set(own)
        pieces, merges = merge_by_rank(
            symbols,
            lambda left, right: (
                None if left in frozen or right in frozen else ranks.get(left + right)
            ),
        )
        parts = [(piece, piece not in usable) for piece in pieces]
        tokens = _with_unknown(parts, ids, tokenizer.unknown_id, fallback)
        return Word(
            text,
            0,
            0,
            tuple(piece for piece, _id in tokens),
            tuple(n for _piece, n in tokens),
            symbols=tuple(symbols),
            merges=tuple(merges),
        )

    return cut


def merge_by_rank(
    symbols: list[str], rank: Callable[[str, str], float | None], prefix: int = 0
) -> tuple[list[str], list[Merge]]:
    """Merge neighbours, lowest rank first and leftmost on a tie, until no pair has a rank.

    `rank` gives a pair's rank or None; `prefix` is how many characters the right one loses.
    Returns the pieces, and the merges in their order.
    """
    pieces, following = list(symbols), list(range(1, len(symbols) + 1))
    before = list(range(-1, len(symbols) - 1))
    queue = []

    def offer(left: int) -> None:
        right = following[left]
        if right < len(pieces):
            value = rank(pieces[left], pieces[right])
            if value is not None:
                heappush(queue, (value, left, pieces[left], pieces[right]))

    for left in range(len(symbols) - 1):
        offer(left)
    merges = []
    while queue:
        value, left, one, other = heappop(queue)
        right = following[left]
        # Since it was offered, one of the two may have become part of another piece.
        if right >= len(pieces) or (pieces[left], pieces[right]) != (one, other):
            continue
        merges.append(Merge(left, right, following[right], int(value)))
        pieces[left], pieces[right] = one + other[prefix:], None
        following[left] = following[right]
        if following[left] < len(pieces):
            before[following[left]] = left
        offer(left)
        if before[left] >= 0:
            offer(before[left])
    return [piece for piece in pieces if piece is not None], merges
