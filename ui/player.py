"""The player: a story of a tokenizer as moving boxes, in a page or in a file of its own."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

import palette
from i18n import Translate

from .language import _

HERE = Path(__file__).parent
KINDS = ("merges", "encoding", "pruning")


@cache
def source(*files: str) -> str:
    """JavaScript or CSS of these files here, as one."""
    return "\n".join((HERE / file).read_text("utf-8") for file in files)


def _script(*kinds: str) -> str:
    """The player's JavaScript with what draws these kinds of stories and takes them away."""
    drawn = (f"player_{kind}.js" for kind in kinds)
    return source("visible.js", "player.js", *drawn, "player_record.js")


def _style() -> str:
    return source("player.css")


_player = st.components.v2.component(
    "player", html="<div class='player'></div>", css=_style(), js=_script(*KINDS)
)


def player(
    story: dict[str, Any],
    key: str,
    step: int,
    plays: bool = False,
    on_step: Callable[[], None] = lambda: None,
    on_more: Callable[[], None] = lambda: None,
) -> None:
    """Play a story, a window of steps as `tokenizer_lab` tells it, from `step` on.

    `on_step` is called when the reader has come to rest at another step: it is then
    `st.session_state[key].step`, and no rerun is asked for while the player moves. `on_more` is
    called when a state outside of the story is wanted, `st.session_state[key].more`: a story that
    holds it, and the step after it, plays on from there. Another `step` than the player last told
    takes the reader there. With `plays` it begins to play by itself when it is drawn for the first
    time, unless the reader's system asks for little motion. Texts reach the page as text nodes, so
    markup in them stays text.
    """
    state = st.session_state.get(key)
    told = state.step if state else None
    last = st.session_state.setdefault(f"{key}-last", {"step": step, "told": told, "turn": 0})
    # The page follows where the reader went or is on the way to; another step is its own wish.
    follows = (told != last["told"] and step == told) or step == getattr(state, "more", None)
    turn = last["turn"] + (step != last["step"] and not follows)
    st.session_state[f"{key}-last"] = {"step": step, "told": told, "turn": turn}
    data = {
        "story": story,
        "labels": player_labels(_),
        "palette": player_palette(),
        "step": step,
        "plays": plays,
        "go": {"step": step, "turn": turn},
    }
    _player(
        data=data,
        key=key,
        default={"step": step},
        on_step_change=on_step,
        on_more_change=on_more,
    )


def player_labels(_: Translate = str) -> dict[str, str]:
    """What stands beside and on the player's parts, said by the translating function `_`."""
    return {
        "player": _("Player: space plays, arrows step, F fills the screen"),
        "first": _("First step"),
        "back": _("Previous step"),
        "play": _("Play"),
        "pause": _("Pause"),
        "next": _("Next step"),
        "last": _("Last step"),
        "screen": _("Full screen"),
        "take": _("Save as"),
        "svg": _("Picture (SVG)"),
        "png": _("Picture (PNG)"),
        "gif": _("GIF"),
        "video": _("Video"),
        "cancel": _("Cancel"),
        "failed": _("This could not be made"),
        "no_video": _("This browser cannot record a video"),
        "position": _("Position"),
        "speed": _("Speed"),
        "candidates": _("Pairs, best first"),
        "vocabulary": _("Vocabulary"),
        "waiting": _("Pairs with a rank, lowest first"),
        "tried": _("Looked up, longest first"),
        "edges": _("Pieces that end here, best way first"),
        "lattice": _("The best way to every place"),
        "field": _("Pieces and their probabilities"),
        "cost": _("+ loss without it"),
        "pieces": _("Pieces"),
        "loss": _("loss"),
        "more": _("… {count} more"),
        "locale": _("en"),
    }


def player_palette() -> dict[str, str]:
    """The colours that mean something."""
    return {
        "look": palette.LOOK,
        "unknown": palette.UNKNOWN,
        "symbol": palette.SYMBOL,
        "present": palette.PRESENT,
    }


LIGHT = {
    "--st-background-color": "#FCFCFA",
    "--st-text-color": "#1A2230",
    "--st-primary-color": "#0F766E",
    "--st-link-color": "#0F766E",
    "--st-font": "'IBM Plex Sans', 'Noto Sans CJK SC', system-ui, sans-serif",
    "--st-code-font": "'IBM Plex Mono', 'Noto Sans Mono CJK SC', ui-monospace, monospace",
    "--st-base-radius": "8px",
    "--st-button-radius": "8px",
}
DARK = {
    "--st-background-color": "#10151C",
    "--st-text-color": "#E6EAEE",
    "--st-primary-color": "#10827A",
    "--st-link-color": "#4FD1C5",
}
"""What Streamlit's theme gives to a component, for a page that stands alone."""

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
body {{ margin: 0 auto; padding: 16px; max-width: 1200px; background: var(--st-background-color); }}
</style>
<div class="{root}"></div>
<script type="module">
const bytes = Uint8Array.from(atob("{code}"), (char) => char.charCodeAt(0));
const code = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
const script = Object.assign(document.createElement("script"), {{ type: "module" }});
script.textContent = await new Response(code).text();
document.head.append(script);
</script>
</html>
"""


def standalone_page(
    title: str, root: str, script: str, style: str, data: dict[str, Any], hooks: str = "{}"
) -> str:
    """An HTML file that looks like a page of the app, needs no server and asks for nothing.

    It has an element of the class `root`, which the `mount` of `script` fills from `data`, whose
    `labels` name the language; `hooks` is JavaScript, what is called when a reader acts.
    """
    code = [
        _packed(script),
        f"document.head.append(element('style', '', {_json(_packed(style))}));",
        f"mount(document.querySelector('.{root}'), JSON.parse({_json(_json(data))}), {hooks});",
    ]
    return PAGE.format(
        language=data["labels"]["locale"],
        title=escape(title),
        light=_variables(LIGHT),
        dark=_variables(DARK),
        root=root,
        code=_zipped("\n".join(code)),
    )


def player_page(story: dict[str, Any], labels: dict[str, str], title: str) -> str:
    """One HTML file that plays `story` without a server: the same player, and no request."""
    data = {"story": story, "labels": labels, "palette": player_palette()}
    return standalone_page(title, "player", _script(story["kind"]), _style(), data)


def _variables(values: dict[str, str]) -> str:
    return " ".join(f"{name}: {value};" for name, value in values.items())


def _packed(code: str) -> str:
    """Code without indentation and whole-line comments, a third of what a file weighs."""
    lines = (line.strip() for line in code.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _zipped(code: str) -> str:
    """Code, compressed and in letters: no text of a visitor ends the script."""
    return b64encode(gzip.compress(code.encode(), mtime=0)).decode()
