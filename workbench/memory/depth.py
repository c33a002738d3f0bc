"""Deep models are measured with few layers: what each further layer adds is the same.

A model of 3 layers and one of 4 differ by the operations of a layer, once on the way there and
once on the way back. Of every operation of the small model it is known what the further layer
adds to the memory after it: between the first layer and the last, this grows or falls evenly. So
the peak with any number of layers is the largest of what these operations come to. Where kinds of
layers alternate, a layer here is a whole period of them.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from catalogue.defaults import parts, value_of

from .passes import Pass, Passes

FIELDS = (
    "num_hidden_layers", "num_layers", "n_layer", "n_layers", "num_encoder_layers",
    "num_decoder_layers", "encoder_layers", "decoder_layers", "depth",
)  # fmt: skip
"""Fields that say how many equal layers follow each other."""

WORTH = 0.7
"""A share of the layers of the whole; small models with fewer are faster."""


@dataclass(frozen=True)
class Depth:
    """A number of layers in a configuration."""

    part: str
    """The dotted name of the configuration that it stands in; "" is the whole."""
    field: str
    layers: int
    period: int
    """After how many layers their kinds repeat."""

    @property
    def few(self) -> int:
        """Layers of the small model: three periods and what is over."""
        return self.layers % self.period + 3 * self.period

    @property
    def further(self) -> int:
        """Periods that the whole model has more."""
        return (self.layers - self.few) // self.period


def depths(config: Any) -> list[Depth]:
    """The numbers of layers of which fewer are worth it: that all small models together have no
    more than a few of what the whole has."""
    found: list[Depth] = []
    total = 0
    for prefix, part in parts(config).items():
        fields = dict.fromkeys(part.attribute_map.get(field, field) for field in FIELDS)
        for field in fields:
            layers = vars(part).get(field)
            if type(layers) is not int:
                continue
            total += layers
            depth = Depth(prefix, field, layers, _period(part, layers))
            if depth.further > 1:
                found.append(depth)
    left = total - sum(depth.layers - depth.few for depth in found)
    small = left * (len(found) + 1) + sum(depth.period for depth in found)
    return found if small < WORTH * total else []


def shallow(config: Any, depths: Sequence[Depth], more: Depth | None = None) -> Any:
    """`config` with few layers, and with a period more of `more`."""
    small = deepcopy(config)
    for depth in depths:
        layers = depth.few + (depth.period if depth is more else 0)
        part = value_of(small, depth.part) if depth.part else small
        for name, values in _per_layer(part, depth.layers):
            setattr(part, name, type(values)(values[:layers]))
        setattr(part, depth.field, layers)
    return small


def _per_layer(part: Any, layers: int) -> Iterator[tuple[str, Any]]:
    for name, value in list(vars(part).items()):
        if isinstance(value, list | tuple) and len(value) == layers:
            yield name, value


def _period(part: Any, layers: int) -> int:
    """After how many layers all lists that say something of each layer repeat."""
    lists = [values for _name, values in _per_layer(part, layers)]
    for period in range(1, layers):
        if all(a == b for values in lists for a, b in zip(values, values[period:])):
            return period
    return max(layers, 1)


def deepened(small: Passes, further: Sequence[tuple[Passes, int]]) -> Passes | None:
    """The passes of a deep model: of each further one how often what it has more is added.

    None where what they do cannot be laid beside each other.
    """

    made: dict[str, Any] = {
        name: _extended(getattr(small, name), [(getattr(more, name), n) for more, n in further])
        for name in ("weights", "trained", "parameters")
    }
    for name in ("run", "train", "checkpointed"):
        base = getattr(small, name)
        others = [(getattr(more, name), times) for more, times in further]
        made[name] = _deepened(base, others)
        if made[name] is None and base is not None:
            return None
    return replace(small, **made)


def _extended(base: int, further: Sequence[tuple[int, int]]) -> int:
    return base + sum((more - base) * times for more, times in further)


def _deepened(base: Pass | None, further: Sequence[tuple[Pass | None, int]]) -> Pass | None:
    if base is None:
        return None
    live = list(base.live)
    for more, times in further:
        added = None if more is None else _added(base, more)
        if added is None:
            return None
        live = [now + each * times for now, each in zip(live, added)]
    known = [(more, times) for more, times in further if more is not None]
    flops = _extended(base.flops, [(more.flops, times) for more, times in known])
    kept = _extended(base.kept, [(more.kept, times) for more, times in known])
    return replace(base, live=tuple(live), flops=flops, kept=kept)


def _added(base: Pass, more: Pass) -> list[int] | None:
    """What `more`, which has some layers more, has in memory after each operation of `base`."""
    there = _side(base, more, slice(0, base.turn), slice(0, more.turn))
    back = _side(base, more, slice(base.turn, None), slice(more.turn, None))
    return None if there is None or back is None else there + back


def _side(base: Pass, more: Pass, there: slice, here: slice) -> list[int] | None:
    names, others = base.names[there], more.names[here]
    live, lives = base.live[there], more.live[here]
    shift = len(others) - len(names)
    if shift < 0:
        return None
    # Up to its middle layer the small model is like the start of the larger one, from there like
    # its end. Both go on somewhat longer, as one layer begins and ends like the next.
    start = _alike(names, others) - shift
    end = len(names) - (_alike(names[::-1], others[::-1]) - shift)
    if end > start:
        return None
    middle = (start + end) // 2
    return [lives[at if at < middle else at + shift] - now for at, now in enumerate(live)]


def _alike(names: Sequence[str], others: Sequence[str]) -> int:
    """How many operations at the start are the same."""
    pairs = enumerate(zip(names, others))
    return next((at for at, (one, other) in pairs if one != other), min(len(names), len(others)))
