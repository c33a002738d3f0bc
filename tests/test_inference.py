import json

import pytest

import inference
from i18n import Problem


@pytest.fixture(scope="module")
def pipe() -> inference.Pipe:
    return inference.load("sentiment-analysis")


def test_the_classic_three_sentences(pipe):
    run = inference.run(pipe, ["我喜欢打游戏。", "我爱吃巧克力。", "我讨厌吃苦瓜。"])
    assert [labels[0]["label"] for labels in run.output] == ["positive", "positive", "negative"]
    assert run.device == inference.devices()[0].name
    assert run.seconds > 0
    assert run.added_memory_bytes >= 0


def test_the_example_that_should_show_it_well_does():
    task = inference.tasks()["sentiment-analysis"]
    run = inference.run(inference.load(task.name), task.examples[1].inputs["text"])
    assert [labels[0]["label"] for labels in run.output] == [
        "positive",
        "negative",
        "positive",
        "negative",
    ]


def test_the_example_of_failures_shows_failures(pipe):
    run = inference.run(pipe, inference.tasks()["sentiment-analysis"].examples[2].inputs["text"])
    # "So fast: it took a month.", "No day that I do not miss this hotel.", "I love this book."
    assert [labels[0]["label"] for labels in run.output][:3] == ["positive", "negative", "negative"]


def test_every_label_has_a_score_and_the_output_is_plain_json(pipe):
    run = inference.run(pipe, "很好看")
    (labels,) = run.output
    assert {row["label"] for row in labels} == {"positive", "negative"}
    assert sum(row["score"] for row in labels) == pytest.approx(1)
    assert labels[0]["score"] >= labels[1]["score"]
    assert json.loads(json.dumps(run.output)) == run.output
    assert len(inference.run(pipe, "很好看", top_k=1).output[0]) == 1


def test_one_text_or_many_give_the_same_scores(pipe):
    texts = ["很好看，推荐", "差", "房间很大，服务也好，就是早餐一般。"]
    together = inference.run(pipe, texts).output
    for text, expected in zip(texts, together):
        (alone,) = inference.run(pipe, text).output
        assert [row["score"] for row in alone] == pytest.approx(
            [row["score"] for row in expected], abs=1e-5
        )


def test_the_second_run_is_warm():
    pipe = inference.load("sentiment-analysis")
    cold, warm, again = (inference.run(pipe, "好") for _ in range(3))
    assert [run.warm for run in (cold, warm, again)] == [False, True, True]
    assert cold.first_seconds == warm.first_seconds == again.first_seconds == cold.seconds


def test_seconds_are_compared_with_those_of_the_same_input_alone():
    pipe = inference.load("sentiment-analysis")
    cold = inference.run(pipe, "好")
    assert inference.run(pipe, ["很好看。" * 30] * 50).first_seconds == 0
    assert inference.run(pipe, "差").first_seconds == 0
    assert inference.run(pipe, "好", top_k=1).first_seconds == 0
    assert inference.run(pipe, "好").first_seconds == cold.seconds


def test_a_text_beyond_the_model_is_cut_and_said_so(pipe):
    run = inference.run(pipe, ["好看", "很好看。" * 400])
    (note,) = run.notes
    assert note.values["number"] == 2
    assert note.values["tokens"] > note.values["limit"] == pipe.pipeline.tokenizer.model_max_length


@pytest.mark.parametrize("texts", ["", [], "  ", ["", " "]])
def test_nothing_to_run_on_is_a_sentence_not_a_crash(pipe, texts):
    with pytest.raises(Problem, match="at least one"):
        inference.run(pipe, texts)


def test_one_bad_input_of_several_is_named_and_the_others_are_answered(pipe):
    run = inference.run(pipe, ["好", " ", "很" * 30_000, "差"])
    assert run.places == (0, 3) and len(run.output) == 2
    assert "no text" in str(run.problems[1]) and "30000 characters" in str(run.problems[2])


def test_devices_are_listed_best_first_with_the_cpu_last():
    found = inference.devices()
    assert found[-1].name == "cpu"
    assert all(0 < device.memory_free <= device.memory_total for device in found)
    with pytest.raises(Problem, match="no device 'abacus'"):
        inference.load("sentiment-analysis", device="abacus")


def test_the_card_states_the_held_out_accuracy():
    task = inference.tasks()["sentiment-analysis"]
    assert inference.held_out(task.checkpoint)["accuracy"] >= 0.80


@pytest.mark.gpu
@pytest.mark.skipif("len(__import__('inference').devices()) == 1", reason="no accelerator here")
def test_an_accelerator_gives_what_the_cpu_gives():
    texts = inference.tasks()["sentiment-analysis"].examples[0].inputs["text"]
    runs = [
        inference.run(inference.load("sentiment-analysis", device=device.name), texts)
        for device in inference.devices()
    ]
    for run, device in zip(runs, inference.devices()):
        assert run.device == device.name
        assert [labels[0]["label"] for labels in run.output] == [
            labels[0]["label"] for labels in runs[-1].output
        ]
