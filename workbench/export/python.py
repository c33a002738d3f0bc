"""The Python that exports a checkpoint without this project, and that runs the ONNX file alone."""

import json
from collections.abc import Sequence

import inference

from .result import Exported

PARTS = {
    "AutoTokenizer": ("tokenizer", {"input_ids"}),
    "AutoImageProcessor": ("image_processor", {"pixel_values"}),
    "AutoFeatureExtractor": ("feature_extractor", {"input_values", "input_features"}),
}
"""What prepares an input, the variable for it, and the tensors that it makes."""


def script(exported: Exported, folder: str, values: dict[str, str]) -> str:
    """The Python that writes all formats and compares them with PyTorch.

    `values` are expressions for the inputs of the task, by name: of a text itself, of media the
    path of a file.
    """
    names = list(exported.axes)
    loaders = _loaders(names)
    classes = ", ".join(sorted([exported.classname, *loaders]))
    given = ", ".join(f"{name}={name}" for name in names)
    outputs = ", ".join(f"output.{name}" for name in exported.outputs)
    loaded = f"{exported.classname}.from_pretrained(folder, dtype=torch.float32)"
    written = [name for name, each in exported.formats.items() if each.file]
    return "\n".join(
        [
            *(["import onnx", "import onnxruntime"] if "onnx" in written else []),
            "import torch",
            *_media_imports(exported),
            f"from transformers import {classes}",
            "",
            "torch.set_grad_enabled(False)",
            f"folder = {folder!r}",
            f"model = {loaded}.eval()",
            *_prepared(exported, values, "pt", copies=2),
            "",
            "",
            "class Plain(torch.nn.Module):",
            "    def __init__(self, model):",
            "        super().__init__()",
            "        self.model = model",
            "",
            f"    def forward(self, {', '.join(names)}):",
            f"        output = self.model({given}{_without_cache(exported)})",
            f"        return ({outputs},)",
            "",
            "",
            "plain = Plain(model).eval()",
            f"names = {names!r}",
            "example = tuple(inputs[name] for name in names)",
            f"axes = {exported.axes!r}",
            *(line for name in written for line in ("", *_written(name, exported))),
            "",
            "expected = plain(*example)",
            *(line for name in written for line in COMPARED[name]),
        ]
    )


def _written(name: str, exported: Exported) -> list[str]:
    """The lines that write a format."""
    if name == "onnx":
        return [
            "torch.onnx.export(",
            '    plain, example, "model.onnx", dynamo=True, external_data=False,',
            f"    input_names=names, output_names={list(exported.outputs)!r},",
            "    dynamic_shapes=axes, verbose=False,",
            ")",
            'onnx.checker.check_model("model.onnx", full_check=True)',
        ]
    if name == "torchscript":
        return [
            "traced = torch.jit.trace(plain, example, check_trace=False)",
            'torch.jit.save(traced, "model.torchscript.pt")',
        ]
    return [
        "free = {name: dict.fromkeys(axes[name], torch.export.Dim.AUTO) for name in names}",
        "program = torch.export.export(plain, example, dynamic_shapes=free)",
        'torch.export.save(program, "model.pt2")',
    ]


COMPARED = {
    "onnx": [
        'session = onnxruntime.InferenceSession("model.onnx")',
        "found = session.run(None, {name: inputs[name].numpy() for name in names})",
        "found = map(torch.from_numpy, found)",
        "print(max(float((a - b).abs().max()) for a, b in zip(found, expected)))",
    ],
    "torchscript": [
        'found = torch.jit.load("model.torchscript.pt")(*example)',
        "print(max(float((a - b).abs().max()) for a, b in zip(found, expected)))",
    ],
    "export": [
        'found = torch.export.load("model.pt2").module()(*example)',
        "print(max(float((a - b).abs().max()) for a, b in zip(found, expected)))",
    ],
}
"""The lines that run a format and print how far it is from PyTorch."""


