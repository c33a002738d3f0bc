"""Checkpoints of one's own: what runs, what cannot and why, what it costs, how it is asked."""

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from playwright.sync_api import expect
from safetensors.torch import load_file, save_file
from streamlit.testing.v1 import AppTest

import i18n
import inference
from i18n import Problem
from inference import checkpoints, library_errors, obstacles, weights
from inference.job import Loaded
from inference.store import Store

from .conftest import ROOT, run_button, settle
from .odd_checkpoints import SENTIMENT, copied, in_shards, odd
from .pages import opened, ran

TASK = inference.task("sentiment-analysis")


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    return odd(tmp_path_factory.mktemp("odd"))


@pytest.fixture
def own(root, monkeypatch) -> Path:
    monkeypatch.setenv(checkpoints.ROOT, str(root))
    return root


REASONS = {
    "pickled": "safetensors files and has pytorch_model.bin",
    "utf-16": "config.json cannot be read",
    "broken": "config.json is broken at line 3",
    "gap": "Shard 2 of 2 of its weights is missing: model-00002-of-00002.safetensors",
    "cut": "model.safetensors is cut off",
    "wordless": "no tokenizer",
    "unconfigured": "no config.json",
    "consolidated": "has consolidated.safetensors, and neither model.safetensors",
    "adapter": "an adapter of someone/large, which is not on this machine",
    "code": "'novel', needs code of its own, modeling_novel.py",
    "code-like": "'novel', needs code of its own, modeling_novel.py",
    "newer-like": "'bert9', is unknown to the installed transformers 5",
    "kindless": "no model_type",
    "newer": "'bert9', is unknown to the installed transformers 5",
    "link": "a link to a folder that is not there",
    "vit": "made for other tasks: Image classification, Image feature extraction",
    "whisper": "made for other tasks: Speech recognition",
    "gpt2": "made for other tasks: Text generation",
}


@pytest.mark.parametrize("name", REASONS)
def test_what_cannot_run_is_listed_with_its_reason(name, own):
    found = {each.name: each for each in checkpoints.found("local", TASK)}
    said = str(found[name].obstacle)
    assert REASONS[name] in said
    assert str(own) not in said and "/" not in said.replace("someone/large", "")
    if name != "link":  # to nowhere: there is nothing to load
        with pytest.raises(Problem, match=re.escape(REASONS[name])) as problem:
            inference.load(TASK.name, own / name)
        assert str(own) not in str(problem.value)
    with pytest.raises(Problem, match=re.escape(REASONS[name])):
        checkpoints.find(TASK, "local", name)


def test_every_reason_is_said_in_the_language_of_the_reader(own):
    chinese = i18n.translations("zh").gettext
    for each in checkpoints.found("local", TASK):
        if each.obstacle:
            said = each.obstacle.said(chinese)
            assert re.search("[\u4e00-\u9fff]", said), said
            assert not re.search(r"\b(It|is|has|which|its)\b", said), said


def test_what_can_run_is_offered_and_runs(own):
    assert [each.name for each in checkpoints.local(TASK)] == ["shards", "someone/below", "whole"]
    for each in checkpoints.local(TASK):
        (answer,) = inference.run(inference.load(TASK.name, each.folder), "我喜欢打游戏。").output
        assert answer[0]["label"] == "positive"
    assert "notes" not in {each.name for each in checkpoints.found("local", TASK)}


def test_checkpoints_are_found_four_folders_deep_and_no_deeper(tmp_path, monkeypatch):
    monkeypatch.setenv(checkpoints.ROOT, str(tmp_path))
    copied(tmp_path / "a/b/c/four")
    copied(tmp_path / "a/b/c/d/five")
    copied(tmp_path / "z")
    assert [each.name for each in checkpoints.local(TASK)] == ["a/b/c/four", "z"]
    assert checkpoints.find(TASK, "local", "a/b/c/four").folder == tmp_path / "a/b/c/four"


def test_a_known_model_with_code_of_its_own_is_said_to_run_without(tmp_path, monkeypatch):
    monkeypatch.setenv(checkpoints.ROOT, str(tmp_path))
    file = copied(tmp_path / "mine") / "config.json"
    kind = json.loads(file.read_bytes())["model_type"]
    own = {"auto_map": {"AutoModelForSequenceClassification": "modeling_novel.Novel"}}
    file.write_text(json.dumps(json.loads(file.read_bytes()) | own))
    app = opened("pipelines")
    app.session_state["weights"] = "local"
    app = ran(app.run())
    assert not app.error
    (said,) = [each.value for each in app.caption if "code of its own" in each.value]
    assert f"plain `{kind}`" in said


