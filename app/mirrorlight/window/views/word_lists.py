"""The word lists, open to be read: by kind and language, each word with what it needs and what excludes it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.insight.findings.word_lists import ALONE, LANGUAGES, SUPPORT, Entry, WordList, read
from mirrorlight.insight.findings.words import KINDS as WITH_LISTS
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.table import Cell, Rows, fit_height, table
from mirrorlight.wording import count

_NAMES = {"en": N_("English"), "de": N_("German"), "fr": N_("French"), "es": N_("Spanish")}
_ROWS = 11


class WordListsDialog(Dialog):
    """One list at a time. Nothing can be changed here: the lists are files of the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Word lists"), _("The words that are looked for"), cancel=_("Close"), parent=parent)
        self.body.addWidget(
            Label(
                _("Words and times are all that is looked at: no model, no network. A * stands for any letters."
                  " Numbers, addresses and names in titles are found by their form, not by a list."),
                "Text", "ink2", wrap=True,
            )
        )  # fmt: skip
        self.bars = Bars(self)
        self.body.addWidget(self.bars)
        self.kind = Choice(_("Kind"), [(kind, _(KINDS[kind].title)) for kind in WITH_LISTS], wraps=True)
        self.language = Choice(
            _("Language"), [(each, _(_NAMES.get(each, each))) for each in LANGUAGES], wraps=True
        )  # fmt: skip
        self.kind.chosen.connect(lambda _id: self.load())
        self.language.chosen.connect(lambda _id: self.load())
        self.body.addWidget(self.kind)
        self.body.addWidget(self.language)
        self.said = Label("", "Detail", "ink2", wrap=True)
        self.body.addWidget(self.said)
        self.table = table(_("Words"))
        self._rows = Rows([_("Word"), _("Counts"), _("Unless near")], parent=self)
        self.table.setModel(self._rows)
        self.table.setColumnWidth(0, 170)
        self.table.setColumnWidth(1, 220)
        self.body.addWidget(self.table)
        self.first_focus = self.kind
        self.load()

    def load(self) -> None:
        """Show the chosen list."""
        try:
            found: WordList = read(self.kind.current, self.language.current)
        except UserError as error:
            self.bars.fail(error)
            self._rows.show([])
            return
        self._rows.show([_row(entry) for entry in found.entries])
        number = len(found.entries)
        words = ngettext("{n} entry. {made}", "{n} entries. {made}", number)
        self.said.setText(words.format(n=count(number), made=found.made))
        fit_height(self.table, most=_ROWS)
        if number:
            self.table.selectRow(0)
            self.table.scrollToTop()


def _row(entry: Entry) -> list[Cell]:
    if entry.weight == ALONE:
        when = _("by itself")
    elif entry.weight == SUPPORT:
        when = _("only beside another one")
    else:
        when = _("with another one near it")
    if entry.near:
        when = _("near: {words}").format(words=_words(entry.near))
    return [Cell(entry.written), Cell(when, ink="ink2"), Cell(_words(entry.but), ink="ink2")]


def _words(patterns: tuple[object, ...]) -> str:
    shown = []
    for each in patterns:
        before, after = ("*" if getattr(each, name) else "" for name in ("before", "after"))
        shown.append(f"{before}{getattr(each, 'letters', '')}{after}")
    return ", ".join(shown)
