"""What there is to do with a trace: understand it, cut with it, compare it, take it away."""

from functools import partial

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem, Translate, isolated, visible
from tokenizer_lab.learning import figures
from tokenizer_lab.learning.story import number
from ui import (
    TRAINED,
    _,
    chart,
    forest,
    forest_page,
    hold_choice,
    hold_text,
    in_language,
    link_to,
    ngettext,
    player_labels,
    player_page,
    show_choice,
    show_problem,
    token_chips,
    translating,
)

from .controls import ALGORITHMS, PRE_TOKENIZERS
from .playing import STEP, window
from .setup import CLASSIC, Setup
from .training import trace_of

CURVE, FOREST = "learn-curve", "learn-forest"
EXCERPT = 300
"""Characters of the text on which the pre-tokenizers are shown side by side."""
MOST_CHARACTERS = 500
"""Of the words that a reader has cut."""


def how(trace: lab.Trace) -> None:
    """The lesson on the algorithm, with the numbers of this trace."""
    for paragraph in lab.lesson(trace):
        st.markdown(paragraph.said(_))


def all_steps(trace: lab.Trace) -> None:
    """The whole training as one picture, and how good each merge was, or the loss and the number
    of pieces; a click goes to a step."""
    forest(lab.forest(trace), FOREST, st.session_state[STEP], on_step=_go_to_token)
    chart(
        figures.whole_curve(trace, _),
        _("All steps at a glance"),
        key=CURVE,
        on_select=_go_to_point,
        selection_mode="points",
    )


def _go_to_token() -> None:
    st.session_state[STEP] = int(st.session_state[FOREST].step)


def _go_to_point() -> None:
    points = st.session_state[CURVE]["selection"]["points"]
    if points:
        st.session_state[STEP] = int(points[0]["x"])


@st.fragment
def cut_new_words(trace: lab.Trace, source: str) -> None:
    """Words of the reader's own, cut after the step that is looked at and after the last."""
    step = st.session_state[STEP]
    classic = "bug mug thug unhug 🤗"
    hold_text(f"words-{source}", MOST_CHARACTERS)
    words = st.text_input(
        _("Words"),
        value=classic if source == CLASSIC else " ".join([*trace.counts][:6]),
        key=f"words-{source}",
        bind="query-params",
        persist_state="session",
    )
    try:
        lab.word_counts(words)
        st.caption(_("After step {step}, the one chosen above").format(step=step))
        _cuts(trace, words.split(), step)
        st.caption(_("After the last step"))
        _cuts(trace, words.split())
    except Problem as problem:
        show_problem(problem)


def _cuts(trace: lab.Trace, words: list[str], step: int | None = None) -> None:
    cuts = {visible(word): trace.cut(word, step) for word in words}
    token_chips(cuts, lab.UNKNOWN, trace.reading)


@st.cache_data(max_entries=20, show_spinner=False)
def _words(text: str, pretokenizer: str, normalizers: tuple[str, ...]) -> list[str]:
    return lab.pre_tokenize(text, pretokenizer, normalizers)


def pre_tokenizers(setup: Setup) -> None:
    """The beginning of the text as each pre-tokenizer cuts it."""
    text = setup.text or "hug pug pun bun hugs"
    st.caption(
        _(
            "The first {count} characters of the text, split by each pre-tokenizer. "
            "Transformer-XL split at spaces and punctuation and came to {words:,} "
            "words, where hardly any model has more than 50,000 tokens: so the "
            "others split words into subwords."
        ).format(count=min(EXCERPT, len(text)), words=lab.TRANSFORMER_XL_WORDS)
    )
    for name, label in in_language(PRE_TOKENIZERS).items():
        words = _words(text[:EXCERPT], name, setup.normalizers)
        count = ngettext("{count} word", "{count} words", len(words)).format(count=len(words))
        st.markdown(f"**{label}** · {count}")
        token_chips({"": words}, unknown=lab.UNKNOWN)


