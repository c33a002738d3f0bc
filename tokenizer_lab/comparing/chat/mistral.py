"""Chats as mistral-common lays them out: with code, in tokens.

Images are never opened: one stands as the tokens of the smallest there is, 16 x 16 pixels.
"""

from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from i18n import N_, Problem, Sentence

from ...tokenizers import Tokenizer, replace_surrogates
from .laid import Asked, Laid, Message, Origin
from .templates import prepared

MARKS = range(0x100000, 0x10FFFE)
"""Characters for private use, of which each marks where a text begins."""
IMAGES = ("image", "image_url", "input_image")
PLACEHOLDER = {"type": "image_url", "image_url": {"url": "data:,"}}
REFUSALS = (
    ValueError,
    AssertionError,
    NotImplementedError,
    KeyError,
    TypeError,
    AttributeError,
)
"""How mistral-common says besides that it does not take what it is given."""

Recorded = list[tuple[str, list[int]]]
"""Texts that were cut, with their ids."""


def lay_out(tokenizer: Tokenizer, asked: Asked) -> Laid:
    """The chat as mistral-common lays it out. Raises `i18n.Problem` where it refuses it.

    It takes most of a second to import.
    """
    assert tokenizer.chat_file
    messages = [_known(message) for message in prepared(asked.messages)]
    ids, recorded = _cut(tokenizer.chat_file, messages, asked)
    cut = tokenizer.assemble(ids)
    starts, ends = cut.starts.tolist(), cut.ends.tolist()
    spans = [(starts[a], ends[b - 1], text) for a, b, text in _places(ids, recorded)]
    origins = _origins(tokenizer.chat_file, messages, asked, cut.text, spans)
    return Laid(cut.text, tuple(origins), ids=ids)


def _known(message: Message) -> Message:
    """A message with nothing in it that would be fetched."""
    content = message.get("content")
    if isinstance(content, str):
        return message | {"content": replace_surrogates(content)}
    if not isinstance(content, (list, tuple)):
        return message
    return message | {"content": [_part(part) for part in content]}


def _part(part: Any) -> Any:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind in IMAGES:
        return PLACEHOLDER
    if kind == "text" and isinstance(part.get("text"), str):
        return {"type": "text", "text": replace_surrogates(part["text"])}
    raise Problem(
        N_("{name} does not take these messages: {reason}"),
        name="mistral-common",
        reason=Sentence(N_("a part of a message is neither a text nor an image")),
    )


def _cut(file: Path, messages: list[Message], asked: Asked) -> tuple[list[int], Recorded]:
    """The ids of a chat, and the texts among them."""
    from mistral_common.exceptions import MistralCommonException
    from mistral_common.protocol.instruct.request import ChatCompletionRequest

    whole, recorder = _mistral_tokenizer(file)
    recorded: Recorded = []
    recorder.recorded.set(recorded)
    try:
        request: Any = ChatCompletionRequest.from_openai(
            messages, asked.tools, continue_final_message=asked.continue_final_message
        )
        return whole.encode_chat_completion(request).tokens, recorded
    except (*REFUSALS, MistralCommonException) as error:
        raise Problem(
            N_("{name} does not take these messages: {reason}"),
            name="mistral-common",
            reason=_reason(error),
        ) from error


def _reason(error: Exception) -> str | Sentence:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}"[:200]
    if isinstance(error, KeyError):
        return Sentence(N_("{key} is missing"), key=error.args[0])
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


class Recorder:
    """The library's tokenizer of texts, which writes down what it cuts in `recorded`."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.recorded: ContextVar[Recorded] = ContextVar("recorded")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def encode(self, text: str, *arguments: Any, **options: Any) -> list[int]:
        ids: list[int] = self.inner.encode(text, *arguments, **options)
        self.recorded.get().append((text, list(ids)))  # the library adds to its own
        return ids


@lru_cache(2)
def _mistral_tokenizer(file: Path) -> tuple[Any, Recorder]:
    """The library's tokenizer, which opens no image, and what writes down its texts."""
    from mistral_common.protocol.instruct.validator import ValidationMode
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

    # A chat may end with anybody's message: it is looked at, and no model answers it.
    whole: Any = MistralTokenizer.from_file(str(file), mode=ValidationMode.agnostic)
    instruct = whole.instruct_tokenizer
    instruct.tokenizer = recorder = Recorder(instruct.tokenizer)
    if instruct.image_encoder is not None:
        marks = instruct.image_encoder.special_ids
        smallest = SimpleNamespace(tokens=[marks.img, marks.img_end], image=np.zeros((3, 16, 16)))
        instruct.image_encoder = lambda _chunk: smallest
    return whole, recorder


def _places(ids: list[int], recorded: Recorded) -> Iterator[tuple[int, int, str]]:
    """Where among the ids each recorded text stands, from its first token up to its last."""
    at = 0
    for text, own in recorded:
        if not own:
            continue
        while at <= len(ids) - len(own) and ids[at : at + len(own)] != own:
            at += 1
        if at > len(ids) - len(own):
            return
        yield at, at + len(own), text
        at += len(own)


def _origins(
    file: Path,
    messages: list[Message],
    asked: Asked,
    text: str,
    spans: list[tuple[int, int, str]],
) -> list[Origin]:
    """Where contents stand: the chat is laid out once more with a mark before each of them.

    What is laid out otherwise then, such as JSON, is not followed.
    """
    whole = repr((messages, asked.tools))
    if any(ord(char) >= MARKS[0] for char in whole):
        return []
    sources: list[tuple[int, tuple[str | int, ...], str]] = []
    marked = [_marked(number, message, sources) for number, message in enumerate(messages)]
    try:
        _, recorded = _cut(file, marked, asked)
    except Problem:
        return []
    seen = [each for each in recorded if each[1]]
    origins = []
    for (start, end, plain), (with_marks, _) in zip(spans, seen):
        bare = "".join(char for char in with_marks if ord(char) < MARKS[0])
        if bare != plain or not text[start:end].endswith(plain):
            continue
        at = end - len(plain)
        for char in with_marks:
            if ord(char) < MARKS[0]:
                at += 1
                continue
            message, path, source = sources[ord(char) - MARKS[0]]
            # Spaces at the end of a content may have gone.
            last = min(at + len(source), end)
            while text[at:last] != source[: last - at]:
                last -= 1
            origins.append(Origin(at, last, message, "content", 0, path, source))
    return [origin for origin in origins if origin.end > origin.start]


def _marked(number: int, message: Message, sources: list) -> Message:
    """A message with a mark before each text; a tool's answer is read as JSON, and has none."""

    def mark(text: str, *path: str | int) -> str:
        if not text:
            return text
        sources.append((number, ("messages", number, "content", *path), text))
        return chr(MARKS[0] + len(sources) - 1) + text

    content = message.get("content")
    if message.get("role") == "tool" or content is None:
        return message
    if isinstance(content, str):
        return message | {"content": mark(content)}
    parts = [
        part | {"text": mark(part["text"], at, "text")} if "text" in part else part
        for at, part in enumerate(content)
    ]
    return message | {"content": parts}
