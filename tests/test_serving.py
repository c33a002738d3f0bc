"""The engine, a real Ray Serve on loopback, asked by the Hub's own client and by the app's."""

import asyncio
import io
import json
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import httpx2
import numpy as np
import psutil
import pytest
from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError
from PIL import Image
from playwright.sync_api import expect
from ray.serve.generated.serve_pb2 import ASGIRequest
from safetensors.numpy import load_file, save_file

import inference
from i18n import Problem, translations
from inference import Task, places, remote, stand_in
from inference.job import REMOTE, Job, Loaded
from inference.task import Item
from serving.models import example
from serving.passes import Passes
from serving.words import OF_REQUESTS

from .conftest import run_button, settle
from .engine import engine
from .pages import opened, ran
from .serving import free_port
from .waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

METRICS = free_port()
PROCESSES = [[f"ray::ServeReplica:atlas:{name}"] for name in ("Replica", "Front")]
TOKEN = "a token of these tests"
DEMOS = {task.checkpoint.name: task for task in inference.tasks().values() if task.has_demo}
WEIGHTS = "model.safetensors"
CHAT = "{% for message in messages %}{{ message.content }}{% endfor %}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Checkpoints of one's own: one that makes vectors, one that chats, and one too large."""
    root = tmp_path_factory.mktemp("checkpoints")
    shutil.copytree(stand_in.folder(inference.task("feature-extraction")), root / "ours/vectors")
    nan = shutil.copytree(root / "ours/vectors", root / "nan")
    weights = {name: np.full_like(each, np.nan) for name, each in load_file(nan / WEIGHTS).items()}
    save_file(weights, nan / WEIGHTS, {"format": "pt"})
    chats = shutil.copytree(inference.task("text-generation").checkpoint, root / "ours/chats")
    (chats / "chat_template.jinja").write_text(CHAT)
    large = shutil.copytree(inference.task("sentiment-analysis").checkpoint, root / "large")
    zeros = np.zeros(7_000_000, dtype=np.float32).tobytes()
    head = json.dumps(
        {"w": {"dtype": "F32", "shape": [7_000_000], "data_offsets": [0, 28_000_000]}}
    )
    file = len(head).to_bytes(8, "little") + head.encode() + zeros
    (large / WEIGHTS).write_bytes(file)
    return root


@pytest.fixture(scope="module")
def address(tmp_path_factory, folder) -> Any:
    log = tmp_path_factory.mktemp("engine") / "log.txt"
    how = ("--cpus=0.5", "--max-replicas=1", "--ongoing=4", "--queued=4", "--budget-gb=0.02")
    own = {"ATLAS_TOKEN": TOKEN, "ATLAS_CHECKPOINTS": str(folder)}
    with engine(log, *how, f"--metrics-port={METRICS}", **own) as address:
        yield address


@pytest.fixture
def at(address) -> Callable[[str], InferenceClient]:
    return lambda name: InferenceClient(f"{address}/models/{name}", token=TOKEN)


@pytest.fixture
def endpoint(address, monkeypatch) -> remote.Endpoint:
    monkeypatch.setenv("ATLAS_ENDPOINT", address)
    monkeypatch.setenv("ATLAS_TOKEN", TOKEN)
    there = remote.endpoint()
    assert there
    return there


def alike(here: Any, there: Any) -> bool:
    """Equal, numbers but for what another order of additions does to them; how fast a text was
    written is not compared."""
    if isinstance(here, dict):
        names = here.keys() - {"tokens_per_second"}
        return names == there.keys() - {"tokens_per_second"} and all(
            alike(here[name], there[name]) for name in names
        )
    if isinstance(here, list | tuple):
        return len(here) == len(there) and all(map(alike, here, there))
    if isinstance(here, float):
        return bool(here == pytest.approx(there, abs=1e-4))
    return bool(here == there)


