"""The menus of the light and the tray: what every pause menu offers, any other length, and keys that may be kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QMenu

from mirrorlight.commands import PAUSES
from mirrorlight.core.status import FILTERED, RECORDING, RecorderStatus
from mirrorlight.core.text import clean_text
from mirrorlight.core.times import day_start
from mirrorlight.i18n import _
from mirrorlight.recorder.light_full import ALLOW, LONGEST_NAME, MINUTE, choice


def fill(
    menu: QMenu,
    pause_for: Callable[[int | None], object],
    pause_until: Callable[[int], object],
    other: Callable[[], object] | None = None,
) -> QMenu:
    """Put the pauses into `menu`. `pause_for` takes µs or None (until resumed), `pause_until` UTC µs."""
    for pause in PAUSES:
        action = menu.addAction(_(pause.title))
        if pause.tomorrow:
            action.triggered.connect(partial(_until_tomorrow, pause_until))
        else:
            length = None if pause.minutes is None else pause.minutes * MINUTE
            action.triggered.connect(partial(_call, pause_for, length))
    if other is not None:
        menu.addSeparator()
        menu.addAction(_("Other…")).triggered.connect(partial(_ask, other))
    return menu


class KeyChoice:
    """Two entries of `menu`: to record keys in the application in front, or no longer, and what that costs."""

    def __init__(self, menu: QMenu, allow: Callable[[str], object], forbid: Callable[[str], object]) -> None:
        self._allow, self._forbid = allow, forbid
        self._kind = self._app = ""
        self.entry = menu.addAction("")
        self.entry.triggered.connect(self._chosen)
        self.price = menu.addAction("")
        self.price.setEnabled(False)

    def show(self, status: RecorderStatus) -> bool:
        """Offer what there is to choose at this moment; whether there is something."""
        found = choice(status) if status.state in {RECORDING, FILTERED} else None
        for entry in (self.entry, self.price):
            entry.setVisible(found is not None)
        if found is None:
            self._kind = self._app = ""
            return False
        self._kind, self._app = found[0].kind, found[0].app
        name = clean_text(self._app, LONGEST_NAME).replace("&", "&&")
        if self._kind == ALLOW:
            self.entry.setText(_("Record keys in “{name}”").format(name=name))
            self.price.setText(_("A password typed there is then stored"))
        else:
            self.entry.setText(_("No longer record keys in “{name}”").format(name=name))
            self.price.setText(_("Only where its fields cannot be checked"))
        return True

    def _chosen(self, _checked: bool = False) -> None:
        if self._app:
            (self._allow if self._kind == ALLOW else self._forbid)(self._app)


def _call(pause_for: Callable[[int | None], object], length: int | None, _checked: bool = False) -> None:
    pause_for(length)


def _until_tomorrow(pause_until: Callable[[int], object], _checked: bool = False) -> None:
    pause_until(day_start(datetime.now().astimezone(), 1))


def _ask(other: Callable[[], object], _checked: bool = False) -> None:
    other()
