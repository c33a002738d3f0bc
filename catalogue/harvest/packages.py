"""Packages that some architectures need and the app does not: for harvesting alone."""

import importlib
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".harvest"
"""Where they are installed, outside the environment; not part of the project."""

PACKAGES = ("timm==1.0.31", "torchvision==0.28.0", "torchaudio==2.11.1")
"""The image encoders of DETR and its kin, of Gemma 3n and FastVLM; what timm needs; the codec of
Higgs Audio."""

COMPILED = ("natten", "detectron2")
"""What DiNAT and LayoutLMv2 need has to be compiled for each machine: they have no size."""


def install() -> None:
    """Make the packages importable, installing them first where they are not.

    Their compiled parts are taken away: they fit one build of torch alone, and a count calls
    no kernel. To be called before transformers is imported, which looks for them once.
    """
    if not FOLDER.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--target", str(FOLDER), *PACKAGES], check=True)
        for library in FOLDER.rglob("*.so"):
            library.unlink()
    sys.path.append(str(FOLDER))
    _declare_operators()
    names = [name.partition("==")[0] for name in PACKAGES]
    if missing := [name for name in names if find_spec(name) is None]:
        print(f"Not installed, so that what needs them has no size: {', '.join(missing)}.")


def _declare_operators() -> None:
    """Name torchvision's operators to torch, as its import expects without its compiled part."""
    import torch

    registrations = FOLDER / "torchvision" / "_meta_registrations.py"
    if registrations.exists() and "torchvision" not in sys.modules:
        library = torch.library.Library("torchvision", "DEF")
        source = registrations.read_text(encoding="utf-8")
        for name in re.findall(r'register_fake\("torchvision::(\w+)"\)', source):
            library.define(f"{name}(Tensor input) -> Tensor")
        importlib.import_module("torchvision")
