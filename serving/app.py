"""What is spoken to: routes of HTTP, a token, and refusals while all replicas are busy.

    serve run serving.app:app max_replicas=8 gpus=0.25

`/models/NAME` is what `InferenceClient("http://host:8000/models/NAME")` speaks to, for every task
and for chat; `/v1/models`, `/v1/chat/completions` and `/v1/embeddings` are OpenAI's.
"""

import asyncio
import hmac
import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from secrets import randbelow
from time import perf_counter
from typing import Any

import ray
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict
from ray import serve
from ray.exceptions import RayActorError
from ray.serve.exceptions import BackPressureError, DeploymentUnavailableError
from ray.serve.handle import DeploymentHandle
from ray.util.metrics import Counter, Histogram
from starlette.exceptions import HTTPException
from starlette.routing import Match

from i18n import N_, Problem

from . import face, models
from .face import JSON, Event, Reply
from .openai import CHAT, EMBEDDINGS

_log = logging.getLogger(__name__)

TOKEN = "ATLAS_TOKEN"
"""The environment variable with the token that is asked for; none is where it is not set."""
MOST_BYTES = 140_000_000
"""Of a body: a file of the largest size that is opened, in base64."""
TRIES = 4
"""Replicas that a request goes to, one after the other, where they end while it is at work."""
RETRY_AFTER = 2
"""Seconds after which one who was refused may ask again."""
LARGE_MESSAGES = {"env_vars": {"RAY_SERVE_REPLICA_GRPC_MAX_MESSAGE_LENGTH": str(2**30)}}
"""What lets a body of `MOST_BYTES`, and its answer, go from a front to a replica and back."""
MOST_IN_FRONT = 10_000
"""Requests in one front: the replicas say when there are too many."""
KEEP_ALIVE = 90
"""Seconds for which a connection is kept on which nothing is asked."""
HUNG_UP = 499
"""The status, in the figures alone, of a request whose client did not wait for the answer."""
GPU_SHARE = 0.25
SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

Address = tuple[str, int]
"""A host and a port."""

api = FastAPI(
    title="Transformers Atlas",
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
    redirect_slashes=False,  # which would answer without a word
)


class Settings(BaseModel):
    """How much of a cluster is used.

    A replica takes `cpus` cores and `gpus` of a GPU: by default a quarter of one where the cluster
    has any. There are from `min_replicas` to `max_replicas`, as many as the cluster has room for,
    so that each has `target` requests. `ongoing` requests are at work or gather for one pass in a
    replica, `queued` wait for one, and others are refused. The models of a replica take at most
    `budget_gb`: by default half of its share of the device's memory.
    """

    model_config = ConfigDict(extra="forbid")

    min_replicas: int = 1
    max_replicas: int = 0
    cpus: float = 1.0
    gpus: float = -1.0
    target: float = 4.0
    ongoing: int = 16
    queued: int = 64
    budget_gb: float = 0.0
    fronts: int = 1


class TooLong(Problem):
    """A body is longer than any that is read."""


