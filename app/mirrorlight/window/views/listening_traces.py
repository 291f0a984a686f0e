"""Traces of known agents on this computer, and what was looked at: for people who want to see that it was."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight.agents.check import Check
from mirrorlight.agents.traces import FOUND, NOT_KNOWN, NOTHING, POSSIBLE, STATES, Result
from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.widgets.facts import Fact, Facts
from mirrorlight.window.widgets.labels import Label

_ORDER = (FOUND, POSSIBLE, NOTHING)
_ICONS = {FOUND: "eye", POSSIBLE: "info", NOTHING: ""}


class TracesPart(QWidget):
    """The products of which something could be found here, those found first; the others in a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(Label(_("Traces of known agents"), "Section"))
        self.results = self._facts(_("Traces of known agents"))
        self.unknown = Label("", "Detail", "ink2", wrap=True)
        self._column.addWidget(self.unknown)
        self._column.addSpacing(tokens.SECTION - 8)
        self._column.addWidget(Label(_("What was looked at"), "Section"))
        self.looked = self._facts(_("What was looked at"))

    def show_check(self, found: Check) -> None:
        """Show what was found."""
        listed = [result for state in _ORDER for result in found.of(state)]
        self.results = self._put(self.results, Facts(_("Traces of known agents"), [_fact(result) for result in listed]))
        names = ", ".join(result.product.name for result in found.of(NOT_KNOWN))
        words = _("Of these no page read names a trace on this system, so nothing could be looked for: {names}.")
        self.unknown.setText(words.format(names=names))
        self.unknown.setVisible(bool(names))
        looked = [Fact(title, "", title, "", why=what) for title, what in found.looked]
        looked += [Fact(problem, "warning", _("Left out"), "", why=problem) for problem in found.problems]
        self.looked = self._put(self.looked, Facts(_("What was looked at"), looked, how=False))

    def _facts(self, name: str) -> Facts:
        facts = Facts(name, [])
        self._column.addWidget(facts)
        return facts

    def _put(self, old: Facts, new: Facts) -> Facts:
        """`new` in the place of `old`, unless its words alone are others."""
        if [(fact.id, fact.icon) for fact in old.facts] == [(fact.id, fact.icon) for fact in new.facts]:
            old.show_facts(new.facts)
            new.deleteLater()
            return old
        self._column.replaceWidget(old, new)
        old.setParent(None)  # it would go on asking for room until it is deleted
        old.deleteLater()
        return new


def _fact(result: Result) -> Fact:
    return Fact(
        result.product.id, _ICONS[result.state], result.product.name, _(STATES[result.state]), why=result.said()
    )
