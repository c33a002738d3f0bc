"""One label an input: accuracy, F1 by class, and what is taken for what. By scikit-learn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from .measure import Measure, Scores, Told, class_rows, nobody

NONE = ""
"""What stands for the answer that a model did not give; no label is empty."""


def _best(output: list[dict[str, Any]], name: str = "label") -> str:
    return str(max(output, key=lambda row: row.get("score") or 0.0)[name]) if output else NONE


def score(said: list[str | None], right: list[str], told: Told = nobody) -> Scores:
    """`Scores` of labels. F1 is of the labels that are right or answered at least once, and
    `majority` the accuracy of who always answers with the most frequent right label."""
    from sklearn.metrics import (
        accuracy_score,
        confusion_matrix,
        f1_score,
        precision_recall_fscore_support,
    )

    told(0.0)
    answered = [NONE if label is None else label for label in said]
    names = sorted({*right, *answered} - {NONE})
    hits = [label == wanted for label, wanted in zip(answered, right)]
    by_class = precision_recall_fscore_support(right, answered, labels=names, zero_division=0)
    told(0.3)
    shown = [*names, NONE] if NONE in answered else names
    options: dict[str, Any] = {"labels": names, "zero_division": 0}
    figures = {
        "accuracy": accuracy_score(right, answered),
        "f1_macro": f1_score(right, answered, average="macro", **options),
        "f1_weighted": f1_score(right, answered, average="weighted", **options),
        "majority": max(Counter(right).values()) / len(right),
    }
    told(0.8)
    return Scores(
        "accuracy",
        {name: float(value) for name, value in figures.items()},
        hits,
        [float(hit) for hit in hits],
        [1.0] * len(hits),
        class_rows(names, by_class),
        shown,
        confusion_matrix(right, answered, labels=shown).tolist(),
    )


def _known(outputs: list[Any], labels: Iterable[str], name: str = "label") -> list[str]:
    seen = dict.fromkeys(labels)
    for output in outputs:
        for row in output:
            seen.setdefault(str(row[name]))
    return list(seen)


LABELS = Measure(
    said=_best,
    read=lambda answer, item: str(answer).strip(),
    score=score,
    labels_of=lambda label: [label],
    renamed=lambda label, names: names.get(label, label),
    known=_known,
    from_files="labels",
)


def best(name: str) -> Measure:
    """`LABELS` for a task whose rows have their label under another name."""
    return replace(
        LABELS,
        said=lambda output: _best(output, name),
        known=lambda outputs, labels: _known(outputs, labels, name),
    )
