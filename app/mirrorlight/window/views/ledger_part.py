"""What became of every event of a recording, by channel: seen is stored, refused (why), dropped and waiting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.labels import Label
from mirrorlight.wording import count, reason_words


class LedgerPart(QWidget):
    """The running recording's, or the last one's. `show_status` takes a status as the bridge tells it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._titles = {channel.id: _(channel.title) for channel in context.channels}
        self._shown: dict[str, Any] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(_("What became of every event"), "Section"))
        self._whose = Label("", "Text", "ink2", wrap=True)
        column.addWidget(self._whose)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self.rows: dict[str, Label] = {}

    def show_status(self, status: Mapping[str, Any]) -> None:
        """Show the figures of the recording that runs, else of the last one in the store."""
        running = status.get("state", "off") != "off" and bool(status.get("ledger"))
        try:
            ledger = status["ledger"] if running else self._context.actions.reader().ledger()
        except UserError:
            return  # the page itself says what is wrong with the store
        channels = dict(ledger.get("channels", {}))
        if channels == self._shown:
            return
        self._shown = channels
        words = _("This recording so far.") if running else _("The last recording.")
        self._whose.setText(words if channels else _("Nothing was seen so far."))
        for channel, account in channels.items():
            self._row(channel).setText(account_words(account))
        for channel, label in self.rows.items():
            label.setVisible(channel in channels)

    def _row(self, channel: str) -> Label:
        label = self.rows.get(channel)
        if label is None:
            title = self._titles.get(channel, channel)
            label = self.rows[channel] = Label("", "Detail", "ink2", wrap=True)
            row = self._grid.rowCount()
            self._grid.addWidget(Label(title, "Detail", "ink"), row, 0)
            self._grid.addWidget(label, row, 1)
        return label


def account_words(account: Mapping[str, Any]) -> str:
    """One account: "1,204 seen = 1,180 stored + 24 refused (24 the channel was off) + 0 dropped"."""
    refused = dict(account.get("refused", {}))
    why = ", ".join(f"{count(number)} {reason_words(reason, past=True)}" for reason, number in refused.items())
    words = _("{seen} seen = {stored} stored + {refused} refused{why} + {dropped} dropped").format(
        seen=count(account["seen"]), stored=count(account["stored"]), dropped=count(account["dropped"]),
        refused=count(sum(refused.values())), why=f" ({why})" if why else "",
    )  # fmt: skip
    waiting = account.get("waiting", 0)
    return words + (" " + _("+ {n} waiting").format(n=count(waiting)) if waiting else "")
