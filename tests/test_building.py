"""While a model is built nothing computes, so that nothing computes in its dtype."""

import threading

import torch

import inference
from inference import building
from inference.job import Loaded
from inference.store import Store

BFLOAT16 = {"dtype": "bfloat16", "device": "cpu"}


def test_what_computes_never_meets_the_dtype_of_a_model_that_is_built():
    met, over = set(), threading.Event()
    inference.load("sentiment-analysis", **BFLOAT16)  # what the first one imports

    def compute() -> None:
        while not over.is_set():
            with building.computing():
                for _time in range(50):
                    met.add(torch.get_default_dtype())
                with building.pausing():
                    pass

    threads = [threading.Thread(target=compute) for _number in range(3)]
    for thread in threads:
        thread.start()
    loads = [
        threading.Thread(target=inference.load, args=(task,), kwargs=BFLOAT16)
        for task in ("sentiment-analysis", "ner", "summarization", "visual-question-answering") * 3
    ]
    for thread in loads:
        thread.start()
    for thread in loads:
        thread.join(60)
    over.set()
    for thread in threads:
        thread.join(60)
    assert met == {torch.float32} == {torch.get_default_dtype()}


def test_a_text_is_written_on_while_models_are_loaded():
    store = Store()
    alone = store.submit(Loaded("text-generation"), "明月", do_sample=False).wait(60).run.output
    jobs = [
        store.submit(Loaded("text-generation"), "明月", visitor=number, do_sample=False)
        for number in range(6)
    ]
    for task in ("ner", "fill-mask", "summarization", "translation"):
        store.submit(Loaded(task, dtype="bfloat16"), "Ada", visitor=task)
    for job in jobs:
        written = job.wait(60).run.output
        assert written[0][0]["generated_text"] == alone[0][0]["generated_text"]
