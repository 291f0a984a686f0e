"""The log: what happened to the program, never what it holds. And what remains of a crash: the kind of error and where.

Lines of other packages are cut down to their place, because nobody here knows what they say.
"""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, cast

from mirrorlight.errors import UserError
from mirrorlight.places import make_folder

if TYPE_CHECKING:
    from io import TextIOWrapper

SIZE = 500_000
"""Bytes of one log file; one older one is kept."""
_OURS = "mirrorlight"
_PACKAGE = Path(__file__).resolve().parent


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotating log file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        opened: IO[str] = open(self.baseFilename, self.mode, encoding="utf-8", opener=private)  # noqa: SIM115
        return cast("TextIOWrapper", opened)


class _ContentFree(logging.Formatter):
    """One line a record. Errors without their messages; records of other packages without theirs."""

    def format(self, record: logging.LogRecord) -> str:
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        if record.name == _OURS or record.name.startswith(_OURS + "."):
            said = record.getMessage()
        else:
            said = f"{record.module}:{record.lineno}"
        line = f"{when} {record.levelname} {record.name}: {said}"
        error = record.exc_info[1] if record.exc_info else None
        return f"{line} [{describe(error)}]" if error is not None else line


def start(folder: Path, name: str) -> None:
    """Write the log of this process to `folder`/`name`.log from now on. OSError passes."""
    make_folder(folder)
    handler = _PrivateFile(folder / f"{name}.log", maxBytes=SIZE, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(_ContentFree())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(logging.INFO)
    logging.raiseExceptions = False


def stop() -> None:
    """Close the log file that `start` opened."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, _PrivateFile)]:
        root.removeHandler(handler)
        handler.close()


def watch_crashes() -> None:
    """From now on every error that nobody caught is logged by kind and place, and told in one line on stderr."""

    def main_thread(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        del kind
        _crashed("main", error.with_traceback(trace))

    def other_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            _crashed(args.thread.name if args.thread else "thread", args.exc_value)

    def unraisable(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            _crashed("clean-up", args.exc_value)

    sys.excepthook, threading.excepthook, sys.unraisablehook = main_thread, other_thread, unraisable


def describe(error: BaseException) -> str:
    """Kind and place of an error: "KeyError at store/reader.py:120 < cli/rows.py:33". Never its message or a value.

    A UserError is ours and free of content: its code and words are added.
    """
    frames: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{_short(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}")
        trace = trace.tb_next
    words = f" ({error.code}: {error})" if isinstance(error, UserError) else ""
    where = " < ".join(reversed(frames[-12:]))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    after = f"; after {describe(cause)}" if cause is not None and cause is not error else ""
    return f"{type(error).__name__}{words}" + (f" at {where}" if where else "") + after


def _short(file: str) -> str:
    """A source file by its place in our package, or in the package it belongs to."""
    path = Path(file)
    if path.is_relative_to(_PACKAGE):
        return path.relative_to(_PACKAGE).as_posix()
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :]) if "site-packages" in parts else path.name


def _crashed(thread: str, error: BaseException) -> None:
    said = describe(error)
    logging.getLogger(_OURS).critical("unexpected error in %s: %s", thread, said)
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"Mirrorlight met an unexpected error: {said}\n")
