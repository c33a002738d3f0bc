"""Fine-tuning on the visitor's own texts or pictures."""

from ui import _, heading

heading(_("Fine-tuning"), _("Your own labelled sentences or pictures teach a small model."))
