"""The judged samples of verse, beside the checkpoint that wrote them."""

import json
import re

import pytest

import inference
from demo_checkpoints import FOLDER
from demo_checkpoints.text_generation.samples import FILE, SETTINGS, UNJUDGED, written_anew

from .pages import opened

SAMPLES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def test_judged_is_what_the_checkpoint_writes():
    assert len(SAMPLES) == 10
    assert all(sample[said] for sample in SAMPLES for said in UNJUDGED)
    assert written_anew(SAMPLES, FOLDER / "text_generation") == SAMPLES


def test_a_judgement_of_another_text_is_emptied():
    other = SAMPLES[0] | {"written": "不是它写的。"}
    assert written_anew([other], FOLDER / "text_generation") == [SAMPLES[0] | UNJUDGED]


@pytest.mark.parametrize(
    "language, sides", [("en", ("good", "bad")), ("zh", ("good_zh", "bad_zh"))]
)
def test_the_page_shows_what_a_reader_says_of_every_sample(language, sides):
    app = opened("pipelines", language)
    app.session_state["task"] = "text-generation"
    app.run()
    (card,) = [each.value for each in app.markdown if SAMPLES[0]["written"] in each.value]
    for sample in SAMPLES:
        shown = f"{sample['text']}**{sample['written']}**"
        assert all(said in card for said in (shown, *(sample[side] for side in sides)))


def test_the_settings_are_those_that_the_page_starts_with():
    options = {each.name: each.default for each in inference.tasks()["text-generation"].options}
    assert SETTINGS.items() <= options.items()


def test_eight_of_ten_are_quatrains_in_form():
    quatrain = re.compile(r"(\w{5}|\w{7})[，？](\w{5}|\w{7})。(\w{5}|\w{7})，(\w{5}|\w{7})。")
    forms = [quatrain.fullmatch(sample["text"] + sample["written"]) for sample in SAMPLES]
    held = [form is not None and len({*map(len, form.groups())}) == 1 for form in forms]
    assert held == [True] * 8 + [False] * 2
