"""Settings: every setting as it is declared, but for how long data is kept; copies, the key, and the ways out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from mirrorlight.channels.frames import Forecast
from mirrorlight.commands import by_id as command
from mirrorlight.desktop import screen_lock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.settings import KEPT, RECORDING_AS, Setting
from mirrorlight.window import tokens, undo
from mirrorlight.window.context import Context
from mirrorlight.window.views import record_as
from mirrorlight.window.views.copies import ask_to_back_up, ask_to_export
from mirrorlight.window.views.covered import asked_how
from mirrorlight.window.views.farewell import ask_to_erase, ask_to_withdraw
from mirrorlight.window.views.folder_list import FolderList
from mirrorlight.window.views.key_section import KeySection
from mirrorlight.window.views.setting_field import SettingField
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.product_menu import ProductMenu
from mirrorlight.window.widgets.tick import Tick
from mirrorlight.wording import video_words

_WIDEST = 860
_CHANNEL = "channel_"
_SIZES = ("video_interval", "video", "screenshot_quality")
"""Settings after which the forecast is worked out anew."""


class SettingsPage(QScrollArea):
    """One row for each setting of the table; a change takes effect at once, in a running recorder too."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.title = _("Settings")
        self.explanation = _("Each change is written and takes effect at once. The file holds no content.")
        self._context = context
        self._shows: dict[str, Callable[[], None]] = {}
        self.controls: dict[str, QWidget] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("ground", "base")
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, tokens.MARGIN)
        block = QWidget()
        block.setProperty("ground", "none")
        block.setMaximumWidth(_WIDEST)
        self._column = QVBoxLayout(block)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        outer.addWidget(block, 1)
        outer.addStretch(0)
        self._problems = Label("", "Text", "ink", wrap=True)
        self._column.addWidget(self._problems)
        for group, settings in _groups(context.settings.declared).items():
            self._column.addWidget(Label(_(group), "Section"))
            self._column.addWidget(Line("line2"))
            for setting in settings:
                self._column.addWidget(self._row(setting))
                self._column.addWidget(Line())
            self._column.addSpacing(tokens.SECTION - 6)
        self._key()
        self._copies()
        self._ways_out()
        self._column.addStretch(1)
        self.setWidget(inner)

    def shown(self) -> None:
        """Show what the file says now: the command line may have changed it."""
        settings = self._context.settings
        settings.reload()
        for show in self._shows.values():
            show()
        self._problems.setText("\n".join(settings.problems))
        self._problems.setVisible(bool(settings.problems))
        self.key.look()
        self._ask_forecast()
        self._ask_how()

    def focus_first(self) -> None:
        next(iter(self.controls.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def change(self, setting: Setting, value: object) -> None:
        """Write a setting and tell the recorder; what cannot be written is told and shown as it was."""

        def failed(error: UserError) -> None:
            self._context.bars.fail(error)
            self._shows[setting.id]()

        def done(before: dict[str, object]) -> None:
            shown()
            if isValid(self) and before[setting.id] != self._context.settings.get(setting.id):
                undo.offer_setting(self._context, _(setting.title), before, shown)

        def shown() -> None:
            if not isValid(self):
                return  # the window was closed meanwhile
            self._shows[setting.id]()
            self._show_recording_as()
            if setting.id in _SIZES:
                self._ask_forecast()

        self._context.bridge.command(lambda actions: actions.set_setting(setting.id, value), done, failed)

    def _ask_forecast(self) -> None:
        """Say beside its switch what screen video would take; without an answer nothing is said."""

        def told(forecast: Forecast) -> None:
            self.forecast.setText(video_words(forecast))
            self.forecast.show()

        self._context.bridge.command(lambda actions: actions.video_forecast(), told, lambda _error: None)

    def _ask_how(self) -> None:
        """Say beside its setting how the window asks on this computer; without an answer nothing is said."""

        def told(found: tuple[str, str]) -> None:
            self.asked_how.setText(asked_how(*found))
            self.asked_how.show()

        self._context.bridge.command(
            lambda actions: (actions.key.state().mode, screen_lock.missing()), told, lambda _error: None
        )

    def _row(self, setting: Setting) -> QWidget:
        row = QWidget()
        line = QGridLayout(row)
        line.setContentsMargins(0, 4, 0, 4)
        line.setHorizontalSpacing(16)
        line.setVerticalSpacing(1)
        title = Label(_(setting.title), "Label")
        why = Label(_(setting.explanation), "Detail", "ink2", wrap=True)
        control = self._control(setting)
        self.controls[setting.id] = control
        title.setBuddy(control)
        if setting.kind == "bool":
            line.addWidget(control, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
            line.addWidget(title, 0, 1)
            line.addWidget(why, 1, 1)
            line.setColumnStretch(1, 1)
            line.setHorizontalSpacing(6)
            if setting.id == "video":
                self.forecast = Label("", "Detail", "ink", wrap=True)
                self.forecast.hide()
                line.addWidget(self.forecast, 2, 1)
        elif setting.kind == "folders":
            line.addWidget(title, 0, 0)
            line.addWidget(why, 1, 0)
            line.addWidget(control, 2, 0)
        else:
            line.addWidget(title, 0, 0)
            line.addWidget(why, 1, 0)
            line.setColumnStretch(0, 1)
            line.addWidget(control, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            if setting.id == "lock_minutes":
                self.asked_how = Label("", "Detail", "ink", wrap=True)
                self.asked_how.hide()
                line.addWidget(self.asked_how, 2, 0)
        return row

    def _control(self, setting: Setting) -> QWidget:
        if setting.kind == "bool":
            return self._tick(setting)
        if setting.kind == "choice":
            return self._choice(setting)
        if setting.kind == "product":
            return self._product(setting)
        if setting.kind == "folders":
            return self._folders(setting)
        return self._field(setting)

    def _tick(self, setting: Setting) -> QWidget:
        tick = Tick("", _(setting.title))
        tick.setAccessibleDescription(_(setting.explanation))
        tick.clicked.connect(lambda on: self.change(setting, bool(on)))
        self._shows[setting.id] = lambda: tick.setChecked(bool(self._context.settings.get(setting.id)))
        return tick

    def _choice(self, setting: Setting) -> QWidget:
        choice = Choice(_(setting.title), [(name, _(words)) for name, words in setting.choices])
        choice.chosen.connect(lambda name: self.change(setting, name))
        self._shows[setting.id] = lambda: choice.choose(str(self._context.settings.get(setting.id)))
        return choice

    def _product(self, setting: Setting) -> QWidget:
        menu = ProductMenu(_(setting.title), record_as.entries(setting))
        if setting.id == RECORDING_AS:
            menu.chosen.connect(lambda name: record_as.ask(self._context, name, self._look))
            self._shows[setting.id] = self._show_recording_as
            self._as = menu
        else:
            menu.chosen.connect(lambda name: self.change(setting, name))
            self._shows[setting.id] = lambda: menu.show_product(str(self._context.settings.get(setting.id)))
        return menu

    def _look(self) -> None:
        """Show what the file says now, if the page is still there."""
        if isValid(self):
            self.shown()

    def _show_recording_as(self) -> None:
        self._as.show_product(self._context.actions.recording_as())

    def _folders(self, setting: Setting) -> QWidget:
        folders = FolderList(_(setting.title))
        folders.changed.connect(lambda value: self.change(setting, value))
        self._shows[setting.id] = lambda: folders.show_folders(self._context.settings.get(setting.id))
        return folders

    def _field(self, setting: Setting) -> QWidget:
        field = SettingField(setting)
        field.entered.connect(lambda value: self.change(setting, value))
        self._shows[setting.id] = lambda: field.show_value(self._context.settings.get(setting.id))
        return field

    def _key(self) -> None:
        self._column.addWidget(Label(_("Key of the store"), "Section"))
        self._column.addWidget(Line("line2"))
        self.key = KeySection(self._context)
        self._column.addWidget(self.key)
        self._column.addSpacing(tokens.SECTION - 6)

    def _copies(self) -> None:
        self._column.addWidget(Label(_("Copies"), "Section"))
        self._column.addWidget(Line("line2"))
        self._column.addWidget(
            Label(
                _("An export can be read by anybody. A backup is encrypted like the store."), "Text", "ink2", wrap=True
            )
        )
        self.export = Button(_(command("export").title))
        self.export.clicked.connect(lambda: ask_to_export(self._context))
        self.backup = Button(_(command("backup").title))
        self.backup.clicked.connect(lambda: ask_to_back_up(self._context))
        self._column.addWidget(flow_row(self.export, self.backup))
        self._column.addSpacing(tokens.SECTION - 6)

    def _ways_out(self) -> None:
        self._column.addWidget(Label(_("Stop and leave"), "Section"))
        self._column.addWidget(Line("line2"))
        self._column.addWidget(
            Label(
                _("Withdrawing ends recording at once."
                    " Erasing takes the key, the store, receipts, rules, settings and the log."),
                "Text", "ink2", wrap=True,
            )
        )  # fmt: skip
        self.stop = Button(_("Stop recording"), "plain", "stop")
        self.stop.clicked.connect(self._stop)
        self.withdraw = Button(_("Withdraw agreement…"))
        self.withdraw.clicked.connect(lambda: ask_to_withdraw(self._context))
        self.erase = Button(_("Erase everything…"), "destructive", "trash")
        self.erase.clicked.connect(lambda: ask_to_erase(self._context))
        self._column.addWidget(flow_row(self.stop, self.withdraw, self.erase))
        self._context.bridge.status_changed.connect(self._status)
        self._status(self._context.bridge.status)

    def _status(self, status: dict[str, object]) -> None:
        self.stop.setEnabled(status.get("state") != "off")

    def _stop(self) -> None:
        self._context.bridge.command(lambda actions: actions.stop(), None, self._context.bars.fail)


def _groups(declared: tuple[Setting, ...]) -> dict[str, list[Setting]]:
    """Settings by group: what is recorded as and the switches of the channels first, the rest in the order of the
    table. How long data is kept has a page of its own (`retention.py`).
    """
    groups: dict[str, list[Setting]] = {}
    declared = tuple(setting for setting in declared if setting.group != KEPT)
    for setting in sorted(declared, key=lambda setting: not setting.id.startswith((_CHANNEL, RECORDING_AS))):
        groups.setdefault(setting.group, []).append(setting)
    return groups
