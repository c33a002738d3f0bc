"""What is exported, and the input that its runtimes are compared on."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import streamlit as st

import inference
from i18n import N_, Problem
from inference import Input, Task, media
from ui import (
    _,
    gloss,
    hold_choice,
    linked_choice,
    linked_text,
    made_checkpoints,
    said_bytes,
    show_choice,
    upload,
)
from workbench import export
from workbench.export import Source

PLACES = {"made": N_("yours"), "local": N_("folder"), "cached": N_("cache")}
TAKEN = {"lines", "text", "line", "choices", "image", "audio"}
"""The kinds of input that can be given here."""
FILE = "file"
"""The choice beside the samples that stands for a file of one's own."""
TYPES = {
    "image": ["png", "jpg", "jpeg", "webp", "bmp", "gif", "tiff"],
    "audio": ["wav", "mp3", "flac", "ogg", "m4a"],
}


@dataclass(frozen=True)
class Asked:
    """A checkpoint and an item for it; `code` are the expressions for its values."""

    source: Source
    item: dict[str, Any]
    code: dict[str, str]

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this from all else that may be asked."""
        return (
            *self.checkpoint,
            *(f"{name}={_digest(value)}" for name, value in self.item.items()),
        )

    @property
    def checkpoint(self) -> tuple[str, ...]:
        weights = sorted(self.source.folder.glob("*.safetensors"))
        changed = "".join(str(path.stat().st_mtime_ns) for path in weights)
        return self.source.task, str(self.source.folder), changed


def _digest(value: Any) -> str:
    data = value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")
    return blake2b(data, digest_size=12).hexdigest()


def choose() -> Asked:
    """Widgets for a task, a checkpoint of it and an input. Raises `i18n.Problem` where there is
    nothing to export, or no input."""
    task, source = _checkpoint(made_checkpoints())
    item = {wanted.name: _value(task, wanted) for wanted in task.inputs}
    if None in item.values():
        raise Problem(N_("There is nothing to compare on: choose a sample or upload a file."))
    return Asked(source, item, {name: _code(value) for name, value in item.items()})


@st.cache_data(ttl=300, max_entries=1, show_spinner=False)
def _standing() -> dict[str, list[Source]]:
    """The checkpoints on this machine by task; looked for now and then, as that opens files."""
    return {
        name: export.sources(name)
        for name, task in inference.tasks().items()
        if {wanted.kind for wanted in task.inputs} <= TAKEN
    }


def _checkpoint(made: dict[str, Path]) -> tuple[Task, Source]:
    known = {
        name: found
        for name, standing in _standing().items()
        if (found := standing + export.made_sources(name, made))
    }
    tasks = inference.tasks()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = linked_choice(
            st.selectbox,
            _("Task"),
            {name: _(tasks[name].title) for name in known},
            key="export-task",
            default=next(iter(known)),
        )
        found = known[name]
        there = {f"{each.place}:{each.name}": each for each in found if not each.too_large}
        if not there:
            raise Problem(
                N_("Of this task every checkpoint has more than {megabytes} MB of weights."),
                megabytes=export.MOST_BYTES // 1_000_000,
            )
        key = f"export-checkpoint-{name}"
        hold_choice(key, list(there), next(iter(there)))
        labels = {known: _label(each) for known, each in there.items()}
        chosen = show_choice(st.selectbox, _("Checkpoint"), labels, key)
    if (left := len(found) - len(there)) > 0:
        st.caption(
            _("Left out, as they have more than {megabytes} MB of weights: {count}.").format(
                megabytes=export.MOST_BYTES // 1_000_000, count=left
            )
        )
    return tasks[name], there[chosen]


def _label(source: Source) -> str:
    size = said_bytes(source.bytes)
    if source.place == "demo":
        return _("{name} · demo · {size}").format(name=source.name, size=size)
    return f"{source.name} · {_(PLACES[source.place])} · {size}"


def _value(task: Task, wanted: Input) -> Any:
    key = f"export.{task.name}.{wanted.name}"
    # Of several lines one is compared, the first.
    label = _("Text") if wanted.kind == "lines" else _(wanted.label)
    if wanted.is_media:
        return _media(task, wanted, key)
    start = wanted.start
    if not start and task.examples:
        given = task.examples[0].inputs.get(wanted.name, "")
        start = given if isinstance(given, str) else given[0]
    text = linked_text(label, key, start, min(wanted.longest, 2_000), height=80)
    gloss(text, task.glosses)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if wanted.kind == "lines":
        return lines[0] if lines else None
    return text if lines else None


def _media(task: Task, wanted: Input, key: str) -> bytes | Path | None:
    samples = {path.name: path for path in task.samples(wanted.kind)}
    labels = {name: _(task.sample_title(path)) for name, path in samples.items()}
    chosen = linked_choice(
        st.pills,
        _(wanted.label),
        labels | {FILE: _("Your file")},
        key=f"{key}-sample",
        default=next(iter(samples), FILE),
        required=True,
        wrap=True,
    )
    if chosen != FILE:
        return samples[chosen]
    file = upload(
        _("Upload a file of up to {megabytes} MB"),
        TYPES[wanted.kind],
        key=f"{key}-file",
        most=20,
        stays=True,
    )
    return media.HandedIn(file.getvalue(), file.name) if file else None


def preview(asked: Asked) -> None:
    """The picture or the sound that the runtimes are compared on."""
    for name, wanted in ((each.name, each) for each in inference.task(asked.source.task).inputs):
        if not wanted.is_media:
            continue
        shown = _seen(wanted.kind, asked.item[name])
        if wanted.kind == "audio":
            st.audio(shown.file)
        else:
            st.image(shown.file, width=160, alt=_(wanted.label))


@st.cache_data(max_entries=32, show_spinner=False)
def _seen(kind: str, source: bytes | Path) -> media.Preview:
    return media.preview(kind, source)


def _code(value: Any) -> str:
    """The expression for a value in the Python that is shown."""
    if isinstance(value, Path):
        root = Path(__file__).parents[2]
        return repr(str(value.relative_to(root)) if value.is_relative_to(root) else str(value))
    if isinstance(value, bytes):
        return repr(getattr(value, "name", "") or "file")
    return repr(value)
