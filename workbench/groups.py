"""What the fields of a configuration are about, by their names."""

import re

from i18n import N_

GROUPS = {
    "attention": N_("Attention"),
    "width": N_("Width"),
    "layers": N_("Layers"),
    "vocabulary": N_("Vocabulary and positions"),
    "experts": N_("Experts"),
    "vision": N_("Vision"),
    "audio": N_("Audio"),
    "training": N_("Dropout and training"),
    "tokens": N_("Token IDs"),
    "other": N_("Other fields"),
}
"""The groups of fields in the order they are shown, each with its title."""

_NAMES = (
    ("tokens", r"_ids?$|_token_index$|_token$|^forced_|suppress_tokens|_idx$"),
    (
        "training",
        r"drop|initializer|^init_|_init|loss|coefficient|_cost$|jitter|pdrop|^mask_(time|feature)"
        r"|spec_augment|label|^layerdrop|_alpha$|_gamma$|gradient|noise|summary|classifier"
        r"|num_denoising|freeze|aux_",
    ),
    ("experts", r"expert|moe|router|topk|top_k|^n_group$|routed|mixture|sparse_step|dense_replace"),
    (
        "vision",
        r"image|patch|pixel|video|vision|spatial|temporal|frame|box|mask_token|backbone|fpn|anchor"
        r"|num_queries|crop|^num_channels$|cls_token|_point",
    ),
    (
        "audio",
        r"mel_|mel$|sampling|audio|codebook|^conv_|tdnn|ctc|spectro|hop_|feat_|speaker|upsampl"
        r"|num_conv_pos|subsampl|vocoder|codevector|xvector",
    ),
    ("vocabulary", r"vocab|position|rope|rotary|max_length|context|seq_len|embedding|theta|^tie_"),
    (
        "attention",
        r"attention|attn|head|^d_kv$|qk_|kv_|^q_|query|_lora_rank|window|softcap|sliding|index_",
    ),
    (
        "layers",
        r"layer|depth|block|stage|_act$|activation|_norm|norm_|eps$|bias|act_fn|stride|kernel",
    ),
    (
        "width",
        r"hidden|d_model|dim|size|width|ffn|inner|intermediate|channel|ratio|embd|expan|d_ff|filter",
    ),
)
"""Groups with what stands in the name of a field of theirs; the first that fits."""


def group_of(name: str) -> str:
    """The group, a key of `GROUPS`, that a field belongs to by its name."""
    return next((group for group, names in _NAMES if re.search(names, name)), "other")
