"""What came out of a run: the picture that the task deserves, the cost, and ways to keep it."""

import json
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from inference import Task, figures
from inference.inputs import items as checked_items
from inference.store import Job
from ui import _, code_panel, device_badges, download_rows, show_problem

STATES = {
    "waiting": lambda job: _("Waiting: place {place} in the queue").format(place=job.place),
    "loading": lambda job: _("Loading the model …"),
    "running": lambda job: (
        _("{done} of {total}").format(done=job.done, total=job.total)
        if job.total > 1
        else _("Running …")
    ),
}


@dataclass
class Asked:
    """A run that the visitor asked for: the job, its inputs, and the name of its checkpoint."""

    job: Job
    items: list[dict]
    checkpoint: str


def progress(asked: list[Asked]) -> None:
    """How far the runs are, with a button that stops them; draws the page anew at the end."""

    @st.fragment(run_every=0.4)
    def poll():
        if all(one.job.over for one in asked):
            st.rerun()
        for one in asked:
            job = one.job
            if job.over:
                continue
            text = STATES.get(job.state, STATES["running"])(job)
            if job.state == "running" and job.total > 1:
                st.progress(job.done / job.total, text)
            else:
                st.markdown(f":material/progress_activity: {text}")
            if job.text:
                prompt = one.items[0].get("text", "") if len(one.items) == 1 else ""
                st.html(figures.continued(f"{prompt} " if prompt else "", job.text).html)
        if st.button(_("Stop"), icon=":material/stop_circle:", key="pipelines-stop"):
            for one in asked:
                one.job.stop()

    poll()


def result(task: Task, one: Asked, drawing: dict, name: str) -> None:
    """The result of a run that is over. `name` tells the widgets of two results apart."""
    job, run = one.job, one.job.run
    if job.problem:
        show_problem(job.problem)
        return
    if run is None or not run.output:
        st.info(_("Stopped before anything was finished."), icon=":material/stop_circle:")
        return
    _cost(job)
    if not job.trained:
        st.warning(
            _("A small random model answered: what it says means nothing."),
            icon=":material/science:",
        )
    if job.state == "stopped":
        _stopped(job)
    for note in run.notes:
        st.warning(note.said(_))
    finished = [one.items[place] for place in run.places]
    items = checked_items(
        task, [{k: v for k, v in item.items() if k != "file"} for item in finished]
    )
    _picture(task, items, run.output, drawing, name)
    table = figures.table(items, run.output, task.rows, _, run.places)
    if any("file" in item for item in finished) and len(table):
        names = [one.items[number - 1].get("file", "") for number in table.iloc[:, 0]]
        table.insert(1, _("File"), names)
    if len(items) > 1 or task.rows is not list:
        st.dataframe(table, hide_index=True, alt=_("The result as a table"))
    _downloads(task, one, items, table, name)
    with st.expander(_("Raw output"), icon=":material/data_object:"):
        st.code(_raw(run), language="json", height=320)
    code_panel(_python(task, one))


def _stopped(job: Job) -> None:
    if job.total > 1:
        said = _("Stopped: {done} of {total} inputs are finished, and kept.").format(
            done=job.done, total=job.total
        )
    else:
        said = _("Stopped: this is what was written until then.")
    st.info(said, icon=":material/stop_circle:")


def _cost(job: Job) -> None:
    run = job.run
    device_badges(run.device, run.seconds, run.warm, run.peak_memory_bytes)
    parts = [
        job.dtype,
        _("loaded in {seconds:.2f} s").format(seconds=job.load_seconds),
        _("weights {megabytes:,.1f} MB").format(megabytes=job.memory_bytes / 1e6),
    ]
    if len(run.output) > 1:
        parts.append(_("{rate:,.1f} inputs a second").format(rate=run.per_second))
    if run.warm:
        parts.append(
            _("first run {first:.3f} s an input, later ones {later:.3f} s on average").format(
                first=run.first_seconds, later=run.later_seconds
            )
        )
    st.caption(" · ".join(parts))


