"""The window: first run, then navigation, page head, pages, status bar. It shows and asks; it decides nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight import consent
from mirrorlight.channels import CHANNELS
from mirrorlight.commands import by_id as command
from mirrorlight.core.clock import SECOND, Clock, SystemClock
from mirrorlight.core.times import take_zone
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window import pages, tokens
from mirrorlight.window.bridge import Bridge
from mirrorlight.window.context import Context
from mirrorlight.window.focus_order import next_in_order, next_region
from mirrorlight.window.foot import Foot
from mirrorlight.window.keeping import Keeping
from mirrorlight.window.lock import IdleWatch, forget_shown
from mirrorlight.window.showing import Showing
from mirrorlight.window.standing import Standing, standing
from mirrorlight.window.views.covered import CoveredPage
from mirrorlight.window.views.store_states import StoreStates
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.focus import FocusRing
from mirrorlight.window.widgets.head import PageHead
from mirrorlight.window.widgets.navigation import Entry, Navigation
from mirrorlight.window.widgets.pause import OtherLength
from mirrorlight.window.widgets.state import WORDS
from mirrorlight.window.widgets.synthetic import SyntheticMark

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.window.deeds import Deeds
    from mirrorlight.window.views.guide import GuideWindow
    from mirrorlight.window.views.palette import Palette

_REST = 300
"""Milliseconds between two pages that are read in ahead."""
_SHORTEST_PAGE = 560
"""Width below which a page scrolls sideways instead of shrinking."""


class MainWindow(QMainWindow):
    """The only window. `begin` decides between first run and the pages; `close` ends every thread it started."""

    def __init__(self, actions: Actions, page: str = "", day: date | None = None) -> None:
        """`day` is what the page of the day shows first, instead of today."""
        super().__init__()
        self._day = day
        self._begun = False
        self._actions = actions
        self._clock: Clock = SystemClock()
        self._wanted = page or pages.PAGES[0].id
        self._current = ""
        self._made: dict[str, QWidget] = {}
        self._state_page: QWidget | None = None
        self._deeds: Deeds | None = None
        self.palette_dialog: Palette | None = None
        self.guide: GuideWindow | None = None
        self.bridge = Bridge(actions, self)
        self.bars = Bars()
        self.context = Context(
            actions, self.bridge, self.bars, actions.settings, CHANNELS,
            self.go, lambda: self, self.start_recording, self.begin, self.show_range,
        )  # fmt: skip
        self.states = StoreStates(self.context)
        self.locked = False
        """Whether the window shows nothing of what was recorded until somebody unlocks it."""
        self._to_lock = False
        self._build()
        self.keeping = Keeping(self.bridge, self)
        self.stage = Showing(self, self._clock)
        self._shortcuts()
        self.bridge.status_changed.connect(self._take_status)
        self.bridge.store_opened.connect(self._store_opened)
        self.bridge.store_failed.connect(self._store_failed)
        self.bars.failed.connect(self._page_failed)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._each_second)
        self._to_load = list(pages.PAGES)
        self._loading = QTimer(self)
        self._loading.setInterval(_REST)
        self._loading.timeout.connect(self._load_next)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.idle = IdleWatch(application, self._clock, lambda: int(actions.settings.get("lock_minutes")), self)
        self.idle.idle.connect(self.lock)
        self.idle.asked.connect(self.lock)
        self.resize(1280, 800)
        self.setMinimumSize(640, 400)

    def begin(self, tell: UserError | None = None) -> None:
        """First run if the person has not agreed yet, else the pages. Called at the start and after erasing.

        `tell` is said there, in a bar.
        """
        self.bridge.start()
        self._tick.start()
        if self._actions.first_run_needed():
            self._begun = True  # who agrees sits here
            file = self._actions.places.consent
            self._show_first_run(consent.unreadable(file) if tell is None and consent.damaged(file) else tell)
            return
        self._root.setCurrentWidget(self._shell)
        if not self._begun and self._actions.settings.get("lock_minutes"):
            self._begun = True
            self.lock()
            return
        self._begun = True
        if self.states.needs_passphrase():
            self.states.lock()
        else:
            self.states.opening()
            self.bridge.open_store()
        self.go(self._wanted)
        self.navigation.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_standing()

    def lock(self) -> None:
        """Show nothing of what was recorded, and forget what was read of it, until somebody unlocks the window.

        Recording goes on, and the state and Pause stay.
        """
        if (self.locked and not self._to_lock) or self._root.currentWidget() is not self._shell:
            return
        if not self.locked:
            self.locked = True
            self.stage.end()
            for part in (self.navigation, self.foot.bar):
                part.hide()
            self._put(QWidget(), None)
            self.bars.clear()
            self._show_standing()
        # A dialog at work and a store that is being opened come to their end first; nothing is to be seen of it.
        self._to_lock = not forget_shown(self) or self.bridge.opening
        if self._to_lock:
            return
        self._drop_pages()
        self._actions.use_passphrase("")
        self.bridge.close_store()
        self.states.opening()
        self.states.unlocked = False
        if self.states.needs_passphrase():
            self.states.lock()
            self._put(self.states.page(), None)
        else:
            self._put(CoveredPage(self.context, self.unlock), None)
        if self.page is not None:
            pages.part(self.page, "focus_first")()
        self._show_standing()

    def _load_next(self) -> None:
        """One page more is read in, so that nobody waits for that when it is first shown."""
        if self._to_load:
            self._to_load.pop(0).load()
        else:
            self._loading.stop()

    def _each_second(self) -> None:
        self._show_standing()
        if self._to_lock and not self.bridge.opening:
            self.lock()

    def unlock(self) -> None:
        """The person may see what was recorded again."""
        self._uncover()
        self.states.opening()
        self.bridge.open_store()
        self.go(self._wanted)

    def _uncover(self) -> None:
        self.locked = self._to_lock = False
        if self.page is not None:
            pages.part(self.page, "hidden")()
        for part in (self.navigation, self.foot.bar):
            part.show()

    def go(self, id_: str, at: int | None = None, until: int | None = None) -> None:
        """Show a page, with `at` (UTC µs) at that moment, with `until` too that range; where the store cannot be read,
        what is wrong with it.
        """
        entry = pages.by_id(id_)
        if self.locked or entry is None or self._root.currentWidget() is not self._shell:
            return
        old = self._made.get(self._current)
        if old is not None and self._current != id_:
            pages.part(old, "hidden")()
        self._wanted = self._current = id_
        self.navigation.show_page(id_)
        if entry.store and not self.bridge.store_is_open:
            self._put(self.states.page(), None)
        else:
            page = self._made.get(id_)
            if page is None:
                page = self._made[id_] = entry.make(self.context)
                if self._day is not None:
                    pages.part(page, "show_date")(self._day)
                changed = getattr(page, "title_changed", None)
                if changed is not None:
                    changed.connect(self._show_title)
                count_changed = getattr(page, "count_changed", None)
                if count_changed is not None:
                    count_changed.connect(partial(self.navigation.set_count, id_))
            tools = pages.part(page, "head_tools")()
            self._put(page, tools if isinstance(tools, QWidget) else None)
            pages.part(page, "shown")()
            if at is not None and until is not None:
                pages.part(page, "show_range")(at, until)
            elif at is not None:
                pages.part(page, "show_moment")(at)
        self._show_title()

    def show_range(self, since: int, until: int) -> None:
        """Show the day of a moment, this range of it chosen (UTC µs)."""
        self.go("today")
        if self.page is not None:
            pages.part(self.page, "show_range")(since, until)

    def search(self) -> None:
        """The page of search, ready to be written in."""
        self.go("search")
        if self.page is not None:
            pages.part(self.page, "focus_first")()

    def next_hit(self, *, forward: bool) -> None:
        """The next hit of the search, or the one before."""
        self.go("search")
        if self.page is not None:
            pages.part(self.page, "next_hit")(forward)

    def open_palette(self) -> None:
        """The list of everything that can be done now; what is chosen is done once it has closed."""
        if self.locked or self._root.currentWidget() is not self._shell:
            return
        from mirrorlight.window.deeds import Deeds  # not before somebody asks for it
        from mirrorlight.window.views.palette import Palette

        deeds = self._deeds = self._deeds or Deeds(self)
        dialog = self.palette_dialog = Palette(deeds.now(), self)

        def do() -> None:
            if dialog.chosen is not None:
                dialog.chosen.act()
            deeds.forget()

        def ended(_result: int) -> None:
            self.palette_dialog = None
            dialog.deleteLater()
            QTimer.singleShot(0, self, do)

        dialog.finished.connect(ended)
        dialog.open()

    def open_guide(self) -> GuideWindow:
        """The guide, in front."""
        from mirrorlight.window.views.guide import GuideWindow  # not before somebody asks for it

        guide = self.guide = self.guide or GuideWindow(self)
        guide.show()
        guide.raise_()
        guide.activateWindow()
        return guide

    @property
    def showing_synthetic(self) -> bool:
        """Whether what is shown is a demo's: nothing is recorded into it."""
        return not self.synthetic.isHidden()

    @property
    def first_run(self) -> QWidget | None:
        """The first run while it is shown."""
        current = self._root.currentWidget()
        return None if current is self._shell else current

    @property
    def page(self) -> QWidget | None:
        """What is shown in the place of pages: a page, or the state that stands for it."""
        return self._stack.currentWidget()

    def start_recording(self) -> None:
        """Start the recorder; if it cannot, a bar says why and offers to try again."""
        if self.locked and self.states.locked:
            self.bars.tell("start", _("Unlock the window first."), _("The recorder needs the passphrase, too."))
            return
        self.head.pause.setEnabled(False)
        self.bars.withdraw("start")

        def failed(error: UserError) -> None:
            self.head.pause.setEnabled(True)
            self._tell_failure("start", error, _("Try again"), self.start_recording)

        self.bridge.command(lambda actions: actions.start(), lambda _result: self.head.pause.setEnabled(True), failed)

    def pause(self, until: int | None) -> None:
        """Pause until `until` (UTC µs), or until resumed."""
        self._ask(lambda actions: actions.pause(until))

    def pause_for(self, length: int | None) -> None:
        """Pause for `length` µs, or until resumed."""
        self.pause(None if length is None else self._clock.utc() + length)

    def told(self, error: UserError) -> None:
        """Tell an error that no page knows of (an unexpected one, for example)."""
        self._tell_failure("unexpected", error, "", None)

    # How it is built

    def _build(self) -> None:
        self._root = QStackedWidget()
        whole = QWidget()
        self.setCentralWidget(whole)
        self.synthetic = SyntheticMark()
        self.synthetic.setVisible(self._actions.throwaway)
        above = QVBoxLayout(whole)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.synthetic)
        above.addWidget(self._root, 1)
        self._shell = QWidget()
        self._root.addWidget(self._shell)
        self.head = PageHead()
        self._stack = QStackedWidget()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._stack)
        self._content = QWidget()
        self._content.setProperty("ground", "base")
        self._content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bar_place = QWidget()
        bars = QVBoxLayout(self._bar_place)
        bars.setContentsMargins(tokens.MARGIN, 12, tokens.MARGIN, 12)
        bars.addWidget(self.bars)
        self.bars.shown.connect(self._bar_place.setVisible)
        self._bar_place.hide()
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._bar_place)
        inner.addWidget(self._area, 1)
        groups: dict[str, list[Entry]] = {}
        for entry in pages.PAGES:
            groups.setdefault(_(entry.group), []).append(Entry(_(entry.title), entry.id, entry.icon))
        self.navigation = Navigation(list(groups.items()))
        self.navigation.chosen.connect(self.go)
        self.foot = Foot(self.context, self)
        self.foot.receipts_counted.connect(partial(self.navigation.set_count, "deletions"))
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.head)
        right.addWidget(self._content, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        outer = QVBoxLayout(self._shell)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(middle, 1)
        outer.addWidget(self.foot.bar)
        self.head.state.clicked.connect(self._show_light)
        button = self.head.pause
        button.pressed.connect(lambda: self.pause_for(self._actions.settings.get("pause_minutes") * 60 * SECOND))
        button.lasting.connect(self.pause_for)
        button.ending.connect(self.pause)
        button.other.connect(self._other_length)
        button.resumed.connect(lambda: self._ask(lambda actions: actions.resume()))
        button.started.connect(self.start_recording)
        self._ring = FocusRing(self)

    def _show_light(self) -> None:
        """The light's full form says most of the state, and has the buttons; without a light, explain it here."""
        if self.bridge.status.get("state", "off") == "off":
            self.foot.explain("state")
        else:
            self.bridge.command(lambda actions: actions.show_light(), None, lambda _error: self.foot.explain("state"))

    def _shortcuts(self) -> None:
        keys: list[tuple[str, Any]] = [
            (command("pause").shortcut, self.head.pause.open_menu),
            (command("search").shortcut, self.search),
            (command("report").shortcut, lambda: self.go("report")),
            ("F11", self.stage.ask),
            ("Ctrl+K", self.open_palette),
            ("F3", lambda: self.next_hit(forward=True)),
            ("Shift+F3", lambda: self.next_hit(forward=False)),
            ("Esc", self._escape),
            ("F1", self.explain_page),
            ("F6", lambda: next_region(self._regions(), forward=True)),
            ("Shift+F6", lambda: next_region(self._regions(), forward=False)),
            ("Ctrl+W", self.close),
            ("Ctrl+Q", self.close),
        ]
        for number, entry in enumerate(pages.PAGES[: pages.NUMBERED], 1):
            keys.append((f"Ctrl+{number}", lambda entry=entry: self.go(entry.id)))
        for sequence, act in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(act)

    def _regions(self) -> list[QWidget]:
        if self._root.currentWidget() is not self._shell:
            current = self._root.currentWidget()
            return [current] if current is not None else []
        regions: list[QWidget] = [self.head, self._content, self.navigation, self.foot.bar]
        return [region for region in regions if not region.isHidden()]

    def _put(self, page: QWidget, tools: QWidget | None) -> None:
        had_focus = self._stack.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        if self._state_page is not None and self._state_page is not page:
            self._stack.removeWidget(self._state_page)
            self._state_page.deleteLater()
            self._state_page = None
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        if page not in self._made.values():
            self._state_page = page
        self._stack.setCurrentWidget(page)
        self.head.put_tools(tools)
        if had_focus:
            pages.part(page, "focus_first")()

    def _show_first_run(self, tell: UserError | None) -> None:
        from mirrorlight.window.views.first_run import FirstRun  # read once in the life of an installation

        self._drop_pages()
        if self.locked:
            self._uncover()
        old = self.first_run
        if old is not None:
            self._root.removeWidget(old)
            old.deleteLater()
        first = FirstRun(self.context)
        if tell is not None:
            first.consent.bars.fail(tell)
        first.agreed.connect(self._agreed)
        self._root.addWidget(first)
        self._root.setCurrentWidget(first)
        first.focus_first()
        self._show_title()

    def _agreed(self, with_new_key: bool) -> None:
        self.states.unlocked = self.states.unlocked or with_new_key
        first = self._root.currentWidget()
        if first is not None and first is not self._shell:
            self._root.removeWidget(first)
            first.deleteLater()
        self._wanted = pages.PAGES[0].id
        self.begin()

    def _drop_pages(self) -> None:
        for id_, page in self._made.items():
            pages.part(page, "hidden")()
            self._stack.removeWidget(page)
            page.deleteLater()
            self.navigation.set_count(id_, 0)
        self._made.clear()
        self._current = ""
        self.head.put_tools(None)

    # What arrives

    def _take_status(self, _status: dict[str, Any]) -> None:
        self._show_standing()
        self.foot.refresh()

    def _show_standing(self) -> None:
        take_zone()
        now = self.standing
        self.head.state.show_state(now.state, now.rest, now.spoken)
        self.head.pause.show_face(now.button)
        if now.what:
            can_start = now.button == "start"
            self.bars.tell(
                "standing", now.what, now.why, _("Start recording") if can_start else "",
                self.start_recording if can_start else None, icon="warning", state=True,
            )  # fmt: skip
        else:
            self.bars.withdraw("standing")
        if now.state != "off":
            self.bars.withdraw("start")
        self._show_title()

    @property
    def standing(self) -> Standing:
        """What the status says at this moment."""
        return standing(self.bridge.status, self._clock.utc())

    def _show_title(self, *_args: object) -> None:
        state = _(WORDS.get(self.standing.state, WORDS["off"]))
        demo = not self.synthetic.isHidden()
        if self.locked:
            self.head.title.setText(_("Locked"))
        if self.locked or self._root.currentWidget() is not self._shell:
            title = _("{state} – Synthetic demo data – Mirrorlight") if demo else _("{state} – Mirrorlight")
            self.setWindowTitle(title.format(state=state))
            return
        page = self._made.get(self._current)
        entry = pages.by_id(self._current)
        name = str(getattr(page, "title", "")) or (_(entry.title) if entry else "")
        short = str(getattr(page, "window_title", "")) or name
        self.head.title.setText(name)
        title = (
            _("{state} – {page} – Synthetic demo data – Mirrorlight") if demo else _("{state} – {page} – Mirrorlight")
        )
        self.setWindowTitle(title.format(state=state, page=short))

    def _store_opened(self) -> None:
        if self._to_lock:
            self.lock()
            return
        if self.locked:
            self._uncover()
        self.states.opened()
        self._loading.start()
        self._mark_synthetic()
        self.go(self._wanted)
        if self.page is not None:
            pages.part(self.page, "focus_first")()
        self.foot.store_changed()

    def _mark_synthetic(self) -> None:
        """A demo's store says so on every page, however the window was opened on it."""
        with suppress(UserError):
            self.synthetic.setVisible(self._actions.throwaway or self._actions.reader().synthetic())

    def _store_failed(self, error: UserError) -> None:
        self.stage.end()
        self._drop_pages()
        self.states.failed(error)
        if self._to_lock:
            self.lock()
        elif self.locked and self.states.locked:
            self._put(self.states.page(), None)
            if self.page is not None:
                pages.part(self.page, "focus_first")()
        elif self.locked:
            self._uncover()  # whatever is wrong, there is nothing to be seen
            self.go(self._wanted)
        else:
            self.go(self._wanted)

    def _page_failed(self, error: UserError) -> None:
        """A page came upon a damaged part of a store that had opened: what can be done is said in its place."""

        def show() -> None:
            if self.bridge.store_is_open:
                self.bars.withdraw(f"error {error.code}")
                self.bridge.close_store()
                self._store_failed(error)

        if error.code == "damaged":
            QTimer.singleShot(0, self, show)  # the page is still in the middle of it

    # What is asked for

    def _ask(self, job: Any) -> None:
        self.bridge.command(job, None, lambda error: self._tell_failure("recorder", error, "", None))

    def _tell_failure(self, key: str, error: UserError, action: str, act: Any) -> None:
        rest = " ".join(part for part in (error.why, error.do) if part)
        self.bars.tell(key, error.what, rest, action, act, icon="warning")

    def _other_length(self) -> None:
        dialog = OtherLength(self._clock.utc(), self)
        dialog.accepted.connect(lambda: self.pause(dialog.until))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def explain_page(self) -> None:
        """The guide, with what the page in front shows as its first lines."""
        page = self._stack.currentWidget()
        words = "" if self.locked else str(getattr(page, "explanation", ""))
        if self._root.currentWidget() is not self._shell:
            words = ""
        self.open_guide().explain(self.head.title.text(), words)

    def _escape(self) -> None:
        page = self._stack.currentWidget()
        took = pages.part(page, "escape")() if page is not None else False
        if not took:
            self.bars.close_newest()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return next_in_order(self, self._regions(), forward=forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.set_narrow(self.width() < 1100)
        self._stack.setMinimumWidth(_SHORTEST_PAGE)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tick.stop()
        self._loading.stop()
        self.stage.end()
        for page in self._made.values():
            pages.part(page, "hidden")()
        in_order = self.bridge.store_is_open
        self.bridge.stop()
        if in_order:
            self._actions.settle()
        super().closeEvent(event)
