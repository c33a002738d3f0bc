"""Released checkpoints: every row plausible, known ones as published, chosen fast."""

import ast
import datetime
import importlib.util
import re

import pandas as pd
import pytest

import catalogue
from catalogue import CheckpointChoice, choose_checkpoints
from catalogue.harvest.released import litgpt
from catalogue.harvest.released.count import counted
from catalogue.harvest.released.languages import codes
from catalogue.harvest.released.licences import licence
from catalogue.harvest.released.named_sizes import named_sizes
from catalogue.harvest.released.names import family_and_maker

PUBLISHED = {
    "01-ai/Yi-1.5-9B": 8.83e9,
    "BAAI/bge-large-en-v1.5": 335e6,
    "BAAI/bge-m3": 568e6,
    "BAAI/bge-small-en-v1.5": 33.4e6,
    "ByteDance-Seed/Seed-OSS-36B-Instruct": 36.2e9,
    "EleutherAI/pythia-1.4b": 1.41e9,
    "FacebookAI/roberta-base": 125e6,
    "HuggingFaceTB/SmolLM2-135M": 135e6,
    "Qwen/QwQ-32B": 32.8e9,
    "Qwen/Qwen2.5-0.5B": 0.494e9,
    "Qwen/Qwen2.5-1.5B": 1.54e9,
    "Qwen/Qwen2.5-14B-Instruct": 14.8e9,
    "Qwen/Qwen2.5-3B": 3.09e9,
    "Qwen/Qwen2.5-72B-Instruct": 72.7e9,
    "Qwen/Qwen2.5-7B": 7.62e9,
    "Qwen/Qwen3-0.6B": 0.596e9,
    "Qwen/Qwen3-235B-A22B": 235e9,
    "Qwen/Qwen3-30B-A3B": 30.5e9,
    "Qwen/Qwen3-32B": 32.8e9,
    "Qwen/Qwen3-8B": 8.19e9,
    "Qwen/Qwen3-Embedding-0.6B": 596e6,
    "TinyLlama/TinyLlama-1.1B-Chat-v1.0": 1.10e9,
    "albert/albert-xxlarge-v2": 223e6,
    "allenai/OLMo-2-1124-7B": 7.30e9,
    "codellama/CodeLlama-34b-hf": 33.7e9,
    "deepseek-ai/DeepSeek-R1-Distill-Llama-8B": 8.03e9,
    "deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B": 1.78e9,
    "deepseek-ai/DeepSeek-V3": 671e9,
    "facebook/bart-large": 406e6,
    "facebook/dinov2-base": 86.6e6,
    "facebook/opt-125m": 125e6,
    "facebook/wav2vec2-base-960h": 94.4e6,
    "google-bert/bert-base-uncased": 110e6,
    "google-t5/t5-small": 60.5e6,
    "google/embeddinggemma-300m": 308e6,
    "google/gemma-2-27b-it": 27.2e9,
    "google/gemma-2-9b": 9.24e9,
    "google/gemma-2b": 2.51e9,
    "google/gemma-3-1b-it": 1.00e9,
    "google/gemma-7b": 8.54e9,
    "intfloat/e5-mistral-7b-instruct": 7.11e9,
    "intfloat/multilingual-e5-large": 560e6,
    "jinaai/jina-embeddings-v3": 572e6,
    "meta-llama/Llama-2-13b-hf": 13.0e9,
    "meta-llama/Llama-2-70b-hf": 69.0e9,
    "meta-llama/Llama-2-7b-hf": 6.74e9,
    "meta-llama/Llama-3.1-70B-Instruct": 70.6e9,
    "meta-llama/Llama-3.1-8B": 8.03e9,
    "meta-llama/Llama-3.2-1B": 1.24e9,
    "meta-llama/Llama-3.3-70B-Instruct": 70.6e9,
    "microsoft/Phi-3-mini-4k-instruct": 3.82e9,
    "microsoft/phi-2": 2.78e9,
    "microsoft/phi-4": 14.7e9,
    "mistralai/Codestral-22B-v0.1": 22.2e9,
    "mistralai/Mistral-7B-v0.3": 7.25e9,
    "mistralai/Mistral-Large-Instruct-2407": 123e9,
    "mistralai/Mistral-Nemo-Instruct-2407": 12.2e9,
    "mistralai/Mixtral-8x22B-Instruct-v0.1": 141e9,
    "mistralai/Mixtral-8x7B-Instruct-v0.1": 46.7e9,
    "mixedbread-ai/mxbai-embed-large-v1": 335e6,
    "nomic-ai/nomic-embed-text-v1.5": 137e6,
    "openai-community/gpt2": 124e6,
    "openai/clip-vit-base-patch32": 151e6,
    "openai/whisper-large-v3": 1.54e9,
    "openai/whisper-tiny": 37.8e6,
    "sentence-transformers/all-MiniLM-L6-v2": 22.7e6,
    "tiiuae/Falcon3-7B-Base": 7.46e9,
}
"""Parameters as the model cards of these checkpoints, or their papers, give them."""
PUBLISHED |= {
    "CohereLabs/c4ai-command-r-plus": 104e9,
    "CohereLabs/c4ai-command-r-v01": 35e9,
    "FacebookAI/roberta-large": 355e6,
    "OpenGVLab/InternVL2_5-8B": 8.08e9,
    "Qwen/Qwen2-VL-7B-Instruct": 8.29e9,
    "Qwen/Qwen2.5-VL-3B-Instruct": 3.75e9,
    "Qwen/Qwen2.5-VL-7B-Instruct": 8.29e9,
    "Qwen/Qwen2.5-VL-7B-Instruct-AWQ": 8.29e9,
    "Qwen/Qwen3-VL-8B-Instruct": 8.77e9,
    "answerdotai/ModernBERT-base": 149e6,
    "bigscience/bloom": 176e9,
    "databricks/dbrx-instruct": 132e9,
    "google/gemma-3-4b-it": 4.3e9,
    "google/gemma-3n-E4B-it": 7.85e9,
    "google/gemma-4-E2B-it": 5.1e9,
    "google/gemma-4-E4B-it": 8.0e9,
    "llava-hf/llava-1.5-7b-hf": 7.06e9,
    "meta-llama/Llama-3.1-405B-Instruct": 405.85e9,
    "meta-llama/Llama-4-Maverick-17B-128E-Instruct": 400e9,
    "meta-llama/Llama-4-Scout-17B-16E-Instruct": 109e9,
    "microsoft/Phi-3-medium-128k-instruct": 14e9,
    "moonshotai/Kimi-K2-Instruct": 1e12,
    "openai/gpt-oss-20b": 20.9e9,
    "openai/whisper-large-v3-turbo": 809e6,
}

