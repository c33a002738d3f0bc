"""One text or one list of ids, there and back in several tokenizers."""

from typing import Any

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem, isolated
from pages.drift_parts import strips
from pages.drift_parts.strips import Row
from pages.tokenizer_parts import TITLES, imports, in_code
from pages.tokenizer_parts.choice import choose_tokenizers
from tokenizer_lab.comparing.drift import REASONS, STAGES, given_ids
from ui import (
    _,
    code_panel,
    escape_markdown,
    hold_number,
    lab_text,
    linked_choice,
    read_once,
    show_problem,
)

MOST = 12
MOST_CHARACTERS = 2_000
SAMPLE = "The ﬁrst cafe\u0301 , two  spaces and 👩‍🚀"
EXAMPLES = {
    "text": SAMPLE,
    "bert": "[101, 2023, 2003, 2075, 102]",
    "cuts": "[71, 695, 78, 995]",
    "half": "[19526, 254, 19526]",
    "control": "[1, 1, 22557, 2]",
}
"""What may be tried: a text, and ids that do not come back, each for its own reason."""
Outcome = lab.RoundTrip | Problem


def show(clean: bool) -> None:
    """The field, the table of all tokenizers, and the one that is open."""
    given, kind = _ask()
    tokenizers = choose_tokenizers(
        key="drift-with",
        default=list(TITLES)[:MOST],
        fewest=1,
        most=MOST,
    )
    if not given:
        st.info(_("Type or paste a text, or IDs."))
        return
    try:
        what: str | list[int] = given_ids(given) if kind == "ids" else given
    except Problem as problem:
        show_problem(problem)
        return
    outcomes = read_once(
        "drift-trips",
        (what, clean, tokenizers),
        lambda: [_outcome(each, what, clean) for each in tokenizers],
    )
    opened = _table(tokenizers, outcomes, isinstance(what, list))
    _open(tokenizers[opened], outcomes[opened])
    options = ", clean_up=True" if clean else ""
    code_panel(
        f"""{imports(tokenizers)}
given = {what!r}
trips = [lab.round_trip(each, given{options}) for each in {in_code(_fit(tokenizers, outcomes))}]
[(trip.place, trip.reason, trip.stage, str(trip.sentence)) for trip in trips]"""
    )


def _fit(tokenizers: list[lab.Tokenizer], outcomes: list[Outcome]) -> list[lab.Tokenizer]:
    """The tokenizers that took what was given: the others would raise a problem."""
    pairs = zip(tokenizers, outcomes)
    return [each for each, outcome in pairs if not isinstance(outcome, Problem)]


def _ask() -> tuple[str, str]:
    """What was pasted, and whether it is read as "text" or "ids"."""
    examples = {
        "text": _("A text"),
        "bert": _("IDs of BERT"),
        "cuts": _("IDs that no text gives"),
        "half": _("Half a character"),
        "control": _("Two beginnings"),
    }

    def try_out() -> None:
        if chosen := st.session_state["drift-example"]:
            st.session_state["drift-text"] = EXAMPLES[chosen]
            st.session_state["drift-example"] = None

    left, right = st.columns([3, 2], gap="medium")
    with left:
        given = lab_text(
            _("Text or IDs"),
            key="drift-text",
            default=SAMPLE,
            max_chars=MOST_CHARACTERS,
            is_text=lambda given: not lab.read_ids(given),
            height=90,
            help=_("IDs as they are printed: [101, 2023], 101 2023, a tensor or JSON."),
        )
    guess = "ids" if lab.read_ids(given) else "text"
    kinds = {"ids": _("IDs"), "text": _("text")}
    with right:
        chosen = linked_choice(
            st.segmented_control,
            _("Read as"),
            {"": _("guess: {kind}").format(kind=kinds[guess]), **kinds},
            key="drift-as",
            default="",
            required=True,
        )
    st.pills(
        _("Examples"),
        list(examples),
        format_func=lambda name: examples[name],
        key="drift-example",
        on_change=try_out,
        label_visibility="collapsed",
    )
    return given, chosen or guess


def _outcome(tokenizer: lab.Tokenizer, what: str | list[int], clean: bool) -> Outcome:
    try:
        return lab.round_trip(tokenizer, what, clean)
    except Problem as problem:
        return problem


