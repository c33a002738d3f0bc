"""The chat as the visitor has it: in the session, in the link, in a file."""

import json
from dataclasses import dataclass, field, fields
from itertools import count
from typing import Any

import streamlit as st

from i18n import N_, Problem
from tokenizer_lab.comparing.chat.laid import check_depth
from ui import pack, show_problem, unpack

KEY = "chat"
MOST_IN_LINK = 6_000
"""Letters that a link carries: many servers refuse an address of more than 8,000."""
MOST_MESSAGES = 50
SAMPLE: list[dict[str, Any]] = [
    {"role": "system", "content": "You answer in one sentence."},
    {"role": "user", "content": "What is a token? 什么是 token？"},
    {"role": "assistant", "content": "A piece of text with a number."},
    {"role": "user", "content": "Thank you 🤗"},
]


@dataclass
class Chat:
    """All that is chosen of a chat. `tools` and `variables` are JSON as it was typed."""

    messages: list[dict[str, Any]] = field(default_factory=lambda: [*SAMPLE])
    tools: str = ""
    template: str = ""
    variables: str = ""
    prompt: bool = True
    """Whether a new message of the assistant is begun."""
    goes_on: bool = False
    """Whether the last message is continued."""

    def chosen(self) -> dict[str, Any]:
        """What is not as at first, as plain values."""
        first = Chat()
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in own.items() if value != getattr(first, name)}


def read(value: Any) -> Chat:
    """The chat in plain values: messages alone, or with tools and more, as OpenAI and this page do.

    Raises `i18n.Problem` for anything else.
    """
    check_depth(value)
    if isinstance(value, list):
        value = {"messages": value}
    if not isinstance(value, dict):
        raise Problem(
            N_("This is not a chat: it needs a list of messages, or an object with “messages”.")
        )
    known = {each.name: value[each.name] for each in fields(Chat) if each.name in value}
    if not isinstance(known.get("tools", ""), str):
        known["tools"] = json.dumps(known["tools"], ensure_ascii=False, indent=1)
    messages = known.get("messages", SAMPLE)
    if not isinstance(messages, list) or not all(_is_message(each) for each in messages):
        raise Problem(N_("Every message is an object with a “role” that is a text."))
    if not 1 <= len(messages) <= MOST_MESSAGES:
        raise Problem(
            N_("There are {count} messages; a chat here has 1 to {most}."),
            count=len(messages),
            most=MOST_MESSAGES,
        )
    kinds = {"tools": str, "template": str, "variables": str, "prompt": bool, "goes_on": bool}
    for name, kind in kinds.items():
        if not isinstance(known.get(name, kind()), kind):
            raise Problem(N_("“{name}” of this chat cannot be read."), name=name)
    return Chat(**known)


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("role"), str)


def held() -> Chat:
    """The visitor's chat, at first that of the link."""
    if KEY not in st.session_state:
        link = st.query_params.get(KEY)
        try:
            keep(read(unpack(link)) if link else Chat())
        except Problem as problem:
            keep(Chat())
            show_problem(problem)
    chat: Chat = st.session_state[KEY]
    return chat


def keep(chat: Chat) -> None:
    """Have another chat instead; every row is a new one."""
    st.session_state[KEY] = chat
    st.session_state["chat-numbers"] = [new_number() for _message in chat.messages]
    # Other widgets: the browser would send what the old ones hold.
    st.session_state["chat-edition"] = new_number()


def new_number() -> int:
    """A number that no row of this session has had."""
    number: int = next(st.session_state.setdefault("chat-counter", count()))
    return number


def link(chat: Chat) -> bool:
    """Have the link restore the chat; whether it does, or is too long for that."""
    chosen = chat.chosen()
    packed = pack(chosen) if chosen else ""
    fits = len(packed) <= MOST_IN_LINK
    if packed and fits:
        if st.query_params.get(KEY) != packed:
            st.query_params[KEY] = packed
    elif KEY in st.query_params:
        del st.query_params[KEY]
    return fits
