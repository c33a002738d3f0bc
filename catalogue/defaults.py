"""Configurations to build architectures from: defaults, what defaults lack, and changes.

Fields have dotted names: `text_config.hidden_size` stands in a configuration inside the
configuration, `depths.0` in a list.
"""

from typing import Any

from i18n import N_, Problem


def _kernels() -> dict[str, list]:
    """Kernel, stride and padding of the convolutions in a block of PP-OCR's detectors."""
    kernels: dict[str, list] = {"reduce_channel": [1, 1, 0], "return_channel": [1, 1, 0]}
    for ratio, size in (("long", 7), ("mid", 5), ("short", 3)):
        half = size // 2
        kernels |= {
            f"vertical_long_to_small_conv_{ratio}ratio": [(size, 1), (1, 1), (half, 0)],
            f"horizontal_small_to_long_conv_{ratio}ratio": [(1, size), (1, 1), (0, half)],
            f"symmetric_conv_long_{ratio}ratio": [(size, size), (1, 1), (half, half)],
        }
    return kernels


GIVEN: dict[str, dict[str, Any]] = {
    # Forecasters: the horizon that their published checkpoints, *-tourism-monthly, forecast.
    "autoformer": {"prediction_length": 24},
    "informer": {"prediction_length": 24},
    "time_series_transformer": {"prediction_length": 24},
    # 1152 is not 14 heads wide; SigLIP so400m, which the other numbers describe, has 16.
    "aya_vision": {"vision_config.num_attention_heads": 16},
    # Which layers attend, as in ibm-ai-platform/Bamba-9B; without it none does.
    "bamba": {"attn_layer_indices": [9, 18, 27]},
    # The same, as in ibm-granite/granite-4.0-h-small: every tenth.
    "granitemoehybrid": {
        "layer_types": lambda layers: [
            "full_attention" if layer % 10 == 5 else "linear_attention" for layer in range(layers)
        ]
    },
    # Names of image tokens, which hold no weights.
    "chameleon": {"vocabulary_map": {}},
    "emu3": {"vocabulary_map": {}},
    # Angles by kind of layer, which hold no weights.
    "cohere_compass": {
        "text_config.rope_parameters": {
            "full_attention": {"rope_type": "default", "rope_theta": 10_000.0}
        }
    },
    # As databricks/dbrx-instruct; it holds no weights.
    "dbrx": {"attn_config.rope_theta": 500_000.0},
    # DeepSeek-V2 and DeepSeek-OCR-2 use six of their experts; of the latter all layers but the
    # first have them, here all, so that their number may change.
    "deepseek_v2": {"num_experts_per_tok": 6},
    "deepseek_ocr2": {
        "text_config.num_experts_per_tok": 6,
        "text_config.mlp_layer_types": lambda layers: ["dense", *["sparse"] * (layers - 1)],
    },
    # google/diffusiongemma-26B-A4B-it has the experts of gemma-4-26B-A4B.
    "diffusion_gemma": {
        "text_config.num_experts": 128,
        "text_config.top_k_experts": 8,
        "text_config.moe_intermediate_size": 704,
    },
    # As rednote-hilab/dots.llm1.base.
    "dots1": {"n_routed_experts": 128, "n_shared_experts": 2, "num_experts_per_tok": 6},
    # The alphabet of ESM-2: 20 amino acids, rare ones, and special tokens.
    "esm": {"vocab_size": 33, "mask_token_id": 32, "pad_token_id": 1},
    # An assistant has neither the embeddings of each layer nor keys and values of its own.
    "gemma4_assistant": {
        "text_config.hidden_size_per_layer_input": 0,
        "text_config.vocab_size_per_layer_input": 0,
    },
    # Four layers of the image encoder speak to the language model, by windows halved.
    "granite4_vision": {
        "deepstack_layer_map": [(-19, 9), (-13, 6), (-7, 3), (-1, 0)],
        "downsample_rate": "1/2",
    },
    # Heads of 128, as in the published checkpoints: 4096 wide by 32 heads.
    "hunyuan_v1_dense": {"head_dim": 128},
    "hunyuan_v1_moe": {"head_dim": 128},
    "hunyuan_vl": {"text_config.head_dim": 128},
    "ministral": {"head_dim": 128},
    # Every fourth layer attends, about as many as in LiquidAI/LFM2-8B-A1B.
    "lfm2_moe": {
        "layer_types": lambda layers: [
            "full_attention" if layer % 4 == 2 else "conv" for layer in range(layers)
        ]
    },
    # As many as the attention heads, like the encoder.
    "moonshine_streaming": {"num_key_value_heads": 8},
    # As nvidia/nemotron-4-15b.
    "nemotron": {"num_key_value_heads": 8},
    # As facebook/nougat-base.
    "nougat": {
        "encoder": {"model_type": "donut-swin"},
        "decoder": {"model_type": "mbart", "is_decoder": True, "add_cross_attention": True},
    },
    # The kernels that the names of these blocks of PaddleOCR state.
    "pp_ocrv5_server_det": {
        "intraclass_block_config": _kernels(),
        "scale_factor_list": [1, 2, 4, 8],
        "kernel_list": [3, 2, 2],
    },
    "pp_ocrv6_medium_det": {"intraclass_block_config": _kernels()},
    # The image encoder of facebook/Perception-LM-1B.
    "perception_lm": {
        "vision_config.architecture": "vit_pe_core_large_patch14_336",
        "vision_config.model_args": {"embed_dim": 1024},
    },
    # As Qwen/Qwen3-Omni-30B-A3B-Instruct.
    "qwen3_omni_moe": {
        "talker_config.text_config.shared_expert_intermediate_size": 768,
        "talker_config.spatial_merge_size": 2,
    },
    # The example in its documentation.
    "timm_backbone": {"backbone": "resnet50"},
    # Its code adds a list to them, and the defaults are tuples.
    "vitmatte": {"fusion_hidden_sizes": [256, 128, 64, 32]},
}
"""What default configurations lack, by dotted name. A function gets the number of layers."""

