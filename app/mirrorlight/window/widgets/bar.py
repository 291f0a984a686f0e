"""Bar messages: what happened, why, and one thing to do about it. In the page, never a box, never red."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.button import Button, icon_button
from mirrorlight.window.widgets.labels import Sentence


class BarMessage(QFrame):
    """One message. `acted` when its action was pressed, `closed` when it was put away.

    One that tells a state (`state=True`) cannot be closed: it goes when the state does.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        what: str,
        why: str = "",
        action: str = "",
        *,
        icon: str = "info",
        state: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.what, self.why = what, why
        self._icon = icon
        self.setAccessibleName(f"{what} {why}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 6, 3)
        row.setSpacing(10)
        self.setMinimumHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._mark = QLabel()
        self._mark.setFixedWidth(16)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        parts: list[str | tuple[str, bool]] = [(what, True)]
        if why:
            parts.append(" " + why)
        self._text = Sentence(parts, "Text")
        self._text.setContentsMargins(0, 1, 0, 0)
        row.addWidget(self._text, 1)
        self.action = Button(action, "plain", parent=self)
        self.action.setVisible(bool(action))
        self.action.clicked.connect(self.acted)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.cross = icon_button("cross", _("Close this message"), self)
        self.cross.setVisible(not state)
        self.cross.clicked.connect(self._close)
        row.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignVCenter)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._mark.setPixmap(theme().pixmap(self._icon, 16, "ink", self.devicePixelRatio()))

    def _close(self) -> None:
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("win"))
        painter.setPen(QPen(theme().color("line2"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class Bars(QWidget):
    """The place for bar messages above a page's content: one per `key`, newest last. Esc closes the newest."""

    shown = Signal(bool)
    """Whether there is any message now."""
    failed = Signal(object)
    """A UserError that a page told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._bars: dict[str, BarMessage] = {}
        self.hide()

    def tell(
        self,
        key: str,
        what: str,
        why: str = "",
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        icon: str = "info",
        state: bool = False,
    ) -> BarMessage:
        """Show a message under `key`, in place of an older one of the same key. The same words are left as they are."""
        old = self._bars.get(key)
        if old is not None and (old.what, old.why, old.action.text()) == (what, why, action):
            return old
        if old is not None:
            self._take(key)
        bar = BarMessage(what, why, action, icon=icon, state=state, parent=self)
        bar.closed.connect(lambda: self.withdraw(key))
        if act is not None:
            bar.acted.connect(act)
        self._bars[key] = bar
        self._column.addWidget(bar)
        self.show()
        self.shown.emit(True)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(bar, f"{what} {why}".strip()))
        return bar

    def fail(self, error: UserError, action: str = "", act: Callable[[], object] | None = None) -> BarMessage:
        """Show an error: what, then why and what to do."""
        rest = " ".join(part for part in (error.why, error.do) if part)
        bar = self.tell(f"error {error.code}", error.what, rest, action, act, icon="warning")
        self.failed.emit(error)
        return bar

    def withdraw(self, key: str) -> None:
        """Take the message of `key` away, if there is one."""
        if key in self._bars:
            self._take(key)
            self.setVisible(bool(self._bars))
            self.shown.emit(bool(self._bars))

    def clear(self) -> None:
        """Take every message away, also those that tell a state."""
        for key in list(self._bars):
            self.withdraw(key)

    def newest(self) -> BarMessage | None:
        """The newest message, or None."""
        return next(reversed(self._bars.values()), None)

    def close_newest(self) -> bool:
        """Close the newest that can be closed; whether there was one."""
        for key, bar in reversed(self._bars.items()):
            if not bar.cross.isHidden():
                self.withdraw(key)
                return True
        return False

    def get(self, key: str) -> BarMessage | None:
        """The message under `key`, if it is shown."""
        return self._bars.get(key)

    def _take(self, key: str) -> None:
        bar = self._bars.pop(key)
        self._column.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
