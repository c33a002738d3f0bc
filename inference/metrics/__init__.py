"""How right a model is: outputs beside the right answers, in figures, by class and row by row.

    from inference import metrics

    run = inference.run(pipe, texts)
    evaluation = metrics.evaluate(pipe.task, texts, run.output, ["positive", "negative", ""])
    evaluation.figures, evaluation.classes, evaluation.rows()
    metrics.compare(evaluation, other)

What compares the answers of a task is its `Task.measure`, one of those below. scikit-learn,
seqeval, jiwer, sacrebleu and rouge-score do the computing, and are imported when it begins.
"""

from .boxes import BOXES
from .comparison import Comparison, compare
from .entities import ENTITIES
from .evaluation import Evaluation, evaluate, evaluate_apart
from .labels import LABELS, best
from .masks import MASKS
from .measure import Measure, Scores
from .texts import SPEECH, SUMMARY, TRANSLATION, answers

__all__ = [
    "BOXES",
    "ENTITIES",
    "LABELS",
    "MASKS",
    "SPEECH",
    "SUMMARY",
    "TRANSLATION",
    "Comparison",
    "Evaluation",
    "Measure",
    "Scores",
    "answers",
    "best",
    "compare",
    "evaluate",
    "evaluate_apart",
]
