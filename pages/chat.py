"""Chat: messages as each model reads them, through its tokenizer's chat template."""

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.tokenizer_parts import TITLES, imports, in_code
from ui import _, code_panel, heading, pick_tokenizers, show_problem, token_columns

SAMPLE = [
    {"role": "system", "content": "You answer in one sentence."},
    {"role": "user", "content": "What is a token? 什么是 token？"},
    {"role": "assistant", "content": "A piece of text with a number."},
    {"role": "user", "content": "Thank you 🤗"},
]

heading(
    _("Chat"),
    _(
        "A chat is one text to a model: a template writes special tokens around every message. "
        "See what each model is given, and what the layout costs."
    ),
)

titles = {name: title for name, title in TITLES.items() if lab.BUILT_IN[name].chat}
tokenizers = pick_tokenizers(
    titles,
    lab.tokenizer,
    lab.tokenizer_file,
    key="chat-with",
    default=[*titles],
    fewest=1,
    most=8,
)
edited = st.data_editor(
    pd.DataFrame(SAMPLE),
    key="chat-messages",
    num_rows="dynamic",
    hide_index=True,
    column_config={
        "role": st.column_config.SelectboxColumn(
            _("Role"), options=list(lab.ROLES), required=True, default="user", width="small"
        ),
        "content": st.column_config.TextColumn(
            _("Message"), required=True, default="", max_chars=20_000, width="large"
        ),
    },
)
messages = [
    {"role": row.role, "content": row.content or ""}
    for row in edited.itertuples()
    if isinstance(row.role, str) and isinstance(row.content, str)
]

cuts, plain = [], []
for each in tokenizers:
    try:
        with st.spinner(_("Cutting …")):
            cut = lab.chat(each, messages)
            alone = sum(each.counts([message["content"] for message in messages], special=False))
            cuts.append(cut)
            plain.append(alone)
    except Problem as problem:
        show_problem(problem)
if not cuts:
    st.stop()

rows = []
for cut, alone in zip(cuts, plain):
    rows.append(
        {
            _("Tokenizer"): cut.tokenizer.name,
            _("Tokens"): len(cut),
            _("Messages alone"): alone,
            _("Layout"): len(cut) - alone,
            _("Share of the layout"): 1 - alone / len(cut),
        }
    )
st.dataframe(
    pd.DataFrame(rows),
    hide_index=True,
    column_config={
        _("Share of the layout"): st.column_config.NumberColumn(format="percent"),
    },
    alt=_("Tokens of the chat and of its messages alone, a row for every tokenizer"),
)
# Each tokenizer has a text of its own here, so there are no differences to step through.
for cut in cuts:
    token_columns(lab.Comparison(cut.text, (cut,)).view(), key=f"chat-{cut.tokenizer.name}")

st.caption(
    _(
        "The layouts of Mistral are mistral-common's own; Qwen's is the ChatML that its "
        "documentation gives; a model from the Hub brings its template."
    )
)
code_panel(
    f"""{imports(tokenizers)}
messages = {messages!r}
tokenizers = {in_code([cut.tokenizer for cut in cuts])}
[lab.chat(tokenizer, messages).pieces for tokenizer in tokenizers]"""
)
