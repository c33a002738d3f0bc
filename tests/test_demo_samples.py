"""The judged samples of verse, beside the checkpoint that wrote them."""

import json
import re

import inference
from demo_checkpoints import FOLDER
from demo_checkpoints.text_generation.samples import FILE, SETTINGS, UNJUDGED, written_anew

SAMPLES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def test_judged_is_what_the_checkpoint_writes():
    assert len(SAMPLES) == 10
    assert all(sample[said] for sample in SAMPLES for said in UNJUDGED)
    assert written_anew(SAMPLES, FOLDER / "text_generation") == SAMPLES


def test_a_judgement_of_another_text_is_emptied():
    other = SAMPLES[0] | {"written": "不是它写的。"}
    assert written_anew([other], FOLDER / "text_generation") == [SAMPLES[0] | UNJUDGED]


def test_the_settings_are_those_that_the_page_starts_with():
    options = {each.name: each.default for each in inference.tasks()["text-generation"].options}
    assert SETTINGS.items() <= options.items()


def test_eight_of_ten_are_quatrains_in_form():
    quatrain = re.compile(r"(\w{5}|\w{7})[，？](\w{5}|\w{7})。(\w{5}|\w{7})，(\w{5}|\w{7})。")
    forms = [quatrain.fullmatch(sample["text"] + sample["written"]) for sample in SAMPLES]
    held = [form is not None and len({*map(len, form.groups())}) == 1 for form in forms]
    assert held == [True] * 8 + [False] * 2
