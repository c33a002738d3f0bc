"""What is to be known of a checkpoint before it is asked: what it learned from, and its card."""

from collections import Counter
from functools import cache
from pathlib import Path

import regex
import streamlit as st

import inference
from i18n import Problem, visible
from inference import Task
from inference.likeness import learned_from, unlike
from inference.recorded import recorded
from inference.vocabulary import Unfamiliar, unfamiliar
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
    said = _(
        "This demo checkpoint is small and was trained on {domain}. It is sometimes wrong within "
        "this too, and more often beyond it."
    ).format(domain=_(task.domain))
    if tried := inference.independent(task.checkpoint):
        metric, figure = next(iter(tried.figures.items()))
        said += "  \n" + _(
            "On {count} items of another origin than its training data: {metric} **{value:.2f}**."
        ).format(count=tried.items, metric=_(task.metric_name(metric)), value=figure.value)
    st.caption(said)
    with st.popover(_("Its card: data, limits, figures"), icon=":material/badge:", type="tertiary"):
        _measured(task, task.checkpoint)
        if sheet := learned_from(task.checkpoint):
            said = _("Some of the pictures that it was trained on")
            st.image(sheet, caption=said, alt=said)
            st.caption(
                _(
                    "A picture is compared with them by brightness, contrast, colour, detail and "
                    "proportions alone: one that gets no hint may be unlike them all the same."
                )
            )
        if any(not wanted.is_media for wanted in task.inputs):
            st.caption(
                _(
                    "Words that it does not know are named below Run. One that is not named may be "
                    "strange to it all the same."
                )
            )
        st.markdown(_card(task.checkpoint, st.session_state.get(KEY, "en")))


def _measured(task: Task, checkpoint: Path) -> None:
    """The figures of a demo checkpoint: first those on what no recipe made."""
    if tried := inference.independent(checkpoint):
        st.markdown(
            _(
                "On {count} items of another origin than its training data (in brackets: "
                "95 % confidence intervals on others like these):"
            ).format(count=tried.items)
        )
        said = _("{value:.3f} ({low:.2f} to {high:.2f})")
        _figures(
            task,
            {
                metric: said.format(value=each.value, low=each.between[0], high=each.between[1])
                for metric, each in tried.figures.items()
            },
        )
    if held_out := inference.held_out(checkpoint):
        st.markdown(_("On what was held out of its own data:"))
        _figures(task, {metric: _figure(value) for metric, value in held_out.items()})


def _figures(task: Task, said: dict[str, str]) -> None:
    """Figures by their metrics, one a line."""
    line = _("{label}: {value}")
    st.markdown(
        "\n".join(
            "- " + line.format(label=_(task.metric_name(metric)), value=f"**{value}**")
            for metric, value in said.items()
        )
    )


def _figure(value: float) -> str:
    """A figure as cards write it: shares with three digits, a perplexity with one."""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


@cache
def _card(checkpoint: Path, language: str) -> str:
    """The card of a demo checkpoint without what machines read of it; its title no page's title."""
    card = checkpoint / ("README.md" if language == "en" else f"README.{language}.md")
    text = card.read_text(encoding="utf-8").split("---\n", 2)[-1]
    return text.replace("# ", "#### ", 1)


MOST_TEXTS, LONGEST = 200, 500
"""Inputs from files whose texts are looked at before the run, and characters of each."""


def hints(task: Task, items: list[NamedItem], several: bool = False) -> None:
    """Say what the demo checkpoint of a task does not know in its inputs, before it is asked:
    words, languages, and a picture unlike those that it learned from. Of `several` from files the
    beginnings of the first texts are looked at."""
    if not task.has_demo or task.checkpoint is None:
        return
    for item in [] if several else items:
        for wanted in task.inputs:
            if wanted.kind == "image" and item.values[wanted.name] is not None:
                _picture(task.checkpoint, item.values[wanted.name])
    texts = [
        value
        for item in items[: MOST_TEXTS if several else None]
        for value in item.values.values()
        if isinstance(value, str) and value
    ]
    if several:
        texts = [text[:LONGEST] for text in texts]
    _languages(task.checkpoint, texts)
    found = _unfamiliar(task.checkpoint, "\n".join(texts))
    if found.unknown:
        sentence = (
            _(
                "Unknown to this small model: {unknown} of the {words} words or Chinese "
                "characters looked at ({named})"
            )
            if several
            else _(
                "Unknown to this small model: {unknown} of {words} words or Chinese characters "
                "({named})"
            )
        )
        st.warning(
            sentence.format(
                unknown=found.unknown.total(), words=found.words, named=_named(found.unknown)
            ),
            icon=":material/help:",
        )
    if found.spelt:
        st.warning(
            _("Known to this small model by the letters alone: {named}").format(
                named=_named(found.spelt)
            ),
            icon=":material/help:",
        )
    if found.strange:
        st.warning(
            _("Strange to this small model: {named}").format(named=_named(found.strange)),
            icon=":material/help:",
        )


def _named(words: Counter[str]) -> str:
    """The first of some words."""
    named = _(", ").join(escape_markdown(visible(word)) for word in list(words)[:MOST_WORDS])
    return f"{named} …" if len(words) > MOST_WORDS else named


@st.cache_data(max_entries=64, show_spinner=False)
def _unfamiliar(checkpoint: Path, text: str) -> Unfamiliar:
    return unfamiliar(checkpoint, text)


LETTERS = {"zh": r"\p{Han}", "en": r"\p{Latin}"}
"""The letters of the languages of the demo checkpoints, by their codes."""


def _languages(checkpoint: Path, texts: list[str]) -> None:
    language = inference.language(checkpoint)
    if language not in LETTERS:
        return
    letters = LETTERS[language]
    foreign = sum(
        regex.search(r"\p{L}", text) is not None and regex.search(letters, text) is None
        for text in texts
    )
    said = {"zh": _("Chinese"), "en": _("English")}[language]
    if foreign == len(texts) == 1:
        sentence = _("This small model was trained on {language}; there is none in this text.")
    else:
        sentence = _(
            "This small model was trained on {language}; there is none in {foreign} of {count} "
            "texts looked at."
        )
    if foreign:
        st.warning(
            sentence.format(language=said, foreign=foreign, count=len(texts)),
            icon=":material/help:",
        )


def _picture(checkpoint: Path, source: bytes | Path) -> None:
    try:
        found = _unlike(checkpoint, source)
    except Problem:
        return  # said when it is run
    if found:
        st.warning(
            _(
                "This picture is unlike those that the small model was trained on: {ways}. "
                "Compared by brightness, contrast, colour, detail and proportions alone."
            ).format(ways=" · ".join(map(_, found))),
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
