"""Exported files do what PyTorch does, and what cannot be exported says why."""

import json
from types import SimpleNamespace

import pytest

import inference
from i18n import Problem, Sentence
from workbench import export
from workbench.export import work

from .conftest import settle

CLASSIFIERS = {
    "sentiment-analysis": {"text": "这家酒店的早餐很好吃。"},
    "image-classification": None,
    "audio-classification": None,
}


def item(task: inference.Task, given: dict[str, str] | None) -> dict:
    (wanted,) = task.inputs
    return given or {wanted.name: task.samples(wanted.kind)[0]}


@pytest.fixture(scope="module", params=CLASSIFIERS)
def exported(request) -> export.Exported:
    task = inference.task(request.param)
    assert task.checkpoint
    return export.export(task.name, task.checkpoint, item(task, CLASSIFIERS[request.param]))


@pytest.mark.slow
def test_every_format_does_what_pytorch_does_at_every_shape(exported):
    assert set(exported.formats) == set(export.FORMATS)
    batches = [shape.size("batch") for shape in exported.shapes]
    assert batches[:2] == [1, 3]
    for each in exported.formats.values():
        assert each.file and each.bytes == each.file.stat().st_size
        assert each.runs_everywhere, each.reasons
        assert each.difference is not None and each.difference < export.TOLERANCE
        assert [row["label"] for row in each.rows or ()] == [row["label"] for row in exported.rows]


@pytest.mark.slow
def test_the_onnx_file_is_taken_by_onnx_and_onnx_runtime_beside_transformers(exported):
    import numpy as np
    import onnx
    import onnxruntime
    import torch
    import transformers

    file = exported.formats["onnx"].file
    onnx.checker.check_model(str(file), full_check=True)
    session = onnxruntime.InferenceSession(str(file))
    assert [each.name for each in session.get_inputs()] == list(exported.axes)
    assert all(each.shape[0] == "batch" for each in session.get_inputs())
    # Numbers of our own, at a shape that nobody tried: five rows, and another length.
    generator = np.random.default_rng(1)
    shapes = {name: [5, *shape[1:]] for name, shape in exported.shapes[0].inputs.items()}
    for name, axes in exported.axes.items():
        if 1 in axes:
            shapes[name][1] += 7
    arrays = {
        name: generator.integers(1, 2, shape)
        if name == "attention_mask"
        else generator.integers(0, 400, shape)
        if name == "input_ids"
        else generator.normal(size=shape).astype(np.float32)
        for name, shape in shapes.items()
    }
    model = getattr(transformers, exported.classname).from_pretrained(
        exported.folder, dtype=torch.float32
    )
    with torch.no_grad():
        expected = model(**{name: torch.from_numpy(array) for name, array in arrays.items()}).logits
    (found,) = session.run(None, arrays)
    assert np.abs(found - expected.numpy()).max() < 1e-4


@pytest.mark.slow
@pytest.mark.parametrize("exported", ["image-classification"], indirect=True)
def test_the_python_that_is_shown_exports_and_runs(exported, tmp_path, monkeypatch, capsys):
    import torch

    sample = inference.task("image-classification").samples("image")[0]
    values = {"image": repr(str(sample))}
    script = export.script(exported, str(exported.folder), values)
    elsewhere = export.elsewhere(exported, str(exported.folder), values)
    monkeypatch.chdir(tmp_path)
    with torch.no_grad():  # which gives back what the script switches off
        exec(compile(script, "script", "exec"), {})
    differences = [float(line) for line in capsys.readouterr().out.splitlines()[-3:]]
    assert len(differences) == 3 and max(differences) < 1e-4
    exec(compile(elsewhere, "elsewhere", "exec"), {})
    model = json.loads((exported.folder / "config.json").read_bytes())
    said = capsys.readouterr().out
    assert said.startswith("logits (1, 10)")
    best = said[said.index("[") + 1 : said.index("]")]
    assert model["id2label"][best] == exported.rows[0]["label"]


