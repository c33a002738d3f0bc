"""The formats: how a model is written in each, and opened again by what runs it.

- ONNX, https://onnx.ai: `torch.onnx.export(dynamo=True)`, run by ONNX Runtime
- TorchScript: `torch.jit.trace`, run by `torch.jit`
- torch.export: `torch.export.save`, run by torch

A model is followed on an example of so many rows: of one, its axis would count as fixed.
"""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import torch

from .calls import Call, Run

ONE_FILE = 1_900_000_000
"""Bytes up to which an ONNX model is one file: protobuf ends at two gigabytes."""


def write_onnx(call: Call, path: Path, rows: int = 2) -> dict[str, Any]:
    """Write a call's model as ONNX; what its checker and its file say of it.

    {"opset", "inputs", "outputs"}: the last two map names to (type, axes), an axis its size, or its
    name where it may change. Raises what `onnx.checker.check_model` does for a file that is none.
    """
    import onnx

    shapes = tuple(call.axes[name] for name in call.inputs)
    with _quiet(), torch.no_grad():
        program = torch.onnx.export(
            call.plain,
            tuple(call.of_shape(rows)),
            dynamo=True,
            dynamic_shapes=(shapes,),
            input_names=list(call.inputs),
            output_names=call.outputs,
            verbose=False,
        )
    assert program is not None  # for it went through dynamo
    program.save(str(path), external_data=_bytes(call) > ONE_FILE)
    onnx.checker.check_model(str(path), full_check=True)
    written = onnx.load(str(path), load_external_data=False)
    return {
        "opset": next(each.version for each in written.opset_import if not each.domain),
        "inputs": {each.name: _described(each) for each in written.graph.input},
        "outputs": {each.name: _described(each) for each in written.graph.output},
    }


def _described(value: Any) -> tuple[str, list[str | int]]:
    import onnx

    kind = value.type.tensor_type
    axes = [axis.dim_param or axis.dim_value for axis in kind.shape.dim]
    return onnx.helper.tensor_dtype_to_np_dtype(kind.elem_type).name, axes


def open_onnx(path: Path) -> Run:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]

    def run(tensors: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        arrays = [tensor.contiguous().numpy() for tensor in tensors]
        return [torch.from_numpy(array) for array in session.run(None, dict(zip(names, arrays)))]

    return run


def write_torchscript(call: Call, path: Path, rows: int = 2) -> dict[str, Any]:
    """Write a call's model as TorchScript; {"deprecated": what torch says of that}."""
    with warnings.catch_warnings(record=True) as said, torch.no_grad():
        warnings.simplefilter("always")
        traced = torch.jit.trace(call.plain, tuple(call.of_shape(rows)), check_trace=False)
    torch.jit.save(traced, str(path))
    texts = [str(each.message) for each in said]
    found = [text for text in texts if "torch.jit.trace`" in text and "deprecated" in text]
    return {"deprecated": found[0] if found else ""}


def open_torchscript(path: Path) -> Run:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # said when it was written
        module = torch.jit.load(str(path))
    return _as_run(module)


def write_exported(call: Call, path: Path, rows: int = 2) -> dict[str, Any]:
    """Write a call's model as a program of torch.export.

    Where following its calls takes an axis for fixed, its code is read instead, which takes longer
    and not every model allows.
    """
    program = _followed(call, rows, strict=False)
    if not _is_free(program, call):
        with suppress(Exception):  # what was followed stays
            program = _followed(call, rows, strict=True)
    torch.export.save(program, str(path))
    return {}


def _followed(call: Call, rows: int, strict: bool) -> torch.export.ExportedProgram:
    axes = tuple(dict.fromkeys(call.axes[name], torch.export.Dim.AUTO) for name in call.inputs)
    example = tuple(call.of_shape(rows))
    with _quiet(), torch.no_grad():
        return torch.export.export(call.plain, example, dynamic_shapes=(axes,), strict=strict)


def _is_free(program: torch.export.ExportedProgram, call: Call) -> bool:
    """Whether all axes that may change are left open."""
    from torch.fx.experimental.symbolic_shapes import is_concrete_int

    wanted = set(program.graph_signature.user_inputs)
    shapes = [node.meta["val"].shape for node in program.graph.nodes if node.name in wanted]
    return not any(
        is_concrete_int(shape[axis])
        for shape, name in zip(shapes, call.inputs)
        for axis in call.axes[name]
    )


def open_exported(path: Path) -> Run:
    return _as_run(torch.export.load(str(path)).module())


def _as_run(module: Any) -> Run:
    def run(tensors: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        with torch.no_grad():
            return list(module(*tensors))

    return run


def _bytes(call: Call) -> int:
    return call.pipe.memory_bytes


@contextmanager
def _quiet() -> Iterator[None]:
    """What the exporters say of packages that are not there is of no use to anybody here."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


WRITE = {"onnx": write_onnx, "torchscript": write_torchscript, "export": write_exported}
OPEN = {"onnx": open_onnx, "torchscript": open_torchscript, "export": open_exported}
