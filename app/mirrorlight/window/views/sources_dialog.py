"""Where a statement about a product comes from: each source with its title, address, date and how sure it is.

Addresses are text to be copied. Nothing is opened: Mirrorlight opens no connection, and starts no program that does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mirrorlight.agents.loader import library
from mirrorlight.agents.product import SURENESS
from mirrorlight.agents.sources import Source
from mirrorlight.i18n import _
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Line


class SourcesDialog(Dialog):
    """`said` are sentences about the statement, `quote` the source's own words, `keys` its sources.

    `way` is a button's words and what it does beside closing ("Show on Today").
    """

    def __init__(
        self,
        subject: str,
        said: Sequence[str],
        quote: str,
        keys: Sequence[str],
        way: tuple[str, Callable[[], object]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Sources"), subject, cancel=_("Close"), parent=parent)
        self.addresses: list[QLineEdit] = []
        self.copies: list[Button] = []
        for words in said:
            self.body.addWidget(Label(words, "Text", wrap=True))
        if quote:
            quoted = _("In the source’s own words: “{quote}”").format(quote=quote)
            self.body.addWidget(Label(quoted, "Text", "ink2", wrap=True))
        found = [library().sources[key] for key in keys]
        if not found:
            none = _("Nothing is claimed, so there is no source. What is not documented may be so all the same.")
            self.body.addWidget(Label(none, "Text", "ink2", wrap=True))
        for source in found:
            self.body.addSpacing(4)
            self.body.addWidget(Line())
            self.body.addWidget(self._of(source))
        self.body.addStretch(1)
        if way is not None:
            words, act = way
            button = Button(words, "text")
            button.clicked.connect(self.reject)
            button.clicked.connect(lambda: act())
            self.foot_left.addWidget(button)
            self.way = button

    def _of(self, source: Source) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(_("{key}: {title}").format(key=source.key, title=source.title), "Label", wrap=True))
        sure = _("Read on {day}. {letter}: {meaning}.").format(
            day=day_words(source.read), letter=source.sure, meaning=_(SURENESS[source.sure])
        )
        column.addWidget(Label(" ".join(part for part in (sure, source.detail) if part), "Detail", "ink2", wrap=True))
        for address in source.addresses:
            column.addWidget(self._address(source, address))
        return part

    def _address(self, source: Source, address: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        field = QLineEdit(address)
        field.setReadOnly(True)
        field.setCursorPosition(0)
        field.setAccessibleName(_("Address of {key}").format(key=source.key))
        self.addresses.append(field)
        copy = Button(_("Copy"), name=_("Copy the address of {key}").format(key=source.key))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(address))
        self.copies.append(copy)
        line.addWidget(field, 1)
        line.addWidget(copy)
        return row


def day_words(day: date) -> str:
    """ "20 November 2026"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), _("d MMMM yyyy"))
