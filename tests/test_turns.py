"""Runs take turns: a step each, round between visitors, alone on a model."""

import threading
from collections import Counter

import pytest

import inference
from i18n import Problem
from inference.job import Loaded
from inference.store import Store
from inference.turns import MOST_OF_ONE, Stopped, Turns

from .waiting import until

BATCH = ["很好看"] * 5_000
SENTIMENT = Loaded("sentiment-analysis")


def carried_out(turns: Turns, runs: list[tuple[str, str, int]]) -> list[str]:
    """Runs of a visitor on a model with a number of steps, all there before the first begins: the
    visitors in the order of their steps."""
    steps: list[str] = []
    joined = [turns.join(visitor, model) for visitor, model, _count in runs]

    def work(turn, count):
        for _step in range(count):
            with turn:
                steps.append(turn.visitor)
        turns.end(turn)

    blocker = turns.join("blocker", "a model of its own")
    with blocker:
        threads = [
            threading.Thread(target=work, args=(turn, count))
            for turn, (_visitor, _model, count) in zip(joined, runs)
        ]
        for thread in threads:
            thread.start()
        until(lambda: len(turns._waiting) == len(runs), "all runs that wait")
    for thread in threads:
        thread.join(10)
    return steps


def test_turns_go_round_between_visitors_and_not_between_runs():
    many = [("many", f"model {number}", 10) for number in range(4)]
    steps = carried_out(Turns(), [*many, ("one", "model", 10)])
    assert Counter(steps[:20]) == {"many": 10, "one": 10}
    assert len(steps) == 50


def test_who_comes_last_does_not_wait_for_a_batch_to_end():
    steps = carried_out(Turns(), [("batch", "same model", 500), ("sentence", "same model", 1)])
    assert steps.index("sentence") <= 2


