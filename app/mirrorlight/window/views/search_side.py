"""Beside the hits: the moment of the chosen one, with its picture and what was typed, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mirrorlight.core.clock import SECOND
from mirrorlight.core.text import clean_text
from mirrorlight.core.typed import Piece, TypedRun
from mirrorlight.i18n import _, ngettext
from mirrorlight.store.results import Hit, PictureRow
from mirrorlight.window.models.days import day_words, range_words, time_words
from mirrorlight.window.models.found import TYPED, Group
from mirrorlight.window.models.here import visible
from mirrorlight.window.models.question import whole_seconds
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import ElidedLabel, Label, Sentence
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.typed_text import laid_out
from mirrorlight.wording import count

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

BEFORE = 600 * SECOND
"""µs before a hit in which its picture may have been taken."""
_LINES, _HIGHEST = 6, 240


@dataclass(frozen=True, repr=False)
class Moment:
    """What is stored around a hit: the last picture taken, and the run that it was typed in."""

    picture: PictureRow | None
    typed: TypedRun | None


def moment(reader: Reader, hit: Hit) -> Moment:
    """Read it. Raises UserError. Thread: the reader's."""
    pictures = reader.pictures(hit.at - BEFORE, hit.at + SECOND)
    if hit.where != TYPED:
        return Moment(pictures[-1] if pictures else None, None)
    near = reader.typed(hit.at - BEFORE, (hit.until or hit.at) + BEFORE)
    run = next((run for run in near if run.first <= hit.at <= run.last and hit.ids[0] in run.ids), None)
    return Moment(pictures[-1] if pictures else None, run)


class _Picture(QWidget):
    """One picture, scaled down to fit, in a frame."""

    def __init__(self, cache: PictureCache) -> None:
        super().__init__()
        self._cache = cache
        self._row: PictureRow | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        cache.arrived.connect(self._arrived)
        self.hide()

    def show_picture(self, row: PictureRow | None, words: str = "") -> None:
        self._row = row
        self.setAccessibleName(words)
        self.setVisible(row is not None)
        self.updateGeometry()
        self.update()

    def _arrived(self, _number: int) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        row = self._row
        width = max(120, self.width())
        high = round(width * row.height / row.width) if row is not None and row.width else 10
        return QSize(120, min(_HIGHEST, high))

    def paintEvent(self, event: QPaintEvent) -> None:
        row = self._row
        if row is None:
            return
        painter = QPainter(self)
        pixmap = self._cache.get(row.same_as or row.id, self.width() - 2, self.height() - 2, self.devicePixelRatio())
        size = pixmap.deviceIndependentSize() if pixmap is not None else None
        frame = QRectF(0.5, 0.5, self.width() - 1, self.height() - 1)
        if pixmap is not None and size is not None:
            frame = QRectF(0.5, 0.5, size.width() + 1, size.height() + 1)
            painter.drawPixmap(QPointF(1, 1), pixmap)
        else:
            painter.fillRect(frame, theme().color("hole"))
        painter.setPen(QPen(theme().color("line2"), 1))
        painter.drawRect(frame)
        painter.end()


