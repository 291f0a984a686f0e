"""Copies: a readable one of what is chosen, an encrypted one of everything. Both tell how far they are and can be
stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from mirrorlight import wording
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import day_start, to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.window.context import Context
from mirrorlight.window.views.farewell import short_path
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.progress import Progress
from mirrorlight.window.widgets.tick import Tick

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.window.bridge import Step, Work

FORMATS = (("sqlite", N_("SQLite")), ("csv", N_("Table (CSV)")), ("jsonl", N_("JSON lines")))
ENDINGS = {"sqlite": ".db", "csv": ".csv", "jsonl": ".jsonl"}
PERIODS = (("today", N_("Today")), ("week", N_("Last 7 days")), ("all", N_("Everything")))


class CopyDialog(Dialog):
    """Asks where a copy is to go and writes it. `work` does it on Actions of its own, so that a pause need not wait."""

    kind = N_("File")
    whole = N_("Write a whole path, or choose a file.")
    there = N_("This file exists already. Choose another name, or tick that it may go.")

    def __init__(self, context: Context, title: str, subject: str, accept: str, name: str, unit: str) -> None:
        super().__init__(title, subject, accept, parent=context.dialog_parent())
        self._context = context
        self._work: Work | None = None
        self.over = Tick(_("Write over the file that is there"))
        self.over.hide()
        self.field = Field(_(self.kind), str(Path.home() / name))
        self.field.entered.connect(self.agree)
        self.field.changed.connect(lambda _text: self.over.hide())
        self.choose = Button(_("Choose…"))
        self.choose.clicked.connect(self._choose)
        self.problem = Label("", "Text", "ink", wrap=True)
        self.problem.hide()
        self.progress = Progress(title, unit)
        self.progress.hide()
        self.progress.cancelled.connect(self._stop)
        self.finished.connect(lambda _result: self._stop())

    def put_where(self) -> None:
        """The lower half of the body: where, what went wrong, how far."""
        self.body.addSpacing(6)
        self.body.addWidget(Label(_(self.kind), "Text", weight=500))
        self.body.addWidget(self.field)
        self.body.addWidget(flow_row(self.choose))
        for widget in (self.over, self.problem, self.progress):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def job(self) -> Callable[[Actions, Path, bool, Step], Any]:
        """What writes the copy, with what is chosen now: given the file, whether to write over it, and the step."""
        raise NotImplementedError

    def told(self, path: Path, result: Any) -> tuple[str, str]:
        """What a bar says when it is done, in two sentences."""
        raise NotImplementedError

    def agree(self) -> None:
        text = self.field.text.strip()
        path = Path(text).expanduser()
        if not text or not path.is_absolute():
            self.field.refuse(_(self.whole))
            return
        if path.exists() and not self.over.isChecked():
            self.field.refuse(_(self.there))
            self.over.show()
            return
        self._start(path)

    def _start(self, path: Path) -> None:
        work, force = self.job(), self.over.isChecked()

        def run(step: Step) -> Any:
            actions = self._context.actions.sibling()
            try:
                return work(actions, path, force, step)
            finally:
                actions.forget_reader()

        self._busy(True)
        self.progress.start()
        self._work = self._context.bridge.run(
            run, lambda result: self._done(path, result), self._failed, self.progress.step
        )

    def _done(self, path: Path, result: Any) -> None:
        self._work = None
        what, more = self.told(path, result)
        self._context.bars.tell("copy", what, more)
        self.accept()

    def _failed(self, error: UserError) -> None:
        self._work = None
        if not self.isVisible():
            return
        self._busy(False)
        self.problem.setText(" ".join(part for part in (error.what, error.why, error.do) if part))
        self.problem.show()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _busy(self, busy: bool) -> None:
        self.problem.hide()
        self.progress.setVisible(busy)
        self.cancel_button.setVisible(not busy)  # the one of the progress stops it; so does Esc
        for widget in (self.accept_button, self.field, self.choose, self.over):
            widget.setEnabled(not busy)
        if busy:
            self.progress.cancel.setFocus()

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.windowTitle(), self.field.text)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(self.field.set_text)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class ExportDialog(CopyDialog):
    """A readable copy: the kind of file, the time, pictures or not, where."""

    def __init__(self, context: Context) -> None:
        self._today = to_local(SystemClock().utc())
        super().__init__(
            context, _("Export – Mirrorlight"), _("Export a readable copy?"), _("Export"),
            self._name("sqlite"), _("events"),
        )  # fmt: skip
        self.body.addWidget(
            Label(
                _("The copy is not encrypted: whoever can read the file can read all of it."), "Text", "ink2", wrap=True
            )
        )
        self.body.addSpacing(6)
        self.form = Choice(_("Kind of file"), [(name, _(words)) for name, words in FORMATS])
        self.form.choose("sqlite")
        self.form.chosen.connect(self._form_chosen)
        self.period = Choice(_("Time"), [(name, _(words)) for name, words in PERIODS])
        self.period.choose("all")
        self.pictures = Tick(_("With pictures"))
        self.pictures.setChecked(True)
        self.body.addWidget(flow_row(self.form))
        self.body.addWidget(flow_row(self.period))
        self.body.addWidget(self.pictures)
        self.put_where()

    def _name(self, form: str) -> str:
        return f"mirrorlight-{self._today:%Y-%m-%d}{ENDINGS[form]}"

    def _form_chosen(self, form: str) -> None:
        path = Path(self.field.text.strip())
        if path.suffix in ENDINGS.values():
            self.field.set_text(str(path.with_suffix(ENDINGS[form])))
        self.pictures.setVisible(form == "sqlite")

    def selection(self) -> Selection:
        """The time that is chosen."""
        since = {
            "today": day_start(self._today), "week": day_start(self._today - timedelta(days=6)), "all": None
        }[self.period.current]  # fmt: skip
        return Selection(since=since)

    def job(self) -> Callable[[Actions, Path, bool, Step], Any]:
        selection, form, pictures = self.selection(), self.form.current, self.pictures.isChecked()
        return lambda actions, path, force, step: actions.export(
            selection, form, path, force=force, pictures=pictures, step=step
        )

    def told(self, path: Path, result: Any) -> tuple[str, str]:
        words = _("{events} written to {path}.").format(events=wording.events(result), path=short_path(path))
        return words, _("The copy is not encrypted: whoever can read the file can read all of it.")


class BackupDialog(CopyDialog):
    """An encrypted copy of the whole store."""

    def __init__(self, context: Context) -> None:
        name = f"mirrorlight-{to_local(SystemClock().utc()):%Y-%m-%d}.backup"
        super().__init__(
            context, _("Back up – Mirrorlight"), _("Make an encrypted backup?"), _("Back up"), name, _("pages")
        )
        for words in (
            _("The backup opens with the same key as the store. “mirrorlight backup --passphrase” makes one that opens"
              " on another computer."),
            _("What you delete later stays in a backup: delete old backups yourself."),
        ):  # fmt: skip
            self.body.addWidget(Label(words, "Text", "ink2", wrap=True))
        self.put_where()

    def job(self) -> Callable[[Actions, Path, bool, Step], Any]:
        return lambda actions, path, force, step: actions.backup(path, force=force, step=step)

    def told(self, path: Path, result: Any) -> tuple[str, str]:
        words = _("The backup is written to {path} and checked.").format(path=short_path(path))
        return words, _("Keep {file} beside it.").format(file=result.info.name)


def ask_to_export(context: Context) -> None:
    """Ask what and where, and write it."""
    _open(ExportDialog(context))


def ask_to_back_up(context: Context) -> None:
    """Ask where, and write it."""
    _open(BackupDialog(context))


def _open(dialog: CopyDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