def test_the_bytes_of_a_checkpoint_are_those_that_are_loaded(own):
    whole = (SENTIMENT / "model.safetensors").stat().st_size
    sizes = {each.name: each.bytes for each in checkpoints.local(TASK)}
    assert sizes["whole"] == whole
    assert sizes["shards"] == sum(
        path.stat().st_size for path in (own / "shards").glob("model-*.safetensors")
    )
    assert abs(sizes["shards"] - whole) < 10_000
    count = sum(tensor.numel() for tensor in load_file(own / "whole/model.safetensors").values())
    assert weights.weights_as(own / "shards", "float32") == 4 * count


def test_what_may_not_be_read_is_listed_with_that_reason(tmp_path, monkeypatch):
    monkeypatch.setenv(checkpoints.ROOT, str(tmp_path))
    folder = copied(tmp_path / "mine")

    def refuse(path: Path):
        if path == folder:
            raise PermissionError
        return iter([folder])

    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)
    monkeypatch.setattr(Path, "iterdir", refuse)
    (mine,) = checkpoints.found("local", TASK)
    assert "may not read it" in str(mine.obstacle)


def test_features_of_texts_are_offered_of_models_that_read_texts(own):
    texts, pictures = (
        inference.task("feature-extraction"),
        inference.task("image-feature-extraction"),
    )
    offered = {each.name for each in checkpoints.local(texts)}
    assert offered == {"whole", "shards", "someone/below", "gpt2", "bart"}
    for each in checkpoints.local(texts):
        run = inference.run(inference.load(texts.name, each.folder), "A fine day")
        assert len(run.output[0]["vectors"]) == len(run.output[0]["tokens"]) > 1
    assert [each.name for each in checkpoints.local(pictures)] == ["vit"]
    sample = inference.task("image-classification").samples("image")[0]
    run = inference.run(inference.load(pictures.name, own / "vit"), sample)
    assert np.shape(run.output[0]) == (5, 32)
    for task, name in ((texts, "vit"), (texts, "whisper"), (texts, "t5"), (pictures, "whole")):
        with pytest.raises(Problem, match="made for other tasks"):
            inference.load(task.name, own / name)
    with pytest.raises(Problem, match=r"no preprocessor_config\.json"):
        inference.load(pictures.name, own / "eyeless")


def test_a_tokenizer_without_a_vocabulary_is_refused_where_its_file_is_there(tmp_path):
    folder = copied(tmp_path / "mine", "tokenizer.json")
    (folder / "vocab.txt").write_text("")
    with pytest.raises(Problem, match="tokenizer"):
        inference.load(TASK.name, folder)


def test_a_tokenizer_of_no_known_kind_is_said_to_be_that(tmp_path):
    folder = copied(tmp_path / "mine")
    described = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    described["model"]["type"] = "Nonsense"
    (folder / "tokenizer.json").write_text(json.dumps(described))
    with pytest.raises(Problem, match="Its tokenizer is missing or cannot be read"):
        inference.load(TASK.name, folder)


def test_weights_of_other_sizes_are_said_to_be_that(tmp_path):
    folder = copied(tmp_path / "mine")
    described = json.loads((folder / "config.json").read_text("utf-8"))
    described["intermediate_size"] += 1
    (folder / "config.json").write_text(json.dumps(described))
    with pytest.raises(Problem, match="other sizes than its"):
        inference.load(TASK.name, folder)


def test_a_checkpoint_is_looked_at_anew_when_its_files_change(tmp_path):
    folder = copied(tmp_path / "mine")
    assert checkpoints.serves(folder, TASK)
    weights_file = folder / "model.safetensors"
    whole = weights_file.read_bytes()
    weights_file.write_bytes(whole[:-10])
    assert "cut off" in str(obstacles.obstacle(folder, TASK))
    weights_file.write_bytes(whole)
    assert checkpoints.serves(folder, TASK)


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 8, b"\xff" * 16, b"PK\x03\x04", b"\x02" + b"\x00" * 7 + b"[]"]
)
def test_what_is_no_safetensors_file_is_damaged(content, tmp_path):
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(weights.Damaged):
        weights.header(tmp_path / "model.safetensors")


