"""Names that people use for models, and where they lead: families, makers, tasks in words.

The code of transformers names architectures; people say "vicuna", "智谱" or "image captioning".
These tables are typed by hand. A family stands with the architectures that the `config.json` of
its released checkpoints names as `model_type`, as their pages on the Hub show it; a maker with the
organisations on the Hub that are theirs; a task with the words that the Hub, papers and Chinese
textbooks have for it, and the architectures that are used for it most. The 260 names of the
documentation are not here: `data/documented_architectures.csv` has them.

In each table spellings are separated by semicolons, architectures by spaces, the best known first.
An architecture that no release has is passed over, so that a table may be ahead of the code.
"""

from typing import NamedTuple


class Topic(NamedTuple):
    """What can be asked for in words: a task, a modality, an ability or a language."""

    values: str
    """Its names in the columns of a table, separated by semicolons; empty where it has none."""
    spellings: str
    best: str
    """The architectures that come first; where it has no value, all that it stands for."""


class Maker(NamedTuple):
    """Who releases models."""

    spellings: str
    organisations: str
    """Their names on the Hub, separated by spaces."""
    best: str


FAMILIES = {
    # LLaMA's architecture, and what was trained from it or built like it.
    "Llama 3; Llama 3.1; Llama 3.2; Llama 3.3; Meta Llama; Meta Llama 3; Llama 1; 羊驼": "llama",
    "Luotuo; 骆驼": "llama",
    "Llama 3.2 Vision; Llama Vision; Llama 3.2 11B Vision; Llama 3.2 90B Vision": "mllama",
    "Llama 4 Scout; Llama 4 Maverick": "llama4",
    "Llama Guard": "llama llama4 mllama",
    "Vicuna; 小羊驼": "llama",
    "Alpaca; Chinese Alpaca; WizardLM; WizardMath; Koala; Guanaco; Orca 2; Platypus": "llama",
    "TinyLlama; OpenLLaMA; Open Llama; Sheared LLaMA; Nous Hermes; Hermes 3; MetaMath": "llama",
    "Yi; Yi 1.5; Yi Coder; Yi Chat; 零一万物; 零一": "llama",
    "SmolLM; SmolLM2; Tulu 3; SOLAR 10.7B; Falcon 3; Llama Nemotron; Nemotron Nano 8B": "llama",
    "TowerInstruct; ALMA": "llama",
    "DeepSeek LLM; DeepSeek Coder; DeepSeek Math": "llama",
    "WizardLM 2": "mixtral mistral",
    # DeepSeek.
    "DeepSeek; 深度求索": "deepseek_v3 deepseek_v4 deepseek_v32 deepseek_v2",
    "DeepSeek R1; DeepSeek R1 0528; R1": "deepseek_v3 qwen2 llama",
    "DeepSeek R1 Distill; R1 Distill": "qwen2 llama",
    "DeepSeek R1 Distill Qwen": "qwen2",
    "DeepSeek R1 Distill Llama": "llama",
    "DeepSeek V3.1; DeepSeek V3 0324": "deepseek_v3",
    "DeepSeek V3.2; DeepSeek Math V2": "deepseek_v32",
    "DeepSeek V2.5; DeepSeek Coder V2": "deepseek_v2",
    "Janus Pro": "janus",
    # Alibaba.
    "Qwen; 通义千问; 千问; 通义; Tongyi Qianwen": (
        "qwen3 qwen2 qwen3_5 qwen3_moe qwen3_next qwen3_vl qwen2_5_vl qwen4_exp"
    ),
    "Qwen 1.5; Qwen 2.5; Qwen 2.5 Coder; Qwen 2.5 Math; CodeQwen; CodeQwen 1.5": "qwen2",
    "QwQ; QwQ 32B; Marco o1; Sky T1; OpenThinker": "qwen2",
    "Qwen 3 Coder": "qwen3_moe qwen3_next",
    "Qwen3 30B A3B; Qwen3 235B A22B; Qwen3 Coder 30B A3B; Qwen3 Coder 480B A35B": "qwen3_moe",
    "Qwen3 Next 80B A3B; Qwen3 Coder Next": "qwen3_next",
    "Qwen3 Embedding; Qwen3 Reranker": "qwen3",
    "Qwen VL; 通义千问视觉": "qwen3_vl qwen2_5_vl qwen2_vl qwen3_vl_moe",
    "Qwen Omni": "qwen3_omni_moe qwen2_5_omni",
    "Qwen Audio": "qwen2_audio",
    "QVQ": "qwen2_vl",
    # Zhipu.
    "智谱; 智谱清言; 清言; GLM": "glm glm4 glm4_moe glm_moe_dsa glm4v glm46v glm4v_moe",
    "GLM Edge": "glm",
    "GLM 4 9B": "glm glm4",
    "GLM Z1; GLM 4 0414; GLM 4 9B 0414; GLM 4 32B 0414": "glm4",
    "GLM 4.5; GLM 4.5 Air; GLM 4.6; GLM 4.7": "glm4_moe",
    "GLM 4.7 Flash": "glm4_moe_lite",
    "GLM 4.5V": "glm4v_moe",
    "GLM 4.1V; GLM 4V": "glm4v glm46v",
    "GLM 5; GLM 5.1; GLM 5.2": "glm_moe_dsa glm5_next",
    "GLM 5.3; GLM 5.3 Flash": "glm5_next glm_moe_dsa",
    # Others from China.
    "InternLM; 书生; 书生浦语; 浦语": "internlm3 internvl",
    "InternVL; 书生万象; InternVL 2.5; InternVL 3": "internvl",
    "MiniCPM; 面壁小钢炮; 小钢炮": "minicpm3 minicpmv4_7 minicpmv4_6 minicpm_ocr",
    "MiniCPM V; MiniCPM o": "minicpmv4_7 minicpmv4_6",
    "文心; Wenxin; 文心一言; 文心大模型; ERNIE; ERNIE Bot": (
        "ernie4_5 ernie4_5_moe ernie4_5_vl_moe ernie ernie_m"
    ),
    "ERNIE 3.0; ERNIE 2.0; ERNIE 1.0": "ernie",
    "ERNIE 4.5": "ernie4_5 ernie4_5_moe ernie4_5_vl_moe",
    "Hunyuan; 混元; 腾讯混元": "hunyuan_v1_dense hunyuan_v1_moe hy_v4 hy_v3 hunyuan_vl",
    "Kimi; Kimi K2.5; Kimi K2.6; 月之暗面": "kimi_k25 kimi_linear deepseek_v3",
    "Kimi K2; Moonlight": "deepseek_v3",
    "海螺; 稀宇": "minimax_m2 minimax minimax_m3_vl",
    "阶跃星辰; 阶跃; Step 3.5 Flash": "step3p7 step3p5",
    "龙猫; LongCat": "longcat_flash",
    "哪吒": "nezha",
    "百灵; Ling; Ring": "bailing_hybrid",
    # Mistral's.
    "Zephyr; OpenHermes; OpenChat; Starling; Mistral Nemo; Mathstral; Codestral": "mistral",
    "Mistral Small; Mistral Small 3": "mistral3 mistral",
    "Mistral Small 24B": "mistral",
    "Mistral Large": "mistral mistral_large4",
    "Magistral; Devstral": "mistral mistral3",
    "Dolphin Mixtral; Nous Hermes Mixtral": "mixtral",
    "Pixtral 12B": "llava pixtral",
    # GPT and its kin.
    "DistilGPT2; Cerebras GPT; GPT 2 XL; GPT 2 Medium": "gpt2",
    "Pythia; Dolly; Dolly V2; RedPajama INCITE; OpenAssistant; StableLM Alpha": "gpt_neox",
    "StarCoder; SantaCoder; WizardCoder; StarCoderBase": "gpt_bigcode",
    "StarChat 2": "starcoder2",
    "GPT OSS 20B; GPT OSS 120B": "gpt_oss",
    "Galactica": "opt",
    "BLOOMZ; BLOOMChat": "bloom",
    # Google's.
    "CodeGemma": "gemma",
    "MedGemma; Gemma 3 270M": "gemma3",
    "TxGemma; Gemma 2 JPN": "gemma2",
    "EmbeddingGemma": "gemma3 embedding_gemma2",
    "PaliGemma 2": "paligemma",
    "FLAN; T0; T0pp; CodeT5; CodeT5+; ProtT5; Sentence T5; GTR T5; Instructor; Chronos": "t5",
    "mT0; Aya 101": "mt5",
    "BERT base; BERT large; Multilingual BERT; mBERT; Chinese BERT": "bert",
    # Microsoft's.
    "DeBERTa V3; mDeBERTa": "deberta-v2",
    "Phi 1.5; Phi 2": "phi",
    "Phi 3.5; Phi 4; Phi 4 mini; Phi 4 reasoning": "phi3",
    "Phi 3.5 MoE": "phimoe",
    "Phi 4 multimodal": "phi4_multimodal",
    # Cohere's.
    "Command R; Command R+; C4AI; Aya; Aya Expanse; Aya 23": "cohere",
    "Command R7B; Command A": "cohere2 cohere2_moe",
    # BERT's kin and embeddings.
    "BGE; BGE large; BGE base; BGE small": "bert xlm-roberta",
    "BGE M3; BGE Reranker; BGE Reranker v2 M3": "xlm-roberta",
    "E5; E5 large; E5 base; E5 small": "bert xlm-roberta",
    "Multilingual E5": "xlm-roberta",
    "E5 Mistral": "mistral",
    "MiniLM; all MiniLM; all MiniLM L6 v2; all MiniLM L12 v2": "bert",
    "all MPNet; all MPNet base v2": "mpnet",
    "Multilingual MiniLM; Paraphrase Multilingual MiniLM": "bert xlm-roberta",
    "Paraphrase Multilingual MPNet": "xlm-roberta",
    "SBERT; Sentence BERT; Sentence Transformers": "bert mpnet xlm-roberta roberta distilbert",
    "LaBSE; text2vec; M3E; ColBERT; SPLADE; TinyBERT; ProtBERT; DNABERT": "bert",
    "BioBERT; SciBERT; PubMedBERT; ClinicalBERT; FinBERT; LegalBERT; MacBERT": "bert",
    "Chinese RoBERTa wwm; Chinese BERT wwm; 哈工大; 哈工大讯飞": "bert",
    "SimCSE": "roberta bert",
    "CodeBERT; GraphCodeBERT; UniXcoder; Twitter RoBERTa; DistilRoBERTa": "roberta",
    "XLM T; XLM R": "xlm-roberta",
    "Jina Embeddings; Jina": "jina_embeddings_v3",
    "Nomic; Nomic Embed": "nomic_bert",
    "PRIMERA": "led",
    # Translation.
    "MarianMT; Opus MT; OPUS; Helsinki NLP": "marian",
    "NLLB 200; SMaLL 100": "m2m_100",
    "WMT19": "fsmt",
    # Vision.
    "DINO": "vit dinov2 dinov3_vit",
    "DINOv3": "dinov3_vit dinov3_convnext",
    "ViT B 16; ViT L 16; ViT H 14": "vit",
    "ViT B 32; ViT L 14": "clip vit",
    "MAE": "vit_mae",
    "Segment Anything; MedSAM": "sam sam2 sam3",
    "SAM 2.1": "sam2",
    "OpenCLIP; MetaCLIP; CLIP ViT": "clip",
    "Donut": "donut-swin vision-encoder-decoder",
    "ViT GPT2": "vision-encoder-decoder",
    "MiDaS": "dpt",
    "Depth Anything V2": "depth_anything",
    "AST": "audio-spectrogram-transformer",
    "Grounded SAM": "grounding-dino sam",
    # Images and text.
    "LLaVA 1.5; BakLLaVA": "llava",
    "LLaVA 1.6; LLaVA v1.6": "llava_next",
    "SmolVLM 2": "smolvlm",
    # Sound.
    "Whisper large v3; Distil Whisper; Faster Whisper; WhisperX": "whisper",
    "MMS TTS": "vits",
    "XLSR 53": "wav2vec2",
    "w2v BERT": "wav2vec2-bert",
    "AudioCraft": "musicgen",
    "ESM 2; ESMFold": "esm",
}  # fmt: skip
"""Released families and informal names, with the architectures that load their checkpoints."""

