"""Two tokenizers by what their files say: at each stage, what one has and the other has not."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from i18n import N_, isolated

from ...tokenizers import (
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    once_a_tokenizer,
)

EXAMPLES = 5
"""Tokens that are named where many differ."""
SUSPECTS = 500
"""Texts that are made of what differs."""
LONGEST = 200
"""Characters of a value that are shown."""
NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """One thing that two descriptions say in two ways."""

    stage: str
    """A key of `STAGES`."""
    what: str
    """A path in the description, such as `pre_tokenizer.add_prefix_space`, or words for it."""
    first: str
    second: str


def changes(first: Tokenizer, second: Tokenizer) -> list[Change]:
    """What differs, in the order of the stages.

    The parts of tokenizers of two libraries are described in two ways: only their added tokens
    and vocabularies are compared then, by the bytes of the tokens.
    """
    found: list[Change] = [*_added(first, second)]
    if type(first) is type(second):
        ours, theirs = _parts(first), _parts(second)
        for stage in ours:
            found += _differing(stage, ours[stage], theirs[stage])
    else:
        found.append(Change("model", N_("library"), first.library, second.library))
    found += (*_merges(first, second), *_vocabulary(first, second))
    return found


def _parts(tokenizer: Tokenizer) -> dict[str, Any]:
    """What a description says of each stage but of vocabulary and merges, which are long."""
    match tokenizer:
        case HuggingFaceTokenizer():
            state = tokenizer.state
            long = ("vocab", "merges")
            model = {key: value for key, value in state["model"].items() if key not in long}
            return {
                "normalizer": {"normalizer": state["normalizer"]},
                "pre_tokenizer": {"pre_tokenizer": state["pre_tokenizer"]},
                "model": {"model": model},
                "post_processor": {"post_processor": state["post_processor"]},
                "decoder": {"decoder": state["decoder"]},
            }
        case TiktokenTokenizer():
            return {
                "normalizer": {"normal_form": tokenizer.normal_form},
                "pre_tokenizer": {"pattern": tokenizer.pattern},
                "post_processor": {"start": _piece(tokenizer, tokenizer.start_id)},
            }
        case SentencePieceTokenizer():
            model = tokenizer.model
            trained = ("model_type", "byte_fallback", "treat_whitespace_as_suffix", "unk_surface")
            return {
                "normalizer": {"normalizer_spec": _fields(model.normalizer_spec)},
                "model": {name: _plain(getattr(model.trainer_spec, name)) for name in trained},
                "post_processor": {"start": _piece(tokenizer, tokenizer.start_id)},
                "decoder": {"denormalizer_spec": _fields(model.denormalizer_spec)},
            }
    raise TypeError(f"no library is known for {tokenizer!r}")


def _piece(tokenizer: Tokenizer, number: int | None) -> str | None:
    return None if number is None else tokenizer.pieces[number]


def _fields(spec: Any) -> dict[str, Any]:
    return {each.name: _plain(getattr(spec, each.name)) for each in spec.DESCRIPTOR.fields}


def _plain(value: Any) -> Any:
    """A value that can be read: of a table in bytes its size and the beginning of its SHA-256."""
    if isinstance(value, bytes):
        return f"{len(value)} B · {sha256(value).hexdigest()[:8]}" if value else ""
    return value


def _differing(stage: str, first: Any, second: Any, path: str = "") -> Iterator[Change]:
    if first == second:
        return
    if isinstance(first, dict) and isinstance(second, dict):
        for key in first | second:
            inside = f"{path}.{key}" if path else key
            yield from _differing(stage, first.get(key), second.get(key), inside)
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for number, pair in enumerate(zip(first, second)):
            yield from _differing(stage, *pair, f"{path}[{number}]")
    else:
        yield Change(stage, path, _shown(first), _shown(second))


def _shown(value: Any) -> str:
    text = NOTHING if value is None else isolated(str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


@once_a_tokenizer
def _added_tokens(tokenizer: Tokenizer) -> dict[str, dict[str, Any]]:
    """The tokens that are found in a text before anything is done to it, with their flags."""
    if isinstance(tokenizer, HuggingFaceTokenizer):
        flags = ("special", "lstrip", "rstrip", "normalized", "single_word")
        return {
            token.content: {"id": number} | {flag: getattr(token, flag) for flag in flags}
            for number, token in tokenizer.added.items()
        }
    if isinstance(tokenizer, TiktokenTokenizer):
        offset = len(tokenizer.leading)
        return {name: {"id": number + offset} for name, number in tokenizer.special.items()}
    return {}


def _added(first: Tokenizer, second: Tokenizer) -> Iterator[Change]:
    ours, theirs = _added_tokens(first), _added_tokens(second)
    lost, new, _moved = _changed(ours, theirs)
    if lost or new:
        yield Change("added", N_("added tokens that only one has"), _examples(lost), _examples(new))
    for name in ours:
        if name in theirs:
            for flag in ours[name].keys() & theirs[name].keys():
                if ours[name][flag] != theirs[name][flag]:
                    what = f"{isolated(name)} · {flag}"
                    yield Change("added", what, str(ours[name][flag]), str(theirs[name][flag]))


def _examples(names: list[str]) -> str:
    if not names:
        return NOTHING
    more = ", …" if len(names) > EXAMPLES else ""
    return f"{len(names):,}: {', '.join(map(isolated, names[:EXAMPLES]))}{more}"


@once_a_tokenizer
def _numbers(tokenizer: Tokenizer) -> dict[bytes | str, int]:
    """The id of each token: by its piece, which for byte level is its bytes."""
    return {piece: number for number, piece in enumerate(tokenizer.pieces)}


def _vocabulary(first: Tokenizer, second: Tokenizer) -> Iterator[Change]:
    ours, theirs = _numbers(first), _numbers(second)
    if ours == theirs:
        return
    lost, new, moved = _changed(ours, theirs)
    if lost or new:
        names = [_examples(_read(first, lost)), _examples(_read(second, new))]
        yield Change("vocabulary", N_("tokens that only one has"), *names)
    if moved:
        named = _read(first, moved[:EXAMPLES])
        lists = (
            ", ".join(f"{name} {table[piece]}" for name, piece in zip(named, moved[:EXAMPLES]))
            for table in (ours, theirs)
        )
        more = ", …" if len(moved) > EXAMPLES else ""
        values = [f"{len(moved):,}: {each}{more}" for each in lists]
        yield Change("vocabulary", N_("tokens with another ID"), *values)


def _read(tokenizer: Tokenizer, pieces: list) -> list[str]:
    return [isolated(tokenizer.reading(piece)) for piece in pieces]


def _changed(ours: dict, theirs: dict) -> tuple[list, list, list]:
    """The keys that only one has, that only the other has, and whose values differ."""
    lost = [key for key in ours if key not in theirs]
    new = [key for key in theirs if key not in ours]
    return lost, new, [key for key in ours if key in theirs and ours[key] != theirs[key]]


@once_a_tokenizer
def _rules(tokenizer: Tokenizer) -> dict[str, float]:
    """What decides how the model cuts: the rank of each merge or the score of each piece."""
    if isinstance(tokenizer, SentencePieceTokenizer):
        return {piece.piece: piece.score for piece in tokenizer.model.pieces}
    if isinstance(tokenizer, HuggingFaceTokenizer):
        model = tokenizer.state["model"]
        if tokenizer.algorithm == "unigram":
            return dict(model["vocab"])
        merges = model.get("merges", ())
        pairs = (each if isinstance(each, str) else " ".join(each) for each in merges)
        return {pair: rank for rank, pair in enumerate(pairs)}
    return {}


def _reordered(ours: dict[str, float], theirs: dict[str, float]) -> list[str]:
    """The rules that both have, from the first on that comes in another order in one of them: a
    merge that is missing moves the ranks of all behind it, and changes nothing about them."""
    common = [key for key in ours if key in theirs], [key for key in theirs if key in ours]
    return [one for one, other in zip(*common) if one != other]


def _merges(first: Tokenizer, second: Tokenizer) -> Iterator[Change]:
    if type(first) is not type(second):
        return
    rules = _rules(first), _rules(second)
    lost, new, moved = _changed(*rules)
    if lost or new:
        names = [_examples([_rule(first, key) for key in keys]) for keys in (lost, new)]
        yield Change("model", N_("merges or pieces that only one has"), *names)
    if isinstance(first, HuggingFaceTokenizer) and first.algorithm == "bpe":
        moved = _reordered(*rules)
    if moved:
        ours, theirs = (
            f"{len(moved):,}: "
            + ", ".join(f"{_rule(first, key)} {table[key]:g}" for key in moved[:EXAMPLES])
            for table in rules
        )
        yield Change("model", N_("merges or pieces with another rank or score"), ours, theirs)


def _rule(tokenizer: Tokenizer, key: str) -> str:
    """A merge, whose parts have a space between them, or a piece, as a reader takes it."""
    return " + ".join(isolated(tokenizer.reading(part)) for part in key.split(" "))


def suspects(first: Tokenizer, second: Tokenizer) -> list[str]:
    """Texts made of what the descriptions say in two ways: of tokens that only one has, that have
    another id or score, or that a merge makes which only one has; at most `SUSPECTS`."""
    ours, theirs = _added_tokens(first), _added_tokens(second)
    added = [name for name in ours | theirs if ours.get(name) != theirs.get(name)]
    texts = [text for name in added for text in (name, f" {name} ", f"a{name}b", f"A {name} a")]
    pieces: list[str] = []
    if type(first) is type(second):
        lost, new, _moved = _changed(_rules(first), _rules(second))
        pieces += (piece.replace(" ", "") for piece in (*lost, *new))
    lost, new, moved = _changed(_numbers(first), _numbers(second))
    for tokenizer, names in ((first, [*pieces, *lost, *moved]), (second, [*pieces, *new])):
        for piece in names[:SUSPECTS]:
            number = _numbers(tokenizer).get(piece)
            if number is not None:
                text = tokenizer.token_bytes[number].decode("utf-8", "replace")
                texts += (text, f"a{text}")
    return [text for text in dict.fromkeys(texts) if text][:SUSPECTS]
