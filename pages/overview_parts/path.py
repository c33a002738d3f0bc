"""A way to learn transformers: the parts of a course, each with the page that brings it to life."""

from dataclasses import dataclass

import streamlit as st

from i18n import N_
from ui import _, link_to

Link = tuple[str, str, dict[str, str]]
"""A page by its name in `pages/`, what the link says, and the choices in it."""


@dataclass(frozen=True)
class Part:
    """One thing to understand, in a sentence, and where to see it."""

    title: str
    story: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Stage:
    """A stage of the course."""

    title: str
    parts: tuple[Part, ...]


STAGES = (
    Stage(
        N_("Install it and use it"),
        (
            Part(
                N_("Install"),
                N_(
                    "transformers needs one framework below it, today PyTorch: "
                    "`pip install transformers torch`. Each model's page says what else it needs."
                ),
                (("model", N_("What BERT needs"), {"model": "bert"}),),
            ),
            Part(
                N_("Pipelines"),
                N_(
                    "A pipeline takes a text, a picture or a sound and gives an answer: tokenizer, "
                    "model and what follows are inside."
                ),
                (
                    (
                        "pipelines",
                        N_("Three sentences"),
                        {"task": "sentiment-analysis", "run": "1"},
                    ),
                    (
                        "pipelines",
                        N_("A recording"),
                        {"task": "automatic-speech-recognition", "run": "1"},
                    ),
                    (
                        "pipelines",
                        N_("A picture and a question"),
                        {"task": "visual-question-answering", "run": "1"},
                    ),
                ),
            ),
        ),
    ),
    Stage(
        N_("The basics"),
        (
            Part(
                N_("AutoClass"),
                N_(
                    "The name of a checkpoint and a task are enough: an Auto class finds the "
                    "model, the tokenizer and the weights."
                ),
                (("classes", N_("From task to class"), {}),),
            ),
            Part(
                N_("Tokenizers"),
                N_(
                    "A tokenizer cuts a text into tokens and gives each its number in the "
                    "vocabulary. Before that a pre-tokenizer finds the words."
                ),
                (
                    ("encode", N_("Text to token ids"), {}),
                    ("vocabulary", N_("A vocabulary"), {}),
                    ("learn", N_("Pre-tokenizers"), {"section": "pretokenizers"}),
                ),
            ),
            Part(
                N_("Training"),
                N_(
                    "A training shows a model examples with their answers and moves its weights a "
                    "little after each few."
                ),
                (("train", N_("Train one in a minute"), {}),),
            ),
        ),
    ),
    Stage(
        N_("Fine-tune, make and share"),
        (
            Part(
                N_("Fine-tuning"),
                N_(
                    "A model that has read much learns a new task from a few hundred rows: all its "
                    "weights, or a small adapter (LoRA)."
                ),
                (("train", N_("With your own table"), {"examples": "own"}),),
            ),
            Part(
                N_("Saving"),
                N_(
                    "`save_pretrained` writes configuration, weights and tokenizer to a folder, "
                    "`from_pretrained` reads it: to share a model is to share that folder."
                ),
                (("configure", N_("Build one and save it"), {}),),
            ),
            Part(
                N_("Custom configurations"),
                N_(
                    "A configuration says how many layers and heads a model has. Change a number, "
                    "and another model comes out."
                ),
                (
                    (
                        "configure",
                        N_("DistilBERT with 12 layers"),
                        {"architecture": "distilbert", "changes": "n_layers~12"},
                    ),
                ),
            ),
            Part(
                N_("Frameworks"),
                N_(
                    "transformers 5 supports PyTorch alone. Weights of TensorFlow and Flax can "
                    "still be converted, in both directions."
                ),
                (("export", N_("Convert weights"), {"export-view": "frameworks"}),),
            ),
            Part(
                N_("Production"),
                N_(
                    "ONNX and TorchScript carry a model to where no Python is. What it answers "
                    "there must be the same."
                ),
                (("export", N_("Export and compare"), {}),),
            ),
        ),
    ),
    Stage(
        N_("Tasks, models and ideas"),
        (
            Part(
                N_("Tasks"),
                N_(
                    "Text, pictures, sound, and several at once: which architectures serve which "
                    "task."
                ),
                (("models", N_("Architectures by task"), {"view": "tasks"}),),
            ),
            Part(
                N_("Models"),
                N_(
                    "The table of models and frameworks in the documentation of 2024, and what has "
                    "become of each."
                ),
                (("documented", N_("2024 and now"), {}),),
            ),
            Part(
                N_("Subword tokenization"),
                N_(
                    "Words are too many and letters say too little: what lies between is learned. "
                    "Five algorithms, each step by step."
                ),
                (
                    ("learn", "BPE", {"learns": "bpe"}),
                    ("learn", N_("Byte-level BPE"), {"learns": "byte_bpe"}),
                    ("learn", "WordPiece", {"learns": "wordpiece"}),
                    ("learn", "Unigram", {"learns": "unigram"}),
                    ("learn", "SentencePiece", {"learns": "sentencepiece"}),
                ),
            ),
        ),
    ),
    Stage(
        N_("The API"),
        (
            Part(
                N_("Main classes"),
                N_(
                    "Configuration, model, tokenizer, pipeline: every architecture has its own "
                    "classes, and one name leads to the others."
                ),
                (
                    (
                        "classes",
                        N_("Look up a class name"),
                        {"from": "class", "class": "BertForMaskedLM"},
                    ),
                    ("model", "BERT", {"model": "bert"}),
                ),
            ),
        ),
    ),
)


def show() -> None:
    """The stages from top to bottom, their parts beside them."""
    for number, stage in enumerate(STAGES, start=1):
        with st.container(border=True):
            left, right = st.columns([1, 4])
            left.markdown(f"**{number}. {_(stage.title)}**")
            with right:
                for part in stage.parts:
                    _show(part)


def _show(part: Part) -> None:
    st.markdown(f"**{_(part.title)}** {_(part.story)}")
    with st.container(horizontal=True, gap="small"):
        for page, label, choices in part.links:
            link_to(f"pages/{page}.py", _(label), ":material/arrow_forward:", **choices)
