"""Sizes, what configurations may be, what architectures can do, and the memory they take."""

from importlib.metadata import version

import pandas as pd
import pytest

import catalogue
import i18n
from catalogue.harvest.sizes import _reason
from catalogue.size import _refused, size
from i18n import Problem

MODELS = catalogue.models().set_index("model", drop=False)
CURRENT = MODELS[MODELS["last_release"] == version("transformers")]


def linear(inputs: int, outputs: int, bias: bool = True) -> int:
    return inputs * outputs + (outputs if bias else 0)


PUBLISHED = {
    "albert": (222_595_584, 0),  # albert-xxlarge-v2
    "bart": (406_291_456, 0),  # bart-large
    "bert": (109_482_240, 0),  # bert-base-uncased
    "big_bird": (127_468_800, 0),  # bigbird-roberta-base
    "biogpt": (346_763_264, 0),  # microsoft/biogpt
    "clip": (151_277_313, 0),  # clip-vit-base-patch32
    "cohere": (34_980_831_232, 0),  # c4ai-command-r-v01
    "convnext": (28_589_128, linear(768, 1000)),  # convnext-tiny
    "deepseek_v3": (671_026_404_352, linear(7168, 129_280, False)),  # DeepSeek-V3, without MTP
    "distilbert": (66_362_880, 0),  # distilbert-base-uncased
    "dpr": (109_482_240, linear(768, 768)),  # a BERT without its pooler
    "efficientnet": (66_347_960, linear(2560, 1000)),  # efficientnet-b7
    "falcon": (6_921_720_704, 0),  # falcon-7b
    "fnet": (82_861_056, 0),  # fnet-base
    "funnel": (130_973_184, 0),  # funnel-transformer/small
    "gemma": (8_537_680_896, 0),  # gemma-7b
    "gemma2": (2_614_341_888, 0),  # gemma-2-2b
    "glm4": (9_400_279_040, linear(4096, 151_552, False)),  # GLM-4-9B-0414
    "gpt2": (124_439_808, 0),  # gpt2
    "gpt_neo": (1_315_575_808, 0),  # gpt-neo-1.3B
    "gpt_neox": (20_554_567_680, linear(6144, 50_432, False)),  # gpt-neox-20b
    "gpt_oss": (116_829_156_672, linear(2880, 201_088, False)),  # gpt-oss-120b
    "gptj": (6_050_882_784, linear(4096, 50_400)),  # gpt-j-6b
    "hubert": (94_371_712, 0),  # hubert-base-ls960
    "jamba": (51_570_323_328, linear(4096, 65_536, False)),  # Jamba-v0.1
    "llama": (6_738_415_616, linear(4096, 32_000, False)),  # llama-7b
    "minimax_m2": (228_689_748_992, linear(3072, 200_064, False)),  # MiniMax-M2
    "mistral": (7_241_732_096, linear(4096, 32_000, False)),  # Mistral-7B-v0.1
    "mixtral": (46_702_792_704, linear(4096, 32_000, False)),  # Mixtral-8x7B-v0.1
    "mobilenet_v1": (4_231_976, linear(1024, 1000)),  # mobilenet_v1_1.0_224
    "mobilenet_v2": (3_504_872, linear(1280, 1000)),  # mobilenet_v2_1.0_224
    "mpnet": (109_486_464, 2 * 768),  # mpnet-base, with two positions more
    "openai-gpt": (116_534_784, 0),  # openai-gpt
    "opt": (125_239_296, 0),  # opt-125m
    "phi": (1_418_270_720, linear(2048, 51_200)),  # phi-1
    "phi3": (3_821_079_552, linear(3072, 32_064, False)),  # Phi-3-mini-4k-instruct
    "qwen2_moe": (14_315_784_192, linear(2048, 151_936, False)),  # Qwen1.5-MoE-A2.7B
    "qwen3_next": (79_674_391_296, linear(2048, 151_936, False)),  # Qwen3-Next-80B-A3B
    "resnet": (25_557_032, linear(2048, 1000)),  # resnet-50
    "siglip": (203_155_970, 0),  # siglip-base-patch16-224
    "stablelm": (2_795_443_200, linear(2560, 50_304, False)),  # stablelm-3b-4e1t
    "starcoder2": (3_030_371_328, 0),  # starcoder2-3b
    "swin": (28_288_354, linear(768, 1000)),  # swin-tiny-patch4-window7-224
    "t5": (60_506_624, 0),  # t5-small
    "vit": (86_567_656, linear(768, 1000) - linear(768, 768)),  # ViT-B/16; its pooler is ours
    "wav2vec2": (94_371_712, 0),  # wav2vec2-base
    "wavlm": (94_381_936, 0),  # wavlm-base
    "whisper": (37_760_640, 0),  # whisper-tiny
    "xglm": (564_463_616, 0),  # xglm-564M
    "xlnet": (360_268_800, 0),  # xlnet-large-cased
}
"""Parameters of a published checkpoint that the default configuration describes, as its card or
the paper's code has them; and those of the head on it, which a base model has not."""