ISO_639_1 = re.findall(
    "..",
    "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoes"
    "eteufafffifjfofrfygagdglgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikj"
    "kkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmrmsmtmynanbndnengnlnnnonrnv"
    "nyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthti"
    "tktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu",
)
"""All codes of two letters, one after the other."""


@pytest.fixture(scope="module")
def checkpoints() -> pd.DataFrame:
    return catalogue.checkpoints()


def test_there_are_thousands_of_many_architectures(checkpoints):
    assert len(checkpoints) >= 3000
    assert checkpoints["model"].replace("", pd.NA).nunique() >= 300
    assert set(checkpoints["model"]) - {""} <= set(catalogue.models()["model"])


def test_an_id_has_one_slash_and_comes_once_in_a_format(checkpoints):
    assert checkpoints["checkpoint"].str.fullmatch(r"[\w.-]+/[\w.-]+").all()
    twice = checkpoints.assign(id=checkpoints["checkpoint"].str.lower())
    assert not twice.duplicated(["id", "format"]).any()
    assert set(checkpoints["format"]) <= set(catalogue.CHECKPOINT_FORMATS)


def test_numbers_are_positive_and_fit_together(checkpoints):
    for column in ("parameters", "context", "layers", "heads", "width", "vocabulary"):
        assert checkpoints[column].dtype == "Int64"
        assert (checkpoints[column].dropna() > 0).all()
    assert (checkpoints["context"].dropna() <= 2**24).all()
    both = checkpoints.dropna(subset=["parameters", "active_parameters"])
    assert len(both) > 200 and (both["active_parameters"] < both["parameters"]).all()
    assert (checkpoints["active_parameters"].notna() <= checkpoints["parameters"].notna()).all()
    heads = checkpoints.dropna(subset=["heads", "key_value_heads"])
    assert (heads["heads"] % heads["key_value_heads"] == 0).mean() > 0.99
    assert (heads["key_value_heads"] <= heads["heads"]).all()


