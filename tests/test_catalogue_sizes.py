"""Sizes, what configurations may be, what architectures can do, and the memory they take."""

import math
from importlib.metadata import version

import pandas as pd
import pytest

import catalogue
from catalogue.size import configuration, size
from i18n import Problem

MODELS = catalogue.models().set_index("model", drop=False)
CURRENT = MODELS[MODELS["last_release"] == version("transformers")]

PUBLISHED = {
    # Of the papers and model cards, in millions, for what the default configuration repeats.
    "bert": 110, "gpt2": 124, "distilbert": 66, "roberta": 125, "electra": 14, "albert": 223,
    "vit": 86, "deit": 86, "beit": 86, "swin": 28, "resnet": 25.6, "convnext": 28.6,
    "clip": 151, "whisper": 39, "wav2vec2": 95, "hubert": 95, "bart": 406, "t5": 60.5,
    "mt5": 300, "deberta": 139, "deberta-v2": 900, "xlnet": 361, "longformer": 149,
    "detr": 41.5, "mobilevit": 5.6, "segformer": 3.7, "esm": 86, "musicgen": 587,
    "llama": 6738, "mistral": 7242, "mixtral": 46703, "falcon": 7000, "gemma": 8538,
    "deepseek_v3": 671000, "gpt_oss": 116830, "llama4": 109000, "qwen3_next": 80000,
    "olmoe": 6900, "phi": 1418, "stablelm": 2796, "opt": 125, "gptj": 6053, "gpt_neox": 20554,
}  # fmt: skip


def linear(inputs: int, outputs: int, bias: bool = True) -> int:
    return inputs * outputs + (outputs if bias else 0)
