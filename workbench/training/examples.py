"""What a training learns from: labelled texts or pictures, checked, some of them held out."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from random import Random
from typing import Literal

from i18n import N_, Problem, Sentence, listed

Kind = Literal["texts", "pictures"]
FEWEST, MOST_TEXTS, MOST_PICTURES, MOST_LABELS = 12, 20_000, 1_000, 100
LONGEST_TEXT, LONGEST_LABEL = 2_000, 60
"""Characters of a text, of which more are cut off, and of a label."""
MOST_NAMED = 5
"""Labels that a sentence names."""


@dataclass(frozen=True)
class Examples:
    """Labelled texts, or labelled pictures as files with their names, and what was left out.

    `name` is what they are called: the file that was handed in.
    """

    kind: Kind
    name: str
    inputs: Sequence[str | bytes]
    labels: Sequence[str]
    files: Sequence[str] = ()
    notes: tuple[Sentence, ...] = ()

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def counts(self) -> Counter[str]:
        """How many examples each label has, the most frequent first."""
        return Counter(dict(Counter(self.labels).most_common()))

    @property
    def names(self) -> list[str]:
        """The labels in the order of their numbers."""
        return sorted(set(self.labels))

    def of(self, places: Sequence[int], notes: tuple[Sentence, ...] = ()) -> "Examples":
        """Those at these places, with further notes."""
        return replace(
            self,
            inputs=[self.inputs[at] for at in places],
            labels=[self.labels[at] for at in places],
            files=[self.files[at] for at in places] if self.files else (),
            notes=(*self.notes, *notes),
        )


def checked(given: Examples) -> Examples:
    """The examples that can be learned from: each once, without blank ones and those that
    contradict each other.

    Raises `i18n.Problem` where they are too few or too many, or their labels are none.
    """
    most = MOST_TEXTS if given.kind == "texts" else MOST_PICTURES
    if len(given) > most:
        raise Problem(
            N_("There are {count:,} examples; {most:,} can be trained on here: take fewer."),
            count=len(given),
            most=most,
        )
    labels = [" ".join(label.split())[:LONGEST_LABEL] for label in given.labels]
    given = replace(given, labels=labels, inputs=[_cut(each) for each in given.inputs])
    filled = [at for at in range(len(given)) if labels[at] and given.inputs[at].strip()]
    if not filled:
        raise Problem(N_("No row has both a text and a label: choose other columns."))
    _check_labels([labels[at] for at in filled])
    places, notes = _once(given, filled)
    if blank := len(given) - len(filled):
        notes = (
            Sentence(N_("Without a text or a label, and left out: {count:,}."), count=blank),
            *notes,
        )
    counts = Counter(labels[at] for at in places)
    if single := sorted(label for label, count in counts.items() if count == 1):
        places = [at for at in places if counts[labels[at]] > 1]
        said = N_(
            "Labels of a single example, which cannot be learned and held out at once, are left "
            "out: {labels}."
        )
        notes = (*notes, Sentence(said, labels=_named(single)))
    found = given.of(places, notes)
    _check_enough(found)
    return found


def _cut(each: str | bytes) -> str | bytes:
    return each[:LONGEST_TEXT] if isinstance(each, str) else each


def _check_labels(labels: list[str]) -> None:
    """Raise `i18n.Problem` where these are numbers, names of single rows, or too many."""
    counts = Counter(labels)
    if len(counts) == 1:
        raise Problem(
            N_(
                "Every row has the same label, {label}: there is nothing to tell apart. Choose "
                "another column, or add rows with another label."
            ),
            label=labels[0],
        )
    numbers = sum(map(_is_number, counts))
    if len(counts) > 20 and numbers > 0.9 * len(counts):
        raise Problem(
            N_(
                "The labels are {count:,} different numbers: a classifier learns a few names. "
                "Choose another column, or put the numbers into groups such as low and high."
            ),
            count=len(counts),
        )
    if len(counts) > max(10, 0.5 * len(labels)):
        raise Problem(
            N_(
                "Nearly every row has a label of its own ({count:,} in {rows:,} rows): "
                "this column is a text or an ID. Choose the one that says what kind a "
                "row is of."
            ),
            count=len(counts),
            rows=len(labels),
        )
    if len(counts) > MOST_LABELS:
        raise Problem(
            N_("There are {count:,} labels; {most} can be learned here: combine some."),
            count=len(counts),
            most=MOST_LABELS,
        )


def _is_number(label: str) -> bool:
    try:
        float(label.replace(",", "."))
    except ValueError:
        return False
    return True


def _once(given: Examples, places: list[int]) -> tuple[list[int], tuple[Sentence, ...]]:
    """The places of different examples, and what to say of the others: the same text on both
    sides would be known by heart, not understood."""
    together: dict[object, list[int]] = defaultdict(list)
    for at in places:
        together[_same(given.inputs[at])].append(at)
    clear = [same for same in together.values() if len({given.labels[at] for at in same}) == 1]
    torn = sum(map(len, together.values())) - sum(map(len, clear))
    twice = sum(map(len, clear)) - len(clear)
    notes = []
    if twice:
        notes.append(Sentence(N_("Repeated, and used once: {count:,}."), count=twice))
    if torn:
        notes.append(
            Sentence(N_("The same with different labels, and left out: {count:,}."), count=torn)
        )
    return sorted(same[0] for same in clear), tuple(notes)


def _same(each: str | bytes) -> object:
    """What two examples have in common that are the same."""
    if isinstance(each, str):
        return " ".join(each.casefold().split())
    return blake2b(each, digest_size=16).digest()


def _check_enough(found: Examples) -> None:
    if len(found.counts) < 2:
        raise Problem(
            N_(
                "Fewer than two labels have two different examples each: add examples, so that "
                "some can be learned from and others held out."
            )
        )
    if len(found) < FEWEST:
        raise Problem(
            N_("Examples to train on: {count}; take {fewest} or more, better hundreds."),
            count=len(found),
            fewest=FEWEST,
        )


def _named(labels: Sequence[str]) -> object:
    more = len(labels) - MOST_NAMED
    return listed([*labels[:MOST_NAMED], *(["…"] if more > 0 else [])])


def split(labels: Sequence[str], share: float, seed: int) -> tuple[list[int], list[int]]:
    """The places to learn from, and those held out: of each label that share, one at least and
    not all. The same for the same seed."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        places[label].append(at)
    random, train, held_out = Random(seed), [], []
    for label in sorted(places):
        mixed = random.sample(places[label], len(places[label]))
        count = min(max(1, round(share * len(mixed))), len(mixed) - 1)
        held_out += mixed[:count]
        train += mixed[count:]
    return sorted(train), sorted(held_out)
