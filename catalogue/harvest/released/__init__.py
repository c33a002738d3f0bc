"""Released checkpoints, gathered from tables that packages carry: `catalogue.checkpoints()`.

xinference, ms-swift, mteb and litgpt each list models that they can run, train or measure; the
code of transformers names examples. Their wheels are read as data. What several state of one
checkpoint becomes one row, of the best statement for each column.
"""

import re
from collections.abc import Iterator
from importlib.metadata import version

import pandas as pd
from tqdm import tqdm

from ...released import ABILITIES, COLUMNS, NUMBERS
from ...tables import letters, transformers_models
from ..release import Release
from ..wheels import fetch
from . import abilities, docstrings, litgpt, mteb, swift, xinference
from .bases import BASES, CUSTOM, NAMED, UNLIKE
from .cards import card, window
from .classes import owners
from .count import DEFAULT, counted, default
from .languages import codes
from .licences import licence
from .named_sizes import named_sizes
from .names import current, family_and_maker

RELEASES = ("4.57.6", "4.39.3")
"""Releases of transformers whose examples are read beside those of the installed one: the last
of 4, and the last that lists the checkpoints of each model."""

CHECKPOINT_FORMATS = (
    (r"^mlx-community/|-mlx\b", "MLX"),
    (r"gguf", "GGUF"),
    (r"awq|/yi-.*4bits", "AWQ"),
    (r"gptq|w4a16", "GPTQ"),
    (r"bnb|bitsandbytes|/minicpm.*int4$|4bits$|[-_]nf4\b", "bitsandbytes"),
    (r"[-_]int[48]\b", "GPTQ"),
    (r"fp8", "FP8"),
    (r"fp4", "FP4"),
    (r"onnx", "ONNX"),
    (r"aqlm|2bit", "AQLM"),
)
"""Formats by what is in an id."""

RELEASED_AS = (
    (r"/gpt-oss-(safeguard-)?\d+b$", "FP4"),
    (r"^deepseek-ai/DeepSeek-(R1(-Zero|-0528)?|V3(-Base|-0324)?|V3\.[12].*)$", "FP8"),
    (r"^deepseek-ai/DeepSeek-Prover-V2-671B$", "FP8"),
    (r"^moonshotai/Kimi-K2-(Base|Instruct|Instruct-0905)$|^MiniMaxAI/MiniMax-M2(\.\d)?$", "FP8"),
)
"""Formats of the makers' own weights, which were trained so, or of which none are larger."""

CLASSES = {
    "Qwen2_5OmniModel": "Qwen2_5OmniForConditionalGeneration",
}
"""Classes as a checkpoint's own file calls them, and as transformers does."""

OTHERS = {"OLMoForCausalLM"}
"""Classes of custom code whose name differs from one of transformers in nothing but case."""

CORRECTED = {
    "deepseek-ai/DeepSeek-Prover-V2-7B": "LlamaForCausalLM",
    **dict.fromkeys(
        [f"deepseek-ai/deepseek-vl2{size}" for size in ("", "-small", "-tiny")],
        "DeepseekVLV2ForCausalLM",
    ),
    "facebook/s2t-wav2vec2-large-en-de": "SpeechEncoderDecoderModel",
    "facebook/wav2vec2-xls-r-2b-21-to-en": "SpeechEncoderDecoderModel",
    "internlm/internlm-xcomposer2d5-ol-7b": "InternLMXComposer2ForCausalLM",
}
"""Checkpoints to which the tables give the class of a larger sibling or of one of their parts;
their own."""

DENSE = {"deepseek-ai/DeepSeek-Prover-V2-7B"}
"""Checkpoints to which the tables give the active parameters of a sibling with experts."""

Facts = dict


