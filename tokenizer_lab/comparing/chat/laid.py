"""What is asked of a layout, and what it answers: a text with the origin of its characters."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from i18n import N_, Problem

Message = dict[str, Any]
"""A message as OpenAI writes them: `role`, `content`, and `tool_calls` or others where it has."""

DEEPEST = 50
"""How many lists and objects of a message may stand in each other."""


def check_depth(value: Any) -> None:
    """Raise `i18n.Problem` for plain values that stand in each other more than `DEEPEST` deep."""
    level, deep = [value], 0
    while level:
        deep += 1
        if deep > DEEPEST:
            raise Problem(N_("Lists and objects are nested more than {most} deep."), most=DEEPEST)
        parts = (each.values() if isinstance(each, dict) else each for each in level
                 if isinstance(each, (dict, list, tuple)))  # fmt: skip
        level = [part for each in parts for part in each]


@dataclass(frozen=True)
class Asked:
    """A chat to lay out.

    A last message that is continued stays open, and no new one is begun after it. `raw` leaves
    what is null in the messages, as some servers do; transformers takes it out.
    """

    messages: list[Message]
    tools: list[dict[str, Any]] | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    """What the template may speak of besides: bos_token, enable_thinking."""
    add_generation_prompt: bool = True
    continue_final_message: bool = False
    raw: bool = False


class Origin(NamedTuple):
    """A stretch of a prompt that came out of what was handed in."""

    start: int
    end: int
    """Characters of the prompt, from `start` up to `end`."""
    message: int | None
    """The number of the message, from 0; None where it came out of the tools."""
    field: str
    """What of it: `content`, `role`, `tool_calls`, `tools`, or the key that it has."""
    begin: int
    """The place in that text where the stretch begins."""
    path: tuple[str | int, ...]
    """Where that text stands: "messages", 2, "content" ..."""
    source: str
    """... and the whole of it."""

    @property
    def typed(self) -> bool:
        """Whether it is a text that somebody wrote; a role is chosen."""
        return self.field != "role"


@dataclass(frozen=True)
class Laid:
    """A chat as it is laid out."""

    text: str
    origins: tuple[Origin, ...] = ()
    """In order and apart; what lies between them, the template wrote."""
    generated: tuple[tuple[int, int], ...] = ()
    """The characters that a template says are the model's own."""
    ids: list[int] | None = None
    """Its tokens, where whoever lays it out cuts it too."""
