"""What else a wheel says of an architecture: name, modality, tokenizer, processors, links."""

import ast
import re
from functools import cache

from ..tables import letters
from .mappings import mappings
from .release import Release

ARXIV = "https://arxiv.org/abs/{number}"
DOCUMENTATION = "https://huggingface.co/docs/transformers/v{release}/model_doc/{page}"
LINK = r"https?://(?:arxiv\.org/(?:abs|pdf)|huggingface\.co/papers)/(\d{4}\.\d{4,5})"
PROPOSED = re.compile(
    r"(?:proposed|introduced|presented|released)\s+(?:in|with|by)[^\[\]()]{0,80}"
    rf"\[[^\]]+\]\({LINK}"
)
LISTED = re.compile(
    r"^1\. \*\*\[[^\]]+\]\(\S*/model_doc/(?P<page>[\w.-]+?)(?:\.html)?\)\*\*"
    rf"[^\n]*?\]\({LINK}",
    re.MULTILINE,
)
CHECKPOINT = re.compile(
    r"(?:_CHECKPOINT_FOR_DOC = |auto_docstring\([^)]*checkpoint=|from_pretrained\(\s*)"
    r'"([\w.-]+/[\w.-]+|[\w.-]+)"'
)
MAIN_INPUT = re.compile(r'main_input_name = "(\w+)"')

MULTIMODAL = (
    "IMAGE_TEXT_TO_TEXT", "VISION_2_SEQ", "MULTIMODAL_LM", "VISUAL_QUESTION_ANSWERING",
    "DOCUMENT_QUESTION_ANSWERING", "ZERO_SHOT_IMAGE_CLASSIFICATION",
    "ZERO_SHOT_OBJECT_DETECTION", "RETRIEVAL",
)  # fmt: skip
MODALITIES = (
    ("time series", ("TIME_SERIES",), ("past_values", "context_values")),
    ("video", ("VIDEO_CLASSIFICATION",), ("pixel_values_videos",)),
    ("audio", ("CTC", "AUDIO", "TEXT_TO_SPECTROGRAM", "TEXT_TO_WAVEFORM", "SPEECH_SEQ_2_SEQ",
               "RNNT", "TDT"), ("input_features", "input_values", "audio_values")),
    ("vision", ("IMAGE", "OBJECT_DETECTION", "SEGMENTATION", "DEPTH", "BACKBONE", "KEYPOINT",
                "MASK_GENERATION", "MATTING"), ("pixel_values",)),
    ("reinforcement learning", ("DECISION",), ("states",)),
)  # fmt: skip
"""A modality, words in the names of its auto tables, and names of its models' main input."""

ALGORITHMS = (
    ("WordPiece", r"model = WordPiece\b|\(WordPiece\(|WordpieceTokenizer\("),
    ("Unigram", r"model = Unigram\b|\bUnigram\("),
    ("byte-level BPE", r"ByteLevel\(|bytes_to_unicode"),
    ("BPE", r"model = BPE\b|\bBPE\(|bpe_ranks|\bbpe\("),
    ("WordPiece", r"[Bb]ased on WordPiece"),
    ("Unigram", r"[Bb]ased on \[?Unigram"),
    ("byte-level BPE", r"byte-level\s+(?:BPE|Byte-Pair)"),
    ("BPE", r"[Bb]yte-?[Pp]air"),
    ("SentencePiece", r"sp_model|SentencePieceBackend|SentencePieceProcessor"),
    ("words", r"WordLevel|text\.split\(\)"),
    ("bytes", r'\.encode\("utf-8"\)'),
    ("characters", r"list\(text|ord\("),
)
"""Looked for in this order in the code of a tokenizer."""