OUTSIDE = {
    "ChatGLM; ChatGLM 2; ChatGLM 3; ChatGLM 6B; GLM 130B": "glm glm4",
    "Baichuan; Baichuan 2; 百川; 百川智能; 百川大模型": "llama",
    "InternLM 1; InternLM 2; InternLM 2.5": "internlm3",
    "Qwen 1; Qwen 7B; Qwen 14B; Qwen 72B": "qwen2",
    "Phi 3 Vision; Phi 3.5 Vision": "phi4_multimodal",
    "YOLO; YOLOv5; YOLOv8": "yolos",
    "XVERSE; Skywork": "llama",
    "CogVLM": "glm4v",
}
"""Families whose checkpoints bring code of their own, with the architectures nearest to them."""

CLOSED = {
    "GPT 3; GPT 3.5; GPT 4; GPT 4o; GPT 5; ChatGPT": "gpt_oss gpt2 openai-gpt",
    "Gemini": "gemma3 gemma4 gemma2",
    "Claude; Grok": "",
    "豆包; Doubao": "seed_oss",
    "讯飞; 星火; 讯飞星火; 科大讯飞; iFlytek; iFlytek Spark": "",
    "Stable Diffusion; SDXL; FLUX": "",
}
"""What transformers cannot load at all, with the architectures to suggest instead."""

