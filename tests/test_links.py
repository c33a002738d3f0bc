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
    said = [toast.value for toast in app.toast]
    assert [link for each in said if f"colour={link} of this link cannot be used" in each] == (
        ["no colour"] if link == "no colour" else []
    )
    app.button_group(key="colour-shown").set_value("blue").run()
    assert app.text[0].value == "blue"


def numbers():
    import streamlit as st

    from ui import hold_number, linked_number

    st.text(f"{linked_number('Size', 1, 9, key='size', value=4)} {hold_number('step', 0, 9, 2)}")


@pytest.mark.parametrize(
    ("link", "shown", "said"),
    [
        ({"size": "7", "step": "3"}, "7 3", ""),
        ({"size": "many"}, "4 2", "size=many"),
        ({"size": "70"}, "4 2", "size=70"),
        ({"size": "0"}, "4 2", "size=0"),
        ({"size": "1e400"}, "4 2", "size=1e400"),
        ({"step": "last"}, "4 2", "step=last"),
    ],
)
def test_a_number_of_a_link_that_cannot_be_used_is_named(link, shown, said):
    app = AppTest.from_function(numbers)
    app.query_params |= link
    app.run()
    assert not app.exception and app.text[0].value == shown
    assert len(app.toast) == bool(said) and all(said in each.value for each in app.toast)


def test_an_old_link_to_the_classic_example_still_opens_it():
    app = AppTest.from_function(corpus)
    app.query_params["corpus"] = "notes"
    app.run()
    assert not app.exception
    assert app.text[0].value == "classic"
