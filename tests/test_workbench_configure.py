"""Configurations: their fields, what they may be, what models they make, and their page."""

import json
import re

import pytest
from playwright.sync_api import expect

import catalogue
import i18n
import workbench
from i18n import Problem, Sentence
from inference.device import Device
from workbench.fields import fields_of
from workbench.groups import group_of

from .conftest import ROOT, settle
from .pages import opened

SMALL = {
    "albert": {"hidden_size": 32, "num_attention_heads": 4, "intermediate_size": 64},
    "bart": {"d_model": 32, "encoder_layers": 1, "decoder_layers": 2, "encoder_ffn_dim": 64},
    "bert": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4},
    "bloom": {"hidden_size": 32, "n_layer": 2, "n_head": 4, "vocab_size": 300},
    "clip": {"text_config.num_hidden_layers": 1, "vision_config.num_hidden_layers": 2},
    "convnext": {"depths": [1, 1, 2, 1], "hidden_sizes": [8, 16, 24, 32]},
    "deberta-v2": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4},
    "distilbert": {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64},
    "electra": {"num_hidden_layers": 2, "embedding_size": 16},
    "falcon": {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4},
    "gemma3_text": {"hidden_size": 64, "num_hidden_layers": 7, "vocab_size": 500},
    "gpt2": {"n_embd": 32, "n_layer": 2, "n_head": 4, "vocab_size": 400, "n_positions": 16},
    "gpt_neox": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4},
    "gpt_oss": {"num_hidden_layers": 2, "num_local_experts": 4, "hidden_size": 64},
    "hubert": {"num_hidden_layers": 1, "hidden_size": 64, "num_attention_heads": 4},
    "llama": {
        "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 8,
        "num_key_value_heads": 2, "intermediate_size": 96, "vocab_size": 500,
    },
    "mamba": {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 4},
    "mistral": {"hidden_size": 64, "num_hidden_layers": 1, "vocab_size": 500},
    "mixtral": {
        "hidden_size": 64, "num_hidden_layers": 2, "num_local_experts": 3,
        "intermediate_size": 96, "vocab_size": 500,
    },
    "mobilenet_v2": {"depth_multiplier": 0.5},
    "opt": {"hidden_size": 48, "num_hidden_layers": 2, "ffn_dim": 64, "word_embed_proj_dim": 32},
    "qwen3": {"hidden_size": 64, "num_hidden_layers": 2, "num_key_value_heads": 4},
    "resnet": {"depths": [1, 2, 1, 1], "hidden_sizes": [16, 32, 48, 64], "embedding_size": 8},
    "roberta": {"num_hidden_layers": 1, "type_vocab_size": 2},
    "segformer": {"depths": [1, 1, 1, 1], "hidden_sizes": [8, 16, 40, 64]},
    "swin": {"embed_dim": 24, "depths": [1, 1, 2, 1]},
    "t5": {"d_model": 32, "d_ff": 64, "num_layers": 2, "num_heads": 4, "d_kv": 8},
    "vit": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "patch_size": 8},
    "wav2vec2": {"num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4},
    "whisper": {"encoder_layers": 1, "decoder_layers": 2, "d_model": 36, "num_mel_bins": 20},
    "xglm": {"d_model": 32, "num_layers": 2, "attention_heads": 4, "vocab_size": 300},
}  # fmt: skip


@pytest.mark.parametrize("model", SMALL)
def test_a_count_is_that_of_the_model_with_weights(model):
    """Built with real tensors and counted over the module tree, where ours is built without and
    goes by names; and its configuration is made by AutoConfig of the keywords that are shown."""
    import torch
    from transformers import AutoConfig, AutoModel

    found = workbench.configure(model, SMALL[model])
    real = AutoModel.from_config(AutoConfig.for_model(found.built_type, **found.keywords))
    tensors = {id(each): each for part in real.modules() for each in part.parameters()}
    assert all(each.device == torch.device("cpu") for each in tensors.values())
    assert found.parameters == sum(each.numel() for each in tensors.values())
    assert found.parameters == sum(found.modules.values())
    assert type(real).__name__ == found.class_name
    assert json.loads(found.json)["model_type"] == found.built_type


