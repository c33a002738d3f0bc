"""Named entities: whole entities with their label, as seqeval counts them."""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from i18n import N_, Problem

from .measure import Measure, Scores, Told, class_rows, counted, f1, nobody

Entity = tuple[int, int, str, str]
"""Where it starts and ends in the text, its label, and what it says."""

TAG = re.compile(r"(O|[BIESLUM]-\S+)")
PREFIX = re.compile(r"[BIESLUM]-")
LABELLED = re.compile(r"\s*([^:：]+?)\s*[:：]\s*(.+?)\s*")
BETWEEN = re.compile(r"[;；\n]|[,，、](?=\s*[^\W\d]+\s*[:：])")
LABEL_KEYS = ("label", "type", "entity_group", "entity")


def said(output: list[dict[str, Any]]) -> list[Entity]:
    """The entities of an output, in order, without those that an earlier one overlaps. Tokens
    that were not joined are, by their tags."""
    found: list[Entity] = []
    for row in sorted(output, key=lambda row: row["start"]):
        tag = str(row.get("entity_group") or row["entity"])
        start, end, label = int(row["start"]), int(row["end"]), PREFIX.sub("", tag)
        last = found[-1] if found else (0, -2, "", "")
        if "entity_group" not in row and label == last[2] and start - last[1] <= 1:
            inside = row["word"].startswith("##") or not tag.startswith("B-")
            if inside:
                gap = " " * (start - last[1])
                word = last[3] + gap + row["word"].removeprefix("##")
                found[-1] = (last[0], end, label, word)
                continue
        if start >= last[1]:
            found.append((start, end, label, str(row["word"])))
    return found


def read(answer: str, item: Mapping[str, Any]) -> list[Entity]:
    """The entities that a cell gives for the text of its row, in any of three forms:

    a JSON list of {"start", "end", "label"}; a tag for each word or each character, `B-PER I-PER
    O`; or `PER: Anna Kowalski; LOC: London`, where commas will do. `[]` is none.

    Raises `i18n.Problem` for others.
    """
    text = item["text"]
    listed = _listed(answer)
    if listed is None:
        tags = answer.replace(",", " ").split()
        if tags and all(map(TAG.fullmatch, tags)):
            return _tagged(text, tags)
        return _named(text, answer)
    if listed and all(isinstance(tag, str) for tag in listed):
        return _tagged(text, listed)
    try:
        spans = sorted(map(_span, listed))
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise Problem(
            N_("An entity needs its start, its end and its label: {answer}"), answer=answer[:80]
        ) from error
    ends = [0, *(end for _start, end, _label in spans)]
    for (start, end, _label), before in zip(spans, ends):
        if not before <= start < end <= len(text):
            raise Problem(
                N_("The entity from {start} to {end} is empty, overlaps another, or is not there."),
                start=start,
                end=end,
            )
    return [(start, end, label, text[start:end]) for start, end, label in spans]


def _listed(answer: str) -> list[Any] | None:
    for parse in (json.loads, ast.literal_eval):
        try:
            listed = parse(answer)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(listed, dict):
            listed = listed.get("entities")
        return listed if isinstance(listed, list) else None
    return None


def _span(entity: Any) -> tuple[int, int, str]:
    if isinstance(entity, dict):
        named = [entity[key] for key in LABEL_KEYS if key in entity]
        entity = entity["start"], entity["end"], named[0]
    start, end, label = entity
    return int(start), int(end), PREFIX.sub("", str(label))


def _tagged(text: str, tags: list[str]) -> list[Entity]:
    from seqeval.metrics.sequence_labeling import get_entities

    words = [match.span() for match in re.finditer(r"\S+", text)]
    places = words if len(words) == len(tags) else [at.span() for at in re.finditer(r"\S", text)]
    if len(places) != len(tags):
        raise Problem(
            N_(
                "The number of tags ({tags}) fits neither the words ({words}) nor the "
                "characters ({characters}) of the text."
            ),
            tags=len(tags),
            words=len(words),
            characters=len(places),
        )
    found = []
    for label, first, last in get_entities(tags):
        start, end = places[first][0], places[last][1]
        found.append((start, end, label, text[start:end]))
    return sorted(found)


