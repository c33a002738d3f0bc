"""Learning: five algorithms learn from words or from a text, and every step is played."""

import pandas as pd
import streamlit as st

import tokenizer_lab as lab
from i18n import Problem
from tokenizer_lab.learning import figures
from ui import (
    TRAINED,
    _,
    code_panel,
    finished_job,
    heading,
    hold_choice,
    link_to,
    linked_choice,
    linked_text,
    show_choice,
    show_problem,
    token_chips,
)

WINDOW = 24
"""Steps that one animation plays: more would be slow to send and tiring to watch."""
EXCERPT = 300
"""Characters of the text on which the pre-tokenizers are shown side by side."""

ALGORITHMS = {
    "bpe": "BPE",
    "byte_bpe": _("Byte-level BPE"),
    "wordpiece": "WordPiece",
    "unigram": "Unigram",
    "sentencepiece": "SentencePiece",
}
SOURCES = {
    "notes": _("The notes' five words"),
    "english": _("English"),
    "chinese": _("Chinese"),
    "mixed": _("Code and emoji"),
    "text": _("My own text"),
    "file": _("A file"),
}
PRE_TOKENIZERS = {
    "whitespace": _("Whitespace"),
    "whitespace_punctuation": _("Whitespace and punctuation"),
    "bert": _("BERT: whitespace and every punctuation mark alone"),
    "gpt2": _("GPT-2: its regular expression, a word keeps its space"),
    "metaspace": _("Metaspace: a space becomes ▁"),
    "moses": _("Moses: rules, as in XLM and FlauBERT"),
    "spacy": _("spaCy: English rules, as in GPT"),
    "jieba": _("jieba: Chinese words"),
    "none": _("None: each line is one word"),
}
NORMALIZERS = {
    "nfc": "NFC",
    "nfkc": "NFKC",
    "lower": _("lower case"),
    "accents": _("strip accents"),
}
TIES = {
    "ids": _("smallest ids (Hugging Face)"),
    "first": _("met first (minbpe, the course)"),
    "shorter": _("shorter, then smaller (SentencePiece)"),
}
SECTIONS = {
    "how": _("How it works"),
    "cut": _("Cut new words"),
    "pretokenizers": _("Pre-tokenizers side by side"),
    "against": _("Compare two algorithms"),
    "take": _("Take it away"),
}
USUAL = {"byte_bpe": "gpt2", "sentencepiece": "metaspace"}
"""The pre-tokenizer that an algorithm usually has; else whitespace and punctuation."""


def corpus(algorithm: str) -> tuple[str, str, str, tuple[str, ...]]:
    """What to learn from: the source, its text, the pre-tokenizer and the normalizers."""
    source = linked_choice(
        st.pills, _("Learn from"), SOURCES, key="corpus", default="notes", required=True
    )
    if source == "notes":
        return source, "", "metaspace" if algorithm == "sentencepiece" else "whitespace", ()
    if source == "file":
        file = st.file_uploader(
            _("A plain text file, up to 20 MB"),
            key="learn-file",
            max_upload_size=20,
        )
        if file is None:
            st.info(_("Choose a file to learn from. It stays on this machine."))
            st.stop()
        text = lab.decode_text(file.getvalue())
    elif source == "text":
        text = linked_text(
            _("Text"), key="text", default=lab.SAMPLES["english"], height=160, max_chars=50_000
        )
    else:
        text = lab.SAMPLES[source]
        with st.expander(_("The text")):
            st.text(text)
    left, right = st.columns([3, 2])
    with left:
        pretokenizer = linked_choice(
            st.selectbox,
            _("Pre-tokenizer"),
            PRE_TOKENIZERS,
            key=f"pretokenizer-{algorithm}" if algorithm in USUAL else "pretokenizer",
            default=USUAL.get(algorithm, "whitespace_punctuation"),
        )
    hold_choice("normalizers", list(NORMALIZERS))
    with right:
        chosen = show_choice(
            st.pills, _("Normalizers"), NORMALIZERS, key="normalizers", selection_mode="multi"
        )
    return source, text, pretokenizer, tuple(chosen)


