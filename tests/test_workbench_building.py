"""A built model is what transformers makes of the same configuration and seed, saved and loaded."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

import inference
from i18n import Problem
from sandbox import Ended
from workbench import building, zipped
from workbench.construction import construct

from .conftest import run_button, settle

SMALL = {
    "model_type": "bert",
    "hidden_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "vocab_size": 2_000,
    "max_position_embeddings": 128,
}


@pytest.fixture(scope="module")
def built():
    return building.build(json.dumps(SMALL), "BertForMaskedLM", seed=7)


def test_its_weights_are_those_of_transformers_and_its_seed(built):
    import torch
    from transformers import AutoConfig, BertForMaskedLM, set_seed

    config = AutoConfig.for_model(**SMALL)
    set_seed(7)
    fresh = BertForMaskedLM(config)
    assert built.parameters == sum(each.numel() for each in fresh.parameters())
    again = BertForMaskedLM.from_pretrained(built.folder, use_safetensors=True)
    weights, others = fresh.state_dict(), again.state_dict()
    assert weights.keys() == others.keys()
    assert all(torch.equal(weights[name], others[name]) for name in weights)


def test_saving_and_loading_changes_nothing(built):
    assert (built.output, built.difference) == ("logits", pytest.approx(0, abs=1e-6))
    assert built.digests[0] == built.digests[1]


def test_every_file_is_there_with_what_it_is_for(built):
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= set(built.files)
    assert all(size > 0 and purpose for size, purpose in built.files.values())
    with ZipFile(BytesIO(zipped(built.folder, built.folder.name))) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
        assert names == set(built.files) and archive.testzip() is None


def test_it_runs_the_tasks_that_it_says(built):
    assert "fill-mask" in built.ran and not built.refused
    pipe = inference.load("fill-mask", built.folder)
    run = inference.run(pipe, ["The capital of France is [MASK]."])
    assert len(run.output[0]) > 0


def test_it_has_the_tokenizer_of_a_demo_checkpoint_of_its_architecture_or_a_small_one(built):
    known = json.loads((inference.task("fill-mask").checkpoint / "config.json").read_bytes())
    alike = SMALL | {name: known[name] for name in ("model_type", "vocab_size")}
    (classname,) = known["architectures"]
    assert "fill_mask" in str(building.build(json.dumps(alike), classname).prepared)
    assert "a small one" in str(built.prepared)


def test_the_python_that_is_shown_makes_the_same(built, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(building.script(built), "script", "exec"), {})
    assert capsys.readouterr().out.split() == [str(built.parameters), "True"]


@pytest.mark.parametrize(
    ("changes", "classname", "reason"),
    [
        ({"hidden_size": 50}, "BertModel", "No model can be built"),
        ({"hidden_size": 4_096, "num_hidden_layers": 60}, "BertModel", "can be built here now"),
        ({"model_type": "nobody"}, "BertModel", "no architecture nobody"),
        ({}, "os", "no model class os"),
    ],
)
def test_what_cannot_be_built_says_why(changes, classname, reason, tmp_path):
    config = json.dumps(SMALL | changes)
    with pytest.raises(Problem, match=reason):
        construct(config, classname, 0, str(tmp_path), 1_000_000, lambda _done: True)


def test_told_to_stop_it_makes_nothing(tmp_path):
    with pytest.raises(Ended):
        construct(json.dumps(SMALL), "BertModel", 0, str(tmp_path), 1_000_000, lambda _done: False)
    assert not list(tmp_path.glob("*.safetensors"))


def test_the_classes_are_those_of_the_architecture_the_base_first():
    found = building.classes(json.dumps(SMALL), base="BertModel")
    assert next(iter(found)) == "BertModel"
    assert "fill-mask" in found[building.usual_class(json.dumps(SMALL))]


def test_a_visitor_builds_one_and_runs_it_in_pipelines(visit):
    changes = "hidden_size~48~num_hidden_layers~2~num_attention_heads~4~vocab_size~2000"
    page = visit(f"/configure?lang=zh&architecture=bert&changes={changes}")
    settle(page)
    main = page.locator("[data-testid=stMain]")
    main.get_by_role("button", name="构建", exact=True).click()
    main.get_by_text("它未经训练").wait_for(timeout=120_000)
    settle(page)
    with page.expect_download() as download:
        main.get_by_role("button", name=".zip").click()
    with ZipFile(download.value.path()) as archive:
        assert any(name.endswith("model.safetensors") for name in archive.namelist())
    main.get_by_role("link", name="运行：").first.click()
    run_button(main).click()
    main.get_by_role("heading", name="结果").wait_for(timeout=120_000)
    assert "weights=made" in page.url
