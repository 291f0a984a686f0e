"""Buttons of guide section 4: plain, main, destructive, text; with an icon, or an icon alone with a name."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.shape import mirrored, rounded

KINDS = ("plain", "main", "destructive", "text", "bare")
"""`bare` has no frame: an icon alone in a head, the cross of a bar."""


class Button(QPushButton):
    """A button. `icon` is an icon's name; `name` the accessible name where the words do not say enough.

    `edge` "left" or "right" squares the corners of the other side, for two buttons that touch.
    Return presses it only while it has the focus (no default button anywhere).
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "plain",
        icon: str = "",
        name: str = "",
        *,
        edge: str = "",
        wide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        if kind not in KINDS:
            raise ValueError(f"unknown kind of button: {kind}")
        self.kind, self._icon, self._edge, self._wide = kind, icon, edge, wide
        self.icon_after = False
        self.setAutoDefault(False)
        self.setDefault(False)
        self.setFont(theme().font("Label"))
        self.setAccessibleName(name or text.replace("&", ""))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if name and not text:
            self.setToolTip(name)
        theme().changed.connect(self._restyle)

    def set_words(self, text: str, icon: str = "", name: str = "") -> None:
        """Change what it says; the accessible name follows."""
        if (text, icon or self._icon, name or text) == (self.text(), self._icon, self.accessibleName()):
            return
        self._icon = icon or self._icon
        self.setText(text)
        self.setAccessibleName(name or text.replace("&", ""))
        self.updateGeometry()
        self.update()

    def set_edge(self, edge: str) -> None:
        """Square the corners on one side ("left": the right ones) or, with "", none."""
        self._edge = edge
        self.update()

    def _restyle(self) -> None:
        self.setFont(theme().font("Label"))
        self.update()

    def _colors(self) -> tuple[QColor, QColor, QColor | None]:
        """Ground, ink, frame (None for none)."""
        look = theme()
        clear = QColor(Qt.GlobalColor.transparent)
        hover, down = self.underMouse() and self.isEnabled(), self.isDown() or self.isChecked()
        if self.kind in {"text", "bare"}:
            ink = look.color("accent" if self.kind == "text" else "ink2")
            ground = look.color("line") if down else (look.color("win") if hover else clear)
            if self.kind == "text":
                ground = clear if not down else look.color("sel")
            return ground, ink if self.isEnabled() else look.color("ink3"), None
        if not self.isEnabled():
            return clear, look.color("ink3"), look.color("line")
        if self.kind == "plain":
            ground = look.color("line" if down else "win" if hover else "base")
            return ground, look.color("ink"), look.color("btnline")
        ground = look.color("accent" if self.kind == "main" else "ink")
        ink = look.color("accink" if self.kind == "main" else "base")
        if down or hover:
            ground = _mixed(ground, look.color("base"), 0.22 if down else 0.1)
        return ground, ink, None

    def _shape(self) -> QPainterPath:
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._edge == "left":
            rect.setRight(rect.right() + 1)
        return rounded(rect, tokens.CORNER, left=self._edge != "right", right=self._edge != "left")

    def _icon_size(self) -> int:
        return round(16 * theme().scale) if self._icon else 0

    def sizeHint(self) -> QSize:
        scale = theme().scale
        height = round(tokens.CONTROL * scale) + (6 if self._wide else 0)
        metrics = QFontMetrics(self.font())
        words = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width() if self.text() else 0
        icon = self._icon_size()
        between = 7 if words and icon else 0
        side = 0 if self.kind == "text" else 12
        if not words:
            side = round((height - icon) / 2)
        return QSize(words + icon + between + 2 * side, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink, frame = self._colors()
        painter.setBrush(ground)
        painter.setPen(QPen(frame, 1) if frame is not None else Qt.PenStyle.NoPen)
        painter.drawPath(self._shape())
        icon = self._icon_size()
        metrics = QFontMetrics(self.font())
        words = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width() if self.text() else 0
        between = 7 if words and icon else 0
        left = round((self.width() - words - icon - between) / 2)
        if icon:
            at = left + words + between if self.icon_after else left
            place = QRect(at, round((self.height() - icon) / 2), icon, icon)
            painter.drawPixmap(
                mirrored(self, place).topLeft(), theme().pixmap(self._icon, icon, ink.name(), self.devicePixelRatio())
            )
        if words:
            painter.setPen(ink)
            painter.setFont(self.font())
            at = left if self.icon_after else left + icon + between
            painter.drawText(
                mirrored(self, QRect(at, 0, words + 2, self.height())),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic, self.text(),
            )  # fmt: skip
        painter.end()


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`one` with `share` (0 to 1) of `other`."""
    keep = 1 - share
    return QColor.fromRgbF(
        one.redF() * keep + other.redF() * share,
        one.greenF() * keep + other.greenF() * share,
        one.blueF() * keep + other.blueF() * share,
    )


def icon_button(icon: str, name: str, parent: QWidget | None = None) -> Button:
    """An icon alone, with its name as tooltip and for assistive technology."""
    return Button("", "bare", icon, name, parent=parent)
