"""Chat templates, carried out as transformers does it, with the origin of every character.

`render` is called in a child process for every template that is not of this project. The rules are
those of `render_jinja_template` in transformers.utils.chat_template_utils; the texts are equal.
"""

import json
import traceback
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from jinja2 import Template, TemplateError, TemplateSyntaxError, nodes, pass_environment
from jinja2.ext import Extension
from jinja2.filters import make_attrgetter
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ...tokenizers import replace_surrogates
from .traced import Traced, between, joined, runs_of

MOST_CHARACTERS = 1_000_000
"""Characters of a chat as it is laid out."""
REASONING = ("reasoning_content", "thinking", "reasoning")
"""Names for what a model thought; the first is the one that templates read."""
TAG = "CONTINUE_FINAL_MESSAGE_TAG "
"""Marks the end of a message that is continued."""

Outcome = dict[str, Any]
"""`text`, `generated` and `origins`, each a start, an end, the place in the source where it begins,
and the path and text of that; or `reason` and `line` where a template refuses."""
Path = tuple[str | int, ...]
"""Where a text stands in what is laid out: "messages", 2, "content"."""


class Generation(Extension):
    """`{% generation %}`: what stands in it is the model's, and a loss mask covers it."""

    tags = {"generation"}  # noqa: RUF012  # as jinja2 declares it

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_mark"), [], [], body).set_lineno(line)

    def _mark(self, caller: Any) -> str:
        text: str = caller()
        layout: Any = self.environment
        written = sum(len(part) for part in layout.written)
        layout.generated.append((written, written + len(text)))
        return text


class FollowedTemplate(Template):
    """A template whose `~` keeps the origins."""

    @classmethod
    def from_code(cls, *arguments: Any, **options: Any) -> "FollowedTemplate":
        template = super().from_code(*arguments, **options)
        template.root_render_func.__globals__["str_join"] = _joined_all
        return template  # type: ignore[return-value]  # jinja2 types it as a plain Template


class FollowingEnvironment(ImmutableSandboxedEnvironment):
    """An environment in which the parts of a template keep their origins."""

    template_class = FollowedTemplate
    concat = staticmethod(joined)


def _joined_all(values: Iterable[Any]) -> str:
    return joined(map(str, values))


@pass_environment
def _join(environment: Any, value: Iterable[Any], d: str = "", attribute: Any = None) -> str:
    if attribute is not None:
        value = map(make_attrgetter(environment, attribute), value)
    return between(str(d), map(str, value))


def _tojson(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )


class Layout:
    """A compiled template. Raises what jinja2 raises for one that cannot be compiled."""

    def __init__(self, template: str) -> None:
        self.source = template
        self.environment = FollowingEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"]
        )
        self.environment.filters |= {"tojson": _tojson, "join": _join}
        now = datetime.now()
        self.environment.globals |= {"raise_exception": _refuse, "strftime_now": now.strftime}
        self.template = self.environment.from_string(template)

    def text(self, given: dict[str, Any]) -> tuple[str, list[tuple[int, int]]]:
        """What the template writes, and the characters of it that the model is to write."""
        written: list[str] = []
        self.environment.extend(written=written, generated=[])
        for part in self.template.generate(given):
            written.append(part)
        return joined(written), list(self.environment.generated)  # type: ignore[attr-defined]

    def lay_out(self, request: dict[str, Any]) -> Outcome:
        """The outcome of a request; raises whatever the template does."""
        plain, generated = self._laid_out(request, None)
        sources: list[tuple[Path, str]] = []
        try:
            text, _ = self._laid_out(request, sources)
        except MemoryError:
            raise
        except Exception:  # it asks for what a text is, and what it then makes is not followed
            text = plain
        # What depends on more than the texts, a random choice, is not followed.
        runs = runs_of(text) if text == plain else ()
        return {
            "text": plain,
            "generated": generated,
            "origins": [(first, last, at, *sources[number]) for first, last, number, at in runs],
        }

    def _laid_out(
        self, request: dict[str, Any], sources: list[tuple[Path, str]] | None
    ) -> tuple[str, list[tuple[int, int]]]:
        messages = prepared(request["messages"], drop_null=not request["raw"])
        given = {
            **request["variables"],
            "messages": aliased(followed(messages, ("messages",), sources)),
            "tools": followed(request["tools"], ("tools",), sources),
            "documents": None,
            "add_generation_prompt": request["add_generation_prompt"],
        }
        if not request["continue_final_message"]:
            return self.text(given)
        final = _tag(given["messages"], self.source)
        text, generated = self.text(given)
        return _continued(text, final), generated


