"""What runs the models: a deployment of Ray Serve around a store of pipelines.

A store holds the models of a replica, the least recently used of which goes when another needs
its place. Serve is told which models a replica has had, and prefers one that has had the model of
a request.
"""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

from ray import serve

from i18n import N_, Problem
from inference import Task
from inference.device import choose
from inference.job import Job, Loaded, Run
from inference.store import BUDGET, Store
from inference.task import Item
from inference.weights import weights_as
from sandbox import Busy

from . import face, models, openai
from .face import Asked, Event, Reply
from .models import Served
from .openai import CHAT, EMBEDDINGS
from .passes import Passes

MOST_MODELS = 32
"""Models that Serve takes a replica to have; the bytes of its store decide what it has."""
MOST_TOGETHER = 16
"""Inputs of several requests that go through a model in one pass."""
PATIENCE = 30
"""Seconds after which who was refused may ask again where a replica cannot open files just now."""
STUCK = 600.0
"""Seconds without a word from a run after which a replica is started anew."""


class TooLarge(Problem):
    """A model does not fit into what a replica has for models."""


class Replica:
    """Answers requests on the models that are served.

    `budget` are the bytes that its models may take together; None for half of its `share` of the
    device's memory. At most `most` requests are at work or wait here.
    """

    def __init__(self, budget: int | None, share: float, most: int) -> None:
        device = choose("auto")
        self._dtype = "float32" if device.name == "cpu" else "auto"
        self._budget = budget or int(device.memory_total * BUDGET * share)
        self._store = Store(self._budget, most=most + 1)  # and one that asks whether it answers
        self._heard: dict[Job, tuple[object, float]] = {}
        self._passes = Passes(self._one_pass, MOST_TOGETHER)

    @serve.multiplexed(max_num_models_per_replica=MOST_MODELS)
    async def model(self, name: str) -> Served:
        """A checkpoint by its name. Raises `i18n.Problem` where it is not served, or too large."""
        found = models.find(name)
        size = max(found.bytes, weights_as(found.folder, self._dtype))
        if size > self._budget:
            raise TooLarge(
                N_("{name} takes {size:,.3f} GB; a replica has {budget:,.3f} GB for models."),
                name=name,
                size=size / 1e9,
                budget=self._budget / 1e9,
            )
        return found

    async def answer(self, name: str, route: str, body: bytes, kind: str, seed: int) -> Reply:
        """The answer of a model to a request: `route` is a task, `CHAT`, `EMBEDDINGS` or ""."""
        try:
            found = await self.model(name)
            asked = _read(found, route, body, kind, seed)
            run = await self._run(found, asked)
            if route == CHAT:
                return openai.write_chat(asked, run, name)
            if route == EMBEDDINGS:
                return openai.write_embeddings(asked, run, name)
            return face.write(asked, run)
        except Problem as problem:
            return _refused(problem)

    async def stream(
        self, name: str, route: str, body: bytes, kind: str, seed: int, sent: int = 0
    ) -> AsyncIterator[Reply | Event]:
        """The head of an answer, and its events, as a text is written.

        Where another replica has `sent` so many characters of it, it goes on after these.
        """
        at, begun, since = sent, sent > 0, monotonic()
        head = Reply(200, b"", face.SSE)
        try:
            found = await self.model(name)
            asked = _read(found, route, body, kind, seed)
            news: asyncio.Queue[None] = asyncio.Queue()
            job = self._submit(found, asked.task, asked.items[:1], news, asked.options)
            try:
                while not job.over:
                    await news.get()
                    if more := job.text[at:]:
                        if not begun:  # what is refused is refused before the first word
                            yield head
                            begun = True
                        yield _piece(name, route, more, at)
                        at += len(more)
            finally:
                job.stop()
                self._heard.pop(job, None)
            run = _outcome(job)
            rest = run.output[0][0]["generated_text"][at:]
            if not begun:
                yield head
            if route == CHAT:
                yield Event(openai.chat_end(asked, run, name, rest))
            else:
                yield Event(face.last(asked, run, rest, at, monotonic() - since))
        except Problem as problem:
            refused = _refused(problem)
            yield Event(face.event(refused.body.decode())) if begun else refused

    async def answers(self, name: str) -> bool:
        """Whether a model answers to an example of its task."""
        try:
            found = await self.model(name)
        except Problem:
            return False
        task = found.task()
        job = await self._over(found, task, [models.example(task)], {})
        return job.run is not None

    def check_health(self) -> None:
        """Asked by Serve; raises where a run has stood still for long."""
        now = monotonic()
        for job, (before, since) in list(self._heard.items()):
            state = job.state, job.done, len(job.text)
            if state != before or job.state == "waiting":
                self._heard[job] = state, now
            elif now - since > STUCK:
                raise RuntimeError("A run stands still.")

    async def _run(self, found: Served, asked: Asked) -> Run:
        together = asked.task.batch and not asked.several and not asked.options.get("attribution")
        if together:
            like = found.name, asked.task.name, repr(sorted(asked.options.items()))
            done = await self._passes.join(like, (found, asked))
            if isinstance(done, Problem):
                raise done
            return done
        job = await self._over(found, asked.task, asked.items, asked.options)
        run = _outcome(job)
        if run.problems:
            raise next(iter(run.problems.values()))
        return run

    async def _one_pass(self, every: list[tuple[Served, Asked]]) -> list[Run | Problem]:
        """Runs of single inputs that are asked alike."""
        found, first = every[0]
        items = [item for _found, asked in every for item in asked.items]
        size = {"batch_size": len(items)} if len(items) > 1 else {}
        job = await self._over(found, first.task, items, first.options | size)
        if job.run is None and len(every) > 1:  # each has a reason of its own
            return [(await self._one_pass([each]))[0] for each in every]
        if job.run is None:
            assert job.problem
            return [job.problem]
        return [_part(job.run, place) for place in range(len(items))]

    async def _over(
        self, found: Served, task: Task, items: list[Item], options: dict[str, Any]
    ) -> Job:
        """A job that is over. Where nobody waits for it any more, it is stopped."""
        news: asyncio.Queue[None] = asyncio.Queue()
        job = self._submit(found, task, items, news, options)
        try:
            while not job.over:
                await news.get()
        finally:
            job.stop()
            self._heard.pop(job, None)
        return job

    def _submit(
        self,
        found: Served,
        task: Task,
        items: list[Item],
        news: asyncio.Queue[None],
        options: dict[str, Any],
    ) -> Job:
        loop = asyncio.get_running_loop()

        def tell() -> None:
            loop.call_soon_threadsafe(news.put_nowait, None)

        job = self._store.submit(
            Loaded(task.name, str(found.folder)),
            items,
            when_over=tell,
            when_written=tell,
            **options,
        )
        self._heard[job] = None, monotonic()
        return job


def _read(found: Served, route: str, body: bytes, kind: str, seed: int) -> Asked:
    if route == CHAT:
        return openai.read_chat(found.task("text-generation"), body, seed)
    if route == EMBEDDINGS:
        return openai.read_embeddings(found.task("feature-extraction"), body)
    return face.read(found.task(route), body, kind, seed)


def _piece(name: str, route: str, text: str, at: int) -> Event:
    data = openai.chat_piece(name, text, at) if route == CHAT else face.piece(text, at)
    return Event(data, len(text))


def _part(run: Run, place: int) -> Run | Problem:
    """What a run of several inputs says of one of them: its run, or its problem."""
    if place in run.problems:
        return run.problems[place]
    output = [run.output[run.places.index(place)]]
    return Run(**vars(run) | {"output": output, "places": (0,), "problems": {}})


def _outcome(job: Job) -> Run:
    if job.problem:
        raise job.problem
    assert job.run and job.run.output
    return job.run


def _refused(problem: Problem) -> Reply:
    if isinstance(problem, TooLarge):
        return face.refusal(507, problem, "too_large")
    if isinstance(problem, Busy):
        return face.busy(problem, PATIENCE)
    return face.refusal(422, problem)
