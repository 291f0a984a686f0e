"""Never record this again: a rule for an application or for titles, from what is chosen or typed freely."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCompleter, QWidget

from mirrorlight.core.rules import Rule, RuleError
from mirrorlight.core.text import clean_text
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.tick import Radio

_MOST_TITLE = 120


class NeverDialog(Dialog):
    """Makes one rule. `added` tells it. `app` and `title` are filled in from what is chosen; both may be empty."""

    added = Signal(object)

    def __init__(
        self, context: Context, app: str = "", title: str = "", seen: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Never record this again"), _("What should never be recorded again?"), _("Add this rule"),
                         icon="never", parent=parent)  # fmt: skip
        self._context = context
        intro = _(
            "From now on, nothing of it is kept: no keys, clicks or titles, and where it is visible it is painted over"
            " in pictures. What is stored already stays until you delete it."
        )
        self.body.addWidget(Label(intro, "Text", "ink2", wrap=True))
        self.bars = Bars(self)
        self.body.addWidget(self.bars)
        self.body.addSpacing(6)
        self.by_app = Radio(_("An application"))
        self.app = Field(_("Application"), app, _("Name of the application"))
        self.by_title = Radio(_("Every window whose title contains"))
        self.title_ = Field(_("Part of the title"), clean_text(title, _MOST_TITLE), _("Part of the title"))
        group = QButtonGroup(self)
        for radio, field, hint in (
            (self.by_app, self.app, _("As it is shown in the list of windows. It need not have run yet.")),
            (self.by_title, self.title_, _("Upper and lower case are the same; * stands for anything.")),
        ):
            group.addButton(radio)
            self.body.addWidget(radio)
            self.body.addWidget(field)
            self.body.addWidget(Label(hint, "Detail", "ink3", wrap=True))
            self.body.addSpacing(8)
            field.changed.connect(lambda _text, radio=radio: radio.setChecked(True))
            field.entered.connect(self.agree)
        self.body.addStretch(1)
        completer = QCompleter(sorted(set(seen), key=str.casefold), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.app.edit.setCompleter(completer)
        (self.by_app if app or not title else self.by_title).setChecked(True)
        group.buttonToggled.connect(self._choose)

    @property
    def kind(self) -> str:
        """ "app" or "title"."""
        return "app" if self.by_app.isChecked() else "title"

    def agree(self) -> None:
        """Add the rule, through the recorder if one runs; refuse an empty one in its field."""
        field = self.app if self.kind == "app" else self.title_
        kind, pattern = self.kind, field.text.strip()
        try:
            Rule("", kind, pattern)
        except RuleError:
            field.refuse(_("Write what the rule is for; “*” alone would keep everything out."))
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept_button.setEnabled(False)
        self._context.bridge.command(lambda actions: actions.add_rule(kind, pattern), self._added, self._failed)

    def _choose(self) -> None:
        for radio, field in ((self.by_app, self.app), (self.by_title, self.title_)):
            if not radio.isChecked():
                field.accept()

    def _added(self, rule: object) -> None:
        self.added.emit(rule)
        self.accept()

    def _failed(self, error: UserError) -> None:
        self.accept_button.setEnabled(True)
        self.bars.fail(error)
        self.fit()
