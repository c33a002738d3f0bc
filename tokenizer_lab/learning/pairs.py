"""The pairs of neighbouring tokens in a corpus: counted once, then kept up to date.

A corpus of unique words is one long array of token ids. A merge visits only the places where
its pair stands: the places of a pair are a linked list through the array itself, so that a
place joins and leaves a list in constant time and nothing is allocated. The best pairs come
from a heap whose entries may be out of date; an entry is put right when it comes to the top.

The functions that are marked `njit` run as machine code (numba) and let other threads run.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numba import njit

TIES = ("ids", "first", "shorter")
"""Which of two equally good pairs wins.

- "ids": the smallest (left id, right id), as in the trainer of Hugging Face's `tokenizers`.
- "first": the one that stands first in the corpus, as in minbpe, tiktoken's educational
  trainer and the Hugging Face course.
- "shorter": the shorter token, then the smaller string, as in SentencePiece.
"""
IDS, FIRST, SHORTER = range(3)

NONE = -1
STALE = -2
"""The first place of a pair is no longer known: the list of its places will tell."""
FAR = np.iinfo(np.int64).max

PLACE_FIELDS = ("token", "before", "after", "times", "pair_at", "earlier", "later")
"""A place of the corpus: the token that starts there, the places of its neighbours in the word,
how often the word occurs; the pair it makes with the next token, and the links of its list."""
TOKEN_FIELDS = ("begins", "frequency")
"""A token: where its characters begin, and how often it stands in the corpus."""
PAIR_FIELDS = ("left", "right", "count", "places", "head", "first", "version", "grown")
"""A pair: its tokens, its count, its list (length, head, first place), how many times it was
put into the heap anew, and the last merge that made it more frequent."""
HEAP_FIELDS = ("heap_count", "heap_key", "heap_pair", "heap_version")
WIDE = {"times", "begins", "frequency", "count", "first", "heap_count", "heap_key"}
"""Fields of 64 bits; the others have 32."""

# `slots` is a hash table of pairs and `names` one of tokens, both with open addressing; `sizes` is
# indexed by the names below.
FIELDS = (
    *PLACE_FIELDS, *TOKEN_FIELDS, "characters", "names",
    *PAIR_FIELDS, "slots", *HEAP_FIELDS, "sizes",
)  # fmt: skip
State = namedtuple("State", FIELDS)  # type: ignore[misc]  # It reads no names from a constant.
PAIRS, HEAP, MERGES, TOKENS, TIE, PREFIX, WANTED_PAIRS, WANTED_CHARACTERS = range(8)
BLOCK = 1 << 16
"""Places that are counted at a time."""
CANDIDATES = 10
"""How many of the best pairs a step remembers."""
AT_ONCE = 50
"""Steps between two questions whether to go on."""
FINISHED, PAUSED, NO_ROOM = range(3)


class Columns(NamedTuple):
    """Steps as arrays, a row a step: ids of tokens, and the best pairs before it, the winner first.

    `candidates` says how many of the `CANDIDATES` columns of a row are filled.
    """

    left: np.ndarray
    right: np.ndarray
    token: np.ndarray
    tied: np.ndarray
    left_frequency: np.ndarray
    right_frequency: np.ndarray
    candidates: np.ndarray
    candidate_left: np.ndarray
    candidate_right: np.ndarray
    candidate_count: np.ndarray
    candidate_score: np.ndarray


def empty_columns(steps: int) -> Columns:
    """Columns with room for so many steps."""
    few, many = (steps,), (steps, CANDIDATES)
    return Columns(
        left=np.empty(few, np.int32),
        right=np.empty(few, np.int32),
        token=np.empty(few, np.int32),
        tied=np.empty(few, np.bool_),
        left_frequency=np.empty(few, np.int64),
        right_frequency=np.empty(few, np.int64),
        candidates=np.empty(few, np.int32),
        candidate_left=np.empty(many, np.int32),
        candidate_right=np.empty(many, np.int32),
        candidate_count=np.empty(many, np.int64),
        candidate_score=np.empty(many, np.float64),
    )


class PairTable:
    """The state of a corpus while a vocabulary is learned from it."""

    def __init__(
        self,
        tokens: np.ndarray,
        lengths: np.ndarray,
        times: np.ndarray,
        alphabet: Sequence[str],
        tie: str,
        prefix: int = 0,
    ):
        """`tokens` are the ids of all words one after the other, into `alphabet`.

        A word has `lengths` tokens and occurs `times` times. The right token of a merge loses
        `prefix` characters.
        """
        places = len(tokens)
        ends, times = np.cumsum(lengths), np.repeat(times, lengths)
        before, after = np.arange(-1, places - 1), np.arange(1, places + 1)
        before[ends - lengths] = NONE
        after[ends - 1] = NONE
        known = {
            "token": tokens,
            "before": before,
            "after": after,
            "times": times,
            "begins": np.cumsum([0, *map(len, alphabet)]),
            "frequency": np.append(np.bincount(tokens, times, len(alphabet)), 0),
        }
        arrays = {
            name: np.asarray(known.get(name, []), np.int64 if name in WIDE else np.int32)
            for name in FIELDS
        }
        letters = "".join(alphabet).encode("utf-32-le", "surrogatepass")
        arrays["characters"] = np.frombuffer(letters, np.int32).copy()
        arrays["sizes"] = np.array([0, 0, 0, len(alphabet), TIES.index(tie), prefix, 0, 0])
        for name in ("pair_at", "earlier", "later"):
            arrays[name] = np.full(places, NONE, np.int32)
        self._state: Any = State(**arrays)
        for start in range(0, places, BLOCK):
            self._make_room(BLOCK)
            _count(self._state, start, min(places, start + BLOCK))
        _fill_heap(self._state)

    def learn(
        self,
        vocab_size: int,
        by_score: bool,
        may_repeat: bool,
        longest: int | None,
        go_on: Callable[[int], bool],
    ) -> Columns:
        """Merge the best pair, again and again, until the vocabulary is full, no pair is left, or
        `go_on`, which is told the size of the vocabulary now and then, says stop.

        `by_score` ranks pairs by count(ab) / (count(a) count(b)) instead of the count. A pair that
        makes a token which is there already (`may_repeat` false), or one of more than `longest`
        characters, is passed over.
        """
        self._make_room_for_tokens(vocab_size)
        parts, status = [], PAUSED
        while status != FINISHED:
            part = empty_columns(AT_ONCE)
            status, steps = NO_ROOM, 0
            while status == NO_ROOM:
                status, steps = _learn(
                    self._state, part, steps, vocab_size, by_score, may_repeat, longest or 0
                )
                if status == NO_ROOM:
                    self._make_room(int(self._state.sizes[WANTED_PAIRS]))
                    self._grow(("characters",), int(self._state.sizes[WANTED_CHARACTERS]))
            parts.append(Columns(*(column[:steps] for column in part)))
            if status == PAUSED and not go_on(int(self._state.sizes[TOKENS])):
                break
        return Columns(*map(np.concatenate, zip(*parts)))

    def best(self, by_score: bool) -> list[tuple[int, int, int, float]]:
        """The best pairs now, best first: left and right token, count and score."""
        top, scores = np.empty(CANDIDATES, np.int32), np.empty(CANDIDATES, np.float64)
        number = (_best_by_score if by_score else _best)(self._state, top, scores)
        pairs, state = top[:number], self._state
        columns = state.left[pairs], state.right[pairs], state.count[pairs], scores[:number]
        return list(zip(*(column.tolist() for column in columns)))

    def _make_room_for_tokens(self, tokens: int) -> None:
        self._grow(TOKEN_FIELDS, max(tokens, len(self._state.begins)) + 2)
        room = 1 << (2 * len(self._state.begins)).bit_length()
        self._state = self._state._replace(names=np.full(room, NONE, np.int32))
        _fill_names(self._state)

    def _make_room(self, pairs: int) -> None:
        """Grow the arrays of pairs, the hash table and the heap, so that `pairs` more fit."""
        sizes = self._state.sizes
        if self._grow(PAIR_FIELDS, int(sizes[PAIRS]) + pairs):
            slots = np.full(4 * len(self._state.left), NONE, np.int32)
            self._state = self._state._replace(slots=slots)
            _fill_slots(self._state)
        self._grow(HEAP_FIELDS, max(int(sizes[PAIRS]), int(sizes[HEAP])) + pairs + CANDIDATES)

    def _grow(self, fields: tuple[str, ...], size: int) -> bool:
        """Make room for `size` entries in these arrays; whether that took new ones."""
        old = getattr(self._state, fields[0])
        if size <= len(old):
            return False
        room = 1 << (size - 1).bit_length()
        grown = {}
        for name in fields:
            old = getattr(self._state, name)
            grown[name] = np.empty(room, old.dtype)
            grown[name][: len(old)] = old
        self._state = self._state._replace(**grown)
        return True


@njit(cache=True, nogil=True)
def _learn(s, out, steps, vocab_size, by_score, may_repeat, longest):
    """Fill `out` with steps from number `steps` on: (why it ended, how many there are then)."""
    top = np.empty(CANDIDATES, np.int32)
    scores = np.empty(CANDIDATES, np.float64)
    while s.sizes[TOKENS] < vocab_size:
        if steps == len(out.left):
            return PAUSED, steps
        number = _best_by_score(s, top, scores) if by_score else _best(s, top, scores)
        if number == 0:
            return FINISHED, steps
        pair = top[0]
        left, right = np.int64(s.left[pair]), np.int64(s.right[pair])
        if not _has_room(s, pair):
            return NO_ROOM, steps
        length = _spell(s, left, right)
        token = s.names[_name(s, length)]
        if (token != NONE and not may_repeat) or 0 < longest < length:
            _drop(s, pair)
            continue
        _note_step(s, out, steps, top[:number], scores)
        if token == NONE:
            token = _enter(s, length)
        out.token[steps] = token
        steps += 1
        _merge(s, pair, left, right, token)
    return FINISHED, steps


@njit(cache=True, nogil=True)
def _note_step(s, out, step, top, scores):
    left, right = s.left[top[0]], s.right[top[0]]
    out.left[step], out.right[step] = left, right
    out.left_frequency[step], out.right_frequency[step] = s.frequency[left], s.frequency[right]
    out.tied[step] = len(top) > 1 and scores[1] == scores[0]
    out.candidates[step] = len(top)
    for at in range(len(top)):
        out.candidate_left[step, at] = s.left[top[at]]
        out.candidate_right[step, at] = s.right[top[at]]
        out.candidate_count[step, at] = s.count[top[at]]
        out.candidate_score[step, at] = scores[at]


@njit(cache=True, nogil=True)
def _has_room(s, pair):
    """Whether the arrays have room for what a merge of `pair` brings; else what is wanted."""
    new = 2 * s.places[pair]
    start = s.begins[s.sizes[TOKENS]]
    left, right = s.left[pair], s.right[pair]
    length = s.begins[left + 1] - s.begins[left] + s.begins[right + 1] - s.begins[right]
    s.sizes[WANTED_PAIRS], s.sizes[WANTED_CHARACTERS] = new, start + length
    return (
        s.sizes[PAIRS] + new <= len(s.left)
        and s.sizes[HEAP] + new + CANDIDATES <= len(s.heap_count)
        and start + length <= len(s.characters)
    )


@njit(cache=True, nogil=True)
def _spell(s, left, right):
    """Write the characters that two tokens make behind those of the last token; their number."""
    start = at = s.begins[s.sizes[TOKENS]]
    for place in range(s.begins[left], s.begins[left + 1]):
        s.characters[at] = s.characters[place]
        at += 1
    for place in range(s.begins[right] + s.sizes[PREFIX], s.begins[right + 1]):
        s.characters[at] = s.characters[place]
        at += 1
    return at - start


@njit(cache=True, nogil=True)
def _name(s, length):
    """Where the token that was spelled last stands in the hash table, or would stand."""
    start = s.begins[s.sizes[TOKENS]]
    mixed = np.int64(length)
    for at in range(start, start + length):
        mixed = (mixed ^ s.characters[at]) * 0x100000001B3
    mask = len(s.names) - 1
    slot = (mixed ^ (mixed >> 29)) & mask
    while s.names[slot] != NONE and not _is_spelled(s, s.names[slot], start, length):
        slot = (slot + 1) & mask
    return slot


@njit(cache=True, nogil=True)
def _is_spelled(s, token, start, length):
    begins = s.begins[token]
    if s.begins[token + 1] - begins != length:
        return False
    for at in range(length):  # noqa: SIM110 - machine code has no generators
        if s.characters[begins + at] != s.characters[start + at]:
            return False
    return True


@njit(cache=True, nogil=True)
def _enter(s, length):
    """Make what was spelled last a new token: its id."""
    token = s.sizes[TOKENS]
    s.names[_name(s, length)] = token
    s.begins[token + 1] = s.begins[token] + length
    s.frequency[token] = 0
    s.sizes[TOKENS] += 1
    return token


@njit(cache=True, nogil=True)
def _fill_names(s):
    tokens = s.sizes[TOKENS]
    for token in range(tokens):
        s.sizes[TOKENS] = token  # as if it had been spelled last
        s.names[_name(s, s.begins[token + 1] - s.begins[token])] = token
    s.sizes[TOKENS] = tokens


@njit(cache=True, nogil=True)
def _slot(s, left, right):
    """Where a pair stands in the hash table, or the empty slot where it would."""
    mask = len(s.slots) - 1
    mixed = (left * 0x9E3779B97F4A7C15 + right) * 0x2545F4914F6CDD1D
    slot = (mixed ^ (mixed >> 29)) & mask
    while True:
        pair = s.slots[slot]
        if pair == NONE or (s.left[pair] == left and s.right[pair] == right):
            return slot
        slot = (slot + 1) & mask


@njit(cache=True, nogil=True)
def _fill_slots(s):
    for pair in range(s.sizes[PAIRS]):
        s.slots[_slot(s, np.int64(s.left[pair]), np.int64(s.right[pair]))] = pair


@njit(cache=True, nogil=True)
def _drop(s, pair):
    """Never offer this pair again."""
    # A merge number that is never reached: the pair does not enter the heap again.
    s.version[pair] += 1
    s.grown[pair] = np.iinfo(np.int32).max


@njit(cache=True, nogil=True)
def _link(s, place):
    """Count the pair that starts at `place`, and put the place into the pair's list."""
    left, right = np.int64(s.token[place]), np.int64(s.token[s.after[place]])
    slot = _slot(s, left, right)
    pair = s.slots[slot]
    if pair == NONE:
        pair = s.sizes[PAIRS]
        s.sizes[PAIRS] += 1
        s.slots[slot] = pair
        s.left[pair], s.right[pair] = left, right
        s.count[pair] = s.places[pair] = s.version[pair] = 0
        s.head[pair] = s.grown[pair] = NONE
        s.first[pair] = FAR
    s.count[pair] += s.times[place]
    s.places[pair] += 1
    if s.first[pair] != STALE:
        s.first[pair] = min(s.first[pair], place)
    head = s.head[pair]
    s.earlier[place], s.later[place] = NONE, head
    if head != NONE:
        s.earlier[head] = place
    s.head[pair] = place
    s.pair_at[place] = pair
    return pair


