"""Runs on an endpoint that speaks the Hub's language: an engine of ours, or one of the Hub's.

    ATLAS_ENDPOINT=http://host:8000 make run

    from inference.job import REMOTE, Loaded
    from inference.remote import endpoint

    job = endpoint().submit(Loaded("sentiment-analysis", "sentiment", REMOTE), "我喜欢打游戏。")
    job.wait().run.spent      # waiting, on the network, in the model

What a task is asked with goes through `huggingface_hub.InferenceClient`, and what it answers comes
back as the task's own output; see `inference.calls`.
"""

import json
import logging
import os
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from threading import Lock, Thread
from time import monotonic, perf_counter
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
from huggingface_hub import InferenceClient, get_session, get_token

from i18n import N_, Problem, Sentence

from . import calls
from .calls import Heard, Way, Written
from .device import Device
from .endpoint_errors import (
    ENDPOINT,
    TOKEN,
    Busy,
    Gone,
    Lost,
    ours,
    problems,
    refused,
    slow,
    unreadable,
)
from .inputs import items
from .job import REMOTE, Job, Loaded, Run, Spent
from .task import Item, Task
from .tasks import task as find
from .turns import MOST, Stopped, Turn, Turns, check_count

_log = logging.getLogger(__name__)

OF_THE_HUB = ("huggingface.co", "huggingface.cloud")
"""Hosts that are given the Hub's own token where no other is set."""
AT_ONCE = 32
"""Runs that ask at the same time; the others take turns with them."""
SECONDS, SECONDS_TO_LIST = 300.0, 5.0
"""The longest silence of an endpoint, while it computes and while it says what it has."""
PATIENCE = 60.0
"""Seconds that an input of several waits for an endpoint that is busy."""
FRESH, FRESH_PROBLEM = 20.0, 4.0
"""Seconds for which what an endpoint has is as it was."""


@dataclass(frozen=True)
class Model:
    """A checkpoint at an endpoint: its name there, its address, the bytes of its weights, 0 where
    they are not known, and its tasks, None where these are not known."""

    name: str
    url: str
    bytes: int = 0
    tasks: tuple[str, ...] | None = None


class Endpoint:
    """An endpoint at an address: what it has, and runs on it."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url, self._token = url.rstrip("/"), token
        self._turns = Turns(AT_ONCE)
        self._lock = Lock()
        self._known: tuple[float, list[Model] | Problem] = (0.0, [])
        self._lister = ThreadPoolExecutor(1, "endpoint")
        self._listing: Future[list[Model]] | None = None

    @property
    def host(self) -> str:
        """Its name and port."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def device(self) -> Device:
        """It, as a place where models run."""
        return Device(REMOTE, Sentence(N_("Remote: {host}"), host=self.host), 0, 0, ())

    def models(self, task: Task) -> list[Model]:
        """What it has for a task, as it was a moment ago. Raises `i18n.Problem` where it does not
        say, and where the Hub's client has no call for the task."""
        calls.of(task)
        when, known = self._known
        fresh = FRESH_PROBLEM if isinstance(known, Problem) else FRESH
        if not when or monotonic() - when > fresh:
            known = self._listed()
            self._known = monotonic(), known
        if isinstance(known, Problem):
            raise known
        return [model for model in known if model.tasks is None or task.name in model.tasks]

    def _listed(self) -> list[Model] | Problem:
        """What it says that it has. Nobody waits longer for it, however slowly it says it."""
        with self._lock:
            listing = self._listing = self._listing or self._lister.submit(self._models)
        try:
            known: list[Model] | Problem = listing.result(SECONDS_TO_LIST)
        except Problem as problem:
            known = problem
        except TimeoutError:
            return slow(self.host)
        self._listing = None
        return known

    def _models(self) -> list[Model]:
        with problems(self.host), _headers_heard():
            answer = get_session().get(
                f"{self.url}/v1/models",
                headers={name: value for name, value in self._headers.items() if value},
                timeout=SECONDS_TO_LIST,
            )
            if answer.status_code in (401, 403) or answer.status_code >= 500:
                raise refused(self.host, answer)
        try:
            listed = answer.json()["data"] if answer.is_success else []
            known = [
                Model(
                    str(each["id"]),
                    f"{self.url}/models/{quote(str(each['id']))}",
                    int(each.get("bytes") or 0),
                    tuple(map(str, each["tasks"])),
                )
                for each in listed
                if "tasks" in each
            ]
        except (ValueError, TypeError, KeyError):
            known = []
        return known or [Model(self.host, self.url)]  # one model, as the Hub's endpoints have

    def submit(
        self,
        loaded: Loaded,
        inputs: Any,
        visitor: Hashable = None,
        batch_size: int = 1,
        **options: Any,
    ) -> Job:
        """Have a run take its turns; `batch_size` inputs of it are asked at the same time.

        Raises `i18n.Problem` where there are too many, as `inference.store.Store` does, and for a
        task that the Hub's client has no call for.
        """
        task = find(loaded.task)
        way = calls.of(task)
        with self._turns.changed:
            check_count(self._turns, MOST, visitor)
            turn = self._turns.join(visitor, object())
        asked = options | ({"batch_size": batch_size} if batch_size > 1 else {})
        job = Job(loaded, inputs, asked, turn.place)
        asking = _Asking(self, job, turn, task, way, batch_size, task.defaults | options)
        job.when_stopped = asking.stop
        Thread(target=asking.carry_out, daemon=True, name=f"remote-{turn.came}").start()
        return job

    @property
    def asks_for_a_token(self) -> bool:
        """Whether it is given one."""
        return bool(self._token)

    def address(self, model: str) -> str:
        """That of a model by its name: never one that a name could be."""
        known = self._known[1]
        there = known if isinstance(known, list) else []
        one = next((each.url for each in there if each.name == model), None)
        return one or f"{self.url}/models/{quote(model)}"

    def client(self, model: str) -> InferenceClient:
        """The Hub's client for a model by its name."""
        return InferenceClient(self.address(model), timeout=SECONDS, headers=self._headers)

    @property
    def _headers(self) -> Any:
        # Without one the client would send the Hub's own token to whatever host this is.
        return {"authorization": f"Bearer {self._token}" if self._token else None}


