"""What comes from the Hub, onto a disk that is full, and no more tokenizers than it is to hold."""

import errno
import json
import os
import shutil
import subprocess
from pathlib import Path
from threading import Thread

import pytest

import inference
import tokenizer_lab as lab
from i18n import Problem, translations
from inference import checkpoints
from inference import hub as checkpoint_hub
from tokenizer_lab import hub

from .hub_double import Double, serving
from .pages import opened
from .waiting import until

ZH = translations("zh").gettext
REVIEWS = "someone/reviews"


@pytest.fixture
def double(tmp_path, monkeypatch):
    """A Hub with one checkpoint and five tokenizers; `cache` is where they are put."""
    models = {REVIEWS: inference.task("sentiment-analysis").checkpoint}
    for number in range(5):
        folder = tmp_path / f"own-{number}"
        folder.mkdir()
        lab.tokenizer("bert").own.save(str(folder / "tokenizer.json"))
        (folder / "tokenizer_config.json").write_text(json.dumps({"eos_token": "[SEP]"}))
        models[f"house/own-{number}"] = folder
    made = Double(models)
    with serving(made) as address:
        for name, value in {
            "ENDPOINT": address,
            "HUGGINGFACE_CO_URL_TEMPLATE": address + "/{repo_id}/resolve/{revision}/{filename}",
            "HF_HUB_OFFLINE": False,
            "DOWNLOAD_CHUNK_SIZE": 10_000,
        }.items():
            monkeypatch.setattr(f"huggingface_hub.constants.{name}", value)
        yield made


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    return put_cache(tmp_path / "cache", monkeypatch)


def put_cache(folder: Path, monkeypatch) -> Path:
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(folder))
    return folder


def fetched(double: Double) -> list[str]:
    return [asked for asked in double.asked if asked.startswith("GET") and "/resolve/" in asked]


def said(problem: Problem) -> str:
    """What it says in English; in Chinese it says something too, and no folder in either."""
    words = problem.sentence.said(ZH)
    assert words != str(problem)
    assert "/tmp" not in words + str(problem)
    return str(problem)


def test_tokenizers_stay_within_their_share_of_the_disk(double, cache, monkeypatch):
    size = sum(path.stat().st_size for path in double.models["house/own-0"].iterdir())
    monkeypatch.setattr(hub, "MOST_BYTES", 2.5 * size)
    for number in range(2):
        assert len(lab.tokenizer(f"house/own-{number}")) == 30_522
    double.asked.clear()
    with pytest.raises(Problem) as refused:
        lab.tokenizer("house/own-2")
    assert "house/own-2 was not downloaded: this machine keeps" in said(refused.value)
    assert fetched(double) == []
    # What is there is read all the same.
    assert len(lab.tokenizer("house/own-1")) == 30_522


def test_many_small_repositories_count_too(double, cache, monkeypatch):
    monkeypatch.setattr(hub, "LEAST", hub.MOST_BYTES // 2 + 1)
    lab.tokenizer("house/own-0")
    with pytest.raises(Problem, match="was not downloaded"):
        lab.tokenizer("house/own-1")


def test_a_tokenizer_leaves_room_on_the_disk(double, cache, monkeypatch):
    usage = shutil.disk_usage(cache)._replace(free=hub.SPARED + 1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(Problem) as refused:
        lab.tokenizer("house/own-0")
    assert "The disk of this machine is full: house/own-0" in said(refused.value)
    assert fetched(double) == []


def test_tokenizers_are_fetched_a_few_at_a_time(double, cache, monkeypatch):
    monkeypatch.setattr(hub, "PATIENCE", 0.1)
    double.slow = "tokenizer.json"
    others = [
        Thread(target=lab.tokenizer, args=(f"house/own-{number}",), daemon=True)
        for number in range(hub.AT_ONCE)
    ]
    for other in others:
        other.start()
    until(lambda: len(fetched(double)) == hub.AT_ONCE, "two that are fetched")
    with pytest.raises(Problem) as refused:
        lab.tokenizer("house/own-4")
    assert "try again in a minute" in said(refused.value)
    double.slow = ""
    for other in others:
        other.join(60)
    assert len(lab.tokenizer("house/own-4")) == 30_522


def test_without_downloads_the_cache_is_read_and_nothing_asked(double, cache, monkeypatch):
    lab.tokenizer("house/own-0")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    double.asked.clear()
    assert len(lab.tokenizer("house/own-0")) == 30_522
    with pytest.raises(Problem, match="not on this machine"):
        lab.tokenizer("house/own-1")
    assert double.asked == []


@pytest.fixture
def small_disk(tmp_path, monkeypatch):
    """A cache on a disk of one megabyte, which looks larger until it is written to."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.name != "posix" or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root alone")
    monkeypatch.setattr(checkpoint_hub, "_free_disk", lambda: 10**13)
    try:
        yield put_cache(disk / "hub", monkeypatch)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def full_disk(cache, monkeypatch):
    """A cache on a disk that takes the first 200,000 bytes of a file."""
    from huggingface_hub import file_download

    get = file_download.http_get

    class Full:
        def __init__(self, file):
            self.file, self.name = file, file.name

        def tell(self):
            return self.file.tell()

        def write(self, data):
            if self.file.tell() + len(data) > 200_000:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.name)
            return self.file.write(data)

    monkeypatch.setattr(
        file_download, "http_get", lambda url, file, **more: get(url, Full(file), **more)
    )
    monkeypatch.setattr(checkpoint_hub, "_free_disk", lambda: 10**13)
    return cache


@pytest.mark.parametrize("disk", ["small_disk", "full_disk"])
def test_a_disk_that_fills_up_ends_a_download_and_nothing_else(double, disk, request):
    cache = request.getfixturevalue(disk)
    download = checkpoint_hub.Download(checkpoint_hub.plan(REVIEWS)).wait(60)
    assert download.state == "failed"
    assert f"The disk of this machine is full: {REVIEWS}" in said(download.problem)
    assert not list(cache.rglob("*.incomplete"))
    assert checkpoints.cached(inference.task("sentiment-analysis")) == []
    assert not opened("encode").exception


def test_a_tokenizer_that_finds_the_disk_full_says_so(double, full_disk):
    with pytest.raises(Problem) as refused:
        lab.tokenizer("house/own-0")
    assert "The disk of this machine is full: house/own-0" in said(refused.value)
    assert not list(full_disk.rglob("*.incomplete"))
