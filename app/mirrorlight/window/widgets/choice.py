"""A choice of one among few (segments side by side), and a filter pill with its count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLayout, QSizePolicy, QToolButton, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.flow import FlowRow
from mirrorlight.window.widgets.shape import from_the_right, mirrored, rounded
from mirrorlight.wording import count as count_words


class _Segment(QToolButton):
    def __init__(self, text: str, place: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFont(theme().font("Label"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFont(theme().font("Label"))

    def put(self, *place: str) -> None:
        """Where it stands among the segments: "first", "last", both or neither."""
        self._place = " ".join(place)
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme().font("Label")).horizontalAdvance(self.text())
        return QSize(width + 24, round(tokens.CONTROL * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        first, last = "first" in self._place, "last" in self._place
        if from_the_right(self):
            first, last = last, first
        if not last:
            rect.setRight(rect.right() + 1)
        path = rounded(rect, tokens.CORNER, left=first, right=last)
        ground = "sel" if self.isChecked() else "win" if self.underMouse() or self.isDown() else "base"
        painter.setBrush(look.color(ground))
        painter.setPen(QPen(look.color("btnline"), 1))
        painter.drawPath(path)
        painter.setFont(look.font("Label", 600 if self.isChecked() else 500))
        painter.setPen(look.color("selink" if self.isChecked() else "ink" if self.isEnabled() else "ink3"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Choice(QWidget):
    """Segments of which one is chosen. `chosen` tells the id when the person changes it. Arrow keys move.

    `name` says what is chosen among ("Zoom"); `options` are pairs of id and words. Many of them stand apart and go on
    in a second row where there is no room (`wraps`).
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, options: Sequence[tuple[str, str]], parent: QWidget | None = None, *, wraps: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._wraps = wraps
        row: QLayout
        if wraps:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
            row = FlowRow(self, 6)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row = QHBoxLayout(self)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._segments: dict[str, _Segment] = {}
        for index, (id_, words) in enumerate(options):
            place = ("first " if wraps or index == 0 else "") + ("last" if wraps or index == len(options) - 1 else "")
            segment = _Segment(words, place, self)
            segment.clicked.connect(lambda _checked=False, id_=id_: self.chosen.emit(id_))
            self._group.addButton(segment)
            self._segments[id_] = segment
            row.addWidget(segment)
        if options:
            self.choose(options[0][0])

    @property
    def current(self) -> str:
        """The id of what is chosen."""
        return next((id_ for id_, segment in self._segments.items() if segment.isChecked()), "")

    def choose(self, id_: str) -> None:
        """Choose without telling; the chosen segment alone is in the focus order. KeyError for an unknown id."""
        self._segments[id_].setChecked(True)
        for other, segment in self._segments.items():
            segment.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == id_ else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._segments[id_])

    def rename(self, id_: str, words: str) -> None:
        """Give an option other words. KeyError for an unknown id."""
        segment = self._segments[id_]
        if segment.text() != words:
            segment.setText(words)
            segment.setAccessibleName(words)
            segment.updateGeometry()

    def show_option(self, id_: str, *, shown: bool) -> None:
        """Offer an option or leave it out; what is chosen is not changed. KeyError for an unknown id."""
        self._segments[id_].setVisible(shown)
        offered = [segment for segment in self._segments.values() if not segment.isHidden()]
        for index, segment in enumerate(() if self._wraps else offered):
            segment.put("first" if index == 0 else "", "last" if index == len(offered) - 1 else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(
            Qt.Key(event.key())
        )
        if step is None:
            super().keyPressEvent(event)
            return
        ids = [id_ for id_, segment in self._segments.items() if not segment.isHidden()]
        id_ = ids[(ids.index(self.current) + step) % len(ids)]
        self.choose(id_)
        self._segments[id_].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(id_)


class FilterPill(QToolButton):
    """A filter that is on or off, with how many it leaves. `count` None is shown as "–": `reason` says why."""

    def __init__(self, words: str, count: int | None = None, reason: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._count, self._reason = words, count, reason
        self._more = False
        self.setCheckable(True)
        self.setProperty("corner", tokens.PILL / 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count, reason)

    def set_count(self, count: int | None, reason: str = "", *, more: bool = False) -> None:
        """Show another count; None with the reason why this cannot be filtered. `more`: not all is counted."""
        self._count, self._reason, self._more = count, reason, more
        self.setEnabled(count is not None)
        self.setAccessibleName(_("{words}, {number}").format(words=self._words, number=self._number()))
        self.setAccessibleDescription(reason)
        self.setToolTip(reason)
        self.updateGeometry()
        self.update()

    def _number(self) -> str:
        return "–" if self._count is None else count_words(self._count) + ("+" if self._more else "")

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme().font("Label")).horizontalAdvance(self._words)
        number = QFontMetrics(theme().font("Label", 600)).horizontalAdvance(self._number())
        return QSize(words + number + 4 + 24, round(tokens.PILL * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        checked = self.isChecked()
        painter.setBrush(look.color("sel" if checked else "win" if self.underMouse() else "base"))
        painter.setPen(QPen(look.color("accent" if checked else "btnline"), 1))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setPen(look.color("selink" if checked else "ink" if self.isEnabled() else "ink3"))
        font = look.font("Label")
        width = QFontMetrics(font).horizontalAdvance(self._words)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.drawText(mirrored(self, QRect(12, 0, width + 1, self.height())), flags, self._words)
        painter.setFont(look.font("Label", 600))
        rest = QRect(12 + width + 4, 0, self.width() - width - 16, self.height())
        painter.drawText(mirrored(self, rest), flags, self._number())
        painter.end()