@njit(cache=True, nogil=True)
def _unlink(s, place):
    """Take the pair that starts at `place` out of the count and out of its list."""
    pair = s.pair_at[place]
    s.count[pair] -= s.times[place]
    s.places[pair] -= 1
    if s.first[pair] == place:
        s.first[pair] = STALE
    earlier, later = s.earlier[place], s.later[place]
    if earlier == NONE:
        s.head[pair] = later
    else:
        s.later[earlier] = later
    if later != NONE:
        s.earlier[later] = earlier
    s.pair_at[place] = NONE


@njit(cache=True, nogil=True)
def _count(s, start, end):
    for place in range(start, end):
        if s.after[place] != NONE:
            _link(s, place)


@njit(cache=True, nogil=True)
def _merge(s, pair, left, right, token):
    """Join every `left` and `right` that stand together, from the left, into `token`."""
    places = np.empty(s.places[pair], np.int32)
    place = s.head[pair]
    for at in range(len(places)):
        places[at] = place
        place = s.later[place]
    if left == right:
        places.sort()  # Where they overlap, the leftmost goes first.
    s.sizes[MERGES] += 1
    for place in places:
        joined = s.after[place]
        if s.pair_at[place] != pair:
            continue
        before, after = s.before[place], s.after[joined]
        if before != NONE:
            _unlink(s, before)
        if after != NONE:
            _unlink(s, joined)
        _unlink(s, place)
        times = s.times[place]
        s.frequency[left] -= times
        s.frequency[right] -= times
        s.frequency[token] += times
        s.token[place], s.token[joined] = token, NONE
        s.after[place] = after
        if after != NONE:
            s.before[after] = place
            _note_growth(s, _link(s, place))
        if before != NONE:
            _note_growth(s, _link(s, before))
    # All counts are final now: pairs that gained enter the heap, each of them once.
    for place in places:
        if s.token[place] != token:
            continue
        if s.after[place] != NONE:
            _push_grown(s, s.pair_at[place])
        if s.before[place] != NONE:
            _push_grown(s, s.pair_at[s.before[place]])


