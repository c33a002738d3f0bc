"""Model: one architecture, through the releases, with its heads, its tokenizer and its size."""

from functools import partial

import streamlit as st

import catalogue
from catalogue import figures
from i18n import compact
from pages.catalogue_parts.words import all_said, release_said, said
from pages.model_parts.loading import ways_to_load
from pages.model_parts.sections import (
    abilities,
    demo_tasks,
    heads_and_tasks,
    known_models,
    metrics,
    on_the_hub,
    released,
    support,
)
from pages.models_parts.own import own_models
from ui import (
    _,
    chart,
    code_panel,
    escape_markdown,
    heading,
    later,
    link_to,
    mark_in_navigation,
    settle_names,
    show_problem,
    stop,
)

LEARNS = {
    "BPE": "bpe",
    "BPE with byte fallback": "bpe",
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
name, box = st.columns([4, 5], vertical_alignment="bottom")
architecture = box.selectbox(
    _("Architecture"),
    list(models.index),
    index=None,
    key="model",
    bind="query-params",
    placeholder=_("Type or choose a model type, such as bert"),
    label_visibility="collapsed",
)
mark_in_navigation("models")
if architecture is None:
    with name:
        heading(_("Model"), _("Choose an architecture to see what the code says of it."))
    known_models(models)
    stop()
model = models.loc[architecture]
history, heads = catalogue.history(architecture), catalogue.heads(architecture)
is_own = model["origin"] == "own"

with name:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        link_to("pages/models.py", _("Models"), ":material/grid_view:")
        st.markdown(f"› {escape_markdown(model['name'])}")
    story = _("{modality} · in transformers from {first} to {last}")
    if is_own:
        story = _("{modality} · one of your own models")
    modality = said(model["modality"])
    heading(
        model["name"],
        story.format(
            modality=modality[:1].upper() + modality[1:] or "–",
            first=release_said(model["since"]),
            last=model["last_release"],
        ),
    )
with box.container(
    horizontal=True,
    horizontal_alignment="right",
    vertical_alignment="center",
    gap="xsmall",
):
    demo_tasks(model["tasks"])
    if not is_own and model["last_release"] == newest:
        link_to(
            "pages/classes.py", _("Auto classes"), ":material/category:", architecture=architecture
        )
    if model["documentation"]:
        st.link_button(_("Documentation"), model["documentation"], icon=":material/menu_book:")
    if model["paper"]:
        st.link_button(_("Paper"), model["paper"], icon=":material/article:")
metrics(model)

modules = catalogue.modules(architecture)
left, right = (st.container(), st.container()) if modules.empty else st.columns(2, gap="large")
with left:
    if is_own:
        st.header(_("Tasks"), anchor=False)
        st.markdown(escape_markdown(" · ".join(all_said(model["tasks"]))) or "–")
    else:
        st.header(_("The Python that loads it"), anchor=False)
        ways = ways_to_load(model, newest)
        for tab, code in zip(st.tabs(list(ways)), ways.values()):
            later(partial(tab.code, code, language="python", wrap_lines=True))
with right:
    if not modules.empty:
        st.header(_("Parameters by module"), anchor=False)
        st.caption(
            _("Of the default configuration: {size}").format(size=compact(model["parameters"]))
        )
        chart(
            figures.module_treemap(modules, model["name"]),
            _("Parameters by module, as areas"),
        )
        link_to(
            "pages/configure.py",
            _("Change the configuration"),
            ":material/tune:",
            architecture=architecture,
        )

if not is_own:
    support(model, history, newest)
    abilities(model)
    heads_and_tasks(heads)
    released(architecture)
    on_the_hub(architecture)

st.header(_("Tokenizer and processors"), anchor=False)
parts = {
    _("Tokenizer"): " · ".join(
        filter(None, (model["tokenizer"], said(model["tokenizer_algorithm"])))
    ),
    _("Image processor"): model["image_processor"],
    _("Feature extractor"): model["feature_extractor"],
    _("Processor"): model["processor"],
    _("Example checkpoint"): model["checkpoint"],
}
for label, part in parts.items():
    if part:
        st.markdown(_("{label}: {value}").format(label=label, value=escape_markdown(part)))
if model["tokenizer"].removesuffix("Fast") in ("TokenizersBackend", "PreTrainedTokenizer"):
    st.caption(_("Its code leaves the algorithm to the tokenizer.json of each checkpoint."))
if (algorithm := model["tokenizer_algorithm"]) in LEARNS:
    link_to(
        "pages/learn.py",
        _("Watch how {algorithm} learns").format(algorithm=said(algorithm)),
        ":material/school:",
        learns=LEARNS[algorithm],
    )

if not is_own:
    code_panel(
        f"""import catalogue

catalogue.history({architecture!r})
catalogue.heads({architecture!r})
catalogue.modules({architecture!r})"""
    )
