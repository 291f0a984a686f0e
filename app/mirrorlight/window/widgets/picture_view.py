"""One picture in full: fitted, never larger than it is, with its time, application and the verb to delete it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mirrorlight.i18n import _, ngettext
from mirrorlight.store.results import PictureRow
from mirrorlight.window import tokens
from mirrorlight.window.models.days import time_words
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.button import Button, icon_button
from mirrorlight.window.widgets.labels import ElidedLabel, Label
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.picture_strip import picture_words
from mirrorlight.wording import size


class _Canvas(QWidget):
    """The picture itself on the ground `hole`."""

    def __init__(self, cache: PictureCache, parent: QWidget) -> None:
        super().__init__(parent)
        self._cache = cache
        self.row: PictureRow | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        cache.arrived.connect(self._arrived)

    def show_row(self, row: PictureRow) -> None:
        self.row = row
        self.setAccessibleName(picture_words(row))
        self.update()

    def _arrived(self, picture: int) -> None:
        if self.row is not None and self.row.id == picture:
            self.update()

    def frame(self) -> QRectF:
        """Where the picture stands: fitted into what is free, a device pixel of it at most a device pixel here."""
        row = self.row
        if row is None:
            return QRectF()
        ratio = self.devicePixelRatio()
        room = QRectF(self.rect()).adjusted(tokens.MARGIN, 16, -tokens.MARGIN, -16)
        share = min(1 / ratio, room.width() / max(1, row.width), room.height() / max(1, row.height))
        width, height = round(row.width * share), round(row.height * share)
        left = round(room.center().x() - width / 2)
        return QRectF(left, round(room.center().y() - height / 2), width, height)

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), look.color("hole"))
        row, frame = self.row, self.frame()
        if row is not None:
            shown = self._cache.get(row.id, round(frame.width()), round(frame.height()), self.devicePixelRatio())
            painter.fillRect(frame, look.color("base"))
            if shown is not None:
                painter.drawPixmap(QPointF(frame.left(), frame.top()), shown)
            elif self._cache.missing(row.id):
                painter.setFont(look.font("Text"))
                painter.setPen(look.color("ink2"))
                painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), _("This picture is no longer in the store."))
            painter.setPen(QPen(look.color("line2"), 1))
            painter.drawRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()


class PictureView(QWidget):
    """Steps through `pictures` with the arrow keys. `closed` on Esc, `unwanted` when a picture is to be deleted."""

    closed = Signal()
    unwanted = Signal(object)

    def __init__(self, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: list[PictureRow] = []
        self._at = 0
        self._canvas = _Canvas(cache, self)
        self._title = ElidedLabel("", "Section")
        self._line = ElidedLabel("", "Detail", "ink2")
        self._place = Label("", "Detail", "ink3")
        self.back = Button(_("Back to the day"), "plain", "chevron-left")
        self.back.clicked.connect(self.closed)
        self.before = icon_button("chevron-left", _("Previous picture"))
        self.before.clicked.connect(lambda: self.step(-1))
        self.after = icon_button("chevron-right", _("Next picture"))
        self.after.clicked.connect(lambda: self.step(1))
        self.delete = Button(_("Delete this picture…"), "destructive", "trash")
        self.delete.clicked.connect(self._unwanted)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._line)
        row = QHBoxLayout()
        row.setContentsMargins(tokens.MARGIN, 8, tokens.MARGIN, 8)
        row.setSpacing(12)
        row.addWidget(self.back)
        row.addLayout(words, 1)
        for widget in (self._place, self.before, self.after, self.delete):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._canvas, 1)

    @property
    def picture(self) -> PictureRow | None:
        """The picture that is shown."""
        return self._pictures[self._at] if self._pictures else None

    def show_pictures(self, pictures: Sequence[PictureRow], picture: int) -> None:
        """Show the picture with this id among `pictures`; the nearest one where it is not among them."""
        self._pictures = list(pictures)
        self._at = next((i for i, row in enumerate(self._pictures) if row.id == picture), self._at)
        self._at = max(0, min(self._at, len(self._pictures) - 1))
        self._show()

    def step(self, by: int) -> None:
        """The picture `by` further."""
        target = max(0, min(self._at + by, len(self._pictures) - 1))
        if target != self._at:
            self._at = target
            self._show()

    def focus_first(self) -> None:
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        row = self.picture
        if row is None:
            self.closed.emit()
            return
        self._canvas.show_row(row)
        title = row.title or row.app or _("Nothing in front")
        self._title.setText(f"{time_words(row.at, seconds=True)}  {title}")
        facts = [
            row.app,
            _("screen {n}").format(n=row.monitor),
            f"{row.width} × {row.height}",
            size(row.bytes) if row.same_as is None else _("unchanged since an earlier picture"),
        ]
        if row.painted:
            facts.append(
                ngettext("{n} excluded window painted over", "{n} excluded windows painted over", row.painted).format(
                    n=row.painted
                )
            )
        self._line.setText(" · ".join(fact for fact in facts if fact))
        self._place.setText(_("{n} of {all}").format(n=self._at + 1, all=len(self._pictures)))
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at < len(self._pictures) - 1)

    def _unwanted(self) -> None:
        if self.picture is not None:
            self.unwanted.emit(self.picture)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.step(-len(self._pictures) if key == Qt.Key.Key_Home else len(self._pictures))
        elif key == Qt.Key.Key_Delete:
            self._unwanted()
        else:
            super().keyPressEvent(event)
