"""Text classification: one or several texts in, every label with its score out."""

import transformers

from i18n import N_, Problem, Sentence


def classify(
    pipe: transformers.TextClassificationPipeline,
    texts: str | list[str] | tuple[str, ...],
    top_k: int | None = None,
) -> tuple[list[list[dict]], list[Sentence]]:
    """For each text its `top_k` labels (all where None), best first: {"label", "score"}.

    A text that is longer than the model can read is cut at its end, and a note says so.
    Raises `i18n.Problem` where there is no text.
    """
    texts = [texts] if isinstance(texts, str) else list(texts)
    if not any(text.strip() for text in texts):
        raise Problem(N_("There is nothing to classify: type at least one line of text."))
    # The pipeline takes None for "all labels" and raises on text that is too long unless told.
    rows = pipe(texts, top_k=top_k, truncation=True)
    output = [
        [{"label": row["label"], "score": float(row["score"])} for row in labels] for labels in rows
    ]
    return output, _cut_notes(pipe.tokenizer, texts)


def _cut_notes(tokenizer, texts: list[str]) -> list[Sentence]:
    limit = tokenizer.model_max_length
    return [
        Sentence(
            N_("Text {number} has {tokens} tokens; the model read the first {limit} of them."),
            number=number,
            tokens=tokens,
            limit=limit,
        )
        for number, ids in enumerate(tokenizer(texts)["input_ids"], start=1)
        if (tokens := len(ids)) > limit
    ]
