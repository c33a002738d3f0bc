"""The inputs of a task as widgets: typed, sampled, handed in, photographed or recorded."""

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from PIL import Image
from streamlit.errors import StreamlitAPIException

import inference
import tables
from i18n import N_, Problem, visible
from inference import Input, Task, archives, media
from inference.metrics import sources
from inference.task import Item
from ui import (
    _,
    escape_markdown,
    forget_upload,
    gloss,
    linked_choice,
    linked_line,
    linked_text,
    listed,
    ngettext,
    pad,
    show_faults,
    take_pasted,
    upload,
)

from . import hub

MOST_FILES = 500
HIGHEST, HIGHEST_OF_SEVERAL = 150, 120
"""Pixels that a picture is high above Run; and where several things stand there, so that Run stays
in sight."""
MOST_NAMES = 3
"""Files that a sentence names of those left out."""
TYPES = {
    "image": ["png", "jpg", "jpeg", "webp", "heic", "heif", "avif", "gif", "bmp", "tif", "tiff"],
    "audio": [
        *("m4a", "mp3", "wav", "flac", "ogg", "oga", "opus", "webm", "mp4", "mov", "aac", "amr"),
        *("3gp", "wma", "aif", "aiff", "caf", "mka"),
    ],
    "video": [
        *("mp4", "mov", "webm", "m4v", "mkv", "avi", "3gp", "wmv", "mpg", "mpeg", "ts", "flv"),
        *("gif", "webp", "avif", "png"),
    ],
}
"""The endings of the files that can be read, those that people have most first."""


@dataclass(frozen=True)
class Table:
    """A file of separated values: how it is read, the column that each input of a task is in, by
    the name of the input, and that of right answers, "" where there is none.

    Columns go by name, or, without a header, by their number from 0.
    """

    file: str
    encoding: str
    separator: str
    header: bool
    columns: dict[str, str | int]
    answers: str | int = ""


@dataclass(frozen=True)
class NamedItem:
    """One input of a run, and the name of the file that it comes from, where it is one of many.

    Files are given as their bytes, samples as their paths; what comes from the rows of a table has
    that too, and where rows without a text were left out, the number of its row from 1. Where right
    answers came with the inputs, it has its own, which may be blank.
    """

    values: Item
    file: str = ""
    answer: Any = None
    table: Table | None = None
    row: int = 0


@dataclass(frozen=True)
class Sounding:
    """A recording that is handed in, and the place of its player."""

    place: Any
    source: bytes | Path


KEPT = "kept-inputs"
"""Where the state of the page has inputs of an earlier run that no widget can be given again."""


def keys(task: Task) -> list[str]:
    """Where the state of the page says what stands in the widgets of a single input."""
    names = [f"{task.name}.{wanted.name}" for wanted in task.inputs]
    return [*names, *(f"{name}-{which}" for name in names for which in ("source", "sample"))]


def keep(task: Task, items: list[NamedItem], several: bool) -> None:
    """Let inputs stand on the page that no widget can be given again: files, tables and batches."""
    kept = st.session_state[KEPT] = {"task": task.name, "items": items if several else []}
    for wanted in [] if several or not items else task.inputs:
        value = items[0].values[wanted.name]
        if isinstance(value, (bytes, pd.DataFrame)):
            kept[wanted.name] = value
            if wanted.is_media:
                st.session_state[f"{task.name}.{wanted.name}-source"] = "kept"


def _kept(task: Task, name: str) -> Any:
    kept = st.session_state.get(KEPT, {})
    return kept.get(name) if kept.get("task") == task.name else None


def _let_go(name: str) -> None:
    st.session_state.get(KEPT, {}).pop(name, None)


def _upload_others(task: Task) -> None:
    """Begin with empty places for the files of a batch."""
    _let_go("items")
    for place in ("csv", "files"):
        forget_upload(f"{task.name}-{place}")


def single(task: Task) -> tuple[list[NamedItem], list[Sounding]]:
    """Widgets for a single input, and its recordings, to be played; where the task takes lines,
    each line is an input of its own."""
    item, sounds = _item(task)
    lines = [wanted.name for wanted in task.inputs if wanted.kind == "lines"]
    if not lines:
        return [NamedItem(item)], sounds
    (name,) = lines
    texts = [line.strip() for line in item[name].splitlines()]
    return [NamedItem(item | {name: text}) for text in texts if text], sounds


