"""The files of tokenizers: how each kind is read, and how those are that nobody vouches for.

A file may make its library take all memory, or end the process. So one that a visitor or the Hub
gives is tried in the sandbox before it is read here, and every text is, before it cuts that.
"""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, wraps
from typing import Any

import regex
import tokenizers

import sandbox
from i18n import N_, Problem, Sentence

from .patterns import PATTERNS, likely_pattern
from .tokenizers import (
    Cut,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    problem_of,
)

LARGEST_FILE = 40_000_000
"""Bytes of a tokenizer's file that is read; the largest known ones stay under this."""
MOST_IDS, MOST_SPECIAL, MOST_ADDED = 2_000_000, 100_000, 1_000
"""Ids of a vocabulary, special tokens, and tokens added around a text, of a file that is read."""
GROWTH, ROOM = 100, 10_000
"""Tokens that a foreign tokenizer may make of a text: so many a character, and some more."""
PATTERN_SECONDS = 1.0
"""What a pattern of a stranger may take to cut a text into words."""
LIMITS = sandbox.Limits(memory=1_500_000_000, cpu=10, seconds=30)
"""What reading a file of `LARGEST_FILE` may take."""


def foreign(name: str, ending: str, data: bytes, *chosen: Any) -> Tokenizer:
    """The tokenizer in a file of a kind of `READERS` that is not of this project.

    It is read here when a child process has read it and cut a text with it. `chosen` is what its
    reader takes besides. Raises `i18n.Problem` where that fails.
    """

    def trial(texts: tuple[str, ...], special: bool) -> None:
        try:
            sandbox.run(_try, data, name, ending, chosen, texts, special, limits=LIMITS)
        except Problem as problem:
            raise _unusable(name, problem) from problem

    trial(("a",), True)
    tokenizer = READERS[ending](name, data, *chosen)
    tokenizer.trial = lru_cache(16)(trial)
    return tokenizer


def _unusable(name: str, problem: Problem) -> Problem:
    """The problem with the name of the tokenizer in it."""
    if name in problem.sentence.values.values():
        return problem
    return Problem(N_("{name} cannot be used: {reason}"), name=name, reason=problem.sentence)


def _try(
    data: bytes,
    name: str,
    ending: str,
    chosen: tuple[Any, ...],
    texts: tuple[str, ...],
    special: bool,
) -> None:
    """What the pages do with a tokenizer and its texts, in a child process."""
    tokenizer = _read(name, ending, data, chosen)
    for text in texts:
        if isinstance(tokenizer, TiktokenTokenizer):
            _try_pattern(name, tokenizer.pattern, text)
        cut = tokenizer.encode(text, special)
        check_growth(cut)
        _shown = cut.pieces, cut.special, cut.unknown, cut.decoded


def _try_pattern(name: str, pattern: str, text: str) -> None:
    """Cut a text into words as a replay does. Raises `i18n.Problem` for a pattern that another
    library than tiktoken cannot read, or that tries too many ways to match."""
    try:
        for _word in regex.compile(pattern).finditer(text, timeout=PATTERN_SECONDS):
            pass
    except TimeoutError as error:
        raise Problem(
            N_("The pattern of {name} takes more than {seconds:.0f} s for this text: simplify it."),
            name=name,
            seconds=PATTERN_SECONDS,
        ) from error
    except (regex.error, RecursionError) as error:
        raise problem_of(name, error) from error


def check_growth(cut: Cut) -> None:
    """Raise `i18n.Problem` for a cut with far more tokens than characters."""
    if len(cut) > GROWTH * len(cut.text) + ROOM:
        raise Problem(
            N_("{name} makes {count:,} tokens of {characters:,} characters: it cannot be used."),
            name=cut.tokenizer.name,
            count=len(cut),
            characters=len(cut.text),
        )


@lru_cache(2)
def _read(name: str, ending: str, data: bytes, chosen: tuple[Any, ...]) -> Tokenizer:
    """A tokenizer, and all of its vocabulary."""
    tokenizer = READERS[ending](name, data, *chosen)
    _vocabulary = tokenizer.pieces, tokenizer.token_bytes, tokenizer.byte_level
    return tokenizer


def check_size(filename: str, size: int) -> None:
    """Raise `i18n.Problem` for a tokenizer's file of more than `LARGEST_FILE` bytes."""
    if size > LARGEST_FILE:
        raise Problem(
            N_("{file} has {size:.0f} MB; a tokenizer's file may have {most:.0f} MB."),
            file=filename,
            size=size / 1e6,
            most=LARGEST_FILE / 1e6,
        )


