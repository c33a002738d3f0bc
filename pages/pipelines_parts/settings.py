"""What a run is made with: the options of a task, the checkpoint and the device."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from i18n import N_, Problem
from inference import Option, Task, calls, checkpoints
from inference.checkpoints import Checkpoint, Place
from inference.device import Device
from inference.job import REMOTE, Loaded
from inference.process import store
from inference.remote import Endpoint, needed
from ui import (
    _,
    escape_markdown,
    hidden,
    hold_choice,
    hold_text,
    linked_choice,
    linked_number,
    listed,
    made_checkpoints,
    said_bytes,
    show_choice,
    show_held,
    show_problem,
)

from . import about, hub

SOURCES = {
    "demo": N_("Demo"),
    "cached": N_("Cache"),
    "local": N_("Folder"),
    "hub": N_("Hub"),
    "made": N_("Yours"),
}
DTYPES = {
    "auto": N_("Automatic"),
    "float32": "float32",
    "bfloat16": "bfloat16",
    "float16": "float16",
}

NONE = ""
"""The name of no checkpoint."""

MOST_REFUSED = 100
"""Checkpoints that cannot run a task, of which the reason is shown."""

MOST_CHARACTERS = 500
"""Of an option that is a text."""

BATCH = 1, 64
"""The least and the most inputs in one pass."""


@dataclass(frozen=True)
class How:
    """How a run is carried out: `options` are those of its task."""

    devices: tuple[str, ...]
    dtype: str
    compile: bool
    batch_size: int
    options: dict[str, Any]

    @property
    def remote(self) -> bool:
        """Whether it runs at an endpoint."""
        return REMOTE in self.devices


@dataclass(frozen=True)
class Asked:
    """All that is chosen about a run beside its input.

    `models` are a checkpoint or two, each with its folder, None for the demo, and its name; of one
    at an endpoint the name stands for the folder.
    """

    models: tuple[tuple[str | None, str], ...]
    how: How

    @property
    def demo(self) -> bool:
        """Whether the demo checkpoint is asked."""
        return any(folder is None for folder, _name in self.models)

    def loaded(self, task: Task) -> list[tuple[Loaded, str]]:
        """What is to be loaded: each checkpoint on each device, with its name."""
        if not self.models and self.how.remote:
            needed().models(task)  # says why where it has not said what it has
            raise Problem(
                N_("There is nothing at the endpoint to run this on: choose another device.")
            )
        if not self.models:
            raise Problem(N_("No checkpoint is chosen: choose one, or the demo."))
        how = self.how
        return [
            (Loaded(task.name, folder, device, how.dtype, compile=how.compile), name)
            for folder, name in self.models
            for device in how.devices
        ]


OF_A_RUN = ("device", "number-format", "batch", "compile", "beside")
OF_A_CHECKPOINT = ("weights", "checkpoint", "checkpoint-where", "model")


def keys(task: Task) -> list[str]:
    """Where the state of the page says what a run is made with."""
    of_checkpoints = [f"{prefix}{key}" for prefix in ("", "second-") for key in OF_A_CHECKPOINT]
    options = [f"{task.name}.{option.name}" for option in task.options if not option.drawing]
    return [*OF_A_RUN, *of_checkpoints, *options]


def how(task: Task, there: Endpoint | None) -> How:
    """Widgets for the device and the options of a run, in a popover; `there` is the endpoint where
    models may run, if there is one.

    Their values are held outside of it: an earlier run may bring them back while the popover is
    closed, and a browser does not hear of that within.
    """
    before = st.session_state.get("device", st.query_params.get("device", REMOTE))
    # While models run elsewhere, the process that runs them here is not started.
    devices = [] if there and before == REMOTE else store().devices()
    labels = _devices(devices) if devices else {"auto": _("This machine")}
    if there:  # whoever has set one wants models to run there
        labels = {REMOTE: there.device.label.said(_)} | labels
    formats = {"auto", *(dtype for device in devices for dtype in device.dtypes)}
    formats_named = {dtype: _(label) for dtype, label in DTYPES.items() if dtype in formats}
    name = hold_choice("device", list(labels), next(iter(labels)))
    # The page of models has a dtype in its links.
    dtype = hold_choice("number-format", list(formats_named), "auto")
    with hidden("batch"):
        size = linked_number("batch", *BATCH, key="batch")
    with hidden("compile"):
        compiled = st.checkbox("compile", key="compile", bind="query-params")
    shown = [option for option in task.options if not option.drawing]
    values = {option.name: _hold(option, f"{task.name}.{option.name}") for option in shown}
    with st.popover(_("Device and options"), icon=":material/tune:"):
        show_choice(st.selectbox, _("Device"), labels, "device")
        _show_rest(formats_named, here=bool(devices))
        if shown:
            st.divider()
            _show_options(task, shown)
            if name == REMOTE:
                _say_untold(task)
    names = [devices[0].name, "cpu"] if name == "both" else [name]
    return How(tuple(names), dtype, compiled, size, values)


def _say_untold(task: Task) -> None:
    """Name the options that an endpoint is not told of, where they are chosen."""
    way = calls.WAYS.get(task.name)
    if untold := way.untold(task) if way else []:
        said = _("An endpoint is not told of {options}: choose a device of this machine for it.")
        names = [f"“{_(each.label)}”" for each in untold]
        st.caption(said.format(options=listed(names, len(names))))


def _devices(devices: list[Device]) -> dict[str, str]:
    """Where it may run, with what each is called."""
    best = devices[0].label.said(_)
    labels = {"auto": _("Best: {device}").format(device=best)}
    labels |= {
        device.name: _("{device} · {free:.1f} of {total:.1f} GB free").format(
            device=device.label.said(_),
            free=device.memory_free / 1e9,
            total=device.memory_total / 1e9,
        )
        for device in devices
    }
    if len(devices) > 1:
        labels["both"] = _("{first} and CPU, side by side").format(first=best)
    return labels


def _show_rest(formats: dict[str, str], here: bool) -> None:
    """Widgets for the size of a batch; and of a model `here`, for its number format, and whether to
    compile it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if here:
            show_choice(st.selectbox, _("Data type"), formats, "number-format")
        show_held(
            st.number_input,
            _("Batch size"),
            *BATCH,
            key="batch",
            width=150,
            help=_("Inputs that go through the model in one pass, where the task allows it."),
        )
    if not here:
        return
    show_held(
        st.checkbox,
        _("Compile the model"),
        key="compile",
        help=_("Faster after a first run that takes much longer; it needs a C++ compiler."),
    )


