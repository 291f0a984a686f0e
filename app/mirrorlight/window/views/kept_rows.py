"""How long each channel is kept, row by row: what is set, when the oldest goes, and how much it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.core.keeping import Kept
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _, ngettext
from mirrorlight.settings import KEEP, Setting
from mirrorlight.window.models.days import date_words
from mirrorlight.window.views.setting_field import SettingField
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.facts import Sign
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Line
from mirrorlight.wording import count, size

_SIGN, _TITLE, _FIELD, _GOES, _HELD, _ROOM, _RATE = range(7)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Offer(QWidget):
    """Says what a change would take, and waits for a yes. `answered` tells whether it came. Starts on the No."""

    answered = Signal(bool)

    def __init__(self, words: str, no: str, yes: str) -> None:
        super().__init__()
        self.words = words
        self.setAccessibleName(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 10)
        column.setSpacing(6)
        column.addWidget(Label(words, "Text", "ink", wrap=True))
        self.no, self.yes = Button(no), Button(yes, "destructive")
        self.no.clicked.connect(lambda: self.answered.emit(False))
        self.yes.clicked.connect(lambda: self.answered.emit(True))
        column.addWidget(flow_row(self.no, self.yes))


class KeptRows(QWidget):
    """A row for each channel. `entered(setting, days)` when other days were written; nothing is changed here."""

    entered = Signal(object, object)

    def __init__(self, settings: Mapping[str, Setting], channels: Sequence[Channel]) -> None:
        super().__init__()
        self.fields: dict[str, SettingField] = {}
        self.goes: dict[str, Label] = {}
        self.held: dict[str, Label] = {}
        self.room: dict[str, Label] = {}
        self.rate: dict[str, Label] = {}
        self.brief: dict[str, Label] = {}
        """All of that in one line, where there is no room for columns."""
        self._heads: list[Label] = []
        self._narrow = False
        self._places: dict[str, int] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(_GOES, 1)
        heads = (_("Channel"), _("Kept for"), _("The oldest goes on"), _("Events now"), _("Room now"), _("Room a day"))
        for column, words in enumerate(heads, _TITLE):
            label = Label(words, "Detail", "ink3")
            if column >= _HELD:
                label.setAlignment(_RIGHT)
            self._heads.append(label)
            self._grid.addWidget(label, 0, column)
        self._grid.addWidget(Line("line2"), 1, 0, 1, _RATE + 1)
        for number, channel in enumerate(channels):
            self._add(2 + 4 * number, channel, settings[KEEP + channel.id])

    def show_days(self, days: Mapping[str, int]) -> None:
        """What is set, by channel."""
        for channel, value in days.items():
            self.fields[channel].show_value(value)

    def show_kept(self, kept: Kept) -> None:
        """When the oldest of each goes, and what a day takes."""
        goes = kept.goes()
        for channel, label in self.goes.items():
            if channel in goes:
                label.setText(date_words(to_local(goes[channel]).date()))
            else:
                label.setText(_("when you delete it") if channel in kept.oldest else "–")
            rate = kept.forecast.daily.get(channel, 0)
            self.rate[channel].setText(size(rate) if rate else "–")
        self._show_brief()

    def show_held(self, held: Mapping[str, int], room: Mapping[str, int] | None) -> None:
        """How many events each channel has, and about how many bytes; None while that is being counted."""
        for channel, label in self.held.items():
            events = held.get(channel, 0)
            label.setText(count(events) if events else "–")
            taken = _("counting") if room is None else size(room.get(channel, 0))
            self.room[channel].setText(taken if events else "–")
        self._show_brief()

    def set_narrow(self, narrow: bool) -> None:
        """Where there is no room for columns, what they say stands in a line of its own."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        columns = [*self._heads[_GOES - _TITLE :]]
        for labels in (self.goes, self.held, self.room, self.rate):
            columns += labels.values()
        for label in columns:
            label.setVisible(not narrow)
        for label in self.brief.values():
            label.setVisible(narrow)

    @property
    def columns_width(self) -> int:
        """How wide all columns are at least, whether they are shown or not."""
        widths = [0] * (_RATE + 1)
        for index in range(self._grid.count()):
            place: Any = self._grid.getItemPosition(index)  # row, column, and how many of both
            item = self._grid.itemAt(index)
            widget = None if item is None else item.widget()
            if widget is not None and place[3] == 1:
                widths[place[1]] = max(widths[place[1]], widget.minimumSizeHint().width(), widget.minimumWidth())
        return sum(widths) + _RATE * self._grid.horizontalSpacing()

    def _show_brief(self) -> None:
        for channel, label in self.brief.items():
            held, goes = self.held[channel].text(), self.goes[channel].text()
            if not held.strip("–"):
                label.setText(_("Nothing is held."))
                continue
            words = _("The oldest goes {day}. {n} events, {size}; {rate} a day.")
            label.setText(
                words.format(day=goes, n=held, size=self.room[channel].text(), rate=self.rate[channel].text())
            )

    def put(self, channel: str, offer: Offer | None) -> None:
        """Show `offer` below a channel's row; None takes away what is there."""
        row = self._places[channel] + 2
        old = self._grid.itemAtPosition(row, _TITLE)
        if old is not None and (widget := old.widget()) is not None:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        if offer is not None:
            self._grid.addWidget(offer, row, _TITLE, 1, _RATE)

    def _add(self, row: int, channel: Channel, setting: Setting) -> None:
        title = Label(_(channel.title), "Label")
        field = SettingField(setting, _("{channel}, kept for").format(channel=_(channel.title)), 64)
        field.entered.connect(lambda value: self.entered.emit(setting, value))
        title.setBuddy(field)
        self._places[channel.id] = row
        self.fields[channel.id] = field
        self._grid.addWidget(Sign(channel.icon), row, _SIGN)
        self._grid.addWidget(title, row, _TITLE)
        self._grid.addWidget(field, row, _FIELD)
        for column, labels in ((_GOES, self.goes), (_HELD, self.held), (_ROOM, self.room), (_RATE, self.rate)):
            label = Label("", "Text", "ink2", wrap=column == _GOES)
            label.setAlignment(_RIGHT if column != _GOES else Qt.AlignmentFlag.AlignVCenter)
            labels[channel.id] = label
            self._grid.addWidget(label, row, column)
        self.brief[channel.id] = Label("", "Detail", "ink2", wrap=True)
        self.brief[channel.id].hide()
        self._grid.addWidget(self.brief[channel.id], row + 1, _TITLE, 1, _RATE)
        self._grid.addWidget(Line(), row + 3, 0, 1, _RATE + 1)


def days_words(days: int) -> str:
    """ "14 days", or "until you delete it" for 0."""
    return ngettext("{n} day", "{n} days", days).format(n=count(days)) if days else _("until you delete it")