def family(host: str) -> socket.AddressFamily:
    """That of the address of a host."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    body = bytearray()
    if not length.isdecimal() or int(length) <= MOST_BYTES:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                break
        else:
            return bytes(body)
    raise TooLong(
        N_("The body of a request has at most {megabytes:.0f} MB: send less."),
        megabytes=MOST_BYTES / 1e6,
    )


def _streams(body: bytes, kind: str) -> bool:
    if b'"stream"' not in body or (kind and not kind.startswith(JSON)):
        return False
    try:
        return face.parsed(body).get("stream") is True
    except Problem:  # which the replica says
        return False


def _named(body: bytes) -> str:
    """The model that a body names. Raises `i18n.Problem` where it names none."""
    name = face.parsed(body).get("model")
    if not isinstance(name, str):
        raise Problem(N_("The request names no model: send its name, a text, as “model”."))
    return name


ENDINGS = {
    "/v1/chat/completions": CHAT,
    "/chat/completions": CHAT,
    "/v1/embeddings": EMBEDDINGS,
    "/embeddings": EMBEDDINGS,
}


def _route(path: str) -> tuple[str, str]:
    """The name of a model, and what is asked of it."""
    path = path.rstrip("/")
    for ending, route in ENDINGS.items():
        if path.endswith(ending):
            return path.removesuffix(ending), route
    name, _slash, task = path.rpartition("/pipeline/")
    return (name, task) if name else (path, "")


def _unfit(problem: Problem) -> Reply:
    if isinstance(problem, models.NotServed):
        return face.refusal(404, problem, "not_found")
    return face.refusal(413 if isinstance(problem, TooLong) else 422, problem)


def _full(error: BackPressureError) -> Reply:
    problem = Problem(
        N_("All models are busy and {count} requests wait already: ask again in a moment."),
        count=error.args[0],
    )
    return face.busy(problem, RETRY_AFTER)


def _gone() -> Reply:
    problem = Problem(N_("The models are being started anew: ask again in a moment."))
    return face.busy(problem, 5 * RETRY_AFTER)


def _silent(name: str) -> Response:
    """The answer of who is asked whether a model answers that does not."""
    problem = Problem(N_("No answer of model {name!r}: ask again in a moment."), name=name)
    return _sent(face.busy(problem, RETRY_AFTER))


def _timed(reply: Reply, seconds: float) -> Reply:
    """With the milliseconds of the whole, and those in which no model computed."""
    total = seconds * 1000
    waiting = max(0.0, total - float(reply.headers.get("x-inference-time", 0)))
    times = {"x-total-time": f"{total:.3f}", "x-queue-time": f"{waiting:.3f}"}
    return replace(reply, headers=reply.headers | times)


async def _while_heard(request: Request, work: Coroutine[Any, Any, Reply]) -> Reply:
    """What a piece of work comes to; it is stopped where the client hangs up."""
    answer = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(request.receive())  # which has nothing else to say after the body
    try:
        await asyncio.wait((answer, gone), return_when=asyncio.FIRST_COMPLETED)
        return answer.result() if answer.done() else Reply(HUNG_UP, b"")
    finally:
        answer.cancel()
        gone.cancel()


def _sent(reply: Reply) -> Response:
    return Response(reply.body, reply.status, reply.headers, reply.kind)


@api.exception_handler(HTTPException)
async def _no_route(request: Request, error: HTTPException) -> Response:
    """The answer where nothing is, or not by this method."""
    if error.status_code != 405:
        problem = Problem(
            N_("Nothing is here: POST /models/NAME asks a model, GET /v1/models names all of them.")
        )
        return _sent(face.refusal(error.status_code, problem, "not_found"))
    allowed = [
        method
        for method in ("GET", "POST")
        if any(
            route.matches({**request.scope, "method": method})[0] == Match.FULL
            for route in request.app.routes
        )
    ]
    problem = Problem(
        N_("{method} is not for this address: send {allowed}."),
        method=request.method[:100],
        allowed=" / ".join(allowed),
    )
    refused = face.refusal(405, problem, "method_not_allowed")
    return _sent(replace(refused, headers={"allow": ", ".join(allowed)}))


@api.exception_handler(Exception)
async def _failed(request: Request, error: Exception) -> Response:
    """The answer to what should not happen; the log has the error."""
    problem = Problem(N_("The engine failed at this request: its log says why."))
    return _sent(face.refusal(500, problem, "failed"))


def _response(status: int, body: Any) -> Response:
    return Response(json.dumps(body), status, media_type=JSON)


async def _bytes(events: AsyncIterator[Reply | bytes]) -> AsyncIterator[bytes]:
    async for event in events:
        assert isinstance(event, bytes)
        yield event


def _card(served: models.Served) -> dict[str, Any]:
    return {
        "id": served.name,
        "object": "model",
        "created": 0,
        "owned_by": served.owner,
        "tasks": list(served.tasks),
        "bytes": served.bytes,
    }


# What Serve makes of this class knows only what stands before it.
@serve.ingress(api)
class Front:
    """Says who may ask, and hands requests to the replicas.

    It listens itself at an address, where it has one: that saves a request the hop from Serve's
    proxy, and a second for its body.
    """

    def __init__(self, replicas: DeploymentHandle, listen: Address | None) -> None:
        # A call between processes is half as long as one of an actor of Ray.
        self._replicas = replicas.options(_by_reference=False)
        self._listening = asyncio.ensure_future(self._listen(listen)) if listen else None
        self._token = os.environ.get(TOKEN, "")
        names = ("model", "status")
        self._requests = Counter("atlas_requests", "Requests answered.", names)
        self._seconds = Histogram("atlas_seconds", "Seconds of a request.", SECONDS, names)
        self._model = Histogram(
            "atlas_model_seconds", "Seconds that a model computed.", SECONDS, ("model",)
        )

    async def _listen(self, address: Address) -> None:
        # Fronts of one machine share the port.
        listener = socket.create_server(address, family=family(address[0]), reuse_port=True)
        front: Any = self  # what Serve makes of this class is an application of ASGI
        how = uvicorn.Config(front, log_config=None, lifespan="off", timeout_keep_alive=KEEP_ALIVE)
        await uvicorn.Server(how).serve([listener])

    def check_health(self) -> None:
        """Asked by Serve; raises where nothing listens any more."""
        if self._listening and self._listening.done():
            self._listening.result()
            raise RuntimeError("Nothing listens.")

    @api.head("/health")
    @api.get("/health")
    async def health(self) -> Response:
        """Whether anything is there."""
        return Response()

    @api.get("/ready")
    async def ready(self) -> Response:
        """Whether a model answers."""
        known = sorted(models.served().values(), key=lambda each: each.bytes)
        return await self._answers(known[0].name) if known else _silent("")

    @api.get("/v1/models")
    async def listed(self, request: Request) -> Response:
        """The models that are served."""
        if refused := self._refused(request):
            return refused
        data = [_card(each) for each in models.served().values()]
        return _response(200, {"object": "list", "data": data})

    @api.get("/models/{path:path}")
    @api.get("/v1/models/{path:path}")
    async def told(self, path: str, request: Request) -> Response:
        """What a model is; below `/health` whether it answers."""
        if refused := self._refused(request):
            return refused
        name = path.removesuffix("/info").removesuffix("/health").rstrip("/")
        try:
            found = models.find(path if path in models.served() else name)
        except Problem as problem:
            return _sent(_unfit(problem))
        if path.endswith("/health") and found.name != path:
            return await self._answers(found.name)
        return _response(200, _card(found))

    @api.post("/v1/chat/completions")
    async def chat(self, request: Request) -> Response:
        """The next message of a chat, of the model that the body names."""
        return await self._answer(request, None, CHAT)

    @api.post("/v1/embeddings")
    async def embeddings(self, request: Request) -> Response:
        """Vectors of texts, by the model that the body names."""
        return await self._answer(request, None, EMBEDDINGS)

    @api.post("/models/{path:path}")
    async def asked(self, path: str, request: Request) -> Response:
        """A run of a model; what stands behind its name says of which task."""
        name, route = _route(path)
        return await self._answer(request, name, route)

    def _refused(self, request: Request) -> Response | None:
        """The answer to one who has not the token."""
        _scheme, _space, given = request.headers.get("authorization", "").strip().partition(" ")
        if self._token and not hmac.compare_digest(given.encode(), self._token.encode()):
            problem = Problem(
                N_("This engine needs its token: send it as “Authorization: Bearer …”.")
            )
            return _sent(face.refusal(401, problem, "unauthorized"))
        return None

    async def _answers(self, name: str) -> Response:
        try:
            said = await self._of(name).answers.remote(name)
        except (BackPressureError, DeploymentUnavailableError, RayActorError) as error:
            _log.warning("%s does not answer: %s", name, error)
            said = False
        return Response() if said else _silent(name)

    async def _answer(self, request: Request, name: str | None, route: str) -> Response:
        begun = perf_counter()
        if refused := self._refused(request):
            return refused
        try:
            body = await _body(request)
            found = models.find(_named(body) if name is None else name)
        except Problem as problem:
            return _sent(_unfit(problem))
        kind = request.headers.get("content-type", "")
        what = (found.name, route, body, kind, randbelow(2**31))
        if _streams(body, kind):
            return await self._streamed(found.name, what)
        reply = await _while_heard(request, self._tried(found.name, what))
        seconds = perf_counter() - begun
        self._count(found.name, reply, seconds)
        return _sent(_timed(reply, seconds))

    def _of(self, name: str, stream: bool = False) -> Any:
        return self._replicas.options(multiplexed_model_id=name, stream=stream)

    async def _tried(self, name: str, what: tuple[Any, ...]) -> Reply:
        """The reply of a replica, of another where one ends while it is at work."""
        for left in reversed(range(TRIES)):
            try:
                return await self._of(name).answer.remote(*what)
            except BackPressureError as error:
                return _full(error)
            except (RayActorError, DeploymentUnavailableError) as error:
                _log.warning("A replica has ended: %s", type(error).__name__)
                if not left:
                    return _gone()
        raise AssertionError("the last try answers")

    async def _streamed(self, name: str, what: tuple[Any, ...]) -> Response:
        begun = perf_counter()
        events = self._events(name, what)
        head = await anext(events)
        assert isinstance(head, Reply)
        self._count(name, head, perf_counter() - begun)
        if head.kind != face.SSE:
            return _sent(head)
        return StreamingResponse(_bytes(events), media_type=face.SSE, headers=head.headers)

    async def _events(self, name: str, what: tuple[Any, ...]) -> AsyncIterator[Reply | bytes]:
        """The head of a reply and its events. Where a replica ends, another begins anew with the
        same seed, and goes on after the characters that were sent already."""
        sent = 0
        begun = False
        for left in reversed(range(TRIES)):
            part: Reply | Event
            try:
                async for part in self._of(name, stream=True).stream.remote(*what, sent):
                    if isinstance(part, Reply):
                        if not begun:
                            yield part
                        begun = True
                    else:
                        yield part.data
                        sent += part.characters
                return
            except BackPressureError as error:
                yield _full(error)
                return
            except (RayActorError, DeploymentUnavailableError) as error:
                _log.warning("A replica has ended: %s", type(error).__name__)
                if not left:
                    yield face.event(_gone().body.decode()) if begun else _gone()
                    return

    def _count(self, name: str, reply: Reply, seconds: float) -> None:
        tags = {"model": name, "status": str(reply.status)}
        self._requests.inc(1, tags)
        self._seconds.observe(seconds, tags)
        if took := reply.headers.get("x-inference-time"):
            self._model.observe(float(took) / 1000, {"model": name})


def app(settings: Settings) -> serve.Application:
    """The application behind Serve's proxies, for `serve run` and `serve.run`."""
    return listening(settings, None)