@pytest.mark.parametrize("model", PUBLISHED)
def test_a_size_is_that_of_the_published_checkpoint(model):
    whole, head = PUBLISHED[model]
    assert MODELS.loc[model, "parameters"] == whole - head


def test_nearly_every_current_architecture_has_a_size_and_the_others_a_reason():
    known = CURRENT["parameters"].notna()
    assert set(CURRENT["model"]) == set(catalogue.support(version("transformers")).index)
    assert len(CURRENT) - known.sum() <= 10
    assert (CURRENT["size_reason"] == "").eq(known).all()
    reasons = set(CURRENT.loc[~known, "size_reason"])
    assert reasons <= {
        "it needs a package that has to be compiled for each machine",
        "transformers cannot build its default configuration",
    }
    chinese = i18n.translations("zh").gettext
    assert all(chinese(reason) != reason for reason in reasons)
    heads = {
        "musicgen": "MusicgenForConditionalGeneration",
        "nougat": "VisionEncoderDecoderModel",
        "trocr": "TrOCRForCausalLM",
        "colpali": "ColPaliForRetrieval",
        "pix2struct": "Pix2StructForConditionalGeneration",
        "bert": "",
    }
    assert CURRENT.loc[list(heads), "size_head"].to_dict() == heads


@pytest.mark.parametrize(
    ("package", "said"),
    [("natten", "has to be compiled"), ("detectron2", "has to be compiled"), ("timm", "installed")],
)
def test_a_size_that_wants_a_package_has_the_true_reason(package, said):
    error = ImportError(f"XModel requires the {package} library but it was not found")
    reason = _reason(_refused("x", error, {}))
    assert said in reason
    assert i18n.translations("zh").gettext(reason) != reason


@pytest.mark.parametrize(
    ("model", "of"),
    [("trocr", "TrOCRForCausalLM"), ("pix2struct", None), ("rag", "RagModel"), ("esm", None)],
)
def test_a_head_is_counted_where_there_is_no_base_model(model, of):
    """Summed over the module tree, every tensor once, where `size` goes by names."""
    import torch
    import transformers

    kept = catalogue.defaults.default_configuration(model)
    name = of or CURRENT.loc[model, "size_head"] or "EsmModel"
    with torch.device("meta"):
        built = getattr(transformers, name)(kept)
    tensors = {id(each): each.numel() for part in built.modules() for each in part.parameters()}
    assert sum(tensors.values()) == size(model).parameters == CURRENT.loc[model, "parameters"]


ACTIVE = {
    "mixtral": (12.9, linear(4096, 32_000, False)),
    "deepseek_v3": (37.6, linear(7168, 129_280, False)),
    "gpt_oss": (5.7, linear(2880, 201_088, False)),  # 5.13, which leaves out one embedding
    "qwen2_moe": (2.7, linear(2048, 151_936, False)),
    "jamba": (12.1, linear(4096, 65_536, False)),
    "phimoe": (6.6, linear(4096, 32_064)),
    "minimax_m2": (11.0, linear(3072, 200_064, False)),
    "qwen3_next": (3.9, linear(2048, 151_936, False)),
    "llama4": (18.7, linear(5120, 202_048, False)),  # 17 without images and embeddings
}
"""Active parameters of the whole model in billions, as published or as the parts add up."""


@pytest.mark.parametrize("model", ACTIVE)
def test_experts_that_a_token_is_not_sent_to_do_not_count_as_active(model):
    billions, head = ACTIVE[model]
    assert CURRENT.loc[model, "active_parameters"] + head == pytest.approx(billions * 1e9, rel=0.03)


