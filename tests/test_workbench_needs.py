"""What a configuration needs is what a model of it takes."""

import pytest
import torch
import transformers as t

import catalogue
import workbench
from benchmarks.needs import CONFIGURATIONS, WAYS, row
from catalogue.numbers import numbers_of
from i18n import Problem, translations
from workbench.memory.classes import built, measured_class
from workbench.memory.depth import deepened, depths, shallow
from workbench.memory.passes import passes

DECODER = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "vocab_size": 300,
}
ENCODER = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4}
SIDES = {
    f"{side}_{name}": size
    for side in ("encoder", "decoder")
    for name, size in {"attention_heads": 4, "ffn_dim": 64}.items()
}
TOKENS = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 1}
WHISPER = SIDES | TOKENS | {"d_model": 32, "vocab_size": 300, "max_source_positions": 50}
GEMMA = DECODER | {"sliding_window": 16, "max_position_embeddings": 128}


def bert(layers: int) -> t.BertConfig:
    return t.BertConfig(**ENCODER, num_hidden_layers=layers, vocab_size=300)


def gpt2(layers: int) -> t.GPT2Config:
    tokens = {"bos_token_id": 1, "eos_token_id": 2}
    return t.GPT2Config(n_embd=32, n_layer=layers, n_head=4, vocab_size=300, **tokens)


def vit(layers: int) -> t.ViTConfig:
    return t.ViTConfig(**ENCODER, num_hidden_layers=layers, image_size=64)


def whisper(layers: int, decoder: int = 0) -> t.WhisperConfig:
    return t.WhisperConfig(**WHISPER, encoder_layers=layers, decoder_layers=decoder or layers)


def llama(layers: int) -> t.LlamaConfig:
    return t.LlamaConfig(**DECODER, num_hidden_layers=layers)


def mixtral(layers: int) -> t.MixtralConfig:
    return t.MixtralConfig(**DECODER, num_hidden_layers=layers, num_local_experts=4)


def gemma3(layers: int) -> t.Gemma3TextConfig:
    return t.Gemma3TextConfig(**GEMMA, num_hidden_layers=layers)


def gemma2(layers: int) -> t.Gemma2Config:
    return t.Gemma2Config(**GEMMA, num_hidden_layers=layers)


def t5(layers: int) -> t.T5Config:
    return t.T5Config(num_layers=layers, d_model=32, d_kv=8, num_heads=4, d_ff=64, vocab_size=300)


def hubert(layers: int) -> t.HubertConfig:
    convolutions = {"conv_dim": (8, 8), "conv_kernel": (10, 8), "conv_stride": (40, 8)}
    positions = {"num_conv_pos_embeddings": 16, "num_conv_pos_embedding_groups": 2}
    return t.HubertConfig(
        **ENCODER, **convolutions, **positions, num_hidden_layers=layers, mask_time_length=2
    )


def clip(layers: int) -> t.CLIPConfig:
    vision = ENCODER | {"num_hidden_layers": layers, "image_size": 32, "patch_size": 16}
    text = ENCODER | TOKENS | {"num_hidden_layers": layers, "vocab_size": 300}
    return t.CLIPConfig(text_config=text, vision_config=vision, projection_dim=16)


FAMILIES = (clip, hubert, bert, gpt2, vit, whisper, llama, mixtral, gemma3, t5)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_model_without_numbers_takes_what_one_with_them_takes(family) -> None:
    config = family(2)
    kind = measured_class(config)
    torch.manual_seed(0)
    real = passes(kind._from_config(config, dtype=torch.float32), 2, 24)
    found = passes(built(config, kind, "float32"), 2, 24)
    for name in ("run", "train", "checkpointed"):
        one, other = getattr(found, name), getattr(real, name)
        assert one and other, (found.reason, real.reason)
        assert max(one.live) == max(other.live) > 0
        assert one.flops == other.flops > 0
    assert (found.run.kept, found.weights) == (real.run.kept, real.weights)


@pytest.mark.parametrize(
    ("config", "fewer"),
    [
        (bert(14), 1),
        (gpt2(14), 1),
        (vit(14), 1),
        (llama(14), 1),
        (mixtral(14), 1),
        (whisper(20, decoder=16), 2),
        (gemma2(25), 1),
    ],
    ids=lambda value: getattr(value, "model_type", ""),
)
def test_what_few_layers_take_tells_what_many_take(config, fewer: int) -> None:
    kind = measured_class(config)
    many = depths(config)
    assert len(many) == fewer

    def of(config):
        return passes(built(config, kind, "float32"), 2, 24)

    small = of(shallow(config, many))
    told = deepened(small, [(of(shallow(config, many, each)), each.further) for each in many])
    whole = of(config)
    assert told is not None
    assert told.weights == whole.weights
    for name in ("run", "train", "checkpointed"):
        one, other = getattr(told, name), getattr(whole, name)
        assert len(one.live) < len(other.live)
        assert (max(one.live), one.flops, one.kept) == (max(other.live), other.flops, other.kept)


