"""Random and mutated inputs for everything that reads what a visitor hands in.

    python -m tests.fuzz                    # 20,000 inputs, seed 0
    python -m tests.fuzz 100000 7 sound zip # so many, that seed, these parsers

Each input must be read or end in an `i18n.Problem`, within `SLOWEST` seconds, without ending this
process or filling its memory. Prints a table, and what was not caught.
"""

import gc
import io
import json
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import av
import numpy as np
import psutil
import pyarrow
import sentencepiece
import soundfile
import tokenizers
from PIL import Image
from pyarrow import parquet
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors

import catalogue
import tables
import tokenizer_lab as lab
from i18n import Problem, translations
from inference import archives, datasets, media
from sandbox.pool import Deadly
from tokenizer_lab import readers

from . import hostile

SLOWEST, LARGEST = 5.0, 1_000_000_000
"""Seconds that an input may take, and bytes by which this process may grow."""
TEXT = "Unbelievable tokenizers: 你好 🤗!"
MESSAGES = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "你好"}]
EXTREMES = (0, -1, 1, 255, 2**31 - 1, 2**31, 2**32, 2**63, 10**30, 1.5, float("inf"), None, True)
TEXTS = (
    "",
    "a",
    "\0",
    "\ud800",
    "你",
    "(",
    "a" * 10_000,
    "(a+)+$",
    "[UNK]",
    "Ġ",
    "<0x0A>",
    "%s{0}",
)


# Seeds: small files of every kind that are read.


@cache
def corpus() -> list[str]:
    return lab.sample()


def tokenizer_jsons() -> list[bytes]:
    vocab = {piece: n for n, piece in enumerate(["[UNK]", "[CLS]", "[SEP]", *"abcdehlo", "##l"])}
    bert = tokenizers.Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    bert.normalizer = normalizers.BertNormalizer()
    bert.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    bert.decoder = decoders.WordPiece()
    bert.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", "$A [SEP] $B", [("[CLS]", 1), ("[SEP]", 2)]
    )
    bert.add_special_tokens(["[CLS]", "[SEP]"])
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    bytes_vocab = {piece: n for n, piece in enumerate([*letters, "he", "ll", "hell"])}
    gpt = tokenizers.Tokenizer(models.BPE(bytes_vocab, [("h", "e"), ("l", "l"), ("he", "ll")]))
    gpt.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    gpt.decoder = decoders.ByteLevel()
    gpt.post_processor = processors.ByteLevel()
    gpt.add_special_tokens(["<|endoftext|>"])
    pieces = [("<unk>", 0.0), ("▁", -2.0), *((char, -3.0) for char in "abcdehlo"), ("▁he", -4.0)]
    t5 = tokenizers.Tokenizer(models.Unigram(pieces, 0, byte_fallback=False))
    t5.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(" ", "▁"), normalizers.Prepend("▁")]
    )
    t5.pre_tokenizer = pre_tokenizers.Metaspace()
    t5.decoder = decoders.Metaspace()
    words = tokenizers.Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1, "he": 2}, "[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(tokenizers.Regex(r"\s+|\w+"), "isolated"),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(True),
        ]
    )
    fallback = json.loads(gpt.to_str())
    fallback["model"] |= {"byte_fallback": True, "unk_token": "a", "fuse_unk": True}
    some = [f"<0x{byte:02X}>" for byte in "你🤗".encode()]
    falls = tokenizers.Tokenizer(
        models.Unigram([*pieces, *((byte, -9.0) for byte in some)], 0, True)
    )
    back = {piece: n for n, piece in enumerate(["[UNK]", *"abcdehlo", *some, "he"])}
    merged = models.BPE(back, [("h", "e")], unk_token="[UNK]", byte_fallback=True, fuse_unk=True)
    asks = tokenizers.Tokenizer(merged)
    asks.enable_truncation(5, stride=1)
    asks.enable_padding(length=9, pad_token="[UNK]")
    files = [each.to_str().encode() for each in (bert, gpt, t5, words, falls, asks)]
    return [*files, json.dumps(fallback).encode(), hostile.tokenizer_json(), hostile.tekken(20)]