def test_active_parameters_by_hand():
    """Mixtral: each of 32 layers leaves six of its eight experts, three matrices each, idle."""
    mixtral = CURRENT.loc["mixtral"]
    idle = 32 * 6 * 3 * 4096 * 14_336
    assert mixtral["active_parameters"] == mixtral["parameters"] - idle
    dense = CURRENT[CURRENT["experts"].isna() & CURRENT["parameters"].notna()]
    assert (dense["active_parameters"] == dense["parameters"]).all()


REFUSED = [
    ("llama", {"num_key_value_heads": 5}, "num_key_value_heads (5) must divide"),
    ("llama", {"intermediate_size": 0}, "intermediate_size must be at least 1"),
    (
        "llama",
        {"num_attention_heads": 24},
        "num_attention_heads (24) must divide hidden_size (4096)",
    ),
    ("vit", {"image_size": 225}, "patch_size (16) must divide image_size (225)"),
    ("gpt_oss", {"num_local_experts": 0}, "num_local_experts must be at least 1"),
    ("mixtral", {"num_experts_per_tok": 9}, "num_experts_per_tok (9) must not exceed"),
    ("bert", {"hidden_size": 770}, "num_attention_heads (12) must divide hidden_size (770)"),
    ("bert", {"hidden_size": 0}, "hidden_size must be at least 1"),
    ("bert", {"num_hidden_layers": -1}, "num_hidden_layers must not be negative"),
    ("bert", {"hidden_size": 10**9}, "hidden_size may be at most"),
    ("bert", {"hidden_size": "wide"}, "hidden_size cannot be 'wide': it takes int"),
    ("gpt2", {"n_head": 5}, "n_head (5) must divide n_embd (768)"),
    ("bart", {"decoder_attention_heads": 7}, "decoder_attention_heads (7) must divide d_model"),
    ("swin", {"num_heads.1": 7}, "num_heads.1 (7) must divide embed_dim"),
    ("clip", {"vision_config.image_size": 225}, "vision_config.patch_size (32) must divide"),
    ("clip", {"text_config.num_hidden_layers": 0}, "text_config.num_hidden_layers must be"),
    ("clip", {"text_config.hiden_size": 64}, "CLIPConfig has no field text_config.hiden_size"),
    ("bert", {"hidden_size.x": 1}, "BertConfig has no field hidden_size.x"),
    ("convnext", {"depths.9": 1}, "ConvNextConfig has no field depths.9"),
    ("dinat", {}, "it needs the package natten"),
]


@pytest.mark.parametrize(("model", "changes", "rule"), REFUSED)
def test_an_impossible_configuration_is_refused_with_its_field_and_rule(model, changes, rule):
    with pytest.raises(Problem) as refused:
        size(model, **changes)
    assert rule in str(refused.value)
    assert "Error" not in str(refused.value)
    chinese = refused.value.sentence.said(i18n.translations("zh").gettext)
    assert chinese != str(refused.value)


def test_what_a_published_checkpoint_has_is_not_refused():
    # SigLIP so400m reads 384 pixels in patches of 14 and leaves a margin.
    siglip = size("siglip", **{"vision_config.image_size": 384, "vision_config.patch_size": 14})
    assert siglip.parameters > 0
    # T5's heads have a size of their own; Gemma 3's too.
    assert size("t5", d_model=500).parameters < size("t5").parameters
    assert size("gemma3", **{"text_config.num_attention_heads": 4}).parameters > 0
    assert size("switch_transformers", num_sparse_decoder_layers=0).parameters > 0


def test_sub_configurations_and_lists_are_fields():
    whole = size("clip")
    narrow = size("clip", **{"text_config.hidden_size": 256})
    # 49408 pieces and 77 positions of 256 numbers less, and more in the layers.
    assert whole.parameters - narrow.parameters > (49_408 + 77) * 256
    resnet = size("resnet", **{"depths.2": 23})
    assert resnet.parameters == 44_549_160 - linear(2048, 1000)  # ResNet-101


def test_what_follows_from_a_number_is_derived_again():
    fewer = {"num_hidden_layers": 10}
    assert size("lfm2_moe", **fewer).parameters < size("lfm2_moe").parameters
    more = size("gemma3", **{"text_config.num_hidden_layers": 40})
    assert more.parameters > size("gemma3").parameters


