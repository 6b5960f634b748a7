"""The database's desk in a crawl: one thread, one transaction at a time, what waits meanwhile goes in together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import sqlalchemy as sa

from syria_news.store.database import DatabaseError, transact

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class Desk:
    """Takes work for the database from the reactor's side, in order.

    One commit costs 20 ms on SQLite whatever it holds, so work that arrives during a transaction shares the next. When
    the database or its disk is lost, `lost` hears of it once, and all work fails at once: the run is over.
    """

    def __init__(self, engine: sa.Engine, lost: Callable[[Exception], None]) -> None:
        self._engine = engine
        self._lost = lost
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._waiting: list[tuple[Work[Any], asyncio.Future[Any]]] = []
        self._busy: asyncio.Task[None] | None = None
        self._over: DatabaseError | OSError | None = None

    def do(self, work: Work[T]) -> asyncio.Future[T]:
        """Have `work` done; the future has its result once it is committed."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._busy is None or self._busy.done():
            self._busy = asyncio.create_task(self._serve())
        return future

    async def close(self) -> None:
        """Finish what waits and let the thread go."""
        while self._busy is not None and not self._busy.done():
            await self._busy
        self._thread.shutdown()
        self._engine.dispose()

    async def _serve(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            if await self._together(batch):
                continue
            for work, future in batch:
                await self._alone(work, future)

    async def _together(self, batch: list[tuple[Work[Any], asyncio.Future[Any]]]) -> bool:
        """Whether the whole batch went in; a single bad piece of work must not cost the others."""
        try:
            results = await self._transact(lambda conn: [work(conn) for work, _ in batch])
        except Exception:  # whose it is shows when each is done alone
            return False
        for (_, future), result in zip(batch, results, strict=True):
            _settle(future, result)
        return True

    async def _alone(self, work: Work[Any], future: asyncio.Future[Any]) -> None:
        try:
            _settle(future, await self._transact(work))
        except Exception as error:  # the asker's to handle
            _fail(future, error)

    async def _transact(self, work: Work[T]) -> T:
        if self._over is not None:
            raise self._over
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, transact, self._engine, work)
        except (DatabaseError, OSError) as error:
            self._over = error
            self._lost(error)
            raise


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
