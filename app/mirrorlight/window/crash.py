"""What happens to an error that nobody caught: it is logged by kind and place, and told once, without content."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Signal

from mirrorlight import log


class Crashes(QObject):
    """`happened` is emitted in the GUI thread, whichever thread the error came from. `restore` at the end."""

    happened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._before: tuple[Any, Any, Any] = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        log.watch_crashes()
        self._logged: tuple[Any, Any, Any] = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._main
        threading.excepthook = self._thread

    def restore(self) -> None:
        """Put the hooks back that were there before."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    def _main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._logged[0](kind, error, trace)
        if issubclass(kind, Exception):
            self.happened.emit()

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        self._logged[1](args)
        self.happened.emit()
