"""The button that pauses, resumes or starts, with the menu of lengths beside it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from mirrorlight.commands import PAUSES, PauseChoice
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import TimeError, day_start, parse_duration, parse_moment, to_local
from mirrorlight.i18n import N_, _
from mirrorlight.window.standing import NOTHING, PAUSE, RESUME, START
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label

_FACES = {
    PAUSE: (N_("Pause"), "pause"),
    RESUME: (N_("Resume"), "play"),
    START: (N_("Start recording"), "record"),
    NOTHING: (N_("Pause"), "pause"),
}


class PauseButton(QWidget):
    """Two buttons that touch: what fits now, and a menu of lengths (only while a pause can be made or changed).

    `pressed`: the usual pause; `lasting(us)`: so long, None = until resumed; `ending(utc_us)`: until then;
    `other`: the person wants another length; `resumed`; `started`.
    """

    pressed = Signal()
    lasting = Signal(object)
    ending = Signal(object)
    other = Signal()
    resumed = Signal()
    started = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._shows = ""
        self.button = Button(_("Pause"), "plain", "pause", edge="left")
        self.button.clicked.connect(self._act)
        self.more = Button("", "plain", "chevron-down", _("Pause for…"), edge="right")
        self.more.setToolTip(_("Pause for… (Ctrl+Shift+P)"))
        self.menu = QMenu(self)
        self.menu.setAccessibleName(_("Pause for"))
        self.more.clicked.connect(self.open_menu)
        row.addWidget(self.button)
        row.addWidget(self.more)
        self._fill()
        self.show_face(NOTHING)

    def show_face(self, face: str) -> None:
        """Be the button that fits: `START`, `PAUSE`, `RESUME` of `standing`, or `NOTHING` (disabled)."""
        if face == self._shows:
            return
        self._shows = face
        words, icon = _FACES[face]
        self.button.set_words(_(words), icon)
        self.button.setEnabled(face != NOTHING)
        with_menu = face in {PAUSE, RESUME}
        self.more.setVisible(with_menu)
        self.button.set_edge("left" if with_menu else "")
        self.updateGeometry()

    @property
    def face(self) -> str:
        return self._shows

    def open_menu(self) -> None:
        """Show the lengths below the button, the first one chosen. Nothing happens when no pause can be made."""
        if self._shows in {PAUSE, RESUME}:
            self.menu.setActiveAction(self.menu.actions()[0])
            self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _fill(self) -> None:
        for choice in PAUSES:
            self.menu.addAction(_(choice.title)).triggered.connect(partial(self._choose, choice))
        self.menu.addSeparator()
        self.menu.addAction(_("Other length…"), self.other.emit)

    def _choose(self, choice: PauseChoice, _checked: bool = False) -> None:
        if choice.tomorrow:
            self.ending.emit(day_start(datetime.now().astimezone(), 1))
        else:
            self.lasting.emit(None if choice.minutes is None else choice.minutes * 60 * SECOND)

    def _act(self) -> None:
        {PAUSE: self.pressed, RESUME: self.resumed, START: self.started}[self._shows].emit()


class OtherLength(Dialog):
    """Asks for how long, or until when. `until` is the end (UTC µs) once it was accepted."""

    def __init__(self, now: int, parent: QWidget | None = None) -> None:
        super().__init__(_("Pause"), _("Pause for how long?"), _("Pause"), parent=parent)
        self._now = now
        self.until: int | None = None
        self.body.addWidget(
            Label(_("A length such as 90s, 45m or 2h, or a time of day such as 14:30."), "Text", "ink2")
        )
        self.field = Field(_("Length or time"), placeholder="45m")
        self.field.entered.connect(self.agree)
        self.body.addWidget(self.field)
        self.body.addStretch(1)
        self.first_focus = self.field.edit

    def agree(self) -> None:
        text = self.field.text.strip()
        try:
            self.until = self._now + parse_duration(text)
        except TimeError:
            try:
                self.until = parse_moment(text, to_local(self._now), ahead=True)
            except TimeError:
                self.field.refuse(_("This is no length and no time of day. Write for example 45m, 2h or 14:30."))
                return
        if self.until <= self._now:
            self.field.refuse(_("This time has passed. Write a later one."))
            return
        self.accept()
