"""Families and makers as people write them.

A Hub id says both in its own way: "Qwen/Qwen2.5-7B-Instruct-AWQ" is of the family "Qwen 2.5" by
Alibaba Qwen. The tables were written from the names that makers use in their model cards.
"""

import re

from ...tables import letters

FAMILIES = (
    (r"/yuan-?(\d)", r"Yuan \1", "IEIT Yuan"),
    (r"llm2vec", "LLM2Vec", "McGill NLP"),
    (r"idefics(\d)?", r"Idefics \1", "Hugging Face"),
    (r"instructblip", "InstructBLIP", "Salesforce"),
    (r"blip2", "BLIP-2", "Salesforce"),
    (r"mplug-owl-?(\d)?", r"mPLUG-Owl \1", "Alibaba"),
    (r"vit-gpt2", "ViT-GPT2", "Hugging Face"),
    (r"(?<![a-z])ibert", "I-BERT", "UC Berkeley"),
    (r"/lilt", "LiLT", "SCUT"),
    (r"e5-mistral", "E5 Mistral", "Microsoft"),
    (r"sfr-embedding", "SFR-Embedding", "Salesforce"),
    (r"linq-embed", "Linq-Embed", "Linq AI Research"),
    (r"olmocr", "olmOCR", "Ai2"),
    (r"/internvl-?(\d[-.]\d(?=-)|\d)", r"InternVL \1", "OpenGVLab"),
    (r"internvl", "InternVL", "OpenGVLab"),
    (r"intern-?s1", "Intern-S1", "Shanghai AI Laboratory"),
    (r"cogvlm2", "CogVLM2", "Z.ai"),
    (r"minicpm-llama3-v", "MiniCPM-V 2.5", "OpenBMB"),
    (r"llava-?onevision", "LLaVA-OneVision", "LLaVA"),
    (r"llava-?next-?video", "LLaVA-NeXT-Video", "LLaVA"),
    (r"llava-?v?(1\.[56])", r"LLaVA \1", "LLaVA"),
    (r"video-llava", "Video-LLaVA", "LanguageBind"),
    (r"vip-llava", "ViP-LLaVA", "LLaVA"),
    (r"bakllava", "BakLLaVA", "LLaVA"),
    (r"llava", "LLaVA", "LLaVA"),
    (r"ovis(2\.[56]|2|1\.[56])", r"Ovis \1", "Alibaba AIDC"),
    (r"openbuddy", "OpenBuddy", "OpenBuddy"),
    (r"skywork-or1", "Skywork OR1", "Skywork"),
    (r"skywork", "Skywork", "Skywork"),
    (r"colqwen-?(3\.5|2\.5|[23])?", r"ColQwen \1", "Illuin"),
    (r"colpali", "ColPali", "Illuin"),
    (r"gte-qwen(1\.5|2)", r"GTE Qwen \1", "Alibaba NLP"),
    (r"gme-", "GME", "Alibaba NLP"),
    (r"nemotron", "Nemotron", "NVIDIA"),
    (r"bge-reranker", "BGE Reranker", "BAAI"),
    (r"bge-multilingual-gemma2", "BGE Multilingual Gemma2", "BAAI"),
    (r"visualbert", "VisualBERT", "UCLA NLP"),
    (r"bigbird-pegasus", "BigBird-Pegasus", "Google"),
    (r"bigbird", "BigBird", "Google"),
    (r"/s2t-", "Speech2Text", "Meta"),
    (r"molmo-?(2)?", r"Molmo \1", "Ai2"),
    (r"qwq", "QwQ", "Alibaba Qwen"),
    (r"/kat-", "KAT", "Kuaishou"),
    (r"deepseek-r1-distill|DeepSeek-R1-0528-Qwen3", "DeepSeek R1 Distill", "DeepSeek"),
    (r"deepseek-?(r1)", "DeepSeek R1", "DeepSeek"),
    (r"deepseek-v(2\.5|3\.1|3\.2|4\.1|\d)", r"DeepSeek V\1", "DeepSeek"),
    (r"deepseek-coder-v2", "DeepSeek Coder V2", "DeepSeek"),
    (r"deepseek-coder", "DeepSeek Coder", "DeepSeek"),
    (r"deepseek-math", "DeepSeek Math", "DeepSeek"),
    (r"deepseek-prover", "DeepSeek Prover", "DeepSeek"),
    (r"deepseek-vl2", "DeepSeek VL2", "DeepSeek"),
    (r"deepseek-vl", "DeepSeek VL", "DeepSeek"),
    (r"deepseek-ocr-?2", "DeepSeek OCR 2", "DeepSeek"),
    (r"deepseek-ocr", "DeepSeek OCR", "DeepSeek"),
    (r"deepseek-(llm|moe)", "DeepSeek LLM", "DeepSeek"),
    (r"janus", "Janus", "DeepSeek"),
    (r"code-?llama", "Code Llama", "Meta"),
    (r"tiny-?llama", "TinyLlama", "TinyLlama"),
    (r"open-?llama", "OpenLLaMA", "OpenLM Research"),
    (r"llama-3\.2.*vision", "Llama 3.2 Vision", "Meta"),
    (r"llama-guard", "Llama Guard", "Meta"),
    (r"llama-?(2|3\.[123]|[34])(?!\d)", r"Llama \1", "Meta"),
    (r"marco-o1", "Marco-o1", "Alibaba AIDC"),
    (r"codeqwen1\.5", "CodeQwen 1.5", "Alibaba Qwen"),
    (r"qwen(3\.8|3|2\.5)-coder", r"Qwen \1 Coder", "Alibaba Qwen"),
    (r"qwen(2\.5|2)-math", r"Qwen \1 Math", "Alibaba Qwen"),
    (r"qwen(2\.5|2|3)-vl-(embedding|reranker)", r"Qwen \1 VL \2", "Alibaba Qwen"),
    (r"qwen(2\.5|2|3)-vl", r"Qwen \1 VL", "Alibaba Qwen"),
    (r"qwen(2|3)-(audio|asr|tts)", r"Qwen \1 \2", "Alibaba Qwen"),
    (r"qwen(2\.5|3)-omni", r"Qwen \1 Omni", "Alibaba Qwen"),
    (r"qwen3-(embedding|reranker|next)", r"Qwen 3 \1", "Alibaba Qwen"),
    (r"qwen-(vl|audio|image)", r"Qwen \1", "Alibaba Qwen"),
    (r"qwenlong", "QwenLong", "Alibaba Qwen"),
    (r"qwen(1\.5|2\.5|3\.[5-8]|[234](?!\d))", r"Qwen \1", "Alibaba Qwen"),
    (r"/qwen-", "Qwen", "Alibaba Qwen"),
    (r"qvq", "QVQ", "Alibaba Qwen"),
    (r"/gte-", "GTE", "Alibaba NLP"),
    (r"wan2?\.?(2\.[12])", r"Wan \1", "Alibaba Wan"),
    (r"z-image", "Z-Image", "Alibaba Tongyi"),
    (r"mixtral", "Mixtral", "Mistral AI"),
    (r"(codestral|ministral|pixtral|devstral|magistral|mathstral|voxtral|leanstral)", r"\1",
     "Mistral AI"),
    (r"mistral-(small|large|medium|nemo)", r"Mistral \1", "Mistral AI"),
    (r"mistral", "Mistral", "Mistral AI"),
    (r"codegemma", "CodeGemma", "Google"),
    (r"paligemma-?2", "PaliGemma 2", "Google"),
    (r"paligemma", "PaliGemma", "Google"),
    (r"recurrentgemma", "RecurrentGemma", "Google"),
    (r"embeddinggemma-?2", "EmbeddingGemma 2", "Google"),
    (r"embeddinggemma", "EmbeddingGemma", "Google"),
    (r"medgemma", "MedGemma", "Google"),
    (r"gemma-?3n", "Gemma 3n", "Google"),
    (r"gemma-?([234])(?![\db])", r"Gemma \1", "Google"),
    (r"gemma-[27]b", "Gemma", "Google"),
    (r"flan-?t5", "FLAN-T5", "Google"),
    (r"siglip2", "SigLIP 2", "Google"),
    (r"siglip", "SigLIP", "Google"),
    (r"phi-?(3\.5|[1234])(?![\d])", r"Phi-\1", "Microsoft"),
    (r"florence-2", "Florence-2", "Microsoft"),
    (r"multilingual-e5", "Multilingual E5", "Microsoft"),
    (r"intfloat/e5|/e5-", "E5", "Microsoft"),
    (r"wavlm", "WavLM", "Microsoft"),
    (r"deberta-v3", "DeBERTa v3", "Microsoft"),
    (r"deberta", "DeBERTa", "Microsoft"),
    (r"gpt-oss", "gpt-oss", "OpenAI"),
    (r"\w/distil-(large|medium|small)|distil-whisper", "Distil-Whisper", "Hugging Face"),
    (r"whisper", "Whisper", "OpenAI"),
    (r"openai/clip|/clip-vit-(base|large)-patch", "CLIP", "OpenAI"),
    (r"distilgpt2", "DistilGPT-2", "Hugging Face"),
    (r"gpt-?2(?!\d)", "GPT-2", "OpenAI"),
    (r"chatglm(\d)?", r"ChatGLM\1", "Z.ai"),
    (r"glm-?(4\.[1-9]v?|5\.[1-9]|[45])(?!\d)", r"GLM-\1", "Z.ai"),
    (r"glm-(edge|ocr|image|asr|tts)", r"GLM \1", "Z.ai"),
    (r"codegeex(\d)?", r"CodeGeeX\1", "Z.ai"),
    (r"cogvideox", "CogVideoX", "Z.ai"),
    (r"(cogvlm|cogagent|cogview)", r"\1", "Z.ai"),
    (r"internlm-?xcomposer", "InternLM-XComposer", "Shanghai AI Laboratory"),
    (r"internlm-?(2-5(?=-)|2\.5|[23](?!\d))?", r"InternLM \1", "Shanghai AI Laboratory"),
    (r"baichuan-?m(\d)", r"Baichuan M\1", "Baichuan"),
    (r"baichuan(2)?", r"Baichuan \1", "Baichuan"),
    (r"minicpm-?(v|o)-?(\d[-.]\d|\d)?", r"MiniCPM-\1 \2", "OpenBMB"),
    (r"minicpm-?(\d\.\d|[345])(?!b)", r"MiniCPM \1", "OpenBMB"),
    (r"minicpm", "MiniCPM", "OpenBMB"),
    (r"/Yi-?(1\.5)", r"Yi \1", "01.AI"),
    (r"/Yi-(coder|vl)", r"Yi \1", "01.AI"),
    (r"/Yi-\d", "Yi", "01.AI"),
    (r"kimi-(k\d(\.\d)?|vl|dev|linear|audio)", r"Kimi \1", "Moonshot AI"),
    (r"moonlight", "Moonlight", "Moonshot AI"),
    (r"minimax-(m\d(\.\d)?|text-01|vl-01)", r"MiniMax \1", "MiniMax"),
    (r"ernie-4\.5", "ERNIE 4.5", "Baidu"),
    (r"paddleocr-vl", "PaddleOCR-VL", "Baidu"),
    (r"hunyuan(video|dit|ocr|image)", r"Hunyuan \1", "Tencent"),
    (r"hunyuan", "Hunyuan", "Tencent"),
    (r"/hy-mt(\d(\.\d)?)?", r"Hunyuan MT \1", "Tencent"),
    (r"seed-oss", "Seed-OSS", "ByteDance"),
    (r"/(ling|ring)-(\w*?-?)(\d\.\d)", r"\1 \3", "inclusionAI"),
    (r"telechat-?([23](?:\.\d)?)?(?!\d*b)", r"TeleChat \1", "China Telecom"),
    (r"xverse", "XVERSE", "XVERSE"),
    (r"/orion", "Orion", "OrionStar"),
    (r"seallms?[-_]v(\d(\.\d)?)", r"SeaLLM v\1", "Alibaba DAMO"),
    (r"falcon-?mamba", "Falcon Mamba", "TII"),
    (r"falcon-?h1", "Falcon H1", "TII"),
    (r"falcon3", "Falcon 3", "TII"),
    (r"falcon", "Falcon", "TII"),
    (r"pythia", "Pythia", "EleutherAI"),
    (r"gpt-(neox|neo|j)", r"GPT-\1", "EleutherAI"),
    (r"olmo-?2", "OLMo 2", "Ai2"),
    (r"olmoe", "OLMoE", "Ai2"),
    (r"olmo-?3", "OLMo 3", "Ai2"),
    (r"(?<![a-z])olmo", "OLMo", "Ai2"),
    (r"smollm(\d)?", r"SmolLM \1", "Hugging Face"),
    (r"smolvlm(\d)?", r"SmolVLM \1", "Hugging Face"),
    (r"zephyr", "Zephyr", "Hugging Face"),
    (r"granite-(\d\.\d)", r"Granite \1", "IBM"),
    (r"granite-(embedding|vision|speech|code|docling)", r"Granite \1", "IBM"),
    (r"command-a", "Command A", "Cohere"),
    (r"command-r-plus", "Command R+", "Cohere"),
    (r"command-r", "Command R", "Cohere"),
    (r"/aya-vision", "Aya Vision", "Cohere"),
    (r"/aya", "Aya", "Cohere"),
    (r"dbrx", "DBRX", "Databricks"),
    (r"dolly", "Dolly", "Databricks"),
    (r"starcoder-?2", "StarCoder 2", "BigCode"),
    (r"starcoder", "StarCoder", "BigCode"),
    (r"bloomz?", "BLOOM", "BigScience"),
    (r"/mpt-", "MPT", "MosaicML"),
    (r"/opt-", "OPT", "Meta"),
    (r"rwkv-?(\d)?", r"RWKV \1", "RWKV"),
    (r"codestral-?mamba|mamba-codestral", "Codestral Mamba", "Mistral AI"),
    (r"/mamba2?", "Mamba", "State Spaces"),
    (r"vicuna", "Vicuna", "LMSYS"),
    (r"stablelm", "StableLM", "Stability AI"),
    (r"stable-?code", "Stable Code", "Stability AI"),
    (r"stable-diffusion-3|sd3", "Stable Diffusion 3", "Stability AI"),
    (r"sdxl|stable-diffusion-xl", "Stable Diffusion XL", "Stability AI"),
    (r"stable-diffusion", "Stable Diffusion", "Stability AI"),
    (r"flux\.?-?([123])", r"FLUX.\1", "Black Forest Labs"),
    (r"bge-m3", "BGE-M3", "BAAI"),
    (r"bge-vl", "BGE VL", "BAAI"),
    (r"bge-", "BGE", "BAAI"),
    (r"/emu3", "Emu3", "BAAI"),
    (r"jina-embeddings-(v\d)", r"Jina Embeddings \1", "Jina AI"),
    (r"jina-reranker-(v\d|m0)?", r"Jina Reranker \1", "Jina AI"),
    (r"jina-clip", "Jina CLIP", "Jina AI"),
    (r"nomic-embed", "Nomic Embed", "Nomic AI"),
    (r"mxbai", "mxbai", "Mixedbread"),
    (r"arctic-embed", "Arctic Embed", "Snowflake"),
    (r"all-minilm", "all-MiniLM", "Sentence Transformers"),
    (r"all-mpnet", "all-mpnet", "Sentence Transformers"),
    (r"text2vec", "text2vec", "text2vec"),
    (r"m3e-", "M3E", "Moka AI"),
    (r"bce-(embedding|reranker)", "BCE", "NetEase Youdao"),
    (r"dinov(2|3)", r"DINOv\1", "Meta"),
    (r"/dino-", "DINO", "Meta"),
    (r"wav2vec2", "wav2vec 2.0", "Meta"),
    (r"hubert", "HuBERT", "Meta"),
    (r"/mms-", "MMS", "Meta"),
    (r"vjepa2", "V-JEPA 2", "Meta"),
    (r"musicgen", "MusicGen", "Meta"),
    (r"nllb", "NLLB", "Meta"),
    (r"m2m100", "M2M100", "Meta"),
    (r"seamless-m4t", "SeamlessM4T", "Meta"),
    (r"sam-vit|/sam2|/sam3", "Segment Anything", "Meta"),
    (r"modernbert", "ModernBERT", "Answer.AI"),
    (r"xlm-roberta", "XLM-RoBERTa", "Meta"),
    (r"distilbert", "DistilBERT", "Hugging Face"),
    (r"camembert", "CamemBERT", "Inria"),
    (r"roberta", "RoBERTa", "Meta"),
    (r"albert", "ALBERT", "Google"),
    (r"mobilebert", "MobileBERT", "Google"),
    (r"google-bert/", "BERT", "Google"),
    (r"electra", "ELECTRA", "Google"),
    (r"/mt5", "mT5", "Google"),
    (r"umt5", "umT5", "Google"),
    (r"/long-?t5", "LongT5", "Google"),
    (r"/t5-", "T5", "Google"),
    (r"pegasus", "PEGASUS", "Google"),
    (r"google/vit-", "ViT", "Google"),
    (r"/swinv2", "Swin V2", "Microsoft"),
    (r"/swin-", "Swin", "Microsoft"),
    (r"blip", "BLIP", "Salesforce"),
    (r"codegen", "CodeGen", "Salesforce"),
    (r"cosyvoice-?(\d)?(?!\d)", r"CosyVoice \1", "Alibaba FunAudioLLM"),
    (r"kokoro", "Kokoro", "hexgrad"),
    (r"mimo", "MiMo", "Xiaomi"),
    (r"/step-?(\d(?:\.\d)?|audio)", r"Step \1", "StepFun"),
    (r"longcat", "LongCat", "Meituan"),
    (r"keye", "Keye", "Kuaishou"),
    (r"opus-mt", "OPUS-MT", "Helsinki-NLP"),
)  # fmt: skip
"""What is in an id, the first that is (with `-` for `_`), its family, and the family's maker."""

