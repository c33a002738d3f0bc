"""Which column of a table holds what is looked for."""

import re
from collections.abc import Iterable, Sequence

NAMES = {
    "text": (
        *("text", "texts", "sentence", "content", "review", "comment", "body", "message", "title"),
        *("文本", "内容", "正文", "句子", "评论", "评价", "标题", "原文"),
    ),
    "prompt": ("prompt", "messages", "instruction", "提示词", "指令"),
    "question": ("question", "query", "问题", "提问"),
    "context": ("context", "passage", "article", "上下文", "文章", "段落", "背景"),
    "labels": ("labels", "标签"),
    "choices": ("choices", "options", "选项"),
}
"""What people call a column of each, the most likely first."""


def likely(columns: dict[str, list[str]], wanted: Sequence[str]) -> dict[str, str]:
    """The column that each of `wanted` is likely to be in; the longest texts are wanted first.

    One that is called so, by its own name or by `NAMES`; else one that is called a text; else
    those that hold most text. Numbers, dates and ids are no text.
    """
    found: dict[str, str] = {}
    for one in wanted:
        if name := named(_free(columns, found), (one, *NAMES.get(one, ()))):
            found[one] = name
    for one in wanted:
        if one not in found:
            free = _free(columns, found)
            found[one] = named(free, NAMES["text"]) or max(
                free or columns, key=lambda name: _prose(columns[name])
            )
    return found


def _free(columns: dict[str, list[str]], found: dict[str, str]) -> list[str]:
    """The columns with some text that nothing is in yet."""
    taken = found.values()
    return [name for name in columns if name not in taken and _prose(columns[name])[1]]


def named(columns: Sequence[str], names: Iterable[str]) -> str | None:
    """The first column that is called so, or whose name has such a word in it."""
    for name in names:
        for column in columns:
            if column.strip().lower() == name:
                return column
        for column in columns:
            words = re.split(r"[\W_]+", column.lower())
            if name in (words if name.isascii() else column):
                return column
    return None


_NO_TEXT = re.compile(r"[\W\d_]*|[\x21-\x7e]*\d[\x21-\x7e]*|https?:\S*")
"""A number, a date, an id or an address."""


def _prose(cells: list[str]) -> tuple[float, float]:
    """How much text a column holds: bytes that are sentences, then bytes at all, of each row.

    Labels, which are the same in many rows, count less.
    """
    texts = [cell.strip() for cell in cells[:1_000]]
    texts = [text for text in texts if not _NO_TEXT.fullmatch(text)]
    varied = len(set(texts)) / max(1, len(cells[:1_000])) ** 2
    sentences = (text for text in texts if " " in text or not text.isascii())
    return (
        varied * sum(len(text.encode()) for text in sentences),
        varied * sum(len(text.encode()) for text in texts),
    )
