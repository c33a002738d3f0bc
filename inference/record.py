"""What a model thought while it wrote: the chances of every token, and how fast it went.

record = Record()
pipe(prompt, **record.hooks())
record.tokens, record.per_second
units(pipe.tokenizer, record)
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import torch
from transformers import LogitsProcessor, StoppingCriteria
from transformers.convert_slow_tokenizer import bytes_to_unicode

from .task import Row

CANDIDATES = 8
"""Most probable tokens that are kept of every place."""
LONGEST_UNIT = 8
"""Tokens that are read together at most: a character has four bytes, and a token of the last of
one may begin the next."""
BROKEN = "\ufffd"
"""What bytes that are no character decode to."""
BYTES = {letter: byte for byte, letter in bytes_to_unicode().items()}
"""The byte that a letter of a byte-level vocabulary stands for."""


@dataclass(frozen=True)
class Token:
    """A token that was chosen, its probability, and the most probable ones at its place.

    `rank` is its place among all tokens of the vocabulary, by probability, from 1 on.
    The probabilities are those of the model: before temperature, top k and top p, but after what
    a checkpoint forbids or penalises, such as repetition.
    """

    id: int
    probability: float
    rank: int
    candidates: tuple[tuple[int, float], ...]


class Record(LogitsProcessor):
    """Hears of every step of one call of `generate` that writes a single text, without beams.

    Of others it keeps no tokens.
    """

    def __init__(self) -> None:
        self.prompt: list[int] = []
        self.tokens: list[Token] = []
        self._seconds = 0.0
        self._chances: torch.Tensor | None = None
        self._begun = 0.0

    def hooks(self, criteria: Iterable[Any] = (), processors: Iterable[Any] = ()) -> dict[str, Any]:
        """Arguments of `generate`, which has those others besides."""
        return {
            "logits_processor": [*processors, self],
            # What the others do meanwhile, such as letting other runs pass, is not counted.
            "stopping_criteria": [_Chosen(self), *criteria, _GoesOn(self)],
        }

    @property
    def per_second(self) -> float | None:
        """Tokens a second, without the prompt and the token that comes with it; None for one."""
        later = len(self.tokens) - 1
        return later / self._seconds if later > 0 and self._seconds > 0 else None

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        alone = len(scores) == 1
        if alone and not self.tokens:
            self.prompt = input_ids[0].tolist()
        self._chances = scores[0].float().softmax(-1) if alone else None
        return scores

    def chosen(self, token: int) -> None:
        if self.tokens:
            self._seconds += perf_counter() - self._begun
        if self._chances is not None:
            self.tokens.append(_token(token, self._chances))

    def goes_on(self) -> None:
        self._begun = perf_counter()


def _token(token: int, chances: torch.Tensor) -> Token:
    best = chances.topk(min(CANDIDATES, len(chances)))
    ids = best.indices.tolist()
    if token in ids:
        rank = ids.index(token) + 1
    else:
        rank = max(len(ids), int((chances > chances[token]).sum())) + 1
    return Token(token, chances[token].item(), rank, tuple(zip(ids, best.values.tolist())))


class _Chosen(StoppingCriteria):
    def __init__(self, record: Record):
        self.record = record

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        self.record.chosen(int(input_ids[0, -1]))
        return torch.zeros(len(input_ids), dtype=torch.bool, device=input_ids.device)


class _GoesOn(_Chosen):
    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        self.record.goes_on()
        return torch.zeros(len(input_ids), dtype=torch.bool, device=input_ids.device)


def units(tokenizer: Any, record: Record) -> list[Row]:
    """What was written, as the units in which it can be read.

    Each is {"text", "special", "tokens"}: several tokens where only together they are a
    character. A token is {"text", "probability", "rank", "candidates"}; a candidate is
    [text, probability], and its text what the unit would read with it. Bytes that are no character
    are written out, "E7 8C".
    """
    special = set(tokenizer.all_special_ids)
    before = [token for token in record.prompt if token not in special]
    found: list[Row] = []
    for group in _groups(tokenizer, record.tokens, special):
        ids = [token.id for token in group]
        text = _text(tokenizer, before, ids, special)
        found.append(_unit(tokenizer, before, group, text, special))
        if BROKEN not in text and ids[-1] not in special:
            before = ids
    return found


def _groups(tokenizer: Any, tokens: list[Token], special: set) -> Iterator[list[Token]]:
    """Tokens that are read together: of each but the last, what it begins is not finished."""
    group: list[Token] = []
    for token in tokens:
        if group and BROKEN not in _text(tokenizer, [], [token.id], special):
            yield group  # it was never finished
            group = []
        group.append(token)
        text = _text(tokenizer, [], [token.id for token in group], special)
        if not text.endswith(BROKEN) or len(group) == LONGEST_UNIT:
            yield group
            group = []
    if group:
        yield group


def _unit(tokenizer: Any, before: list[int], group: list[Token], text: str, special: set) -> Row:
    tokens: list[Row] = []
    for at, token in enumerate(group):
        ids = [token.id for token in group[:at]]
        candidates = [
            [_text(tokenizer, before, [*ids, other], special, alone=other), chance]
            for other, chance in token.candidates
        ]
        said = text if len(group) == 1 else _pieces(tokenizer, [token.id])
        tokens.append(
            {
                "text": said,
                "probability": token.probability,
                "rank": token.rank,
                "candidates": candidates,
            }
        )
    ids = [token.id for token in group]
    if BROKEN in text:
        text = _pieces(tokenizer, ids)
        if len(group) == 1:
            tokens[0]["text"] = text
    return {"text": text, "special": ids[0] in special, "tokens": tokens}


def _text(
    tokenizer: Any, before: list[int], ids: list[int], special: set, alone: int | None = None
) -> str:
    """What `ids` say after those before them.

    With `alone`, the last of them, nothing broken: where it is no whole character yet, its bytes.
    """
    if ids[-1] in special:
        return tokenizer.convert_ids_to_tokens(ids[-1])
    # A tokenizer may leave out the space before a first word: so it is not the first.
    whole, start = _decoded(tokenizer, [*before, *ids]), _decoded(tokenizer, before)
    text = whole.removeprefix(start) if whole.startswith(start) else _decoded(tokenizer, ids)
    return _pieces(tokenizer, [alone]) if alone is not None and BROKEN in text else text


def _decoded(tokenizer: Any, ids: list[int]) -> str:
    return tokenizer.decode(ids, clean_up_tokenization_spaces=False) if ids else ""


def _pieces(tokenizer: Any, ids: Sequence[int]) -> str:
    """The pieces of a vocabulary as they stand there, those of bytes as hexadecimal numbers."""
    return " ".join(map(_piece, tokenizer.convert_ids_to_tokens(list(ids))))


def _piece(piece: str | None) -> str:
    if piece is None:  # a model may have more tokens than its tokenizer
        return BROKEN
    if byte := re.fullmatch("<0x([0-9A-F]{2})>", piece):
        return byte[1]
    if all(letter in BYTES for letter in piece):
        return " ".join(f"{BYTES[letter]:02X}" for letter in piece)
    return piece
