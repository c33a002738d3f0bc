"""Chat messages as a model reads them: a prompt in which every character knows where it is from."""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

import sandbox
from i18n import N_, Problem, Sentence

from ...tokenizers import Cut, HuggingFaceTokenizer, Tokenizer
from . import mistral
from .laid import Asked, Laid, Message, Origin, check_depth
from .templates import MOST_CHARACTERS, Outcome, render

ROLES = ("system", "developer", "user", "assistant", "tool")
MOST_MESSAGES = 200
LIMITS = sandbox.Limits(memory=500_000_000, cpu=1, seconds=10)
"""What a template may take."""


@dataclass(frozen=True, eq=False)
class Prompt:
    """A chat as one tokenizer's model is given it."""

    cut: Cut
    origins: tuple[Origin, ...]
    """What of the text came out of messages and tools, in order; the template wrote the rest."""
    generated: tuple[tuple[int, int], ...]
    """The characters that the template marks as the model's own, `{% generation %}`: a loss mask
    covers them. None where it marks nothing."""

    def __len__(self) -> int:
        return len(self.cut)

    @property
    def text(self) -> str:
        return self.cut.text

    @cached_property
    def owners(self) -> np.ndarray:
        """For each token the number of the origin that it has characters of, -1 for the template's.

        Of several it is the first that somebody wrote.
        """
        owners = np.full(len(self.cut), -1)
        for number in sorted(range(len(self.origins)), key=lambda n: self.origins[n].typed):
            origin = self.origins[number]
            owners[self._within(origin.start, origin.end) & ~self._typed(owners)] = number
        return owners

    def _typed(self, owners: np.ndarray) -> np.ndarray:
        typed = np.array([origin.typed for origin in self.origins] + [False])
        return typed[owners]

    def _within(self, start: int, end: int) -> np.ndarray:
        """Which tokens have characters from `start` up to `end`."""
        return (self.cut.starts < end) & (self.cut.ends > start)

    @cached_property
    def counts(self) -> dict[int | None, int]:
        """Tokens by the message that they stand for; those of the tools are under -1, those of the
        layout under None: what the template wrote, and roles."""
        found: dict[int | None, int] = {}
        for number in self.owners.tolist():
            origin = self.origins[number] if number >= 0 else None
            key = None
            if origin is not None and origin.typed:
                key = -1 if origin.message is None else origin.message
            found[key] = found.get(key, 0) + 1
        return found

    @property
    def layout(self) -> int:
        """How many tokens are the layout's."""
        return self.counts.get(None, 0)

    @cached_property
    def injected(self) -> list[tuple[int, Origin]]:
        """Control tokens that came out of what somebody wrote: the token, and whence it came."""
        controls = _controls(self.cut.tokenizer)[self.cut.ids] & ~self.cut.unknown
        return [
            (token, self.origins[self.owners[token]])
            for token in np.flatnonzero(controls & self._typed(self.owners)).tolist()
        ]

    @cached_property
    def masked(self) -> np.ndarray:
        """Which tokens the loss mask covers: those that have a character of it."""
        covered = np.zeros(len(self.cut), dtype=bool)
        for start, end in self.generated:
            covered |= self._within(start, end)
        return covered


def _controls(tokenizer: Tokenizer) -> np.ndarray:
    """Which ids steer a model: special tokens, and others that a file adds, `<tool_call>`."""
    mask = tokenizer.is_special.copy()
    if isinstance(tokenizer, HuggingFaceTokenizer):
        mask[list(tokenizer.added)] = True
    return mask


def has_chat(tokenizer: Tokenizer) -> bool:
    """Whether there is a layout for chat messages: a template, or mistral-common's code."""
    return tokenizer.chat_template is not None or tokenizer.chat_file is not None


def chat(
    tokenizer: Tokenizer,
    messages: list[Message],
    tools: list[dict[str, Any]] | None = None,
    *,
    template: str | None = None,
    variables: dict[str, Any] | None = None,
    add_generation_prompt: bool = True,
    continue_final_message: bool = False,
) -> Prompt:
    """The prompt that a chat makes, laid out by the tokenizer's own layout or by a `template`.

    Messages have a `role` and a `content`, as OpenAI writes them; `tools` are JSON schemas. A
    template may speak of `variables`. A last message that is continued stays open, and no new one
    is begun after it. Nothing that a message names is fetched. Raises `i18n.Problem` where the
    tokenizer has no layout, or where its layout refuses the messages.
    """
    asked = Asked(
        messages,
        tools or None,
        variables or {},
        add_generation_prompt and not continue_final_message,
        continue_final_message,
    )
    (laid,) = lay_out(tokenizer, [asked], template)
    if isinstance(laid, Problem):
        raise laid
    return prompt(tokenizer, laid)


