"""Overview: what is here, and the way into each job."""

import streamlit as st

import catalogue
import inference
import tokenizer_lab as lab
from ui import _, heading

heading(
    _("Transformers Atlas"),
    _(
        "See which transformers models there are, run one on this machine, and watch how a "
        "tokenizer learns to cut text. Everything here works without a network."
    ),
)

models, tasks = catalogue.documented(), inference.tasks()
first = lab.train("bpe", lab.NOTES_COUNTS, vocab_size=20).steps[0]
jobs = [
    (
        "app_pages/models.py",
        _("Find a model"),
        ":material/grid_view:",
        str(len(models)),
        _("models, {tensorflow} of them also in TensorFlow and {flax} in Flax").format(
            tensorflow=models["tensorflow"].sum(), flax=models["flax"].sum()
        ),
    ),
    (
        "app_pages/pipelines.py",
        _("Run a pipeline"),
        ":material/play_circle:",
        " · ".join(_(task.title) for task in tasks.values()),
        _("on checkpoints that come with the app, trained by recipes that anyone can rerun"),
    ),
    (
        "app_pages/merges.py",
        _("Watch merges"),
        ":material/call_merge:",
        " + ".join(first.pair) + f" → {first.token}",
        _("the first merge that BPE learns from {words}: it occurs {count} times").format(
            words=", ".join(lab.NOTES_COUNTS), count=first.count
        ),
    ),
]
for column, (path, title, icon, figure, story) in zip(st.columns(3), jobs):
    with column.container(border=True, height="stretch"):
        st.metric(title, figure)
        st.caption(story)
        st.page_link(path, label=_("Open"), icon=icon)
