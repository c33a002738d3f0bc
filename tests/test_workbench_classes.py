"""Which class loads what, by the code of transformers itself."""

import inspect
import json
import os
import re
from dataclasses import fields

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

import catalogue
import inference
from i18n import Problem
from workbench import classes, frameworks, snippet, source

from .conftest import ROOT, settle

DEMOS = [task for task in inference.tasks().values() if task.has_demo]
SMALL = {
    "bert": {}, "gpt2": {}, "llama": {"vocab_size": 99}, "vit": {}, "whisper": {}, "wav2vec2": {},
    "clip": {}, "t5": {"num_layers": 1}, "bart": {}, "segformer": {}, "vits": {}, "deberta-v2": {},
    "funnel": {}, "swin": {}, "vilt": {}, "roberta": {}, "hubert": {}, "resnet": {}, "opt": {},
    "dpt": {}, "xlm-roberta": {}, "mamba": {}, "siglip": {}, "speecht5": {},
}  # fmt: skip
"""Architectures of every kind, with what makes the default configuration small."""


@pytest.fixture(scope="module")
def library():
    import transformers

    return transformers


def test_nothing_of_it_imports_torch():
    import subprocess
    import sys

    code = (
        "import sys; from workbench import classes, snippet; head = classes.heads('bert')[0];"
        "snippet('bert', head, 'x'); classes.known('TFBertModel');"
        "assert not {'torch', 'transformers', 'streamlit'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_tables_are_those_of_the_library(library):
    for auto, table in source.auto_models().items():
        theirs = getattr(library, auto)._model_mapping._model_mapping
        ours = source.tables()[table]
        assert ours == {
            key: (value,) if isinstance(value, str) else tuple(value)
            for key, value in theirs.items()
            if value
        }


def test_what_prepares_the_input_is_that_of_the_library(library):
    from transformers.models.auto import (
        feature_extraction_auto,
        processing_auto,
        tokenization_auto,
    )

    theirs = {
        "AutoTokenizer": tokenization_auto.TOKENIZER_MAPPING_NAMES,
        "AutoFeatureExtractor": feature_extraction_auto.FEATURE_EXTRACTOR_MAPPING_NAMES,
        "AutoProcessor": processing_auto.PROCESSOR_MAPPING_NAMES,
    }
    for model_type in classes.model_types():
        ours = {each.auto: each.names[0] for each in classes.preparing(model_type)}
        for auto, table in theirs.items():
            if table.get(model_type):  # else there is none, or a package that it needs is missing
                assert ours[auto] == table[model_type]
            elif auto in ours:
                assert model_type in table


@pytest.mark.parametrize("model_type", SMALL)
def test_the_auto_classes_build_the_named_classes(library, model_type):
    import torch

    config = library.AutoConfig.for_model(model_type, **SMALL[model_type])
    assert type(config).__name__ == classes.configuration(model_type)
    for name in ("num_hidden_layers", "encoder_layers", "decoder_layers"):
        if isinstance(vars(config).get(name), int):
            setattr(config, name, 1)
    heads = [head for head in classes.heads(model_type) if head.auto != "AutoBackbone"]
    assert heads
    with torch.device("meta"):
        for head in heads:
            config.architectures = [head.name]  # of a table's several, it says which
            model = getattr(library, head.auto).from_config(config)
            assert type(model).__name__ == head.name


@pytest.mark.parametrize(
    ("name", "model_type"),
    [
        ("BertForSequenceClassification", "bert"),
        ("LlamaForTokenClassification", "llama"),
        ("WhisperForConditionalGeneration", "whisper"),
        ("RTDetrForObjectDetection", "rt_detr"),
        ("ViltForQuestionAnswering", "vilt"),
        ("CLIPModel", "clip"),
    ],
)
def test_what_a_class_takes_and_gives_is_what_python_says(library, name, model_type):
    head = next(head for head in classes.heads(model_type) if head.name == name)
    found = classes.forward(head, model_type)
    theirs = getattr(library, name)
    assert found is not None
    # Decorators hide names; what they wrap has them.
    given = list(inspect.signature(inspect.unwrap(theirs.forward)).parameters)
    assert list(found.takes) == [each for each in given if each not in ("self", "kwargs")]
    output = getattr(inspect.getmodule(theirs), found.output, None)
    output = output or getattr(library.modeling_outputs, found.output)
    assert found.fields == tuple(field.name for field in fields(output))


def test_classes_that_are_there_can_be_imported_and_others_not(library):
    table, there = catalogue.classes(), set(dir(library))
    newest = catalogue.releases()["release"].iloc[-1]
    here = set(table.loc[table["last"] == newest, "class"])
    assert len(here) > 3_900
    assert len(here - there) < 5
    assert not there & set(table.loc[table["framework"].isin(["tensorflow", "flax"]), "class"])


def test_another_name_gives_the_class_that_is_said(library):
    names = [name for name in catalogue.classes()["class"] if name.endswith("TokenizerFast")]
    aliases = [known for known in map(classes.known, names) if known.is_alias]
    assert len(aliases) > 40
    for known in aliases:
        assert getattr(library, known.name) is getattr(library, known.now[0]), known.name


@pytest.mark.parametrize(
    ("name", "last", "now"),
    [
        ("TFBertModel", "4.57.6", "BertModel"),
        ("FlaxBertForMaskedLM", "4.57.6", "BertForMaskedLM"),
        ("AutoModelForVision2Seq", "4.57.6", "AutoModelForImageTextToText"),
        ("CLIPFeatureExtractor", "4.57.6", "CLIPImageProcessor"),
    ],
)
def test_a_class_that_left_says_when_and_what_to_use(name, last, now):
    known = classes.known(name)
    assert (known.is_here, known.is_alias, known.last, known.now) == (False, False, last, (now,))
    assert last in classes.said_of(known).said() and now in classes.said_of(known).said()


def test_a_class_says_what_it_serves():
    known = classes.known("gpt2lmheadmodel")
    assert known.name == "GPT2LMHeadModel"
    assert "AutoModelForCausalLM" in dict(known.served)["gpt2"]
    assert "text-generation" in known.tasks
    assert len(classes.known("AutoModelForCausalLM").served) > 150


def test_a_misspelt_class_suggests_the_right_one():
    for pasted in (
        "from transformers import BertModel",
        "BertModel.from_pretrained",
        'BertModel.from_pretrained("bert-base-uncased")',
        "transformers.BertModel()",
    ):
        assert classes.known(pasted).name == "BertModel"
    for wrong, right in {
        "BertForTokenClasification": "BertForTokenClassification",
        "AutoModelForCasualLM": "AutoModelForCausalLM",
        "GPT2LMHead": "GPT2LMHeadModel",
    }.items():
        assert classes.near(wrong)[0] == right
        with pytest.raises(Problem, match=right):
            classes.known(wrong)
    for nothing in ("", "?", "\0" * 5_000, "<b>"):
        with pytest.raises(Problem):
            classes.known(nothing)


@pytest.mark.parametrize("task", DEMOS, ids=lambda task: task.name)
def test_the_python_of_a_demo_checkpoint_runs(task, capsys, monkeypatch):
    import torch

    monkeypatch.chdir(ROOT)
    read = classes.read_checkpoint(task.checkpoint)
    head = classes.made_for(read.model_type, read.classes)
    assert head is not None and head.name == read.classes[0]
    given = {
        name: str(task.samples(kind)[0])
        for name, kind in {"picture": "image", "sound": "audio"}.items()
        if any(wanted.kind == kind for wanted in task.inputs)
    }
    printed, folder = [], os.path.relpath(task.checkpoint, ROOT)
    for by_name in (False, True):
        code = snippet(
            read.model_type,
            head,
            folder,
            task.pipeline or task.name,
            given,
            by_name,
            read.prepared,
        )
        assert by_name == ("AutoModel" not in code)
        torch.manual_seed(0)
        exec(compile(code, task.name, "exec"), {})
        printed.append(capsys.readouterr().out.strip())
    assert printed[0] and printed[0] == printed[1]


def test_what_a_checkpoint_names_comes_before_the_tables(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    said = tmp_path / "tokenizer_config.json"
    for name, known in {
        "TokenizersBackend": "TokenizersBackend",
        "BertTokenizer": "BertTokenizer",
        "x; import os": "BertTokenizer",
        "ViTImageProcessor": "BertTokenizer",
    }.items():
        said.write_text(json.dumps({"tokenizer_class": name}))
        own = classes.read_checkpoint(tmp_path).prepared
        assert classes.preparing("bert", own)[0].names == (known,)
    said.write_text("{")
    with pytest.raises(Problem, match="tokenizer_config"):
        classes.read_checkpoint(tmp_path)


def test_a_head_is_given_what_it_was_trained_on():
    def python(model_type: str, auto: str) -> str:
        head = next(each for each in classes.heads(model_type) if each.auto == auto)
        return snippet(model_type, head, "a/b")

    siglip = python("siglip", "AutoModelForZeroShotImageClassification")
    assert 'padding="max_length"' in siglip and "sigmoid()" in siglip
    assert "softmax" in python("clip", "AutoModelForZeroShotImageClassification")
    # Whole, these want the text to be written, a sound, places on the page.
    for model_type in ("t5", "whisper"):
        assert "model.get_encoder()(**inputs)" in python(model_type, "AutoModel")
    assert "model(**inputs)" in python("bert", "AutoModel")
    for model_type, auto in {
        "clap": "AutoModel",
        "layoutlmv3": "AutoModelForTokenClassification",
    }.items():
        assert "tokenizer" not in python(model_type, auto)
    assert "generation_config.sample_rate" in python("bark", "AutoModelForTextToWaveform")


@pytest.mark.parametrize(
    "name",
    [
        "multiple-choice",
        "zero-shot-classification",
        "depth-estimation",
        "zero-shot-image-classification",
        "video-classification",
        "text-to-audio",
    ],
)
def test_the_python_runs_where_there_is_no_demo(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    task = inference.task(name)
    assert task.stand_in is not None
    for part in task.stand_in():
        part.save_pretrained(tmp_path)
    read = classes.read_checkpoint(tmp_path)
    head = classes.made_for(read.model_type, read.classes)
    assert head is not None
    given = {
        name: str(task.samples(kind)[0])
        for name, kind in {"picture": "image", "video": "video"}.items()
        if any(wanted.kind == kind for wanted in task.inputs)
    }
    exec(compile(snippet(read.model_type, head, str(tmp_path), name, given), name, "exec"), {})
    assert capsys.readouterr().out.strip()


def test_every_head_has_python_that_compiles():
    for model_type in classes.model_types()[::25]:
        for head in classes.heads(model_type):
            for task in head.tasks or ("",):
                compile(snippet(model_type, head, "a/b", task), head.name, "exec")


def test_a_broken_checkpoint_is_refused_with_a_reason(tmp_path):
    for text in (None, "{", "[]", "{}", '{"model_type": 3}'):
        if text is not None:
            (tmp_path / "config.json").write_text(text)
        with pytest.raises(Problem):
            classes.read_checkpoint(tmp_path)


def test_the_document_has_the_commands_that_the_page_shows():
    document = (ROOT / "docs" / "frameworks.md").read_text("utf-8")
    blocks = re.findall(r"```(?:bash|python)\n(.*?)```", document, re.DOTALL)
    assert frameworks.environment([*frameworks.FRAMEWORKS]) in blocks
    for name in frameworks.FRAMEWORKS:
        away, back = f"bert-{name}", f"bert-back-from-{name}"
        assert frameworks.to_framework(name, "bert-pytorch", away) in blocks
        assert frameworks.to_pytorch(name, away, back) in blocks
        assert frameworks.in_the_newest(back) in blocks
    differences = re.findall(r"^largest difference: (\S+)$", document, re.MULTILINE)
    assert len(differences) == 6 and all(float(each) < 1e-5 for each in differences)


def test_the_frameworks_of_an_architecture_are_those_of_the_catalogue():
    models = catalogue.models().set_index("model")
    for model in frameworks.with_frameworks()[::10]:
        support = frameworks.supported(model)
        for framework in frameworks.FRAMEWORKS:
            assert support.spans[framework][1] == models.loc[model, framework]
    assert frameworks.supported("bert").converts == ["tensorflow", "flax"]


def opened(language: str, **link: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["lang"] = language
    app.run()
    for key, value in link.items():
        app.query_params[key] = value
    return app.switch_page("pages/classes.py").run()


def test_a_link_restores_architecture_and_task():
    app = opened("en", architecture="bert", task="sentiment-analysis")
    assert not app.exception and not app.error
    assert "AutoModelForSequenceClassification.from_pretrained" in app.code[0].value
    assert "BertForSequenceClassification.from_pretrained" in app.code[1].value


def test_a_checkpoint_opens_with_the_task_it_was_made_for():
    app = opened("zh", checkpoint="demo_checkpoints/ner")
    assert not app.exception and not app.error
    assert "AutoModelForTokenClassification" in app.code[0].value


@pytest.mark.parametrize("task", ["text-generation", "question-answering"])
def test_the_example_is_the_smallest_released_checkpoint_that_the_class_loads(task):
    app = opened("en", architecture="gpt_neox", task=task)
    rows = catalogue.checkpoints().query("model == 'gpt_neox' and format == 'full'")
    least = rows[~rows["custom_code"] & (rows["architecture"] != "")]["parameters"].min()
    sizes = dict(zip(rows["checkpoint"], rows["parameters"]))
    (shown,) = {name for name in sizes if f'"{name}"' in app.code[0].value}
    assert sizes[shown] == least < 100_000_000  # gpt-neox-20b is the example of its documentation


def test_a_class_name_in_the_link_is_looked_up():
    app = opened("zh", **{"class": "TFBertModel"})
    assert not app.exception and "4.57.6" in " ".join(each.value for each in app.markdown)
    app = opened("en", **{"class": "BertModle"})
    next(button for button in app.button if button.label == "BertModel").click().run()
    assert not app.error and app.header[0].value == "BertModel"


def test_the_picture_opens_and_the_language_changes(visit):
    page = visit("/classes?architecture=whisper&task=automatic-speech-recognition")
    expect(page.get_by_text("AutoModelForSpeechSeq2Seq", exact=True).first).to_be_visible()
    settle(page)
    page.locator(".blocks summary").filter(has_text="Auto class").click()
    expect(page.get_by_role("cell", name="WhisperForAudioClassification")).to_be_visible()
    page.get_by_role("radio", name="Class name").click()
    page.get_by_label("Class name", exact=True).last.fill("FlaxBertModel")
    page.keyboard.press("Enter")
    expect(page.get_by_text("FlaxBertModel left transformers after 4.57.6.")).to_be_visible()
    settle(page)
    page.get_by_text("简体中文").click()
    expect(page.get_by_text("FlaxBertModel 在 4.57.6 之后从 transformers 中移除。")).to_be_visible()
    assert "class=FlaxBertModel" in page.url
