"""The Python that does what a run did: with this project, and with transformers alone."""

import json
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

import inference
from inference import Task, adapters, calls, checkpoints
from inference.job import Job
from inference.remote import needed
from inference.task import Item
from inference.tasks.object_detection import LOWEST

from . import reading
from .inputs import Table

PROJECT = Path(inference.__file__).parents[1]
MOST_INPUTS = 5
"""Inputs that are written out; those that follow would be written alike."""
HANDED_IN = "# The files that you handed in are read from the folder where this runs.\n"

Given = Sequence[tuple[Item, str]]
"""Inputs of a run, each with the name of the file that it comes from, where it has one."""


def with_project(
    task: Task,
    job: Job,
    given: Given,
    table: Table | None = None,
    answers: Sequence[Any] = (),
    compared: str = "",
) -> str:
    """The run by this project's own functions, in its folder.

    `table` is where the inputs come from; `compared` are the lines that compare the run with the
    right `answers`, where there are any.
    """
    loaded, options = job.loaded, _changed(task, job.options)
    asked = inputs(task, given)
    how = {name: repr(value) for name, value in _how(job).items()}
    source = _source(loaded.checkpoint)
    how = source | how
    every = _of_a_row(task, given, table, lambda kind: "file.read_bytes()")
    each = _one_input(every)
    lines = [
        f"inputs = [{each} for {_row(task)}]",
        f"run = inference.run({_arguments('pipe, inputs', options)})",
    ]
    if table and compared:
        lines += [f"answers = [row[{table.answers!r}] for row in rows]", *compared.splitlines()]
    code = (
        f"pipe = inference.load({_arguments(repr(task.name), how)})\n"
        f"{_all_of_them(task, given, table, lines)}"
        f"run = inference.run({_arguments(f'pipe, {asked}', options)})\n"
        "run.output, run.seconds, run.device"
    )
    if compared:
        code += f"\n\ninputs = {asked}\nanswers = {[*answers[:MOST_INPUTS]]!r}\n{compared}"
    modules = ["import inference"] + ["from inference import metrics"] * bool(compared)
    return _head(task, given, modules, paths=True, own=_is_own(source)) + code


def with_client(task: Task, job: Job, given: Given) -> str:
    """The run of the first input by the Hub's own client."""
    item, file = given[0]
    values = _values(task, item, file, _opened)
    marked = {name: _Said(values[name]) for name in values}
    plain = {
        wanted.name: marked[wanted.name] if wanted.is_media else item[wanted.name]
        for wanted in task.inputs
    }
    call = calls.of(task).call(plain, job.options)
    there, model = needed(), job.loaded.checkpoint or ""
    token = ', token=os.environ["ATLAS_TOKEN"]' if there.asks_for_a_token else ""
    names = ["import os"] * bool(token) + ["from pathlib import Path"] * (
        any(isinstance(value, Path) for value in item.values())
    )
    head = "".join(f"{name}\n" for name in names) + "\n" * bool(names)
    asked = _arguments("", {name: repr(value) for name, value in call.arguments.items()})
    first = f"# The first of {len(given)}; the others are asked alike.\n" if len(given) > 1 else ""
    if job.options.get("num_return_sequences", 1) > 1:
        first += "# The first text; each of the others is asked for with a seed one higher.\n"
    return (
        f"{head}from huggingface_hub import InferenceClient\n\n"
        f"client = InferenceClient({there.address(model)!r}{token})\n"
        f"{first}client.{call.method}({asked.removeprefix(', ')})"
    )


class _Said(str):
    """Python that stands for a value."""

    def __repr__(self) -> str:
        return str(self)


def inputs(task: Task, given: Given) -> str:
    """The first inputs as `inference.run` takes them: one, or a list."""
    values = [_values(task, item, file, _opened) for item, file in given[:MOST_INPUTS]]
    written = [_one_input(each) for each in values]
    return written[0] if len(given) == 1 else f"[{', '.join(written)}]"


def _one_input(values: dict[str, str]) -> str:
    if len(values) == 1:
        return next(iter(values.values()))
    return "{" + ", ".join(f'"{name}": {value}' for name, value in values.items()) + "}"


