"""The whole training as one picture: its data, the family of a token, and the canvas."""

import json
from collections import Counter

import pytest

import tokenizer_lab as lab
from i18n import Problem
from ui import forest_page

TEXT = (
    "She sells sea shells by the sea shore; the shells she sells are sea shells, for sure. "
    "# #a ##a ####, ##a ##a 中文分词，分词器。 "
) * 3
MERGING = ["bpe", "byte_bpe", "wordpiece", "sentencepiece"]


def trained(algorithm: str, size: int = 340) -> lab.Trace:
    rules = {"model": "bpe"} if algorithm == "sentencepiece" else {}
    mode = "metaspace" if algorithm == "sentencepiece" else "whitespace"
    return lab.train(algorithm, lab.word_counts(TEXT, mode), size, **rules)


def texts(data: dict) -> list[str]:
    """The text of every token of a forest, as a reader of the data makes it."""
    texts = list(data["symbols"])
    for left, right in zip(data["left"], data["right"]):
        texts.append(texts[left] + texts[right][data["prefix"] :])
    return texts


@pytest.mark.parametrize("algorithm", MERGING)
def test_every_merge_is_a_tree_on_its_two_parents(algorithm):
    trace = trained(algorithm)
    data = json.loads(json.dumps(lab.forest(trace)))
    assert texts(data) == [*trace.alphabet, *(merge.token for merge in trace.merges)]
    assert data["steps"] is None
    first = len(data["symbols"])
    assert data["counts"][first:] == [merge.count for merge in trace.merges]
    grown = texts(data)
    for number, merge in enumerate(trace.merges):
        parents = data["left"][number], data["right"][number]
        assert tuple(grown[parent] for parent in parents) == merge.pair
        assert max(parents) < first + number


@pytest.mark.parametrize("algorithm", MERGING)
def test_symbols_are_counted_as_they_stand_in_the_corpus(algorithm):
    trace = trained(algorithm)
    expected: Counter = Counter()
    for word, count in trace.counts.items():
        for symbol in trace.spell(word):
            expected[symbol] += count
    data = lab.forest(trace)
    assert data["counts"][: len(data["symbols"])] == [expected[each] for each in trace.alphabet]


@pytest.mark.parametrize("algorithm", MERGING)
def test_a_trace_that_was_read_again_gives_the_same_forest(algorithm):
    trace = trained(algorithm)
    assert lab.forest(lab.Trace.from_json(trace.to_json())) == lab.forest(trace)


@pytest.mark.parametrize("algorithm", MERGING)
def test_a_family_spells_its_token_by_symbols(algorithm):
    trace = trained(algorithm)
    steps = {merge.token: step for step, merge in reversed([*enumerate(trace.merges, 1)])}
    prefix = lab.forest(trace)["prefix"]
    for token in trace.vocab():
        tree = lab.family(trace, token)
        assert {*tree.leaves} <= {*trace.alphabet}
        spelled = tree.leaves[0] + "".join(leaf[prefix:] for leaf in tree.leaves[1:])
        assert spelled == token
        if token in trace.alphabet:
            assert tree.step is None and tree.parents == ()
            continue
        assert tree.step == steps[token]
        merge = trace.merges[tree.step - 1]
        assert tuple(parent.token for parent in tree.parents) == merge.pair
        assert tree.count == merge.count
        assert texts(tree.data())[-1] == token


def test_hugs_comes_from_hug_and_s():
    trace = lab.train("bpe", lab.CLASSIC_COUNTS, 14)
    tree = lab.family(trace, "hugs")
    assert tree.leaves == ["h", "u", "g", "s"]
    assert [member.token for member in tree.members()][-3:] == ["ug", "hug", "hugs"]
    assert (tree.step, tree.count) == (6, 5)
    assert tree.data()["steps"] == [1, 3, 6]


def test_a_chain_of_merges_as_long_as_a_word_is_no_trouble():
    word = "".join(map(chr, range(0x4E00, 0x4E00 + 3000)))
    tree = lab.family(lab.train("bpe", {word: 1}, 6000), word)
    assert "".join(tree.leaves) == word
    assert texts(json.loads(json.dumps(tree.data())))[-1] == word


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("gpt2", "Ġtokens"),
        ("deepseek", "Ġhowever"),
        ("qwen", "Ġtokenizer"),
        ("tekken", "Ġhowever"),
        ("mistral", "▁however"),
    ],
)
def test_the_family_of_a_real_token_ends_in_it(name, token):
    tree = lab.family(lab.tokenizer(name), token)
    assert "".join(tree.leaves) == token
    assert "".join(parent.token for parent in tree.parents) == token
    for member in tree.members():
        for parent in member.parents:
            assert (parent.step or 0) < member.step
    assert {len(leaf) for leaf in tree.leaves} == {1}
    assert texts(tree.data())[-1] == token


def test_the_last_merge_of_gpt2_s_replay_makes_the_token():
    real = lab.tokenizer("gpt2")
    for text in (" tokens", "hello", " understanding", "ing", " Transformers"):
        (word,) = lab.encode_steps(real, text).words
        for piece in word.pieces:
            tree = lab.family(real, piece)
            assert piece == "".join(parent.token for parent in tree.parents)
    (word,) = lab.encode_steps(real, " understanding").words
    assert lab.family(real, "Ġunderstanding").step == word.merges[-1].rank + 1


