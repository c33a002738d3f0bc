"""A task as a call of the Hub's client, and what that answers as the output of the task.

from inference import calls

way = calls.of(task)
way.call({"text": "我喜欢打游戏。"}, {"top_k": 1})   # a Call, to be written out
way.ask(client, {"text": "我喜欢打游戏。"}, {"top_k": 1}, calls.Heard())
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any

from i18n import N_, Problem, Sentence

from .task import Item, Option, Row, Task
from .tasks.object_detection import LOWEST

if TYPE_CHECKING:
    from huggingface_hub import InferenceClient

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """A method of `huggingface_hub.InferenceClient`, and what it is called with."""

    method: str
    arguments: dict[str, Any]


@dataclass
class Heard:
    """What is done with a text while it is written, and what its engine says that it cost."""

    write: Callable[[str], None] = lambda text: None
    stopped: Callable[[], bool] = lambda: False
    cost: dict[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the answer, once it is there."""
    notes: list[Sentence] = field(default_factory=list)
    """What the reader should know of it."""

    def add_cost(self, cost: Mapping[str, str]) -> None:
        """Of one more text: times go on top of those before."""
        for name, value in cost.items():
            before = float(self.cost.get(name, 0)) if name.endswith("-time") else 0.0
            self.cost[name] = f"{before + float(value):.3f}" if before else value


@dataclass(frozen=True)
class Way:
    """How a task is asked for: its method, with `inputs` and `options` by the names of its
    arguments.

    `made` are values of options that have another form there, by the names of the arguments.
    `output` makes the output of the task of an item and an answer.
    """

    method: str
    inputs: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, Callable[[Options], Any]] = field(default_factory=dict)
    output: Callable[[Item, Any], Any] = lambda item, answer: rows(answer)
    sent: tuple[str, ...] = ()
    """Options that are in what is made."""

    def call(self, item: Item, options: Options) -> Call:
        """The call for an item."""
        arguments = {name: _value(item[given]) for name, given in self.inputs.items()}
        arguments |= {name: options[of] for name, of in self.options.items() if of in options}
        made = {name: make(options) for name, make in self.made.items()}
        arguments |= {name: value for name, value in made.items() if value is not None}
        return Call(self.method, arguments)

    def ask(self, client: "InferenceClient", item: Item, options: Options, heard: Heard) -> Any:
        """The output of a task for an item, from an endpoint."""
        call = self.call(item, options)
        return self.output(item, getattr(client, call.method)(**call.arguments))

    def untold(self, task: Task) -> list[Option]:
        """The options that the client has no argument for."""
        sent = {*self.options.values(), *self.sent}
        return [each for each in task.options if not each.drawing and each.name not in sent]

    def left_out(self, task: Task, options: Options) -> list[Sentence]:
        """A sentence for every option that was chosen and that the client has no argument for."""
        return [
            Sentence(
                N_("“{option}” was left out: an endpoint is not told of it."),
                option=Sentence(option.label),
            )
            for option in self.untold(task)
            if options.get(option.name, option.default) != option.default
        ]


def _value(value: Any) -> Any:
    if isinstance(value, Path):
        return value.read_bytes()
    if hasattr(value, "wav"):  # an `inference.Audio`
        return value.wav()
    return value.to_dict("list") if hasattr(value, "to_dict") else value


def row(answer: Any) -> Row:
    """An element of an answer, without what it does not say."""
    return {name: value for name, value in dict(answer).items() if value is not None}


def rows(answer: Any) -> list[Row]:
    """An answer of one element or several."""
    return [row(each) for each in (answer if isinstance(answer, list) else [answer])]


def _words(item: Item, answer: Any) -> list[Row]:
    return [each | {"word": item["text"][each["start"] : each["end"]]} for each in rows(answer)]


def _gaps(item: Item, answer: Any) -> list[list[Row]]:
    several = bool(answer) and isinstance(answer[0], list)
    return [rows(gap) for gap in (answer if several else [answer])]


def _boxes(item: Item, answer: Any) -> list[Row]:
    return sorted(rows(answer), key=lambda row: -row["score"])


def _masks(item: Item, answer: Any) -> list[Row]:
    import numpy as np

    from .masks import to_rle

    segments = []
    for segment in answer:
        mask = np.asarray(segment.mask) > 0
        segments.append(
            {
                "label": segment.label,
                "score": segment.score,
                "area": float(mask.mean()),
                "mask": to_rle(mask),
            }
        )
    return sorted(segments, key=lambda segment: -segment["area"])


def _speech(item: Item, answer: Any) -> Row:
    said = row(answer)
    if "chunks" in said:
        said["chunks"] = [
            {"text": chunk["text"], "timestamp": chunk["timestamp"]} for chunk in said["chunks"]
        ]
    return said


