"""Any to any: a multimodal model that takes a picture and a text and writes an answer."""

from dataclasses import replace

from i18n import N_

from .image_text_to_text import TASK as IMAGE_TEXT

# Its pipeline takes pictures and texts in the same words; models of this kind that make sounds
# or pictures need more than one call, which transformers leaves to their own classes.
TASK = replace(
    IMAGE_TEXT,
    name="any-to-any",
    order=42,
    title=N_("Any to any"),
    needs=("torchvision",),
)
