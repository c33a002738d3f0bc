"""The same small program in ten programming languages."""

import numpy as np
import streamlit as st

import tokenizer_lab as lab
from ui import _, heat

from .counting import PROGRAM, Counted, cells, choose_order, choose_row
from .language import show_tokens

HEAT = "languages-code"


def code(counted: Counted, order: int) -> None:
    """How many tokens the program takes in each language, and those of one of them."""
    programs = lab.programs()
    base = programs[0]
    st.markdown(
        _(
            "One program that counts words, written for this project in {count} programming "
            "languages (Apache-2.0), against {base}."
        ).format(count=len(programs), base=base.language)
    )
    times = np.nan_to_num(counted.programs.times[:, order], nan=-1)
    rows = [
        {
            "key": each.language,
            "name": each.language,
            "note": "",
            "cells": cells(counted.programs, number),
        }
        for number, each in enumerate(programs)
    ]
    left, right = st.columns([3, 2])
    with left:
        dearest = sorted(range(1, len(rows)), key=lambda number: -times[number])
        heat(
            {
                "columns": counted.names,
                "order": order,
                "picked": st.session_state[PROGRAM],
                "base": rows[0],
                "groups": [{"name": "", "rows": [rows[number] for number in dearest]}],
            },
            lab.STEPS,
            _("For every programming language and tokenizer how many times Python's tokens"),
            key=HEAT,
            on_pick=choose_row(PROGRAM, HEAT),
            on_order=choose_order(counted.tokenizers, HEAT),
        )
    chosen = next(each for each in programs if each.language == st.session_state[PROGRAM])
    with right:
        st.code(chosen.text, language=chosen.file.rpartition(".")[2], height=380)
    row = programs.index(chosen)
    show_tokens(counted.tokenizers, counted.programs, row, chosen.text, "languages-code")
