"""The text in a file, whatever encoding it is in."""

import codecs
import re
from itertools import islice
from typing import NamedTuple

from i18n import N_, Problem, Sentence

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GBK",
    "cp1252": "Windows-1252",
    "big5": "Big5",
}
"""Codecs that a file may be in, with their names for people; GBK as GB18030, which contains it.
Big5 is never guessed."""
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What an .xlsx, .ods or .numbers file begins with, and what an .xls file begins with."""
LOOKED_AT = 100_000
"""Letters that say which language a text is in."""

Fault = tuple[int, Sentence]
"""A line of a file, and what is wrong there."""


class UnknownEncoding(Problem):
    """A file that may be in any of several encodings, or in none: one has to be chosen."""


class Decoded(NamedTuple):
    """A text and the encoding that it was in, a key of `ENCODINGS`."""

    text: str
    encoding: str
    sure: bool
    """Whether the file can be in no other."""
    faults: list[Fault]
    """Lines with bytes that are no text: U+FFFD stands for them."""


def decoded(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file in `encoding`, by default the one that it seems to be in.

    UTF-8 and UTF-16 are told by their marks, by being valid, or by being so but for a few bytes;
    else the letters decide between GBK and Windows-1252. Raises `i18n.Problem` for a workbook and
    for a file that is in another encoding, and `UnknownEncoding` where it cannot be told.
    """
    if data.startswith(WORKBOOKS):
        raise Problem(
            N_("This is a workbook, not a CSV file: save it as CSV in your spreadsheet first.")
        )
    if encoding:
        if read := _nearly(data, encoding):
            return read
        raise Problem(
            N_("This file is not in {encoding}: choose another encoding."),
            encoding=ENCODINGS[encoding],
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _with_faults(data, "utf-16", sure=True)
    whole = _with_faults(data, "utf-8-sig", sure=True)
    if not whole.faults and "\0" not in whole.text:
        return whole
    for likely in ("utf-16", "utf-8-sig"):
        if (likely != "utf-16" or _utf_16(data)) and (read := _nearly(data, likely)):
            return read
    for likely, fits in FITS.items():
        read = _with_faults(data, likely, sure=False)
        if not read.faults and fits(read.text):
            return read
    raise UnknownEncoding(
        N_(
            "The encoding of this file cannot be told: it is not text in UTF-8, UTF-16, GBK or "
            "Windows-1252. Save it as CSV UTF-8."
        )
    )


def _with_faults(data: bytes, encoding: str, sure: bool) -> Decoded:
    if encoding == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = (_utf_16(data) or codecs.BOM_UTF16_LE) + data
    text = data.decode(encoding, "replace")
    if "\ufffd" not in text:
        return Decoded(text, encoding, sure, [])
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        said = N_("Line {line}: bytes that are not text are shown as �")
        return Decoded(text, encoding, sure, lines_with("\ufffd", text, said))
    return Decoded(text, encoding, sure, [])


def lines_with(what: str, text: str, said: str) -> list[Fault]:
    """A fault for each line that has some of `what`, a regular expression."""
    found = re.compile(what).search
    lines = enumerate(text.split("\n"), 1)
    return [(at, Sentence(said, line=at)) for at, line in lines if found(line)]


def _nearly(data: bytes, encoding: str) -> Decoded | None:
    """The text, unless so much of it is broken that it must be in another encoding: bytes of a
    broken file are mostly whole letters."""
    read = _with_faults(data, encoding, sure=False)
    broken = read.text.count("\ufffd") if read.faults else 0
    whole = broken == 0 or sum(not char.isascii() for char in read.text) > 3 * broken
    return read if whole else None


def _utf_16(data: bytes) -> bytes:
    """The mark that UTF-16 without one lacks: every second byte of Latin letters is zero."""
    start = data[:2_000]
    half = len(start) // 4
    if half and start[1::2].count(0) > half:
        return codecs.BOM_UTF16_LE
    return codecs.BOM_UTF16_BE if half and start[::2].count(0) > half else b""


def _is_chinese(text: str) -> bool:
    """Whether a text that could be read as GB18030 is meant so.

    Of two bytes that stand for a common Chinese character both are high, as all of GB 2312 are.
    An accented letter of Windows-1252 mostly has a plain one behind it, and is a rare character
    then.
    """
    found = islice(re.finditer(r"[^\x00-\x7f]", text), LOOKED_AT)
    letters = [match[0] for match in found]
    common = sum(len(char.encode("gb2312", "ignore")) == 2 for char in letters)
    return 2 * common >= len(letters)


def _is_western(text: str) -> bool:
    """Whether a text may be Windows-1252: its plain letters are more than all that is not ASCII."""
    start = text[:LOOKED_AT]
    plain = sum(char.isascii() and char.isalpha() for char in start)
    return plain > sum(not char.isascii() for char in start) and "\0" not in text


FITS = {"gb18030": _is_chinese, "cp1252": _is_western}
"""What is tried in turn, and what says of a text that was read so that it is meant so."""
