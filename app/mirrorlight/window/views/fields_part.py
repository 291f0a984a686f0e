"""The part of Protection about password fields: what is kept of them, how each application is checked, and Try it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight import consent_text
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.context import Context
from mirrorlight.window.own_fields import OwnFields
from mirrorlight.window.views import coverage
from mirrorlight.window.views.field_table import NOT_AT_ALL, NOT_SEEN, AppRow, FieldTable
from mirrorlight.window.views.try_it import TryIt
from mirrorlight.window.widgets.labels import Label


class FieldsPart(QWidget):
    """`load` reads anew; `show_status` does where the recorder tells of a change. `hidden` ends what Try it began."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._seen: object = None
        self._own = OwnFields(context.bridge)
        self.setProperty("ground", "none")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(_("Password fields"), "Section"))
        column.addWidget(Label(coverage.password_sentence(), "Text", wrap=True))
        column.addWidget(Label(_(consent_text.PASSWORD_LIMITS), "Detail", "ink2", wrap=True))
        column.addSpacing(tokens.SECTION - 6)
        column.addWidget(Label(_("How applications are checked"), "Section"))
        self.says = Label("", "Text", "ink2", wrap=True)
        column.addWidget(self.says)
        self.table = FieldTable(self.switch)
        column.addWidget(self.table)
        column.addSpacing(tokens.SECTION - 6)
        column.addWidget(Label(_("Try it"), "Section"))
        self.try_it = TryIt(self._own.ask)
        column.addWidget(self.try_it)

    def load(self) -> None:
        """Show what is so now."""
        actions, status = self._context.actions, self._context.bridge.status
        runs = status.get("state", "off") != "off"
        everywhere = bool(self._context.settings.get("unchecked_keys"))
        try:
            found = actions.fields(status) if runs else []
            allowed = actions.keys_allowed()
        except UserError as error:
            self._context.bars.fail(error)
            return
        wanted = {app.casefold() for app in allowed}
        rows = [AppRow(one.app, one.how or NOT_AT_ALL, one.app.casefold() in wanted) for one in found]
        seen = {one.app.casefold() for one in found}
        rows += [AppRow(app, NOT_SEEN, allowed=True) for app in allowed if app.casefold() not in seen]
        self.says.setText(self._sentence(runs=runs, everywhere=everywhere, some=bool(rows)))
        if (tuple(rows), everywhere) != self._shown_rows():
            self.table.show_rows(rows, everywhere=everywhere)
            self._everywhere = everywhere
        self.table.setVisible(bool(rows))

    def show_status(self, status: Mapping[str, Any]) -> None:
        """Read anew if the recorder tells of other applications, or began or ended."""
        seen = (status.get("state") == "off", status.get("fields") or [])
        if seen != self._seen:
            self._seen = seen
            self.load()

    def hidden(self) -> None:
        self._own.stop()

    def switch(self, app: str, on: bool) -> None:
        """Record keys in `app` also where they cannot be checked, or no longer. What is shown is what is stored."""

        def done(_result: object) -> None:
            self._context.bridge.look_now()
            self._again()

        def failed(error: UserError) -> None:
            self._again()
            self._context.bars.fail(error)

        if on:
            self._context.bridge.command(lambda actions: actions.allow_keys(app), done, failed)
        else:
            self._context.bridge.command(lambda actions: actions.forbid_keys(app), done, failed)

    _everywhere = False

    def _shown_rows(self) -> tuple[tuple[AppRow, ...], bool]:
        return self.table.rows, self._everywhere

    def _again(self) -> None:
        """Show the switches anew, also where the store says what it said before."""
        self.table.show_rows(self.table.rows, everywhere=self._everywhere)
        self.load()

    def _sentence(self, *, runs: bool, everywhere: bool, some: bool) -> str:
        if everywhere:
            return _(
                "You chose to record keys everywhere, also where a field cannot be checked. You can change that in"
                " Settings."
            )
        if not runs:
            if some:
                return _("Nothing is recorded now, so only the applications are listed whose keys you allowed.")
            return _("Nothing is recorded now, and you allowed no application’s keys. The others show while recording.")
        if not some:
            return _("No application was in front since recording began.")
        return _(
            "Each application that was in front since recording began. Where you choose “recorded”, a password typed in"
            " a field that cannot be checked is stored as you typed it."
        )
