"""Two tokenizers that should be the same: the first stage at which they part."""

from functools import partial

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from pages.drift_parts import strips
from pages.drift_parts.strips import Row
from pages.tokenizer_parts import imports
from pages.tokenizer_parts.choice import choose_tokenizers
from tokenizer_lab.comparing.drift import (
    STAGES,
    Change,
    Stages,
    first_difference,
    first_stage,
    stages,
)
from tokenizer_lab.comparing.drift.behaviour import TEXTS
from ui import (
    _,
    begin_again,
    code_panel,
    escape_markdown,
    finished_job,
    lab_text,
    read_once,
    show_ended,
    show_problem,
)

MOST_CHARACTERS = 2_000


def show() -> None:
    """What differs by description, on the reader's text, and on random ones where asked for."""
    pair = choose_tokenizers(
        key="drift-two",
        default=["qwen", "qwen3"],
        fewest=2,
        most=2,
    )
    first, second = pair
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        text = lab_text(
            _("A text to try them on"),
            key="drift-pair-text",
            default="",
            max_chars=MOST_CHARACTERS,
            height=68,
            placeholder=_("empty: the smallest text that shows a difference"),
        )
    with right:
        random = st.toggle(
            _("Try {count:,} random texts").format(count=TEXTS),
            key="drift-random",
            bind="query-params",
            help=_("First those made of what the descriptions differ in."),
        )
    changes = read_once("drift-changes", tuple(pair), lambda: lab.changes(first, second))
    found = None
    head = st.container()
    if random:
        try:
            found = _tried(first, second)
        except Problem as problem:
            show_ended(problem, "drift-job")
    with head:
        _headline(changes, found)
    _stages(changes, found, type(first) is type(second))
    smallest = next((each.smallest for each in found.partings), "") if found else ""
    if text or smallest:
        _on_text(first, second, text or smallest)
    _changes(first, second, changes)
    code_panel(
        f"""{imports(pair)}
first, second = {first.python()}, {second.python()}
for change in lab.changes(first, second):
    print(change.stage, change.what, change.first, change.second)
drift = lab.find_drift(first, second, {TEXTS if random else [text or "a text"]!r})
[(each.stage, each.count, each.smallest) for each in drift.partings]"""
    )


def _tried(first: lab.Tokenizer, second: lab.Tokenizer) -> lab.Drift:
    job = finished_job(
        "drift-job",
        (first, second),
        partial(lab.find_drift, first, second, TEXTS),
        doing=_("Trying texts … {percent:.0%}"),
        stop=_("Stop"),
    )
    found = job.result()
    if job.stopped:
        st.info(_("Stopped: what was looked at by then is shown."), icon=":material/stop_circle:")
        begin_again("drift-job", _("Look at all"))
    return found


def _headline(changes: list[Change], found: lab.Drift | None) -> None:
    """The finding in a sentence."""
    described = [stage for stage in STAGES if any(each.stage == stage for each in changes)]
    if not described:
        said = _("**Their descriptions are the same.**")
    else:
        said = _("**By their descriptions they first differ at: {stage}.**").format(
            stage=_(STAGES[described[0]])
        )
    if found is not None and not found.partings:
        said += " " + _("None of {count:,} texts comes out differently.").format(count=found.texts)
    elif found is not None:
        said += " " + _(
            "{count:,} of {all:,} texts come out differently, the first ones at: {stage}."
        ).format(
            count=found.texts - found.same,
            all=found.texts,
            stage=_(STAGES[found.partings[0].stage]),
        )
    st.markdown(said)


def _stages(changes: list[Change], found: lab.Drift | None, alike: bool) -> None:
    """Every stage with what the descriptions and the texts say of it; of two libraries, which are
    not `alike`, some stages have no descriptions that could be compared."""
    partings = {each.stage: each for each in found.partings} if found else {}
    rows = []
    for stage, title in STAGES.items():
        count = sum(each.stage == stage for each in changes)
        row: dict[str, str | int] = {
            _("Stage"): _(title),
            _("Differences by description"): f"{count}" if alike or count else "–",
        }
        if found:
            parting = partings.get(stage)
            row[_("Texts that first differ here")] = parting.count if parting else 0
            row[_("Smallest text")] = strips.pointed(parting.smallest) if parting else ""
        rows.append(row)
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        alt=_("Every stage, whether two tokenizers differ there, and the smallest text"),
    )