def against(trace: lab.Trace, setup: Setup) -> None:
    """Another algorithm on the same corpus: steps, vocabularies and words side by side."""
    left, right = st.columns([2, 3])
    with left:
        algorithm = _rival(trace.algorithm)
    rival = trace_of(setup.rival(algorithm), key="learn-rival")
    traces = {_(ALGORITHMS[each.algorithm]): each for each in (trace, rival)}
    vocabularies = {name: {*each.vocab()} for name, each in traces.items()}
    both = set.intersection(*vocabularies.values())
    with right, st.container(horizontal=True):
        st.metric(_("In both vocabularies"), len(both))
        for name, tokens in vocabularies.items():
            st.metric(_("Only in {name}").format(name=name), len(tokens - both))
    steps = range(max(len(each.steps) for each in traces.values()))
    columns = {name: [_in_a_cell(each, at) for at in steps] for name, each in traces.items()}
    st.dataframe(
        pd.DataFrame({_("Step"): [at + 1 for at in steps], **columns}),
        hide_index=True,
        height=300,
        alt=_("The steps of both algorithms, side by side"),
    )
    words = [*trace.counts][:8]
    for (name, each), column in zip(traces.items(), st.columns(2, gap="large")):
        with column:
            count = _("{count:,} tokens in the vocabulary").format(count=len(each.vocab()))
            st.markdown(f"**{name}** · {count}")
            segments = {visible(word): each.segment(word) for word in words}
            token_chips(segments, lab.UNKNOWN, each.reading)


def _rival(algorithm: str) -> str:
    """Choose what to compare an algorithm with; a link that names itself gets the first other."""
    others = {name: _(label) for name, label in ALGORITHMS.items() if name != algorithm}
    hold_choice("against", list(ALGORITHMS), default="unigram")
    if st.session_state["against"] != algorithm:
        return show_choice(st.selectbox, _("Compare with"), others, key="against")
    first = next(iter(others))
    st.session_state["against-shown"] = first
    st.caption(_("Against {name}").format(name=others[first]))
    return first


def _in_a_cell(trace: lab.Trace, at: int) -> str:
    """What a step did, in a cell of a table; nothing after the last."""
    if at >= len(trace.steps):
        return ""
    step = trace.steps[at]
    if isinstance(step, lab.Merge):
        left, right, token = (isolated(trace.reading(part)) for part in (*step.pair, step.token))
        return f"{left} + {right} → {token}  ({number(step.score)})"
    if isinstance(step, lab.Prune):
        gone = _(", ").join(visible(removal.piece) for removal in step.removed[:6])
        return f"−{len(step.removed)}: {gone}"
    return _("loss {value}").format(value=number(step.loss))


def _page(trace: lab.Trace, step: int, say: Translate) -> str:
    """The player as a page of its own, with the story around a step; made when it is asked for,
    when there is no reader any more whose language could be looked up."""
    story = lab.story(trace, *window(trace, step), _=say)
    return player_page(story, player_labels(say), say(ALGORITHMS[trace.algorithm]))


def _forest_page(trace: lab.Trace, say: Translate) -> str:
    """The whole training as a page of its own."""
    return forest_page(lab.forest(trace), say(ALGORITHMS[trace.algorithm]), say)


def take_away(trace: lab.Trace) -> None:
    """Files to download: the player with the steps around here, the whole training as a picture,
    the tokenizer, the trace."""
    st.markdown(_("Download the contents of this page."))
    name, step = trace.algorithm, st.session_state[STEP]
    with st.container(horizontal=True):
        st.download_button(
            _("The animation, one HTML file"),
            partial(_page, trace, step, translating()),
            f"{name}-animation.html",
            "text/html",
            icon=":material/animation:",
            on_click="ignore",
        )
        st.download_button(
            _("The whole training, one HTML file"),
            partial(_forest_page, trace, translating()),
            f"{name}-training.html",
            "text/html",
            icon=":material/account_tree:",
            on_click="ignore",
        )
        st.download_button(
            _("The trained tokenizer.json"),
            trace.tokenizer_json,
            f"{name}-tokenizer.json",
            "application/json",
            icon=":material/data_object:",
            on_click="ignore",
        )
        st.download_button(
            _("The trace as JSON"),
            partial(lab.trace_json, trace),
            f"{name}-trace.json",
            "application/json",
            icon=":material/timeline:",
            on_click="ignore",
        )
    if trace.pretokenizer in ("moses", "spacy", "jieba"):
        st.caption(
            _(
                "A tokenizer.json cannot hold the rules of this pre-tokenizer: the saved tokenizer "
                "expects text whose words they have already set apart by spaces."
            )
        )
    with st.container(horizontal=True):
        encode, compare = {"encode-with": TRAINED}, {"compare-with": [TRAINED, "gpt2"]}
        label = _("Watch it encode a text")
        link_to("pages/encode.py", label, ":material/content_cut:", **encode)
        label = _("Compare it with real ones")
        link_to("pages/compare.py", label, ":material/compare:", **compare)
    st.caption(
        _(
            "The HTML file plays without a network. tokenizers.Tokenizer.from_file and "
            "transformers.PreTrainedTokenizerFast load the tokenizer."
        )
    )
