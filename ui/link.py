"""Choices that a link restores, whatever language it is opened in."""

from collections.abc import Callable
from functools import partial
from math import inf
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import N_, Problem

MOST_SAID = 100
"""Characters of a part of a link that are quoted."""
HIDDEN = "linked-"
Number = TypeVar("Number", int, float)

# On the way to another page Streamlit 1.67 first takes the old page's choices out of the URL, and
# often brings in those of the new one, and makes each of that a place in the history of the old
# page, to which Back then leads; and a choice of a widget of its own makes no place. So: on one
# page the URL is replaced; what the server changes after the reader's click is taken back when a
# page follows; and on a page that keeps its places (`keep_places`) what the reader has changed
# becomes a place when they pause. What follows Back is no change of theirs.
PLACES = """
<script>
if (!window.places) {
  const places = (window.places = { kept: new Set() });
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let before = null, when = 0; // the URL before the server's changes since the last click or key
  let start = null, waiting = 0, touched = false; // the URL before the changes since the last place

  function settle() {
    clearTimeout(waiting);
    if (start && start !== location.href) {
      const here = location.href;
      replace({}, "", start);
      push({}, "", here);
    }
    start = null;
  }
  function change(state, title, url) {
    if (touched && places.kept.has(location.pathname.split("/").pop())) {
      start ??= location.href;
      clearTimeout(waiting);
      waiting = setTimeout(settle, 900);
    }
    replace(state, title, url);
  }
  history.replaceState = (state, title, url) => change(state, title, url);
  const stop = (url) => new URL(url, location.href).searchParams.get("tour");
  history.pushState = (state, title, url) => {
    // A stop of the tour is one place, though the way to it may be by two pages.
    if (stop(url) && stop(url) === stop(location.href)) return replace(state, title, url);
    if (new URL(url, location.href).pathname === location.pathname) {
      before ??= location.href;
      when = performance.now();
      change(state, title, url);
      return;
    }
    if (before && performance.now() - when < 1000) replace(state, title, before);
    before = null;
    settle();
    touched = false;
    push(state, title, url);
  };
  const touch = () => ((touched = true), (before = null));
  addEventListener("keydown", touch, true);
  addEventListener("pointerdown", () => (settle(), touch()), true);
  addEventListener("popstate", () => {
    clearTimeout(waiting);
    start = before = null;
    touched = false;
  }, true);
}
</script>
"""

# What stands above a section may be drawn after it: it is held where it belongs until the reader
# does anything.
INTO_VIEW = """
<script>
{
  const section = () => document.querySelector("[class*='st-key-KEY-shown']");
  const page = document.querySelector("[data-testid=stMainBlockContainer]");
  const held = new ResizeObserver(() => section()?.scrollIntoView());
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown", "popstate"])
    addEventListener(act, () => held.disconnect(), { once: true, capture: true });
  held.observe(page);
}
</script>
"""


def prepare_links() -> None:
    """Once a run: hide the widgets that hold a choice for the URL, and keep Back in order."""
    holder = f"[class*='st-key-{HIDDEN}']"
    # With what wraps it, or an empty place would be left between its neighbours.
    st.html(f"<style>{holder}, :has(> {holder}) {{ display: none; }}</style>")
    st.html(PLACES, unsafe_allow_javascript=True)


def keep_places(page: str) -> None:
    """Let Back undo what the reader chooses on a page, by its name in the URL, step by step."""
    with st.container(key=f"{HIDDEN}places"):
        st.html(f"<script>window.places?.kept.add('{page}')</script>", unsafe_allow_javascript=True)


def mark_in_navigation(page: str) -> None:
    """Mark a page of the navigation as the one that the page shown, a hidden one, belongs to."""
    link = f"[data-testid=stSidebarNavLink][href$='/{page}']"
    ground = "color-mix(in srgb, currentColor 12%, transparent)"
    with st.container(key=f"{HIDDEN}mark"):
        st.html(f"<style>{link} {{ background: {ground}; font-weight: 600; }}</style>")


def hold_choice(
    key: str, names: list[str], default: str | None = None, aliases: dict[str, str] | None = None
):
    """Keep a choice between `names` in the URL as ?key=name, without showing it; the choice.

    With a `default` one name is chosen, else any number of them, none at first. It is in
    `st.session_state[key]` too. `aliases` are names that old links have, each with its name now;
    for a choice of one.
    """
    if aliases and key not in st.session_state and st.query_params.get(key) in aliases:
        st.session_state[key] = aliases[st.query_params[key]]
    asked = st.query_params.get_all(key)
    _say_unused(key, [name for name in asked if name not in names])
    # Streamlit's own binding writes the label into the URL, and labels change with the
    # language. So a widget that is not shown is bound: its labels are the names.
    with st.container(key=HIDDEN + key):
        if default is None:
            return st.multiselect(key, names, key=key, bind="query-params")
        return st.selectbox(key, names, index=names.index(default), key=key, bind="query-params")


def _say_unused(key: str, values: list[str]) -> None:
    """Say of a link that has just been opened what of it is left out, which Streamlit does without
    a word."""
    if values and key not in st.session_state:
        said = N_("{parameter} of this link cannot be used here: it is left out.")
        parameter = f"{key}={values[0][:MOST_SAID]}"
        say_of_link(Problem(said, parameter=parameter))


