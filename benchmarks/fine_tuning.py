"""Fine-tuning on 500 labelled sentences: how long it takes, and how right the model is then.

    python -m benchmarks.fine_tuning

The peer is a linear model of character n-grams, scikit-learn's, on the same split: it shows how
hard the sentences are.
"""

from time import perf_counter

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from workbench import training


def linear(work: training.Training) -> float:
    """Held-out accuracy of a logistic regression on runs of one to four characters."""
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True),
        LogisticRegression(C=3, max_iter=300),
    )
    train, held_out = work.examples.of(work.train), work.examples.of(work.held_out)
    model.fit(train.inputs, train.labels)
    return float(model.score(held_out.inputs, held_out.labels))


def main() -> None:
    print("| what | seconds | held-out accuracy | majority | linear |")
    print("| --- | ---: | ---: | ---: | ---: |")
    english, chinese = (training.checked(training.built_in(name)) for name in ("en", "zh"))
    for title, examples, base, settings in (
        ("English, random weights", english, training.new("texts"), training.Settings()),
        ("Chinese, demo checkpoint", chinese, training.demo("texts"), training.Settings()),
        ("Chinese, LoRA of rank 8", chinese, training.demo("texts"), training.Settings(lora=8)),
    ):
        work = training.Training(examples, base, settings)
        begin = perf_counter()
        figures = work.run(lambda _done: True).figures
        print(
            f"| {title} | {perf_counter() - begin:.1f} | {figures['accuracy']:.3f} "
            f"| {figures['majority']:.3f} | {linear(work):.3f} |"
        )


if __name__ == "__main__":
    main()
