"""What sentences of pages are to those who write requests: these have no boxes, buttons or files.

A refusal has its sentence in these words; its parts stay those of the page, which says them in the
language of its reader.
"""

import inference
from i18n import Problem

OF_REQUESTS = {
    "There is no text: type at least one line of it.": (
        "There is no text: send one that is not blank."
    ),
    "“{name}” is empty: type at least one line.": (
        "“{name}” is empty: send a text that is not blank."
    ),
    "There is no picture: choose an example or upload a file.": (
        "There is no picture: send the bytes of a file."
    ),
    "There is no recording: choose an example, upload a file or record one.": (
        "There is no recording: send the bytes of a file."
    ),
    "There is no video: choose an example or upload a file.": (
        "There is no video: send the bytes of a file."
    ),
    "There is nothing to choose from: write at least one choice, each on a line.": (
        "There is nothing to choose from: send a list of at least one text."
    ),
    "The table is empty: fill in at least one row.": (
        "The table is empty: send at least one row."
    ),
    "This recording is silent: check the microphone, or choose another.": (
        "This recording is silent: send another."
    ),
    "This checkpoint cannot say when each word was spoken: switch the option “{option}” off.": (
        "This checkpoint cannot say when each word was spoken: leave return_timestamps out."
    ),
    "Of more than 30 seconds this checkpoint transcribes all only with timestamps: switch the "
    "option “{option}” on, or set a chunk length.": (
        "Of more than 30 seconds this checkpoint transcribes all only with timestamps: send "
        "return_timestamps as true, or chunk_length_s."
    ),
    "This checkpoint has no chat template, so it was not made for chats: switch the option "
    "“{option}” off.": (
        "This checkpoint has no chat template, so it was not made for chats: send a prompt as "
        "inputs, without chat."
    ),
    "The prompt has no place for the picture: switch the option “{option}” on, or write the "
    "checkpoint's own sign for a picture.": (
        "The prompt has no place for the picture: send chat as true, or write the checkpoint's own "
        "sign for a picture."
    ),
    "This checkpoint cannot tell segments of this kind apart: choose “{kind}”.": (
        "This checkpoint cannot tell segments of this kind apart: leave subtask out."
    ),
    "What an answer rests on takes about a hundred answers more: this model is too large for that "
    "({count:,} parameters, at most {most:,}). Switch it off.": (
        "What an answer rests on takes about a hundred answers more: this model is too large for "
        "that ({count:,} parameters, at most {most:,}): leave attribution out."
    ),
    "This checkpoint translates between many languages: name both in the options, in the codes of "
    "its tokenizer, such as eng_Latn.": (
        "This checkpoint translates between many languages: send src_lang and tgt_lang, in the "
        "codes of its tokenizer, such as eng_Latn."
    ),
}  # fmt: skip
"""Sentences of pages that speak of what is on them, and what is said in a request's answer."""


def in_words_of_requests(problem: Problem) -> str:
    """What an answer says of a problem; inputs have the names that requests have for them."""
    names = {each.label: each.name for task in inference.tasks().values() for each in task.inputs}
    words = OF_REQUESTS | names
    sentences = (problem.sentence, *problem.details)
    return "\n".join(each.said(lambda text: words.get(text, text)) for each in sentences)
