"""The picture of a moment, and over it where the pointer had been: real samples joined by straight lines, nothing else.

A picture is fitted, never scaled up; the pointer's places are placed by the edges of the screen it was taken of.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mirrorlight.i18n import _
from mirrorlight.store.results import PictureRow
from mirrorlight.window.models.gaps import GapMark, gap_sentence
from mirrorlight.window.models.replay_moment import TRAIL, Moment
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.timeline_gaps import paint_gap, paint_sign

_WIDTHS = (1.25, 2.0, 3.0)
"""Strength of the path: what lies back a third of the trail, two thirds, and all of it, from old to new."""
_CASING = 2.5
_RING = 8.0
_USUAL = (1280, 800)
_ARROW = ((0, 0), (0, 15), (3.6, 11.8), (6, 17), (8.4, 16), (6, 10.8), (10.6, 10.6))


class ReplayScreen(QWidget):
    """Shows a moment. Without a picture the path is drawn on an empty screen; in a gap there is its texture alone."""

    def __init__(self, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._moment: Moment | None = None
        self._coming: tuple[PictureRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)
        cache.arrived.connect(self._arrived)

    def show_moment(self, moment: Moment | None, coming: Sequence[PictureRow] = ()) -> None:
        """Show this; `coming` are pictures that will be wanted soon."""
        self._moment, self._coming = moment, tuple(coming)
        self.update()

    @property
    def moment(self) -> Moment | None:
        return self._moment

    def _arrived(self, picture: int) -> None:
        moment = self._moment
        if moment is not None and moment.picture is not None and moment.picture.id == picture:
            self.update()

    # Where things are

    @property
    def screen_edges(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the screen that is shown, in pixels of the desktop."""
        moment = self._moment
        row = moment.picture if moment is not None else None
        if row is not None and row.width > 0 and row.height > 0:
            return row.x, row.y, row.width, row.height
        places = [place for _at, line in (moment.lines if moment is not None else ()) for place in line]
        right = max((x for x, _y in places), default=0)
        bottom = max((y for _x, y in places), default=0)
        return 0, 0, max(_USUAL[0], right + 1), max(_USUAL[1], bottom + 1)

    def frame_of(self, width: int, height: int) -> QRectF:
        """Where a screen of this size stands: a pixel of it is at most a device pixel here."""
        ratio = self.devicePixelRatio()
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        share = min(1 / ratio, room.width() / max(1, width), room.height() / max(1, height))
        wide, high = round(width * share), round(height * share)
        return QRectF(round(room.left()), round(room.center().y() - high / 2), wide, high)

    def place(self, x: float, y: float) -> QPointF:
        """Where a place of the desktop lies in this widget."""
        left, top, width, height = self.screen_edges
        frame = self.frame_of(width, height)
        return QPointF(
            frame.left() + (x - left) * frame.width() / width, frame.top() + (y - top) * frame.height() / height
        )

    # Drawing

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        moment = self._moment
        _left, _top, width, height = self.screen_edges
        frame = self.frame_of(width, height)
        if moment is None:
            painter.fillRect(frame, look.color("hole"))
        elif moment.stop is not None:
            self._paint_stop(painter, frame, moment)
        else:
            self._paint_picture(painter, frame, moment)
            painter.save()
            painter.setClipRect(frame)
            self._paint_path(painter, moment)
            painter.restore()
        painter.setPen(QPen(look.color("line2"), 1))
        painter.drawRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()
        for row in self._coming:
            self._cache.get(row.id, round(frame.width()), round(frame.height()), self.devicePixelRatio())

    def _paint_stop(self, painter: QPainter, frame: QRectF, moment: Moment) -> None:
        look = theme()
        gaps = [gap for gap in (moment.stop.gaps if moment.stop is not None else ()) if isinstance(gap, GapMark)]
        if not gaps:
            return
        paint_gap(painter, look, gaps[0], frame, self.devicePixelRatio())
        painter.setFont(look.font("Sentence"))
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(gap_sentence(gaps[0]), Qt.TextElideMode.ElideRight, frame.width() - 64)
        wide = metrics.horizontalAdvance(words) + 44
        box = QRectF(frame.center().x() - wide / 2, frame.center().y() - 20, wide, 40)
        painter.fillRect(box, look.color("base"))
        paint_sign(painter, look, gaps[0].kind, QPointF(box.left() + 16, box.center().y()))
        painter.setPen(look.color("ink"))
        painter.drawText(box.adjusted(30, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_picture(self, painter: QPainter, frame: QRectF, moment: Moment) -> None:
        look, row = theme(), moment.picture
        painter.fillRect(frame, look.color("hole" if row is None else "base"))
        words = ""
        if row is None:
            words = _("No picture of this moment")
        else:
            found = self._cache.get(row.id, round(frame.width()), round(frame.height()), self.devicePixelRatio())
            if found is not None:
                painter.drawPixmap(frame.topLeft(), found)
            elif self._cache.missing(row.id):
                words = _("This picture is no longer in the store.")
            else:
                words = _("Reading the picture")
        if words:
            painter.setFont(look.font("Text"))
            painter.setPen(look.color("ink2"))
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_path(self, painter: QPainter, moment: Moment) -> None:
        look = theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, top, width, height = self.screen_edges
        frame = self.frame_of(width, height)
        across, down = frame.width() / width, frame.height() / height
        casing, accent = look.color("accink"), look.color("accent")
        strokes: list[tuple[float, QPolygonF]] = []
        for at, places in moment.lines:
            age = min(0.999, max(0.0, (moment.at - at) / TRAIL))
            line = QPolygonF()
            last: tuple[int, int] | None = None
            for x, y in places:
                px, py = frame.left() + (x - left) * across, frame.top() + (y - top) * down
                # Several samples within one pixel are one point of the line.
                if last != (round(px), round(py)):
                    last = (round(px), round(py))
                    line.append(QPointF(px, py))
            strokes.append((_WIDTHS[2 - int(age * 3)], line))
        for extra, color in ((_CASING, casing), (0.0, accent)):
            for wide, line in strokes:
                painter.setPen(
                    QPen(color, wide + extra, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
                )
                if line.size() > 1:
                    painter.drawPolyline(line)
                elif line.size():
                    painter.drawPoint(line.first())
        for number, press in enumerate(moment.clicks, 1):
            self._paint_click(painter, self.place(press.x, press.y), number)
        if moment.pointer is not None:
            at_ = self.place(*moment.pointer)
            arrow = QPolygonF([QPointF(at_.x() + dx, at_.y() + dy) for dx, dy in _ARROW])
            painter.setPen(QPen(look.color("base"), 1.5))
            painter.setBrush(look.color("ink"))
            painter.drawPolygon(arrow)

    def _paint_click(self, painter: QPainter, at: QPointF, number: int) -> None:
        """A ring where it was, with its number beside it."""
        look = theme()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for wide, token in ((2 + _CASING, "accink"), (2.0, "accent")):
            painter.setPen(QPen(look.color(token), wide))
            painter.drawEllipse(at, _RING, _RING)
        # Beside the ring, on the side where there is room.
        right = at.x() + 28 < self.width()
        beside = QPointF(at.x() + (19 if right else -19), at.y() - 12 if at.y() > 26 else at.y() + 12)
        painter.setPen(QPen(look.color("accink"), 1.25))
        painter.setBrush(look.color("accent"))
        painter.drawEllipse(beside, _RING, _RING)
        painter.setFont(look.font("Mark", 600))
        painter.setPen(look.color("accink"))
        box = QRectF(beside.x() - 10, beside.y() - 10, 20, 20)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(number))