def test_layers_that_differ_without_a_pattern_are_all_run() -> None:
    """The first layers of DeepSeek have no experts: its configuration has a number for that."""
    changes = {"n_routed_experts": 4, "n_group": 1, "topk_group": 1, "num_experts_per_tok": 2}
    sizes = {"q_lora_rank": 16, "kv_lora_rank": 8, "qk_rope_head_dim": 8, "qk_nope_head_dim": 8}
    config = t.DeepseekV3Config(
        **(DECODER | {"num_key_value_heads": 4, "v_head_dim": 8, "moe_intermediate_size": 16}),
        **changes, **sizes, first_k_dense_replace=4, num_hidden_layers=11,
    )  # fmt: skip
    needs = workbench.needs(config, batch=1, length=8)
    whole = passes(built(config, t.DeepseekV3ForCausalLM, "float32"), 1, 8)
    assert needs.weights == whole.weights
    assert needs.train == 4 * needs.gradients + max(0, max(whole.train.live) - whole.trained) + (
        needs.weights - needs.gradients
    )


def test_hundreds_of_layers_take_no_longer_than_few() -> None:
    """The activations of a forward pass are those of one layer, however many there are."""
    few, many = workbench.needs(llama(20), length=16), workbench.needs(llama(400), length=16)
    assert many.activations == few.activations
    layer = (workbench.needs(llama(21), length=16).weights) - few.weights
    assert many.weights == few.weights + 380 * layer


@pytest.mark.parametrize("family", [gpt2, llama, gemma3, whisper, t5])
def test_the_cache_is_that_of_transformers(family) -> None:
    config = family(6)
    needs = workbench.needs(config, batch=2, length=12)
    model = measured_class(config)(config).eval()
    ids = torch.ones(2, 12, dtype=torch.long)
    inputs = {"input_ids": ids}
    if config.is_encoder_decoder:
        inputs["decoder_input_ids"] = ids
    if family is whisper:
        inputs["input_features"] = torch.zeros(2, config.num_mel_bins, 100)
        del inputs["input_ids"]
    with torch.no_grad():
        kept = model(**inputs).past_key_values
    both = (
        [kept.self_attention_cache, kept.cross_attention_cache]
        if config.is_encoder_decoder
        else [kept]
    )
    size = sum(
        tensor.numel() * tensor.element_size()
        for cache in both
        for layer in cache.layers
        for tensor in (layer.keys, layer.values)
    )
    assert needs.kv_cache == size
    layers = catalogue.cached_layers(numbers_of(config.model_type, model, model.config))
    source = config.max_source_positions if family is whisper else None
    assert catalogue.kv_cache_bytes(layers, 12, 2, 4, source).bytes == size


@pytest.mark.parametrize("length", [16, 64])
def test_operations_are_those_of_the_formulas(length: int) -> None:
    """Two for each weight and token, and 4 x length x width for attention (Kaplan et al. 2020)."""
    width, inner, vocabulary, layers = 32, 64, 300, 3
    attention = 4 * length * width
    encoder = layers * (2 * (4 * width**2 + 2 * width * inner) + attention)
    head = 2 * (width**2 + width * vocabulary)
    assert workbench.needs(bert(3), length=length).flops_a_token == encoder + head

    decoder = layers * (2 * 12 * width**2 + attention)
    head = 2 * width * vocabulary
    assert workbench.needs(gpt2(3), length=length).flops_a_token == decoder + head