def test_headers_say_what_safetensors_says(tmp_path):
    tensors = {"a": torch.zeros(3, 4, dtype=torch.int32), "b": torch.zeros(5, dtype=torch.bfloat16)}
    save_file(tensors, tmp_path / "model.safetensors")
    header = weights.header(tmp_path / "model.safetensors")
    assert {name: (one["dtype"], one["shape"]) for name, one in header.items()} == {
        "a": ("I32", [3, 4]),
        "b": ("BF16", [5]),
    }
    assert weights.weights_as(tmp_path, "float32") == 12 * 4 + 5 * 4  # packed ones stay
    assert weights.weights_as(tmp_path, "bfloat16") == 12 * 4 + 5 * 2


@pytest.mark.parametrize(
    ("counts", "config", "expected"),
    [
        # A layer of 4096 by 4096 in groups of 128, as AWQ and GPTQ store it: weights and zero
        # points, eight in a number, scales beside them; and an embedding of 1000 by 4096.
        (
            {"I32": 4096 * 512 + 32 * 512, "F16": 32 * 4096 + 1000 * 4096},
            {"quant_method": "awq", "bits": 4},
            4096 * 4096 + 1000 * 4096,
        ),
        ({"U32": 512 * 4096}, {"bits": 4, "group_size": 64}, 4096 * 4096),
        ({"U8": 4096 * 2048}, {"quant_method": "bitsandbytes", "load_in_4bit": True}, 4096 * 4096),
        ({"I8": 4096 * 4096}, {"quant_method": "bitsandbytes", "load_in_8bit": True}, 4096 * 4096),
        ({"F8_E4M3": 4096 * 4096}, {"quant_method": "fp8"}, 4096 * 4096),
        (
            {"I32": 4096 * 512},
            {
                "quant_method": "compressed-tensors",
                "config_groups": {"g": {"weights": {"num_bits": 4}}},
            },
            4096 * 4096,
        ),
    ],
)
def test_packed_weights_count_as_the_parameters_they_are(counts, config, expected):
    counted = weights.parameters(counts, {"quantization_config": config})
    assert counted == pytest.approx(expected, rel=0.02)
    assert weights.parameters(counts, {}) == sum(counts.values())


def test_the_memory_of_a_run_is_what_it_added():
    pipe = inference.load("sentiment-analysis", device="cpu")
    inference.run(pipe, "好")
    resident = psutil.Process().memory_info().rss
    again = inference.run(pipe, "好").added_memory_bytes
    assert again < 50_000_000 < resident
    held = []

    def answer(pipeline, items, **options):
        held.append(np.ones(25_000_000))  # 200 MB
        return [[] for item in items]

    pipe.task = replace(pipe.task, answer=answer, notes=None)
    run = inference.run(pipe, "好")
    assert run.added_memory_bytes == pytest.approx(200_000_000, rel=0.1)


def test_a_whisper_without_times_is_told_to_switch_them_off(own):
    pipe = inference.load("asr", own / "whisper", device="cpu")
    sample = inference.task("asr").samples("audio")[0]
    job = Store(slots=1).submit(Loaded("asr", str(own / "whisper")), sample).wait(120)
    assert str(job.problem) == (
        "This checkpoint cannot say when each word was spoken: switch the option “Timestamps” off."
    )
    said = job.problem.sentence.said(i18n.translations("zh").gettext)
    assert said == "这个检查点无法给出每个词的时间：请关闭选项“时间戳”。"
    assert inference.run(pipe, sample, timestamps=False).output


def test_a_checkpoint_without_a_chat_template_is_told_so(own):
    job = Store(slots=1).submit(Loaded("text-generation", str(own / "gpt2")), "x", chat=True)
    assert "no chat template" in str(job.wait(120).problem)
    assert "“As a chat” off" in str(job.problem)
    assert "http" not in str(job.problem)


