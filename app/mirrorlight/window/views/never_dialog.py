"""Never record this again: the page, titles, an application, or a whole channel, from what is chosen or typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QButtonGroup, QCompleter, QMenu, QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.core.rules import Rule, RuleError
from mirrorlight.core.text import clean_text
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window import undo
from mirrorlight.window.context import Context
from mirrorlight.window.models.question import shortened
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.tick import Radio

_MOST_TITLE, _MOST_PAGE = 120, 70
_PARTED = re.compile(r"\s+[—–-]\s+")
APP, TITLE, PAGE, CHANNEL = "app", "title", "page", "channel"


def page_of(title: str, app: str) -> str:
    """A window's title without the name of its application at the end, by which a page or a document is recognised."""
    parts = list(_PARTED.finditer(title))
    if parts:
        last, name = title[parts[-1].end() :].casefold(), app.casefold()
        if name and (name in last or last in name):
            return title[: parts[-1].start()].strip()
    return title.strip()


class NeverDialog(Dialog):
    """Makes one rule, or switches a channel off. `app`, `title` and `channel` (an id) are filled in from what is
    chosen; each may be empty. What was done is told in the page's bars, with Undo.
    """

    def __init__(
        self, context: Context, app: str = "", title: str = "", seen: Sequence[str] = (), channel: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
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
        self.page = clean_text(page_of(title, app), _MOST_TITLE)
        self._channels = [each for each in context.channels if context.settings.get(f"channel_{each.id}")]
        self.channel = next((each for each in self._channels if each.id == channel), (*self._channels, None)[0])
        self.by_page = Radio(_("This page or document: “{title}”").format(title=shortened(self.page, _MOST_PAGE)))
        self.by_title = Radio(_("Every window whose title contains"))
        self.title_ = Field(_("Part of the title"), clean_text(title, _MOST_TITLE), _("Part of the title"))
        self.by_app = Radio(_("An application"))
        self.app = Field(_("Application"), app, _("Name of the application"))
        self.by_channel = Radio(_("A channel, in every application"))
        self.which = Button("", "plain", "chevron-down")
        self.which.icon_after = True
        self.which.clicked.connect(self._ask_channel)
        self._group = QButtonGroup(self)
        capitals = _("Upper and lower case are the same; * stands for anything.")
        for radio, control, hint in (
            (self.by_page, None, _("Recognised by its title, in whatever application.")),
            (self.by_title, self.title_, capitals),
            (self.by_app, self.app, _("As it is shown in the list of windows. It need not have run yet.")),
            (self.by_channel, flow_row(self.which), _("It is switched off, as in Settings.")),
        ):
            if (radio is self.by_page and not self.page) or (radio is self.by_channel and self.channel is None):
                radio.hide()
                continue
            self._group.addButton(radio)
            self.body.addWidget(radio)
            if control is not None:
                self.body.addWidget(control)
            self.body.addWidget(Label(hint, "Detail", "ink3", wrap=True))
            self.body.addSpacing(6)
            if isinstance(control, Field):
                control.changed.connect(lambda _text, radio=radio: radio.setChecked(True))
                control.entered.connect(self.agree)
        self.body.addStretch(1)
        completer = QCompleter(sorted(set(seen), key=str.casefold), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.app.edit.setCompleter(completer)
        (self.by_app if app or not title else self.by_title).setChecked(True)
        self._name_channel()
        self._group.buttonToggled.connect(self._choose)

    @property
    def kind(self) -> str:
        """APP, TITLE, PAGE or CHANNEL."""
        kinds = {self.by_app: APP, self.by_title: TITLE, self.by_page: PAGE, self.by_channel: CHANNEL}
        return next((kind for radio, kind in kinds.items() if radio.isChecked()), APP)

    @property
    def pattern(self) -> str:
        """What a rule would be for."""
        return {APP: self.app.text, TITLE: self.title_.text, PAGE: self.page}.get(self.kind, "").strip()

    def agree(self) -> None:
        """Do it, through the recorder if one runs; refuse an empty rule in its field."""
        if self.kind == CHANNEL:
            self._switch_off()
            return
        kind, pattern = APP if self.kind == APP else TITLE, self.pattern
        try:
            Rule("", kind, pattern)
        except RuleError:
            field = self.title_ if kind == TITLE else self.app
            field.refuse(_("Write what the rule is for; “*” alone would keep everything out."))
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept_button.setEnabled(False)
        self._context.bridge.command(lambda actions: undo.add_rule(actions, kind, pattern), self._added, self._failed)

    def _switch_off(self) -> None:
        channel = self.channel
        if channel is None:
            return
        self.accept_button.setEnabled(False)

        def done(_result: object) -> None:
            undo.offer_channel(self._context, channel.id, _(channel.title), self._context.bridge.look_now)
            self.accept()

        self._context.bridge.command(lambda actions: actions.set_channel(channel.id, False), done, self._failed)

    def _ask_channel(self) -> None:
        menu = QMenu(self)
        for channel in self._channels:
            menu.addAction(_(channel.title)).triggered.connect(partial(self.choose_channel, channel))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.which.mapToGlobal(QPoint(0, self.which.height() + 2)))

    def choose_channel(self, channel: Channel, _checked: bool = False) -> None:
        """Let it be about this channel."""
        self.channel = channel
        self.by_channel.setChecked(True)
        self._name_channel()

    def _name_channel(self) -> None:
        if self.channel is not None:
            title = _(self.channel.title)
            self.which.set_words(title, name=_("Channel: {channel}. Press for another").format(channel=title))

    def _choose(self) -> None:
        off = self.kind == CHANNEL
        self.accept_button.set_words(_("Switch it off") if off else _("Add this rule"), icon="never")
        for radio, field in ((self.by_app, self.app), (self.by_title, self.title_)):
            if not radio.isChecked():
                field.accept()

    def _added(self, added: undo.Added) -> None:
        undo.offer_rule(self._context, added, self._context.bridge.look_now)
        self.accept()

    def _failed(self, error: UserError) -> None:
        self.accept_button.setEnabled(True)
        self.bars.fail(error)
        self.fit()
