"""What each stage of a tokenizer takes for a text, by the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from unicodedata import normalize

import tokenizers

from ..tokenizers import (
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    problem_of,
)

FEWEST, MOST = 3, 7
ENOUGH, TOO_LONG = 0.001, 0.02
"""How often a stage is measured, the shortest time counts: so often at least and at most, and
not again after so many seconds in all; once where that alone takes too long."""


@dataclass(frozen=True)
class Time:
    """What some stages, keys of `stages.STAGES`, take together."""

    stages: tuple[str, ...]
    """More than one where the library does them in one go."""
    microseconds: float


def stage_times(tokenizer: Tokenizer, text: str, special: bool = True) -> tuple[Time, ...]:
    """What the stages of `tokenizer` take for `text`, each measured by itself, the shortest of a
    few times; the last one, of no stage, is what all of the cutting takes at once.

    The time of SentencePiece's model is that of all less that of its normalizer. What a library
    remembers of earlier texts is kept. Raises `i18n.Problem` where the library refuses the text.
    """
    cut = tokenizer.encode(text, special)
    text, ids = cut.text, cut.ids.tolist()
    try:
        match tokenizer:
            case HuggingFaceTokenizer():
                times = _huggingface(tokenizer, text, special)
            case TiktokenTokenizer():
                times = _tiktoken(tokenizer, text)
            case SentencePieceTokenizer():
                times = _sentencepiece(tokenizer, text)
            case _:
                raise TypeError(f"no library is known for {tokenizer!r}")
        *parts, whole = times
        decoding = Time(("decoder",), _shortest(lambda: tokenizer.decode(ids)))
        return *parts, decoding, whole
    except BaseException as error:
        raise problem_of(tokenizer.name, error) from error


def _shortest(act: Callable[[], object]) -> float:
    """Microseconds."""
    taken: list[float] = []
    while len(taken) < FEWEST or (len(taken) < MOST and sum(taken) < ENOUGH):
        if sum(taken) > TOO_LONG:
            break
        start = perf_counter()
        act()
        taken.append(perf_counter() - start)
    return min(taken) * 1e6


def _huggingface(tokenizer: HuggingFaceTokenizer, text: str, special: bool) -> list[Time]:
    own, times = tokenizer.own, []
    normalizer, pre_tokenizer = own.normalizer, own.pre_tokenizer
    normalized = text
    if normalizer is not None:
        normalized = normalizer.normalize_str(text)
        times.append(Time(("normalizer",), _shortest(lambda: normalizer.normalize_str(text))))
    words = [normalized]
    if pre_tokenizer is not None:
        words = [word for word, _span in pre_tokenizer.pre_tokenize_str(normalized)]
        times.append(
            Time(("pre_tokenizer",), _shortest(lambda: pre_tokenizer.pre_tokenize_str(normalized)))
        )
    alone = tokenizers.Tokenizer(own.model)

    def cut_words() -> tokenizers.Encoding:
        return alone.encode(words, is_pretokenized=True, add_special_tokens=False)

    times.append(Time(("model",), _shortest(cut_words)))
    if own.post_processor is not None:
        # It takes over the encoding that it is given, so each time has one of its own.
        fresh = iter([cut_words() for _repeat in range(MOST)])
        times.append(
            Time(
                ("post_processor",),
                _shortest(lambda: own.post_process(next(fresh), None, special)),
            )
        )
    whole = _shortest(lambda: own.encode(text, add_special_tokens=special))
    return [*times, Time((), whole)]


def _tiktoken(tokenizer: TiktokenTokenizer, text: str) -> list[Time]:
    form, times, normalized = tokenizer.normal_form, [], text
    if form:
        normalized = normalize(form, text)
        times.append(Time(("normalizer",), _shortest(lambda: normalize(form, text))))
    own = tokenizer.own
    core = _shortest(lambda: own.encode(normalized, allowed_special="all", disallowed_special=()))
    together = Time(("pre_tokenizer", "model"), core)
    return [*times, together, Time((), core + sum(time.microseconds for time in times))]


def _sentencepiece(tokenizer: SentencePieceTokenizer, text: str) -> list[Time]:
    own = tokenizer.own
    normalizing = _shortest(lambda: own.normalize(text))
    whole = _shortest(lambda: own.encode(text))
    return [
        Time(("normalizer",), normalizing),
        Time(("model",), max(whole - normalizing, 0.0)),
        Time((), whole),
    ]
