"""What is seen first: the ways in, one text in four tokenizers, and a tokenizer that learns."""

from typing import Any

import streamlit as st

import catalogue
import inference
import tokenizer_lab as lab
from ui import _, link_to, linked_line, ngettext, player, read_once, token_columns

SENTENCE = "人工智能正在改变世界。"
TOKENIZERS = ("gpt2", "bert", "mistral", "qwen")
TEXT = "overview-text"
MOST_CHARACTERS = 200


def ways_in() -> None:
    """Four links, each with a number of what is behind it."""
    ways = [
        (
            ("pages/models.py", _("Find a model"), ":material/grid_view:", {}),
            _("{models} architectures, {checkpoints:,} released checkpoints").format(
                models=len(catalogue.models()), checkpoints=len(catalogue.checkpoints())
            ),
        ),
        (
            ("pages/pipelines.py", _("Run a model"), ":material/play_circle:", {"run": "1"}),
            _("{count} tasks with a checkpoint that comes with the app").format(
                count=sum(task.has_demo for task in inference.tasks().values())
            ),
        ),
        (
            ("pages/learn.py", _("See a tokenizer learn"), ":material/school:", {}),
            _("{count} algorithms, every step of their training").format(count=len(lab.ALGORITHMS)),
        ),
        (
            ("pages/compare.py", _("Compare tokenizers"), ":material/compare:", {}),
            _("{count} built-in tokenizers, and any of the Hub").format(count=len(lab.BUILT_IN)),
        ),
    ]
    for column, ((page, label, icon, link), number) in zip(st.columns(4), ways):
        with column.container(border=True, gap=None, height="stretch"):
            link_to(page, label, icon, **link)
            st.caption(number)


@st.fragment
def side_by_side() -> None:
    """The reader's text in four tokenizers; only this part of the page runs again for another."""
    left, right = st.columns([2, 3], vertical_alignment="center")
    with left:
        text = linked_line(
            _("Text"),
            TEXT,
            SENTENCE,
            MOST_CHARACTERS,
            live=True,
            label_visibility="collapsed",
            placeholder=SENTENCE,
        )
        text = text.strip() or SENTENCE
    counts, view = read_once("overview-cuts", text, lambda: _cuts(text))
    with right:
        st.markdown(_finding(counts, text))
    token_columns(view, key="overview-columns")


def _finding(counts: list[int], text: str) -> str:
    fewest, most = min(counts), max(counts)
    if text == SENTENCE:
        finding = _(
            "“Artificial intelligence is changing the world”: one model reads {fewest} tokens, "
            "another {most}."
        )
    elif fewest == most:
        finding = ngettext(
            "All of them read {most} token.", "All of them read {most} tokens.", most
        )
    else:
        finding = ngettext(
            "One model reads {fewest} token, another {most}.",
            "One model reads {fewest} tokens, another {most}.",
            fewest,
        )
    return finding.format(fewest=fewest, most=most)


def _cuts(text: str) -> tuple[list[int], dict[str, Any]]:
    """How many tokens each of `TOKENIZERS` reads that knows all of the text, and what
    `token_columns` draws."""
    tokenizers = [lab.tokenizer(name) for name in TOKENIZERS]
    comparison = lab.compare(text, tokenizers, special=False)
    knowing = [cut for cut in comparison.cuts if text == SENTENCE or not cut.unknown.any()]
    counts = [len(cut) for cut in knowing]
    return counts, comparison.view(0, len(text)) | {"arrive": None}


@st.fragment
def one_learns() -> None:
    """BPE on the classic five words: it plays once and rests."""
    story = read_once("overview-story", st.session_state["lang"], _story)
    player(story, "overview-player", step=0, plays=True)


def _story() -> dict[str, Any]:
    trace = lab.train("bpe", lab.CLASSIC_COUNTS, vocab_size=20)
    return lab.story(trace, 0, len(trace.steps), _=_)
