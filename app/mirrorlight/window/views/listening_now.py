"""Who listens at this moment, by the system's own word: each process, Mirrorlight's among them; what is not told."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QDate, QLocale
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight.agents.check import Check, Direct, Listener
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.table import Cell, Rows, fit_height, share_width, table

_US = 1_000_000


class NowPart(QWidget):
    """A row for each process that listens, and one for each way in which nobody does or nobody can tell."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(_("Listening now"), "Section"))
        self.table = table(_("Who listens now"))
        self.model = Rows([_("To what"), _("Who"), _("Process"), _("Since"), _("What is known of it")], parent=self)
        self.table.setModel(self.model)
        column.addWidget(self.table)
        self.limits = Label("", "Detail", "ink2", wrap=True)
        column.addWidget(self.limits)
        fit_height(self.table)

    def show_check(self, found: Check) -> None:
        """Show what was found."""
        rows = [row for direct in found.direct for row in _rows(direct)]
        rows += [
            (
                Cell(_("Every page, in {browser}").format(browser=forced.browser), "web"), Cell(forced.extension),
                Cell(), Cell(), Cell(_("an extension that a policy installs: {where}").format(where=forced.where)),
            )
            for forced in found.forced
        ]  # fmt: skip
        self.model.show(rows)
        fit_height(self.table)
        self.limits.setText("\n".join(f"{direct.title}: {direct.limits}" for direct in found.direct if direct.limits))
        self.limits.setVisible(bool(self.limits.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        share_width(self.table, {2: 72, 3: 88}, {0: 32, 1: 28})


def _rows(direct: Direct) -> Iterator[tuple[Cell, ...]]:
    if not direct.told:
        yield Cell(direct.title), Cell(_("cannot be told here"), ink="ink2"), Cell(), Cell(), Cell()
    elif not direct.found:
        yield Cell(direct.title), Cell(_("nobody, by what is told"), ink="ink2"), Cell(), Cell(), Cell()
    for listener in direct.found:
        yield _row(direct, listener)


def _row(direct: Direct, listener: Listener) -> tuple[Cell, ...]:
    known = [_("Mirrorlight itself") if listener.own else "", listener.detail]
    known.append(_("part of the desktop, by its name") if listener.usual else "")
    known.append(listener.program.path if not listener.own else "")
    return (
        Cell(direct.title),
        Cell(_("Mirrorlight") if listener.own else listener.called, weight=400 if listener.own else 600),
        Cell(str(listener.program.pid) if listener.program.pid > 0 else ""),
        Cell(_since(listener.program.started)),
        Cell(" · ".join(part for part in known if part), ink="ink2"),
    )


def _since(started: float) -> str:
    """When a process began: the time if that was today, otherwise the day."""
    if not started:
        return ""
    at = to_local(round(started * _US))
    if at.date() == to_local(SystemClock().utc()).date():
        return f"{at:%H:%M}"
    return QLocale().toString(QDate(at.year, at.month, at.day), QLocale.FormatType.ShortFormat)
