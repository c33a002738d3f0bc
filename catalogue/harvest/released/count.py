"""Parameters of checkpoints, counted on torch's meta device from the numbers of their layers."""

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
EXPERTS = {"Qwen3MoeForCausalLM": ("experts", "expert_feed_forward")}
"""What a mixture of experts needs beside; Mixtral's eight are its default."""


def counted(architecture: str, numbers: dict[str, int], stated: int | None) -> int | None:
    """The parameters of a checkpoint; None where its class or its numbers do not say enough.

    `numbers` may have the keys of FIELDS. The tables do not say whether the output layer
    shares the weights of the input embeddings: of both counts the one nearer to `stated` is
    given, else that with the default of the configuration.
    """
    needed = (*NEEDED, *EXPERTS.get(architecture, ()))
    if architecture not in COMPLETE or any(name not in numbers for name in needed):
        return None
    given = tuple(sorted((FIELDS[name], value) for name, value in numbers.items()))
    if stated is None:
        return _built(architecture, given, None)
    counts = [_built(architecture, given, tied) for tied in (True, False)]
    return min(counts, key=lambda count: abs(count - stated))


@cache
def _built(architecture: str, numbers: tuple[tuple[str, int], ...], tied: bool | None) -> int:
    import torch
    import transformers

    kind = getattr(transformers, architecture)
    default = kind.config_class()
    # The default place of the padding token may lie outside of a smaller vocabulary.
    known: dict[str, int | bool | None] = {"pad_token_id": None}
    known |= {name: value for name, value in numbers if hasattr(default, name)}
    if tied is not None:
        known["tie_word_embeddings"] = tied
    with torch.device("meta"):
        model = kind(kind.config_class(**known))
    return sum(parameter.numel() for parameter in model.parameters())
