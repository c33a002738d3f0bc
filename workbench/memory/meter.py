"""A model is run without numbers: what stands in memory after each operation, and FLOPs.

    with Meter() as meter:
        meter.know(model.parameters())
        model(input_ids=ids)
    max(meter.live), meter.flops

Weights and activations are tensors on the meta device, which have a shape and a storage but no
memory. Whole numbers and masks are real, as code asks for their values: is this mask all true,
where does this token stand. Where it asks for the value of an activation, there is none, and torch
raises an error.
"""

import weakref
from collections.abc import Callable, Iterable, Iterator
from math import prod
from typing import Any

import torch
from torch.nn.attention import SDPBackend
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes
from torch.utils._pytree import tree_map_only
from torch.utils.flop_counter import flop_registry, sdpa_flop_count

MOST_REAL = 2**22
"""A tensor of whole numbers may have this many entries; a larger one has none."""


class Endless(Exception):
    """A run takes more operations than were allowed."""


class Unreal(Exception):
    """Numbers that are there would be overwritten by ones that are not."""


class Meter(TorchDispatchMode):
    """Counts the bytes of storages that live, and operations, while it is entered."""

    def __init__(self, most: int = 60_000) -> None:
        """`most` operations are carried out before `Endless` is raised."""
        super().__init__()
        self.names: list[str] = []
        """Each operation, in order."""
        self.live: list[int] = []
        """The bytes that stood in memory after it."""
        self.flops = 0
        self._most, self._now = most, 0
        self._held: dict[int, weakref.ref] = {}
        self._filled: dict[int, float] = {}

    def know(self, tensors: Iterable[torch.Tensor]) -> None:
        """Tensors that do not count: they were there before."""
        for tensor in tensors:
            storage = tensor.untyped_storage()
            self._held[storage._cdata] = weakref.ref(storage)

    def hold(self, tensor: torch.Tensor) -> None:
        """Count the storage of `tensor` as long as it lives."""
        storage = tensor.untyped_storage()
        key, size = storage._cdata, storage.nbytes()
        if key in self._held:
            return

        def gone(_storage: object) -> None:
            self._now -= size
            self._held.pop(key, None)
            self._filled.pop(key, None)

        self._held[key] = weakref.ref(storage, gone)
        self._now += size

    def __enter__(self) -> "Meter":
        self._attention = Attention()
        self._attention.__enter__()
        super().__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self._attention.__exit__(*error)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if len(self.names) >= self._most:
            raise Endless
        given = list(_tensors((args, tuple(kwargs.values()))))
        out = self._read(func, args, kwargs)
        if out is None:
            out = _carried_out(func, given, args, kwargs)
        for tensor in _tensors(out):
            self.hold(tensor)
        self._remember(func, given, args, out)
        packet = func._overloadpacket
        if packet in FLOPS:
            self.flops += FLOPS[packet](*args, **kwargs, out_val=out)
        if packet is not torch.ops.aten.lift_fresh:  # a constant, of which a cache has some a layer
            self.names.append(packet.__name__)
            self.live.append(self._now)
        return out

    def _remember(self, func: Any, given: list[torch.Tensor], args: tuple, out: Any) -> None:
        """Keep in mind what stands in a tensor that is filled with one number, a mask of ones."""
        if func._overloadpacket in FILLED and out.is_meta:
            value = FILLED[func._overloadpacket]
            key = out.untyped_storage()._cdata
            self._filled[key] = float(args[1]) if value is None else value
        elif self._filled and func._schema.is_mutable and given:
            self._filled.pop(given[0].untyped_storage()._cdata, None)

    def _read(self, func: Any, args: tuple, kwargs: dict[str, Any]) -> torch.Tensor | None:
        """Such a tensor as whole numbers or as a mask, which are real."""
        dtype = kwargs.get("dtype")
        if func is not torch.ops.aten._to_copy.default or dtype is None or dtype.is_floating_point:
            return None
        value = self._filled.get(args[0].untyped_storage()._cdata)
        if value is None or args[0].numel() > MOST_REAL:
            return None
        return torch.full(args[0].shape, value, dtype=dtype, device="cpu")


