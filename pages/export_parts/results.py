"""What came of an export: how close each format is, how fast, what it answers, and its file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

import inference
from inference import Task
from ui import _, chart, code_panel, escape_markdown, said_bytes
from workbench import export
from workbench.export import FORMATS, Exported, Format

from .choice import Asked

RUNTIMES = {"onnx": "ONNX Runtime", "torchscript": "torch.jit", "export": "torch"}
MOST_ROWS = 3
"""Of an answer."""
NONE = "–"
"""Where there is no number."""


def nothing_yet() -> None:
    st.info(
        _(
            "Press Export: three files are written, each is run at several shapes, and compared "
            "with PyTorch. It takes about half a minute."
        ),
        icon=":material/deployed_code:",
    )


def show(asked: Asked, exported: Exported) -> None:
    """All of it, the finding first."""
    _finding(exported)
    _downloads(exported)
    _table(exported)
    for each in exported.formats.values():
        _troubles(exported, each)
    _charts(exported)
    _answers(exported)
    _graph(exported)
    if "onnx" in exported.formats and exported.formats["onnx"].file:
        _elsewhere(asked, exported)
    code_panel(_code(asked), export.script(exported, _shown(asked), asked.code))


def _elsewhere(asked: Asked, exported: Exported) -> None:
    with st.expander(_("Run the ONNX file elsewhere"), icon=":material/devices:"):
        st.code(export.elsewhere(exported, _shown(asked), asked.code), language="python")
        st.caption(
            _(
                "ONNX Runtime reads the same file in C++, C#, Java and JavaScript, in a browser "
                "too; so do OpenVINO, TensorRT and Triton."
            )
        )


def _charts(exported: Exported) -> None:
    """How far apart and how fast, side by side."""
    left, right = st.columns(2, gap="large")
    if any(each.difference is not None for each in exported.formats.values()):
        with left:
            st.header(_("Difference from PyTorch"), anchor=False)
            chart(
                export.differences(exported, _),
                alt=_("A bar for each format: the largest difference from PyTorch"),
                key="export-differences",
            )
            st.caption(
                _(
                    "Largest of all outputs at all shapes. Left of the line is what float32 leaves "
                    "open."
                )
            )
    with right:
        st.header(_("Milliseconds per call"), anchor=False)
        chart(
            export.times(exported, _),
            alt=_("Bars for each format and shape: milliseconds a call"),
            key="export-times",
        )
        names = [export.shape_name(shape, _) for shape in exported.shapes]
        st.caption(
            _("From dark to light: {shapes}. One thread, median of warm calls.").format(
                shapes=_("; ").join(names)
            )
        )
        st.caption(
            _("A program of torch.export is run step by step here; a server would compile it.")
        )


def _finding(exported: Exported) -> None:
    """In a sentence: which formats are as good as PyTorch."""
    same = [
        FORMATS[each.name]
        for each in exported.formats.values()
        if each.runs_everywhere and (each.difference or 0) < export.TOLERANCE
    ]
    if len(same) == len(FORMATS):
        sentence = _(
            "All three agree with PyTorch at every shape: the largest difference is {most:.1e}."
        )
        most = max(each.difference or 0.0 for each in exported.formats.values())
        st.success(sentence.format(most=most), icon=":material/check_circle:")
    elif same:
        st.warning(
            _("As PyTorch at every shape: {formats}. See below for the rest.").format(
                formats=_(", ").join(same)
            ),
            icon=":material/rule:",
        )
    else:
        st.error(_("No format does what PyTorch does at every shape."), icon=":material/error:")


def _downloads(exported: Exported) -> None:
    with st.container(horizontal=True):
        for each in exported.formats.values():
            if each.file:
                st.download_button(
                    f"{each.file.name} · {said_bytes(each.bytes)}",
                    each.file.read_bytes,
                    file_name=each.file.name,
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"export-download-{each.name}",
                )


def _table(exported: Exported) -> None:
    columns = [export.shape_name(shape, _) for shape in exported.shapes]
    rows = [
        {
            "format": export.EAGER,
            "runtime": "torch",
            "bytes": exported.weights / 1e6,
            "seconds": NONE,
            "difference": NONE,
            **dict(zip(columns, map(_two_places, exported.milliseconds))),
        }
    ]
    rows += [
        {
            "format": FORMATS[each.name],
            "runtime": RUNTIMES[each.name],
            "bytes": each.bytes / 1e6,
            "seconds": f"{each.seconds:.1f} s",
            "difference": NONE if each.difference is None else export.rounded(each.difference),
            **dict(zip(columns, map(_two_places, each.milliseconds))),
        }
        for each in exported.formats.values()
        if each.file
    ]
    milliseconds = {
        name: st.column_config.TextColumn(
            _("ms · {shape}").format(shape=name), alignment="right", help=_("Median of warm calls")
        )
        for name in columns
    }
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "format": _("Format"),
            "runtime": _("Runs in"),
            "bytes": st.column_config.NumberColumn(_("Size"), format="%.2f MB"),
            "seconds": st.column_config.TextColumn(_("Written in"), alignment="right"),
            "difference": st.column_config.TextColumn(
                _("Difference"),
                alignment="right",
                help=_("From PyTorch, the largest of all outputs and shapes"),
            ),
            **milliseconds,
        },
    )


def _two_places(milliseconds: float | None) -> str:
    return NONE if milliseconds is None else f"{milliseconds:.2f}"


def _troubles(exported: Exported, each: Format) -> None:
    """What does not work in a format, each in a sentence."""
    name = FORMATS[each.name]
    if each.reason:
        st.warning(
            _("{format} cannot be written. {reason}").format(
                format=name, reason=escape_markdown(each.reason.said(_))
            ),
            icon=":material/block:",
        )
    reasons: dict[str, list[str]] = {}
    for shape, why in zip(exported.shapes, each.reasons):
        if why:
            reasons.setdefault(why.said(_), []).append(export.shape_name(shape, _))
    for reason, shapes in reasons.items():
        st.warning(
            _("{format} does not run at {shapes}. {reason}").format(
                format=name, shapes=_("; ").join(shapes), reason=escape_markdown(reason)
            ),
            icon=":material/block:",
        )
    if each.facts.get("deprecated"):
        st.caption(
            _("TorchScript is deprecated: torch says “{words}”").format(
                words=escape_markdown(each.facts["deprecated"])
            )
        )


def _answers(exported: Exported) -> None:
    """What the pipeline answers with each runtime in the place of the model."""
    task = inference.task(exported.task)
    st.header(_("What each answers"), anchor=False)
    right = _said(task, exported.rows)
    rows: list[dict[str, Any]] = [{"format": export.EAGER, "answer": right, "same": None}]
    for each in exported.formats.values():
        if each.rows is not None:
            said = _said(task, each.rows)
            rows.append({"format": FORMATS[each.name], "answer": said, "same": said == right})
        elif each.unanswered:
            said = each.unanswered.said(_)
            rows.append({"format": FORMATS[each.name], "answer": said, "same": False})
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "format": st.column_config.TextColumn(_("Format"), width="small"),
            "answer": st.column_config.TextColumn(_("Answer"), width="large"),
            "same": st.column_config.CheckboxColumn(_("As PyTorch"), width="small"),
        },
    )
    if exported.has_cache:
        st.caption(
            _(
                "The beginning of a text, written without sampling and without a cache: "
                "each token is one more pass through the model."
            )
        )


TEXTS = ("label", "answer", "word", "token_str", "text")
"""Where the rows of a task say what is answered."""


def _said(task: Task, rows: Sequence[dict[str, Any]]) -> str:
    """The first rows of an answer on a line."""
    lines = []
    for row in rows[:MOST_ROWS]:
        texts = [key for key in (*TEXTS, *row) if isinstance(row.get(key), str)]
        text = task.said(row[texts[0]], _) if texts else "–"
        if "entity_group" in row:
            text = f"{text} ({row['entity_group']})"
        score = row.get("score")
        lines.append(text if score is None else f"{text} {score:.1%}")
    return " · ".join(lines) or _("nothing")


def _graph(exported: Exported) -> None:
    """What ONNX's checker says of the file, its opset, and what goes in and comes out."""
    onnx = exported.formats.get("onnx")
    if not onnx or not onnx.file:
        return
    with st.expander(
        _("ONNX: opset {opset}, accepted by its checker").format(opset=onnx.facts["opset"]),
        icon=":material/verified:",
    ):
        rows = [
            {"name": name, "way": way, "type": kind, "axes": " × ".join(map(str, axes))}
            for way, values in (
                (_("in"), onnx.facts["inputs"]),
                (_("out"), onnx.facts["outputs"]),
            )
            for name, (kind, axes) in values.items()
        ]
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            column_config={
                "name": _("Name"),
                "way": _("Direction"),
                "type": _("Type"),
                "axes": st.column_config.TextColumn(
                    _("Axes"), help=_("A name stands for an axis that may change")
                ),
            },
        )


def _shown(asked: Asked) -> str:
    """The folder of a checkpoint as the Python names it."""
    root = Path(__file__).parents[2]
    folder = asked.source.folder
    if folder.is_relative_to(root):
        return str(folder.relative_to(root))
    return asked.source.name


def _code(asked: Asked) -> str:
    item = ", ".join(
        f'"{name}": {code if isinstance(asked.item[name], str) else f"Path({code})"}'
        for name, code in asked.code.items()
    )
    return "\n".join(
        [
            "from pathlib import Path",
            "",
            "from workbench import export",
            "",
            "exported = export.export(",
            f'    "{asked.source.task}", Path({_shown(asked)!r}), {{{item}}}',
            ")",
            "for name, each in exported.formats.items():",
            "    print(name, each.difference, each.milliseconds, each.file or each.reason)",
        ]
    )