@dataclass(eq=False)
class _Asking:
    """The carrying out of a job at an endpoint."""

    endpoint: Endpoint
    job: Job
    turn: Turn
    task: Task
    way: Way
    size: int
    options: dict[str, Any]
    outputs: dict[int, Any] = field(default_factory=dict)
    errors: dict[int, Problem] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)
    kind: str = ""
    gone: Gone | None = None
    several: bool = False
    _clients: set[InferenceClient] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def carry_out(self) -> None:
        try:
            self._ask_all()
        except Stopped:
            pass
        except Problem as problem:
            self.job.problem = problem
        except Exception:
            _log.exception("A remote run failed.")
            self.job.problem = unreadable(self.endpoint.host)
        self.turn.turns.end(self.turn)
        ended = self.job.stopped or bool(self.gone)
        self._finish("failed" if self.job.problem else "stopped" if ended else "done")

    def stop(self) -> None:
        """What has come is kept; a call that is on its way is not waited for."""
        self.turn.turns.stop(self.turn)
        for client in list(self._clients):
            client.close()
        if not isinstance(self.way, Written):
            self._finish("stopped")

    def _ask_all(self) -> None:
        given = self.job.inputs if isinstance(self.job.inputs, list | tuple) else [self.job.inputs]
        self.several = len(given) > 1
        places: list[tuple[int, Any]] = []
        for place, value in enumerate(given):
            try:
                items(self.task, [value])
                places.append((place, value))
            except Problem as problem:
                self.errors[place] = problem
        with ThreadPoolExecutor(self.size) as pool:
            for at in range(0, len(places), self.size):
                if self.job.stopped or self.gone:
                    break
                with self.turn:
                    self.job.state = "running"
                    mapped = pool.map if self.size > 1 else map  # a thread more takes its time
                    list(mapped(lambda each: self._ask(*each), places[at : at + self.size]))
                if self.several and not self.job.stopped:
                    self.job.progress(len(self.outputs) + len(self.errors), len(given))
        if self.gone and self.outputs:
            self.notes.append(self.gone.sentence)
        elif self.gone or (self.errors and not self.outputs and not self.job.stopped):
            raise self.gone or self.errors[min(self.errors)]

    def _ask(self, place: int, value: Any) -> None:
        if not isinstance(value, dict):
            value = {self.task.inputs[0].name: value}
        with _headers_heard() as heard:
            begun = perf_counter()
            try:
                output = self._answer(value, heard)
            except Gone as problem:  # of which no other input can be asked either
                self.gone = None if self.job.stopped else problem
                return
            except Problem as problem:
                if not self.job.stopped:
                    self.errors[place] = problem
                return
            with self._lock:
                self._spend(perf_counter() - begun, heard, place)
            self.outputs[place] = output

    def _answer(self, value: Item, heard: dict[str, str]) -> Any:
        """The output for an item; where a node of the endpoint ends meanwhile, of another, and of
        several items where it is busy, once it has room."""
        before, lost = len(self.job.text), False
        patience = PATIENCE if self.several else 0.0
        while True:
            try:
                return self._tried(value, heard)
            except (Lost, Busy) as problem:
                wait = problem.seconds if isinstance(problem, Busy) else 0.0
                again = wait <= patience if wait else not lost
                if not again or len(self.job.text) > before:
                    raise
                patience, lost = patience - wait, lost or not wait
                self._wait(wait)
                if self.job.stopped:
                    raise

    def _wait(self, seconds: float) -> None:
        if seconds:
            self.job.state = "waiting"
            self.job.pause(seconds)
            self.job.state = "running"

    def _tried(self, value: Item, heard: dict[str, str]) -> Any:
        with problems(self.endpoint.host), self._client() as client:
            listened = Heard(self.job.write, lambda: self.job.stopped, headers=heard)
            output = self.way.ask(client, value, self.options, listened)
            heard |= listened.cost
            # What has no table, or one with a NaN in it, is no answer of this task.
            json.dumps(self.task.rows(output), allow_nan=False, default=str)
            self.notes += listened.notes
            return output

    @contextmanager
    def _client(self) -> Iterator[InferenceClient]:
        with self.endpoint.client(self.job.loaded.checkpoint or "") as client:
            self._clients.add(client)
            try:
                yield client
            finally:
                self._clients.discard(client)

    def _spend(self, seconds: float, headers: dict[str, str], place: int) -> None:
        model = _milliseconds(headers, "x-inference-time")
        total = _milliseconds(headers, "x-total-time")
        if model is None or total is None:
            spent = Spent(model=model or 0.0, whole=seconds)
        else:
            waiting, network = max(0.0, total - model), max(0.0, seconds - total)
            spent = Spent(waiting, network, model, seconds)
        self.spent = self.spent + spent
        self.kind = headers.get("x-compute-type", self.kind)
        self.notes += _notes(headers.get("x-atlas-notes", ""), place)

    def _finish(self, state: Any) -> None:
        finished = tuple(sorted(self.outputs))
        if finished and not self.job.over:
            left = self.way.left_out(self.task, self.options)
            self.job.run = Run(
                output=[self.outputs[place] for place in finished],
                seconds=self.spent.model or self.spent.whole,
                device=self.endpoint.host + (f" ({self.kind})" if self.kind else ""),
                added_memory_bytes=0,
                warm=True,
                first_seconds=0.0,
                places=finished,
                problems=dict(sorted(self.errors.items())),
                notes=(*self.notes, *left),
                spent=self.spent,
            )
        self.job.finish(state)


