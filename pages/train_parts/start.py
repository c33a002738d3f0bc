"""Where a training starts and how it goes: the model and the settings."""

import os
from pathlib import Path

import streamlit as st

from i18n import N_, compact
from inference import checkpoints
from inference.checkpoints import Place
from ui import _, escape_markdown, linked_choice, linked_number, made_checkpoints
from workbench import training
from workbench.training import Base, Examples, Settings

SUGGESTED = "suggested"
STARTS = {
    SUGGESTED: N_("Suggested"),
    "new": N_("Random weights"),
    "demo": N_("Demo"),
    "made": N_("Yours"),
    "local": N_("Folder"),
    "cached": N_("Cache"),
}
MOST_EPOCHS, MOST_RANK, MOST_SEED = 200, 64, 9_999
TOKENS = 16, 512
"""The fewest and the most that a model may read of a text."""
RATES = ["0", "1e-5", "2e-5", "5e-5", "1e-4", "3e-4", "1e-3", "3e-3"]
"""Learning rates to choose from; 0 is one that suits the model."""


def choose(examples: Examples) -> Base | None:
    """Widgets for the model that a training starts from; None where there is none to choose."""
    there = _places()
    start = linked_choice(
        st.pills,
        _("Start from"),
        {name: _(label) for name, label in STARTS.items() if name in there},
        key="start",
        default=SUGGESTED,
        required=True,
        wrap=True,
    )
    if start == SUGGESTED:
        start = _suggested(examples)
    if start == "new":
        st.caption(_("A small model with random weights: it learns from your examples alone."))
        return training.new(examples.kind)
    if start == "demo":
        base = training.demo(examples.kind)
        st.caption(
            _("The demo checkpoint, {domain}, {count} parameters: it keeps what helps.").format(
                domain=_(training.task_of(examples.kind).domain), count=compact(base.parameters)
            )
        )
        return base
    places: dict[str, Place] = {"local": "local", "made": made_checkpoints()}
    return _one_of(training.on_this_machine(examples.kind, places.get(start, "cached")))


def _places() -> set[str]:
    """The starts that there can be here."""
    from huggingface_hub import constants

    there = {SUGGESTED, "new", "demo"}
    there |= {"made"} if made_checkpoints() else set()
    there |= {"local"} if os.environ.get(checkpoints.ROOT) else set()
    return there | ({"cached"} if Path(constants.HF_HUB_CACHE).exists() else set())


def _suggested(examples: Examples) -> str:
    """The demo checkpoint reads Chinese texts and pictures; for others it knows no word."""
    if examples.kind == "pictures":
        return "demo"
    letters = "".join(text[:100] for text in examples.inputs[:100] if isinstance(text, str))
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in letters)
    return "demo" if chinese > 0.3 * len(letters) else "new"


def _one_of(bases: list[Base]) -> Base | None:
    if not bases:
        st.info(
            _("No checkpoint there can be given these labels: choose another start."),
            icon=":material/folder_off:",
        )
        return None
    by_name = {base.name: base for base in bases}
    name = st.selectbox(
        _("Checkpoint"),
        list(by_name),
        format_func=lambda name: f"{name} · {compact(by_name[name].parameters)}",
        key="train-base",
    )
    st.caption(_("Starts from {name}.").format(name=escape_markdown(name)))
    return by_name[name]


def settings(base: Base | None) -> Settings:
    """Widgets for how a training goes, in a popover."""
    with st.popover(_("Settings"), icon=":material/tune:"):
        epochs = linked_number(
            _("Epochs (0: automatic)"),
            0,
            MOST_EPOCHS,
            key="epochs",
            help=_("Passes over the data."),
        )
        rate = linked_choice(
            st.selectbox,
            _("Learning rate"),
            {rate: _("Automatic") if rate == "0" else rate for rate in RATES},
            key="learning-rate",
            default="0",
        )
        batch = linked_number(_("Batch size"), 1, 64, key="train-batch", value=16)
        new = base is not None and base.is_new
        rank = linked_number(
            _("LoRA rank (0: train all weights)"),
            0,
            MOST_RANK,
            key="lora",
            disabled=new,
            help=_(
                "LoRA trains small matrices beside the weights and leaves these alone: its result "
                "is a small adapter. It needs a checkpoint to start from."
            ),
        )
        longest = linked_number(
            _("Tokens of a text"),
            *TOKENS,
            key="tokens",
            value=128,
            help=_("What is longer is cut off at its end."),
        )
        held_out = linked_number(_("Held out, percent"), 10, 50, key="held-out", value=20)
        seed = linked_number(
            _("Seed"), 0, MOST_SEED, key="train-seed", help=_("Same seed, same result.")
        )
    return Settings(
        epochs=epochs,
        learning_rate=float(rate),
        batch_size=batch,
        lora=0 if new else rank,
        seed=seed,
        held_out=held_out / 100,
        longest=longest,
    )
