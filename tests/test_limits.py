"""What the server holds to, whatever a browser sends and whatever lies on its disk."""

import errno
import os
import re
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import catalogue
import inference
from catalogue import files, released, tables
from i18n import Problem, Sentence, without_folders
from inference import container, device, hub
from inference.job import Loaded
from inference.store import Store

from .conftest import ROOT
from .pages import opened

SETTINGS = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())


def test_the_app_is_for_this_machine_alone_unless_it_is_told_otherwise():
    assert SETTINGS["server"]["address"] == "localhost"
    assert "HOST ?= localhost" in (ROOT / "Makefile").read_text()
    assert "--server.address" in (ROOT / "Dockerfile").read_text()


def test_no_page_promises_a_larger_file_than_the_server_takes():
    for path in (*ROOT.glob("pages/**/*.py"), *ROOT.glob("ui/*.py")):
        if path.name != "upload.py":
            assert "file_uploader" not in path.read_text(), path
    assert SETTINGS["server"]["maxUploadSize"] * 2**20 >= inference.media.MAX_BYTES


def test_a_file_beyond_what_the_page_promises_is_refused_by_the_server():
    app = opened("models")
    app.file_uploader(key="own-file").upload("own.csv", b"name\n" + b"a\n" * 3_000_000).run()
    assert [each.value for each in app.error] == [
        "own.csv has more than 5 MB: choose a smaller file."
    ]


def test_what_a_link_brings_beyond_the_limit_of_a_text_is_cut_and_said_so():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.query_params["encode-text"] = "a" * 2_500
    app.switch_page("pages/encode.py").run()
    assert len(app.text_area(key="encode-text").value) == 2_000
    assert "This text has 2,500 characters; the first 2,000" in app.warning[0].value


@pytest.mark.parametrize(
    ("task", "kind", "value"),
    [
        ("zero-shot-classification", "choices", lambda most: "a\n" * (most + 1)),
        (
            "table-question-answering",
            "table",
            lambda most: pd.DataFrame({"a": ["b" * (most + 1)]}),
        ),
    ],
)
def test_choices_and_tables_have_a_limit_too(task, kind, value):
    described = inference.task(task)
    wanted = next(each for each in described.inputs if each.kind == kind)
    item = {each.name: "a" for each in described.inputs}
    with pytest.raises(Problem, match="at most"):
        inference.inputs.items(described, item | {wanted.name: value(wanted.longest)})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("'/root/.cache/huggingface/hub/models--a/snapshots/1/config.json'", "'config.json'"),
        ("see https://a.b/c/d and /tmp/a/b.json: bad", "see https://a.b/c/d and b.json: bad"),
        ("文件/home/x/y.txt", "文件y.txt"),
        (r"C:\Users\me\a.txt", "a.txt"),
        ("file:///root/x/y", "y"),
        ("'/a/b/'", "'b/'"),
        (Path("/a/b"), "b"),
        ("org/name/file </s>/<s> and/or a / b", "org/name/file </s>/<s> and/or a / b"),
        (12, 12),
    ],
)
def test_no_problem_shows_a_folder_of_this_machine(text, shown):
    assert without_folders(text) == shown
    inner = Sentence("{text}", text=text)
    problem = Problem("{text} {inner}", text=text, inner=inner, details=(inner,))
    assert str(problem) == f"{shown} {shown}\n{shown}"


BROKEN = {
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "another": lambda data: b"PK\x03\x04" * 20,
    "list": lambda data: b"[1]",
}


@pytest.mark.parametrize("breaks", BROKEN)
@pytest.mark.parametrize(
    "task", ["sentiment-analysis", "image-classification", "text-generation", "translation"]
)
def test_a_broken_file_of_a_checkpoint_gets_the_right_reason_and_no_path(task, breaks, tmp_path):
    source = inference.task(task).checkpoint
    assert source
    for file in sorted(source.glob("*")):
        if file.suffix not in {".json", ".safetensors"}:
            continue
        folder = tmp_path / file.name / "mine"
        shutil.copytree(source, folder)
        (folder / file.name).write_bytes(BROKEN[breaks](file.read_bytes()))
        try:
            inference.load(task, folder)
        except Problem as problem:
            assert "mine" in str(problem)
            assert str(tmp_path) not in str(problem)
            if breaks != "list":
                assert re.search(rf"{file.name} (is|cannot be)", str(problem))
        else:  # a list of numbers is JSON; some files are not asked for their contents
            assert breaks == "list" and file.name not in ("config.json", "model.safetensors")


