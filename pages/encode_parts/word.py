"""One word, step by step: what was merged, looked up or weighed."""

from collections.abc import Callable
from random import Random

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import isolated, visible
from tokenizer_lab.encoding import figures
from ui import _, chart, escape_markdown, hold_number, show_held

MERGES = 200
"""Merges of one word that the table lists."""
LATTICE = 60
"""Characters of a lattice that one picture shows."""
WORD, FROM, SEED = "encode-word", "encode-lattice", "encode-seed"
MOST_DRAWS = 1_000_000


@st.fragment
def word_details(text: str, words: list[lab.Word], reading: Callable[[str], str]) -> None:
    """Choose a word of `text` and see its steps; for Unigram its lattice and other cuts.

    `reading` says how a piece is read.
    """
    word = _choose(text, words)
    if word.lattice:
        _unigram(word.lattice)
    elif word.matches:
        _matches(word)
    elif word.merges:
        _merges(word, reading)
    else:
        pieces = escape_markdown(" ".join(visible(reading(piece)) for piece in word.pieces))
        st.caption(_("Nothing to merge here: {text}").format(text=pieces))


def _choose(text: str, words: list[lab.Word]) -> lab.Word:
    if len(words) == 1:
        return words[0]
    # At byte level a word in letters for bytes is hard to read: the text says which one it is.
    labels = [text[word.start : word.end] or word.text for word in words]
    hold_number(WORD, 0, len(words) - 1, default=0)
    show_held(st.selectbox, _("Word"), range(len(words)), key=WORD, format_func=labels.__getitem__)
    return words[st.session_state[WORD]]


def _matches(word: lab.Word) -> None:
    """The pieces that WordPiece looked up, the longest first, until it knew one."""
    table = {
        _("Position"): [match.start for match in word.matches],
        _("Found"): [
            visible(match.tried[-1]) if match.end > match.start else "" for match in word.matches
        ],
        _("Looked up before"): [
            " ".join(match.tried[:-1] if match.end > match.start else match.tried)
            for match in word.matches
        ],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, alt=_("What WordPiece looked up"))


def _merges(word: lab.Word, reading: Callable[[str], str]) -> None:
    """The merges of BPE in their order, each with its rank."""
    merges = word.merges[:MERGES]
    sides = [
        (word.symbols[merge.start : merge.middle], word.symbols[merge.middle : merge.end])
        for merge in merges
    ]
    table = {
        _("Pair"): [
            " + ".join(isolated(reading("".join(side))) for side in pair) for pair in sides
        ],
        _("Rank"): [merge.rank for merge in merges],
        _("What is left"): [
            " ".join(visible(reading(piece)) for piece in word.after(step))
            for step in range(1, len(merges) + 1)
        ],
    }
    index = pd.RangeIndex(1, len(merges) + 1, name=_("Merge"))
    st.dataframe(pd.DataFrame(table, index=index), alt=_("Every merge of the word"))
    if len(word.merges) > MERGES:
        st.caption(
            _("The first {count} of {all} merges").format(count=MERGES, all=len(word.merges))
        )


def _unigram(lattice: lab.Lattice) -> None:
    """The lattice with its best path, the n best cuts, and sampled ones."""
    length = len(lattice.word)
    start = 0
    if length > LATTICE:
        start = hold_number(FROM, 0, length - LATTICE, default=0)
        show_held(st.slider, _("From character"), 0, length - LATTICE, key=FROM)
    chart(
        figures.lattice_figure(lattice, start, min(length, start + LATTICE), _),
        _("All candidate pieces; the best path is highlighted"),
        key="encode-lattice-figure",
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(_("**The most probable segmentations**"))
        count = st.slider(_("Number shown"), 1, 30, 8, key="encode-best", bind="query-params")
        _paths(lattice.n_best(count))
    with right:
        st.markdown(_("**Sampled, as in subword regularization**"))
        alpha = st.slider(
            _("alpha"),
            0.0,
            2.0,
            0.2,
            0.05,
            key="encode-alpha",
            bind="query-params",
            help=_("0 makes all segmentations equally likely; a large value leaves the best one."),
        )
        seed = hold_number(SEED, 0, MOST_DRAWS, default=0)
        st.button(
            _("Draw again"),
            icon=":material/casino:",
            on_click=lambda: st.session_state.update({SEED: (seed + 1) % MOST_DRAWS}),
        )
        random = Random(seed)
        _paths([lattice.sample(alpha, random) for _n in range(8)])


def _paths(paths: list[lab.Path]) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                _("Segmentation"): [" ".join(map(visible, path.pieces)) for path in paths],
                _("Probability"): [path.probability for path in paths],
            }
        ),
        hide_index=True,
        column_config={_("Probability"): st.column_config.NumberColumn(format="%.3g")},
        alt=_("Segmentations with their probabilities"),
    )
