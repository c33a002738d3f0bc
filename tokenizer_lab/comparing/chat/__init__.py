"""Chats: messages laid out as a model reads them, where each character came from, and checks.

`chat` makes the `Prompt`; `check_chat` says what a layout does with what often goes wrong.
"""

from .checks import Check, check_chat
from .laid import Message, Origin
from .prompt import ROLES, Prompt, chat, has_chat
from .samples import TEMPLATES
from .upload import template_in

__all__ = [
    "ROLES",
    "TEMPLATES",
    "Check",
    "Message",
    "Origin",
    "Prompt",
    "chat",
    "check_chat",
    "has_chat",
    "template_in",
]
