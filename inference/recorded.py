"""What a real checkpoint answered to a task, as its documentation has it.

That is, where there is one, an example in the docstrings of the installed transformers, which are
read without importing their modules: of the pipeline's class, else of a model's. For the other
tasks it is what a guide of transformers or the card of a checkpoint states.
"""

import ast
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from i18n import N_, Sentence

from .task import Task

EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```", re.DOTALL)
MODEL = re.compile(
    r'(?:model=|Model\w*\.from_pretrained\(|For\w+\.from_pretrained\()"(?P<name>[^"]+)"'
)

OF_MODELS = {
    "text-to-audio": ("vits", "VitsModel"),
    "video-classification": ("videomae", "VideoMAEForVideoClassification"),
}
"""Models whose docstrings answer where those of pipelines do not: (folder, class), by task."""


@dataclass(frozen=True)
class Recorded:
    """An example: the checkpoint, what is called, what came out, and where that is written."""

    checkpoint: str
    code: str
    answer: str
    source: Sentence


STATED = {
    "keypoint-matching": Recorded(
        "zju-community/matchanything_eloftr",
        'pipe = pipeline("keypoint-matching", model="zju-community/matchanything_eloftr")\n'
        "pipe([photo_of_a_bee, the_same_photo_cropped_and_turned])",
        "[{'keypoint_image_0': {'x': 2444, 'y': 2869},\n"
        "  'keypoint_image_1': {'x': 837, 'y': 1500}, 'score': 0.9756593704223633},\n"
        " {'keypoint_image_0': {'x': 1248, 'y': 2819},\n"
        "  'keypoint_image_1': {'x': 862, 'y': 866}, 'score': 0.9735618829727173}, ...]",
        Sentence(N_("the guide to keypoint matching of transformers, read in November 2026")),
    ),
    "mask-generation": Recorded(
        "facebook/sam2-hiera-base-plus",
        'pipe = pipeline("mask-generation", model="facebook/sam2-hiera-base-plus")\n'
        "pipe(photo_of_a_bee, points_per_batch=128, pred_iou_thresh=0.88)",
        "{'masks': [tensor([[False, False, False, ..., True, True, True], ...]), ...],\n"
        " 'scores': tensor([0.9874, 0.9793, 0.9780, 0.9776, ... 0.9016])}",
        Sentence(N_("the guide to mask generation of transformers, read in November 2026")),
    ),
    "multiple-choice": Recorded(
        "potsawee/longformer-large-4096-answering-race",
        'question = "Who had a goal ruled out for offside?"  # about the report of a match\n'
        'options = ["Ricardo Pereira", "Ben Chilwell", "Joao Felix", "The Foxes"]\n'
        "model(**inputs).logits.softmax(-1)",
        "[0.00145158, 0.00460851, 0.99049687, 0.00344302]",
        Sentence(N_("the card of the checkpoint, read in November 2026")),
    ),
}
"""What others state, by task: the numbers are theirs, shortened where "..." stands, and the call is
in our words.

- huggingface/transformers, docs/source/en/tasks/keypoint_matching.md at 009ace24
- huggingface/transformers, docs/source/en/tasks/mask_generation.md at 02e0fd81
- README.md of the checkpoint
"""


def recorded(task: Task) -> Recorded | None:
    """The first example for a task that has an answer; None where there is none."""
    name = task.pipeline or task.name
    found = _example(_of_pipelines().get(name, ""))
    if not found and name in OF_MODELS:
        found = _example(_of_model(*OF_MODELS[name]))
    return found or STATED.get(name)


def _example(docstring: str) -> Recorded | None:
    for example in EXAMPLE.finditer(docstring):
        found = _first_answer(example["code"])
        if found and (model := MODEL.search(example["code"])):
            source = N_("the documentation of transformers {version}")
            return Recorded(
                model["name"], *found, Sentence(source, version=version("transformers"))
            )
    return None


def _first_answer(code: str) -> tuple[str, str] | None:
    """The lines up to the first that are answered, and the answer: a line without a prompt."""
    asked: list[str] = []
    answer: list[str] = []
    for line in code.splitlines():
        if line.startswith((">>>", "...")):
            if answer:
                break
            asked.append(line[4:])
        elif line.strip() and asked:
            answer.append(line)
    return ("\n".join(asked), "\n".join(answer)) if answer else None


def _folder() -> Path:
    spec = find_spec("transformers")
    assert spec and spec.origin
    return Path(spec.origin).parent


def _classes(file: Path) -> list[ast.ClassDef]:
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return [node for node in body if isinstance(node, ast.ClassDef)]


@cache
def _of_pipelines() -> dict[str, str]:
    """Docstrings of the classes of pipelines, by the name of the module, written as tasks are."""
    return {
        file.stem.replace("_", "-"): "\n".join(
            ast.get_docstring(node) or ""
            for node in _classes(file)
            if node.name.endswith("Pipeline")
        )
        for file in sorted((_folder() / "pipelines").glob("*.py"))
    }


@cache
def _of_model(folder: str, name: str) -> str:
    """The docstring of what a model does, by the name of its class; "" where it is not there."""
    file = _folder() / "models" / folder / f"modeling_{folder}.py"
    return "\n".join(
        ast.get_docstring(act) or ""
        for node in (_classes(file) if file.exists() else [])
        if node.name == name
        for act in node.body
        if isinstance(act, ast.FunctionDef) and act.name == "forward"
    )
