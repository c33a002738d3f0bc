"""Search the Hub, see the size, download with progress, cancel: checkpoints and data sets."""

from pathlib import Path

import streamlit as st

import inference
from i18n import Problem
from inference import Input, Task, datasets
from inference import hub as the_hub
from inference.metrics.sources import Beside
from ui import (
    _,
    linked_choice,
    linked_number,
    ngettext,
    said_bytes,
    show_problem,
    show_progress,
)

DATASETS = {"audio": "PolyAI/minds14", "image": "uoft-cs/cifar10"}
"""Examples of data sets, by the kind of their files."""


@st.cache_data(ttl=300, max_entries=50, show_spinner=False)
def _listings(name: str, query: str) -> list[the_hub.Listing]:
    return the_hub.search(inference.task(name), query)


def search(task: Task, prefix: str) -> None:
    """A search by task and words; a download puts a checkpoint among those on this machine."""
    if _shows_progress(prefix):
        return
    query = st.text_input(
        _("Search the Hub, or enter a checkpoint name"),
        key=f"{prefix}hub-query",
        placeholder="distilbert/distilbert-base-uncased-finetuned-sst-2-english",
    )
    try:
        name = query.strip() if "/" in query else _choose(task, query.strip(), prefix)
        if name:
            _offer(the_hub.plan(name), prefix)
    except Problem as problem:
        show_problem(problem)


def _choose(task: Task, query: str, prefix: str) -> str | None:
    listings = _listings(task.name, query)
    if not listings:
        st.info(_("Nothing on the Hub matches: try other words."), icon=":material/search_off:")
        return None
    event = st.dataframe(
        [
            {
                _("Checkpoint"): listing.name,
                _("Downloads"): listing.downloads,
                _("Parameters"): listing.parameters,
                _("MB"): round(listing.bytes / 1e6, 1),
                _("Licence"): listing.license,
            }
            for listing in listings
        ],
        height=240,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"{prefix}hub-found",
    )
    rows = event.selection.rows
    return listings[rows[0]].name if rows else None


@st.cache_data(ttl=300, max_entries=50, show_spinner=False)
def _parts(name: str) -> dict[str, the_hub.Plan]:
    return datasets.parts(name)


def rows(task: Task, wanted: Input, most: int) -> Beside:
    """The first sounds or pictures of a data set with the right answers that it has; none until it
    is fetched.

    Raises `i18n.Problem` for a data set that cannot be read as that.
    """
    prefix = f"{task.name}.{wanted.name}-"
    last_download(prefix)
    if _shows_progress(prefix):
        return Beside([])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            _("Data set on the Hub"),
            key=f"{prefix}dataset",
            placeholder=DATASETS[wanted.kind],
            bind="query-params",
        ).strip()
        count = linked_number(_("First rows"), 1, most, key=f"{prefix}rows", value=4, width=150)
    if not name:
        return Beside([])
    parts = _parts(name)
    part = _one_of(list(parts), _("Configuration and split"), f"{prefix}part")
    file = datasets.fetched(parts[part])
    if file is None:
        _offer(parts[part], prefix)
        return Beside([])
    column = _one_of(datasets.columns(file, wanted.kind), _("Column"), f"{prefix}column")
    kind = task.measure.from_files if task.measure else ""
    found = _rows(file, column, count, kind)
    rows = len(found.files)
    st.caption(ngettext("{count:,} row", "{count:,} rows", rows).format(count=rows))
    return found


@st.cache_data(max_entries=4, show_spinner=False)
def _rows(file: Path, column: str, count: int, kind: str) -> Beside:
    return datasets.rows(file, column, count, kind)


def _one_of(names: list[str], label: str, key: str) -> str:
    """One of the names that this data set has; what was chosen of another one is forgotten."""
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    return linked_choice(st.selectbox, label, dict(zip(names, names)), key=key, default=names[0])


def _offer(plan: the_hub.Plan, prefix: str) -> None:
    st.caption(
        _("{name} · {size} · licence {license} · revision {revision}").format(
            name=f"`{plan.name}`",
            size=said_bytes(plan.bytes),
            license=plan.license or "–",
            revision=f"`{plan.revision[:12]}`",
        )
    )
    the_hub.check_room(plan)
    if st.button(
        _("Download {size}").format(size=said_bytes(plan.bytes)),
        icon=":material/cloud_download:",
        key=f"{prefix}hub-download",
    ):
        st.session_state[f"{prefix}download"] = the_hub.Download(plan)
        st.rerun()


def _shows_progress(prefix: str) -> bool:
    """How far a download is, where there is one."""
    download = st.session_state.get(f"{prefix}download")
    if download is None:
        return False
    show_progress(
        [download], _received, f"{prefix}hub-cancel", _("Cancel"), icon=":material/cancel:"
    )
    return True


def _received(download: the_hub.Download) -> str:
    return _("{name}: {received} of {all}").format(
        name=download.plan.name,
        received=said_bytes(download.done),
        all=said_bytes(download.total),
    )


def last_download(prefix: str) -> None:
    """Say once how a download ended, and choose what it brought. Before the choices are drawn."""
    ended = st.session_state.get(f"{prefix}download")
    if ended is None or not ended.over:
        return
    del st.session_state[f"{prefix}download"]
    if ended.state == "done" and ended.plan.kind == "model":
        st.session_state[f"{prefix}checkpoint"] = ended.plan.name
        st.session_state[f"{prefix}weights"] = "cached"
    if ended.problem:
        show_problem(ended.problem)
    elif ended.state == "stopped":
        st.info(_("The download was cancelled."), icon=":material/cancel:")
    else:
        st.success(_("Downloaded {name}.").format(name=f"`{ended.plan.name}`"))
