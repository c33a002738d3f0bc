"""A chat template of one's own, out of a file."""

from i18n import N_, Problem

from ...readers import foreign_layout

LARGEST = 2_000_000
"""Bytes of such a file."""


def template_in(filename: str, data: bytes) -> tuple[str, dict[str, str]]:
    """The template in a tokenizer_config.json or a chat_template.jinja, and the special tokens that
    it may name: `{"bos_token": "<s>"}`. Raises `i18n.Problem` where there is none."""
    if len(data) > LARGEST:
        raise Problem(N_("{file} is too large for a chat template."), file=filename)
    if filename.endswith(".json"):
        template, tokens = foreign_layout(filename, data, None)
    else:
        template, tokens = foreign_layout(filename, None, data)
    if not template:
        raise Problem(N_("There is no chat template in {file}."), file=filename)
    return template, {f"{key}_token": token for key, token in tokens.items() if token}
