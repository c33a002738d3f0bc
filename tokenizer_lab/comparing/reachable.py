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
AROUND_PARTS = AROUND[:3]
"""Those for a character that a token is a part of: there are many such characters."""
HEX_HEADS = "c3 d0 e0a4 e280 e381 e4bd e5a4 e696 ec95 efbc f09f98 f09f f0 e4 e0"
HEADS = tuple(bytes.fromhex(head) for head in HEX_HEADS.split())
"""What can stand before bytes that begin inside of a character."""
MOST_TEXTS = 64
"""Texts in which part of a character is looked for."""
CHUNK = 4_096
INNER = range(0x80, 0xC0)
"""The bytes of a character after its first."""


def texts_for(data: bytes) -> Iterator[str]:
    """Texts that may be cut into a token of these bytes: itself, among others, completed."""
    for whole in _completed(data):
        for around in AROUND if whole.encode() == data else AROUND_PARTS:
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
    """See `unreached`. In each round all tokens that are left are looked for in one more text."""
    texts = {
        number: texts_for(data)
        for number, data in enumerate(tokenizer.token_bytes)
        if data and number not in tokenizer.special_ids
    }
    everything, never = len(texts), []
    while texts:
        left = list(texts)
        for chunk in (left[at : at + CHUNK] for at in range(0, len(left), CHUNK)):
            if not go_on(1 - len(texts) / everything):
                raise sandbox.stopped()
            asked = {number: next(texts[number], None) for number in chunk}
            tried = {number: text for number, text in asked.items() if text is not None}
            ids = dict(zip(tried, tokenizer.ids(list(tried.values()))))
            for number in chunk:
                if number not in tried:
                    never.append(number)
                elif number not in ids[number]:
                    continue
                del texts[number]
    return sorted(never)


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
    heads = (b"", *HEADS) if data[0] in INNER else (b"",)
    tails = [b"", *(bytes([byte]) for byte in INNER)]
    tails += [bytes([byte, *rest]) for rest in (b"\x80", b"\xa5", b"\x80\x80") for byte in INNER]
    wholes = (head + data + tail for tail, head in product(tails, heads))
    for whole in islice(filter(_is_text, wholes), MOST_TEXTS):
        yield whole.decode()
