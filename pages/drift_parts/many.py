"""Many texts, there and back: how many come back, and the smallest text of each reason."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import tables
import tokenizer_lab as lab
from i18n import Problem
from pages.drift_parts import strips
from pages.tokenizer_parts import TITLES, imports, in_code
from pages.tokenizer_parts.choice import choose_tokenizers
from tokenizer_lab.comparing.drift.survey import KINDS
from ui import (
    _,
    begin_again,
    code_panel,
    finished_job,
    linked_choice,
    linked_text,
    read_once,
    show_ended,
    show_faults,
    show_problem,
    text_in_code,
    upload,
)

MOST = 12
MOST_CHARACTERS = 200_000
LARGEST_MB = 5
RANDOM = 2_000
LINES = "A sentence.\nÜmläute, caf\u00e9 and cafe\u0301\nﬁne ① ½\n  indented = 'x'\n你好 👩‍🚀 𠮷"
TABLES = "import tables\n"
KINDS_OF_FILE = list(tables.KINDS)


def show(clean: bool) -> None:
    """The texts, the share of them that comes back, and why the others do not."""
    sources = {
        "world": _("twelve languages"),
        "english": _("English"),
        "chinese": _("Chinese"),
        "mixed": _("code and emoji"),
        "random": _("{count:,} random texts").format(count=RANDOM),
        "own": _("my lines"),
        "file": _("a file"),
    }
    source = linked_choice(
        st.pills, _("Texts"), sources, key="drift-sample", default="world", required=True
    )
    try:
        texts, code = _texts(source)
    except Problem as problem:
        show_problem(problem)
        return
    tokenizers = choose_tokenizers(
        key="drift-many",
        default=list(TITLES)[:MOST],
        fewest=1,
        most=MOST,
    )
    if not texts:
        st.info(_("There is no line of text yet."))
        return
    try:
        job = finished_job(
            "drift-survey",
            (texts, tokenizers, clean),
            partial(lab.survey, texts, tokenizers, clean),
            doing=_("Round trips … {percent:.0%}"),
            stop=_("Stop"),
        )
        surveys = job.result()
    except Problem as problem:
        show_ended(problem, "drift-survey")
        return
    if job.stopped:
        st.info(_("Stopped: what was looked at by then is shown."), icon=":material/stop_circle:")
        begin_again("drift-survey", _("Look at all"))
    _results(surveys, len(texts))
    options = ", clean_up=True" if clean else ""
    code_panel(
        f"""{TABLES if "tables." in code else ""}{imports(tokenizers)}
texts = {code}
surveys = lab.survey(texts, {in_code(tokenizers)}{options})
[(each.name, each.back, each.losses) for each in surveys]"""
    )


def _texts(source: str) -> tuple[list[str], str]:
    """The texts of a source, and the expression that makes them."""
    if source == "world":
        return lab.sample(), "lab.sample()"
    if source == "random":
        # A browser sends no halves of surrogate pairs.
        code = f"[text for text in lab.random_texts({RANDOM}) if text.isprintable()]"
        return _random(), code
    if source == "own":
        lines = linked_text(
            _("One text per line"),
            key="drift-lines",
            default=LINES,
            max_chars=MOST_CHARACTERS,
            height=130,
        )
        return _lines(lines), f"{text_in_code(lines)}.splitlines()"
    if source == "file":
        file = upload(
            _("Text file or table"), KINDS_OF_FILE, key="drift-file", most=LARGEST_MB, stays=True
        )
        if file is None:
            return [], "[]"
        table = read_once(
            "drift-read", file.file_id, lambda: tables.read_file(file.name, file.getvalue())
        )
        show_faults(table.faults)
        column, texts = next(iter(table.columns.items()))
        read = f'tables.read_file({file.name!r}, open({file.name!r}, "rb").read())'
        return texts, f"{read}.columns[{column!r}]"
    return _lines(lab.SAMPLES[source]), f"lab.SAMPLES[{source!r}].splitlines()"


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@st.cache_data(max_entries=1, show_spinner=False)
def _random() -> list[str]:
    return [text for text in lab.random_texts(RANDOM) if text.isprintable()]


def _results(surveys: list[lab.Survey], texts: int) -> None:
    everything = sum(each.back == each.texts for each in surveys)
    st.markdown(
        _("**All {texts:,} texts come back in {count} of {all} tokenizers.**").format(
            texts=texts, count=everything, all=len(surveys)
        )
    )
    st.dataframe(
        pd.DataFrame(
            {
                _("Tokenizer"): [each.name for each in surveys],
                _("Share that comes back"): [
                    100 * each.back / each.texts if each.texts else None for each in surveys
                ],
                _("Come back"): [each.back for each in surveys],
                _("Texts"): [each.texts for each in surveys],
            }
        ),
        hide_index=True,
        column_config={
            _("Share that comes back"): st.column_config.ProgressColumn(
                format="%.1f%%", min_value=0, max_value=100
            )
        },
        alt=_("For each tokenizer how many of the texts come back"),
    )
    losses = [(each.name, at, loss) for at, each in enumerate(surveys) for loss in each.losses]
    if losses:
        _reasons(losses)


def _reasons(losses: list[tuple[str, int, Any]]) -> None:
    """Each reason in each tokenizer with its smallest text, which a tick opens."""
    st.header(_("Why, and the smallest text of each reason"), anchor=False)

    def select() -> None:
        rows = st.session_state["drift-losses"]["selection"]["rows"]
        if rows:
            st.session_state["drift-text"] = losses[rows[0]][2].smallest
            st.session_state["drift-as"] = "text"
            st.session_state["drift-view"] = "one"

    rows = [
        {
            _("Tokenizer"): name,
            _("Reason"): _(KINDS[loss.reason]),
            _("Texts"): loss.count,
            _("Smallest"): strips.pointed(loss.smallest),
            _("Shortest example"): strips.pointed(loss.example),
        }
        for name, _at, loss in losses
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="drift-losses",
        on_select=select,
        selection_mode="single-row",
        column_config={
            _("Smallest"): st.column_config.TextColumn(
                help=_("No character of it can be dropped: without it the reason is gone.")
            ),
            _("Shortest example"): st.column_config.TextColumn(width="large"),
        },
        alt=_("For each tokenizer the reasons why texts do not come back, with examples"),
    )
    st.caption(_("Tick a row to open its smallest text under “One text or IDs”."))