@pytest.mark.parametrize(
    ("source", "token", "reason"),
    [
        ("bert", "the", "keeps no merges"),
        ("j2", "▁the", "keeps no merges"),
        ("gpt2", "Ġqqzz", "not in the vocabulary"),
        ("gpt2", "<|endoftext|>", "as a whole"),
        ("mistral", "<s>", "as a whole"),
    ],
)
def test_where_there_is_no_family_a_sentence_says_why(source, token, reason):
    with pytest.raises(Problem, match=reason):
        lab.family(lab.tokenizer(source), token)


def test_a_training_without_merges_and_an_unknown_token_are_problems():
    with pytest.raises(Problem, match="keeps no merges"):
        lab.family(lab.train("unigram", lab.CLASSIC_COUNTS, 12), "hug")
    with pytest.raises(Problem, match="not in the vocabulary"):
        lab.family(trained("bpe"), "zebra")


@pytest.mark.parametrize("algorithm", ["unigram", "sentencepiece"])
def test_pieces_stay_until_the_step_that_takes_them_away(algorithm):
    counts = lab.word_counts(TEXT, "metaspace")
    trace = lab.train(algorithm, counts, 40)
    data = json.loads(json.dumps(lab.forest(trace)))
    assert data["sizes"] == [len(trace.pieces(step)) for step in range(len(trace.steps) + 1)]
    end = len(trace.steps)
    pieces = data["pieces"]
    assert {end} < {last for _piece, _first, last, *_ in pieces}
    assert [row[2] for row in pieces] == sorted((row[2] for row in pieces), reverse=True)
    for piece, first, last, _begin, _end, rise in pieces:
        assert piece in trace.pieces(first) and piece in trace.pieces(last)
        if last < end:
            assert piece not in trace.pieces(last + 1)
            removed = dict(getattr(trace.steps[last], "removed", ()))
            assert (rise is None) == (piece not in removed)


@pytest.fixture
def picture(browser, tmp_path):
    """Open a forest as a file; the steps that it tells of are in `window.told`."""
    pages = []

    def draw(data: dict, **options):
        file = tmp_path / "forest.html"
        file.write_text(forest_page(data, "Forest"), "utf-8")
        page = browser.new_page(viewport={"width": 1180, "height": 900}, **options)
        page.add_init_script(
            "window.told = []; document.addEventListener('step', (e) => told.push(e.detail));"
        )
        page.goto(file.as_uri())
        page.wait_for_function("document.querySelector('.stage')?.dataset.lit === ''")
        pages.append(page)
        return page

    yield draw
    for page in pages:
        page.close()


def lit(page) -> str:
    return page.locator(".stage").get_attribute("data-lit")


def test_a_token_that_is_pointed_at_lights_its_family_and_a_click_tells_its_step(picture):
    page = picture(lab.forest(lab.train("bpe", lab.CLASSIC_COUNTS, 14)))
    stage = page.locator(".stage")
    frame = stage.bounding_box()
    # Merge 6 of 7, in the highest of four rows.
    place = {"x": 34 + (frame["width"] - 46) * 5.5 / 7, "y": 45}
    painted = "document.querySelector('.lit').getContext('2d').getImageData(0, 0, 9999, 999).data"
    orange = f"{painted}.reduce((n, v, i, a) => n + (v == 180 && a[i + 1] == 83), 0)"
    assert page.evaluate(orange) == 0
    stage.hover(position=place)
    assert lit(page) == "hugs"
    assert page.evaluate(orange) > 500
    assert page.locator(".bubble").text_content().replace("\u2068", "").replace("\u2069", "") == (
        "hugs = hug + s, merge 6, count 5"
    )
    stage.click(position=place)
    stage.click(position=place)
    assert page.evaluate("told") == [6, 6]
    assert page.locator(".answer .name").all_text_contents() == [
        "hugs", "hug", "h", "ug", "u", "g", "s",
    ]  # fmt: skip
    page.locator(".answer .member", has_text="ug").nth(2).click()
    assert page.evaluate("told") == [6, 6, 1]


def test_the_keyboard_and_the_search_find_a_token(picture):
    page = picture(lab.forest(lab.train("bpe", lab.CLASSIC_COUNTS, 14)))
    page.locator(".stage").focus()
    page.keyboard.press("End")
    assert lit(page) == "bun"
    assert "bun" in page.locator(".live").text_content()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert page.evaluate("told") == [6]
    page.keyboard.press("Escape")
    assert lit(page) == ""
    page.get_by_label("How did").fill("pu")
    assert "not in the vocabulary" in page.locator(".answer").text_content()
    page.get_by_role("button", name="pug", exact=True).click()
    assert lit(page) == "pug"


def test_texts_of_a_visitor_stay_text(picture):
    alarm = "<img src=x onerror=told.push(1)></script>"
    page = picture(lab.forest(lab.train("bpe", {alarm: 3}, 200)))
    page.get_by_label("How did").fill(alarm)
    assert page.locator(".answer .name").first.text_content() == alarm.replace(" ", "␣")
    assert page.evaluate("told") == []
    assert page.locator("img").count() == 0


def test_a_piece_of_unigram_tells_when_it_goes(picture):
    page = picture(lab.forest(lab.train("unigram", lab.CLASSIC_COUNTS, 12)))
    frame = page.locator(".stage").bounding_box()
    page.locator(".stage").hover(position={"x": 400, "y": frame["height"] - 52})
    assert lit(page) == "bu"
    assert "is removed in step 1, the loss rises by 0.244" in page.locator(".bubble").text_content()
