"""The frame of every dialog: a question as its subject, a body, and a foot that starts on the harmless button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.focus import FocusRing
from mirrorlight.window.widgets.labels import Label


class _Foot(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("win"))
        painter.fillRect(0, 0, self.width(), 1, theme().color("line"))
        painter.end()


class Dialog(QDialog):
    """Window-modal, 600 wide, foot 60. Put content in `body`, what stands left in the foot in `foot_left`.

    `accept_button` (if any) does; `cancel_button` has the focus at first. Return acts on the focused button alone.
    The focus goes back to where it was when the dialog closes.
    """

    def __init__(
        self,
        title: str,
        subject: str,
        accept: str = "",
        kind: str = "main",
        *,
        icon: str = "",
        cancel: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setMinimumWidth(min(600, parent.width()) if parent is not None else 600)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("ground", "base")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(tokens.MARGIN, 20, tokens.MARGIN, 20)
        self.body.setSpacing(8)
        self.subject = Label(subject, "Subject", wrap=True)
        self.body.addWidget(self.subject)
        scroll.setWidget(inner)
        self._inner, self._scroll = inner, scroll
        outer.addWidget(scroll, 1)
        foot = _Foot()
        foot.setMinimumHeight(round(60 * theme().scale))
        row = QHBoxLayout(foot)
        row.setContentsMargins(tokens.MARGIN, 10, tokens.MARGIN, 10)
        row.setSpacing(10)
        self.foot_left = QHBoxLayout()
        row.addLayout(self.foot_left)
        row.addStretch(1)
        self.cancel_button = Button(cancel or _("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        row.addWidget(self.cancel_button)
        self.accept_button = Button(accept, kind, icon)
        self.accept_button.setVisible(bool(accept))
        self.accept_button.clicked.connect(self.agree)
        row.addWidget(self.accept_button)
        self._foot = foot
        outer.addWidget(foot)
        inner.installEventFilter(self)
        self._ring = FocusRing(self)
        self.first_focus: QWidget = self.cancel_button

    def agree(self) -> None:
        """What the accepting button does; subclasses check first and call `accept`."""
        self.accept()

    def fit(self) -> None:
        """Be as high as the content needs, within the screen."""
        width = max(600, self.minimumWidth())
        inner = self._inner.layout()
        wanted = self._inner.sizeHint().height()
        if inner is not None:
            inner.activate()
            wanted = inner.totalHeightForWidth(width) if inner.hasHeightForWidth() else inner.totalSizeHint().height()
            wanted = max(wanted, inner.totalMinimumSize().height())
        wanted += max(self._foot.sizeHint().height(), self._foot.minimumHeight()) + 2
        screen = self.screen()
        room = screen.availableGeometry().height() - 60 if screen else 700
        self.resize(width, min(max(220, wanted), room))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._inner and self.isVisible():
            self.fit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.first_focus.setFocus(Qt.FocusReason.TabFocusReason)