def test_told_to_stop_it_keeps_the_formats_that_are_done(tmp_path):
    task = inference.task("image-classification")
    opened = {"image": inference.open_image(task.samples("image")[0])}
    told: list[str] = []

    def go_on(done: float) -> bool:
        told.append(export.under_way(done))
        return len(told) < 3

    formats = ["onnx", "torchscript", "export"]
    found = work.carry_out(task.name, str(task.checkpoint), opened, str(tmp_path), formats, go_on)
    assert told == ["", "ONNX", "TorchScript"]  # what is under way, for the page to name
    assert list(found["formats"]) == ["onnx"]
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]


def call(forward, **inputs):
    """A call as `formats` takes it, of a model that is no checkpoint."""
    import torch

    class Plain(torch.nn.Module):
        def forward(self, *tensors):
            return (forward(*tensors),)

    return SimpleNamespace(
        plain=Plain(),
        inputs=inputs,
        outputs=["logits"],
        axes={name: {0: "batch"} for name in inputs},
        of_shape=lambda batch: [torch.cat([each] * batch) for each in inputs.values()],
        pipe=SimpleNamespace(memory_bytes=0),
    )


def said(error: BaseException) -> str:
    from workbench.export.reasons import reason

    template, values = reason(error)
    return str(Sentence(template, **values))


def test_a_model_that_decides_by_its_numbers_says_so(tmp_path):
    import torch

    from workbench.export.formats import write_exported

    deciding = call(lambda x: x + 1 if x.sum() > 0 else x - 1, x=torch.ones(1, 3))
    with pytest.raises(Exception) as caught:
        write_exported(deciding, tmp_path / "model.pt2")
    assert "decides by the numbers" in said(caught.value)


def test_a_size_that_a_tracer_wrote_down_says_so(tmp_path):
    import torch

    from workbench.export.formats import open_torchscript, write_torchscript

    fixed = call(lambda x: x * torch.arange(int(x.shape[0]) * 1.0)[:, None], x=torch.ones(1, 3))
    write_torchscript(fixed, tmp_path / "model.pt")
    with pytest.raises(Exception) as caught:
        open_torchscript(tmp_path / "model.pt")([torch.ones(5, 3)])
    assert "a size down as a constant" in said(caught.value)


def test_an_unknown_reason_is_in_the_library_s_own_first_line():
    assert said(ValueError("no luck today\nat line 5")) == (
        "PyTorch gives up: ValueError: no luck today"
    )


def test_a_checkpoint_without_safetensors_is_refused(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert", "architectures": []}')
    (tmp_path / "pytorch_model.bin").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    asked = "sentiment-analysis", str(tmp_path), {"text": "好"}, str(tmp_path), ["torchscript"]
    with pytest.raises(Problem, match="safetensors"):
        work.carry_out(*asked, lambda _done: True)


def test_the_sources_of_a_task_are_its_demo_and_what_a_visitor_made():
    task = inference.task("sentiment-analysis")
    assert task.checkpoint
    demo, *_others = export.sources(task.name)
    assert (demo.place, demo.folder, demo.too_large) == ("demo", task.checkpoint, False)
    (mine,) = export.made_sources(task.name, {"mine": task.checkpoint})
    assert (mine.place, mine.name, mine.bytes) == ("made", "mine", demo.bytes)
    assert not export.made_sources("ner", {"mine": task.checkpoint})


def test_a_visitor_exports_compares_and_downloads_in_both_languages(visit):
    import onnx

    page = visit("/export?lang=en&export-task=image-classification")
    settle(page)
    main = page.locator("[data-testid=stMain]")
    main.get_by_role("button", name="Export", exact=True).click()
    main.get_by_text("All three agree with PyTorch").wait_for(timeout=120_000)
    settle(page)
    with page.expect_download() as download:
        main.get_by_role("button", name="model.onnx").click()
    onnx.checker.check_model(download.value.path())

    page.get_by_test_id("stSidebar").get_by_text("简体中文", exact=True).click()
    main.get_by_text("三种格式在所有形状下都与 PyTorch 一致").wait_for()
    settle(page)
    with page.expect_download() as download:
        main.get_by_role("button", name="model.pt2").click()
    assert download.value.path().read_bytes()[:2] == b"PK"  # a program of torch.export is a ZIP