MAKERS = {
    "01-ai": "01.AI", "AIDC-AI": "Alibaba AIDC", "Alibaba-NLP": "Alibaba NLP",
    "BAAI": "BAAI", "ByteDance": "ByteDance", "ByteDance-Seed": "ByteDance",
    "bytedance-research": "ByteDance", "BytedanceDouyinContent": "ByteDance",
    "CohereForAI": "Cohere", "CohereLabs": "Cohere", "EleutherAI": "EleutherAI",
    "FacebookAI": "Meta", "facebook": "Meta", "meta-llama": "Meta", "codellama": "Meta",
    "FunAudioLLM": "Alibaba FunAudioLLM", "google": "Google", "google-bert": "Google",
    "google-t5": "Google", "google-mt5": "Google", "HuggingFaceM4": "Hugging Face",
    "HuggingFaceTB": "Hugging Face", "HuggingFaceH4": "Hugging Face", "distilbert": "Hugging Face",
    "distil-whisper": "Hugging Face", "ibm": "IBM", "ibm-granite": "IBM", "inclusionAI":
    "inclusionAI", "intfloat": "Microsoft", "jinaai": "Jina AI", "JinaAI": "Jina AI",
    "laion": "LAION", "LGAI-EXAONE": "LG AI Research", "LiquidAI": "Liquid AI",
    "lightonai": "LightOn", "microsoft": "Microsoft", "MiniMaxAI": "MiniMax",
    "mistralai": "Mistral AI", "mixedbread-ai": "Mixedbread", "moka-ai": "Moka AI",
    "moonshotai": "Moonshot AI", "nomic-ai": "Nomic AI", "nvidia": "NVIDIA", "openai": "OpenAI",
    "openai-community": "OpenAI", "openbmb": "OpenBMB", "OpenGVLab": "OpenGVLab",
    "PaddlePaddle": "Baidu", "baidu": "Baidu", "Qwen": "Alibaba Qwen",
    "Salesforce": "Salesforce", "sentence-transformers": "Sentence Transformers",
    "Snowflake": "Snowflake", "stabilityai": "Stability AI", "stepfun-ai": "StepFun",
    "Tele-AI": "China Telecom", "TeleAI": "China Telecom", "tencent": "Tencent",
    "Tencent-Hunyuan": "Tencent", "THUDM": "Z.ai", "tiiuae": "TII", "Wan-AI": "Alibaba Wan",
    "XiaomiMiMo": "Xiaomi", "zai-org": "Z.ai", "ZhipuAI": "Z.ai", "allenai": "Ai2",
    "baichuan-inc": "Baichuan", "deepseek-ai": "DeepSeek", "internlm": "Shanghai AI Laboratory",
    "codefuse-ai": "Ant CodeFuse", "llava-hf": "LLaVA", "lmms-lab": "LLaVA", "apple": "Apple",
    "perplexity-ai": "Perplexity", "black-forest-labs": "Black Forest Labs", "naver": "NAVER",
    "amazon": "Amazon", "adept": "Adept", "ai21labs": "AI21 Labs", "bigscience": "BigScience",
    "bigcode": "BigCode", "mosaicml": "MosaicML", "databricks": "Databricks", "asapp": "ASAPP",
    "Kwaipilot": "Kuaishou", "Kwai-Keye": "Kuaishou", "Kwai-Kolors": "Kuaishou",
    "meituan-longcat": "Meituan", "rednote-hilab": "Xiaohongshu", "vivo-ai": "vivo",
    "hfl": "HFL", "iic": "Alibaba DAMO", "Intel": "Intel", "timm": "timm", "suno": "Suno",
    "Zyphra": "Zyphra", "swiss-ai": "Swiss AI", "mongodb": "MongoDB", "MongoDB": "MongoDB",
    "OrionStarAI": "OrionStar",
    "openlm-research": "OpenLM Research", "Tongyi-Zhiwen": "Alibaba Tongyi", "Tongyi-MAI":
    "Alibaba Tongyi", "vidore": "Illuin", "myshell-ai": "MyShell", "IEITYuan": "IEIT Yuan",
    "mispeech": "Xiaomi", "WeiboAI": "Weibo", "Alibaba-AAIG": "Alibaba", "IDEA-CCNL": "IDEA",
    "OpenMOSS-Team": "OpenMOSS", "Aleph-Alpha": "Aleph Alpha", "answerdotai": "Answer.AI",
    "SeaLLMs": "Alibaba DAMO", "kakaobrain": "Kakao Brain", "shi-labs": "SHI Labs",
    "OpenSearch-AI": "Alibaba OpenSearch", "opensearch-project": "OpenSearch",
    "maidalun1020": "NetEase Youdao", "McGill-NLP": "McGill NLP", "uclanlp": "UCLA NLP",
    "albert": "Google", "transfo-xl": "Google", "xlnet": "Google", "RWKV": "RWKV",
    "xverse": "XVERSE", "state-spaces": "State Spaces", "thenlper": "Alibaba NLP",
}  # fmt: skip
"""Organisations of the Hub and the names that people know them by; others keep their own."""

