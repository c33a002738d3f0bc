"""Outputs as JSON can write them, whatever the pipeline gave: one place for every task."""

import base64
import io
from typing import Any

import numpy as np
import torch
from PIL import Image


def jsonable(value: Any) -> Any:
    """`value` without tensors, arrays, pictures or tuples: what `json.dumps` can write.

    A picture becomes {"png": base64}; a float that is no number becomes None.
    """
    if isinstance(value, dict):
        return {_key(key): jsonable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(inner) for inner in value]
    if isinstance(value, torch.Tensor):
        return jsonable(value.float().numpy() if value.dtype == torch.bfloat16 else value.numpy())
    if isinstance(value, np.ndarray):
        return jsonable(value.tolist())
    if isinstance(value, np.generic):
        return jsonable(value.item())
    if isinstance(value, Image.Image):
        file = io.BytesIO()
        value.save(file, "PNG")
        return {"png": base64.b64encode(file.getvalue()).decode()}
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if value is None or isinstance(value, (str, int, bool)):
        return value
    raise TypeError(f"JSON has no form for {type(value).__name__}")


def _key(key: object) -> str:
    return key if isinstance(key, str) else str(key)
