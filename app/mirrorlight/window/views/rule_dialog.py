"""Asks what is never to be recorded: an application or a part of a title, seen before or typed."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt

from mirrorlight.core.rules import Rule, RuleError
from mirrorlight.core.text import clean_text
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.table import RowList

_LONGEST = 200


class RuleDialog(Dialog):
    """`kind` and `pattern` are what was chosen, once it was accepted."""

    def __init__(self, context: Context, kind: str = "app", pattern: str = "") -> None:
        super().__init__(
            _("Add rule – Mirrorlight"), _("What should never be recorded?"), _("Never record this"),
            parent=context.dialog_parent(),
        )  # fmt: skip
        self.kind, self.pattern = kind, pattern
        self._context = context
        self.choice = Choice(_("Kind of rule"), [("app", _("Application")), ("title", _("Title contains"))])
        self.choice.choose(kind)
        self.choice.chosen.connect(self._kind_chosen)
        self.body.addWidget(flow_row(self.choice))
        self.body.addSpacing(6)
        self._label = Label("", "Text", weight=500)
        self.body.addWidget(self._label)
        self.field = Field("", pattern)
        self.field.edit.setMaxLength(_LONGEST)
        self.field.changed.connect(self._typed)
        self.field.entered.connect(self.agree)
        self.body.addWidget(self.field)
        self._hint = Label("", "Detail", "ink2", wrap=True)
        self.body.addWidget(self._hint)
        self.body.addSpacing(6)
        self._seen_head = Label(_("Seen on this computer"), "Text", weight=500)
        self.body.addWidget(self._seen_head)
        self._names = QStringListModel(self)
        self.seen = RowList(_("Applications seen on this computer"))
        self.seen.setModel(self._names)
        self.seen.setFixedHeight(6 * 29)
        self.seen.clicked.connect(lambda _index: self._take())
        self.seen.selectionModel().currentChanged.connect(lambda _new, _old: self._take())
        self.body.addWidget(self.seen)
        self._seen_hint = Label(_("Looking which applications there are."), "Detail", "ink2", wrap=True)
        self.body.addWidget(self._seen_hint)
        self.body.addStretch(1)
        self._kind_chosen(kind)
        self.field.set_text(pattern)
        self._work = context.bridge.command(lambda actions: actions.seen_apps(), self._list, self._no_list)
        self.finished.connect(lambda _result: self._work.mute())
        self.first_focus = self.field.edit

    def agree(self) -> None:
        text = clean_text(self.field.text.strip(), _LONGEST)
        try:
            Rule("new", self.choice.current, text)
        except RuleError:
            self.field.refuse(_("Write a name or a part of a title. “*” alone would keep out everything."))
            self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.kind, self.pattern = self.choice.current, text
        self.accept()

    def _kind_chosen(self, kind: str) -> None:
        application = kind == "app"
        self._label.setText(_("Name of the application") if application else _("Part of the title"))
        self.field.edit.setAccessibleName(self._label.text())
        self.field.edit.setPlaceholderText("keepassxc" if application else "Payslip")
        hint = _("It need not have run here before.") if application else _("Any window with such a title is kept out.")
        self._hint.setText(hint + " " + _("Capitals make no difference; * stands for anything."))
        for widget in (self._seen_head, self.seen, self._seen_hint):
            widget.setVisible(application)
        self._names_shown()

    def _take(self) -> None:
        index = self.seen.currentIndex()
        if index.isValid() and self.seen.hasFocus():
            self.field.set_text(str(index.data()))

    def _typed(self, _text: str) -> None:
        self.seen.clearSelection()

    def _list(self, names: list[str]) -> None:
        self._names.setStringList([clean_text(name) for name in names])
        self._seen_hint.setText("" if names else _("No application has been seen so far. Type its name above."))
        self._names_shown()

    def _no_list(self, error: UserError) -> None:
        self._seen_hint.setText(" ".join((error.what, error.why)))
        self._names_shown()

    def _names_shown(self) -> None:
        application = self.choice.current == "app"
        self.seen.setVisible(application and self._names.rowCount() > 0)
        self._seen_hint.setVisible(application and bool(self._seen_hint.text()))
