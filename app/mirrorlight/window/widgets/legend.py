"""The applications of a day with their colours and times; beyond seven, how many more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mirrorlight.i18n import _, ngettext
from mirrorlight.store.results import AppTime
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.flow import FlowRow
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.shape import mirrored
from mirrorlight.wording import count, length

MOST = 7
_CHIP, _GAP, _LONGEST = 10, 6, 200


class _Entry(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._app: AppTime | None = None
        self._more = 0
        self._words = self._time = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_app(self, app: AppTime | None, more: int = 0) -> None:
        """Show an application, or that there are `more`."""
        words = app.app if app is not None else ngettext("and {n} more", "and {n} more", more).format(n=count(more))
        took = length(app.us) if app is not None else ""
        if (words, took, app.slot if app else None) == (self._words, self._time, self._app.slot if self._app else None):
            return
        self._app, self._more, self._words, self._time = app, more, words, took
        self.setAccessibleName(f"{words}, {took}" if took else words)
        self.setToolTip(plain_tooltip(words))
        self.updateGeometry()
        self.update()

    def _shown(self) -> str:
        return QFontMetrics(theme().font("Detail")).elidedText(self._words, Qt.TextElideMode.ElideRight, _LONGEST)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font("Detail"))
        wide = metrics.horizontalAdvance(self._shown()) + (_CHIP + _GAP if self._app else 0)
        if self._time:
            wide += _GAP + metrics.horizontalAdvance(self._time)
        return QSize(wide + 2, round(theme().line_height("Detail")))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        left = 0
        if self._app is not None:
            color = look.app_color(self._app.slot)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(color.fill)
            painter.setPen(QPen(look.color("line2"), 1) if color.outlined else Qt.PenStyle.NoPen)
            chip = mirrored(self, QRect(0, (self.height() - _CHIP) // 2, _CHIP, _CHIP))
            painter.drawRoundedRect(QRectF(chip), 2, 2)
            left = _CHIP + _GAP
        painter.setFont(look.font("Detail"))
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        shown = self._shown()
        painter.setPen(look.color("ink"))
        painter.drawText(mirrored(self, QRect(left, 0, self.width() - left, self.height())), flags, shown)
        left += painter.fontMetrics().horizontalAdvance(shown) + _GAP
        painter.setPen(look.color("ink2"))
        painter.drawText(mirrored(self, QRect(left, 0, self.width() - left, self.height())), flags, self._time)
        painter.end()


class Legend(QWidget):
    """Wraps into a second row where it does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Applications"))
        holder = self._holder = QWidget(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self.setSizePolicy(policy)
        self._flow = FlowRow(holder, 16, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(holder)
        self._entries: list[_Entry] = []

    def show_apps(self, apps: Sequence[AppTime]) -> None:
        """Show these, longest first."""
        named = [app for app in apps if app.app]
        wanted: list[tuple[AppTime | None, int]] = [(app, 0) for app in named[:MOST]]
        if len(named) > MOST:
            wanted.append((None, len(named) - MOST))
        while len(self._entries) < len(wanted):
            entry = _Entry(self)
            self._flow.addWidget(entry)
            self._entries.append(entry)
        for number, entry in enumerate(self._entries):
            entry.setVisible(number < len(wanted))
            if number < len(wanted):
                entry.show_app(*wanted[number])
        self._flow.invalidate()
        self._holder.updateGeometry()  # its own layout above the row keeps the height that it had
        self.updateGeometry()

    def spoken(self) -> str:
        """All entries in one line."""
        return ", ".join(entry.accessibleName() for entry in self._entries if not entry.isHidden())
