"""Text in, words with their counts out: what a trainer learns from."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache

from tokenizers import Regex, normalizers, pre_tokenizers

from i18n import N_, Problem

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

# Unicode's White_Space, which the library means by \s; Python's own \s holds four more.
SPACE = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
RUNS = re.compile(f"[^{SPACE}]+")
BY_UNIT = {
    "whitespace": RUNS,
    "whitespace_punctuation": RUNS,
    "bert": RUNS,
    "gpt2": re.compile(f"[{SPACE}]*[^{SPACE}]+|[{SPACE}]+"),
}
"""For some pre-tokenizers, the runs of text between which they always cut.

They look at no character beyond the white space before a word, so what they make of a
unit does not depend on its neighbours. A text has far fewer different units than units.
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
    # spaCy needs a package that has the name of our own `catalogue`, so it runs by itself:
    # -I keeps this folder out of its sight. Characters that it does not know how to print
    # travel as UTF-8.
    process = subprocess.run(
        [sys.executable, "-I", "-c", SPACY], input=text.encode(), capture_output=True, check=True
    )
    return process.stdout.decode().split("\0")[:-1]


SPACY = """
import sys, spacy
tokenizer = spacy.blank("en").tokenizer
for line in sys.stdin.buffer.read().decode().splitlines():
    for token in tokenizer(line):
        if not token.is_space:
            sys.stdout.buffer.write((token.text + "\\0").encode())
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
            N_("Character {position} is half of a surrogate pair, not a character: remove it."),
            position=error.start + 1,
        ) from error
    if pretokenizer in BY_UNIT:
        counts = _counted_by_unit(normalized(text, normalizers), pretokenizer)
    else:
        counts = dict(Counter(pre_tokenize(text, pretokenizer, normalizers)))
    if not counts:
        raise Problem(N_("There is no word in this text: type or paste some words."))
    return counts


def _counted_by_unit(text: str, pretokenizer: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    cut = LIBRARY[pretokenizer].pre_tokenize_str
    for unit, times in Counter(BY_UNIT[pretokenizer].findall(text)).items():
        for word, _span in cut(unit):
            counts[word] += times
    return dict(counts)


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
            N_("This file is no plain text: save it as text in UTF-8 and upload it again.")
        )
    return text