def _reader(read: Callable[..., Tokenizer]) -> Callable[..., Tokenizer]:
    """`read`, tried on a short text; what its library says against the bytes is a `Problem`."""

    @wraps(read)
    def try_out(name: str, data: bytes, *chosen: Any) -> Tokenizer:
        try:
            tokenizer = read(name, data, *chosen)
            tokenizer.encode("a")
            tokenizer.recipe = (try_out, (name, data, *chosen))
            return tokenizer
        except BaseException as error:
            raise problem_of(name, error) from error

    return try_out


@_reader
def read_json(name: str, data: bytes) -> Tokenizer:
    """The tokenizer of a tokenizer.json or a tekken.json."""
    state = json.loads(data)
    try:
        if isinstance(state, dict) and {"config", "vocab"} <= state.keys():
            return read_tekken(name, state)
        _check_json(name, state)
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise Problem(
            N_("{name} cannot be used: {reason}"),
            name=name,
            reason=Sentence(N_("its parts do not belong to a tokenizer.json")),
        ) from error
    return HuggingFaceTokenizer(name, tokenizers.Tokenizer.from_str(data.decode()))


def is_table(data: bytes) -> bool:
    """Whether this is a .tiktoken table, whatever it is called: Meta's are a tokenizer.model."""
    return regex.match(rb"[A-Za-z0-9+/]+={0,2} \d+\r?\n", data) is not None


@_reader
def read_sentencepiece(name: str, data: bytes) -> Tokenizer:
    """The tokenizer of a SentencePiece .model."""
    tokenizer = SentencePieceTokenizer(name, data)
    _check_ids(name, [len(tokenizer.model.pieces) - 1])
    return tokenizer


@_reader
def read_tiktoken(
    name: str, data: bytes, pattern: str | None = None, special: tuple[str, ...] = ()
) -> Tokenizer:
    """The tokenizer of a .tiktoken table.

    The table holds tokens and ranks alone. `pattern`, which cuts a text into words first, is a
    key of `PATTERNS` or a regular expression, and by default the likely one for a table of this
    size; `special` are special tokens, each "name" or "name=id", by default the id after the last.
    """
    ranks = read_ranks(data)
    pattern = pattern or likely_pattern(len(ranks))
    numbers = special_numbers(name, special, len(ranks))
    return TiktokenTokenizer(name, PATTERNS.get(pattern, pattern), ranks, numbers)


def special_numbers(name: str, special: Sequence[str], first: int) -> dict[str, int]:
    """Special tokens, each "name" or "name=id", with their ids: from `first` on, one after the
    other. Raises `i18n.Problem` for an id that is taken or too large."""
    _check_special(name, len(special))
    numbers: dict[str, int] = {}
    following = first
    for written in special:
        token, sign, number = written.rpartition("=")
        if not (sign and number.isascii() and number.isdigit()):
            token, number = written, str(following)
        value = int(number[:18])
        if value < first or value in numbers.values() or token in numbers or not token:
            raise Problem(
                N_(
                    "The special token {token} cannot have the ID {number}: it needs a name "
                    "and an ID of its own, from {first:,} on."
                ),
                token=token,
                number=value,
                first=first,
            )
        numbers[token], following = value, value + 1
    _check_ids(name, numbers.values())
    return numbers


READERS: dict[str, Callable[..., Tokenizer]] = {
    "json": read_json,
    "model": read_sentencepiece,
    "tiktoken": read_tiktoken,
}


def read_ranks(table: bytes) -> dict[bytes, int]:
    """The tokens of a .tiktoken table with their ranks: each line a token in base64 and a rank.

    Raises ValueError for a line that is neither, or a table without all 256 bytes.
    """
    ranks = {}
    for number, line in enumerate(table.splitlines(), start=1):
        if not line:
            continue
        try:
            token, rank = line.split()
            ranks[base64.b64decode(token, validate=True)] = int(rank)
        except ValueError as error:
            raise ValueError(f"line {number} is no token in base64 with its rank") from error
    if not all(bytes([byte]) in ranks for byte in range(256)):
        raise ValueError("not all 256 bytes are in the table")
    if sorted(ranks.values()) != list(range(len(ranks))):
        raise ValueError("the ranks are not 0, 1, 2, ...")
    return ranks


