"""The widgets that make a setup: corpus, rules and size."""

from dataclasses import replace
from typing import Any

import streamlit as st

import tokenizer_lab as lab
from i18n import N_
from ui import (
    _,
    hold_choice,
    in_language,
    linked_choice,
    linked_number,
    linked_text,
    read_once,
    show_choice,
    stop,
    upload,
)

from .setup import CLASSIC, FILE, TEXT, Setup

ALGORITHMS = {
    "bpe": "BPE",
    "byte_bpe": N_("Byte-level BPE"),
    "wordpiece": "WordPiece",
    "unigram": "Unigram",
    "sentencepiece": "SentencePiece",
}
SOURCES = {
    CLASSIC: N_("The classic example: five words"),
    "english": N_("English"),
    "chinese": N_("Chinese"),
    "mixed": N_("Code and emoji"),
    TEXT: N_("My own text"),
    FILE: N_("A file"),
}
OLD_SOURCES = {"notes": CLASSIC}
"""Names in old links."""
PRE_TOKENIZERS = {
    "whitespace": N_("Whitespace"),
    "whitespace_punctuation": N_("Whitespace and punctuation"),
    "bert": N_("BERT: whitespace, and every punctuation mark by itself"),
    "gpt2": N_("GPT-2: its regular expression, a word keeps its space"),
    "metaspace": N_("Metaspace: a space becomes ▁"),
    "moses": N_("Moses: rules, as in XLM and FlauBERT"),
    "spacy": N_("spaCy: English rules, as in GPT"),
    "jieba": N_("jieba: Chinese words"),
    "none": N_("None: each line is one word"),
}
USUAL = {"byte_bpe": "gpt2", "sentencepiece": "metaspace"}
"""The pre-tokenizer that an algorithm usually has; else whitespace and punctuation."""
NORMALIZERS = {
    "nfc": "NFC",
    "nfkc": "NFKC",
    "lower": N_("lower case"),
    "accents": N_("strip accents"),
}
TIES = {
    "ids": N_("smallest IDs (Hugging Face)"),
    "first": N_("seen first (minbpe, Hugging Face course)"),
    "shorter": N_("shorter, then lexicographic (SentencePiece)"),
}


def choose_setup() -> Setup:
    """Draw the widgets; the setup that they make.

    The page ends here while a file is still to come. Raises `i18n.Problem` for one that is no
    text.
    """
    algorithm = _either(_("Algorithm"), in_language(ALGORITHMS), key="learns", default="bpe")
    source = linked_choice(
        st.pills,
        _("Training text"),
        in_language(SOURCES),
        key="corpus",
        default=CLASSIC,
        aliases=OLD_SOURCES,
        required=True,
    )
    own = source in (TEXT, FILE)
    with st.expander(_("Text, rules and size"), icon=":material/tune:", expanded=own):
        with st.container():
            corpus = _corpus(algorithm, source)
        rules, size = st.columns([4, 1])
        with rules:
            setup = replace(corpus, rules=_rules(algorithm))
        with size:
            setup = replace(setup, size=_size(setup))
    if setup.pretokenizer == "jieba":
        st.caption(_("Chinese has no spaces between words: jieba finds them first."))
    return setup


def _corpus(algorithm: str, source: str) -> Setup:
    """What to learn from, and how it becomes words."""
    if source == CLASSIC:
        pretokenizer = "metaspace" if algorithm == "sentencepiece" else "whitespace"
        return Setup(algorithm, source, pretokenizer=pretokenizer)
    text, file = _text(source)
    left, right = st.columns([3, 2])
    with left:
        pretokenizer = _pre_tokenizer(algorithm, source)
    hold_choice("normalizers", list(NORMALIZERS))
    with right:
        normalizers = show_choice(
            st.pills,
            _("Normalizers"),
            in_language(NORMALIZERS),
            key="normalizers",
            selection_mode="multi",
        )
    return Setup(algorithm, source, text, file, pretokenizer, tuple(normalizers))


