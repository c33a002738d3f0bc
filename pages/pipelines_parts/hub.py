"""Search the Hub, see the size, download with progress, cancel: checkpoints and data sets."""

import streamlit as st

import inference
from i18n import Problem
from inference import Input, Task, datasets
from inference import hub as the_hub
from ui import _, linked_choice, show_problem

DATASETS = {"audio": "PolyAI/minds14", "image": "uoft-cs/cifar10"}
"""Examples of data sets, by the kind of their files: the first is that of the notes."""


@st.cache_data(ttl=300, max_entries=50, show_spinner=False)
def _found(name: str, query: str) -> list[the_hub.Found]:
    return the_hub.search(inference.task(name), query)


def search(task: Task, prefix: str) -> None:
    """A search by task and words; a download puts a checkpoint among those on this machine."""
    running = st.session_state.get(f"{prefix}download")
    if running is not None:
        _progress(running, prefix)
        return
    query = st.text_input(
        _("Search the Hub, or name a checkpoint"),
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
    found = _found(task.name, query)
    if not found:
        st.info(_("Nothing on the Hub matches: try other words."), icon=":material/search_off:")
        return None
    event = st.dataframe(
        [
            {
                _("Checkpoint"): one.name,
                _("Downloads"): one.downloads,
                _("Parameters"): one.parameters,
                _("MB"): round(one.bytes / 1e6, 1),
                _("Licence"): one.license,
            }
            for one in found
        ],
        height=240,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"{prefix}hub-found",
    )
    rows = event.selection.rows
    return found[rows[0]].name if rows else None


@st.cache_data(ttl=300, max_entries=50, show_spinner=False)
def _parts(name: str) -> dict[str, the_hub.Plan]:
    return datasets.parts(name)


def rows(task: Task, wanted: Input, most: int) -> list[tuple[str, bytes]]:
    """The first sounds or pictures of a data set, each with its name; none until it is fetched.

    Raises `i18n.Problem` for a data set that cannot be read as that.
    """
    prefix = f"{task.name}.{wanted.name}-"
    last_download(prefix)
    running = st.session_state.get(f"{prefix}download")
    if running is not None:
        _progress(running, prefix)
        return []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            _("Data set on the Hub"),
            key=f"{prefix}dataset",
            placeholder=DATASETS[wanted.kind],
            bind="query-params",
        ).strip()
        count = st.number_input(
            _("First rows"), 1, most, 4, key=f"{prefix}rows", bind="query-params", width=150
        )
    if not name:
        return []
    parts = _parts(name)
    part = _one_of(list(parts), _("Configuration and split"), f"{prefix}part")
    file = datasets.fetched(parts[part])
    if file is None:
        _offer(parts[part], prefix)
        return []
    column = _one_of(datasets.columns(file, wanted.kind), _("Column"), f"{prefix}column")
    found = datasets.rows(file, column, count)
    st.caption(_("{count} rows").format(count=len(found)))
    return found


def _one_of(names: list[str], label: str, key: str) -> str:
    """One of the names that this data set has; what was chosen of another one is forgotten."""
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    return linked_choice(st.selectbox, label, dict(zip(names, names)), key=key, default=names[0])


def _offer(plan: the_hub.Plan, prefix: str) -> None:
    st.caption(
        _("{name} · {megabytes:,.1f} MB · licence {license} · revision {revision}").format(
            name=f"`{plan.name}`",
            megabytes=plan.bytes / 1e6,
            license=plan.license or "–",
            revision=f"`{plan.revision[:12]}`",
        )
    )
    if st.button(
        _("Download {megabytes:,.1f} MB").format(megabytes=plan.bytes / 1e6),
        icon=":material/cloud_download:",
        key=f"{prefix}hub-download",
    ):
        st.session_state[f"{prefix}download"] = the_hub.Download(plan)
        st.rerun()


def _progress(download: the_hub.Download, prefix: str) -> None:
    @st.fragment(run_every=0.4 if download.state == "running" else None)
    def poll():
        plan = download.plan
        if download.state == "running":
            st.progress(
                min(1.0, download.received / max(plan.bytes, 1)),
                _("{name}: {received:,.1f} of {all:,.1f} MB").format(
                    name=plan.name, received=download.received / 1e6, all=plan.bytes / 1e6
                ),
            )
            if st.button(_("Cancel"), icon=":material/cancel:", key=f"{prefix}hub-cancel"):
                download.cancel()
                st.rerun()
            return
        st.session_state[f"{prefix}hub-ended"] = st.session_state.pop(f"{prefix}download", None)
        st.rerun()

    poll()


def last_download(prefix: str) -> None:
    """Say once how a download ended, and choose what it brought. Before the choices are drawn."""
    ended = st.session_state.pop(f"{prefix}hub-ended", None)
    if ended is None:
        return
    if ended.state == "done" and ended.plan.kind == "model":
        st.session_state[f"{prefix}checkpoint"] = ended.plan.name
        st.session_state[f"{prefix}weights"] = "cached"
    if ended.problem:
        show_problem(ended.problem)
    elif ended.state == "cancelled":
        st.info(_("The download was cancelled."), icon=":material/cancel:")
    else:
        st.success(_("Downloaded {name}.").format(name=f"`{ended.plan.name}`"))
