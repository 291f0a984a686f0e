"""Steps in a list: number, the screen before with the pointer's place, what was done, and the hesitation before it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mirrorlight.core.typed import Piece
from mirrorlight.i18n import _
from mirrorlight.insight.trajectory import KEPT_OUT, Screen, Step
from mirrorlight.window.models.training_steps import STEP_ROLE, TOLD_ROLE, TrainingSteps
from mirrorlight.window.models.training_words import PAUSED, Told
from mirrorlight.window.theme import Theme, theme
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.timeline_gaps import paint_sign
from mirrorlight.window.widgets.typed_text import laid_out

Index = QModelIndex | QPersistentModelIndex
ROW, PICTURE = 72, (86, 54)
NUMBER, LEFT, RIGHT = 46, 60, 84
"""Right edge of the numbers, left edge of the pictures, width of the hesitation."""
FILTERED = "filtered"
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def place_in(frame: QRectF, screen: Screen, x: int, y: int) -> QPointF:
    """Where a place of the desktop lies in the picture of its screen."""
    left, top = screen.share(x, y)
    return QPointF(frame.left() + left * frame.width(), frame.top() + top * frame.height())


def paint_pointer(painter: QPainter, look: Theme, at: QPointF, radius: float) -> None:
    """The ring at the pointer's place, in the accent on a light ground, so that it is seen on any picture."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in (("base", 4.0), ("accent", 2.0)):
        painter.setPen(QPen(look.color(color), width))
        painter.drawEllipse(at, radius, radius)
    painter.restore()


