"""Auto classes: which class loads a checkpoint for a task, and what a class serves."""

import streamlit as st

from i18n import N_
from pages.classes_parts import choice, found, named
from ui import _, code_panel, heading, keep_started, linked_choice, started_here

heading(_("Auto classes"), _("Which class loads a checkpoint for a task, and what a class serves."))
started_here()

FROM = {
    "architecture": N_("Architecture"),
    "checkpoint": N_("Checkpoint"),
    "class": N_("Class name"),
}
for key in ("checkpoint", "class"):  # a link may name what it asks for alone
    if key in st.query_params and "from" not in st.query_params:
        st.session_state.setdefault("from", key)

how, what, which = st.columns([9, 8, 7], vertical_alignment="bottom")
with how:
    labels = {key: _(label) for key, label in FROM.items()}
    start = linked_choice(
        st.segmented_control,
        _("Start from"),
        labels,
        key="from",
        default="architecture",
        required=True,
    )
if start == "class":
    with what:
        text = named.asked()
    named.of_name(text)
    code = f"import workbench\n\nworkbench.classes.known({(text or 'GPT2LMHeadModel')!r})"
else:
    with what:
        asked = choice.architecture() if start == "architecture" else choice.checkpoint()
    with which:
        task, head = choice.task(asked)
    found.resolution(asked, task, head)
    left, right = st.columns(2, gap="large")
    with left:
        st.header(_("The Python that loads and runs it"), anchor=False)
        found.python(asked, task, head)
    with right:
        st.header(_("All that it is loaded with"), anchor=False)
        found.everything(asked, head)
        found.links(asked, task)
    code = f"""import workbench

workbench.classes.heads({asked.model_type!r})
workbench.classes.preparing({asked.model_type!r})"""
code_panel(code)
keep_started()
