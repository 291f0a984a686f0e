"""Beside the steps: the chosen one with its picture, its line as it is, its raw lines, and what they give away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _, ngettext
from mirrorlight.insight import trajectory_keys
from mirrorlight.insight.training_words import NOT_KNOWN
from mirrorlight.insight.trajectory import MODEL_STEP, TYPE, Step, Trajectory
from mirrorlight.insight.trajectory_code import code
from mirrorlight.insight.trajectory_read import line
from mirrorlight.window.models.days import time_words
from mirrorlight.window.models.training_words import gives_away, host, told
from mirrorlight.window.views.training_feed import MOST_RAW
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.fixed_text import FixedText, Mark
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.training_list import StepScreen
from mirrorlight.wording import count, length

AGED = 2 * SECOND
"""Age from which a picture's is told."""


class TrainingSide(QScrollArea):
    """`save`, `delete` and `never` are what the buttons ask for."""

    save = Signal()
    delete = Signal()
    never = Signal()

    def __init__(self, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("ground", "alt")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 12, 20, 14)
        column.setSpacing(6)
        self.screen_ = StepScreen(cache)
        self.caption = Label("", "Detail", "ink2", wrap=True)
        self.head = Label("", "Section", wrap=True)
        self.line = FixedText(_("The step as a line of training data"), 7)
        self.empty = Label("", "Detail", "ink2", wrap=True)
        self.copy = Button(_("Copy this line"))
        self.copy.clicked.connect(self.copy_line)
        self.raw_head = Label("", "Section", wrap=True)
        self.raw = FixedText(_("Raw lines of the step"), 5)
        self.raw_more = Label("", "Detail", "ink2", wrap=True)
        self.away_head = Label(_("What this record gives away"), "Section", wrap=True)
        self.away = Label("", "Text", wrap=True)
        self.note = Label(_(NOT_KNOWN), "Detail", "ink2", wrap=True)
        self.save_button = Button(_("Save as JSON lines…"), "plain", "download")
        self.save_button.clicked.connect(self.save)
        self.delete_button = Button(_("Delete this…"), "destructive", "trash")
        self.delete_button.setToolTip(_("Delete everything in the time of this step, after a preview (Del)"))
        self.delete_button.clicked.connect(self.delete)
        self.never_button = Button(_("Never record this again…"), "plain", "never")
        self.never_button.setToolTip(_("Add a rule for an application or a title (Ctrl+Shift+N)"))
        self.never_button.clicked.connect(self.never)
        column.addWidget(self.screen_)
        column.addWidget(self.caption)
        column.addSpacing(4)
        parts: tuple[QWidget, ...] = (self.head, self.line, self.empty)
        for widget in parts:
            column.addWidget(widget)
        column.addWidget(flow_row(self.copy, self.delete_button, self.never_button, self.save_button))
        column.addSpacing(6)
        column.addWidget(self.away_head)
        column.addWidget(self.away)
        column.addSpacing(6)
        parts = (self.raw_head, self.raw, self.raw_more, self.note)
        for widget in parts:
            column.addWidget(widget)
        column.addStretch(1)
        self._inner = inner
        self.setWidget(inner)
        self.show_step(None, None)

    @property
    def least_width(self) -> int:
        """What its widest button needs, with the scroll bar."""
        return self._inner.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()

    def show_step(self, made: Trajectory | None, step: Step | None) -> None:
        """Show a step; its raw lines come later."""
        there = made is not None and step is not None
        for button in (self.copy, self.delete_button, self.never_button):
            button.setEnabled(there)
        self.copy.setEnabled(there and step is not None and step.number > 0)
        self.raw.show_text("")
        self.raw_more.setText("")
        if made is None or step is None:
            self.screen_.show_step(None, "")
            for label in (self.head, self.caption, self.empty, self.raw_head, self.away):
                label.setText("")
            self.line.show_text("")
            return
        self.screen_.show_step(step, told(made, step).spoken)
        self.caption.setText(self._caption(made, step))
        self.raw_head.setText(_("Raw lines, being read"))
        self.away.setText("\n".join([*gives_away(made, step), host(made)]))
        if not step.number:
            self.head.setText(_("Not in the example"))
            self.line.show_text(_("Kept out by Mirrorlight’s own rules: no line is made of it."))
            self.empty.setText("")
            return
        self.head.setText(_("Step {n} as a line of training data").format(n=step.number))
        self.line.show_text(line(made, step), self._marks(step))
        self.empty.setText(
            _("Wrapped to be read; copying gives the one line. Empty, because only a model adds it later: {names}.")
            .format(names=", ".join(MODEL_STEP))
        )  # fmt: skip

    def _marks(self, step: Step) -> list[Mark]:
        shown = code(step).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return [(shown, "strong"), *((f'"{name}": null', "quiet") for name in MODEL_STEP)]

    def _caption(self, made: Trajectory, step: Step) -> str:
        row = None if step.picture is None else made.pictures.get(step.picture)
        if row is None:
            return ""
        age = step.at - row.at
        when = _("Screen {n}, taken at {time}").format(n=row.monitor, time=time_words(row.at, seconds=True))
        return _("{picture}, {length} before the step.").format(picture=when, length=length(age)) if age >= AGED else (
            f"{when}."
        )  # fmt: skip

    def show_raw(self, step: Step, lines: Sequence[str]) -> None:
        """The raw lines of the step that is shown; of many, the first ones."""
        cut = len(lines) > MOST_RAW
        number = step.events + step.moves
        self.raw_head.setText(
            ngettext("{n} raw event, as it was recorded", "{n} raw events, as they were recorded", number).format(
                n=count(number)
            )
        )
        said = []
        if cut:
            said.append(_("The first {n} lines. An export has all of them.").format(n=count(MOST_RAW)))
        if step.kind == TYPE and any(piece.taken_back for piece in trajectory_keys.pieces(step)):
            said.append(_("What was taken back stands here, each key of it; the line above no longer has it."))
        self.raw.show_text("\n".join(lines[:MOST_RAW]), [('"backspace"', "strong")] * 40)
        self.raw_more.setText(" ".join(said))

    def copy_line(self) -> None:
        """The one real line, as it is."""
        if self.copy.isEnabled():
            QGuiApplication.clipboard().setText(self.line.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
