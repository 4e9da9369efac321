"""Ctrl-C that is not lost."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SOON = 0.01  # seconds


@contextmanager
def ctrl_c_comes_through() -> Iterator[None]:
    """Ctrl-C while an object is cleared away, where Python drops what is raised, comes once more a moment later."""
    tell, main_thread, over = sys.unraisablehook, threading.main_thread().ident, threading.Event()
    assert main_thread is not None

    def once_more() -> None:
        if not over.wait(SOON):
            signal.pthread_kill(main_thread, signal.SIGINT)

    def dropped(what: sys.UnraisableHookArgs) -> None:
        if issubclass(what.exc_type, KeyboardInterrupt):
            threading.Thread(target=once_more, daemon=True).start()
        else:
            tell(what)

    sys.unraisablehook = dropped
    try:
        yield
    finally:
        sys.unraisablehook = tell
        over.set()
