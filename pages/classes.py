"""Which class loads a checkpoint for a task."""

from ui import _, heading

heading(_("Auto classes"), _("Which class loads a checkpoint for a task, and what a class serves."))