def _all_of_them(task: Task, given: Given, table: Table | None, lines: list[str]) -> str:
    """A comment where only the first inputs are written out: their number, and how all those of
    a file are read and asked, with these lines."""
    if len(given) <= MOST_INPUTS:
        return ""
    said = [f"The first {MOST_INPUTS} of {len(given)}."]
    if any(wanted.is_media for wanted in task.inputs):
        said[0] += " All those of a folder are read and run so:"
        said += [
            "from pathlib import Path",
            'files = [file for file in sorted(Path("your-files").rglob("*")) if file.is_file()]',
            *lines,
        ]
    elif table:
        columns = list(table.columns.values())
        said[0] += " All those of the table are read and run so:"
        said += [
            "import pandas as pd",
            f"table = pd.read_csv({_arguments(repr(table.file), _how_read(table))})",
            f"table = table[(table[{columns!r}].apply(lambda column: column.str.strip()) != '')"
            ".all(axis=1)]",
            'rows = table.to_dict("records")',
            *lines,
        ]
    return "".join(f"# {line}\n" for line in said)


def _how_read(table: Table) -> dict[str, str]:
    """What pandas is told to read a table as it was read."""
    how = {"dtype": "str", "keep_default_na": "False"}
    if table.separator not in ("", ","):
        how["sep"] = repr(table.separator)
    if table.encoding != "utf-8-sig":
        how["encoding"] = repr(table.encoding)
    return how | ({} if table.header else {"header": "None"})


def _row(task: Task) -> str:
    """What a loop over all inputs goes through."""
    return "file in files" if any(each.is_media for each in task.inputs) else "row in rows"


def _of_a_row(
    task: Task, given: Given, table: Table | None, opened: Callable[[str], str]
) -> dict[str, str]:
    """The values of an input within such a loop, as Python; what stands beside a file is alike for
    all of them. `opened` writes the value of a file, by its kind."""
    media = next((wanted for wanted in task.inputs if wanted.is_media), None)
    if media is None:
        columns = table.columns if table else {}
        names = {wanted.name: columns.get(wanted.name, wanted.name) for wanted in task.inputs}
        return {name: f"row[{column!r}]" for name, column in names.items()}
    values = _values(task, *given[0], lambda *_file: "")
    return values | {media.name: opened(media.kind)}


def _how(job: Job) -> dict[str, Any]:
    """What differs from how `inference.load` loads by itself."""
    loaded = job.loaded
    how = {"device": loaded.device, "dtype": loaded.dtype}
    return {name: value for name, value in how.items() if value != "auto"} | (
        {"compile": True} if loaded.compile else {}
    )


def _changed(task: Task, options: dict[str, Any]) -> dict[str, str]:
    """The options that are not as they are by default, as Python."""
    defaults = task.defaults | {"batch_size": 1}
    return {
        name: repr(value)
        for name, value in options.items()
        if name not in defaults or value != defaults[name]
    }


def _source(folder: str | None) -> dict[str, str]:
    """Where a checkpoint is, as arguments: by its name on the Hub, or in the folder of one's own.

    No path of the server stands in it.
    """
    if folder is None:
        return {}
    path = Path(folder)
    if path.parent.name == "snapshots":
        return {"checkpoint": repr(checkpoints.title(path)), "revision": repr(path.name)}
    root = os.environ.get(checkpoints.ROOT)
    if root and path.is_relative_to(root):
        inner = f"/{path.relative_to(root).as_posix()}"
        return {"checkpoint": f'os.environ["{checkpoints.ROOT}"] + {inner!r}'}
    return {"checkpoint": repr(_relative(path))}


def _is_own(source: dict[str, str]) -> bool:
    """Whether the code asks for the folder of one's own."""
    return any(value.startswith("os.environ") for value in source.values())


def _relative(path: Path) -> str:
    """A path as it is called in the folder of the project; its name where it is elsewhere."""
    return path.relative_to(PROJECT).as_posix() if path.is_relative_to(PROJECT) else path.name


