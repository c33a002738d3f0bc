"""Streamlit parts that several pages share."""

from .job import finished_job
from .language import _, language_switch
from .link import hold_choice, linked_choice, linked_text, prepare_links, show_choice
from .parts import (
    code_panel,
    complain,
    device_badges,
    download_rows,
    heading,
    link_to,
    plain,
    search_box,
    token_chips,
)
from .token_columns import token_columns
from .tokenizers import TRAINED, pick_tokenizer, pick_tokenizers

__all__ = [
    "TRAINED",
    "_",
    "code_panel",
    "complain",
    "device_badges",
    "download_rows",
    "finished_job",
    "heading",
    "hold_choice",
    "language_switch",
    "link_to",
    "linked_choice",
    "linked_text",
    "pick_tokenizer",
    "pick_tokenizers",
    "plain",
    "prepare_links",
    "search_box",
    "show_choice",
    "token_chips",
    "token_columns",
]
