"""Pages are written as plain functions; each runs in a thread, so that none blocks the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from anyio.to_thread import run_sync

P = ParamSpec("P")
T = TypeVar("T")


def en_fil(page: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """Make a handler out of a plain function.

    Litestar's own ``sync_to_thread`` wraps a handler once per handler of the same path: a page
    with a GET and a POST then answers with a coroutine (2.25.0).
    """

    @wraps(page)
    async def dans_un_fil(*args: P.args, **kwargs: P.kwargs) -> T:
        return await run_sync(partial(page, *args, **kwargs))

    return dans_un_fil