def _values(task: Task, item: Item, file: str, opened: Any) -> dict[str, str]:
    """The values of an item as Python; `opened` writes that of a file, by its path."""
    values = {}
    for wanted in task.inputs:
        value = item[wanted.name]
        if wanted.is_media:
            sample = isinstance(value, Path)
            name = _relative(value) if sample else getattr(value, "name", file)
            if not name:
                name = f"your-file.{reading.ending_and_needs(wanted.kind, value)[0]}"
            values[wanted.name] = opened(wanted.kind, name, sample)
        elif isinstance(value, pd.DataFrame):
            values[wanted.name] = repr(value.to_dict("list"))
        else:
            values[wanted.name] = repr(value)
    return values


def _opened(kind: str, name: str, sample: bool) -> str:
    return f"Path({name!r})" if sample else f'open({name!r}, "rb").read()'


def _head(task: Task, given: Given, names: list[str], *, paths: bool, own: bool) -> str:
    """The imports, and a word on files that were handed in."""
    media = [wanted.name for wanted in task.inputs if wanted.is_media]
    samples = [
        isinstance(item[name], Path) for item, _file in given[:MOST_INPUTS] for name in media
    ]
    standard = ["import os"] * own + ["from pathlib import Path"] * (paths and any(samples))
    blocks = ["\n".join(block) for block in (standard, names) if block]
    return "\n\n".join(blocks) + "\n\n" + (HANDED_IN if samples and not all(samples) else "")


def _arguments(first: str, named: dict[str, str]) -> str:
    return ", ".join([first, *(f"{name}={value}" for name, value in named.items())])


CALLS = {
    "sentiment-analysis": "pipe({text}, top_k={top_k}, truncation=True)",
    "ner": "pipe({text}, aggregation_strategy={aggregation_strategy})",
    "fill-mask": "pipe({text}, top_k={top_k})",
    "text-generation": "pipe({text}, return_full_text=False, max_new_tokens={max_new_tokens})",
    "image-classification": "pipe({image}, top_k={top_k})",
    "image-segmentation": "pipe({image}, threshold={threshold})",
    "object-detection": f"pipe({{image}}, threshold={LOWEST})",
    "audio-classification": "pipe({audio}, top_k={top_k})",
    "automatic-speech-recognition": "pipe({audio})",
    "table-question-answering": "pipe(table=pd.DataFrame({table}), query={question})",
    "document-question-answering": "pipe(image={image}, question={question}, top_k={top_k})",
    "zero-shot-classification": "pipe({text}, {labels}, hypothesis_template={template}, "
    "multi_label={multi_label})",
    "feature-extraction": "pipe({text}, truncation=True)",
    "image-feature-extraction": "pipe({image})",
    "depth-estimation": "pipe({image})",
    "mask-generation": "pipe({image}, points_per_batch={points_per_batch}, "
    "pred_iou_thresh={pred_iou_thresh})",
    "keypoint-matching": "pipe([{image}, {second}], threshold={threshold})",
    "text-to-audio": "pipe({text})",
    "zero-shot-audio-classification": 'pipe({audio}["raw"], candidate_labels={labels}, '
    "hypothesis_template={template})",
    "zero-shot-image-classification": "pipe({image}, candidate_labels={labels}, "
    "hypothesis_template={template})",
    "zero-shot-object-detection": f"pipe({{image}}, candidate_labels={{labels}}, "
    f"threshold={LOWEST})",
    "image-text-to-text": "pipe(images={image}, text={text}, return_full_text=False, "
    "max_new_tokens={max_new_tokens})",
}
"""How a pipeline of transformers is called for one input: its values and options by name."""

SPAN = """
def answer(question, context):
    inputs = tokenizer(
        question,
        context,
        truncation="only_second",
        max_length=min(tokenizer.model_max_length, 384),
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    places = inputs.pop("offset_mapping")[0].tolist()
    outside = torch.tensor([part != 1 for part in inputs.sequence_ids()])
    with torch.inference_mode():
        logits = model(**inputs.to(model.device))
    start, end = (
        side[0].float().cpu().masked_fill(outside, -torch.inf).softmax(-1)
        for side in (logits.start_logits, logits.end_logits)
    )
    spans = torch.outer(start, end).triu().tril(MAX_ANSWER_LEN - 1)  # an end not before its start
    first, last = divmod(spans.argmax().item(), len(end))
    return {"score": spans.max().item(), "answer": context[places[first][0] : places[last][1]]}

"""

