"""How right a model is: outputs beside the right answers, in figures, by class and row by row.

    from inference import metrics

    run = inference.run(pipe, texts)
    evaluation = metrics.evaluate(pipe.task, texts, run.output, ["positive", "negative", ""])
    evaluation.scores.figures, evaluation.scores.classes, evaluation.worst_first()
    metrics.compare(evaluation, other)

`sources` finds right answers in a table, or beside pictures and sounds.

What compares the answers of a task is its `Task.measure`, one of those below. scikit-learn,
seqeval, jiwer, sacrebleu and rouge-score do the computing, and are imported when it begins.
"""

from .boxes import BOXES
from .comparison import Comparison, compare, compare_apart
from .entities import ENTITIES
from .evaluation import Evaluation, evaluate, evaluate_apart
from .gaps import GAPS, GAPS_FILLED
from .labels import LABELS, best
from .masks import MASKS
from .measure import LOWER_IS_BETTER, OF_A_HUNDRED, Measure, Scores
from .renaming import configured
from .texts import GENERATED, SPEECH, SUMMARY, TRANSLATION, answers

__all__ = [
    "BOXES",
    "ENTITIES",
    "GAPS",
    "GAPS_FILLED",
    "GENERATED",
    "LABELS",
    "LOWER_IS_BETTER",
    "MASKS",
    "OF_A_HUNDRED",
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
    "compare_apart",
    "configured",
    "evaluate",
    "evaluate_apart",
]