def tekkens() -> list[bytes]:
    import base64

    config = {
        "default_num_special_tokens": 30,
        "default_vocab_size": 30 + 258,
        "pattern": r"\S+|\s",
    }
    rows = [*(bytes([number]) for number in range(256)), b"he", b"ll"]
    vocab = [
        {"rank": rank, "token_bytes": base64.b64encode(row).decode()}
        for rank, row in enumerate(rows)
    ]
    return [json.dumps({"config": config, "vocab": vocab}).encode()]


def sentencepieces() -> list[bytes]:
    files = []
    for kind in ("unigram", "bpe", "char", "word"):
        file = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(corpus()),
            model_writer=file,
            vocab_size=900,
            model_type=kind,
            hard_vocab_limit=False,
            byte_fallback=kind == "bpe",
            minloglevel=2,
        )
        files.append(file.getvalue())
    return files


def tiktokens() -> list[bytes]:
    import base64

    rows = [*(bytes([number]) for number in range(256)), b"he", b"ll", b"hell"]
    lines = (b"%s %d" % (base64.b64encode(row), rank) for rank, row in enumerate(rows))
    return [b"\n".join(lines)]


def templates() -> list[bytes]:
    texts = [
        "{% for m in messages %}{{ '<|' + m.role + '|>' + m.content + eos_token }}{% endfor %}",
        "{%- if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}x",
        "{% macro f(x) %}{{ x|upper }}{% endmacro %}{{ f(messages[-1]['content'])|trim|length }}",
        "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}"
        "{% if loop.index0 % 2 %}{% continue %}{% endif %}{{ m|tojson }}{% endfor %}{{ ns.n }}",
        *hostile.TEMPLATES,
    ]
    return [text.encode() for text in texts]


PICTURES = (
    *("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"),
    *("DDS", "ICO", "TGA", "PPM"),  # which are not read
)


def pictures() -> list[bytes]:
    pixels = np.random.default_rng(0).integers(0, 256, (24, 20, 3), dtype=np.uint8)
    image, files = Image.fromarray(pixels), []
    seen, clear = image.convert("RGBA"), image.convert("P")
    seen.putalpha(image.convert("L"))
    clear.info["transparency"] = 3
    deep = Image.fromarray(pixels[..., 0].astype(np.uint16) * 257)
    modes = (("PNG", seen), ("HEIF", seen), ("PNG", deep), ("TIFF", deep), ("PNG", clear))
    for kind, each in (*((kind, image) for kind in PICTURES), *modes):
        file = io.BytesIO()
        each.save(file, kind)
        files.append(file.getvalue())
    return files


def sounds() -> list[bytes]:
    samples, files = 0.3 * np.sin(np.arange(4_000) / 7), []
    for kind in ("WAV", "FLAC", "OGG", "MP3", "AIFF", "CAF"):
        file = io.BytesIO()
        soundfile.write(file, np.stack([samples, samples], 1), 8_000, format=kind)
        files.append(file.getvalue())
    return [*files, *(encoded(kind, codec, samples) for kind, codec in SOUNDS)]


SOUNDS = (
    *(("ipod", "aac"), ("webm", "libopus"), ("adts", "aac"), ("asf", "wmav2"), ("mov", "alac")),
    *(("amr", "libopencore_amrnb"), ("mpegts", "aac"), ("au", "pcm_s16be"), ("avi", "pcm_s16le")),
)


