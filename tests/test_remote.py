"""Runs at endpoints that are not ours: one model at an address, and whatever it may say."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

import inference
from i18n import Problem
from inference import remote
from inference.job import REMOTE, Job, Loaded
from inference.turns import MOST_OF_ONE

from .pages import opened, ran
from .waiting import until

TEXT = inference.task("sentiment-analysis")
Answer = Callable[[dict[str, str], bytes], tuple[int, bytes, dict[str, str]]]


@contextmanager
def answering(answer: Answer) -> Iterator[remote.Endpoint]:
    """An endpoint that answers every POST so, and knows no other address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send(404, b"{}", {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send(*answer(headers | {"path": self.path}, body))

        def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_request: None  # type: ignore[method-assign] # it is meant
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield remote.Endpoint(f"http://127.0.0.1:{server.server_port}", "of the endpoint")
    finally:
        server.shutdown()
        server.server_close()


NAN = b'[[{"label": "positive", "score": NaN}]]'


def asked(there: remote.Endpoint, text: str | list[str] = "很好看", **options: object) -> Job:
    (model,) = there.models(TEXT)
    return there.submit(Loaded(TEXT.name, model.name, REMOTE), text, **options).wait(30)


def test_an_endpoint_of_one_model_is_asked_at_its_address(monkeypatch):
    heard: list[dict[str, str]] = []
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        heard.append(headers | json.loads(body))
        return 200, b'[[{"label": "positive", "score": 0.9}]]', {}

    with answering(answer) as there:
        job = asked(there, top_k=1)
    assert job.run.output == [[{"label": "positive", "score": 0.9}]]
    assert heard[0]["path"] == "/" and heard[0]["inputs"] == "很好看"
    assert heard[0]["parameters"] == {"top_k": 1}
    assert heard[0]["authorization"] == "Bearer of the endpoint"
    assert job.run.spent.whole > 0 and job.run.spent.model == 0  # which it does not say


def test_the_hubs_own_token_goes_to_the_hub_alone(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_mine")
    monkeypatch.delenv("ATLAS_TOKEN", raising=False)
    heard: list[dict[str, str]] = []

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        heard.append(headers)
        return 200, b'[[{"label": "positive", "score": 0.9}]]', {}

    with answering(answer) as double:
        monkeypatch.setenv("ATLAS_ENDPOINT", double.url.removeprefix("http://"))
        there = remote.endpoint()
        assert asked(there).state == "done"
    assert "authorization" not in heard[0]
    for host, sent in (
        ("https://x.endpoints.huggingface.cloud", True),
        ("https://huggingface.cloud.example.org", False),
    ):
        monkeypatch.setenv("ATLAS_ENDPOINT", host)
        assert remote.endpoint().asks_for_a_token is sent


OURS = ["There is no text: type at least one line of it.", {}, []]
WAIT = "{count} runs are waiting already: try again in a while."
REFUSALS = {
    "busy": (503, {"error": "full"}, {"retry-after": "7"}, "is busy: try again in 7 s"),
    "busy, without a time": (429, {}, {}, "is busy: try again in 10 s"),
    "token": (401, {"error": "no"}, {}, "does not accept the token"),
    "gone": (404, {}, {}, "has no such model"),
    "failed": (500, {}, {}, "failed with status 500"),
    "said": (400, {"error": "too {long}"}, {}, "says: too {long}"),
    "ours": (422, {"error": "x", "problem": OURS}, {}, "There is no text"),
    "not ours": (422, {"error": "x", "problem": ["{a:>99999999999}", {"a": 1}, []]}, {}, "says: x"),
    "not as ours": (422, {"error": "x", "problem": [WAIT, {}, []]}, {}, "says: x"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_what_an_endpoint_refuses_gets_a_sentence(name):
    status, body, headers, said = REFUSALS[name]
    with answering(lambda _headers, _body: (status, json.dumps(body).encode(), headers)) as there:
        job = asked(there)
    assert job.state == "failed" and said in str(job.problem)
    assert "of the endpoint" not in str(job.problem)


def test_where_a_connection_breaks_off_it_is_asked_once_more():
    asks: list[int] = []

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        asks.append(len(asks))
        if len(asks) in (1, 3, 4):
            raise ConnectionError("gone")
        return 200, b'[[{"label": "positive", "score": 0.9}]]', {}

    with answering(answer) as there:
        assert asked(there).state == "done"
        assert "broke off" in str(asked(there).problem)
    assert len(asks) == 4


def test_a_batch_ends_where_the_endpoint_does_and_keeps_what_came():
    times = 0

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        nonlocal times
        times += 1
        if times > 2:
            raise ConnectionResetError
        return 200, b'[[{"label": "positive", "score": 0.9}]]', {}

    with answering(answer) as there:
        job = asked(there, ["很好看"] * 9)
    assert times == 4  # the third is asked once more
    assert job.state == "stopped" and job.done == 2
    assert job.run.places == (0, 1) and not job.run.problems
    assert "broke off" in str(job.run.notes[0])


GOOD = b'[[{"label": "positive", "score": 0.9}]]'


@pytest.mark.parametrize("size", [1, 4])
def test_a_batch_waits_for_an_endpoint_that_is_busy(size):
    asks: list[str] = []

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        text = json.loads(body)["inputs"]
        asks.append(text)
        if asks.count(text) < 2:
            return 503, b"{}", {"retry-after": "0.1"}
        return 200, GOOD, {}

    with answering(answer) as there:
        job = asked(there, ["a", "b", "c", "d"], batch_size=size)
    assert job.state == "done" and job.run.places == (0, 1, 2, 3) and not job.run.problems
    assert sorted(asks) == ["a", "a", "b", "b", "c", "c", "d", "d"]


def test_a_batch_ends_with_one_sentence_where_the_endpoint_stays_busy():
    asks: list[int] = []

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        asks.append(1)
        return (503, b"{}", {"retry-after": "3600"}) if len(asks) > 2 else (200, GOOD, {})

    with answering(answer) as there:
        job = asked(there, ["很好看"] * 9)
    assert len(asks) == 3 and job.state == "stopped" and job.run.places == (0, 1)
    assert "is busy" in str(job.run.notes[0]) and not job.run.problems


def test_a_batch_that_waits_for_a_busy_endpoint_is_stopped_at_once():
    with answering(lambda _headers, _body: (503, b"{}", {"retry-after": "50"})) as there:
        (model,) = there.models(TEXT)
        job = there.submit(Loaded(TEXT.name, model.name, REMOTE), ["a", "b"])
        until(lambda: job.state == "waiting" and not job.place.of, "the wait")
        job.stop()
        assert job.wait(30).state == "stopped" and not job.problem


@pytest.mark.parametrize(("shape", "tokens"), [("[[1,2],[3,4]]", 2), ("[[[1,2],[3,4],[5,6]]]", 3)])
def test_vectors_of_an_endpoint_that_names_no_tokens_are_numbered(shape, tokens):
    with answering(lambda _headers, _body: (200, shape.encode(), {})) as there:
        loaded = Loaded("feature-extraction", there.host, REMOTE)
        run = there.submit(loaded, "a b").wait(30).run
    assert run.output[0]["tokens"] == [str(number) for number in range(1, tokens + 1)]
    assert "they are numbered" in str(run.notes[0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_looks_for_what_an_answer_rests_on_reads_that_an_endpoint_has_none(
    language, monkeypatch
):
    with answering(lambda _headers, _body: (200, GOOD, {})) as there:
        monkeypatch.setenv("ATLAS_ENDPOINT", there.url)
        app = opened("pipelines", language).run()
        said = " ".join(caption.value for caption in app.caption)
        assert {"en": "An endpoint is not told of", "zh": "端点不会收到"}[language] in said


@pytest.mark.parametrize("address", ["http://[::1", "http://", "http://user:secret@host:8000"])
def test_an_address_that_is_none_is_said_and_models_run_here(address, monkeypatch):
    monkeypatch.setenv("ATLAS_ENDPOINT", address)
    app = ran(opened("pipelines"))
    assert (
        "is not an address such as" in app.warning[0].value and "secret" not in app.warning[0].value
    )
    assert not app.error and app.get("plotly_chart")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"label": 1}', b"[[1]]", b"\xff", NAN])
def test_what_is_no_answer_gets_a_sentence(body):
    with answering(lambda _headers, _body: (200, body, {})) as there:
        job = asked(there)
    assert job.state == "failed" and "does not fit this task" in str(job.problem)
    assert "Error" not in str(job.problem)


def test_what_takes_long_is_stopped_at_once_and_turns_are_kept():
    go_on, begun = Event(), Event()

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if json.loads(body)["inputs"] != "first":
            begun.set()
            go_on.wait(30)
        return 200, b'[[{"label": "positive", "score": 0.9}]]', {}

    with answering(answer) as there:
        (model,) = there.models(TEXT)
        loaded = Loaded(TEXT.name, model.name, REMOTE)
        job = there.submit(loaded, ["first", "second", "third"], visitor="a")
        until(begun.is_set, "the second")
        until(lambda: job.done == 1, "the first")
        job.stop()
        assert job.wait(30).state == "stopped" and job.run.places == (0,)
        others = [there.submit(loaded, "x", visitor="b") for _n in range(MOST_OF_ONE)]
        with pytest.raises(Problem, match="Your runs that wait"):
            there.submit(loaded, "x", visitor="b")
        go_on.set()
        assert {other.wait(30).state for other in others} == {"done"}
