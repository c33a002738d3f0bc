"""Runs beside the right answers of a file: figures, what is taken for what, and mistakes first."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st

from i18n import Problem, visible
from inference import Task, adapters, metrics
from inference.figures.confusion import class_bars, confusion
from inference.job import Job
from inference.metrics import Comparison, Evaluation
from sandbox import Ended, GoOn
from ui import _, chart, csv_file, escape_markdown, listed, show_problem, show_progress
from ui.job import PATIENCE, BackgroundWork, how_far
from ui.visit import end_with_visit

from . import labels
from .inputs import whence

if TYPE_CHECKING:
    from .results import Submission

MOST_ROWS = 1_000
"""Rows that a table on the page shows; the file has all."""
MOST_ASKED = 30
"""Labels of a file that may be said to be ones of the model."""
MOST_NAMES = 12
"""Labels that a sentence names."""


@dataclass(frozen=True)
class Judged:
    """A run with the right answers to its inputs, and how right it is as soon as that is known."""

    submission: "Submission"
    answers: list[Any]
    work: BackgroundWork[Evaluation]

    @property
    def name(self) -> str:
        return self.submission.title


Asked = tuple[list[Any], dict[str, str]]
_works: WeakKeyDictionary[Job, tuple[Asked, BackgroundWork[Evaluation]]] = WeakKeyDictionary()
"""For each run the right answers that it was compared with last, what their labels were said to be,
and the comparing."""
Pair = tuple[Evaluation, Evaluation]
_pairs: WeakKeyDictionary[Job, tuple[Pair, BackgroundWork[Comparison]]] = WeakKeyDictionary()
"""For each run the evaluations of it and of the one that it stood beside last, compared."""


def show(task: Task, runs: Sequence[tuple["Submission", list[Any]]]) -> None:
    """How right runs are, each with the right answer of every input or None; nothing where there
    are no right answers. Two runs of the same inputs are compared."""
    judged = [
        Judged(submission, answers, _judging(task, submission, answers))
        for submission, answers in runs
        if submission.job.run and any(answer is not None for answer in answers)
    ]
    if not judged or not _over([each.work for each in judged], "evaluation"):
        return
    good = [each for each in judged if not each.work.problem]
    for checkpoint, each in {each.submission.checkpoint: each for each in good}.items():
        _ask_for_labels(task, each, "" if len(good) == 1 else _(checkpoint))
    if len(good) == 2:
        _two(task, *good)
    columns = st.columns(len(judged), gap="large")
    for column, each in zip(columns, judged):
        with column:
            if len(judged) > 1:
                st.markdown(f"**{each.name}**")
            if each.work.problem:
                _show_ended(each.work.problem, _works, each.submission)
                continue
            _one(task, each, alone=len(judged) == 1)
    st.divider()


def _over(works: Sequence[BackgroundWork[Any]], key: str) -> bool:
    """Whether all is computed; until then the page says so, and is drawn anew at the end."""
    over = all(work.wait(PATIENCE).over for work in works)
    if not over:
        say = _("Comparing with the right answers … {percent:.0%}")
        show_progress(works, partial(how_far, say), f"{key}-stop", _("Stop"))
    return over


def _show_ended(
    problem: Problem,
    works: "WeakKeyDictionary[Job, Any]",
    submission: "Submission",
    box: Callable = st.error,
) -> None:
    """Say why there are no figures; what was ended before it was done can be begun again."""
    show_problem(problem, box)
    if isinstance(problem, Ended):
        st.button(
            _("Try again"),
            icon=":material/replay:",
            on_click=works.pop,
            args=(submission.job, None),
            key=f"{submission.name}-evaluate-again",
        )


def _judging(
    task: Task, submission: "Submission", answers: list[Any]
) -> BackgroundWork[Evaluation]:
    names = dict(_said_names(task, submission))
    known, work = _works.get(submission.job, (None, None))
    if work is None or known != (answers, names):
        work = BackgroundWork(lambda go_on: _evaluate(task, submission, answers, names, go_on))
        _works[submission.job] = (answers, names), work
        end_with_visit(f"evaluation of {submission.name}", work)
    return work


def _evaluate(
    task: Task,
    submission: "Submission",
    answers: list[Any],
    names: dict[str, str],
    go_on: GoOn,
) -> Evaluation:
    run = submission.job.run
    assert run is not None  # `show` looked
    outputs: dict[int, Any] = dict(zip(run.places, run.output))
    places = sorted([*run.places, *run.problems])
    folder = submission.job.loaded.folder or (task.checkpoint if task.has_demo else None)
    return metrics.evaluate_apart(
        task,
        [submission.items[place].values for place in places],
        [outputs.get(place) for place in places],
        [answers[place] for place in places],
        metrics.configured(adapters.loaded_from(Path(folder))) if folder else (),
        places,
        names,
        go_on,
    )


def _said_names(task: Task, submission: "Submission") -> dict[str, str]:
    """For labels of a file those of the checkpoint that the visitor says they are; to be changed.

    They outlive the widgets, which are away while it is compared anew.
    """
    key = f"{task.name}-{submission.checkpoint}-labels"
    names: dict[str, str] = st.session_state.setdefault(key, {})
    return names


def _ask_for_labels(task: Task, judged: Judged, title: str) -> None:
    """Which labels of the model those of the file are that it does not have: without that they are
    wrong by their names alone."""
    evaluation, names = judged.work.result(), _said_names(task, judged.submission)
    said = [label for label, ours in names.items() if evaluation.renamed.get(label) == ours]
    asked = sorted({*said, *list(evaluation.unknown)[: MOST_ASKED - len(said)]})
    if not asked or not evaluation.known:
        return
    called = {"": _("None of them")} | {ours: _(ours) for ours in evaluation.known if ours}
    options = list(called)
    with st.container(border=True):
        if title:
            st.markdown(f"**{escape_markdown(title)}**")
        st.markdown(
            _(
                "The file has labels that are not called so by the model. Say which of its labels "
                "each one is; what is left open counts as wrong."
            )
        )
        with st.container(horizontal=True):
            for label in asked:
                key = f"{task.name}-{judged.submission.checkpoint}-label-{label}"
                st.selectbox(
                    f"{escape_markdown(visible(label))} =",
                    options,
                    index=options.index(names[label]) if label in said else 0,
                    format_func=called.__getitem__,
                    key=key,
                    on_change=_say_name,
                    args=(names, label, key),
                    width=220,
                )


def _say_name(names: dict[str, str], label: str, key: str) -> None:
    if ours := st.session_state[key]:
        names[label] = ours
    else:
        names.pop(label, None)


def _figures(task: Task, evaluation: Evaluation) -> None:
    with st.container(horizontal=True):
        for metric, value in evaluation.scores.figures.items():
            st.metric(_title(_(task.metric_name(metric))), figure(metric, value), width=230)


def _one(task: Task, judged: Judged, alone: bool) -> None:
    """The figures of a run, unless a table has them, how sure they are, what is to be known about
    them, and its rows."""
    evaluation, scores = judged.work.result(), judged.work.result().scores
    name = judged.submission.name
    if alone:
        _figures(task, evaluation)
    low, high = (figure(scores.main, end) for end in evaluation.between)
    st.caption(
        _(
            "Inputs with a right answer: {count:,}. On others like these, {metric} lies between "
            "{low} and {high} with a confidence of 95 %."
        ).format(
            count=len(evaluation.places),
            metric=_(task.metric_name(scores.main)),
            low=low,
            high=high,
        )
    )
    _remarks(task, evaluation)
    if scores.confusion:
        chart(
            confusion(scores.labels, scores.confusion, _),
            _("Confusion matrix"),
            key=f"{name}-confusion",
        )
        st.caption(_("A frame marks where the answer is the right one."))
    if scores.classes:
        with st.expander(_("By label, the lowest F1 first"), icon=":material/bar_chart:"):
            chart(class_bars(scores.classes, _), _("F1 by label"), key=f"{name}-classes")
            rows = _class_table(task, evaluation)
            st.dataframe(_colored(rows, task, evaluation), hide_index=True)
    order = evaluation.worst_first()
    wrong = scores.right.count(False)
    with st.expander(
        _("Mistakes first: {wrong:,} of {count:,}").format(wrong=wrong, count=len(order)),
        icon=":material/rule:",
        expanded=alone,
    ):
        rows = _rows(task, judged, order[:MOST_ROWS])
        st.dataframe(_colored(rows, task, evaluation), hide_index=True)
    with st.container(horizontal=True):
        _download(lambda: _rows(task, judged, order), f"{task.name}-answers.csv", f"{name}-answers")
        st.download_button(
            _("Download the figures as JSON"),
            lambda: json.dumps(exported(evaluation), ensure_ascii=False, indent=1).encode(),
            f"{task.name}-figures.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            key=f"{name}-figures",
        )


def figure(metric: str, value: float, sign: str = "") -> str:
    """A figure as people write it."""
    digits = 1 if metric in metrics.OF_A_HUNDRED else 3
    return f"{value:{sign}.{digits}f}"


def _title(name: str) -> str:
    """A name as the title of a figure: mAP and chrF stay as they are."""
    return name[:1].upper() + name[1:] if name.split(" ")[0].islower() else name


def _remarks(task: Task, evaluation: Evaluation) -> None:
    """What was left out, counted as wrong, or taken for something else."""
    said = []
    if evaluation.blank:
        said.append(
            _("Without a right answer, and left out: {count:,}.").format(count=evaluation.blank)
        )
    if evaluation.unanswered:
        said.append(
            _("Not answered, which counts as wrong: {count:,}.").format(
                count=len(evaluation.unanswered)
            )
        )
    pairs = [
        f"{label} = {_(ours)}"
        for label, ours in evaluation.renamed.items()
        if label.casefold() not in (ours.casefold(), _(ours))
    ]
    if pairs:
        said.append(
            _("Labels of the file that the model calls otherwise: {pairs}.").format(
                pairs=escape_markdown(listed(pairs, MOST_NAMES))
            )
        )
    if said:
        st.caption(" ".join(said))
    if evaluation.unknown:
        counted = _("{label} ({count:,})")
        names = [
            counted.format(label=visible(label), count=count)
            for label, count in evaluation.unknown.items()
        ]
        st.warning(
            _(
                "The file has labels that the model does not have, and cannot get right: {labels}."
            ).format(labels=escape_markdown(listed(names, MOST_NAMES))),
            icon=":material/help:",
        )
    if evaluation.unreadable:
        place, problem = next(iter(evaluation.unreadable.items()))
        reason = _(
            "Right answers that cannot be read, and are left out: {count:,}. That of input "
            "{number}: {reason}"
        ).format(
            count=len(evaluation.unreadable),
            number=place + 1,
            reason=problem.sentence.said(_),
        )
        form = _(task.measure.form) if task.measure and task.measure.form else ""
        st.warning(escape_markdown(f"{reason}\n\n{form}".strip()), icon=":material/error:")


def _class_table(task: Task, evaluation: Evaluation) -> pd.DataFrame:
    rows = pd.DataFrame(evaluation.scores.classes)
    rows["label"] = rows["label"].map(_)
    names = {str(name): _(task.metric_name(task.column_name(str(name)))) for name in rows}
    return rows.sort_values("f1").rename(columns=names)


def _names(*evaluations: Evaluation) -> dict[str, str]:
    """The labels in evaluations, each with what it is called in the reader's language."""
    found = [
        label
        for evaluation in evaluations
        for label in (
            *evaluation.scores.labels,
            *(row["label"] for row in evaluation.scores.classes),
        )
    ]
    return {label: _(label) for label in found if label}