def encoded(kind: str, codec: str, samples: np.ndarray) -> bytes:
    """A sound of one channel as FFmpeg writes it."""
    file = io.BytesIO()
    rate = 8_000 if "amr" in codec else 48_000
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = 12_200 if "amr" in codec else 64_000
        values = samples.astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(values, format="fltp", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


def videos() -> list[bytes]:
    files = [hostile.gif(4, 24)]
    file = io.BytesIO()
    frames = [Image.new("RGB", (24, 24), (number * 60, 0, 0)) for number in range(4)]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    files.append(file.getvalue())
    kinds = (("mp4", "mpeg4"), ("mov", "mjpeg"), ("matroska", "mpeg4"), ("avi", "mpeg4"))
    for kind, codec in (*kinds, ("mp4", "libx264"), ("webm", "libvpx"), ("mpegts", "mpeg2video")):
        file = io.BytesIO()
        with av.open(file, "w", format=kind) as container:
            stream = container.add_stream(codec, rate=25)
            stream.width, stream.height = 32, 32
            if kind == "mp4":
                stream.set_display_rotation(90)
            stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
            for number in range(4):
                image = Image.new("RGB", (32, 32), (number * 60, 0, 0))
                container.mux(stream.encode(av.VideoFrame.from_image(image)))
            container.mux(stream.encode())
        files.append(file.getvalue())
    return files


def zips(ending: str = "png") -> list[bytes]:
    files = []
    for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", kind) as archive:
            archive.writestr(f"a/你.{ending}", b"abc" * 50)
            archive.writestr(f"b.{ending}", bytes(300))
        files.append(file.getvalue())
    return files


def parquets() -> list[bytes]:
    files = []
    rows = [{"bytes": b"abc" * 20, "path": "a.png"}, {"bytes": b"d" * 50, "path": None}]
    table = pyarrow.table({"image": rows, "label": [1, 2], "raw": [b"1", None]})
    for compression in ("snappy", "zstd", "gzip", "none"):
        file = io.BytesIO()
        parquet.write_table(table, file, compression=compression)
        files.append(file.getvalue())
    return files


def separated() -> list[bytes]:
    return [
        'text,label\n你好,1\n"a,\nb",2\n'.encode(),
        "text\tlabel\na\tb\n".encode("utf-8-sig"),
        b"a,a,b\n1,2,3\n" + b"x,y,z\n" * 50,
        'sep=;\r\nid;评论\r\n1;"很好，\r\n真的"\r\n2;\r\n'.encode("gb18030"),
        "id|note\n1|x\n".encode("utf-16"),
        "nom;texte\nA;Très bon café\n".encode("cp1252"),
    ]


def records() -> list[bytes]:
    chat = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ha"}]}
    return [
        b'\n{"text": "a", "n": 1}\n{"text": "b", "more": {"deep": ["x", null]}}\n',
        json.dumps([chat, {"text": [1, {"a": True}]}]).encode("utf-16"),
        json.dumps({"data": [{"a": "b"}], "version": 2}).encode(),
    ]


def catalogues() -> list[bytes]:
    text = (
        "name,model,tasks,parameters,pytorch,paper\n"
        "Mine,mine,translation;asr,7B,4.57.6,https://example.org\n"
        '"Other, one",bert,"qa, asr","1,5 Mrd.",yes,\n'
    )
    return [
        text.encode(),
        text.replace(",", ";").encode("utf-16"),
        "名称;任务;参数\n甲;翻译;70亿\n".encode("gb18030"),
        text.encode("utf-8-sig"),
    ]


# What reads them.


def tokenizer(ending: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        real = lab.tokenizer_file(f"file.{ending}", data)
        for switched in (real, real.switched_on(*real.asked)):
            lab.pipeline(switched)
            lab.stage_times(switched, TEXT)
        steps = lab.encode_steps(real, TEXT)
        lab.encode_story(steps, lab.rows_of(steps))
        comparison = lab.compare(TEXT, [real, lab.tokenizer("bert")])
        _everything = comparison.metrics, comparison.differences, comparison.view()
        lab.find(lab.vocabulary(real), "he")
        lab.count_rows([TEXT, "", "a"], [real])

    return read


@cache
def plain_tokenizer() -> lab.Tokenizer:
    return lab.tokenizer_file("plain.json", tokenizer_jsons()[0])


def template(data: bytes) -> None:
    real = plain_tokenizer()
    real.chat_template, real.chat_tokens = readers.foreign_layout("a/b", None, data)
    lab.chat(real, MESSAGES)


def layout(data: bytes) -> None:
    real = plain_tokenizer()
    real.chat_template, real.chat_tokens = readers.foreign_layout("a/b", data, None)
    if lab.has_chat(real):
        lab.chat(real, MESSAGES)


def opened(kind: str, read: Callable[[bytes], Any]) -> Callable[[bytes], None]:
    def open_all(data: bytes) -> None:
        media.check(kind, data)
        media.preview(kind, data)
        read(data)

    return open_all


def rows(data: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(data)
        file.flush()
        for column in datasets.columns(Path(file.name), "image"):
            datasets.rows(Path(file.name), column, 3)


def columns(data: bytes) -> None:
    tables.likely(tables.read(data).columns, ["context", "question"])


def own(data: bytes) -> None:
    read = catalogue.read_own_file(data)
    models = catalogue.models(read.models)
    catalogue.facet_counts(models, catalogue.Choice(query="mine"))
    catalogue.choose(models, catalogue.Choice(order="parameters")).to_csv()
    for sentence in (*read.remarks, *read.faults):
        sentence.said(translations("zh").gettext)


def configurations() -> list[bytes]:
    whole = {
        "bos_token": "<s>",
        "eos_token": {"content": "</s>"},
        "chat_template": "{{ bos_token + messages[0].content }}",
    }
    several = whole | {"chat_template": [{"name": "default", "template": "{{ eos_token }}"}]}
    return [json.dumps(each).encode() for each in (whole, several)]


@dataclass
class Parser:
    """What reads one kind of input, valid inputs of it, and how often which came to what."""

    read: Callable[[bytes], Any]
    seeds: Callable[[], list[bytes]]
    outcomes: Counter[str] = field(default_factory=Counter)
    uncaught: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


def parsers() -> dict[str, Parser]:
    return {
        "tokenizer.json": Parser(tokenizer("json"), tokenizer_jsons),
        "tekken.json": Parser(tokenizer("json"), tekkens),
        ".model": Parser(tokenizer("model"), sentencepieces),
        ".tiktoken": Parser(tokenizer("tiktoken"), tiktokens),
        "chat template": Parser(template, templates),
        "tokenizer_config.json": Parser(layout, configurations),
        "picture": Parser(opened("image", media.open_image), pictures),
        "sound": Parser(opened("audio", media.open_audio), sounds),
        "video": Parser(opened("video", media.open_video), videos),
        "zip": Parser(lambda data: archives.unpacked("a.zip", data, 500), zips),
        "parquet": Parser(rows, parquets),
        "table of inputs": Parser(columns, separated),
        "records": Parser(lambda data: tables.read(data, kind="json"), records),
        "parquet of texts": Parser(lambda data: tables.read(data, kind="parquet"), parquets),
        "zip of texts": Parser(lambda data: tables.read(data, kind="zip"), partial(zips, "txt")),
        "own catalogue": Parser(own, catalogues),
    }


# Mutations.


def mutated(data: bytes, seeds: list[bytes], rng: random.Random) -> bytes:
    """`data` with one to eight changes; sometimes nothing but noise."""
    if rng.random() < 0.03:
        return rng.randbytes(rng.choice((0, 1, 16, 300)))
    if data.startswith(b'{"') and rng.random() < 0.7:
        with_changes = json.loads(data)
        for _change in range(rng.choice((1, 1, 1, 2, 3))):
            with_changes = _changed(with_changes, rng)
        return json.dumps(with_changes).encode("utf-8", "surrogatepass")
    changed = bytearray(data)
    for _change in range(rng.choice((1, 1, 2, 3, 8))):
        _change_bytes(changed, seeds, rng)
    return bytes(changed)


def _change_bytes(data: bytearray, seeds: list[bytes], rng: random.Random) -> None:
    at = rng.randrange(len(data) + 1)
    some = rng.choice((1, 2, 4, 30))
    match rng.randrange(8):
        case 0 if at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        case 1:
            data[at : at + some] = rng.randbytes(some)
        case 2:
            del data[at : at + some]
        case 3:
            data[at:at] = data[at : at + some] * rng.choice((1, 1, 100))
        case 4:
            size = rng.choice((1, 2, 4, 8))
            most = (1 << 8 * size) - 1
            value = rng.choice((0, 1, most, most >> 1, (most >> 1) + 1))
            data[at : at + size] = value.to_bytes(size, rng.choice(("little", "big")))
        case 5:
            del data[at:]
        case 6:
            other = rng.choice(seeds)
            start = rng.randrange(len(other) + 1)
            data[at : at + some] = other[start : start + some]
        case _:
            data[at:at] = rng.choice((b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b"\n", b"{{", b"}}"))


def _changed(value: Any, rng: random.Random) -> Any:
    """A JSON value with one part of it replaced, taken out or doubled, at any depth."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        deep = [key for key, part in value.items() if part and isinstance(part, (dict, list))]
        key = rng.choice(deep if deep and rng.random() < 0.7 else list(value))
        if rng.random() < 0.1:
            return {name: each for name, each in value.items() if name != key}
        return value | {key: _changed(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.85:
        at = rng.randrange(len(value))
        if rng.random() < 0.15:
            return value[:at] + value[at:] * rng.choice((0, 2, 20))
        return [*value[:at], _changed(value[at], rng), *value[at + 1 :]]
    if isinstance(value, str) and rng.random() < 0.3:
        return value + rng.choice(TEXTS)
    return rng.choice((*EXTREMES, *TEXTS, [], {}, [[]], {"type": "Sequence"}, [value, value]))


# The run.


def run(count: int, seed: int, names: list[str] | None = None) -> dict[str, Parser]:
    """What came of `count` inputs, shared out among the parsers."""
    chosen = {name: parser for name, parser in parsers().items() if not names or name in names}
    for number, name in _turns(count, list(chosen)):
        parser = chosen[name]
        seeds = _seeds(name)
        rng = random.Random(f"{seed} {name} {number}")
        _try(parser, mutated(rng.choice(seeds), seeds, rng), f"{name} {number}")
    return chosen


@cache
def _seeds(name: str) -> list[bytes]:
    return parsers()[name].seeds()


def _turns(count: int, names: list[str]) -> Iterator[tuple[int, str]]:
    for number in range(count):
        yield number // len(names), names[number % len(names)]


def _try(parser: Parser, data: bytes, which: str) -> None:
    start = time.perf_counter()
    try:
        parser.read(data)
        outcome = "read"
    except Problem as problem:
        problem.sentence.said(translations("zh").gettext)
        ended = isinstance(problem, Deadly) or isinstance(problem.__cause__, Deadly)
        outcome = "ended a child" if ended else "refused"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__} {Path(place.filename).name}:{place.lineno} {error}"
        parser.uncaught[said[:150]] += 1
        outcome = "uncaught"
        if parser.uncaught[said[:150]] == 1:
            print(f"{which}: {said[:300]}", file=sys.stderr)
    taken = time.perf_counter() - start
    if taken > SLOWEST:
        parser.outcomes["too slow"] += 1
        print(f"{which}: {taken:.1f} s, {outcome}", file=sys.stderr)
    parser.slowest = max(parser.slowest, taken)
    parser.outcomes[outcome] += 1


def table(results: dict[str, Parser], grown: int) -> str:
    """The results in Markdown."""
    kinds = ("read", "refused", "ended a child", "uncaught")
    lines = ["| input | tried | " + " | ".join(kinds) + " | slowest |", "| --- |" + " ---: |" * 6]
    for name, parser in results.items():
        counts = [parser.outcomes[kind] for kind in kinds]
        cells = [sum(counts), *counts]
        numbers = " | ".join(f"{cell:,}" for cell in cells)
        lines.append(f"| {name} | {numbers} | {parser.slowest:.2f} s |")
    return "\n".join([*lines, "", f"This process grew by {grown / 1e6:,.0f} MB."])


def main() -> int:
    numbers = [int(word) for word in sys.argv[1:3] if word.isdigit()]
    count, seed = [*numbers, 20_000, 0][:1] + [*numbers[1:], 0][:1]
    names = [word for word in sys.argv[1:] if not word.isdigit()]
    process = psutil.Process()
    run(100, 12_345, names)  # warm
    before = process.memory_info().rss
    results = run(count, seed, names)
    gc.collect()
    grown = process.memory_info().rss - before
    print(table(results, grown))
    for name, parser in results.items():
        for said, times in parser.uncaught.most_common(10):
            print(f"{name}: {times} x {said}")
    slow = sum(parser.outcomes["too slow"] for parser in results.values())
    return int(any(parser.uncaught for parser in results.values()) or slow > 0 or grown > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