@njit(cache=True, nogil=True)
def _note_growth(s, pair):
    s.grown[pair] = max(s.grown[pair], s.sizes[MERGES])


@njit(cache=True, nogil=True)
def _push_grown(s, pair):
    if s.grown[pair] == s.sizes[MERGES]:
        s.grown[pair] = NONE
        s.version[pair] += 1
        _push(s, s.count[pair], _tie_key(s, pair), pair, s.version[pair])


@njit(cache=True, nogil=True)
def _tie_key(s, pair):
    """The smaller goes first among equally frequent pairs."""
    left, right = np.int64(s.left[pair]), np.int64(s.right[pair])
    if s.sizes[TIE] == FIRST:
        return _first(s, pair)
    if s.sizes[TIE] == SHORTER:
        return s.begins[left + 1] - s.begins[left] + s.begins[right + 1] - s.begins[right]
    return (left << 32) | right


@njit(cache=True, nogil=True)
def _first(s, pair):
    if s.first[pair] == STALE:
        first, place = FAR, s.head[pair]
        while place != NONE:
            if place < first:
                first = place
            place = s.later[place]
        s.first[pair] = first
    return s.first[pair]


@njit(cache=True, nogil=True)
def _goes_before(s, count, key, pair, other_count, other_key, other):
    if count != other_count:
        return count > other_count
    if key != other_key or s.sizes[TIE] != SHORTER:
        return key < other_key
    for at in range(key):
        char, other_char = _character(s, pair, at), _character(s, other, at)
        if char != other_char:
            return char < other_char
    return s.left[pair] < s.left[other]