def _named(text: str, answer: str) -> list[Entity]:
    found: list[Entity] = []
    for part in filter(str.strip, BETWEEN.split(answer)):
        match = LABELLED.fullmatch(part)
        if not match:
            raise Problem(
                N_(
                    "{answer} is not a list of entities: write LABEL: words; LABEL: words, or tags."
                ),
                answer=part.strip()[:80],
            )
        label, words = match.groups()
        start = text.find(words)
        while start >= 0 and any(start < end and start + len(words) > at for at, end, *_ in found):
            start = text.find(words, start + 1)
        if start < 0:
            raise Problem(N_("{words} is not in the text."), words=words[:80])
        found.append((start, start + len(words), label, words))
    return sorted(found)


def score(
    said: list[list[Entity] | None], right: list[list[Entity]], told: Told = nobody
) -> Scores:
    """`Scores` of entities: one counts where its start, its end and its label are right. Where
    there is nothing to find and nothing is found, all is right."""
    from seqeval.metrics.sequence_labeling import precision_recall_fscore_support

    answered = [entities or [] for entities in said]
    names = sorted({entity[2] for entities in (*answered, *right) for entity in entities})
    whole, classes = (1.0, 1.0, 1.0), []
    if names:
        pairs = list(zip(right, answered))
        tags = [_tags(one, other) for one, other in counted(pairs, told, 0.0, 0.3)]
        wanted, given = (list(each) for each in zip(*tags))
        options: dict[str, Any] = {"zero_division": 0}
        whole = precision_recall_fscore_support(wanted, given, average="micro", **options)[:3]
        told(0.6)
        classes = class_rows(names, precision_recall_fscore_support(wanted, given, **options))
    same = [one is not None and _spans(one) == _spans(other) for one, other in zip(said, right)]
    counts = [_counts(one, other) for one, other in zip(answered, right)]
    precision, recall, harmonic = map(float, whole)
    return Scores(
        "f1",
        {
            "f1": harmonic,
            "precision": precision,
            "recall": recall,
            "exact_match": sum(same) / len(same),
        },
        same,
        [f1(*count) for count in counts],
        [float(count[1] + count[2]) for count in counts],
        classes,
    )


def _counts(one: list[Entity], other: list[Entity]) -> tuple[int, int, int]:
    return len(_spans(one) & _spans(other)), len(_spans(one)), len(_spans(other))


def _spans(entities: list[Entity]) -> set[tuple[int, int, str]]:
    return {entity[:3] for entity in entities}


def _tags(one: list[Entity], other: list[Entity]) -> tuple[list[str], list[str]]:
    """Tags of the parts into which the ends of all entities cut the text: the fewest places at
    which seqeval sees what it would see at the characters."""
    ends = sorted({end for entity in (*one, *other) for end in entity[:2]})
    places = {end: place for place, end in enumerate(ends)}
    count = max(len(ends) - 1, 1)
    return _placed(one, places, count), _placed(other, places, count)


def _placed(entities: list[Entity], places: dict[int, int], count: int) -> list[str]:
    tags = ["O"] * count
    for start, end, label, _words in entities:
        for place in range(places[start], places[end]):
            tags[place] = f"{'B' if place == places[start] else 'I'}-{label}"
    return tags


def _known(outputs: list[Any], labels: Iterable[str]) -> list[str]:
    names = [PREFIX.sub("", label) for label in labels if label != "O"]
    names += [entity[2] for output in outputs for entity in said(output)]
    return list(dict.fromkeys(names))


def _renamed(entities: list[Entity], names: Mapping[str, str]) -> list[Entity]:
    return [(start, end, names.get(label, label), words) for start, end, label, words in entities]


def _written(entities: list[Entity]) -> str:
    return "; ".join(f"{label}: {words}" for _start, _end, label, words in entities) or "–"


ENTITIES = Measure(
    said=said,
    read=read,
    score=score,
    written=_written,
    labels_of=lambda entities: [entity[2] for entity in entities],
    renamed=_renamed,
    known=_known,
    form=N_(
        "Write each label with its words as they stand in the text, between semicolons, for "
        "example PER: Anna Kowalski; LOC: London. Where there is nothing, write []."
    ),
)
