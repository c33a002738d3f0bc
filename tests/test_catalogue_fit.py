"""Which checkpoint fits: weights in a format, and the cache of a context."""

import pandas as pd
import pytest

import catalogue
from i18n import Problem

GIGABYTE = 10**9


@pytest.fixture(scope="module")
def checkpoints() -> pd.DataFrame:
    return catalogue.checkpoints()


def row(checkpoints: pd.DataFrame, name: str, form: str = "full") -> pd.Series:
    return checkpoints[(checkpoints["checkpoint"] == name) & (checkpoints["format"] == form)].iloc[
        0
    ]


def test_a_need_is_its_formula_worked_out(checkpoints):
    need = catalogue.needs_of(row(checkpoints, "Qwen/Qwen2.5-7B-Instruct"), "bfloat16", 32_768, 2)
    assert need is not None
    # 28 layers, 4 key/value heads of 128, keys and values, 2 texts, 2 bytes a number.
    assert need.cache.bytes == 28 * 4 * (128 + 128) * 32_768 * 2 * 2
    assert need.weights.bytes == 7_615_616_512 * 2
    for part in (need.weights, need.cache):
        formula = part.formula.replace(",", "").replace("×", "*").replace("÷", "/")
        assert eval(formula) == pytest.approx(part.bytes, rel=1e-4)


@pytest.mark.parametrize(
    ("checkpoint", "form", "gigabytes"),
    [
        # Sizes of the files as their repositories list them.
        ("Qwen/Qwen2.5-7B-Instruct-AWQ", "AWQ", 5.57),
        ("Qwen/Qwen2.5-7B-Instruct-GPTQ-Int8", "GPTQ", 8.6),
        ("Qwen/Qwen2.5-7B-Instruct", "full", 4.68),  # as Q4_K_M
        ("openai/gpt-oss-20b", "FP4", 13.8),
        ("openai/gpt-oss-120b", "FP4", 65.2),
        ("deepseek-ai/DeepSeek-V3", "FP8", 689),
        ("tencent/Hy-MT2-7B-FP8", "FP8", 7.9),
        ("unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit", "bitsandbytes", 5.7),
    ],
)
def test_weights_are_as_large_as_their_files(checkpoints, checkpoint, form, gigabytes):
    need = catalogue.needs_of(row(checkpoints, checkpoint, form), "GGUF Q4_K_M")
    assert need is not None
    assert need.weights.bytes / GIGABYTE == pytest.approx(gigabytes, rel=0.1)


def test_a_window_and_a_latent_vector_make_the_cache_small(checkpoints):
    def cache(name: str, form: str = "full") -> int:
        need = catalogue.needs_of(row(checkpoints, name, form), "bfloat16", 131_072)
        assert need is not None
        return need.cache.bytes

    assert cache("deepseek-ai/DeepSeek-V3", "FP8") == 61 * 576 * 131_072 * 2
    gemma = row(checkpoints, "google/gemma-3-12b-it")
    all_of_it = gemma["layers"] * gemma["key_value_heads"] * 2 * 256 * 131_072 * 2
    assert cache("google/gemma-3-12b-it") < all_of_it / 3


@pytest.mark.parametrize(
    ("checkpoint", "full", "windowed", "window"),
    [
        # Every sixth layer of Gemma 3 sees all: of 34, 48 and 26 layers 5, 8 and 4.
        ("google/gemma-3-4b-it", 5 * 4, 29 * 4, 1024),
        ("google/gemma-3-12b-it", 8 * 8, 40 * 8, 1024),
        ("google/gemma-3-1b-it", 4 * 1, 22 * 1, 512),
    ],
)
def test_a_window_is_that_of_the_checkpoint(checkpoints, checkpoint, full, windowed, window):
    need = catalogue.needs_of(row(checkpoints, checkpoint), "bfloat16", 32_768)
    assert need is not None
    exact = (full * 32_768 + windowed * window) * 2 * 256 * 2
    assert need.cache.bytes == pytest.approx(exact, rel=0.1)


def test_whisper_keeps_what_it_heard_and_wrote(checkpoints):
    need = catalogue.needs_of(row(checkpoints, "openai/whisper-large-v3"), "float16", 448)
    assert need is not None
    assert need.cache.bytes == 32 * 20 * 2 * 64 * (448 + 1500) * 2


def test_the_needs_of_a_table_are_those_of_its_rows(checkpoints):
    some = checkpoints.sample(200, random_state=1)
    table = catalogue.needs(some, "GGUF Q5_K_M", 8_192)
    for number, each in some.iterrows():
        need = catalogue.needs_of(each, "GGUF Q5_K_M", 8_192)
        assert (need is None) == bool(pd.isna(table[number]))
        assert need is None or need.bytes == table[number]


def test_what_was_chosen_fits_and_what_is_not_known_is_counted(checkpoints):
    choice = catalogue.CheckpointChoice(
        ability=("chat", "tools"), language=("zh",), context=32_768, gigabytes=12
    )
    rows = catalogue.choose_checkpoints(checkpoints, choice)
    need = catalogue.needs(rows, choice.weights, 32_768)
    assert len(rows) > 20 and (need <= 12 * GIGABYTE).all()
    assert (rows["context"] >= 32_768).all()
    of_any_size = catalogue.CheckpointChoice(
        ability=("chat", "tools"), language=("zh",), context=32_768
    )
    others = catalogue.choose_checkpoints(checkpoints, of_any_size).drop(rows.index)
    assert (catalogue.needs(others, choice.weights, 32_768).dropna() > 12 * GIGABYTE).all()
    # Another route: what lacks a context, languages, abilities or a size, and has all the rest.
    has = checkpoints["abilities"].map(lambda known: not known or {"chat", "tools"} <= {*known})
    speaks = checkpoints["languages"].map(lambda known: not known or "zh" in known)
    reads = (checkpoints["context"] >= 32_768).fillna(True)
    size = (catalogue.needs(checkpoints, choice.weights, 32_768) <= 12 * GIGABYTE).fillna(True)
    assert catalogue.left_out(checkpoints, choice) == (has & speaks & reads & size).sum() - len(
        rows
    )


def test_an_embedding_model_keeps_no_cache(checkpoints):
    need = catalogue.needs_of(row(checkpoints, "BAAI/bge-m3"), "float32", 8_192)
    assert need is not None and need.cache.bytes == 0


def test_an_unknown_format_is_a_problem(checkpoints):
    with pytest.raises(Problem, match="not a weight format"):
        catalogue.needs(checkpoints, "int3.5")