def _colored(rows: pd.DataFrame, task: Task, *evaluations: Evaluation) -> Any:
    """A table of evaluations with the labels in it in their colours."""
    columns = [labels.column(task), *map(_, ("Right answer", "Answered", "First", "Second"))]
    return labels.colored(rows, columns, _names(*evaluations))


def _said(evaluation: Evaluation, answers: list[str], rows: Sequence[int]) -> list[str]:
    """Answers at these rows, with their labels in the reader's language."""
    named = _names(evaluation)

    def said(answer: str) -> str:
        if answer in named or not named:
            return named.get(answer, answer)
        parts = [part.partition(" × ") for part in answer.split(", ")]
        if not all(label in named for label, _times, _count in parts):  # words of a text
            return answer
        return _(", ").join(named[label] + times + count for label, times, count in parts)

    return [said(answers[row]) for row in rows]


def _rows(task: Task, judged: Judged, order: list[int]) -> pd.DataFrame:
    """Rows of an evaluation, those of these numbers in their order."""
    evaluation, scores = judged.work.result(), judged.work.result().scores
    places = [evaluation.places[row] for row in order]
    columns = {
        _("Right answer"): _said(evaluation, evaluation.wanted, order),
        _("Answered"): _said(evaluation, evaluation.said, order),
        _("Correct"): [scores.right[row] for row in order],
    }
    if scores.main != "accuracy":
        columns[_(task.metric_name(scores.main))] = [scores.scores[row] for row in order]
    return _beside_inputs(judged, places, columns)