def listening(settings: Settings, address: Address | None) -> serve.Application:
    """The application, whose fronts listen at an address of their machine themselves."""
    from .replica import Replica  # imports torch, which the front has no need of

    if not ray.is_initialized():  # `serve run` asks for the application first
        ray.init(namespace="serve")
    cluster = ray.cluster_resources()
    gpus = settings.gpus
    if gpus < 0:
        gpus = GPU_SHARE if cluster.get("GPU") else 0.0
    if gpus and not cluster.get("GPU"):
        raise Problem(N_("This cluster has no GPU: leave “{setting}” out."), setting="gpus")
    nodes = max(1, sum(node["Alive"] for node in ray.nodes()))
    cores = cluster.get("CPU", 1.0) / nodes
    share = gpus or min(1.0, settings.cpus / cores)
    room = cluster["GPU"] / gpus if gpus else cluster.get("CPU", 1.0) / settings.cpus
    replicas = serve.deployment(
        ray_actor_options={
            "num_cpus": settings.cpus,
            "num_gpus": gpus,
            "runtime_env": LARGE_MESSAGES,
        },
        max_ongoing_requests=settings.ongoing,
        max_queued_requests=settings.queued,
        autoscaling_config={
            "min_replicas": settings.min_replicas,
            "max_replicas": max(settings.min_replicas, settings.max_replicas or int(room)),
            "target_ongoing_requests": settings.target,
        },
    )(Replica).bind(int(settings.budget_gb * 1e9) or None, share, settings.ongoing)
    return serve.deployment(
        num_replicas=settings.fronts,
        max_ongoing_requests=MOST_IN_FRONT,
        ray_actor_options={"num_cpus": 0, "runtime_env": LARGE_MESSAGES},
    )(Front).bind(replicas, address)
