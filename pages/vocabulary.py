"""Vocabulary: find tokens, see what one is made of, what none leads to, what two share."""

import streamlit as st

from i18n import Problem
from pages.tokenizer_parts.choice import choose_tokenizer
from pages.vocabulary_parts import beside, search, unreached
from ui import _, heading, linked_choice, show_ended

heading(
    _("Vocabulary"),
    _(
        "Every token that a tokenizer knows: find one by text, ID or bytes, see "
        "what it is made of, which tokens no text leads to, and what two "
        "vocabularies share."
    ),
)

tokenizer = choose_tokenizer("vocabulary-of")
part = linked_choice(
    st.segmented_control,
    _("Part"),
    {
        "tokens": _("All tokens"),
        "beside": _("Compare with another vocabulary"),
        "unreached": _("Never reached"),
    },
    key="vocabulary-part",
    default="tokens",
    required=True,
    label_visibility="collapsed",
)
try:
    match part:
        case "tokens":
            search.show(tokenizer)
        case "beside":
            beside.show(tokenizer)
        case "unreached":
            unreached.show(tokenizer)
except Problem as problem:
    show_ended(problem, unreached.JOB)
