"""The Python that loads a model, release by release and framework by framework."""

import pandas as pd

import catalogue

PREPARE = {
    "AutoTokenizer": "tokenizer",
    "AutoProcessor": "processor",
    "AutoImageProcessor": "image_processor",
    "AutoVideoProcessor": "video_processor",
    "AutoFeatureExtractor": "feature_extractor",
}
"""The variable for what prepares the input, by the class that loads it."""
OTHERS = {
    "tensorflow": ("TFAutoModel", "tensorflow tf-keras"),
    "flax": ("FlaxAutoModel", "flax"),
}
"""The frameworks beside PyTorch: the class that loads the base model, and what to install."""


def ways_to_load(model: pd.Series, newest: str) -> dict[str, str]:
    """For each release and framework worth naming, by its label, the code that loads the model.

    `model` is a row of `catalogue.models()` for an architecture of transformers.
    """
    # A type that stands for a part alone has a configuration and no class of a model.
    head, history = model["example_head"] or "AutoConfig", catalogue.history(model["model"])
    ways = {}
    if model["last_release"] == newest:
        ways[f"transformers {newest}"] = loading(model, head, newest, "torch")
    for release in history[history.index.str.startswith("4.") & history["pytorch"]].index[-1:]:
        ways[f"transformers {release} · PyTorch"] = loading(model, head, release, "torch")
    for framework, (base, needs) in OTHERS.items():
        if release := model[framework]:
            label = f"transformers {release} · {catalogue.FRAMEWORKS[framework]}"
            ways[label] = loading(model, base, release, needs)
    return ways


def loading(model: pd.Series, head: str, release: str, needs: str) -> str:
    """The Python that loads the example checkpoint, or makes random weights where none is known."""
    lines = [f"# pip install transformers=={release} {needs}"]
    if not model["checkpoint"]:
        lines += [
            f"from transformers import AutoConfig, {head}",
            "",
            f'config = AutoConfig.for_model("{model["model"]}")',
            f"model = {head}{'.from_config' if 'Auto' in head else ''}(config)",
        ]
        return "\n".join(lines)
    loader = model["example_loader"]
    classes = ", ".join(sorted(filter(None, (loader, head))))
    lines += [f"from transformers import {classes}", ""]
    if loader:
        lines.append(f'{PREPARE[loader]} = {loader}.from_pretrained("{model["checkpoint"]}")')
    made = "config" if head == "AutoConfig" else "model"
    lines.append(f'{made} = {head}.from_pretrained("{model["checkpoint"]}")')
    return "\n".join(lines)
