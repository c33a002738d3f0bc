"""Requests and answers as the Hub's client writes and reads them, for every task.

Its parameters have the names that `huggingface_hub.InferenceClient` has for them, and the options
of the task beside these. A parameter that cannot be used is refused, and none is left out in
silence.
"""

import base64
import binascii
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from i18n import N_, Problem, Sentence, listed
from inference import Option, Task
from inference.calls import TOKENS
from inference.job import Run
from inference.task import Input, Item, Row
from sandbox.protocol import taken_apart

from .words import in_words_of_requests

MOST_INPUTS = 64
"""Inputs of one request."""
MOST_IN_A_HEADER = 3_000
"""Bytes of what goes into a header: what the reader should know of a run, the tokens of vectors."""
JSON, SSE = "application/json", "text/event-stream"
BINARY = "application/octet-stream"
NO_NUMBERS = N_("The model computes no numbers (NaN): ask for another model.")
"""What is said where an answer would have to have them."""
URL_SAFE = str.maketrans("-_", "+/")
"""The two signs that base64 has in addresses instead of its own."""


@dataclass(frozen=True)
class Asked:
    """What a request asks for: the task, the inputs as `inference.run` takes them, its options.

    `told` are the parameters that change how the answer is written and not what it is.
    """

    task: Task
    items: list[Item]
    options: dict[str, Any]
    several: bool = False
    stream: bool = False
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """An answer of HTTP."""

    status: int
    body: bytes
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """An event of a stream, and how many characters of the text that is written are in it.

    Like a reply it stands here: who unpickles it imports its module, and the front imports no
    torch.
    """

    data: bytes
    characters: int = 0


def _first(task: Task, output: Any, asked: Asked) -> Any:
    return output