def _table(item: Item, answer: Any) -> Row:
    return {"coordinates": [], "cells": []} | row(answer)


def _sound(item: Item, answer: bytes) -> Row:
    from .media import open_audio  # what comes from elsewhere is decoded in the sandbox

    audio = open_audio(answer)
    return {
        "samples": audio.samples.tolist(),
        "sampling_rate": audio.rate,
        "seconds": audio.seconds,
    }


def _parameters(options: Options) -> dict[str, Any] | None:
    names = ("max_new_tokens", "num_beams")
    return {name: options[name] for name in names if name in options} or None


def _subtask(options: Options) -> str | None:
    kind = options.get("subtask", "auto")
    return None if kind == "auto" else kind


def _targets(options: Options) -> list[str] | None:
    targets = str(options.get("targets", "")).split(",")
    return [word.strip() for word in targets if word.strip()] or None


def _heard_how(options: Options) -> dict[str, Any]:
    seconds = options.get("chunk_length_s")
    pieces = {"chunk_length_s": seconds} if seconds else {}
    return {"return_timestamps": options.get("timestamps", True)} | pieces


CHANCE = {"temperature": 0.8, "top_p": 0.95}
"""The task's own values where none are chosen."""


class Written(Way):
    """Text generation, which is streamed; sample by sample the seed is one more, as in the task."""

    def call(self, item: Item, options: Options) -> Call:
        return self._call(item, options, options.get("seed", 0))

    def _call(self, item: Item, options: Options, seed: int) -> Call:
        sample = options.get("do_sample", True)
        stop = options.get("stop") or None
        how = {name: options.get(name, start) for name, start in CHANCE.items()}
        if options.get("chat"):
            messages = [{"role": "user", "content": item["text"]}]
            length = (
                {"max_tokens": options["max_new_tokens"]} if "max_new_tokens" in options else {}
            )
            chance = how if sample else {"temperature": 0.0}
            said: dict[str, Any] = {"messages": messages, **length, **chance, "seed": seed}
            return Call("chat_completion", said | ({"stop": [stop]} if stop else {}))
        arguments: dict[str, Any] = {"prompt": item["text"], "do_sample": sample, "seed": seed}
        arguments |= {name: options[name] for name in ("max_new_tokens",) if name in options}
        arguments |= how if sample else {}
        arguments |= {"stop": [stop]} if stop else {}
        return Call("text_generation", arguments)

    def ask(self, client: "InferenceClient", item: Item, options: Options, heard: Heard) -> Any:
        count = options.get("num_return_sequences", 1) if options.get("do_sample", True) else 1
        samples: list[Row] = []
        for at in range(count):
            if heard.stopped():
                break
            call = self._call(item, options, options.get("seed", 0) + at)
            tell = _chat if call.method == "chat_completion" else _text
            if tell is _text and options.get("perplexity"):
                call.arguments["decoder_input_details"] = True
            samples.append(tell(client, call, heard))
            heard.write("\n" * (count > 1))
        return samples


def _text(client: "InferenceClient", call: Call, heard: Heard) -> Row:
    text, details = "", None
    events: Iterable[Any] = client.text_generation(**call.arguments, details=True, stream=True)
    try:
        for event in events:
            if not event.token.special:
                text += event.token.text
                heard.write(event.token.text)
            if event.generated_text is not None:
                text, details = event.generated_text, event.details
            if heard.stopped():
                break
    except Exception:
        if not heard.stopped():  # which ends the connection
            raise
    if not text and not heard.stopped():  # an engine that does not stream
        text = client.text_generation(**call.arguments)
        heard.write(text)
    told = dict(details or {})
    heard.add_cost(told.get("cost") or {})
    sample = _sample(text, call, told.get("generated_tokens") or 0)
    sample |= {name: told[name] for name in ("tokens_per_second", "units") if told.get(name)}
    if "decoder_input_details" in call.arguments:
        sample["perplexity"] = told.get("perplexity") or _perplexity(told.get("prefill"))
    return sample


def _chat(client: "InferenceClient", call: Call, heard: Heard) -> Row:
    text, tokens = "", 0
    try:
        for chunk in client.chat_completion(**call.arguments, stream=True):
            for choice in chunk.choices or ():
                if piece := choice.delta.content:
                    text += piece
                    heard.write(piece)
            if usage := chunk.usage:
                tokens = usage.completion_tokens or 0
            if heard.stopped():
                break
    except Exception:
        if not heard.stopped():
            raise
    return _sample(text, call, tokens)


def _sample(text: str, call: Call, tokens: int) -> Row:
    said = {"generated_text": text, "seed": call.arguments["seed"], "tokens": tokens}
    return said | {"tokens_per_second": None, "units": []}