def _on_text(first: lab.Tokenizer, second: lab.Tokenizer, text: str) -> None:
    """Both ways of one text, lit at the first difference of their ids."""
    pair = first, second
    try:
        ways = read_once(
            "drift-ways", (first, second, text), lambda: [stages(each, text) for each in pair]
        )
    except Problem as problem:
        show_problem(problem)
        return
    one, other = ways
    stage = first_stage(pair, one, other)
    st.header(_("On this text"), anchor=False)
    if stage is None:
        st.success(_("Every stage is the same."), icon=":material/check:")
    else:
        st.warning(
            _("The first stage that differs: {stage}").format(stage=_(STAGES[stage])),
            icon=":material/call_split:",
        )
    rows = [Row(_("Text"), strips.text(one.text))]
    for title, names, drawn in _views():
        here = _("first difference") if stage in names else ""
        both = [drawn(pair[at], ways[at], ways[1 - at]) for at in (0, 1)]
        if "added" in names and not (one.added or other.added):
            continue
        rows += (
            Row(f"{title} · {pair[0].name}", both[0]),
            Row(f"{title} · {pair[1].name}", both[1], here),
        )
    strips.draw(rows)


def _views():
    """The rows of the picture: a title, the stages that it shows, and what draws one of a pair."""

    def added(_tokenizer: lab.Tokenizer, own: Stages, other: Stages) -> str:
        names = [own.text[start:end] for _name, start, end in own.added]
        others = [other.text[start:end] for _name, start, end in other.added]
        return strips.tokens(names, None, first_difference(names, others))

    def normalized(_tokenizer: lab.Tokenizer, own: Stages, other: Stages) -> str:
        return strips.text(own.normalized, first_difference(own.normalized, other.normalized))

    def words(tokenizer: lab.Tokenizer, own: Stages, other: Stages) -> str:
        lists = [[word for word, _start, _end in way.words] for way in (own, other)]
        shown = [tokenizer.reading(word) for word in lists[0]]
        return strips.tokens(shown, None, first_difference(*lists))

    def tokens(tokenizer: lab.Tokenizer, own: Stages, other: Stages) -> str:
        shown = [tokenizer.reading(piece) for piece in own.pieces]
        around = own.before, own.after
        return strips.tokens(shown, own.ids, first_difference(own.ids, other.ids), around)

    def decoded(_tokenizer: lab.Tokenizer, own: Stages, other: Stages) -> str:
        return strips.text(own.decoded, first_difference(own.decoded, other.decoded))

    return (
        (_("Added tokens"), ("added",), added),
        (_("Normalizer"), ("normalizer",), normalized),
        (_("Pre-tokenizer"), ("pre_tokenizer",), words),
        (_("Tokens and IDs"), ("model", "vocabulary", "post_processor"), tokens),
        (_("Decoded"), ("decoder",), decoded),
    )


def _changes(first: lab.Tokenizer, second: lab.Tokenizer, changes: list[Change]) -> None:
    """What the descriptions say in two ways, line by line."""
    if not changes:
        return
    st.header(_("What the descriptions say"), anchor=False)
    names = [first.name, second.name]
    if names[0] == names[1]:
        names = [f"{name} ({at})" for at, name in enumerate(names, 1)]
    st.dataframe(
        pd.DataFrame(
            {
                _("Stage"): [_(STAGES[each.stage]) for each in changes],
                _("What"): [_(each.what) for each in changes],
                names[0]: [each.first for each in changes],
                names[1]: [each.second for each in changes],
            }
        ),
        hide_index=True,
        alt=_("Everything in which the two descriptions differ"),
    )
    if type(first) is not type(second):
        st.caption(
            _(
                "{first} belongs to {one} and {second} to {other}, which describe their parts in "
                "two ways: only added tokens and vocabularies are compared by description."
            ).format(
                first=escape_markdown(first.name),
                one=first.library,
                second=escape_markdown(second.name),
                other=second.library,
            )
        )
