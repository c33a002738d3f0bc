"""The Python that does the same as a training, and all that it needs beside it."""

import ast
import csv
import io
import zipfile
from pathlib import Path
from typing import Any

from inference import weights

from .bases import Base
from .examples import Examples
from .training import Training

RECIPE = Path(__file__).with_name("recipe.py")
DATA, PICTURES, BASE = "data.csv", "pictures", "base"
"""What the script reads and writes: examples, pictures, and the checkpoint."""
IMPORTS = """
import csv
from pathlib import Path
from transformers import DataCollatorWithPadding, default_data_collator, set_seed
"""
"""What the lines below need besides the recipe."""
NO_SETTINGS = "kind", "base", "base_name", "names", "held_out"
MOST_BASE = 100_000_000
"""Bytes of a checkpoint that goes along; a larger one is found by its name."""
READ = """
with open("data.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
train = [row for row in rows if row["held_out"] == ""]
held_out = [row for row in rows if row["held_out"] == "yes"]
labels = sorted({row["label"] for row in rows})
names = {
    "id2label": dict(enumerate(labels)),
    "label2id": {label: number for number, label in enumerate(labels)},
}


def numbers(some):
    return [labels.index(row["label"]) for row in some]


torch.set_num_threads(settings["threads"])
set_seed(settings["seed"])
"""
NEW = {
    "texts": """tokenizer = new_tokenizer([row["text"] for row in train], settings["longest"])
model = new_text_model(tokenizer, names)
""",
    "pictures": """processor, model = new_picture_model(settings["side"], names)
""",
}
TRAINED = {
    "texts": """tokenizer, model = trained_text_model({base!r}, names, settings["longest"])
""",
    "pictures": """processor, model = trained_picture_model({base!r}, names)
""",
}
ROWS = {
    "texts": """collator = DataCollatorWithPadding(tokenizer)


def prepared(some):
    return text_rows(tokenizer, [row["text"] for row in some], numbers(some))


""",
    "pictures": """collator = default_data_collator


def prepared(some):
    files = [Path("pictures", row["file"]).read_bytes() for row in some]
    return picture_rows(processor, files, numbers(some))


""",
}
LORA = """model = with_lora(model, settings["lora"])
"""
TRAIN = """rows = prepared(train), prepared(held_out)
trainer = trainer_of(model, *rows, collator, "states", settings)
trainer.train()
print(trainer.evaluate())
"""
SAVE = {
    False: """trainer.model.save_pretrained("model")
""",
    True: """trainer.model.save_pretrained("model/adapter")
trainer.model.merge_and_unload().save_pretrained("model")
""",
}


def script(training: Training) -> str:
    """A Python file that does the same training, with transformers alone."""
    kind, base, values = training.examples.kind, training.base, training.spec
    settings = {name: value for name, value in values.items() if name not in NO_SETTINGS}
    lora = bool(values["lora"])
    reader = "tokenizer" if kind == "texts" else "processor"
    start = NEW[kind] if base.is_new else TRAINED[kind].format(base=_named(base))
    main = READ + start + (LORA if lora else "") + ROWS[kind] + TRAIN
    main += SAVE[lora] + f'{reader}.save_pretrained("model")\n'
    imports, functions = _needed(main)
    lines = [f'    "{name}": {value!r},' for name, value in settings.items()]
    text = "\n".join(["settings = {", *lines, "}"])
    return "\n\n\n".join([imports, text, *functions, main.strip()]) + "\n"


def _needed(main: str) -> tuple[str, list[str]]:
    """The imports, and the constants and functions of the recipe, that some lines need."""
    source = RECIPE.read_text("utf-8")
    tree = ast.parse(source)
    defined = {name: each for each in tree.body for name in _defines(each)}
    used, wanted = set[str](), _names(ast.parse(main))
    while more := (wanted & defined.keys()) - used:
        used |= more
        wanted = wanted.union(*(_names(defined[name]) for name in more))
    bodies = [ast.get_source_segment(source, defined[name]) for name in defined if name in used]
    return _imports([*ast.parse(IMPORTS).body, *tree.body], wanted), list(filter(None, bodies))


def _defines(statement: ast.stmt) -> list[str]:
    """The names that a statement of the recipe defines."""
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    return [statement.name] if isinstance(statement, ast.FunctionDef) else []


def _imports(statements: list[ast.stmt], wanted: set[str]) -> str:
    """Lines that import what is wanted of what the statements do."""
    plain, of_modules = [], dict[str, list[str]]()
    for each in statements:
        if isinstance(each, ast.Import):
            plain += [name.name for name in each.names if name.name in wanted]
        elif isinstance(each, ast.ImportFrom):
            names = [name.name for name in each.names if name.name in wanted]
            of_modules.setdefault(each.module or "", []).extend(names)
    lines = [f"import {name}" for name in sorted(plain)]
    for module, names in sorted(of_modules.items()):
        if names:
            listed = "".join(f"    {name},\n" for name in sorted(names))
            lines.append(
                f"from {module} import (\n{listed})"
                if names[2:]
                else f"from {module} import {', '.join(sorted(names))}"
            )
    return "\n".join(lines)


def _names(tree: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}


def archive(training: Training) -> bytes:
    """A ZIP with the script, its examples, and the checkpoint that it starts from, unless that is
    large."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("train.py", script(training))
        file.writestr(DATA, _rows(training))
        if training.examples.kind == "pictures":
            for name, picture in zip(_files(training.examples), training.examples.inputs):
                file.writestr(f"{PICTURES}/{name}", picture)
        _add(file, training.base)
    return written.getvalue()


def _goes_along(base: Base) -> bool:
    return base.folder is not None and weights.weight_bytes(base.folder) <= MOST_BASE


def _named(base: Base) -> str:
    """What the script calls a checkpoint: its folder in the ZIP, or its name."""
    return BASE if _goes_along(base) else base.name


def _add(file: zipfile.ZipFile, base: Base) -> None:
    if base.folder and _goes_along(base):
        for path in sorted(base.folder.iterdir()):
            if path.is_file() and path.suffix in (".json", ".safetensors", ".txt", ".model"):
                file.write(path, f"{BASE}/{path.name}")


def _rows(training: Training) -> str:
    """The examples as a table, with those that are held out marked."""
    examples, held_out = training.examples, set(training.held_out)
    texts = examples.kind == "texts"
    given: Any = examples.inputs if texts else _files(examples)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(("text" if texts else "file", "label", "held_out"))
    for at, (each, label) in enumerate(zip(given, examples.labels)):
        table.writerow((each, label, "yes" if at in held_out else ""))
    return written.getvalue()


def _files(examples: Examples) -> list[str]:
    return [f"{number:05d}.png" for number in range(1, len(examples) + 1)]
