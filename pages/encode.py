"""Encode: one text, one real tokenizer, and every step of the way to its tokens."""

from random import Random

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab.encoding import figures
from ui import (
    _,
    code_panel,
    escape_markdown,
    heading,
    linked_text,
    pick_tokenizer,
    show_problem,
    token_chips,
    token_columns,
)

MOST_CHARACTERS = 2_000
ROWS, SYMBOLS = 8, 90
"""Rows and symbols that one animation plays: more would be slow to send and tiring to watch."""
MERGES = 200
"""Merges of one word that the table lists."""
LATTICE = 60
"""Characters of a lattice that one picture shows."""

heading(
    _("Encode"),
    _(
        "Watch one text become tokens. Press play, or pull the slider: the normalizer and the "
        "pre-tokenizer make words of it, the model cuts each word, and the cuts get their ids."
    ),
)

titles = {name: each.title for name, each in lab.BUILT_IN.items()}
tokenizer = pick_tokenizer(titles, lab.tokenizer, lab.tokenizer_file, key="encode-with")
text = linked_text(
    _("Text"),
    key="encode-text",
    default="Unbelievable tokenizers: 你好 🤗!",
    height=80,
    max_chars=MOST_CHARACTERS,
)
special = st.toggle(
    _("Add special tokens"),
    value=True,
    key="encode-special",
    bind="query-params",
    help=_("Those that the model expects around a text, such as [CLS] or <s>."),
)
if not text:
    st.info(_("Type or paste a text to cut."))
    st.stop()

try:
    steps = lab.encode_steps(tokenizer, text, special)
except Problem as problem:
    show_problem(problem)
    st.stop()
if steps.text != text:
    st.warning(
        _("Halves of surrogate pairs in the text are no characters: each is read as U+FFFD.")
    )
if not steps.agrees:
    st.warning(
        _("The replay differs from the library here, so only the library's tokens are shown.")
    )

ALGORITHMS = {
    "bpe": _("BPE: of all neighbours the pair with the lowest rank is joined first."),
    "wordpiece": _("WordPiece: from the left, always the longest piece that the vocabulary holds."),
    "unigram": _("Unigram: of all segmentations the most probable one."),
    "word": _("Whole words are looked up in the vocabulary."),
}
with st.container(horizontal=True, gap="small"):
    st.badge(f"{tokenizer.library}", icon=":material/deployed_code:")
    st.badge(_("{count:,} tokens in the vocabulary").format(count=len(tokenizer)), color="gray")
    st.badge(_("{count} tokens").format(count=len(steps.cut)), color="green")
    if steps.cut.round_trips:
        st.badge(_("decodes back to the same text"), icon=":material/sync:", color="green")
    else:
        st.badge(_("decodes to another text"), icon=":material/sync_problem:", color="orange")
st.caption(ALGORITHMS[tokenizer.algorithm])

rows = lab.rows_of(steps) if steps.agrees else []
if any(row.end - row.start > SYMBOLS for row in rows):
    st.info(_("A word or token of more than {most} symbols is not played.").format(most=SYMBOLS))
    rows = [row for row in rows if row.end - row.start <= SYMBOLS]
if rows:
    first = 0
    if len(rows) > ROWS:
        st.session_state["encode-row"] = min(
            st.session_state.get("encode-row", 1), len(rows) - ROWS + 1
        )
        first = st.slider(_("Play from word"), 1, len(rows) - ROWS + 1, key="encode-row") - 1
    shown, symbols = [], 0
    for row in rows[first : first + ROWS]:
        symbols += row.end - row.start
        if shown and symbols > SYMBOLS:
            break
        shown.append(row)
    st.plotly_chart(
        figures.encode_animation(steps, shown, _),
        key="encode-animation",
        config={"displayModeBar": False},
        alt=_("Words as rows of bars that become tokens, and at the end their ids"),
    )

st.subheader(_("Stages"), anchor=False)
token_chips(
    {
        _("Text"): [steps.text],
        _("Normalizer"): [steps.normalized] if steps.normalized else [],
        _("Pre-tokenizer"): [word.text for word in steps.words],
        _("Model"): [piece for word in steps.words for piece in word.pieces],
        _("Special tokens"): steps.cut.pieces,
        _("Ids"): [str(number) for number in steps.cut.ids],
    },
    unknown=tokenizer.pieces[tokenizer.unknown_id] if tokenizer.unknown_id is not None else "",
)
notes = []
if any("Ġ" in piece or "Ċ" in piece for piece in steps.cut.pieces):
    notes.append(
        _("At byte level every byte is a letter: `Ġ` is a space, `Ċ` a newline, `ĉ` a tab.")
    )
