"""Retention and size: how long what is kept and when it goes, how large it is and becomes, and what went by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from mirrorlight import wording
from mirrorlight.core.keeping import Keep, Kept
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.settings import KEEP, Setting
from mirrorlight.store.results import Preview, Receipt, Room
from mirrorlight.window import tokens
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import date_words
from mirrorlight.window.theme import theme
from mirrorlight.window.views.deletions import receipt_row
from mirrorlight.window.views.kept_rows import KeptRows, Offer, days_words
from mirrorlight.window.views.setting_field import SettingField
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.table import Rows, fit_height, table
from mirrorlight.wording import count, size

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.window.bridge import Step, Work

LIMIT, FIRST = "size_limit", "size_first"
LATER = 10_000
"""Milliseconds between two counts while rows arrive."""
_COLUMNS = 780
"""Width below which what is said of a channel stands in a line instead of columns."""
SHOWN = 12
"""Receipts that are shown here; all of them are under Deletions."""


@dataclass(frozen=True)
class Found:
    """What was read of the store for this page. `receipts` of what went by itself, newest first."""

    kept: Kept
    held: dict[str, int]
    receipts: tuple[Receipt, ...]


class RetentionPage(QScrollArea):
    """A shorter time or a smaller size first says what it would take; only a yes changes the setting."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.title = _("Retention and size")
        self.explanation = _(
            "Whole days, each channel on its own. What is over goes by itself while you are away, as for any deletion."
        )
        self._context = context
        self._settings = {setting.id: setting for setting in context.settings.declared}
        self._shown = False
        self._work: Work | None = None
        self._asked: Work | None = None
        self._decline: Callable[[], None] | None = None
        self.offer: Offer | None = None
        self.found: Found | None = None
        self.room: Room | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("ground", "base")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(tokens.MARGIN, 18, tokens.MARGIN, tokens.MARGIN)
        self._column.setSpacing(8)
        self.sentence = Sentence([_("Looking what is kept.")])
        self._column.addWidget(self.sentence)
        self.forecast = Label("", "Text", "ink2", wrap=True)
        self._column.addWidget(self.forecast)
        self._times()
        self._sizes()
        self._gone()
        self._column.addStretch(1)
        self.setWidget(inner)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER)
        self._later.timeout.connect(self.load)
        context.bridge.generation_changed.connect(self.load)
        context.bridge.store_changed.connect(self._soon)

    def shown(self) -> None:
        self._shown = True
        self._context.settings.reload()
        self._show_settings()
        self.load()

    def hidden(self) -> None:
        self._shown = False
        self._later.stop()
        self.decline()
        for work in (self._work, self._asked):
            if work is not None:
                work.mute()
                work.cancel()
        self._work = self._asked = None

    @property
    def controls(self) -> dict[str, QWidget]:
        """What changes each setting, by its id."""
        days = {f"{KEEP}{channel}": field for channel, field in self.rows.fields.items()}
        return {**days, LIMIT: self.limit, FIRST: self.first}

    def focus_first(self) -> None:
        next(iter(self.rows.fields.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def escape(self) -> bool:
        """Esc declines what is offered."""
        return self.decline()

    def load(self) -> None:
        """Read what is kept, in a thread; what is shown stays until then."""
        if not self._shown or not self._context.bridge.store_is_open:
            return
        if self._work is not None:
            self._work.mute()
            self._work.cancel()
        self._work = self._read(self._all, self._show)

    def _all(self, actions: Actions, _step: Step) -> Found:
        reader = actions.reader()
        receipts = [receipt for receipt in reader.receipts() if receipt.by_itself]
        receipts.sort(key=lambda receipt: receipt.at, reverse=True)
        kept = actions.kept()
        return Found(kept, reader.held_by_channel(), tuple(receipts))

    def _read(self, job: Callable[[Actions, Step], Any], done: Callable[[Any], object]) -> Work:
        """Ask the store in a thread, on a reader of its own."""
        actions = self._context.actions.sibling()

        def run(step: Step) -> Any:
            try:
                return job(actions, step)
            finally:
                actions.forget_reader()

        return self._context.bridge.run(run, done, self._context.bars.fail)

    def _soon(self) -> None:
        if self._shown and not self._later.isActive():
            self._later.start()

    # What is shown

    def _times(self) -> None:
        self._section(_("How long it is kept"))
        self._column.addWidget(
            Label(
                _("Whole days, 0 until you delete it. What is over goes by itself while you are away, for good."),
                "Text", "ink2", wrap=True,
            )
        )  # fmt: skip
        self.rows = KeptRows(self._settings, self._context.channels)
        self.rows.entered.connect(self.want_days)
        self._column.addWidget(self.rows)

    def _sizes(self) -> None:
        self._section(_("Size"))
        self._column.addWidget(Line("line2"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        self.limit = SettingField(self._settings[LIMIT])
        self.limit.entered.connect(self.want_limit)
        first = self._settings[FIRST]
        self.first = Choice(_(first.title), [(name, _(words)) for name, words in first.choices])
        self.first.chosen.connect(lambda name: self.change(first, name))
        for row, (setting, control) in enumerate(((self._settings[LIMIT], self.limit), (first, self.first))):
            words = QVBoxLayout()
            words.setSpacing(1)
            title = Label(_(setting.title), "Label")
            title.setBuddy(control)
            words.addWidget(title)
            words.addWidget(Label(_(setting.explanation), "Detail", "ink2", wrap=True))
            grid.addLayout(words, row, 0)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(control, row, 1, side)
        self._column.addLayout(grid)
        self._size_offer = QVBoxLayout()
        self._column.addLayout(self._size_offer)

    def _gone(self) -> None:
        self._section(_("What went by itself"))
        self.nothing = Label(_("Nothing went by itself so far."), "Text", "ink2", wrap=True)
        self._column.addWidget(self.nothing)
        self.table = table(_("What went by itself, newest first"))
        self.receipts = Rows([_("Deleted"), _("What"), _("Events"), _("Checked")], right=[2], parent=self)
        self.table.setModel(self.receipts)
        for index, width in enumerate((190, 250, 80)):
            self.table.setColumnWidth(index, width)
        self.table.hide()
        self._column.addWidget(self.table)
        self.all_receipts = Button(_("All receipts"))
        self.all_receipts.clicked.connect(lambda: self._context.go("deletions"))
        self.now = Button(_("Let go now what is over…"), "plain", "trash")
        self.now.clicked.connect(self.want_now)
        self._column.addWidget(flow_row(self.all_receipts, self.now))
        self._now_offer = QVBoxLayout()
        self._column.addLayout(self._now_offer)

    def _section(self, words: str) -> None:
        self._column.addSpacing(tokens.SECTION - 8)
        self._column.addWidget(Label(words, "Section"))

    def _show_settings(self, *, anew: bool = False) -> None:
        get = self._context.settings.get
        for channel, field in self.rows.fields.items():
            field.show_value(get(KEEP + channel), anew=anew)
        self.limit.show_value(get(LIMIT), anew=anew)
        self.first.choose(str(get(FIRST)))

    def _show(self, found: Found) -> None:
        self.found = found
        said = wording.kept(found.kept.to_json())
        self.sentence.set_parts([(said[0], True), " " + said[1]])
        self.forecast.setText(" ".join(said[2:]))
        self.rows.show_kept(found.kept)
        self._show_held()
        self.receipts.show([receipt_row(receipt) for receipt in found.receipts[:SHOWN]])
        fit_height(self.table)
        self.table.setVisible(bool(found.receipts))
        self.nothing.setVisible(not found.receipts)
        known = self.room
        self._work = self._read(lambda actions, step: actions.reader().room(known, lambda: step(0, 0)), self._show_room)

    def _show_room(self, room: Room) -> None:
        """It takes longer in a large store than the rest, so it comes later."""
        self._work, self.room = None, room
        self._show_held()

    def _show_held(self) -> None:
        if self.found is not None:
            self.rows.show_held(self.found.held, None if self.room is None else self.room.bytes)
            self._fit()

    # What is asked for

    def want_days(self, setting: Setting, days: int) -> None:
        """Keep a channel for so many days; what a shorter time would take is told first, and waits for a yes."""
        self.decline()
        channel, before = setting.id.removeprefix(KEEP), int(self._context.settings.get(setting.id))
        if days == 0 or (before and days >= before):
            self.change(setting, days)
            return
        keep = self._keep()
        keep = replace(keep, days={**keep.days, channel: days})

        def told(preview: Preview) -> None:
            if not preview.total:
                self.change(setting, days)
                return
            self._offer(
                lambda offer: self.rows.put(channel, offer),
                self.over_words(keep, channel, preview),
                _("Leave it at {days}").format(days=days_words(before)),
                _("Keep {days}; {events} go").format(days=days_words(days), events=wording.events(preview.total)),
                lambda: self.change(setting, days),
                self.rows.fields[channel],
            )

        self._ask(lambda actions, _step: actions.reader().over(keep, channel), told)

    def over_words(self, keep: Keep, channel: str, preview: Preview) -> str:
        """What is over under `keep`, and goes."""
        title = next(_(each.title) for each in self._context.channels if each.id == channel)
        days, bytes_ = keep.days[channel], preview.bytes.get(channel, 0)
        first = "" if preview.since is None else date_words(to_local(preview.since).date())
        words = ngettext(
            "{channel}: {n} event, {size}, from {first} on, is older than {days}."
            " It goes the next time you are away, for good.",
            "{channel}: {n} events, {size}, from {first} on, are older than {days}."
            " They go the next time you are away, for good.",
            preview.total,
        )
        return words.format(
            channel=title, n=count(preview.total), size=size(bytes_), first=first, days=days_words(days)
        )

    def want_limit(self, megabytes: int) -> None:
        """Limit the size; what has to go for it at once is told first, and waits for a yes."""
        self.decline()
        setting, before = self._settings[LIMIT], int(self._context.settings.get(LIMIT))
        if not megabytes or (before and megabytes >= before):
            self.change(setting, megabytes)
            return
        limit = megabytes * 1_000_000

        def told(kept: Kept) -> None:
            now = kept.forecast.size
            if now <= limit:
                self.change(setting, megabytes)
                return
            first = next(_(words) for name, words in self._settings[FIRST].choices if name == kept.keep.first)
            words = _(
                "The store has {now}. For {limit}, about {over} go the next time you are away, for good."
                " First: {first}; nothing of the last day."
            )
            self._offer(
                self._size_offer.addWidget,
                words.format(now=size(now), limit=size(limit), over=size(now - limit), first=first),
                _("Leave it as it is"),
                _("Limit it to {limit}; {over} go").format(limit=size(limit), over=size(now - limit)),
                lambda: self.change(setting, megabytes),
                self.limit,
            )

        self._ask(lambda actions, _step: actions.kept(), told)

    def want_now(self) -> None:
        """Let go at once what is over; how much that is is told first, and waits for a yes."""
        self.decline()
        keep = self._keep()

        def over(actions: Actions, step: Step) -> int:
            return sum(actions.reader().over(keep, channel).total for channel in keep.days if step(0, 0))

        def told(events: int) -> None:
            if not events:
                self._context.bars.tell("retention", _("Nothing is there whose time is over."))
                return
            words = ngettext("{n} event is over.", "{n} events are over.", events).format(n=count(events))
            self._offer(
                self._now_offer.addWidget, words + " " + _("What goes is gone for good, and leaves a receipt."),
                _("Leave it for later"), _("Let {events} go now").format(events=wording.events(events)),
                self._let_go, self.now,
            )  # fmt: skip

        self._ask(over, told)

    def _let_go(self) -> None:
        self.now.setEnabled(False)

        def done(receipt: Receipt | None) -> None:
            self.now.setEnabled(True)
            self._context.bridge.look_now()
            self.load()
            if receipt is None:
                self._context.bars.tell(
                    "retention", _("Nothing went."),
                    _("The clock of this computer was set or not confirmed yet: by it alone nothing is let go."),
                )  # fmt: skip
            else:
                self._context.bars.tell(
                    "retention", _("{events} are gone.").format(events=wording.events(receipt.total)),
                    _("The receipt says what was checked."), _("All receipts"),
                    lambda: self._context.go("deletions"),
                )  # fmt: skip

        def failed(error: UserError) -> None:
            self.now.setEnabled(True)
            self._context.bars.fail(error)

        self._context.bridge.task(lambda actions, step: actions.retain(lambda: step(0, 0)), done, failed)

    def change(self, setting: Setting, value: object) -> None:
        """Write a setting; a running recorder takes it at once. What cannot be written is told and shown as it was."""

        def failed(error: UserError) -> None:
            self._context.bars.fail(error)
            self._show_settings(anew=True)

        def done(_result: object) -> None:
            self._show_settings()
            self.load()

        self._context.bridge.command(lambda actions: actions.set_setting(setting.id, value), done, failed)

    def decline(self) -> bool:
        """Leave everything as it is; whether something was offered."""
        if self._asked is not None:
            self._asked.mute()
            self._asked = None
        if self.offer is None:
            return False
        offer, back, self.offer, self._decline = self.offer, self._decline, None, None
        offer.hide()
        offer.deleteLater()
        if back is not None:
            back()
        self._show_settings(anew=True)
        return True

    def _ask(self, job: Callable[[Actions, Step], Any], told: Callable[[Any], None]) -> None:
        def done(result: Any) -> None:
            self._asked = None
            told(result)

        self._asked = self._read(job, done)

    def _offer(
        self, put: Callable[[Offer], object], words: str, no: str, yes: str, act: Callable[[], None], back: QWidget
    ) -> None:
        offer = Offer(words, no, yes)

        def answered(agreed: bool) -> None:
            self._decline = None
            offer.hide()
            offer.deleteLater()
            self.offer = None
            back.setFocus(Qt.FocusReason.OtherFocusReason)
            if agreed:
                act()
            else:
                self._show_settings(anew=True)

        offer.answered.connect(answered)
        put(offer)
        self.offer, self._decline = offer, lambda: back.setFocus(Qt.FocusReason.OtherFocusReason)
        offer.no.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, offer, lambda: self.ensureWidgetVisible(offer))  # once it has its place

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Columns where there is room for them."""
        room = self.viewport().width()
        wanted = self.rows.columns_width + 2 * tokens.MARGIN
        self.rows.set_narrow(room < max(_COLUMNS * theme().scale, wanted))

    def _keep(self) -> Keep:
        return Keep.of(self._context.settings.get, [channel.id for channel in self._context.channels])