def rules_of(algorithm: str) -> dict:
    """The options of an algorithm, each a widget."""
    rules = {}
    first, second, third = st.columns([5, 4, 4])
    if algorithm in ("bpe", "byte_bpe", "wordpiece"):
        if algorithm == "wordpiece":
            with first:
                rules["rule"] = linked_choice(
                    st.segmented_control,
                    _("Best pair by"),
                    {"score": _("score"), "frequency": _("frequency (Hugging Face)")},
                    key="rule",
                    default="score",
                    required=True,
                )
        with second if algorithm == "wordpiece" else first:
            usual = "first" if algorithm == "wordpiece" else "ids"
            key = f"tie-{algorithm}"
            rules["tie"] = linked_choice(
                st.selectbox, _("A tie goes to the pair"), TIES, key=key, default=usual
            )
    if algorithm == "unigram":
        with first:
            rules["loss"] = linked_choice(
                st.segmented_control,
                _("The loss counts"),
                {"all": _("all cuts"), "best": _("the best cut")},
                key="loss",
                default="all",
                required=True,
            )
        percent = second.slider(
            _("Pruned a round, percent"), 10, 20, 20, key="prune", bind="query-params"
        )
        rules["prune"] = percent / 100
        rules["em_steps"] = third.number_input(
            _("Probabilities anew, times a round"),
            0,
            5,
            0,
            key="em",
            bind="query-params",
            help=_("0: they stay the pieces' shares of the counts, as in the course."),
        )
    if algorithm == "sentencepiece":
        with first:
            rules["model"] = linked_choice(
                st.segmented_control,
                _("Model"),
                {"unigram": "Unigram", "bpe": "BPE"},
                key="model-kind",
                default="unigram",
                required=True,
            )
    return rules


def suited_size(algorithm: str, source: str, text: str) -> int:
    """A vocabulary size that shows something: a little more than the alphabet."""
    pruned = algorithm in ("unigram", "sentencepiece")
    if source == "notes":
        return {"byte_bpe": 264, "unigram": 10, "sentencepiece": 11}.get(algorithm, 20)
    if source == "file":
        return 2_000
    if algorithm == "byte_bpe":
        return 256 + 64
    alphabet = len(set(text)) * (2 if algorithm == "wordpiece" else 1)
    return alphabet + (60 if pruned else 100)


def size_of(algorithm: str, source: str, text: str) -> int:
    """The wished size of the vocabulary; another algorithm or source suggests another one."""
    now = (algorithm, source)
    if "learn-suited" not in st.session_state:
        st.session_state["learn-suited"] = now if "size" in st.query_params else None
    if st.session_state["learn-suited"] != now:
        st.session_state["size"] = suited_size(algorithm, source, text)
        st.session_state["learn-suited"] = now
    return st.number_input(
        _("Vocabulary size"),
        min_value=1,
        max_value=50_000,
        key="size",
        bind="query-params",
        help=_("The alphabet counts too; learning stops earlier when no pair is left."),
    )


def learned(algorithm, source, text, pretokenizer, normalizers, size, rules, key) -> lab.Trace:
    """The trace, once it is there; long training shows its progress and can be stopped."""

    def work(go_on) -> lab.Trace:
        if source == "notes":
            space = "▁" if pretokenizer == "metaspace" else ""
            counts = {space + word: count for word, count in lab.CLASSIC_COUNTS.items()}
        else:
            counts = lab.word_counts(text, pretokenizer, normalizers)
        return lab.train(
            algorithm,
            counts,
            size,
            pretokenizer=pretokenizer,
            normalizers=normalizers,
            go_on=go_on,
            **rules,
        )

    what = (algorithm, source, text, pretokenizer, normalizers, size, tuple(rules.items()))
    job = finished_job(key, what, work)
    trace = job.result()
    if job.stopped:
        st.info(
            _("Stopped after {steps} steps: this is what was learned until then.").format(
                steps=len(trace.steps)
            ),
            icon=":material/stop_circle:",
        )
    return trace