def models(task: Task, how: How) -> tuple[tuple[str | None, str], ...]:
    """Widgets for a checkpoint, or two side by side; empty where one of them is not chosen."""
    choose = _at_endpoint if how.remote else checkpoint
    chosen = [choose(task, "")]
    if st.checkbox(_("Compare with a second checkpoint"), key="beside", bind="query-params"):
        chosen.append(choose(task, "second-"))
    return () if None in chosen else tuple(filter(None, chosen))


def drawing(task: Task) -> dict[str, object]:
    """Widgets for what may be chosen about the picture of a result; their values."""
    shown = [option for option in task.options if option.drawing]
    values = {option.name: _hold(option, f"{task.name}.{option.name}") for option in shown}
    _show_options(task, shown)
    return values


def _hold(option: Option, key: str) -> object:
    """Keep the value of an option in the link; the value."""
    default, low, high = option.default, option.low, option.high
    if option.choices:
        return hold_choice(key, [name for name, _label in option.choices], str(default))
    if isinstance(default, str):
        st.session_state.setdefault(key, st.query_params.get(key, default))
        hold_text(key, MOST_CHARACTERS)
    with hidden(key):
        if isinstance(default, str):
            return st.text_input(key, key=key, bind="query-params")
        if isinstance(default, bool):
            return st.checkbox(key, default, key=key, bind="query-params")
        assert low is not None and high is not None, f"{key} is a number without bounds"
        if isinstance(default, float):
            return st.slider(key, low, high, default, option.step, key=key, bind="query-params")
        # Streamlit warns of a default where the state sets the value, as "Again" does with the
        # seed; its own default is the lowest number.
        start = {} if default == low else {"value": default}
        return linked_number(key, int(low), int(high), key=key, **start)


def _show_options(task: Task, shown: list[Option]) -> None:
    columns = st.columns(min(3, len(shown))) if shown else []
    for at, option in enumerate(shown):
        with columns[at % len(columns)]:
            _show(option, f"{task.name}.{option.name}")
            if option.check:
                try:
                    option.check(st.session_state[f"{task.name}.{option.name}"])
                except Problem as problem:
                    show_problem(problem)


def _show(option: Option, key: str) -> None:
    """Draw the widget of an option whose value is held."""
    label, default = _(option.label), option.default
    help = _(option.help) if option.help else None
    if option.choices:
        labels = {name: _(text) for name, text in option.choices}
        show_choice(st.selectbox, label, labels, key, help=help)
    elif isinstance(default, str):
        show_held(st.text_input, label, key=key, help=help)
    elif isinstance(default, bool):
        show_held(st.checkbox, label, key=key, help=help)
    elif isinstance(default, float):
        show_held(st.slider, label, option.low, option.high, key=key, step=option.step, help=help)
    else:
        assert option.low is not None and option.high is not None
        show_held(st.number_input, label, int(option.low), int(option.high), key=key, help=help)


