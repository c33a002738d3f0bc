"""Pipelines: a task, some text, a checkpoint on the best device, and the result to look at."""

import json
from dataclasses import asdict

import streamlit as st

import inference
from i18n import Problem
from inference import figures
from ui import _, code_panel, complain, device_badges, heading, linked_choice

heading(
    _("Pipelines"),
    _(
        "Give a model some text and see what it answers. It runs here, on the best device of "
        "this machine, and needs no network."
    ),
)


@st.cache_resource(max_entries=1)
def loaded(task: str) -> inference.Pipe:
    return inference.load(task)


tasks = inference.tasks()
titles = {name: _(task.title) for name, task in tasks.items()}
name = linked_choice(st.selectbox, _("Task"), titles, key="task", default=next(iter(titles)))
task = tasks[name]

st.session_state.setdefault("texts", "\n".join(task.examples[0].inputs))
text = st.text_area(
    _("Text, one per line"), key="texts", height=130, max_chars=20_000, persist_state="session"
)
with st.container(horizontal=True, vertical_alignment="center"):
    pressed = st.button(_("Run"), type="primary", icon=":material/play_arrow:")
    for example in task.examples:
        st.button(
            _(example.title),
            on_click=st.session_state.update,
            kwargs={"texts": "\n".join(example.inputs)},
            type="tertiary",
            icon=":material/edit_note:",
        )
st.caption(
    _(
        "Checkpoint {name}: learned from {domain}; right on {accuracy:.0%} of those it had not "
        "seen. Outside them it answers too, and is often wrong."
    ).format(
        name=f"`{task.checkpoint.name}`",
        domain=_(task.domain),
        accuracy=inference.held_out(task.checkpoint)["accuracy"],
    )
)

if pressed:
    texts = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        with st.spinner(_("Loading the model and running it …"), show_time=True):
            pipe = loaded(name)
            run = inference.run(pipe, texts)
        st.session_state["result"] = (texts, run)
    except Problem as problem:
        st.session_state.pop("result", None)
        complain(problem)

if "result" in st.session_state:
    texts, run = st.session_state["result"]
    st.subheader(_("Result"), anchor=False)
    device_badges(run.device, run.seconds, run.warm, run.peak_memory_bytes)
    for note in run.notes:
        st.warning(note.said(_))
    st.plotly_chart(
        figures.label_scores(texts, run.output, _),
        config={"displayModeBar": False},
        alt=_("Every text with the share of each label"),
    )
    table = figures.score_table(texts, run.output, _)
    st.download_button(
        _("Download as CSV"), table.to_csv(index=False).encode("utf-8-sig"), "sentiment.csv",
        "text/csv", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    with st.expander(_("Raw output"), icon=":material/data_object:"):
        raw = asdict(run) | {"notes": [str(note) for note in run.notes]}
        st.code(json.dumps(raw, ensure_ascii=False, indent=2), language="json")
    code_panel(
        f"""import inference

pipe = inference.load({name!r})
run = inference.run(pipe, {texts!r})
run.output, run.seconds, run.device"""
    )
