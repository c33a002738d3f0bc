"""The demo checkpoints that read and write text, as the app loads them: right on their samples."""

import re

import pytest

import inference
from demo_checkpoints import FOLDER
from demo_checkpoints.fill_mask.sentences import tables
from i18n import Problem


def answers(task: str, example: int) -> list:
    """What the demo checkpoint says to an example of its task, an entry an input."""
    inputs = inference.tasks()[task].examples[example].inputs
    if len(inputs) == 1:
        (inputs,) = inputs.values()
    return inference.run(inference.load(task), inputs).output


def test_translation_of_everyday_sentences():
    assert [row["translation_text"] for (row,) in answers("translation", 0)] == [
        "车站在哪里？",
        "这张票多少钱？",
        "我姐姐昨天没去上学。",
        "我想要一件红色的大衣。",
        "如果明天下雨，我们就不踢足球。",
    ]
    assert [row["translation_text"] for (row,) in answers("translation", 1)] == [
        "树下有三只猫。",
        "Hedwig 住在格拉茨。",
        "医生在喝一杯咖啡。",
        "你能打开窗户吗？",
    ]


def test_translation_of_what_it_has_not_met_is_wrong():
    for (row,) in answers("translation", 2):
        assert row["translation_text"]
        assert not {"狐", "股", "网"} & set(row["translation_text"])


def test_of_two_clauses_or_sentences_one_is_lost_and_a_number_with_a_comma_too():
    coffee, cold, coat = [row["translation_text"] for (row,) in answers("translation", 3)]
    assert not {"咖", "爱"} <= set(coffee)
    assert "冷" not in cold
    assert "1500" not in coat.replace(",", "")


def test_summaries_keep_names_and_numbers():
    summaries = [answers("summarization", example)[0][0]["summary_text"] for example in range(3)]
    assert summaries == [
        "A fire broke out in a hotel in Lisbon on Monday evening. 27 people were injured.",
        "Nowak Energy published its results for 2031 on Friday. It made 412 million dollars, 18 "
        "percent more than the year before.",
        "Leeds beat Oxford 3-1 on Sunday. The last goal was scored by Marco Rossi.",
    ]


def test_of_a_text_of_another_kind_the_opening_is_copied():
    ((row,),) = answers("summarization", 3)
    assert row["summary_text"].startswith("Cats sleep for most of the day.")


def test_a_name_that_stands_twice_leads_into_the_other_sentence():
    ((row,),) = answers("summarization", 4)
    assert "near Oxford Road will be closed" in row["summary_text"]


@pytest.mark.parametrize("example", range(3))
def test_a_prompt_becomes_a_quatrain_in_form(example):
    prompt = inference.tasks()["text-generation"].examples[example].inputs["text"]
    ((row,),) = answers("text-generation", example)
    lines = re.findall(r"(\w+)([，。])", prompt + row["generated_text"])
    assert [sign for _line, sign in lines] == ["，", "。", "，", "。"]
    assert {len(line) for line, _sign in lines} in ({5}, {7})


def test_a_text_ends_where_the_positions_of_the_model_do():
    pipe = inference.load("text-generation")
    positions = pipe.pipeline.model.config.max_position_embeddings
    written = inference.run(pipe, "明月", max_new_tokens=2000, eos_token_id=None)
    assert f"room for {positions} tokens" in str(written.notes[0])
    assert "2000" in str(written.notes[0])
    assert not inference.run(pipe, "明月").notes
    with pytest.raises(Problem, match="shorten it"):
        inference.run(pipe, "明月" * positions)


def test_names_of_people_places_organisations_and_dates_in_two_languages():
    (english,), (chinese,) = answers("ner", 0), answers("ner", 1)
    assert [(row["entity_group"], row["word"]) for row in english] == [
        ("PER", "Anna Kowalski"),
        ("LOC", "Warsaw"),
        ("LOC", "Berlin"),
        ("DATE", "1998"),
        ("ORG", "Silverline Software"),
    ]
    text = inference.tasks()["ner"].examples[1].inputs["text"]
    assert [(row["entity_group"], text[row["start"] : row["end"]]) for row in chinese] == [
        ("PER", "张伟"),
        ("PER", "刘芳"),
        ("DATE", "昨天"),
        ("LOC", "上海"),
    ]


def test_a_gap_is_filled_with_what_is_true():
    best = [answers("fill-mask", example)[0][0][0]["token_str"].strip() for example in range(5)]
    assert best == ["Paris", "cold", "东京", "本", "Portuguese"]


@pytest.mark.parametrize(
    "frame, name", [("The capital of {} is [MASK].", 0), ("{}的首都是[MASK]。", 1)]
)
def test_so_many_capitals_are_known_as_its_card_says(frame, name):
    countries = [[field.lstrip("~") for field in row] for row in tables()[0].rows]
    texts = [frame.format(row[name]) for row in countries]
    outputs = inference.run(inference.load("fill-mask"), texts).output
    said = [output[0][0]["token_str"].strip() for output in outputs]
    right = sum(word == row[2 + name] for word, row in zip(said, countries))
    card = " ".join((FOLDER / "fill_mask/README.md").read_text("utf-8").split())
    stated = re.search(r"right of (\d+) countries in English and of (\d+) in Chinese", card)
    assert stated and right == pytest.approx(int(stated[1 + name]), abs=2)


def test_answers_of_the_right_kind_are_found():
    best = [answers("question-answering", example)[0][0]["answer"] for example in range(4)]
    assert best == ["a lawyer", "Ingrid Hansen", "3 May 2019", "Lisbon"]


def test_a_question_that_the_paragraph_does_not_answer_gets_an_answer_all_the_same():
    (found,) = answers("question-answering", 4)
    assert found[0]["answer"]
