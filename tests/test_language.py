import re
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import i18n
from i18n.extract import extract

from .conftest import ROOT

HOUSE = ["catalogue", "i18n", "inference", "pages", "sandbox", "tables", "tokenizer_lab", "ui"]
HOUSE += ["serving", "workbench"]


def sentences() -> set[str | tuple[str, str]]:
    """Every sentence that the code marks for translation."""
    files = [ROOT / "app.py", *(file for part in HOUSE for file in (ROOT / part).rglob("*.py"))]
    return {sentence for file in files for sentence in marked(file.read_bytes())}


def marked(code: bytes) -> list[str | tuple[str, str]]:
    """The sentences of code; of one that changes with a count, both forms."""
    return [sentence for _line, _name, sentence, _ in extract(BytesIO(code), ("_", "N_"), (), {})]


def forms(sentence: str | tuple[str, ...]) -> tuple[str, ...]:
    return (sentence,) if isinstance(sentence, str) else sentence


@pytest.mark.parametrize("language", [code for code in i18n.LANGUAGES if code != "en"])
def test_every_sentence_is_translated_and_no_other(language):
    with (i18n.LOCALE / language / "messages.po").open("rb") as file:
        catalogue = {
            message.id: message.string for message in read_po(file, language) if message.id
        }
    assert set(catalogue) == sentences()
    for english, translated in catalogue.items():
        assert translated
        wanted = {frozenset(fields(form)) for form in forms(english)}
        assert (
            len(wanted) == 1 and {frozenset(fields(form)) for form in forms(translated)} == wanted
        )


def fields(template: str) -> set[tuple]:
    return {(name, spec) for _text, name, spec, _how in Formatter().parse(template) if name}


def test_a_sentence_is_said_in_the_language_of_the_reader():
    problem = i18n.Problem("There is nothing to run on: give at least one input.")
    assert str(problem).startswith("There is nothing")
    assert problem.sentence.said(i18n.translations("zh").gettext).startswith("没有可运行")


def test_sentences_are_found_inside_an_f_string_and_keys_of_values_are_not():
    code = """f"{_(row['label'])} {_('Left')}" + _("and " "right") + N_(x) + other("no")"""
    assert marked(code.encode()) == ["Left", "and right"]


def test_a_count_has_the_form_of_its_number():
    code = b"""ngettext("{count} row", "{count} rows", len(rows)).format(count=len(rows))"""
    assert marked(code) == [("{count} row", "{count} rows")]
    for language, said in (("en", "1 row, 2 rows"), ("zh", "1 行, 2 行")):
        say = i18n.translations(language).ngettext
        one, two = (say("{count:,} row", "{count:,} rows", n).format(count=n) for n in (1, 2))
        assert f"{one}, {two}" == said


@pytest.mark.parametrize("language", [code for code in i18n.LANGUAGES if code != "en"])
def test_what_is_bold_is_bold_in_every_language(language):
    # Markdown does not end a bold text between a punctuation mark and a letter.
    say = i18n.translations(language).gettext
    for sentence in sentences():
        for form in forms(sentence):
            for text, after in re.findall(r"\*\*(.+?)\*\*(.?)", say(form)):
                assert text[-1].isalnum() or not after.isalnum(), say(form)