REPACKERS = {
    "AI-ModelScope", "JunHowie", "MaziyarPanahi", "ModelCloud", "NousResearch", "QuantFactory",
    "QuantTrio", "TechxGenus", "TheBloke", "Xorbits", "alpindale", "bartowski", "casperhansen",
    "cpatonn", "dagbs", "gpustack", "hugging-quants", "jakiAJK", "legraphista", "lm-kit",
    "lmstudio-community", "mistral-community", "mlx-community", "modelscope", "mradermacher",
    "neuralmagic", "prince-canuma", "shuyuej", "solidrust", "study-hjt", "unsloth",
    "LoneStriker", "ISTA-DASLab", "Eslzzyl", "Voodisss", "SceneWorks",
}  # fmt: skip
"""Those who publish the weights of others in another format."""

MOVED = (
    (r"^meta-llama/Meta-Llama-3\.1-", "meta-llama/Llama-3.1-"),
    (r"^THUDM/", "zai-org/"),
    (r"^ZhipuAI/", "zai-org/"),
    (r"^CohereForAI/", "CohereLabs/"),
    (r"^JinaAI/", "jinaai/"),
)
"""Repositories that were renamed, and how they are called since."""

WORDS = {
    "asr": "ASR", "tts": "TTS", "vl": "VL", "v": "V", "o": "o", "ocr": "OCR", "neox": "NeoX",
    "neo": "Neo", "j": "J", "ling": "Ling", "ring": "Ring", "dit": "DiT", "cogvlm": "CogVLM",
    "cogagent": "CogAgent", "cogview": "CogView",
}  # fmt: skip