def elsewhere(exported: Exported, folder: str, values: dict[str, str]) -> str:
    """The Python that runs the ONNX file where neither torch nor this project is."""
    loaders = _loaders(list(exported.axes))
    return "\n".join(
        [
            *(["import numpy as np"] if "decoder_input_ids" in exported.axes else []),
            "import onnxruntime",
            *_media_imports(exported),
            f"from transformers import {', '.join(sorted(loaders))}",
            "",
            f"folder = {folder!r}",
            *_prepared(exported, values, "np", copies=1),
            "",
            'session = onnxruntime.InferenceSession("model.onnx")',
            "names = [each.name for each in session.get_inputs()]",
            "outputs = session.run(None, {name: inputs[name] for name in names})",
            "for output, array in zip(session.get_outputs(), outputs):",
            "    print(output.name, array.shape, array.argmax(-1))",
        ]
    )


def _loaders(names: Sequence[str]) -> list[str]:
    return [loader for loader, (_part, made) in PARTS.items() if made & set(names)]


def _media_imports(exported: Exported) -> list[str]:
    kinds = {wanted.kind for wanted in inference.task(exported.task).inputs}
    lines = ["import soundfile", "import soxr"] if "audio" in kinds else []
    return [*lines, "from PIL import Image"] if "image" in kinds else lines


def _prepared(exported: Exported, values: dict[str, str], tensors: str, copies: int) -> list[str]:
    """The lines that make `inputs` of the values, several copies of them in a batch."""
    names = list(exported.axes)
    task, lines, made = inference.task(exported.task), list[str](), list[str]()
    for loader in _loaders(names):
        part, _made = PARTS[loader]
        lines.append(f"{part} = {loader}.from_pretrained(folder)")
        kinds = {"image"} if "image" in part else {"audio"} if "feature" in part else None
        given = [
            values[wanted.name]
            for wanted in task.inputs
            if (wanted.kind in kinds if kinds else not wanted.is_media)
        ]
        made.append(_call(part, given, tensors, copies))
        if "feature" in part:
            lines += [
                f"sound, rate = soundfile.read({given[0]}, dtype='float32')",
                "sound = soxr.resample(sound, rate, feature_extractor.sampling_rate)",
            ]
    lines.append(f"inputs = dict({made[0]})")
    lines += [f"inputs |= {each}" for each in made[1:]]
    if "decoder_input_ids" in names:
        lines += _decoder(exported, tensors)
    return lines


def _call(part: str, given: list[str], tensors: str, copies: int) -> str:
    if part == "tokenizer":
        texts = ", ".join(f"[{text}] * {copies}" for text in given)
        return f'tokenizer({texts}, return_tensors="{tensors}")'
    if part == "image_processor":
        opened = f'Image.open({given[0]}).convert("RGB")'
        return f'image_processor([{opened}] * {copies}, return_tensors="{tensors}")'
    rate = "sampling_rate=feature_extractor.sampling_rate"
    return f'feature_extractor([sound] * {copies}, {rate}, return_tensors="{tensors}")'


def _decoder(exported: Exported, tensors: str) -> list[str]:
    """The beginning of a text for the decoder: the token that starts one, and some of the input."""
    first = _start(exported)
    shown = 'inputs["input_ids"][:, :3]'
    if tensors == "pt":
        start = f"torch.full((len({shown}), 1), {first})"
        return [f'inputs["decoder_input_ids"] = torch.cat([{start}, {shown}], 1)']
    start = f"np.full((len({shown}), 1), {first})"
    return [f'inputs["decoder_input_ids"] = np.concatenate([{start}, {shown}], 1)']


def _start(exported: Exported) -> int:
    for name in ("generation_config.json", "config.json"):
        path = exported.folder / name
        known = json.loads(path.read_bytes()) if path.exists() else {}
        if isinstance(first := known.get("decoder_start_token_id"), int):
            return first
    return 0


def _without_cache(exported: Exported) -> str:
    return ", use_cache=False" if exported.has_cache else ""
