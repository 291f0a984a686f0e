"""What all tests of windows share: patience. A loaded computer may take half a minute to show a filled page."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from xserver import PATIENCE

LEAST = round(PATIENCE * 1000)
"""ms until something that does not come true is given up, whatever less a test asks for."""


class Patient(QtBot):
    """pytest-qt's own, which waits long enough."""

    def waitUntil(self, callback: Any, *, timeout: int = LEAST) -> None:
        super().waitUntil(callback, timeout=max(timeout, LEAST))

    def waitExposed(self, widget: Any, *, timeout: int = LEAST) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, LEAST))

    def waitSignal(self, signal: Any, *, timeout: int = LEAST, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=max(timeout, LEAST), **more)


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> QtBot:
    return Patient(request)
