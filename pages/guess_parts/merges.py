"""Which pair merges next? The words as they stand, five pairs, then their counts."""

from random import Random

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import tokenizer_lab as lab
from i18n import N_, Problem, isolated
from tokenizer_lab.cutting import symbols
from ui import (
    _,
    code_panel,
    escape_markdown,
    hold_number,
    in_language,
    linked_choice,
    linked_text,
    ngettext,
    show_problem,
    token_chips,
)

from . import score

ALGORITHMS = {"bpe": "BPE", "wordpiece": "WordPiece"}
CORPORA = {
    "classic": N_("Five words"),
    "english": N_("English"),
    "chinese": N_("Chinese"),
    "mixed": N_("Code and emoji"),
    "text": N_("My own text"),
}
MOST_CHARACTERS = 2_000
MOST_STEPS = 40
MOST_PAIRS = 5
MOST_WORDS = 14
STEP = "guess-step"


def play(choices: DeltaGenerator) -> None:
    """One round: the words, the pairs, and after an answer their counts. What it is about is
    chosen in `choices`."""
    with choices.popover(_("Algorithm and words"), icon=":material/tune:"):
        algorithm = linked_choice(
            st.segmented_control,
            _("Algorithm"),
            ALGORITHMS,
            key="guess-algorithm",
            default="bpe",
            required=True,
        )
        corpus = linked_choice(
            st.pills, _("Words"), in_language(CORPORA), "guess-corpus", "classic", required=True
        )
        text = ""
        if corpus == "text":
            text = linked_text(
                _("Text"), "guess-words", "hug hugs hugging", MOST_CHARACTERS, height=100
            )
    try:
        trace = _trace(algorithm, corpus, text)
    except Problem as problem:
        show_problem(problem)
        return
    if not trace.steps:
        st.info(_("No two symbols stand next to each other here. Take another text."))
        return
    _ask(trace, (algorithm, corpus, text))


@st.cache_resource(max_entries=32, show_spinner=False)
def _trace(algorithm: str, corpus: str, text: str) -> lab.Trace:
    """What is guessed about: a short training, the same for all who guess about it."""
    counts = (
        dict(lab.CLASSIC_COUNTS)
        if corpus == "classic"
        else lab.word_counts(text if corpus == "text" else lab.SAMPLES[corpus])
    )
    alphabet = {symbol for word in counts for symbol in symbols(word, algorithm)}
    return lab.train(algorithm, counts, len(alphabet) + MOST_STEPS)


def _ask(trace: lab.Trace, asked: tuple) -> None:
    step = hold_number(STEP, 1, len(trace.steps), default=1) - 1
    pairs = _pairs(trace, step)
    st.header(
        _("Merge {step}: which two are merged?").format(step=step + 1),
        anchor=False,
    )
    words = sorted(trace.counts, key=lambda word: -trace.counts[word])[:MOST_WORDS]
    token_chips(
        {f"{isolated(word)} × {trace.counts[word]}": trace.state(word, step) for word in words},
        lab.UNKNOWN,
        trace.reading,
    )
    if len(trace.counts) > MOST_WORDS:
        rest = len(trace.counts) - MOST_WORDS
        said = ngettext("and {count} rarer word", "and {count} rarer words", rest)
        st.caption(said.format(count=rest))
    answers = st.session_state.setdefault("guess-answers", {})
    place = (*asked, step)
    if place not in answers:
        with st.container(horizontal=True):
            for at, candidate in enumerate(pairs):
                label = escape_markdown(_joined(trace, candidate))
                if st.button(label, key=f"guess-pair-{step}-{at}"):
                    answers[place] = candidate.pair
                    st.rerun()
    else:
        _tell(trace, step, pairs, answers[place], place)
    score.show("merges")


def _pairs(trace: lab.Trace, step: int) -> list[lab.Candidate]:
    """The best pairs of a step, in an order that does not tell which is the best."""
    pairs = list(trace.candidates(step)[:MOST_PAIRS])
    Random(step).shuffle(pairs)
    return pairs


def _joined(trace: lab.Trace, candidate: lab.Candidate) -> str:
    return " + ".join(isolated(trace.reading(part)) for part in candidate.pair)


def _tell(
    trace: lab.Trace,
    step: int,
    pairs: list[lab.Candidate],
    answer: tuple[str, str],
    place: tuple,
) -> None:
    """What came of an answer: the ranking, and the rule where it is tied."""
    merge = trace.merges[step]
    best = [each.pair for each in pairs if each.score == merge.score]
    right = answer in best
    token = isolated(trace.reading(merge.token))
    score.keep("merges", place, score.Round(f"{step + 1}: {token}", int(right), 1))
    joined = escape_markdown(_joined(trace, lab.Candidate(merge.pair, merge.count, merge.score)))
    by_score = trace.rules.get("rule") == "score"
    said = _("Right.") if right else _("Not this time.")
    if by_score:
        why = _("Count of {pair}: {count}, score: {score:.4f}.")
    else:
        why = _("Count of {pair}: {count}.")
    tied = (
        _("Others are just as good: the rule for ties decides, and each of them counts as right.")
        if len(best) > 1
        else ""
    )
    why = why.format(pair=f"**{joined}**", count=merge.count, score=merge.score)
    st.markdown(f"{':green' if right else ':orange'}[**{said}**] {why} {tied}")
    _ranking(trace, pairs, answer, by_score)
    with st.container(horizontal=True):
        if step + 1 < len(trace.steps):
            st.button(
                _("Next merge"),
                type="primary",
                icon=":material/arrow_forward:",
                on_click=_go_to,
                args=(step + 2,),
            )
        if step:
            st.button(_("From the start"), icon=":material/first_page:", on_click=_go_to, args=(1,))
    code_panel(
        f"""import tokenizer_lab as lab

trace = lab.train({trace.algorithm!r}, {trace.counts!r}, {len(trace.vocab())})
[(each.pair, each.count, each.score) for each in trace.candidates({step})[:{MOST_PAIRS}]]"""
    )


def _ranking(
    trace: lab.Trace, pairs: list[lab.Candidate], answer: tuple[str, str], by_score: bool
) -> None:
    """The pairs that were to choose from, the best first."""
    ranked = sorted(pairs, key=lambda each: -each.score)
    columns: dict[str, list] = {
        _("Pair"): [_joined(trace, each) for each in ranked],
        _("Your guess"): ["✓" if each.pair == answer else "" for each in ranked],
        _("Count"): [each.count for each in ranked],
    }
    most = max(each.score for each in ranked)
    value = _("Score") if by_score else _("Count")
    columns[value] = [each.score for each in ranked]
    st.dataframe(
        pd.DataFrame(columns),
        hide_index=True,
        column_config={
            value: st.column_config.ProgressColumn(
                format="%.4f" if by_score else "%d", min_value=0, max_value=most
            )
        },
        alt=_("Pairs, best first"),
    )


def _go_to(step: int) -> None:
    st.session_state[STEP] = step
