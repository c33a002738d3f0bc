"""Texts beside the right ones: jiwer for speech, sacrebleu for translations, rouge-score for
summaries, both for what was written freely, and exact match with token F1 for answers."""

import json
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from .measure import Measure, Score, Scores, Told, counted, f1, nobody

HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
KANA = re.compile(r"[\u3040-\u30ff]")
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u9fff]+")
"""A word of letters and digits, or a single character of a script without spaces."""


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation; Chinese and Japanese by character.

    Of ASCII text they are those that rouge-score takes.
    """
    return WORD.findall(unicodedata.normalize("NFKC", text).lower())


def _without_spaces(texts: list[str]) -> bool:
    """Whether texts are of a script that puts no spaces between words."""
    letters = sum(len(WORD.findall(text)) for text in texts)
    return sum(len(HAN_OR_KANA.findall(text)) for text in texts) * 2 > letters


def _given(said: list[str | None]) -> list[str]:
    return [text or "" for text in said]


def _same(said: list[str | None], right: list[list[str]]) -> list[bool]:
    """Where the words of one of the right texts are said, whatever their case and punctuation."""
    return [
        text is not None and (words(text) or text) in [words(wanted) or wanted for wanted in texts]
        for text, texts in zip(said, right)
    ]


def _exact(same: list[bool]) -> float:
    return sum(same) / len(same)


def score_speech(said: list[str | None], right: list[str], told: Told = nobody) -> Scores:
    """`Scores` of what was heard: errors a word, errors a character, and errors a word of texts
    in lower case without punctuation. Rows have a part in the first, or, of a script without
    spaces, in the second."""
    import jiwer

    heard = _given(said)
    told(0.0)
    by_word = jiwer.process_words(right, heard)
    told(0.3)
    by_character = jiwer.process_characters(right, heard)
    told(0.6)
    pairs = [(words(wanted), words(text)) for wanted, text in zip(right, heard)]
    plain = [(" ".join(wanted), " ".join(text)) for wanted, text in pairs if wanted]
    figures = {"wer": by_word.wer, "cer": by_character.cer}
    if plain:
        figures["wer_plain"] = jiwer.wer([one for one, _ in plain], [other for _, other in plain])
    same = _same(said, [[wanted] for wanted in right])
    main, counted = ("cer", by_character) if _without_spaces(right) else ("wer", by_word)
    lengths = [len(tokens) for tokens in counted.references]
    errors = [
        sum(
            max(part.ref_end_idx - part.ref_start_idx, part.hyp_end_idx - part.hyp_start_idx)
            for part in parts
            if part.type != "equal"
        )
        for parts in counted.alignments
    ]
    return Scores(
        main,
        figures | {"exact_match": _exact(same)},
        same,
        [error / length for error, length in zip(errors, lengths)],
        [float(length) for length in lengths],
    )


def score_translations(
    said: list[str | None], right: list[list[str]], told: Told = nobody
) -> Scores:
    """`Scores` of translations: BLEU and chrF of the whole, and for each row its own chrF, whose
    mean is `chrf_mean`; a translation is beside all texts that are right. BLEU cuts Chinese and
    Japanese into characters."""
    from sacrebleu.metrics import BLEU, CHRF

    given, chrf, same = _given(said), CHRF(), _same(said, right)
    every = [text for texts in right for text in texts]
    cut = "13a"
    if _without_spaces(every):
        cut = "char" if any(map(KANA.search, every)) else "zh"
    rows = [
        chrf.sentence_score(text, texts).score
        for text, texts in counted(list(zip(given, right)), told, 0.0, 0.4)
    ]
    # The first right text of each row, then the second where there is one, and so on.
    right_texts = [list(texts) for texts in zip_longest(*right)]
    return Scores(
        "chrf_mean",
        {
            "chrf": chrf.corpus_score(given, right_texts).score,
            "bleu": BLEU(tokenize=cut).corpus_score(given, right_texts).score,
            "chrf_mean": sum(rows) / len(rows),
            "exact_match": _exact(same),
        },
        same,
        rows,
        [1.0] * len(rows),
    )


class _Words:
    """The tokenizer that rouge-score asks for; its own knows ASCII alone."""

    def tokenize(self, text: str) -> list[str]:
        return words(text)


KINDS = ("rougeL", "rouge1", "rouge2")


def score_summaries(said: list[str | None], right: list[list[str]], told: Told = nobody) -> Scores:
    """`Scores` of summaries: the means of their ROUGE F-measures, each beside the right one that
    it is nearest to."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(list(KINDS), tokenizer=_Words())
    pairs = list(zip(_given(said), right))
    rows = [scorer.score_multi(texts, text) for text, texts in counted(pairs, told)]
    same = _same(said, right)
    means = {kind: sum(row[kind].fmeasure for row in rows) / len(rows) for kind in KINDS}
    return Scores(
        "rougeL",
        means | {"exact_match": _exact(same)},
        same,
        [row["rougeL"].fmeasure for row in rows],
        [1.0] * len(rows),
    )


