"""What a visitor has started is found again after a reload, and ends a minute after they left."""

import tomllib
from types import SimpleNamespace

import pytest

from ui.visit import GRACE, WORTH_A_RETURN, Visit, Visits

from .conftest import ROOT


def test_a_session_is_kept_no_longer_than_what_it_has_started():
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert settings["server"]["disconnectedSessionTTL"] == GRACE


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def job(stopped: list) -> SimpleNamespace:
    return SimpleNamespace(job=SimpleNamespace(stop=lambda: stopped.append(True)))


def stop(visit: Visit) -> None:
    for pieces in visit.started.values():
        for piece in pieces:
            piece.job.stop()


def test_a_reload_finds_what_was_started_and_a_second_tab_has_its_own():
    there = {"first"}
    visits = Visits(there.__contains__, Clock())
    token, visit = visits.begin("first", "")
    visit.started["task"] = [job([])]
    there.add("second")
    other, beside = visits.begin("second", token)
    assert other != token and not beside.started
    there.remove("first")
    there.add("third")
    again, found = visits.begin("third", token)
    assert (again, found.started) == (token, visit.started)


@pytest.mark.parametrize("name", WORTH_A_RETURN)
def test_what_took_long_to_make_is_worth_a_return(name):
    _token, visit = Visits(lambda _session: True).begin("first", "")
    visit.belongings[name] = {}
    assert not visit.worth_a_return
    visit.belongings[name]["one"] = object()
    assert visit.worth_a_return and "exports" in WORTH_A_RETURN


def test_what_was_started_ends_a_minute_after_the_page():
    there, clock, stopped = {"first"}, Clock(), []
    visits = Visits(there.__contains__, clock)
    token, visit = visits.begin("first", "")
    visit.started["task"] = [job(stopped)]
    visits.tidy(stop)
    there.clear()
    visits.tidy(stop)
    clock.now = GRACE - 1
    visits.tidy(stop)
    assert visits.knows(token) and not stopped
    clock.now = GRACE + 1
    visits.tidy(stop)
    assert stopped == [True] and not visits.knows(token)


def test_a_connection_that_comes_back_in_time_goes_on():
    there, clock, stopped = set(), Clock(), []
    visits = Visits(there.__contains__, clock)
    token, visit = visits.begin("first", "")
    visit.started["task"] = [job(stopped)]
    visits.tidy(stop)
    clock.now = 30
    there.add("first")
    visits.tidy(stop)
    clock.now = 300
    visits.tidy(stop)
    assert visits.knows(token) and not stopped


def test_a_name_of_another_server_is_not_taken_over():
    visits = Visits(lambda session: True)
    assert not visits.knows("theirs")
    assert visits.begin("first", "theirs")[0] != "theirs"
