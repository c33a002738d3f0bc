"""The Python that lays a chat out as the page does."""

from typing import Any

from pages.chat_parts.held import Chat
from ui import text_in_code

MOST_WRITTEN = 2_000
"""Characters of messages that are written out; longer ones are read from the saved file."""


def code(chat: Chat, given: dict[str, Any], imports: str, tokenizers: str) -> str:
    """Lines whose last one gives the prompts, and the checks of the first tokenizer.

    They begin with the lines `imports`; `tokenizers` is an expression after these.
    """
    messages = repr(chat.messages)
    lines = [imports]
    if len(messages) > MOST_WRITTEN:
        lines.insert(0, "import json\n")
        messages = 'json.load(open("chat.json", encoding="utf-8"))["messages"]'
    lines.append(f"messages = {messages}")
    options = []
    for name in ("tools", "variables"):
        if given[name]:
            lines.append(f"{name} = {given[name]!r}")
            options.append(f"{name}={name}")
    if given["template"]:
        template = text_in_code(given["template"]).replace("text.txt", "chat_template.jinja")
        lines.append(f"template = {template}")
        options.append("template=template")
    ends = [f"add_generation_prompt={chat.prompt}"]
    if chat.goes_on:
        ends = ["continue_final_message=True"]
    lines += [
        f"tokenizers = {tokenizers}",
        "prompts = [",
        f"    lab.chat(tokenizer, {', '.join(['messages', *options, *ends])})",
        "    for tokenizer in tokenizers",
        "]",
        f"checks = lab.check_chat({', '.join(['tokenizers[0]', 'messages', *options])})",
        "[(len(each), each.layout, each.text, each.injected) for each in prompts], checks",
    ]
    return "\n".join(lines)
