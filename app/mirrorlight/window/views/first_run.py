"""First run: what will be recorded, what never, where it is kept. Nothing records before the person agrees.

Nothing here is chosen by haste: Return presses neither button until one has the focus, both are as wide, and closing
the window means Not now.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mirrorlight import consent_text, sensitive
from mirrorlight.core.channel import NOT
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, filled
from mirrorlight.window import tokens
from mirrorlight.window.context import Context
from mirrorlight.window.theme import theme
from mirrorlight.window.views import coverage
from mirrorlight.window.views.farewell import ask_to_erase
from mirrorlight.window.views.key_choice import KeyChoice
from mirrorlight.window.views.ready_groups import ReadyGroups
from mirrorlight.window.views.unchecked_choice import UncheckedChoice
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.lamp import Lamp, Mark
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.more_below import MoreBelow
from mirrorlight.window.widgets.state_page import StatePage
from mirrorlight.window.widgets.tick import Tick

_SIDE = 384
_POINT_ICONS = {"kept": "lock", "read": "person", "leaves": "share", "long": "clock", "stop": "never"}
_BESIDE = 900
_LOW = 520
"""Below this height the foot stands closer."""
_FEW = 8
"""Up to so many channels the rows stand wide apart."""


class FirstRun(QStackedWidget):
    """The page to read, and what is shown after "Not now". `agreed` (was a key made?) once everything is set up."""

    agreed = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setAccessibleName(_("First run"))
        self.consent = Consent(context)
        self.consent.agreed.connect(self.agreed)
        self.consent.declined.connect(self._decline)
        again = Button(_("Read it again"))
        again.clicked.connect(self._read_again)
        buttons = [again]
        kept = _("You have not agreed, so Mirrorlight records nothing, has made no store and keeps no key.")
        if self.consent.has_key:
            kept = _("You have not agreed, so Mirrorlight records nothing. What was stored before is there, encrypted.")
            erase = Button(_("Erase everything…"))
            erase.clicked.connect(lambda: ask_to_erase(context))
            buttons.append(erase)
        self.declined = StatePage(
            _("Nothing is recorded"),
            [kept, _("You can read what it would record and agree at any time, or close this window.")],
            ["mark"],
            buttons,
        )
        self.addWidget(self.consent)
        self.addWidget(self.declined)

    def focus_first(self) -> None:
        self.consent.focus_first()

    def _decline(self) -> None:
        self.setCurrentWidget(self.declined)
        self.declined.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _read_again(self) -> None:
        self.setCurrentWidget(self.consent)
        self.consent.focus_first()


class Consent(QWidget):
    """What is agreed to. Nothing is written before `I agree and start` is pressed."""

    agreed = Signal(bool)
    declined = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.has_key = context.actions.places.key_info.exists()
        """Whether a store and its key are there from before: an agreement given again."""
        self.ticks: dict[str, Tick] = {}
        self._answers: dict[str, Label] = {}
        self._keyring_known = False
        self._busy = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = QWidget()
        self._halves = QHBoxLayout(inner)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._left = _area("win")
        self._facts_side = self._facts()
        self._left.setWidget(self._facts_side)
        self._left.setFixedWidth(_SIDE)
        self._line = Line(down=True)
        self._right = QWidget()
        self._right.setProperty("ground", "base")
        self._right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._table_area = _area("base")
        whole = QWidget()
        whole.setProperty("ground", "base")
        self._one_column = QVBoxLayout(whole)
        self._one_column.setContentsMargins(0, 0, 0, 0)
        self._one_column.setSpacing(0)
        self._one_column.addWidget(self._recorded(), 1)
        self._table_area.setWidget(whole)
        right.addWidget(self._table_area, 1)
        right.addWidget(self._foot())
        self._more = MoreBelow(self._table_area)
        self._halves.addWidget(self._left)
        self._halves.addWidget(self._line)
        self._halves.addWidget(self._right, 1)
        outer.addWidget(inner, 1)
        self._key_changed()
        context.bridge.coverage_changed.connect(self._covered)
        context.bridge.check_coverage(self._failed)
        if self.has_key:
            self.key.hide()
            self._groups_part.hide()  # they are in the store, as they were
            self._keyring_known = True
            self._set_busy(False)
        else:
            context.bridge.run(lambda _step: _keyring_name(), self._keyring_found, self._failed)

    def focus_first(self) -> None:
        """The first channel: neither button has the focus, so that Return agrees to nothing."""
        next(iter(self.ticks.values())).setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def channels(self) -> tuple[str, ...]:
        """The ids of the channels that are ticked."""
        return tuple(id_ for id_, tick in self.ticks.items() if tick.isChecked() and tick.isEnabled())

    def agree(self) -> None:
        """Set everything up and start recording. If something fails it is told here, and nothing chosen is lost."""
        if self._busy or not (self.has_key or self.key.check()):
            return
        if not self.channels:
            self.bars.tell(
                "none", _("No channel is ticked."), _("Tick at least one, or choose Not now."), icon="warning"
            )
            return
        self._set_busy(True)
        mode, chosen, passphrase, groups = self.key.mode, self.channels, self.key.passphrase, self.groups.chosen
        unchecked = self.unchecked.record
        self._context.bridge.command(
            lambda actions: actions.set_up(mode, chosen, passphrase, groups, unchecked),
            lambda _none: self._set_up(),
            self._failed,
        )

    def _set_up(self) -> None:
        self.key.forget()
        self._set_busy(False)
        self.agreed.emit(not self.has_key)
        self._context.start_recording()

    def _failed(self, error: UserError) -> None:
        self._set_busy(False)
        self.bars.fail(error)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.yes.setEnabled(not busy and self._keyring_known)
        self.no.setEnabled(not busy)

    def _facts(self) -> QWidget:
        side = QWidget()
        side.setProperty("ground", "win")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(40, 36, 40, 24)
        column.setSpacing(0)
        column.addWidget(Mark(48))
        column.addSpacing(22)
        column.addWidget(Label(_(consent_text.TITLE), "Title", wrap=True))
        column.addSpacing(10)
        text = Sentence([_(consent_text.OPENING)], "Sentence", "ink2")
        column.addWidget(text)
        column.addSpacing(18)
        for point in consent_text.points(self._context.actions.places, "keyring"):
            row = QGridLayout()
            row.setContentsMargins(0, 0, 0, 0)
            row.setHorizontalSpacing(14)
            row.setVerticalSpacing(1)
            row.setColumnStretch(1, 1)
            row.addWidget(_Icon(_POINT_ICONS.get(point.id, "info"), "accent"), 0, 0)
            row.addWidget(Label(point.question, "Text", weight=600), 0, 1)
            self._answers[point.id] = Label(point.answer, "Text", "ink2", wrap=True)
            row.addWidget(self._answers[point.id], 1, 1)
            column.addLayout(row)
            column.addSpacing(18)
        column.addStretch(1)
        return side

    def _recorded(self) -> QWidget:
        side = QWidget()
        side.setProperty("ground", "base")
        column = QVBoxLayout(side)
        column.setContentsMargins(36, 28, 40, 20)
        column.setSpacing(0)
        self.bars = Bars()
        column.addWidget(self.bars)
        column.addSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Label(_("What will be recorded"), "Sentence", weight=600))
        head.addWidget(Label(_("Untick what you do not want. You can change it later."), "Text", "ink2", wrap=True), 1)
        column.addLayout(head)
        column.addSpacing(12)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        for index, words in enumerate((_("Channel"), _("Recorded"), _("Never recorded"))):
            label = Label(words, "Detail", "ink3", weight=500)
            label.setContentsMargins(30 if index == 0 else 0, 0, 0, 8)
            grid.addWidget(label, 0, index)
        grid.addWidget(Line("line2"), 1, 0, 1, 3)
        room = 10 if len(self._context.channels) <= _FEW else 6
        for number, channel in enumerate(self._context.channels):
            grid.addWidget(self._channel(channel), 2 * number + 2, 0)
            for index, words in enumerate((channel.records, channel.never), 1):
                label = Label(_(words), "Text", "ink" if index == 1 else "ink2", wrap=True)
                label.setContentsMargins(0, room, 20 if index == 1 else 0, room)
                grid.addWidget(label, 2 * number + 2, index, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Line(), 2 * number + 3, 0, 1, 3)
        grid.setColumnMinimumWidth(0, 150)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        column.addLayout(grid)
        column.addSpacing(12)
        self._limits = Sentence([], "Text", "ink2")
        self._limits.hide()
        column.addWidget(self._limits)
        column.addSpacing(8)
        column.addWidget(Label(_("Passwords"), "Sentence", weight=600))
        column.addSpacing(2)
        column.addWidget(Label(coverage.password_sentence(), "Text", wrap=True))
        column.addSpacing(5)
        column.addWidget(Label(_(consent_text.PASSWORD_LIMITS), "Text", "ink2", wrap=True))
        column.addSpacing(tokens.SECTION)
        self.unchecked = UncheckedChoice(record=bool(self._context.settings.get("unchecked_keys")))
        column.addWidget(self.unchecked)
        column.addSpacing(tokens.SECTION - 8)
        self._groups_part = self._never()
        column.addWidget(self._groups_part)
        self.key = KeyChoice()
        self.key.changed.connect(self._key_changed)
        column.addWidget(self.key)
        column.addStretch(1)
        return side

    def _never(self) -> QWidget:
        part = QWidget()
        part.setProperty("ground", "none")
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, tokens.SECTION)
        column.setSpacing(0)
        column.addWidget(Label(_("What will never be recorded"), "Sentence", weight=600))
        column.addSpacing(2)
        words = _("No key, click, title or picture of such windows is kept. You can change it later and add your own.")
        column.addWidget(Label(words, "Text", "ink2", wrap=True))
        column.addSpacing(10)
        self.groups = ReadyGroups()
        self.groups.show_on(sensitive.DEFAULT)
        column.addWidget(self.groups)
        return part

    def _channel(self, channel: Any) -> QWidget:
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 3, 12, 3)
        row.setSpacing(8)
        tick = Tick("", _(channel.title))
        tick.setAccessibleDescription(f"{_(channel.records)} {_('Never recorded')}: {_(channel.never)}")
        tick.setChecked(channel.default_on)
        self.ticks[channel.id] = tick
        row.addWidget(tick)
        row.addWidget(_Icon(channel.icon, "ink2"))
        title = Label(_(channel.title), "Label", wrap=True)
        title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(title, 1)
        return cell

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setProperty("ground", "win")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(foot)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(Line())
        row = QHBoxLayout()
        row.setContentsMargins(36, 18, 40, 18)
        row.setSpacing(12)
        row.addWidget(Lamp())
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(_(consent_text.LIGHT), "Text", wrap=True))
        row.addLayout(words, 1)
        self._foot_row, buttons = row, QHBoxLayout()
        buttons.setSpacing(12)
        self.no = _Wide(_(consent_text.NOT_NOW), "plain", wide=True)
        self.yes = _Wide(_(consent_text.AGREE), "main", wide=True)
        self.no.twin, self.yes.twin = self.yes, self.no
        self.no.clicked.connect(self.declined)
        self.yes.clicked.connect(self.agree)
        self.yes.setEnabled(False)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        row.addLayout(buttons)
        outer.addLayout(row)
        return foot

    def _key_changed(self) -> None:
        mode, keyring = self.key.mode or "keyring", self.key.keyring
        info = self._context.bridge.status.get("key") if self.has_key else None
        if info:
            mode, keyring = str(info.get("mode")), str(info.get("keyring") or "")
        for point in consent_text.points(self._context.actions.places, mode, keyring):
            self._answers[point.id].setText(_unbroken(point.answer))

    def _keyring_found(self, name: str) -> None:
        self._keyring_known = True
        self.key.found(name)
        self._set_busy(self._busy)

    def _covered(self) -> None:
        light, channels = self._context.bridge.light, self._context.bridge.coverage
        for id_, found in channels.items():
            if found.how == NOT and id_ in self.ticks:
                self.ticks[id_].setChecked(False)
                self.ticks[id_].setEnabled(False)
        parts = coverage.limits(self._context.channels, channels)
        if parts:
            self._limits.set_parts(filled(_("On this desktop: {limits}"), limits=parts))
            self._limits.show()
        if light.how == NOT:
            self.bars.tell(
                "light", _("Nothing can be recorded on this desktop."), light.why, icon="warning", state=True
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE
        if beside:
            self._left.setFixedWidth(min(_SIDE, max(300, self.width() * 3 // 10)))
        if beside == self._left.isHidden():
            self._stand(beside=beside)
        across = 18 if self.height() >= _LOW else 8
        self._foot_row.setContentsMargins(36, across, 40, across)

    def _stand(self, *, beside: bool) -> None:
        """What is to be read first: beside the channels, or above them in the one column that scrolls."""
        focus = QApplication.focusWidget()
        if beside:
            self._one_column.removeWidget(self._facts_side)
            self._left.setWidget(self._facts_side)
        else:
            self._left.takeWidget()
            self._one_column.insertWidget(0, self._facts_side)
        self._facts_side.show()
        self._left.setVisible(beside)
        self._line.setVisible(beside)
        if not beside and focus is not None and self._table_area.isAncestorOf(focus):
            self._table_area.verticalScrollBar().setValue(0)  # the focus is further down; reading begins here


class _Wide(Button):
    """A button as wide as its twin, and at least as wide as both are drawn."""

    twin: Button | None = None

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        other = Button.sizeHint(self.twin).width() if self.twin is not None else 0
        return QSize(max(hint.width() + 12, other + 12, 164), hint.height())


class _Icon(QLabel):
    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role
        self.setFixedWidth(18)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setPixmap(theme().pixmap(self._name, 16, self._role))


def _unbroken(text: str) -> str:
    """No line ends inside a path: a word joiner after each stroke."""
    return text.replace("/", "/\u2060")


def _area(ground: str) -> QScrollArea:
    area = QScrollArea()
    area.setProperty("ground", ground)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _keyring_name() -> str:
    from mirrorlight.store import keys  # loads the encryption, in the thread that asks the keyring

    return keys.keyring_available()