REFUSED = [
    ("llama", {"num_key_value_heads": 5}, "num_key_value_heads (5) must divide"),
    ("llama", {"head_dim": 33}, "its size must be even"),
    ("llama", {"num_hidden_layers": 0}, "num_hidden_layers must be at least 1"),
    ("llama", {"hidden_size": -1}, "hidden_size must not be negative"),
    ("mistral", {"sliding_window": 0}, "sliding_window must be at least 1"),
    ("mixtral", {"num_local_experts": 0}, "num_local_experts must be at least 1"),
    ("mixtral", {"num_local_experts": 10**9}, "num_local_experts may be at most"),
    ("mixtral", {"num_local_experts": 1}, "num_experts_per_tok (2) must not exceed"),
    ("deepseek_v3", {"topk_group": 9}, "topk_group (9) must not exceed n_group (8)"),
    ("deepseek_v3", {"qk_rope_head_dim": 63}, "its size must be even"),
    ("bert", {"num_hidden_layers": 10**9}, "num_hidden_layers may be at most"),
    ("bert", {"vocab_size": 10**12}, "vocab_size may be at most"),
    ("bert", {"hidden_dropout_prob": 1.5}, "hidden_dropout_prob is a probability"),
    ("bart", {"vocab_size": 1}, "pad_token_id (1) must be below vocab_size (1)"),
    ("vit", {"patch_size": 15}, "patch_size (15) must divide image_size (224)"),
    ("swin", {"depths": [2, 2, 0, 2]}, "depths.2 must be at least 1"),
    ("wav2vec2", {"num_conv_pos_embedding_groups": 7}, "must divide hidden_size (768)"),
    ("clip", {"vision_config.patch_size": 31}, "vision_config.patch_size (31) must divide"),
    ("nllb-moe", {"num_experts": 2_000}, "too many to be built here"),
    ("bert", {"hidden_act": "gelluh"}, "bert cannot be built with hidden_act"),
    ("bert", {"hidden_sise": 3}, "BertConfig has no field hidden_sise"),
    ("nothing", {}, "no architecture 'nothing'"),
]


@pytest.mark.parametrize(("model", "changes", "rule"), REFUSED)
def test_an_impossible_configuration_is_refused_in_both_languages(model, changes, rule):
    with pytest.raises(Problem) as refused:
        workbench.configure(model, changes)
    assert rule in str(refused.value)
    chinese = refused.value.sentence.said(i18n.translations("zh").gettext)
    assert chinese != str(refused.value)


def test_a_thousand_layers_are_counted():
    one, two = (workbench.configure("bert", {"num_hidden_layers": n}).parameters for n in (1, 2))
    deep = workbench.configure("bert", {"num_hidden_layers": 1_000})
    assert deep.parameters == one + 999 * (two - one)


def test_fields_have_a_kind_a_group_and_their_documentation():
    fields = {field.path: field for field in workbench.open_fields("clip")}
    width = fields["text_config.hidden_size"]
    assert (width.value, width.kind, width.group, width.part) == (
        512, "whole", "width", "text_config",
    )  # fmt: skip
    assert "Dimension" in width.documentation
    assert "quick_gelu" in fields["vision_config.hidden_act"].choices
    depths = {field.path: field for field in workbench.open_fields("resnet")}["depths"]
    assert (depths.kind, depths.value) == ("data", [3, 4, 6, 3])
    heads = {field.path: field for field in workbench.open_fields("llama")}["num_key_value_heads"]
    assert heads.optional and heads.value == 32
    groups = ["num_attention_heads", "vocab_size", "num_local_experts", "patch_size", "dropout"]
    expected = ["attention", "vocabulary", "experts", "vision", "training"]
    assert [group_of(name) for name in groups] == expected


