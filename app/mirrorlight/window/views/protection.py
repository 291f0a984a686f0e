"""Protection: what is never recorded, and how far this computer can be seen at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mirrorlight.core import reasons
from mirrorlight.core.rules import Rule
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.window import tokens, undo
from mirrorlight.window.context import Context
from mirrorlight.window.views import coverage
from mirrorlight.window.views.fields_part import FieldsPart
from mirrorlight.window.views.ledger_part import LedgerPart
from mirrorlight.window.views.ready_groups import ReadyGroups
from mirrorlight.window.views.rule_dialog import RuleDialog
from mirrorlight.window.views.wrong_part import WrongPart
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.facts import Facts
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.state import FILTERED, paint_lamp
from mirrorlight.window.widgets.table import Cell, Rows, fit_height, table
from mirrorlight.wording import count

KINDS: dict[str, tuple[str, str]] = {
    "app": (N_("Application"), N_("everything, on every screen")),
    "title": (N_("Title contains"), N_("every window with such a title")),
}
_SIDE_BY_SIDE = 980


class ProtectionPage(QScrollArea):
    """Rules at the left, coverage at the right; below each other where there is no room."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.title = _("Protection")
        self.explanation = _(
            "Rules say what is never recorded. The table says what Mirrorlight can see here,"
            " checked when the page opens."
        )
        self._context = context
        self._rules: tuple[Rule, ...] = ()
        self._shown = False
        self._session: tuple[object, ...] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("ground", "base")
        self._halves = QHBoxLayout(inner)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._left, self._right = self._build_rules(), self._build_coverage()
        self._line = Line(down=True)
        self._halves.addWidget(self._left, 55)
        self._halves.addWidget(self._line)
        self._halves.addWidget(self._right, 45)
        self.setWidget(inner)
        context.bridge.store_changed.connect(self._changed)
        context.bridge.generation_changed.connect(self._changed)
        context.bridge.coverage_changed.connect(self._checked)
        context.bridge.status_changed.connect(self._status)
        screens = QGuiApplication.instance()
        if isinstance(screens, QGuiApplication):
            screens.screenAdded.connect(self._session_changed)
            screens.screenRemoved.connect(self._session_changed)

    def shown(self) -> None:
        """Read the rules and check the coverage anew."""
        self._shown = True
        self._load()
        self.ledger.show_status(self._context.bridge.status)
        self.check_now()

    def hidden(self) -> None:
        self._shown = False
        self.fields.hidden()

    def focus_first(self) -> None:
        self.add.setFocus(Qt.FocusReason.TabFocusReason)

    def check_now(self) -> None:
        """Try every channel on this desktop again."""
        self.check.setEnabled(False)
        self._context.bridge.check_coverage(self._check_failed)

    def switch_group(self, group: str, on: bool) -> None:
        """Switch a ready group on or off; it acts at once. The switch shows what the store holds in the end."""

        def done(_none: object) -> None:
            self._context.bridge.look_now()
            self._load()

        def failed(error: UserError) -> None:
            self._load()
            self._context.bars.fail(error)

        self._context.bridge.command(lambda actions: actions.set_group(group, on), done, failed)

    def add_rule(self, kind: str, pattern: str) -> None:
        """Add a rule, and choose it in the list."""

        def added(added: undo.Added) -> None:
            self._context.bridge.look_now()
            self._load(pattern)
            undo.offer_rule(self._context, added, self._again)

        self._context.bridge.command(
            lambda actions: undo.add_rule(actions, kind, pattern), added, self._context.bars.fail
        )

    def _again(self) -> None:
        """A change was taken back."""
        self._context.bridge.look_now()
        if self._shown:
            self._load()

    def remove_rule(self) -> None:
        """Take the chosen rule away."""
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self._rules):
            return
        rule = self._rules[row]

        def removed(there: bool) -> None:
            self._context.bridge.look_now()
            self._load()
            if there:
                undo.offer_rule_back(self._context, rule, self._again)
            (self.table if self._rules else self.add).setFocus(Qt.FocusReason.OtherFocusReason)

        self._context.bridge.command(lambda actions: actions.remove_rule(rule.id), removed, self._context.bars.fail)

    def _build_rules(self) -> QWidget:
        side = QWidget()
        side.setProperty("ground", "none")
        column = QVBoxLayout(side)
        column.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, tokens.MARGIN)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(_("Never recorded"), "Section"))
        self._number = Label("", "Detail", "ink2")
        head.addWidget(self._number)
        head.addStretch(1)
        self.remove = Button(_("Remove"))
        self.remove.clicked.connect(self.remove_rule)
        head.addWidget(self.remove)
        self.add = Button(_("Add rule…"), "plain", "plus")
        self.add.clicked.connect(self._ask)
        head.addWidget(self.add)
        column.addLayout(head)
        self.table = table(_("Rules: what is never recorded"))
        self._model = Rows([_("Rule"), _("Matches"), _("Keeps out")], parent=self)
        self.table.setModel(self._model)
        self.table.setColumnWidth(0, 116)
        self.table.setColumnWidth(1, 190)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove_rule)
        column.addWidget(self.table)
        self._none = Label(
            _("There is no rule of your own."),
            "Text",
            "ink2",
            wrap=True,
        )
        column.addWidget(self._none)
        column.addSpacing(4)
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(_Half(), 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(
            Label(
                _("While a rule applies, the light says Filtered. A rule may name a program that has never run here."
                    " Nothing before the rule is changed."),
                "Detail", "ink2", wrap=True,
            ),
            1,
        )  # fmt: skip
        column.addLayout(said)
        column.addSpacing(tokens.SECTION)
        column.addWidget(Label(_("Ready groups"), "Section"))
        column.addWidget(
            Label(
                _("Rules over applications and titles that are switched together. Nothing of such a window is kept."),
                "Text", "ink2", wrap=True,
            )
        )  # fmt: skip
        self.groups = ReadyGroups(self.switch_group)
        column.addWidget(self.groups)
        column.addSpacing(tokens.SECTION)
        self.fields = FieldsPart(self._context)
        column.addWidget(self.fields)
        column.addSpacing(tokens.SECTION)
        self.wrong = WrongPart(self._context)
        column.addWidget(self.wrong)
        column.addStretch(1)
        return side

    def _build_coverage(self) -> QWidget:
        side = QWidget()
        side.setProperty("ground", "alt")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, tokens.MARGIN)
        column.setSpacing(8)
        column.addWidget(Label(_("What can be seen on this computer"), "Section"))
        self._summary = Sentence([_("Checking each channel on this desktop.")], "Text")
        column.addWidget(self._summary)
        self.coverage = Facts(_("What can be seen on this computer"), coverage.facts(self._context.channels, {}))
        column.addWidget(self.coverage)
        column.addWidget(Label(_("What is not seen here, an agent may still record."), "Detail", "ink2", wrap=True))
        self._light = Label("", "Detail", "ink2", wrap=True)
        column.addWidget(self._light)
        self.check = Button(_("Check now"))
        self.check.clicked.connect(self.check_now)
        column.addWidget(flow_row(self.check))
        column.addSpacing(tokens.SECTION - 8)
        column.addWidget(Label(_("An agent can, Mirrorlight does not"), "Section"))
        column.addWidget(
            Label(
                _("What agents are documented to take and no channel shows. What your employer has switched on,"
                  " Mirrorlight cannot see."),
                "Text", "ink2", wrap=True,
            )
        )  # fmt: skip
        self.beyond = Facts(_("An agent can, Mirrorlight does not"), coverage.beyond(), how=False)
        column.addWidget(self.beyond)
        column.addSpacing(tokens.SECTION - 8)
        self.ledger = LedgerPart(self._context)
        column.addWidget(self.ledger)
        column.addStretch(1)
        return side

    def _ask(self) -> None:
        dialog = RuleDialog(self._context)
        dialog.accepted.connect(lambda: self.add_rule(dialog.kind, dialog.pattern))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _changed(self) -> None:
        if self._shown:
            self._load()

    def _load(self, choose: str = "") -> None:
        try:
            stored = self._context.actions.reader().rules()
        except UserError as error:
            self._context.bars.fail(error)
            return
        self.wrong.load()
        self._rules = tuple(rule for rule in stored if not rule.group)
        self.groups.show_on({rule.group for rule in stored})
        rows = []
        for rule in self._rules:
            kind, keeps_out = KINDS.get(rule.kind, (rule.kind, ""))
            rows.append([Cell(_(kind), ink="ink2"), Cell(rule.pattern, weight=500), Cell(_(keeps_out), ink="ink2")])
        before = self.table.currentIndex().row()
        self._model.show(rows)
        number = len(self._rules)
        words = ngettext(
            "{n} rule, checked before anything is written", "{n} rules, checked before anything is written", number
        )
        self._number.setText(words.format(n=count(number)) if number else "")
        self.table.setVisible(number > 0)
        self._none.setVisible(number == 0)
        fit_height(self.table)
        wanted = next(
            (i for i, rule in enumerate(self._rules) if rule.pattern == choose), before if choose == "" else -1
        )
        if number and wanted >= 0:
            self.table.selectRow(min(wanted, number - 1))
        self._chosen()
        self.fields.load()

    def _chosen(self, *_args: object) -> None:
        rows = self.table.selectionModel().selectedRows()
        self.remove.setEnabled(bool(rows))
        if rows and rows[0].row() < len(self._rules):
            name = _("Remove the rule for “{pattern}”").format(pattern=self._rules[rows[0].row()].pattern)
            self.remove.setAccessibleName(name)

    def _checked(self) -> None:
        bridge = self._context.bridge
        self.check.setEnabled(True)
        self._summary.set_parts(coverage.summary(bridge.desktop, bridge.coverage))
        self.coverage.show_facts(coverage.facts(self._context.channels, bridge.coverage, bridge.desktop))
        self._light.setText(coverage.light_sentence(bridge.light))

    def _status(self, status: Mapping[str, Any]) -> None:
        """Another session: a recorder began or ended, the screen was locked, or a channel's listener came or went."""
        if self._shown:
            self.fields.show_status(status)
            self.ledger.show_status(status)
        channels = status.get("channels", {})
        alive = tuple(sorted(name for name, channel in channels.items() if channel.get("alive")))
        session = (status.get("started"), status.get("reason") == reasons.LOCKED, alive)
        if session != self._session:
            changed, self._session = self._session is not None, session
            if changed:
                self._session_changed()

    def _session_changed(self, _screen: object = None) -> None:
        if self._shown and self.check.isEnabled():
            self.check_now()

    def _check_failed(self, error: UserError) -> None:
        self.check.setEnabled(True)
        self._context.bars.fail(error)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        wanted = self._left.minimumSizeHint().width() + self._right.minimumSizeHint().width() + 1
        beside = self.viewport().width() >= max(_SIDE_BY_SIDE, wanted)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._halves.direction() != direction:
            self._halves.setDirection(direction)
            self._line.setVisible(beside)
            self._halves.setStretch(0, 55 if beside else 0)
            self._halves.setStretch(2, 45)


class _Half(QWidget):
    """The half disc of "Filtered", 12 px."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(14, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_lamp(painter, QRectF(0, 2, 13, 13), FILTERED)
        painter.end()