FILLED = {torch.ops.aten.ones: 1.0, torch.ops.aten.zeros: 0.0, torch.ops.aten.full: None}
"""Operations that fill a tensor with one number; None: with their second argument."""


def _carried_out(func: Any, given: list[torch.Tensor], args: tuple, kwargs: dict[str, Any]) -> Any:
    """What an operation gives: really where it is one of real tensors, else on the meta device."""
    if any(tensor.is_meta for tensor in given):
        if func._schema.is_mutable and not given[0].is_meta:
            raise Unreal(str(func))
        if func._overloadpacket in CHOOSING:
            args = (args[0], [part for each in args[1] for part in _places(each)], *args[2:])
        if not all(tensor.is_meta for tensor in given):
            args, kwargs = tree_map_only(torch.Tensor, _without_numbers, (args, kwargs))
        if kwargs.get("device") is not None:  # where the real ones are: they have no numbers there
            kwargs = kwargs | {"device": torch.device("meta")}
        if func is torch.ops.aten._grouped_mm.default:
            return _grouped(*args)
        return _repeated(func, given, args, kwargs)
    device = kwargs.get("device")
    if device is not None and torch.device(device).type == "meta":
        here = kwargs | {"device": torch.device("cpu")}
        shape = func(*tree_map_only(torch.Tensor, _without_numbers, args), **kwargs)
        if (shape.is_floating_point() and not given) or shape.numel() > MOST_REAL:
            return shape
        return func(*args, **here)
    if given and _largest(given) > MOST_REAL:
        args, kwargs = tree_map_only(torch.Tensor, _without_numbers, (args, kwargs))
    return func(*args, **kwargs)


CHOOSING = (
    torch.ops.aten.index,
    torch.ops.aten.index_put,
    torch.ops.aten.index_put_,
    torch.ops.aten._index_put_impl_,
)
"""Operations whose second argument are the places that are meant, in each dimension."""


def _places(index: torch.Tensor | None) -> Iterable[torch.Tensor | None]:
    """A mask with numbers as the places where it is true: only so is known how many there are."""
    if index is None or index.is_meta or index.dtype != torch.bool:
        return [index]
    return index.nonzero().unbind(1)


Form = tuple[Any, ...]
_results: dict[Form, Any] = {}
MOST_RESULTS = 20_000


def _repeated(func: Any, given: list[torch.Tensor], args: tuple, kwargs: dict[str, Any]) -> Any:
    """An operation on the meta device; the second time from memory, as layers are alike."""
    try:
        key = (func, _form(args), _form(tuple(kwargs.items())))
        known = _results.get(key)
    except TypeError:  # an argument that cannot be told from others
        return func(*args, **kwargs)
    if known is not None:
        return _made(known)
    out = func(*args, **kwargs)
    storages = {tensor.untyped_storage()._cdata for tensor in given}
    fresh = [tensor.untyped_storage()._cdata for tensor in _tensors(out)]
    if fresh and len({*fresh}) == len(fresh) and storages.isdisjoint(fresh):
        if len(_results) >= MOST_RESULTS:
            _results.clear()
        _results[key] = _form(out)
    return out


def _form(value: Any) -> Any:
    """What an operation sees of an argument, tensors by their shape."""
    if isinstance(value, torch.Tensor):
        return torch.Tensor, value.shape, value.stride(), value.dtype
    if isinstance(value, list | tuple):
        return type(value), tuple(map(_form, value))
    return type(value), value


def _made(form: Form) -> Any:
    """A value of that form; its tensors are new."""
    if form[0] is torch.Tensor:
        return torch.empty_strided(form[1], form[2], dtype=form[3], device="meta")
    if form[0] in (list, tuple):
        return form[0](map(_made, form[1]))
    return form[1]


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _tensors(each)


