"""A configuration to change, and what it costs."""

from ui import _, heading

heading(
    _("Configuration"),
    _("Change the numbers of an architecture, and see what it weighs and needs."),
)
