"""The tour: eight stops, each a page in a state that shows something, with a caption below."""

from dataclasses import dataclass, field
from typing import NoReturn

import streamlit as st

import inference
from i18n import N_
from ui import _, link_to, open_page

KEY = "tour"
"""In the link: the number of the stop, from 1; one more than there are for the end."""
AT = "tour-at"
"""Where the session says which stop was opened."""


@dataclass(frozen=True)
class Stop:
    """A page by its name in `pages/`, the choices that its link holds, and what to look at."""

    page: str
    caption: str
    choices: dict[str, str] = field(default_factory=dict)


SENTIMENT = inference.task("sentiment-analysis")
FAILS = SENTIMENT.examples[-1]


def _run(example: inference.Example) -> dict[str, str]:
    """The choices of a link that runs an example."""
    text = "\n".join(example.inputs["text"])
    return {"task": SENTIMENT.name, f"{SENTIMENT.name}.text": text, "run": "1"}


STOPS = (
    Stop(
        "overview",
        N_(
            "One sentence, four tokenizers, four counts: how much a model reads depends on its "
            "tokenizer. Below, one is learning."
        ),
    ),
    Stop(
        "models",
        N_(
            "Every architecture in the code of transformers, the newest first. Search, filter, "
            "tick two to compare them."
        ),
    ),
    Stop(
        "configure",
        N_(
            "DistilBERT with twelve layers instead of six: counted again at once, without weights. "
            "It is BERT's size again."
        ),
        {"architecture": "distilbert", "changes": "n_layers~12"},
    ),
    Stop(
        "pipelines",
        N_(
            "“I like playing games”, “I love chocolate”, “I hate bitter melon”: a small model that "
            "came with the app has judged them here, without a network."
        ),
        _run(SENTIMENT.examples[0]),
    ),
    Stop(
        "pipelines",
        N_(
            "And here it is wrong: irony, a double negation, English, news. It has read nothing "
            "but Chinese reviews."
        ),
        _run(FAILS),
    ),
    Stop(
        "learn",
        N_(
            "BPE learns from five words: the pair that stands together most often becomes one "
            "token, again and again."
        ),
        {"learns": "bpe", "corpus": "classic", "step": "0", "play": "1"},
    ),
    Stop(
        "compare",
        N_(
            "The same Chinese sentences, side by side: wavy lines mark where the tokenizers cut "
            "differently. Point at a token to find it in the others."
        ),
        {"compare-text": "人工智能正在改变世界。东边日出西边雨，道是无晴却有晴。"},
    ),
    Stop(
        "languages",
        N_(
            "The same article in hundreds of languages: how many times as many tokens each needs "
            "as English. Whoever needs more waits longer and pays more."
        ),
    ),
)
END = Stop("overview", N_("That was the tour. Go on with:"))


def show(page: str) -> None:
    """The bar of the tour at the lower edge, where the link asks for a stop; `page` is the one that
    is shown, by its name."""
    asked = st.query_params.get(KEY, "")
    if asked not in map(str, range(1, len(STOPS) + 2)):
        st.session_state.pop(AT, None)
        return
    number = int(asked)
    if st.session_state.get(AT) != number or page != _stop(number).page:  # by a link, or back
        _open(number, page)
    with st.bottom.container(key="tour", horizontal=True, vertical_alignment="center"):
        _bar(number, page)


def _bar(number: int, page: str) -> None:
    last = number > len(STOPS)
    place = "" if last else f"**{number} / {len(STOPS)}** "
    st.markdown(place + _(_stop(number).caption), width="stretch")
    if last:
        link_to("pages/compare.py", _("Your text"), ":material/compare:")
        link_to("pages/pipelines.py", _("Your file"), ":material/play_circle:", amount="batch")
        link_to("pages/models.py", _("Your model"), ":material/grid_view:")
    if st.button(
        _("Previous stop"), icon=":material/arrow_back:", shortcut="P", disabled=number == 1
    ):
        _open(number - 1, page)
    if not last and st.button(
        _("Next stop"), icon=":material/arrow_forward:", shortcut="N", type="primary"
    ):
        _open(number + 1, page)
    if st.button(_("End the tour"), icon=":material/close:", shortcut="E"):
        del st.query_params[KEY]
        st.rerun()


def _stop(number: int) -> Stop:
    return END if number > len(STOPS) else STOPS[number - 1]


def _open(number: int, page: str) -> NoReturn:
    stop = _stop(number)
    tour = {KEY: str(number)}
    if stop.page == page and stop.choices:
        # Streamlit gives a page no new choices while it is shown: by way of another one.
        open_page(f"pages/{END.page}.py", **tour)
    st.session_state[AT] = number
    open_page(f"pages/{stop.page}.py", **tour | stop.choices)
