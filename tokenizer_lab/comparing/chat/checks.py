"""What a layout does with what often goes wrong: one sentence for each question."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

import sandbox
from i18n import N_, Problem, Sentence, listed

from ...tokenizers import Tokenizer
from .laid import Asked, Laid, Message
from .prompt import lay_out, prompt

State = Literal["ok", "note", "fault"]
Answer = Laid | Problem

LIMITS = sandbox.Limits(memory=500_000_000, cpu=3, seconds=20)
"""What a template may take for all of them."""
MOST_TURNS = 40
"""Messages of a chat that are added one after the other."""
AROUND = 60
"""Characters that are shown before and after a place."""

_USER: Message = {"role": "user", "content": "Hello"}
_SMALL: list[Message] = [
    _USER,
    {"role": "assistant", "content": "Hi there"},
    {"role": "user", "content": "Bye"},
]
_SPACED = "  Good day \n "
_AT = {"user": 2, "assistant": 1}
"""Whose message of the small chat is changed."""
_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}
_ARGUMENTS = {"object": {"city": "Paris"}, "text": '{"city": "Paris"}'}
_RESULT = "sunny and 17 degrees"
_BRIEF = "Answer briefly."


@dataclass(frozen=True)
class Check:
    """The answer to one question about a layout."""

    kind: str
    """What was asked: `prefix`, `reply`, `system`, `developer`, `tool`, `tools`, `arguments`,
    `null`, `missing`, `empty`, `spaces`, `last`, `continued`, `typed` or `mask`."""
    state: State
    """Whether all is well, is to be known, or goes wrong."""
    sentence: Sentence
    shown: tuple[tuple[Sentence, str], ...] = ()
    """Texts in which it can be seen, each with what it is."""


def check_chat(
    tokenizer: Tokenizer,
    messages: list[Message],
    tools: list[dict[str, Any]] | None = None,
    *,
    template: str | None = None,
    variables: dict[str, Any] | None = None,
) -> list[Check]:
    """What the layout of a chat does, asked with the chat itself and with small ones.

    The arguments are those of `chat`. Raises `i18n.Problem` where there is no layout, or where the
    template goes beyond the limits.
    """
    questions = _questions(messages[:MOST_TURNS], tools or None)
    asked = [
        Asked(**({"add_generation_prompt": False} | question), variables=variables or {})
        for question in questions.values()
    ]
    answers = dict(zip(questions, lay_out(tokenizer, asked, template, LIMITS)))
    return [
        *_prefixes(answers, messages[:MOST_TURNS]),
        *(_role(answers, role) for role in ("system", "developer")),
        *_tool_use(answers),
        *(check for what in ("null", "missing", "empty") for check in _contents(answers, what)),
        *_spaces(answers),
        *_ends(answers),
        *_typed(tokenizer, answers, template, variables or {}),
        _mask(tokenizer, answers["whole", 0]),
    ]


Question = tuple[str, Any]


def _questions(
    messages: list[Message], tools: list[dict[str, Any]] | None
) -> dict[Question, dict[str, Any]]:
    """All chats that are laid out, by what is asked with them."""
    asked: dict[Question, dict[str, Any]] = {("whole", 0): {"messages": messages, "tools": tools}}
    for count in range(1, len(messages) + 1):
        asked["until", count] = {"messages": messages[:count], "tools": tools}
    for count, message in enumerate(messages):
        if count and message.get("role") == "assistant":
            asked["prompt", count] = asked["until", count] | {"add_generation_prompt": True}
    for role in ("system", "developer"):
        asked["role", role] = {"messages": [{"role": role, "content": _BRIEF}, _USER]}
    asked["tools", False] = {"messages": [_USER]}
    asked["tools", True] = {"messages": [_USER], "tools": [_TOOL]}
    for kind, arguments in _ARGUMENTS.items():
        asked["call", kind] = {"messages": _called(arguments), "tools": [_TOOL]}
    for role, at in _AT.items():
        without = [message for number, message in enumerate(_SMALL) if number != at]
        asked["left out", role] = {"messages": without}
        variants: dict[str, Message] = {
            "null": {"role": role, "content": None},
            "missing": {"role": role},
            "empty": {"role": role, "content": ""},
            "spaces": {"role": role, "content": _SPACED},
        }
        for what, message in variants.items():
            changed = [*_SMALL[:at], message, *_SMALL[at + 1 :]]
            asked[what, role] = {"messages": changed, "raw": what == "null"}
    asked["last", 0] = {"messages": _SMALL[:2]}
    asked["continued", 0] = {"messages": _SMALL[:2], "continue_final_message": True}
    return asked


def _called(arguments: Any) -> list[Message]:
    call = {
        "id": "a1b2c3d4e",
        "type": "function",
        "function": {"name": "get_weather", "arguments": arguments},
    }
    return [
        _USER,
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a1b2c3d4e", "name": "get_weather", "content": _RESULT},
    ]


Answers = dict[Question, Answer]


def _prefixes(answers: Answers, messages: list[Message]) -> list[Check]:
    """Whether what stood before a message stays as it is when that is added."""
    # A model is never asked with instructions alone, so these need not be laid out as a chat.
    first = next(
        (n for n, each in enumerate(messages) if each.get("role") not in ("system", "developer")),
        len(messages),
    )
    turns = [
        (count, answers["until", count], answers["until", count + 1])
        for count in range(first + 1, len(messages))
    ]
    replies = [
        (count, answers["prompt", count], answers["until", count + 1])
        for count in range(1, len(messages))
        if ("prompt", count) in answers
    ]
    return [
        *_grown(
            "prefix",
            turns,
            N_("Each message is added at the end: what stood before it stays as it is."),
            N_("Message {number} changes what stood before it, from character {place:,} on."),
        ),
        *_grown(
            "reply",
            replies,
            N_("The chat with an answer begins with what the model was asked."),
            N_(
                "With its answer, message {number}, the chat no longer begins with what "
                "the model was asked: they differ from character {place:,} on."
            ),
        ),
    ]


def _grown(kind: str, pairs: list[tuple[int, Answer, Answer]], good: str, bad: str) -> list[Check]:
    known = [
        (count, before.text, after.text)
        for count, before, after in pairs
        if isinstance(before, Laid) and isinstance(after, Laid)
    ]
    for count, before, after in known:
        if not after.startswith(before):
            at = _shared(before, after)
            shown = (
                (Sentence(N_("Messages: {count}"), count=count), _around(before, at)),
                (Sentence(N_("Messages: {count}"), count=count + 1), _around(after, at)),
            )
            return [Check(kind, "fault", Sentence(bad, number=count + 1, place=at + 1), shown)]
    return [Check(kind, "ok", Sentence(good))] if known else []


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other)))


def _around(text: str, at: int) -> str:
    before = "…" if at > AROUND else ""
    after = "…" if len(text) > at + AROUND else ""
    return before + text[max(0, at - AROUND) : at + AROUND] + after


def _role(answers: Answers, role: str) -> Check:
    answer = answers["role", role]
    if isinstance(answer, Problem):
        return Check(
            role, "note",
            Sentence(N_("A {role} message is refused: {reason}"), role=role, reason=_why(answer)),
        )  # fmt: skip
    shown = _as_laid(answer)
    if _BRIEF in answer.text:
        return Check(
            role, "ok", Sentence(N_("A {role} message goes into the prompt."), role=role), shown
        )
    return Check(role, "fault", Sentence(N_("A {role} message is left out."), role=role), shown)


def _why(problem: Problem) -> Any:
    """The reason in a problem, without the name of the tokenizer that has it."""
    values = problem.sentence.values
    if "line" in values:
        return Sentence(N_("{reason} (line {line} of the template)"), **values)
    return values.get("reason", problem.sentence)


def _as_laid(*answers: Answer) -> tuple[tuple[Sentence, str], ...]:
    label = Sentence(N_("Prompt as the model reads it"))
    return tuple((label, answer.text[:1_000]) for answer in answers if isinstance(answer, Laid))


def _tool_use(answers: Answers) -> list[Check]:
    without, given = answers["tools", False], answers["tools", True]
    if isinstance(given, Problem):
        refused = Sentence(N_("Tools are refused: {reason}"), reason=_why(given))
        checks = [Check("tools", "note", refused)]
    elif isinstance(without, Laid) and without.text == given.text:
        checks = [Check("tools", "note", Sentence(N_("Tools are left out.")), _as_laid(given))]
    else:
        checks = [Check("tools", "ok", Sentence(N_("Tools go into the prompt.")), _as_laid(given))]
    return [*checks, *_calls(answers["call", "object"], answers["call", "text"])]


def _calls(by_object: Answer, by_text: Answer) -> list[Check]:
    """What becomes of a call whose arguments are an object, and of one whose are a JSON text."""

    def check(state: State, template: str, **values: Any) -> Check:
        shown = _as_laid(by_object, by_text)
        return Check("arguments", state, Sentence(template, **values), shown)

    if isinstance(by_object, Problem) and isinstance(by_text, Problem):
        return [check("note", N_("Tool calls are refused: {reason}"), reason=_why(by_object))]
    if isinstance(by_text, Problem):
        need = N_("The arguments of a tool call have to be an object; a text is refused: {reason}")
        checks = [check("fault", need, reason=_why(by_text))]
    elif isinstance(by_object, Problem):
        need = N_("The arguments of a tool call have to be a text; an object is refused: {reason}")
        checks = [check("fault", need, reason=_why(by_object))]
    elif "get_weather" not in by_object.text.replace(_RESULT, ""):
        checks = [check("note", N_("Tool calls are left out."))]
    elif by_object.text == by_text.text:
        alike = N_("The arguments of a tool call may be an object or a JSON text: both read alike.")
        checks = [check("ok", alike)]
    elif '\\"city\\"' in by_text.text:
        quoted = N_(
            "The arguments of a tool call have to be an object: a JSON text is quoted once more."
        )
        checks = [check("fault", quoted)]
    elif "{'city'" in by_object.text:
        quoted = N_(
            "The arguments of a tool call have to be a JSON text: an object is written as Python "
            "writes it."
        )
        checks = [check("fault", quoted)]
    else:
        checks = [
            check(
                "note",
                N_("The arguments of a tool call read differently as an object and as a text."),
            )
        ]
    laid = by_object if isinstance(by_object, Laid) else by_text
    assert isinstance(laid, Laid)
    state: State = "ok" if _RESULT in laid.text else "fault"
    said = N_("What a tool answers goes into the prompt.") if state == "ok" else N_(
        "What a tool answers is left out."
    )  # fmt: skip
    return [*checks, Check("tool", state, Sentence(said), _as_laid(laid))]


_WORDS = {"null": N_("null"), "missing": N_("missing"), "empty": N_("empty")}
_OUTCOMES: dict[str, tuple[State, str]] = {
    "none": ("fault", N_("Content that is {what} becomes the word None ({roles}).")),
    "left out": ("note", N_("A message whose content is {what} is left out ({roles}).")),
    "as empty": ("ok", N_("Content that is {what} is written like an empty text ({roles}).")),
    "turn": ("ok", N_("Content that is {what} leaves an empty turn ({roles}).")),
    "own": ("note", N_("Content that is {what} is written in a way of its own ({roles}).")),
}


def _contents(answers: Answers, what: str) -> list[Check]:
    """What becomes of a content that is not there, for the user and for the assistant."""
    outcomes: dict[str, list[str]] = {}
    refused: dict[str, Problem] = {}
    for role in _AT:
        answer = answers[what, role]
        if isinstance(answer, Problem):
            refused[role] = answer
            continue
        outcomes.setdefault(_outcome(answers, what, role, answer.text), []).append(role)
    checks = [
        Check(
            what, "note",
            Sentence(
                N_("Content that is {what} is refused ({roles}): {reason}"),
                what=Sentence(_WORDS[what]), roles=role, reason=_why(problem),
            ),
        )
        for role, problem in refused.items()
    ]  # fmt: skip
    for outcome, roles in outcomes.items():
        state, template = _OUTCOMES[outcome]
        said = Sentence(template, what=Sentence(_WORDS[what]), roles=listed(roles))
        checks.append(Check(what, state, said, _as_laid(answers[what, roles[0]])))
    return checks


def _outcome(answers: Answers, what: str, role: str, text: str) -> str:
    empty, without = answers["empty", role], answers["left out", role]
    if "None" in text:
        return "none"
    if isinstance(without, Laid) and text == without.text:
        return "left out"
    if what == "empty":
        return "turn"
    return "as empty" if isinstance(empty, Laid) and text == empty.text else "own"


def _spaces(answers: Answers) -> list[Check]:
    """Whether spaces at the ends of a content stay."""
    found: dict[tuple[State, str], list[str]] = {}
    for role, at in _AT.items():
        answer = answers["spaces", role]
        if isinstance(answer, Problem):
            continue
        kept = [o for o in answer.origins if o.path[:3] == ("messages", at, "content")]
        if not kept:
            what = "note", N_("Spaces around a content cannot be followed ({roles}).")
        elif kept[0].begin == 0 and kept[-1].begin + kept[-1].end - kept[-1].start == len(_SPACED):
            what = "ok", N_("Spaces around a content stay ({roles}).")
        else:
            what = "note", N_("Spaces around a content are trimmed ({roles}).")
        found.setdefault(what, []).append(role)  # type: ignore[arg-type]  # literals in a pair
    return [
        Check(
            "spaces", state, Sentence(template, roles=listed(roles)),
            _as_laid(answers["spaces", roles[0]]),
        )
        for (state, template), roles in found.items()
    ]  # fmt: skip


def _ends(answers: Answers) -> list[Check]:
    """A chat whose last message is the assistant's."""
    questions: list[tuple[str, str, str]] = [
        (
            "last",
            N_("A chat may end with the assistant."),
            N_("A chat that ends with the assistant is refused: {reason}"),
        ),
        (
            "continued",
            N_("The assistant's last message can be continued."),
            N_("The assistant's last message cannot be continued: {reason}"),
        ),
    ]
    checks = []
    for kind, good, bad in questions:
        answer = answers[kind, 0]
        if isinstance(answer, Problem):
            checks.append(Check(kind, "note", Sentence(bad, reason=_why(answer))))
        else:
            checks.append(Check(kind, "ok", Sentence(good), _as_laid(answer)))
    return checks


