"""What a checkpoint's vocabulary makes of a text, before a model is asked."""

from collections import Counter
from functools import lru_cache
from pathlib import Path

import tokenizers


def unknown_words(checkpoint: Path, text: str) -> tuple[int, Counter[str]]:
    """How many words a text has for the tokenizer of a checkpoint of the project, and those of them
    of which a part is unknown to it, each with its number, in their order.

    A word is what the pre-tokenizer makes of the text. None is unknown to a checkpoint without a
    tokenizer.json.
    """
    tokenizer = _tokenizer(checkpoint)
    if tokenizer is None:
        return 0, Counter()
    unknown = tokenizer.token_to_id(tokenizer.model.unk_token)
    encoding = tokenizer.encode(text, add_special_tokens=False)
    spans: dict[int, tuple[int, int]] = {}
    missing: set[int] = set()
    for number, word, (start, end) in zip(encoding.ids, encoding.word_ids, encoding.offsets):
        if word is not None:
            first, last = spans.get(word, (start, end))
            spans[word] = min(first, start), max(last, end)
            missing |= {word} if number == unknown else set()
    return len(spans), Counter(text[slice(*spans[word])] for word in spans if word in missing)


@lru_cache(maxsize=32)
def _tokenizer(checkpoint: Path) -> tokenizers.Tokenizer | None:
    file = checkpoint / "tokenizer.json"
    if not file.exists():
        return None
    tokenizer = tokenizers.Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