VARIANT = re.compile(
    r"[-_.](\d+(\.\d+)?[bm](?![a-z])|a\d+b|instruct|chat|it|base|small|large|tiny|medium|xl+|hf|awq"
    r"|gptq|gguf|mlx|fp8|fp4|nvfp4|int\d|\d+ ?bits?|bf16|fp16|uncased|cased|finetuned|patch\d+"
    r"|\d{3}|v\d(\.\d)*$|preview|en$|zh$).*$",
    re.IGNORECASE,
)
"""Where the name of a family ends in the name of a checkpoint that no table knows."""


def current(checkpoint: str) -> str:
    """The id that a repository has now."""
    for pattern, name in MOVED:
        checkpoint = re.sub(pattern, name, checkpoint)
    return checkpoint


def family_and_maker(checkpoint: str, packed: bool, model_name: str) -> tuple[str, str]:
    """The family and the maker of a checkpoint.

    One that an organisation trained further is of the same family and of that organisation's
    making; one that was only `packed` in another format stays its maker's. A family that no
    table knows is called as its architecture is, `model_name`, where the id bears that name.
    """
    organisation, name = checkpoint.split("/")
    maker = MAKERS.get(organisation, organisation)
    repacked = organisation in REPACKERS or (packed and organisation not in MAKERS)
    for pattern, family, of_family in FAMILIES:
        place = checkpoint if re.search(r"\w/", pattern) else f"/{name}"
        if match := re.search(pattern, place.replace("_", "-"), re.IGNORECASE):
            for number, group in enumerate(match.groups(), start=1):
                family = family.replace(f"\\{number}", _word(group or ""))
            return " ".join(family.split()), of_family if repacked else maker
    if len(letters(model_name)) > 2 and letters(model_name) in letters(checkpoint):
        return model_name, maker
    return VARIANT.sub("", name) or name, maker


def _word(word: str) -> str:
    lower = word.lower()
    if lower in WORDS:
        return WORDS[lower]
    if word[:1].isdigit() or len(word) < 3:
        return word.replace("-", ".").upper()
    return word[:1].upper() + word[1:].lower()
