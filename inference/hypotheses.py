"""The sentence that a label goes into, of the zero-shot tasks."""

from string import Formatter

from i18n import N_, Problem


def check_template(template: str) -> None:
    """Raise `i18n.Problem` where a template has no single place, `{}`, for a label.

    transformers calls `template.format(label)`, and says nothing where no label gets into it.
    """
    try:
        places = [place[1:] for place in Formatter().parse(template) if place[1] is not None]
    except ValueError:  # a brace that is never closed
        places = []
    if places != [("", "", None)]:
        raise Problem(
            N_("In {sentence!r} nothing says where the label goes: write {place} there, once."),
            sentence=template[:200],
            place="{}",
        )
