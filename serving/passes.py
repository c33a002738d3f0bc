"""Inputs of several requests that go through a model in one pass."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Passes(Generic[T, R]):
    """What comes alone goes at once; what comes while its like are at work gathers for the next
    pass, at most `most` together. None waits for time to pass.

    `carry_out` is one pass: for each of several items that are alike it gives a result.
    """

    def __init__(self, carry_out: Callable[[list[T]], Awaitable[list[R]]], most: int) -> None:
        self._carry_out, self._most = carry_out, most
        self._waiting: dict[Hashable, list[tuple[T, asyncio.Future[R]]]] = defaultdict(list)
        self._at_work: dict[Hashable, asyncio.Task[None]] = {}

    async def join(self, like: Hashable, item: T) -> R:
        """The result of an item in a pass with others that have the same `like`."""
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting[like].append((item, result))
        if like not in self._at_work:
            self._at_work[like] = asyncio.create_task(self._pass_by_pass(like))
        return await result

    async def _pass_by_pass(self, like: Hashable) -> None:
        try:
            while waiting := self._waiting[like]:
                batch, self._waiting[like] = waiting[: self._most], waiting[self._most :]
                await self._one_pass([each for each in batch if not each[1].done()])
        finally:
            del self._waiting[like], self._at_work[like]

    async def _one_pass(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        if not batch:  # nobody waits for any of it any more
            return
        try:
            results = await self._carry_out([item for item, _result in batch])
        except Exception as error:
            for _item, result in batch:
                if not result.done():
                    result.set_exception(error)
            return
        for (_item, result), one in zip(batch, results):
            if not result.done():
                result.set_result(one)