OPENED = """\
    image = Image.open(image).convert("RGB")
"""
PICTURE = """
def answer(image, question):
    image = Image.open(image).convert("RGB")
    inputs = processor(images=image, text=question, return_tensors="pt").to(model.device)
    with torch.inference_mode():
        scores = model(**inputs).logits[0].sigmoid()
    best = scores.topk(min(TOP_K, len(scores)))
    return [
        {"score": score, "answer": model.config.id2label[label]}
        for score, label in zip(best.values.tolist(), best.indices.tolist())
    ]

"""

CHOICE = """
def answer(text, choices):
    pairs = tokenizer([text] * len(choices), choices, padding=True, return_tensors="pt")
    with torch.inference_mode():
        logits = model(**{name: ids[None].to(model.device) for name, ids in pairs.items()}).logits
    return dict(zip(choices, logits[0].float().softmax(-1).tolist()))

"""

WRITTEN = """
def answer(text):
    inputs = tokenizer(PREFIXtext, truncation=True, return_tensors="pt").to(model.device)
    inputs.pop("token_type_ids", None)  # `generate` refuses them
    ids = model.generate(**inputs, GENERATE)
    return tokenizer.decode(ids[0], skip_special_tokens=True)

"""

CLASSES = {
    "question-answering": ("AutoModelForQuestionAnswering", "AutoTokenizer", SPAN),
    "visual-question-answering": (
        "AutoModelForVisualQuestionAnswering",
        "AutoProcessor",
        PICTURE,
    ),
    "multiple-choice": ("AutoModelForMultipleChoice", "AutoTokenizer", CHOICE),
    "summarization": ("AutoModelForSeq2SeqLM", "AutoTokenizer", WRITTEN),
    "translation": ("AutoModelForSeq2SeqLM", "AutoTokenizer", WRITTEN),
}
"""For the tasks that transformers 5 has no pipeline for: the classes and what is done with them."""


def with_transformers(task: Task, job: Job, given: Given, table: Table | None = None) -> str | None:
    """The run by transformers alone; None for a random stand-in, which nobody else has, and for
    tasks whose pipeline takes more than one call."""
    options = task.defaults | job.options
    source = _plain_source(task, job)
    if source is None or job.run is None or task.name not in {**CLASSES, **CALLS}:
        return None
    by = _by_classes if task.name in CLASSES else _by_pipeline
    modules, read = _reading(task, given, by is _by_pipeline)
    opened = partial(_named, frozenset(each for each in READERS.values() if f"def {each}(" in read))
    values = [_values(task, item, file, opened) for item, file in given[:MOST_INPUTS]]
    every = _of_a_row(
        task, given, table, lambda kind: opened(kind, "", False).replace("''", "str(file)")
    )
    every |= {
        wanted.name: f"[choice.strip() for choice in row[{wanted.name!r}].split(',')]"
        for wanted in task.inputs
        if wanted.kind == "choices" and every[wanted.name].startswith("row[")
    }
    names, code = by(task, job, values, every, given, table, options, source, read)
    names = sorted({*modules, *names}, key=_place)
    return _head(task, given, names, paths=False, own=_is_own(source)) + code


READERS = {"image": "picture", "audio": "sound"}
"""The functions that read files, by the kind of these."""


def _reading(task: Task, given: Given, turns: bool) -> tuple[list[str], str]:
    """Imports, and the functions that read the files of a run as the run did."""
    needs: dict[str, reading.Needs] = {}
    for item, _file in given[:MOST_INPUTS]:
        for wanted in task.inputs:
            if wanted.kind in READERS:
                found = reading.ending_and_needs(wanted.kind, item[wanted.name])[1]
                needs[wanted.kind] = needs.get(wanted.kind, frozenset()) | found
    parts = [reading.picture(needs["image"], turns)] if "image" in needs else []
    parts += [reading.sound(needs["audio"])] if "audio" in needs else []
    return [name for names, _code in parts for name in names], "".join(code for _, code in parts)


def _named(readers: frozenset[str], kind: str, name: str, sample: bool) -> str:
    return f"{READERS[kind]}({name!r})" if READERS.get(kind) in readers else repr(name)


