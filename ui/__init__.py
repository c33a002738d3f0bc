"""Streamlit parts that several pages share."""

from .language import _, language_switch
from .link import hide_link_holders, hold_choice, linked_choice, show_choice
from .parts import code_panel, complain, device_badges, heading, link_to, token_chips

__all__ = [
    "_", "code_panel", "complain", "device_badges", "heading", "hide_link_holders",
    "hold_choice", "language_switch", "link_to", "linked_choice", "show_choice", "token_chips",
]  # fmt: skip
