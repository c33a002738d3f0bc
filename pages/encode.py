"""Encode: one text, one real tokenizer, and every step of the way to its tokens."""

import streamlit as st

import palette
import tokenizer_lab as lab
from i18n import Problem
from pages.encode_parts.origin import origin
from pages.encode_parts.playing import play
from pages.encode_parts.rows import MOST_SYMBOLS, in_sight
from pages.encode_parts.word import word_details
from pages.tokenizer_parts import imports
from pages.tokenizer_parts.built import about, built, times_note, with_settings
from pages.tokenizer_parts.choice import choose_tokenizer
from ui import (
    _,
    code_panel,
    heading,
    lab_text,
    ngettext,
    read_once,
    show_problem,
    special_tokens_toggle,
    stop,
    token_chips,
    token_columns,
)

MOST_CHARACTERS = 2_000
ALGORITHMS = {
    "bpe": _("BPE: of all neighbouring pairs the one with the lowest rank is merged first."),
    "wordpiece": _("WordPiece: from the left, always the longest piece that the vocabulary holds."),
    "unigram": _("Unigram: of all segmentations the most probable one."),
    "word": _("Whole words are looked up in the vocabulary."),
}

heading(
    _("Encode"),
    _(
        "From characters to token IDs: the normalizer and the pre-tokenizer make "
        "words of a text, and the model splits each word into tokens. Press play "
        "to watch."
    ),
)

tokenizer = choose_tokenizer("encode-with")
try:
    tokenizer = with_settings(tokenizer, key="encode-on")
except Problem as problem:
    show_problem(problem)
text = lab_text(
    _("Text"),
    key="encode-text",
    default="Unbelievable tokenizers: 你好 🤗!",
    height=80,
    max_chars=MOST_CHARACTERS,
)
special = special_tokens_toggle("encode-special")
if not text:
    st.info(_("Type or paste a text to tokenize."))
    stop()

try:
    steps = lab.encode_steps(tokenizer, text, special)
    times = read_once(
        "encode-times",
        (tokenizer, text, special),
        lambda: lab.stage_times(tokenizer, text, special),
    )
except Problem as problem:
    show_problem(problem)
    stop()
if steps.text != text:
    st.warning(_("Unpaired surrogates in the text are read as U+FFFD."))
if tokenizer.on and not steps.agrees:
    st.info(_("What is switched on has changed the tokens: only the library's are shown."))
elif not steps.agrees:
    st.warning(
        _("The replay differs from the library here, so only the library's tokens are shown.")
    )

with st.container(horizontal=True, gap="small"):
    st.badge(f"{tokenizer.library}", icon=":material/deployed_code:")
    st.badge(_("{count:,} tokens in the vocabulary").format(count=len(tokenizer)), color="gray")
    count = len(steps.cut)
    st.badge(ngettext("{count} token", "{count} tokens", count).format(count=count), color="green")
    if steps.cut.round_trips:
        st.badge(_("decodes back to the same text"), icon=":material/sync:", color="green")
    else:
        st.badge(_("decodes to another text"), icon=":material/sync_problem:", color="orange")
st.caption(ALGORITHMS[tokenizer.algorithm])

pieces = steps.cut.pieces
comparison = lab.Comparison(steps.text, (steps.cut,))
colors = palette.TokenColors(
    [
        lab.unit_texts(steps.cut),
        [word.text for word in steps.words],
        list(map(tokenizer.reading, pieces)),
    ]
)
normalized = [steps.normalized] if steps.normalized else []
token_chips(
    {
        _("Text"): [steps.text],
        _("Normalizer"): normalized,
        _("Pre-tokenizer"): [word.text for word in steps.words],
        _("Model"): [piece for word in steps.words for piece in word.pieces],
        _("Special tokens"): pieces,
        _("IDs"): pieces,
    },
    unknown=tokenizer.pieces[tokenizer.unknown_id] if tokenizer.unknown_id is not None else "",
    reading=tokenizer.reading,
    written={
        _("Text"): [steps.text],
        _("Normalizer"): normalized,
        _("IDs"): [str(number) for number in steps.cut.ids],
    },
    color_of=colors.of,
)
notes = {
    _(
        "At byte level the vocabulary writes a letter for every byte: `Ġ` for a "
        "space, `Ċ` for a newline, `ĉ` for a tab. Shown here is what they stand "
        "for, or the bytes of a partial character."
    ): tokenizer.byte_level,
    _("SentencePiece writes `▁` for a space."): any(lab.SPACE_MARK in piece for piece in pieces),
    _("`##` marks a piece that continues a word."): any(piece.startswith("##") for piece in pieces),
}
if any(notes.values()):
    st.caption(" ".join(note for note, applies in notes.items() if applies))

st.header(_("What it is built of"), anchor=False)
st.caption(about(tokenizer))
built(tokenizer, times)
st.caption(times_note(times))

rows = lab.rows_of(steps) if steps.agrees else []
if any(row.end - row.start > MOST_SYMBOLS for row in rows):
    st.info(
        _("Words and tokens of more than {most} symbols are not animated.").format(
            most=MOST_SYMBOLS
        )
    )
    rows = [row for row in rows if row.end - row.start <= MOST_SYMBOLS]
if rows:
    play(lab.encode_story(steps, in_sight(rows), _, colors.of))

st.header(_("Tokens in the text"), anchor=False)
token_columns(comparison.view(colors=colors), key="encode-columns")
if not steps.cut.round_trips:
    st.caption(_("It decodes to:"))
    st.code(steps.cut.decoded, language=None, wrap_lines=True)

words = [word for word in steps.words if not word.special]
if words and steps.agrees:
    st.header(_("One word, step by step"), anchor=False)
    word_details(steps.text, words, tokenizer.reading)

learned = [piece for piece, special in zip(pieces, steps.cut.special) if not special]
if tokenizer.algorithm == "bpe" and learned:
    origin(tokenizer, learned)

code_panel(
    f"""{imports([tokenizer])}
steps = lab.encode_steps({tokenizer.python()}, {text!r}, special={special})
[(word.text, word.pieces, word.ids) for word in steps.words], steps.agrees
lab.pipeline(steps.cut.tokenizer), lab.stage_times(steps.cut.tokenizer, {text!r})"""
)
