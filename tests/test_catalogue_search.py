"""Search: what people type finds what they mean, the best first."""

import random

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import catalogue
from catalogue import names, search
from i18n import Problem

from .conftest import ROOT
from .pages import opened

MODELS = catalogue.models()
TYPES = set(MODELS["model"])
NAMES = dict(zip(MODELS["model"], MODELS["name"]))


def found(query: str, rows: pd.DataFrame = MODELS) -> list[str]:
    return list(search.find(query, rows)["model"])


def letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


@pytest.mark.parametrize(
    "spelled",
    [
        str,
        str.upper,
        lambda name: name.replace(" ", "").replace("-", ""),
        lambda name: name.replace("-", " ").lower(),
        lambda name: f"  {name.replace(' ', '-')} ",
    ],
)
def test_every_documented_name_is_found_first_however_it_is_spelled(spelled):
    views = catalogue.documented_views()
    assert len(views) == 260
    for name, model in zip(views["name"], views["model"]):
        rows = search.find(spelled(name), MODELS)
        # Four names of checkpoints are those of an architecture too: that one comes first.
        called = [
            row.model
            for row in MODELS.itertuples()
            if letters(name) in (letters(row.model), letters(row.name))
        ]
        assert list(rows["model"])[: len({*called, model})] == list(
            dict.fromkeys([*sorted(called, key=list(rows["model"]).index), model])
        ), name


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("vicuna", "llama"),
        ("deepseek r1", "deepseek_v3 qwen2 llama"),
        ("r1 deepseek", "deepseek_v3 qwen2 llama"),
        ("chatglm", "glm"),
        ("baichuan", "llama"),
        ("yi", "llama"),
        ("bge", "bert xlm-roberta"),
        ("bge-m3", "xlm-roberta"),
        ("e5", "bert"),
        ("minilm", "bert"),
        ("llama 3", "llama"),
        ("Llama-3.1", "llama"),
        ("dit", "beit"),
        ("Qwen2.5", "qwen2"),
        ("phi 4", "phi3"),
        ("opus-mt", "marian"),
        ("starcoder", "gpt_bigcode"),
        ("deepseek 3", "deepseek_v3"),
        ("segment anything", "sam"),
        ("openai", "gpt_oss"),
        ("speech recognition", "whisper"),
        ("image captioning", "blip"),
        ("sentence similarity", "bert"),
        ("translate", "marian"),
        ("mixture of experts", "mixtral"),
        ("MoE", "mixtral"),
        ("named entity recognition", "bert"),
        ("text to speech", "vits"),
        ("forecasting", "timesfm"),
        ("OCR", "trocr"),
        ("文本生成", "llama"),
        ("翻译", "marian"),
        ("机器翻译", "marian"),
        ("语音识别", "whisper"),
        ("语音合成", "vits"),
        ("图像分类", "vit"),
        ("目标检测", "detr"),
        ("语义分割", "segformer"),
        ("深度估计", "depth_anything"),
        ("多模态", "clip"),
        ("摘要", "bart"),
        ("问答", "bert"),
        ("命名实体", "bert"),
        ("情感分析", "distilbert"),
        ("完形填空", "bert"),
        ("时间序列", "timesfm"),
        ("混合专家", "mixtral"),
        ("看图说话", "blip"),
        ("视觉问答", "vilt"),
        ("向量", "bert"),
        ("代码生成", "qwen2"),
        ("中文", "qwen3"),
        ("通义千问", "qwen3"),
        ("智谱", "glm"),
        ("百川", "llama"),
        ("文心一言", "ernie4_5"),
        ("混元", "hunyuan_v1_dense"),
        ("月之暗面", "kimi_k25"),
        ("深度求索", "deepseek_v3"),
        ("谷歌", "gemma3"),
        ("好用的翻译模型", "marian"),
        ("中文文本生成", "qwen3"),
        ("智谱 视觉", "glm4v"),
        ("通义千问2.5", "qwen2"),
        ("ＢＥＲＴ", "bert"),
    ],
)
def test_families_makers_and_tasks_are_found_in_words_english_and_chinese(typed, first):
    assert found(typed)[: len(first.split())] == first.split()


def test_every_architecture_is_found_first_by_its_type_and_its_name():
    for row in MODELS.itertuples():
        assert letters(found(row.model)[0]) == letters(row.model)
        assert letters(row.name) in {letters(text) for text in search.find(row.name).iloc[0][:2]}


