"""The front door: its numbers, its path and where that leads."""

import re

import pytest

import catalogue
import i18n
from pages.overview_parts.company import MEDIA
from pages.overview_parts.path import STAGES
from pages.overview_parts.tour import STOPS

from .conftest import ROOT
from .pages import AppTest, opened

LINKS = [
    (page, choices)
    for stage in STAGES
    for part in stage.parts
    for page, _label, choices in part.links
]
TO_FOLLOW = {str(link): link for link in [*LINKS, *((s.page, s.choices) for s in STOPS)]}


@pytest.mark.parametrize("link", TO_FOLLOW)
def test_every_link_of_the_path_and_of_the_tour_leads_somewhere(link):
    page, choices = TO_FOLLOW[link]
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    for key, value in choices.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert not app.error
    for key, value in choices.items():  # each choice is one that the page knows
        if key in app.session_state:
            assert str(app.session_state[key]) == value, key


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_medium_counts_the_checkpoints_that_its_link_lists(language):
    app = opened("overview", language)
    labels = [link.proto.label for link in app.get("page_link")]
    for medium in MEDIA:
        choice = catalogue.CheckpointChoice(ability=(medium.ability,))
        listed = catalogue.choose_checkpoints(catalogue.checkpoints(), choice)
        assert any(f"{len(listed):,}" in label for label in labels), medium.title


def test_the_way_in_says_how_many_there_are():
    said = " ".join(each.value for each in opened("overview").caption)
    assert f"{len(catalogue.models())} architectures" in said
    assert f"{len(catalogue.checkpoints()):,} released checkpoints" in said


def test_the_charts_of_the_releases_wait_until_they_are_asked_for():
    app = opened("overview")
    assert not app.get("plotly_chart")
    app.session_state["growth"] = True
    app.run()
    assert len(app.get("plotly_chart")) == 3


def test_a_stop_that_is_not_there_is_no_stop():
    for number in ("0", "10", "-1", "x", "²", "9" * 5_000):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params["tour"] = number
        app.run()
        assert not app.exception
        assert not any(re.search(r"\d / \d", each.value) for each in app.markdown)
