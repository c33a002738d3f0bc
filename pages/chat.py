"""Chat: messages as each model reads them, and what its layout does with them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.chat_parts import shown
from pages.chat_parts.checks import checks
from pages.chat_parts.code import code
from pages.chat_parts.held import held, link
from pages.chat_parts.rows import rows
from pages.chat_parts.settings import given_by, settings
from pages.tokenizer_parts import imports, in_code
from pages.tokenizer_parts.choice import choose_tokenizers
from ui import (
    _,
    code_panel,
    heading,
    linked_choice,
    pack,
    read_once,
    show_problem,
    stop,
)
from ui.language import KEY as LANGUAGE

CHECKED = "chat-checked"

heading(
    _("Chat templates"),
    _(
        "A chat is one text to a model: a template writes special tokens around "
        "every message. See what each model is given, where every token of it "
        "comes from, and what goes wrong."
    ),
)


def attempt(make: Callable[[], Any]) -> Any:
    """What `make` gives, or why it does not."""
    try:
        return make()
    except Problem as problem:
        return problem


chat = held()
tokenizers = choose_tokenizers(
    key="chat-with",
    default=[name for name, source in lab.BUILT_IN.items() if source.chat],
    fewest=1,
    most=8,
)
result = st.container()
settings(chat)
left, right = st.columns([2, 3], gap="medium")
with left:
    chat.messages = rows(chat)
    if not link(chat):
        st.caption(_("This is too long for a link: “Open, save” makes a file of it."))

try:
    given = given_by(chat)
except Problem as problem:
    with result:
        show_problem(problem)
    stop()

ends: dict[str, Any] = {
    "add_generation_prompt": chat.prompt,
    "continue_final_message": chat.goes_on,
}
state = pack(chat.chosen())
made: list[lab.Prompt] = []
columns: list[dict[str, Any]] = []
refused: list[Problem] = []
with st.spinner(_("Tokenizing …")):
    for at, each in enumerate(tokenizers):
        lay_out = partial(lab.chat, each, **given, **ends)
        answer = read_once(f"chat-prompt-{at}", (each, state), partial(attempt, lay_out))
        if isinstance(answer, Problem):
            refused.append(answer)
            continue
        draw = partial(shown.panel, answer, chat.messages)
        drawn = each, state, st.session_state[LANGUAGE]
        made.append(answer)
        columns.append(read_once(f"chat-panel-{at}", drawn, draw))

with result:
    if made:
        shown.bars(made, chat.messages)
        shown.warn_of_injected(made, chat.messages)
    for reason in refused:
        show_problem(reason, st.warning if made else st.error)
if not made:
    stop()
with right:
    shown.panels(columns, max(len(each.text) for each in made))
    st.caption(
        _(
            "Mistral's templates are mistral-common's own code; Qwen's is the ChatML "
            "that its documentation gives; a model from the Hub brings its template. "
            "An image is a placeholder here and is never fetched."
        )
    )

st.header(_("What the template does"), anchor=False)
by_source = {each.cut.tokenizer.source: each.cut.tokenizer for each in made}
if st.session_state.get(CHECKED) not in by_source:  # another choice of tokenizers
    st.session_state.pop(CHECKED, None)
source = linked_choice(
    st.segmented_control,
    _("Tokenizer"),
    {source: each.name for source, each in by_source.items()},
    key=CHECKED,
    default=next(iter(by_source)),
    required=True,
    label_visibility="collapsed",
)
checked = by_source[source]
look = partial(lab.check_chat, checked, **given)
found = read_once("chat-checks", (checked, state), partial(attempt, look))
if isinstance(found, Problem):
    show_problem(found)
else:
    checks(found)

shown_with = [each.cut.tokenizer for each in made]
code_panel(code(chat, given, imports(shown_with), in_code(shown_with)))
