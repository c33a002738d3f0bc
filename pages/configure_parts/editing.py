"""The fields of a configuration, as widgets of their kinds."""

import json
import re
from collections.abc import Callable
from typing import Any

import streamlit as st

import workbench
from i18n import N_, Problem
from pages.configure_parts.chosen import Side, choose_side
from ui import _, search_box, show_problem

MAIN = re.compile(
    r"^((encoder_|decoder_)?(vocab_size|hidden_size|hidden_sizes|d_model|dim|n_embd|embed_dim"
    r"|num_hidden_layers|n_layers?|num_layers|layers|depths?|num_attention_heads|attention_heads"
    r"|n_heads?|num_heads|num_key_value_heads|head_dim|intermediate_size|ffn_dim|d_ff|hidden_dim"
    r"|n_inner|mlp_ratio|max_position_embeddings|n_positions|max_(source|target)_positions"
    r"|num_local_experts|num_experts|n_routed_experts|num_experts_per_tok|moe_intermediate_size"
    r"|image_size|patch_size|num_mel_bins|conv_dim|state_size|num_channels|window_size))$"
)
"""The fields that most decide what a model is."""

MOST_FOUND = 40
"""Fields that a search shows."""
MOST_TEXT = 5_000
"""Characters of a field that is a text or data."""
WHOLE_IN_BROWSERS = 2**53
FAULT = "configure-fault"