def _typed(
    tokenizer: Tokenizer, answers: Answers, template: str | None, variables: dict[str, Any]
) -> list[Check]:
    """Whether a user can type the layout's control tokens."""
    small = answers["last", 0]
    if isinstance(small, Problem):
        small = answers["tools", False]
    if isinstance(small, Problem):
        return []
    laid = prompt(tokenizer, small)
    own = laid.cut.special & (laid.owners < 0)
    marks = list(dict.fromkeys(piece for piece, its in zip(laid.cut.pieces, own) if its))[:4]
    if not marks:
        said = N_("The template has no control tokens: whatever it writes, a user can type.")
        return [Check("typed", "note", Sentence(said), _as_laid(small))]
    asked = Asked([_USER | {"content": " ".join(marks)}], variables=variables)
    (answer,) = lay_out(tokenizer, [asked], template, LIMITS)
    if isinstance(answer, Problem):
        return []
    typed = prompt(tokenizer, answer)
    if not typed.injected:
        said = N_("Control tokens that a user types stay text: {tokens}.")
        return [Check("typed", "ok", Sentence(said, tokens=listed(marks)), _as_laid(answer))]
    names = listed(dict.fromkeys(typed.cut.pieces[token] for token, _origin in typed.injected))
    said = N_("Text that a user types becomes control tokens: {tokens}.")
    return [Check("typed", "fault", Sentence(said, tokens=names), _as_laid(answer))]


def _mask(tokenizer: Tokenizer, answer: Answer) -> Check:
    if isinstance(answer, Laid) and answer.generated:
        laid = prompt(tokenizer, answer)
        said = Sentence(
            N_("The loss mask covers {tokens:,} of {all:,} tokens, {characters:,} characters."),
            tokens=int(laid.masked.sum()),
            all=len(laid),
            characters=sum(end - start for start, end in laid.generated),
        )
        shown = tuple(
            (Sentence(N_("Covered")), laid.text[start:end]) for start, end in laid.generated
        )
        return Check("mask", "ok", said, shown)
    said = Sentence(
        N_("No loss mask: the template does not mark what the model is to learn, {tag}."),
        tag="{% generation %}",
    )
    return Check("mask", "note", said)
