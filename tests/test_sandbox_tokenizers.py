"""Tokenizers and chat templates of a stranger end in a sentence, and the server goes on."""

import json
import threading
from dataclasses import replace
from time import process_time, thread_time

import psutil
import pytest

import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab import readers

from . import hostile

MESSAGES = [{"role": "user", "content": "Hello"}]


@pytest.fixture
def others():
    """Another visitor's work in this process: it goes on all the while, as next to nothing is
    done here for the file of a stranger, and memory stays."""
    over = threading.Event()
    real = lab.tokenizer("gpt2")
    own = 0.0

    def work() -> None:
        nonlocal own
        start = thread_time()
        while not over.wait(0.01):
            real.encode("Hello world")
        own = thread_time() - start

    before, start = psutil.Process().memory_info().rss, process_time()
    worker = threading.Thread(target=work)
    worker.start()
    yield
    over.set()
    worker.join()
    assert process_time() - start - own < 1
    assert psutil.Process().memory_info().rss - before < 300_000_000


@pytest.mark.parametrize("name", hostile.TOKENIZERS)
def test_a_file_that_would_end_the_server_gets_a_sentence(name, others, monkeypatch):
    monkeypatch.setattr(readers, "LIMITS", replace(readers.LIMITS, cpu=4))
    data = hostile.TOKENIZERS[name]()
    with pytest.raises(Problem, match=name.rpartition(".")[0]):
        lab.tokenizer_file(name, data)
    with pytest.raises(Problem):
        lab.tokenizer_file(name, data)
    assert lab.tokenizer_file("good.json", hostile.tokenizer_json()).encode("a").ids == [1]


def test_a_file_that_waits_for_its_text_is_tried_with_it(others):
    real = lab.tokenizer_file("q.json", hostile.replaces("q"))
    assert real.encode("a").ids.tolist() == [1]
    for ask in (real.encode, lambda text: real.counts([text]), lambda t: lab.encode_steps(real, t)):
        with pytest.raises(Problem, match="q cannot be used: Reading this"):
            ask("q")


@pytest.mark.parametrize("template", hostile.TEMPLATES)
def test_a_template_of_the_hub_ends_in_a_sentence(template, others):
    real = lab.tokenizer_file("good.json", hostile.tokenizer_json())
    real.chat_template = template
    with pytest.raises(Problem, match=hostile.TEMPLATES[template]):
        lab.chat(real, MESSAGES)
    real.chat_template = "{{ messages[0].content }}a"
    assert lab.chat(real, MESSAGES).text == "Helloa"


@pytest.mark.parametrize(
    ("config", "template", "sentence"),
    [
        (b"{", None, "cannot be read: Expecting"),
        (b"[]", None, "cannot be read"),
        (b"[" * 100_000, None, "cannot be read"),
        (b"\xff", None, "cannot be read"),
        (b'{"bos_token": 3}', None, "it is not text"),
        (b'{"chat_template": {"a": 1}}', None, "it is not text"),
        (b'{"chat_template": [{"a": 1}]}', None, "cannot be read"),
        (None, b"\xff\xfe", "cannot be read: 'utf-8'"),
    ],
)
def test_a_broken_configuration_of_a_tokenizer_gets_a_sentence(config, template, sentence):
    with pytest.raises(Problem, match=sentence):
        readers.foreign_layout("a/b", config, template)


def test_a_configuration_gives_its_template_and_its_tokens():
    config = {
        "eos_token": {"content": "</s>"},
        "chat_template": [{"name": "default", "template": "x"}],
    }
    template, tokens = readers.foreign_layout("a/b", json.dumps(config).encode(), None)
    assert template == "x"
    assert tokens == {"bos": "", "eos": "</s>", "unk": "", "pad": ""}
    assert readers.foreign_layout("a/b", b"{}", "你".encode())[0] == "你"
    assert readers.foreign_layout("a/b", None, None) == (None, {})


def test_known_files_do_not_take_the_detour(monkeypatch):
    monkeypatch.setattr("sandbox.run", None)
    assert lab.tokenizer("bert").encode("a").ids.size == 3
    assert len(lab.chat(lab.tokenizer("qwen"), MESSAGES))
