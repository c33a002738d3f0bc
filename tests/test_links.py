"""What a link keeps: choices, also under names that they no longer have."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from ui import linked_choice

    name = linked_choice(
        st.pills,
        "Colour",
        {"red": "Red", "green": "Green", "blue": "Blue"},
        key="colour",
        default="red",
        aliases={"verde": "green"},
        required=True,
    )
    st.text(name)


def corpus():
    import streamlit as st

    from pages.learn_parts.controls import choose_setup

    st.text(choose_setup().source)


@pytest.mark.parametrize(
    ("link", "name"),
    [("blue", "blue"), ("verde", "green"), ("no colour", "red"), (None, "red")],
)
def test_a_link_opens_its_choice_also_under_an_old_name(link, name):
    app = AppTest.from_function(page)
    if link:
        app.query_params["colour"] = link
    app.run()
    assert not app.exception
    assert app.text[0].value == name
    app.button_group(key="colour-shown").set_value("blue").run()
    assert app.text[0].value == "blue"


def test_an_old_link_to_the_classic_example_still_opens_it():
    app = AppTest.from_function(corpus)
    app.query_params["corpus"] = "notes"
    app.run()
    assert not app.exception
    assert app.text[0].value == "classic"
