"""What each tokenizer makes of a chat: a bar, a panel, and what somebody typed into it."""

from html import escape

import streamlit as st

import palette
import tokenizer_lab as lab
from ui import _, escape_markdown, listed, prompts

WINDOW = 4_000
"""Characters of a prompt that are drawn."""
HUES = {
    "system": "#66782A",
    "developer": "#9D3FB0",
    "user": "#5B5BD6",
    "assistant": "#0F766E",
    "tool": "#8A5A2B",
}
"""Of the palette, one for each role."""
TOOLS = "#2563B8"
STYLE = """<style>
.chat-bars { display: grid; grid-template-columns: auto auto 1fr; gap: 6px 16px;
  align-items: center; font-variant-numeric: tabular-nums; }
.chat-bar { display: flex; height: 18px; gap: 1px; }
.chat-bar span { border-radius: 2px; min-width: 1px; }
.chat-legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-top: 8px; font-size: 0.85rem; }
.chat-legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px;
  margin-right: 6px; }
@media (max-width: 640px) {
  .chat-bars { grid-template-columns: 1fr auto; gap: 2px 12px; }
  .chat-bar { grid-column: 1 / -1; margin-bottom: 6px; }
}
</style>"""


def hue_of(origin: lab.Origin | None, messages: list[dict]) -> str:
    """The colour of what came from there, "" for the layout."""
    if origin is None or not origin.typed:
        return ""
    if origin.message is None:
        return TOOLS
    return HUES.get(messages[origin.message]["role"], palette.SYMBOL)


def bars(made: list[lab.Prompt], messages: list[dict]) -> None:
    """A bar for each prompt: its tokens by message, and those of the layout."""
    longest = max(map(len, made))
    rows = "".join(_bar(each, messages, longest) for each in made)
    roles = {each["role"]: HUES.get(each["role"], palette.SYMBOL) for each in messages}
    legend = roles | ({_("tools"): TOOLS} if any(-1 in each.counts for each in made) else {})
    legend |= {_("template overhead"): palette.ABSENT}
    if any(each.generated for each in made):
        legend |= {_("underlined: the loss mask covers it"): palette.LOOK}
    chips = "".join(
        f'<span><i style="background:{hue}"></i>{escape(name)}</span>'
        for name, hue in legend.items()
    )
    st.html(f"{STYLE}<div class='chat-bars'>{rows}</div><div class='chat-legend'>{chips}</div>")


def _bar(made: lab.Prompt, messages: list[dict], longest: int) -> str:
    pieces = []
    for number, count in sorted(made.counts.items(), key=lambda each: (each[0] is None, each[0])):
        if number is None:
            hue, name = palette.ABSENT, _("template overhead")
        elif number < 0:
            hue, name = TOOLS, _("tools")
        else:
            hue = HUES.get(messages[number]["role"], palette.SYMBOL)
            name = _("message {number}").format(number=number + 1)
        title = _("{name}: {count:,} tokens").format(name=name, count=count)
        pieces.append(
            f'<span title="{escape(title)}" style="width:{100 * count / longest:.3f}%;'
            f'background:{hue}"></span>'
        )
    said = _("{count:,} tokens, {share:.0%} template overhead").format(
        count=len(made), share=made.layout / max(len(made), 1)
    )
    name = escape(made.cut.tokenizer.name)
    return f"<b>{name}</b><span>{escape(said)}</span><div class='chat-bar'>{''.join(pieces)}</div>"


def warn_of_injected(made: list[lab.Prompt], messages: list[dict]) -> None:
    """Say which typed text became control tokens."""
    found: dict[int | None, tuple[list[str], list[str]]] = {}
    for each in made:
        for token, origin in each.injected:
            tokens, names = found.setdefault(origin.message, ([], []))
            tokens.append(each.cut.pieces[token])
            names.append(each.cut.tokenizer.name)
    for number, (tokens, names) in found.items():
        who = _("tools")
        if number is not None:
            who = _("message {number} ({role})").format(
                number=number + 1, role=messages[number]["role"]
            )
        said = _(
            "Typed text becomes control tokens: {tokens}, in {who}, for {names}. Whoever writes "
            "that can end the message and speak as somebody else."
        ).format(
            tokens=" ".join(dict.fromkeys(tokens)),
            who=who,
            names=listed([*dict.fromkeys(names)], 8),
        )
        st.error(escape_markdown(said), icon=":material/gpp_maybe:")


def panel(made: lab.Prompt, messages: list[dict]) -> dict:
    """What `ui.prompts` draws of a prompt."""
    (column,) = lab.Comparison(made.cut.text, (made.cut,)).view(0, WINDOW)["columns"]
    injected = {token for token, _origin in made.injected}
    for token, unit in zip(column["tokens"], lab.units(made.cut, 0, WINDOW)):
        numbers = [n for n in made.owners[unit.first : unit.last].tolist() if n >= 0]
        origin = made.origins[numbers[0]] if numbers else None
        token["hue"] = hue_of(origin, messages)
        token["where"] = _where(origin, messages)
        token["from"] = f"{origin.message}" if origin and origin.typed else ""
        token["injected"] = not injected.isdisjoint(range(unit.first, unit.last))
        token["masked"] = bool(made.masked[unit.first : unit.last].any())
    return column


def _where(origin: lab.Origin | None, messages: list[dict]) -> str:
    if origin is None:
        return _("made by the template")
    if origin.message is None:
        return _("from the tools")
    names = {"content": _("content"), "role": _("role")}
    return _("{field} of message {number}, {role}").format(
        field=names.get(origin.field, origin.field),
        number=origin.message + 1,
        role=messages[origin.message]["role"],
    )


def panels(columns: list[dict], most: int) -> None:
    """The prompts side by side."""
    prompts(columns, key="chat-panels")
    if most > WINDOW:
        said = _("The first {count:,} characters are shown; the numbers count all of them.")
        st.caption(said.format(count=WINDOW))
