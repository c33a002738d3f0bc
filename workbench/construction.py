"""What the child process does: make a model of a configuration, save it, load it again, compare."""

import csv
import inspect
import json
import os
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from i18n import N_, Problem, Sentence
from sandbox import GoOn, stopped

Said = tuple[str, dict[str, Any]]
"""A sentence as plain values."""
MOST_TASKS = 3
"""Tasks that are tried: each loads the checkpoint once more."""
TEXT, SOUND = 8, 16_000
"""Tokens, and samples, of a random input."""


def construct(
    config: str, classname: str, seed: int, folder: str, most: int, go_on: GoOn
) -> dict[str, Any]:
    """Make the class of transformers called `classname` of a config.json, with weights of a seed,
    in `folder`; what `building.Built` is made of.

    Raises `i18n.Problem` for a configuration that cannot be built, and for more than `most`
    parameters.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"  # read at the import of transformers
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    place = Path(folder)
    made, kind = _configuration(config), _class(classname)
    with torch.device("meta"):
        parameters = _count(_built(kind, made))
    if parameters > most:
        raise Problem(
            N_("This has {parameters:,} parameters; {most:,} can be built here now."),
            parameters=parameters,
            most=most,
        )
    from . import preparing

    said = preparing.prepare(made, kind, place)
    _go(go_on, 0.3)
    transformers.set_seed(seed)
    model = _built(kind, made).eval()
    given = _some_input(model)
    _go(go_on, 0.5)
    try:
        model.save_pretrained(place, max_shard_size="1GB")
        again = kind.from_pretrained(place, use_safetensors=True, dtype=torch.float32).eval()
    except (RuntimeError, ValueError, OSError) as error:  # weights that share memory, say
        raise Problem(
            N_("transformers cannot save this model and load it again: {reason}"),
            reason=_first_line(error),
        ) from error
    output, difference = _compared(model, again, given)
    found = {
        "parameters": parameters,
        "output": output,
        "difference": difference,
        "before": _digest(model),
        "after": _digest(again),
        "prepared": said,
    }
    del model, again
    _go(go_on, 0.7)
    return found | _tried(place)


def _go(go_on: GoOn, done: float) -> None:
    if not go_on(done):
        raise stopped()


def _configuration(config: str) -> Any:
    from transformers import CONFIG_MAPPING

    known = json.loads(config)
    kind = known.get("model_type")
    if kind not in CONFIG_MAPPING:
        raise Problem(N_("The installed transformers has no architecture {kind}."), kind=str(kind))
    for name in ("architectures", "transformers_version", "auto_map"):
        known.pop(name, None)
    known["dtype"] = "float32"
    try:
        return CONFIG_MAPPING[kind].from_dict(known)
    except Exception as error:  # whatever its checks raise
        raise _impossible(error) from error


def _class(name: str) -> Any:
    import transformers

    kind = getattr(transformers, name, None)
    if not (isinstance(kind, type) and issubclass(kind, transformers.PreTrainedModel)):
        raise Problem(N_("The installed transformers has no model class {name}."), name=name[:100])
    return kind


def _built(kind: Any, config: Any) -> Any:
    try:
        return kind(config)
    except MemoryError:
        raise
    except Exception as error:  # a layer that these numbers do not make
        raise _impossible(error) from error


def _impossible(error: Exception) -> Problem:
    return Problem(
        N_("No model can be built of this configuration: {reason}"), reason=_first_line(error)
    )


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[0][:300]


def _count(model: Any) -> int:
    return sum(each.numel() for each in model.parameters())


def _digest(model: Any) -> str:
    """SHA-256 of all weights and buffers that are saved, with their names."""
    digest = sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()


def _some_input(model: Any) -> dict[str, Any]:
    """A random input of a kind that the model reads, none where that is not plain."""
    import torch

    config, known = model.config, inspect.signature(model.forward).parameters
    generator = torch.Generator().manual_seed(0)
    inputs: dict[str, Any] = {}
    if "input_ids" in known:
        text = config.get_text_config()
        ids = torch.randint(0, getattr(text, "vocab_size", 2), (1, TEXT), generator=generator)
        inputs["input_ids"] = ids
        if "decoder_input_ids" in known:
            inputs["decoder_input_ids"] = ids
    for name, shape in (
        ("pixel_values", _picture(config)),
        ("input_values", (1, SOUND)),
        ("input_features", _spectrogram(config)),
    ):
        if name in known and shape:
            inputs[name] = torch.randn(shape, generator=generator)
    if "input_features" in inputs and "decoder_input_ids" in known:
        inputs["decoder_input_ids"] = torch.ones((1, 2), dtype=torch.long)
    return inputs


def _picture(config: Any) -> tuple[int, ...] | None:
    vision = getattr(config, "vision_config", config)
    size = getattr(vision, "image_size", 224)
    height, width = (size, size) if isinstance(size, int) else tuple(size)[:2]
    return 1, getattr(vision, "num_channels", 3), height, width


def _spectrogram(config: Any) -> tuple[int, ...] | None:
    bands = getattr(config, "num_mel_bins", None)
    frames = getattr(config, "max_source_positions", None)
    return (1, bands, 2 * frames) if bands and frames else None


def _compared(model: Any, again: Any, inputs: dict[str, Any]) -> tuple[str, float | None]:
    """The first output of both for the same input, by its name, and how far they are apart; no
    difference where the model does not take such an input."""
    import torch

    if not inputs:
        return "", None
    try:
        with torch.no_grad():
            one = model(**inputs, return_dict=True)
    except Exception:  # it wants something else beside these, boxes or questions say
        return "", None
    with torch.no_grad():
        other = again(**inputs, return_dict=True)
    for name, value in one.items():
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            return name, float((value - other[name]).abs().max())
    return "", None


def _tried(place: Path) -> dict[str, Any]:
    """The tasks that a pipeline runs with the checkpoint in a folder, and why not those that it
    should."""
    import inference
    from inference import checkpoints

    ran: list[str] = []
    refused: list[tuple[str, Said]] = []
    for task in inference.tasks().values():
        if len(ran) >= MOST_TASKS or not checkpoints.serves(place, task):
            continue
        item = sample(task)
        if item is None or task.missing:
            continue
        try:
            pipe = inference.load(task.name, place, device="cpu")
            inference.run(pipe, [item])
        except Problem as problem:
            refused.append((task.name, _said(problem.sentence)))
        except Exception as error:  # the library's own, of a model that no one has trained
            refused.append((task.name, _stops(error)))
        else:
            ran.append(task.name)
    return {"ran": ran, "refused": refused}


def _stops(error: Exception) -> Said:
    if "chat_template" in str(error):
        return N_("It asks for a chat template, and this tokenizer has none."), {}
    words = f"{type(error).__name__}: {_first_line(error)}"
    return N_("It stops with an error: {words}"), {"words": words}


def _said(sentence: Sentence) -> Said:
    return sentence.template, {
        name: value if isinstance(value, (int, float, str)) else str(value)
        for name, value in sentence.values.items()
    }


def sample(task: Any) -> dict[str, Any] | None:
    """An item to try a task on: its own start, example or sample; None where there is none."""
    item = dict(_values(task))
    return item if len(item) == len(task.inputs) else None


def _values(task: Any) -> Iterator[tuple[str, Any]]:
    for wanted in task.inputs:
        given: Any = wanted.start
        if wanted.is_media:
            given = next(iter(task.samples(wanted.kind)), None)
        elif not given and task.examples:
            given = task.examples[0].inputs.get(wanted.name, "")
        if given and wanted.kind == "table":
            yield wanted.name, list(csv.DictReader(StringIO(given)))
        elif given:
            yield wanted.name, given if isinstance(given, (str, Path)) else given[0]
