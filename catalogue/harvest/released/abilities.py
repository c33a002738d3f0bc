"""What a checkpoint can do, where the tables do not say it: by its name.

Makers write into a name how a model was trained ("-Instruct", "-it", "-Thinking"), and some train
every model of a family to chat. The patterns were written from their model cards.
"""

import re

TURNED_INTO_VECTORS = {"embedding", "reranking"}
TALKS = {"chat", "tools", "reasoning", "completion", "speech recognition"}
EMBEDS = re.compile(r"embed|rerank|retriev|/gte-|/gme-|/e5-|/bge-", re.IGNORECASE)
GENERATES = re.compile(r"CausalLM|LMHeadModel|ForConditionalGeneration|ChatModel|ChatGLM")

TRAINED = re.compile(r"[-_](instruct|chat|it)([-_.]|$)|/rwkv-raven", re.IGNORECASE)
CHAT = re.compile(
    r"[-_.](instruct|inst|chat|it|sft|rl|dpo|thinking|think|mpo)(?=[-_.]|\d{4}|$)"
    r"|chatglm|zephyr|vicuna|hermes|wizardlm|openbuddy|platypus|freewilly|alpaca|rwkv-raven"
    r"|/stablelm-tuned|/dolly|/seallm"
    r"|/(aya-|c4ai-|command-)|/tele-?chat|/phi-4|/ernie-4\.5-|/kimi-(k2|dev|vl)|/qwq|/qvq"
    r"|/deepseek-(r1|v2\.5|v[34]|vl|prover|math-v2)|/minimax-(m\d|text|vl)|/glm-(4|5|z1|edge)"
    r"|/(ling|ring)-|/(code|dev|magi|math)stral-(22b|small|7b)|/mistral-small-3|/ministral-3-"
    r"|/longwriter|/qwenlong|deepresearch|/skywork-o1|/reflection-|/numinamath|/smallthinker"
    r"|/minicpm|/minimind|/gpt-oss|/granite-4|/hy-mt|/hy3|/bitnet-b1\.58-2b|/qwen3-coder|/qwen3\.5-"
    r"|/mimo-(v2|vl)|/youtu-llm|llava|/internvl|/sensenova-si|/ovis\d|/cogvlm|/cogagent|/step3"
    r"|/keye|/molmo|/intern-?s1|xcomposer2|/autoglm|/smolvlm|/idefics[23]|/pixtral|/yi-vl|/mplug-owl|/janus|/glyph|/dots1?\.vlm",
    re.IGNORECASE,
)
BASE = re.compile(
    r"[-_.](base|pretrain(ed)?|reward|rewardmodel|p?rm|prm800k|guard|embed(ding)?|rerank(er)?|ocr)"
    r"(?=[-_.\d]|$)|gemma\S*-pt|paligemma|ovisocr|ovis-?image|deepseek-ocr|-guard-|qwen3guard"
    r"|/glm-4-9b(-hf)?$|/glm-(image|ocr|asr|tts)|/internvl2-pretrain|/intern(vit|video)"
    r"|/(pixtral-12b-base|janus-\w*tokenizer)|/minicpm-(reranker|embedding)",
    re.IGNORECASE,
)
"""What was not trained to chat, though CHAT is in its name: also models that score texts."""

TOOLS = re.compile(
    r"/mistral-7b-instruct-v0\.3|/mistral-(nemo|large|small|medium)|/ministral|/mixtral-8x22b-inst"
    r"|/(dev|magi)stral|/c4ai-command|/command-(r|a)|/kimi-k2|/gpt-oss|hermes-(2-pro|3|4)"
    r"|/(meta-)?llama-(3\.[123]|4)-.*instruct|/qwen2\.5-[\d.]+b-instruct|/qwen3-([\d.]+b|coder|next)"
    r"|/qwq-32b(?!-preview)|/glm-(4\.[5-9]|5)|/glm-4-9b-chat|/chatglm3-6b|/deepseek-(v2\.5|v3|r1-0528$)"
    r"|/granite-[34]|/smollm3|/phi-4-mini-inst|/minimax-m|/seed-oss|/internlm(2_5|3)-|/minicpm3-",
    re.IGNORECASE,
)
CODE = re.compile(
    r"(?<!en)(?<!de)(?<!bar)code(?!c|book)|codestral|devstral|starcoder|santacoder", re.IGNORECASE
)
COMPLETES = {
    "bloom", "codegen", "ctrl", "falcon", "gpt2", "gpt_bigcode", "gpt_neo", "gpt_neox", "gptj",
    "mamba", "mpt", "openai-gpt", "opt", "rwkv", "transfo-xl", "xglm", "biogpt", "reformer",
}  # fmt: skip
"""Architectures of which every checkpoint continues a text."""


def stated(statements: list[dict]) -> list[str]:
    """The abilities that several tables state of one checkpoint.

    mteb measures as embeddings what other tables know as a model that writes or that hears; there
    the others count.
    """
    others = [fact for fact in statements if not fact["source"][0].startswith("mteb ")]
    said = {ability for fact in others for ability in fact.get("abilities") or ()}
    classes = [fact.get("architecture") or "" for fact in others]
    writes = bool(said & TALKS) or any(GENERATES.search(name) for name in classes)
    if said & TURNED_INTO_VECTORS or EMBEDS.search(statements[0]["checkpoint"]):
        writes = False
    measured = TURNED_INTO_VECTORS if writes else set()
    return [
        ability
        for fact in statements
        for ability in fact.get("abilities") or ()
        if fact in others or ability not in measured
    ]


def completed(checkpoint: str, model: str, architecture: str, known: list[str]) -> set[str]:
    """All abilities of a checkpoint: those known, and those that its name and class tell."""
    found = set(known)
    if CODE.search(checkpoint.split("/")[-1]):
        found.add("code")
    if model == "whisper":
        return (found | {"speech recognition"}) - TURNED_INTO_VECTORS - {"completion"}
    if found & TURNED_INTO_VECTORS:
        return found - {"completion"}
    writes = bool(GENERATES.search(architecture) or found & TALKS or TRAINED.search(checkpoint))
    other = found & {"speech recognition", "speech", "music", "image generation"}
    if writes and not other and CHAT.search(checkpoint) and not BASE.search(checkpoint):
        found = (found | {"chat"}) - {"completion"}
    if "chat" in found and TOOLS.search(checkpoint) and not BASE.search(checkpoint):
        found.add("tools")
    continues = re.search("ForCausalLM|LMHeadModel", architecture) or model in COMPLETES
    if continues and not found - {"code"}:
        found.add("completion")
    return found
