"""Chat: messages as each model reads them, and what its layout does with them."""

from typing import Any

import streamlit as st

import tokenizer_lab as lab
from i18n import N_, Problem
from pages.chat_parts import shown
from pages.chat_parts.checks import checks
from pages.chat_parts.code import code
from pages.chat_parts.held import Chat, held, link
from pages.chat_parts.rows import rows
from pages.chat_parts.settings import parsed, settings
from pages.tokenizer_parts import TITLES
from ui import (
    _,
    code_panel,
    heading,
    pack,
    pick_tokenizers,
    read_once,
    show_problem,
)
from ui.language import KEY as LANGUAGE

heading(
    _("Chat"),
    _(
        "A chat is one text to a model: a template writes special tokens around every message. "
        "See what each model is given, where every token of it came from, and what goes wrong."
    ),
)


def asked(chat: Chat) -> dict[str, Any]:
    """What `lab.chat` is given besides the tokenizer."""
    tools = parsed(chat.tools, list, N_("The tools are no list of JSON objects: {reason}"))
    variables = parsed(
        chat.variables, dict, N_("What the template may name is no JSON object: {reason}")
    )
    return {
        "messages": chat.messages,
        "tools": tools,
        "template": chat.template or None,
        "variables": variables,
    }


def attempt(make: Any) -> Any:
    """What `make` gives, or why it does not."""
    try:
        return make()
    except Problem as problem:
        return problem


chat = held()
tokenizers = pick_tokenizers(
    TITLES,
    lab.tokenizer,
    lab.tokenizer_file,
    key="chat-with",
    default=[name for name, source in lab.BUILT_IN.items() if source.chat],
    fewest=1,
    most=8,
)
result = st.container()
left, right = st.columns([2, 3], gap="medium")
with left:
    settings(chat)
    chat.messages = rows(chat)
    if not link(chat):
        st.caption(_("This is too long for a link: “Open, save” makes a file of it."))

try:
    given = asked(chat)
except Problem as problem:
    with result:
        show_problem(problem)
    st.stop()

made, columns, refused = [], [], []
state = pack(chat.chosen())
with st.spinner(_("Cutting …")):
    for at, each in enumerate(tokenizers):
        ends = {"add_generation_prompt": chat.prompt, "continue_final_message": chat.goes_on}
        answer = read_once(
            f"chat-prompt-{at}",
            (id(each), state),
            lambda: attempt(lambda: lab.chat(each, **given, **ends)),  # noqa: B023  # called at once
        )
        if isinstance(answer, Problem):
            refused.append(answer)
            continue
        made.append(answer)
        columns.append(
            read_once(
                f"chat-panel-{at}",
                (id(each), state, st.session_state[LANGUAGE]),
                lambda: shown.panel(answer, chat.messages),  # noqa: B023
            )
        )

with result:
    if made:
        shown.bars(made, chat.messages)
        shown.warn_of_injected(made, chat.messages)
    for problem in refused:
        show_problem(problem, st.warning if made else st.error)
if not made:
    st.stop()
with right:
    shown.panels(columns, max(len(each.text) for each in made))
    st.caption(
        _(
            "Mistral's layouts are mistral-common's own code; Qwen's is the ChatML that its "
            "documentation gives; a model from the Hub brings its template. An image is a "
            "placeholder here and is never fetched."
        )
    )

st.subheader(_("What the layout does"), anchor=False)
names = [each.cut.tokenizer.name for each in made]
st.session_state.setdefault("chat-checked", names[0])
if st.session_state["chat-checked"] not in names:
    st.session_state["chat-checked"] = names[0]
name = st.segmented_control(
    _("Tokenizer"), names, key="chat-checked", required=True, label_visibility="collapsed"
)
checked = made[names.index(name)].cut.tokenizer
found = read_once(
    "chat-checks", (id(checked), state), lambda: attempt(lambda: lab.check_chat(checked, **given))
)
if isinstance(found, Problem):
    show_problem(found)
else:
    checks(found)

code_panel(code(chat, given, [each.cut.tokenizer for each in made]))
