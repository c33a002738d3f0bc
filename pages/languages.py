"""Languages: how many tokens the same text takes in over four hundred of them, and in code."""

from functools import partial

import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.languages_parts import code, language, overview
from pages.languages_parts.counting import LANGUAGE, ORDER, PROGRAM, count, hold_order
from pages.tokenizer_parts import TITLES, imports, in_code
from ui import (
    _,
    code_panel,
    finished_job,
    heading,
    hold_choice,
    in_language,
    linked_choice,
    pick_tokenizers,
    search_box,
    show_choice,
    show_ended,
)

heading(
    _("Who pays more"),
    _(
        "The same article of the Universal Declaration of Human Rights in {count} translations: "
        "who needs more tokens for the same words waits longer, pays more and fits less."
    ).format(count=len(lab.declaration())),
)
tokenizers = pick_tokenizers(
    TITLES,
    lab.tokenizer,
    lab.tokenizer_file,
    key="languages-with",
    default=["gpt2", "mistral", "qwen", "qwen3"],
    fewest=2,
    most=12,
)
order = hold_order(tokenizers)
hold_choice(LANGUAGE, [each.code for each in lab.declaration()], "hin")
hold_choice(PROGRAM, [each.language for each in lab.programs()], "C")
by = hold_choice("languages-by", list(overview.GROUPS), "script")
article = int(hold_choice("languages-article", [str(each) for each in lab.ARTICLES], "1"))

try:
    counted = finished_job(
        "languages-job",
        (article, tokenizers),
        partial(count, article, tokenizers),
        doing=_("Counting … {percent:.0%}"),
        stop=_("Stop"),
    ).result()
except Problem as problem:
    show_ended(problem, "languages-job")
    st.stop()

overview.finding(counted, order)
left, right = st.columns([8, 5], gap="medium")
with left:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = linked_choice(
            st.segmented_control,
            _("View"),
            {"heat": _("Heat map"), "map": _("World map")},
            key="languages-view",
            default="heat",
            required=True,
            label_visibility="collapsed",
        )
        show_choice(
            st.segmented_control,
            _("Text"),
            {"1": _("Article 1, short"), "26": _("Article 26, long")},
            "languages-article",
            required=True,
            label_visibility="collapsed",
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if view == "map":
            titles = {each.source: each.name for each in tokenizers}
            show_choice(
                st.selectbox,
                _("Tokenizer"),
                titles,
                ORDER,
                label_visibility="collapsed",
                width=200,
            )
        else:
            show_choice(
                st.segmented_control,
                _("Groups"),
                in_language(overview.GROUPS),
                "languages-by",
                required=True,
                label_visibility="collapsed",
            )
        wanted = search_box(
            _("Language, script or region"),
            "languages-find",
            label_visibility="collapsed",
            width=240,
        )
    if view == "heat":
        overview.heat_map(counted, order, by, wanted)
    else:
        overview.world(counted, order, wanted)
with right:
    language.about(counted)

st.subheader(_("The text in tokens"), anchor=False)
language.in_tokens(counted)

st.subheader(_("And code"), anchor=False)
code.code(counted, order)

st.caption(
    _(
        "Texts, names and places: npm package {source} (MIT) of {date}, from the Unicode project's "
        "collection of the Declaration; own and Chinese names: CLDR; coasts: Natural Earth. "
        "One translation is not a corpus: translators differ, and a longer text means less chance."
    ).format(source=lab.SOURCE, date=lab.PUBLISHED)
)
overview.download(counted)

code_panel(
    f"""{imports(tokenizers)}
declaration = lab.declaration(article={article})
english = [each.code for each in declaration].index(lab.ENGLISH)
texts = tuple(each.text for each in declaration)
bills = lab.bills(texts, {in_code(tokenizers)}, base=english)
bills.tokens, bills.times  # a row a language, a column a tokenizer"""
)
