"""The tables of `catalogue/data` as DataFrames, and the choice of rows from them."""

from functools import cache

import numpy as np
import pandas as pd

from i18n import N_, Problem, listed

from .files import read_data
from .spans import RELEASED, released_spans

FRAMEWORKS = {"pytorch": "PyTorch", "tensorflow": "TensorFlow", "flax": "Flax"}
"""Columns of a support table, with the name that each framework has for people."""

FLAGS = (
    "encoder_decoder", "generates", "sdpa", "flash_attention", "flex_attention", "compiles",
    "gradient_checkpointing", "tensor_parallel", "pipeline_parallel",
)  # fmt: skip
"""Columns of `abilities` that are true or false."""

TEXTS = ["size_head", "size_reason", "attention", "layer_types"]
"""Columns of `sizes` and `abilities` that are words; the others are numbers."""

TUPLES = ["tasks", "released_attention"]
"""Columns of `models` that are tuples of words."""

ATTENTIONS = (
    N_("multi-head"),
    N_("grouped-query"),
    N_("multi-query"),
    N_("latent"),
    N_("none"),
)
"""The kinds of attention: a key/value head for each head, for a group of them, for all, a vector
that all are computed from; and architectures without attention."""

BY_CHECKPOINT = N_("the checkpoint decides")
"""The algorithm of a tokenizer whose code leaves it to the files of each checkpoint."""

ALGORITHMS = (
    N_("BPE"),
    N_("BPE with byte fallback"),
    N_("byte-level BPE"),
    N_("WordPiece"),
    N_("Unigram"),
    N_("SentencePiece"),
    N_("characters"),
    N_("bytes"),
    N_("words"),
    N_("phonemes"),
    N_("longest match"),
    BY_CHECKPOINT,
)
"""How tokenizers cut, as the column `tokenizer_algorithm` says it."""

OR_BEFORE = "≤ "
"""Stands before the first release that was read: what it has may have been there before."""

DOCUMENTED_RELEASE = "4.39.3"
"""The release whose documentation `documented()` repeats."""


LATE = ("decision",)
"""Tasks that come after all others: transformers offers `decision` for every model that writes
text, so it says nothing of an architecture."""


def releases() -> pd.DataFrame:
    """The releases of transformers that were read, oldest first: release, date."""
    return _read("releases").copy()


def transformers_models() -> pd.DataFrame:
    """One row an architecture, in the order of model types; see `catalogue.models`."""
    return _models().copy()


def support(release: str) -> pd.DataFrame:
    """Which frameworks had which architectures: indexed by model; pytorch, tensorflow, flax.

    Raises `i18n.Problem` for a release that was not read.
    """
    names = _read("releases")["release"]
    if release not in set(names):
        raise Problem(
            N_("Release {release} is not covered; choose one of: {releases}."),
            release=release,
            releases=listed(names),
        )
    there = _there()
    rows = there.index[there[release]]
    models = rows[rows.get_level_values("framework") == "code"].get_level_values("model")
    return pd.DataFrame(
        {
            framework: pd.MultiIndex.from_product([models, [framework]]).isin(rows)
            for framework in FRAMEWORKS
        },
        index=models,
    )


def heads(model: str) -> pd.DataFrame:
    """The heads of an architecture: head, class, tasks (tuple of the pipelines that use it)."""
    table = _read("heads")
    rows = table[table["model"] == model].drop(columns="model").reset_index(drop=True)
    return rows.assign(tasks=rows["tasks"].map(_split))


def head_tasks() -> dict[str, tuple[str, ...]]:
    """The tasks that pipelines run each head for, by the head: "causal_lm"."""
    table = _read("heads").drop_duplicates("head")
    return {head: _split(tasks) for head, tasks in zip(table["head"], table["tasks"])}


def classes() -> pd.DataFrame:
    """One row a public class that transformers ever had: class, kind ("model", "tokenizer" ...),
    folder (below `transformers/models`, "" for none), framework ("" for none), and the first and
    the last release that was read and has it."""
    return _read("classes").copy()


def growth() -> pd.DataFrame:
    """How many architectures each framework had in each release: indexed by release, oldest
    first; date, pytorch, tensorflow, flax (int)."""
    counts = _there().groupby(level="framework").sum().T
    return _read("releases").set_index("release").join(counts[list(FRAMEWORKS)])


def growth_by_modality() -> pd.DataFrame:
    """How many architectures of each modality each release had: indexed by release, oldest
    first; a column a modality (int), the largest first."""
    there = _there()
    there = there[there.index.get_level_values("framework") == "code"].droplevel("framework")
    modality = _read("models").set_index("model")["modality"].reindex(there.index)
    counts = there.groupby(modality.to_numpy()).sum().T
    newest = counts.iloc[-1].sort_values(ascending=False, kind="stable")
    return counts[list(newest.index)]


def history(model: str) -> pd.DataFrame:
    """An architecture through the releases: indexed by release, oldest first; the date, and
    pytorch, tensorflow, flax (bool; all False where the release does not have it)."""
    there = _there()
    rows = there[there.index.get_level_values("model") == model].droplevel("model")
    dates = _read("releases").set_index("release")
    return dates.join(rows.reindex(list(FRAMEWORKS), fill_value=False).T)


