"""What a real checkpoint answered to a task, as the documentation of the installed transformers has
it: in the docstring of the pipeline's class, which is read without importing it."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from .task import Task

EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```", re.DOTALL)
MODEL = re.compile(r'model="(?P<name>[^"]+)"')


@dataclass(frozen=True)
class Recorded:
    """An example of the documentation: the checkpoint, what is called, and what came out."""

    checkpoint: str
    code: str
    answer: str


def recorded(task: Task) -> Recorded | None:
    """The first example for a task that has an answer; None where there is none."""
    docstring = _docstrings().get(task.pipeline or task.name, "")
    for example in EXAMPLE.finditer(docstring):
        found = _first_answer(example["code"])
        if found and (model := MODEL.search(example["code"])):
            return Recorded(model["name"], *found)
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


@cache
def _docstrings() -> dict[str, str]:
    """Docstrings of the classes of pipelines, by the name of the module, written as tasks are."""
    spec = find_spec("transformers")
    assert spec and spec.origin
    folder = Path(spec.origin).parent / "pipelines"
    found = {}
    for file in sorted(folder.glob("*.py")):
        classes = [
            node
            for node in ast.parse(file.read_text(encoding="utf-8")).body
            if isinstance(node, ast.ClassDef) and node.name.endswith("Pipeline")
        ]
        found[file.stem.replace("_", "-")] = "\n".join(
            ast.get_docstring(node) or "" for node in classes
        )
    return found