def _item(task: Task) -> tuple[Item, list[Sounding]]:
    _forget_other_tasks(task)
    item: Item = {}
    sounds: list[Sounding] = []
    for wanted in task.inputs:
        if not wanted.is_media:
            _ask_what_suits(task, _samples(item))
        value = item[wanted.name] = _widget(task, wanted)
        if (
            wanted.kind == "audio"
            and value is not None
            and _came_from(task, wanted) != "microphone"
        ):
            sounds.append(Sounding(st.container(), value))
    if task.examples:
        with st.container(horizontal=True, gap="xxsmall"):
            for example in task.examples_for(_samples(item)):
                st.button(
                    _(example.title),
                    on_click=_fill,
                    args=(task, example),
                    type="tertiary",
                    icon=":material/edit_note:",
                )
    return item, sounds


def _widget(task: Task, wanted: Input) -> Any:
    key, label = f"{task.name}.{wanted.name}", _(wanted.label)
    if wanted.kind in ("lines", "text", "choices"):
        height = 130 if wanted.kind == "lines" else 110
        text = linked_text(
            label, key, _start(task, wanted), height=height, max_chars=wanted.longest
        )
        gloss(text, task.glosses)
        return text
    if wanted.kind == "line":
        return linked_line(label, key, _start(task, wanted), wanted.longest)
    if wanted.kind == "table":
        return _edited(task, wanted, key)
    return _media(task, wanted, key, label)


def _edited(task: Task, wanted: Input, key: str) -> pd.DataFrame:
    """A table to type into: the one of the task, or one that is handed in."""
    with st.expander(_("A table of your own"), icon=":material/upload_file:"):
        label = _("A CSV file whose first line names its columns")
        own, _name = _table(f"{key}-file", label, on_change=_let_go, args=(wanted.name,))
        if own:
            st.caption(_how(own))
    rows = csv.DictReader(io.StringIO(wanted.start))
    start = pd.DataFrame(own.columns if own else list(rows), dtype=str)
    key = f"{key}-{hash(start.to_json())}"
    if (kept := _kept(task, wanted.name)) is not None:
        start, key = kept, f"{key}-{id(kept)}"
    return st.data_editor(start, key=key, num_rows="dynamic", width="stretch")


def _start(task: Task, wanted: Input) -> str:
    if wanted.start or not task.examples:
        return wanted.start
    return _joined(task.examples[0].inputs.get(wanted.name, ""))


