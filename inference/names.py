"""What people call the columns and the held-out metrics that several tasks have, translatable.

A task adds its own, or names one of these otherwise: `Task.columns` and `Task.metrics`.
"""

from i18n import N_

COLUMNS = {
    "input": N_("Input"), "text": N_("Text"), "question": N_("Question"), "answer": N_("Answer"),
    "label": N_("Label"), "score": N_("Score"), "start": N_("Start"), "end": N_("End"),
    "problem": N_("Problem"),
}  # fmt: skip
"""By the names that transformers gives the fields of an output."""

METRICS = {
    "accuracy": N_("accuracy"), "precision": N_("precision"), "recall": N_("recall"),
    "f1": N_("F1"), "exact_match": N_("exact match"), "wer": N_("word error rate"),
}  # fmt: skip
"""By the names that model cards give them."""
