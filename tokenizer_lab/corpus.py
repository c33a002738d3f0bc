"""Text in, words with their counts out: what a trainer learns from."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from threading import Lock

from tokenizers import Regex, normalizers, pre_tokenizers

from i18n import N_, Problem

from .chunks import chunk_counts

CLASSIC_COUNTS = {"hug": 10, "pug": 5, "pun": 12, "bun": 4, "hugs": 5}
"""The classic example: the five words of the Hugging Face course, with their counts."""

LARGEST = 20_000_000
"""Bytes of a text file that `decode_text` takes."""

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
"""How GPT-2 cuts text into words; a word keeps the space before it (Radford et al., 2019)."""

LINES = pre_tokenizers.Split(Regex(r"[\r\n]+"), "removed")

LIBRARY = {
    "whitespace": pre_tokenizers.WhitespaceSplit(),
    "whitespace_punctuation": pre_tokenizers.Whitespace(),
    "bert": pre_tokenizers.BertPreTokenizer(),
    "gpt2": pre_tokenizers.Split(Regex(GPT2), "isolated"),
    "metaspace": pre_tokenizers.Sequence([LINES, pre_tokenizers.Metaspace()]),
    "none": LINES,
}
"""Pre-tokenizers of the `tokenizers` library; "none" takes each line as one word."""

NORMALIZERS = {
    "nfc": normalizers.NFC(),
    "nfkc": normalizers.NFKC(),
    "lower": normalizers.Lowercase(),
    "accents": normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents()]),
}
"""Normalizers of the `tokenizers` library, in the order in which they are applied."""

WITH_SPACE = {"whitespace": False, "whitespace_punctuation": False, "bert": False, "gpt2": True}
"""Pre-tokenizers that always cut at white space, and whether a word may keep what is before it.

They look at no character beyond the white space before a word, so what they make of a run of text
without white space does not depend on its neighbours. A text has far fewer different runs than
runs.
"""


def moses(text: str) -> list[str]:
    """The words of Moses' rules, as XLM and FlauBERT cut (`sacremoses`)."""
    return _moses().tokenize(text, escape=False)


@cache
def _moses():
    from sacremoses import MosesTokenizer

    return MosesTokenizer(lang="en")


def jieba(text: str) -> list[str]:
    """The words of a Chinese dictionary and a hidden Markov model (`jieba`)."""
    return [word for word in _jieba().cut(text) if not word.isspace()]


@cache
def _jieba():
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def spacy(text: str) -> list[str]:
    """The words of spaCy's English rules, as OpenAI's GPT cut (`spacy`)."""
    return _spacy().words(text)


class _Spacy:
    """spaCy in a process that stays, as it takes seconds to start, and ends with this one.

    spaCy needs a package that has the name of our own `catalogue`, so it runs by itself: -I keeps
    this folder out of its sight. Characters that it does not know how to print travel as UTF-8.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def words(self, text: str) -> list[str]:
        data = text.encode()
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-c", SPACY],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            try:
                return _answer(self._process, data).decode().split("\0")[:-1]
            except BaseException:  # half an answer would be taken for the next one's
                self._process.kill()
                raise


def _answer(process: "subprocess.Popen[bytes]", data: bytes) -> bytes:
    """What the process of spaCy says to `data`: both go with their length before them."""
    assert process.stdin and process.stdout
    process.stdin.write(len(data).to_bytes(8) + data)
    process.stdin.flush()
    head = process.stdout.read(8)
    answer = process.stdout.read(int.from_bytes(head))
    if len(head) < 8 or len(answer) < int.from_bytes(head):
        raise ChildProcessError("spaCy has ended")
    return answer


@cache
def _spacy() -> _Spacy:
    return _Spacy()


SPACY = """
import sys, spacy
tokenizer = spacy.blank("en").tokenizer
read, write = sys.stdin.buffer.read, sys.stdout.buffer.write
while head := read(8):
    lines = read(int.from_bytes(head, "big")).decode().splitlines()
    words = [token.text for line in lines for token in tokenizer(line) if not token.is_space]
    answer = "".join(word + "\\0" for word in words).encode()
    write(len(answer).to_bytes(8, "big") + answer)
    sys.stdout.buffer.flush()
"""

RULES: dict[str, Callable[[str], list[str]]] = {"moses": moses, "spacy": spacy, "jieba": jieba}
"""Pre-tokenizers of other libraries; a `tokenizer.json` cannot hold them."""

PRE_TOKENIZERS = (*LIBRARY, *RULES)


def pre_tokenize(text: str, pretokenizer: str, normalizers: tuple[str, ...] = ()) -> list[str]:
    """The words of `text` in order, after the named normalizers."""
    text = normalized(text, normalizers)
    if pretokenizer in RULES:
        return RULES[pretokenizer](text)
    return [word for word, _span in LIBRARY[pretokenizer].pre_tokenize_str(text)]


def normalized(text: str, names: tuple[str, ...]) -> str:
    """`text` after the named normalizers, in the order of `NORMALIZERS`."""
    for name, normalizer in NORMALIZERS.items():
        if name in names:
            text = normalizer.normalize_str(text)
    return text


def word_counts(
    text: str, pretokenizer: str = "whitespace", normalizers: tuple[str, ...] = ()
) -> dict[str, int]:
    """Unique words of `text` with how often each occurs, in the order they first occur.

    `pretokenizer` is one of `PRE_TOKENIZERS`, `normalizers` are keys of `NORMALIZERS`. Raises
    `i18n.Problem` for text without a word, and for text that holds half of a surrogate pair,
    which is no character and has no UTF-8 form.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Problem(
            N_("Character {position} is an unpaired surrogate, not a character: remove it."),
            position=error.start + 1,
        ) from error
    if pretokenizer in WITH_SPACE:
        counts = _counted_by_chunk(normalized(text, normalizers), pretokenizer)
    else:
        counts = dict(Counter(pre_tokenize(text, pretokenizer, normalizers)))
    if not counts:
        raise Problem(N_("There is no word in this text: type or paste some words."))
    return counts


def _counted_by_chunk(text: str, pretokenizer: str) -> dict[str, int]:
    chunks = chunk_counts(text, WITH_SPACE[pretokenizer])
    if pretokenizer == "whitespace":
        return chunks
    counts: dict[str, int] = {}
    cut = LIBRARY[pretokenizer].pre_tokenize_str
    for chunk, times in chunks.items():
        for word, _span in cut(chunk):
            counts[word] = counts.get(word, 0) + times
    return counts


def decode_text(file: bytes) -> str:
    """The text of an uploaded file: UTF-8, or UTF-16 that says so in its first two bytes.

    Raises `i18n.Problem` for a file that is larger than `LARGEST` or is no text.
    """
    if len(file) > LARGEST:
        raise Problem(
            N_("The file has {megabytes:.1f} MB, more than {limit} MB: take a part of it."),
            megabytes=len(file) / 1e6,
            limit=LARGEST // 1_000_000,
        )
    encoding = "utf-16" if file[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = file.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Problem(
            N_("This file is not plain text: save it as text in UTF-8 and upload it again.")
        )
    return text