def edit(side: Side, before: list[workbench.Field], fields: list[workbench.Field]) -> None:
    """Draw the fields that the reader looks at: of a part and a group, or those found.

    `before` are the fields of the start.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        query = search_box(_("Find a field, such as heads or dropout"), key="field")
        part = _part(fields)
    if query:
        shown = _found(query, fields)
        if not shown:
            st.caption(_("No field has this in its name or its documentation."))
    else:
        shown = _of_group([field for field in fields if field.part == part])
    if fault := st.session_state.pop(FAULT, None):
        show_problem(fault)
    start = {field.path: field.value for field in before}
    with st.container(height=440, border=False, key="configure-fields"):
        for left, right in zip(shown[::2], [*shown[1::2], None]):
            for column, field in zip(st.columns(2), (left, right)):
                if field:
                    with column:
                        _draw(side, field, start, bool(query))


def _part(fields: list[workbench.Field]) -> str:
    """The configuration whose fields are shown: the whole, or one inside it."""
    parts = list(dict.fromkeys(field.part for field in fields))
    if len(parts) < 2:
        return parts[0] if parts else ""
    if st.session_state.get("configure-part") not in parts:
        st.session_state["configure-part"] = _first_part(parts, fields)
    return st.selectbox(
        _("Part"),
        parts,
        format_func=lambda part: part or _("The whole"),
        key="configure-part",
        width=190,
    )


def _first_part(parts: list[str], fields: list[workbench.Field]) -> str:
    """The part with the most fields that decide what a model is."""
    main = [field.part for field in fields if MAIN.match(field.name)]
    return max(parts, key=lambda part: (main.count(part), -parts.index(part)))


def _found(query: str, fields: list[workbench.Field]) -> list[workbench.Field]:
    words = query.casefold().split()

    def has(text: str) -> bool:
        text = text.casefold()
        return all(word in text for word in words)

    by_name = [field for field in fields if has(field.path.replace("_", " ") + " " + field.path)]
    by_text = [field for field in fields if field not in by_name and has(field.documentation)]
    return (by_name + by_text)[:MOST_FOUND]


def _of_group(fields: list[workbench.Field]) -> list[workbench.Field]:
    """The fields of the group that the reader chose."""
    main = [field for field in fields if MAIN.match(field.name)]
    groups = {"main": main} if main else {}
    for group in workbench.GROUPS:
        if members := [field for field in fields if field.group == group]:
            groups[group] = members
    if not groups:
        return []
    if st.session_state.get("configure-group") not in groups:
        st.session_state["configure-group"] = next(iter(groups))
    titles = {"main": _("Main")} | {name: _(title) for name, title in workbench.GROUPS.items()}
    chosen = st.pills(
        _("Group"),
        list(groups),
        format_func=lambda group: f"{titles[group]} {len(groups[group])}",
        key="configure-group",
        label_visibility="collapsed",
        wrap=True,
        required=True,
    )
    return groups[chosen or next(iter(groups))]


def _draw(side: Side, field: workbench.Field, start: dict[str, Any], whole_name: bool) -> None:
    """The widget of one field."""
    key = f"configure-field-{field.path}"
    kind = field.kind
    value = side.changes.get(field.path, field.value)
    if (kind == "whole" and not _is_whole(value)) or (kind == "number" and not _is_number(value)):
        kind = "data"
    label = f"`{field.path if whole_name else field.name}`"
    if field.path in side.changes:
        label = f":material/edit: {label}"
    options: dict[str, Any] = {"help": _help(field), "key": key}

    def take(read: Callable[[Any], Any] = lambda value: value) -> None:
        _take(side, field, start, read, st.session_state[key])

    match kind:
        case "whole":
            _show(key, value)
            st.number_input(label, value=_empty(field, value), step=1, on_change=take, **options)
        case "number":
            _show(key, None if value is None else float(value))
            st.number_input(
                label, value=_empty(field, value), step=0.05, format="%g", on_change=take, **options
            )
        case "switch":
            _show(key, bool(value))
            st.toggle(label, on_change=take, **options)
        case "choice":
            _show(key, value)
            choices = list(field.choices) if value in field.choices else [value, *field.choices]
            st.selectbox(label, choices, format_func=workbench.said, on_change=take, **options)
        case "text":
            _show(key, value or "")
            st.text_input(label, on_change=take, args=(_text(field),), **options)
        case _:
            _show(key, workbench.said(value) if isinstance(value, str) else json.dumps(value))
            st.text_input(label, on_change=take, args=(_data,), **options)


def _empty(field: workbench.Field, value: Any) -> Any:
    """What Streamlit takes for a number that may be left empty, and for one that may not."""
    return None if field.optional or value is None else "min"


def _is_whole(value: Any) -> bool:
    return value is None or (type(value) is int and abs(value) < WHOLE_IN_BROWSERS)


def _is_number(value: Any) -> bool:
    return value is None or (type(value) in (int, float) and abs(value) < WHOLE_IN_BROWSERS)


def _show(key: str, value: Any) -> None:
    """Have a widget show what a field is now, after an undoing or where it follows from others."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _text(field: workbench.Field) -> Callable[[str], Any]:
    return lambda text: None if field.optional and not text else text[:MOST_TEXT]


def _data(text: str) -> Any:
    if len(text) > MOST_TEXT:
        raise Problem(N_("A field has at most {most:,} characters."), most=MOST_TEXT)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Problem(
            N_(
                "This field takes JSON: a list such as [2, 2, 6, 2], a text in quotation marks, "
                "or null."
            )
        ) from None


def _take(
    side: Side,
    field: workbench.Field,
    start: dict[str, Any],
    read: Callable[[Any], Any],
    typed: Any,
) -> None:
    """What was typed into a field becomes a change, or none where it is as the start has it."""
    try:
        value = read(typed)
    except Problem as problem:
        st.session_state[FAULT] = problem
        return
    if value is None and not field.optional:
        value = start.get(field.path)
    if field.path in side.changes and value == start.get(field.path):
        choose_side(side.without(field.path))
    elif value != field.value or field.path in side.changes:
        choose_side(side.changed(field.path, value))


def _help(field: workbench.Field) -> str | None:
    """What its documentation says, as Markdown that shows no formula and no picture."""
    text = field.documentation.replace("$", r"\$")
    return re.sub(r":(?=[a-zA-Z_])", ":\u2060", text) or None