def run(task: Task, item: Item | list[Item], name: str, **options: Any) -> Job:
    job = places.submit(Loaded(task.name, name, REMOTE), item, **options).wait(60)
    assert not job.problem, job.problem
    return job


@pytest.mark.parametrize("name", DEMOS)
def test_a_run_there_is_the_run_that_it_would_be_here(endpoint, name):
    task, item = DEMOS[name], example(DEMOS[name])
    options: dict[str, Any] = {"max_new_tokens": 12} if task.streams else {}
    here = inference.run(inference.load(task.name), item, **options)
    job = run(task, item, name, **options)
    assert alike(here.output, job.run.output)
    spent = job.run.spent
    assert spent.model > 0 and spent.network > 0
    assert spent.whole == pytest.approx(spent.waiting + spent.network + spent.model)
    if task.streams and task.name == "text-generation":
        assert job.text == job.run.output[0][0]["generated_text"]


def sample(name: str) -> Path:
    return next(value for value in example(DEMOS[name]).values() if isinstance(value, Path))


PLAIN: dict[str, Callable[[InferenceClient], Any]] = {
    "sentiment": lambda c: c.text_classification("我喜欢打游戏。")[0].label == "positive",
    "text_generation": lambda c: len(c.text_generation("明月", max_new_tokens=3)) >= 1,
    "ner": lambda c: c.token_classification("Anna lives in Berlin.")[1].word == "Berlin",
    "question_answering": lambda c: c.question_answering("Who sings?", "Ada sings.").answer,
    "fill_mask": lambda c: len(c.fill_mask("The capital of France is [MASK].", top_k=2)) == 2,
    "summarization": lambda c: c.summarization("Leeds won by 3 goals to 1.").summary_text,
    "translation": lambda c: (
        c.translation("Where is the station?").translation_text == "车站在哪里？"
    ),
    "image_classification": lambda c: len(c.image_classification(sample("image_classification"))),
    "image_segmentation": lambda c: c.image_segmentation(sample("image_segmentation"))[0].mask.size,
    "object_detection": lambda c: (
        min(each.score for each in c.object_detection(sample("object_detection"))) >= 0.5
    ),
    "audio_classification": lambda c: len(c.audio_classification(sample("audio_classification"))),
    "speech_recognition": lambda c: (
        c.automatic_speech_recognition(sample("speech_recognition")).text
    ),
    "visual_question_answering": lambda c: (
        c.visual_question_answering(sample("visual_question_answering"), "What color is the star?")[
            0
        ].answer
    ),
}


@pytest.mark.parametrize("name", DEMOS)
def test_the_hubs_client_works_with_nothing_but_an_address(at, name):
    assert PLAIN[name](at(name))


def test_a_text_comes_piece_by_piece_and_ends_as_a_whole(at):
    client = at("text_generation")
    events = list(client.text_generation("明月", max_new_tokens=20, stream=True, details=True))
    assert len(events) > 3
    written = "".join(event.token.text for event in events)
    assert written == events[-1].generated_text
    assert events[-1].details.generated_tokens == 20


def test_a_chat_goes_by_the_route_of_openai(at, address):
    messages = [{"role": "system", "content": "明"}, {"role": "user", "content": "月"}]
    how: dict[str, Any] = {"max_tokens": 8, "temperature": 0}
    client = at("ours/chats")
    there = client.chat_completion(messages, **how).choices[0].message.content
    together = client.chat_completion([{"role": "user", "content": "明月"}], **how)
    assert there == together.choices[0].message.content  # as the template writes them
    assert there != client.chat_completion(messages[1:], **how).choices[0].message.content
    pieces = client.chat_completion(messages, stream=True, **how)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in pieces) == there
    with pytest.raises(HfHubHTTPError, match="chat template"):
        at("text_generation").chat_completion(messages, **how)
    by_name = InferenceClient(base_url=f"{address}/v1", token=TOKEN)
    assert by_name.chat_completion(messages, model="ours/chats", **how).choices[0].message.content


