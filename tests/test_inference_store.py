"""The store of loaded pipelines: one model at a time where memory is short, a fair queue, Stop."""

import gc
import threading
import weakref
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import torch
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

import inference
from i18n import Problem
from inference import engine, weights
from inference.job import Loaded
from inference.store import Store, collect_garbage

from .waiting import until

TEXTS = [
    "很好看，推荐",
    "差",
    "房间很大，服务也好，就是早餐一般。",
    "物流太慢",
    "很喜欢" * 9,
    "不错",
]


@pytest.mark.slow
def test_sixteen_threads_with_mixed_options_get_no_wrong_result():
    pipe = inference.load("sentiment-analysis")
    asked = [(text, top_k) for text in TEXTS for top_k in (0, 1, 2)]
    expected = {one: rounded(pipe, *one) for one in asked}
    wrong, calls = [], 4_000 // 16

    def work(number: int):
        for call in range(calls):
            one = asked[(number * 7 + call) % len(asked)]
            if rounded(pipe, *one) != expected[one]:
                wrong.append(one)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def rounded(pipe, text: str, top_k: int) -> list:
    (labels,) = inference.run(pipe, text, top_k=top_k).output
    return [(row["label"], round(row["score"], 4)) for row in labels]


def test_a_pipeline_is_released_before_the_next_is_loaded(monkeypatch):
    alive: list[weakref.ref] = []
    at_load = []

    def watched(**arguments):
        gc.collect()
        at_load.append(sum(model() is not None for model in alive))
        pipe = engine.load(**arguments)
        alive.append(weakref.ref(pipe.pipeline.model))
        return pipe

    monkeypatch.setattr("inference.store.load", watched)
    store = Store(budget_bytes=1)  # less than any model: never two
    for task in ("ner", "fill-mask", "ner", "sentiment-analysis"):
        job = store.submit(Loaded(task), inference.tasks()[task].inputs[0].start or "好").wait(60)
        assert job.state == "done", job.problem
    assert at_load == [0, 0, 0, 0]
    assert len(store.loaded()) == 1


def test_within_the_budget_pipelines_stay_and_are_warm():
    store = Store()
    warm = [
        store.submit(Loaded(task), text).wait(60).run.warm
        for task, text in [("ner", "Ada"), ("sentiment-analysis", "好"), ("ner", "Ada")]
    ]
    assert warm == [False, False, True]
    assert len(store.loaded()) == 2
    store.release()
    assert store.loaded() == {}


def test_stop_ends_a_text_within_a_second_and_keeps_what_was_written():
    store = Store()
    loaded = Loaded("text-generation")
    store.submit(loaded, "Hi", max_new_tokens=1).wait(60)
    long = {"min_new_tokens": 200, "max_new_tokens": 400}
    job = store.submit(loaded, "In the beginning", **long)
    until(lambda: len(job.text) >= 10, "the first words")
    seen = job.text
    job.stop()
    job.wait(30)
    assert job.state == "stopped"
    written = job.run.output[0][0]["generated_text"]
    whole = store.submit(loaded, "In the beginning", **long).wait(60).text
    assert written.strip().startswith(seen.strip())
    assert whole.strip().startswith(written.strip())
    assert len(written.strip()) < len(whole.strip())


def test_stop_ends_a_batch_between_two_inputs():
    store = Store()
    job = store.submit(Loaded("sentiment-analysis"), ["很好看"] * 5_000)
    until(lambda: job.done >= 3, "three finished inputs")
    job.stop()
    job.wait(10)
    assert job.state == "stopped"
    assert 3 <= job.done < 5_000
    assert job.run.places == tuple(range(job.done))
    assert len(job.run.output) == job.done


def test_a_stopped_batch_by_length_knows_which_inputs_are_finished():
    pipe = inference.load("sentiment-analysis")
    done = []
    run = inference.run(
        pipe,
        TEXTS,
        batch_size=2,
        progress=lambda count, _total: done.append(count),
        stopped=lambda: len(done) == 3,
    )
    assert done == [0, 2, 4]
    longest = sorted(range(len(TEXTS)), key=lambda place: -len(TEXTS[place]))[:4]
    assert run.places == tuple(sorted(longest))
    for place, labels in zip(run.places, run.output):
        (alone,) = inference.run(pipe, TEXTS[place]).output
        assert labels[0]["score"] == pytest.approx(alone[0]["score"], abs=1e-5)


