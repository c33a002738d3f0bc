"""What errors of transformers and torch mean to the reader, and what to do about them."""

import re

from i18n import N_, Sentence

LONGEST = 160
"""Characters of an error that are quoted."""

TIMES, CHAT = N_("Timestamps"), N_("As a chat")
TRAINED = N_("As the checkpoint was trained")
"""The options of tasks that are spoken of, and a value."""

MEANINGS: list[tuple[str, Sentence]] = [
    (
        "generation config is not properly set|We cannot return_timestamps|CTC with LM can only",
        Sentence(
            N_(
                "This checkpoint cannot say when each word was spoken: switch the option “{option}”"
                " off."
            ),
            option=Sentence(TIMES),
        ),
    ),
    (
        "more than 3000 mel input features",
        Sentence(
            N_(
                "Of more than 30 seconds this checkpoint transcribes all only with "
                "timestamps: switch the option “{option}” on, or set a chunk length."
            ),
            option=Sentence(TIMES),
        ),
    ),
    (
        "chat_template is not set|does not have a chat template",
        Sentence(
            N_(
                "This checkpoint has no chat template, so it was not made for chats: switch the "
                "option “{option}” off."
            ),
            option=Sentence(CHAT),
        ),
    ),
    (
        "[Ii]mage features and image tokens do not match",
        Sentence(
            N_(
                "The prompt has no place for the picture: switch the option “{option}” on, or "
                "write the checkpoint's own sign for a picture."
            ),
            option=Sentence(CHAT),
        ),
    ),
    (
        "(image|video|audio|feature) ?(processor|extractor)|preprocessor_config",
        Sentence(
            N_(
                "What says how pictures or sounds go into this checkpoint is missing or unknown: "
                "put its own preprocessor_config.json beside its weights, or choose another."
            )
        ),
    ),
    (
        "Subtask .* not supported",
        Sentence(
            N_("This checkpoint cannot tell segments of this kind apart: choose “{kind}”."),
            kind=Sentence(TRAINED),
        ),
    ),
    (
        "src_lang|tgt_lang",
        Sentence(
            N_(
                "This checkpoint translates between many languages: name both in the options, in "
                "the codes of its tokenizer, such as eng_Latn."
            )
        ),
    ),
    (
        "trust_remote_code|contains custom code",
        Sentence(N_("It needs code of its own, and code of a checkpoint is never run.")),
    ),
    (
        "size mismatch|ignore_mismatched_sizes|[Ss]hape mismatch",
        Sentence(
            N_("Its weights have other sizes than its config.json says: fetch both from one place.")
        ),
    ),
    (
        "index out of range in self|out of bounds",
        Sentence(
            N_(
                "The input has more tokens than the model has places for, or the tokenizer "
                "belongs to another model: shorten the input, or choose another checkpoint."
            )
        ),
    ),
    (
        r"size of tensor a \(\d+\) must match the size of tensor b",
        Sentence(N_("The input is longer than this model can take: shorten it.")),
    ),
    (
        "not implemented for '(Half|BFloat16)'|same dtype|expected scalar type|Input type",
        Sentence(N_("This model does not compute in this data type: choose float32 or Automatic.")),
    ),
    (
        "Unrecognized configuration class|not recognize this architecture|Unrecognized model",
        Sentence(N_("Its model was made for other tasks, or is newer than this transformers.")),
    ),
    (
        "untagged enum|[Cc]an't load (the )?tokenizer|backend tokenizer|Tokenizer class",
        Sentence(
            N_("Its tokenizer is missing or cannot be read: put its tokenizer.json beside it.")
        ),
    ),
]

PACKAGE = re.compile(
    r"requires? (?:the |installing )?[`'\"]?([\w.-]+)[`'\"]?(?: library| package|:|,|$)"
)


def meaning(error: BaseException) -> Sentence | None:
    """What an error says to the reader; None for one that is not known here."""
    text = str(error)
    if isinstance(error, ImportError):
        named = error.name or (PACKAGE.search(text) or [None, None])[1]
        if named:
            return Sentence(
                N_("It needs the package {package}, which is not installed here."), package=named
            )
    return next((said for pattern, said in MEANINGS if re.search(pattern, text)), None)


def quoted(error: BaseException) -> Sentence:
    """The first line of an error, in English and short, for those who know the library."""
    text = str(error).strip()
    first = text.splitlines()[0] if text else type(error).__name__
    short = first if len(first) <= LONGEST else f"{first[:LONGEST]}…"
    return Sentence(N_("The library says: “{message}”"), message=short)