class _Typed(QWidget):
    """What was typed, with what was taken back struck."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: Sequence[Piece] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_run(self, run: TypedRun | None) -> None:
        pieces = () if run is None else run.pieces
        self._pieces = [Piece(clean_text(visible(piece.text), 2_000), piece.taken_back) for piece in pieces]
        said = [_("taken back: {text}").format(text=p.text) if p.taken_back else p.text for p in self._pieces]
        self.setAccessibleName(", ".join(said))
        self.setVisible(bool(self._pieces))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        look = theme()
        layout = laid_out(self._pieces, look.font("Sentence"), width, look.color("ink"), look.color("ink3"), _LINES)
        return ceil(sum(layout.lineAt(n).height() for n in range(layout.lineCount()))) + 2

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(120, self.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        inks = look.color("ink"), look.color("ink3")
        laid_out(self._pieces, look.font("Sentence"), self.width(), *inks, _LINES).draw(painter, QPointF(0, 0))
        painter.end()


class SearchSide(QWidget):
    """`jump`, `delete` and `never` are what the person wants done with what is chosen or ticked."""

    jump = Signal()
    delete = Signal()
    never = Signal()

    def __init__(self, cache: PictureCache) -> None:
        super().__init__()
        self.setProperty("ground", "alt")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._whole = True
        self.head = Sentence(style="Text")
        self.where = ElidedLabel("", "Detail", "ink2")
        self.picture = _Picture(cache)
        self.taken = Label("", "Detail", "ink2")
        self.typed = _Typed()
        self.keys = Label("", "Detail", "ink2", wrap=True)
        self.jump_button = Button(_("Show in Today"), icon="today")
        self.jump_button.setToolTip(_("Choose this moment on the day’s timeline (Enter)"))
        self.jump_button.clicked.connect(self.jump)
        self.delete_button = Button(_("Delete this hit…"), "destructive", "trash")
        self.delete_button.setToolTip(_("Delete what is chosen, after a preview (Del)"))
        self.delete_button.clicked.connect(self.delete)
        self.never_button = Button(_("Never record this again…"), "plain", "never")
        self.never_button.setToolTip(_("Add a rule for an application or a title (Ctrl+Shift+N)"))
        self.never_button.clicked.connect(self.never)
        self.hint = Label("", "Detail", "ink2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(8)
        parts = (self.head, self.where, self.picture, self.taken, self.typed, self.keys)
        for part in parts:
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(flow_row(self.jump_button, self.delete_button, self.never_button))
        column.addWidget(self.hint)
        column.addStretch(1)
        self.show_choice(None, None, [])

    def show_choice(self, group: Group | None, hit: Hit | None, ticked: Sequence[Hit]) -> None:
        """Name what is chosen; `show_moment` follows with what is stored around it."""
        self.show_moment(None)
        some = len(ticked)
        number = some or (0 if group is None else 1 if hit is not None else len(group.shown))
        words = ngettext("Delete this hit…", "Delete these {n} hits…", number).format(n=count(number))
        self.delete_button.set_words(words, "trash")
        self.delete_button.setEnabled(bool(number))
        self.jump_button.setEnabled(group is not None)
        self.never_button.setEnabled(group is not None)
        if some:
            said = ngettext("{n} hit is ticked; Delete takes it.", "{n} hits are ticked; Delete takes these.", some)
            self.hint.setText(said.format(n=count(some)))
        else:
            self.hint.setText(
                _(
                    "Space ticks a hit or a whole stretch. With a title goes all that was recorded under it"
                    " at that time."
                )
            )
        if group is None:
            self.head.set_parts([_("Nothing is chosen.")])
            self.where.setText(_("Choose a hit to see its moment."))
        elif hit is None:
            since, until = whole_seconds(group.since, group.until)
            self.head.set_parts([(range_words(since // 60_000_000 * 60_000_000, until), True), ", ", group.amount])
            self.where.setText(f"{day_words(group.since)}, {group.app}")
        else:
            self.head.set_parts([(time_words(hit.at, seconds=True), True), ", ", day_words(hit.at)])
            title = clean_text(hit.title, 300)
            self.where.setText(f"{group.app} – {title}" if title else group.app)

    def show_detail(self, *, whole: bool) -> None:
        """Whether there is room for more than the name of what is chosen and the verbs."""
        self._whole = whole
        if not whole:
            self.show_moment(None)

    def show_moment(self, found: Moment | None) -> None:
        """Show the picture and the text of the chosen hit; None shows neither."""
        found = found if self._whole else None
        picture = None if found is None else found.picture
        words = "" if picture is None else _("Picture of {time}").format(time=time_words(picture.at, seconds=True))
        shown = words if picture is None else _("{words}: {app}, {title}; text not read").format(
            words=words, app=clean_text(picture.app), title=clean_text(picture.title, 200)
        )  # fmt: skip
        self.picture.show_picture(picture, shown)
        self.taken.setText(words)
        self.taken.setVisible(bool(words))
        run = None if found is None else found.typed
        self.typed.show_run(run)
        self.keys.setVisible(run is not None)
        if run is not None:
            first, last = time_words(run.first, seconds=True), time_words(run.last, seconds=True)
            said = ngettext("{n} key between {first} and {last}", "{n} keys between {first} and {last}", run.keys)
            line = said.format(n=count(run.keys), first=first, last=last)
            if run.taken_back:
                line = _("{keys}, {n} taken back").format(keys=line, n=count(run.taken_back))
            self.keys.setText(line)
