"""There and back: a text encoded and decoded, ids decoded and encoded, and why they come back
changed."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

import regex

from i18n import N_, Problem, Sentence, isolated

from ...cutting import SPACE_MARK
from ...tokenizers import (
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    once_a_tokenizer,
    problem_of,
    replace_surrogates,
)
from .stages import Stages, in_child, normalized, stages_here

REASONS = {
    "surrogate": N_("unpaired surrogate"),
    "normalizer": N_("changed by the normalizer"),
    "added": N_("taken by an added token"),
    "pre_tokenizer": N_("white space dropped"),
    "unknown": N_("unknown to the vocabulary"),
    "no token": N_("without a token"),
    "clean-up": N_("spaces cleaned up"),
    "decoder": N_("changed by the decoder"),
    "special": N_("special token in the IDs"),
    "split": N_("partial character"),
    "prefix": N_("space put in front"),
    "boundary": N_("across a word boundary"),
    "merge": N_("another segmentation of the same text"),
}
"""Why something does not come back, in a few words."""
STAGE_OF = {
    "normalizer": "normalizer",
    "added": "added",
    "pre_tokenizer": "pre_tokenizer",
    "unknown": "model",
    "no token": "model",
    "clean-up": "decoder",
    "decoder": "decoder",
    "special": "decoder",
    "split": "decoder",
    "prefix": "pre_tokenizer",
    "boundary": "pre_tokenizer",
    "merge": "model",
}
"""The stage at which a reason belongs; half of a surrogate pair is lost before any of them."""
CLEANED = (
    (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
    (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
)  # fmt: skip
"""What `clean_up_tokenization_spaces` of transformers replaces, in its order."""
Why = tuple[str, str, dict[str, Any]]
"""A key of `REASONS`, a sentence for the reader and the values in it."""


@dataclass(frozen=True)
class RoundTrip:
    """A text that was encoded and decoded, or ids that were decoded and encoded again."""

    given: tuple[int, ...] | None
    """The ids that were given, or None where a text was."""
    text: str
    """The text that was given, or what the ids decode to."""
    stages: Stages
    """`text` on its way to ids, and back."""
    back: str
    """What the ids of the text decode to, cleaned up where that was asked for."""
    lead: int
    """Ids at the beginning of those given that the tokenizer adds itself ..."""
    tail: int
    """... and at their end: they are not decoded, and are added again."""
    place: int | None
    """The first character that comes back changed, or the first id; None where all come back."""
    why: Why | None

    @property
    def comes_back(self) -> bool:
        return self.place is None

    @property
    def again(self) -> tuple[int, ...]:
        """The ids that came of the text, with those around it as they were given."""
        given = self.given or ()
        return (*given[: self.lead], *self.stages.inner, *given[len(given) - self.tail :])

    @property
    def reason(self) -> str | None:
        """A key of `REASONS`."""
        return self.why[0] if self.why else None

    @property
    def stage(self) -> str | None:
        """The key of the stage, in `STAGES`, that changed it."""
        return STAGE_OF.get(self.why[0]) if self.why else None

    @property
    def sentence(self) -> Sentence | None:
        """Why it does not come back."""
        return Sentence(self.why[1], **self.why[2]) if self.why else None


def clean_up(text: str) -> str:
    """`text` as transformers decodes it with `clean_up_tokenization_spaces`."""
    for written, cleaned in CLEANED:
        text = text.replace(written, cleaned)
    return text


def round_trip(
    tokenizer: Tokenizer, given: str | Sequence[int], clean_up: bool = False
) -> RoundTrip:
    """Encode a text and decode it, or decode ids and encode what they say.

    Special tokens around a text are left out of what comes back. With `clean_up` spaces are
    removed from a decoded text as transformers does. Raises `i18n.Problem` for an id that the
    vocabulary lacks, and where the tokenizer refuses the text.
    """
    what = given if isinstance(given, str) else tuple(given)
    if tokenizer.trial is None:
        return round_trip_here(tokenizer, what, clean_up)
    plain = in_child(_round_trip, tokenizer, what, clean_up)
    return RoundTrip(**plain | {"stages": Stages(**plain["stages"])})


def _round_trip(
    tokenizer: Tokenizer, given: str | tuple[int, ...], cleaned: bool
) -> dict[str, Any]:
    return asdict(round_trip_here(tokenizer, given, cleaned))


def round_trip_here(
    tokenizer: Tokenizer, given: str | tuple[int, ...], cleaned: bool = False
) -> RoundTrip:
    """`round_trip`, in this process whoever made the tokenizer: a child that has limits, say."""
    if isinstance(given, str):
        return _of_text(tokenizer, given, cleaned)
    return _of_ids(tokenizer, given, cleaned)


def first_difference(first: Sequence[Any], second: Sequence[Any]) -> int | None:
    """The number of the first item that differs, or that only one of them has."""
    if first == second:
        return None
    pairs = enumerate(zip(first, second))
    return next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))


def _of_text(tokenizer: Tokenizer, text: str, cleaned: bool) -> RoundTrip:
    way = stages_here(tokenizer, text)
    back = clean_up(way.decoded) if cleaned else way.decoded
    place = first_difference(text, back)
    trip = RoundTrip(None, text, way, back, 0, 0, place, None)
    return trip if place is None else replace(trip, why=_why_text(tokenizer, trip, place))


def _why_text(tokenizer: Tokenizer, trip: RoundTrip, place: int) -> Why:
    """The first stage after which the character at `place` is not there any more."""
    way, text = trip.stages, trip.stages.text
    if text != trip.text and (first_difference(text, trip.text) or 0) <= place:
        return "surrogate", N_("Unpaired surrogates are read as U+FFFD."), {}
    char = text[place : place + 1]
    shown = {"char": _named(char)}
    if char:
        for name, start, end in way.added:
            if start <= place < end and text[start:end] != name:
                values = {"token": isolated(name)}
                return (
                    "added",
                    N_("The added token {token} takes the white space beside it."),
                    values,
                )
        if changed := _normalizer(tokenizer, text, place):
            return changed
        covered = (*way.added, *way.words)
        if char.isspace() and not any(start <= place < end for _what, start, end in covered):
            return "pre_tokenizer", N_("The pre-tokenizer drops this white space: {char}"), shown
        over = {at: (start, end) for at, (start, end) in _spans(way) if start <= place < end}
        for at, (start, end) in over.items():
            if way.ids[at] == tokenizer.unknown_id:
                # Each letter of a word may be in the vocabulary, and the word cannot be made.
                return (
                    "unknown",
                    N_("The vocabulary cannot make {word} of its tokens: it becomes {piece}."),
                    {"word": isolated(text[start:end]), "piece": isolated(way.pieces[at])},
                )
        if not over:
            return "no token", N_("The model makes no token of {char}."), shown
    return _why_decoded(trip.back, way.decoded, text, place)


def _why_decoded(back: str, decoded: str, text: str, place: int) -> Why:
    raw = first_difference(text, decoded)
    if back != decoded and (raw is None or raw > place):
        sentence = N_("clean_up_tokenization_spaces of transformers removes a space here.")
        return "clean-up", sentence, {}
    values = {"written": _named(back[place : place + 1]), "char": _named(text[place : place + 1])}
    if place >= len(back):
        return "decoder", N_("The decoder leaves out {char}."), values
    if place >= len(text):
        return "decoder", N_("The decoder adds {written}."), values
    if back[place + 1 : place + 2] == text[place : place + 1]:
        return "decoder", N_("The decoder puts {written} before {char}."), values
    return "decoder", N_("The decoder writes {written} where {char} was."), values


def _normalizer(tokenizer: Tokenizer, text: str, place: int) -> Why | None:
    """What the normalizer does to the character at `place`, if anything."""
    start, end = _cluster(text, place)
    cluster = text[start:end]
    values = {"before": _named(cluster)}
    if cluster.isspace():
        whole, without = (normalized(tokenizer, t) for t in (text, text[:start] + text[end:]))
        if whole == without:
            return "normalizer", N_("The normalizer drops {before}."), values
        if cluster != " " and whole.count(cluster) == without.count(cluster):
            return "normalizer", N_("The normalizer replaces {before}."), values
    after = normalized(tokenizer, cluster)
    if cluster.strip() and after.strip() != cluster.strip():
        values["after"] = _named(after.strip() or " ")
        if not after.strip() and cluster != SPACE_MARK:
            return "normalizer", N_("The normalizer drops {before}."), values
        return "normalizer", N_("The normalizer makes {after} of {before}."), values
    return None


def _named(text: str) -> str:
    """What is written, with its code points where it may look like something else."""
    points = " ".join(f"U+{ord(char):04X}" for char in text)
    shown = isolated(text)
    return shown if text.isascii() or shown == points else f"{shown} ({points})"


def _cluster(text: str, place: int) -> tuple[int, int]:
    """The grapheme that the character at `place` belongs to; its neighbourhood is enough."""
    start = max(0, place - 64)
    for each in regex.finditer(r"\X", text[start : place + 64]):
        if start + each.end() > place:
            return start + each.start(), start + each.end()
    return place, place


def _spans(way: Stages) -> list[tuple[int, tuple[int, int]]]:
    return list(enumerate(zip(way.starts, way.ends)))


def _of_ids(tokenizer: Tokenizer, ids: tuple[int, ...], cleaned: bool) -> RoundTrip:
    if strange := next((number for number in ids if number >= len(tokenizer)), None):
        raise Problem(
            N_("{name} has no ID {id}: its IDs go up to {last:,}."),
            name=tokenizer.name,
            id=strange,
            last=len(tokenizer) - 1,
        )
    before, after = stages_here(tokenizer, "a").frame
    lead = len(before) if ids[: len(before)] == before else 0
    tail = len(after) if after and ids[lead:][-len(after) :] == after else 0
    inner = ids[lead : len(ids) - tail]
    trip = _again(tokenizer, ids, inner, lead, tail, cleaned)
    if trip.place is None:
        return trip
    raw = _again(tokenizer, ids, inner, lead, tail, False) if cleaned else trip
    if raw.place is None or raw.place > trip.place:
        sentence = N_("clean_up_tokenization_spaces of transformers removes a space here.")
        return replace(trip, why=("clean-up", sentence, {}))
    at = trip.place - lead
    return replace(trip, why=_why_ids(tokenizer, trip, inner, at))


def _again(
    tokenizer: Tokenizer,
    ids: tuple[int, ...],
    inner: tuple[int, ...],
    lead: int,
    tail: int,
    cleaned: bool,
) -> RoundTrip:
    try:
        text = tokenizer.decode(list(inner))
    except BaseException as error:
        raise problem_of(tokenizer.name, error) from error
    text = replace_surrogates(clean_up(text) if cleaned else text)
    way = stages_here(tokenizer, text, special=False)
    place = first_difference(inner, way.inner)
    back = clean_up(way.decoded) if cleaned else way.decoded
    place = None if place is None else place + lead
    return RoundTrip(ids, text, way, back, lead, tail, place, None)


def _why_ids(tokenizer: Tokenizer, trip: RoundTrip, inner: tuple[int, ...], at: int) -> Why:
    """Why the encoder has another id in the place `at`, or none."""
    way = trip.stages
    given, again = inner[at:], way.inner[at:]
    pieces = tokenizer.pieces
    token = given[0] if given else None
    taken = again[0] if again else None
    shown = {
        "token": isolated(tokenizer.reading(pieces[token])) if token is not None else "",
        "taken": isolated(tokenizer.reading(pieces[taken])) if taken is not None else "",
    }
    if token is not None and token == tokenizer.unknown_id:
        return (
            "unknown",
            N_("{token} stands for any unknown text, and is text when decoded."),
            shown,
        )
    if token in tokenizer.special_ids:
        return _special(tokenizer, inner, at, shown)
    if taken in _added_ids(tokenizer):
        sentence = N_("The tokens spell {taken}, which the encoder takes as one added token.")
        return "added", sentence, shown
    if token is not None and _is_part(tokenizer, inner, at):
        sentence = N_("The bytes of {token} are not a whole character, and are decoded as U+FFFD.")
        return "split", sentence, shown
    return _why_text_of_ids(tokenizer, trip, given, again, shown)


def _special(tokenizer: Tokenizer, inner: tuple[int, ...], at: int, shown: dict[str, str]) -> Why:
    if not tokenizer.decode([inner[at]]):
        return "special", N_("The special token {token} leaves no text when decoded."), shown
    sentence = N_("The special token {token} is written as text, which the encoder reads as text.")
    return "special", sentence, shown


def _added_ids(tokenizer: Tokenizer) -> frozenset[int]:
    added = getattr(tokenizer, "added", {})
    return tokenizer.special_ids | frozenset(added)


def _why_text_of_ids(
    tokenizer: Tokenizer,
    trip: RoundTrip,
    given: tuple[int, ...],
    again: tuple[int, ...],
    shown: dict[str, str],
) -> Why:
    way = trip.stages
    ours, theirs = _bytes(tokenizer, given), _bytes(tokenizer, again)
    parted = first_difference(ours, theirs)
    alike = len(ours) if parted is None else parted
    longest = max(len(_bytes(tokenizer, side[:1])) for side in (given, again))
    at = len(way.inner) - len(again)
    if given and again and alike >= longest:
        start = way.starts[at]
        return _other_cut(tokenizer, way, given, again, start, shown)
    if theirs.startswith(b" ") and at == 0 and theirs[1:].startswith(_bytes(tokenizer, given[:1])):
        return "prefix", N_("The encoder puts a space in front of the text."), shown
    place = way.starts[at] if again else (way.ends[-1] if way.ends else 0)
    if place < len(way.text):
        end = max(way.ends[at], place + 1) if again else len(way.text)
        for char in range(place, min(end, len(way.text))):
            if changed := _normalizer(tokenizer, way.text, char):
                return changed
        if not again and way.text[place:].isspace():
            return (
                "pre_tokenizer",
                N_("The pre-tokenizer drops this white space: {char}"),
                {"char": isolated(way.text[place:])},
            )
    if token := given[:1]:
        shown["written"] = isolated(tokenizer.decode(list(token)))
        sentence = N_(
            "The decoder writes {written} for {token}, and the encoder makes {taken} of it."
        )
        if not again:
            sentence = N_("The decoder leaves out {token}.")
        return "decoder", sentence, shown
    return "decoder", N_("The decoder adds {taken}."), shown


def _bytes(tokenizer: Tokenizer, ids: Sequence[int]) -> bytes:
    return b"".join(tokenizer.token_bytes[number] for number in ids)


def _is_part(tokenizer: Tokenizer, inner: tuple[int, ...], at: int) -> bool:
    """Whether a token of `inner` has bytes that are no character with those around them."""
    sizes = [len(tokenizer.token_bytes[number]) for number in inner[: at + 1]]
    start, end = sum(sizes[:-1]), sum(sizes)
    places: list[int] = []
    for char in _bytes(tokenizer, inner).decode("utf-8", "surrogateescape"):
        broken = "\udc80" <= char <= "\udcff"
        places += [broken] * len(char.encode("utf-8", "surrogateescape"))
    return any(places[start:end])


def _other_cut(
    tokenizer: Tokenizer,
    way: Stages,
    given: tuple[int, ...],
    again: tuple[int, ...],
    start: int,
    shown: dict[str, str],
) -> Why:
    """The same text, cut another way: over a boundary of words, or against the model's order."""
    size = len(_bytes(tokenizer, given[:1]).decode("utf-8", "ignore"))
    inside = (word for word in way.words if start < word[1] < start + size)
    if word := next(inside, None):
        sentence = N_("{token} crosses a split of the pre-tokenizer, before {word}.")
        return "boundary", sentence, shown | {"word": isolated(tokenizer.reading(word[0]))}
    if tokenizer.algorithm == "wordpiece":
        return "merge", N_("The encoder takes the longest piece, {taken}, and not {token}."), shown
    if tokenizer.algorithm == "unigram":
        sentence = N_(
            "The encoder takes the most probable segmentation, with {taken} and not {token}."
        )
        return "merge", sentence, shown
    for left, right in pairwise(given):
        if (rank := merge_rank(tokenizer, left, right)) is not None:
            pieces = [isolated(tokenizer.reading(tokenizer.pieces[n])) for n in (left, right)]
            sentence = N_(
                "{left} and {right} are neighbours: the encoder merges them (rank {rank})."
            )
            return "merge", sentence, {"left": pieces[0], "right": pieces[1], "rank": rank}
        if len(_bytes(tokenizer, given[: given.index(left) + 1])) >= len(
            _bytes(tokenizer, again[:1])
        ):
            break
    sentence = N_("By its merges the encoder arrives at {taken} here, not at {token}.")
    return "merge", sentence, shown


def merge_rank(tokenizer: Tokenizer, left: int, right: int) -> int | None:
    """The rank of the merge of two tokens, the smallest goes first; None where there is none."""
    return _ranks(tokenizer)(left, right)


@once_a_tokenizer
def _ranks(tokenizer: Tokenizer) -> Callable[[int, int], int | None]:
    pieces = tokenizer.pieces
    match tokenizer:
        case HuggingFaceTokenizer():
            merges = tokenizer.state["model"].get("merges", ())
            pairs = [tuple(each.split(" ") if isinstance(each, str) else each) for each in merges]
            order = {pair: rank for rank, pair in enumerate(pairs)}
            return lambda left, right: order.get((pieces[left], pieces[right]))
        case TiktokenTokenizer():
            data, table = tokenizer.token_bytes, tokenizer.ranks
            return lambda left, right: table.get(data[left] + data[right])
        case SentencePieceTokenizer():
            kind = type(tokenizer.model.pieces[0]).NORMAL
            scores = {p.piece: -int(p.score) for p in tokenizer.model.pieces if p.type == kind}
            return lambda left, right: scores.get(pieces[left] + pieces[right])
    raise TypeError(f"no library is known for {tokenizer!r}")