def _table(tokenizers: list[lab.Tokenizer], outcomes: list[Outcome], of_ids: bool) -> int:
    """A row for each tokenizer; the number of the one that is open, kept in the link from 1 on:
    with 0 it is the first that does not come back."""
    chosen = hold_number("drift-open", 0, len(tokenizers), 0)
    lost = [at for at, each in enumerate(outcomes) if not _comes_back(each)]
    opened = chosen - 1 if chosen else next(iter(lost), 0)
    back = len(outcomes) - len(lost)
    st.markdown(
        _("**Comes back in {back} of {all} tokenizers.** Tick a row to open it.").format(
            back=back, all=len(outcomes)
        )
    )

    def select() -> None:
        rows = st.session_state["drift-rows"]["selection"]["rows"]
        st.session_state["drift-open"] = rows[0] + 1 if rows else 0

    selection: Any = {"selection": {"rows": [opened], "columns": [], "cells": []}}
    if "drift-rows" in st.session_state:
        st.session_state["drift-rows"] = selection
    st.dataframe(
        pd.DataFrame([_row(*pair) for pair in zip(tokenizers, outcomes)]),
        hide_index=True,
        key="drift-rows",
        on_select=select,
        selection_mode="single-row",
        selection_default=selection,
        column_config={
            _("Why"): st.column_config.TextColumn(width="large"),
            _("Where"): st.column_config.TextColumn(
                help=_("The first ID that differs, from 1 on.")
                if of_ids
                else _("The first character that differs, from 1 on.")
            ),
        },
        alt=_("Every tokenizer, whether it comes back, and if not where and why"),
    )
    return opened


def _comes_back(outcome: Outcome) -> bool:
    return not isinstance(outcome, Problem) and outcome.comes_back


def _row(tokenizer: lab.Tokenizer, outcome: Outcome) -> dict[str, str]:
    row = {_("Tokenizer"): tokenizer.name}
    if isinstance(outcome, Problem):
        said = {_("Comes back"): "✗", _("Where"): "", _("Stage"): ""}
        return row | said | {_("Why"): outcome.sentence.said(_)}
    return row | {
        _("Comes back"): "✓" if outcome.comes_back else "✗",
        _("Where"): "" if outcome.place is None else f"{outcome.place + 1:,}",
        _("Stage"): _stage(outcome),
        _("Why"): outcome.sentence.said(_) if outcome.sentence else "",
    }


def _stage(trip: lab.RoundTrip) -> str:
    if trip.stage:
        return _(STAGES[trip.stage])
    return _("before all stages") if trip.reason else ""


def _open(tokenizer: lab.Tokenizer, outcome: Outcome) -> None:
    """One tokenizer's way there and back."""
    st.header(escape_markdown(tokenizer.name), anchor=False)
    if isinstance(outcome, Problem):
        show_problem(outcome)
        return
    if outcome.reason is None or outcome.sentence is None:
        st.success(_("Everything comes back."), icon=":material/sync:")
    else:
        reason, said = _(REASONS[outcome.reason]), escape_markdown(outcome.sentence.said(_))
        st.warning(f"**{reason}** · {said}", icon=":material/sync_problem:")
    strips.draw(_ids(tokenizer, outcome) if outcome.given is not None else [])
    if outcome.given is not None:
        st.caption(_("Every stage of the text that the IDs decode to:"))
    strips.draw(_stages(tokenizer, outcome))
    if outcome.lead or outcome.tail:
        st.caption(
            _("Pale tokens are those that the encoder puts around a text: they are left out of it.")
        )


def _ids(tokenizer: lab.Tokenizer, trip: lab.RoundTrip) -> list[Row]:
    """The ids that were given, and those that came back, below each other."""

    def strip(ids: tuple[int, ...]) -> str:
        pieces = [tokenizer.reading(tokenizer.pieces[number]) for number in ids]
        return strips.tokens(pieces, ids, trip.place, (trip.lead, trip.tail))

    return [Row(_("IDs given"), strip(trip.given or ())), Row(_("IDs again"), strip(trip.again))]


def _stages(tokenizer: lab.Tokenizer, trip: lab.RoundTrip) -> list[Row]:
    """The text at each stage, the one that lost something with a badge."""
    way, of_text = trip.stages, trip.given is None
    place = trip.place if of_text else None
    token = _token_at(trip)
    words = [tokenizer.reading(word) for word, _start, _end in way.words]
    pieces = [tokenizer.reading(piece) for piece in way.pieces]
    here = {trip.stage: _("changed here")} if trip.stage else {}
    rows = [
        Row(
            _("Text"),
            strips.text(trip.text, place),
            _("changed here") if trip.reason and not trip.stage else "",
        ),
        Row(_("Normalizer"), strips.text(way.normalized), here.get("normalizer", "")),
        Row(_("Pre-tokenizer"), strips.tokens(words, None), here.get("pre_tokenizer", "")),
        Row(
            _("Tokens and IDs"),
            strips.tokens(pieces, way.ids, token, (way.before, way.after)),
            here.get("model", ""),
        ),
        Row(_("Decoded"), strips.text(trip.back, place), here.get("decoder", "")),
    ]
    if way.added:
        names = [isolated(name) for name, _start, _end in way.added]
        rows.insert(1, Row(_("Added tokens"), strips.tokens(names, None), here.get("added", "")))
    return rows


def _token_at(trip: lab.RoundTrip) -> int | None:
    """The token to look at: the one over the character, or that came in place of an id."""
    way, place = trip.stages, trip.place
    if place is None:
        return None
    if trip.given is not None:
        return place - trip.lead if place - trip.lead < len(way.ids) else None
    spans = enumerate(zip(way.starts, way.ends))
    return next((at for at, (start, end) in spans if start <= place < end), None)
