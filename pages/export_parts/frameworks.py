"""TensorFlow and Flax: what an architecture had, and the commands that convert either way."""

import streamlit as st

import catalogue
from catalogue import figures
from pages.catalogue_parts.words import release_said
from ui import _, chart, escape_markdown, link_to, linked_choice
from workbench import frameworks
from workbench.frameworks import FRAMEWORKS, LAST


def show() -> None:
    """An architecture, a framework and a direction; the commands, as the project ran them."""
    st.markdown(
        _(
            "TensorFlow and Flax left transformers after {last}: {newest} has "
            "PyTorch alone. A separate environment with {last} still converts their "
            "weights, in both directions."
        ).format(last=LAST, newest=frameworks.newest())
    )
    which, what, way = st.columns([4, 3, 5], vertical_alignment="bottom")
    with which:
        names = _names()
        model = linked_choice(
            st.selectbox, _("Architecture"), names, key="framework-model", default="bert"
        )
    support = frameworks.supported(model)
    labels = {key: FRAMEWORKS[key].name for key in FRAMEWORKS}
    with what:
        framework = linked_choice(
            st.segmented_control, _("Framework"), labels, key="framework",
            default="tensorflow", required=True,
        )  # fmt: skip
    name = FRAMEWORKS[framework].name
    ways = {"from": _("{name} to PyTorch"), "to": _("PyTorch to {name}")}
    with way:
        direction = linked_choice(
            st.segmented_control,
            _("Direction"),
            {key: label.format(name=name) for key, label in ways.items()},
            key="framework-way",
            default="from",
            required=True,
        )
    _said(support, framework)
    if framework in support.converts:
        _commands(framework, direction)
    with st.expander(_("Framework support by release"), icon=":material/history:"):
        chart(
            figures.support_history(catalogue.history(model)),
            _("Which releases support the architecture in which framework"),
        )
        link_to("pages/model.py", _("This model"), ":material/grid_view:", model=model)


@st.cache_data(max_entries=1, show_spinner=False)
def _names() -> dict[str, str]:
    """The architectures that ever had one of them, by model type."""
    named = catalogue.models().set_index("model")["name"]
    return {model: f"{named[model]} · {model}" for model in frameworks.with_frameworks()}


def _said(support: frameworks.Support, framework: str) -> None:
    """From when to when it had the framework, and whether the commands are for it."""
    name = escape_markdown(support.name)
    first, last = support.spans[framework]
    values = {
        "model": name,
        "framework": FRAMEWORKS[framework].name,
        "first": release_said(first),
        "last": last,
    }
    if not last:
        st.info(
            _("{model} never had {framework}, so there are no weights to convert.").format(**values)
        )
    elif framework not in support.converts:
        said = _(
            "{model} had {framework} from {first} to {last} and not in {newest}: convert in an "
            "environment with that release."
        )
        st.info(said.format(**values, newest=LAST))
    else:
        said = _("**{model}** had {framework} from {first} to {last}.")
        st.markdown(said.format(**values))


def _commands(framework: str, direction: str) -> None:
    """The steps, each as it is run, and where it was proven."""
    file = FRAMEWORKS[framework].file
    st.markdown(_("**1. An environment with {last}**, beside your own").format(last=LAST))
    st.code(frameworks.environment([framework]), language="bash")
    if direction == "to":
        st.markdown(_("**2. In it:** read PyTorch's weights and write {file}").format(file=file))
        code = frameworks.to_framework(framework, "your-model", f"your-model-{framework}")
        st.code(code, language="python")
    else:
        target = "your-model-pytorch"
        st.markdown(_("**2. In it:** read {file} and write safetensors").format(file=file))
        st.code(frameworks.to_pytorch(framework, "your-model", target), language="python")
        st.markdown(
            _("**3. In your own, with transformers {newest}:** load it, and compare").format(
                newest=frameworks.newest()
            )
        )
        st.code(frameworks.in_the_newest(target), language="python")
    st.caption(
        _(
            "AutoModel reads the base model: with a head, use its auto class "
            "instead, such as {example}. The commands were run on a small BERT; what "
            "they printed is in `docs/frameworks.md`."
        ).format(example=f"`{FRAMEWORKS[framework].prefix}AutoModelForSequenceClassification`")
    )