if any("▁" in piece for piece in steps.cut.pieces):
    notes.append(_("SentencePiece writes `▁` for a space."))
if any(piece.startswith("##") for piece in steps.cut.pieces):
    notes.append(_("`##` marks a piece that continues a word."))
if notes:
    st.caption(" ".join(notes))

st.subheader(_("Tokens in the text"), anchor=False)
token_columns(lab.compare(text, [tokenizer], special).view(), key="encode-columns")
if not steps.cut.round_trips:
    st.caption(_("It decodes to:"))
    st.code(steps.cut.decoded, language=None, wrap_lines=True)


@st.fragment
def word_details(words: list[lab.Word]) -> None:
    """The steps of one word as a table; for Unigram its lattice and other segmentations."""
    # At byte level a word in letters for bytes is hard to read: the text says which one it is.
    labels = {
        number: steps.text[word.start : word.end] or word.text for number, word in enumerate(words)
    }
    chosen = 0
    if len(words) > 1:
        at = st.session_state.get("encode-word", 0)
        st.session_state["encode-word"] = at if at in labels else 0
        chosen = st.selectbox(_("Word"), [*labels], format_func=labels.get, key="encode-word")
    word = words[chosen]
    if word.lattice:
        unigram(word.lattice)
    elif word.matches:
        table = {
            _("Position"): [m.start for m in word.matches],
            _("Found"): [m.tried[-1] if m.end > m.start else "" for m in word.matches],
            _("Looked up before"): [
                " ".join(m.tried[:-1] if m.end > m.start else m.tried) for m in word.matches
            ],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True, alt=_("What WordPiece looked up"))
    elif word.merges:
        merges = word.merges[:MERGES]
        pieces = [word.after(step) for step in range(len(merges) + 1)]
        pairs = [(word.symbols[m.start : m.middle], word.symbols[m.middle : m.end]) for m in merges]
        table = {
            _("Pair"): [f"{''.join(left)} + {''.join(right)}" for left, right in pairs],
            _("Rank"): [merge.rank for merge in merges],
            _("What is left"): [" ".join(after) for after in pieces[1:]],
        }
        index = pd.RangeIndex(1, len(merges) + 1, name=_("Merge"))
        st.dataframe(pd.DataFrame(table, index=index), alt=_("Every merge of the word"))
        if len(word.merges) > MERGES:
            st.caption(
                _("The first {count} of {all} merges").format(count=MERGES, all=len(word.merges))
            )
    else:
        st.caption(
            _("Nothing is joined here: {text}").format(text=escape_markdown(" ".join(word.pieces)))
        )


def unigram(lattice: lab.Lattice) -> None:
    """The lattice with its best path, the n best segmentations, and sampled ones."""
    length = len(lattice.word)
    start = 0
    if length > LATTICE:
        start = st.slider(_("From character"), 0, length - LATTICE, key="encode-lattice")
    st.plotly_chart(
        figures.lattice_figure(lattice, start, min(length, start + LATTICE), _),
        key="encode-lattice-figure",
        config={"displayModeBar": False},
        alt=_("Every piece that fits; those of the best path are lit"),
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(_("**The most probable segmentations**"))
        count = st.slider(_("How many"), 1, 30, 8, key="encode-best")
        paths(lattice.n_best(count))
    with right:
        st.markdown(_("**Sampled, as in subword regularization**"))
        alpha = st.slider(
            _("alpha"),
            0.0,
            2.0,
            0.2,
            0.05,
            key="encode-alpha",
            help=_("0 makes all segmentations equally likely; a large value leaves the best one."),
        )
        seed = st.session_state.get("encode-seed", 0)
        st.button(
            _("Draw again"),
            icon=":material/casino:",
            on_click=lambda: st.session_state.update({"encode-seed": seed + 1}),
        )
        draw = Random(seed)
        paths([lattice.sample(alpha, draw) for _n in range(8)])


def paths(found: list[lab.Path]) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                _("Segmentation"): [" ".join(path.pieces) for path in found],
                _("Probability"): [path.probability for path in found],
            }
        ),
        hide_index=True,
        column_config={_("Probability"): st.column_config.NumberColumn(format="%.3g")},
        alt=_("Segmentations with their probabilities"),
    )


inner = [word for word in steps.words if not word.special]
if inner and steps.agrees:
    st.subheader(_("One word, step by step"), anchor=False)
    word_details(inner)

name = next((key for key, each in lab.BUILT_IN.items() if each.title == tokenizer.name), None)
made = f"lab.tokenizer({name or tokenizer.name!r})"
code_panel(
    f"""import tokenizer_lab as lab

steps = lab.encode_steps({made}, {text!r}, special={special})
[(word.text, word.pieces, word.ids) for word in steps.words], steps.agrees"""
)