KNOWN = {
    # context, attention, layers, heads, key/value heads, head size, width, vocabulary
    "bert": (512, "multi-head", 12, 12, 12, 64, 768, 30_522),
    "gpt2": (1024, "multi-head", 12, 12, 12, 64, 768, 50_257),
    "roberta": (512, "multi-head", 12, 12, 12, 64, 768, 50_265),
    "t5": (None, "multi-head", 6, 8, 8, 64, 512, 32_128),
    "bart": (1024, "multi-head", 12, 16, 16, 64, 1024, 50_265),
    "whisper": (448, "multi-head", 4, 6, 6, 64, 384, 51_865),
    "llama": (2048, "multi-head", 32, 32, 32, 128, 4096, 32_000),
    "mistral": (131_072, "grouped-query", 32, 32, 8, 128, 4096, 32_000),
    "mixtral": (131_072, "grouped-query", 32, 32, 8, 128, 4096, 32_000),
    "falcon": (2048, "multi-query", 32, 71, 1, 64, 4544, 65_024),
    "gpt_bigcode": (1024, "multi-query", 12, 12, 1, 64, 768, 50_257),
    "gemma": (8192, "multi-head", 28, 16, 16, 256, 3072, 256_000),
    "gemma2": (8192, "grouped-query", 26, 8, 4, 256, 2304, 256_000),
    "gemma3": (131_072, "grouped-query", 26, 8, 4, 256, 2304, 262_208),
    "qwen2": (32_768, "multi-head", 32, 32, 32, 128, 4096, 151_936),
    "qwen3_next": (32_768, "grouped-query", 48, 16, 2, 256, 2048, 151_936),
    "phi3": (4096, "multi-head", 32, 32, 32, 96, 3072, 32_064),
    "starcoder2": (4096, "grouped-query", 30, 24, 2, 128, 3072, 49_152),
    "gptj": (2048, "multi-head", 28, 16, 16, 256, 4096, 50_400),
    "gpt_neox": (2048, "multi-head", 44, 64, 64, 96, 6144, 50_432),
    "opt": (2048, "multi-head", 12, 12, 12, 64, 768, 50_272),
    "gpt_oss": (131_072, "grouped-query", 36, 64, 8, 64, 2880, 201_088),
    "llama4": (131_072, "grouped-query", 48, 40, 8, 128, 5120, 202_048),
    "deepseek_v3": (4096, "latent", 61, 128, 128, 192, 7168, 129_280),
    "jamba": (262_144, "grouped-query", 32, 32, 8, 128, 4096, 65_536),
    "minimax_m2": (196_608, "grouped-query", 62, 48, 8, 128, 3072, 200_064),
    "mamba": (None, "none", 32, None, None, None, 768, 50_280),
    "rwkv": (1024, "none", 32, None, None, None, 4096, 50_277),
    "clip": (77, "multi-head", 12, 8, 8, 64, 512, 49_408),
    "vit": (None, "multi-head", 12, 12, 12, 64, 768, None),
    "wav2vec2": (None, "multi-head", 12, 12, 12, 64, 768, 32),
    "resnet": (None, "none", None, None, None, None, None, None),
}
NUMBERS = ["context", "attention", "layers", "heads", "key_value_heads", "head_size", "width"]
NUMBERS += ["vocabulary"]


@pytest.mark.parametrize("model", KNOWN)
def test_the_numbers_of_an_architecture_are_the_known_ones(model):
    found = [None if pd.isna(value) else value for value in CURRENT.loc[model, NUMBERS]]
    assert found == list(KNOWN[model])


def test_what_an_architecture_supports_is_what_is_known():
    supports = {
        "encoder_decoder": ({"t5", "bart", "whisper", "marian"}, {"bert", "llama", "gpt2"}),
        "generates": ({"gpt2", "llama", "t5", "whisper", "qwen2_vl"}, {"vit", "clip", "resnet"}),
        "sdpa": ({"llama", "bert", "whisper", "vit"}, {"mamba", "resnet", "deberta-v2"}),
        "flash_attention": ({"llama", "mistral", "whisper"}, {"deberta-v2", "resnet"}),
        "flex_attention": ({"llama", "mixtral"}, {"resnet"}),
        "compiles": ({"llama", "mistral"}, {"resnet"}),
        "gradient_checkpointing": ({"bert", "llama", "t5"}, {"encodec"}),
        "tensor_parallel": ({"llama", "mixtral", "qwen2"}, {"bert", "gpt2"}),
        "pipeline_parallel": ({"llama", "qwen2"}, {"bert", "t5"}),
    }
    for ability, (able, unable) in supports.items():
        assert CURRENT.loc[list(able), ability].all(), ability
        assert not CURRENT.loc[list(unable), ability].any(), ability
        assert CURRENT[ability].dtype == bool