def test_a_job_that_fails_says_why_and_the_next_one_runs():
    store = Store(slots=1)
    failed = store.submit(Loaded("sentiment-analysis", "/nowhere"), "好").wait(30)
    assert failed.state == "failed"
    assert "no checkpoint" in str(failed.problem)
    assert store.submit(Loaded("sentiment-analysis"), "好").wait(30).state == "done"


def test_what_is_streamed_is_what_comes_out():
    job = Store().submit(Loaded("text-generation"), "And God said", max_new_tokens=40).wait(60)
    assert job.text.strip() == job.run.output[0][0]["generated_text"].strip()


def test_of_several_texts_each_is_streamed_on_a_line_of_its_own():
    job = Store().submit(Loaded("translation"), ["I like tea.", "He is ill.", "Good!"]).wait(60)
    written = [output[0]["translation_text"] for output in job.run.output]
    assert [line.strip() for line in job.text.splitlines()] == written


def test_a_batch_by_length_keeps_the_order_of_its_inputs():
    pipe = inference.load("sentiment-analysis")
    alone = [inference.run(pipe, text).output[0] for text in TEXTS]
    together = inference.run(pipe, TEXTS, batch_size=4).output
    for one, other in zip(alone, together):
        assert [row["label"] for row in one] == [row["label"] for row in other]
        assert one[0]["score"] == pytest.approx(other[0]["score"], abs=1e-5)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> list[str]:
    """Two checkpoints of some 60 MB of float32 weights, made here."""
    folders = []
    demo = inference.task("sentiment-analysis").checkpoint
    for seed in range(2):
        folder = tmp_path_factory.mktemp(f"large-{seed}")
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=AutoTokenizer.from_pretrained(demo).vocab_size,
            hidden_size=512,
            intermediate_size=2048,
            num_hidden_layers=4,
            num_attention_heads=8,
        )
        BertForSequenceClassification(config).save_pretrained(folder)
        for file in demo.glob("tokenizer*"):
            (folder / file.name).write_bytes(file.read_bytes())
        folders.append(str(folder))
    return folders


def test_while_one_model_follows_another_the_memory_holds_one(large):
    size = weights.weight_bytes(Path(large[0]))
    assert size > 50_000_000
    one, two = int(size * 1.5), int(size * 3)
    assert peaks(Store(budget_bytes=one), large) == [1, 1, 1]
    assert peaks(Store(budget_bytes=two), large) == [1, 2, 2]


def peaks(store: Store, folders: list[str]) -> list[int]:
    """How many models' weights the memory of the process held at most, at each of three loads."""
    collect_garbage()
    size = weights.weight_bytes(Path(folders[0]))
    before, found = resident(), []
    for folder in (folders[0], folders[1], folders[0]):
        with sampled() as most:
            job = store.submit(Loaded("sentiment-analysis", folder), "好").wait(60)
        assert job.state == "done", job.problem
        found.append(round((max(most) - before) / size))
    store.release()
    return found


def resident() -> int:
    """Bytes of memory that the process has, the mapped safetensors among them."""
    return psutil.Process().memory_info().rss


@contextmanager
def sampled():
    """A list that fills with `resident()` every two milliseconds while the block runs."""
    most, over = [resident()], threading.Event()

    def watch():
        while not over.wait(0.002):
            most.append(resident())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def test_what_a_load_that_failed_had_loaded_is_freed(monkeypatch):
    models: list[weakref.ref] = []

    def fail(**arguments):
        pipe = engine.load(**arguments)
        models.append(weakref.ref(pipe.pipeline.model))
        raise Problem("Too late.")

    monkeypatch.setattr("inference.store.load", fail)
    job = Store().submit(Loaded("ner"), "Ada").wait(60)
    assert (job.state, str(job.problem)) == ("failed", "Too late.")
    assert [model() for model in models] == [None]