def test_vectors_are_means_over_tokens(address, at):
    said = httpx2.post(
        f"{address}/v1/embeddings",
        json={"model": "ours/vectors", "input": ["a bank", "a river"]},
        headers={"authorization": f"Bearer {TOKEN}"},
    ).json()
    tokens = at("ours/vectors").feature_extraction("a bank")
    assert said["data"][0]["embedding"] == pytest.approx(tokens.mean(axis=0).tolist(), abs=1e-5)
    assert [each["index"] for each in said["data"]] == [0, 1]


def test_vectors_come_with_the_tokens_that_they_are_of(endpoint, folder):
    task, text = inference.task("feature-extraction"), "A bank by the river."
    here = inference.run(inference.load(task.name, folder / "ours/vectors"), text)
    assert "ours/vectors" in {model.name for model in endpoint.models(task)}
    assert alike(here.output, run(task, {"text": text}, "ours/vectors").run.output)


def test_a_seed_of_zero_is_a_seed(at):
    messages = [{"role": "user", "content": "明月"}]
    texts = {
        at("ours/chats").chat_completion(messages, seed=0, max_tokens=12).choices[0].message.content
        for _time in range(3)
    }
    assert len(texts) == 1


def status(ask: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(HfHubHTTPError) as caught:
        ask()
    return caught.value.response.status_code, caught.value.response.text


def test_what_cannot_be_used_is_refused_with_a_sentence(at, address):
    assert status(lambda: at("../etc").text_classification("a"))[0] == 404
    assert status(lambda: at("nobody/nothing").text_classification("a"))[0] == 404
    messages = [{"role": "user", "content": "a"}]
    by_name = InferenceClient(base_url=f"{address}/v1", token=TOKEN)
    assert status(lambda: by_name.chat_completion(messages, model="nothing"))[0] == 404
    assert status(lambda: at("ner").chat_completion(messages))[0] == 422
    code, said = status(lambda: at("large").text_classification("a"))
    assert code == 507 and "a replica has 0.020 GB" in said
    code, said = status(lambda: at("sentiment").text_classification(""))
    assert code == 422 and "no text" in said
    code, said = status(lambda: at("sentiment").text_classification("a", top_k=1_000_000))
    assert code == 422 and "top_k must be from 0 to 100" in said
    code, said = status(lambda: at("ner").token_classification("a", ignore_labels=["PER"]))
    assert code == 422 and "no parameter" in said
    assert status(lambda: at("image_classification").image_classification(b"no picture"))[0] == 422
    wrong = InferenceClient(f"{address}/models/sentiment", token="another")
    code, said = status(lambda: wrong.text_classification("a"))
    assert code == 401 and TOKEN not in said
    assert httpx2.get(f"{address}/v1/models").status_code == 401


def test_a_picture_of_many_megabytes_is_answered(at):
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1600, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG", compress_level=0)
    assert len(file.getvalue()) > 7_000_000
    assert len(at("image_classification").image_classification(file.getvalue()))


def test_what_is_no_request_is_told_in_words(address):
    def said(name: str, body: str) -> tuple[int, str]:
        headers = {"authorization": f"bearer {TOKEN}", "content-type": "application/json"}
        answer = httpx2.post(f"{address}/models/{name}", content=body, headers=headers)
        return answer.status_code, answer.json()["error"]

    assert said("translation", '{"inputs": "a", "generate_parameters": 5}')[0] == 422
    assert "half of a character" in said("sentiment", '{"inputs": "\\ud800"}')[1]
    several = '"parameters": {"num_return_sequences": 3}'
    code, why = said("text_generation", f'{{"inputs": "a", "stream": true, {several}}}')
    assert code == 422 and "one text at a time" in why


REFUSED: dict[str, tuple[str, str, str, int, str]] = {
    "an address": ("GET", "/nothing", "", 404, "Nothing is here: POST /models/NAME"),
    "one without a name": ("POST", "/models", "{}", 404, "Nothing is here"),
    "a method": ("PUT", "/models/ner", "{}", 405, "PUT is not for this address: send GET / POST."),
    "no text": ("POST", "/models/ner", '{"inputs": 5}', 422, "send one that is not blank"),
    "no question": ("POST", "/models/question_answering", '{"inputs": {"context": "a"}}', 422,
                    "“question” is empty: send a text"),
    "no picture": ("POST", "/models/object_detection", "{}", 422, "send the bytes of a file"),
    "an input": ("POST", "/models/ner", '{"inputs": {"text": "a", "or": "b"}}', 422, "no 'or'"),
    "a switch": ("POST", "/models/ner", '{"inputs": "a", "stream": "yes"}', 422,
                 "stream must be true or false"),
    "a parameter by its name": ("POST", "/v1/chat/completions",
                                '{"model": "ours/chats", "max_tokens": 0, "messages": '
                                '[{"role": "user", "content": "a"}]}', 422, "max_tokens must be"),
    "no model": ("POST", "/v1/embeddings", '{"input": "a"}', 422, "names no model"),
    "of vectors": ("POST", "/v1/embeddings", '{"model": "ours/vectors", "input": "a", "to": 1}',
                   422, "no parameter 'to'"),
    "no numbers": ("POST", "/v1/embeddings", '{"model": "nan", "input": "a"}', 422, "NaN"),
    "no answer": ("GET", "/models/large/health", "", 503, "No answer of model 'large'"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_whatever_is_refused_has_a_sentence_for_who_wrote_the_request(address, what):
    method, path, body, code, said = REFUSED[what]
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
    answer = httpx2.request(method, address + path, content=body, headers=headers, timeout=60)
    assert answer.status_code == code
    assert said in answer.json()["error"] and answer.json()["error_type"]
    for word in ("choose", "type ", "switch", "box"):
        assert word not in answer.json()["error"]


def test_sentences_for_who_writes_requests_stand_for_those_of_pages():
    say = translations("zh").gettext
    assert [sentence for sentence in OF_REQUESTS if say(sentence) == sentence] == []


def test_an_engine_does_not_share_the_port_of_another(address):
    port = address.rpartition(":")[2]
    command = [sys.executable, "-m", "serving", "--host=127.0.0.1", f"--port={port}"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2 and "Choose --port" in ended.stderr


def test_it_knows_what_it_has_and_whether_it_answers(address):
    headers = {"authorization": f"Bearer {TOKEN}"}
    listed = httpx2.get(f"{address}/v1/models", headers=headers).json()["data"]
    names = [each["id"] for each in listed]
    assert {*DEMOS, "ours/chats", "ours/vectors"} <= {*names}
    assert {each["id"]: each["tasks"][0] for each in listed}["ner"] == "ner"
    assert httpx2.get(f"{address}/health").status_code == 200
    healths = [
        httpx2.get(f"{address}/models/{name}/health", headers=headers, timeout=60).status_code
        for name in ("ner", "large", "nothing")
    ]
    assert healths == [200, 503, 404]


class Felled:
    """What a pickle does to whoever opens it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


def test_who_reaches_the_ports_behind_it_without_rays_token_gets_nothing(address, tmp_path):
    request = ASGIRequest(pickled_request_metadata=pickle.dumps(Felled(tmp_path / "felled")))
    said = []
    for process in psutil.Process().children(recursive=True):
        if process.cmdline()[:1] not in PROCESSES:
            continue
        for port in {each.laddr.port for each in process.net_connections("tcp") if not each.raddr}:
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                call = channel.unary_unary("/ray.serve.ASGIService/HandleRequest")
                with pytest.raises(grpc.RpcError) as caught:
                    call(request.SerializeToString(), timeout=20)
                said.append(caught.value.code())
    assert said.count(grpc.StatusCode.UNAUTHENTICATED) >= 2  # a replica and a front
    assert not (tmp_path / "felled").exists()


def test_prometheus_reads_what_was_asked_and_how_long_it_took(at):
    at("ner").token_classification("Anna lives in Berlin.")

    counted = re.compile(r'atlas_requests\w*\{[^}]*model="ner"[^}]*status="200"')

    def said() -> bool:
        text = httpx2.get(f"http://127.0.0.1:{METRICS}/metrics").text
        return bool(counted.search(text)) and "atlas_model_seconds" in text

    until(said, "the figures of a request", pause=0.5)


def test_when_the_queue_is_full_the_next_are_refused_and_the_others_answered(at):
    texts = ["The capital of France is [MASK]. " * 8] * 24

    def ask(number: int) -> str:
        try:
            at("fill_mask").fill_mask(texts)  # a list, as the Hub takes them
        except HfHubHTTPError as error:
            assert error.response.status_code == 503
            assert int(error.response.headers["retry-after"]) > 0
            assert "busy" in error.response.json()["error"]
            return "refused"
        return "answered"

    with ThreadPoolExecutor(24) as pool:
        said = list(pool.map(ask, range(24)))
    assert said.count("answered") >= 8 and said.count("refused") > 0


def test_a_batch_keeps_its_order_and_names_what_was_not_answered(endpoint):
    texts = ["我喜欢打游戏。", "", "我讨厌吃苦瓜。"]
    job = run(DEMOS["sentiment"], texts, "sentiment", batch_size=3, attribution=True)
    assert job.run.places == (0, 2) and list(job.run.problems) == [1]
    assert [output[0]["label"] for output in job.run.output] == ["positive", "negative"]
    assert "left out" in str(job.run.notes[0])


def test_a_text_at_an_endpoint_is_stopped_and_kept(endpoint):
    job = endpoint.submit(
        Loaded("text-generation", "text_generation", REMOTE),
        "明月",
        max_new_tokens=2000,
        num_return_sequences=8,
    )
    until(lambda: len(job.text) > 5, "the first words")
    job.stop()
    job.wait(30)
    assert job.state == "stopped" and job.run.output[0][0]["generated_text"]


def failed(there: remote.Endpoint, name: str = "sentiment", text: str = "很好看") -> str:
    job = there.submit(Loaded("sentiment-analysis", name, REMOTE), text).wait(60)
    assert job.state == "failed"
    return str(job.problem)


def test_gone_wrong_token_and_no_such_model_get_a_sentence_each(address, endpoint):
    assert "cannot be reached" in failed(remote.Endpoint("http://127.0.0.1:9"))
    assert "does not accept the token" in failed(remote.Endpoint(address, "another"))
    with pytest.raises(Problem, match="does not accept the token"):
        remote.Endpoint(address).models(DEMOS["ner"])
    assert "No model" in failed(endpoint, "nothing") and "0.020 GB" in failed(endpoint, "large")
    with pytest.raises(Problem, match="cannot be asked all of this task"):
        endpoint.models(inference.task("mask-generation"))
    assert [model.name for model in endpoint.models(inference.task("ner"))] == ["ner"]


def test_a_prompt_that_is_too_long_is_refused_in_the_readers_language(endpoint):
    job = places.submit(Loaded("text-generation", "text_generation", REMOTE), "明月" * 200).wait(60)
    assert "提示词有 401 个" in job.problem.sentence.said(translations("zh").gettext)


def test_the_times_of_several_texts_are_those_of_all(endpoint):
    one, four = (
        run(DEMOS["text_generation"], "明月", "text_generation", num_return_sequences=count)
        for count in (1, 4)
    )
    assert four.run.spent.model > 2 * one.run.spent.model
    assert four.run.spent.network < four.run.spent.model


def test_what_comes_while_a_pass_is_at_work_goes_together_in_the_next():
    async def passes() -> list[list[int]]:
        together: list[list[int]] = []
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def carry_out(items: list[int]) -> list[int]:
            together.append(items)
            begun.set()
            await go_on.wait()
            if 4 in items:
                raise ValueError("four")
            return [-item for item in items]

        joining = Passes(carry_out, 3)
        first = asyncio.create_task(joining.join("a", 1))
        await begun.wait()
        others = [asyncio.create_task(joining.join("a", item)) for item in (2, 3, 4, 5)]
        gone = asyncio.create_task(joining.join("a", 6))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        go_on.set()
        results = await asyncio.gather(first, *others, return_exceptions=True)
        assert results[0] == -1 and results[4] == -5
        assert all(isinstance(result, ValueError) for result in results[1:4])
        return together

    with ThreadPoolExecutor(1) as thread:  # in this one the browser's loop runs
        assert thread.submit(asyncio.run, passes()).result() == [[1], [2, 3, 4], [5]]


@pytest.mark.parametrize("name", DEMOS)
def test_the_page_runs_every_task_at_the_endpoint_and_draws_its_result(endpoint, name):
    app = opened("pipelines", "zh")
    app.session_state["task"] = DEMOS[name].name
    app = ran(app.run())
    assert not app.error
    said = " ".join(element.value for element in (*app.caption, *app.markdown))
    assert endpoint.host in said and "模型" in said and TOKEN not in said
    assert f"models/{name}" in " ".join(element.value for element in app.code)


def test_a_link_to_a_model_that_is_not_there_says_that_another_is_taken(endpoint):
    app = opened("models")
    app.query_params |= {"task": "ner", "model": "../../etc"}
    app.switch_page("pages/pipelines.py").run()
    assert any("../../etc" in warning.value for warning in app.warning)
    assert app.selectbox(key="model").value == "ner"


def test_an_endpoint_that_is_gone_loses_nothing_that_was_typed(endpoint, monkeypatch):
    app = opened("pipelines")
    app.text_area(key="sentiment-analysis.text").set_value("很好看").run()
    monkeypatch.setattr(endpoint, "url", "http://127.0.0.1:9")
    monkeypatch.setattr(endpoint, "_known", (0.0, []))
    app.run()
    assert "cannot be reached" in app.error[0].value
    assert app.text_area(key="sentiment-analysis.text").value == "很好看"
    app.selectbox(key="device-shown").set_value("auto").run()
    app = ran(app)
    assert not app.error and app.get("plotly_chart")


def as_opened(task: Task) -> list[Item]:
    """The inputs of a task as its page opens."""
    first = {wanted.name: wanted.start for wanted in task.inputs if wanted.start}
    if first or task.inputs[0].is_media:
        return [example(task) | first]
    (wanted,) = task.inputs
    texts = task.examples[0].inputs[wanted.name]
    return [{wanted.name: each} for each in (texts if isinstance(texts, tuple) else [texts])]


def as_shown(task: Task, item: list[Item]) -> list[Any]:
    """The outputs of a run here as the page gives them away."""
    drawing = {option.name: option.default for option in task.options if option.drawing}
    outputs = inference.run(inference.load(task.name), item).output
    return json.loads(json.dumps([task.shown(output, **drawing) for output in outputs]))


def test_in_a_browser_every_task_gives_the_results_that_it_gives_here(serve, visit, address):
    server, host = serve(ATLAS_ENDPOINT=address, ATLAS_TOKEN=TOKEN), address.partition("//")[2]
    for name, task in DEMOS.items():
        page = visit(f"/pipelines?task={task.name}", server)
        run_button(page).click()
        expect(page.get_by_text("into the network")).to_be_visible()
        expect(page.get_by_text(host).first).to_be_visible()
        settle(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download as JSON").click()
        there = json.loads(download.value.path().read_bytes())
        assert alike(as_shown(task, as_opened(task)), there), name
        assert TOKEN not in page.content()
        page.close()
