"""One face for the tokenizers that models use, whichever library they belong to.

A `Tokenizer` cuts a text with its own library and never with code of ours: the ids are the
library's. What is added is where each token stands in the text, which the three libraries
tell in three ways.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from itertools import chain
from pathlib import Path
from typing import Any, Literal, TypeVar
from unicodedata import is_normalized, normalize

import numpy as np
import regex
import tiktoken
import tokenizers
from sentencepiece import SentencePieceProcessor, sentencepiece_model_pb2

from i18n import N_, Problem

from .cutting import SPACE_MARK, bytes_of_letters, letters, reading

PackedCut = tuple[bytes, bytes, bytes, str | None]
"""A cut as plain values: ids, starts and ends as bytes of int64, and `decoded` where that is not
the text."""
NormalForm = Literal["NFC", "NFD", "NFKC", "NFKD"]
"""A Unicode normal form (Unicode Standard Annex 15)."""

MOST_PADDED = 20_000
"""Tokens that a text may be filled up to."""
ALGORITHMS: dict[str | int, str] = {
    "BPE": "bpe",
    "WordPiece": "wordpiece",
    "Unigram": "unigram",
    "WordLevel": "word",
    1: "unigram",
    2: "bpe",
    3: "word",
    4: "word",
}
"""How a model cuts, by its class in `tokenizers` or its number in SentencePiece."""


def replace_surrogates(text: str) -> str:
    """`text` with every lone half of a surrogate pair replaced by U+FFFD, as tiktoken does.

    A half has no UTF-8 form, so no tokenizer can read it; two halves that meet are joined.
    """
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, eq=False)
class Cut:
    """A text as one tokenizer cuts it: one row of the arrays a token."""

    tokenizer: "Tokenizer"
    text: str
    """What was cut; halves of surrogate pairs are U+FFFD in it."""
    ids: np.ndarray
    starts: np.ndarray
    """The first character of `text` that the token takes part in ..."""
    ends: np.ndarray
    """... and the one after its last. Tokens that share a character overlap there; a token
    that was added to the text has no character."""

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def pieces(self) -> list[str]:
        """The tokens as the vocabulary writes them."""
        return [self.tokenizer.pieces[number] for number in self.ids]

    @cached_property
    def special(self) -> np.ndarray:
        """Which tokens are special ones, added or written in the text."""
        return self.tokenizer.is_special[self.ids]

    @cached_property
    def unknown(self) -> np.ndarray:
        """Which tokens stand for text that the vocabulary does not hold."""
        return self.ids == self.tokenizer.unknown_id

    @cached_property
    def decoded(self) -> str:
        """What the library makes of the ids, without those that were added to the text."""
        added = self.special & (self.starts == self.ends)
        return self.tokenizer.decode(self.ids[~added].tolist())

    @property
    def round_trips(self) -> bool:
        return self.decoded == self.text

    def packed(self) -> PackedCut:
        """Its arrays and what it decodes to, to be taken to another process."""
        arrays = self.ids, self.starts, self.ends
        ids, starts, ends = (array.astype(np.int64).tobytes() for array in arrays)
        return ids, starts, ends, None if self.round_trips else self.decoded

    @classmethod
    def unpacked(cls, tokenizer: "Tokenizer", text: str, packed: PackedCut) -> "Cut":
        """The cut of a text that `packed` gave, which need not be decoded again."""
        *arrays, decoded = packed
        cut = cls(tokenizer, text, *(np.frombuffer(array, np.int64) for array in arrays))
        cut.__dict__["decoded"] = text if decoded is None else decoded
        return cut


class Tokenizer(ABC):
    """A tokenizer of one of the three libraries.

    name, library, algorithm
        What it is called, whose ids these are, and how its model cuts: `bpe`, `wordpiece`,
        `unigram` or `word`.
    source, origin
        Where it comes from: a key of `BUILT_IN` or a Hub id (origin `name`), the name of a
        file (`file`), or "trace" (`trace`).
    pieces, token_bytes
        For every id the token as the vocabulary writes it, and the bytes that it stands for.
    chat_template, chat_tokens, chat_file
        The Jinja template that lays out chat messages, or None; the special tokens that it may
        name, such as `bos`; a file with which mistral-common lays them out instead, or None.
    chosen
        What was said about a file besides its bytes: arguments of `tokenizer_file`.
    asked, on
        What a file asks for that the lab switches off, by name with its parameters: "truncation",
        "padding", "dropout"; and which of these are on, see `switched_on`.
    recipe
        The function and its arguments that made it, by which another process makes it again.
    trial
        Of a file that nobody vouches for, what tries texts in the sandbox before they are cut
        here: it raises `i18n.Problem` for those that must not be. Else None.
    """

    library: str
    algorithm: str
    unknown_id: int | None = None
    chat_file: Path | None = None
    recipe: tuple[Callable[..., "Tokenizer"], tuple[Any, ...]] | None = None
    trial: Callable[[tuple[str, ...], bool], None] | None = None
    special_ids: frozenset[int]

    def __init__(self, name: str, chat_template: str | None = None):
        self.name, self.chat_template = name, chat_template
        self.source = name
        self.origin: Literal["name", "file", "trace"] = "name"
        self.chat_tokens: dict[str, str] = {}
        self.chosen: dict[str, Any] = {}
        self.asked: dict[str, Any] = {}
        self.on: tuple[str, ...] = ()
        self.kept: dict[Callable, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Made again by its recipe in another process, which needs no trial: it has limits."""
        if self.recipe is None:
            raise TypeError(f"{self.name} was not made by a reader of `sources` or `readers`")
        return *self.recipe, {"name": self.name, "source": self.source, "origin": self.origin}

    @property
    @abstractmethod
    def pieces(self) -> list[str]: ...

    @property
    @abstractmethod
    def token_bytes(self) -> list[bytes]: ...

    @cached_property
    def byte_level(self) -> bool:
        """Whether the vocabulary is written in GPT-2's letters for bytes."""
        return False

    def reading(self, piece: str) -> str:
        """A piece as a reader takes it: at byte level its text, or its bytes, E4 BD."""
        return reading(piece) if self.byte_level and piece not in self._special else piece

    @cached_property
    def _special(self) -> frozenset[str]:
        return frozenset(self.pieces[number] for number in self.special_ids)

    def __len__(self) -> int:
        return len(self.pieces)

    def python(self) -> str:
        """The expression that makes this tokenizer where the lab is imported as `lab`."""
        switched = f".switched_on({', '.join(map(repr, self.on))})" if self.on else ""
        if self.origin == "trace":
            return f"lab.tokenizer(trace){switched}"
        if self.origin == "file":
            file = f"{self.source!r}, open({self.source!r}, 'rb').read()"
            chosen = "".join(f", {name}={value!r}" for name, value in self.chosen.items())
            return f"lab.tokenizer_file({file}{chosen}){switched}"
        return f"lab.tokenizer({self.source!r}){switched}"

    def switched_on(self, *names: str) -> "Tokenizer":
        """The same tokenizer with those of `asked` switched on that are named.

        A cut may then end early, or be filled up, or come out otherwise each time, and a replay
        does not follow it. Raises `i18n.Problem` for a name that it has not asked for.
        """
        for name in names:
            if name not in self.asked:
                raise Problem(
                    N_("{name} does not ask for {setting}."), name=self.name, setting=name
                )
        return self

    def encode(self, text: str, special: bool = True) -> Cut:
        """Cut `text`; with `special` the tokens that the model expects around a text are added.

        Raises `i18n.Problem` where the library refuses the text, as it does for an unknown word
        where the vocabulary has no unknown token.
        """
        text = replace_surrogates(text)
        if self.trial:
            self.trial((text,), special)
        try:
            ids, starts, ends = self._encode(text, special)
        except BaseException as error:
            raise problem_of(self.name, error) from error
        return Cut(self, text, ids, starts, ends)

    def counts(self, texts: list[str], special: bool = True) -> list[int]:
        """How many ids each of `texts` has, with nothing made but the ids; raises as `encode`."""
        extra = self.added_to_a_text if special else 0
        texts = [replace_surrogates(text) for text in texts]
        if self.trial:
            self.trial(tuple(texts), False)
        try:
            return [len(ids) + extra for ids in self._ids_of(texts)]
        except BaseException as error:
            raise problem_of(self.name, error) from error

    def ids(self, texts: list[str]) -> list[list[int]]:
        """The ids of each of `texts`, with no special tokens around it; raises as `encode`."""
        texts = [replace_surrogates(text) for text in texts]
        if self.trial:
            self.trial(tuple(texts), False)
        try:
            return [getattr(ids, "ids", ids) for ids in self._ids_of(texts)]
        except BaseException as error:
            raise problem_of(self.name, error) from error

    @cached_property
    def added_to_a_text(self) -> int:
        """How many special tokens are added around a text."""
        return len(self.encode("", special=True)) - len(self.encode("", special=False))

    @abstractmethod
    def decode(self, ids: list[int]) -> str:
        """The text of `ids` as the library decodes it, special tokens included."""

    def assemble(self, ids: list[int]) -> Cut:
        """`ids` laid end to end: the text is the tokens' own bytes, special tokens by name."""
        sizes = np.array([len(self.token_bytes[number]) for number in ids], dtype=np.int64)
        ends = np.cumsum(sizes)
        data = b"".join(self.token_bytes[number] for number in ids)
        # A broken character is one U+FFFD a byte, so that the spans stay true.
        text = data.decode("utf-8", "surrogateescape")
        text = "".join("\ufffd" if "\udc80" <= char <= "\udcff" else char for char in text)
        places = _characters(data.decode("utf-8", "surrogateescape"))
        starts, ends = _spans(places, ends - sizes, ends)
        return Cut(self, text, np.array(ids, dtype=np.int64), starts, ends)

    @cached_property
    def is_special(self) -> np.ndarray:
        mask = np.zeros(len(self), dtype=bool)
        mask[list(self.special_ids)] = True
        return mask

    @abstractmethod
    def _encode(self, text: str, special: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The ids of a text, and where each begins and ends in it."""

    @abstractmethod
    def _ids_of(self, texts: list[str]) -> list:
        """The ids of each text, without special tokens around it."""


class HuggingFaceTokenizer(Tokenizer):
    """A tokenizer of Hugging Face's `tokenizers`. Special tokens in the text are found."""

    library = "tokenizers"

    def __init__(
        self,
        name: str,
        own: tokenizers.Tokenizer,
        chat_template: str | None = None,
        on: tuple[str, ...] = (),
    ):
        """What `own` has of truncation, padding and BPE dropout is switched off but for `on`."""
        super().__init__(name, chat_template)
        asked = {
            "truncation": own.truncation,
            "padding": own.padding,
            "dropout": getattr(own.model, "dropout", None) or None,
        }
        self.asked = {setting: value for setting, value in asked.items() if value is not None}
        self.on = on
        if "truncation" not in on:
            own.no_truncation()
        if "padding" not in on:
            own.no_padding()
        if "dropout" in self.asked and "dropout" not in on:
            own.model.dropout = None
        self.own = own
        self.added = own.get_added_tokens_decoder()
        self.special_ids = frozenset(n for n, token in self.added.items() if token.special)
        self.algorithm = ALGORITHMS[type(own.model).__name__]
        unknown = getattr(own.model, "unk_token", None)
        if self.algorithm == "unigram":
            self.unknown_id = self.state["model"]["unk_id"]
        elif unknown is not None:
            self.unknown_id = own.token_to_id(unknown)

    def switched_on(self, *names: str) -> Tokenizer:
        if not names:
            return self
        super().switched_on(*names)
        own = tokenizers.Tokenizer.from_str(self.own.to_str())
        if truncation := self.asked.get("truncation"):
            own.enable_truncation(**truncation)
        if padding := self.asked.get("padding"):
            length = max(padding["length"] or 0, padding["pad_to_multiple_of"] or 0)
            if "padding" in names and length > MOST_PADDED:
                raise Problem(
                    N_("{name} pads to {count:,} tokens; at most {most:,} can be switched on."),
                    name=self.name,
                    count=length,
                    most=MOST_PADDED,
                )
            own.enable_padding(**padding)
        if dropout := self.asked.get("dropout"):
            own.model.dropout = dropout
        switched = HuggingFaceTokenizer(self.name, own, self.chat_template, names)
        for part in ("source", "origin", "chosen", "chat_tokens", "chat_file", "trial"):
            setattr(switched, part, getattr(self, part))
        switched.recipe = (HuggingFaceTokenizer.switched_on, (self, *names))
        return switched

    @cached_property
    def state(self) -> dict:
        """The tokenizer.json of this tokenizer."""
        return json.loads(self.own.to_str())

    @cached_property
    def byte_level(self) -> bool:
        parts = (part for part in (self.own.pre_tokenizer, self.own.decoder) if part)
        return any(b'"ByteLevel"' in part.__getstate__() for part in parts)

    @cached_property
    def pieces(self) -> list[str]:
        vocab = self.own.get_vocab(with_added_tokens=True)
        pieces = [""] * (max(vocab.values(), default=-1) + 1)
        for piece, number in vocab.items():
            pieces[number] = piece
        return pieces

    @cached_property
    def token_bytes(self) -> list[bytes]:
        return [
            piece.encode() if number in self.added else self._bytes_of(piece)
            for number, piece in enumerate(self.pieces)
        ]

    def _bytes_of(self, piece: str) -> bytes:
        if self.byte_level:
            return bytes_of_letters(piece)
        if self.algorithm == "wordpiece":
            return piece.removeprefix(self._prefix).encode()
        return _bytes_of_piece(piece)

    @cached_property
    def _prefix(self) -> str:
        return self.own.model.continuing_subword_prefix

    def decode(self, ids: list[int]) -> str:
        return self.own.decode(ids, skip_special_tokens=False)

    def _ids_of(self, texts: list[str]) -> list:
        return self.own.encode_batch_fast(texts, add_special_tokens=False)

    def _encode(self, text: str, special: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        encoding = self.own.encode(text, add_special_tokens=special)
        spans = np.fromiter(chain.from_iterable(encoding.offsets), dtype=np.int64)
        spans = np.minimum(spans, len(text))  # an odd normalizer makes the library point beyond it
        starts, ends = spans[0::2], spans[1::2]
        if len(ends):  # an added token stands after what is before it, not at the beginning
            ends = np.maximum.accumulate(ends)
            starts = np.where(spans[0::2] == spans[1::2], ends, starts)
        return np.array(encoding.ids, dtype=np.int64), starts, ends


class TiktokenTokenizer(Tokenizer):
    """A tokenizer of tiktoken, or of a library that counts its special ids before tiktoken's.

    Special tokens in the text are found where they have an id in tiktoken's own table.
    """

    library = "tiktoken"
    algorithm = "bpe"
    byte_level = True

    def __init__(
        self,
        name: str,
        pattern: str,
        ranks: dict[bytes, int],
        special: dict[str, int],
        leading: tuple[str, ...] = (),
        start: str | None = None,
        normal_form: NormalForm | None = None,
        chat_template: str | None = None,
        library: str = "tiktoken",
    ):
        """`leading` tokens have the first ids and are never found in a text; `start` is one of
        them, or of `special`, and added before a text. `normal_form` is a Unicode normal form,
        applied first."""
        super().__init__(name, chat_template)
        self.library, self.pattern, self.ranks = library, pattern, ranks
        self.special, self.leading, self.normal_form = special, leading, normal_form
        numbers = {token: len(leading) + number for token, number in special.items()}
        numbers |= {token: number for number, token in enumerate(leading)}
        self.start_id = numbers[start] if start else None
        self.own = tiktoken.Encoding(
            name, pat_str=pattern, mergeable_ranks=ranks, special_tokens=special
        )
        self.special_ids = frozenset(numbers.values())

    @cached_property
    def token_bytes(self) -> list[bytes]:
        offset = len(self.leading)
        tokens = [b""] * (offset + self.own.n_vocab)
        for number, name in enumerate(self.leading):
            tokens[number] = name.encode()
        for piece, rank in self.ranks.items():
            tokens[offset + rank] = piece
        for name, number in self.special.items():
            tokens[offset + number] = name.encode()
        return tokens

    @cached_property
    def pieces(self) -> list[str]:
        return [
            piece.decode() if number in self.special_ids else letters(piece)
            for number, piece in enumerate(self.token_bytes)
        ]

    @cached_property
    def _sizes(self) -> np.ndarray:
        return np.array([len(piece) for piece in self.token_bytes], dtype=np.int64)

    def decode(self, ids: list[int]) -> str:
        return b"".join(self.token_bytes[number] for number in ids).decode("utf-8", "replace")

    def ids(self, texts: list[str]) -> list[list[int]]:
        first = len(self.leading)
        return [[rank + first for rank in ranks] for ranks in super().ids(texts)]

    def _ids_of(self, texts: list[str]) -> list:
        normalized = [normal(text, self.normal_form)[0] for text in texts]
        return self.own.encode_batch(normalized, allowed_special="all", disallowed_special=())

    def _encode(self, text: str, special: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        normalized, origins = normal(text, self.normal_form)
        ranks = self.own.encode_to_numpy(normalized, allowed_special="all", disallowed_special=())
        ids = ranks.astype(np.int64) + len(self.leading)
        sizes = self._sizes[ids]
        ends = np.cumsum(sizes)
        starts, ends = _spans(_characters(normalized), ends - sizes, ends)
        if origins is not None:
            starts, ends = origins[0][starts], origins[1][ends - 1]
        if special and self.start_id is not None:
            ids, starts, ends = np.r_[self.start_id, ids], np.r_[0, starts], np.r_[0, ends]
        return ids, starts, ends


class SentencePieceTokenizer(Tokenizer):
    """A tokenizer of SentencePiece. Special tokens written in a text stay text."""

    library = "sentencepiece"

    def __init__(
        self, name: str, model: bytes, start: bool = False, chat_template: str | None = None
    ):
        """`model` is the content of a .model file; with `start` its <s> is added before a text."""
        super().__init__(name, chat_template)
        self.model = sentencepiece_model_pb2.ModelProto.FromString(model)
        if not self.model.pieces:  # the library would end the process at the first question
            raise ValueError("there is no piece in the model")
        self.own = SentencePieceProcessor(model_proto=model)
        self.algorithm = ALGORITHMS[self.model.trainer_spec.model_type]
        kinds = np.array([piece.type for piece in self.model.pieces])
        kind = sentencepiece_model_pb2.ModelProto.SentencePiece
        self.is_byte = kinds == kind.BYTE
        self.special_ids = frozenset(np.flatnonzero(kinds == kind.CONTROL).tolist())
        self.unknown_id = self.own.unk_id()
        self.start_id = self.own.bos_id() if start else None

    @cached_property
    def pieces(self) -> list[str]:
        return [piece.piece for piece in self.model.pieces]

    @cached_property
    def token_bytes(self) -> list[bytes]:
        return [
            _bytes_of_piece(piece)
            if self.is_byte[number]
            else piece.replace(SPACE_MARK, " ").encode()
            for number, piece in enumerate(self.pieces)
        ]

    def decode(self, ids: list[int]) -> str:
        return self.own.decode(ids)

    @cached_property
    def _ids(self) -> dict[str, int]:
        """The id of each piece that a text can be cut into."""
        return {piece: n for n, piece in enumerate(self.pieces) if n not in self.special_ids}

    @cached_property
    def _leads(self) -> np.ndarray:
        """Which pieces are a byte that begins a character."""
        values = [piece[0] if piece else 0 for piece in self.token_bytes]
        return self.is_byte & ((np.array(values) & 0xC0) != 0x80)

    def _ids_of(self, texts: list[str]) -> list:
        return self.own.encode(texts)

    def _encode(self, text: str, special: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        # Unknown text comes back as itself, so the pieces' lengths tell where each stands in
        # the normalized text. Of the bytes of a character the first one takes its place.
        pieces = self.own.encode(text, out_type=str)
        _normalized, offsets = self.own.normalize(text, with_offsets=True)
        offsets = np.array(offsets, dtype=np.int64)
        ids = np.array([self._ids.get(piece, self.unknown_id) for piece in pieces], dtype=np.int64)
        sizes = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
        sizes = np.where(self.is_byte[ids], self._leads[ids], sizes)
        ends = np.cumsum(sizes)
        starts, ends = offsets[ends - np.maximum(sizes, 1)], offsets[ends]
        # Part of a character that the normalizer spelled out (the f of ﬁ) belongs to all of it.
        inside = (starts == ends) & np.array([piece != SPACE_MARK for piece in pieces], dtype=bool)
        if inside.any():
            places = np.append(np.unique(offsets), len(text))
            after = np.searchsorted(places, starts[inside], side="right")
            ends[inside] = places[np.minimum(after, len(places) - 1)]
        if special and self.start_id is not None:
            ids, starts, ends = np.r_[self.start_id, ids], np.r_[0, starts], np.r_[0, ends]
        return ids, starts, ends


Kind = TypeVar("Kind", bound=Tokenizer)
Value = TypeVar("Value")


def once_a_tokenizer(make: Callable[[Kind], Value]) -> Callable[[Kind], Value]:
    """Remember what `make` gives for a tokenizer on the tokenizer itself, and go with it."""

    @wraps(make)
    def keep(tokenizer: Kind) -> Value:
        if make not in tokenizer.kept:
            tokenizer.kept[make] = make(tokenizer)
        return tokenizer.kept[make]

    return keep


def problem_of(name: str, error: BaseException) -> Problem:
    """What to say where a library refuses an input; a library's panic is no Exception."""
    panics = type(error).__name__ == "PanicException"
    if isinstance(error, MemoryError) or not (isinstance(error, Exception) or panics):
        raise error
    if isinstance(error, Problem):
        return error
    reason = str(error).strip().splitlines() or [type(error).__name__]
    return Problem(N_("{name} cannot be used: {reason}"), name=name, reason=reason[0][:200])


def _bytes_of_piece(piece: str) -> bytes:
    """The bytes of a SentencePiece piece: <0x0A> is one byte, ▁ is a space."""
    if len(piece) == 6 and piece.startswith("<0x") and piece.endswith(">"):
        return bytes([int(piece[3:5], 16)])
    return piece.replace(SPACE_MARK, " ").encode()


def _characters(text: str) -> np.ndarray:
    """For every byte of `text` in UTF-8 the number of the character that it belongs to."""
    data = np.frombuffer(text.encode("utf-8", "surrogateescape"), dtype=np.uint8)
    if len(data) == len(text):
        return np.arange(len(text))
    leads = (data & 0xC0) != 0x80
    if "\udc80" <= max(text) <= "\udcff" or leads.sum() != len(text):
        sizes = [len(char.encode("utf-8", "surrogateescape")) for char in text]
        return np.repeat(np.arange(len(text)), sizes)
    return np.cumsum(leads) - 1


def _spans(
    characters: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Byte spans as spans of the characters that they touch."""
    if not len(starts):
        return starts, ends
    return characters[starts], characters[ends - 1] + 1


def normal(text: str, form: NormalForm | None) -> tuple[str, tuple[np.ndarray, np.ndarray] | None]:
    """`text` in a Unicode normal form, and where each of its characters came from.

    The second part is None where nothing changed; else the start and the end, in `text`, of
    the grapheme cluster that each new character belongs to.
    """
    if form is None or is_normalized(form, text):
        return text, None
    parts, starts, ends = [], [], []
    for cluster in regex.finditer(r"\X", text):
        part = normalize(form, cluster[0])
        parts.append(part)
        starts += [cluster.start()] * len(part)
        ends += [cluster.end()] * len(part)
    joined = "".join(parts)
    exact = normalize(form, text)
    if joined != exact:  # composed across clusters: the whole text is the source of each character
        return exact, (np.zeros(len(exact), int), np.full(len(exact), len(text)))
    return joined, (np.array(starts), np.array(ends))
