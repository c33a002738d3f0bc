"""The text that is compared: the reader's own, or one that shows something."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import N_
from pages.tokenizer_parts.glosses import GLOSSES
from ui import _, gloss, in_language, lab_text

MOST_CHARACTERS = 300_000
TEXT, SAMPLE = "compare-text", "compare-sample"
LABELS = {
    "mixed": N_("A bit of all"),
    "chinese": N_("Chinese"),
    "code": N_("Code"),
    "emoji": N_("Emoji"),
    "numbers": N_("Digits"),
    "rare": N_("A rare word"),
}
SAMPLES = {
    "mixed": (
        "Tokenizers don't agree: 你好，世界！ is cheap for one and dear for another. "
        "Naïve cafés, नमस्ते, 👩‍🚀 and 1234567 too.\n    indented = True"
    ),
    "chinese": "人工智能正在改变世界。东边日出西边雨，道是无晴却有晴。",
    "code": "def mean(numbers):\n    return sum(numbers) / len(numbers)  # of no numbers: an error",
    "emoji": "👩‍🚀 waves to 👨‍👩‍👧‍👦, 👍🏽 and 🏴‍☠️",
    "numbers": "9.11 > 9.9, 2026 = 2 × 1013, π ≈ 3.14159 and 1,234,567.89",
    "rare": "The password is SolidGoldMagikarp, or pneumonoultramicroscopicsilicovolcanoconiosis",
}


def choose_text() -> tuple[str, DeltaGenerator]:
    """The text, and the row below it, where other choices have room beside the samples."""

    def take() -> None:
        if chosen := st.session_state[SAMPLE]:
            st.session_state[TEXT] = SAMPLES[chosen]

    text = lab_text(
        _("Text"),
        key=TEXT,
        default=SAMPLES["mixed"],
        max_chars=MOST_CHARACTERS,
        height=68,
        label_visibility="collapsed",
    )
    gloss(text, GLOSSES)
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with row:
        same = [name for name, sample in SAMPLES.items() if sample == text]
        st.session_state[SAMPLE] = same[0] if same else None
        labels = in_language(LABELS)
        st.pills(
            _("Samples"),
            list(labels),
            format_func=labels.__getitem__,
            key=SAMPLE,
            on_change=take,
            label_visibility="collapsed",
            width="content",
        )
    return text, row
