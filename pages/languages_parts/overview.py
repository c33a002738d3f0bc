"""Who pays more: a sentence, a heat map in groups, and a map of the world."""

from collections import defaultdict
from functools import cache, partial

import numpy as np
import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import LANGUAGES, N_
from tokenizer_lab.comparing import figures
from ui import _, chart, download_rows, escape_markdown, heat, in_language, search_box, show_choice

from .counting import ARTICLE, LANGUAGE, ORDER, Counted, cells, choose_order, choose_row, reader
from .counting import GROUPS as GROUPED

HEAT, MAP, FIND = "languages-heat", "languages-world", "languages-find"
GROUPS = {"script": N_("By script"), "region": N_("By region"), "none": N_("All languages")}


def finding(counted: Counted, order: int) -> None:
    """In a sentence or two, what the chosen language pays, and what half of all pay at least."""
    row = counted.row(st.session_state[LANGUAGE])
    sentences = []
    if row is not None and row != counted.languages.base:
        sentences.append(_paid(counted, row))
    times = _known(counted.languages)[:, order]
    if not np.isnan(times).all():
        sentences.append(
            _(
                "In {name} half of {count} translations take more than {median:.1f} "
                "times as many tokens as English, and the most expensive, {dearest}, "
                "{most:.1f} times."
            ).format(
                name=escape_markdown(counted.names[order]),
                count=int((~np.isnan(times)).sum()),
                median=np.nanmedian(times),
                dearest=escape_markdown(counted.translations[np.nanargmax(times)].called(reader())),
                most=np.nanmax(times),
            )
        )
    st.markdown("\n\n".join(filter(None, sentences)))


def _known(bills: lab.Bills) -> np.ndarray:
    """How many times English, NaN where some of a text is unknown and the count means little."""
    return np.where(bills.unknown > 0, np.nan, bills.times)


def _paid(counted: Counted, row: int) -> str:
    """What the language of a row pays where it pays most, and where least, of what is known."""
    times = _known(counted.languages)[row]
    if np.isnan(times).all():
        return ""
    dear, cheap = int(np.nanargmax(times)), int(np.nanargmin(times))
    return _(
        "**{dear} takes {most:.1f} times as many tokens for {language} as for "
        "English; {cheap} takes {least:.1f} times.**"
    ).format(
        dear=escape_markdown(counted.names[dear]),
        language=escape_markdown(counted.translations[row].called(reader())),
        most=times[dear],
        cheap=escape_markdown(counted.names[cheap]),
        least=times[cheap],
    )


def controls(counted: Counted, view: str) -> None:
    """What is counted, how it is shown, and a search."""
    buttons = partial(st.segmented_control, required=True, label_visibility="collapsed")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if view == "map":
            titles = {each.source: each.name for each in counted.tokenizers}
            show_choice(
                st.selectbox, _("Tokenizer"), titles, ORDER, label_visibility="collapsed", width=200
            )
        else:
            groups = in_language(GROUPS)
            show_choice(buttons, _("Groups"), groups, GROUPED)
        articles = {"1": _("Article 1, short"), "26": _("Article 26, long")}
        show_choice(buttons, _("Text"), articles, ARTICLE)
        search_box(
            _("Language, script or region"),
            FIND,
            label_visibility="collapsed",
            width=240,
            persist_state="session",
        )


def found(translations: tuple[lab.Translation, ...], wanted: str) -> list[int]:
    """The numbers of the translations that have every word of `wanted` in what they are called."""
    words = wanted.casefold().split()
    return [
        number
        for number, each in enumerate(translations)
        if not words or all(word in _names(each) for word in words)
    ]


@cache
def _names(each: lab.Translation) -> str:
    """All that a translation may be searched by."""
    names = [each.name, each.autonym, each.chinese, each.tag, each.code]
    for language in LANGUAGES:
        names.append(lab.script_name(each.script, language))
        names.append(lab.region_name(each.region, language))
    return " ".join(names).casefold()


def place(translation: lab.Translation, by: str, language: str) -> str:
    """What the script or the region of a translation is called in a language."""
    if by == "script":
        return lab.script_name(translation.script, language)
    if not translation.region:
        return _("Region unknown")
    return lab.region_name(translation.region, language)


def heat_map(counted: Counted, order: int) -> None:
    """A row a language, in groups, the dearest first; what is searched for is in no group."""
    wanted = st.session_state[FIND]
    shown = found(counted.translations, wanted)
    if not shown:
        st.info(_("No language is called that."))
        return
    times = np.nan_to_num(counted.languages.times[:, order], nan=-1)
    shown.sort(key=lambda number: -times[number])
    base = counted.languages.base
    heat(
        {
            "columns": counted.names,
            "order": order,
            "picked": st.session_state[LANGUAGE],
            "base": _row(counted, base, counted.translations[base].called(reader())),
            "groups": _groups(
                counted, shown, order, "none" if wanted else st.session_state[GROUPED]
            ),
        },
        lab.STEPS,
        _("For every language and tokenizer how many times as many tokens as English it takes"),
        key=HEAT,
        on_pick=choose_row(LANGUAGE, HEAT),
        on_order=choose_order(counted.tokenizers, HEAT),
    )


def _groups(counted: Counted, shown: list[int], order: int, by: str) -> list[dict]:
    """The groups with their medians, the dearest first."""
    language, called = reader(), counted.called
    members = defaultdict(list)
    for number in shown:
        each = counted.translations[number]
        name = place(each, by, language) if by != "none" else ""
        members[name].append(_row(counted, number, called[number]))
    groups = []
    for name, rows in members.items():
        columns = zip(*(row["cells"] for row in rows))
        groups.append({"name": name, "rows": rows, "cells": [_median(each) for each in columns]})
    return sorted(groups, key=lambda group: -(group["cells"][order][0] or -1))


def _row(counted: Counted, number: int, name: str) -> dict:
    each = counted.translations[number]
    note = each.autonym if each.autonym != name else ""
    return {"key": each.code, "name": name, "note": note, "cells": cells(counted.languages, number)}


def _median(column: tuple[list, ...]) -> list:
    """The median of a group's cells; doubtful where one of them is."""
    known = [times for times, _doubtful in column if times is not None]
    return [
        float(np.median(known)) if known else None,
        any(doubtful for _times, doubtful in column),
    ]


def world(counted: Counted, order: int) -> None:
    """The languages where they are spoken; a dot is chosen as a row of the heat map is."""
    shown, called = found(counted.translations, st.session_state[FIND]), counted.called

    def choose() -> None:
        points = st.session_state[MAP].selection.points
        if points and "customdata" in points[0]:  # the ring around the chosen one has none
            st.session_state[LANGUAGE] = points[0]["customdata"][0]

    chart(
        figures.world_map(
            [counted.translations[number] for number in shown],
            counted.languages.times[shown, order],
            [called[number] for number in shown],
            st.session_state[LANGUAGE],
            _,
        ),
        _("World map: the more tokens a language takes, the larger and stronger its dot"),
        key=MAP,
        on_select=choose,
        selection_mode="points",
    )
    st.caption(
        _("{name}; one dot a language, about where it is spoken. Point at it or choose it.").format(
            name=escape_markdown(counted.names[order])
        )
    )


def download(counted: Counted) -> None:
    """All counts as a file."""
    what = [
        {"code": each.code, "tag": each.tag, "name": each.name, "script": each.script}
        | {"region": lab.region_name(each.region, "en")}
        for each in counted.translations
    ]
    tokens = pd.DataFrame(counted.languages.tokens, columns=counted.names)
    download_rows(pd.concat([pd.DataFrame(what), tokens], axis=1), "languages.csv")
