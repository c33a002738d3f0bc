"""The Hub, against a small double of it on loopback."""

import time

import pytest

import inference
from i18n import Problem
from inference import checkpoints, hub

from .hub_double import SHA, Double, serving

TASK = inference.task("sentiment-analysis")
NAME = "someone/reviews"


@pytest.fixture
def double(tmp_path, monkeypatch):
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    (pickled / "config.json").write_text("{}")
    (pickled / "pytorch_model.bin").write_bytes(b"pickle")
    made = Double({NAME: TASK.checkpoint, "someone/pickled": pickled})
    cache = tmp_path / "cache"
    cache.mkdir()
    with serving(made) as address:
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
        monkeypatch.setattr(
            "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE",
            address + "/{repo_id}/resolve/{revision}/{filename}",
        )
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DOWNLOAD_TIMEOUT", 3)
        monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 10_000)
        yield made


def test_search_size_download_and_run(double):
    (found, *_others) = hub.search(TASK, "review")
    assert (found.name, found.downloads, found.license) == (NAME, 1234, "mit")
    assert found.bytes == found.parameters * 4
    assert any("pipeline_tag=text-classification" in asked for asked in double.asked)

    plan = hub.plan(found.name)
    assert plan.revision == SHA
    assert plan.bytes == sum(plan.files.values()) > 1_000_000
    assert set(plan.files) == {
        "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
    }  # fmt: skip
    assert not any("resolve" in asked for asked in double.asked)

    download = hub.Download(plan).wait(60)
    assert download.state == "done", download.problem
    assert download.received == plan.bytes
    (cached,) = checkpoints.cached(TASK)
    assert (cached.name, cached.revision) == (NAME, SHA)
    pipe = inference.load(TASK.name, cached.folder)
    assert inference.run(pipe, "我喜欢打游戏。").output[0][0]["label"] == "positive"


def test_a_slow_download_shows_how_far_it_is_and_is_cancelled_at_once(double):
    double.slow = "model.safetensors"
    download = hub.Download(hub.plan(NAME))
    seen = set()
    until = time.monotonic() + 20
    while len(seen) < 4 and time.monotonic() < until:
        seen.add(download.received)
        time.sleep(0.1)
    assert len(seen) >= 4
    assert download.received < download.plan.bytes
    begun = time.monotonic()
    download.cancel()
    assert download.state == "cancelled"
    download.wait(10)
    assert time.monotonic() - begun < 5
    assert download.state == "cancelled"
    assert checkpoints.cached(TASK) == []


def test_a_download_that_breaks_off_says_so(double, monkeypatch):
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda seconds: None)
    double.broken = "model.safetensors"
    download = hub.Download(hub.plan(NAME)).wait(60)
    assert download.state == "failed"
    assert "broke off" in str(download.problem)
    assert checkpoints.cached(TASK) == []
    double.broken = ""
    assert hub.Download(hub.plan(NAME)).wait(60).state == "done"


def test_a_missing_file_an_unknown_name_and_pickles_get_a_sentence(double):
    double.missing = "tokenizer.json"
    download = hub.Download(hub.plan(NAME)).wait(60)
    assert download.state == "failed"
    assert "is missing on the Hub" in str(download.problem)
    for name in ("nobody/nothing", "not a name", "http://example.org/x"):
        with pytest.raises(Problem, match="has no checkpoint"):
            hub.plan(name)
    with pytest.raises(Problem, match="no weights in safetensors"):
        hub.plan("someone/pickled")


def test_without_a_network_one_sentence_says_what_works(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(Problem, match="cannot be reached"):
        hub.search(TASK)
    with pytest.raises(Problem, match="cannot be reached"):
        hub.plan(NAME)