def details(release: Release, model: str) -> dict[str, str]:
    """One row of `models.csv`: what the code of `release` says of an architecture."""
    folder = release.folder(model)
    files = release.wheel.folders.get(folder, [])
    code = {file: release.wheel.text(file) for file in files}
    tokenizer = _class(release, model, "tokenization_auto", "TOKENIZER_MAPPING")
    return {
        "model": model,
        "name": release.names.get(model, ""),
        "config": release.configs[model],
        "folder": folder,
        "modality": _modality(release, model, code),
        "tokenizer": tokenizer,
        "tokenizer_algorithm": _algorithm(release, tokenizer),
        "image_processor": _class(
            release, model, "image_processing_auto", "IMAGE_PROCESSOR_MAPPING"
        ),
        "feature_extractor": _class(
            release, model, "feature_extraction_auto", "FEATURE_EXTRACTOR_MAPPING"
        ),
        "processor": _class(release, model, "processing_auto", "PROCESSOR_MAPPING"),
        "checkpoint": _searched(CHECKPOINT, code),
        "paper": _paper(code),
        "documentation": DOCUMENTATION.format(
            release=release.wheel.release, page=folder.replace("openai", "openai-gpt")
        ),
    }


@cache
def _table(release: Release, file: str, name: str) -> dict[str, tuple[str, ...]]:
    tables = mappings(release.wheel.auto(file)) | {
        key: table
        for key, table in mappings(release.wheel.auto("auto_mappings")).items()
        if key.startswith(name)
    }
    return tables.get(f"{name}_NAMES") or tables.get(name, {})


def _class(release: Release, model: str, file: str, name: str) -> str:
    """The class that an auto table has for a model type, or for its configuration class."""
    table = _table(release, file, name)
    names = table.get(model) or table.get(release.configs[model], ())
    classes = [name for name in names if name != "None"]
    return classes[-1] if classes else ""


def _modality(release: Release, model: str, code: dict[str, str]) -> str:
    tables = {name for name, table in release.heads().items() if model in table}
    main_inputs = set(MAIN_INPUT.findall("".join(code.values())))
    configs = "".join(text for file, text in code.items() if "/configuration_" in file)
    parts = {part for part in ("text", "vision", "audio") if f"{part}_config" in configs}
    if len(parts) > 1 or any(word in name for name in tables for word in MULTIMODAL):
        return "multimodal"
    for modality, words, inputs in MODALITIES:
        if any(word in name for name in tables for word in words) or main_inputs & set(inputs):
            return modality
    return "text"


@cache
def _tokenizer_code(release: Release) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each tokenizer class the code of its file and the classes it is built on."""
    classes: dict[str, tuple[str, tuple[str, ...]]] = {}
    for files in release.wheel.folders.values():
        for file in files:
            if "/tokenization_" not in file:
                continue
            text = release.wheel.text(file)
            for node in ast.parse(text).body:
                if isinstance(node, ast.ClassDef):
                    bases = tuple(_base(base) for base in node.bases)
                    classes[node.name] = (text, bases)
                elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
                    for target in node.targets:
                        classes[getattr(target, "id", "")] = ("", (_base(node.value),))
    return classes


def _base(node: ast.expr) -> str:
    # Some files import a class of another model under its own name with an underscore.
    return getattr(node, "id", "").lstrip("_")


def _algorithm(release: Release, tokenizer: str) -> str:
    code = _tokenizer_code(release)
    # The fast class of a release before 5 leaves the algorithm to the slow one.
    if tokenizer.endswith("Fast") and tokenizer not in code:
        tokenizer = tokenizer.removesuffix("Fast")
    seen = set()
    while tokenizer in code and tokenizer not in seen:
        seen.add(tokenizer)
        text, bases = code[tokenizer]
        for name, pattern in ALGORITHMS:
            if re.search(pattern, text):
                return name
        tokenizer = next((base for base in bases if base in code), "")
    return ""


def _searched(pattern: re.Pattern, code: dict[str, str]) -> str:
    for kind in ("/configuration_", "/modeling_", "/"):
        for file, text in code.items():
            if kind in file and (match := pattern.search(text)):
                return match[1]
    return ""


def _paper(code: dict[str, str]) -> str:
    """The paper that the code says proposed the model; others that it cites do not count."""
    number = _searched(PROPOSED, code)
    return ARXIV.format(number=number) if number else ""


def listed_papers(releases: list[Release]) -> dict[str, str]:
    """The paper that the READMEs list for a page of the documentation, by `letters(page)`."""
    return {
        letters(page): ARXIV.format(number=number)
        for release in releases
        for page, number in LISTED.findall(release.wheel.readme)
    }
