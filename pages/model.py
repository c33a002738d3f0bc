"""Model: one architecture, through the releases, with its heads, its tokenizer and its size."""

import pandas as pd
import streamlit as st

import catalogue
import inference
from catalogue import figures
from i18n import Problem
from ui import _, code_panel, escape_markdown, heading, link_to, show_problem

house, problem = catalogue.site_models()
if problem:
    show_problem(problem)
models = catalogue.models(st.session_state.get("own"), house).set_index("model", drop=False)
newest = catalogue.releases()["release"].iloc[-1]

asked = st.selectbox(
    _("Architecture"),
    list(models.index),
    index=None,
    key="model",
    bind="query-params",
    placeholder=_("Type or choose a model type, such as bert"),
)
if asked is None:
    heading(_("Model"), _("Choose an architecture to see what the code says of it."))
    st.stop()
model = models.loc[asked]
history, heads = catalogue.history(asked), catalogue.heads(asked)
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
    st.plotly_chart(
        figures.support_history(history),
        config={"displayModeBar": False},
        alt=_("Which releases support the architecture in which framework"),
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
    # The notes have names of their own for some tasks of transformers.
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


@st.fragment
def change_the_configuration(asked: str) -> None:
    """A table of the configuration's whole numbers; a changed one is built and counted again."""
    st.markdown(_("Change a number, and the model is built again, without weights, and counted."))
    try:
        default = catalogue.configuration(asked)
        edited = st.data_editor(
            pd.DataFrame({"field": default.keys(), "value": default.values()}),
            hide_index=True,
            disabled=["field"],
            column_config={
                "field": _("Field"),
                "value": st.column_config.NumberColumn(_("Value"), min_value=0, step=1),
            },
            key=f"configuration-{asked}",
        )
        values = dict(zip(edited["field"], edited["value"].fillna(0).astype(int).tolist()))
        changed = {field: value for field, value in values.items() if value != default[field]}
        size = catalogue.size(asked, **changed)
    except Problem as problem:
        show_problem(problem)
        return
    st.metric(
        _("Parameters of this configuration"),
        f"{size.parameters:,}",
        delta=_("{gigabytes:.2f} GB in float32").format(gigabytes=size.bytes / 1e9),
        delta_color="off",
        delta_arrow="off",
    )
    arguments = "".join(f", {field}={value}" for field, value in changed.items())
    st.code(f'import catalogue\n\ncatalogue.size("{asked}"{arguments})', language="python")


with right:
    st.subheader(_("Size"), anchor=False)
    if no_size:
        st.markdown(_("Not known: {reason}").format(reason=_(no_size)))
    else:
        st.metric(
            _("Parameters of the base model, default configuration"),
            f"{model['parameters']:,}",
            delta=_("{gigabytes:.2f} GB in float32").format(gigabytes=model["bytes"] / 1e9),
            delta_color="off",
            delta_arrow="off",
        )
    if not (modules := catalogue.modules(asked)).empty:
        st.plotly_chart(
            figures.module_treemap(modules, model["name"]),
            config={"displayModeBar": False},
            alt=_("Parameters by module, as areas"),
        )
        # Building takes torch and transformers, some seconds the first time: only when asked.
        if st.toggle(_("Change the configuration"), key="configure", bind="query-params"):
            change_the_configuration(asked)

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
LEARNS = {
    "BPE": "bpe",
    "byte-level BPE": "byte_bpe",
    "WordPiece": "wordpiece",
    "Unigram": "unigram",
    "SentencePiece": "sentencepiece",
}
if (algorithm := model["tokenizer_algorithm"]) in LEARNS:
    link_to(
        "pages/learn.py",
        _("Watch how {algorithm} learns").format(algorithm=algorithm),
        ":material/school:",
        learns=LEARNS[algorithm],
    )


def loading(head: str, release: str, needs: str) -> str:
    """The Python that loads the example checkpoint, or makes random weights where none is known."""
    lines = [f"# pip install transformers=={release} {needs}"]
    if not model["checkpoint"]:
        lines += [
            f"from transformers import AutoConfig, {head}",
            "",
            f'config = AutoConfig.for_model("{asked}")',
            f"model = {head}{'.from_config' if 'Auto' in head else ''}(config)",
        ]
        return "\n".join(lines)
    loaders = {
        "tokenizer": ("tokenizer", "AutoTokenizer"),
        "processor": ("processor", "AutoProcessor"),
        "image_processor": ("image_processor", "AutoImageProcessor"),
        "feature_extractor": ("feature_extractor", "AutoFeatureExtractor"),
    }
    name, loader = next((pair for part, pair in loaders.items() if model[part]), ("", ""))
    lines += [f"from transformers import {', '.join(filter(None, (loader, head)))}", ""]
    if loader:
        lines.append(f'{name} = {loader}.from_pretrained("{model["checkpoint"]}")')
    lines.append(f'model = {head}.from_pretrained("{model["checkpoint"]}")')
    return "\n".join(lines)


if is_own:
    st.stop()
st.subheader(_("The Python that loads it"), anchor=False)
head = "AutoModel" if heads.empty else heads["class"].iloc[0]
last_4 = history[history.index.str.startswith("4.") & history["pytorch"]].index[-1:]
ways = {}
if model["last_release"] == newest:
    ways[f"transformers {newest}"] = loading(head, newest, "torch")
for release in last_4:
    ways[f"transformers {release} · PyTorch"] = loading(head, release, "torch")
for framework, base, needs in (
    ("tensorflow", "TFAutoModel", "tensorflow tf-keras"),
    ("flax", "FlaxAutoModel", "flax"),
):
    if model[framework]:
        label = f"transformers {model[framework]} · {catalogue.FRAMEWORKS[framework]}"
        ways[label] = loading(base, model[framework], needs)
for tab, code in zip(st.tabs(list(ways)), ways.values()):
    tab.code(code, language="python")
code_panel(
    f"""import catalogue

catalogue.history({asked!r})
catalogue.heads({asked!r})
catalogue.modules({asked!r})"""
)
