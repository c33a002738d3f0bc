"""How a tokenizer arrives at its tokens: normalizer, pre-tokenizer, model, special tokens.

The model is replayed: the same merges, matches and paths that the library goes through, one
at a time, so that they can be shown. A replay ends in the library's own ids, which is
proved on random texts, and `Steps.agrees` says so for the text at hand.
"""

from dataclasses import dataclass, replace

from ..splitting import split
from ..tokenizers import (
    Cut,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    problem_of,
)
from . import huggingface, sentencepiece, tiktoken
from .word import Model, Word


@dataclass(frozen=True, eq=False)
class Steps:
    """The way of one text to its tokens."""

    normalized: str
    """The text as the pre-tokenizer reads it."""
    words: tuple[Word, ...]
    before: tuple[int, ...]
    """Ids that were added before the text ..."""
    after: tuple[int, ...]
    """... and after it."""
    cut: Cut
    """What the library made of the text."""

    @property
    def text(self) -> str:
        return self.cut.text

    @property
    def ids(self) -> list[int]:
        """The ids that the replay arrived at."""
        return [*self.before, *(n for word in self.words for n in word.ids), *self.after]

    @property
    def agrees(self) -> bool:
        """Whether the replay ended in the library's ids."""
        return self.ids == self.cut.ids.tolist()


def encode_steps(tokenizer: Tokenizer, text: str, special: bool = True) -> Steps:
    """How `tokenizer` arrives at its tokens for `text`; see `Tokenizer.encode` for the rest."""
    cut = tokenizer.encode(text, special)
    try:
        normalized, words = _replay(cut)
    except LookupError:
        # A file whose tables contradict themselves, with two pieces of one id, say: the library
        # has an answer, and there is no way to it to be shown.
        if tokenizer.trial is None:
            raise
        return Steps(cut.text, (), (), (), cut)
    except Exception as error:
        if tokenizer.trial is None:
            raise
        raise problem_of(tokenizer.name, error) from error
    added = cut.special & (cut.starts == cut.ends)
    real = [number for number, extra in enumerate(added) if not extra]
    # Where all tokens were added they stand before the text: those of BERT, around an empty one.
    first, last = (real[0], real[-1] + 1) if real else (len(cut), len(cut))
    ids = cut.ids.tolist()
    return Steps(normalized, tuple(words), tuple(ids[:first]), tuple(ids[last:]), cut)


def _replay(cut: Cut) -> tuple[str, list[Word]]:
    """The text after the normalizer, and each word of it on its way to tokens."""
    model, (normalized, parts) = _model(cut.tokenizer), split(cut)
    words = [
        replace(model(text), start=start, end=end)
        if number is None
        else Word(text, (text,), (number,), start, end, special=True)
        for text, start, end, number in parts
    ]
    return normalized, words


def _model(tokenizer: Tokenizer) -> Model:
    match tokenizer:
        case HuggingFaceTokenizer():
            return huggingface.model(tokenizer)
        case TiktokenTokenizer():
            return tiktoken.model(tokenizer)
        case SentencePieceTokenizer():
            return sentencepiece.model(tokenizer)
    raise TypeError(f"no library is known for {tokenizer!r}")