def _place(line: str) -> tuple[bool, str]:
    """Where an import stands among others: by its module, those of names behind."""
    return line.startswith("from "), line.split()[1].casefold()


def _plain_source(task: Task, job: Job) -> dict[str, str] | None:
    """Where transformers finds the checkpoint, or an adapter's base: its place, and a revision of
    the Hub."""
    if job.loaded.checkpoint is None:
        if not task.has_demo or task.checkpoint is None:
            return None
        return {"model": repr(_relative(task.checkpoint))}
    source = _source(str(adapters.loaded_from(Path(job.loaded.checkpoint))))
    return {"model": source.pop("checkpoint")} | source


def _adapter(job: Job) -> dict[str, str]:
    """The place of the adapter that a run was made with, as arguments; empty for a checkpoint."""
    folder = job.loaded.checkpoint
    return _source(folder) if folder and adapters.is_adapter(Path(folder)) else {}


def _labels(job: Job) -> dict[str, str]:
    """How many labels the base of an adapter is loaded with, as an argument, where they are not as
    many as it has."""
    folder = Path(job.loaded.checkpoint or "")
    if not adapters.is_adapter(folder):
        return {}
    count = adapters.new_labels(folder, adapters.loaded_from(folder))
    return {"model_kwargs": f'{{"num_labels": {count}}}'} if count else {}


PEFT = "from peft import PeftModel  # pip install peft"


def _merged(model: str, place: dict[str, str]) -> str:
    """The line that adds an adapter to a model; none where there is no adapter."""
    if not place:
        return ""
    named = {name: value for name, value in place.items() if name != "checkpoint"}
    call = _arguments(f"{model}, {place['checkpoint']}", named)
    return f"{model} = PeftModel.from_pretrained({call}).merge_and_unload()\n"


def _by_pipeline(
    task: Task,
    job: Job,
    values: list[dict[str, str]],
    every: dict[str, str],
    given: Given,
    table: Table | None,
    options: dict[str, Any],
    source: dict[str, str],
    read: str,
) -> tuple[list[str], str]:
    assert job.run
    how = source | _labels(job)
    how |= {"device": repr(job.run.device), "dtype": repr(job.dtype)}
    kinds = {wanted.kind for wanted in task.inputs}
    seed = f"torch.manual_seed({options['seed']})\n" if "seed" in options else ""
    calls = [_call(task, each, options) for each in values]
    adapter = _adapter(job)
    code = f"pipe = transformers.pipeline({_arguments(repr(task.pipeline or task.name), how)})\n"
    code += _merged("pipe.model", adapter)
    code += read + "\n" * bool(read)
    code += _all_of_them(task, given, table, _loop(task, seed, _call(task, every, options)))
    if len(calls) == 1:
        code += seed + calls[0]
    elif seed:
        code += "outputs = []\n"
        code += "".join(f"{seed}outputs.append({call})\n" for call in calls) + "outputs"
    else:
        code += _listed(calls)
    names = ["import pandas as pd"] if "table" in kinds else []
    names += ["import torch"] if seed else []
    names += [PEFT] if adapter else []
    return [*names, "import transformers"], code


def _loop(task: Task, seed: str, call: str) -> list[str]:
    """The lines that ask for all inputs."""
    inner = [*seed.splitlines(), f"outputs.append({call})"]
    return ["outputs = []", f"for {_row(task)}:", *(f"    {line}" for line in inner)]


def _listed(calls: list[str]) -> str:
    return "[\n" + "".join(f"    {call},\n" for call in calls) + "]"


