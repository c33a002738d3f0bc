"""Text in, words with their counts out: what a trainer learns from."""

from collections import Counter

from tokenizers import pre_tokenizers

from i18n import N_, Problem

NOTES_COUNTS = {"hug": 10, "pug": 5, "pun": 12, "bun": 4, "hugs": 5}
"""The worked example of the notes, and of the Hugging Face course."""

PRE_TOKENIZERS = {
    "whitespace": pre_tokenizers.WhitespaceSplit(),
    "whitespace_punctuation": pre_tokenizers.Whitespace(),
    "bert": pre_tokenizers.BertPreTokenizer(),
}


def word_counts(text: str, pretokenizer: str = "whitespace") -> dict[str, int]:
    """Unique words of `text` with how often each occurs, in the order they first occur.

    `pretokenizer` is a key of `PRE_TOKENIZERS`, a pre-tokenizer of the `tokenizers` library.
    Raises `i18n.Problem` for text without a word, and for text that holds half of a
    surrogate pair, which is no character and has no UTF-8 form.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Problem(
            N_("Character {position} is half of a surrogate pair, not a character: remove it."),
            position=error.start + 1,
        ) from error
    pieces = PRE_TOKENIZERS[pretokenizer].pre_tokenize_str(text)
    if not pieces:
        raise Problem(N_("There is no word in this text: type or paste some words."))
    return dict(Counter(word for word, _span in pieces))
