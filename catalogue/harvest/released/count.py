"""Parameters of checkpoints, counted on torch's meta device from the numbers of their layers."""

import re
from functools import cache

COMPLETE = {
    "ArceeForCausalLM", "Ernie4_5ForCausalLM", "Gemma2ForCausalLM", "Gemma3ForCausalLM",
    "GemmaForCausalLM", "Glm4ForCausalLM", "GlmForCausalLM", "GPT2LMHeadModel",
    "GPTNeoXForCausalLM", "HunYuanDenseV1ForCausalLM", "LlamaForCausalLM", "MistralForCausalLM",
    "MixtralForCausalLM", "Olmo2ForCausalLM", "OlmoForCausalLM", "Phi3ForCausalLM",
    "PhiForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM", "Qwen3MoeForCausalLM",
    "SeedOssForCausalLM", "StableLmForCausalLM",
}  # fmt: skip
"""Classes whose size follows from the numbers that the tables state."""

FIELDS = {
    "layers": "num_hidden_layers",
    "heads": "num_attention_heads",
    "key_value_heads": "num_key_value_heads",
    "head_size": "head_dim",
    "width": "hidden_size",
    "vocabulary": "vocab_size",
    "feed_forward": "intermediate_size",
    "experts": "num_experts",
    "expert_feed_forward": "moe_intermediate_size",
}
NEEDED = ("layers", "heads", "width", "vocabulary", "feed_forward")
EXPERTS = {"Qwen3MoeForCausalLM": ("experts", "expert_feed_forward"), "MixtralForCausalLM": ()}
"""What a mixture of experts needs beside; Mixtral's eight are its default."""


TIED = re.compile(
    r"Qwen1\.5-0\.5B|Qwen2-(0\.5|1\.5)B|Qwen2\.5-(Coder-|Math-)?(0\.5|1\.5|3)B|VibeThinker-(1\.5|3)B"
    r"|Qwen3-(0\.6|1\.7|4)B|XiYanSQL-QwenCoder-3B|Llama-3\.2-[13]B|Phi-4-mini|SmolLM|Hunyuan-"
    r"|OLMo-1B|ERNIE-4\.5-0\.3B|Hy-MT2?-?(1\.8|7)B|HY-MT1\.5",
    re.IGNORECASE,
)
"""Checkpoints whose output layer shares the weights of the input embeddings, as the file of
their configuration says and the tables do not; others are as their class has it by default."""


DEFAULT = {
    "albert/albert-xxlarge-v2": "AlbertModel",
    "facebook/bart-large": "BartModel",
    "facebook/dinov2-base": "Dinov2Model",
    "facebook/hubert-base-ls960": "HubertModel",
    "facebook/opt-125m": "OPTForCausalLM",
    "facebook/sam-vit-base": "SamModel",
    "facebook/wav2vec2-base-960h": "Wav2Vec2ForCTC",
    "FacebookAI/roberta-base": "RobertaModel",
    "google-bert/bert-base-uncased": "BertModel",
    "google-t5/t5-small": "T5ForConditionalGeneration",
    "google/electra-small-discriminator": "ElectraModel",
    "google/siglip-base-patch16-224": "SiglipModel",
    "google/vit-base-patch16-224": "ViTForImageClassification",
    "openai-community/gpt2": "GPT2LMHeadModel",
    "openai/clip-vit-base-patch32": "CLIPModel",
    "openai/whisper-tiny": "WhisperForConditionalGeneration",
    "xlnet/xlnet-large-cased": "XLNetLMHeadModel",
}
"""Well-known checkpoints whose configuration is the default of their class; that class."""


def default(checkpoint: str) -> dict[str, int | str | None]:
    """What a checkpoint of DEFAULT has, with the keys of FIELDS and "counted_parameters"; else
    nothing."""
    import torch
    import transformers

    if checkpoint not in DEFAULT:
        return {}
    kind = getattr(transformers, DEFAULT[checkpoint])
    config = kind.config_class()
    with torch.device("meta"):
        model = kind(config)
    text = config.get_text_config()
    numbers = {name: getattr(text, field, None) for name, field in FIELDS.items()}
    return {
        **{name: value for name, value in numbers.items() if type(value) is int},
        "architecture": DEFAULT[checkpoint],
        "context": getattr(text, "max_position_embeddings", None),
        "counted_parameters": sum(parameter.numel() for parameter in model.parameters()),
    }


def counted(
    checkpoint: str, architecture: str, numbers: dict[str, int], mixture: bool
) -> int | None:
    """The parameters of a checkpoint; None where its class or its numbers do not say enough.

    `numbers` may have the keys of FIELDS. A mixture of experts is one that the tables say to
    have active parameters: whatever class a family has, only those of EXPERTS can be its.
    """
    if mixture and architecture not in EXPERTS:
        return None
    needed = (*NEEDED, *EXPERTS.get(architecture, ()))
    if architecture not in COMPLETE or any(name not in numbers for name in needed):
        return None
    given = tuple(sorted((FIELDS[name], value) for name, value in numbers.items()))
    return _built(architecture, given, bool(TIED.search(checkpoint)))


@cache
def _built(architecture: str, numbers: tuple[tuple[str, int], ...], tied: bool) -> int:
    import torch
    import transformers

    kind = getattr(transformers, architecture)
    # The default place of the padding token may lie outside of a smaller vocabulary.
    known: dict[str, int | bool | None] = {"pad_token_id": None} | dict(numbers)
    if tied:
        known["tie_word_embeddings"] = True
    with torch.device("meta"):
        model = kind(kind.config_class(**known))
    return sum(parameter.numel() for parameter in model.parameters())
