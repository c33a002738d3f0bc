"""What is to be known of a checkpoint before it is asked: what it learned from, and its card."""

from functools import cache
from pathlib import Path

import regex
import streamlit as st

import inference
from i18n import Problem, visible
from inference import Task
from inference.likeness import learned_from, unlike
from inference.recorded import recorded
from inference.vocabulary import unknown_words
from ui import _, escape_markdown
from ui.language import KEY

from .inputs import NamedItem

MOST_WORDS = 6
"""Unknown words that are named."""


def demo(task: Task) -> None:
    """What the demo checkpoint of a task has learned from, and its card one click away."""
    if task.checkpoint is None or not task.has_demo:
        st.warning(
            _(
                "No trained checkpoint for this task comes with the app. A small random model "
                "stands in: it shows what goes in and what comes out, and its answers mean nothing."
            ),
            icon=":material/science:",
        )
        return
    st.caption(
        _(
            "The demo checkpoint {name} is small and learned from {domain}. Of anything else it "
            "knows nothing: it answers too, and is often wrong."
        ).format(name=f"`{task.checkpoint.name}`", domain=_(task.domain))
    )
    with st.popover(_("Its card: data, limits, figures"), icon=":material/badge:", type="tertiary"):
        figures = inference.held_out(task.checkpoint)
        if figures:
            st.markdown(_("Measured on what was held out of its own data:"))
            st.markdown(
                "\n".join(
                    f"- {_(task.metric_name(metric))}: **{value:.3g}**"
                    for metric, value in figures.items()
                )
            )
        if sheet := learned_from(task.checkpoint):
            st.image(sheet, caption=_("Some of the pictures that it learned from"))
        st.markdown(_card(task.checkpoint, st.session_state.get(KEY, "en")))


@cache
def _card(checkpoint: Path, language: str) -> str:
    """The card of a demo checkpoint without what machines read of it; its title no page's title."""
    card = checkpoint / ("README.md" if language == "en" else f"README.{language}.md")
    text = card.read_text(encoding="utf-8").split("---\n", 2)[-1]
    return text.replace("# ", "#### ", 1)


def unfamiliar(task: Task, items: list[NamedItem]) -> None:
    """Say what the demo checkpoint of a task does not know in an input, before it is asked: words,
    and pictures unlike those that it learned from."""
    if not task.has_demo or task.checkpoint is None:
        return
    for item in items:
        for wanted in task.inputs:
            if wanted.kind == "image" and item.values[wanted.name] is not None:
                _picture(task.checkpoint, item.values[wanted.name])
    values = [value for item in items for value in item.values.values()]
    text = "\n".join(value for value in values if isinstance(value, str))
    _language(task.checkpoint, text)
    words, missing = unknown_words(task.checkpoint, text)
    if missing:
        named = _(", ").join(escape_markdown(visible(word)) for word in list(missing)[:MOST_WORDS])
        st.warning(
            _("{unknown} of {words} words are unknown to this small model: {named}").format(
                unknown=missing.total(),
                words=words,
                named=f"{named} …" if len(missing) > MOST_WORDS else named,
            ),
            icon=":material/help:",
        )


LETTERS = {"zh": r"\p{Han}", "en": r"\p{Latin}"}
"""The letters of the languages of the demo checkpoints, by their codes."""


def _language(checkpoint: Path, text: str) -> None:
    language = inference.language(checkpoint)
    letters = LETTERS.get(language)
    if letters and regex.search(r"\p{L}", text) and not regex.search(letters, text):
        names = {"zh": _("Chinese"), "en": _("English")}
        st.warning(
            _("This small model learned from {language}; there is none in this text.").format(
                language=names[language]
            ),
            icon=":material/help:",
        )


def _picture(checkpoint: Path, source: bytes | Path) -> None:
    try:
        found = _unlike(checkpoint, source)
    except Problem:
        return  # said when it is run
    if found:
        st.warning(
            _("This picture is unlike those that the small model learned from: {ways}").format(
                ways=" · ".join(map(_, found))
            ),
            icon=":material/help:",
        )


@st.cache_data(max_entries=64, show_spinner=False)
def _unlike(checkpoint: Path, source: bytes | Path) -> list[str]:
    return unlike(checkpoint, source)


def recorded_answer(task: Task) -> None:
    """What a trained checkpoint answers, where the documentation of transformers records it."""
    if example := recorded(task):
        with st.expander(
            _("What a trained checkpoint answers: {name}").format(name=f"`{example.checkpoint}`"),
            icon=":material/verified:",
            expanded=True,
        ):
            st.code(example.code, language="python", wrap_lines=True)
            st.code(example.answer, language=None, wrap_lines=True)
            st.caption(
                _("From {source}; it was not run here.").format(source=example.source.said(_))
            )