def step_of(trace: lab.Trace) -> int:
    """The chosen step: by a slider, or by a click on the curve."""
    last = len(trace.steps)
    picked = st.session_state.get("learn-curve")
    points = picked["selection"]["points"] if picked else []
    point = points[0]["x"] if points else None
    if point is not None and st.session_state.get("learn-point") != point:
        st.session_state["step"] = int(point)
    st.session_state["learn-point"] = point
    st.session_state["step"] = min(st.session_state.get("step", 1), last)
    return st.slider(_("Step"), 0, last, key="step", bind="query-params")


def inspector(trace: lab.Trace, step: int) -> None:
    """What one step saw, computed and changed."""
    if step == 0:
        st.markdown("**" + _("Before the first step") + "**")
        tokens = trace.vocab(0)
        st.caption(_("{count} tokens to start from").format(count=len(tokens)))
        token_chips({"": tokens[:80]}, unknown=lab.UNKNOWN)
        return
    made = trace.steps[step - 1]
    badges = st.container(horizontal=True, gap="small")
    with badges:
        st.badge(_("Step {step} of {steps}").format(step=step, steps=len(trace.steps)))
        if made.kind == "merge" and made.tied:
            st.badge(_("tied: the rule decided"), icon=":material/balance:", color="orange")
        st.badge(
            _("vocabulary {size}").format(size=len(trace.vocab(step))),
            icon=":material/book_2:",
            color="gray",
        )
    st.latex(lab.formula(trace, step), width="stretch")
    if made.kind == "merge":
        by_score = trace.rules.get("rule") == "score"
        table = pd.DataFrame(
            {
                _("Pair"): [" + ".join(each.pair) for each in made.candidates],
                _("Count"): [each.count for each in made.candidates],
            }
            | ({_("Score"): [each.score for each in made.candidates]} if by_score else {})
        )
    elif made.kind == "prune":
        removed = made.removed[-12:]
        table = pd.DataFrame(
            {
                _("Piece"): [each.piece for each in (*removed, *made.spared)],
                _("Loss rises by"): [each.loss for each in (*removed, *made.spared)],
                _("Goes"): [True] * len(removed) + [False] * len(made.spared),
            }
        )
    else:
        before = trace.pieces(step - 1)
        table = pd.DataFrame(
            {
                _("Piece"): list(made.pieces)[:12],
                _("Log probability"): list(made.pieces.values())[:12],
                _("before"): [before.get(piece) for piece in list(made.pieces)[:12]],
            }
        )
    decimals = st.column_config.NumberColumn(format="%.4f")
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config=dict.fromkeys(table.select_dtypes("float").columns, decimals),
        alt=_("What this step had to choose from"),
    )
    changed = trace.changed(step)
    if changed:
        st.markdown("**" + _("Words that this step cut anew") + "**")
        token_chips({word: after for word, (_before, after) in changed.items()}, lab.UNKNOWN)


def vocabulary(trace: lab.Trace, step: int) -> None:
    with st.expander(_("The vocabulary after this step"), icon=":material/book_2:"):
        tokens = trace.vocab(step)
        st.dataframe(
            pd.DataFrame({_("Token"): tokens}, index=pd.RangeIndex(len(tokens), name="id")),
            height=260,
            alt=_("Every token with its id"),
        )


def how(trace: lab.Trace) -> None:
    for paragraph in lab.lesson(trace):
        st.markdown(paragraph.said(_))


@st.fragment
def cut_new_words(trace: lab.Trace, source: str, step: int) -> None:
    suggestion = "bug mug thug unhug 🤗" if source == "notes" else " ".join([*trace.counts][:6])
    words = st.text_input(
        _("Words"),
        value=suggestion,
        key=f"words-{source}",
        max_chars=500,
        persist_state="session",
    )
    try:
        lab.word_counts(words)
        st.caption(_("After step {step}, the one chosen above").format(step=step))
        token_chips({word: trace.cut(word, step) for word in words.split()}, lab.UNKNOWN)
        st.caption(_("After the last step"))
        token_chips({word: trace.cut(word) for word in words.split()}, lab.UNKNOWN)
    except Problem as problem:
        show_problem(problem)


