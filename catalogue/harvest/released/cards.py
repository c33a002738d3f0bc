"""What model cards say where the tables round, err or are silent.

Tables call a model by its name's size, which is that of its text model alone in many a model of
vision ("7B" for 8.29 billion), or that of its effective parameters ("E2B"). They take contexts
from a file that the maker corrected since, or as far as it extrapolates. These lines were written
by hand in November 2026 from knowledge of the makers' model cards; no command reads them from
there, so a card that differs is right. The comment says what was wrong. Names are those of
repositories without the organisation, so that other publishers and formats of the same weights
are meant too.
"""

import re

Facts = dict


def _size(billions: float, active: float = 0, **others) -> Facts:
    facts = {"stated_parameters": round(billions * 1e9), **others}
    return facts | ({"active_parameters": round(active * 1e9)} if active else {})


def _layers(layers: int, heads: int, key_value_heads: int, width: int, head_size: int = 0) -> Facts:
    return {
        "layers": layers,
        "heads": heads,
        "key_value_heads": key_value_heads,
        "width": width,
        "head_size": head_size or width // heads,
    }


def _whisper(millions: float, layers: int, heads: int, decoder: int = 0, **others) -> Facts:
    """`decoder` are the layers that keep a cache, where they are fewer than the encoder's."""
    numbers = {"layers": decoder or layers, "heads": heads, "key_value_heads": heads}
    text = {"head_size": 64, "width": 64 * heads, "vocabulary": 51865, "context": 448}
    return _size(millions / 1000) | numbers | text | {"licence": "apache-2.0"} | others


OVER_140 = ["en", "mul"]
FURTHER = r"(-it|-pt|-Instruct|-Chat|-Base|-hf|-Thinking)?"

