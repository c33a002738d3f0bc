"""Outputs as plain Python, whatever the pipeline gave: one place for every task."""

import base64
import io

import numpy as np
import torch
from PIL import Image


def plain(value):
    """`value` without tensors, arrays, pictures or tuples: what `json.dumps` can write.

    A picture becomes {"png": base64}; a float that is no number becomes None.
    """
    if isinstance(value, dict):
        return {_key(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, torch.Tensor):
        return plain(value.float().numpy() if value.dtype == torch.bfloat16 else value.numpy())
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, Image.Image):
        file = io.BytesIO()
        value.save(file, "PNG")
        return {"png": base64.b64encode(file.getvalue()).decode()}
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if value is None or isinstance(value, (str, int, bool)):
        return value
    raise TypeError(f"no plain form for {type(value).__name__}")


def _key(key):
    return key if isinstance(key, str) else str(key)