TYPES = {"nougat": "vision-encoder-decoder"}
"""The type whose configuration is taken instead: that of Nougat names an encoder that does not
exist, and its checkpoints are of this type."""

HEADS = {
    "esmfold2": "EsmFold2Model",
    "evolla": "EvollaForProteinText2Text",
    "layoutxlm": "LayoutLMv2Model",
    "musicgen": "MusicgenForConditionalGeneration",
    "musicgen_melody": "MusicgenMelodyForConditionalGeneration",
    "nougat": "VisionEncoderDecoderModel",
    "pp_lcnet": "PPLCNetForImageClassification",
    "rag": "RagModel",
    "shieldgemma2": "ShieldGemma2ForImageClassification",
    "step3p5": "Step3p7TextModel",
    "tipsv2_dpt": "Tipsv2DptForDepthEstimation",
}
"""The class that an architecture is for, where the tables of the auto classes list none, a part
of it alone, or others before it."""


def counted_class(model_type: str) -> tuple[str, bool]:
    """The name of the class to count: the base model, else the head that the architecture is
    for; and whether it is the base model. The name is "" where there is neither."""
    from transformers.models.auto import modeling_auto

    if model_type in HEADS:
        return HEADS[model_type], False
    base = modeling_auto.MODEL_MAPPING_NAMES.get(model_type)
    if base:
        return (base if isinstance(base, str) else base[0]), True
    return next(iter(head_classes(model_type)), ""), False


def head_classes(model_type: str) -> list[str]:
    """The classes that the auto tables of the installed transformers list for an architecture."""
    from transformers.models.auto import modeling_auto

    classes: dict[str, None] = {}
    for table, names in vars(modeling_auto).items():
        if table.startswith("MODEL_FOR_") and table.endswith("_MAPPING_NAMES"):
            name = names.get(model_type, ())
            classes |= dict.fromkeys([name] if isinstance(name, str) else name)
    return list(classes)


