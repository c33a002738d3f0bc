"""Search: the rows that answer a query, in English or Chinese, the best first.

A row is found when every word of the query stands in it somewhere: in its names, in the names that
people have for it (`catalogue.names`), in its example checkpoint or in another column. For example:

    from catalogue import search

    search.find("deepseek r1")["model"]     # deepseek_v3, qwen2, llama
    search.find("语音识别")["model"]          # whisper, wav2vec2, hubert, ...
    search.suggestions("gpt4")              # gpt-oss, OpenAI GPT-2, OpenAI GPT
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .index import (
    ANY_ORDER,
    FIRST_WORD,
    INSIDE,
    NEAR,
    WHOLE,
    WORD,
    WORD_BEGINS,
    Index,
    is_han,
    parsed,
    squash,
    words,
)
from .lookup import (
    chinese_of,
    closed,
    families,
    free,
    han_words,
    in_letters,
    instead,
    languages,
    maker_of,
    outside,
    split,
    topics,
)
from .measures import Measures, measures, released_sizes
from .names import FLAGS
from .own import models as all_models
from .tables import documented, documented_views, select

NAME, FAMILY, EXAMPLE, OTHER = range(4)
"""What a text of a row is: its name; what people call it; its example; anything else."""

POINTS = np.array(
    [  # nowhere, near, inside, word begins, word, begins, first word, any order, whole
        [0, 10, 50, 60, 65, 70, 72, 98, 100],
        [0, 9, 30, 52, 56, 62, 66, 90, 92],
        [0, 8, 25, 35, 40, 42, 44, 84, 86],
        [0, 7, 20, 25, 32, 28, 34, 44, 46],
    ],
    float,
)
"""What a word is worth, by the kind of a text and how the word stands in it."""

MEASURED = 40
"""What it is worth that a row has a size or a context that is asked for."""

LIKE = 0.55
"""How like a name must be to be suggested, from 0 to 1: one less the share of wrong letters."""

VARIANT = re.compile(
    r"\d+[bmk]|a\d+b|\d+x\d+b|base|large|small|medium|tiny|xxl|instruct|uncased|cased|"
    r"gguf|awq|gptq|int[48]|fp8|fp16|bf16|[48]bit"
)
"""Words for sizes and kinds of checkpoints, which an architecture may have though its example
does not."""

LAST_PLACE = 20
"""From this place on the architectures of a family are not told apart."""


class Columns(NamedTuple):
    """Where a table has its texts."""

    names: tuple[str, ...]
    """The last of them is what people read."""
    examples: tuple[str, ...]
    others: tuple[str, ...]
    classes: tuple[str, ...]
    """Names of classes, whose words begin with capitals."""
    aliases: tuple[str, ...] = ()
    """Second names, separated by semicolons."""
    flags: tuple[str, ...] = ()
    """Columns that a row has something in, or not; `names.FLAGS` are words for them."""
    numbers: tuple[str, ...] = ()
    """Parameters and contexts."""

    def all(self) -> tuple[str, ...]:
        texts = self.names + self.examples + self.others + self.classes + self.aliases
        return texts + self.flags + self.numbers


ARCHITECTURES = Columns(
    ("model", "name"),
    ("checkpoint",),
    ("modality", "tasks", "tokenizer_algorithm", "attention", "released_attention"),
    ("config", "tokenizer", "image_processor", "feature_extractor", "processor"),
    ("aliases",),
    tuple(FLAGS),
    ("parameters", "context", "released_context"),
)
CHECKPOINTS = Columns(
    ("checkpoint", "family"),
    ("model",),
    ("maker", "abilities", "languages", "licence", "format", "released"),
    ("architecture",),
    numbers=("parameters", "stated_parameters", "context"),
)


def find(query: str, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """The rows that answer a query, the best first; all of them where it asks for nothing.

    `rows` is a table as `catalogue.models()`, the default, or `catalogue.checkpoints()` gives.
    """
    rows = all_models() if rows is None else rows
    found = scores(rows, query)
    return rows.loc[found[found > 0].sort_values(ascending=False, kind="stable").index]


def find_documented(query: str) -> pd.DataFrame:
    """The rows of `catalogue.documented()` whose name has every word of a query, else those
    whose architecture answers it."""
    table = documented()
    named = select(table, query)
    if not named.empty:
        return named
    found = set(find(query)["model"])
    views = documented_views()
    of_found = dict(zip(views["name"], views["model"].isin(found)))
    return table[table["model"].map(of_found)]


def scores(rows: pd.DataFrame, query: str) -> pd.Series:
    """How well each row answers a query, 0 where it does not; 1 everywhere for an empty one."""
    if not query.strip():
        return pd.Series(1.0, index=rows.index)
    return pd.Series(_catalogue(rows).scores(query), index=rows.index)


def suggestions(query: str, rows: pd.DataFrame | None = None, most: int = 3) -> list[str]:
    """Names to search for instead, the nearest first: for a query that finds nothing."""
    return _catalogue(all_models() if rows is None else rows).suggestions(query, most)


class _Catalogue:
    """The rows of a table with the texts that they are found by."""

    def __init__(self, columns: Columns, table: Mapping[str, tuple]) -> None:
        self.of_architectures = columns is ARCHITECTURES
        self.titles = list(table[columns.names[-1]])
        self.raw = [" ".join(names).casefold() for names in zip(*map(table.get, columns.names))]
        ids: dict[str, int] = {}
        named: dict[str, str] = {}
        found: list[tuple[int, int, int, int]] = []
        # What its maker released goes before the copies by others.
        self.original = np.zeros(len(self.raw))
        for row, cells in enumerate(zip(*table.values(), strict=True)):
            if not self.of_architectures:
                self.original[row] = _is_original(dict(zip(table, cells)))
            for kind, text, place in _texts(columns, dict(zip(table, cells))):
                found.append((row, ids.setdefault(text, len(ids)), kind, place))
                if kind == NAME:
                    named[text] = self.titles[row]
                elif kind == FAMILY:
                    named.setdefault(text, text)
        self.measures = _measures(columns, table)
        texts = {text: parsed(text) for text in ids}
        self.names = {texts[text].letters: name for text, name in named.items()}
        uses = np.array(found, int).reshape(-1, 4)
        uses = uses[np.argsort(uses[:, 1], kind="stable")]
        self.rows, of_text, self.kinds, places = uses.T
        self.places = np.minimum(places, LAST_PLACE) / LAST_PLACE * 5
        self.begins = np.searchsorted(of_text, np.arange(len(ids) + 1))  # a text's first use
        self.index = Index(list(texts.values()), np.unique(of_text[self.kinds == NAME]))
        self.scores = lru_cache(maxsize=64)(self._scores)

    def _scores(self, query: str) -> np.ndarray:
        asked, size = self._asked(query), len(self.raw)
        if not asked:  # signs ask for nothing, but a model may be called "?"
            return np.array([1.0 + (query.strip().casefold() in raw) for raw in self.raw])
        if free().issuperset(asked):  # asks for nothing, but a model may be called so
            levels = self.index.levels(squash(query))
            return self._of_rows(np.where(levels == WHOLE, levels, 0), len(squash(query)))
        core = self._core(asked)
        measured = measures(query)
        total, everywhere = np.zeros(size), np.ones(size, bool)
        together = np.full(self.index.size, WORD, np.int8)
        for word in asked:
            levels = self._levels(word)
            if word in measured:  # "4b" is nothing of "4bit"
                levels = np.where(np.isin(levels, (WORD, FIRST_WORD, WHOLE)), levels, 0)
            points = self._of_rows(levels, len(word))
            if word in measured:
                having = self.measures.having(*measured[word], size)
                points = np.maximum(points, np.where(having, MEASURED + np.log2(1 + having), 0))
            if word in core:
                everywhere &= points > 0
                together = np.minimum(together, levels)
            if word in core or word not in free():
                total += points
        length = sum(map(len, core))
        whole = np.maximum(self.index.levels(squash(query)), self.index.levels("".join(core)))
        any_order = (together >= WORD_BEGINS) & (self.index.lengths == length) & (whole < WHOLE)
        whole[any_order] = ANY_ORDER
        if measured.keys() >= set(core):
            whole = together = np.zeros_like(whole)
        # A row whose name is asked for goes before one that has the words here and there.
        total = total / len(asked) + 10 * self._of_rows(np.maximum(whole, together), length)
        return np.where(everywhere, np.maximum(total, 1) + self.original, 0)

    def _core(self, asked: list[str]) -> list[str]:
        """The words that a row must have: without those that ask for nothing, for a size that
        any architecture may have, or for a language, which no architecture states; but those
        where there is nothing else."""
        wanted = [word for word in asked if word not in free()]
        if self.of_architectures:
            wanted = [word for word in wanted if word not in languages()] or wanted
            wanted = [word for word in wanted if not VARIANT.fullmatch(word)] or wanted
        return wanted or asked

    def _asked(self, query: str) -> list[str]:
        """The words of a query; versions of "通义千问" are those of "qwen"."""
        asked: list[str] = []
        for word in (word for found in words(query) for word in self._cut(found)):
            if asked and word.isdecimal() and len(word) <= 2 and asked[-1] in in_letters():
                asked[-1] = in_letters()[asked[-1]] + word
            else:
                asked.append(word)
        return asked

    def _levels(self, word: str) -> np.ndarray:
        """How a word stands in each text; with a typing error only where it stands in none."""
        levels = self.index.levels(word)
        name = word.rstrip("0123456789")
        # "gpt4" is no typing error of "gpt2", nor anything of "gpt"; "flux" is none of "flex".
        if word in closed():
            return np.where(levels >= WORD, levels, 0)
        is_name = name != word and self.index.levels(name).max(initial=0) > INSIDE
        if levels.any() or is_name:
            return levels
        return self.index.near(word)

    def _of_rows(self, levels: np.ndarray, length: int) -> np.ndarray:
        """The points of each row for a word of `length` letters: those of its best text."""
        hits = np.flatnonzero(levels)
        first, behind = self.begins[hits], self.begins[hits + 1]
        uses = np.concatenate([np.arange(*ends) for ends in zip(first, behind)] or [hits])
        texts = np.repeat(hits, behind - first)
        points = POINTS[self.kinds[uses], levels[texts]]
        better = levels[texts] > NEAR
        points -= np.where(better, self.places[uses], 0)
        share = length / self.index.lengths[texts]
        points += np.where(better & (levels[texts] < ANY_ORDER), 3 * share, 0)
        best = np.zeros(len(self.raw))
        np.maximum.at(best, self.rows[uses], points)
        return best

    def _cut(self, word: str) -> list[str]:
        """Chinese is written without spaces: the known words in it, where it is none itself."""
        if not is_han(word) or self.index.levels(word).any():
            return [word]
        cut, unknown = [], ""
        while word:
            known = next(
                (word[:end] for end in range(len(word), 0, -1) if word[:end] in han_words()), ""
            )
            if known or not unknown:
                cut.append(known)
            if not known:
                cut[-1] += word[0]
            unknown = "" if known else cut[-1]
            word = word[len(known) or 1 :]
        return cut

    def suggestions(self, query: str, most: int) -> list[str]:
        """See the function of this name."""
        if known := outside().get(squash(query)):
            return titles(known[1])[:most]
        if squash(query) in languages():
            return ["multilingual"]
        if named := instead().get(squash(query)):
            return named[:most]
        near: dict[str, float] = {}
        for _name, likeness, letters in process.extract(
            squash(query),
            {letters: letters for letters in self.names},
            scorer=OSA.normalized_similarity,
            score_cutoff=LIKE,
            limit=4 * most,
        ):
            name = self.names[letters]
            near[name] = max(likeness, near.get(name, 0))
        asked = self._asked(query)
        points = np.zeros(len(self.raw))
        for word in asked:
            points += self._of_rows(self._levels(word), len(word))
        if len(asked) > 1:
            for row in np.argsort(-points, kind="stable")[:most]:
                if points[row] >= 30 * len(asked):
                    title = self.titles[row]
                    near[title] = max(points[row] / 100 / len(asked), near.get(title, 0))
        return sorted(near, key=lambda name: -near[name])[:most]


def _catalogue(rows: pd.DataFrame) -> _Catalogue:
    columns = CHECKPOINTS if "family" in rows else ARCHITECTURES
    present = tuple(name for name in columns.all() if name in rows)
    # As object arrays: pandas hands out the strings of its Arrow arrays one by one, slowly.
    return _kept(columns, present, tuple(tuple(rows[name].to_numpy(object)) for name in present))


@lru_cache(maxsize=8)
def _kept(columns: Columns, present: tuple[str, ...], cells: tuple[tuple, ...]) -> _Catalogue:
    return _Catalogue(columns, dict(zip(present, cells)))


def _texts(columns: Columns, cell: Mapping[str, Any]) -> Iterator[tuple[int, str, int]]:
    """The texts of a row: kind, text, and its place among the architectures of a family."""
    hub_id = cell.get("checkpoint", "")
    organisation, _slash, short = hub_id.rpartition("/")
    for name in columns.names:
        yield NAME, cell[name], 0
        yield NAME, re.sub(r"(?i)v(?=\d)", "", cell[name]), 0  # "deepseek 3"
        for spelling in chinese_of(cell[name].rpartition("/")[2]):
            yield FAMILY, spelling, LAST_PLACE
    for name in columns.aliases:
        for alias in filter(None, cell.get(name, "").split(";")):
            yield FAMILY, alias, 0
    if columns is CHECKPOINTS:
        yield NAME, short, 0
    else:
        yield EXAMPLE, short, 0
        for spelling, place in families().get(cell["model"], ()):
            yield FAMILY, spelling, place
    for name in columns.examples:
        yield EXAMPLE, cell.get(name, ""), 0
    for spelling in (*maker_of(organisation), *maker_of(cell.get("maker", ""))):
        yield OTHER, spelling, 0
    for name in columns.others:
        values = cell.get(name, "")
        for value in (values,) if isinstance(values, str) else values:
            yield OTHER, value, 0
            for spelling in (*topics().get(value, ()), *topics().get(f"{name} {value}", ())):
                yield OTHER, spelling, 0
    for name in columns.flags:
        if name in cell and (cell[name] is True or (pd.notna(cell[name]) and cell[name] > 0)):
            for spelling in split(FLAGS[name]):
                yield OTHER, spelling, 0
    for name in columns.classes:
        yield OTHER, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell.get(name, "")), 0


def _measures(columns: Columns, table: Mapping[str, tuple]) -> Measures:
    """The sizes and contexts of the rows; of architectures, those that were released."""
    nothing = (pd.NA,) * len(table[columns.names[0]])
    numbers = {name: table.get(name, nothing) for name in columns.numbers}
    *sizes, contexts = numbers.values()
    if columns is CHECKPOINTS:
        return Measures(map(_known, zip(*sizes)), map(_known, zip(contexts)))
    own, default = numbers["parameters"], numbers["context"]
    released = (released_sizes().get(model) for model in table["model"])
    return Measures(
        (found or _known((size,)) for found, size in zip(released, own)),
        (_known((found,)) or _known((other,)) for found, other in zip(contexts, default)),
    )


def _known(numbers: tuple) -> set[float]:
    return {float(number) for number in numbers if pd.notna(number)}


def _is_original(cell: Mapping[str, Any]) -> bool:
    """Whether a checkpoint is as its maker released it: in full, not another's conversion."""
    maker = maker_of(cell["checkpoint"].partition("/")[0])
    return bool(maker) and cell.get("format", "full") == "full"


def titles(models: str) -> list[str]:
    """The names of those architectures that are in the catalogue."""
    known = all_models().set_index("model")["name"]
    return [known[model] for model in models.split() if model in known.index]
