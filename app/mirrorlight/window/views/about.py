"""About this computer: whether everything that should work does, what this installation is, and what it cannot see."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from mirrorlight import __version__
from mirrorlight.core.channel import FULLY
from mirrorlight.doctor import BAD, NOTE, OK, SIGNS, Finding, Report, examine
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _, filled, ngettext
from mirrorlight.window import tokens
from mirrorlight.window.context import Context
from mirrorlight.window.views import coverage
from mirrorlight.window.views.farewell import short_path
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.facts import Fact, Facts
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import ElidedLabel, Label, Part, Sentence
from mirrorlight.window.widgets.lines import Line
from mirrorlight.wording import count, key_words

if TYPE_CHECKING:
    from mirrorlight.window.bridge import Step, Work

ICONS = {OK: "check", BAD: "warning", NOTE: "info"}
TITLES: dict[str, str] = {
    "light": N_("The light"), "agreement": N_("Agreement"), "key": N_("Key"), "store": N_("Store"),
    "synthetic": N_("Demo data"), "rights": N_("Rights of files"), "memory": N_("Memory"),
    "recorder": N_("Recorder"), "deletions": N_("Deletions"), "settings": N_("Settings file"),
    "listening": N_("Who is listening"), "agents": N_("Known agents"),
}  # fmt: skip
"""What each finding is about, beside those of channels. Message ids."""
_WIDEST = 1044


class AboutPage(QScrollArea):
    """What `mirrorlight doctor` says, checked when the page is shown. Reading every page of the store is asked for."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.title = _("About this computer")
        self.explanation = _(
            "Each line was checked at this moment. “mirrorlight doctor” says the same. It holds no content."
        )
        self._context = context
        self._work: Work | None = None
        self.report: Report | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = _Inner()
        inner.setProperty("ground", "base")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(tokens.MARGIN, 18, tokens.MARGIN, tokens.MARGIN)
        self._column.setSpacing(8)
        self.sentence = Sentence([_("Looking what works here.")])
        self.sentence.setMaximumWidth(_WIDEST)
        self._column.addWidget(self.sentence)
        self.again = Button(_("Check again"))
        self.again.clicked.connect(lambda: self.check())
        self.whole = Button(_("Check every page of the store"))
        self.whole.clicked.connect(lambda: self.check(whole=True))
        self.cancel = Button(_("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        self.cancel.hide()
        self.copy = Button(_("Copy as text"), "plain", "clipboard")
        self.copy.clicked.connect(self._copy)
        self._column.addSpacing(4)
        self._column.addWidget(flow_row(self.again, self.whole, self.cancel, self.copy))
        self._column.addSpacing(6)
        self.findings = self._facts(_("What was checked"))
        self._section(_("This installation"))
        self._column.addLayout(self._installation())
        self._section(_("What cannot be captured here, and why"))
        self._column.addWidget(
            Label(
                _("What an employer’s agent is switched to, Mirrorlight cannot see, nor rule out that there is one."),
                "Text", "ink2", wrap=True,
            )
        )  # fmt: skip
        self.limits = self._facts(_("What cannot be captured here"))
        self._column.addStretch(1)
        self.setWidget(inner)

    def shown(self) -> None:
        self.check()

    def hidden(self) -> None:
        self._stop()

    def focus_first(self) -> None:
        self.again.setFocus(Qt.FocusReason.TabFocusReason)

    def check(self, *, whole: bool = False) -> None:
        """Check everything anew, in a thread; `whole` reads all of the store, which takes its time."""
        self._stop()
        actions = self._context.actions.sibling()

        def look(step: Step) -> Report:
            try:
                return examine(actions, whole=whole, may_ask=False, go_on=lambda: step(0, 0))
            finally:
                actions.close()

        self._busy(True, whole)
        self._work = self._context.bridge.run(look, self._done, self._failed)

    @property
    def busy(self) -> bool:
        """Whether a check is under way."""
        return self._work is not None

    def text(self) -> str:
        """All that stands here, to be copied: no content of the store."""
        said = [f"{title}: {value}" for title, value, _whole in self._told()]
        return "\n".join([*said, *(self.report.lines() if self.report is not None else [])]) + "\n"

    def _busy(self, on: bool, whole: bool = False) -> None:
        self.copy.setEnabled(self.report is not None and not on)
        self.cancel.setVisible(on and whole)
        if on and whole:
            self.sentence.set_parts([_("Reading every page of the store.")])
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()
        self.cancel.setEnabled(False)

    def _stop(self) -> None:
        """Nobody waits for the last check any more."""
        if self._work is not None:
            self._work.cancel()
            self._work.done.disconnect()
            self._work.failed.disconnect()
            self._work = None
        self._busy(False)

    def _done(self, report: Report) -> None:
        self._work, self.report = None, report
        focused = self.cancel.hasFocus()
        self._busy(False)
        self.cancel.setEnabled(True)
        if focused:
            self.whole.setFocus(Qt.FocusReason.OtherFocusReason)
        self.sentence.set_parts(verdict(report))
        channels = {channel.id: channel for channel in self._context.channels}
        found = []
        for number, finding in enumerate(report.findings):
            title = _(channels[finding.id].title) if finding.id in channels else _(TITLES.get(finding.id, finding.id))
            found.append(_fact(number, title, finding))
        self.findings = self._put(self.findings, Facts(_("What was checked"), found))
        less = [c for c in self._context.channels if c.id in report.channels and report.channels[c.id].how != FULLY]
        missing = coverage.facts(less, report.channels)
        self.limits = self._put(self.limits, Facts(_("What cannot be captured here"), [*missing, *coverage.beyond()]))
        self._show_installation()

    def _failed(self, error: UserError) -> None:
        self._work = None
        self._busy(False)
        self.cancel.setEnabled(True)
        if error.code == "cancelled":
            self.sentence.set_parts([_("The store was not read to its end."), " ", *self._last()])
        else:
            self._context.bars.fail(error)

    def _last(self) -> list[Part]:
        return [] if self.report is None else [_("As last checked: {verdict}").format(verdict=self.report.verdict)]

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self._context.bars.tell("copied", _("Copied."), _("It names folders of yours, and holds no content."))

    def _section(self, words: str) -> None:
        self._column.addSpacing(tokens.SECTION - 8)
        self._column.addWidget(Label(words, "Section"))

    def _facts(self, name: str) -> Facts:
        facts = Facts(name, [])
        self._column.addWidget(facts)
        return facts

    def _put(self, old: Facts, new: Facts) -> Facts:
        """`new` in the place of `old`, unless it says the same."""
        if old.facts == new.facts:
            new.deleteLater()
            return old
        self._column.replaceWidget(old, new)
        old.setParent(None)  # it would go on asking for room until it is deleted
        old.deleteLater()
        return new

    def _installation(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(Line("line2"), 0, 0, 1, 2)
        self._values: list[ElidedLabel] = []
        for row, (title, _value, whole) in enumerate(self._told(), 1):
            name, value = Label(title, "Text", "ink2"), ElidedLabel("", "Text")
            if not whole:
                value = ElidedLabel("", "Text", mode=Qt.TextElideMode.ElideMiddle)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            grid.addWidget(name, row, 0)
            grid.addWidget(value, row, 1)
            self._values.append(value)
        self._show_installation()
        return grid

    def _show_installation(self) -> None:
        for label, (_title, value, _whole) in zip(self._values, self._told(), strict=True):
            label.setText(value)

    def _told(self) -> list[tuple[str, str, bool]]:
        """What is what: title, value, and whether it may be cut at its end rather than in its middle."""
        places = self._context.actions.places
        return [
            (_("Mirrorlight"), __version__, True),
            (_("Licence"), _("Free software under the GNU General Public License, version 3 or later."), True),
            (_("Store, encrypted"), short_path(places.store), False),
            (_("Settings"), short_path(places.settings), False),
            (_("Log, without content"), short_path(places.logs), False),
            (_("Key"), self._key(), True),
            (_("Desktop"), self.report.desktop if self.report is not None else _("not checked yet"), True),
            (_("System"), f"{platform.system()} {platform.release()}, {platform.machine()}", True),
            (_("Built on"), f"Python {platform.python_version()}, Qt {qVersion()}, {_cipher()}", True),
        ]

    def _key(self) -> str:
        try:
            now = self._context.actions.key.state()
        except UserError as error:
            return error.what
        where = key_words(now.mode)
        where = f"{where} ({now.keyring})" if now.keyring else where
        return _("{where}, ends in {ending}").format(where=where, ending=now.ending)


class _Inner(QWidget):
    """As high as its words are at its width; Qt would take the height that they have at the smallest width."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 1)


def verdict(report: Report) -> list[Part]:
    """Begins the page."""
    good = sum(finding.state == OK for finding in report.findings)
    passed = ngettext("{n} check passed", "{n} checks passed", good).format(n=count(good))
    if report.bad:
        words = ngettext("{n} thing is not in order", "{n} things are not in order", report.bad)
        told = (words.format(n=count(report.bad)), True)
        return filled(_("{bad}, {passed}. What to do about it stands beside it."), bad=told, passed=passed)
    return [(report.verdict, True), " " + _("{passed}. That says nothing about agents on this computer.").format(
        passed=passed)]  # fmt: skip


def _fact(number: int, title: str, finding: Finding) -> Fact:
    words = f"{finding.said} {finding.do}".rstrip()
    prefix = f"{title}: "  # a channel's finding begins with its name, which stands beside it
    words = words.removeprefix(prefix)
    words = words[:1].upper() + words[1:]
    return Fact(f"{number} {finding.id}", ICONS[finding.state], title, _(SIGNS[finding.state]), why=words)


def _cipher() -> str:
    from mirrorlight.store.database import cipher_version  # loads the encryption

    return f"SQLCipher {cipher_version()}"