def test_operations_for_a_picture_are_those_of_the_formulas() -> None:
    width, inner, patches, layers = 32, 64, (64 // 16) ** 2, 3
    tokens = patches + 1
    stem = 2 * patches * 16 * 16 * 3 * width
    layer = 2 * (4 * width**2 + 2 * width * inner) + 4 * tokens * width
    found = workbench.needs(vit(3), batch=5)
    assert found.flops_forward == 5 * (stem + tokens * layers * layer + 2 * width * 2)
    assert found.flops_an_input == found.flops_forward / 5
    assert found.length == 0 and found.flops_a_token is None


def test_half_the_bytes_with_numbers_of_half_the_size() -> None:
    whole, half = (
        workbench.needs(llama(3), batch=2, length=16, dtype=dtype)
        for dtype in ("float32", "bfloat16")
    )
    assert half.kv_cache * 2 == whole.kv_cache
    assert half.gradients * 2 == whole.gradients
    assert whole.optimizer == 2 * whole.gradients
    assert half.run is not None and whole.run is not None and half.run < 0.6 * whole.run


@pytest.mark.parametrize(
    ("model", "way"),
    [
        pytest.param(
            model, way, marks=[] if (model, way) == ("GPT-2", "train") else pytest.mark.slow
        )
        for model in ("BERT", "GPT-2", "ViT", "Whisper")
        for way in WAYS
    ],
)
def test_memory_is_within_15_percent_of_what_a_process_takes(model: str, way: str) -> None:
    found = row(model, way, batch=16, length=64)
    assert abs(found.error) < 0.15, found


@pytest.mark.gpu
@pytest.mark.parametrize("model", CONFIGURATIONS)
@pytest.mark.parametrize("way", WAYS)
def test_an_accelerator_takes_no_more(model: str, way: str) -> None:
    """Running takes the same; kernels that keep less may save in training."""
    device = torch.accelerator.current_accelerator(check_available=True)
    if device is None:
        pytest.skip("no accelerator")
    found = row(model, way, batch=32, device=device.type)
    assert found.measured < 1.15 * found.estimate, found
    if way == "run":
        assert abs(found.error) < 0.15, found


def test_what_cannot_be_run_is_said_and_not_guessed() -> None:
    config = t.LxmertConfig(**ENCODER, vocab_size=300, l_layers=1, x_layers=1, r_layers=1)
    needs = workbench.needs(config)
    assert needs.activations is needs.run is needs.train is needs.flops_a_token is None
    assert needs.weights > 0 and needs.optimizer == 2 * needs.gradients > 0
    assert "not known" in str(needs.notes[0])
    assert "weights take" in str(workbench.fits(needs, 10**9))
    assert not workbench.needs_figure(needs, 10**9).data[0].y


def test_what_is_measured_is_said() -> None:
    assert workbench.needs(bert(1), length=8).model == "BertForMaskedLM"
    named = bert(1)
    named.architectures = ["BertForTokenClassification"]
    assert workbench.needs(named, length=8).model == "BertForTokenClassification"
    chosen = workbench.needs(bert(1), length=8, model_class="BertModel")
    assert chosen.model == "BertModel" and chosen.attention == "sdpa"
    assert "sum of the outputs" in str(chosen.notes[-1])
    assert workbench.needs(bert(1), length=9_999).length == 512
    assert workbench.needs(t.ResNetConfig(depths=[1, 1, 1, 1])).attention == ""


def test_bars_add_up_and_the_device_stands_beside_them() -> None:
    needs = workbench.needs(gpt2(2), batch=4, length=64)
    chinese = translations("zh").gettext
    for _ in (str, chinese):
        figure = workbench.needs_figure(needs, 3 * (needs.train or 0), _)
        bars = [trace for trace in figure.data if trace.type == "bar"]
        totals = [sum(sizes) * 1e9 for sizes in zip(*(bar.x for bar in bars))]
        assert totals == pytest.approx([needs.run, needs.train, needs.train_checkpointed])
        assert bars[0].name == _("Weights")
        assert len(figure.layout.shapes) == 1
    assert not workbench.needs_figure(needs, 100 * (needs.train or 0)).layout.shapes


def test_whether_it_fits_is_one_sentence() -> None:
    needs = workbench.needs(gpt2(6), batch=8, length=256)
    run, train, checkpointed = needs.run, needs.train, needs.train_checkpointed
    assert run and train and checkpointed and run < checkpointed < train
    said = [str(workbench.fits(needs, size)) for size in (run - 1, run, checkpointed, train)]
    assert said[0].startswith("Does not fit")
    assert "does not fit" in said[1]
    assert "checkpointing only" in said[2]
    assert said[3].startswith("Runs and trains")


@pytest.mark.parametrize(
    "wish", [{"batch": 0}, {"length": 0}, {"dtype": "int7"}, {"model_class": "NoSuchModel"}]
)
def test_what_cannot_be_asked_for_is_refused(wish) -> None:
    with pytest.raises(Problem):
        workbench.needs(bert(1), **wish)


def test_a_configuration_stays_as_it_is() -> None:
    config = gemma2(25)
    before = config.to_dict()
    workbench.needs(config, length=8, dtype="bfloat16")
    assert config.to_dict() == before