CARDS: tuple[tuple[str, Facts], ...] = (
    # Vision: the tables count the text model, as the name does.
    (rf"Qwen2-VL-2B{FURTHER}", _size(2.209)),
    (rf"Qwen2-VL-7B{FURTHER}", _size(8.291)),
    (rf"Qwen2-VL-72B{FURTHER}", _size(73.41)),
    (r"Qwen2\.5-VL-3B-Instruct", _size(3.755)),
    (r"Qwen2\.5-VL-7B-Instruct", _size(8.292)),
    (r"Qwen2\.5-VL-32B-Instruct", _size(33.45)),
    (r"Qwen2\.5-VL-72B-Instruct", _size(73.41)),
    (rf"Qwen3-VL-2B{FURTHER}", _size(2.128)),
    (rf"Qwen3-VL-4B{FURTHER}", _size(4.438)),
    (rf"Qwen3-VL-8B{FURTHER}", _size(8.767)),
    (rf"Qwen3-VL-32B{FURTHER}", _size(33.36)),
    (rf"Qwen3-VL-30B-A3B{FURTHER}", _size(31.07)),
    (r"(med)?gemma-3-4b-(it|pt)|medgemma-4b-(it|pt)", _size(4.300, languages=OVER_140)),
    (r"gemma-3-12b-(it|pt)", _size(12.19, languages=OVER_140)),
    (r"gemma-3-27b-(it|pt)|medgemma-27b-it", _size(27.43, languages=OVER_140)),
    (r"paligemma-3b-.*", _size(2.923)),
    (r"paligemma2-3b-.*", _size(3.033)),
    (
        r"llava-(1\.5|v1\.6-vicuna)-7b(-hf)?",
        _size(7.063, context=4096, **_layers(32, 32, 32, 4096)),
    ),
    (
        r"llava-(1\.5|v1\.6-vicuna)-13b(-hf)?",
        _size(13.35, context=4096, **_layers(40, 40, 40, 5120)),
    ),
    (r"llava-v1\.6-mistral-7b(-hf)?", _size(7.567)),
    (r"llava-v1\.6-34b(-hf)?", _size(34.75)),
    (r"InternVL2-2B|InternVL2_5-2B(-MPO)?", _size(2.206)),
    (r"InternVL2-4B", _size(4.147)),
    (r"InternVL2(_5)?-8B(-MPO)?", _size(8.075, **_layers(32, 32, 8, 4096))),
    (r"InternVL2(_5)?-26B(-MPO)?", _size(25.51)),
    (r"InternVL2_5-4B(-MPO)?", _size(3.713)),
    (r"InternVL(2|2_5|3)-1B(-MPO|-Pretrained|-Instruct|-hf)?", _size(0.938)),
    (r"InternVL3-2B(-Pretrained|-Instruct|-hf)?", _size(2.088)),
    (r"InternVL3-8B(-Pretrained|-Instruct|-hf)?", _size(7.944)),
    (r"InternVL3(_5)?-14B(-MPO|-Pretrained|-Instruct|-hf)?", _size(15.12)),
    (r"InternVL3_5-1B(-MPO|-Pretrained|-Instruct|-hf)?", _size(1.061)),
    (r"InternVL3_5-2B(-MPO|-Pretrained|-Instruct|-hf)?", _size(2.348)),
    (r"InternVL3_5-4B(-MPO|-Pretrained|-Instruct|-hf)?", _size(4.732)),
    (r"InternVL3_5-8B(-MPO|-Pretrained|-Instruct|-hf)?", _size(8.528)),
    (r"MiniCPM-V-2_6", _size(8.099)),
    (r"MiniCPM-Llama3-V-2_5", _size(8.537)),
    (r"MiniCPM-o-2_6", _size(8.675)),
    (r"MiniCPM-V-4_5", _size(8.696)),
    (r"(Meta-)?Llama-3\.2-11B-Vision(-Instruct)?", _size(10.67)),
    (r"(Meta-)?Llama-3\.2-90B-Vision(-Instruct)?", _size(88.59)),
    (r"pixtral-12b.*", _size(12.68)),
    (r"idefics2-8b.*", _size(8.403)),
    (r"glm-4v-9b", _size(13.91)),
    (r"GLM-4\.1V-9B-(Base|Thinking)", _size(10.29)),
    (r"Kimi-VL-A3B-.*", _size(16.41, 2.8)),
    (r"aya-vision-8b", _size(8.63)),
    # The names state effective parameters; embeddings of each layer come on top.
    (r"gemma-4-E2B(-it)?", _size(5.1, context=131_072, languages=OVER_140)),
    (r"gemma-4-E4B(-it)?", _size(8.0, context=131_072, languages=OVER_140)),
    (r"gemma-4-26B-A4B(-it)?", _size(25.2, 3.8, context=262_144, languages=OVER_140)),
    (r"gemma-4-31B(-it)?", _size(30.7, context=262_144, languages=OVER_140)),
    (
        r"gemma-3n-E2B(-it)?",
        _size(5.44, languages=OVER_140, context=32_768, **_layers(30, 8, 2, 2048, 256)),
    ),
    (
        r"gemma-3n-E4B(-it)?",
        _size(7.85, languages=OVER_140, context=32_768, **_layers(35, 8, 2, 2048, 256)),
    ),
    # Mixtures of experts whose names state the active parameters, or nothing.
    (
        r"Llama-4-Scout-17B-16E(-Instruct)?",
        _size(109, 17, context=10_485_760, **_layers(48, 40, 8, 5120)),
    ),
    (
        r"Llama-4-Maverick-17B-128E(-Instruct)?",
        _size(400, 17, context=1_048_576, **_layers(48, 40, 8, 5120)),
    ),
    (r"dbrx-(base|instruct)", _size(132, 36, context=32_768, **_layers(40, 48, 8, 6144))),
    (r"grok-1", _size(314, 78)),
    (r"Jamba-v0\.1", _size(52, 12, context=262_144)),
    (r"gpt-oss-20b", _size(20.91, 3.61)),
    (r"gpt-oss-120b", _size(116.83, 5.13)),
    (r"Kimi-K2-(Base|Instruct)", _size(1000, 32, context=131_072, **_layers(61, 64, 64, 7168))),
    (
        r"Kimi-K2-(Instruct-0905|Thinking)",
        _size(1000, 32, context=262_144, **_layers(61, 64, 64, 7168)),
    ),
    (r"WizardLM-2-8x22B|Mixtral-8x22B-v0\.1", _size(140.6, 39)),
    (r"DeepSeek-V2(\.5-1210)?|DeepSeek-Coder-V2-(Base|Instruct)", _size(236, 21)),
    (r"DeepSeek-V2-Lite(-Chat)?", _size(15.7, 2.4, context=32_768)),
    (r"DeepSeek-Coder-V2-Lite-(Base|Instruct)", _size(15.7, 2.4)),
    (r"DeepSeek-R1(-Zero|-0528)?|DeepSeek-V3(-Base|-0324)?", _size(671, 37)),
    (r"DeepSeek-V3\.(1(-Base|-Terminus)?|2(-Exp|-Exp-Base|-Speciale)?)", _size(671, 37)),
    (r"MiniMax-Text-01(-hf)?|MiniMax-M1-[48]0k", _size(456, 45.9)),
    (r"MiniMax-M2(\.1)?", _size(230, 10)),
    (r"Hunyuan-A13B-(Instruct|Pretrain)", _size(80, 13)),
    (r"dots1?\.llm1\.(base|inst)", _size(142, 14)),
    (r"Ling-plus(-base)?", _size(290, 28.8)),
    (r"Ling-lite(-base)?", _size(16.8, 2.75)),
    (r"Qwen1\.5-MoE-A2\.7B(-Chat)?", _size(14.3, 2.7)),
    (r"Qwen3-Coder-Next(-Base)?", _size(80, 3)),
    (r"Phi-3\.5-MoE-instruct", _size(41.9, 6.6, context=131_072)),
    (r"granite-4\.0-h-tiny", _size(7, 1)),
    # No table states a size.
    (r"bloom", _size(176.2, **_layers(70, 112, 112, 14_336))),
    (r"c4ai-command-r-v01|command-r", _size(35, context=131_072, **_layers(40, 64, 64, 8192))),
    (
        r"c4ai-command-r-plus|command-r-plus",
        _size(104, context=131_072, **_layers(64, 96, 8, 12_288)),
    ),
    (r"Phi-3-medium-(4k|128k)-instruct", _size(14, **_layers(40, 40, 10, 5120))),
    (r"Phi-3-small-(8k|128k)-instruct", _size(7.39)),
    (r"Phi-(3|3\.5)-vision(-128k)?-instruct", _size(4.147, context=131_072)),
    (r"Phi-4-multimodal-instruct", _size(5.574, context=131_072)),
    (r"phi-1", _size(1.42)),
    (r"Mistral-Small-Instruct-2409", _size(22.2)),
    (r"Devstral-Small-25\d\d", _size(23.6)),
    (r"roberta-large(-mnli)?", _size(0.355)),
    (r"ModernBERT-base", _size(0.149, context=8192, licence="apache-2.0")),
    (r"ModernBERT-large", _size(0.395, context=8192, licence="apache-2.0")),
    (r"gpt2-medium", _size(0.355)),
    (r"gpt2-large", _size(0.774)),
    (r"gpt2-xl", _size(1.558)),
    (r"distilgpt2|distilroberta-base", _size(0.082)),
    (r"bert-base-(cased|german-cased)", _size(0.109)),
    (r"bert-base-multilingual-cased", _size(0.178)),
    (r"bert-base-multilingual-uncased", _size(0.167)),
    (r"bert-base-chinese", _size(0.102)),
    (r"bert-large-(un)?cased(-whole-word-masking)?", _size(0.335)),
    (r"albert-base-v[12]", _size(0.0117)),
    (r"albert-large-v[12]", _size(0.0177)),
    (r"albert-xlarge-v[12]", _size(0.0587)),
    (r"electra-base-discriminator", _size(0.109)),
    (r"electra-large-discriminator", _size(0.334)),
    (r"deberta-base", _size(0.139)),
    (r"deberta-large", _size(0.405)),
    (r"deberta-v2-xlarge", _size(0.9)),
    (r"deberta-v2-xxlarge", _size(1.5)),
    (r"t5-base", _size(0.223)),
    (r"t5-large", _size(0.738)),
    (r"flan-t5-xl", _size(2.85)),
    (r"flan-t5-xxl", _size(11.3)),
    (r"mt5-small", _size(0.3)),
    (r"mt5-base", _size(0.582)),
    (r"mt5-large", _size(1.23)),
    (r"bart-large-cnn", _size(0.406)),
    (r"sam-vit-large", _size(0.312)),
    (r"sam-vit-huge", _size(0.641)),
    # BAAI's rerankers have neither size nor licence in the tables.
    (r"bge-reranker-base", _size(0.278, licence="mit")),
    (r"bge-reranker-large", _size(0.560, licence="mit")),
    (r"bge-reranker-v2-m3", _size(0.568, licence="apache-2.0")),
    (r"bge-reranker-v2-gemma", _size(2.51, licence="apache-2.0")),
    (r"bce-(embedding|reranker)-base_v1", _size(0.278)),
    # The date of the paper or of the first version stands for all that followed.
    (r"bge-m3", {"released": "2024-01-30"}),
    # mteb gives the date and the licence of the first Whisper, and of its code, to all.
    (r"whisper-tiny(\.en)?", _whisper(37.8, 4, 6)),
    (r"whisper-base(\.en)?", _whisper(72.6, 6, 8)),
    (r"whisper-small(\.en)?", _whisper(241.7, 12, 12)),
    (r"whisper-medium(\.en)?", _whisper(763.9, 24, 16)),
    (r"whisper-large", _whisper(1543.3, 32, 20)),
    (r"whisper-large-v2", _whisper(1543.3, 32, 20, released="2022-12-05")),
    (r"whisper-large-v3", _whisper(1543.5, 32, 20, released="2023-11-06", vocabulary=51866)),
    (
        r"whisper-large-v3-turbo",
        _whisper(808.9, 32, 20, 4, released="2024-10-01", vocabulary=51866, licence="mit"),
    ),
    (r"distil-large-v2", _whisper(756.2, 32, 20, 2, licence="mit")),
    # The code of CLIP, with which its weights came, is under this one; no card states any.
    (r"clip-vit-(base|large)-patch(14|16|32)(-336)?", {"licence": "mit"}),
    # A first file of its configuration had twice the key/value heads.
    (r"(Meta-)?Llama-3\.1-405B-Instruct", {"key_value_heads": 8}),
    # The context before the maker lengthened it, of the code's default, or extrapolated.
    (r"Phi-3\.5-mini-instruct", {"context": 131_072}),
    (r"(code)?gemma-(1\.1-)?[27]b(-it)?", {"context": 8192}),
    (r"Mistral-7B-(Instruct-)?v0\.[23]", {"context": 32_768}),
    (
        r"Mistral-Nemo-(Base|Instruct)-2407",
        {"context": 131_072, "stated_parameters": 12_247_782_400},
    ),
    (r"Yi-(6|9|34)B-200K", {"context": 200_000}),
    (r"CodeLlama-(7|13|34)b-(Instruct-|Python-)?(hf|fp16)", {"context": 16_384}),
    (r"Phi-3-(mini|medium|small)-128k-instruct", {"context": 131_072}),
    (r"LLaMA-2-7B-32K", {"context": 32_768}),
    # No table has more than the name.
    (
        r"zephyr-7b-(alpha|beta)",
        _size(7.242, context=32_768, licence="mit", **_layers(32, 32, 8, 4096)),
    ),
    (r"chatglm[23]-6b", _size(6.244, context=8192, **_layers(28, 32, 2, 4096))),
    # One of its languages alone.
    (r"MiniCPM3-4B", {"languages": ["en", "zh"]}),
)
"""The name of a repository, all of it and case aside, and what its card states."""

WINDOWS = (
    (r"/gemma-3-(1b|270m)|/embeddinggemma-300m", 512),
    (r"/(gemma-3-(4|12|27)b|medgemma-(4|27)b)", 1024),
    (r"/gemma-4-E[24]B", 512),
    (r"/gemma-4-(26B|31B)", 1024),
    (r"/gemma-3n-E[24]B", 512),
)
"""Tokens that layers with a sliding window keep, by what is in an id, where the default of the
architecture is of another size: Gemma 3's is the 4,096 of Gemma 2."""


def card(checkpoint: str) -> Facts:
    """What the cards state of a checkpoint, with the keys of the tables; mostly nothing."""
    name = checkpoint.split("/")[-1]
    found: Facts = {}
    for pattern, facts in CARDS:
        if re.fullmatch(pattern, name, re.IGNORECASE):
            found = facts | found
    return found


def window(checkpoint: str) -> int | None:
    """The sliding window of a checkpoint; None where its architecture's default is right."""
    return next((size for pattern, size in WINDOWS if re.search(pattern, checkpoint, re.I)), None)