@st.cache_data(max_entries=20, show_spinner=False)
def words_of(text: str, pretokenizer: str, normalizers: tuple[str, ...]) -> list[str]:
    return lab.pre_tokenize(text, pretokenizer, normalizers)


def side_by_side(text: str, normalizers: tuple[str, ...]) -> None:
    text = text or "hug pug pun bun hugs"
    st.caption(
        _(
            "The first {count} characters of the text, cut by each. Transformer-XL cut at spaces "
            "and punctuation and came to {words:,} words, where no model wants many more than "
            "50,000: so the others cut words into subwords."
        ).format(count=min(EXCERPT, len(text)), words=lab.TRANSFORMER_XL_WORDS)
    )
    text = text[:EXCERPT]
    for name, label in PRE_TOKENIZERS.items():
        words = words_of(text, name, normalizers)
        st.markdown(f"**{label}** · " + _("{count} words").format(count=len(words)))
        token_chips({"": words}, unknown=lab.UNKNOWN)


def compare(trace: lab.Trace, source, text, pretokenizer, normalizers, size) -> None:
    others = {name: label for name, label in ALGORITHMS.items() if name != trace.algorithm}
    left, right = st.columns([2, 3])
    with left:
        hold_choice("against", list(ALGORITHMS), default="unigram")
        if st.session_state["against"] == trace.algorithm:
            st.session_state["against-shown"] = next(iter(others))
            other = next(iter(others))
            st.caption(_("Against {name}").format(name=others[other]))
        else:
            other = show_choice(st.selectbox, _("Compare with"), others, key="against")
    wanted = max(size, suited_size(other, source, text))
    rival = learned(
        other, source, text, pretokenizer, normalizers, wanted, {}, key=f"learn-{other}"
    )
    names = [ALGORITHMS[each.algorithm] for each in (trace, rival)]
    rows = []
    for at in range(max(len(trace.steps), len(rival.steps))):
        row = {_("Step"): at + 1}
        for name, each in zip(names, (trace, rival)):
            row[name] = told(each, at)
        rows.append(row)
    ours, theirs = {*trace.vocab()}, {*rival.vocab()}
    with right, st.container(horizontal=True):
        st.metric(_("In both vocabularies"), len(ours & theirs))
        for name, own, foreign in zip(names, (ours, theirs), (theirs, ours)):
            st.metric(_("Only in {name}").format(name=name), len(own - foreign))
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=300,
        alt=_("The steps of both algorithms, side by side"),
    )
    words = [*trace.counts][:8]
    for name, each, column in zip(names, (trace, rival), st.columns(2, gap="large")):
        with column:
            st.markdown(f"**{name}** · " + _("{count} tokens").format(count=len(each.vocab())))
            token_chips({word: each.segment(word) for word in words}, lab.UNKNOWN)


def told(trace: lab.Trace, at: int) -> str:
    """What a step did, in a cell of a table."""
    if at >= len(trace.steps):
        return ""
    made = trace.steps[at]
    if made.kind == "merge":
        return f"{made.pair[0]} + {made.pair[1]} → {made.token}  ({figures.number(made.score)})"
    if made.kind == "prune":
        gone = ", ".join(each.piece for each in made.removed[:6])
        return f"−{len(made.removed)}: {gone}"
    return _("loss {value}").format(value=figures.number(made.loss))