def test_layers_of_several_kinds_are_counted():
    layers = CURRENT["layer_types"]
    assert layers["gemma2"] == "sliding_attention:13;full_attention:13"
    assert layers["jamba"] == "linear_attention:28;full_attention:4"
    assert layers["qwen3_next"] == "linear_attention:36;full_attention:12"
    assert layers["llama4"] == "chunked_attention:36;full_attention:12"
    windows = {"gemma2": 4096, "gpt_oss": 128, "mistral": 4096}
    assert CURRENT.loc[list(windows), "sliding_window"].to_dict() == windows
    experts = {
        "mixtral": (8, 2),
        "deepseek_v3": (256, 8),
        "gpt_oss": (128, 4),
        "nllb-moe": (128, 2),
    }
    table = CURRENT.loc[list(experts), ["experts", "active_experts"]]
    assert dict(zip(table.index, table.itertuples(index=False, name=None))) == experts
    assert set(CURRENT["attention"]) == set(catalogue.tables.ATTENTIONS)


SMALL = {
    "vocab_size": 200,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 6,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
}
LATENT = SMALL | {
    "num_key_value_heads": 4,
    "kv_lora_rank": 32,
    "q_lora_rank": 24,
    "qk_rope_head_dim": 8,
    "qk_nope_head_dim": 16,
    "v_head_dim": 16,
    "n_routed_experts": 8,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 32,
    "n_group": 2,
    "topk_group": 1,
    "first_k_dense_replace": 1,
}
MEASURED = {
    "llama": SMALL,
    "mistral": SMALL | {"sliding_window": 30},
    "mixtral": SMALL | {"num_local_experts": 4},
    "gpt2": {"vocab_size": 200, "n_embd": 64, "n_layer": 3, "n_head": 4},
    "bloom": {"vocab_size": 200, "hidden_size": 64, "n_layer": 3, "n_head": 4},
    "falcon": {"vocab_size": 200, "hidden_size": 64, "num_hidden_layers": 3}
    | {"num_attention_heads": 4},
    "gemma3_text": SMALL | {"head_dim": 16, "sliding_window": 30},
    "gemma4_text": SMALL
    | {"head_dim": 16, "global_head_dim": 32, "sliding_window": 30, "num_kv_shared_layers": 0}
    | {"hidden_size_per_layer_input": 0, "vocab_size_per_layer_input": 0},
    "gpt_oss": SMALL | {"head_dim": 16, "num_local_experts": 4, "sliding_window": 30},
    "deepseek_v3": LATENT,
    "deepseek_v32": LATENT | {"index_head_dim": 16, "index_n_heads": 2, "index_topk": 8},
    "jamba": SMALL
    | {"num_experts": 4, "attn_layer_period": 3, "attn_layer_offset": 1}
    | {"use_mamba_kernels": False},
}
ENCODER_DECODERS = {
    "t5": {"vocab_size": 200, "d_model": 64, "d_kv": 16, "d_ff": 96, "num_layers": 3}
    | {"num_heads": 4},
    "bart": {"vocab_size": 200, "d_model": 64, "encoder_layers": 2, "decoder_layers": 3}
    | {"encoder_attention_heads": 4, "decoder_attention_heads": 4}
    | {"encoder_ffn_dim": 96, "decoder_ffn_dim": 96},
}


def facts(config) -> dict:
    """A configuration as a row of the catalogue."""
    from catalogue.numbers import numbers_of

    return numbers_of(config.model_type, None, config)


def kept(cache) -> int:
    """Bytes of the tensors of a cache that grow with the context."""
    names = ("keys", "values", "indexer_keys")
    tensors = [getattr(layer, name, None) for layer in cache.layers for name in names]
    return sum(tensor.nbytes for tensor in tensors if tensor is not None)


