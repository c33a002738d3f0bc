"""Model: one architecture, through the releases, with its heads, its tokenizer and its size."""

import streamlit as st

import catalogue
import inference
from catalogue import figures
from pages.model_parts.configuration import change_the_configuration, size_metric
from pages.model_parts.loading import ways_to_load
from pages.models_parts.own import own_models
from ui import (
    _,
    chart,
    code_panel,
    escape_markdown,
    heading,
    link_to,
    settle_names,
    show_problem,
)

LEARNS = {
    "BPE": "bpe",
    "byte-level BPE": "byte_bpe",
    "WordPiece": "wordpiece",
    "Unigram": "unigram",
    "SentencePiece": "sentencepiece",
}
"""The algorithm that the Learning page shows, by its name in the catalogue."""

site, problem = catalogue.site_models()
if problem:
    show_problem(problem)
models = catalogue.models(own_models(), site).set_index("model", drop=False)
newest = catalogue.releases()["release"].iloc[-1]

settle_names("model", models.index, lambda name: catalogue.resolve(name, models))
architecture = st.selectbox(
    _("Architecture"),
    list(models.index),
    index=None,
    key="model",
    bind="query-params",
    placeholder=_("Type or choose a model type, such as bert"),
)
if architecture is None:
    heading(_("Model"), _("Choose an architecture to see what the code says of it."))
    st.stop()
model = models.loc[architecture]
history, heads = catalogue.history(architecture), catalogue.heads(architecture)
modality, no_size = model["modality"], model["size_reason"]
is_own = model["origin"] == "own"

story = _("{modality} · in transformers from {first} to {last}")
if is_own:
    story = _("{modality} · one of your own models")
heading(
    model["name"],
    story.format(
        modality=_(modality).capitalize() if modality else "–",
        first=model["first_release"],
        last=model["last_release"],
    ),
)
with st.container(horizontal=True):
    if model["documentation"]:
        st.link_button(_("Documentation"), model["documentation"], icon=":material/menu_book:")
    if model["paper"]:
        st.link_button(_("Paper"), model["paper"], icon=":material/article:")

if not is_own:
    st.subheader(_("Support through the releases"), anchor=False)
    chart(
        figures.support_history(history),
        _("Which releases support the architecture in which framework"),
    )
    for framework, name in catalogue.FRAMEWORKS.items():
        if model[framework] and model[framework] != newest:
            st.info(
                _(
                    "{framework}: {release} is the last release read that has it. To use it: "
                    "pip install transformers=={release}"
                ).format(framework=name, release=model[framework]),
                icon=":material/history:",
            )

left, right = st.columns(2, gap="large")
with left:
    st.subheader(_("Heads and tasks"), anchor=False)
    if not heads.empty:
        st.dataframe(
            heads,
            hide_index=True,
            column_config={
                "head": _("Head"),
                "class": _("Class"),
                "tasks": st.column_config.ListColumn(_("Tasks")),
            },
            alt=_("Heads of the architecture with the tasks that they serve"),
        )
    elif model["tasks"]:
        st.markdown(escape_markdown(" · ".join(model["tasks"])))
    else:
        st.markdown(_("The auto classes list no head for it."))
    # Some tasks have one name in transformers and another here.
    runnable = {
        name: task.name
        for task in inference.tasks().values()
        for name in (task.name, task.pipeline, *task.aliases)
    }
    for task in model["tasks"]:
        if task in runnable:
            link_to(
                "pages/pipelines.py",
                _("Run {task}").format(task=task),
                ":material/play_circle:",
                task=runnable[task],
            )

with right:
    st.subheader(_("Size"), anchor=False)
    if no_size:
        st.markdown(_("Not known: {reason}").format(reason=_(no_size)))
    else:
        size_metric(
            _("Parameters of the base model, default configuration"),
            model["parameters"],
            model["bytes"],
        )
    if not (modules := catalogue.modules(architecture)).empty:
        chart(
            figures.module_treemap(modules, model["name"]),
            _("Parameters by module, as areas"),
        )
        # Building takes torch and transformers, some seconds the first time: only when asked.
        if st.toggle(_("Change the configuration"), key="configure", bind="query-params"):
            change_the_configuration(architecture)

st.subheader(_("Tokenizer and processors"), anchor=False)
parts = {
    _("Tokenizer"): " · ".join(filter(None, (model["tokenizer"], model["tokenizer_algorithm"]))),
    _("Image processor"): model["image_processor"],
    _("Feature extractor"): model["feature_extractor"],
    _("Processor"): model["processor"],
    _("Example checkpoint"): model["checkpoint"],
}
for label, part in parts.items():
    if part:
        st.markdown(f"{label}: {escape_markdown(part)}")
if model["tokenizer"].removesuffix("Fast") in ("TokenizersBackend", "PreTrainedTokenizer"):
    st.caption(_("Its code leaves the algorithm to the tokenizer.json of each checkpoint."))
if (algorithm := model["tokenizer_algorithm"]) in LEARNS:
    link_to(
        "pages/learn.py",
        _("Watch how {algorithm} learns").format(algorithm=algorithm),
        ":material/school:",
        learns=LEARNS[algorithm],
    )

if is_own:
    st.stop()
st.subheader(_("The Python that loads it"), anchor=False)
ways = ways_to_load(model, newest)
for tab, code in zip(st.tabs(list(ways)), ways.values()):
    tab.code(code, language="python")
code_panel(
    f"""import catalogue

catalogue.history({architecture!r})
catalogue.heads({architecture!r})
catalogue.modules({architecture!r})"""
)
