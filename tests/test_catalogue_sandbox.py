"""A visitor's own catalogue is read in a child process, with limits, and once."""

import pytest
from pandas.testing import assert_frame_equal

import catalogue
import sandbox
from catalogue import own, separated
from i18n import Problem, translations
from ui import csv_file

from .fuzz import catalogues
from .pages import opened

ZH = translations("zh").gettext


@pytest.mark.parametrize("file", [*catalogues(), csv_file(catalogue.models().head(50))])
def test_what_a_child_reads_is_what_this_process_would_read(file):
    here, there = own._read(file), catalogue.read_own_file(file)
    assert_frame_equal(here.models, there.models)
    for mine, theirs in ((here.remarks, there.remarks), (here.faults, there.faults)):
        assert [each.said(ZH) for each in mine] == [each.said(ZH) for each in theirs]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"name," + b"a," * 100_000 + b"\nx\n", "100,001 columns"),
        (b"name," + b"a," * 299 + b"\n" + b"x\n" * 7_000, "may have 6,666 rows"),
        (b"name\n" + b"a\n" * 2_400_000, "may have 50,000 rows"),
        (b"name,paper\n" + b"a,x\n" * 20_000, "need a change: 39999"),
    ],
)
def test_a_table_that_would_fill_the_memory_is_refused_by_its_measures(file, reason):
    with pytest.raises(Problem, match=reason) as refused:
        catalogue.read_own_file(file)
    assert len(refused.value.details) <= own.SHOWN
    said = refused.value.sentence
    assert said.said(ZH) != str(said)


def test_a_parser_that_goes_wild_ends_a_child_and_no_more(monkeypatch):
    monkeypatch.setattr(own, "LIMITS", sandbox.Limits(memory=20_000_000))
    with pytest.raises(Problem, match="Reading this"):
        catalogue.read_own_file(b"name\n" + b"a\n" * 1_000_000)
    monkeypatch.undo()
    assert list(catalogue.own_models(b"name\nA\n")["name"]) == ["A"]


def test_no_click_reads_the_file_again(monkeypatch):
    asked = []
    run = sandbox.run
    monkeypatch.setattr(
        sandbox, "run", lambda *each, **more: asked.append(each) or run(*each, **more)
    )
    app = opened("models")
    app.file_uploader(key="own-file").upload("own.csv", b"name\nMine\n").run()
    assert not app.exception
    first = len(asked)
    assert first == 1
    app.text_input(key="q").set_value("mine").run()
    app.text_input(key="q").set_value("bert").run()
    assert len(asked) == first


def test_the_measures_leave_room_for_what_people_have():
    assert separated.MOST_CELLS // separated.FEWEST >= 50_000
