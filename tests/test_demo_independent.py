"""The independent items of the demo checkpoints: whole, new to the recipes, as the cards say."""

from random import Random

import pytest

import inference
from demo_checkpoints import FOLDER, figures, independent
from demo_checkpoints.fill_mask.sentences import Company, Teller
from demo_checkpoints.independent import Answered, Items
from demo_checkpoints.ner.recipe import examples
from demo_checkpoints.question_answering.paragraphs import question
from demo_checkpoints.recipe import checkpoints, recipe
from demo_checkpoints.summarization import facts
from demo_checkpoints.summarization.reports import report
from demo_checkpoints.text_generation.recipe import in_form
from demo_checkpoints.translation import recipe as translation
from demo_checkpoints.visual_question_answering.questions import KINDS
from inference.metrics import sources
from inference.task import Task

FEWEST = dict.fromkeys(checkpoints(), 40) | {"text_generation": 10}
KILOBYTES = dict.fromkeys(checkpoints(), 600) | dict.fromkeys(
    ("audio_classification", "speech_recognition"), 800
)
COUNTED_OTHERWISE = ("summarization", "text_generation", "visual_question_answering")
"""Those whose figures the page has not, or calls otherwise."""


def task_of(name: str) -> Task:
    return inference.task(recipe(name).card.task)


def items(name: str) -> Items:
    return independent.read(FOLDER / name / independent.NAME, task_of(name))


@pytest.mark.parametrize("name", checkpoints())
def test_every_item_can_be_read_and_its_source_is_explained(name):
    folder, task = FOLDER / name / independent.NAME, task_of(name)
    found = items(name)
    assert len(found.rows) == len(found.inputs) == len(found.answers) >= FEWEST[name]
    explained = (folder / "README.md").read_text("utf-8")
    for row in found.rows:
        assert all(part in explained for part in row["source"].split("-"))
    if name != "text_generation":
        assert task.measure
        for answer, values in zip(found.answers, found.inputs):
            assert task.measure.read(answer, values) is not None
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 1024 * KILOBYTES[name]


@pytest.mark.parametrize("name", checkpoints())
def test_figures_are_those_of_the_card(name):
    stated = inference.independent(FOLDER / name)
    answered = independent.ask(FOLDER / name)
    own = recipe(name)
    counted = own.independent(answered)
    assert stated and stated.items == len(answered.outputs)
    assert list(counted) == list(stated.figures)
    for metric, figure in counted.items():
        low, high = stated.figures[metric].between
        assert figure.value == pytest.approx(stated.figures[metric].value, abs=0.01)
        assert low <= figure.value <= high
    counts = own.counts(answered) if own.counts else {}
    assert counts == pytest.approx(stated.counts, abs=1)
    if name not in COUNTED_OTHERWISE:
        of_page = answered.evaluation.scores.figures
        for metric, figure in counted.items():
            assert figure.value == pytest.approx(of_page[metric])


@pytest.mark.parametrize("name", ["audio_classification", "image_classification"])
def test_the_page_finds_the_same_answers_beside_the_files(name):
    found, folder = items(name), FOLDER / name / independent.NAME
    task = task_of(name)
    assert task.measure
    files = [
        (file.name, file.read_bytes())
        for file in folder.iterdir()
        if file.suffix not in (".md", ".txt")
    ]
    beside = sources.beside(files, task.measure.from_files)
    answers = beside.sources["items.csv: answer"]
    (column,) = (wanted.name for wanted in task.inputs)
    assert answers == {row[column]: row["answer"] for row in found.rows}


def test_no_item_is_a_sample_of_the_page():
    for name in checkpoints():
        samples = {
            text
            for example in task_of(name).examples
            for given in example.inputs.values()
            for text in ([given] if isinstance(given, str) else given)
        }
        whole = {tuple(values.values()) for values in items(name).inputs}
        assert not whole & {(text,) for text in samples}
        pictures = {path.read_bytes() for path in (FOLDER / name / "samples").glob("*")}
        assert not pictures & {one for values in items(name).inputs for one in values.values()}


def test_no_recipe_comes_upon_an_item_while_it_learns():
    random = Random(1)
    drawn = {
        "summarization": {report(random, held_out=False)[0] for _ in range(2000)},
        "question_answering": {question(random, False, 0.4).context for _ in range(2000)},
        "ner": {text for text, _entities in examples(random, 2000, test=False)},
        "translation": {translation.pair(random, test=False)[0] for _ in range(20_000)},
    }
    for name, texts in drawn.items():
        own = {value for values in items(name).inputs for value in values.values()}
        assert not texts & own
    teller = Teller(random, Company(beside=0.1, stirred=0.1))
    told = {teller.sentence(language).text for language in ("en", "zh") for _ in range(2000)}
    assert not told & independent.texts("fill_mask")


