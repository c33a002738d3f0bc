"""Chat messages as a model reads them, through the layout that its tokenizer brings."""

from functools import lru_cache, partial
from pathlib import Path

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

import sandbox
from i18n import N_, Problem

from ..tokenizers import Cut, Tokenizer

ROLES = ("system", "user", "assistant")
MOST_CHARACTERS = 1_000_000
"""Characters of a chat as it is laid out."""
LIMITS = sandbox.Limits(memory=500_000_000, cpu=1, seconds=10)
"""What a template may take."""


def has_chat(tokenizer: Tokenizer) -> bool:
    """Whether there is a layout for chat messages: a template, or mistral-common's code."""
    return tokenizer.chat_template is not None or tokenizer.chat_file is not None


def chat(tokenizer: Tokenizer, messages: list[dict[str, str]]) -> Cut:
    """The tokens of `messages`, each with a `role` of `ROLES` and a `content`.

    Raises `i18n.Problem` where the tokenizer has no layout, or where its layout refuses them.
    """
    if not messages:
        raise Problem(N_("There is no message: write at least one line of the user."))
    if tokenizer.chat_file:
        return tokenizer.assemble(_mistral(tokenizer.chat_file, messages))
    if tokenizer.chat_template is None:
        raise Problem(N_("{name} has no chat template."), name=tokenizer.name)
    names = {f"{key}_token": token for key, token in tokenizer.chat_tokens.items()}
    template = tokenizer.chat_template.encode("utf-8", "surrogatepass")
    # Whatever a template of the Hub does, it does elsewhere.
    render = partial(sandbox.run, lay_out, limits=LIMITS) if tokenizer.trial else lay_out
    text = render(template, tokenizer.name, messages, names)
    return tokenizer.encode(text, special=False)


def lay_out(
    template: bytes, name: str, messages: list[dict[str, str]], names: dict[str, str]
) -> str:
    """The text that a template makes of `messages`; it may speak of `names`, and of no other.

    Raises `i18n.Problem`, which calls the template's tokenizer `name`, where it refuses them.
    """
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )

    def refuse(reason: str) -> None:
        raise TemplateError(reason)

    try:
        text = environment.from_string(template.decode()).render(
            messages=messages, add_generation_prompt=True, raise_exception=refuse, **names
        )
    except MemoryError:
        raise
    except Exception as error:  # a template can raise whatever Python can: 1/0, endless recursion
        raise _refusal(name, error) from error
    if not text:
        raise Problem(N_("{name} makes no text of these messages."), name=name)
    if len(text) > MOST_CHARACTERS:
        raise Problem(
            N_("{name} makes {count:,} characters of these messages; {most:,} can be cut."),
            name=name,
            count=len(text),
            most=MOST_CHARACTERS,
        )
    return text


def _mistral(file: Path, messages: list[dict[str, str]]) -> list[int]:
    """Ids as mistral-common lays the messages out. It takes most of a second to import."""
    from mistral_common.exceptions import MistralCommonException
    from mistral_common.protocol.instruct.messages import (
        AssistantMessage,
        SystemMessage,
        UserMessage,
    )
    from mistral_common.protocol.instruct.request import ChatCompletionRequest
    from pydantic import ValidationError

    kinds = {"system": SystemMessage, "user": UserMessage, "assistant": AssistantMessage}
    try:
        request = ChatCompletionRequest(
            messages=[kinds[message["role"]](content=message["content"]) for message in messages]
        )
        return _mistral_tokenizer(file).encode_chat_completion(request).tokens
    except (MistralCommonException, ValidationError) as error:
        raise _refusal("mistral-common", error) from error


@lru_cache(2)
def _mistral_tokenizer(file: Path):
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

    return MistralTokenizer.from_file(str(file))


def _refusal(name: str, error: Exception) -> Problem:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return Problem(
        N_("{name} does not take these messages: {reason}"), name=name, reason=reason[:200]
    )
