"""What went wrong in the tokenizer lab once, and must not again."""

import re
import unicodedata
from base64 import b64encode
from io import BytesIO
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from babel.messages.pofile import read_po

import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab import corpus
from tokenizer_lab.learning import figures
from ui import escape_markdown

from .conftest import ROOT, settle
from .pages import learned, opened

PHRASES = (ROOT / "i18n" / "locale" / "zh" / "messages.po").read_bytes()


@pytest.mark.parametrize("algorithm", ["unigram", "sentencepiece"])
def test_the_last_point_of_a_curve_of_losses_is_that_of_the_last_pieces(algorithm):
    size = {"unigram": 10, "sentencepiece": 8}[algorithm]
    trace = lab.train(algorithm, lab.CLASSIC_COUNTS, size)
    losses = figures.whole_curve(trace).data[0].y
    assert losses[-1] == pytest.approx(trace.loss(len(trace.steps)))
    assert all(left != right for left, right in pairwise(losses))
    if algorithm == "unigram":
        assert losses[-1] == pytest.approx(121.28, abs=0.005)


def test_words_from_right_to_left_stand_alone_in_the_list_of_pairs():
    app = learned(opened("learn"))
    app.button_group(key="corpus-shown").set_value("text").run()
    learned(app.text_area(key="text").set_value("سلام سلام شلوم").run())
    pairs = app.dataframe[0].value["Pair"]
    assert all(re.fullmatch("\u2068.+\u2069 \\+ \u2068.+\u2069", pair) for pair in pairs)


def test_what_was_trained_has_its_python_on_every_page():
    app = learned(opened("learn"))
    for page in ("encode", "compare"):
        app.switch_page(f"pages/{page}.py").run()
        if page == "encode":
            app.selectbox(key="encode-with").set_value("trained").run()
        else:
            app.multiselect(key="compare-with").set_value(["trained", "gpt2"]).run()
        assert not app.exception
        code = app.code[-1].value
        assert 'lab.Trace.from_json(open("bpe-trace.json"' in code
        assert "lab.tokenizer(trace)" in code


def test_one_process_of_spacy_serves_all_calls():
    spacy = corpus._Spacy()
    assert spacy.words("It's John's 3rd café.\nTwo") == [
        *("It", "'s", "John", "'s", "3rd", "café", ".", "Two"),
    ]
    first = spacy._process
    assert spacy.words("") == [] and spacy.words("你好 ok") == ["你好", "ok"]
    assert spacy._process is first
    first.kill()
    first.wait()
    assert spacy.words("again") == ["again"]
    spacy._process.kill()


def flanks(text: str) -> bool:
    """Whether every ** in a text begins or ends bold, by the rules of CommonMark."""

    def punctuation(char: str) -> bool:
        return unicodedata.category(char)[0] in "PS"

    stretches = text.split("**")
    for number, (before, after) in enumerate(pairwise(stretches)):
        inner, outer = (after[:1], before[-1:]) if number % 2 == 0 else (before[-1:], after[:1])
        if not inner or inner.isspace():
            return False
        if punctuation(inner) and outer and not outer.isspace() and not punctuation(outer):
            return False
    return len(stretches) % 2 == 1


def test_bold_is_bold_in_both_languages():
    said = [text for each in read_po(BytesIO(PHRASES)) for text in (each.id, each.string) if text]
    bold = [text for text in said if "**" in text]
    assert len(bold) > 10
    assert [text for text in bold if not flanks(text)] == []
    assert not flanks("**一处更正。**对这五个") and flanks("**更正**：对这五个")


def test_one_piece_is_no_pieces():
    assert not re.search(r"1 pieces|\{\w+\} pieces go", PHRASES.decode())
    trace = lab.train("unigram", lab.CLASSIC_COUNTS, 10)
    titles = lab.story(trace)["titles"]
    assert not [title for title in titles if "1 pieces" in title]


def test_a_step_that_cuts_no_word_anew_does_not_say_which():
    trace = lab.train("unigram", lab.CLASSIC_COUNTS, 10)
    quiet = [n for n in range(1, len(trace.steps) + 1) if not trace.changed(n)]
    app = opened("overview")
    app.query_params["learns"] = "unigram"
    app.query_params["step"] = str(quiet[0])
    app.switch_page("pages/learn.py").run()
    learned(app)
    assert app.session_state["step"] == quiet[0]
    assert not [each for each in app.markdown if "this step changed" in each.value]


def test_an_invisible_character_is_named_on_its_chip():
    app = opened("encode")
    app.text_area(key="encode-text").set_value("a\u200db").run()
    assert any("U+200D" in each.body for each in app.get("html") if "background" in each.body)


def test_no_formula_is_cut_off(visit):
    size = {"width": 1440, "height": 900}
    page = visit("/learn?learns=unigram&corpus=chinese&step=1", viewport=size)
    page.locator(".katex").first.wait_for()
    settle(page)
    beyond = """all => all.map(each => each.getBoundingClientRect().right
        - each.closest('[data-testid=stColumn]').getBoundingClientRect().right)"""
    assert all(by <= 1 for by in page.locator(".katex-html .base").evaluate_all(beyond))


def test_a_text_in_a_sentence_is_drawn_as_it_is_typed():
    shown = escape_markdown("$x$ :smile: :+1: :material/home: :red[x] 12:30")
    assert not re.search(r":(smile|\+1|material|red)", shown)
    assert shown.replace("\u2060", "") == r"\$x\$ :smile: :+1: :material/home: :red\[x\] 12:30"


def test_a_token_that_nobody_chose_goes_with_its_text():
    app = opened("encode")
    app.text_area(key="encode-text").set_value("hugs unbelievable").run()
    assert app.selectbox(key="encode-origin").value == "Ġunbelievable"
    app.selectbox(key="encode-origin").set_value("ugs").run()
    app.text_area(key="encode-text").set_value("another text").run()
    assert app.selectbox(key="encode-origin").value == "ugs"


def test_a_file_that_goes_before_the_choice_says_so():
    app = opened("vocabulary")
    ranks = b"".join(b64encode(bytes([i])) + b" %d\n" % i for i in range(256))
    app.file_uploader(key="vocabulary-of-files").upload("own.tiktoken", ranks).run()
    assert not app.exception
    assert any("own.tiktoken" in each.value and "place" in each.value for each in app.caption)


def test_a_long_chinese_text_is_short_in_a_link():
    app = opened("encode")
    app.text_area(key="encode-text").set_value("人工智能正在改变世界。" * 100).run()
    link = urlencode({key: app.query_params[key][0] for key in app.query_params})
    assert "encode-text-packed" in link and len(link) < 2_500


def test_a_line_that_is_no_token_with_its_rank_is_named():
    with pytest.raises(Problem, match="line 2 is no token"):
        lab.tokenizer_file("own.tiktoken", b"aGU= 0\nxx\n")
