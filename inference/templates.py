"""Chat templates of checkpoints, which can run for ever or take all memory: in the sandbox.

transformers renders them in one function, for tokenizers and processors alike; `hold` puts one in
its place that calls it in a child process.
"""

from typing import Any

from transformers import processing_utils, tokenization_utils_base
from transformers.utils.chat_template_utils import render_jinja_template

import sandbox
from i18n import N_, Problem

LIMITS = sandbox.Limits(memory=500_000_000, cpu=1, seconds=10)
"""What a template may take."""
MOST_CHARACTERS = 1_000_000
"""Characters of a chat as it is laid out."""

Rendered = tuple[list[str], list[Any]]
"""The text of every conversation, and where the assistant speaks in it."""


def hold() -> None:
    """Have all chat templates rendered in the sandbox from now on."""
    for module in (tokenization_utils_base, processing_utils):
        module.__dict__["render_jinja_template"] = _elsewhere


def _elsewhere(conversations: Any, *, chat_template: str, **options: Any) -> Rendered:
    template = chat_template.encode("utf-8", "surrogatepass")
    texts, places = sandbox.run(
        render, template, _plain(conversations), _plain(options), limits=LIMITS
    )
    return texts, places


def _plain(value: Any) -> Any:
    """A value without the pictures and sounds in it, of which a template sees the place alone."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value if isinstance(value, (str, int, float, type(None))) else ""


def render(template: bytes, conversations: Any, options: dict[str, Any]) -> Rendered:
    """What transformers makes of the conversations. Raises `i18n.Problem` where it fails."""
    try:
        rendered: Any = render_jinja_template(
            conversations, chat_template=template.decode(), **options
        )
    except MemoryError:
        raise
    except Exception as error:  # a template can raise whatever Python can
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise Problem(
            N_("The chat template of this checkpoint does not take these messages: {reason}"),
            reason=lines[0][:200],
        ) from error
    texts, places = rendered
    if sum(map(len, texts)) > MOST_CHARACTERS:
        raise Problem(
            N_("The chat template of this checkpoint makes more than {most:,} characters."),
            most=MOST_CHARACTERS,
        )
    return texts, places
