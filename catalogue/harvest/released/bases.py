"""The architectures of checkpoints that no table of classes has: by their base model's name.

mteb names what an embedding model was made from, or nothing; what is here follows from the file
of their configuration.
"""

import re

BASES = (
    (r"MiniLM-L|^google-bert/|/bert-(base|large)-|/rubert", "bert"),
    (r"multilingual-mpnet", "xlm-roberta"),
    (r"xlm-?r", "xlm-roberta"),
    (r"ModernBERT|ettin|mmBERT", "modernbert"),
    (r"mpnet-base", "mpnet"),
    (r"llama-?[23]|TinyLlama", "llama"),
    (r"mistral-7b", "mistral"),
    (r"(flan-)?t5-", "t5"),
    (r"qwen2\.5-vl", "qwen2_5_vl"),
    (r"qwen2-vl", "qwen2_vl"),
    (r"qwen2", "qwen2"),
    (r"qwen3-vl-\d+B(?!-A)", "qwen3_vl"),
    (r"qwen3-(\d|embedding|reranker)", "qwen3"),
    (r"t5gemma-2", "t5gemma2"),
    (r"gemma-?2-", "gemma2"),
    (r"paligemma", "paligemma"),
    (r"siglip2", "siglip2"),
    (r"clip-vit", "clip"),
    (r"deberta-v[23]", "deberta-v2"),
    (r"roberta", "roberta"),
    (r"distilbert", "distilbert"),
    (r"/pythia-", "gpt_neox"),
    (r"/bloom", "bloom"),
    (r"gemma-2b|gemma-7b", "gemma"),
)
"""The architecture of a model that others were made from, where no table has it, by its id."""

