"""Search the Hub, see the size, download with progress, cancel."""

import streamlit as st

import inference
from i18n import Problem
from inference import Task
from inference import hub as the_hub
from ui import _, complain


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
        _("Search the Hub, or name a checkpoint"), key=f"{prefix}hub-query",
        placeholder="distilbert/distilbert-base-uncased-finetuned-sst-2-english",
    )  # fmt: skip
    try:
        name = query.strip() if "/" in query else _choose(task, query.strip(), prefix)
        if name:
            _offer(the_hub.plan(name), prefix)
    except Problem as problem:
        complain(problem)


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
        height=240, hide_index=True, on_select="rerun", selection_mode="single-row",
        key=f"{prefix}hub-found",
    )  # fmt: skip
    rows = event.selection.rows
    return found[rows[0]].name if rows else None


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
    if ended.state == "done":
        st.session_state[f"{prefix}checkpoint"] = ended.plan.name
        st.session_state[f"{prefix}weights"] = "cached"
    if ended.problem:
        complain(ended.problem)
    elif ended.state == "cancelled":
        st.info(_("The download was cancelled."), icon=":material/cancel:")
    else:
        st.success(_("Downloaded {name}.").format(name=f"`{ended.plan.name}`"))