INSTEAD = {"tokenizer; tokenizers; tokenization; 分词; 分词器": "BPE; WordPiece; Unigram"}
"""What is no model, with the names to search for instead."""

FLAGS = {
    "flash_attention": "FlashAttention; Flash Attention; Flash Attention 2; 闪存注意力",
    "flex_attention": "FlexAttention; Flex Attention",
    "sdpa": "SDPA; scaled dot product attention",
    "sliding_window": "sliding window; sliding window attention; local attention; 滑动窗口",
    "experts": "mixture of experts; MoE; experts; 混合专家",
    "encoder_decoder": "encoder decoder; 编码器解码器",
    "compiles": "torch compile",
    "gradient_checkpointing": "gradient checkpointing; 梯度检查点",
    "tensor_parallel": "tensor parallel; tensor parallelism; 张量并行",
    "pipeline_parallel": "pipeline parallel; pipeline parallelism; 流水线并行",
}
"""What an architecture has or supports, by the column of `catalogue.models()`, in words."""

MAKERS = [
    Maker("Alibaba; Alibaba Cloud; 阿里; 阿里巴巴; 阿里云; 达摩院",
          "Qwen alibaba-damo alibaba-nlp alibaba-nlp-community iic",
          "qwen3 qwen2 qwen3_5 qwen3_moe qwen2_5_vl gte"),
    Maker("Meta; Meta AI; Facebook; Facebook AI; FAIR; 脸书",
          "facebook meta-llama meta-models FacebookAI",
          "llama llama4 opt bart roberta sam wav2vec2 dinov2"),
    Maker("Google; DeepMind; Google DeepMind; 谷歌",
          "google google-bert google-t5 deepmind", "gemma3 bert t5 vit gemma4 siglip"),
    Maker("Microsoft; MSR; 微软", "microsoft", "phi3 deberta-v2 phi swin beit"),
    Maker("OpenAI; Open AI", "openai openai-community", "gpt_oss whisper clip gpt2 openai-gpt"),
    Maker("Mistral AI; MistralAI", "mistralai mistral-labs mistral-community",
          "mistral mixtral mistral3 ministral"),
    Maker("NVIDIA; 英伟达", "nvidia", "nemotron_h nemotron segformer parakeet_ctc canary"),
    Maker("Apple; 苹果", "apple", "aimv2 mobilevitv2 depth_pro fast_vlm"),
    Maker("IBM", "ibm-granite ibm", "granite granitemoehybrid granite_speech patchtst"),
    Maker("Baidu; 百度; PaddlePaddle; Paddle; 飞桨", "baidu PaddlePaddle",
          "ernie4_5 ernie4_5_moe ernie paddleocr_vl"),
    Maker("Tencent; 腾讯", "tencent", "hunyuan_v1_dense hunyuan_v1_moe hy_v4 hunyuan_vl youtu"),
    Maker("ByteDance; 字节; 字节跳动", "ByteDance-Seed ByteDance", "seed_oss"),
    Maker("Zhipu; Zhipu AI; Z.ai; THUDM; 智谱; 智谱AI; 清华", "THUDM zai-org",
          "glm glm4 glm4_moe glm_moe_dsa glm4v"),
    Maker("Moonshot; Moonshot AI; 月之暗面", "moonshotai", "kimi_k25 kimi_linear"),
    Maker("DeepSeek AI; 深度求索; 幻方", "deepseek-ai deepseek-community",
          "deepseek_v3 deepseek_v4 deepseek_v32"),
    Maker("BAAI; 智源; 北京智源", "BAAI", "altclip xlm-roberta bert"),
    Maker("Cohere; Cohere Labs", "CohereForAI CohereLabs", "cohere cohere2 aya_vision"),
    Maker("AI2; Allen AI; Allen Institute; AllenAI", "allenai", "olmo3 olmo2 olmo olmoe led"),
    Maker("EleutherAI; Eleuther", "EleutherAI", "gpt_neox gptj gpt_neo"),
    Maker("BigScience", "bigscience", "bloom"),
    Maker("BigCode", "bigcode", "starcoder2 gpt_bigcode"),
    Maker("Stability AI; StabilityAI", "stabilityai", "stablelm"),
    Maker("Databricks; MosaicML; Mosaic", "databricks mosaicml transformers-community", "dbrx mpt"),
    Maker("TII; Technology Innovation Institute", "tiiuae", "falcon falcon_h1 falcon_mamba"),
    Maker("Salesforce", "Salesforce", "blip blip-2 codegen instructblip ctrl"),
    Maker("Hugging Face; HuggingFace; HF; 抱抱脸", "HuggingFaceTB HuggingFaceM4 huggingface",
          "smollm3 smolvlm idefics3 distilbert"),
    Maker("LG; LG AI Research", "LGAI-EXAONE", "exaone4 exaone_moe exaone4_5"),
    Maker("Naver; Naver Clova", "naver-hyperclovax naver-clova-ix", "hyperclovax"),
    Maker("SK Telecom; SKT", "skt", "axk1 axk2"),
    Maker("Upstage", "upstage", "solar_open"),
    Maker("Xiaomi; 小米", "XiaomiMiMo", "mimo_v2_flash"),
    Maker("Meituan; 美团", "meituan-longcat", "longcat_flash"),
    Maker("Xiaohongshu; rednote; 小红书", "rednote-hilab dots-studio", "dots1 dots3_note"),
    Maker("StepFun; 阶跃星辰; 阶跃", "stepfun-ai", "step3p7 step3p5"),
    Maker("MiniMaxAI; 稀宇科技", "MiniMaxAI", "minimax_m2 minimax minimax_m3_vl"),
    Maker("OpenBMB; ModelBest; 面壁; 面壁智能", "openbmb", "minicpm3 minicpmv4_7 cpmant"),
    Maker("Shanghai AI Lab; Shanghai AI Laboratory; 上海人工智能实验室",
          "internlm OpenGVLab", "internlm3 internvl"),
    Maker("Ant Group; Ant; inclusionAI; 蚂蚁; 蚂蚁集团", "inclusionAI", "bailing_hybrid"),
    Maker("Huawei; Noah; 华为", "huawei-noah", "nezha"),
    Maker("Kyutai", "kyutai", "moshi mimi helium csm"),
    Maker("Liquid AI; LiquidAI", "LiquidAI", "lfm2 lfm3 lfm2_vl"),
    Maker("AI21; AI21 Labs", "ai21labs", "jamba"),
    Maker("Adept", "adept", "fuyu persimmon"),
    Maker("Zyphra", "Zyphra", "zamba2 zamba zaya"),
]  # fmt: skip