def _beside_inputs(judged: Judged, places: list[int], columns: dict[str, Any]) -> pd.DataFrame:
    """Columns between those that say which inputs they are of: number, file, row, text."""
    items = [judged.submission.items[place] for place in places]
    before: dict[str, Any] = {_("Input"): [place + 1 for place in places]}
    before |= whence(items)
    texts = [
        next((value for value in item.values.values() if isinstance(value, str)), "")
        for item in items
    ]
    return pd.DataFrame(before | columns | ({_("Text"): texts} if any(texts) else {}))


def _download(rows: Callable[[], pd.DataFrame], file: str, key: str) -> None:
    st.download_button(
        _("Download all rows as CSV"),
        lambda: csv_file(rows()),
        file,
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )


def exported(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation without its rows, as JSON can write it."""
    scores = evaluation.scores
    return {
        "figures": scores.figures,
        "main": scores.main,
        "between": evaluation.between,
        "inputs": len(evaluation.places),
        "wrong": scores.right.count(False),
        "not_answered": len(evaluation.unanswered),
        "left_out": evaluation.blank + len(evaluation.unreadable),
        "renamed": evaluation.renamed,
        "unknown": evaluation.unknown,
        "classes": scores.classes,
        "labels": scores.labels,
        "confusion": scores.confusion,
    }


def python(task: Task, submission: "Submission", answers: Sequence[Any]) -> str:
    """The lines of Python that compare a `run` of `inputs` with their right `answers`; none where
    these cannot be written out."""
    if len(answers) < 2 or not all(isinstance(answer, str) for answer in answers):
        return ""
    assert task.measure and submission.job.run
    outputs, before = "run.output", ""
    if submission.job.run.problems:
        before = "outputs = dict(zip(run.places, run.output))\n"
        outputs = "[outputs.get(place) for place in range(len(inputs))]"
    more = ""
    if task.measure.known:
        before += "labels = pipe.pipeline.model.config.id2label\n"
        more = ", labels=[labels[number] for number in sorted(labels)]"
    if names := dict(_said_names(task, submission)):
        more += f", names={names!r}"
    return (
        f"{before}evaluation = metrics.evaluate(pipe.task, inputs, {outputs}, answers{more})\n"
        "evaluation.scores.figures, evaluation.worst_first()"
    )


def _two(task: Task, first: Judged, second: Judged) -> None:
    """What differs between two runs of the same inputs."""
    if not _same_inputs(first, second):
        st.info(_("These two runs are of other inputs: their figures cannot be compared."))
        return
    one, other = first.work.result(), second.work.result()
    work = _comparing(first.submission, (one, other))
    if not _over([work], "comparison"):
        return
    if work.problem:
        _show_ended(work.problem, _pairs, first.submission, st.info)
        return
    comparison = work.result()
    names = [_("First run"), _("Second run")]
    st.caption(
        " · ".join(
            _("{label}: {value}").format(label=at, value=escape_markdown(each.name))
            for at, each in zip(names, (first, second))
        )
    )
    st.dataframe(_difference_table(task, one, other, comparison), hide_index=True)
    for sentence in _verdict(task, comparison):
        st.markdown(sentence)
    if comparison.differing:
        count = len(comparison.differing)
        with st.expander(
            _("Answered differently: {count:,}").format(count=count),
            icon=":material/compare_arrows:",
            expanded=True,
        ):
            places = comparison.differing
            shown = _differing(first, second, comparison, places[:MOST_ROWS])
            st.dataframe(_colored(shown, task, one, other), hide_index=True)
            _download(
                lambda: _differing(first, second, comparison, places),
                f"{task.name}-differences.csv",
                f"{first.submission.name}-{second.submission.name}-differences",
            )


def _comparing(submission: "Submission", pair: Pair) -> BackgroundWork[Comparison]:
    known, work = _pairs.get(submission.job, (None, None))
    if work is None or known is None or any(a is not b for a, b in zip(known, pair)):
        work = BackgroundWork(lambda go_on: metrics.compare_apart(*pair, go_on))
        _pairs[submission.job] = pair, work
        end_with_visit(f"comparison with {submission.name}", work)
    return work


def _same_inputs(first: Judged, second: Judged) -> bool:
    """Whether two runs are of the same inputs, with the same right answers."""
    items, others = first.submission.items, second.submission.items
    return first.answers == second.answers and (
        items is others
        or [(item.file, item.values) for item in items]
        == [(item.file, item.values) for item in others]
    )


def _difference_table(
    task: Task, one: Evaluation, other: Evaluation, comparison: Comparison
) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                _("Figure"): _(task.metric_name(name)),
                _("First run"): figure(name, one.scores.figures[name]),
                _("Second run"): figure(name, other.scores.figures[name]),
                _("Difference"): figure(name, difference, "+"),
            }
            for name, difference in comparison.differences.items()
        ]
    )


def _verdict(task: Task, comparison: Comparison) -> list[str]:
    """What the difference is worth, in plain words."""
    said = [
        _(
            "Right: both on {both:,}, the first alone on {first:,}, the second alone on "
            "{second:,}, neither on {neither:,}."
        ).format(
            both=comparison.both,
            neither=comparison.neither,
            first=comparison.only_first,
            second=comparison.only_second,
        )
    ]
    if comparison.only_first + comparison.only_second:
        said.append(
            _(
                "Were both right equally often, chance would set these two numbers at least as far "
                "apart in {probability:.2%} of all cases (exact test of McNemar)."
            ).format(probability=comparison.probability)
        )
    if comparison.differing and comparison.main != "accuracy":
        low, high = (figure(comparison.main, end, "+") for end in comparison.between)
        said.append(
            _(
                "On other inputs like these the difference in {metric} would lie between {low} and "
                "{high}, with a confidence of 95 % (paired bootstrap)."
            ).format(metric=_(task.metric_name(comparison.main)), low=low, high=high)
        )
    if not comparison.differing:
        said.append(_("**Both answered alike.**"))
    elif comparison.more_than_chance:
        said.append(_("**The difference is more than chance explains.**"))
    else:
        said.append(
            _("**Chance alone may explain the difference: it does not show which is better.**")
        )
    return said


def _differing(
    first: Judged, second: Judged, comparison: Comparison, places: list[int]
) -> pd.DataFrame:
    """The inputs that two runs answered differently."""
    one, other = first.work.result(), second.work.result()
    at = dict(zip(comparison.places, zip(comparison.first, comparison.second)))
    rows, others = zip(*(at[place] for place in places))
    columns = {
        _("Right answer"): _said(one, one.wanted, rows),
        _("First run"): _said(one, one.said, rows),
        _("First is right"): [one.scores.right[row] for row in rows],
        _("Second run"): _said(other, other.said, others),
        _("Second is right"): [other.scores.right[row] for row in others],
    }
    return _beside_inputs(first, places, columns)
