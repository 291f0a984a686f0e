"""The menu of pauses, for the light and the tray alike: what every pause menu offers, and any other length."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QMenu

from mirrorlight.commands import PAUSES
from mirrorlight.core.times import day_start
from mirrorlight.i18n import _
from mirrorlight.recorder.light_full import MINUTE


def fill(
    menu: QMenu,
    pause_for: Callable[[int | None], object],
    pause_until: Callable[[int], object],
    other: Callable[[], object] | None = None,
) -> QMenu:
    """Put the pauses into `menu`. `pause_for` takes µs or None (until resumed), `pause_until` UTC µs."""
    for choice in PAUSES:
        action = menu.addAction(_(choice.title))
        if choice.tomorrow:
            action.triggered.connect(partial(_until_tomorrow, pause_until))
        else:
            length = None if choice.minutes is None else choice.minutes * MINUTE
            action.triggered.connect(partial(_call, pause_for, length))
    if other is not None:
        menu.addSeparator()
        menu.addAction(_("Other…")).triggered.connect(partial(_ask, other))
    return menu


def _call(pause_for: Callable[[int | None], object], length: int | None, _checked: bool = False) -> None:
    pause_for(length)


def _until_tomorrow(pause_until: Callable[[int], object], _checked: bool = False) -> None:
    pause_until(day_start(datetime.now().astimezone(), 1))


def _ask(other: Callable[[], object], _checked: bool = False) -> None:
    other()
