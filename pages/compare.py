"""Compare: two to eight real tokenizers cut one text, side by side."""

from functools import partial

import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.compare_parts import cuts
from pages.compare_parts.metrics import metrics_table
from pages.tokenizer_parts import TITLES, imports, in_code
from pages.tokenizer_parts.built import about, built, name_settings
from ui import (
    _,
    code_panel,
    escape_markdown,
    finished_job,
    heading,
    link_to,
    linked_text,
    pick_tokenizers,
    show_ended,
    special_tokens_toggle,
    text_in_code,
)

MOST_CHARACTERS = 300_000
SAMPLE = (
    "Tokenizers don't agree: 你好，世界！ is cheap for one and dear for another. "
    "Naïve cafés, नमस्ते, 👩‍🚀 and 1234567 too.\n    indented = True"
)

heading(
    _("Compare"),
    _(
        "The same text, cut by several real tokenizers. Point at a token to see its place in the "
        "text and what the others do there; wavy lines mark where they differ."
    ),
)

tokenizers = pick_tokenizers(
    TITLES,
    lab.tokenizer,
    lab.tokenizer_file,
    key="compare-with",
    default=["gpt2", "bert", "mistral", "qwen"],
    fewest=2,
    most=8,
    patterns=lab.PATTERNS,
)
text = linked_text(
    _("Text"), key="compare-text", default=SAMPLE, height=120, max_chars=MOST_CHARACTERS
)
special = special_tokens_toggle("compare-special")
if not text:
    st.info(_("Type or paste a text to cut."))
    st.stop()

# A step to another part of the text asks for the same comparison again.
try:
    comparison = finished_job(
        "compare-job",
        (text, special, tokenizers),
        partial(lab.compare, text, tokenizers, special),
        doing=_("Cutting … {percent:.0%}"),
        stop=_("Stop"),
    ).result()
except Problem as problem:
    show_ended(problem, "compare-job")
    st.stop()
if comparison.text != text:
    st.warning(
        _("Halves of surrogate pairs in the text are no characters: each is read as U+FFFD.")
    )

metrics_table(comparison)
name_settings(tokenizers)
cuts.columns(comparison)
cuts.decodings(comparison)
cuts.downloads(comparison)

with st.expander(_("What each is built of"), icon=":material/account_tree:"):
    for tokenizer in tokenizers:
        st.markdown(f"**{escape_markdown(tokenizer.name)}** · {about(tokenizer)}")
        built(tokenizer)

link_to("pages/languages.py", _("Who pays more"), ":material/balance:")

code_panel(
    f"""{imports(tokenizers)}
tokenizers = {in_code(tokenizers)}
comparison = lab.compare({text_in_code(text)}, tokenizers, special={special})
comparison.metrics, comparison.differences, comparison.share_alike"""
)
