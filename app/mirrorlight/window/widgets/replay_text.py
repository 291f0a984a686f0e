"""The text as it was being typed at a moment: what was taken back until then is struck. Its mark does not flash."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from mirrorlight.core.typed import Piece, TypedRun
from mirrorlight.i18n import _
from mirrorlight.window.models.here import visible
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.typed_text import laid_out
from mirrorlight.wording import protected_words

_LONGEST = 420
"""Characters that are laid out: the last ones."""
_LINES = 2


class TypedMoment(QWidget):
    """Shows the end of a run. Its accessible name is the text, taken-back parts named as such."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(ceil(26 * theme().scale * _LINES))
        self._pieces: tuple[Piece, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._words = ""
        self._layout: tuple[int, QTextLayout] | None = None
        theme().changed.connect(self._restyle)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is shown of the run: its last part."""
        return self._pieces

    @property
    def words(self) -> str:
        """What stands in place of letters that are not kept, or ""."""
        return self._words

    def show_run(self, run: TypedRun | None, *, cut: bool) -> None:
        """Show a run as it stood; None: nothing is being typed."""
        shown = (run, cut)
        if shown == self._shown:
            return
        self._shown, self._layout = shown, None
        self._words, self._pieces = "", ()
        if run is not None and run.protected:
            keys = protected_words({"protected": run.protected - run.unchecked, "unchecked": run.unchecked})
            self._words = _("{keys}; which keys is not kept").format(keys=keys)
        elif run is not None:
            self._pieces = _end(run.pieces, cut=cut)
        spoken = "".join(
            " " + _("(taken back: {text})").format(text=piece.text) + " " if piece.taken_back else piece.text
            for piece in self._pieces
        )
        self.setAccessibleName(self._words or visible(spoken) or _("Nothing is being typed"))
        self.update()

    def _restyle(self) -> None:
        self.setFixedHeight(ceil(26 * theme().scale * _LINES))
        self._layout = None
        self.update()

    def _laid_out(self) -> QTextLayout:
        if self._layout is None or self._layout[0] != self.width():
            look = theme()
            font = look.font("Page", 400)
            layout = laid_out(self._pieces, font, self.width() - 4, look.color("ink"), look.color("ink3"), 40)
            self._layout = (self.width(), layout)
        return self._layout[1]

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        pitch = 26 * look.scale
        if self._words:
            self._paint_protected(painter)
        elif self._pieces:
            layout = self._laid_out()
            lines = layout.lineCount()
            first = max(0, lines - _LINES)
            painter.setPen(look.color("ink"))
            for number in range(first, lines):
                line = layout.lineAt(number)
                top = (number - first) * pitch + (pitch - line.height()) / 2
                line.draw(painter, QPointF(0, top - line.y()))
            if lines:
                line = layout.lineAt(lines - 1)
                mark = QRectF(round(line.naturalTextWidth()) + 1, (lines - 1 - first) * pitch + 3, 2, pitch - 6)
                painter.fillRect(mark, look.color("accent"))
        painter.end()

    def _paint_protected(self, painter: QPainter) -> None:
        """The mark of a password field, with how many keys and no letter."""
        look = theme()
        size = round(16 * look.scale)
        top = (26 * look.scale - size) / 2
        painter.drawPixmap(QPointF(0, top), look.pixmap("lock", size, "ink2", self.devicePixelRatio()))
        painter.setFont(look.font("Page", 400))
        painter.setPen(look.color("ink2"))
        box = QRectF(size + 8, 0, self.width() - size - 8, 26 * look.scale)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._words)


def _end(pieces: tuple[Piece, ...], *, cut: bool) -> tuple[Piece, ...]:
    """The last characters of a run, with an ellipsis where there was more before them."""
    left, kept = _LONGEST, list[Piece]()
    for piece in reversed(pieces):
        if left <= 0:
            cut = True
            break
        text = visible(piece.text)
        if len(text) > left:
            cut = True
        kept.append(Piece(text[-left:], piece.taken_back))
        left -= len(text)
    if cut:
        kept.append(Piece("… ", False))
    return tuple(reversed(kept))