def _refuse(reason: str) -> None:
    raise TemplateError(reason)


def prepared(messages: list[dict[str, Any]], drop_null: bool = True) -> list[dict[str, Any]]:
    """Messages without what is null, as transformers gives them to a template."""
    return [
        {key: value for key, value in message.items() if value is not None or not drop_null}
        for message in messages
    ]


def followed(value: Any, path: Path, sources: list[tuple[Path, str]] | None) -> Any:
    """`value` with its texts traced; each is added to `sources`, with the place where it stands.

    Without `sources` they are plain.
    """
    if isinstance(value, str):
        text = replace_surrogates(value)
        if sources is None or not text:
            return text
        sources.append((path, text))
        return Traced(text, [(0, len(text), len(sources) - 1, 0)])
    if isinstance(value, dict):
        return {key: followed(part, (*path, str(key)), sources) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [followed(part, (*path, at), sources) for at, part in enumerate(value)]
    return value


def aliased(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages whose reasoning stands under the names that templates read."""
    known = []
    for message in messages:
        thought = next((message[key] for key in REASONING if message.get(key) is not None), None)
        if thought is not None:
            message = {"thinking": thought, **message, "reasoning_content": thought}
        known.append(message)
    return known


def _tag(messages: list[dict[str, Any]], source: str) -> str:
    """Mark the end of the last message, whose text is the answer."""
    content = messages[-1].get("content")
    if content is None or "content" not in source:
        raise TemplateError("the last message has no content that could be continued")
    if isinstance(content, str):
        messages[-1]["content"] = content + TAG
        return content
    texts = [part for part in content if isinstance(part, dict) and "text" in part]
    if not texts:
        raise TemplateError("the last message has no text that could be continued")
    final: str = texts[-1]["text"]
    texts[-1]["text"] = final + TAG
    return final


def _continued(text: str, final: str) -> str:
    """`text` up to the end of the last message."""
    if final.strip() not in text or TAG.strip() not in text:
        raise TemplateError("the template does not write the last message as it is")
    end = text.rindex(TAG.strip())
    kept = text[end : end + len(TAG)] == TAG
    return text[:end] if kept else text[:end].rstrip()


def render(template: bytes, requests: list[dict[str, Any]]) -> list[Outcome]:
    """The outcome of each request, in their order. A request has `messages`, `tools`, `variables`,
    `add_generation_prompt`, `continue_final_message`, and `raw`, which leaves null in messages."""
    try:
        layout = Layout(template.decode("utf-8", "surrogatepass"))
    except MemoryError:
        raise
    except Exception as error:
        return [_refusal(error)] * len(requests)
    return [_outcome(layout, request) for request in requests]


def _outcome(layout: Layout, request: dict[str, Any]) -> Outcome:
    try:
        outcome = layout.lay_out(request)
    except MemoryError:
        raise
    except Exception as error:  # a template can raise whatever Python can: 1/0, endless recursion
        return _refusal(error)
    if len(outcome["text"]) > MOST_CHARACTERS:
        return {"most": len(outcome["text"])}
    return outcome


def _refusal(error: Exception) -> Outcome:
    """Why, and in which line of the template, where that is known."""
    lines = str(error).strip().splitlines()
    if isinstance(error, TemplateSyntaxError):
        return {"reason": lines[0][:200], "line": error.lineno}
    frames = traceback.extract_tb(error.__traceback__)
    at = [frame.lineno for frame in frames if frame.filename == "<template>"]
    reason = (lines or [type(error).__name__])[0][:200]
    return {"reason": reason, "line": at[-1] if at else None}
