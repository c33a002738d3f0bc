"""What is asked: an architecture, or a checkpoint, and a task."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

import catalogue
import inference
from i18n import N_, Problem
from inference import checkpoints
from pages.catalogue_parts.words import famous_first, said
from ui import _, hold_choice, made_checkpoints, settle_names, show_choice
from workbench import classes
from workbench.classes import BASE, Head, Own

PROJECT = Path(inference.__file__).parents[1]

OTHER_HEADS = {
    "AutoModelForPreTraining": N_("Pretraining"),
    "AutoModelForMultipleChoice": N_("Multiple choice"),
    "AutoModelForNextSentencePrediction": N_("Next sentence prediction"),
    "AutoModelForTextEncoding": N_("Text encoding"),
    "AutoModelForMaskedImageModeling": N_("Masked image modeling"),
    "AutoModelForAudioFrameClassification": N_("Audio frame classification"),
    "AutoModelForAudioXVector": N_("Speaker verification"),
    "AutoModelForTimeSeriesPrediction": N_("Time series forecasting"),
    "AutoBackbone": N_("Backbone of another model"),
    BASE: N_("Base model, without a head"),
}
"""What auto classes are for that no pipeline uses; others are shown by their name."""

ALIASES = {
    "sentiment-analysis": "text-classification",
    "ner": "token-classification",
    "vqa": "visual-question-answering",
    "feature-extraction": BASE,
    "image-feature-extraction": BASE,
}
"""Other names of tasks that links may have."""


@dataclass(frozen=True)
class Asked:
    """What is to be loaded, as far as it is known: the architecture, and the checkpoint.

    `classes` are those that the checkpoint was saved from, `folder` where it lies on this machine,
    and `prepared_by` the classes that it names there for what prepares its input.
    """

    model_type: str
    checkpoint: str = ""
    classes: tuple[str, ...] = ()
    folder: Path | None = None
    prepared_by: Own = ()


@st.cache_resource(show_spinner=False)
def _named() -> dict[str, str]:
    """By model type what people call it."""
    models = catalogue.models()
    return dict(zip(models["model"], models["name"]))


def architecture() -> Asked:
    """A box of all architectures that the installed transformers has."""
    types, names = classes.model_types(), _named()

    def resolve(text: str) -> str:
        found = catalogue.resolve(text)
        if found not in types:
            classes.configuration(found)
        return found

    settle_names("architecture", types, resolve)
    hold_choice("architecture", types, "bert")
    labels = {kind: f"{names[kind]} · {kind}" if kind in names else kind for kind in types}
    return Asked(show_choice(st.selectbox, _("Architecture"), labels, key="architecture"))


@st.cache_resource(show_spinner=False)
def _released() -> dict[str, tuple[str, str]]:
    """Released checkpoints as they were trained, each with architecture and class."""
    table = catalogue.full_first(catalogue.checkpoints()).drop_duplicates("checkpoint")
    table = table.sort_values("checkpoint", key=lambda names: names.str.lower())
    return dict(zip(table["checkpoint"], zip(table["model"], table["architecture"])))


@st.cache_data(ttl=60, max_entries=1, show_spinner=False)
def _on_this_machine() -> dict[str, Path]:
    """The folders of the demo checkpoints, of one's own and of those in the Hub's cache."""
    demos = (task.checkpoint for task in inference.tasks().values() if task.has_demo)
    found = {str(path.relative_to(PROJECT)): path for path in demos if path}
    for place in (checkpoints.in_folder, checkpoints.in_cache):
        found |= {name: folder for name, folder, _revision in place()}
    return found


def checkpoint() -> Asked:
    """A box of the checkpoints on this machine, and of the released ones."""
    here, released = made_checkpoints() | _on_this_machine(), _released()
    names = list(dict.fromkeys([*here, *released]))

    def resolve(text: str) -> str:
        near = [name for name in names if name.lower().endswith(text.lower())]
        if len(near) != 1:
            raise Problem(N_("There is no checkpoint {name!r} here."), name=text[:80])
        return near[0]

    settle_names("checkpoint", names, resolve)
    chosen = st.selectbox(
        _("Checkpoint"),
        names,
        key="checkpoint",
        bind="query-params",
        help=_("Those on this machine, and released ones by their name on the Hub."),
    )
    if chosen in here:
        read = classes.read_checkpoint(here[chosen])
        return Asked(read.model_type, chosen, read.classes, here[chosen], read.prepared_by)
    kind, name = released[chosen]
    if not kind:
        raise Problem(
            N_("{name} brings code of its own: transformers has no class for it."), name=chosen
        )
    return Asked(kind, chosen, (name,) if name else ())


def task(asked: Asked) -> tuple[str, Head]:
    """A box of the tasks that an architecture has a head for; the one chosen, with its head."""
    ways = _ways(asked.model_type)
    made = classes.made_for(asked.model_type, asked.classes or _usual(asked.model_type))
    first = next((name for name, head in ways.items() if head == made), next(iter(ways)))
    everywhere = dict.fromkeys((*classes.auto_tasks(), *ways))
    for tasks in classes.auto_tasks().values():
        everywhere |= dict.fromkeys(tasks)
    held = st.session_state.get("task", st.query_params.get("task", ""))
    held = ALIASES.get(held, held)
    last, st.session_state["classes-asked"] = st.session_state.get("classes-asked"), asked
    if held not in ways or (last not in (None, asked) and asked.checkpoint):
        held = first
    if st.session_state.get("task") != held:
        st.session_state["task"] = held
    hold_choice("task", list(everywhere), first)
    labels = {name: _task_said(name) for name in ways}
    chosen = show_choice(st.selectbox, _("Task"), labels, key="task")
    return chosen, ways[chosen]


@st.cache_data(max_entries=2_000, show_spinner=False)
def _usual(model_type: str) -> tuple[str, ...]:
    """The class that the example checkpoint of an architecture was saved from, where known."""
    models = catalogue.models()
    return tuple(models.loc[models["model"] == model_type, "example_head"])


def _ways(model_type: str) -> dict[str, Head]:
    """The heads of an architecture by the task that each is for, or by its auto class."""
    ways: dict[str, Head] = {}
    for head in classes.heads(model_type):
        for name in head.tasks or (head.auto,):
            ways.setdefault(name, head)
    if not ways:
        raise Problem(
            N_("No auto class loads a model of type {model!r}: it is a part of another."),
            model=model_type,
        )
    tasks = famous_first(name for name in ways if not name.startswith("Auto"))
    return {name: ways[name] for name in dict.fromkeys([*tasks, *ways])}


def _task_said(name: str) -> str:
    return _(OTHER_HEADS[name]) if name in OTHER_HEADS else said(name)