def prompt(tokenizer: Tokenizer, laid: Laid) -> Prompt:
    """A chat that is laid out, as the tokenizer cuts it. Raises as `Tokenizer.encode`."""
    if laid.ids is not None:
        cut = tokenizer.assemble(laid.ids)
    else:
        cut = tokenizer.encode(laid.text, special=False)
    return Prompt(cut, laid.origins, laid.generated)


def lay_out(
    tokenizer: Tokenizer,
    chats: list[Asked],
    template: str | None = None,
    limits: sandbox.Limits = LIMITS,
) -> list[Laid | Problem]:
    """Each chat as it is laid out, or why it is not. Raises `i18n.Problem` where there is no
    layout, or where the template goes beyond the limits."""
    for each in chats:
        _check(each)
    if template is None and tokenizer.chat_file:
        return [_by_mistral(tokenizer, each) for each in chats]
    source = tokenizer.chat_template if template is None else template
    if source is None:
        raise Problem(
            N_("{name} has no chat template: give it one of your own."), name=tokenizer.name
        )
    names = {f"{key}_token": token for key, token in tokenizer.chat_tokens.items() if token}
    requests = [
        {
            "messages": each.messages,
            "tools": each.tools,
            "variables": names | each.variables,
            "add_generation_prompt": each.add_generation_prompt,
            "continue_final_message": each.continue_final_message,
            "raw": each.raw,
        }
        for each in chats
    ]
    # Whatever a template of the Hub or of a visitor does, it does elsewhere.
    foreign = template is not None or tokenizer.trial
    rendered = partial(sandbox.run, render, limits=limits) if foreign else render
    outcomes = rendered(source.encode("utf-8", "surrogatepass"), requests)
    return [_laid(tokenizer.name, outcome) for outcome in outcomes]


def _check(asked: Asked) -> None:
    messages = asked.messages
    check_depth([messages, asked.tools, asked.variables])
    if not all(isinstance(each, dict) for each in messages):
        raise Problem(N_("Every message is an object with a “role” that is a text."))
    if not all(isinstance(each, dict) for each in asked.tools or ()):
        raise Problem(N_("Every tool is an object: a JSON schema."))
    if not messages:
        raise Problem(N_("There is no message: write at least one line of the user."))
    if len(messages) > MOST_MESSAGES:
        raise Problem(
            N_("There are {count:,} messages; at most {most:,} can be read."),
            count=len(messages),
            most=MOST_MESSAGES,
        )


def _by_mistral(tokenizer: Tokenizer, asked: Asked) -> Laid | Problem:
    try:
        return mistral.lay_out(tokenizer, asked)
    except Problem as problem:
        return problem


def _laid(name: str, outcome: Outcome) -> Laid | Problem:
    if "most" in outcome:
        return Problem(
            N_("{name} makes {count:,} characters of these messages; {most:,} can be cut."),
            name=name,
            count=outcome["most"],
            most=MOST_CHARACTERS,
        )
    if "reason" in outcome:
        return _refused(name, outcome["reason"], outcome["line"])
    if not outcome["text"]:
        return Problem(N_("{name} makes no text of these messages."), name=name)
    origins = (
        Origin(start, end, path[1] if path[0] == "messages" else None, _field(path), begin, *source)
        for start, end, begin, *source in outcome["origins"]
        for path in source[:1]
    )
    return Laid(outcome["text"], tuple(origins), tuple(map(tuple, outcome["generated"])))


def _field(path: tuple[str | int, ...]) -> str:
    return str(path[2]) if path[0] == "messages" else "tools"


def _refused(name: str, reason: str | Sentence, line: int | None) -> Problem:
    if line is None:
        return Problem(
            N_("{name} does not take these messages: {reason}"), name=name, reason=reason
        )
    return Problem(
        N_("{name} does not take these messages: {reason} (line {line} of its template)"),
        name=name,
        reason=reason,
        line=line,
    )
