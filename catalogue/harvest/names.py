"""What an architecture is called: by people, and by the documentation."""

import re

from .known import NAMES, PAGES
from .release import Release

DOCUMENTATION = "https://huggingface.co/docs/transformers/v{release}/model_doc/{page}"


def name(model: str, config: str, stated: str) -> str:
    """The name of an architecture for people: known, or `stated` by a release, or a rule.

    The rule sets words and versions of a class name apart: `FooBar2_5Config` is Foo Bar 2.5.
    """
    if model in NAMES:
        return NAMES[model]
    if stated:
        return stated
    words = config.removesuffix("Config").strip("_")
    words = re.sub(r"(\d)_(?=\d)", r"\1.", words).replace("_", " ")
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-z]{2})(?=\d)", " ", words)


def documentation(release: Release, model: str) -> str:
    """The address of the page about an architecture; empty where it has none.

    Pages are called like the model type where that has hyphens, else like the folder.
    """
    page = PAGES.get(model, model if "-" in model else release.folder(model))
    return DOCUMENTATION.format(release=release.wheel.release, page=page) if page else ""
