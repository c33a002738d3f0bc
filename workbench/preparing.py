"""A tokenizer or a processor for a model that was just made."""

import inspect
import json
from pathlib import Path
from typing import Any

from i18n import N_

Said = tuple[str, dict[str, Any]]
IDS = ("pad", "bos", "eos", "cls", "sep", "mask", "unk")
"""Special tokens, of which a configuration may have the ids."""


def prepare(config: Any, kind: Any, place: Path) -> Said:
    """Save what prepares the inputs of a model to `place`, and set the ids of its special tokens in
    its configuration; a sentence on where it is from, or why there is none."""
    reads = inspect.signature(kind.forward).parameters
    if "pixel_values" in reads and "input_ids" in reads:
        return (
            N_(
                "It reads a picture and a text together: there is no processor that would suit it, "
                "so it can be loaded as a model alone."
            ),
            {},
        )
    if "pixel_values" in reads:
        return _image_processor(config, place)
    if "input_values" in reads or "input_features" in reads:
        return _feature_extractor(config, kind, place)
    if "input_ids" in reads:
        return _tokenizer(config, kind, place)
    return N_("It reads neither text, pictures nor sound: it can be loaded as a model alone."), {}


def _tokenizer(config: Any, kind: Any, place: Path) -> Said:
    """That of a demo checkpoint of the same architecture, else a small byte-level one."""
    from transformers import AutoTokenizer

    from inference.stand_in import small_tokenizer

    if folder := _demo(config, kind.__name__):
        tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
        said: Said = (
            N_("The tokenizer is that of the demo checkpoint {name}: {tokens:,} tokens."),
            {"name": folder.name, "tokens": len(tokenizer)},
        )
    else:
        both = getattr(config, "is_encoder_decoder", False)
        decoder = "CausalLM" in kind.__name__ or "LMHead" in kind.__name__
        tokenizer = small_tokenizer("both" if both else "decoder" if decoder else "encoder")
        said = (
            N_("The tokenizer is a small one, byte-level BPE of {tokens} tokens."),
            {"tokens": len(tokenizer)},
        )
    text = config.get_text_config()
    if (size := getattr(text, "vocab_size", 0)) < len(tokenizer):
        return (
            N_(
                "Its vocabulary of {size} has no room for a tokenizer of {tokens} tokens: it can "
                "be loaded as a model alone."
            ),
            {"size": size, "tokens": len(tokenizer)},
        )
    reads = inspect.signature(kind.forward).parameters
    tokenizer.model_input_names = [name for name in tokenizer.model_input_names if name in reads]
    # RoBERTa and its kin begin to count positions two further on.
    if positions := getattr(text, "max_position_embeddings", None):
        tokenizer.model_max_length = min(512, max(2, positions - 2))
    _agree(text, tokenizer)
    tokenizer.save_pretrained(place)
    return said


def _demo(config: Any, classname: str) -> Path | None:
    """The demo checkpoint whose tokenizer suits: of the same class, else of the architecture."""
    import inference

    alike = []
    for task in inference.tasks().values():
        folder = task.checkpoint
        if not (task.has_demo and folder and (folder / "tokenizer_config.json").exists()):
            continue
        known = json.loads((folder / "config.json").read_bytes())
        if known["model_type"] == config.model_type and known.get("vocab_size", 0) <= getattr(
            config, "vocab_size", 0
        ):
            alike.append((classname not in known["architectures"], folder))
    return min(alike, key=lambda each: each[0])[1] if alike else None


def _agree(config: Any, tokenizer: Any) -> None:
    """Have a configuration name the special tokens of a tokenizer by its ids."""
    for name in IDS:
        if hasattr(config, f"{name}_token_id"):
            known = getattr(tokenizer, f"{name}_token_id", None)
            setattr(config, f"{name}_token_id", known)
    if getattr(config, "is_encoder_decoder", False):
        config.decoder_start_token_id = tokenizer.pad_token_id
    if getattr(config, "forced_eos_token_id", None) is not None:
        config.forced_eos_token_id = tokenizer.eos_token_id


def _image_processor(config: Any, place: Path) -> Said:
    """The architecture's own, for pictures of the size that the model reads."""
    import transformers
    from transformers.models.auto.image_processing_auto import IMAGE_PROCESSOR_MAPPING_NAMES

    names = IMAGE_PROCESSOR_MAPPING_NAMES.get(config.model_type) or {}
    name = names.get("pil") or names.get("torchvision")
    if not name:
        return (
            N_("Its architecture has no image processor: it can be loaded as a model alone."),
            {},
        )
    kind: Any = getattr(transformers, name)
    size = getattr(config, "image_size", None)
    sides = (size, size) if isinstance(size, int) else tuple(size or ())[:2]
    square = dict(zip(("height", "width"), sides))
    processor = kind()
    if square:
        shape = processor.size
        processor = kind(
            size={"shortest_edge": min(sides)} if "shortest_edge" in shape else square,
            **({"crop_size": square} if getattr(processor, "crop_size", None) else {}),
        )
    processor.save_pretrained(place)
    return N_("The image processor is {name}, for pictures of the model's size."), {"name": name}


def _feature_extractor(config: Any, kind: Any, place: Path) -> Said:
    import transformers
    from transformers.models.auto.feature_extraction_auto import FEATURE_EXTRACTOR_MAPPING_NAMES

    name = FEATURE_EXTRACTOR_MAPPING_NAMES.get(config.model_type)
    if not name:
        return (
            N_("Its architecture has no feature extractor: it can be loaded as a model alone."),
            {},
        )
    bands = getattr(config, "num_mel_bins", None)
    given = {"feature_size": bands} if bands and "Whisper" in name else {}
    getattr(transformers, name)(**given).save_pretrained(place)
    if "ForCTC" in kind.__name__ or "ConditionalGeneration" in kind.__name__:
        return (
            N_(
                "The feature extractor is {name}; there is no tokenizer for what it writes, so it "
                "can be loaded as a model alone."
            ),
            {"name": name},
        )
    return N_("The feature extractor is {name}."), {"name": name}
