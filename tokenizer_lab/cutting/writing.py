"""How vocabularies write words: bytes, spaces, what continues a word and what is unknown."""

from functools import cache

from tokenizers.pre_tokenizers import ByteLevel

UNKNOWN = "[UNK]"
"""Stands for what the vocabulary does not hold."""

CONTINUES = "##"
"""WordPiece writes it before every piece that does not begin a word."""

SPACE_MARK = "\u2581"
"""▁, which SentencePiece writes for a space."""


@cache
def byte_characters() -> tuple[str, ...]:
    """The character that GPT-2 writes for each of the 256 bytes, by byte.

    The 188 bytes that are printable Latin-1 characters stay; the other 68, in order, become
    U+0100 and on, so that a space is Ġ and a newline Ċ.
    """
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(0x100, 0x144))
    table = tuple(chr(byte if byte in printable else next(others)) for byte in range(256))
    assert set(table) == set(ByteLevel.alphabet())
    return table


@cache
def _byte_of_character() -> dict[str, int]:
    return {char: byte for byte, char in enumerate(byte_characters())}


def letters(data: bytes) -> str:
    """`data` in GPT-2's characters for bytes: a space is Ġ, a newline Ċ."""
    return "".join(map(byte_characters().__getitem__, data))


def bytes_of_letters(piece: str) -> bytes:
    """What `letters` wrote as `piece`; the UTF-8 form of a piece with any other character."""
    try:
        return bytes(map(_byte_of_character().__getitem__, piece))
    except KeyError:
        return piece.encode()


def text_of_letters(piece: str) -> str | None:
    """The text that `letters` wrote as `piece`; None where its bytes are no whole characters."""
    try:
        return bytes_of_letters(piece).decode()
    except UnicodeDecodeError:
        return None


APART = "\u202f"
"""Between bytes and between ids that are shown: a space that cannot be one of the text's own."""


def reading(piece: str) -> str:
    """A piece in letters for bytes as a reader takes it: its text, or else its bytes, E4 BD."""
    text = text_of_letters(piece)
    return bytes_of_letters(piece).hex(" ").upper().replace(" ", APART) if text is None else text


def symbols(word: str, algorithm: str) -> list[str]:
    """What `word` consists of before anything is learned: characters, bytes, or ## pieces."""
    if algorithm == "byte_bpe":
        return list(letters(word.encode()))
    if algorithm == "wordpiece":
        return [CONTINUES + char if at else char for at, char in enumerate(word)]
    return list(word)
