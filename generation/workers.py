"""A function mapped over many inputs by worker processes: results in order, and no process that outlives its use."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import resource_tracker
from typing import Any

from generation.errors import MiburiError

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]


@contextmanager
def ordered_map(workers: int, chunk: int = 1) -> Iterator[Mapper]:
    """Yield a ``map`` whose calls run in ``workers`` processes, ``chunk`` at a time; in this process if there is 1.

    When the block fails or Ctrl-C ends it, the workers are ended too. MiburiError when one of them was killed.
    """
    if workers < 2:
        yield map
        return
    others = set(multiprocessing.active_children())
    # Spawned, not forked: a fork would copy the progress bar's thread and its locks.
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_end_with_parent)
    try:
        yield partial(_start, pool, chunk)
    except BaseException as error:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        if isinstance(error, BrokenProcessPool):
            raise MiburiError(
                "a worker process was killed, perhaps for want of memory; try again with --workers 1"
            ) from None
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _start(pool: ProcessPoolExecutor, chunk: int, step: Callable[[Any], Any], inputs: Iterable[Any]) -> Iterator[Any]:
    """Workers start here."""
    with deaf_to_ctrl_c():
        return pool.map(step, inputs, chunksize=chunk)


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that begin in the block never hear Ctrl-C: this one does, when the block is over, and ends them."""
    resource_tracker.ensure_running()  # if it began in the block, it would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """A worker of a killed parent would wait for work forever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
