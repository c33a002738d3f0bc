"""Model: one architecture, through the releases, with its heads, its tokenizer and its size."""

import streamlit as st

import catalogue
import inference
from catalogue import figures
from ui import _, code_panel, heading, link_to

models = catalogue.models().set_index("model", drop=False)
newest = catalogue.releases()["release"].iloc[-1]

asked = st.selectbox(
    _("Architecture"), list(models.index), index=None, key="model", bind="query-params",
    placeholder=_("Type or choose a model type, such as bert"),
)  # fmt: skip
if asked is None:
    heading(_("Model"), _("Choose an architecture to see what the code says of it."))
    st.stop()
model = models.loc[asked]
modality = model["modality"]

heading(
    model["name"],
    _("{modality} · in transformers from {first} to {last}").format(
        modality=_(modality).capitalize(),
        first=model["first_release"],
        last=model["last_release"],
    ),
)
with st.container(horizontal=True):
    st.link_button(_("Documentation"), model["documentation"], icon=":material/menu_book:")
    if model["paper"]:
        st.link_button(_("Paper"), model["paper"], icon=":material/article:")

st.subheader(_("Support through the releases"), anchor=False)
st.plotly_chart(
    figures.support_history(catalogue.history(asked)),
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
    heads = catalogue.heads(asked)
    if heads.empty:
        st.markdown(_("The auto classes list no head for it."))
    else:
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
    # The demo runs text classification under the name that the notes use for it.
    runnable = {"text-classification": "sentiment-analysis"}
    for task in model["tasks"]:
        if (name := runnable.get(task, task)) in inference.tasks():
            link_to(
                "app_pages/pipelines.py",
                _("Run {task}").format(task=task),
                ":material/play_circle:",
                task=name,
            )
with right:
    st.subheader(_("Size"), anchor=False)
    if model["size_reason"]:
        st.markdown(_("Not known: {reason}").format(reason=model["size_reason"]))
    else:
        st.metric(
            _("Parameters of the base model, default configuration"),
            f"{model['parameters']:,}",
            delta=_("{gigabytes:.2f} GB in float32").format(gigabytes=model["bytes"] / 1e9),
            delta_color="off",
            delta_arrow="off",
        )
        st.plotly_chart(
            figures.module_treemap(catalogue.modules(asked), model["name"]),
            config={"displayModeBar": False},
            alt=_("Parameters by module, as areas"),
        )

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
        st.markdown(f"{label}: `{part}`")
if "BPE" in model["tokenizer_algorithm"]:
    link_to("app_pages/merges.py", _("Watch how BPE learns"), ":material/call_merge:")

lines = [f'config = AutoConfig.for_model("{asked}")          # random weights']
if heads.empty:
    head = "AutoModel"
    lines.append("model = AutoModel.from_config(config)")
else:
    head = heads["class"].iloc[0]
    lines.append(f"model = {head}(config)")
if model["checkpoint"]:
    lines.append(f'model = {head}.from_pretrained("{model["checkpoint"]}")')
if model["last_release"] != newest:
    lines.insert(0, f'# pip install "transformers=={model["last_release"]}"')
code_panel("\n".join([f"from transformers import AutoConfig, {head}", "", *lines]))