@dataclass(frozen=True)
class Form:
    """How the Hub asks for a task and what it answers, where that is not as the task has it.

    `names` are its parameters with the names of what they are for the task, `more` the options
    that go to transformers besides, `defaults` what it takes where nothing is given, `told` as in
    `Asked`. `answer` is what it calls an output; `listed` says that a single one stands in a list.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    more: tuple[Option, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[Option, ...] = ()
    answer: Callable[[Task, Any, Asked], Any] = _first
    listed: bool = False


def _best(task: Task, output: list[Row], asked: Asked) -> Any:
    return output[0] if asked.options["top_k"] == 1 else output


def _gaps(task: Task, output: list[Any], asked: Asked) -> Any:
    return output[0] if len(output) == 1 else output


def _sure(task: Task, output: list[Row], asked: Asked) -> Any:
    return [row for row in output if row["score"] >= asked.told.get("threshold", 0.5)]


def _masks(task: Task, output: list[Row], asked: Asked) -> Any:
    return [row | {"mask": _png(row["mask"])} for row in output]


def _vectors(task: Task, output: Row, asked: Asked) -> Any:
    return output["vectors"]


def _png(mask: dict[str, Any]) -> str:
    from PIL import Image

    from inference.masks import from_rle

    file = io.BytesIO()
    # Most of a mask is like its neighbour: packing it harder takes longer and saves little.
    Image.fromarray(from_rle(mask)).convert("L").save(file, "PNG", compress_level=1)
    return base64.b64encode(file.getvalue()).decode()


def _texts(task: Task, output: list[Row], asked: Asked) -> Any:
    return [written(asked, sample) for sample in output]


FUNCTION = Option(
    "function_to_apply", "", "none", choices=tuple((each, "") for each in ("sigmoid", "softmax"))
)
LABELS = {"candidate_labels": "labels", "hypothesis_template": "template"}
SAMPLING = (
    Option("top_k", "", 0, 0, 1_000),
    Option("typical_p", "", 1.0, 0.01, 1.0),
    Option("repetition_penalty", "", 1.0, 0.1, 10.0),
)
TOLD_OF_TEXTS = (
    Option("return_full_text", "", False),
    Option("details", "", False),
    Option("decoder_input_details", "", False),
)
FORMS = {
    "sentiment-analysis": Form(more=(FUNCTION,), listed=True),
    "image-classification": Form(more=(FUNCTION,)),
    "audio-classification": Form(more=(FUNCTION,)),
    "question-answering": Form(defaults={"top_k": 1}, answer=_best),
    "fill-mask": Form(answer=_gaps),
    "object-detection": Form(told=(Option("threshold", "", 0.5, 0.0, 1.0),), answer=_sure),
    "zero-shot-object-detection": Form(
        names=LABELS, told=(Option("threshold", "", 0.5, 0.0, 1.0),), answer=_sure
    ),
    "image-segmentation": Form(answer=_masks),
    "automatic-speech-recognition": Form(
        names={"return_timestamps": "timestamps"}, defaults={"timestamps": False}
    ),
    "table-question-answering": Form(names={"query": "question"}),
    "zero-shot-classification": Form(names=LABELS),
    "zero-shot-audio-classification": Form(names=LABELS),
    "zero-shot-image-classification": Form(names=LABELS),
    "feature-extraction": Form(answer=_vectors),
    "text-generation": Form(more=SAMPLING, told=TOLD_OF_TEXTS, answer=_texts),
}


def read(
    task: Task, body: bytes, kind: str, seed: int = 0, names: Mapping[str, str] | None = None
) -> Asked:
    """What is asked for in the body of a request, of a content type `kind`.

    `seed` is for a run with chance in it, where the request has none. `names` are those that this
    request has for options, beside the ones of the task's form. Raises `i18n.Problem`.
    """
    form = FORMS.get(task.name, Form())
    form = replace(form, names={**form.names, **(names or {})})
    media = [wanted for wanted in task.inputs if wanted.is_media]
    if media and not kind.startswith(JSON):
        return _asked(task, form, {media[0].name: body}, {}, {}, seed)
    payload = parsed(body)
    parameters = payload.pop("parameters", None) or {}
    inputs = payload.pop("inputs", None)
    stream = payload.pop("stream", None) or False
    payload.pop("options", None)  # of the Hub: whether to wait, and to use its cache
    if not isinstance(parameters, dict):
        raise Problem(N_("{name} must be a JSON object."), name="parameters")
    if not isinstance(stream, bool):
        raise Problem(N_("{name} must be {wanted}."), name="stream", wanted=Sentence(SWITCH))
    return _asked(task, form, inputs, parameters, payload, seed, stream)


def parsed(body: bytes) -> dict[str, Any]:
    """The object of JSON in a body. Raises `i18n.Problem` where there is none."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise Problem(N_("The body of the request must be a JSON object."))
    if b"\\ud" in body.lower():  # one half of a character may be written so, and not be sent on
        try:
            json.dumps(payload, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise Problem(
                N_("A text of the request has half of a character: send it whole.")
            ) from None
    return payload


def _asked(
    task: Task,
    form: Form,
    inputs: Any,
    parameters: Row,
    others: Row,
    seed: int,
    stream: bool = False,
) -> Asked:
    names = {wanted.name for wanted in task.inputs}
    beside: Row = {}
    given: Row = {}
    for name, value in (parameters | others).items():
        called = form.names.get(name, name)
        if called in names:
            beside[called] = value
        else:
            given[name] = value
    generation = given.pop("generate_parameters", None) or {}
    if not isinstance(generation, dict):
        raise Problem(N_("{name} must be a JSON object."), name="generate_parameters")
    given |= generation
    options, told = _options(task, form, given)
    if "seed" in task.defaults:
        options.setdefault("seed", seed)
    several = isinstance(inputs, list)
    every = inputs if isinstance(inputs, list) else [inputs]
    if not 0 < len(every) <= MOST_INPUTS:
        raise Problem(
            N_("A request has 1 to {most} inputs, this one {count}."),
            most=MOST_INPUTS,
            count=len(every),
        )
    items = [_item(task, form, each, beside) for each in every]
    texts = options.get("num_return_sequences", 1)
    if stream and (several or texts > 1 or task.name != "text-generation"):
        raise Problem(N_("Only one text at a time is streamed, by text-generation."))
    return Asked(task, items, options, several, stream, told)


def _item(task: Task, form: Form, given: Any, beside: Row) -> Item:
    if isinstance(given, dict) and not (len(task.inputs) == 1 and task.inputs[0].kind == "table"):
        given = {form.names.get(name, name): value for name, value in given.items()}
    else:
        given = {task.inputs[0].name: given}
    names = [wanted.name for wanted in task.inputs]
    if unknown := given.keys() - {*names}:
        raise Problem(
            N_("An input of {task} has no {name!r}; it has: {names}."),
            task=task.name,
            name=min(unknown)[:100],
            names=listed(names),
        )
    values = given | beside
    return {wanted.name: _value(wanted, values.get(wanted.name)) for wanted in task.inputs}


def _value(wanted: Input, value: Any) -> Any:
    if not wanted.is_media or value is None or isinstance(value, bytes):
        return value
    try:
        written = "".join(str(value).rpartition("base64,")[2].split())
        return base64.b64decode(written.translate(URL_SAFE), validate=True)
    except (binascii.Error, ValueError):
        raise Problem(
            N_("{name} must be the bytes of a file, in base64; addresses are not opened."),
            name=wanted.name,
        ) from None


def _options(task: Task, form: Form, given: Row) -> tuple[Row, Row]:
    """Options of a run, and what else is told, checked. Raises `i18n.Problem`."""
    known = {option.name: option for option in task.options if not option.drawing}
    known |= {option.name: option for option in form.more}
    telling = {option.name: option for option in form.told}
    options, told = dict(form.defaults), {}
    for name, value in given.items():
        if value is None:
            continue
        called = form.names.get(name, name)
        if called in telling:
            told[called] = _checked(telling[called], value, name)
        elif called in known:
            options[called] = _checked(known[called], value, name)
        else:
            back = {name: hub for hub, name in form.names.items()}
            names = sorted(back.get(each, each) for each in (*known, *telling))
            raise Problem(
                N_("{task} has no parameter {name!r} here; it has: {names}."),
                task=task.name,
                name=name[:100],
                names=listed(names),
            )
    if task.name == "text-generation":
        chance = {"temperature", "top_p", "top_k", "typical_p", "num_return_sequences"}
        options.setdefault("do_sample", bool(chance & options.keys()))
        options["perplexity"] = options.get("perplexity") or told.get(
            "decoder_input_details", False
        )
    return options, told


MOST_TEXTS = 8
"""Of a parameter that is a list of texts, such as those that end a text."""
SWITCH = N_("true or false")


def _checked(option: Option, value: Any, name: str) -> Any:
    """The value of an option that a request has by a name. Raises `i18n.Problem` for one that it
    cannot have."""
    default, choices = option.default, [name for name, _label in option.choices]
    if choices:
        usable = value in choices
        wanted: Any = Sentence(N_("one of {names}"), names=listed(choices))
    elif isinstance(default, bool):
        # The Hub's clients ask for the times of words by the name of what is timed.
        usable = isinstance(value, bool) or (option.name == "timestamps" and value == "word")
        wanted = Sentence(SWITCH)
    elif option.name in ("stop", "targets"):
        texts = value if isinstance(value, list) else [value]
        usable = len(texts) <= MOST_TEXTS and all(isinstance(each, str) for each in texts)
        wanted = Sentence(N_("a text, or a list of at most {most}"), most=MOST_TEXTS)
        value = ",".join(texts) if usable and option.name == "targets" else value
    elif isinstance(default, str):
        usable = isinstance(value, str)
        wanted = Sentence(N_("a text"))
    else:
        assert option.low is not None and option.high is not None
        kinds = (int, float) if isinstance(default, float) else int
        usable = isinstance(value, kinds) and not isinstance(value, bool)
        usable = usable and option.low <= value <= option.high
        wanted = Sentence(N_("from {low} to {high}"), low=option.low, high=option.high)
    if not usable:
        raise Problem(N_("{name} must be {wanted}."), name=name, wanted=wanted)
    if option.check:
        option.check(value)
    return bool(value) if isinstance(default, bool) else value


def write(asked: Asked, run: Run) -> Reply:
    """The answer to a request: what came out, and in headers what it cost."""
    headers = cost(run)
    if asked.task.name == "text-to-audio":
        (sound,) = (asked.task.files or _no_files)(asked.items[0], run.output[0]).values()
        return Reply(200, sound, "audio/wav", headers)
    if asked.task.name == "feature-extraction" and not asked.several:
        headers |= _in_a_header(TOKENS, run.output[0]["tokens"])
    form = FORMS.get(asked.task.name, Form())
    answers = [form.answer(asked.task, output, asked) for output in run.output]
    body = answers if asked.several or form.listed else answers[0]
    return Reply(200, json.dumps(body, ensure_ascii=False).encode(), JSON, headers)


def _no_files(item: Item, output: Any) -> Mapping[str, bytes]:
    return {}


def cost(run: Run) -> dict[str, str]:
    """What a run cost, and what the reader should know of it, by the names that the Hub's engines
    have for the former."""
    headers = {
        "x-compute-type": run.device.split(":")[0],
        "x-inference-time": f"{run.seconds * 1000:.3f}",
    }
    return headers | _in_a_header("x-atlas-notes", [taken_apart(note) for note in run.notes])


def _in_a_header(name: str, said: list[Any]) -> dict[str, str]:
    """A header with what is said; none where that is nothing, or too long for one."""
    written = json.dumps(said)
    return {name: written} if said and len(written) < MOST_IN_A_HEADER else {}


def refusal(status: int, problem: Problem, kind: str = "validation") -> Reply:
    """A problem as an answer: its sentence, and its parts for those who say it on a page."""
    said = in_words_of_requests(problem)
    body = {"error": said, "error_type": kind, "problem": taken_apart(problem)}
    return Reply(status, json.dumps(body, ensure_ascii=False).encode())


def busy(problem: Problem, seconds: int) -> Reply:
    """A refusal of what may be asked again after so many seconds."""
    return replace(refusal(503, problem, "overloaded"), headers={"retry-after": str(seconds)})


def written(asked: Asked, sample: Row) -> Row:
    """A text that was written, as text-generation-inference has it; the units of
    `inference.record` and the perplexity of the prompt stand beside the details."""
    text = sample["generated_text"]
    if asked.told.get("return_full_text"):
        text = asked.items[0]["text"] + text
    row: Row = {"generated_text": text}
    if asked.told.get("details"):
        row["details"] = details(asked, sample)
    return row


def details(asked: Asked, sample: Row) -> Row:
    from math import log

    said = {name: sample[name] for name in ("units", "tokens_per_second")}
    written = [token for unit in sample["units"] for token in unit["tokens"]]
    if any(token["probability"] is None for token in written):
        raise Problem(NO_NUMBERS)
    tokens = [
        {"text": token["text"], "logprob": log(max(token["probability"], 1e-45)), "special": False}
        for token in written
    ]
    return said | {
        "finish_reason": ending(asked, sample),
        "generated_tokens": sample["tokens"],
        "seed": sample["seed"],
        "prefill": [],
        "tokens": tokens,
        "perplexity": sample.get("perplexity"),
    }


def ending(asked: Asked, sample: Row) -> str:
    """Why a text ended."""
    stop = asked.options.get("stop") or ()
    stops = [stop] if isinstance(stop, str) else stop
    if any(text and text in sample["generated_text"] for text in stops):
        return "stop_sequence"
    most = asked.options.get("max_new_tokens", asked.task.defaults.get("max_new_tokens"))
    return "length" if sample["tokens"] == most else "eos_token"


def event(data: Any) -> bytes:
    """An event of a stream."""
    said = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"data: {said}\n\n".encode()


def piece(text: str, at: int) -> bytes:
    """What a model has just written, as an event."""
    return event({"index": at, "token": {"text": text, "special": False}})


def last(asked: Asked, run: Run, rest: str, at: int, seconds: float) -> bytes:
    """The end of a text, as an event, with what it cost in all."""
    (sample,) = run.output[0]
    said = details(asked, sample) | {"cost": cost(run) | {"x-total-time": f"{seconds * 1000:.3f}"}}
    end = {"index": at, "token": {"text": rest, "special": False}}
    return event(end | {"generated_text": sample["generated_text"], "details": said})
