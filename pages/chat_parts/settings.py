"""What is chosen for a whole chat: how it ends, its tools, a template of one's own, and files."""

import json
from typing import Any

import streamlit as st

import tokenizer_lab as lab
from i18n import N_, Problem
from pages.chat_parts.held import Chat, keep, read
from ui import _, hold_text, read_once, show_problem, upload

MOST_CHARACTERS = 200_000
TOOL = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather in a city.",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        },
    }
]


def settings(chat: Chat) -> None:
    """Draw the choices and write them into `chat`."""
    edition = st.session_state["chat-edition"]

    def switch(label: str, name: str, **options: Any) -> bool:
        key = f"chat-{edition}-{name}"
        st.session_state.setdefault(key, getattr(chat, name))
        return st.toggle(label, key=key, **options)

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        chat.goes_on = switch(
            _("Continue the last message"),
            "goes_on",
            help=_("It stays open, and no new message is begun after it."),
        )
        chat.prompt = switch(
            _("Begin the answer"),
            "prompt",
            help=_("add_generation_prompt: the start of the assistant's next message."),
            disabled=chat.goes_on,
        )
        with st.popover(_("Tools") + (" ●" if chat.tools else ""), icon=":material/build:"):
            _tools(chat, f"chat-{edition}-tools")
        mark = " ●" if chat.template else ""
        with st.popover(_("Template") + mark, icon=":material/data_object:"):
            _template(chat, edition)
        with st.popover(_("Open, save"), icon=":material/folder_open:"):
            _files(chat)


def _area(chat: Chat, name: str, key: str, label: str, **options: Any) -> None:
    st.session_state.setdefault(key, getattr(chat, name))
    hold_text(key, MOST_CHARACTERS)
    setattr(chat, name, st.text_area(label, key=key, **options))


def _tools(chat: Chat, key: str) -> None:
    def sample() -> None:
        st.session_state[key] = json.dumps(TOOL, ensure_ascii=False, indent=1)

    _area(chat, "tools", key, _("Tools, a list of JSON schemas"), height=260)
    if not chat.tools:
        st.button(_("A tool to try"), on_click=sample, key="chat-tool-sample")


def _template(chat: Chat, edition: int) -> None:
    template, variables = f"chat-{edition}-template", f"chat-{edition}-variables"

    def take() -> None:
        if name := st.session_state["chat-template-sample"]:
            st.session_state[template] = lab.TEMPLATES[name]

    file = upload(
        _("tokenizer_config.json or chat_template.jinja"),
        ["json", "jinja", "txt"],
        key="chat-template-file",
        most=2,
        help=_("It is carried out within limits, apart from the server."),
    )
    if file is not None and st.session_state.get("chat-template-read") != file.file_id:
        st.session_state["chat-template-read"] = file.file_id
        try:
            text, names = lab.template_in(file.name, file.getvalue())
            st.session_state[template] = text
            st.session_state[variables] = json.dumps(names, ensure_ascii=False) if names else ""
        except Problem as problem:
            show_problem(problem)
    st.selectbox(
        _("Or one to try"),
        list(lab.TEMPLATES),
        index=None,
        format_func=_,
        key="chat-template-sample",
        on_change=take,
        placeholder=_("What a template can do"),
    )
    said = _("A Jinja template for all tokenizers; without one, each has its own")
    _area(chat, "template", template, said, height=260)
    said = _("Further variables of the template, as a JSON object")
    _area(chat, "variables", variables, said, placeholder='{"bos_token": "<s>"}')


def _files(chat: Chat) -> None:
    file = upload(_("A chat as JSON"), ["json"], key="chat-file", most=2)
    if file is not None:
        try:
            opened = read_once("chat-opened", file.file_id, lambda: _opened(file.getvalue()))
            if st.session_state.get("chat-taken") != file.file_id:
                st.session_state["chat-taken"] = file.file_id
                keep(opened)
                st.rerun()
        except Problem as problem:
            show_problem(problem)
    hold_text("chat-pasted", MOST_CHARACTERS)
    pasted = st.text_area(_("Or pasted, as OpenAI writes it"), key="chat-pasted")
    if st.button(_("Take it"), disabled=not pasted, key="chat-take"):
        try:
            keep(_opened(pasted.encode("utf-8", "surrogatepass")))
            st.rerun()
        except Problem as problem:
            show_problem(problem)
    st.download_button(
        _("Save as a file"),
        json.dumps(chat.chosen() | {"messages": chat.messages}, ensure_ascii=False, indent=1),
        "chat.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
    )


def _opened(data: bytes) -> Chat:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Problem(N_("This is not JSON: {reason}"), reason=str(error)) from error
    return read(value)


def given_by(chat: Chat) -> dict[str, Any]:
    """What `lab.chat` and `lab.check_chat` are given besides the tokenizer. Raises `i18n.Problem`
    for tools or variables that cannot be read."""
    return {
        "messages": chat.messages,
        "tools": _parsed(chat.tools, list, N_("The tools are not a JSON list: {reason}")),
        "template": chat.template or None,
        "variables": _parsed(
            chat.variables,
            dict,
            N_("The variables of the template are not a JSON object: {reason}"),
        ),
    }


def _parsed(text: str, kind: type, problem: str) -> Any:
    """The JSON in `text`, a `kind`; None where there is nothing."""
    if not text.strip():
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Problem(problem, reason=str(error)) from error
    if not isinstance(value, kind):
        raise Problem(problem, reason=text.strip()[:40])
    return value