TOPICS = [
    Topic("text-generation;chat",
          "chat; chatbot; conversation; conversational; dialogue; language model; "
          "large language model; LLM; causal language model; causal LM; text completion; "
          "write text; 文本生成; 文字生成; 生成文本; 对话; 对话模型; 聊天; 聊天机器人; 大模型; "
          "大语言模型; 语言模型; 写作; 续写",
          "llama qwen3 mistral gemma3 gpt2"),
    Topic("translation",
          "translate; translator; translating; machine translation; 翻译; 机器翻译; 中英翻译; "
          "译",
          "marian m2m_100 mbart t5 nllb-moe seamless_m4t"),
    Topic("summarization",
          "summarize; summarise; summarisation; summary; summaries; summarizer; abstractive; "
          "摘要; 文本摘要; 自动摘要; 摘要生成; 总结; 概括",
          "bart pegasus t5 led pegasus_x"),
    Topic("question-answering",
          "question answering; QA; Q&A; answer questions; reading comprehension; SQuAD; 问答; "
          "阅读理解; 抽取式问答; 问题回答",
          "bert roberta deberta-v2 electra"),
    Topic("token-classification",
          "named entity recognition; NER; named entities; entity recognition; part of speech; "
          "POS tagging; sequence labelling; 命名实体; 命名实体识别; 实体识别; 实体抽取; "
          "词性标注; 序列标注; 词元分类",
          "bert roberta xlm-roberta deberta-v2"),
    Topic("text-classification",
          "sentiment; sentiment analysis; classify text; emotion detection; spam detection; "
          "情感分析; 情感分类; 情感; 情绪识别; 文本分类",
          "distilbert bert roberta deberta-v2"),
    Topic("zero-shot-classification",
          "zero shot; NLI; natural language inference; entailment; 零样本分类; 零样本; "
          "自然语言推理",
          "bart deberta-v2 roberta"),
    Topic("fill-mask",
          "masked language model; masked language modeling; MLM; fill in the blank; cloze; "
          "完形填空; 填空; 掩码语言模型",
          "bert roberta distilbert modernbert"),
    Topic("text2text-generation",
          "sequence to sequence; seq2seq; paraphrase; grammar correction; 序列到序列; 改写; "
          "纠错; 文本改写",
          "t5 bart mt5"),
    Topic("automatic-speech-recognition;speech recognition",
          "speech recognition; ASR; speech to text; STT; transcription; transcribe; dictation; "
          "subtitles; 语音识别; 语音转文字; 语音转文本; 听写; 转写; 字幕",
          "whisper wav2vec2 hubert"),
    Topic("text-to-audio;text-to-speech;speech",
          "text to speech; TTS; speech synthesis; read aloud; voice; voice cloning; "
          "语音合成; 文本转语音; 文字转语音; 朗读; 配音; 声音克隆; 语音克隆",
          "vits speecht5 bark fastspeech2_conformer csm dia"),
    Topic("music",
          "music generation; music; text to music; 音乐生成; 音乐; 作曲",
          "musicgen musicgen_melody jukebox pop2piano"),
    Topic("audio-classification",
          "sound classification; classify sounds; speaker recognition; keyword spotting; "
          "音频分类; 声音分类; 说话人识别",
          "audio-spectrogram-transformer wav2vec2 hubert wavlm"),
    Topic("image-classification",
          "classify images; image recognition; 图像分类; 图片分类; 图像识别; 图片识别",
          "vit resnet convnext swin dinov2"),
    Topic("object-detection",
          "detect objects; detection; detector; bounding boxes; 目标检测; 物体检测; 对象检测; "
          "检测; 物体识别",
          "detr rt_detr yolos deformable_detr d_fine"),
    Topic("image-segmentation",
          "segmentation; semantic segmentation; instance segmentation; panoptic segmentation; "
          "图像分割; 语义分割; 实例分割; 全景分割; 分割",
          "segformer mask2former maskformer oneformer"),
    Topic("mask-generation",
          "promptable segmentation; segment everything; 掩码生成; 分割一切; 万物分割",
          "sam sam2 sam3"),
    Topic("depth-estimation",
          "depth; monocular depth; 深度估计; 深度图; 单目深度",
          "depth_anything dpt zoedepth glpn"),
    Topic("image-to-text;image-text-to-text",
          "image captioning; caption images; captioning; image caption; describe images; "
          "图像描述; 图片描述; 看图说话; 图生文; 图像字幕",
          "blip blip-2 git vision-encoder-decoder instructblip"),
    Topic("image-text-to-text;abilities vision",
          "vision language model; visual language model; VLM; multimodal LLM; MLLM; "
          "visual chat; image understanding; 视觉语言模型; 图文对话; 图像理解; 视觉理解; "
          "多模态大模型; 看图聊天",
          "qwen2_5_vl qwen3_vl llava gemma3 internvl"),
    Topic("visual-question-answering", "VQA; 视觉问答; 看图问答; 图像问答", "vilt blip blip-2"),
    Topic("document-question-answering",
          "document QA; document understanding; document AI; invoices; forms; 文档问答; "
          "文档理解; 票据识别",
          "layoutlmv3 layoutlm layoutlmv2 donut-swin"),
    Topic("table-question-answering", "table QA; TableQA; 表格问答; 表格", "tapas bart"),
    Topic("zero-shot-image-classification",
          "image text matching; image text retrieval; image search; 零样本图像分类; 以文搜图; "
          "图文匹配; 图文检索",
          "clip siglip siglip2 align chinese_clip"),
    Topic("zero-shot-object-detection",
          "open vocabulary detection; open vocabulary; 开放词汇检测; 开放词汇; 零样本目标检测",
          "grounding-dino owlv2 owlvit"),
    Topic("video-classification",
          "action recognition; classify videos; 视频分类; 动作识别; 行为识别",
          "videomae timesformer vivit"),
    Topic("keypoint-matching",
          "image matching; feature matching; 关键点匹配; 特征匹配; 图像匹配",
          "superglue lightglue efficientloftr"),
    Topic("keypoint-detection",
          "pose estimation; human pose; keypoints; 姿态估计; 人体姿态; 关键点检测",
          "vitpose superpoint"),
    Topic("image-to-image", "super resolution; upscaling; 超分辨率; 超分; 图像增强", "swin2sr"),
    Topic("image-feature-extraction",
          "image embeddings; 图像特征; 图像嵌入",
          "dinov2 vit clip siglip"),
    Topic("any-to-any",
          "omni; any to any; omni modal; 全模态; 任意到任意",
          "qwen2_5_omni qwen3_omni_moe"),
    Topic("embedding;feature-extraction;sentence-similarity",
          "sentence similarity; text similarity; semantic similarity; embeddings; "
          "embedding model; sentence embeddings; text embeddings; semantic search; retrieval; "
          "vectors; 句子相似度; 文本相似度; 语义相似度; 相似度; 嵌入; 文本嵌入; 嵌入模型; "
          "向量; 文本向量; 句向量; 词向量; 向量模型; 语义搜索; 语义检索; 检索; 特征提取",
          "bert mpnet xlm-roberta modernbert nomic_bert gte jina_embeddings_v3 qwen3 "
          "embedding_gemma2 roberta distilbert dpr"),
    Topic("rerank;reranking",
          "reranker; reranking; cross encoder; 重排序; 重排; 精排",
          "xlm-roberta bert qwen3 modernbert"),
    Topic("code",
          "code generation; coding; programming; code model; 代码; 代码生成; 编程; 写代码; "
          "代码补全",
          "qwen2 starcoder2 qwen3_moe gpt_bigcode codegen llama deepseek_v2 plbart "
          "iquestcoder mellum cwm"),
    Topic("reasoning",
          "thinking; reasoning model; chain of thought; 推理; 思考; 思维链; 推理模型",
          "deepseek_v3 qwen3 gpt_oss phi3 qwen2"),
    Topic("tools",
          "tool use; tool calling; function calling; agent; agents; 工具调用; 函数调用; 智能体",
          "qwen3 llama mistral gpt_oss glm4_moe"),
    Topic("image generation",
          "text to image; generate images; draw; 图像生成; 文生图; 图片生成; 画图; 生成图片",
          "janus emu3 glm_image chameleon imagegpt"),
    Topic("mixture of experts",
          "MoE; mixture of expert; experts; sparse experts; 混合专家; 混合专家模型; 专家混合; "
          "稀疏专家",
          "mixtral deepseek_v3 qwen3_moe gpt_oss llama4 qwen2_moe olmoe switch_transformers "
          "dbrx deepseek_v2 deepseek_v32 deepseek_v4 phimoe granitemoe granitemoehybrid "
          "granitemoeshared granitemoe_swa jamba jetmoe nllb-moe qwen3_next qwen3_5_moe "
          "qwen3_vl_moe qwen3_omni_moe glm4_moe glm4_moe_lite glm4v_moe glm_moe_dsa "
          "ernie4_5_moe ernie4_5_vl_moe hunyuan_v1_moe minimax minimax_m2 lfm2_moe flex_olmo "
          "exaone_moe dots1 longcat_flash kimi_k25 kimi_linear cohere2_moe bailing_hybrid "
          "mimo_v2_flash afmoe aria mistral4 mistral_large4 solar_open axk1"),
    Topic("OCR;text recognition",
          "optical character recognition; handwriting; read text in images; "
          "文字识别; 光学字符识别; 手写识别; 图片转文字",
          "trocr got_ocr2 paddleocr_vl deepseek_ocr2 glm_ocr lighton_ocr mgp-str donut-swin "
          "nougat"),
    Topic("",
          "long context; long documents; long text; 长文本; 长上下文; 长文档",
          "longformer led big_bird longt5 bigbird_pegasus pegasus_x"),
    Topic("",
          "state space model; state space; SSM; linear attention; recurrent; RNN; 状态空间; "
          "状态空间模型; 线性注意力; 循环",
          "mamba mamba2 rwkv falcon_mamba recurrent_gemma jamba xlstm"),
    Topic("", "protein; proteins; biology; 蛋白质; 生物", "esm esmc esmfold2 evolla biogpt"),
    Topic("", "medical; biomedical; medicine; 医学; 医疗", "biogpt bert gemma3"),
    Topic("", "robot; robotics; robot control; 机器人; 具身智能", "pi0 decision_transformer"),
    Topic("",
          "speech translation; 语音翻译",
          "seamless_m4t seamless_m4t_v2 speech_to_text whisper"),
    Topic("", "audio codec; neural codec; 音频编解码; 音频编码", "encodec dac mimi xcodec"),
    Topic("",
          "distillation; distilled; small model; 蒸馏; 小模型",
          "distilbert mobilebert smollm3 squeezebert"),
    Topic("text",
          "NLP; natural language; natural language processing; 文本; 文字; 自然语言; "
          "自然语言处理",
          ""),
    Topic("vision",
          "image; images; picture; photo; computer vision; CV; 视觉; 图像; 图片; 计算机视觉; "
          "机器视觉",
          "vit clip dinov2 resnet"),
    Topic("audio", "sound; 音频; 声音; 语音", "wav2vec2 whisper hubert"),
    Topic("video",
          "videos; video understanding; 视频; 视频理解",
          "videomae timesformer video_llava"),
    Topic("multimodal;abilities vision",
          "multi modal; vision and language; image and text; 多模态; 图文; 跨模态",
          "clip qwen2_5_vl llava gemma3 blip"),
    Topic("grouped-query", "GQA; grouped query attention; 分组查询; 分组查询注意力", ""),
    Topic("multi-query", "MQA; multi query attention; 多查询注意力", ""),
    Topic("latent", "MLA; multi head latent attention; latent attention; 潜在注意力", ""),
    Topic("time series",
          "forecasting; forecast; time series forecasting; 时间序列; 时序; 预测; 时间序列预测",
          "timesfm patchtst informer autoformer time_series_transformer"),
    Topic("reinforcement learning",
          "RL; offline reinforcement learning; 强化学习",
          "decision_transformer trajectory_transformer"),
    Topic("BPE", "byte pair encoding; 字节对编码", ""),
    Topic("byte-level BPE", "byte level byte pair encoding; BBPE; 字节级; 字节级BPE", ""),
    Topic("zh",
          "Chinese; Mandarin; 中文; 汉语; 国产; 国产模型",
          "qwen3 bert qwen2 glm4 deepseek_v3 ernie4_5 ernie chinese_clip roformer roc_bert "
          "nezha cpmant glm internlm3 minicpm3 hunyuan_v1_dense"),
    Topic("en", "English; 英语; 英文", ""),
    Topic("ja", "Japanese; 日语; 日文", "gpt_neox_japanese gptsan-japanese bert"),
    Topic("ko", "Korean; 韩语; 韩文", "exaone4 hyperclovax solar_open axk1"),
    Topic("fr", "French; 法语; 法文", "camembert flaubert mbart"),
    Topic("de", "German; 德语; 德文", ""),
    Topic("es", "Spanish; 西班牙语", ""),
    Topic("pt", "Portuguese; 葡萄牙语", ""),
    Topic("it", "Italian; 意大利语", ""),
    Topic("ru", "Russian; 俄语; 俄文", ""),
    Topic("ar", "Arabic; 阿拉伯语", "jais2"),
    Topic("hi", "Hindi; 印地语", ""),
    Topic("th", "Thai; 泰语", ""),
    Topic("vi", "Vietnamese; 越南语", "roberta mbart"),
    Topic("pl", "Polish; 波兰语", "bert"),
    Topic("mul",
          "multilingual; cross lingual; many languages; 多语言; 多语种; 跨语言",
          "xlm-roberta mt5 bloom m2m_100 xglm mbart bert umt5"),
]  # fmt: skip
"""Tasks, modalities, abilities and languages in words."""

FREE = (
    "a an the of for to from into in on with and or that which what model models "
    "architecture architectures "
    "的 模型 好用的 最好的 一个 哪个 支持 用于 可以 开源"
)
"""Words that ask for nothing: every row has them."""
