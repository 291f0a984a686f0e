"""Labels: plain text always, in a named style and ink; sentences with bold parts; text that elides."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from mirrorlight.window.theme import theme

Part = str | tuple[str, bool]
"""A piece of a sentence: plain, or with True to be set in semibold."""
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_MOST_HEIGHTS = 16
"""Widths for which a label keeps its height."""


class Label(QLabel):
    """Text that is never markup. `style` is a name of guide 2.3, `ink` a token.

    With `wrap` it breaks into lines of the style's own height, which a plain QLabel cannot.
    """

    def __init__(
        self,
        text: str = "",
        style: str = "Text",
        ink: str = "ink",
        *,
        weight: int = 0,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[int, str], float] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._style, self._weight = style, weight
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)
        self.setFont(theme().font(style, weight))
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setText(text)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFont(theme().font(self._style, self._weight))

    def _laid_out(self, width: int) -> tuple[QTextLayout, float]:
        """The text broken into lines of `width`, and its height."""
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        option = QTextOption(self.alignment())
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        option.setTextDirection(self.layoutDirection())
        layout.setTextOption(option)
        height, pitch = 0.0, theme().line_height(self._style)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, height + (pitch - line.height()) / 2))
            height += pitch
        layout.endLayout()
        return layout, height

    def heightForWidth(self, width: int) -> int:
        if not self.wordWrap():
            return super().heightForWidth(width)
        margins = self.contentsMargins()
        inner, words = width - margins.left() - margins.right(), self.text()
        if (inner, words) not in self._heights:  # layouts ask for the same again and again
            if len(self._heights) >= _MOST_HEIGHTS:
                self._heights.clear()
            self._heights[inner, words] = self._laid_out(inner)[1]
        return ceil(self._heights[inner, words]) + margins.top() + margins.bottom()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._heights.clear()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if not self.wordWrap():
            return hint
        return QSize(hint.width(), self.heightForWidth(hint.width()))

    def minimumSizeHint(self) -> QSize:
        if not self.wordWrap():
            return super().minimumSizeHint()
        words = self.text().split()
        widest = max((self.fontMetrics().horizontalAdvance(word) for word in words), default=0)
        margins = self.contentsMargins()
        return QSize(min(widest, 200) + margins.left() + margins.right() + 1, ceil(theme().line_height(self._style)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.wordWrap():
            super().paintEvent(event)
            return
        rect = self.contentsRect()
        layout, height = self._laid_out(rect.width())
        top = rect.top() + max(0.0, (rect.height() - height) / 2 if self.alignment() & _MIDDLE else 0.0)
        painter = QPainter(self)
        painter.setPen(theme().color(str(self.property("ink"))))
        layout.draw(painter, QPointF(rect.left(), top))
        painter.end()


class Sentence(QLabel):
    """One or two sentences whose numbers and verdicts are semibold. Every part is escaped: none is markup."""

    def __init__(self, parts: Sequence[Part] = (), style: str = "Sentence", ink: str = "ink") -> None:
        super().__init__()
        self._style, self._parts = style, tuple(parts)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setProperty("ink", ink)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.set_parts(parts)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.set_parts(self._parts)

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show these parts, joined without anything between them."""
        self._parts = tuple(parts)
        pairs = [(part, False) if isinstance(part, str) else part for part in parts]
        body = "".join(
            f'<span style="font-weight:600">{escape(text)}</span>' if bold else escape(text) for text, bold in pairs
        )
        type_height = round(theme().line_height(self._style))
        self.setFont(theme().font(self._style))
        natural = max(1, self.fontMetrics().height())
        self.setText(f'<p style="line-height:{round(100 * type_height / natural)}%; margin:0">{body}</p>')
        self.setAccessibleName("".join(text for text, _bold in pairs))

    @property
    def plain(self) -> str:
        """The whole sentence without its weights."""
        return "".join(part if isinstance(part, str) else part[0] for part in self._parts)


class ElidedLabel(QLabel):
    """One line of plain text that ends with an ellipsis where it does not fit; the whole is its tooltip and name."""

    def __init__(
        self,
        text: str = "",
        style: str = "Text",
        ink: str = "ink",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode, self._style = mode, style
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("ink", ink)
        self.setFont(theme().font(style))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFont(theme().font(self._style))

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def _tell(self) -> None:
        from_text = self.text() if self._shown() != self.text() else ""
        self.setToolTip(plain_tooltip(from_text))
        self.setAccessibleName(self.text())

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme().color(str(self.property("ink"))))
        painter.drawText(self.contentsRect(), int(self.alignment()), self._shown())
        painter.end()


def plain_tooltip(text: str) -> str:
    """A tooltip that Qt does not take for markup."""
    return f"<span>{escape(text)}</span>" if text else ""