def read_tekken(name: str, state: dict) -> Tokenizer:
    """The tokenizer of a tekken.json, as mistral-common reads it: special tokens come first."""
    config = state["config"]
    count = config["default_num_special_tokens"]
    _check_special(name, count)
    size = config["default_vocab_size"] - count
    _check_ids(name, (row["rank"] for row in state["vocab"]))
    ranks = {base64.b64decode(row["token_bytes"]): row["rank"] for row in state["vocab"][:size]}
    named = state.get("special_tokens") or [
        {"rank": rank, "token_str": token} for rank, token in enumerate(TEKKEN_SPECIAL)
    ]
    leading = [f"<SPECIAL_{rank}>" for rank in range(count)]
    for row in named:
        leading[row["rank"]] = row["token_str"]
    return TiktokenTokenizer(
        name, config["pattern"], ranks, {}, tuple(leading), "<s>", library="mistral-common"
    )


TEKKEN_SPECIAL = (
    "<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
    "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]",
    "[IMG_END]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]",
    "[TOOL_CONTENT]",
)  # fmt: skip
"""The special tokens of a tekken file that names none, in mistral-common."""


def _check_json(name: str, state: dict) -> None:
    """Raise `i18n.Problem` for a tokenizer.json with ids, special tokens or a template of tokens
    around a text that its library would need much memory for, before it sees them."""
    vocab, added = state["model"].get("vocab", ()), state.get("added_tokens") or ()
    _check_ids(name, vocab.values() if isinstance(vocab, dict) else [len(vocab) - 1])
    _check_ids(name, (token["id"] for token in added))
    _check_special(name, len(added))
    count = sum(_added(part) for part in _parts(state.get("post_processor")))
    if count > MOST_ADDED:
        raise Problem(
            N_("{name} adds {count:,} tokens to every text; at most {most:,} can be read."),
            name=name,
            count=count,
            most=MOST_ADDED,
        )


def _parts(processor: dict | None) -> list[dict]:
    """The processors in one that may be a sequence of them."""
    if not processor:
        return []
    inner = processor.get("processors") or ()
    return [processor, *(part for each in inner for part in _parts(each))]


def _added(processor: dict) -> int:
    """How many tokens a template puts around a text."""
    ids = {key: len(token["ids"]) for key, token in (processor.get("special_tokens") or {}).items()}
    pieces = [*(processor.get("single") or ()), *(processor.get("pair") or ())]
    return sum(ids.get(piece.get("SpecialToken", {}).get("id"), 0) for piece in pieces)


def _check_ids(name: str, ids: Iterable[int]) -> None:
    if (largest := max(ids, default=0)) >= MOST_IDS:
        raise Problem(
            N_("{name} has token IDs up to {largest:,}; they can be read below {most:,}."),
            name=name,
            largest=largest,
            most=MOST_IDS,
        )


def _check_special(name: str, count: int) -> None:
    if count > MOST_SPECIAL:
        raise Problem(
            N_("{name} has {count:,} special tokens; at most {most:,} can be read."),
            name=name,
            count=count,
            most=MOST_SPECIAL,
        )


def foreign_layout(
    name: str, config: bytes | None, template: bytes | None
) -> tuple[str | None, dict[str, str]]:
    """The chat template of a repository, and the special tokens that it may name.

    `config` is its tokenizer_config.json and `template` its chat_template.jinja, which goes
    before. Raises `i18n.Problem` for one that cannot be read.
    """
    if config is None and template is None:
        return None, {}
    return sandbox.run(_layout, config or b"{}", name, template)


def _layout(config: bytes, name: str, template: bytes | None) -> tuple[str | None, dict[str, str]]:
    try:
        described = json.loads(config)
        tokens = {}
        for key in ("bos", "eos", "unk", "pad"):
            token = described.get(f"{key}_token")
            tokens[key] = (token.get("content") if isinstance(token, dict) else token) or ""
        if template is not None:
            return template.decode(), tokens
        own = described.get("chat_template")
        if isinstance(own, list):  # several, by name
            own = {each["name"]: each["template"] for each in own}.get("default")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Problem(
            N_("The chat template of {name} cannot be read: {reason}"),
            name=name,
            reason=str(error)[:200],
        ) from error
    if not all(isinstance(text, str) for text in ("" if own is None else own, *tokens.values())):
        raise Problem(
            N_("The chat template of {name} cannot be read: {reason}"),
            name=name,
            reason=Sentence(N_("it is not text")),
        )
    return own, tokens