def test_words_are_of_their_lists(checkpoints):
    assert set(checkpoints["abilities"].explode().dropna()) == set(catalogue.ABILITIES)
    languages = set(checkpoints["languages"].explode().dropna())
    assert {code for code in languages if len(code) == 2} <= set(ISO_639_1)
    assert all(len(code) in (2, 3) and code.isalpha() and code.islower() for code in languages)
    assert not checkpoints["family"].eq("").any() and not checkpoints["maker"].eq("").any()
    assert not checkpoints["licence"].str.contains(r"[A-Z/ ]").any()


def test_dates_parse_and_none_is_later_than_the_tables(checkpoints):
    stated = checkpoints[checkpoints["released"] != ""]
    assert len(stated) > 700
    for released, source_date in zip(stated["released"], stated["source_date"], strict=True):
        assert datetime.date.fromisoformat(released) <= datetime.date.fromisoformat(source_date)
    assert checkpoints["source"].str.contains(r"^[\w-]+ \d+\.\d+").all()


def test_custom_code_is_marked(checkpoints):
    custom = checkpoints[checkpoints["custom_code"]]
    assert len(custom) > 300
    assert {"InternVLChatModel", "QWenLMHeadModel"} <= set(custom["architecture"])
    native = checkpoints[checkpoints["architecture"] == "LlamaForCausalLM"]
    assert set(native["model"]) == {"llama"}


OF = {
    "HuggingFaceM4/Idefics3-8B-Llama3": "idefics3",
    "Qwen/Qwen3.5-27B-GPTQ-Int4": "qwen3_5",
    "Salesforce/SFR-Embedding-Code-2B_R": "gemma2",
    "deepseek-ai/deepseek-vl2": "",
    "facebook/wav2vec2-xls-r-2b-21-to-en": "speech-encoder-decoder",
    "baidu/Unlimited-OCR": "unlimited_ocr",
    "google/embeddinggemma-2": "embedding_gemma2",
    "ibm/PowerMoE-3b": "granitemoe",
    "internlm/internlm3-8b-instruct": "internlm3",
    "IQuestLab/IQuest-Coder-V1-40B-Base": "iquestcoder",
    "microsoft/Phi-4-multimodal-instruct": "phi4_multimodal",
    "nomic-ai/nomic-embed-text-v1.5": "nomic_bert",
    "sentence-transformers/LaBSE": "bert",
    "sentence-transformers/all-mpnet-base-v2": "mpnet",
    "sentence-transformers/sentence-t5-base": "t5",
    "thenlper/gte-large-zh": "bert",
    "intfloat/e5-large-v2": "bert",
    "intfloat/e5-mistral-7b-instruct": "mistral",
    "intfloat/multilingual-e5-base": "xlm-roberta",
    "intfloat/multilingual-e5-small": "bert",
    "jinaai/jina-embeddings-v3": "jina_embeddings_v3",
    "minishlab/potion-base-8M": "",
    "sentence-transformers/all-MiniLM-L6-v2": "bert",
    "sentence-transformers/paraphrase-multilingual-mpnet-base-v2": "xlm-roberta",
    "unsloth/Qwen3-8B-GGUF": "qwen3",
    "zai-org/GLM-4.5-Air-Base": "glm4_moe",
    "zai-org/GLM-4.5-Base": "glm4_moe",
    "zai-org/GLM-4.6V": "glm4v_moe",
    "zai-org/GLM-4.6V-Flash": "glm4v",
}
"""The architecture of checkpoints whose name or maker leads astray, as their config.json has it;
none where that is custom code, or no model of transformers."""


