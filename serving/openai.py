"""Chat and embeddings as OpenAI's routes have them, which the Hub's client speaks too."""

import base64
import json
from time import time
from typing import Any

import numpy as np

from i18n import N_, Problem, listed
from inference import Task
from inference.job import Run
from inference.task import Row

from . import face
from .face import Asked, Reply

CHAT, EMBEDDINGS = "chat", "embeddings"
"""What is asked of a model by these routes."""
MOST_MESSAGES = 200
PARAMETERS = {
    "max_tokens": "max_new_tokens",
    "max_completion_tokens": "max_new_tokens",
    "temperature": "temperature",
    "top_p": "top_p",
    "seed": "seed",
    "stop": "stop",
    "n": "num_return_sequences",
}
"""Parameters of a chat, with the options that they are."""
SAID = {"model", "messages", "stream", "stream_options", "user"}
START_TOKENS = 256
OF_VECTORS = {"model", "input", "encoding_format", "dimensions", "user"}
"""What a request for vectors may have."""


def read_chat(task: Task, body: bytes, seed: int = 0) -> Asked:
    """What a request for the next message of a chat asks for. Raises `i18n.Problem`."""
    payload = face.parsed(body)
    given = {
        name: value
        for name, value in payload.items()
        if name in PARAMETERS or (value and name not in SAID)  # what asks for nothing is no harm
    }
    if unknown := given.keys() - PARAMETERS.keys():
        raise Problem(
            N_("A chat has no parameter {name!r} here; it has: {names}."),
            name=min(unknown)[:100],
            names=listed(PARAMETERS),
        )
    *before, last = _messages(payload.get("messages"))
    if last["role"] != "user":
        raise Problem(N_("The last message of a chat must be the user's."))
    chance = given.get("temperature") != 0
    if not chance:
        del given["temperature"]
    stream = payload.get("stream")
    request = {"inputs": last["content"], "parameters": given, "stream": stream}
    asked = face.read(task, json.dumps(request).encode(), face.JSON, seed, PARAMETERS)
    asked.options.setdefault("max_new_tokens", START_TOKENS)
    asked.options.update(do_sample=chance, chat=True, before=before)
    return asked


def _messages(messages: Any) -> list[Row]:
    if not isinstance(messages, list) or not 0 < len(messages) <= MOST_MESSAGES:
        raise Problem(
            N_("A chat needs messages, a list of 1 to {most} of them."), most=MOST_MESSAGES
        )
    return [_message(each) for each in messages]


def _message(message: Any) -> Row:
    role, content = "", None
    if isinstance(message, dict):
        role, content = message.get("role", ""), message.get("content")
    if isinstance(content, list):
        content = _joined(content)
    if role not in ("system", "user", "assistant") or not isinstance(content, str):
        raise Problem(
            N_("A message needs a role, system, user or assistant, and a content that is a text.")
        )
    return {"role": role, "content": content}


def _joined(parts: list[Any]) -> str | None:
    texts = [part.get("text") if isinstance(part, dict) else None for part in parts]
    said = [text for text in texts if isinstance(text, str)]
    return "\n".join(said) if len(said) == len(texts) else None


def write_chat(asked: Asked, run: Run, model: str) -> Reply:
    """The next message, or several."""
    choices = [
        {
            "index": at,
            "message": {"role": "assistant", "content": sample["generated_text"]},
            "finish_reason": _ending(asked, sample),
        }
        for at, sample in enumerate(run.output[0])
    ]
    tokens = sum(sample["tokens"] for sample in run.output[0])
    body = _head(model, "chat.completion") | {
        "choices": choices,
        "usage": {"completion_tokens": tokens},
    }
    return Reply(200, json.dumps(body, ensure_ascii=False).encode(), face.JSON, face.cost(run))


def chat_piece(model: str, text: str, at: int) -> bytes:
    """What a model has just written, as an event."""
    delta = ({"role": "assistant"} if at == 0 else {}) | {"content": text}
    return face.event(_head(model, "chat.completion.chunk") | {"choices": [_choice(delta)]})


def chat_end(asked: Asked, run: Run, model: str, rest: str) -> bytes:
    """The end of a message, as events."""
    (sample,) = run.output[0]
    end = _choice({"content": rest}) | {"finish_reason": _ending(asked, sample)}
    chunk = _head(model, "chat.completion.chunk") | {
        "choices": [end],
        "usage": {"completion_tokens": sample["tokens"]},
    }
    return face.event(chunk) + face.event("[DONE]")


def _choice(delta: Row) -> Row:
    return {"index": 0, "delta": delta, "finish_reason": None}


def _head(model: str, kind: str) -> Row:
    return {"id": "", "object": kind, "created": int(time()), "model": model}


def _ending(asked: Asked, sample: Row) -> str:
    return "length" if face.ending(asked, sample) == "length" else "stop"


def read_embeddings(task: Task, body: bytes) -> Asked:
    """What a request for vectors asks for. Raises `i18n.Problem`."""
    payload = face.parsed(body)
    if unknown := {name for name, value in payload.items() if value} - OF_VECTORS:
        raise Problem(
            N_("Vectors have no parameter {name!r} here; they have: {names}."),
            name=min(unknown)[:100],
            names=listed(sorted(OF_VECTORS)),
        )
    form = payload.get("encoding_format") or "float"
    if form not in ("float", "base64") or payload.get("dimensions"):
        raise Problem(N_("Vectors are written as float or base64, with all their numbers."))
    given = payload.get("input")
    every = given if isinstance(given, list) else [given]
    asked = face.read(task, json.dumps({"inputs": every}).encode(), face.JSON)
    asked.told["encoding_format"] = form
    return asked


def write_embeddings(asked: Asked, run: Run, model: str) -> Reply:
    """A vector for each text: the mean of those of its tokens."""
    rows, tokens = [], 0
    for at, output in enumerate(run.output):
        vector = np.asarray(output["vectors"], dtype="<f4").mean(axis=0)
        if not np.isfinite(vector).all():
            raise Problem(face.NO_NUMBERS)
        coded = asked.told["encoding_format"] == "base64"
        said = base64.b64encode(vector.tobytes()).decode() if coded else vector.tolist()
        rows.append({"object": "embedding", "index": at, "embedding": said})
        tokens += len(output["tokens"])
    body = {
        "object": "list",
        "model": model,
        "data": rows,
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
    return Reply(200, json.dumps(body).encode(), face.JSON, face.cost(run))
