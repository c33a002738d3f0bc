"""Compare: two to eight real tokenizers cut one text, side by side."""

from time import perf_counter

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab.comparing import figures
from ui import (
    _,
    code_panel,
    escape_markdown,
    heading,
    linked_text,
    pick_tokenizers,
    show_problem,
    token_columns,
)

MOST_CHARACTERS = 300_000
LONG = 20_000
"""Characters from which on the page says how long it will take before it starts."""
WINDOW = 2_500
"""Characters that are drawn at a time; the numbers are always those of the whole text."""
ALGORITHMS = {"bpe": "BPE", "wordpiece": "WordPiece", "unigram": "Unigram", "word": _("words")}
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

titles = {name: each.title for name, each in lab.BUILT_IN.items()}
tokenizers = pick_tokenizers(
    titles,
    lab.tokenizer,
    lab.tokenizer_file,
    key="compare-with",
    default=["gpt2", "bert", "mistral", "qwen"],
    fewest=2,
    most=8,
)
text = linked_text(
    _("Text"), key="compare-text", default=SAMPLE, height=120, max_chars=MOST_CHARACTERS
)
special = st.toggle(
    _("Add special tokens"),
    value=True,
    key="compare-special",
    bind="query-params",
    help=_("Those that the model expects around a text, such as [CLS] or <s>."),
)
if not text:
    st.info(_("Type or paste a text to cut."))
    st.stop()


def seconds_per_character() -> float:
    """Measured on the beginning of the text, with these tokenizers, on this machine."""
    started = perf_counter()
    begin = lab.compare(text[:5_000], tokenizers, special)
    return (perf_counter() - started) / len(begin.text) if begin.metrics else 0.0


if len(text) > LONG and st.session_state.get("compare-agreed") != text:
    estimate = len(text) * seconds_per_character()
    st.warning(
        _(
            "This text has {characters:,} characters; to compare it takes about {seconds:.1f} s."
        ).format(characters=len(text), seconds=estimate)
    )
    st.button(
        _("Compare all the same"),
        type="primary",
        on_click=st.session_state.update,
        kwargs={"compare-agreed": text},
    )
    st.stop()

# A step to another part of the text asks for the same comparison again.
wanted = (text, special, tokenizers)
if st.session_state.get("compare-done", (None, None))[0] != wanted:
    try:
        with st.spinner(_("Cutting …"), show_time=True):
            st.session_state["compare-done"] = wanted, lab.compare(text, tokenizers, special)
    except Problem as problem:
        show_problem(problem)
        st.stop()
comparison = st.session_state["compare-done"][1]
metrics = comparison.metrics
if comparison.text != text:
    st.warning(
        _("Halves of surrogate pairs in the text are no characters: each is read as U+FFFD.")
    )

unspaced = metrics[0].tokens_per_character is not None
rate = _("Tokens per character") if unspaced else _("Tokens per word")
table = pd.DataFrame(
    {
        _("Tokenizer"): [each.name for each in tokenizers],
        _("Tokens"): [row.tokens for row in metrics],
        _("Characters per token"): [row.characters_per_token for row in metrics],
        _("Bytes per token"): [row.bytes_per_token for row in metrics],
        rate: [row.tokens_per_character if unspaced else row.tokens_per_word for row in metrics],
        _("Unknown"): [row.unknown for row in metrics],
        _("Comes back unchanged"): [row.round_trips for row in metrics],
        _("Algorithm"): [ALGORITHMS[each.algorithm] for each in tokenizers],
        _("Vocabulary"): [len(each) for each in tokenizers],
        _("Library"): [each.library for each in tokenizers],
    }
)
decimals = st.column_config.NumberColumn(format="%.2f")
whole = st.column_config.NumberColumn(format="localized")
st.dataframe(
    table,
    hide_index=True,
    column_config={
        _("Tokens"): st.column_config.ProgressColumn(
            format="localized", min_value=0, max_value=max(row.tokens for row in metrics)
        ),
        _("Characters per token"): decimals,
        _("Bytes per token"): decimals,
        rate: decimals,
        _("Unknown"): whole,
        _("Vocabulary"): whole,
    },
    alt=_("A row for every tokenizer with its count of tokens and what follows from it"),
)
notes = [
    _(
        "{share:.0%} of the text is cut alike by all, spaces at the edges of tokens left out."
    ).format(share=comparison.share_alike),
    _("Ratios leave out tokens that were added to the text."),
]
if unspaced:
    notes.append(
        _("The text is mostly in scripts without spaces, so tokens are counted per character.")
    )
st.caption(" ".join(notes))

pages = -(-len(comparison.text) // WINDOW)
st.session_state.setdefault("compare-part", 1)
st.session_state["compare-part"] = min(st.session_state["compare-part"], pages)


def turn() -> None:
    """Go to the part that holds the next difference, or the one before."""
    way = st.session_state["compare-columns"].turn
    part = st.session_state["compare-part"]
    parts = [start // WINDOW + 1 for start, _end in comparison.differences]
    further = [n for n in parts if n > part] if way == "next" else [n for n in parts if n < part]
    if further:
        st.session_state["compare-part"] = min(further) if way == "next" else max(further)
        st.session_state["compare-arrive"] = way


if pages > 1:
    st.slider(_("Part of the text"), 1, pages, key="compare-part")
start = (st.session_state["compare-part"] - 1) * WINDOW
view = comparison.view(start, start + WINDOW)
view["arrive"] = st.session_state.pop("compare-arrive", None)
token_columns(view, key="compare-columns", on_turn=turn)

for each, cut in zip(tokenizers, comparison.cuts):
    if not cut.round_trips:
        with st.expander(
            _("What {name} gives back").format(name=escape_markdown(each.name)),
            icon=":material/sync_problem:",
        ):
            more = "…" if len(cut.decoded) > WINDOW else ""
            st.code(cut.decoded[:WINDOW] + more, language=None, wrap_lines=True)

with st.container(horizontal=True):
    st.download_button(
        "CSV",
        lambda: lab.to_csv(comparison).encode("utf-8-sig"),
        "tokens.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    st.download_button(
        "JSON",
        lambda: lab.to_json(comparison),
        "tokens.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.download_button(
        "HTML",
        lambda: lab.to_html(comparison),
        "tokens.html",
        "text/html",
        icon=":material/download:",
        on_click="ignore",
    )

st.subheader(_("Who pays more"), anchor=False)
st.markdown(
    _(
        "The same three sentences in twelve languages, written for this project. A cell says how "
        "many times as many tokens they take as in English; a question mark says that some of "
        "it is unknown to the vocabulary, so the count means little."
    )
)


st.plotly_chart(
    figures.who_pays(lab.parallel(), tokenizers, _),
    config={"displayModeBar": False},
    alt=_("Languages against tokenizers, each cell the tokens of the same story"),
)
st.caption(
    _("Counts of one tokenizer may be compared across languages; one translation is not a corpus.")
)

named = [name for name, each in lab.BUILT_IN.items() if each.title in {t.name for t in tokenizers}]
written = repr(text) if len(text) <= 500 else 'open("text.txt", encoding="utf-8").read()'
code_panel(
    f"""import tokenizer_lab as lab

tokenizers = [lab.tokenizer(name) for name in {named!r}]
comparison = lab.compare({written}, tokenizers, special={special})
comparison.metrics, comparison.differences, comparison.share_alike"""
)
