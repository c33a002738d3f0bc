"""Compare: two to eight real tokenizers cut one text, side by side."""

from functools import partial

import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.compare_parts import cuts
from pages.compare_parts.metrics import metrics_table
from pages.compare_parts.text import choose_text
from pages.tokenizer_parts import imports, in_code
from pages.tokenizer_parts.built import about, built
from pages.tokenizer_parts.choice import choose_tokenizers
from ui import (
    _,
    choose_section,
    code_panel,
    escape_markdown,
    finished_job,
    heading,
    link_to,
    show_ended,
    special_tokens_toggle,
    stop,
    text_in_code,
)

SECTIONS = {
    "numbers": _("Numbers"),
    "back": _("What each gives back"),
    "built": _("What each is built of"),
}

heading(
    _("Compare"),
    _(
        "The same text, split by several real tokenizers. Point at a token, or "
        "tap it, to see its place in the text and what the others do there; wavy "
        "lines mark where they differ."
    ),
)

text, row = choose_text()
tokenizers = choose_tokenizers(
    key="compare-with",
    default=["gpt2", "bert", "mistral", "qwen"],
    fewest=2,
    most=8,
    row=row,
)
with row:
    special = special_tokens_toggle("compare-special")
if not text:
    st.info(_("Type or paste a text to tokenize."))
    stop()

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
    stop()
if comparison.text != text:
    st.warning(_("Unpaired surrogates in the text are read as U+FFFD."))

cuts.columns(comparison)
section = choose_section(_("Section"), SECTIONS, key="compare-section", default="numbers")
if section == "numbers":
    metrics_table(comparison)
elif section == "back":
    cuts.decodings(comparison)
else:
    for tokenizer in tokenizers:
        st.markdown(f"**{escape_markdown(tokenizer.name)}** · {about(tokenizer)}")
        built(tokenizer)
cuts.downloads(comparison)
link_to("pages/languages.py", _("Tokens by language"), ":material/balance:")

code_panel(
    f"""{imports(tokenizers)}
tokenizers = {in_code(tokenizers)}
comparison = lab.compare({text_in_code(text)}, tokenizers, special={special})
comparison.metrics, comparison.differences, comparison.share_alike"""
)
