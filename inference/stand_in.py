"""Small random models that stand in where a task has no checkpoint yet.

They show what goes into a task and what form comes out; what they answer means nothing.
The same seed makes the same model every time, in a moment, as an ordinary checkpoint folder.

A task's own is `stand_in` in its module; here is what several of them have in common. Only the
functions import torch and transformers: tasks are listed without.
"""

import atexit
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from i18n import N_, Problem

from .task import Part, StandIn, Task

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Made = TypeVar("Made")

SEED = 0
HIDDEN: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}
"""Sizes of an encoder, as most configurations call them."""

CONVOLUTIONS: dict[str, Any] = {
    "conv_dim": (32, 32, 32),
    "conv_kernel": (10, 8, 8),
    "conv_stride": (10, 8, 4),
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 2,
}
"""What a Wav2Vec2 takes sounds in with."""

CORPUS = (
    "Ada Lovelace wrote the first program in 1843 in London. In the beginning God created the "
    "heaven and the earth. And God said, Let there be light: and there was light. I would like "
    "a cup of tea. What colour is the circle? red green blue one two three four five six seven "
    "eight nine. The report says that sales in the north rose by ten percent in May."
)

_making = threading.Lock()


def folder(task: Task) -> Path:
    """The folder of the random model of a task, made on first use and gone with the process.

    Raises `i18n.Problem` where there is none for this task.
    """
    if task.stand_in is None:
        raise Problem(
            N_(
                "No checkpoint for {task} comes with the app: choose one from a folder or from "
                "the Hub."
            ),
            task=task.name,
        )
    with _making:
        return _folder(task.stand_in)


@cache
def _folder(stand_in: StandIn) -> Path:
    import torch

    place = Path(tempfile.mkdtemp(prefix="stand-in-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    before = torch.random.get_rng_state()
    torch.manual_seed(SEED)
    try:
        for part in stand_in():
            part.save_pretrained(place)
    finally:
        torch.random.set_rng_state(before)
    return place


def labels(*names: str) -> dict[str, Any]:
    """The labels of a model, as its configuration takes them."""
    return {
        "id2label": dict(enumerate(names)),
        "label2id": {name: at for at, name in enumerate(names)},
    }


def shapes() -> dict[str, Any]:
    """Labels for pictures and sounds."""
    return labels("circle", "square", "triangle", "star")


def read_from(name: str, text: str, read: Callable[[str], Made]) -> Made:
    """What `read` makes of the path of a file with this name and text, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="stand-in-") as place:
        path = Path(place) / name
        path.write_text(text)
        return read(str(path))


def small_tokenizer(kind: Literal["encoder", "decoder", "both"]) -> "PreTrainedTokenizerFast":
    """A byte-level BPE tokenizer with the special tokens of an encoder, decoder or both."""
    from tokenizers import processors
    from transformers import PreTrainedTokenizerFast

    model = _byte_level_bpe()
    ids = [(token, model.token_to_id(token)) for token in ("<s>", "</s>")]
    if kind == "encoder":
        model.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=ids
        )
    elif kind == "both":
        model.post_processor = processors.TemplateProcessing(
            single="$A </s>", pair="$A </s> $B </s>", special_tokens=ids
        )
    names = {"pad_token": "<pad>", "unk_token": "<unk>", "eos_token": "</s>", "bos_token": "<s>"}
    if kind == "encoder":
        names |= {"cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>"}
    inputs = ["input_ids", "attention_mask"] + ["token_type_ids"] * (kind == "encoder")
    return PreTrainedTokenizerFast(
        tokenizer_object=model, model_max_length=512, model_input_names=inputs, **names
    )


def _byte_level_bpe():
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    model = Tokenizer(models.BPE(unk_token="<unk>"))
    model.normalizer = normalizers.NFC()
    model.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    model.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<pad>", "<s>", "</s>", "<unk>", "<mask>"],
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    model.train_from_iterator([CORPUS], trainer)
    return model


def bert(head: str, **config: Any) -> Iterator[Part]:
    """A BERT with the head of that class of transformers, and its tokenizer."""
    import transformers as t

    tokenizer = small_tokenizer("encoder")
    sizes = HIDDEN | {"vocab_size": len(tokenizer), "max_position_embeddings": 512}
    yield getattr(t, head)(t.BertConfig(**sizes, pad_token_id=0, **config))
    yield tokenizer


def gpt2() -> "tuple[Part, PreTrainedTokenizerFast]":
    """A GPT-2 that writes, and its tokenizer."""
    import transformers as t

    tokenizer = small_tokenizer("decoder")
    config = t.GPT2Config(
        vocab_size=len(tokenizer),
        n_embd=32,
        n_layer=2,
        n_head=2,
        n_positions=512,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    return t.GPT2LMHeadModel(config), tokenizer


def bart() -> Iterator[Part]:
    """A BART that writes a text about a text, and its tokenizer."""
    import transformers as t

    tokenizer = small_tokenizer("both")
    parts = {"layers": 2, "attention_heads": 2, "ffn_dim": 64}
    sizes: dict[str, Any] = {
        f"{side}_{part}": size for side in ("encoder", "decoder") for part, size in parts.items()
    }
    config = t.BartConfig(
        vocab_size=len(tokenizer),
        d_model=32,
        max_position_embeddings=512,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
        forced_eos_token_id=2,
        **sizes,
    )
    model = t.BartForConditionalGeneration(config)
    # Random weights would write special tokens, which nobody sees.
    model.generation_config.update(suppress_tokens=[0, 1, 3, 4], min_new_tokens=12)
    yield model
    yield tokenizer


def pair_of_towers(config: Callable[..., Any], positions: int, **vision: Any) -> Any:
    """A configuration of a kind like CLIP: a text of so many tokens beside a picture."""
    text = {
        "vocab_size": 400,
        "max_position_embeddings": positions,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
    }
    return config(text_config=HIDDEN | text, vision_config=HIDDEN | vision, projection_dim=32)