def _at_endpoint(task: Task, prefix: str) -> tuple[str | None, str] | None:
    """A choice among what an endpoint has for a task; None where it has nothing."""
    try:
        there = needed().models(task)
    except Problem as problem:
        show_problem(problem)
        return None
    if not there:
        st.info(
            _("{host} has no checkpoint for this task: choose a device of this machine.").format(
                host=escape_markdown(needed().host)
            ),
            icon=":material/cloud_off:",
        )
        return None
    labels = {
        model.name: f"{model.name} · {said_bytes(model.bytes)}" if model.bytes else model.name
        for model in there
    }
    key, first = f"{prefix}model", there[0].name
    asked = st.session_state.get(key, st.query_params.get(key, first))
    if asked not in labels:  # of another task, or of a link
        if key not in st.session_state:
            st.warning(
                _("{host} has no {model} for this task: {first} is chosen.").format(
                    host=escape_markdown(needed().host),
                    model=escape_markdown(asked[:100]),
                    first=escape_markdown(first),
                )
            )
        st.session_state[key] = first
    name = linked_choice(st.selectbox, _("Checkpoint"), labels, key, first)
    return name, name


def checkpoint(task: Task, prefix: str = "") -> tuple[str | None, str] | None:
    """Widgets that choose a checkpoint: (its folder, or None for the demo, and its name).

    None where there is nothing to choose from.
    """
    hub.last_download(prefix)
    source = linked_choice(
        st.pills,
        _("Checkpoint"),
        {name: _(label) for name, label in SOURCES.items()}
        | ({} if task.has_demo else {"demo": _("Stand-in")}),
        key=f"{prefix}weights",
        default="demo",
        required=True,
    )
    if source == "demo":
        about.demo(task)
        return None, task.checkpoint.name if task.checkpoint and task.has_demo else N_("untrained")
    if source == "hub":
        hub.search(task, prefix)
    places: dict[str, Place] = {"local": "local", "made": made_checkpoints()}
    chosen = _on_this_machine(task, places.get(source, "cached"), prefix)
    return (str(chosen.folder), chosen.name) if chosen else None


def _on_this_machine(task: Task, place: Place, prefix: str) -> Checkpoint | None:
    """A choice among the checkpoints of a place, with those below that cannot run the task."""
    there = checkpoints.found(place, task)
    able = {known.name: known for known in there if not known.obstacle}
    key = f"{prefix}checkpoint"
    where = place if isinstance(place, str) else "made"
    wanted = _wanted(key, (task.name, where), list(able))
    if wanted is None:
        _say_none(place)
    else:
        labels = {name: f"{name} · {said_bytes(known.bytes)}" for name, known in able.items()}
        if wanted not in able:
            labels = {wanted: _("{name} · cannot run here").format(name=wanted[:80])} | labels
        # No default: the link names the first one too, which is another one elsewhere.
        if key not in st.session_state:
            st.query_params[key] = wanted
        st.session_state[key] = wanted
        hold_choice(key, [NONE, *labels], NONE)
        wanted = show_choice(st.selectbox, _("On this machine"), labels, key)
    chosen = able.get(wanted or NONE)
    if chosen and chosen.revision:
        st.caption(_("Revision {revision}").format(revision=f"`{chosen.revision[:12]}`"))
    if chosen and chosen.kind_run:
        st.caption(
            _(
                "It brings code of its own, which is never run: it runs as the plain {kind} of "
                "transformers, and may answer otherwise than its authors meant."
            ).format(kind=f"`{chosen.kind_run}`")
        )
    if wanted and not chosen:
        try:
            checkpoints.find(task, place, wanted)
        except Problem as problem:
            show_problem(problem, st.warning)
    refused = [known for known in there if known.obstacle and known.name != wanted]
    _unable(refused, opened=not able)
    return chosen


def _wanted(key: str, where: tuple[str, str], able: list[str]) -> str | None:
    """The checkpoint that is chosen now, be it one that cannot run; None where there is none.

    A link names what it wants, and no other takes its place. What was chosen for another task or
    in another place gives way to one that can run.
    """
    before = st.session_state.get(f"{key}-where", where)
    st.session_state[f"{key}-where"] = where
    wanted = st.session_state.get(key) or st.query_params.get(key)
    if wanted in able or (wanted and before == where):
        return wanted
    return able[0] if able else None


def _unable(refused: list[Checkpoint], opened: bool) -> None:
    """What else is there, and why it cannot run the task."""
    if not refused:
        return
    title = _("{count} more that cannot run this task").format(count=len(refused))
    with st.expander(title, icon=":material/block:", expanded=opened), st.container(height=320):
        for known in refused[:MOST_REFUSED]:
            reason = known.obstacle.said(_) if known.obstacle else ""
            st.caption(f"**{escape_markdown(known.name)}**  \n{escape_markdown(reason)}")
        if (more := len(refused) - MOST_REFUSED) > 0:
            st.caption(_("- and {count} more").format(count=more))


def _say_none(place: Place) -> None:
    if place == "local":
        st.info(
            _(
                "No checkpoint for this task. Start the app with {variable} set to a folder that "
                "holds some, at most {depth} folders deep."
            ).format(variable=f"`{checkpoints.ROOT}`", depth=checkpoints.DEEPEST),
            icon=":material/folder_off:",
        )
    elif place != "cached":
        st.info(
            _("You have made no checkpoint for this task: build or train one in the workbench."),
            icon=":material/construction:",
        )
    else:
        st.info(
            _("The Hub's cache on this machine holds no checkpoint for this task."),
            icon=":material/inventory_2:",
        )