def paint_screen(painter: QPainter, cache: PictureCache, frame: QRectF, step: Step, ratio: float) -> bool:
    """The picture of a step, fitted into `frame`, with the pointer's place; whether there is a picture."""
    look = theme()
    shape = step.screen
    inner = QRectF(frame)
    if shape is not None:
        share = min(frame.width() / shape.width, frame.height() / shape.height)
        wide, high = round(shape.width * share), round(shape.height * share)
        inner = QRectF(round(frame.center().x() - wide / 2), round(frame.center().y() - high / 2), wide, high)
    painter.fillRect(inner, look.color("hole"))
    found = None
    if step.picture is not None:
        found = cache.get(step.picture, round(inner.width()), round(inner.height()), ratio)
        if found is not None:
            painter.drawPixmap(inner, found, QRectF(found.rect()))
    painter.setPen(QPen(look.color("line2"), 1))
    painter.drawRect(inner.adjusted(0.5, 0.5, -0.5, -0.5))
    if shape is not None and step.x is not None and step.y is not None:
        radius = 4.5 if inner.height() < 120 else 8.0
        painter.save()
        painter.setClipRect(inner)
        begin = place_in(inner, shape, step.x, step.y)
        if step.x2 or step.y2:
            end = place_in(inner, shape, step.x2, step.y2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for color, width in (("base", 4.0), ("accent", 2.0)):
                painter.setPen(QPen(look.color(color), width))
                painter.drawLine(begin, end)
            begin = end
        paint_pointer(painter, look, begin, radius)
        painter.restore()
    return step.picture is not None and not cache.missing(step.picture)


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: QListView, cache: PictureCache) -> None:
        super().__init__(view)
        self._view, self._cache = view, cache

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        step, told = index.data(STEP_ROLE), index.data(TOLD_ROLE)
        if not isinstance(step, Step) or not isinstance(told, Told):
            return
        look, rect = theme(), QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and self._view.hasFocus()
        painter.save()
        ground = "sel" if focused else "win" if chosen else "alt" if step.kind == KEPT_OUT else ""
        if not ground and option.state & QStyle.StateFlag.State_MouseOver:
            ground = "alt"
        if ground:
            painter.fillRect(rect, look.color(ground))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), look.color("line"))
        quiet = look.color("ink2" if focused else "ink3")
        painter.setFont(look.font("Text"))
        painter.setPen(quiet)
        if step.number:
            room = QRectF(rect.left(), rect.top() + 9, NUMBER, look.line_height("Text"))
            painter.drawText(room, _RIGHT, str(step.number))
        size = QSize(*PICTURE)
        frame = QRectF(rect.left() + LEFT, rect.top() + (rect.height() - 1 - size.height()) / 2, *PICTURE)
        if step.kind == KEPT_OUT:
            paint_sign(painter, look, FILTERED, QPointF(frame.left() + 10, frame.center().y()))
        else:
            paint_screen(painter, self._cache, frame, step, self._view.devicePixelRatio())
        left = frame.left() + 30 if step.kind == KEPT_OUT else frame.right() + 14
        self._words(painter, QRectF(left, rect.top() + 9, rect.right() - RIGHT - left, 54), told, focused=focused)
        if told.waited:
            long = step.hesitation is not None and step.hesitation >= PAUSED
            painter.setFont(look.font("Text", 600 if long else 400))
            painter.setPen(look.color("selink" if focused else "ink" if long else "ink2"))
            room = QRectF(rect.right() - RIGHT, rect.top() + 9, RIGHT - 14, look.line_height("Text"))
            painter.drawText(room, _RIGHT, told.waited)
        if focused:
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _words(self, painter: QPainter, room: QRectF, told: Told, *, focused: bool) -> None:
        look = theme()
        ink = look.color("selink" if focused else "ink")
        painter.setFont(look.font("Text", 600))
        painter.setPen(ink)
        high = look.line_height("Text")
        wide = QFontMetricsF(painter.font()).horizontalAdvance(told.action) + 7
        painter.drawText(QRectF(room.left(), room.top(), room.width(), high), _LEFT, told.action)
        pieces = told.pieces or (Piece(told.detail, False),)
        struck = look.color("ink2" if focused else "ink3")
        layout = laid_out(pieces, look.font("Text"), max(40.0, room.width() - wide), ink, struck, 2)
        layout.draw(
            painter, QPointF(room.left() + wide, room.top() + (high - QFontMetricsF(layout.font()).height()) / 2)
        )
        lines = max(1, layout.lineCount())
        painter.setFont(look.font("Detail"))
        painter.setPen(look.color("selink" if focused else "ink2"))
        below = QRectF(room.left(), room.top() + lines * high + 1, room.width(), look.line_height("Detail"))
        words = painter.fontMetrics().elidedText(told.where, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(below, _LEFT, words)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(320, round(ROW * theme().scale))


class StepList(QListView):
    """The steps. Up and down, Home and End choose; all other keys are the page's."""

    def __init__(self, steps: TrainingSteps, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = steps
        self.setModel(steps)
        self.setAccessibleName(_("Steps"))
        self.setItemDelegate(_Delegate(self, cache))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(150)
        cache.arrived.connect(lambda _picture: self.viewport().update())
        theme().changed.connect(self.doItemsLayout)

    @property
    def chosen(self) -> Step | None:
        """The chosen step."""
        return self.steps.step(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def choose(self, row: int) -> bool:
        """Choose a step and bring it into view; whether there is one."""
        index = self.steps.index(row) if 0 <= row < self.steps.rowCount() else QModelIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def go(self, by: int) -> bool:
        """Choose a step so many after this one, or before it; whether there is one."""
        return self.choose(self.currentIndex().row() + by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            super().keyPressEvent(event)
        else:
            event.ignore()


class StepHeads(QWidget):
    """What the columns of the list are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(32 * theme().scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setFont(look.font("Detail"))
        painter.setPen(look.color("ink3"))
        action = LEFT + PICTURE[0] + 14
        for left, width, flags, words in (
            (0, NUMBER, _RIGHT, _("Step")),
            (LEFT, PICTURE[0] + 10, _LEFT, _("Screen before")),
            (action, self.width() - action - RIGHT, _LEFT, _("Action")),
            (self.width() - 140, 126, _RIGHT, _("Hesitation")),
        ):
            painter.drawText(QPoint(left, 0).x(), 0, width, self.height() - 1, int(flags), words)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line2"))
        painter.end()


class StepScreen(QWidget):
    """The picture of the chosen step, as large as there is room for, with the pointer's place on it."""

    def __init__(self, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._step: Step | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(190)
        cache.arrived.connect(lambda _picture: self.update())

    def show_step(self, step: Step | None, words: str) -> None:
        """Show this one; `words` tell it to assistive technology."""
        self._step = step
        self.setAccessibleName(_("Picture. {words}").format(words=words) if words else _("Picture"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        frame = QRectF(self.rect())
        if self._step is None:
            painter.fillRect(frame, look.color("hole"))
        elif not paint_screen(painter, self._cache, frame, self._step, self.devicePixelRatio()):
            words = _("No picture precedes this step")
            if self._step.picture is not None:
                words = _("This picture is no longer in the store.")
            elif self._step.kind == KEPT_OUT:
                words = _("Not in the example")
            painter.setFont(look.font("Detail"))
            painter.setPen(look.color("ink2"))
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.end()