def test_a_checkpoint_is_of_the_architecture_that_its_configuration_names(checkpoints):
    known = checkpoints[checkpoints["checkpoint"].isin(OF)]
    assert set(known["checkpoint"]) == set(OF)
    for checkpoint, model in zip(known["checkpoint"], known["model"], strict=True):
        assert model == OF[checkpoint], checkpoint


def test_a_search_for_a_family_finds_that_family_first(checkpoints):
    for query, family in (("llama 3", "Llama 3"), ("mistral", "Mistral"), ("e5", "E5")):
        assert catalogue.find(query, checkpoints)["family"].iloc[0].startswith(family), query
    assert set(catalogue.find("llama 3", checkpoints)["model"][:20]) == {"llama"}


def test_of_experts_that_are_not_stated_nothing_is_made_up(checkpoints):
    bare = checkpoints[checkpoints["checkpoint"].isin(["zai-org/GLM-4.5-Base", "zai-org/GLM-4.6V"])]
    assert len(bare) == 2
    assert bare[["parameters", "active_parameters"]].isna().all(axis=None)


def test_an_embedding_model_has_an_architecture_or_code_of_its_own(checkpoints):
    vectors = checkpoints["abilities"].map(lambda can: bool({"embedding", "reranking"} & set(can)))
    neither = vectors & (checkpoints["model"] == "") & ~checkpoints["custom_code"]
    # Static embeddings and encoders of other libraries are neither.
    assert neither.sum() < 0.15 * vectors.sum()


CAN = {
    "baidu/ERNIE-4.5-21B-A3B-PT": {"chat"},
    "CohereLabs/aya-expanse-8b": {"chat"},
    "CohereLabs/aya-expanse-32b": {"chat"},
    "CohereLabs/c4ai-command-r-plus": {"chat", "tools"},
    "CohereLabs/c4ai-command-r-v01": {"chat", "tools"},
    "HuggingFaceH4/zephyr-7b-beta": {"chat"},
    "OpenGVLab/InternVL2_5-8B": {"chat", "vision", "video"},
    "Tele-AI/TeleChat2-35B": {"chat"},
    "XiaomiMiMo/MiMo-7B-RL": {"chat"},
    "XiaomiMiMo/MiMo-7B-SFT": {"chat"},
    "distil-whisper/distil-large-v2": {"speech recognition"},
    "llava-hf/llava-1.5-7b-hf": {"chat", "vision"},
    "meta-llama/Llama-2-7b-chat-hf": {"chat"},
    "microsoft/phi-4": {"chat"},
    "mistralai/Codestral-22B-v0.1": {"chat", "code"},
    "mistralai/Mistral-7B-Instruct-v0.2": {"chat"},
    "mistralai/Mistral-7B-Instruct-v0.3": {"chat", "tools"},
    "mistralai/Mistral-Large-Instruct-2407": {"chat", "tools"},
    "mistralai/Mistral-Nemo-Instruct-2407": {"chat", "tools"},
    "moonshotai/Kimi-K2-Thinking": {"chat", "tools"},
    "openai/whisper-large-v3": {"audio", "speech recognition"},
    "stabilityai/stablelm-zephyr-3b": {"chat"},
    "zai-org/chatglm2-6b": {"chat"},
    "zai-org/chatglm3-6b": {"chat", "tools"},
    # What was not trained to chat, and what turns texts into vectors, whatever it is called.
    "01-ai/Yi-6B": {"completion"},
    "Qwen/Qwen2.5-7B": {"completion"},
    "XiaomiMiMo/MiMo-7B-Base": {"completion"},
    "baidu/ERNIE-4.5-300B-A47B-Base-PT": {"completion"},
    "google/gemma-3-4b-pt": {"vision"},
    "intfloat/multilingual-e5-large-instruct": {"embedding"},
    "samaya-ai/promptriever-llama3.1-8b-instruct-v1": {"embedding"},
}
"""What their model cards say that they can do."""


