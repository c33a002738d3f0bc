"""The stages that a tokenizer is built of, as its own file describes them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from i18n import N_

from ..tokenizers import (
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
    once_a_tokenizer,
)

STAGES = {
    "added_tokens": N_("Added tokens"),
    "normalizer": N_("Normalizer"),
    "pre_tokenizer": N_("Pre-tokenizer"),
    "model": N_("Model"),
    "post_processor": N_("Post-processor"),
    "truncation": N_("Truncation"),
    "padding": N_("Padding"),
    "decoder": N_("Decoder"),
}
"""The stages in the order in which a text meets them; the decoder goes the way back."""
FLAGS = ("single_word", "lstrip", "rstrip", "normalized", "special")
"""How an added token is found: as a word of its own, with the white space before or after it, in
the normalized text; and whether it is a special one."""
SENTENCEPIECE_FLAGS = (
    "model_type", "byte_fallback", "treat_whitespace_as_suffix", "split_by_whitespace",
    "split_by_unicode_script", "split_by_number", "split_digits", "max_sentencepiece_length",
    "character_coverage", "unk_id", "bos_id", "eos_id", "pad_id", "unk_surface",
)  # fmt: skip
"""What the training of a SentencePiece model has left in it that tells how it cuts."""

Unit = Literal["entries", "characters", "bytes"]


@dataclass(frozen=True)
class Block:
    """One stage, or a part of one.

    stage, kind
        A key of `STAGES`, and what does the work there: "NFKC", "ByteLevel", "BPE".
    parameters
        As the file names them. Tables are left out for the count of their rows, data of a binary
        kind for the count of its bytes.
    parts
        Of a sequence the blocks that follow one another.
    rows
        The added tokens: each with its id, its content and `FLAGS`.
    """

    stage: str
    kind: str
    parameters: dict[str, Any] = field(default_factory=dict)
    parts: tuple["Block", ...] = ()
    rows: tuple[dict[str, Any], ...] = ()


@once_a_tokenizer
def pipeline(tokenizer: Tokenizer) -> tuple[Block, ...]:
    """The blocks of a tokenizer in the order of `STAGES`; a stage that it lacks has none.

    They say what its own file says: a tokenizer.json, the proto of a SentencePiece model, or the
    pattern, ranks and special tokens of tiktoken.
    """
    match tokenizer:
        case HuggingFaceTokenizer():
            blocks = _huggingface(tokenizer)
        case TiktokenTokenizer():
            blocks = _tiktoken(tokenizer)
        case SentencePieceTokenizer():
            blocks = _sentencepiece(tokenizer)
        case _:
            raise TypeError(f"no library is known for {tokenizer!r}")
    order = list(STAGES)
    return tuple(sorted(blocks, key=lambda block: order.index(block.stage)))


def _huggingface(tokenizer: HuggingFaceTokenizer) -> list[Block]:
    state = tokenizer.state
    blocks = [
        _block(stage, state[stage])
        for stage in ("normalizer", "pre_tokenizer", "post_processor", "decoder")
        if state.get(stage)
    ]
    model = dict(state["model"])
    if "dropout" in tokenizer.asked:
        model["dropout"] = tokenizer.asked["dropout"]
    blocks.append(_block("model", model))
    if rows := state.get("added_tokens"):
        blocks.append(Block("added_tokens", str(len(rows)), rows=tuple(rows)))
    for stage in ("truncation", "padding"):
        if asked := tokenizer.asked.get(stage):
            about = {name: value for name, value in asked.items() if value is not None}
            length = asked.get("max_length") or asked.get("length") or "BatchLongest"
            blocks.append(Block(stage, str(length), about))
    return blocks


INSIDE = ("normalizers", "pretokenizers", "processors", "decoders")
"""Where a sequence in a tokenizer.json keeps its parts."""


def _block(stage: str, described: dict[str, Any]) -> Block:
    """The block of a part of a tokenizer.json, which may be a sequence of parts."""
    inner = next((described[name] for name in INSIDE if name in described), ())
    parameters = {
        name: _counted(name, value)
        for name, value in described.items()
        if name != "type" and name not in INSIDE
    }
    parts = tuple(_block(stage, part) for part in inner)
    return Block(stage, described["type"], parameters, parts)


TABLES = ("vocab", "merges")
LONGEST = 300
"""Characters of a parameter, or entries, beyond which only their number is told."""


def _counted(name: str, value: Any) -> Any:
    if isinstance(value, str | list | dict) and (name in TABLES or len(value) > LONGEST):
        return Count(len(value), "characters" if isinstance(value, str) else "entries")
    return value


class Count(int):
    """How long a parameter is that is not told itself, in `unit`."""

    unit: Unit

    def __new__(cls, number: int, unit: Unit) -> "Count":
        count = super().__new__(cls, number)
        count.unit = unit
        return count


def _tiktoken(tokenizer: TiktokenTokenizer) -> list[Block]:
    blocks = [
        Block("pre_tokenizer", "Split", {"pattern": tokenizer.pattern}),
        Block(
            "model", "BPE", {"vocab": Count(len(tokenizer.ranks), "entries"), "byte_level": True}
        ),
        Block("decoder", "UTF-8", {"errors": "replace"}),
    ]
    if tokenizer.normal_form:
        blocks.append(Block("normalizer", tokenizer.normal_form))
    if tokenizer.start_id is not None:
        token = {"before": tokenizer.pieces[tokenizer.start_id], "id": tokenizer.start_id}
        blocks.append(Block("post_processor", "Template", token))
    found = {number + len(tokenizer.leading): name for name, number in tokenizer.special.items()}
    names = dict(enumerate(tokenizer.leading)) | found
    if names:
        rows = tuple(
            {"id": number, "content": name, **dict.fromkeys(FLAGS, False), "special": True}
            | {"in_text": number in found}
            for number, name in sorted(names.items())
        )
        blocks.append(Block("added_tokens", str(len(rows)), rows=rows))
    return blocks


def _sentencepiece(tokenizer: SentencePieceTokenizer) -> list[Block]:
    model = tokenizer.model
    spec, trained = model.normalizer_spec, model.trainer_spec
    kinds = type(model.pieces[0]).Type
    flags = {name: getattr(trained, name) for name in SENTENCEPIECE_FLAGS}
    flags["model_type"] = type(trained).ModelType.Name(trained.model_type)
    kind, flags["vocab"] = flags.pop("model_type"), Count(len(model.pieces), "entries")
    back = _normalizer(model.denormalizer_spec) if model.HasField("denormalizer_spec") else {}
    blocks = [
        Block("normalizer", spec.name or "identity", _normalizer(spec)),
        Block("model", kind, flags),
        Block("decoder", "SentencePiece", back),
    ]
    if tokenizer.start_id is not None:
        token = {"before": tokenizer.pieces[tokenizer.start_id], "id": tokenizer.start_id}
        blocks.append(Block("post_processor", "Template", token))
    rows = tuple(
        {"id": number, "content": piece.piece, **dict.fromkeys(FLAGS, False)}
        | {
            "special": piece.type == kinds.Value("CONTROL"),
            "in_text": piece.type == kinds.Value("USER_DEFINED"),
        }
        for number, piece in enumerate(model.pieces)
        if piece.type in (kinds.Value("CONTROL"), kinds.Value("USER_DEFINED"))
    )
    if rows:
        blocks.append(Block("added_tokens", str(len(rows)), rows=rows))
    return blocks


def _normalizer(spec: Any) -> dict[str, Any]:
    return {
        "add_dummy_prefix": spec.add_dummy_prefix,
        "remove_extra_whitespaces": spec.remove_extra_whitespaces,
        "escape_whitespaces": spec.escape_whitespaces,
        "precompiled_charsmap": Count(len(spec.precompiled_charsmap), "bytes"),
    }
