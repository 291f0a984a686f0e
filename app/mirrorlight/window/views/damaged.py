"""A damaged store: how much of it can be read is counted at once, and all of that can be put into a new store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QShowEvent

from mirrorlight.channels import BY_ID
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import date_words, range_words
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.progress import Progress
from mirrorlight.window.widgets.state_page import StatePage
from mirrorlight.window.widgets.table import Cell, Rows, table
from mirrorlight.wording import count

if TYPE_CHECKING:
    from mirrorlight.store.recovering import Recovered
    from mirrorlight.window.bridge import Work

_SHOWN = 200
"""Stretches that are listed; “mirrorlight recover --dry-run” lists them too."""
_DETAILS = 190


class DamagedPage(StatePage):
    """What `error` says, what can still be read, and the button that recovers it. Nothing is changed before that."""

    def __init__(self, context: Context, error: UserError, headline: str, others: Sequence[Button]) -> None:
        self.recover_button = Button(_("Recover what can be read"), "main")
        self.details_button = Button(_("Details"))
        super().__init__(
            headline, [text for text in (error.why, error.do) if text], ["warning"],
            [self.recover_button, self.details_button, *others],
        )  # fmt: skip
        self._context, self._others = context, tuple(others)
        self._work: Work | None = None
        self._recovering = False
        self.found: Recovered | None = None
        self.line = Label(_("What can be read is counted."), "Text", "ink", wrap=True)
        self.progress = Progress(_("Reading the damaged store"), _("parts"))
        self.progress.cancelled.connect(self._stop)
        self.details = table(_("What cannot be read"), row_height=27)
        self.rows = Rows([_("When"), _("What")], parent=self)
        self.details.setModel(self.rows)
        self.details.setFixedHeight(_DETAILS)
        self.details.setColumnWidth(0, 280)
        for widget in (self.line, self.progress, self.details):
            self.add(widget)
        self.details.hide()
        self.recover_button.clicked.connect(self.recover)
        self.details_button.clicked.connect(self._show_details)
        self._offer(False)

    def look(self) -> None:
        """Count what can be read; nothing is changed."""
        self._offer(False)
        self.progress.start()
        self.progress.show()
        self._work = self._context.bridge.task(
            lambda actions, step: actions.recoverable(step), self._counted, self._failed, self.progress.step
        )

    def recover(self) -> None:
        """Put all that can be read into a new store; the damaged one stays beside it."""
        if self._work is not None:
            return
        self._recovering = True
        self._offer(False)
        self.progress.start()
        self.progress.show()
        self._work = self._context.bridge.task(
            lambda actions, step: actions.recover(step), self._recovered, self._failed, self.progress.step
        )

    def _offer(self, offered: bool) -> None:
        found = self.found
        self.recover_button.setEnabled(offered and found is not None and found.total > 0)
        self.details_button.setVisible(found is not None and bool(found.stretches or found.total_lost))
        for button in self._others:
            button.setEnabled(offered)

    def _counted(self, found: Recovered) -> None:
        self._work, self.found = None, found
        self.progress.hide()
        words = ngettext("Recover {n} row", "Recover {n} rows", found.total).format(n=count(found.total))
        self.recover_button.setText(words)
        self.recover_button.setAccessibleName(words)
        self.line.setText(_said(found))
        self.rows.show([[Cell(when), Cell(what)] for when, what in _details(found)])
        self._offer(True)
        self.focus_first()

    def _recovered(self, found: Recovered) -> None:
        self._work, self._recovering = None, False
        number, kept = found.total, found.kept.name if found.kept is not None else ""
        what = ngettext("{n} row is in a new store.", "{n} rows are in a new store.", number).format(n=count(number))
        self._context.bars.tell(
            "recovered", what,
            _(
                "The damaged file is kept unchanged beside it: {file}. It goes with the first thing that you delete,"
                " because it holds that too."
            ).format(file=kept),
        )  # fmt: skip
        self._context.bridge.close_store()  # whatever still reads the file that was there
        self._context.reopen()

    def _failed(self, error: UserError) -> None:
        self._work, self._recovering = None, False
        self.progress.hide()
        stopped = error.code == "stopped"
        said = _("It was stopped. Nothing has been changed.") if stopped else " ".join(
            part for part in (error.what, error.why, error.do) if part
        )  # fmt: skip
        self.line.setText(said)
        self._offer(True)
        if self.found is None:
            self.recover_button.setText(_("Count again"))
            self.recover_button.setEnabled(True)
            self.recover_button.clicked.disconnect()
            self.recover_button.clicked.connect(self._again)

    def _again(self) -> None:
        self.recover_button.clicked.disconnect()
        self.recover_button.clicked.connect(self.recover)
        self.look()

    def _show_details(self) -> None:
        self.details.setVisible(not self.details.isVisible())
        if self.details.isVisible():
            self.details.setFocus()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def focus_first(self) -> None:
        first = self.recover_button if self.recover_button.isEnabled() else self.progress.cancel
        first.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.found is None and self._work is None:
            self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Counting ends with the page; what is being recovered goes on, and says so when it has ended."""
        super().hideEvent(event)
        if self._work is not None and not self._recovering and not event.spontaneous():
            self._work.mute()
            self._work.cancel()
            self._work = None


def _said(found: Recovered) -> str:
    """How much can be read, and what is known of the rest."""
    of = found.total + found.total_lost
    if not found.total_lost:
        words = ngettext("{n} row can be read.", "{n} rows can be read.", found.total).format(n=count(found.total))
    else:
        words = _("{n} of {of} rows can be read.").format(n=count(found.total), of=count(of))
    pages = ngettext(
        "{n} of {of} page of the file is damaged.", "{n} of {of} pages of the file are damaged.", found.pages
    )
    pages = pages.format(n=count(found.damaged), of=count(found.pages))
    kept = _("The damaged file stays as it is, beside the new one.")
    return f"{words} {pages} {kept}"


def _details(found: Recovered) -> list[tuple[str, str]]:
    """When and what: each stretch in which rows are lost, then each channel with its numbers."""
    told = [(_when(since, until), _title(channel)) for since, until, channel in found.stretches[:_SHOWN]]
    if len(found.stretches) > _SHOWN:
        told.append((_("and {n} more").format(n=count(len(found.stretches) - _SHOWN)), ""))
    told += [
        (_title(channel), ngettext("{n} row cannot be read", "{n} rows cannot be read", lost).format(n=count(lost)))
        for channel, lost in found.lost.items()
        if lost
    ]
    return told


def _when(since: int, until: int) -> str:
    day = date_words(to_local(since).date(), year=False)
    return f"{day}, {range_words(since // SECOND * SECOND, -(-until // SECOND) * SECOND)}"


def _title(channel: str) -> str:
    return _(BY_ID[channel].title) if channel in BY_ID else channel