@pytest.mark.parametrize("checkpoint", CAN)
def test_abilities_are_those_of_the_model_card(checkpoints, checkpoint):
    rows = checkpoints[checkpoints["checkpoint"] == checkpoint]
    assert len(rows) and all(
        set(can) - {"reasoning"} == CAN[checkpoint] for can in rows["abilities"]
    )


FACTS = [
    ("01-ai/Yi-6B-200K", "context", 200_000),
    ("codellama/CodeLlama-7b-Instruct-hf", "context", 16_384),
    ("codellama/CodeLlama-7b-hf", "context", 16_384),
    ("deepseek-ai/DeepSeek-V2-Lite-Chat", "context", 32_768),
    ("google/gemma-2b-it", "context", 8192),
    ("google/gemma-4-E2B-it", "context", 131_072),
    ("microsoft/Phi-3.5-mini-instruct", "context", 131_072),
    ("mistralai/Mistral-7B-Instruct-v0.2", "context", 32_768),
    ("mistralai/Mistral-Nemo-Instruct-2407", "context", 131_072),
    ("meta-llama/Llama-3.1-405B-Instruct", "key_value_heads", 8),
    ("openai/whisper-large-v3", "released", "2023-11-06"),
    ("openai/whisper-large-v3-turbo", "released", "2024-10-01"),
    ("BAAI/bge-m3", "released", "2024-01-30"),
    ("openai/whisper-large-v3", "licence", "apache-2.0"),
    ("BAAI/bge-reranker-v2-m3", "licence", "apache-2.0"),
    ("openai/clip-vit-base-patch32", "licence", "mit"),
    ("openbmb/MiniCPM3-4B", "languages", ("en", "zh")),
    ("google/gemma-3-4b-it", "languages", ("en", "mul")),
    ("ModernVBERT/colmodernvbert", "family", "ModernVBERT"),
    ("IEITYuan/Yuan2-2B-Janus-hf", "family", "Yuan 2"),
    ("distil-whisper/distil-large-v2", "family", "Distil-Whisper"),
    ("openai/gpt-oss-20b", "format", "FP4"),
    ("deepseek-ai/DeepSeek-V3", "format", "FP8"),
    ("tencent/Hy-MT2-7B-FP8", "format", "FP8"),
    ("01-ai/Yi-6B-Chat-4bits", "format", "AWQ"),
    ("baichuan-inc/Baichuan2-7B-Chat-4bits", "format", "bitsandbytes"),
    ("openbmb/MiniCPM-V-2_6-int4", "format", "bitsandbytes"),
    ("unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit", "format", "bitsandbytes"),
]


@pytest.mark.parametrize("checkpoint, column, value", FACTS)
def test_facts_are_those_of_the_model_card(checkpoints, checkpoint, column, value):
    assert set(checkpoints.loc[checkpoints["checkpoint"] == checkpoint, column]) == {value}


def test_what_a_name_calls_packed_is_not_full(checkpoints):
    packed = checkpoints["checkpoint"].str.contains(
        r"bnb|fp8|awq|gptq|gguf|[-_]int[48]\b|4-?bits?\b", case=False
    )
    assert packed.sum() > 700
    assert list(checkpoints.loc[packed & (checkpoints["format"] == "full"), "checkpoint"]) == []


@pytest.mark.parametrize("checkpoint", PUBLISHED)
def test_parameters_are_as_published(checkpoints, checkpoint):
    rows = checkpoints[checkpoints["checkpoint"] == checkpoint]
    assert len(rows) >= 1
    for parameters in rows["parameters"]:
        assert parameters == pytest.approx(PUBLISHED[checkpoint], rel=0.02)