@pytest.mark.parametrize("slots", [1, 2, 3])
def test_no_two_steps_are_on_one_model_and_no_more_than_the_slots(slots):
    turns, at_work, most, wrong = Turns(slots), Counter(), [0], []
    guard = threading.Lock()

    def work(model: str):
        with turns.joined() as turn:
            turn.model = model
            for _step in range(200):
                with turn:
                    with guard:
                        at_work[model] += 1
                        most[0] = max(most[0], at_work.total())
                        wrong.extend([model] * (at_work[model] > 1))
                    turn.let_pass()
                    with guard:
                        at_work[model] -= 1

    threads = [threading.Thread(target=work, args=(f"{n % 3}",)) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong and not any(thread.is_alive() for thread in threads)


def test_places_are_those_in_which_the_runs_then_begin():
    turns, began = Turns(), []
    visitors = ["a", "a", "b", "a", "c", "b"]
    joined = [turns.join(visitor, number) for number, visitor in enumerate(visitors)]
    assert [turn.place.of for turn in joined] == [6] * 6
    said = {turn.model: turn.place.at for turn in joined}

    def work(turn):
        with turn:
            began.append(turn.model)
        turns.end(turn)

    with turns.join("blocker", "model"):
        threads = [threading.Thread(target=work, args=(turn,)) for turn in joined]
        for thread in threads:
            thread.start()
        until(lambda: len(turns._waiting) == 6, "six runs that wait")
    for thread in threads:
        thread.join(10)
    assert began == sorted(said, key=said.__getitem__) == [0, 2, 4, 1, 5, 3]


def test_a_run_that_is_stopped_before_it_begins_leaves_its_place():
    turns = Turns()
    first, second, third = (turns.join(visitor) for visitor in "abc")
    with first:
        refused = []

        def work():
            try:
                with second:
                    pass
            except Stopped:
                refused.append(True)
            turns.end(second)

        thread = threading.Thread(target=work)
        thread.start()
        assert (second.place.at, third.place.at, third.place.of) == (1, 2, 2)
        turns.stop(second)
        thread.join(10)
        assert refused and (third.place.at, third.place.of) == (1, 1)


def test_a_sentence_is_answered_while_a_batch_runs_on_the_same_model():
    store = Store()
    batch = store.submit(SENTIMENT, BATCH, visitor="a")
    until(lambda: batch.done > 3, "a batch that runs")
    sentence = store.submit(SENTIMENT, "好", visitor="b").wait(30)
    assert sentence.state == "done" and not batch.over
    batch.stop()
    assert batch.wait(30).state == "stopped"


def test_a_sentence_is_answered_while_two_long_texts_are_written():
    store = Store()
    long = {"max_new_tokens": 2_000, "num_return_sequences": 8, "eos_token_id": None}
    other = Loaded("text-generation", dtype="bfloat16")
    texts = [
        store.submit(loaded, "明月", visitor="a", **long)
        for loaded in (Loaded("text-generation"), other)
    ]
    until(lambda: all(text.text for text in texts), "two texts that are being written")
    assert store.submit(SENTIMENT, "好", visitor="b").wait(60).state == "done"
    assert not all(text.over for text in texts)
    for text in texts:
        text.stop()


def test_what_takes_turns_is_right():
    alone = {text: inference.run(inference.load("ner"), text).output for text in ("Ada", "Oslo")}
    store = Store()
    jobs = [
        (text, store.submit(Loaded("ner"), text, visitor=number))
        for number in range(20)
        for text in alone
    ]
    for text, job in jobs:
        assert job.wait(60).run.output == alone[text]


def test_a_model_for_which_there_is_no_room_waits_for_what_is_in_use():
    store = Store(budget_bytes=1)
    batch = store.submit(SENTIMENT, BATCH, visitor="a")
    until(lambda: batch.done > 3, "a batch that runs")
    other = store.submit(Loaded("ner"), "Ada", visitor="b")
    until(lambda: (other.place.at, other.place.of) == (1, 1), "one that waits")
    later = store.submit(SENTIMENT, "好", visitor="c")
    assert (later.place.at, later.place.of) == (2, 2)
    before = batch.done
    until(lambda: batch.done > before, "the batch to go on")
    batch.stop()
    assert other.wait(60).state == later.wait(60).state == "done"


def test_a_visitor_has_so_many_runs_and_others_are_not_kept_out():
    store = Store(slots=1)
    theirs = [store.submit(SENTIMENT, BATCH, visitor="a") for _number in range(MOST_OF_ONE)]
    with pytest.raises(Problem, match=f"wait or are running: {MOST_OF_ONE}"):
        store.submit(SENTIMENT, "好", visitor="a")
    assert store.submit(SENTIMENT, "好", visitor="b").wait(60).state == "done"
    for job in theirs:
        job.stop()
    assert all(job.wait(60).state == "stopped" for job in theirs)


def test_a_full_store_refuses():
    store = Store(slots=1, most=3)
    jobs = [store.submit(SENTIMENT, BATCH, visitor=number) for number in range(3)]
    with pytest.raises(Problem, match="3 runs are waiting"):
        store.submit(SENTIMENT, "好", visitor=3)
    for job in jobs:
        job.stop()


def test_a_beginning_that_raises_is_its_own_fault_alone():
    turns = Turns()

    def fail() -> str:
        raise RuntimeError("no such device")

    with turns.join("a", "model"):
        wrong, right = turns.join("b", "other", fail), turns.join("c", "third")
        said: list[str] = []

        def work(turn) -> None:
            try:
                with turn:
                    said.append("answered")
            except RuntimeError as error:
                said.append(str(error))
            turns.end(turn)

        threads = [threading.Thread(target=work, args=(turn,)) for turn in (wrong, right)]
        for thread in threads:
            thread.start()
        until(lambda: said or len(turns._waiting) == 2, "two that wait")
    for thread in threads:
        thread.join(10)
    assert sorted(said) == ["answered", "no such device"]


class Panic(BaseException):
    """As a library in Rust raises it."""


def test_a_panic_fails_its_run_and_gives_everything_back(monkeypatch):
    def panic(*_arguments, **_options):
        raise Panic("stride must be strictly less than max_len")

    store = Store(slots=1)
    with monkeypatch.context() as patch:
        patch.setattr("inference.store.run", panic)
        job = store.submit(SENTIMENT, "好", visitor="a").wait(60)
    assert (job.state, store._users[SENTIMENT], len(store._turns)) == ("failed", 0, 0)
    with monkeypatch.context() as patch:
        patch.setattr("inference.store.load", panic)
        assert store.submit(Loaded("ner"), "Ada", visitor="a").wait(60).state == "failed"
    assert store.submit(SENTIMENT, "好", visitor="a").wait(60).state == "done"
    assert store.submit(Loaded("ner"), "Ada", visitor="a").wait(60).state == "done"


def test_a_question_that_leaves_no_room_for_the_text_gets_a_sentence():
    pipe = inference.load("question-answering")
    context = "The cat sat on the mat. " * 40
    for words in (1, 60, 100, 124, 126, 127, 199):
        asked = {"question": "what " * words, "context": context}
        try:
            assert inference.run(pipe, asked, doc_stride=256).output
        except Problem as problem:
            assert words >= 100 and "leaves no room for the text" in str(problem)


def test_stop_is_heard_while_a_model_is_loaded(monkeypatch):
    loading, go_on = threading.Event(), threading.Event()

    def slow(**arguments):
        loading.set()
        go_on.wait(30)
        return inference.load(**arguments)

    monkeypatch.setattr("inference.store.load", slow)
    store = Store()
    job = store.submit(SENTIMENT, "好")
    assert loading.wait(30)
    job.stop()
    assert job.wait(5).state == "stopped"
    go_on.set()
    assert store.submit(SENTIMENT, "好").wait(60).state == "done"
