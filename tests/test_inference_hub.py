"""The Hub, against a small double of it on loopback."""

import json
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

import inference
from i18n import Problem
from inference import checkpoints, datasets, hub

from .data_sets import parquet_file, spoken
from .hub_double import CONVERTED, SHA, Double, serving
from .odd_checkpoints import in_shards, saved_adapter
from .pages import opened
from .waiting import until

TASK = inference.task("sentiment-analysis")
NAME = "someone/reviews"


def datasets_of(root: Path) -> dict[str, Path]:
    """Speech in two configurations, one of texts, one whose code would have to be run."""
    for file in ("en/train-00000-of-00002", "en/train-00001-of-00002", "zh/test-00000-of-00001"):
        spoken(root / "speech" / "data" / f"{file}.parquet")
    parquet_file(root / "texts/train.parquet", text=["a", "b"])
    for name in ("scripted", "unconverted"):
        (root / name).mkdir()
        (root / name / "load.py").write_text("raise SystemExit")
    return {f"someone/{folder.name}": folder for folder in root.iterdir()}


@pytest.fixture
def double(tmp_path, monkeypatch):
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    (pickled / "config.json").write_text("{}")
    (pickled / "pytorch_model.bin").write_bytes(b"pickle")
    adapter = saved_adapter(tmp_path / "adapter")
    shards, gap = in_shards(tmp_path / "shards"), in_shards(tmp_path / "gap")
    (gap / "model-00001-of-00002.safetensors").unlink()
    made = Double(
        {
            NAME: TASK.checkpoint,
            "someone/pickled": pickled,
            "someone/shards": shards,
            "someone/gap": gap,
            "someone/adapter": adapter,
        },
        datasets_of(tmp_path / "datasets"),
        {"someone/scripted": spoken(tmp_path / "converted/default/train/0000.parquet")},
    )
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
    assert {name for name in plan.files if not name.endswith(".txt")} == {
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    assert not any("resolve" in asked for asked in double.asked)

    download = hub.Download(plan).wait(60)
    assert download.state == "done", download.problem
    assert download.done == plan.bytes
    (cached,) = checkpoints.cached(TASK)
    assert (cached.name, cached.revision) == (NAME, SHA)
    pipe = inference.load(TASK.name, cached.folder)
    assert inference.run(pipe, "我喜欢打游戏。").output[0][0]["label"] == "positive"


def test_a_plan_has_the_shards_and_not_the_same_weights_once_more(double):
    plan = hub.plan("someone/shards")
    assert {file for file in plan.files if file.endswith(".safetensors")} == {
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
    }
    whole = (TASK.checkpoint / "model.safetensors").stat().st_size
    weights = sum(size for file, size in plan.files.items() if file.endswith(".safetensors"))
    assert whole <= weights < whole + 10_000
    assert hub.Download(plan).wait(60).state == "done"
    (cached,) = checkpoints.cached(TASK)
    assert cached.bytes == weights
    pipe = inference.load(TASK.name, cached.folder)
    assert inference.run(pipe, "我喜欢打游戏。").output[0][0]["label"] == "positive"


def test_what_could_not_be_loaded_is_not_fetched_and_the_reason_said(double):
    for name, reason in {
        "someone/adapter": "changes another checkpoint and does not name it",
        "someone/gap": "Shard 1 of 2 of its weights is missing",
        "someone/pickled": "some can run code, are never opened",
    }.items():
        with pytest.raises(Problem, match=reason):
            hub.plan(name)
    assert not any("resolve" in asked for asked in double.asked)


@pytest.mark.parametrize(
    "facts",
    [
        {"config": {"peft": {"base_model_name_or_path": NAME}}},
        {"tags": [f"base_model:adapter:{NAME}", f"base_model:{NAME}"]},
    ],
)
def test_an_adapter_is_planned_counted_and_fetched_with_its_base(double, facts):
    double.facts["someone/adapter"] = facts
    described = double.models["someone/adapter"] / "adapter_config.json"
    described.write_text(described.read_text().replace("someone/large", NAME))
    plan = hub.plan("someone/adapter")
    assert plan.base == hub.plan(NAME)
    assert set(plan.files) == {"adapter_config.json", "adapter_model.safetensors"}
    assert plan.bytes == sum(plan.files.values()) + plan.base.bytes
    download = hub.Download(plan).wait(60)
    assert (download.state, download.done) == ("done", plan.bytes)
    cached = {each.name: each for each in checkpoints.cached(TASK)}
    assert set(cached) == {NAME, "someone/adapter"}
    assert cached["someone/adapter"].bytes == sum(
        size for each in (plan, plan.base) for file, size in each.files.items() if "tensors" in file
    )


def test_an_adapter_of_an_adapter_or_of_what_is_not_there_gets_a_sentence(double):
    for base, said in {
        "someone/adapter": "is an adapter of an adapter",
        "nobody/nothing": "has no checkpoint 'nobody/nothing'",
    }.items():
        double.facts["someone/adapter"] = {"config": {"peft": {"base_model_name_or_path": base}}}
        with pytest.raises(Problem, match=said):
            hub.plan("someone/adapter")


def test_a_listing_of_packed_weights_states_their_parameters_and_their_bytes(double):
    double.facts[NAME] = {
        "safetensors": {"parameters": {"I32": 1_000_000, "F16": 500_000}, "total": 1_500_000},
        "config": {"quantization_config": {"quant_method": "gptq", "bits": 4}},
    }
    (found, *_others) = hub.search(TASK, "review")
    assert (found.parameters, found.bytes) == (8_500_000, 5_000_000)
    assert any("expand=config" in asked for asked in double.asked)


def test_the_most_downloaded_checkpoints_of_an_architecture(double):
    (listing, *_others) = hub.popular("bert")
    assert (listing.downloads, listing.license, listing.bytes) == (1234, "mit", 4 * 534530)
    assert any("filter=bert" in asked and "sort=downloads" in asked for asked in double.asked)
    app = opened("model")
    app.selectbox(key="model").set_value("bert").run()
    before = len(app.dataframe)
    app.toggle(key="ask-hub").set_value(True).run()
    assert not app.exception
    assert len(app.dataframe) == before + 1
    assert "https://huggingface.co/" + listing.name in list(app.dataframe[-1].value["checkpoint"])


def test_a_slow_download_shows_how_far_it_is_and_is_cancelled_at_once(double):
    double.slow = "model.safetensors"
    download = hub.Download(hub.plan(NAME))
    seen = set()
    until(lambda: seen.add(download.done) or len(seen) >= 4, "four sizes")
    download.stop()
    assert download.state == "stopped"
    download.wait(30)
    assert download.state == "stopped"
    assert max(seen) <= download.done < download.plan.bytes
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
    with pytest.raises(Problem, match=r"safetensors files and has pytorch_model\.bin"):
        hub.plan("someone/pickled")


def fetched(plan: hub.Plan) -> Path:
    assert datasets.fetched(plan) is None
    download = hub.Download(plan).wait(60)
    assert download.state == "done", download.problem
    assert download.done == plan.bytes
    return datasets.fetched(plan)


def test_the_speech_of_a_data_set_is_heard_at_the_rate_of_the_model(double):
    parts = datasets.parts("someone/speech")
    assert list(parts) == ["data/en/train", "data/zh/test"]
    plan = parts["data/en/train"]
    assert list(plan.files) == ["data/en/train-00000-of-00002.parquet"]
    assert (plan.revision, plan.license) == (SHA, "mit")
    assert not any("resolve" in asked for asked in double.asked)

    file = fetched(plan)
    assert datasets.columns(file, "audio") == ["audio"]
    rows = datasets.rows(file, "audio", 10).files
    pipe = inference.load("asr")
    heard = inference.run(pipe, [data for _name, data in rows], timestamps=False).output
    samples = inference.task("asr").samples("audio")[:2]
    assert [name for name, _data in rows] == [path.name for path in samples]
    expected = [inference.open_audio(path).at(rate) for path, rate in zip(samples, (8_000, 44_100))]
    assert heard == inference.run(pipe, expected, timestamps=False).output
    assert len(datasets.rows(file, "audio", 1).files) == 1


def test_without_a_network_a_data_set_that_was_fetched_is_read_again(double, monkeypatch):
    file = fetched(datasets.parts("someone/speech")["data/zh/test"])
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    ((part, plan),) = datasets.parts("someone/speech").items()
    assert (part, plan.revision, plan.bytes) == ("data/zh/test", SHA, file.stat().st_size)
    assert datasets.fetched(plan) == file
    with pytest.raises(Problem, match="upload files of your own"):
        datasets.parts("someone/scripted")


def test_of_a_data_set_that_is_code_what_the_hub_converted_is_read(double):
    parts = datasets.parts("someone/scripted")
    assert list(parts) == ["default/train"]
    assert parts["default/train"].revision == CONVERTED
    assert len(datasets.rows(fetched(parts["default/train"]), "audio", 9).files) == 2
    assert not any("load.py" in asked for asked in double.asked)


def test_data_sets_that_cannot_be_heard_get_a_sentence(double, tmp_path):
    with pytest.raises(Problem, match="no Parquet files, and code that comes with it is never run"):
        datasets.parts("someone/unconverted")
    for name in ("nobody/nothing", "not a name", "http://example.org/x", "/etc/passwd"):
        with pytest.raises(Problem, match="has no data set"):
            datasets.parts(name)
    file = fetched(datasets.parts("someone/texts")["train"])
    with pytest.raises(Problem, match=r"no audio column \(it has: text\)"):
        datasets.columns(file, "audio")
    empty = tmp_path / "empty.parquet"
    parquet_file(empty, audio=[{"bytes": b"", "path": "elsewhere.wav"}])
    with pytest.raises(Problem, match="holds no files"):
        datasets.rows(empty, datasets.columns(empty, "audio")[0], 4)
    empty.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(Problem, match="cannot be read as a Parquet file"):
        datasets.columns(empty, "audio")


def labelled_file(file: Path) -> Path:
    """Rows as `datasets` writes them: pictures, classes, texts, masks; the third has no picture."""
    pictures = [{"bytes": bytes([at]), "path": path} for at, path in enumerate(["a", None, "a"], 1)]
    pictures.insert(2, {"bytes": None, "path": "gone"})
    columns = {
        "image": pictures,
        "note": ["one", "two", "three", None],
        "label": [1, 0, 1, -1],
        "fine": [0, 9, 0, 1],
        "mask": [{"bytes": b"m", "path": None}] * 4,
    }
    names = {"names": ["cat", "狗"], "_type": "ClassLabel"}
    features = {"image": {"_type": "Image"}, "label": names, "fine": names}
    described = {"huggingface": json.dumps({"info": {"features": features}})}
    table = pyarrow.table(columns).replace_schema_metadata(described)
    parquet.write_table(table, file)
    return file


def test_classes_of_a_data_set_are_called_as_it_calls_them(tmp_path):
    file = labelled_file(tmp_path / "rows.parquet")
    beside = datasets.rows(file, "image", 10, "labels")
    assert beside.files == [("a", b"\1"), ("image 2", b"\2"), ("a (4)", b"\3")]
    assert list(beside.sources) == ["label", "fine", "note"]
    assert beside.sources["label"] == {"a": "狗", "image 2": "cat", "a (4)": ""}
    assert beside.sources["fine"] == {"a": "cat", "image 2": "", "a (4)": "狗"}
    assert beside.sources["note"] == {"a": "one", "image 2": "two", "a (4)": None}
    assert list(datasets.rows(file, "image", 1, "texts").sources) == ["note", "label", "fine"]
    masks = datasets.rows(file, "image", 2, "masks").sources
    assert masks == {"mask": {"a": b"m", "image 2": b"m"}}
    assert datasets.rows(file, "image", 2).sources == {}


def test_without_a_network_one_sentence_says_what_works(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(Problem, match="cannot be reached"):
        hub.search(TASK)
    with pytest.raises(Problem, match="cannot be reached"):
        hub.plan(NAME)
    with pytest.raises(Problem, match="cannot be reached from here: upload files"):
        datasets.parts("someone/speech")
