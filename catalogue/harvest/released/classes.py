"""Which architecture a class of transformers belongs to."""

import re
from functools import cache

from ..release import Release

DEFINED = re.compile(r"^class (\w+)\(", re.MULTILINE)
MODEL = re.compile(r"Model$|For[A-Z]\w+$|Head$|LMHeadModel$")


@cache
def owners(release: Release) -> dict[str, str]:
    """For each model class of a release its architecture.

    A class is first of all that of the model type whose auto tables list it in the folder that
    defines it; else of the architecture of its folder with the longest name that it begins with.
    """
    defined: dict[str, str] = {}
    for folder, files in release.wheel.folders.items():
        for file in files:
            if re.search(r"/modeling_(?!tf_|flax_)\w+\.py$", file):
                for name in DEFINED.findall(release.wheel.text(file)):
                    defined[name] = folder
    owner: dict[str, str] = {}
    for table in release.heads().values():
        for model, classes in table.items():
            for name in classes:
                if defined.get(name) == release.folder(model):
                    owner.setdefault(name, release.parent[model])
    by_folder: dict[str, list[str]] = {}
    for model in dict.fromkeys(release.parent.values()):
        by_folder.setdefault(release.folder(model), []).append(model)
    for name, folder in defined.items():
        if name not in owner and folder in by_folder and MODEL.search(name):
            owner[name] = max(by_folder[folder], key=lambda model: _common(model, name))
    return owner


def _common(model: str, name: str) -> int:
    """How many letters the names of a model type and of a class begin with alike."""
    one, other = re.sub(r"[\W_]", "", model), name.lower().replace("_", "")
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
