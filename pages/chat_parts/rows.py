"""The messages of a chat, a row each: who speaks, what they say, and what belongs to it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

import tokenizer_lab as lab
from i18n import N_, Problem
from pages.chat_parts.held import MOST_MESSAGES, Chat, new_number
from tokenizer_lab.comparing.chat.laid import check_depth
from ui import _, hold_text, show_problem

MOST_CHARACTERS = 20_000
AVATARS = {
    "system": ":material/settings:",
    "developer": ":material/code:",
    "user": ":material/person:",
    "assistant": ":material/smart_toy:",
    "tool": ":material/build:",
}
CALL = {
    "tool_calls": [
        {
            "id": "a1b2c3d4e",
            "type": "function",
            "function": {"name": "get_weather", "arguments": {"city": "Paris"}},
        }
    ]
}
ANSWER = {"tool_call_id": "a1b2c3d4e", "name": "get_weather"}

Message = dict[str, Any]


def rows(chat: Chat) -> list[Message]:
    """Draw the messages; as they are now."""
    numbers: list[int] = st.session_state["chat-numbers"]
    messages = [
        _row(chat, at, number, message)
        for at, (number, message) in enumerate(zip(numbers, chat.messages))
    ]
    st.button(
        _("Add a message"),
        icon=":material/add:",
        key="chat-add",
        on_click=_add,
        args=(chat,),
        disabled=len(messages) >= MOST_MESSAGES,
    )
    return messages


def _add(chat: Chat) -> None:
    role = "assistant" if chat.messages[-1]["role"] in ("user", "tool") else "user"
    chat.messages.append({"role": role, "content": ""})
    st.session_state["chat-numbers"].append(new_number())


def _row(chat: Chat, at: int, number: int, message: Message) -> Message:
    key = f"chat-{number}"
    with st.chat_message(message["role"], avatar=AVATARS.get(message["role"], ":material/chat:")):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            roles = list(dict.fromkeys([*lab.ROLES, message["role"]]))
            st.session_state.setdefault(f"{key}-role", message["role"])
            role = st.selectbox(
                _("Role of message {number}").format(number=at + 1),
                roles,
                key=f"{key}-role",
                label_visibility="collapsed",
                width=150,
            )
            _menu(chat, at, key, message)
        content = _content(at, key, message)
        others = _others(at, key, message)
    return {"role": role} | content | others


def _menu(chat: Chat, at: int, key: str, message: Message) -> None:
    """What else can be done with a message."""
    numbers = st.session_state["chat-numbers"]

    def move(way: int) -> None:
        for row in (chat.messages, numbers):
            row[at], row[at + way] = row[at + way], row[at]

    def remove(_none: None) -> None:
        del chat.messages[at], numbers[at]

    def change(new: Message) -> None:
        chat.messages[at] = new
        numbers[at] = new_number()

    acts: list[tuple[bool, str, Callable[..., None], Any]] = [
        (at > 0, _("Move up"), move, -1),
        (at < len(chat.messages) - 1, _("Move down"), move, 1),
        (len(chat.messages) > 1, _("Remove"), remove, None),
        *((True, label, change, new) for label, new in _additions(message)),
    ]
    name = _("Message {number}").format(number=at + 1)
    with st.popover("", icon=":material/more_vert:", type="tertiary", help=name):
        for possible, label, act, what in acts:
            if possible:
                st.button(
                    label,
                    key=f"{key}-{label}",
                    on_click=act,
                    args=(what,),
                    width="stretch",
                    type="tertiary",
                )


def _additions(message: Message) -> Iterator[tuple[str, Message]]:
    """What may be added to a message, and the message with it."""
    role, content = message["role"], message.get("content")
    if role == "assistant" and "tool_calls" not in message:
        yield _("Add a tool call"), message | CALL
    if role == "tool" and "tool_call_id" not in message:
        yield _("Name the call"), message | ANSWER
    if role == "user" and (content is None or isinstance(content, str)):
        parts = [{"type": "image"}, {"type": "text", "text": content or ""}]
        yield _("Add an image"), message | {"content": parts}


def _content(at: int, key: str, message: Message) -> Message:
    """The content as it is now; what is null or missing stays so until something is typed."""
    content = message.get("content")
    label = _("Message {number}").format(number=at + 1)
    if content is not None and not isinstance(content, str):
        said = _("Content of message {number}, as JSON").format(number=at + 1)
        return {"content": _json(said, f"{key}-parts", content)}
    st.session_state.setdefault(f"{key}-text", content or "")
    hold_text(f"{key}-text", MOST_CHARACTERS)
    text = st.text_area(
        label,
        key=f"{key}-text",
        height="content",
        label_visibility="collapsed",
        placeholder="null" if content is None else "",
    )
    if content is None and not text:
        return {"content": None} if "content" in message else {}
    return {"content": text}


def _others(at: int, key: str, message: Message) -> Message:
    others = {name: value for name, value in message.items() if name not in ("role", "content")}
    if not others:
        return {}
    said = _("Other fields of message {number}, as JSON").format(number=at + 1)
    changed = _json(said, f"{key}-others", others)
    if not isinstance(changed, dict) or {"role", "content"} & changed.keys():
        show_problem(
            Problem(N_("The other fields are a JSON object without “role” and “content”."))
        )
        return others
    return changed


def _json(label: str, key: str, value: Any) -> Any:
    """A value that is edited as JSON; the last one that can be read."""
    written = json.dumps(value, ensure_ascii=False, indent=1)
    st.session_state.setdefault(key, written)
    hold_text(key, MOST_CHARACTERS)
    text = st.text_area(label, key=key, height="content")
    try:
        changed = json.loads(text)
        check_depth(changed)
    except Problem as problem:
        show_problem(problem)
    except (ValueError, RecursionError) as error:
        show_problem(Problem(N_("This is not JSON: {reason}"), reason=str(error)))
    else:
        return changed
    return value