def checkpoints() -> tuple[pd.DataFrame, str]:
    """One row a checkpoint and format, with the columns of `catalogue.checkpoints()`, and the
    packages that it was read from."""
    newest = version("transformers")
    sources = [
        mteb.facts(),
        swift.facts(),
        xinference.facts(),
        litgpt.facts(),
        docstrings.facts((newest, *RELEASES)),
    ]
    rows = _merged(fact for source in sources for fact in source)
    owner = owners(Release(fetch(newest)))
    for row in rows:
        _join(row, owner)
    models = transformers_models()
    _follow_examples(rows, models)
    _follow_bases(rows)
    _follow_siblings(rows)
    _follow_originals(rows)
    names = dict(zip(models["model"], models["name"], strict=True))
    for row in tqdm(rows, desc="counts", unit=" checkpoints"):
        _complete(row, names)
    table = pd.DataFrame([{name: row.get(name) for name in COLUMNS} for row in rows])
    table = table.astype(dict.fromkeys(NUMBERS, "Int64"))
    table = table.sort_values(
        ["checkpoint", "format"], key=lambda column: column.str.casefold(), ignore_index=True
    )
    read = sorted({f"{name} ({date})" for row in rows for name, date in row["sources"]})
    return table, ", ".join(read)


def _merged(facts: Iterator[Facts]) -> list[Facts]:
    """One dictionary a checkpoint and format; of each column the first statement counts."""
    by_checkpoint: dict[str, list[Facts]] = {}
    for fact in facts:
        # A part of a repository may stand behind a colon.
        fact["checkpoint"] = current(fact["checkpoint"].split(":")[0])
        by_checkpoint.setdefault(fact["checkpoint"].lower(), []).append(fact)
    rows = []
    for statements in by_checkpoint.values():
        named = _format(statements[0]["checkpoint"])
        # What a maker writes into the name counts more than what a table says of it.
        sure = re.search("gguf|awq|gptq", statements[0]["checkpoint"], re.IGNORECASE)
        statements = [
            fact | {"format": named} if sure or fact.get("format") == "full" else fact
            for fact in statements
        ]
        stated = dict.fromkeys(fact["format"] for fact in statements if "format" in fact)
        for form in stated or [named]:
            rows.append(_row([fact for fact in statements if fact.get("format", form) == form]))
            rows[-1]["format"] = form
    return rows


def _row(statements: list[Facts]) -> Facts:
    row: Facts = {}
    for fact in statements:
        for name, value in fact.items():
            if row.get(name) in (None, "", [], False):
                row[name] = value
    row["abilities"] = abilities.stated(statements)
    row["sources"] = list(dict.fromkeys(fact["source"] for fact in statements))
    row["classes"] = [fact["architecture"] for fact in statements if fact.get("architecture")]
    return row


def _format(checkpoint: str) -> str:
    return _first((*CHECKPOINT_FORMATS, *RELEASED_AS), checkpoint) or "full"


def _first(patterns: tuple[tuple[str, str], ...], checkpoint: str) -> str:
    """What belongs to the first pattern that is in an id, case aside; blank for none."""
    return next(
        (name for pattern, name in patterns if re.search(pattern, checkpoint, re.IGNORECASE)), ""
    )


def _join(row: Facts, owner: dict[str, str]) -> None:
    """Set the architecture class and its model; a class that transformers lacks is custom code."""
    spelt = {letters(name): name for name in owner}
    classes = [CLASSES.get(name, name) for name in row["classes"]]
    if row["checkpoint"] in CORRECTED:
        classes = [CORRECTED[row["checkpoint"]]]
    if row["checkpoint"] in DENSE:
        row["active_parameters"] = None
    ours = [
        spelt[letters(name)] for name in classes if letters(name) in spelt and name not in OTHERS
    ]
    row["architecture"] = (ours or classes or [""])[0]
    row["active_parameters"] = row.get("active_parameters") or named_sizes(row["checkpoint"])[1]
    row["architecture"] = _of_its_kind(row, owner)
    row["model"] = owner.get(row["architecture"]) or row.get("model") or ""
    row["custom_code"] = bool(row.get("custom_code")) or (bool(classes) and not ours)


