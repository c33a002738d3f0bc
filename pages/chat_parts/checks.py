"""What a layout does with what often goes wrong, a line for each question."""

import streamlit as st

import tokenizer_lab as lab
from ui import _, escape_markdown

ICONS = {
    "ok": (":material/check:", "green"),
    "note": (":material/info:", "gray"),
    "fault": (":material/warning:", "orange"),
}
ORDER = ("fault", "note", "ok")


def checks(found: list[lab.Check]) -> None:
    """Draw the checks, what goes wrong first, each with the texts in which it can be seen."""
    for check in sorted(found, key=lambda each: ORDER.index(each.state)):
        icon, color = ICONS[check.state]
        said = f":{color}[{icon}] {escape_markdown(check.sentence.said(_))}"
        if not check.shown:
            st.markdown(said)
            continue
        with st.expander(said):
            for label, text in check.shown:
                st.caption(label.said(_))
                st.code(text, language=None, wrap_lines=True)
