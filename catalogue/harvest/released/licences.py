"""How licences are spelt, and those of well-known families that no table states."""

import re

SPELLINGS = (
    (r"not specified|multiple|^$", ""),
    (r"dinov3-license", "dinov3-license"),
    (r"ai\.google\.dev/gemma|^gemma$", "gemma"),
    (r"bigscience/license", "bigscience-bloom-rail-1.0"),
    (r"health-ai-developer", "health-ai-developer-foundations"),
    (r"LiquidAI/", "lfm1.0"),
    (r"nvidia|NVlabs", "nvidia-open-model-license"),
    (r"sarashina-embedding", "sarashina-non-commercial"),
    (r"Qodo-Embed", "qodoai-open-rail-m"),
    (r"^https?://", "other"),
)
"""What a licence is written as where a table gives a link or says that it does not know."""

STATED = (
    (r"^meta-llama/Llama-2-|^codellama/|^facebook/chameleon", "llama2"),
    (r"^meta-llama/Meta-Llama-3-", "llama3"),
    (r"^meta-llama/(Meta-)?Llama-(3\.1|Guard-3)", "llama3.1"),
    (r"^meta-llama/Llama-3\.2", "llama3.2"),
    (r"^meta-llama/Llama-3\.3", "llama3.3"),
    (r"^meta-llama/Llama-4", "llama4"),
    (r"^Qwen/Qwen2\.5(-Coder)?-3B", "qwen-research"),
    (r"^Qwen/Qwen2\.5-VL-3B", "qwen-research"),
    (r"^Qwen/(Qwen2\.5(-VL|-Math)?-72B|Qwen2-(VL-|Math-)?72B|QvQ-72B|QVQ-72B)", "qwen"),
    (r"^Qwen/(Qwen1\.5|Qwen-|CodeQwen)", "tongyi-qianwen"),
    (r"^Qwen/(Qwen2(\.5)?-|Qwen3-|QwQ|Qwen-Image)", "apache-2.0"),
    (r"^mistralai/(Mistral-Large|Ministral-8B-Instruct-2410|Pixtral-Large)", "mrl"),
    (r"^mistralai/Codestral-22B", "mnpl"),
    (r"^mistralai/(Mistral-7B|Mistral-Nemo|Mistral-Small|Mixtral|Pixtral-12B|Devstral-Small|"
     r"Magistral-Small|[Mm]athstral|Voxtral)", "apache-2.0"),
    (r"^google/(gemma|codegemma|recurrentgemma|paligemma|shieldgemma)-?[23]?[-n]", "gemma"),
    (r"^microsoft/([Pp]hi-[1234]|Florence-2|deberta|layoutlm-|biogpt|BioGPT)", "mit"),
    (r"^microsoft/(beit|resnet|swin|swinv2)-", "apache-2.0"),
    (r"^deepseek-ai/DeepSeek-(R1|V3-0324|V3\.[12]|Prover-V2|OCR)", "mit"),
    (r"^deepseek-ai/(deepseek-(llm|coder|vl|moe)|DeepSeek-(V2|V3|Coder|VL))", "deepseek"),
    (r"^01-ai/Yi", "apache-2.0"),
    (r"^openai/(gpt-oss|whisper)", "apache-2.0"),
    (r"^openai-community/gpt2", "mit"),
    (r"^zai-org/GLM-4\.[1567]|^zai-org/GLM-4-.*0414", "mit"),
    (r"^zai-org/glm-4-9b|^THUDM/glm-4-9b", "glm-4"),
    (r"^tiiuae/falcon-(7b|40b|rw)", "apache-2.0"),
    (r"^tiiuae/(falcon-180B|Falcon3|falcon-mamba)", "falcon-llm-license"),
    (r"^(ibm-granite/granite|HuggingFaceTB/Smol|allenai/OLMo|EleutherAI/(pythia|gpt-neox|gpt-j)|"
     r"TinyLlama/|mosaicml/mpt-(7b|30b)(-instruct)?$|state-spaces/mamba|answerdotai/ModernBERT|"
     r"openlm-research/open_llama|baidu/ERNIE-4\.5|BSC-LT/salamandra|ByteDance-Seed/Seed-OSS|"
     r"rednote-hilab/dots|swiss-ai/Apertus|databricks/dolly|bigcode/tiny_starcoder)",
     "apache-2.0"),
    (r"^EleutherAI/gpt-neo-", "mit"),
    (r"^bigcode/starcoder", "bigcode-openrail-m"),
    (r"^bigscience/bloom", "bigscience-bloom-rail-1.0"),
    (r"^databricks/dbrx", "databricks-open-model-license"),
    (r"^(CohereForAI|CohereLabs)/(c4ai-command|aya)", "cc-by-nc-4.0"),
    (r"^OpenGVLab/InternVL(2|2_5)-", "mit"),
    (r"^facebook/(dinov2|detr|sam-vit|wav2vec2|hubert)", "apache-2.0"),
    (r"^facebook/(musicgen|seamless|hf-seamless|nllb|mms-)", "cc-by-nc-4.0"),
    (r"^(google-bert|distilbert|albert|google-t5)/", "apache-2.0"),
    (r"^google/(vit|electra|siglip|flan-t5|mt5|umt5|pegasus|owlvit|owlv2|tapas|fnet|canine)-",
     "apache-2.0"),
    (r"^FacebookAI/(xlm-)?roberta-", "mit"),
    (r"^moonshotai/(Moonlight|Kimi-VL)", "mit"),
    (r"^moonshotai/Kimi-K2", "modified-mit"),
)  # fmt: skip
"""Licences of checkpoints of well-known makers, as their model cards on the Hub state them.

The tables of language models do not carry any; a checkpoint that is in none of these lines and
of none of the tables keeps a blank."""


def licence(checkpoint: str, stated: str) -> str:
    """A licence by the short name of the Hub ("apache-2.0"); blank where it is unknown."""
    for pattern, spelling in SPELLINGS if stated else ():
        if re.search(pattern, stated):
            return spelling
    if stated:
        return stated.lower()
    return next((name for pattern, name in STATED if re.search(pattern, checkpoint)), "")