def test_parameters_are_those_counted_or_stated(checkpoints):
    counted = checkpoints["counted_parameters"]
    stated = checkpoints["stated_parameters"]
    either = (checkpoints["parameters"] == counted) | (checkpoints["parameters"] == stated)
    assert either[checkpoints["parameters"].notna()].all()
    assert counted.notna().sum() > 600
    both = checkpoints[counted.notna() & stated.notna()]
    ratio = both["counted_parameters"] / both["stated_parameters"]
    # "7B" is anything from 6.5 to 8.5 billion to those who name models.
    assert ((ratio - 1).abs() <= 0.05).mean() > 0.75
    assert ((ratio - 1).abs() <= 0.25).mean() > 0.97


def test_a_llama_is_counted_as_its_formula_says():
    numbers = {
        "layers": 32, "heads": 32, "key_value_heads": 8, "head_size": 128, "width": 4096,
        "vocabulary": 128256, "feed_forward": 14336,
    }  # fmt: skip
    attention = 2 * 4096 * 4096 + 2 * 4096 * 8 * 128
    layer = attention + 3 * 4096 * 14336 + 2 * 4096
    whole = 2 * 128256 * 4096 + 32 * layer + 4096
    assert counted("meta-llama/Llama-3.1-8B", "LlamaForCausalLM", numbers, False) == whole
    shared = counted("meta-llama/Llama-3.2-3B", "LlamaForCausalLM", numbers, False)
    assert shared == whole - 128256 * 4096
    assert counted("x/y", "LlamaForCausalLM", {"layers": 32}, False) is None
    assert counted("x/y", "InternVLChatModel", numbers, False) is None
    assert counted("x/y", "LlamaForCausalLM", numbers, True) is None


@pytest.mark.parametrize(
    "checkpoint, packed, family, maker",
    [
        ("Qwen/Qwen2.5-7B-Instruct", False, "Qwen 2.5", "Alibaba Qwen"),
        ("Qwen/Qwen3-Coder-30B-A3B-Instruct", False, "Qwen 3 Coder", "Alibaba Qwen"),
        ("unsloth/DeepSeek-R1-GGUF", True, "DeepSeek R1", "DeepSeek"),
        ("deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", False, "DeepSeek R1 Distill", "DeepSeek"),
        ("TheBloke/Llama-2-7B-Chat-GGUF", True, "Llama 2", "Meta"),
        ("hfl/chinese-llama-2-7b", False, "Llama 2", "HFL"),
        ("OpenGVLab/InternVL3_5-8B", False, "InternVL 3.5", "OpenGVLab"),
        ("zai-org/chatglm3-6b", False, "ChatGLM3", "Z.ai"),
        ("openbmb/MiniCPM-V-2_6", False, "MiniCPM-V 2.6", "OpenBMB"),
        ("google-bert/bert-base-uncased", False, "BERT", "Google"),
        ("llava-hf/llava-1.5-7b-hf", False, "LLaVA 1.5", "LLaVA"),
    ],
)
def test_families_and_makers_are_called_as_people_call_them(checkpoint, packed, family, maker):
    assert family_and_maker(checkpoint, packed, "") == (family, maker)


@pytest.mark.parametrize(
    "checkpoint, total, active",
    [
        ("Qwen/Qwen2.5-7B-Instruct", 7e9, None),
        ("Qwen/Qwen-1_8B-Chat", 1.8e9, None),
        ("Qwen/Qwen3-30B-A3B", 30e9, 3e9),
        ("bigscience/bloom-7b1", 7.1e9, None),
        ("bigscience/bloom-560m", 560e6, None),
        ("meta-llama/Llama-4-Scout-17B-16E", None, 17e9),
        ("allenai/OLMoE-1B-7B-0924", 7e9, 1e9),
        ("Qwen/Qwen2.5-7B-Instruct-1M", 7e9, None),
        ("mlx-community/whisper-tiny-4bit", None, None),
        ("laion/CLIP-ViT-H-14-laion2B-s32B-b79K", None, None),
        ("mistralai/Mixtral-8x7B-v0.1", None, None),
    ],
)
def test_a_name_states_its_size(checkpoint, total, active):
    assert named_sizes(checkpoint) == (total, active)