def score_answers(said: list[str | None], right: list[list[str]], told: Told = nobody) -> Scores:
    """`Scores` of answers to questions, as SQuAD has them (Rajpurkar et al., 2016): the F1 of the
    words that an answer shares with the right one, and how many answers are the same. Of several
    right answers the closest counts."""
    given = [None if text is None else _answer_words(text) for text in said]
    wanted = [[_answer_words(text) for text in texts] for texts in right]
    rows = [
        0.0 if found is None else max(_shared(found, one) for one in ones)
        for found, ones in counted(list(zip(given, wanted)), told)
    ]
    same = [found is not None and found in ones for found, ones in zip(given, wanted)]
    return Scores(
        "f1",
        {"f1": sum(rows) / len(rows), "exact_match": _exact(same)},
        same,
        rows,
        [1.0] * len(rows),
    )


def score_generated(said: list[str | None], right: list[list[str]], told: Told = nobody) -> Scores:
    """`Scores` of texts that were written freely: those of translations with the ROUGE of
    summaries. Rows have their part in chrF, which knows every script."""
    as_translated = score_translations(said, right, lambda done: told(done / 2))
    as_summary = score_summaries(said, right, lambda done: told((1 + done) / 2))
    return replace(as_translated, figures=as_summary.figures | as_translated.figures)


ARTICLES = {"a", "an", "the"}


def _answer_words(text: str) -> list[str]:
    """The words of an answer: without case, punctuation and articles."""
    kept = "".join(char for char in text.lower() if not _is_punctuation(char))
    cut = HAN_OR_KANA.sub(r" \g<0> ", kept).split()
    return [word for word in cut if word not in ARTICLES]


def _is_punctuation(char: str) -> bool:
    return char in string.punctuation or unicodedata.category(char).startswith("P")


def _shared(found: list[str], wanted: list[str]) -> float:
    return f1((Counter(found) & Counter(wanted)).total(), len(found), len(wanted))


def _several(answer: Any, _item: Any) -> list[str]:
    """The right answers that a cell gives: a JSON list of them, or one."""
    try:
        listed = json.loads(answer)
    except ValueError:
        listed = None
    if isinstance(listed, dict):  # as the data set squad has it
        listed = listed.get("text")
    if isinstance(listed, list) and listed and all(isinstance(text, str) for text in listed):
        return listed
    return [answer.strip()]


def _first(name: str) -> Callable[[Any], str]:
    """What is said under a name in an output, or in the first of its rows."""

    def said(output: Any) -> str:
        first = output[0] if isinstance(output, list) else output
        return str(first[name])

    return said


def _written(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " | ".join(value)


def _freely(score: Score, name: str) -> Measure:
    """What compares texts of which several may be right."""
    return Measure(said=_first(name), read=_several, score=score, written=_written)


SPEECH = Measure(
    said=_first("text"),
    read=lambda answer, _item: str(answer).strip(),
    score=score_speech,
    from_files="texts",
)
TRANSLATION = _freely(score_translations, "translation_text")
SUMMARY = _freely(score_summaries, "summary_text")
GENERATED = replace(_freely(score_generated, "generated_text"), from_files="texts")


def answers(name: str = "answer") -> Measure:
    """What compares the best answer to a question, under `name` in its row."""

    def said(output: list[dict[str, Any]]) -> str:
        return str(output[0][name]) if output else ""

    return Measure(
        said=said, read=_several, score=score_answers, written=_written, from_files="texts"
    )