@pytest.mark.slow
def test_every_architecture_has_fields_and_its_own_values_make_it_again():
    for model in catalogue.models().query("parameters.notna()")["model"]:
        try:
            config = catalogue.defaults.default_configuration(model)
        except Exception:
            continue  # of a release that is not installed
        fields = fields_of(config)
        assert len(fields) > 2, model
        assert sum(not field.documentation for field in fields) <= 2, model
        whole = {each.path: each.value for each in fields if type(each.value) is int}
        again = catalogue.defaults.default_configuration(model, **whole)
        for field, value in whole.items():
            assert catalogue.defaults.value_of(again, field) == value, (model, field)


def test_a_config_json_is_its_architecture_with_changes():
    from transformers import AutoConfig

    for folder in sorted((ROOT / "demo_checkpoints").glob("*/config.json")):
        start = workbench.read_configuration(folder.read_bytes())
        found = workbench.configure(start.model_type, start.changes)
        known = json.loads(folder.read_bytes())
        made = json.loads(found.json)
        config = AutoConfig.from_pretrained(folder.parent)
        assert made["model_type"] == config.model_type == known["model_type"]
        for name in ("hidden_size", "num_hidden_layers", "d_model", "depths", "vocab_size"):
            assert made.get(name) == known.get(name, made.get(name)), (folder, name)


