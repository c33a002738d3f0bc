"""Merges: BPE learns from words or from a text, and every merge is played."""

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab import figures
from ui import _, code_panel, complain, heading, linked_choice, token_chips

WINDOW = 30
"""Merges that one animation plays: more would be slow to send and tiring to watch."""

train = st.cache_resource(lab.train, max_entries=8, show_spinner=False)

heading(
    _("Merges"),
    _(
        "Byte-pair encoding starts from single characters and, again and again, joins the two "
        "neighbours that stand together most often. The order of the joins is the tokenizer."
    ),
)

SOURCES = {"notes": _("The notes' five words"), "text": _("My own text")}
PRE_TOKENIZERS = {
    "whitespace": _("Whitespace"),
    "whitespace_punctuation": _("Whitespace and punctuation"),
    "bert": _("BERT: whitespace and every punctuation mark alone"),
}
SAMPLE = (
    "She sells sea shells by the sea shore. The shells she sells are sea shells, I am sure. "
    "吃葡萄不吐葡萄皮，不吃葡萄倒吐葡萄皮。"
)

source = linked_choice(
    st.segmented_control, _("Learn from"), SOURCES, key="corpus", default="notes", required=True
)
if source == "text":
    st.session_state.setdefault("text", SAMPLE)
    text = st.text_area(_("Text"), key="text", max_chars=50_000, persist_state="session")
    pretokenizer = linked_choice(
        st.selectbox,
        _("Pre-tokenizer"),
        PRE_TOKENIZERS,
        key="pretokenizer",
        default="whitespace_punctuation",
    )
size = st.number_input(
    _("Vocabulary size"), min_value=1, max_value=2000, value=100, key="size",
    bind="query-params", width=220,
    help=_("Characters count too; learning stops earlier when no pair is left."),
)  # fmt: skip

try:
    counts = lab.NOTES_COUNTS if source == "notes" else lab.word_counts(text, pretokenizer)
    trace = train("bpe", counts, vocab_size=size)
except Problem as problem:
    complain(problem)
    st.stop()

if not trace.steps:
    st.info(
        _("There is no merge to play: no two characters stand next to each other, or the "
          "characters alone fill the vocabulary.")
    )  # fmt: skip
    st.stop()

first, last = 0, len(trace.steps)
if last > WINDOW:
    first = st.slider(_("Play from merge"), 0, last - WINDOW, key="first", bind="query-params")
    last = first + WINDOW

picture, details = st.columns([5, 3], gap="large")
picture.plotly_chart(
    figures.merge_animation(trace, first, last, _),
    key="animation",
    config={"displayModeBar": False},
    alt=_("Words as rows of token bars that fuse, and the pairs ranked by count"),
)
with details:
    st.metric(
        _("Vocabulary"),
        len(trace.vocab()),
        delta=_("{alphabet} characters + {merges} merges").format(
            alphabet=len(trace.alphabet), merges=len(trace.steps)
        ),
        delta_color="off",
        delta_arrow="off",
    )
    st.dataframe(
        pd.DataFrame(
            {
                _("Pair"): [" + ".join(step.pair) for step in trace.steps],
                _("Count"): [step.count for step in trace.steps],
                _("Token"): [step.token for step in trace.steps],
                _("Tied"): [step.tied for step in trace.steps],
            },
            index=pd.RangeIndex(1, len(trace.steps) + 1, name=_("Merge")),
        ),
        height=300,
        alt=_("Every merge with its pair, count and token"),
    )
    st.caption(
        _("A tie goes to the pair whose tokens entered the vocabulary first, as in the "
          "trainer of Hugging Face's tokenizers.")
    )  # fmt: skip

suggestion = "bug mug thug unhug 🤗" if source == "notes" else " ".join([*counts][:5])
st.subheader(_("Cut new words with these merges"), anchor=False)


@st.fragment
def cut_new_words(trace: lab.Trace) -> None:
    left, right = st.columns(2, gap="large")
    words = left.text_input(
        _("Words"), value=suggestion, key=f"words-{source}", max_chars=500,
        persist_state="session",
    )  # fmt: skip
    step = right.slider(_("After merge"), 0, len(trace.steps), len(trace.steps))
    token_chips({word: trace.segment(word, step) for word in words.split()}, unknown=lab.UNKNOWN)


cut_new_words(trace)

corpus = "lab.NOTES_COUNTS"
if source == "text":
    written = repr(text) if len(text) <= 500 else 'open("corpus.txt", encoding="utf-8").read()'
    corpus = f"lab.word_counts({written}, {pretokenizer!r})"
code_panel(
    f"""import tokenizer_lab as lab

trace = lab.train("bpe", {corpus}, vocab_size={size})
[(step.pair, step.count, step.token) for step in trace.steps]"""
)