def _grouped(
    input: torch.Tensor,
    weight: torch.Tensor,
    offs: torch.Tensor | None = None,
    *rest: Any,
    **kw: Any,
) -> torch.Tensor:
    """Products of matrices in groups, also in float32, of which torch knows no shape."""
    shape = [input.shape[-2], weight.shape[-1]]
    if input.dim() == weight.dim():
        groups = input.shape[0] if input.dim() == 3 or offs is None else offs.shape[0]
        shape = [groups, *shape]
    return input.new_empty(shape)


def _largest(given: list[torch.Tensor]) -> int:
    """The entries of the largest tensor that an operation on these may give."""
    shapes = [tensor.shape for tensor in given]
    try:
        return max(prod(torch.broadcast_shapes(*shapes)), *(prod(shape) for shape in shapes))
    except RuntimeError:  # they are not combined entry by entry
        return max(prod(shape) for shape in shapes)


def _without_numbers(tensor: torch.Tensor) -> torch.Tensor:
    if tensor.is_meta:
        return tensor
    return torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device="meta")


class Attention(TorchFunctionMode):
    """Attention takes the kernel that the CPU would take, not the one of the meta device."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if func is torch.nn.functional.scaled_dot_product_attention:
            return _attention(*args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))


def _attention(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attn_mask: torch.Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> torch.Tensor:
    asked: dict[str, Any] = {"dropout_p": dropout_p, "is_causal": is_causal, "scale": scale}
    if query.is_meta and _is_fused(query, key, value, attn_mask, **asked, enable_gqa=enable_gqa):
        if attn_mask is not None and attn_mask.dtype == torch.bool:
            zero = torch.zeros((), dtype=query.dtype, device="meta")
            attn_mask = torch.where(attn_mask, zero, float("-inf"))
        fused = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
        return fused(query, key, value, attn_mask=attn_mask, **asked)[0]
    return torch._C._nn.scaled_dot_product_attention(
        query, key, value, attn_mask=attn_mask, **asked, enable_gqa=enable_gqa
    )


_choices: dict[tuple, bool] = {}


def _is_fused(*tensors: torch.Tensor | None, **asked: Any) -> bool:
    """Whether torch would take its fused kernel for tensors like these on the CPU."""
    forms = tuple(
        None if each is None else (each.shape, each.stride(-1), each.dtype, each.requires_grad)
        for each in tensors
    )
    known = (forms, *asked.values(), torch.is_grad_enabled())
    if known not in _choices:
        with _disable_current_modes():
            choice = torch._fused_sdp_choice(*map(_lent, forms), **asked)  # type: ignore[arg-type]
        _choices[known] = choice == SDPBackend.FLASH_ATTENTION.value
    return _choices[known]


def _lent(form: tuple | None) -> torch.Tensor | None:
    """A tensor of a shape on the CPU, of which all rows are the same memory."""
    if form is None:
        return None
    shape, stride, dtype, has_gradient = form
    row = torch.empty(shape[-1] if stride == 1 else 1, dtype=dtype, device="cpu")
    return row.expand(shape).requires_grad_(has_gradient)


def _flops_attention(
    query: Any, key: Any, value: Any, *args: Any, out_val: Any, **kwargs: Any
) -> int:
    return sdpa_flop_count(query.shape, key.shape, value.shape)


def _flops_grouped(input: Any, weight: Any, *args: Any, out_val: Any, **kwargs: Any) -> int:
    rows = input.shape[-2] * (len(input) if input.dim() == weight.dim() == 3 else 1)
    return 2 * rows * input.shape[-1] * weight.shape[-1]


FLOPS: dict[Any, Callable[..., int]] = flop_registry | {
    torch.ops.aten._scaled_dot_product_flash_attention_for_cpu: _flops_attention,
    torch.ops.aten._grouped_mm: _flops_grouped,
}
"""How many operations a kernel takes; those that only go over their numbers count as none."""
