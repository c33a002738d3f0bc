"""A training in plain transformers. The script that a visitor takes away is made of this source.

Only a child process imports this module: it brings torch. Nothing of the project is used in it.
"""

import io

import torch
from PIL import Image
from sklearn.metrics import accuracy_score, f1_score
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoImageProcessor,
    AutoModelForImageClassification,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    ModernBertConfig,
    PreTrainedTokenizerFast,
    Trainer,
    TrainingArguments,
    ViTConfig,
    ViTImageProcessorPil,
)
from transformers.pytorch_utils import Conv1D


def new_tokenizer(texts, longest, size=4000):
    """A WordPiece tokenizer that learns from the texts; it cuts Chinese into characters."""
    special = {name: f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    # Letters within words get their ids here: the trainer gives them in another order each time,
    # and merges that are as frequent as others are taken in the order of ids.
    normal = (tokenizer.normalizer.normalize_str(text) for text in texts)
    words = {word for text in normal for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text)}
    inner = sorted({f"##{letter}" for word in words for letter in word[1:]})
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        min_frequency=2,
        special_tokens=[*special.values(), *inner],
        show_progress=False,
    )
    learned = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    learned.normalizer, learned.pre_tokenizer = tokenizer.normalizer, tokenizer.pre_tokenizer
    learned.train_from_iterator(texts, trainer)
    tokenizer.model = models.WordPiece(learned.get_vocab(), unk_token="[UNK]")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=longest,
        model_input_names=["input_ids", "attention_mask"],
        **{f"{name}_token": token for name, token in special.items()},
    )


def new_text_model(tokenizer, names):
    """A small ModernBERT with random weights."""
    config = ModernBertConfig(  # type: ignore[call-arg]  # among its **kwargs
        vocab_size=len(tokenizer),
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=4,
        global_attn_every_n_layers=1,
        max_position_embeddings=tokenizer.model_max_length,
        embedding_dropout=0.1,
        mlp_dropout=0.1,
        classifier_dropout=0.1,
        classifier_pooling="mean",
        pad_token_id=0,
        bos_token_id=2,
        cls_token_id=2,
        eos_token_id=3,
        sep_token_id=3,
        **names,
    )
    return AutoModelForSequenceClassification.from_config(config)


def trained_text_model(base, names, longest):
    """A tokenizer and a model of a checkpoint, with a new head where it has other labels."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.model_max_length = min(tokenizer.model_max_length, longest)
    model = AutoModelForSequenceClassification.from_pretrained(
        base, dtype=torch.float32, ignore_mismatched_sizes=True, **names
    )
    if tokenizer.pad_token_id is None:  # as GPT-2's
        tokenizer.pad_token = tokenizer.eos_token
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
    return tokenizer, model


def new_picture_model(size, names):
    """A processor and a small ViT with random weights."""
    config = ViTConfig(
        image_size=size,
        patch_size=size // 8,
        hidden_size=96,
        intermediate_size=192,
        num_hidden_layers=4,
        num_attention_heads=4,
        **names,
    )
    processor = ViTImageProcessorPil(size={"height": size, "width": size})
    return processor, AutoModelForImageClassification.from_config(config)


def trained_picture_model(base, names):
    """A processor and a model of a checkpoint, with a new head where it has other labels."""
    model = AutoModelForImageClassification.from_pretrained(
        base, dtype=torch.float32, ignore_mismatched_sizes=True, **names
    )
    return AutoImageProcessor.from_pretrained(base), model


HEADS = ("classifier", "score", "head", "pre_classifier", "classification_head")


def linear_layers(model):
    """The names of the linear layers of a model below its head."""
    return [
        name
        for name, module in model.named_modules()
        if isinstance(module, (torch.nn.Linear, Conv1D)) and name.split(".")[0] not in HEADS
    ]


def with_lora(model, rank):
    """The model with small matrices beside its linear layers (LoRA), which alone are trained, with
    the head."""
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=rank,
        lora_alpha=2 * rank,
        lora_dropout=0.05,
        target_modules=linear_layers(model),
        modules_to_save=[name for name, _module in model.named_children() if name in HEADS],
    )
    return get_peft_model(model, config)


def text_rows(tokenizer, texts, labels):
    """What the Trainer takes: token ids and the number of the label."""
    encoded = tokenizer(list(texts), truncation=True)
    return [
        {**{name: values[row] for name, values in encoded.items()}, "labels": label}
        for row, label in enumerate(labels)
    ]


def picture_rows(processor, files, labels):
    """What the Trainer takes: pixels and the number of the label."""
    pictures = (Image.open(io.BytesIO(file)).convert("RGB") for file in files)
    pixels = (processor(picture, return_tensors="pt")["pixel_values"][0] for picture in pictures)
    return [{"pixel_values": values, "labels": label} for values, label in zip(pixels, labels)]


def scores(predicted):
    """Accuracy and macro F1 of an evaluation."""
    answers = predicted.predictions.argmax(axis=-1)
    return {
        "accuracy": float(accuracy_score(predicted.label_ids, answers)),
        "f1": float(f1_score(predicted.label_ids, answers, average="macro")),
    }


def trainer_of(model, train, held_out, collator, folder, settings, callbacks=()):
    """transformers' Trainer, which keeps the state with the best macro F1 on held-out rows."""
    steps = -(-len(train) // settings["batch_size"]) * settings["epochs"]
    arguments = TrainingArguments(
        output_dir=folder,
        num_train_epochs=settings["epochs"],
        per_device_train_batch_size=settings["batch_size"],
        per_device_eval_batch_size=64,
        learning_rate=settings["learning_rate"],
        weight_decay=settings["weight_decay"],
        warmup_steps=round(0.1 * steps),
        lr_scheduler_type="linear",
        eval_strategy="steps",
        eval_steps=max(1, steps // settings["evaluations"]),
        eval_on_start=True,
        logging_steps=max(1, steps // 60),
        save_strategy="best",
        save_total_limit=1,
        save_only_model=True,
        metric_for_best_model="f1",
        load_best_model_at_end=True,
        seed=settings["seed"],
        data_seed=settings["seed"],
        dataloader_pin_memory=torch.cuda.is_available(),
        report_to=[],
        disable_tqdm=True,
    )
    return Trainer(
        model=model,
        args=arguments,
        train_dataset=train,
        eval_dataset=held_out,
        data_collator=collator,
        compute_metrics=scores,
        callbacks=list(callbacks),
    )
