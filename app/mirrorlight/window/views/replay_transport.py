"""Below the picture of Replay: the scrubber, the buttons, the clock, the speeds, and the two verbs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.models.replay_player import SPEEDS
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import FlowRow
from mirrorlight.window.widgets.labels import ElidedLabel, Label
from mirrorlight.window.widgets.replay_rows import moment_words
from mirrorlight.window.widgets.scrubber import Scrubber
from mirrorlight.window.widgets.tick import Tick

_NAMES = {0.5: "½×"}


class Transport(QWidget):
    """`speed` tells the speed that was chosen, `stepped` -1 or 1 for an event back or forward, `marked` "in", "out" or
    "" for no mark. The buttons emit what they say.
    """

    speed = Signal(float)
    stepped = Signal(int)
    marked = Signal(str)
    skip = Signal(bool)
    toggled = Signal()
    delete = Signal()
    never = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scrubber = Scrubber()
        self.notice = ElidedLabel("", "Detail", "ink2")
        self.before = Button("", "plain", "step-back", _("One event back (comma)"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.play = Button("", "main", "play", _("Play (Space)"))
        self.play.clicked.connect(self.toggled)
        self.after = Button("", "plain", "step-forward", _("One event forward (point)"))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.clock = Label("00:00:00.000", "Page")
        self.clock.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.speeds = Choice(_("Speed"), [(f"{one:g}", _NAMES.get(one, f"{one:g}×")) for one in SPEEDS])
        self.speeds.choose("1")
        self.speeds.chosen.connect(lambda id_: self.speed.emit(float(id_)))
        self.skipping = Tick(_("Skip when nothing happens"))
        self.skipping.toggled.connect(self.skip)
        self.mark_in = Button(_("Mark from here"), "text", name=_("Mark from here (I)"))
        self.mark_in.clicked.connect(lambda: self.marked.emit("in"))
        self.mark_out = Button(_("Mark up to here"), "text", name=_("Mark up to here (O)"))
        self.mark_out.clicked.connect(lambda: self.marked.emit("out"))
        self.unmark = Button(_("Mark nothing"), "text", name=_("Mark nothing (Esc)"))
        self.unmark.clicked.connect(lambda: self.marked.emit(""))
        self.unmark.hide()
        self.delete_button = Button(_("Delete around here…"), "destructive", "trash")
        self.delete_button.clicked.connect(self.delete)
        self.never_button = Button(_("Never record this again…"), "plain", "never")
        self.never_button.clicked.connect(self.never)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 6, 20, 10)
        column.setSpacing(6)
        column.addWidget(self.scrubber)
        column.addWidget(self.notice)
        column.addWidget(_row(self.before, self.play, self.after, self.clock, self.speeds, self.skipping))
        column.addWidget(_row(self.delete_button, self.never_button, self.mark_in, self.mark_out, self.unmark))

    def show_playing(self, *, playing: bool) -> None:
        """The middle button says what it will do."""
        if playing:
            self.play.set_words("", "pause", _("Halt (Space)"))
        else:
            self.play.set_words("", "play", _("Play (Space)"))
        self.play.setToolTip(self.play.accessibleName())

    def show_time(self, at: int) -> None:
        """The moment of the head."""
        self.clock.setText(moment_words(at))

    def show_speed(self, speed: float) -> None:
        """Which speed is in force."""
        self.speeds.choose(f"{speed:g}")

    def show_mark(self, words: str, *, whole: bool) -> None:
        """What the verbs are about: the marked stretch in `words` if it is `whole`, else what is around the head."""
        self.unmark.setVisible(bool(words))
        if whole:
            self.delete_button.set_words(_("Delete this…"), name=_("Delete this: {range}").format(range=words))
        else:
            self.delete_button.set_words(_("Delete around here…"))


class StretchTools(QWidget):
    """In the page head: the day before and after, and how much of it the scrubber shows."""

    stepped = Signal(int)
    stretch = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.ROW_GAP)
        self.before = Button("", "bare", "chevron-left", _("Day before (Page up)"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after = Button("", "bare", "chevron-right", _("Day after (Page down)"))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.length = Choice(_("Scrubber shows"), [("day", _("Day")), ("hour", _("Hour")), ("near", _("10 min"))])
        self.length.chosen.connect(self.stretch)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addStretch(1)
        row.addWidget(self.length)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * self.before.sizeHint().width() + 2 * tokens.ROW_GAP, self.before.sizeHint().height())

    def sizeHint(self) -> QSize:
        least = self.minimumSizeHint()
        return QSize(least.width() + self.length.sizeHint().width() + tokens.ROW_GAP, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the choice goes; the wheel over the scrubber still zooms."""
        super().resizeEvent(event)
        self.length.setVisible(self.width() >= self.sizeHint().width())


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    row = FlowRow(holder, 14, 6)
    for widget in widgets:
        row.addWidget(widget)
    return holder
