"""Work that the coverage gate does not look at, done without its tracer: under that, Python takes twice the time."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def untraced() -> Iterator[None]:
    """Do this block, and what threads it starts, without the tracer of coverage. That of a debugger stays."""
    tracer: Any = sys.gettrace()
    if type(tracer).__module__.partition(".")[0] != "coverage":
        yield
        return
    of_threads: Any = threading.gettrace()
    nobody: Any = None
    threading.settrace(nobody)
    tracer.stop()
    try:
        yield
    finally:
        tracer.start()
        threading.settrace(of_threads)