def test_what_follows_from_a_field_of_a_config_json_still_follows():
    from transformers import LlamaConfig

    whole = LlamaConfig(num_attention_heads=16, num_hidden_layers=4).to_json_string(use_diff=False)
    start = workbench.read_configuration(whole.encode())
    assert start.changes == {"num_attention_heads": 16, "num_hidden_layers": 4}
    fewer = workbench.open_fields("llama", start.changes | {"num_attention_heads": 8})
    assert {each.path: each.value for each in fewer}["num_key_value_heads"] == 8


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"not json", "cannot be read as JSON"),
        (b"[1]", "names no model_type"),
        (b'{"model_type": "our_own", "auto_map": {"AutoConfig": "evil.py"}}', "code of its own"),
        (b'{"model_type": "bert", "hidden_size": "x"}', "cannot make a configuration"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b" " * 1_000_001, "at most 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_config_json_says_so(data, said):
    with pytest.raises(Problem, match=said):
        workbench.read_configuration(data)


PUBLISHED = {
    # From each checkpoint's own config.json.
    "Qwen/Qwen2-1.5B-Instruct": {"intermediate_size": 8960, "hidden_size": 1536},
    "TheBloke/CodeLlama-34B-Python-fp16": {"intermediate_size": 22016, "hidden_size": 8192},
    "Qwen/Qwen3-4B-Thinking-2507": {"intermediate_size": 9728, "tie_word_embeddings": True},
}


@pytest.mark.parametrize("checkpoint", PUBLISHED)
def test_the_numbers_of_a_released_checkpoint_make_its_configuration(checkpoint):
    start = workbench.released_start(checkpoint)
    assert PUBLISHED[checkpoint].items() <= start.changes.items()
    assert start.remark and "follows from" in str(start.remark)


def test_a_checkpoint_whose_numbers_are_not_enough_says_so():
    with pytest.raises(Problem, match="not known, or not enough"):
        workbench.released_start("openai/whisper-small")  # of its decoder nothing is known
    start = workbench.released_start("Qwen/Qwen3-VL-8B-Thinking")
    assert "do not state text_config.intermediate_size" in str(start.remark)


def test_changes_stand_in_a_link_as_they_are():
    changes = {"a": 1, "b.c": 'x~"y"~', "d": [1, 2.5, None], "e": True, "f": "中文"}
    assert workbench.read_changes(workbench.written(changes)) == changes
    assert workbench.written({"n_heads": 12}) == "n_heads~12"
    assert not workbench.is_damaged(workbench.written(changes)) and not workbench.is_damaged("")
    for damaged in (
        "n_heads~12~broken~{",
        "n_heads~12~broken",
        "broken~{~n_heads~12",
        "n_heads~12}",
    ):
        assert workbench.read_changes(damaged) == {"n_heads": 12} and workbench.is_damaged(damaged)


def test_differences_are_of_fields_and_of_modules():
    before = workbench.configure("distilbert")
    after = workbench.configure("distilbert", {"n_layers": 12})
    assert workbench.changed_fields(before.fields, after.fields).to_dict("records") == [
        {"field": "n_layers", "before": "6", "after": "12"}
    ]
    modules = workbench.changed_modules(before.modules, after.modules)
    assert modules["change"].sum() == after.parameters - before.parameters
    assert next(iter(modules["module"])) == "transformer.layer.ffn"


@pytest.mark.parametrize("preset", sorted({*workbench.PRESETS} - {"deep"}))
def test_a_preset_shows_what_it_says(preset):
    asked = workbench.PRESETS[preset]
    if preset == "refused":
        with pytest.raises(Problem, match="must divide"):
            workbench.configure(asked.model_type, asked.changes)
        return
    before = workbench.configure(asked.model_type).parameters
    after = workbench.configure(asked.model_type, asked.changes).parameters
    share = {"notes": 1, "halved": 0.61, "grouped": 0.88, "experts": 1.97, "patches": 1}
    assert after / before == pytest.approx(share.get(preset, after / before), abs=0.01)


class Machine:
    """What knows devices, without the process that runs on them."""

    def __init__(self, devices):
        self.devices = lambda: devices


@pytest.fixture
def no_memory(monkeypatch):
    """The page without the part that runs a model, which takes its time."""
    monkeypatch.setattr("pages.configure_parts.memory.show", lambda start, side: None)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_page_counts_changes_and_says_why_not(language, no_memory):
    app = opened("configure", language)
    assert app.metric[0].value == "66,362,880"
    app.number_input(key="configure-field-n_layers").set_value(12).run()
    assert app.metric[0].value == "108,890,112"
    assert app.query_params["changes"] == "n_layers~12"
    app.number_input(key="configure-field-n_heads").set_value(7).run()
    assert not app.exception and not app.metric
    assert "(7)" in app.error[0].value.replace("（", "(").replace("）", ")")
    app.selectbox(key="configure-architecture").set_value("clip").run()
    assert not app.exception and not app.error
    assert app.metric[0].value == "151,277,313"
    app.query_params["start"] = "demo:ner"
    del app.query_params["architecture"]
    app.run()
    assert not app.exception and app.selectbox(key="configure-architecture").value == "electra"


def test_every_kind_of_field_can_be_drawn_and_typed(no_memory):
    app = opened("configure")
    app.selectbox(key="configure-architecture").set_value("swin").run()
    app.text_input(key="field").set_value("e").run()
    key = "configure-field-{}".format
    app.text_input(key=key("depths")).set_value("[1, 1, 1, 1]").run()
    app.toggle(key=key("use_absolute_embeddings")).set_value(True).run()
    app.selectbox(key=key("hidden_act")).set_value("relu").run()
    app.number_input(key=key("mlp_ratio")).set_value(2.0).run()
    assert not app.exception and not app.error
    assert app.query_params["changes"] == (
        'depths~[1,1,1,1]~use_absolute_embeddings~true~hidden_act~"relu"~mlp_ratio~2.0'
    )
    app.text_input(key=key("depths")).set_value("[1, 1").run()
    assert "JSON" in app.error[0].value


def test_a_link_to_nothing_says_so_and_leaves_the_choice(no_memory):
    app = opened("configure")
    for start in ("nothing", "demo:nothing", "made:nothing", "checkpoint:nothing", "file:"):
        app.query_params["start"] = start
        app.run()
        assert not app.exception and not app.metric
        assert start.partition(":")[2] in app.error[0].value
    app.selectbox(key="configure-architecture").set_value("bert").run()
    assert app.metric[0].value == "109,482,240"
    app.query_params["changes"] = '_attn_implementation~"x"~hidden_size~1e400~vocab_size~[[[['
    app.run()
    assert not app.exception and app.error


def test_a_file_that_is_held_stays_what_it_is_when_another_comes(no_memory):
    app = opened("configure")
    two, three = (json.dumps({"model_type": "bert", "num_hidden_layers": n}) for n in (2, 3))
    app.text_area(key="configure-pasted").set_value(two).run()
    small = app.metric[0].value
    next(each for each in app.button if each.label.startswith("Keep this one")).click().run()
    app.text_area(key="configure-pasted").set_value(three).run()
    assert not app.exception and app.metric[0].value != small
    values = [each.value for each in app.metric]
    assert values == [values[0], small, values[0]]  # above, and side by side
    other = opened("configure")
    for key in ("start", "file", "beside", "beside-file"):
        other.query_params[key] = app.query_params[key]
    other.run()
    assert not other.exception and [each.value for each in other.metric] == values


def test_a_file_can_be_given_again(no_memory):
    app = opened("configure")
    given = '{"model_type": "bert", "num_hidden_layers": 2}'
    for text in (given, "", given):
        app.text_area(key="configure-pasted").set_value(text).run()
        value = app.metric[0].value
        app.selectbox(key="configure-architecture").set_value("gpt2").run()
    assert value == "38,603,520" != app.metric[0].value


def test_the_page_says_what_a_configuration_needs(monkeypatch):
    cpu = Device("cpu", Sentence("CPU"), 16_000_000_000, 8_000_000_000, ("float32",))
    monkeypatch.setattr("pages.configure_parts.memory.store", lambda: Machine([cpu]))
    app = opened("configure")
    app.query_params["start"] = "demo:ner"
    app.run()
    assert not app.exception and not app.error
    assert len(app.get("plotly_chart")) == 2
    assert any("floating-point operations" in each.value for each in app.caption)


def test_a_configuration_is_edited_in_a_browser_and_its_link_restores_it(visit):
    page = visit("/configure?architecture=llama&changes=num_key_value_heads~8")
    settle(page)
    # In each of 32 layers, keys and values are a quarter as wide.
    grouped = 6_607_343_616 - 32 * 2 * 4096 * (4096 - 1024)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(f"{grouped:,}")
    page.get_by_role("spinbutton", name="num_hidden_layers").fill("16")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="num_hidden_layers = 16").wait_for()
    assert "num_hidden_layers~16" in page.url
    other = visit("/" + page.url.rsplit("/", 1)[1] + "&lang=zh")
    settle(other)
    expect(other.get_by_role("button", name="num_hidden_layers = 16")).to_be_visible()
    expect(other.get_by_text("有何变化")).to_be_visible()
    value = page.get_by_test_id("stMetricValue").first.inner_text()
    expect(other.get_by_test_id("stMetricValue").first).to_have_text(value)


