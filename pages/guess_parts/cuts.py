"""Where does a tokenizer cut? A text without its cuts, then the cuts and the reason for each."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import tokenizer_lab as lab
from i18n import N_, Problem, isolated
from pages.tokenizer_parts import imports
from pages.tokenizer_parts.choice import choose_tokenizer
from pages.tokenizer_parts.glosses import GLOSSES
from ui import (
    _,
    code_panel,
    escape_markdown,
    gloss,
    guess,
    lab_text,
    show_problem,
)

from . import score

MOST_CHARACTERS = 300
TEXTS = [
    "Unbelievable tokenizers!",
    "人工智能正在改变世界。",
    "The password is SolidGoldMagikarp",
    "9.11 > 9.9, and 2026 = 2 × 1013",
    "Donaudampfschifffahrtsgesellschaft",
    "if __name__ == '__main__':",
    "l'université naïve café",
    "东边日出西边雨，道是无晴却有晴。",
    "👩‍🚀 waves to 👨‍👩‍👧‍👦",
    "Токенизатор режет слова",
]
"""To begin with: words, Chinese, a user name that became a token, numbers, code, emoji."""
TEXT, CUTS = "guess-text", "guess-cuts"

MARKS = {"missed": ":orange[○]", "extra": ":red[✕]"}
REASONS = {
    "words": N_("One word ends here and the next begins: no token crosses this place."),
    "absent": N_("“{left}” and “{right}” together, “{token}”, is not in the vocabulary."),
    "unreachable": N_(
        "“{token}” is in the vocabulary, but no merge makes it of “{left}” and “{right}”."
    ),
    "likelier": N_(
        "“{token}” is in the vocabulary, but “{left}” and “{right}” are together more probable: "
        "log probability {both:.2f} against {one:.2f}."
    ),
    "bytes": N_("Tokens here are parts of a character, which only their bytes tell."),
    "special": N_("“{token}” is a special token, which is never cut."),
    "unknown": N_("The vocabulary does not have what stands here: all of it is “{token}”."),
    "whole": N_("“{token}” is in the vocabulary, and is taken as it is."),
    "merged": N_("“{token}” is one token: merge {rank:,} makes it of “{left}” and “{right}”."),
    "longest": N_("“{token}” is the longest piece of the vocabulary that fits here."),
    "listed": N_("“{token}” is in the list of words."),
    "probable": N_("“{token}” alone is more probable than any way to cut it."),
}


def play(choices: DeltaGenerator) -> None:
    """One round: the text, the guess, what came of it. What it is about is chosen in `choices`."""
    with choices.popover(_("Tokenizer and text"), icon=":material/tune:"):
        tokenizer = choose_tokenizer("guess-with")
        text = lab_text(_("Text"), TEXT, default=TEXTS[0], max_chars=MOST_CHARACTERS, height=80)
    asked = tokenizer.name, text
    if st.session_state.get("guess-asked", asked) != asked:
        st.query_params.pop(CUTS, None)
    st.session_state["guess-asked"] = asked
    gloss(text, GLOSSES)
    gaps = lab.gaps(text)
    if not gaps:
        st.info(_("Type or paste a text of two characters at least."))
        return
    try:
        steps = lab.encode_steps(tokenizer, text, special=False)
    except Problem as problem:
        show_problem(problem)
        return
    _round(tokenizer, text, gaps, steps)


def _round(tokenizer: lab.Tokenizer, text: str, gaps: list[lab.Gap], steps: lab.Steps) -> None:
    guessed = _guessed(len(gaps))
    verdicts = None if guessed is None else lab.judge(steps, guessed)
    st.header(
        _("Where does {tokenizer} cut? Click between the letters.").format(
            tokenizer=escape_markdown(tokenizer.name)
        ),
        anchor=False,
    )
    edges = [0, *(place for gap in gaps for place in gap), len(text)]
    handed_in = guess(
        [text[start:end] for start, end in zip(edges[::2], edges[1::2])],
        [text[gap.start : gap.end] for gap in gaps],
        guessed or [],
        None if verdicts is None else [_told(verdict) for verdict in verdicts],
        key="guess-drawn",
    )
    if handed_in is not None:
        st.query_params[CUTS] = ".".join(map(str, handed_in)) or "none"
        st.rerun()
    if verdicts is not None:
        _say(tokenizer, text, steps, verdicts)
    score.show("cuts")


def _guessed(most: int) -> list[int] | None:
    """The gaps that stand in the link, once they were handed in."""
    if CUTS not in st.query_params:
        return None
    numbers = [int(each[:18]) for each in st.query_params[CUTS].split(".") if each.isdecimal()]
    return sorted({number for number in numbers if number < most})


def _told(verdict: lab.Verdict) -> dict:
    return {"gap": verdict.gap, "kind": verdict.kind, "says": _reason(verdict)}


def _reason(verdict: lab.Verdict) -> str:
    left, right, token = (isolated(each) for each in (verdict.left, verdict.right, verdict.token))
    both, one = verdict.logarithms
    return _(REASONS[verdict.reason]).format(
        left=left, right=right, token=token, rank=verdict.rank, both=both, one=one
    )


def _say(
    tokenizer: lab.Tokenizer, text: str, steps: lab.Steps, verdicts: list[lab.Verdict]
) -> None:
    """What came of the guess, why, and what can be guessed next."""
    found, missed, extra = (
        [verdict for verdict in verdicts if verdict.kind == kind]
        for kind in ("found", "missed", "extra")
    )
    result = score.Round(f"{tokenizer.name}: {text}", len(found), len(verdicts))
    score.keep("cuts", (tokenizer.name, text), result)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            _("**{found} of {cuts} cuts found**, {extra} too many; tokens: {tokens}.").format(
                found=len(found),
                cuts=len(found) + len(missed),
                extra=len(extra),
                tokens=len(steps.cut),
            ),
            width="content",
        )
        st.button(_("Next text"), type="primary", icon=":material/arrow_forward:", on_click=_next)
        st.button(_("Guess again"), icon=":material/replay:", on_click=_again)
    gloss(text, GLOSSES)
    gaps = lab.gaps(text)
    lines = [
        f"{MARKS[verdict.kind]} **{escape_markdown(_around(text, gaps[verdict.gap]))}** "
        + escape_markdown(_reason(verdict))
        for verdict in (*missed, *extra)
    ]
    st.markdown("  \n".join(lines) or _("All of it right."))
    code_panel(
        f"""{imports([tokenizer])}
steps = lab.encode_steps({tokenizer.python()}, {text!r}, special=False)
[(verdict.kind, verdict.reason, verdict.left, verdict.right) for verdict in lab.judge(steps, [])]"""
    )


def _around(text: str, gap: lab.Gap) -> str:
    """The place of a gap: the letters before and after it."""
    left, right = text[: gap.start].split()[-1][-6:], text[gap.end :].split()[0][:6]
    return isolated(f"{left} | {right}").replace("␣", " ")


def _next() -> None:
    """Another text, and no cuts."""
    at = TEXTS.index(st.session_state[TEXT]) + 1 if st.session_state[TEXT] in TEXTS else 0
    st.session_state[TEXT] = TEXTS[at % len(TEXTS)]
    _again()


def _again() -> None:
    st.query_params.pop(CUTS, None)