def test_an_error_that_nobody_knows_is_quoted_short_and_without_paths(own):
    problem = inference.engine.problem_of(RuntimeError(f"no such thing: {own}/x.py " + "y" * 500))
    assert str(problem.sentence).startswith("The model stopped with an error")
    (detail,) = problem.details
    assert str(own) not in str(detail)
    assert len(str(detail)) < library_errors.LONGEST + 40
    assert not problem.sentence.values


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_lists_what_runs_and_what_cannot(language, own):
    app = opened("pipelines", language)
    app.button_group(key="weights-shown").set_value("local").run()
    assert not app.exception
    assert [
        option.partition(" ")[0] for option in app.selectbox(key="checkpoint-shown").options
    ] == [
        "shards",
        "someone/below",
        "whole",
    ]
    said = [each.value.replace("\\", "") for each in app.caption if each.value.startswith("**")]
    reasons = dict(each.removeprefix("**").split("**  \n") for each in said)
    assert set(REASONS) < set(reasons)
    if language == "en":
        assert all(REASONS[name] in reasons[name] for name in REASONS)
    else:
        assert all(re.search("[\u4e00-\u9fff]", reason) for reason in reasons.values())
    assert not any(str(own) in reason for reason in reasons.values())


def linked(**choices: str) -> AppTest:
    """The page as a link opens it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["lang"] = "en"
    for key, value in choices.items():
        app.query_params[key] = value
    app.switch_page("pages/pipelines.py").run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("name", "reason"),
    [("elsewhere", "There is no checkpoint 'elsewhere'"), ("gap", "Shard 2 of 2")],
)
def test_a_link_to_what_is_not_there_takes_no_other(name, reason, own):
    app = linked(weights="local", checkpoint=name)
    assert any(reason in each.value for each in app.warning)
    assert app.session_state["checkpoint"] == name
    next(each for each in app.button if each.label == "Run").click().run()
    assert any("No checkpoint is chosen" in each.value for each in app.error)
    # Whoever chooses another gets it.
    app.selectbox(key="checkpoint-shown").set_value("whole").run()
    ran(app)
    assert not app.warning
    # It could do this task; for another one that it cannot do, one that can is taken.
    app.selectbox(key="task-shown").set_value("text-generation").run()
    assert app.session_state["checkpoint"] == "gpt2"


def test_the_number_format_is_not_that_of_the_other_page():
    app = linked(dtype="float32")
    assert app.session_state["number-format"] == "auto"
    app.selectbox(key="number-format-shown").set_value("bfloat16").run()
    assert app.query_params["number-format"] in ("bfloat16", ["bfloat16"])


def test_packed_weights_of_a_folder_take_what_they_take(tmp_path):
    folder = in_shards(tmp_path / "mine")
    assert weights.files(folder) == [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
    ]
    index = folder / weights.INDEX
    index.write_text(json.dumps({"weight_map": ["x"]}))
    assert "model.safetensors.index.json cannot be read" in str(obstacles.obstacle(folder, TASK))
    assert weights.weight_bytes(folder) == 0
    assert os.path.exists(index)


@pytest.fixture(scope="module")
def address(serve, root) -> str:
    return serve(**{checkpoints.ROOT: str(root)})


def test_a_link_names_the_checkpoint_and_one_to_another_says_so(visit, address):
    page = visit("/pipelines?weights=local", at=address)
    expect(page).to_have_url(re.compile("checkpoint=shards"))
    page = visit("/pipelines?weights=local&checkpoint=elsewhere&lang=zh", at=address)
    expect(page.get_by_role("alert")).to_contain_text("这台机器上没有检查点 'elsewhere'")
    settle(page)
    run_button(page).click()
    expect(page.get_by_text("尚未选择检查点")).to_be_visible()
    expect(page).to_have_url(re.compile("checkpoint=elsewhere"))


def test_the_number_format_stays_automatic_after_a_visit_to_another_page(visit):
    page = visit("/models?list=checkpoints&dtype=float32")
    settle(page)
    page.get_by_role("link", name="Pipelines").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pipelines")
    settle(page)
    page.get_by_role("button", name="Device and options").click()
    box = page.get_by_role("combobox", name="Data type")
    expect(box).to_have_value("Automatic")
    settle(page)
    assert "float32" not in page.url


def test_a_checkpoint_of_a_million_labels_is_refused_before_it_is_made(tmp_path):
    folder = tmp_path / "many"
    shutil.copytree(inference.task("sentiment-analysis").checkpoint, folder)
    config = json.loads((folder / "config.json").read_text())
    config["id2label"] = {str(number): f"l{number}" for number in range(200_000)}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(Problem, match="names 200,000 labels; 100,000 can be loaded"):
        inference.load("sentiment-analysis", folder)


def adapter(folder: Path, base: str, tensors: dict[str, torch.Tensor], **settings) -> Path:
    """An adapter as PEFT 0.21 saves it."""
    folder.mkdir(parents=True)
    described = {"peft_type": "LORA", "base_model_name_or_path": base, "r": 2, "lora_alpha": 6}
    (folder / "adapter_config.json").write_text(json.dumps(described | settings))
    named = {f"base_model.model.{name}": tensor for name, tensor in tensors.items()}
    save_file(named, folder / "adapter_model.safetensors")
    return folder


def low_rank(name: str, weight: torch.Tensor, rank: int = 2, seed: int = 0) -> dict:
    """The two matrices of a weight (outputs, inputs)."""
    chance = torch.Generator().manual_seed(seed)
    return {
        f"{name}.lora_A.weight": torch.randn(rank, weight.shape[1], generator=chance),
        f"{name}.lora_B.weight": torch.randn(weight.shape[0], rank, generator=chance),
    }


LAYER = "model.layers.0.mlp.Wi"
SHAPE = load_file(SENTIMENT / "model.safetensors")[f"{LAYER}.weight"].shape


@pytest.mark.parametrize(
    ("settings", "scale"),
    [
        ({}, 3.0),
        ({"use_rslora": True}, 6 / 2**0.5),
        ({"alpha_pattern": {"mlp.Wi": 5}}, 2.5),
        ({"alpha_pattern": {"attn.Wi": 5}}, 3.0),
    ],
)
def test_an_adapter_runs_as_the_formula_of_lora_says(settings, scale, tmp_path, monkeypatch):
    monkeypatch.setenv(checkpoints.ROOT, str(tmp_path))
    base = copied(tmp_path / "someone" / "base")
    weights_there = load_file(base / "model.safetensors")
    parts = low_rank(LAYER, weights_there[f"{LAYER}.weight"])
    folder = adapter(tmp_path / "mine", "someone/base", parts, **settings)
    found = {each.name: each for each in checkpoints.found("local", TASK)}
    assert found["mine"].obstacle is None
    assert found["mine"].bytes == sum(
        path.stat().st_size
        for path in (base / "model.safetensors", folder / "adapter_model.safetensors")
    )
    pipe = inference.load(TASK.name, folder, device="cpu")
    added = parts[f"{LAYER}.lora_B.weight"] @ parts[f"{LAYER}.lora_A.weight"]
    expected = weights_there[f"{LAYER}.weight"].float() + scale * added
    now = pipe.pipeline.model.state_dict()
    assert torch.allclose(now[f"{LAYER}.weight"], expected, atol=1e-5)
    other = "model.layers.0.mlp.Wo.weight"
    assert torch.equal(now[other], weights_there[other].float())
    (answer,) = inference.run(pipe, "我喜欢打游戏。").output
    (before,) = inference.run(inference.load(TASK.name, base), "我喜欢打游戏。").output
    assert answer[0]["score"] != before[0]["score"]


def test_an_adapter_with_a_length_for_each_row_is_dora(tmp_path, monkeypatch):
    monkeypatch.setenv(checkpoints.ROOT, str(tmp_path))
    base = copied(tmp_path / "base")
    weight = load_file(base / "model.safetensors")[f"{LAYER}.weight"].float()
    parts = low_rank(LAYER, weight)
    lengths = torch.linspace(1, 2, len(weight))
    folder = adapter(tmp_path / "mine", "base", parts | {f"{LAYER}.lora_magnitude_vector": lengths})
    model = inference.load(TASK.name, folder, device="cpu").pipeline.model
    rows = model.state_dict()[f"{LAYER}.weight"]
    assert torch.allclose(rows.norm(dim=1), lengths, atol=1e-4)
    added = parts[f"{LAYER}.lora_B.weight"] @ parts[f"{LAYER}.lora_A.weight"] * 3
    assert torch.allclose(torch.cosine_similarity(rows, weight + added), torch.ones(len(rows)))


def test_layers_whose_inputs_come_first_and_heads_of_an_adapter(own, tmp_path, monkeypatch):
    name = "transformer.h.0.attn.c_attn"
    weight = load_file(own / "gpt2/model.safetensors")[f"{name}.weight"]
    parts = low_rank(name, weight.T)
    folder = adapter(tmp_path / "writer", "/home/trainer/models/gpt2", parts)
    written = inference.load("text-generation", folder, device="cpu").pipeline.model.state_dict()
    added = parts[f"{name}.lora_B.weight"] @ parts[f"{name}.lora_A.weight"]
    assert torch.allclose(written[f"{name}.weight"], weight + 3 * added.T, atol=1e-5)
    # A base without a head for the task gets that of the adapter, with its number of labels.
    head = torch.randn(3, 32)
    judge = adapter(tmp_path / "judge", "gpt2", {"score.weight": head}, task_type="SEQ_CLS")
    pipe = inference.load(TASK.name, judge, device="cpu")
    assert torch.equal(pipe.pipeline.model.state_dict()["score.weight"], head)
    (answer,) = inference.run(pipe, "A fine day").output
    assert {row["label"] for row in answer} == {"LABEL_0", "LABEL_1", "LABEL_2"}


def test_weights_are_found_by_the_name_that_an_earlier_transformers_gave_them(own, tmp_path):
    now, before = "vit.layers.0.mlp.fc1", "vit.encoder.layer.0.intermediate.dense"
    stored = load_file(own / "vit/model.safetensors")[f"{before}.weight"]
    parts = low_rank(before, stored)
    folder = adapter(tmp_path / "old", "vit", parts)
    model = inference.load("image-classification", folder, device="cpu").pipeline.model
    added = parts[f"{before}.lora_B.weight"] @ parts[f"{before}.lora_A.weight"]
    assert torch.allclose(model.state_dict()[f"{now}.weight"], stored + 3 * added, atol=1e-5)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"base_model_name_or_path": None}, "does not name it"),
        ({"base_model_name_or_path": "someone/elsewhere"}, "adapter of someone/elsewhere, which i"),
        ({"base_model_name_or_path": "/etc"}, "adapter of etc, which is not on this machine"),
        ({"peft_type": "IA3"}, "changes more than weights, IA3"),
        ({"megatron_config": {"x": 1}}, "changes more than weights, megatron_config"),
        ({"alpha_pattern": {"(a+)+$": 1}}, "changes more than weights, alpha_pattern"),
        ({"base_model_name_or_path": "gpt2"}, "gpt2, which cannot run this task. It was made for"),
    ],
)
def test_an_adapter_that_cannot_run_says_why(settings, reason, own, tmp_path):
    folder = adapter(tmp_path / "mine", "whole", {"x": torch.zeros(1)}, **settings)
    assert reason in str(obstacles.obstacle(folder, TASK))
    with pytest.raises(Problem, match=re.escape(reason)):
        inference.load(TASK.name, folder)


def test_what_an_adapter_changes_must_be_there_in_its_size(own, tmp_path):
    for name, tensors in {
        "nowhere": {"model.none.weight": torch.zeros(3)},
        "size": low_rank(LAYER, torch.zeros(3, 3)),
        "turned": low_rank(LAYER, torch.zeros(*SHAPE[::-1])),
        "turned whole": {f"{LAYER}.weight": torch.zeros(*SHAPE[::-1])},
        "half": {f"{LAYER}.lora_A.weight": torch.zeros(2, 3)},
    }.items():
        folder = adapter(tmp_path / name, "whole", tensors)
        with pytest.raises(Problem, match=r"which this base does not have, or not in this size"):
            inference.load(TASK.name, folder)
    cut = (tmp_path / "size" / "adapter_model.safetensors").read_bytes()[:-1]
    (tmp_path / "size" / "adapter_model.safetensors").write_bytes(cut)
    assert "adapter_model.safetensors is cut off" in str(
        obstacles.obstacle(tmp_path / "size", TASK)
    )


def test_an_adapter_is_looked_at_anew_when_its_base_comes(tmp_path, monkeypatch):
    monkeypatch.setenv(checkpoints.ROOT, str(tmp_path))
    folder = adapter(tmp_path / "mine", "someone/base", {"x": torch.zeros(1)})
    assert "not on this machine" in str(obstacles.obstacle(folder, TASK))
    copied(tmp_path / "base")
    assert obstacles.obstacle(folder, TASK) is None
