"""What the status bar says, from the recorder's status and from the store, and what each of it means."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from mirrorlight.core import reasons
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.standing import ledger_words, refused_words
from mirrorlight.window.widgets.status_bar import StatusBar
from mirrorlight.wording import count, reason_sentence, size

_IDS = ("ledger", "held", "store", "key", "network")
_COUNT_EVERY = 2000
"""Milliseconds between two counts of what is held, however often rows arrive."""


class Foot(QObject):
    """Fills the status bar. The counts of the store are taken at most every two seconds.

    `receipts_counted` tells how many receipts there are.
    """

    receipts_counted = Signal(int)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.bar = StatusBar(_IDS)
        self.bar.asked.connect(self.explain)
        self.bar.say("network", _("Opens no network connection"))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_COUNT_EVERY)
        self._later.timeout.connect(self._count)
        context.bridge.store_changed.connect(self.store_changed)
        context.bridge.generation_changed.connect(self._count)

    def refresh(self) -> None:
        """Say what the status says now."""
        status = self._context.bridge.status
        self.bar.say("ledger", ledger_words(status.get("ledger", {})) if status.get("state") != "off" else "")
        bytes_ = status.get("store", {}).get("bytes")
        self.bar.say("store", _("Store {size}, encrypted").format(size=size(bytes_)) if bytes_ else "")
        self.bar.say("key", self._key_words())

    def store_changed(self) -> None:
        """Rows came or went: count anew, now or soon."""
        if not self.bar.words("held"):
            self._count()
        elif not self._later.isActive():
            self._later.start()

    def explain(self, id_: str) -> None:
        """Say in a bar what a fact of the status bar (or the state) means."""
        status = self._context.bridge.status
        what, why = "", ""
        if id_ == "ledger":
            what = _("What the listeners saw since this recording began.")
            why = _(
                "Stored was written. Refused was not kept. Dropped was lost. Together they are always what was seen."
            )
            refused = refused_words(status.get("ledger", {}))
            if refused:
                why += " " + _("Refused: {list}.").format(list=refused)
        elif id_ == "held":
            what = _("Held is what the store has now.")
            why = _("Deleted is what you deleted, by the receipts under Deletions. It is gone.")
        elif id_ == "store":
            what = _("The store is one encrypted file.")
            why = str(status.get("store", {}).get("path", ""))
        elif id_ == "key":
            what, why = self._key_words() + ".", _("Whoever can act as you on this computer can use it.")
        elif id_ == "network":
            what = _("Mirrorlight opens no network connection.")
            why = _("Window and recorder speak over a local socket that carries no recorded content.")
        elif id_ == "state":
            what, why = self._state_words()
        if what:
            self._context.bars.tell("explanation", what, why)

    def _state_words(self) -> tuple[str, str]:
        status = self._context.bridge.status
        state, reason = status.get("state"), str(status.get("reason") or "")
        if state == "recording":
            channels = {channel.id: _(channel.title) for channel in self._context.channels}
            on = [channels.get(id_, id_) for id_, c in status.get("channels", {}).items() if c.get("on")]
            return _("Recording."), _("Channels that are on: {list}. The light is on your screen.").format(
                list=", ".join(on)
            )
        if state == "filtered":
            return _("Filtered."), reason_sentence(reason or reasons.EXCLUDED)
        if state == "paused":
            return _("Paused."), reason_sentence(reasons.PAUSED)
        return _("Not recording."), reason_sentence(reason)

    def _key_words(self) -> str:
        key = self._context.bridge.status.get("key") or {}
        mode = key.get("mode")
        if mode == "keyring":
            return _("Key in the {keyring}").format(keyring=key.get("keyring") or _("system keyring"))
        return {"passphrase": _("Key under your passphrase"), "file": _("Key in a file")}.get(str(mode), "")

    def _count(self) -> None:
        if not self._context.bridge.store_is_open:
            return
        try:
            reader = self._context.actions.reader()
            held = reader.held()
            receipts = reader.receipts()
            deleted = sum(receipt.total for receipt in receipts)
        except UserError:
            return  # the store's own page tells it
        self.bar.say("held", _("Deleted {deleted}, held {held}").format(deleted=count(deleted), held=count(held)))
        self.receipts_counted.emit(len(receipts))