def _pre_tokenizer(algorithm: str, source: str) -> str:
    """By whose rules the text becomes words; at first those that suit the algorithm and text."""
    key, usual = "pretokenizer", "whitespace_punctuation"
    if algorithm in USUAL:
        key, usual = f"pretokenizer-{algorithm}", USUAL[algorithm]
    elif (algorithm, source) == ("wordpiece", "chinese"):
        # Whole clauses would be words: nearly every pair stands once, and all scores are alike.
        key, usual = "pretokenizer-chinese", "jieba"
    pretokenizer = linked_choice(
        st.selectbox, _("Pre-tokenizer"), in_language(PRE_TOKENIZERS), key=key, default=usual
    )
    return pretokenizer


def _text(source: str) -> tuple[str, str]:
    """The text of a source, and for a file its name."""
    if source == FILE:
        promise = _("A plain text file, up to {megabytes} MB")
        file = upload(promise, None, key="learn-file", most=20, stays=True)
        if file is None:
            st.info(_("Choose a file to train on. It stays on this machine."))
            stop()
        text = read_once("learn-text", file.file_id, lambda: lab.decode_text(file.getvalue()))
        return text, file.name
    if source == TEXT:
        sample = lab.SAMPLES["english"]
        text = linked_text(_("Text"), key="text", default=sample, height=160, max_chars=50_000)
        return text, ""
    st.text(lab.SAMPLES[source])
    return lab.SAMPLES[source], ""


def _rules(algorithm: str) -> dict[str, Any]:
    """The options of an algorithm."""
    match algorithm:
        case "bpe" | "byte_bpe":
            tie, *_rest = st.columns([5, 4, 4])
            with tie:
                return {"tie": _tie(algorithm, "ids")}
        case "wordpiece":
            return _wordpiece_rules()
        case "unigram":
            return _unigram_rules()
    model, *_rest = st.columns([5, 4, 4])
    with model:
        kinds = {"unigram": "Unigram", "bpe": "BPE"}
        return {"model": _either(_("Model"), kinds, key="model-kind", default="unigram")}


def _wordpiece_rules() -> dict[str, Any]:
    first, second, _third = st.columns([5, 4, 4])
    with first:
        rules = {"score": _("score"), "frequency": _("frequency (Hugging Face)")}
        rule = _either(_("Choose pairs by"), rules, key="rule", default="score")
    with second:
        return {"rule": rule, "tie": _tie("wordpiece", "first")}


def _unigram_rules() -> dict[str, Any]:
    first, second, third = st.columns([5, 4, 4])
    with first:
        losses = {"all": _("all segmentations"), "best": _("the best segmentation")}
        loss = _either(_("Loss over"), losses, key="loss", default="all")
    percent = second.slider(_("Pruned per round (%)"), 10, 20, 20, key="prune", bind="query-params")
    em_steps = linked_number(
        _("EM steps per round"),
        0,
        5,
        key="em",
        place=third,
        value=0,
        help=_(
            "0: each probability stays the piece's share of the counts, as in the "
            "Hugging Face course."
        ),
    )
    return {"loss": loss, "prune": percent / 100, "em_steps": em_steps}


def _either(label: str, labels: dict[str, str], key: str, default: str) -> str:
    return linked_choice(
        st.segmented_control, label, labels, key=key, default=default, required=True
    )


def _tie(algorithm: str, default: str) -> str:
    return linked_choice(
        st.selectbox,
        _("Break ties by"),
        in_language(TIES),
        key=f"tie-{algorithm}",
        default=default,
    )


def _size(setup: Setup) -> int:
    """The wished size of the vocabulary; another algorithm or source suggests another one."""
    now = (setup.algorithm, setup.source)
    if "learn-suited" not in st.session_state:
        linked = st.query_params.get("size", "").isdecimal()
        st.session_state["learn-suited"] = now if linked else None
    if st.session_state["learn-suited"] != now:
        st.session_state["size"] = setup.suited_size
        st.session_state["learn-suited"] = now
    return linked_number(
        _("Vocabulary size"),
        1,
        50_000,
        key="size",
        help=_("The alphabet counts too; training stops earlier when no pair is left."),
    )