def test_a_job_on_a_broken_checkpoint_fails_with_the_reason(tmp_path):
    folder = tmp_path / "models--someone--reviews" / "snapshots" / "abc"
    shutil.copytree(inference.task("sentiment-analysis").checkpoint, folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    job = Store(slots=1).submit(Loaded("sentiment-analysis", str(folder)), "x").wait(60)
    assert str(job.problem).startswith(
        "someone/reviews cannot run this task. model.safetensors is cut off"
    )


@pytest.mark.parametrize("length", [0.5, 0.999])
@pytest.mark.parametrize("table", ["models", "sizes", "checkpoints"])
def test_a_cut_table_of_the_catalogue_is_named(table, length, tmp_path, monkeypatch):
    whole = (files.DATA / f"{table}.csv").read_bytes()
    (tmp_path / f"{table}.csv").write_bytes(whole[: int(len(whole) * length)])
    monkeypatch.setattr(files, "DATA", tmp_path)
    with pytest.raises(Problem, match=rf"^{table}\.csv, a table of the app"):
        files.read_data(table)


def test_a_page_without_its_table_says_so(tmp_path, monkeypatch):
    kept = (tables._read, tables._models, tables._there, released._checkpoints)
    monkeypatch.setattr(files, "DATA", tmp_path)
    for each in kept:
        each.cache_clear()
    st.cache_data.clear()
    try:
        app = opened("models")
        assert "table of the app" in app.error[0].value
        assert str(tmp_path) not in app.error[0].value
    finally:
        for each in kept:
            each.cache_clear()
        st.cache_data.clear()
    monkeypatch.undo()
    assert len(catalogue.models()) > 100


def groups(root: Path, **files: str) -> Path:
    root.mkdir(parents=True)
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(text)
    return root


def test_the_limit_of_a_container_is_the_memory_there_is(tmp_path, monkeypatch):
    own = tmp_path / "cgroup"
    own.write_text("0::/\n")
    root = groups(
        tmp_path / "v2",
        memory__max="2000000000\n",
        memory__current="900000000\n",
        memory__stat="anon 1\ninactive_file 400000000\n",
    )
    assert container.limits(root, own) == [(2_000_000_000, 1_500_000_000)]
    monkeypatch.setattr(container, "limits", lambda: [(2_000_000_000, 1_500_000_000)])
    (cpu,) = (each for each in device.devices() if each.name == "cpu")
    assert (cpu.memory_total, cpu.memory_free) == (2_000_000_000, 1_500_000_000)


def test_groups_of_the_first_version_and_groups_around_count_too(tmp_path):
    own = tmp_path / "cgroup"
    own.write_text("4:cpu,memory:/docker/abc\n3:cpuset:/\n")
    root = groups(
        tmp_path / "v1/memory",
        memory__limit_in_bytes="3000000000\n",
        memory__usage_in_bytes="1000000000\n",
    )
    assert container.limits(root.parent, own) == [(3_000_000_000, 2_000_000_000)]
    groups(
        root / "docker/abc",
        memory__limit_in_bytes="1000000000\n",
        memory__usage_in_bytes="1500000000\n",
    )
    assert container.limits(root.parent, own)[0] == (1_000_000_000, 0)


def test_without_groups_or_a_limit_the_machine_decides(tmp_path):
    own = tmp_path / "cgroup"
    assert container.limits(tmp_path, own) == []
    own.write_text("0::/a/b\n")
    root = groups(tmp_path / "v2", memory__max="max\n", memory__current="1\n")
    assert container.limits(root, own) == []


PLAN = hub.Plan("someone/large", "main", "mit", {"model.safetensors": 3_000_000_000})


def test_a_download_has_a_largest_size_that_the_one_who_serves_decides(monkeypatch):
    monkeypatch.setattr(hub, "_free_disk", lambda: 10**13)
    hub.check_room(PLAN)
    monkeypatch.setenv(hub.GIGABYTES, "2.5")
    with pytest.raises(Problem, match=r"3\.00 GB, and here a download may have 2\.5 GB"):
        hub.Download(PLAN)


def test_a_download_leaves_room_on_the_disk_and_counts_those_that_run(monkeypatch):
    monkeypatch.setattr(hub, "_free_disk", lambda: hub.SPARED + 4_000_000_000)
    hub.check_room(PLAN)
    other = object.__new__(hub.Download)
    other.plan, other.done = PLAN, 1_000_000_000
    monkeypatch.setattr(hub, "_running", {other})
    with pytest.raises(Problem, match=r"has 2\.00 GB for downloads, and .* takes 3\.00 GB"):
        hub.Download(PLAN)


def test_downloads_have_a_number_at_a_time(monkeypatch):
    monkeypatch.setattr(hub, "_free_disk", lambda: 10**13)
    others = [object.__new__(hub.Download) for _ in range(hub.AT_ONCE)]
    for each in others:
        each.plan, each.done = PLAN, 0
    monkeypatch.setattr(hub, "_running", set(others))
    with pytest.raises(Problem, match="downloads are running already"):
        hub.Download(PLAN)


def test_downloads_can_be_switched_off(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(Problem, match="cannot be reached"):
        hub.plan("someone/large")
    download = hub.Download(hub.Plan("someone/small", "main", "", {"config.json": 10})).wait(30)
    assert isinstance(download.problem, hub.Unreachable)
    assert download not in hub._running


def test_a_full_disk_ends_a_download_with_a_sentence(monkeypatch):
    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/root/.cache/huggingface/x")

    monkeypatch.setattr(hub, "_check_reachable", lambda kind: None)
    monkeypatch.setattr(hub, "hf_hub_download", full)
    download = hub.Download(hub.Plan("someone/small", "main", "", {"config.json": 10})).wait(30)
    assert download.state == "failed"
    assert str(download.problem).startswith("The disk of this machine is full: someone/small")
    assert not re.search("/root", str(download.problem))


def test_where_the_server_asks_for_a_login_nothing_is_shown_without_one():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.secrets["auth"] = {"redirect_uri": "http://localhost:8501/oauth2callback"}
    app.run()
    assert not app.exception
    assert [each.label for each in app.button] == ["Log in"]
    assert [each.value for each in app.title] == ["Transformers Atlas"]
