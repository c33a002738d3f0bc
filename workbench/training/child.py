"""A training in a child process: builds the model, trains it, writes it, and says how it goes."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import rmtree
from time import perf_counter
from typing import TYPE_CHECKING, Any

from i18n import N_, Problem

if TYPE_CHECKING:
    from transformers import PreTrainedModel, Trainer, TrainerCallback

LOG, MODEL, BEFORE, ADAPTER, STATES = "log.jsonl", "model", "before", "adapter", "states"
"""What is written into the folder of a training. An adapter lies within its model."""
MOST_BEFORE = 30_000_000
"""Parameters up to which the model is kept as it was before, to be asked too."""


def fit(
    folder: str,
    spec: dict[str, Any],
    inputs: Sequence[str | bytes],
    labels: Sequence[str],
    train: Sequence[int],
    held_out: Sequence[int],
    go_on: Callable[[float], bool],
) -> dict[str, Any]:
    """Train as `spec` says, on the inputs at the places `train`; the fields of an `Outcome`.

    `spec` has the settings, and besides: kind, base (a folder or "") and base_name, names (the
    labels), threads. What it says on the way is a line of JSON each in `LOG`.
    """
    # Read when torch is imported: threads that wait for others let them have the core.
    os.environ |= {"OMP_WAIT_POLICY": "PASSIVE", "HF_HUB_OFFLINE": "1"}
    begin, place = perf_counter(), Path(folder)
    tell = _Log(place / LOG)
    tell(phase="loading")
    import torch
    from transformers import set_seed

    from . import recipe

    torch.set_num_threads(spec["threads"])
    set_seed(spec["seed"])
    try:
        rows, parts, collator = _prepared(spec, inputs, labels, train)
    except (OSError, LookupError, TypeError, ValueError, RuntimeError) as error:
        if not spec["base"]:
            raise
        raise _unusable(spec["base_name"], error) from error
    model = parts[-1]
    if model.num_parameters() <= MOST_BEFORE:
        _write(place / BEFORE, parts)
    if spec["lora"]:
        if not recipe.linear_layers(model):
            raise Problem(
                N_(
                    "This model has no linear layers, to which LoRA would add: train all weights, "
                    "with a rank of 0."
                )
            )
        model = recipe.with_lora(model, spec["lora"])
        # The folder of the base is nobody's business, and elsewhere another.
        model.peft_config["default"].base_model_name_or_path = spec["base_name"]
    trainer = recipe.trainer_of(
        model,
        [rows[at] for at in train],
        [rows[at] for at in held_out],
        collator,
        str(place / STATES),
        spec,
        callbacks=[_watch(tell, go_on)],
    )
    trainable = sum(each.numel() for each in model.parameters() if each.requires_grad)
    tell(phase="training", after=perf_counter() - begin)
    trainer.train()
    tell(phase="measuring")
    measured = _measured(trainer, spec["names"], [labels[at] for at in held_out])
    tell(phase="saving")
    _save(trainer, parts, place / MODEL, spec["lora"])
    rmtree(place / STATES)
    return measured | {
        "steps": trainer.state.global_step,
        "of": trainer.state.max_steps,
        "best_step": trainer.state.best_global_step or 0,
        "parameters": parts[-1].num_parameters(),
        "trainable": trainable,
        "device": trainer.args.device.type,
        "seconds": perf_counter() - begin,
    }


def _unusable(name: str, error: Exception) -> Problem:
    """That a checkpoint cannot be loaded for training, with what a library says of it."""
    return Problem(
        N_("{name} cannot be trained here: {reason}"),
        name=name,
        reason=(str(error).strip().splitlines() or [type(error).__name__])[0][:200],
    )


class _Log:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, **values: Any) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")


def _prepared(
    spec: dict[str, Any],
    inputs: Sequence[Any],
    labels: Sequence[str],
    train: Sequence[int],
) -> tuple[list[dict[str, Any]], tuple[Any, Any], Any]:
    """What the Trainer takes for each input; tokenizer or processor, and model; the collator."""
    from transformers import DataCollatorWithPadding, default_data_collator

    from . import recipe

    numbers = [spec["names"].index(label) for label in labels]
    names = {
        "id2label": dict(enumerate(spec["names"])),
        "label2id": {name: number for number, name in enumerate(spec["names"])},
    }
    if spec["kind"] == "texts":
        if spec["base"]:
            reader, model = recipe.trained_text_model(spec["base"], names, spec["longest"])
        else:
            reader = recipe.new_tokenizer([inputs[at] for at in train], spec["longest"])
            model = recipe.new_text_model(reader, names)
        collator = DataCollatorWithPadding(reader)
        return recipe.text_rows(reader, inputs, numbers), (reader, model), collator
    if spec["base"]:
        reader, model = recipe.trained_picture_model(spec["base"], names)
    else:
        reader, model = recipe.new_picture_model(spec["side"], names)
    rows = recipe.picture_rows(reader, inputs, numbers)
    return rows, (reader, model), default_data_collator


def _watch(tell: _Log, go_on: Callable[[float], bool]) -> "TrainerCallback":
    """Tells losses and figures as they come, and lets the training end early: what it has learned
    by then is compared with the best state."""
    from transformers import TrainerCallback

    class Watch(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **_rest: Any) -> None:
            if not go_on(state.global_step / max(1, state.max_steps)):
                control.should_training_stop = control.should_evaluate = True

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            known = {"loss", "eval_loss", "eval_accuracy", "eval_f1"}
            values = {name: value for name, value in (logs or {}).items() if name in known}
            if values:
                tell(step=state.global_step, of=state.max_steps, epoch=state.epoch, **values)

    return Watch()


def _measured(trainer: "Trainer", names: list[str], right: list[str]) -> dict[str, Any]:
    """How right the best state is on the examples held out, with each answer and its share."""
    import torch

    from inference.metrics.labels import score
    from inference.metrics.sampling import interval

    held_out: Any = trainer.eval_dataset
    logits = torch.from_numpy(trainer.predict(held_out).predictions).float()
    shares, answers = logits.softmax(dim=-1).max(dim=-1)
    said = [names[answer] for answer in answers.tolist()]
    scores = score(list(said), right)
    return {
        "figures": scores.figures,
        "between": interval(scores.scores, scores.weights),
        "labels": scores.labels,
        "confusion": scores.confusion,
        "classes": scores.classes,
        "said": said,
        "shares": shares.tolist(),
    }


def _save(trainer: "Trainer", parts: tuple[Any, Any], folder: Path, lora: int) -> None:
    """Write the trained model, and of LoRA the adapter too."""
    model: Any = trainer.model
    if lora:
        model.save_pretrained(folder / ADAPTER)
        model = model.merge_and_unload()
    _write(folder, (parts[0], model))


def _write(folder: Path, parts: "tuple[Any, PreTrainedModel]") -> None:
    for part in parts:
        part.save_pretrained(folder)
