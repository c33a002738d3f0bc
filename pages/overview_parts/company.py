"""What a company makes with large language models: what runs here, who does it, what it costs."""

from dataclasses import dataclass
from functools import cache

import streamlit as st

import catalogue
from i18n import N_
from ui import _, link_to


@dataclass(frozen=True)
class Medium:
    """A kind of marketing material. `task` is what runs here, as a link to Pipelines has it;
    `ability` is that of released checkpoints that make it."""

    title: str
    story: str
    task: str
    runs: str
    ability: str


MEDIA = (
    Medium(
        N_("Text"),
        N_(
            "Slogans, product pages, mails, answers to customers: a chat model writes drafts, a "
            "person checks them. It is paid by the token, so the tokenizer is on the bill."
        ),
        "text-generation",
        N_("Let one write"),
        "chat",
    ),
    Medium(
        N_("Pictures"),
        N_(
            "Product pictures and variants of one. No pipeline of transformers paints, though "
            "some of its models do; what runs here reads pictures."
        ),
        "image-classification",
        N_("Let one read a picture"),
        "image generation",
    ),
    Medium(
        N_("Video"),
        N_(
            "Clips from a sentence or a picture: the dearest of the four, in memory and in time. "
            "No checkpoint for clips comes with the app: an untrained one shows how it is asked."
        ),
        "video-classification",
        N_("How a clip is asked about"),
        "video generation",
    ),
    Medium(
        N_("Sound"),
        N_(
            "Voices for clips and telephones, and what was said as text. Speech recognition runs "
            "here."
        ),
        "automatic-speech-recognition",
        N_("Let one listen"),
        "speech",
    ),
)


def show() -> None:
    """A card for each medium: what it is for, what runs here, the checkpoints and the costs."""
    for column, medium in zip(st.columns(len(MEDIA)), MEDIA):
        with column.container(border=True, height="stretch", gap="small"):
            st.markdown(f"**{_(medium.title)}**")
            st.caption(_(medium.story))
            link_to(
                "pages/pipelines.py",
                _(medium.runs),
                ":material/play_circle:",
                task=medium.task,
                run="1",
            )
            link_to(
                "pages/models.py",
                _("Checkpoints for it: {count:,}").format(count=_makers(medium.ability)),
                ":material/grid_view:",
                list="checkpoints",
                can=[medium.ability],
            )
    link_to("pages/batch.py", _("What a month of texts costs"), ":material/payments:")


@cache
def _makers(ability: str) -> int:
    """How many released checkpoints have an ability."""
    return sum(ability in each for each in catalogue.checkpoints()["abilities"])
