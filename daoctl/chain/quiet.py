"""Ape without its noise.

Importing Ape takes over Ctrl-C, its logger writes every level to standard output, and some of
its prompts do too. daoctl's standard output is for data, so all of that goes to standard error.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any


def load_ape() -> Any:
    """The module `ape`, with Ctrl-C left as it was and its log on standard error."""
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT) if main and "ape" not in sys.modules else None
    import ape

    if before is not None:
        signal.signal(signal.SIGINT, before)
    _log_to_stderr()
    return ape


def _log_to_stderr() -> None:
    from ape.logging import logger

    for handler in list(logger._logger.handlers):
        if not isinstance(handler, _Stderr):
            logger._logger.removeHandler(handler)
    if not logger._logger.handlers:
        logger._logger.addHandler(_Stderr())
        logger._logger.setLevel(logging.WARNING)


class _Stderr(logging.Handler):
    """Writes to whatever standard error is at that moment, as tests replace it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{record.levelname.lower()}: {record.getMessage()}\n")
        except (OSError, ValueError, TypeError):
            self.handleError(record)


@contextmanager
def to_stderr() -> Iterator[None]:
    """Whatever is printed inside goes to standard error."""
    with redirect_stdout(sys.stderr):
        yield


@contextmanager
def hushed() -> Iterator[None]:
    """The same, and without Ape's warnings that a key is at hand: the verb has asked already."""
    logger = logging.getLogger("ape")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with to_stderr():
            yield
    finally:
        logger.setLevel(before)