def _joined(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def _fill(task: Task, example: inference.Example) -> None:
    for name, text in example.inputs.items():
        st.session_state[f"{task.name}.{name}"] = _joined(text)


def _samples(item: Item) -> set[str]:
    """The samples that are chosen, by the names of their files without endings."""
    return {value.stem for value in item.values() if isinstance(value, Path)}


def _ask_what_suits(task: Task, chosen: set[str]) -> None:
    """Where another sample was chosen, and an example stands that does not suit it, fill in the one
    of its title that does."""
    key = f"{task.name}-samples"
    before, st.session_state[key] = st.session_state.get(key, chosen), chosen
    if before == chosen or not chosen:
        return
    suiting = {example.title: example for example in task.examples_for(chosen)}
    for example in task.examples:
        stands = all(
            st.session_state.get(f"{task.name}.{name}") == _joined(text)
            for name, text in example.inputs.items()
        )
        if stands and example.samples and example.title in suiting:
            _fill(task, suiting[example.title])
            return


def _forget_other_tasks(task: Task) -> None:
    """A link speaks of one task: take what was typed for another out of it."""
    for key in list(st.query_params):
        name = key.partition(".")[0]
        if name in inference.tasks() and name != task.name:
            # Streamlit takes it out itself where a widget of the run before is still bound to it.
            with suppress(StreamlitAPIException):
                del st.query_params[key]


SOURCES = {
    "sample": N_("Example"),
    "file": N_("File"),
    "camera": N_("Camera"),
    "microphone": N_("Microphone"),
    "pad": N_("Draw"),
    "kept": N_("Earlier"),
}


def _came_from(task: Task, wanted: Input) -> str:
    return st.session_state[f"{task.name}.{wanted.name}-source"]


HINTS = {
    "image": N_("or paste a picture"),
    "audio": N_("or paste a file"),
    "video": N_("or paste a file"),
}


def _media(task: Task, wanted: Input, key: str, label: str) -> bytes | Path | None:
    samples = task.samples(wanted.kind)
    _hand_in_again(task, wanted, key)
    source = _source(task, wanted, key, label)
    if source == "pad":
        return media.HandedIn(pad(label, key=f"{key}-pad") or b"")
    if source == "camera":
        shot = st.camera_input(label, key=f"{key}-camera", label_visibility="collapsed")
        return media.HandedIn(shot.getvalue()) if shot else None
    beside = source == "sample" and wanted.kind == "image"
    choice, shown = _places(key, beside)
    with choice:
        given = _chosen(task, wanted, key, label, source, samples)
        _hold(key, given if source in ("file", "kept") else None)
    with shown:
        if given is not None:
            pictures = sum(other.kind == "image" for other in task.inputs)
            alone = pictures == 1 if beside else len(task.inputs) == 1
            alt = _(task.sample_title(given)) if isinstance(given, Path) else label
            _preview(wanted.kind, given, alt, HIGHEST if alone else HIGHEST_OF_SEVERAL)
    return given


HELD, MOST_HELD = "held-files", 20_000_000
"""Where the state of the page has the files that stand in the inputs of the tasks, by these; bytes
of all, of which the oldest go first."""


def _hold(key: str, given: Any) -> None:
    """Hold a file for as long as it stands in an input: its widget forgets it with its task."""
    held = st.session_state.setdefault(HELD, {})
    held.pop(key, None)
    if isinstance(given, bytes):
        held[key] = given
    while sum(map(len, held.values())) > MOST_HELD:
        del held[next(iter(held))]


def _hand_in_again(task: Task, wanted: Input, key: str) -> None:
    """Let the file stand in an input that stood there when its task or the page was left."""
    held = st.session_state.get(HELD, {})
    if f"{key}-source" in st.session_state or key not in held:
        return
    if st.session_state.get(KEPT, {}).get("task") != task.name:
        st.session_state[KEPT] = {"task": task.name, "items": []}
    st.session_state[KEPT][wanted.name] = held[key]
    st.session_state[f"{key}-source"] = "kept"


PAIR = "choice-and-picture"
TITLES = f"[class*='st-key-{PAIR}'] [data-variant=pills]"
NEVER_BELOW = f"""<style>
[class*='st-key-{PAIR}'] [data-testid=stColumn] {{ min-width: 0 }}
{TITLES} {{ height: auto; min-height: 2rem }}
{TITLES}, {TITLES} * {{ white-space: normal; text-align: start; line-height: 1.25 }}
</style>"""
"""Streamlit puts columns below each other on a phone, and cuts titles longer than a line."""


def _places(key: str, beside: bool) -> Sequence[Any]:
    """Places for a choice and what is chosen: a picture is `beside`, so that Run stays in sight."""
    if not beside:
        return st.container(), st.container()
    st.html(NEVER_BELOW)
    with st.container(key=f"{PAIR}-{key}"):
        return st.columns(2, gap="small")


def _source(task: Task, wanted: Input, key: str, label: str) -> str:
    """Where a picture, a sound or a video comes from; what is pasted comes as a file."""
    sources = ["sample"] * bool(task.samples(wanted.kind)) + ["file"]
    sources += {"image": ["camera"], "audio": ["microphone"]}.get(wanted.kind, [])
    sources += ["pad"] * wanted.drawn
    sources += ["kept"] * (_kept(task, wanted.name) is not None)

    def ask_for_file() -> None:
        st.session_state[f"{key}-source"] = "file"

    if st.session_state.get(f"{key}-source") not in sources:
        st.session_state[f"{key}-source"] = sources[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        source = st.segmented_control(
            label,
            sources,
            format_func=lambda name: _(SOURCES[name]),
            key=f"{key}-source",
            required=True,
        )
        take_pasted(_(HINTS[wanted.kind]), f"{key}-file", TYPES[wanted.kind], ask_for_file)
    assert source is not None  # required
    return source


def _chosen(
    task: Task, wanted: Input, key: str, label: str, source: str, samples: list[Path]
) -> bytes | Path | None:
    """A sample, a file that was handed in, what was just recorded, or what an earlier run had; None
    while there is none."""
    if source == "sample":
        return _sample(task, wanted, key, samples)
    if source == "kept":
        return _kept(task, wanted.name)
    if source == "microphone":
        heard = st.audio_input(label, key=f"{key}-microphone", label_visibility="collapsed")
        return media.HandedIn(heard.getvalue()) if heard else None
    file = upload(
        label, TYPES[wanted.kind], key=f"{key}-file", label_visibility="collapsed", stays=True
    )
    return media.HandedIn(file.getvalue(), file.name) if file else None


def _sample(task: Task, wanted: Input, key: str, samples: list[Path]) -> Path:
    names = {path.name: path for path in samples}
    first = next((path.name for path in samples if path.stem == wanted.start), samples[0].name)
    name = linked_choice(
        st.pills,
        _("Example"),
        {name: _(task.sample_title(path)) for name, path in names.items()},
        key=f"{key}-sample",
        default=first,
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )
    return names[name]


def _preview(kind: str, source: bytes | Path, alt: str, highest: int = HIGHEST) -> None:
    """Show a picture or a video, which is `alt` in words; a recording is played as `Sounding`
    says."""
    if kind == "audio":
        return
    try:
        shown = _seen(kind, source)
    except Problem:
        return  # said when it is run, beside the button that was pressed
    width = _width(shown.file, highest) if kind == "image" else 420
    st.image(shown.file, width=width, alt=alt)
    if shown.note:
        st.caption(shown.note.said(_))


PLAYER = 40
"""Pixels that a player is high."""


def play(sounds: list[Sounding], elsewhere: list[Any]) -> None:
    """A player for each recording that is handed in, unless the result has one that plays it."""
    for sound in sounds:
        try:
            shown = _heard("audio", sound.source)
        except Problem:
            continue  # said when it is run
        with sound.place:
            if sound.source not in elsewhere:
                st.audio(shown.file, format="audio/wav")
            else:  # as high as a player, so that Run stays where it is
                with st.container(height=PLAYER, border=False):
                    st.caption(_("It is played beside the result."))
            if shown.note:
                st.caption(shown.note.said(_))


def _width(picture: bytes, highest: int) -> int:
    """Pixels across, so that Run stays in sight below the picture."""
    width, height = Image.open(io.BytesIO(picture)).size
    return max(60, min(280, round(highest * width / height)))


@st.cache_data(max_entries=64, show_spinner=False)
def _seen(kind: str, source: bytes | Path) -> media.Preview:
    """What shows a picture or a video, made once for a file."""
    return media.preview(kind, source)


@st.cache_data(max_entries=16, show_spinner=False)
def _heard(kind: str, source: bytes | Path) -> media.Preview:
    """The first minutes of a recording, made once for a file."""
    return media.preview(kind, source)


def batch(task: Task) -> list[NamedItem]:
    """Many inputs: a CSV for texts, else files, a ZIP of them or a data set of the Hub; or those
    of an earlier run.

    Empty until there are some. Raises `i18n.Problem` for what cannot be read as that.
    """
    media = [wanted for wanted in task.inputs if wanted.is_media]
    if kept := _kept(task, "items"):
        return _kept_batch(task, kept, media)
    if media:
        return _files(task, media[0])
    table, name = _table(f"{task.name}-csv", _("A CSV file with a column of texts"))
    if table is None:
        return []
    of_rows = [wanted for wanted in task.inputs if wanted.kind != "table"]
    longest_first = sorted(of_rows, key=lambda one: -one.longest)
    likely = tables.likely(table.columns, [one.name for one in longest_first])
    columns = {wanted.name: _column(task, wanted, table, likely[wanted.name]) for wanted in of_rows}
    answers = _answer_column(task, list(table.columns), list(columns.values()))
    rows = list(zip(*(table.columns[column] for column in columns.values())))
    right = table.columns[answers] if answers else [None] * len(rows)
    filled = [
        (number, row, answer)
        for number, (row, answer) in enumerate(zip(rows, right), 1)
        if all(map(str.strip, row))
    ]
    said = ngettext("{count:,} row", "{count:,} rows", len(rows)).format(count=len(rows))
    if len(filled) < len(rows):
        blank = len(rows) - len(filled)
        said = _("Rows: {count}, of which without a text: {blank}").format(
            count=len(rows), blank=blank
        )
    st.caption(f"{said} · {_how(table)}")
    at = table.place if not table.header else str
    read = Table(
        name,
        table.encoding,
        table.separator,
        table.header,
        {wanted: at(column) for wanted, column in columns.items()},
        at(answers) if answers else "",
    )
    asked = {each.name: _widget(task, each) for each in task.inputs if each not in of_rows}
    gaps = len(filled) < len(rows)
    return [
        NamedItem(asked | dict(zip(columns, row)), "", answer, read, number if gaps else 0)
        for number, row, answer in filled
    ]


def whence(items: list[NamedItem]) -> dict[str, list[Any]]:
    """Columns of a table that say which files or rows inputs are; none where their order does."""
    columns: dict[str, list[Any]] = {
        _("File"): [item.file for item in items],
        _("Row"): [item.row for item in items],
    }
    return {title: values for title, values in columns.items() if any(values)}


def called(item: NamedItem, place: int) -> str:
    """What one of many inputs is called: by its file, its row or its place, counted from 0."""
    if item.row:
        return _("row {number}").format(number=item.row)
    return item.file or _("input {number}").format(number=place + 1)


def _kept_batch(task: Task, kept: list[NamedItem], media: list[Input]) -> list[NamedItem]:
    """The inputs of an earlier run; what stands beside its files can be changed."""
    with st.container(border=True):
        st.markdown(_("**Inputs of an earlier run: {count:,}**").format(count=len(kept)))
        files = [kept[0].table.file] if kept[0].table else [item.file for item in kept if item.file]
        if files:
            st.caption(escape_markdown(listed([visible(name) for name in files], MOST_NAMES)))
        st.button(
            _("Upload others"),
            icon=":material/upload_file:",
            on_click=_upload_others,
            args=(task,),
        )
    beside = [wanted for wanted in task.inputs if media and wanted is not media[0]]
    texts = {wanted.name: _widget(task, wanted) for wanted in beside}
    return [replace(item, values=item.values | texts) for item in kept] if texts else kept


def _column(task: Task, wanted: Input, table: tables.Table, likely: str) -> str:
    """The column that an input is in: as guessed for this table, or chosen."""
    names = list(table.columns)
    return st.selectbox(
        _("Column with the texts")
        if wanted.kind == "lines"
        else _("Column: {name}").format(name=_(wanted.label)),
        names,
        index=names.index(likely),
        key=f"{task.name}.{wanted.name}-column-{hash(tuple(names))}",
    )


def _answer_column(task: Task, names: list[str], taken: list[str]) -> str | None:
    """The column of right answers, or None; nothing to choose where they cannot be compared."""
    if task.measure is None:
        _say_unmeasured(task)
        return None
    likely = sources.likely_column(names, taken)
    columns = {name: name for name in names}
    return _right_answers(task, _("Column with the right answers"), columns, likely)


def _say_unmeasured(task: Task) -> None:
    if task.unmeasured:
        st.caption(_("No right answers can be given. {reason}").format(reason=_(task.unmeasured)))


def _right_answers(task: Task, label: str, names: dict[str, str], likely: str | None) -> str | None:
    """Where right answers are: one of the names, each with what it is called; or None."""
    names = {"": _("none")} | {name: called for name, called in names.items() if name}
    chosen = st.selectbox(
        label,
        list(names),
        index=list(names).index(likely or ""),
        format_func=names.__getitem__,
        key=f"{task.name}-right-answers-{hash(tuple(names))}",
    )
    return chosen or None


TABLES = ["csv", "tsv", "txt", "xlsx", "xls"]
"""The endings of tables. A workbook is none: it gets a sentence that says what to do."""


def _table(key: str, label: str, **options: Any) -> tuple[tables.Table | None, str]:
    """A place for a table, as it is read, and the name of its file; whether it has a header can be
    chosen, and its encoding where that is not sure; `options` go to the place.

    None while there is none, and no name. Raises `i18n.Problem` for what is no table.
    """
    file = upload(label, TABLES, key=key, stays=True, **options)
    take_pasted(_("or paste a file"), key, TABLES)
    if file is None:
        return None, ""
    of_encoding, of_header = f"{key}-encoding-{file.file_id}", f"{key}-header-{file.file_id}"
    asked = (st.session_state.get(of_encoding), st.session_state.get(of_header))
    known, table = st.session_state.get(f"{key}-table", (None, None))
    if known != file.file_id or not _is_so_read(table, *asked):
        try:
            table = tables.read(file.getvalue(), *asked)
        except tables.UnknownEncoding:
            _choose_encoding(of_encoding, None)
            raise
        except Problem:
            if asked[1] is not None:  # what was chosen may be the reason
                _choose_header(of_header, asked[1])
            raise
        st.session_state[f"{key}-table"] = file.file_id, table
    if not table.sure:
        _choose_encoding(of_encoding, table.encoding)
    _choose_header(of_header, table.header)
    show_faults(table.faults)
    return table, file.name


def _is_so_read(table: tables.Table, encoding: str | None, header: bool | None) -> bool:
    """Whether a table was read with what is chosen now, None where nothing is."""
    return encoding in (None, table.encoding) and header in (None, table.header)


def _choose_header(key: str, guess: bool) -> None:
    st.checkbox(_("The first line names the columns"), guess, key=key)


def _choose_encoding(key: str, guess: str | None) -> None:
    names = list(tables.ENCODINGS)
    st.selectbox(
        _("Encoding"),
        names,
        index=names.index(guess) if guess else None,
        format_func=lambda name: tables.ENCODINGS[name],
        key=key,
    )


def _how(table: tables.Table) -> str:
    """How a table was read."""
    said = tables.ENCODINGS[table.encoding]
    if table.separator:
        said += " · " + _("separated by {separator}").format(
            separator=_(tables.SEPARATORS[table.separator])
        )
    return said


PLACES = {"files": N_("Files"), "dataset": N_("Data set of the Hub")}


def _files(task: Task, wanted: Input) -> list[NamedItem]:
    place = "files"
    if wanted.kind in hub.DATASETS:
        labels = {name: _(label) for name, label in PLACES.items()}
        place = linked_choice(
            st.pills,
            _("From"),
            labels,
            key="batch-from",
            default="files",
            required=True,
            label_visibility="collapsed",
        )
    beside = _handed_in(task, wanted) if place == "files" else hub.rows(task, wanted, MOST_FILES)
    answers: dict[str, Any] | None = None
    if beside.sources:
        names = {name: _(name) for name in beside.sources}
        chosen = _right_answers(task, _("Right answers"), names, next(iter(names)))
        answers = beside.sources[chosen] if chosen else None
    if beside.files:
        _say_unmeasured(task)
    texts = {other.name: _widget(task, other) for other in task.inputs if other is not wanted}
    return [
        NamedItem(
            {wanted.name: data} | texts, name, None if answers is None else answers.get(name, "")
        )
        for name, data in beside.files
    ]


BESIDE = {"labels": ["csv", "tsv"], "texts": ["csv", "tsv"], "boxes": ["json"], "masks": ["json"]}
"""The endings of files that hold right answers beside pictures or sounds."""


def _handed_in(task: Task, wanted: Input) -> sources.Beside:
    kind = task.measure.from_files if task.measure else ""
    endings = [*TYPES[wanted.kind], *BESIDE.get(kind, [])]
    files = upload(
        _("Several files, or a ZIP of them"),
        [*endings, "zip"],
        key=f"{task.name}-files",
        accept_multiple_files=True,
        stays=True,
    )
    take_pasted(_("or paste files"), f"{task.name}-files", [*endings, "zip"])
    opened = _once(f"{task.name}-files", files, lambda file: _unpacked(file, endings))
    contents = [content for each in opened for content in each.files]
    archives.check_count(len(contents), MOST_FILES)
    _say_left_out(opened)
    lies_there = [file.file_id for file in files]
    known, beside = st.session_state.get(f"{task.name}-beside", (None, sources.Beside([])))
    if known != lies_there:
        beside = sources.beside(contents, kind)
        st.session_state[f"{task.name}-beside"] = lies_there, beside
    return beside


def _unpacked(file: Any, endings: list[str]) -> archives.Unpacked:
    if file.name.lower().endswith(".zip"):
        return archives.unpacked(file.name, file.getvalue(), MOST_FILES, endings)
    if archives.is_added(file.name):
        return archives.Unpacked(added=[file.name])
    return archives.Unpacked([(file.name, file.getvalue())])


def _say_left_out(opened: list[archives.Unpacked]) -> None:
    """How many files are no inputs, and why."""
    reasons = {
        _("Left out, {count:,} that a system added: {names}."): [
            name for each in opened for name in each.added
        ],
        _("Left out, {count:,} of a kind that this task does not take: {names}."): [
            name for each in opened for name in each.others
        ],
    }
    said = [
        reason.format(
            count=len(names),
            names=escape_markdown(listed([visible(name) for name in names], MOST_NAMES)),
        )
        for reason, names in reasons.items()
        if names
    ]
    if said:
        st.caption(" ".join(said))


Opened = TypeVar("Opened")


def _once(key: str, files: list, open_one: Callable[[Any], Opened]) -> list[Opened]:
    """Each of the files as `open_one` opens it, once for as long as it lies there."""
    kept = st.session_state.get(f"{key}-opened", {})
    opened = {}
    try:
        for file in files:
            known = kept.get(file.file_id)
            opened[file.file_id] = known if known is not None else open_one(file)
    finally:
        st.session_state[f"{key}-opened"] = opened
    return list(opened.values())
