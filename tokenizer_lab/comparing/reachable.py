"""Which tokens of a vocabulary texts are cut into, and which none is.

The question is that of Land and Bartolo, "Fishing for Magikarp" (2024): a token that no text leads
to was never trained. What they ask of a token alone is asked here of it in other texts, too.
"""

from collections.abc import Iterator
from itertools import islice, product

import sandbox

from ..tokenizers import Tokenizer

AROUND = ("{}", "a{}", " {}", "{}a", "{} ", "a{}a", "1{}", "{}1", "\n{}", "{}\n", ".{}", "文{}")
"""Texts that a token is looked for in, as parts of its own."""
HEADS = tuple(
    map(
        bytes.fromhex,
        [
            "c3",
            "d0",
            "e0a4",
            "e280",
            "e381",
            "e4bd",
            "e5a4",
            "e696",
            "ec95",
            "efbc",
            "f09f98",
            "f09f",
            "f0",
            "e4",
            "e0",
        ],
    )
)
"""What can stand before bytes that begin inside of a character."""
MOST_TEXTS = 256
"""Texts in which part of a character is looked for."""
CHUNK = 4_096
TOKENS_AT_ONCE = 64


def texts_for(data: bytes) -> Iterator[str]:
    """Texts that may be cut into a token of these bytes: itself, among others, completed."""
    for whole in _completed(data):
        for around in AROUND:
            yield around.format(whole)


def unreached(tokenizer: Tokenizer, go_on: sandbox.GoOn = lambda _done: True) -> list[int]:
    """The ids for which no text was found that is cut into them; special tokens are left out.

    A child process looks for them, once a tokenizer; see `sandbox.work` for `go_on` and for what is
    raised. Where merging makes the tokens and each stands for whole characters, no other text leads
    to one that its own text does not lead to, save for where the pre-tokenizer cuts.
    """
    if unreached not in tokenizer.kept:
        tokenizer.kept[unreached] = sandbox.work(_unreached, tokenizer, go_on=go_on)
    return tokenizer.kept[unreached]


def _unreached(tokenizer: Tokenizer, go_on: sandbox.GoOn) -> list[int]:
    """See `unreached`; first all tokens in their plainest text, then what is left in others."""
    left = [
        number
        for number, piece in enumerate(tokenizer.pieces)
        if piece and number not in tokenizer.special_ids
    ]
    whole = [n for n in left if _is_text(tokenizer.token_bytes[n])]
    found: set[int] = set()
    for done, around in enumerate(AROUND):
        for start in range(0, len(whole), CHUNK):
            if not go_on((done + start / len(whole)) / (len(AROUND) + 1)):
                raise sandbox.stopped()
            chunk = whole[start : start + CHUNK]
            texts = [around.format(tokenizer.token_bytes[n].decode()) for n in chunk]
            found.update(n for n, ids in zip(chunk, tokenizer.ids(texts)) if n in ids)
        whole = [n for n in whole if n not in found]
    return [n for n in left if n not in found and not _reaches(tokenizer, n)]


def _reaches(tokenizer: Tokenizer, number: int) -> bool:
    """Whether some text for a token is cut into it."""
    texts = texts_for(tokenizer.token_bytes[number])
    while some := list(islice(texts, TOKENS_AT_ONCE)):
        if any(number in ids for ids in tokenizer.ids(some)):
            return True
    return False


def reached_by(tokenizer: Tokenizer, number: int) -> str | None:
    """The first of `texts_for` that is cut into a token; None where none is."""
    for text in texts_for(tokenizer.token_bytes[number]):
        if number in tokenizer.ids([text])[0]:
            return text
    return None


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _completed(data: bytes) -> Iterator[str]:
    """Whole characters that these bytes are part of; themselves where they are whole."""
    if _is_text(data):
        yield data.decode()
        return
    heads = (b"", *HEADS) if 0x80 <= data[0] < 0xC0 else (b"",)
    found = 0
    for missing in range(4):
        for head, *tail in product(heads, *[range(0x80, 0xC0)] * min(missing, 2)):
            rest = bytes(tail) + b"\x80" * (missing - len(tail))
            if _is_text(head + data + rest):
                yield (head + data + rest).decode()
                found += 1
                if found == MOST_TEXTS:
                    return
