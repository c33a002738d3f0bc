"""A folder of checkpoints as people have them: whole ones, and every way not to be."""

import json
import shutil
from pathlib import Path

import torch
import transformers as t
from safetensors.torch import load_file, save_file

import inference

SENTIMENT = inference.task("sentiment-analysis").checkpoint
assert SENTIMENT


def copied(folder: Path, without: str = "") -> Path:
    """The files of the sentiment checkpoint that are needed, without one of them."""
    folder.mkdir(parents=True)
    for file in SENTIMENT.iterdir():
        if file.suffix in (".json", ".safetensors") and file.name != without:
            shutil.copy(file, folder)
    return folder


def in_shards(folder: Path) -> Path:
    """The same weights in two shards, with an index, and once more as `consolidated`."""
    copied(folder)
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").rename(folder / "consolidated.safetensors")
    names, weight_map = sorted(tensors), {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        shard = f"model-{number:05d}-of-00002.safetensors"
        save_file({name: tensors[name] for name in part}, folder / shard, {"format": "pt"})
        weight_map |= dict.fromkeys(part, shard)
    index = {"metadata": {}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    return folder


def saved_adapter(folder: Path) -> Path:
    """What PEFT saves: changes to another checkpoint."""
    folder.mkdir()
    described = {"peft_type": "LORA", "base_model_name_or_path": "someone/large"}
    (folder / "adapter_config.json").write_text(json.dumps(described))
    save_file({"x": torch.zeros(1)}, folder / "adapter_model.safetensors")
    return folder


def odd(root: Path) -> Path:
    """`root`, with everything in it."""
    copied(root / "whole")
    in_shards(root / "shards")
    copied(root / "someone" / "below")
    pickled = copied(root / "pickled", "model.safetensors")
    torch.save({"x": torch.zeros(1)}, pickled / "pytorch_model.bin")
    lines = (copied(root / "broken") / "config.json").read_text().splitlines()
    lines[2] = '  "architectures": ['  # which is never closed
    (root / "broken/config.json").write_text("\n".join(lines[:2] + ["  nothing"] + lines[3:]))
    wide = copied(root / "utf-16") / "config.json"
    wide.write_text(wide.read_text("utf-8"), encoding="utf-16")
    (in_shards(root / "gap") / "model-00002-of-00002.safetensors").unlink()
    cut = copied(root / "cut") / "model.safetensors"
    cut.write_bytes(cut.read_bytes()[:-1])
    copied(root / "wordless", "tokenizer.json")
    copied(root / "unconfigured", "config.json")
    consolidated = copied(root / "consolidated")
    (consolidated / "model.safetensors").rename(consolidated / "consolidated.safetensors")
    saved_adapter(root / "adapter")
    code = copied(root / "code") / "config.json"
    own = {
        "model_type": "novel",
        "architectures": ["NovelForSequenceClassification"],
        "auto_map": {"AutoModelForSequenceClassification": "modeling_novel.Novel"},
    }
    code.write_text(json.dumps(own))
    known = {"architectures": ["BertForSequenceClassification"]}
    for name, described in {
        "code-like": own | known,
        "newer-like": {"model_type": "bert9"} | known,
        "kindless": known,
    }.items():
        (copied(root / name) / "config.json").write_text(json.dumps(described))
    (copied(root / "newer") / "config.json").write_text(
        json.dumps({"model_type": "bert9", "architectures": ["Bert9ForSequenceClassification"]})
    )
    (root / "link").symlink_to(root / "nowhere")
    (root / "notes").mkdir()
    (root / "notes/readme.txt").write_text("nothing to run")
    small(root)
    return root


SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 37,
}


def small(root: Path) -> None:
    """Small models of other kinds: ViT, Whisper, CLIP, GPT-2, T5, BART."""
    tokenizer = t.AutoTokenizer.from_pretrained(SENTIMENT)
    words = {"vocab_size": len(tokenizer)}
    t.ViTForImageClassification(t.ViTConfig(**SIZES, image_size=32, patch_size=16)).save_pretrained(
        root / "vit"
    )
    t.ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(root / "vit")
    t.ViTModel(t.ViTConfig(**SIZES, image_size=32, patch_size=16)).save_pretrained(root / "eyeless")
    whisper = t.WhisperConfig(
        **words,
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_target_positions=300,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )
    t.WhisperForConditionalGeneration(whisper).save_pretrained(root / "whisper")
    t.WhisperFeatureExtractor().save_pretrained(root / "whisper")
    clip = t.CLIPConfig(
        text_config=SIZES | words, vision_config=SIZES | {"image_size": 32, "patch_size": 16}
    )
    t.CLIPModel(clip).save_pretrained(root / "clip")
    t.CLIPImageProcessor(size={"shortest_edge": 32}).save_pretrained(root / "clip")
    gpt2 = t.GPT2Config(**words, n_embd=32, n_layer=1, n_head=2, n_positions=64)
    t.GPT2LMHeadModel(gpt2).save_pretrained(root / "gpt2")
    parts = {"num_layers": 1, "num_heads": 2, "d_kv": 16, "d_ff": 37}
    t5 = t.T5Config(**words, d_model=32, **parts, decoder_start_token_id=0)
    t.T5ForConditionalGeneration(t5).save_pretrained(root / "t5")
    layers = {
        f"{side}_{part}": size
        for side in ("encoder", "decoder")
        for part, size in {"layers": 1, "attention_heads": 2, "ffn_dim": 37}.items()
    }
    bart = t.BartConfig(**words, d_model=32, **layers, max_position_embeddings=64)
    t.BartForConditionalGeneration(bart).save_pretrained(root / "bart")
    letters = {letter: number for number, letter in enumerate("abcdefghijklmnopqrstuvwxyzĠ")}
    t.WhisperTokenizer(vocab=letters, merges=[]).save_pretrained(root / "whisper")
    for name in ("clip", "gpt2", "t5", "bart"):
        tokenizer.save_pretrained(root / name)
