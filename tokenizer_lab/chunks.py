"""The stretches of a text between white space, each with how often it occurs."""

import numpy as np
from numba import njit

NONE = -1


def chunk_counts(text: str, with_space: bool) -> dict[str, int]:
    """The different runs of text without white space, in the order in which they first occur.

    `with_space` takes the white space before a run along; what stands at the end of the text is a
    chunk by itself then. White space is Unicode's White_Space, which `tokenizers` means by \\s.
    """
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    starts, ends, counts = _chunks(characters, with_space)
    return {
        text[start:end]: count
        for start, end, count in zip(starts.tolist(), ends.tolist(), counts.tolist())
    }


@njit(cache=True, nogil=True)
def _is_space(char):
    if char <= 0x20:
        return char == 0x20 or 9 <= char <= 13
    if char < 0x1680:
        return char == 0x85 or char == 0xA0
    return 0x2000 <= char <= 0x200A or char in (0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)


@njit(cache=True, nogil=True)
def _chunks(text, with_space):
    """(starts, ends, counts) of the different chunks; a hash table with open addressing."""
    size = 1 << 10
    starts, ends = np.empty(size, np.int64), np.empty(size, np.int64)
    counts, hashes = np.empty(size, np.int64), np.empty(size, np.int64)
    slots = np.full(4 * size, NONE, np.int64)
    chunks = at = 0
    while at < len(text):
        start = at
        while at < len(text) and _is_space(text[at]):
            at += 1
        if not with_space:
            start = at
        mixed = np.int64(0)
        if with_space:
            for place in range(start, at):
                mixed = (mixed ^ np.int64(text[place])) * 0x100000001B3
        while at < len(text) and not _is_space(text[at]):
            mixed = (mixed ^ np.int64(text[at])) * 0x100000001B3
            at += 1
        if at == start:
            break
        slot = (mixed ^ (mixed >> 29)) & (len(slots) - 1)
        while slots[slot] != NONE:
            chunk = slots[slot]
            if hashes[chunk] == mixed and _same(text, starts[chunk], ends[chunk], start, at):
                break
            slot = (slot + 1) & (len(slots) - 1)
        if slots[slot] != NONE:
            counts[slots[slot]] += 1
            continue
        slots[slot] = chunks
        starts[chunks], ends[chunks], counts[chunks], hashes[chunks] = start, at, 1, mixed
        chunks += 1
        if chunks == size:
            size *= 2
            starts, ends = _longer(starts), _longer(ends)
            counts, hashes = _longer(counts), _longer(hashes)
            slots = np.full(4 * size, NONE, np.int64)
            for chunk in range(chunks):
                slot = (hashes[chunk] ^ (hashes[chunk] >> 29)) & (len(slots) - 1)
                while slots[slot] != NONE:
                    slot = (slot + 1) & (len(slots) - 1)
                slots[slot] = chunk
    return starts[:chunks], ends[:chunks], counts[:chunks]


@njit(cache=True, nogil=True)
def _longer(array):
    longer = np.empty(2 * len(array), array.dtype)
    longer[: len(array)] = array
    return longer


@njit(cache=True, nogil=True)
def _same(text, start, end, other, other_end):
    if end - start != other_end - other:
        return False
    for at in range(end - start):  # noqa: SIM110 - machine code has no generators
        if text[start + at] != text[other + at]:
            return False
    return True