def test_every_prefix_of_a_name_finds_it():
    for name, model in (("deepseek r1", "deepseek_v3"), ("xlm-roberta", "xlm-roberta")):
        for end in range(1, len(name) + 1):
            assert model in found(name[:end])
    assert found("deepseek r")[0] == "deepseek_v3"
    assert found("vicu")[0] == "llama"
    assert set(found("语音识")) == set(found("语音识别"))


def test_a_second_name_is_found_and_resolved():
    for row in MODELS[MODELS["aliases"] != ""].itertuples():
        for alias in row.aliases.split(";"):
            assert found(alias)[0] == row.model
            assert catalogue.resolve(alias, MODELS) == row.model


def test_a_version_is_no_typing_error_of_another():
    assert found("gtp2")[0] == found("gpt 2")[0] == "gpt2"
    assert found("gpt4") == found("GPT-4") == found("gpt 4") == []
    assert found("bert7") == []
    assert found("vicunna")[0] == "llama"


def test_what_finds_nothing_gets_the_nearest_names_and_these_are_found():
    assert search.suggestions("gpt4", MODELS) == [
        NAMES["gpt_oss"],
        NAMES["gpt2"],
        NAMES["openai-gpt"],
    ]
    for query in ("bert7", "gpt-5x", "mistral whisper", "通一千文", "robrta 9", "claud sonnet"):
        if found(query):
            continue
        near = search.suggestions(query, MODELS)
        assert len(near) <= 3
        assert all(found(name) for name in near)
    assert "BERT" in search.suggestions("bert7", MODELS)
    assert "通义千问" in search.suggestions("通一千问", MODELS)
    assert search.suggestions("zzzzqq", MODELS) == []


def test_of_names_without_code_in_transformers_that_is_said():
    said = catalogue.remark("ChatGLM-6B")
    assert said is not None and NAMES["glm4"] in str(said)
    assert catalogue.remark("百川") and catalogue.remark("gpt 4") and not catalogue.remark("bert")


SOME = """
bert gpt 2 3 7b llama r1 deepseek coder vision the model ? japanese base 翻译 中文 通义千问 bart
robrta transltion gtp ne er xl v3 25 of experts mixture speech to text qwen 2.5 4 gemma glm 智谱
"""
WORDS = [
    *SOME.split(),
    *random.Random(0).sample(sorted(TYPES), 30),
    *random.Random(1).sample(sorted(word for n in MODELS["name"] for word in n.split()), 30),
]


def says_more(query: list[str]) -> bool:
    """Whether a query has more than filler words and sizes, which alone are asked for."""
    return any(word not in [*names.FREE.split(), "7b", "base"] for word in query)


def test_another_word_never_adds_a_row():
    draw = random.Random(3)
    for _ in range(300):
        query = draw.choices(WORDS, k=draw.randint(2, 4))
        if not says_more(query[:-1]):
            continue
        assert set(found(" ".join(query))) <= set(found(" ".join(query[:-1]))), query


def test_own_models_with_odd_names_are_found_and_break_nothing():
    own = catalogue.own_models("name,tasks\n?,翻译\n🤗,\n(x,\n我的模型,fill-mask\n".encode())
    rows = catalogue.models(own)
    assert found("?", rows)[0] == "?"
    assert found("🤗", rows)[0] == "🤗"
    assert found("我的模型", rows)[0] == "我的模型"
    assert "?" in found("翻译", rows)
    assert found("bert", rows)[0] == "bert"
    assert found("(x", rows)[0] == "(x"
    assert len(search.find("  ", rows)) == len(rows)
    assert search.find("bert", rows[:0]).empty
    assert search.suggestions("?", rows) is not None