def _perplexity(prompt: Any) -> float | None:
    """That of a prompt, of the logarithms of the probabilities of its tokens but the first."""
    logs = [token["logprob"] for token in prompt or () if token.get("logprob") is not None]
    return exp(-sum(logs) / len(logs)) if logs else None


class Vectors(Way):
    """Vectors of tokens: the Hub's client is told the numbers alone, an engine of ours says in a
    header which tokens they are of."""

    def ask(self, client: "InferenceClient", item: Item, options: Options, heard: Heard) -> Any:
        vectors = client.feature_extraction(**self.call(item, options).arguments)
        if vectors.ndim != 2:  # of several texts that are one, or of a text as a whole
            vectors = vectors.reshape(-1, vectors.shape[-1])
        tokens = json.loads(heard.headers.get(TOKENS, "[]"))
        if len(tokens) != len(vectors):
            heard.notes.append(Sentence(NUMBERED))
            tokens = [str(number) for number in range(1, len(vectors) + 1)]
        return {"tokens": tokens, "vectors": vectors.tolist()}


NUMBERED = N_("The endpoint does not say which tokens its vectors are of: they are numbered.")
TOKENS = "x-atlas-tokens"
"""The header with the tokens that vectors are of, in JSON."""
TEXT, IMAGE, AUDIO = {"text": "text"}, {"image": "image"}, {"audio": "audio"}
BEST = {"top_k": "top_k"}
GENERATED = ("max_new_tokens", "num_beams")
LABELS = {"candidate_labels": "labels"}
WAYS: dict[str, Way] = {
    "sentiment-analysis": Way(
        "text_classification",
        TEXT,
        made={"top_k": lambda options: options.get("top_k") or None},
        sent=("top_k",),
    ),
    "text-generation": Written(
        "text_generation",
        {"prompt": "text"},
        sent=(
            *("max_new_tokens", "do_sample", "temperature", "top_p", "seed", "stop", "chat"),
            *("num_return_sequences", "perplexity"),
        ),
    ),
    "ner": Way(
        "token_classification",
        TEXT,
        {"aggregation_strategy": "aggregation_strategy", "stride": "stride"},
        output=_words,
    ),
    "question-answering": Way(
        "question_answering",
        {"question": "question", "context": "context"},
        {
            name: name
            for name in (
                *("top_k", "max_answer_len", "doc_stride"),
                *("handle_impossible_answer", "align_to_words"),
            )
        },
    ),
    "feature-extraction": Vectors("feature_extraction", TEXT),
    "fill-mask": Way(
        "fill_mask", TEXT, BEST, made={"targets": _targets}, output=_gaps, sent=("targets",)
    ),
    "summarization": Way(
        "summarization", TEXT, made={"generate_parameters": _parameters}, sent=GENERATED
    ),
    "translation": Way(
        "translation",
        TEXT,
        made={
            "generate_parameters": _parameters,
            "src_lang": lambda options: options.get("src_lang") or None,
            "tgt_lang": lambda options: options.get("tgt_lang") or None,
        },
        sent=(*GENERATED, "src_lang", "tgt_lang"),
    ),
    "image-classification": Way("image_classification", IMAGE, BEST),
    "image-segmentation": Way(
        "image_segmentation",
        IMAGE,
        {"threshold": "threshold"},
        made={"subtask": _subtask},
        output=_masks,
        sent=("subtask",),
    ),
    "object-detection": Way(
        "object_detection", IMAGE, made={"threshold": lambda options: LOWEST}, output=_boxes
    ),
    "audio-classification": Way("audio_classification", AUDIO, BEST),
    "automatic-speech-recognition": Way(
        "automatic_speech_recognition",
        AUDIO,
        made={"extra_body": _heard_how},
        output=_speech,
        sent=("timestamps", "chunk_length_s"),
    ),
    "visual-question-answering": Way(
        "visual_question_answering", {"image": "image", "question": "question"}, BEST
    ),
    "document-question-answering": Way(
        "document_question_answering", {"image": "image", "question": "question"}, BEST
    ),
    "table-question-answering": Way(
        "table_question_answering", {"table": "table", "query": "question"}, output=_table
    ),
    "zero-shot-classification": Way(
        "zero_shot_classification",
        TEXT | LABELS,
        {"hypothesis_template": "template", "multi_label": "multi_label"},
    ),
    "zero-shot-image-classification": Way(
        "zero_shot_image_classification", IMAGE | LABELS, {"hypothesis_template": "template"}
    ),
    "text-to-audio": Way("text_to_speech", TEXT, output=_sound),
}


def of(task: Task) -> Way:
    """How a task is asked for. Raises `i18n.Problem` where the Hub's client has no call for it."""
    if task.name not in WAYS:
        raise Problem(
            N_("An endpoint cannot be asked all of this task: choose a device of this machine.")
        )
    return WAYS[task.name]