@njit(cache=True, nogil=True)
def _character(s, pair, at):
    start = s.begins[s.left[pair]]
    length = s.begins[s.left[pair] + 1] - start
    if at < length:
        return s.characters[start + at]
    return s.characters[s.begins[s.right[pair]] + at - length]


@njit(cache=True, nogil=True)
def _put(s, at, count, key, pair, version):
    s.heap_count[at], s.heap_key[at] = count, key
    s.heap_pair[at], s.heap_version[at] = pair, version


@njit(cache=True, nogil=True)
def _push(s, count, key, pair, version):
    at = s.sizes[HEAP]
    s.sizes[HEAP] += 1
    while at:
        up = (at - 1) // 2
        if not _goes_before(s, count, key, pair, s.heap_count[up], s.heap_key[up], s.heap_pair[up]):
            break
        _put(s, at, s.heap_count[up], s.heap_key[up], s.heap_pair[up], s.heap_version[up])
        at = up
    _put(s, at, count, key, pair, version)


@njit(cache=True, nogil=True)
def _pop(s):
    """Take the top entry away."""
    s.sizes[HEAP] -= 1
    size = s.sizes[HEAP]
    count, key = s.heap_count[size], s.heap_key[size]
    pair, version = s.heap_pair[size], s.heap_version[size]
    at, child = 0, 1
    while child < size:
        other = child + 1
        if other < size and _goes_before(
            s,
            s.heap_count[other],
            s.heap_key[other],
            s.heap_pair[other],
            s.heap_count[child],
            s.heap_key[child],
            s.heap_pair[child],
        ):
            child = other
        if not _goes_before(
            s, s.heap_count[child], s.heap_key[child], s.heap_pair[child], count, key, pair
        ):
            break
        _put(
            s,
            at,
            s.heap_count[child],
            s.heap_key[child],
            s.heap_pair[child],
            s.heap_version[child],
        )
        at, child = child, 2 * child + 1
    _put(s, at, count, key, pair, version)


