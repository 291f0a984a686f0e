"""From what is chosen to a deletion or a rule: questions, the page's menu, and the dialogs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from mirrorlight.core.clock import Clock
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import TimeError, parse_duration
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.window.context import Context
from mirrorlight.window.models import question
from mirrorlight.window.models.here import POINTER, TYPED, WINDOW, HereRow
from mirrorlight.window.models.question import Question
from mirrorlight.window.views.delete_dialog import DeleteDialog
from mirrorlight.window.views.never_dialog import NeverDialog
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label

MINUTES = (5, 15, 60)
_MOST_APPS = 30


def of_line(row: HereRow) -> Question | None:
    """What "Delete this…" means for a line of the list; None where there is nothing left to delete.

    A window stands for everything while it was in front: its title is also the title of what was typed there.
    """
    if row.kind == TYPED and row.ids:
        keys = len(row.ids["keyboard"])
        asked = question.of_rows(row.ids)
        subject = ngettext("Delete this key for good?", "Delete these {n} keys for good?", keys).format(n=keys)
        return Question(asked.selection, subject, question.of_range(row.since, row.until + 1).line_of_day)
    if row.kind == WINDOW:
        return question.of_range(row.since, max(row.until, row.since + 1))
    if row.kind == POINTER:
        asked = question.of_range(row.since, row.until)
        selection = Selection(since=row.since, until=row.until, channels=("pointer",))
        return Question(selection, _("Delete the pointer’s path and clicks here for good?"), asked.line_of_day)
    if row.kind != WINDOW and row.ids:
        return question.of_rows(row.ids)
    return None


class AskDialog(Dialog):
    """One line to write; `answered` tells it when `check` accepts it (returns "")."""

    answered = Signal(str)

    def __init__(
        self, subject: str, line: str, name: str, placeholder: str, check: Callable[[str], str], parent: QWidget
    ) -> None:
        super().__init__(_("Delete"), subject, _("Go on"), "main", parent=parent)
        self._check = check
        self.body.addWidget(Label(line, "Text", "ink2", wrap=True))
        self.field = Field(name, "", placeholder)
        self.field.entered.connect(self.agree)
        self.body.addWidget(self.field)
        self.body.addStretch(1)
        self.first_focus = self.field.edit

    def agree(self) -> None:
        """Take the answer if it can be meant."""
        why = self._check(self.field.text.strip())
        if why:
            self.field.refuse(why)
            return
        answer = self.field.text.strip()
        self.accept()
        self.answered.emit(answer)


class Verbs(QObject):
    """Opens the dialogs. `deleted` when something was, `closed` that a dialog went (the focus can go back)."""

    deleted = Signal()
    closed = Signal()

    def __init__(self, context: Context, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self.dialog: Dialog | None = None
        self.focused: QWidget | None = None
        """What had the focus when the dialog opened."""

    # Deleting

    def delete(self, asked: Question, app: str = "", title: str = "") -> DeleteDialog:
        """Preview, ask, delete, show the receipt. `app` and `title` fill in a rule that may be wanted afterwards."""
        dialog = DeleteDialog(self._context, asked, self._context.dialog_parent())
        dialog.deleted.connect(self._deleted)
        dialog.never_again.connect(lambda: self.never(app, title))
        self._open(dialog)
        return dialog

    def _deleted(self, _receipt: object) -> None:
        self.deleted.emit()

    def menu(self, chosen: Callable[[], Question | None], parent: QWidget) -> QMenu:
        """The menu of everything that can be deleted; `chosen` is asked for what is chosen at the moment."""
        menu = QMenu(parent)
        asked = chosen()
        this = menu.addAction(_("What is chosen…"))
        this.setEnabled(asked is not None)
        if asked is not None:
            this.triggered.connect(lambda: self.delete(asked))
        menu.addSeparator()
        for minutes in MINUTES:
            words = ngettext("Last minute…", "Last {n} minutes…", minutes).format(n=minutes)
            self._add(menu, words, partial(self._last, minutes))
        self._add(menu, _("Another length of time…"), self._other_length)
        menu.addSeparator()
        apps = menu.addMenu(_("An application"))
        names = self._apps()
        for name in names[:_MOST_APPS]:
            shown = question.shortened(name, 40).replace("&", "&&")
            self._add(apps, shown, partial(self._app, name))
        if len(names) > _MOST_APPS or not names:
            self._add(apps, _("By its name…"), self._other_app)
        channels = menu.addMenu(_("A channel"))
        for channel in self._context.channels:
            self._add(channels, _(channel.title), partial(self._channel, channel.id, _(channel.title)))
        self._add(menu, _("A text…"), self._text)
        menu.addSeparator()
        self._add(menu, _("Everything…"), lambda: self.delete(question.of_everything(self._clock.utc())))
        return menu

    def open_menu(self, chosen: Callable[[], Question | None], button: QWidget) -> QMenu:
        """Show the menu below `button`."""
        menu = self.menu(chosen, button)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))
        return menu

    def _add(self, menu: QMenu, words: str, act: Callable[[], object]) -> QAction:
        action = menu.addAction(words)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _apps(self) -> list[str]:
        try:
            return self._context.actions.reader().apps()
        except UserError:
            return []

    def _last(self, minutes: int) -> None:
        self.delete(question.of_last(minutes, self._clock.utc()))

    def _app(self, name: str) -> None:
        self.delete(question.of_app(name, self._clock.utc()), name)

    def _channel(self, channel: str, title: str) -> None:
        self.delete(question.of_channel(channel, title, self._clock.utc()))

    def _other_length(self) -> None:
        def check(words: str) -> str:
            try:
                parse_duration(words)
            except TimeError:
                return _("Write for example 90s, 15m, 2h or 1h30m.")
            return ""

        def answered(words: str) -> None:
            now = self._clock.utc()
            self.delete(question.of_range(now - parse_duration(words), now))

        self._ask(_("Delete how much, counted back from now?"), _("Nothing is deleted yet; a preview follows."),
                  _("Length of time"), _("for example 20m"), check, answered)  # fmt: skip

    def _other_app(self) -> None:
        self._ask(
            _("Delete everything of which application?"),
            _("Its name as it stands in the list, whole. A preview follows."),
            _("Application"), _("Name of the application"), _not_empty, self._app,
        )  # fmt: skip

    def _text(self) -> None:
        self._ask(
            _("Delete everything that says what?"),
            _("Looked for in what was typed, also where it was taken back, and in titles. A preview follows."),
            _("Text"), _("Words, without regard to case"), _not_empty,
            lambda text: self.delete(question.of_text(text, self._clock.utc())),
        )  # fmt: skip

    def _ask(
        self, subject: str, line: str, name: str, placeholder: str, check: Callable[[str], str],
        answered: Callable[[str], object],
    ) -> None:  # fmt: skip
        dialog = AskDialog(subject, line, name, placeholder, check, self._context.dialog_parent())
        dialog.answered.connect(answered)
        self._open(dialog)

    # Never again

    def never(self, app: str = "", title: str = "", channel: str = "") -> NeverDialog:
        """Ask what should never be recorded again."""
        dialog = NeverDialog(self._context, app, title, self._apps(), channel, self._context.dialog_parent())
        self._open(dialog)
        return dialog

    def _open(self, dialog: Dialog) -> None:
        if self.dialog is None:
            self.focused = QApplication.focusWidget()
        self.dialog = dialog
        dialog.finished.connect(lambda _result: self._gone(dialog))
        dialog.open()

    def _gone(self, dialog: Dialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
        self.closed.emit()


def _not_empty(words: str) -> str:
    return "" if words else _("Write something; an empty line would mean everything.")