def say_of_link(problem: Problem) -> None:
    """Say what is wrong with a link, beside the page: what it is about may stand where nobody
    looks, such as a popover."""
    from .parts import show_problem  # which needs the language, a choice that a link restores

    show_problem(problem, partial(st.toast, duration="infinite"))


def linked_number(
    label: str, low: Number, high: Number, key: str, place: Any = st, **options
) -> Number:
    """Draw a number from `low` to `high`, whole where they are, and keep it in the URL.

    `options` go to `number_input` of `place`.
    """
    asked = st.query_params.get_all(key)
    unfit = [each for each in asked if not _fits(each, low, high)]
    _say_unused(key, unfit)
    # Streamlit would take the nearest number that fits, and has no answer to ?key=1e400.
    endless = any(_fits(each, inf, inf) or _fits(each, -inf, -inf) for each in unfit)
    if endless or (unfit and key not in st.session_state):
        del st.query_params[key]
    if endless:
        st.rerun()
    # Kept for the session, or a browser that first sees it in a later run, in a popover that was
    # closed until then, would show the least number.
    return place.number_input(
        label, low, high, key=key, bind="query-params", persist_state="session", **options
    )


def _fits(text: str, low: float, high: float) -> bool:
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def hold_number(key: str, low: int, high: int, default: int) -> int:
    """Keep a whole number in the URL as ?key=number, without showing it; the number.

    It is in `st.session_state[key]` too, where it may be set; it is kept between `low` and `high`.
    """
    number = st.session_state.get(key)
    if number is None:  # Streamlit's own binding has no answer to a link that is out of bounds
        asked = st.query_params.get(key, "")
        _say_unused(key, [asked] if asked and not asked.isdecimal() else [])
        # So many digits are past every bound, and more than 4,300 are an error to Python.
        number = int(asked[:18]) if asked.isdecimal() else default
    st.session_state[key] = min(max(number, low), high)
    with st.container(key=HIDDEN + key):
        # The widget's own default, no number, is none of ours: each can stand in the link.
        linked_number(key, low, high, key, value=None)
    return st.session_state[key]


def show_choice(
    widget: Callable,
    label: str,
    labels: dict[str, str],
    key: str,
    shown: str | None = None,
    **options,
):
    """Draw the choice that `hold_choice` keeps under `key`, with a label for each name.

    `widget` is `st.segmented_control`, `st.pills`, `st.selectbox` or `st.multiselect`;
    `options` go to it. What is chosen of several but has no label stays. `shown` is the widget's
    own key: a choice can be drawn twice.
    """
    held = st.session_state[key]
    widget_key, tell = _drawn(key, shown or f"{key}-shown")
    several = isinstance(held, list)
    rest = [name for name in held if name not in labels] if several else []
    st.session_state[widget_key] = [name for name in held if name in labels] if several else held

    def choose():
        now = st.session_state[widget_key]
        if now is None:  # only the browser says that one must be chosen
            return
        tell([*rest, *now] if several else now)

    return widget(
        label, list(labels), format_func=labels.get, key=widget_key, on_change=choose, **options
    )


def hidden(key: str) -> DeltaGenerator:
    """A place that is not shown, for a widget that holds a value in the URL."""
    return st.container(key=HIDDEN + key)


def show_held(widget: Callable, label: str, *bounds: Any, key: str, **options: Any) -> None:
    """Draw a widget of the value that a hidden one holds under `key`, in a popover say; `bounds`
    and `options` go to it."""
    widget_key, tell = _drawn(key, f"{key}-shown")
    st.session_state[widget_key] = st.session_state[key]
    widget(
        label,
        *bounds,
        key=widget_key,
        on_change=lambda: tell(st.session_state[widget_key]),
        **options,
    )


def _drawn(key: str, shown: str) -> tuple[str, Callable[[Any], None]]:
    """The key of the widget that shows what is held under `key`, and what tells of its value.

    A browser does not hear of a new value for a widget that is out of sight, in a closed popover,
    and would send the old one as the reader's next choice: another value is another widget.
    """
    held = st.session_state[key]
    number, value = st.session_state.get(f"{shown}-drawn", (0, held))
    number += value != held
    st.session_state[f"{shown}-drawn"] = number, held

    def tell(now: Any) -> None:
        st.session_state[key] = now
        st.session_state[f"{shown}-drawn"] = number, now

    return f"{shown}-{number}" if number else shown, tell


def linked_choice(
    widget: Callable,
    label: str,
    labels: dict[str, str],
    key: str,
    default: str,
    aliases: dict[str, str] | None = None,
    **options,
) -> str:
    """Draw a choice between the keys of `labels`, one at a time, and keep it in the URL."""
    hold_choice(key, list(labels), default, aliases)
    return show_choice(widget, label, labels, key, **options)


def choose_section(label: str, labels: dict[str, str], key: str, default: str) -> str:
    """Draw the switch between a page's sections; a link that names one opens with it in view."""
    linked = key in st.query_params and key not in st.session_state
    section = linked_choice(
        st.segmented_control,
        label,
        labels,
        key=key,
        default=default,
        required=True,
        label_visibility="collapsed",
    )
    with hidden(f"{key}-into-view"):
        if linked:
            st.html(INTO_VIEW.replace("KEY", key), unsafe_allow_javascript=True)
    return section