def _of_its_kind(row: Facts, owner: dict[str, str]) -> str:
    """The class, or its sibling with or without experts where a family states only the other.

    A table that states a size and none of it active says that there are no experts; one that
    states neither says nothing.
    """
    name = row["architecture"]
    if row["active_parameters"]:
        siblings = [name.replace("For", infix + "For") for infix in ("Moe", "_Moe")]
    else:
        siblings = [name.replace("Moe", "")] if row.get("stated_parameters") else []
    return next((sibling for sibling in siblings if sibling in owner), name)


def _follow_examples(rows: list[Facts], models: pd.DataFrame) -> None:
    """Give an example of an architecture's documentation that architecture, and others of its
    class too, where the tables know only the code of its own repository."""
    examples = {
        checkpoint.lower(): (model, head)
        for checkpoint, model, head in zip(
            models["checkpoint"], models["model"], models["example_head"], strict=True
        )
    }
    alike: dict[str, str] = {}
    for row in rows:
        model, head = examples.get(row["checkpoint"].lower(), ("", ""))
        if model and not row["model"]:
            row["model"], row["custom_code"] = model, False
            if row["architecture"]:
                alike[row["architecture"]] = model
            row["architecture"] = row["architecture"] or head
    for row in rows:
        if not row["model"] and set(row["classes"]) <= {*alike} and row["architecture"] in alike:
            row["model"], row["custom_code"] = alike[row["architecture"]], False


def _follow_bases(rows: list[Facts]) -> None:
    """Give a checkpoint that was made from another one the other's architecture."""
    models = {row["checkpoint"].lower(): row["model"] for row in rows if row["model"]}
    bases = {row["checkpoint"].lower(): row.get("based_on") or [] for row in rows}
    for row in rows:
        if not row["model"] and not row["architecture"]:
            row["model"] = _first(NAMED, row["checkpoint"])
            row["custom_code"] |= not row["model"] and bool(CUSTOM.search(row["checkpoint"]))
        if UNLIKE.search(row["checkpoint"]) or CUSTOM.search(row["checkpoint"]):
            continue
        seen, base = set(), row["checkpoint"].lower()
        while not row["model"] and base not in seen and not row["architecture"]:
            seen.add(base)
            row["model"] = models.get(base, "")
            if not row["model"] and len(seen) > 1:
                row["model"] = _first((*NAMED, *BASES), base)
            base = next((current(name).lower() for name in bases.get(base, [])), base)


ORIGINAL = re.compile(
    r"[-_.](gguf|awq|gptq|(mx|nv)?fp[48]|mlx|bnb|int[48]|w\da\d+|[2-8]-?bits?|bf16|fp16|hf|4bit"
    r"|dynamic|quantized|dwq|\d+g|mixed)(?=[-_.]|$).*$",
    re.IGNORECASE,
)
COPIED = (
    *("layers", "heads", "key_value_heads", "head_size", "width", "vocabulary", "feed_forward"),
    *("stated_parameters", "active_parameters", "context", "languages", "model", "architecture"),
)


TRAINING = re.compile(
    r"[-_](instruct|chat|it|pt|base|thinking|sft|rl|dpo|mpo|pretrained|hf)(?=[-_]|$)", re.IGNORECASE
)
"""How a model was trained: words in a name that do not change its layers."""
SHARED = ("layers", "heads", "key_value_heads", "head_size", "width", "vocabulary", "feed_forward")


def _follow_siblings(rows: list[Facts]) -> None:
    """Give a checkpoint of which no table states the layers those of one that its maker trained
    otherwise from the same: of the same name but for such a word, and of the same class."""

    def key(row: Facts) -> tuple[str, str]:
        return TRAINING.sub("", row["checkpoint"]).lower(), row["architecture"]

    known = {key(row): row for row in rows[::-1] if row.get("layers") and row["architecture"]}
    for row in rows:
        sibling = known.get(key(row))
        if sibling and not row.get("layers"):
            row |= {name: sibling.get(name) for name in SHARED}