def test_codes_and_licences_have_one_spelling():
    assert codes(["eng-Latn", "zho-Hans", "python-Code", "en"]) == ("en", "zh")
    assert codes(["kh", "mm", "89 languages supported"]) == ("km", "my", "mul")
    assert licence("x/y", "https://ai.google.dev/gemma/terms") == "gemma"
    assert licence("x/y", "not specified") == ""
    assert licence("meta-llama/Llama-3.1-8B", "") == "llama3.1"


def test_loops_over_a_list_name_its_checkpoints():
    tree = ast.parse(
        'a = [dict(name="x{}")]\nfor c in a:\n    for kind in ("", "-chat"):\n'
        "        d = deepcopy(c)\nb = []\nb.extend(a)\na.extend(e)\n"
    )
    endings = litgpt._endings(tree)
    assert endings["a"] == (("", "-chat"), "", ()) == endings["e"]
    assert litgpt._named("x{}", *endings["a"]) == ["x", "x-chat"]


@pytest.mark.parametrize(
    "choice",
    [
        CheckpointChoice(),
        CheckpointChoice(
            query="qwen coder", ability=("chat",), licence=("permissive",), format=("AWQ", "GPTQ"),
            language=("zh",), context=32768, most=14_000_000_000, order="parameters",
        ),
        CheckpointChoice(query="llama", order="checkpoint", descending=True),
    ],
)  # fmt: skip
def test_a_choice_prints_the_python_that_makes_it(checkpoints, choice):
    chosen = choose_checkpoints(checkpoints, choice)
    assert len(chosen) > 0
    assert eval(str(choice), {"CheckpointChoice": CheckpointChoice}) == choice


def test_every_condition_of_a_choice_holds(checkpoints):
    choice = CheckpointChoice(
        ability=("chat", "tools"), language=("zh", "fr"), context=32_768, fewest=10**9,
        most=15 * 10**9, licence=("permissive",), order="parameters", descending=True,
    )  # fmt: skip
    rows = choose_checkpoints(checkpoints, choice)
    assert "Qwen/Qwen2.5-7B-Instruct" in set(rows["checkpoint"])
    by_hand = [
        index
        for index, row in checkpoints.iterrows()
        if {"chat", "tools"} <= set(row["abilities"])
        and {"zh", "fr"} & set(row["languages"])
        and row["licence"] in catalogue.LICENCES["permissive"]
        and row["context"] is not pd.NA
        and row["context"] >= 32_768
        and row["parameters"] is not pd.NA
        and 10**9 <= row["parameters"] <= 15 * 10**9
    ]
    assert set(rows.index) == set(by_hand)
    assert rows["parameters"].is_monotonic_decreasing
    assert choose_checkpoints(checkpoints, CheckpointChoice(ability=("flying",))).empty
    assert choose_checkpoints(checkpoints, CheckpointChoice(language=("xx",))).empty


def test_counts_say_what_a_further_option_leaves(checkpoints):
    choice = CheckpointChoice(query="qwen", ability=("chat",), format=("AWQ",))
    counts = catalogue.checkpoint_counts(checkpoints, choice)
    for ability in ("vision", "tools"):
        further = CheckpointChoice(query="qwen", ability=("chat", ability), format=("AWQ",))
        assert counts["ability"][ability] == len(choose_checkpoints(checkpoints, further))
    other = CheckpointChoice(query="qwen", ability=("chat",), format=("GGUF",))
    assert counts["format"]["GGUF"] == len(choose_checkpoints(checkpoints, other))
    assert next(iter(counts["format"])) == "full"
    assert sum(counts["licence"].values()) == len(choose_checkpoints(checkpoints, choice))


def test_nothing_of_the_packages_that_were_read_is_installed():
    for name in ("xinference", "swift", "mteb", "litgpt"):
        assert importlib.util.find_spec(name) is None
