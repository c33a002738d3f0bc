"""The pipelines that transformers 5 dropped answer as transformers 4.57.6 did.

The goldens were written by that release; `goldens/make.py` says how.
"""

import json
from functools import cache

import pytest

from inference import pipelines

from .goldens import make

CASES = json.loads((make.HERE / "goldens.json").read_text())


@cache
def pipe(task: str, model: str):
    return pipelines.load(task, str(make.HERE / model), model_kwargs={"dtype": "float32"})


@pytest.mark.parametrize("model", make.MODELS)
def test_the_answers_of_the_older_release(model):
    cases = [case for case in CASES if case["model"] == model]
    assert len(cases) >= 8
    for case in cases:
        output = make.call(pipe(case["task"], model), case)
        # Scores are compared with the last digits that a sum in another order may change.
        assert without_scores(output) == without_scores(case["output"]), case
        assert scores(output) == pytest.approx(scores(case["output"]), rel=1e-5, abs=1e-9), case


def test_the_cases_are_those_that_the_script_makes():
    made = json.loads(json.dumps(make.cases()))
    assert [{key: case[key] for key in made[0]} for case in CASES] == made


def scores(output) -> list[float]:
    if isinstance(output, list):
        return [score for inner in output for score in scores(inner)]
    return [output["score"]] if isinstance(output, dict) and "score" in output else []


def without_scores(output):
    if isinstance(output, list):
        return [without_scores(inner) for inner in output]
    if isinstance(output, dict):
        return {key: value for key, value in output.items() if key != "score"}
    return output
