"""What is found: the way from a checkpoint to its class, what goes through it, and the Python."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

import catalogue
import inference
from i18n import Problem
from pages.catalogue_parts.words import all_said, said
from ui import _, blocks, escape_markdown, link_to, listed
from ui.blocks import Shown
from workbench import classes, snippet
from workbench.classes import BASE, Head, Preparing
from workbench.source import Forward

from .choice import PROJECT, Asked

FEW = 3
"""Inputs and outputs that are named without opening their block."""


def resolution(asked: Asked, task: str, head: Head) -> None:
    """Two rows of blocks: which class it is, and what goes through it."""
    config, every = classes.configuration(asked.model_type), classes.heads(asked.model_type)
    columns = (_("Auto class"), _("Class"), _("Tasks"))
    rows = tuple((each.auto, each.name, _(", ").join(all_said(each.tasks))) for each in every)
    way = [
        Shown("config.json", f'"model_type": "{asked.model_type}"', config),
        Shown(
            _("Auto class"),
            head.auto,
            said(task) if task in head.tasks else "",
            ((_("All of this architecture"), columns, rows),),
        ),
        Shown(_("Class"), head.name, _(", ").join(head.others)),
    ]
    if asked.checkpoint:
        way.insert(0, Shown(_("Checkpoint"), asked.checkpoint, _(", ").join(asked.classes)))
    blocks(way)
    found = classes.forward(head, asked.model_type)
    passing(head.name, found, _used(asked, found.takes) if found else [])


def passing(name: str, found: Forward | None, prepared: Sequence[Preparing] = ()) -> None:
    """A row of blocks: what prepares the input, what the class takes, and what it gives."""
    if found is None:
        none = _("{name} has no forward of its own: it is asked by generate.")
        st.caption(none.format(name=name))
        return
    first, *others = found.takes or ("–",)
    blocks(
        [
            *(
                Shown(_capital(part.kind), part.names[0], _(part.backend) if part.backend else "")
                for part in prepared
            ),
            Shown(_("It takes"), first, _few(others), _column(found.takes)),
            Shown(_("Class"), name),
            Shown(_("It gives"), found.output or "–", _few(found.fields), _column(found.fields)),
        ]
    )


def _capital(kind: str) -> str:
    """The name of a kind as a title."""
    word = _(kind)
    return word[:1].upper() + word[1:]


def _used(asked: Asked, takes: tuple[str, ...]) -> list[Preparing]:
    """What prepares the input: the processor where one holds all, else its parts."""
    parts = classes.preparing(asked.model_type, asked.prepared)
    whole = [each for each in parts if each.auto == "AutoProcessor"]
    several = sum(name in takes for name in ("input_ids", "pixel_values", "input_features")) > 1
    if whole and several:
        return whole
    return [each for each in parts if each.auto != "AutoProcessor" and _prepares(each, takes)]


def _prepares(part: Preparing, takes: tuple[str, ...]) -> bool:
    made = {
        "AutoTokenizer": ("input_ids",),
        "AutoImageProcessor": ("pixel_values",),
        "AutoVideoProcessor": ("pixel_values_videos",),
        "AutoFeatureExtractor": ("input_values", "input_features"),
    }
    return any(name in takes for name in made[part.auto])


def _few(names: Sequence[str]) -> str:
    return listed(names, most=FEW)


def _column(names: tuple[str, ...]) -> Any:
    return (("", (), tuple((name,) for name in names)),) if len(names) > FEW else ()


def everything(asked: Asked, head: Head) -> None:
    """A line for each class that a checkpoint of the architecture is loaded with."""
    lines = [
        _line(_("Configuration"), "AutoConfig", (classes.configuration(asked.model_type),)),
        _line(_("Model"), head.auto, (head.name, *head.others)),
    ]
    for part in classes.preparing(asked.model_type, asked.prepared):
        remark = _(part.backend) if part.backend else ""
        if len(part.names) > 1:
            remark = _("{name} without torchvision").format(name=part.names[1])
        lines.append(_line(_capital(part.kind), part.auto, part.names[:1], remark))
    st.markdown("\n\n".join(lines))
    if not classes.preparing(asked.model_type, asked.prepared):
        st.caption(_("Its files say which class prepares the input; AutoTokenizer reads them."))


def _line(part: str, auto: str, names: Sequence[str], remark: str = "") -> str:
    """One of them as Markdown; the names are known ones of classes."""
    given = " · ".join(f"`{name}`" for name in names)
    return f"**{part}**{f' – {escape_markdown(remark)}' if remark else ''}  \n`{auto}` → {given}"


def python(asked: Asked, task: str, head: Head) -> None:
    """The Python that runs it, by auto classes and by the classes themselves."""
    name, saved = asked.checkpoint, ", ".join(asked.classes)
    if not name:
        name, saved = _example(asked.model_type, head.name)
    tabs = st.tabs([_("By auto classes"), _("By the classes themselves")])
    for tab, by_name in zip(tabs, (False, True)):
        code = snippet(asked.model_type, head, name, task, _samples(asked), by_name, asked.prepared)
        tab.code(code, language="python", wrap_lines=True)
    if saved and head.auto != BASE and not {head.name, *head.others} & set(saved.split(", ")):
        st.caption(
            _(
                "{checkpoint} was saved from {saved}: what {name} has besides starts with random "
                "weights, so it is to be trained first."
            ).format(checkpoint=escape_markdown(name), saved=escape_markdown(saved), name=head.name)
        )


LARGE = 1e9
"""Parameters above which a laptop has its trouble with an example."""


@st.cache_data(max_entries=2_000, show_spinner=False)
def _example(model_type: str, name: str) -> tuple[str, str]:
    """A checkpoint to show, and the class that it was saved from, "" where that is not known.

    The smallest released one of the class itself, else that of the documentation, else the smallest
    of the architecture: the first of these that is not `LARGE`, or the smallest.
    """
    table = catalogue.checkpoints()
    of_model = table[table["model"] == model_type]
    sizes = dict(zip(of_model["checkpoint"], of_model["parameters"].astype(float)))
    rows = of_model[(of_model["format"] == "full") & ~of_model["custom_code"]]
    # Those of unknown size come last.
    rows = catalogue.by_makers(rows).sort_values("parameters", kind="stable")
    models = catalogue.models().set_index("model")
    found = [(each, name) for each in rows[rows["architecture"] == name]["checkpoint"][:1]]
    if model_type in models.index and (known := models.loc[model_type, "checkpoint"]):
        found.append((str(known), str(models.loc[model_type, "example_head"])))
    found += zip(rows["checkpoint"][:1], rows["architecture"][:1])
    usual = [each for each in found if not sizes.get(each[0], 0) > LARGE]
    least = sorted(found, key=lambda each: sizes.get(each[0], 0))
    return (usual or least or [("your/checkpoint", "")])[0]


def _samples(asked: Asked) -> dict[str, object]:
    """Pictures and sounds that lie here, for a checkpoint that does."""
    if asked.folder is None or PROJECT not in asked.folder.parents:
        return {}
    files = {
        name: next(iter(sorted((asked.folder / "samples").glob(pattern))), None)
        for name, pattern in {"picture": "*.[pj][np]g", "sound": "*.wav"}.items()
    }
    return {name: str(path.relative_to(PROJECT)) for name, path in files.items() if path}


def links(asked: Asked, task: str) -> None:
    """Where the same architecture and task stand in the app."""
    with st.container(horizontal=True):
        if asked.model_type in set(catalogue.models()["model"]):
            link_to(
                "pages/model.py", _("This model"), ":material/grid_view:", model=asked.model_type
            )
        link_to(
            "pages/configure.py",
            _("Configuration"),
            ":material/tune:",
            architecture=asked.model_type,
        )
        try:
            here = inference.task(task).name
        except Problem:  # no pipeline for it
            return
        link_to("pages/pipelines.py", _("Run this task"), ":material/play_circle:", task=here)
