"""A configuration made a real model: initialised, saved, loaded again, and kept for this visit."""

import json
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

import inference
from i18n import Problem, compact
from ui import (
    _,
    code_panel,
    escape_markdown,
    finished_job,
    keep_made,
    link_to,
    linked_number,
    made_checkpoints,
    of_visit,
    show_ended,
    stop,
)
from workbench import building, zipped
from workbench.building import Built

JOB, ASKED, BUILT = "build-job", "build-asked", "built"
MOST_SEED = 2**31 - 1
MOST_LINKS = 3


def show(config: str, parameters: int = 0, base: str = "") -> None:
    """A place to build a config.json, which then is among this visitor's checkpoints.

    `parameters` are those of its base model, where they are known, and `base` is its class.
    """
    st.header(_("Build, save, load again"), anchor=False)
    most = building.most_parameters()
    st.markdown(
        _(
            "A real model of this configuration, with random weights: up to "
            "{most} parameters can be built here now."
        ).format(most=compact(most))
    )
    choices, usual = building.classes(config, base), building.usual_class(config)
    if not choices:
        st.info(_("transformers has no model class for this configuration alone."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Class"),
            list(choices),
            index=list(choices).index(usual) if usual in choices else 0,
            format_func=partial(_class_label, choices),
            key="build-class",
        )
        seed = linked_number(
            _("Seed"), 0, MOST_SEED, key="build-seed", width=140, help=_("Of the random weights")
        )
        pressed = st.button(
            _("Build"),
            type="primary",
            icon=":material/construction:",
            disabled=parameters > most,
        )
    if parameters > most:
        st.info(
            _("This has {parameters} parameters: make it smaller to build it.").format(
                parameters=compact(parameters)
            ),
            icon=":material/straighten:",
        )
    asked = (config, chosen, seed)
    if pressed:
        st.session_state[ASKED] = asked
    kept: dict[tuple[str, str, int], tuple[str, Built]] = of_visit(BUILT, dict)
    if asked not in kept and st.session_state.get(ASKED) == asked:
        _build(asked, kept)
    if asked in kept:
        _built(config, *kept[asked])


def _class_label(choices: dict[str, tuple[str, ...]], name: str) -> str:
    tasks = choices[name]
    return f"{name} · {_(', ').join(tasks)}" if tasks else name


def _build(
    asked: tuple[str, str, int], kept: dict[tuple[str, str, int], tuple[str, Built]]
) -> None:
    """Build what is asked for; until it is done this run of the page ends with its progress."""
    try:
        job = finished_job(
            JOB,
            asked,
            lambda go_on: building.build(*asked, go_on=go_on),
            doing=_("Building, saving, loading … {percent:.0%}"),
            stop=_("Stop"),
        )
        built = job.result()
        named = keep_made(f"{built.classname}-{built.seed}", built.folder)
    except Problem as problem:
        show_ended(problem, JOB)
        stop()
    kept[asked] = named, replace(built, folder=made_checkpoints()[named])


def _built(config: str, name: str, built: Built) -> None:
    with st.container(horizontal=True):
        st.metric(_("Parameters"), f"{built.parameters:,}")
        if built.difference is not None:
            st.metric(
                _("Difference after loading"),
                f"{built.difference:g}",
                help=_("Of {output}, for the same random input.").format(
                    output=f"`{built.output}`"
                ),
            )
        same = built.digests[0] == built.digests[1]
        st.metric(
            _("SHA-256 of all weights"),
            f"{built.digests[1][:8]} {'=' if same else '≠'} {built.digests[0][:8]}",
            help=_("Before saving and after loading"),
        )
    st.caption(escape_markdown(built.prepared.said(_)))
    if built.difference is None:
        st.caption(_("It takes no single random input, so the weights alone were compared."))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("Download {name}").format(name=f"{name}.zip"),
            partial(zipped, built.folder, built.folder.name),
            file_name=f"{name}.zip",
            icon=":material/folder_zip:",
            on_click="ignore",
            key="build-download",
        )
        for task in built.ran[:MOST_LINKS]:
            link_to(
                "pages/pipelines.py",
                _("Run: {task}").format(task=_(inference.task(task).title)),
                ":material/play_circle:",
                task=task,
                weights="made",
                checkpoint=name,
            )
    _say_where_it_runs(name, built)
    rows = [
        {"file": file, "bytes": size, "purpose": _(purpose) if purpose else ""}
        for file, (size, purpose) in built.files.items()
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "file": st.column_config.TextColumn(_("File"), width="medium"),
            "bytes": st.column_config.NumberColumn(_("Bytes"), format="localized"),
            "purpose": st.column_config.TextColumn(_("What it is for"), width="large"),
        },
    )
    code_panel(_code(config, built), building.script(built))


def _say_where_it_runs(name: str, built: Built) -> None:
    if built.ran:
        st.warning(
            _(
                "{name} is among your checkpoints in Pipelines for this visit. It is "
                "untrained: its answers are random."
            ).format(name=f"`{name}`"),
            icon=":material/casino:",
        )
    elif not built.refused:
        st.info(_("No task of this app runs it as it is."), icon=":material/block:")
    for task, reason in built.refused.items():
        st.caption(
            _("{task}: it does not run there. {reason}").format(
                task=_(inference.task(task).title), reason=escape_markdown(reason.said(_))
            )
        )


def _code(config: str, built: Built) -> str:
    return "\n".join(
        [
            "import json",
            "",
            "from workbench import building",
            "",
            f"config = json.dumps({json.loads(config)!r})",
            f'built = building.build(config, "{built.classname}", seed={built.seed})',
            "print(built.parameters, built.difference, built.digests)",
            "print(built.folder, built.files)",
        ]
    )