CHECKPOINTS = pd.DataFrame(
    [
        ("Qwen/Qwen2.5-7B-Instruct", "Qwen2.5", "Alibaba", "qwen2", ("chat", "tools"), ("zh",)),
        ("Qwen/Qwen2.5-VL-7B", "Qwen2.5-VL", "Alibaba", "qwen2_5_vl", ("chat", "vision"), ("zh",)),
        ("meta-llama/Llama-3.1-8B", "Llama 3.1", "Meta", "llama", ("completion",), ("en",)),
        ("lmsys/vicuna-7b-v1.5", "Vicuna", "LMSYS", "llama", ("chat",), ("en",)),
        ("BAAI/bge-m3", "BGE", "BAAI", "xlm-roberta", ("embedding",), ("mul",)),
        ("openai/whisper-large-v3", "Whisper", "OpenAI", "whisper", ("speech recognition",), ()),
        ("baichuan-inc/Baichuan2-7B-Chat", "Baichuan 2", "Baichuan", "", ("chat",), ("zh",)),
    ],
    columns=["checkpoint", "family", "maker", "model", "abilities", "languages"],
).assign(architecture="Qwen2ForCausalLM", licence="apache-2.0", format="full")  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "first", "count"),
    [
        ("qwen2.5-7b-instruct", 0, 1),
        ("qwen 2.5 vl", 1, 1),
        ("vicuna", 3, 1),
        ("通义千问", 0, 2),
        ("百川", 6, 1),
        ("阿里 视觉", 1, 1),
        ("中文对话", 0, 3),
        ("嵌入", 4, 1),
        ("语音识别", 5, 1),
        ("多语言", 4, 1),
        ("llama 3", 2, 1),
        ("8b llama", 2, 1),
        ("脸书", 2, 1),
    ],
)
def test_checkpoints_are_searched_in_the_same_way(typed, first, count):
    rows = search.find(typed, CHECKPOINTS)
    assert rows.index[0] == first
    assert len(rows) == count


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("BERT", "bert"),
        ("gpt-2", "gpt2"),
        ("bert-base-uncased", "bert"),
        ("google-bert/bert-base-uncased", "bert"),
        ("Qwen/Qwen2.5-7B-Instruct", "qwen2"),
        ("qwen2.5-7b-instruct", "qwen2"),
        ("FLAN-T5", "t5"),
        ("google/flan-t5-xl", "t5"),
        ("vicuna", "llama"),
        ("meta-llama/Meta-Llama-3-8B-Instruct", "llama"),
        ("deepseek-ai/DeepSeek-R1", "deepseek_v3"),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-8B", "llama"),
        ("llava-hf/llava-v1.6-mistral-7b-hf", "llava_next"),
        ("BAAI/bge-m3", "xlm-roberta"),
        ("openai/whisper-large-v3", "whisper"),
        ("通义千问", "qwen3"),
    ],
)
def test_a_name_or_an_id_is_resolved(text, model):
    assert catalogue.resolve(text, MODELS) == model


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bert7", "BERT"),
        ("chatglm", NAMES["glm4"]),
        ("THUDM/chatglm3-6b", NAMES["glm4"]),
        ("gpt4", NAMES["gpt_oss"]),
        ("bert-nonsense", "BERT"),
        ("nonsense", "choose one"),
        ("", "choose one"),
        ("?", "choose one"),
        ("x" * 5000, "choose one"),
        ("翻译", "choose one"),
    ],
)
def test_what_names_nothing_is_a_problem_that_says_what_is_near(text, said):
    with pytest.raises(Problem, match=said):
        catalogue.resolve(text, MODELS)