def default_configuration(model_type: str, **changes):
    """The default configuration of an architecture with what it lacks, and `changes` made.

    What follows from a changed field, the kinds of layers from their number say, is derived
    anew. Raises `i18n.Problem` where the installed transformers has no such architecture or
    field; what the code of the configuration raises, as it is.
    """
    kind, keywords = keywords_of(model_type, **changes)
    return kind(**keywords)


def keywords_of(model_type: str, **changes) -> tuple[Any, dict[str, Any]]:
    """The class of a configuration and the keywords that make `default_configuration` of it."""
    from transformers import CONFIG_MAPPING

    if model_type not in CONFIG_MAPPING:
        raise Problem(
            N_("The installed transformers has no architecture {model!r}."), model=model_type
        )
    kind = CONFIG_MAPPING[TYPES.get(model_type, model_type)]
    given = GIVEN.get(model_type, {})
    keywords = _arguments(kind, None, given)
    if not changes:
        return kind, keywords
    default = kind(**keywords)
    for field in changes:
        try:
            if callable(value_of(default, field)):
                raise TypeError("a method")
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            # A configuration takes any keyword; a misspelt one would change nothing.
            raise Problem(
                N_("{configuration} has no field {field}."),
                field=field,
                configuration=kind.__name__,
            ) from error
    return kind, _arguments(kind, default, given | changes)


def value_of(config, field: str):
    """The value of a field by its dotted name.

    Without it AttributeError, IndexError, TypeError or ValueError, as its path breaks.
    """
    for name in field.split("."):
        if isinstance(config, list | tuple):
            config = config[int(name)]
            continue
        # Fields that differ from layer to layer refuse to be read by getattr.
        stored, name = vars(config), config.attribute_map.get(name, name)
        config = stored[name] if name in stored else getattr(config, name)
    return config


def parts(config, prefix: str = "") -> dict[str, Any]:
    """A configuration and all inside it, by dotted name; its own name is ""."""
    from transformers import PreTrainedConfig

    found = {prefix: config}
    for name, value in vars(config).items():
        if isinstance(value, PreTrainedConfig):
            found |= parts(value, f"{prefix}.{name}" if prefix else name)
    return found


def _arguments(kind, current, changes: dict[str, Any]) -> dict[str, Any]:
    """Keywords that make a configuration of `kind` like `current`, if there is one, anew."""
    from transformers import CONFIG_MAPPING

    arguments = {field: value for field, value in changes.items() if "." not in field}
    inner: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        field, _dot, rest = name.partition(".")
        if rest:
            inner.setdefault(field, {})[rest] = value
    for field, nested in inner.items():
        part = getattr(current, field, None)
        if isinstance(part, list | tuple):
            arguments[field] = [nested.get(str(at), value) for at, value in enumerate(part)]
            continue
        part_kind, start = _start(kind, part, field)
        whole = arguments.get(field)
        if isinstance(whole, dict) and "model_type" in whole:  # of another kind, perhaps
            part_kind, part = CONFIG_MAPPING[whole["model_type"]], None
        start = (whole or start) | _arguments(part_kind, part, nested)
        if part_kind.model_type:
            start["model_type"] = part_kind.model_type
        arguments[field] = start
    for field, value in arguments.items():
        if callable(value):
            layers = arguments.get("num_hidden_layers", kind.num_hidden_layers)
            arguments[field] = value(layers)
    return arguments


def _start(kind, part, field: str) -> tuple[Any, dict[str, Any]]:
    """The kind of a configuration inside one of `kind`, and what tells it from that kind's
    default. `part` is the present one, if there is one."""
    from transformers import PreTrainedConfig

    spec = kind.sub_configs_defaults.get(field)
    if field == "backbone_config" and part is not None:
        return type(part), part.to_diff_dict()  # code makes it, not a specification
    start = dict(spec.init_kwargs) if spec is not None else {}
    if part is not None:
        return type(part), start
    if spec is not None and not issubclass(spec.config_class, PreTrainedConfig):
        return spec.get_config_class(spec.model_type), start
    return kind.sub_configs[field], start