def test_back_undoes_the_last_change(visit):
    page = visit("/configure?lang=en")
    for name, value in (("n_layers", "12"), ("n_heads", "6")):
        before = page.evaluate("history.length")
        field = page.get_by_role("spinbutton", name=name)
        field.fill(value)
        field.press("Enter")
        expect(page).to_have_url(re.compile(f"{name}~{value}"))
        page.wait_for_function(f"history.length > {before}")
        settle(page)
    page.go_back()
    expect(page.get_by_role("spinbutton", name="n_heads")).to_have_value("12")
    expect(page.get_by_role("spinbutton", name="n_layers")).to_have_value("12")
    settle(page)
    page.go_back()
    expect(page.get_by_role("spinbutton", name="n_layers")).to_have_value("6")
    expect(page.get_by_role("heading", level=1)).to_have_text("Configuration")
    page.go_forward()
    expect(page.get_by_role("spinbutton", name="n_layers")).to_have_value("12")


@pytest.mark.parametrize(
    "link",
    [
        {"changes": "n_layers~12~n_heads~{"},
        {"changes-packed": "eJwABB"},
        {"start": "file:0123", "file": "eJwABB"},
        {"beside": "bert", "beside-changes": "broken"},
    ],
)
def test_a_damaged_link_says_so_and_keeps_what_can_be_read(link):
    app = opened("models")
    app.query_params |= {"architecture": "distilbert"} | link
    app.switch_page("pages/configure.py").run()
    assert any("link is damaged" in toast.value for toast in app.toast)
    if "n_layers~12~n_heads~{" in link.values():
        assert app.number_input(key="configure-field-n_layers").value == 12
    app.run()
    assert not app.warning and not app.exception