def _picture(task: Task, items: list[dict], outputs: list, drawing: dict, name: str) -> None:
    if len(items) > 1 and task.draw_all and len(items) <= 30:
        views = task.draw_all(items, outputs, _)
    else:
        at = 0
        if len(items) > 1:
            at = st.slider(_("Look at input"), 1, len(items), 1, key=f"{name}-look") - 1
        views = task.draw(items[at], outputs[at], _, **drawing)
    wide = len(views) > 1 and not any(isinstance(v, (figures.Player, figures.Html)) for v in views)
    columns = st.columns(len(views), gap="large") if wide and len(views) <= 3 else None
    for at, view in enumerate(views):
        with columns[at] if columns else st.container():
            show(view, key=f"{name}-view-{at}")


def show(view, key: str) -> None:
    """One view of a result."""
    if isinstance(view, figures.Html):
        st.html(view.html)
    elif isinstance(view, figures.Picture):
        st.image(view.image, width=min(520, max(220, view.image.width)))
    elif isinstance(view, figures.Player):
        st.audio(view.audio.wav(), format="audio/wav")
    else:
        st.plotly_chart(
            view, config={"displayModeBar": False}, key=key, alt=_("The result as a picture")
        )


def _raw(run) -> str:
    raw = {
        "output": run.output,
        "seconds": run.seconds,
        "device": run.device,
        "peak_memory_bytes": run.peak_memory_bytes,
        "warm": run.warm,
        "notes": [str(note) for note in run.notes],
    }
    text = json.dumps(raw, ensure_ascii=False, indent=2)
    return text if len(text) <= 100_000 else text[:100_000] + "\n…"


def _downloads(task: Task, one: Asked, items: list[dict], table, name: str) -> None:
    run = one.job.run
    with st.container(horizontal=True):
        if len(table):
            download_rows(table, f"{task.name}.csv")
        st.download_button(
            _("Download as JSON"),
            json.dumps(run.output, ensure_ascii=False, indent=1).encode(),
            f"{task.name}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            key=f"{name}-json",
        )
        if task.files and len(items) == 1:
            for file, data in task.files(items[0], run.output[0]).items():
                st.download_button(
                    _("Download {file}").format(file=file),
                    data,
                    file,
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"{name}-{file}",
                )


def _python(task: Task, one: Asked) -> str:
    loaded, defaults = one.job.loaded, task.defaults
    chosen = {"checkpoint": loaded.checkpoint} if loaded.checkpoint else {}
    chosen |= {
        key: value
        for key, value in (("device", loaded.device), ("dtype", loaded.dtype))
        if value != "auto"
    }
    if loaded.compile:
        chosen["compile"] = True
    options = {k: v for k, v in one.job.options.items() if k not in defaults or v != defaults[k]}
    items = [
        {key: _literal(task, key, value) for key, value in item.items() if key != "file"}
        for item in one.items[:5]
    ]
    written = [
        next(iter(item.values()))
        if len(task.inputs) == 1
        else "{" + ", ".join(f'"{key}": {value}' for key, value in item.items()) + "}"
        for item in items
    ]
    inputs = written[0] if len(one.items) == 1 else f"[{', '.join(written)}]"
    path = "from pathlib import Path\n\n" if "Path(" in inputs else ""
    return (
        f"{path}import inference\n\n"
        f"pipe = inference.load({_arguments(repr(task.name), chosen)})\n"
        f"run = inference.run({_arguments(f'pipe, {inputs}', options)})\n"
        "run.output, run.seconds, run.device"
    )


def _literal(task: Task, key: str, value) -> str:
    kind = next(wanted.kind for wanted in task.inputs if wanted.name == key)
    if kind in ("image", "audio", "video"):
        name = value.name if isinstance(value, Path) else f"your-{kind}"
        return f'Path("{name}")'
    if kind == "table":
        return repr(value.to_dict("list"))
    return repr(value)


def _arguments(first: str, named: dict) -> str:
    return ", ".join([first, *(f"{key}={value!r}" for key, value in named.items())])