def _follow_originals(rows: list[Facts]) -> None:
    """Give a checkpoint in another format what is known of the one that it was packed from.

    That is the full one whose name it bears, before a word for the format.
    """
    originals = {
        ORIGINAL.sub("", row["checkpoint"].split("/")[1]).lower(): row
        for row in rows[::-1]
        if row["format"] == "full" or _first(RELEASED_AS, row["checkpoint"])
    }
    for row in rows:
        name = ORIGINAL.sub("", row["checkpoint"].split("/")[1]).lower()
        original = originals.get(name)
        if row["format"] != "full" and original and original is not row:
            row["original"] = original["checkpoint"]
            row["original_licence"] = original.get("licence") or ""
            if original["architecture"]:
                row["architecture"], row["model"] = original["architecture"], original["model"]
            for column in COPIED:
                row[column] = row.get(column) or original.get(column)
            row["abilities"] = row["abilities"] or original["abilities"]
            row["custom_code"] = row["custom_code"] or original["custom_code"]


def _complete(row: Facts, names: dict[str, str]) -> None:
    """Turn what the tables state into the columns; `names` are those of architectures."""
    checkpoint = row["checkpoint"]
    facts = card(row.get("original", checkpoint)) or card(ORIGINAL.sub("", checkpoint))
    row |= facts
    size, _active = named_sizes(checkpoint)
    stated = row.get("stated_parameters") or size
    numbers = {
        name: row[name]
        for name in (*NUMBERS, "feed_forward", "experts", "expert_feed_forward")
        if row.get(name) and name not in ("context", "stated_parameters", "active_parameters")
    }
    mixture = bool(row["active_parameters"])
    count = counted(checkpoint, row["architecture"] or "", numbers, mixture)
    for name, value in default(checkpoint).items():
        row[name] = row.get(name) or value
    count = count or row.get("counted_parameters")
    # Where a rounded figure contradicts the name, the name is right: tables have slips, as 14
    # for the 57 billion of "57B-A14B".
    rounded = "stated_parameters" not in facts and (stated or 1) % 10**8 == 0
    if rounded and stated and size and not 0.5 < stated / size < 2:
        stated = size
    row["stated_parameters"], row["counted_parameters"] = stated, count
    row["parameters"] = count if checkpoint in DEFAULT else _parameters(stated, count)
    if (row.get("context") or 0) <= 0:
        row["context"] = None
    row["sliding_window"] = window(checkpoint)
    if not row["parameters"] or (row["active_parameters"] or 0) >= row["parameters"]:
        row["active_parameters"] = None
    row["family"], row["maker"] = family_and_maker(
        row.get("original", checkpoint), row["format"] != "full", names.get(row["model"], "")
    )
    # What is only packed in another format is under the licence of what was packed.
    row["licence"] = licence(checkpoint, row.get("licence") or "") or licence(
        row.get("original", checkpoint), row.get("original_licence", "")
    )
    row["languages"] = ";".join(codes(row.get("languages") or []))
    known = row["abilities"]
    able = abilities.completed(checkpoint, row["model"], row["architecture"] or "", known)
    row["abilities"] = ";".join(name for name in ABILITIES if name in able)
    cards = ["model cards"] if facts else []
    row["source"] = "; ".join([*(name for name, _date in row["sources"]), *cards])
    row["source_date"] = max(date for _name, date in row["sources"])


def _parameters(stated: int | None, count: int | None) -> int | None:
    """The count where there is one, unless it is too far from what is stated to be a rounding.

    Makers call a model of 8.5 billion parameters 7B and one of 1.67 billion 1B.
    """
    if count and stated and not 0.7 < count / stated < 1.75:
        return stated
    return count or stated