NAMED = (
    (r"^BAAI/bge-(small|base|large)-|^(thenlper|Alibaba-NLP)/gte-(small|base|large)$", "bert"),
    (r"^moka-ai/m3e-(small|base)|^shibing624/text2vec-base-chinese|/sbert|simcse-bert", "bert"),
    (r"^Snowflake/snowflake-arctic-embed-(xs|s|m|l)$|^avsolatorio/GIST|^WhereIsAI/UAE", "bert"),
    (
        r"^intfloat/e5-(small|base|large)|multilingual-e5-small|^llmrails/ember|^mixedbread-ai/mxbai-embed-large|^Mihaiii/",
        "bert",
    ),
    (r"^(BAAI/bge-(m3|reranker-(base|large|v2-m3))|maidalun1020/bce)", "xlm-roberta"),
    (
        r"granite-embedding-\d+m-multilingual$|multilingual-e5-(base|large)|snowflake-arctic-embed-l-v2",
        "xlm-roberta",
    ),
    (r"granite-embedding-\d+m-english$|distilroberta", "roberta"),
    (
        r"LLM2Vec-Mistral|e5-mistral|SFR-Embedding-(2|Mistral)|Linq-Embed-Mistral|GritLM-7B",
        "mistral",
    ),
    (r"/F2LLM-", "qwen3"),
    (r"bge-reranker-v2-gemma", "gemma"),
    (r"granite-embedding-(small-)?english-r2", "modernbert"),
    (r"^sentence-transformers/(all|multi-qa|paraphrase(-multilingual)?)-MiniLM", "bert"),
    (r"^sentence-transformers/all-mpnet-base", "mpnet"),
    (r"^sentence-transformers/paraphrase-multilingual-mpnet", "xlm-roberta"),
    (r"^KBLab/sentence-bert-swedish", "bert"),
    (r"distilrubert", "distilbert"),
    (r"^jinaai/jina-embeddings-v3", "jina_embeddings_v3"),
    (r"webssl-dino", "dinov2"),
    (r"metaclip-2", "metaclip_2"),
    (r"^facebook/pe-av-", "pe_audio_video"),
    (r"^sentence-transformers/clip-ViT|^openai/clip|^laion/CLIP-ViT", "clip"),
    (
        r"/LaBSE|[Ll]abse|/gte-(small|base|large)-zh$|/stella-(base|large|mrl)|/piccolo-base|/Dmeta-"
        r"|/xiaobu-embedding|/Yinka|/zpoint|/Conan-embedding-v1|text2vec-bge-large|/m3e-large"
        r"|arctic-embed-m-v1\.5|/NoInstruct-small|mxbai-embed-2d|/nb-s?bert|/rubert|parsbert"
        r"|/contriever|/splade-v3$|/colbertv2|/TookaBERT|/Tooka-SBERT|/bert-|[Mm]arbert|BERTimbau"
        r"|sparse-encoding-(doc-)?v1$|sparse-encoding-multilingual-v1|doc-v2-mini|ritrieve_zh"
        r"|Yuan-embedding-2\.0-zh|XYZ-embedding|/fabert|/BERTA$",
        "bert",
    ),
    (r"sparse-encoding-(doc-)?v[23]-distill", "distilbert"),
    (r"monot5|gtr-t5|sentence-t5", "t5"),
    (r"/mt5-", "mt5"),
    (r"/sgpt-bloom", "bloom"),
    (r"/BMRetriever-(410M|1B)", "gpt_neox"),
    (r"/BMRetriever-2B", "gemma"),
    (r"/BMRetriever-7B|/FollowIR-7B|promptriever-mistral|/GritLM-7B", "mistral"),
    (r"/GritLM-8x7B", "mixtral"),
    (r"repllama|promptriever-llama|/LLM2Vec-(Meta-)?(Llama|Sheared)|/MicroLlama", "llama"),
    (r"/bge-multilingual-gemma2", "gemma2"),
    (r"/Solon-embeddings-(base|large)-0\.1|/deepset-mxbai-embed-de", "xlm-roberta"),
    (r"/mxbai-rerank-(xsmall|base|large)-v1|/serafim-", "deberta-v2"),
    (r"/colqwen2-v|/VLM2Vec-Qwen2|/Ops-MM-embedding|/vdr-2b-multi", "qwen2_vl"),
    (r"/colqwen2\.5-v|/nomic-embed-multimodal|/colnomic-embed|EvoQwen2\.5-VL", "qwen2_5_vl"),
    (r"/colqwen-omni", "qwen2_5_omni"),
    (r"/colSmol", "idefics3"),
    (r"/nomic-embed-text-v1(\.5)?$", "nomic_bert"),
    (r"/nomic-embed-code", "qwen2"),
    (r"granite-embedding-(97|311)m-multilingual-r2", "modernbert"),
    (r"/webssl-mae", "vit"),
    (r"/sup-SimCSE-VietNamese-phobert|/vietnamese-bi-encoder|roberta-zwnj", "roberta"),
    (r"/e5-v$", "llava_next"),
    (r"/tipsv2-", "tipsv2"),
    (r"/gte-Qwen1\.5|/QZhou-Embedding", "qwen2"),
    (r"/sarashina-embedding|/sentence_croissant", "llama"),
    (r"/German_Semantic", "bert"),
    (r"^deepvk/(deberta-v1|USER-base)", "deberta"),
    (r"/RzenEmbed", "qwen2_vl"),
    (r"/LCO-Embedding-Omni", "qwen2_5_omni"),
    (r"/Zhinao-ChineseModernBert|/LateOn|/ModBERTBr", "modernbert"),
    (r"/olmo3-embed", "olmo3"),
    (r"/bangla-\S*multilingual-mpnet", "xlm-roberta"),
    (r"/embeddinggemma-2", "embedding_gemma2"),
    (r"/(col|bi)?modernvbert", "modernvbert"),
)
"""The architecture of well-known embedding models of which mteb does not name the base, as the
file of their configuration has it."""

UNLIKE = re.compile(
    r"^minishlab/|/static-|pubmedbert-base-embeddings-\d|/NIFE-|/PawanEmbd|/omnivinci|/PS3-|/multi-modal-embed"
)
"""Models that are built otherwise than what they were made from: static embeddings, what learned
from a larger one, encoders with further parts."""

CUSTOM = re.compile(
    r"^Alibaba-NLP/gte-(base|large)-en-v1\.5|/gte-multilingual|^jinaai/jina-(clip|embeddings-v[24]|ocr)"
    r"|jina-reranker-v2|^nomic-ai/nomic-embed-vision|^codesage/|/bge-visualized|layerwise|^nvidia/RADIO"
    r"|/MiniCPM-Reranker|/VisRAG|^QuanSun/EVA02|/LLM2CLIP-|^dunzhang/stella_en|/bge-vl|llama-embed-nem"
    r"|/ListConRanker|^deepseek-ai/Janus|MAGAer13/mplug|Mizukiluke/mplug|/lodestone-base|/VLM2Vec-Full"
    r"|^TencentBAC/Conan-embedding-v2|^mispeech/dasheng"
)
"""Models that are loaded by code in their own repository."""
