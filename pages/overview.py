"""Overview: what is here, and the way into each job."""

import streamlit as st

import catalogue
import inference
import tokenizer_lab as lab
from catalogue import figures
from ui import _, chart, heading, link_to

heading(
    _("Transformers Atlas"),
    _(
        "See which transformers models there are, run one on this machine, and watch how a "
        "tokenizer learns to cut text. Everything here works without a network."
    ),
)

models, tasks, growth = catalogue.models(), inference.tasks(), catalogue.growth()
demos = [_(task.title) for task in tasks.values() if task.has_demo]
first = lab.train("bpe", lab.CLASSIC_COUNTS, vocab_size=20).merges[0]
jobs = [
    (
        "pages/models.py",
        _("Find a model"),
        ":material/grid_view:",
        str(len(models)),
        _("architectures in the code of {count} releases, {first} to {last}").format(
            count=len(growth), first=growth.index[0], last=growth.index[-1]
        ),
    ),
    (
        "pages/pipelines.py",
        _("Run a pipeline"),
        ":material/play_circle:",
        str(len(demos)),
        _("tasks on checkpoints that come with the app and can be trained again: {tasks}").format(
            tasks=", ".join(demos)
        ),
    ),
    (
        "pages/learn.py",
        _("Watch one learn"),
        ":material/school:",
        " + ".join(first.pair) + f" → {first.token}",
        _("the first merge that BPE learns from {words}: it occurs {count} times").format(
            words=", ".join(lab.CLASSIC_COUNTS), count=first.count
        ),
    ),
    (
        "pages/compare.py",
        _("Hold them side by side"),
        ":material/compare:",
        str(len(lab.BUILT_IN)),
        _("real tokenizers that come with the app: {tokenizers}").format(
            tokenizers=", ".join(source.title for source in lab.BUILT_IN.values())
        ),
    ),
]
for column, (path, title, icon, figure, story) in zip(st.columns(4), jobs):
    with column.container(border=True, height="stretch"):
        st.metric(title, figure)
        st.caption(story)
        link_to(path, _("Open"), icon)

st.header(_("A way to learn it"), anchor=False)
steps = [
    (
        _("Install it and use it"),
        _("A pipeline is the shortest way: three sentences in, what they feel like out."),
        ("pages/pipelines.py", _("Run one"), {"task": "sentiment-analysis"}),
    ),
    (
        _("The basics"),
        _("An AutoClass finds the right model and tokenizer for the name of a checkpoint."),
        ("pages/model.py", _("Load BERT"), {"model": "bert"}),
    ),
    (
        _("Fine-tune, make and share"),
        _("A configuration says how many layers and heads there are: change it and count again."),
        ("pages/configure.py", _("DistilBERT"), {"architecture": "distilbert"}),
    ),
    (
        _("Tasks, models and ideas"),
        _("Subword tokenizers cut words that they never saw. Watch one learn how."),
        ("pages/learn.py", _("Watch one"), {}),
    ),
    (
        _("The API"),
        _("Configuration, model, tokenizer, pipeline: each architecture has its own classes."),
        ("pages/models.py", _("Look up"), {}),
    ),
]
for number, (column, (title, story, (path, label, parameters))) in enumerate(
    zip(st.columns(len(steps)), steps), start=1
):
    with column.container(border=True, height="stretch"):
        st.markdown(f"**{number}. {title}**")
        st.caption(story)
        link_to(path, label, ":material/arrow_forward:", **parameters)

left, right = st.columns(2, gap="large")
with left:
    st.header(_("Support over the releases"), anchor=False)
    chart(
        figures.support_over_time(growth),
        _("Architectures by framework, release by release"),
    )
    ended = growth[growth["tensorflow"] > 0]
    st.caption(
        _(
            "TensorFlow and Flax end with {release} of {date}: {tensorflow} and {flax} "
            "architectures had them then."
        ).format(
            release=ended.index[-1],
            date=ended["date"].iloc[-1],
            tensorflow=ended["tensorflow"].iloc[-1],
            flax=ended["flax"].iloc[-1],
        )
    )
with right:
    st.header(_("What they work on"), anchor=False)
    by_modality = catalogue.growth_by_modality()
    chart(
        figures.modalities_over_time(by_modality, growth["date"], _),
        _("Architectures by modality, release by release"),
    )
    share = by_modality.iloc[-1]["text"] / by_modality.iloc[-1].sum()
    before = by_modality.iloc[0]["text"] / by_modality.iloc[0].sum()
    st.caption(
        _(
            "Text alone: {before:.0%} of the architectures in {first}, {share:.0%} in {last}."
        ).format(before=before, first=growth.index[0], share=share, last=growth.index[-1])
    )

st.header(_("What they can do"), anchor=False)
chart(
    figures.models_by_task(models[models["last_release"] == growth.index[-1]]),
    _("How many architectures serve each task"),
)
st.caption(
    _(
        "Architectures of {release} with a head for the task. One that has several heads counts "
        "under each."
    ).format(release=growth.index[-1])
)