@njit(cache=True, nogil=True)
def _fill_heap(s):
    for pair in range(s.sizes[PAIRS]):
        _push(s, s.count[pair], _tie_key(s, pair), pair, s.version[pair])


@njit(cache=True, nogil=True)
def _best(s, top, scores):
    """Fill `top` with the most frequent pairs, best first, `scores` with their counts; how many
    there were."""
    number = 0
    while number < len(top) and s.sizes[HEAP]:
        count, key, pair = s.heap_count[0], s.heap_key[0], s.heap_pair[0]
        version = s.heap_version[0]
        _pop(s)
        if version != s.version[pair] or s.count[pair] == 0:
            continue
        now = _tie_key(s, pair)
        if count != s.count[pair] or key != now:
            # Counts only fall and first places only move back, unless the version changed:
            # put right, the entry finds its place further down.
            _push(s, s.count[pair], now, pair, version)
            continue
        top[number], scores[number] = pair, count
        number += 1
    for at in range(number):
        pair = top[at]
        _push(s, s.count[pair], _tie_key(s, pair), pair, s.version[pair])
    return number


@njit(cache=True, nogil=True)
def _best_by_score(s, top, scores):
    """Like `_best`, by score: it changes with every token's frequency, so all pairs are seen."""
    number = 0
    for pair in range(s.sizes[PAIRS]):
        if s.count[pair] == 0:
            continue
        score = s.count[pair] / (s.frequency[s.left[pair]] * s.frequency[s.right[pair]])
        at = number
        while at and (
            score > scores[at - 1]
            or (score == scores[at - 1] and _tie_key(s, pair) < _tie_key(s, top[at - 1]))
        ):
            at -= 1
        if at == len(top):
            continue
        number = min(number + 1, len(top))
        for moved in range(number - 1, at, -1):
            top[moved], scores[moved] = top[moved - 1], scores[moved - 1]
        top[at], scores[at] = pair, score
    return number