@pytest.mark.parametrize("model", MEASURED)
@pytest.mark.parametrize("tokens", [12, 70])
def test_the_cache_takes_the_memory_that_a_real_one_takes(model, tokens):
    import torch
    from transformers import CONFIG_MAPPING, AutoModelForCausalLM, DynamicCache

    torch.manual_seed(0)
    config = CONFIG_MAPPING[model](**MEASURED[model])
    real, cache = AutoModelForCausalLM.from_config(config).eval(), DynamicCache(config=config)
    with torch.no_grad():
        real(torch.randint(5, 100, (2, tokens)), past_key_values=cache, use_cache=True)
    layers = catalogue.cached_layers(facts(config))
    said = catalogue.kv_cache_bytes(layers, tokens, batch=2, bytes_per_number=4)
    # transformers drops a window's first token before the next one comes.
    exact = 0 if tokens < 30 or not any(group.window for group in layers) else 0.05
    assert kept(cache) == pytest.approx(said.bytes, rel=exact)
    weights = catalogue.weight_bytes(real.num_parameters(), "float32")
    assert weights.bytes == sum(tensor.nbytes for tensor in real.parameters())
    assert catalogue.weight_bytes(real.num_parameters(), "bfloat16").bytes * 2 == weights.bytes


@pytest.mark.parametrize("model", ENCODER_DECODERS)
def test_a_decoder_also_keeps_what_the_encoder_read(model):
    import torch
    from transformers import CONFIG_MAPPING, AutoModelForSeq2SeqLM

    config = CONFIG_MAPPING[model](**ENCODER_DECODERS[model])
    real = AutoModelForSeq2SeqLM.from_config(config).eval()
    with torch.no_grad():
        answer = real(
            torch.randint(5, 100, (2, 40)), decoder_input_ids=torch.randint(5, 100, (2, 9))
        )
    cache = answer.past_key_values
    measured = kept(cache.self_attention_cache) + kept(cache.cross_attention_cache)
    layers = catalogue.cached_layers(facts(config))
    said = catalogue.kv_cache_bytes(layers, 9, batch=2, bytes_per_number=4, source=40)
    assert said.bytes == measured


def test_known_caches_of_published_models():
    """Llama 3 8B keeps 128 KiB a token, DeepSeek-V3 70,272 bytes (arXiv:2412.19437, by its
    compressed 512 + 64 numbers in each of 61 layers)."""
    llama = CURRENT.loc["llama"].to_dict() | {"layers": 32, "key_value_heads": 8}
    cache = catalogue.kv_cache_bytes(catalogue.cached_layers(llama), 8192)
    assert (cache.per_token, cache.bytes) == (128 * 1024, 2**30)
    assert cache.formula == "32 × 8 × (128 + 128) × 8,192 × 1 × 2"
    deepseek = catalogue.cached_layers(CURRENT.loc["deepseek_v3"])
    assert catalogue.kv_cache_bytes(deepseek, 1).per_token == 61 * 576 * 2
    assert catalogue.cached_layers(CURRENT.loc["mamba"]) == ()
    assert catalogue.cached_layers(CURRENT.loc["resnet"]) == ()
    # A checkpoint with other numbers keeps the shares of its kinds of layers.
    gemma = CURRENT.loc["gemma3"].to_dict() | {"layers": 62, "layer_types": "a_sliding:5;full:1"}
    groups = catalogue.cached_layers(gemma)
    assert [(group.layers, group.window) for group in groups] == [(52, 4096), (10, 0)]


def test_weights_take_what_published_files_take():
    """Sizes of Q4_K_M files as llama.cpp's README lists them, and of an AWQ checkpoint."""
    for billions, gigabytes in ((8.03, 4.9), (70.55, 43.1), (405.85, 249.1)):
        said = catalogue.weight_bytes(int(billions * 1e9), "GGUF Q4_K_M").bytes
        assert said / 1e9 == pytest.approx(gigabytes, rel=0.02)
    # Qwen2.5-7B-Instruct-AWQ: 5.57 GB; its two embeddings stay in 16 bits.
    awq = catalogue.weight_bytes(7_615_616_512, "AWQ", embeddings=2 * 152_064 * 3584)
    assert awq.bytes / 1e9 == pytest.approx(5.57, rel=0.02)
    assert awq.formula == "6,525,621,760 × 4.1562 ÷ 8 + 1,089,994,752 × 16 ÷ 8"
    assert catalogue.weight_bytes(10**9, "FP8").bytes / 1e9 == pytest.approx(1, rel=0.001)
    with pytest.raises(Problem, match="Q9 is not a weight format"):
        catalogue.weight_bytes(1, "Q9")