def take_away(trace: lab.Trace, first: int, last: int) -> None:
    st.markdown(_("Everything that stands on this page, as files."))
    name = trace.algorithm
    with st.container(horizontal=True):
        st.download_button(
            _("The animation, one HTML file"),
            lambda: figures.animation(trace, first, last, _).to_html(include_plotlyjs=True),
            f"{name}-animation.html",
            "text/html",
            icon=":material/animation:",
            on_click="ignore",
        )
        st.download_button(
            _("The trained tokenizer.json"),
            trace.tokenizer_json,
            f"{name}-tokenizer.json",
            "application/json",
            icon=":material/data_object:",
            on_click="ignore",
        )
        st.download_button(
            _("The trace as JSON"),
            trace.to_json,
            f"{name}-trace.json",
            "application/json",
            icon=":material/timeline:",
            on_click="ignore",
        )
    if trace.pretokenizer in ("moses", "spacy", "jieba"):
        st.caption(
            _(
                "A tokenizer.json cannot hold the rules of this pre-tokenizer: the saved tokenizer "
                "expects text whose words they have already set apart by spaces."
            )
        )
    with st.container(horizontal=True):
        link_to(
            "pages/encode.py",
            _("Watch it encode a text"),
            ":material/content_cut:",
            **{"encode-with": TRAINED},
        )
        link_to(
            "pages/compare.py",
            _("Compare it with real ones"),
            ":material/compare:",
            **{"compare-with": [TRAINED, "gpt2"]},
        )
    st.caption(
        _(
            "The HTML file plays without a network. tokenizers.Tokenizer.from_file and "
            "transformers.PreTrainedTokenizerFast load the tokenizer."
        )
    )


heading(
    _("Learning"),
    _(
        "How a tokenizer comes to cut text the way it does: choose an algorithm and something to "
        "learn from, and watch every step."
    ),
)
algorithm = linked_choice(
    st.segmented_control, _("Algorithm"), ALGORITHMS, key="learns", default="bpe", required=True
)
try:
    with st.container(border=True):
        with st.container():
            source, text, pretokenizer, normalizers = corpus(algorithm)
        options, sizes = st.columns([4, 1])
        with options:
            rules = rules_of(algorithm)
        with sizes:
            size = size_of(algorithm, source, text)
    trace = learned(
        algorithm, source, text, pretokenizer, normalizers, size, rules, key="learn-job"
    )
except Problem as problem:
    show_problem(problem)
    st.stop()

if not trace.steps:
    st.info(
        _(
            "There is no step to play: no two symbols stand next to each other, or the alphabet "
            "alone fills the vocabulary."
        )
    )
    st.stop()
# The pages that use tokenizers offer it beside the built-in ones.
st.session_state[TRAINED] = trace

picture, details = st.columns([5, 3], gap="large")
with details:
    step = step_of(trace)
    inspector(trace, step)
    vocabulary(trace, step)
first = min(max(0, step - 1), max(0, len(trace.steps) - WINDOW))
last = min(len(trace.steps), first + WINDOW)
with picture:
    st.plotly_chart(
        figures.animation(trace, first, last, _, step),
        key="animation",
        config={"displayModeBar": False},
        alt=_("Words as rows of token bars, what each step chooses from, and the vocabulary"),
    )
    if last - first < len(trace.steps):
        st.caption(
            _(
                "Steps {first} to {last} of {steps} are played; click the curve to go elsewhere."
            ).format(first=first + 1, last=last, steps=len(trace.steps))
        )
    st.plotly_chart(
        figures.whole_curve(trace, step, _),
        key="learn-curve",
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False},
        alt=_("All steps at a glance"),
    )

section = linked_choice(
    st.segmented_control,
    _("More"),
    SECTIONS,
    key="section",
    default="how",
    required=True,
    label_visibility="collapsed",
)
try:
    match section:
        case "how":
            how(trace)
        case "cut":
            cut_new_words(trace, source, step)
        case "pretokenizers":
            side_by_side(text, normalizers)
        case "against":
            compare(trace, source, text, pretokenizer, normalizers, size)
        case "take":
            take_away(trace, first, last)
except Problem as problem:
    show_problem(problem)

counts = "lab.CLASSIC_COUNTS"
if source != "notes":
    written = f"lab.SAMPLES[{source!r}]"
    if source in ("text", "file"):
        written = repr(text) if len(text) <= 500 else 'open("corpus.txt", encoding="utf-8").read()'
    counts = f"lab.word_counts({written}, {pretokenizer!r}, {normalizers!r})"
options = "".join(f", {name}={value!r}" for name, value in rules.items())
code_panel(
    f"""import tokenizer_lab as lab

trace = lab.train({algorithm!r}, {counts}, vocab_size={size}{options})
trace.steps[0], trace.segment("thug"), trace.tokenizer_json()"""
)
