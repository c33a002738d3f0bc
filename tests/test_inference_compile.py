"""Compiled models: the same answers, one compilation for all lengths, and a sentence without a
compiler."""

import shutil

import pytest
from torch import _dynamo
from torch._inductor import config

import inference
from i18n import Problem

from .goldens import make
from .nearly import nearly

pytestmark = pytest.mark.slow

MODEL = make.HERE / "question_answering"
ASKED = {"question": "Who wrote it?", "context": "Ada wrote the first program in London."}
OTHER = {"question": "What did she find?", "context": "Grace found an unbelievably small moth."}


@pytest.fixture(autouse=True)
def nothing_compiled():
    _dynamo.reset()
    _dynamo.utils.counters.clear()


@pytest.mark.skipif(not shutil.which("g++"), reason="there is no C++ compiler")
def test_a_compiled_model_answers_as_it_does_otherwise():
    pipe = inference.load("question-answering", MODEL, "cpu", compile=True)
    compiled = inference.run(pipe, [ASKED, OTHER]).output
    assert _dynamo.utils.counters["stats"]["unique_graphs"] == 1
    pipe = inference.load("question-answering", MODEL, "cpu")
    assert nearly(compiled, inference.run(pipe, [ASKED, OTHER]).output)


def test_without_a_compiler_a_sentence_says_what_to_install():
    pipe = inference.load("question-answering", MODEL, "cpu", compile=True)
    with (
        config.patch({"cpp.cxx": (None, "no-compiler"), "force_disable_caches": True}),
        pytest.raises(Problem, match=r"cannot be compiled here: install a C\+\+ compiler"),
    ):
        inference.run(pipe, ASKED)