def test_of_the_questions_about_pictures_every_kind_is_asked():
    stated = inference.independent(FOLDER / "visual_question_answering")
    assert stated
    assert list(stated.figures) == ["accuracy", *(f"accuracy_{kind}" for kind in KINDS)]


REPORT = (
    "A fire destroyed a mill near Ghent on Friday. 1,200 people watched. "
    "Mayor Els Claes praised the twenty-seven firefighters."
)


@pytest.mark.parametrize(
    ("summary", "made_up"),
    [
        ("A fire destroyed a mill near Ghent on Friday.", []),
        ("In Ghent, one thousand two hundred people and 27 firefighters saw it.", []),
        ("The mayor, Els Claes, praised twenty-eight of 1200.", ["28"]),
        ("Bruges lost a mill. It was one of three.", ["Bruges", "1", "3"]),
    ],
)
def test_what_a_summary_makes_up_is_found(summary, made_up):
    assert facts.invented(summary, REPORT) == made_up


def test_facts_count_in_any_spelling_and_as_whole_words():
    wanted = facts.read('["Ghent", ["27", "a score"], "18%"]')
    assert wanted == [["Ghent"], ["27", "a score"], ["18%"]]
    assert facts.holds("ghent: twenty-seven, and 18 percent.", wanted)
    assert not facts.holds("Ghent: 127 and 18 percent.", wanted)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("three thousand, two hundred and five", "3205"),
        ("won three one", "won 3 1"),
        ("a hundred and one dogs; forty five, seven", "a 101 dogs 45 7"),
        ("1,200 and 12.5%", "1200 and 12 5 percent"),
    ],
)
def test_numbers_in_words_are_those_in_digits(text, words):
    assert " ".join(facts.plain(text)) == words


def test_a_quatrain_has_four_lines_of_one_length():
    assert in_form("明月几时有？把酒问青天。唯将长相送，何奈海中程。")
    assert not in_form("诗心欲长，不应成柳里，便是青金女。")
    assert not in_form("明月几时有，把酒问青天。唯将长相送，")


def test_the_worst_group_comes_first_and_none_within_it():
    rows = [{"source": source} for source in ["fire-own"] * 6 + ["fire-lists"] * 6 + ["odd"] * 2]
    given = [{"text": "x"}] * len(rows)
    right, wrong = [[{"label": "positive", "score": 1.0}], [{"label": "negative", "score": 1.0}]]
    answered = Answered(
        inference.task("sentiment-analysis"),
        ["negative", "positive"],
        Items(rows, given, ["positive"] * len(rows)),
        [wrong] * 6 + [right] * 3 + [wrong] * 5,
    )
    groups = figures.by_source(figures.main, answered)
    # All of `own` are of `fire-own`, and those of `fire` are of both kinds.
    assert [(name, figure.value, figure.count) for name, figure in groups.items()] == [
        ("fire-own", 0.0, 6),
        ("fire", 0.25, 12),
    ]


def test_the_interval_of_a_figure_that_is_no_mean_is_drawn_from_the_rows():
    rows = [0.0, 1.0] * 20
    figure = figures.drawn_anew(
        lambda places: sum(rows[place] for place in places) / len(places), len(rows)
    )
    assert figure.value == 0.5
    low, high = figure.between
    assert 0.3 < low < 0.4 and 0.6 < high < 0.7


def test_what_is_said_of_other_speakers_is_drawn_from_speakers():
    rows = [{"source": speaker} for speaker in "abcdefgh" for _take in range(10)]
    heard = [[{"label": "one", "score": 1.0}]] * 60 + [[{"label": "two", "score": 1.0}]] * 20
    answered = Answered(
        inference.task("audio-classification"),
        ["one", "two"],
        Items(rows, [{}] * 80, ["one"] * 80),
        heard,
    )
    (of_takes,) = figures.main(answered).values()
    (figure,) = figures.over_speakers(answered).values()
    assert figure.value == of_takes.value == 0.75
    assert figure.count == of_takes.count == 80
    low, high = figure.between
    assert low < of_takes.between[0] and high > of_takes.between[1]


def test_what_cannot_be_read_ends_the_command(tmp_path):
    folder, task = tmp_path / independent.NAME, task_of("fill_mask")
    folder.mkdir()
    with pytest.raises(SystemExit, match="There are no items"):
        independent.read(folder, task)
    for rows, said in (
        ("A [MASK] and a [MASK].,dog,own\n", "Blanks in the text: 2; right tokens: 1"),
        (
            "A [MASK].,dog,own\n[MASK] [MASK].,dog,own\n",
            "item 2 cannot be read: Blanks in the text: 2",
        ),
        ("A [MASK].,dog,own\nA [MASK].,,own\n", "1 items have no answer"),
    ):
        (folder / "items.csv").write_text("text,answer,source\n" + rows)
        found = independent.read(folder, task)
        with pytest.raises(SystemExit, match=said):
            _ = Answered(task, [], found, [[]] * len(found.rows)).evaluation