def _call(task: Task, values: dict[str, str], options: dict[str, Any]) -> str:
    """The call of a pipeline for one input."""
    named = {name: repr(value) for name, value in options.items()}
    more: dict[str, str] = {}
    if task.name == "sentiment-analysis":
        named["top_k"] = repr(options["top_k"] or None)
    elif task.name == "ner" and (
        len(values["text"]) > 400 or _is_row(values)
    ):  # maybe more than the model reads
        more["stride"] = named["stride"]
    elif task.name == "fill-mask":
        if "[MASK]" in values["text"] or _is_row(values):
            values = values | {
                "text": f'{values["text"]}.replace("[MASK]", pipe.tokenizer.mask_token)'
            }
        if targets := [word.strip() for word in options["targets"].split(",") if word.strip()]:
            more["targets"] = repr(targets)
    elif task.name == "image-segmentation" and options["subtask"] != "auto":
        more["subtask"] = named["subtask"]
    elif task.name == "text-generation":
        sampling = ("temperature", "top_p") if options["do_sample"] else ()
        more |= {name: named[name] for name in ("do_sample", *sampling)}
        if options["stop"]:
            more |= {"stop_strings": f"[{named['stop']}]", "tokenizer": "pipe.tokenizer"}
    elif task.name == "automatic-speech-recognition":
        if options["timestamps"]:
            more["return_timestamps"] = '"word" if pipe.type.startswith("ctc") else True'
        if options["chunk_length_s"]:
            more["chunk_length_s"] = named["chunk_length_s"]
    if options.get("chat"):
        values = values | {"text": f'[{{"role": "user", "content": {values["text"]}}}]'}
    call = CALLS[task.name].format(**named | values)
    return _arguments(call.removesuffix(")"), more) + ")"


def _is_row(values: dict[str, str]) -> bool:
    """Whether the text of an input is that of any row."""
    return values["text"].startswith("row[")


def _by_classes(
    task: Task,
    job: Job,
    values: list[dict[str, str]],
    every: dict[str, str],
    given: Given,
    table: Table | None,
    options: dict[str, Any],
    source: dict[str, str],
    read: str,
) -> tuple[list[str], str]:
    assert job.run
    model, preprocessor, function = CLASSES[task.name]
    place = _arguments(source["model"], {k: v for k, v in source.items() if k != "model"})
    part = "processor" if preprocessor == "AutoProcessor" else "tokenizer"
    function = function.replace("MAX_ANSWER_LEN", repr(options.get("max_answer_len")))
    function = function.replace("TOP_K", repr(options.get("top_k")))
    if "def picture(" in read:
        function = function.replace(OPENED, "")
    if function.count("GENERATE"):
        prefix, generate = _generation(task, job, options)
        function = function.replace("PREFIX", f"{prefix!r} + " if prefix else "")
        function = function.replace("GENERATE", generate)
    calls = [f"answer({', '.join(each.values())})" for each in values]
    gap = "" if read else "\n"
    every_call = f"answer({', '.join(every.values())})"
    adapter = _adapter(job)
    code = (
        f"{part} = {preprocessor}.from_pretrained({place}{_languages(options)})\n"
        f"model = {model}.from_pretrained({place}, dtype={job.dtype!r}).to({job.run.device!r})\n"
        f"{_merged('model', adapter)}"
        f"{read}{gap}{function}\n"
        f"{_all_of_them(task, given, table, _loop(task, '', every_call))}"
    ) + (calls[0] if len(calls) == 1 else _listed(calls))
    names = ["import torch"] if "torch." in function else []
    names += ["from PIL import Image"] if "Image." in function else []
    names += [PEFT] if adapter else []
    return [*names, f"from transformers import {model}, {preprocessor}"], code


def _languages(options: dict[str, Any]) -> str:
    return f", src_lang={options['src_lang']!r}" if options.get("src_lang") else ""


def _generation(task: Task, job: Job, options: dict[str, Any]) -> tuple[str, str]:
    """What a checkpoint puts before a text for this task, and what `generate` is called with."""
    chosen_folder = job.loaded.checkpoint
    folder = adapters.loaded_from(Path(chosen_folder)) if chosen_folder else task.checkpoint
    assert folder
    described = json.loads((folder / "config.json").read_bytes()).get("task_specific_params") or {}
    names = [name for name in described if name.startswith(task.name)]
    chosen = dict(described[names[0]]) if names else {}
    prefix = chosen.pop("prefix", "")
    asked = {name: options[name] for name in ("max_new_tokens", "num_beams") if name in options}
    generate = {name: repr(value) for name, value in (chosen | asked).items()}
    if target := options.get("tgt_lang"):
        find = 'getattr(tokenizer, "get_lang_id", tokenizer.convert_tokens_to_ids)'
        generate["forced_bos_token_id"] = f"{find}({target!r})"
    return prefix, ", ".join(f"{name}={value}" for name, value in generate.items())