def linked(page: str, **query: str) -> AppTest:
    """A page as a link opens it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.run()
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def test_a_link_to_a_model_may_spell_it_freely_and_says_what_it_does_not_know():
    app = linked("model", model="google-bert/bert-base-uncased")
    assert app.title[0].value == "BERT" and not app.error
    assert app.query_params["model"] in ("bert", ["bert"])
    app = linked("model", model="bert7")
    assert app.title[0].value == "Model"
    assert "BERT" in app.error[0].value


def test_nothing_of_a_link_to_a_comparison_is_dropped_without_a_word():
    app = linked("models", compare="BERT,GPT-2,nothing of the kind")
    assert app.session_state["compare"] == app.query_params["compare"] == ["bert", "gpt2"]
    assert "nothing of the kind" in app.error[0].value


def test_a_search_for_what_has_no_code_says_so():
    app = opened("models")
    app.text_input(key="q").set_value("gpt4").run()
    assert "no code for GPT 4" in app.info[0].value
    app.text_input(key="q").set_value("bert7").run()
    assert app.button_group(key="famous").options == search.suggestions("bert7", MODELS)


def test_ids_are_looked_up_among_the_released_checkpoints():
    rows = CHECKPOINTS.assign(checkpoint=["a/odd-name", *CHECKPOINTS["checkpoint"][1:]])
    assert catalogue.resolve("odd-name", MODELS, rows) == "qwen2"
    with pytest.raises(Problem):
        catalogue.resolve("odd-name", MODELS)


def test_the_tables_name_architectures_that_there_are():
    """Those of a release to come are passed over, but a slip of the pen is none."""
    listed = [*(names.FAMILIES | names.OUTSIDE | names.CLOSED).values()]
    listed += [maker.best for maker in names.MAKERS] + [topic.best for topic in names.TOPICS]
    assert {model for best in listed for model in best.split()} <= TYPES


def test_a_size_alone_finds_what_was_released_in_it():
    rows = catalogue.checkpoints()
    for query, size in (("7b", 7e9), ("70b", 70e9), ("0.5b", 0.5e9)):
        near = rows[rows["parameters"].between(0.9 * size, 1.1 * size) & (rows["format"] == "full")]
        assert set(near["model"]) - {""} <= set(found(query))
        assert len(found(query)) < 100
    assert set(found("7b")[:5]) & {"llama", "qwen2", "mistral"}
    long = MODELS["released_context"].fillna(MODELS["context"]) >= 128_000
    assert set(MODELS[long]["model"]) <= set(found("128k"))
    assert "bert" not in found("128k")
    assert found("llama 70b")[0] == "llama"


def test_a_size_is_no_part_of_another():
    rows = catalogue.checkpoints()
    for query in ("7b", "4b"):
        ids = search.find(query, rows)["checkpoint"]
        assert len(ids) > 50
        sized = ids[~ids.str.contains(rf"(?i)(?<![\d.]){query}(?!it)")]
        near = rows.set_index("checkpoint").loc[sized, ["parameters", "stated_parameters"]]
        size = float(query[:-1]) * 1e9
        assert ((near / size - 1).abs() <= 0.1).any(axis=1).all()


@pytest.mark.parametrize("query", ["开源", "model", "the model", "一个模型"])
def test_what_asks_for_nothing_is_said_and_no_search(query):
    assert found(query) == []
    assert "Every model has this" in str(catalogue.remark(query))


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("flash attention", "flash_attention"),
        ("FlashAttention", "flash_attention"),
        ("tensor parallel", "tensor_parallel"),
        ("sliding window", "sliding_window"),
        ("滑动窗口", "sliding_window"),
        ("mixture of experts", "experts"),
    ],
)
def test_what_an_architecture_supports_is_found_in_words(query, column):
    has = MODELS[column].notna() & (MODELS[column] != 0)
    assert set(MODELS[has]["model"]) <= set(found(query))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("lama 2", "llama"), ("wenxin", "ernie4_5"), ("骆驼", "llama"), ("声音克隆", "vits"),
        ("translate english to german", "marian"), ("internlm", "internlm3"),
        ("书生", "internlm3"), ("internvl", "internvl"), ("qwen 7b", "qwen2"),
        ("small model", "distilbert"), ("GQA", "bamba"),
    ],
)  # fmt: skip
def test_what_was_missed_is_found_and_not_said_to_be_missing(query, first):
    assert found(query)[0] == first
    assert catalogue.remark(query) is None


@pytest.mark.parametrize("query", ["chatgpt", "flux", "星火", "讯飞", "claude"])
def test_what_nobody_can_load_finds_nothing_and_that_is_said(query):
    assert found(query) == []
    assert "no code" in str(catalogue.remark(query))


def test_what_is_no_model_leads_to_what_can_be_searched_for():
    assert search.suggestions("分词", MODELS) == ["BPE", "WordPiece", "Unigram"]
    assert all(found(name) for name in search.suggestions("分词", MODELS))
    assert search.suggestions("german", MODELS) == ["multilingual"] and found("multilingual")


@pytest.mark.parametrize(
    ("query", "name"),
    [("llama 3", "LLaMA"), ("berd", "BERT"), ("语音", "Whisper"), ("gpt2", "OpenAI GPT-2")],
)
def test_documented_names_are_found_like_architectures(query, name):
    assert name in set(search.find_documented(query)["model"])


def test_the_documented_page_suggests_names():
    app = opened("documented")
    app.text_input(key="documented").set_value("bert7").run()
    near = app.button_group(key="near")
    assert "BERT" in near.options
    near.set_value(["BERT"]).run()
    assert not app.exception
