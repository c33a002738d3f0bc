"""Files that would end a server, or freeze it, if it opened them itself."""

import io
import json
import zipfile

import numpy as np
import soundfile
from PIL import Image
from sentencepiece import sentencepiece_model_pb2


def tokenizer_json(vocab=None, **parts) -> bytes:
    vocab = vocab or {"[UNK]": 0, "a": 1}
    model = {"type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]"}
    return json.dumps({"version": "1.0", "model": model, "added_tokens": [], **parts}).encode()


def nul_piece() -> bytes:
    """SentencePiece ends the process at a piece of one NUL character."""
    model = sentencepiece_model_pb2.ModelProto()
    kind = sentencepiece_model_pb2.ModelProto.SentencePiece
    model.pieces.add(piece="<unk>", score=0, type=kind.UNKNOWN)
    model.pieces.add(piece="\0", score=-1, type=kind.NORMAL)
    model.pieces.add(piece="a", score=-1, type=kind.NORMAL)
    model.trainer_spec.model_type = 1
    return model.SerializeToString()


def precompiled() -> bytes:
    """It asks for gigabytes at once."""
    charsmap = "/" * 85 + "w=="
    return tokenizer_json(normalizer={"type": "Precompiled", "precompiled_charsmap": charsmap})


def replaces(character: str = "a") -> bytes:
    """Each makes a hundred thousand of one."""
    grow = {"type": "Replace", "pattern": {"String": character}, "content": character * 100_000}
    return tokenizer_json(normalizer={"type": "Sequence", "normalizers": [grow] * 3})


def high_id() -> bytes:
    return tokenizer_json({"[UNK]": 300_000_000, "a": 1})


def added_id() -> bytes:
    token = {"id": 1_500_000_000, "content": "x", "special": True}
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return tokenizer_json(added_tokens=[token | flags])


def template() -> bytes:
    """Two hundred million ids around every text."""
    token = {"id": "[UNK]", "ids": [0] * 1_000, "tokens": ["[UNK]"] * 1_000}
    piece = {"SpecialToken": {"id": "[UNK]", "type_id": 0}}
    return tokenizer_json(
        post_processor={
            "type": "TemplateProcessing",
            "single": [piece] * 200_000,
            "pair": [piece],
            "special_tokens": {"[UNK]": token},
        }
    )


def tekken(count: int = 10**9, rank: int = 0) -> bytes:
    config = {"default_num_special_tokens": count, "default_vocab_size": count + 256}
    vocab = [{"token_bytes": "AA==", "rank": rank}]
    return json.dumps({"config": config | {"pattern": "."}, "vocab": vocab}).encode()


TOKENIZERS = {
    "nul.model": nul_piece,
    "precompiled.json": precompiled,
    "replaces.json": replaces,
    "high-id.json": high_id,
    "added-id.json": added_id,
    "template.json": template,
    "tekken.json": tekken,
    "tekken-rank.json": lambda: tekken(10, 10**9),
}

TEMPLATES = {
    "{{ (10**100000000)|string|length }}": "more than 1 s|MB",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}": "than 1 s",
    "{{ ('a' * 3000000000)|length }}": "MB of memory",
    "{{ 'a' * 2000000 }}": "2,000,000 characters",
    "{# nothing #}": "no text of these messages",
    "{{ 1/0 }}": "division by zero",
    "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}": "recursion",
    "{{ messages[0].content.__class__.__mro__ }}": "unsafe",
    "{% for %}": "does not take these messages",
    "{{ raise_exception('no system') }}": "no system",
}


def flac(rate: int = 655_350, channels: int = 8, seconds: int = 300) -> bytes:
    """Silence, which takes next to no place."""
    file = io.BytesIO()
    silence = np.zeros((rate, channels), dtype=np.int16)
    with soundfile.SoundFile(file, "w", rate, channels, format="FLAC", subtype="PCM_16") as writer:
        for _second in range(seconds):
            writer.write(silence)
    return file.getvalue()


def png(width: int = 7_000, height: int = 7_000) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


def gif(frames: int = 256, size: int = 1_000) -> bytes:
    file = io.BytesIO()
    pictures = [Image.new("L", (size, size), number % 2 * 255) for number in range(frames)]
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:])
    return file.getvalue()


def zipped(entries: int = 5, size: int = 98_000_000) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(f"{number}.png", bytes(size))
    return file.getvalue()