def modules(model: str) -> pd.DataFrame:
    """The modules of an architecture's base model, two levels deep: module, parameters."""
    table = _read("modules")
    return table[table["model"] == model].drop(columns="model").reset_index(drop=True)


def documented() -> pd.DataFrame:
    """The 260 models of the documentation of transformers 4.39, spring 2024.

    Columns: model (str, the name in the documentation), pytorch, tensorflow, flax (bool), as
    the documentation states it; `documented_views` checks it against the code.
    """
    return _read("documented").copy()


def documented_views() -> pd.DataFrame:
    """The rows of `documented()` beside what the code of their month and of today says.

    Columns: name (as documented), model (its architecture), kind ("architecture", or why the
    name is another's: "checkpoints", "tokenizer"), and for each framework three columns:
    pytorch_documented, pytorch_then (4.39.3), pytorch_now (the newest release), and so on.
    """
    rows = _read("documented_architectures").copy()
    newest = _read("releases")["release"].iloc[-1]
    views = {
        "documented": documented().drop(columns="model"),
        "then": support(DOCUMENTED_RELEASE).reindex(rows["model"], fill_value=False),
        "now": support(newest).reindex(rows["model"], fill_value=False),
    }
    for framework in FRAMEWORKS:
        for view, table in views.items():
            rows[f"{framework}_{view}"] = table[framework].to_numpy()
    return rows


def select(
    models: pd.DataFrame, query: str = "", frameworks: list[str] | tuple[str, ...] = ()
) -> pd.DataFrame:
    """The rows whose name contains every word of `query` and that support all `frameworks`.

    Case, spaces and hyphens do not count, so that "gpt2" finds "OpenAI GPT-2".
    """
    names = models["model"].map(letters)
    mask = pd.Series(True, index=models.index)
    for word in query.split():
        mask &= names.str.contains(letters(word), regex=False)
    for framework in frameworks:
        mask &= models[framework]
    return models[mask]


def letters(text: str) -> str:
    """A name without case and punctuation: "gpt2" of "GPT-2"."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(";")) if joined else ()


@cache
def _models() -> pd.DataFrame:
    support, order = _read("support"), list(_read("releases")["release"])
    sizes = _read("sizes").rename(columns={"reason": "size_reason"}).set_index("model")
    sizes = sizes.join(_read("abilities").set_index("model"), how="outer")
    tasks = _read("heads").groupby("model")["tasks"].apply(_tasks)
    until = {
        framework: support[support["framework"] == framework].groupby("model")["last"].last()
        for framework in FRAMEWORKS
    }
    code = support[support["framework"] == "code"].groupby("model")
    models = _read("models").set_index("model", drop=False)
    models = models.assign(
        tasks=pd.Series({model: tasks.get(model, ()) for model in models.index}),
        first_release=code["first"].first(),
        last_release=code["last"].last(),
        origin="transformers",
        **{framework: last.reindex(models.index).fillna("") for framework, last in until.items()},
    )
    spans = released_spans(sizes["attention"])
    models = models.join(sizes).join(spans).reset_index(drop=True)
    some = models["released_attention"].map(lambda kinds: isinstance(kinds, tuple))
    models["released_attention"] = models["released_attention"].where(some, [()] * len(models))
    numbers = sizes.columns.difference(TEXTS).union(pd.Index(RELEASED))
    for column in numbers:
        if column in FLAGS:
            models[column] = models[column].eq(True)
        else:
            models[column] = pd.to_numeric(models[column], errors="coerce").astype("Int64")
    # No release before the oldest minor one was read, and so no patch of it tells what is new.
    oldest = models["first_release"] == order[0]
    models["since"] = models["since"].mask(oldest, OR_BEFORE + models["since"])
    dropped = models["last_release"] != order[-1]
    models.loc[dropped, "size_reason"] = N_("not in the newest release")
    texts = models.columns.difference(numbers).difference(TUPLES)
    return models.fillna(dict.fromkeys(texts, ""))


def _tasks(column: pd.Series) -> tuple[str, ...]:
    """The tasks of all heads of a model, by name; those of `LATE` last."""
    tasks = {task for joined in column for task in _split(joined)}
    return tuple(sorted(tasks, key=lambda task: (task in LATE, task)))


@cache
def _there() -> pd.DataFrame:
    """Which release had what (bool): a row a model and framework ("code": the architecture
    itself), a column a release, oldest first."""
    spans, order = _read("support"), list(_read("releases")["release"])
    place = {release: number for number, release in enumerate(order)}
    first = spans["first"].map(place).to_numpy()[:, None]
    last = spans["last"].map(place).to_numpy()[:, None]
    places = np.arange(len(order))[None, :]
    index = pd.MultiIndex.from_frame(spans[["model", "framework"]])
    stretches = pd.DataFrame((first <= places) & (places <= last), index=index, columns=order)
    return stretches.groupby(level=["model", "framework"]).any()


@cache
def _read(name: str) -> pd.DataFrame:
    # The first line of every data file states its source, date and command. Empty cells are
    # empty strings: a model may well be called "nan".
    return read_data(name)