def _milliseconds(headers: dict[str, str], name: str) -> float | None:
    """Seconds that a header states in milliseconds."""
    try:
        return float(headers[name]) / 1000
    except (KeyError, ValueError):
        return None


def _notes(said: str, place: int) -> list[Sentence]:
    """What the engine has to say of a run, for the input at a place."""
    try:
        notes = [ours(*note).sentence for note in json.loads(said)] if said else []
    except (ValueError, TypeError):
        return []
    return [
        Sentence(note.template, **note.values | {"number": place + 1})
        if "number" in note.values
        else note
        for note in notes
    ]


_heard: ContextVar[dict[str, str] | None] = ContextVar("headers heard", default=None)


Hook = Callable[[Any], Any]


def _of_the_hub(hook: Hook) -> Hook:
    """A hook of the Hub's client for what it asks the Hub: it would refuse every address where
    `HF_HUB_OFFLINE` is set, and an endpoint is asked for by its own."""

    def call(request: httpx2.Request) -> None:
        if _heard.get() is None:
            hook(request)

    return call


def _listen(response: httpx2.Response) -> None:
    heard = _heard.get()
    if heard is not None:
        heard |= {name.lower(): value for name, value in response.headers.items()}


@contextmanager
def _headers_heard() -> Iterator[dict[str, str]]:
    """The headers of what the Hub's client is answered within the block: it hands out none."""
    session = get_session()
    hooks = session.event_hooks
    if _listen not in hooks["response"]:
        session.event_hooks = {
            "request": [_of_the_hub(hook) for hook in hooks["request"]],
            "response": [*hooks["response"], _listen],
        }
    heard: dict[str, str] = {}
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


@cache
def _endpoint(url: str, token: str) -> Endpoint:
    return Endpoint(url, token)


def endpoint() -> Endpoint | None:
    """That of the environment, if there is one. Raises `i18n.Problem` for an address that is none,
    or has a password in it, which the Python of a run would show."""
    url = os.environ.get(ENDPOINT, "").strip()
    if not url:
        return None
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        usable = bool(host) and parts.username is None and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise Problem(
            N_(
                "{variable} is not an address such as http://host:8000: the one who "
                "serves this app sets it, and a token as {token}."
            ),
            variable=ENDPOINT,
            token=TOKEN,
        )
    token = os.environ.get(TOKEN, "")
    if not token and any(host == each or host.endswith(f".{each}") for each in OF_THE_HUB):
        token = get_token() or ""
    return _endpoint(url.rstrip("/").removesuffix("/v1"), token)


def needed() -> Endpoint:
    """That of the environment. Raises `i18n.Problem` where there is none."""
    if there := endpoint():
        return there
    raise Problem(N_("No endpoint is set any more: choose a device of this machine."))
