import ast
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

import i18n

from .conftest import ROOT

HOUSE = ["catalogue", "i18n", "inference", "pages", "tokenizer_lab", "ui"]


def sentences() -> set[str]:
    """Every sentence that the code marks for translation."""
    keywords = {"_": None, "N_": None}
    found = {text for _line, text, *_rest in extract_from_file("python", ROOT / "app.py", keywords)}
    for folder in HOUSE:
        for _file, _line, text, _comments, _context in extract_from_dir(
            ROOT / folder, keywords=keywords
        ):
            found.add(text)
    return found


@pytest.mark.parametrize("language", [code for code in i18n.LANGUAGES if code != "en"])
def test_every_sentence_is_translated_and_no_other(language):
    with (i18n.LOCALE / language / "messages.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file) if message.id}
    assert set(catalogue) == sentences()
    for english, translated in catalogue.items():
        assert translated
        assert fields(translated) == fields(english)


def fields(template: str) -> set[tuple]:
    return {(name, spec) for _text, name, spec, _how in Formatter().parse(template) if name}


def test_a_sentence_is_said_in_the_language_of_the_reader():
    problem = i18n.Problem("There is nothing to run on: give at least one input.")
    assert str(problem).startswith("There is nothing")
    assert problem.sentence.said(i18n.translations("zh").gettext).startswith("没有可运行")


def test_no_sentence_hides_from_the_translators_inside_an_f_string():
    for folder in HOUSE:
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    hidden = [
                        call.args[0].value
                        for call in ast.walk(node)
                        if isinstance(call, ast.Call)
                        and getattr(call.func, "id", "") in ("_", "N_")
                        and isinstance(call.args[0], ast.Constant)
                    ]
                    assert not hidden, file
