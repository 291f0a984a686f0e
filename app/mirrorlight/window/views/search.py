"""Search: every trace of a word, in stretches of use, and the two verbs where it is found.

What is written in the field is kept nowhere. Results come from a thread, newest first, and are let go of at once when
anything is deleted: then they are looked for anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.store.results import Gap, Hit
from mirrorlight.window import tokens
from mirrorlight.window.context import Context
from mirrorlight.window.models.found import ALL, FoundTree, kinds
from mirrorlight.window.theme import theme
from mirrorlight.window.views import search_words as say
from mirrorlight.window.views.search_seek import PART, Part, Seeker
from mirrorlight.window.views.search_side import SearchSide, moment
from mirrorlight.window.views.today_delete import Verbs
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.choice import FilterPill
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.found_view import FoundView
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.search_field import SearchField
from mirrorlight.window.widgets.state_page import StatePage
from mirrorlight.wording import count

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

PAUSE = 150
"""Milliseconds without a key after which it is looked for what stands in the field."""
_SIDE, _BESIDE = 392, 760
"""Width of the panel, and of the page from which on it stands beside the list."""
_ANY, _LIST_LEAST = 16_777_215, 130


class SearchPage(QWidget):
    """The page. The store has to be open."""

    def __init__(self, context: Context, clock: Clock | None = None) -> None:
        super().__init__()
        self.title = _("Search")
        self.explanation = _(
            "Where a word was typed, also where it was taken back, and where it stood in a title, an address, a copied"
            " text, a file’s name. Enter shows the moment on its day; Space ticks; Delete removes, after a preview."
        )
        self._context = context
        self._clock: Clock = clock or SystemClock()
        self.found = FoundTree(context.channels, self)
        self.seeker = Seeker(context, self)
        self.cache = PictureCache(context.actions.reader, self)
        self.verbs = Verbs(context, self._clock, self)
        self.setProperty("ground", "base")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown = False
        self._fresh = self.complete = True
        self._stopped = False
        self._wanted = PART
        self._behind: int | None = None
        self._then: tuple[Callable[[], bool], Callable[[], object]] | None = None
        self._back: tuple[int, int] | None = None
        self.range = "all"
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.look)
        self._build()
        self._connect()
        self._show_state()

    def _build(self) -> None:
        self.field = SearchField(_("Search"), _("A word, or “a phrase in quotation marks”"))
        self.range_button = Button(say.range_name(self.range), icon="chevron-down")
        self.range_button.icon_after = True
        self.pills: dict[str, FilterPill] = {}
        self._group = QButtonGroup(self)
        for id_, words in [(ALL, _("All")), *((id_, words) for id_, words, _icon in kinds(self._context.channels))]:
            self.pills[id_] = pill = FilterPill(words, 0)
            self._group.addButton(pill)
            pill.clicked.connect(lambda _checked=False, id_=id_: self.show_kind(id_))
        self.pills[ALL].setChecked(True)
        self.pictures = FilterPill(_("Pictures"), None, _(say.NOT_READ))
        self.note = Label(_(say.NOT_READ), "Detail", "ink2", wrap=True)
        self.sentence = Sentence(style="Text")
        self.sentence.setAccessibleDescription(_("What was found"))
        self.stop_button = Button(_("Stop"), name=_("Stop searching"))
        self.all_button = Button(_("Delete all hits…"), "plain", "trash")
        self.behind = Label("", "Detail", "ink2", wrap=True)
        self.view = FoundView(self.found)
        self.view.setMinimumHeight(_LIST_LEAST)
        self.foot = Label("", "Detail", "ink2", wrap=True)
        self.side = SearchSide(self.cache)
        self._empty = StatePage(
            _("Write a word to find every trace of it"),
            [
                _("Searched: {kinds}.").format(kinds=say.searched_words(self._context.channels)),
                _(say.NOT_READ),
                _("What you write here is kept nowhere, and is not recorded."),
            ],
            ["search"],
        )
        self._nothing: QWidget = QWidget()
        self._states = QStackedWidget()
        self._results = QWidget()
        for page in (self._empty, self._results, self._nothing):
            self._states.addWidget(page)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.MARGIN, 14, 20, 12)
        top.setSpacing(9)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.field, 1)
        line.addWidget(self.range_button)
        top.addLayout(line)
        top.addWidget(flow_row(*self.pills.values(), self.pictures))
        top.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Line())
        column.addWidget(self._states, 1)
        self._build_results()

    def _build_results(self) -> None:
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self.sentence, 1)
        said.addWidget(self.stop_button)
        said.addWidget(self.all_button)
        head = QVBoxLayout()
        head.setContentsMargins(tokens.MARGIN, 8, 20, 8)
        head.setSpacing(6)
        head.addLayout(said)
        head.addWidget(self.behind)
        foot = QVBoxLayout()
        foot.setContentsMargins(tokens.MARGIN, 8, 20, 10)
        foot.addWidget(self.foot)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self._parting = Line(down=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._results)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(left, 1)
        self._row.addWidget(self._parting)
        self._beside = QScrollArea()
        self._beside.setProperty("ground", "alt")
        self._beside.setWidgetResizable(True)
        self._beside.setFrameShape(QScrollArea.Shape.NoFrame)
        self._beside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._beside.setWidget(self.side)
        self._row.addWidget(self._beside)

    def _connect(self) -> None:
        bridge = self._context.bridge
        bridge.generation_changed.connect(self.generation_changed)
        self.field.textChanged.connect(lambda _text: self._soon.start())
        self.field.returnPressed.connect(self._entered)
        self.field.moved.connect(self._into_list)
        self.range_button.clicked.connect(self._open_ranges)
        self.stop_button.clicked.connect(self.stop)
        self.all_button.clicked.connect(self.delete_all)
        self.seeker.found.connect(self._take)
        self.seeker.failed.connect(self._fail)
        self.view.jumped.connect(self.jump)
        self.view.selectionModel().selectionChanged.connect(lambda _on, _off: self._show_choice())
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self._look_further())
        self.found.ticked_changed.connect(self._show_choice)
        self.side.jump.connect(self.jump)
        self.side.delete.connect(self.delete_chosen)
        self.side.never.connect(self.never_again)
        self.verbs.deleted.connect(bridge.look_now)
        self.verbs.closed.connect(lambda: QTimer.singleShot(0, self, self._restore_focus))
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+N"), self)
        shortcut.activated.connect(self.never_again)

    # What the window asks of a page

    def shown(self) -> None:
        """The page came to the front: what stands in the field is looked for anew."""
        self._shown = True
        self.look()

    def hidden(self) -> None:
        """Another page is in front: look for nothing, keep no picture and nothing that may be deleted meanwhile."""
        self._shown = False
        self._soon.stop()
        self._then = None
        self.seeker.close()
        self.cache.drop()

    def focus_first(self) -> None:
        """The field, with what stands in it marked."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def escape(self) -> bool:
        """Esc: take the ticks away, or empty the field; whether there was something to do."""
        if self.found.untick():
            return True
        if self.field.text():
            self.field.clear()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    # Looking

    def look(self) -> None:
        """Look for what stands in the field, from the newest on."""
        self._soon.stop()
        self._then = None
        text = self.field.text()
        if not self._shown or not self._context.bridge.store_is_open:
            return
        if not text.strip():
            self.seeker.end()
            self.found.clear()
            self._fresh = self.complete = True
            self._show_state()
            return
        self._fresh, self.complete, self._stopped, self._wanted = True, False, False, PART
        self.seeker.ask(text, *say.range_of(self.range, self._clock.utc()))
        self._show_state()

    def stop(self) -> None:
        """Look no further; what was found stays."""
        self._then = None
        self._wanted = 0
        self._stopped = True
        self._show_state()

    def generation_changed(self) -> None:
        """Rows were deleted: nothing that was found is kept."""
        index = self.view.currentIndex()
        if index.isValid():
            parent = index.parent()
            self._back = (parent.row(), index.row()) if parent.isValid() else (index.row(), 0)
        self.seeker.end()
        self.found.clear()
        self.cache.drop()
        self.side.show_choice(None, None, [])
        self.look()

    def _take(self, part: Part) -> None:
        if self._fresh:
            self._fresh = False
            self._behind = part.not_indexed
            self.found.clear()
            self.view.scrollToTop()
        self.complete = part.complete
        self.view.add(part.found)
        then = self._then
        if then is not None and (then[0]() or self.complete):
            self._then = None
            then[1]()
        if not self.complete and (self._then is not None or self.found.size < self._wanted):
            self.seeker.more()
        elif self._back is not None:
            self._choose_again()
        self._show_state()
        if self.complete:
            self._tell_gaps()

    def _look_further(self) -> None:
        bar = self.view.verticalScrollBar()
        if not self.complete and not self._fresh and bar.value() > bar.maximum() - 2 * self.view.height():
            self._go_on(self.found.size + PART)

    def _after(self, enough: Callable[[], bool], act: Callable[[], object]) -> None:
        """Do something once enough was found, or everything."""
        if self.complete or enough():
            act()
            return
        self._then = enough, act
        self._go_on(self._wanted)
        self._show_state()

    def _go_on(self, wanted: int) -> None:
        """Look further, until so many hits are shown."""
        self._stopped, self._wanted = False, wanted
        self.seeker.more()

    def _fail(self, error: UserError) -> None:
        self.complete = True
        self._show_state()
        self._context.bars.fail(error, _("Try again"), self.look)

    # Showing

    def show_kind(self, kind: str) -> None:
        """Show the hits of one kind alone, or all of them."""
        self.pills[kind].setChecked(True)
        self.found.show_kind(kind)
        self.view.open_all()
        if not self.complete and self.found.size < PART:
            self._go_on(PART)
        self._show_choice()
        self._show_state()

    def show_time(self, range_: str) -> None:
        """Search another range of time, by its id."""
        self.range = range_
        self.range_button.set_words(say.range_name(range_))
        self.look()

    def _open_ranges(self) -> None:
        menu = QMenu(self.range_button)
        for id_, _words, _first, _days in say.RANGES:
            action = menu.addAction(say.range_name(id_))
            action.setCheckable(True)
            action.setChecked(id_ == self.range)
            action.triggered.connect(lambda _checked=False, id_=id_: self.show_time(id_))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.range_button.mapToGlobal(QPoint(0, self.range_button.height() + 2)))

    def _show_state(self) -> None:
        text, size = self.field.text().strip(), self.found.size
        searching = bool(text) and not self.complete and not self._stopped and self.seeker.running
        for kind, pill in self.pills.items():
            number = self.found.counts[kind] if kind else self.found.counts.total()
            pill.set_count(number, more=not self.complete and bool(number))
        if not text:
            self._states.setCurrentWidget(self._empty)
        elif self.complete and not self.found.counts.total():
            self._say_nothing(text)
        else:
            self._states.setCurrentWidget(self._results)
        groups = self.found.groups
        if not size and not self.complete:
            self.sentence.set_parts([_("Nothing was found so far.") if self._stopped else _("Searching.")])
        elif self._then is not None:
            some = ngettext("Collecting hits: {n} so far.", "Collecting hits: {n} so far.", size)
            self.sentence.set_parts([some.format(n=count(size))])
        else:
            oldest = groups[-1].shown[0].at if groups else None
            self.sentence.set_parts(say.found_sentence(self.found, oldest, complete=self.complete))
        self.stop_button.setVisible(searching)
        self.all_button.setVisible(bool(size))
        self.all_button.set_words(_("Delete all hits…") if not self.found.filter else _("Delete all of these…"))
        words = say.behind_words(self._behind)
        self.behind.setText(words)
        self.behind.setVisible(bool(words))
        if not self.complete:
            self.foot.setText(_("What is deleted cannot be found: it leaves the search index too."))

    def _say_nothing(self, text: str) -> None:
        head, texts = say.nothing_words(text, self.range, self._context.channels)
        if self._states.currentWidget() is self._nothing and getattr(self._nothing, "headline", "") == head:
            return
        if words := say.behind_words(self._behind):
            texts.append(words)
        old, self._nothing = self._nothing, StatePage(head, texts, ["search"])
        self._states.addWidget(self._nothing)
        self._states.setCurrentWidget(self._nothing)
        self._states.removeWidget(old)
        old.deleteLater()
        self._announce(head)

    def _tell_gaps(self) -> None:
        """Under the list: what is not there, and why it may be missing."""
        hits = self.found.hits
        if not hits:
            return
        self._announce(self.sentence.plain)
        since, until = min(hit.at for hit in hits), max(hit.at for hit in hits)

        def told(gaps: list[Gap]) -> None:
            gone = _("What is deleted cannot be found: it leaves the search index too.")
            self.foot.setText(" ".join(part for part in (gone, say.gap_words(gaps, since, until)) if part))

        self.seeker.read(lambda reader: reader.gaps(since, until + 1), told, lambda _error: None)

    def _announce(self, words: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, words))

    def _show_choice(self) -> None:
        group, hit = self.view.chosen
        self.side.show_choice(group, hit, self.found.ticked)
        if hit is None or not self._shown:
            return
        chosen = hit

        def told(found: object) -> None:
            if self._shown and self.view.chosen[1] is chosen:
                self.side.show_moment(found)  # type: ignore[arg-type]

        self.seeker.read(lambda reader: moment(reader, chosen), told, lambda _error: None)

    # Going about

    def _entered(self) -> None:
        """Return in the field: into the list, or look at once."""
        if self._soon.isActive() or not self.found.size:
            self.look()
        else:
            self._into_list()

    def _into_list(self) -> None:
        if self.found.size:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.view.selectionModel().hasSelection():
                self.view.step(forward=True)

    def next_hit(self, forward: bool) -> None:
        """F3: the next hit, or the one before; the field where nothing was found."""
        if not self.found.size:
            self.focus_first()
            return
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.view.step(forward) and forward and not self.complete:
            self._go_on(self.found.size + PART)

    def jump(self) -> None:
        """Show the moment of the chosen hit, or the chosen stretch, on its day."""
        group, hit = self.view.chosen
        if hit is not None:
            self._context.show_range(*say.moment_of(hit))
        elif group is not None:
            self._context.show_range(group.since, max(group.until, group.since + 1))

    def _choose_again(self) -> None:
        """After a deletion: the row that is now where the chosen one was, or the one above it."""
        (group, hit), self._back = self._back or (0, 0), None
        groups = self.found.rowCount()
        if groups:
            parent = self.found.index(min(group, groups - 1), 0)
            rows = self.found.rowCount(parent)
            self.view.choose(self.found.index(min(hit, rows - 1) if group < groups else rows - 1, 0, parent))
        self._restore_focus()

    def _restore_focus(self) -> None:
        window, focused = self.window(), QApplication.focusWidget()
        if not self._shown or self.verbs.dialog is not None:
            return
        if focused is not None and focused is not window and focused.isVisible() and focused.isEnabled():
            return
        (self.view if self.found.size else self.field).setFocus(Qt.FocusReason.OtherFocusReason)

    # The verbs

    def delete_chosen(self) -> None:
        """Delete this… The hits that are ticked, else the chosen hit, else all of the chosen stretch."""
        ticked = self.found.ticked
        group, hit = self.view.chosen
        if ticked:
            self._ask_delete(ticked)
        elif hit is not None:
            self._ask_delete([hit])
        elif group is not None:
            self._after(lambda: not self.found.last(group), lambda: self._ask_delete(list(group.shown)))

    def delete_all(self) -> None:
        """Delete every hit that the filter shows; those not yet found are found first."""
        self._after(lambda: False, lambda: self._ask_delete(self.found.hits))

    def _ask_delete(self, hits: list[Hit]) -> None:
        if not hits:
            return
        app, title = (hits[0].app, hits[0].title) if len({hit.app for hit in hits}) == 1 else ("", "")

        def read(reader: Reader) -> dict[str, tuple[int, ...]]:
            return reader.carriers(hits)

        def ask(ids: dict[str, tuple[int, ...]]) -> None:
            if self._shown and ids:
                self.verbs.delete(say.question_of(hits, ids), app, title)

        self.seeker.read(read, ask)

    def never_again(self) -> None:
        """Never record this again…"""
        group, hit = self.view.chosen
        if hit is not None:
            self.verbs.never(hit.app, hit.title)
        elif group is not None:
            self.verbs.never(group.use.app, "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.view.hasFocus():
            self.delete_chosen()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)
        self._parting.setVisible(beside)
        if beside:
            self._beside.setFixedWidth(min(round(_SIDE * theme().scale), round(self.width() * 0.4)))
            self._beside.setMinimumHeight(0)
            self._beside.setMaximumHeight(_ANY)
        else:
            self._beside.setMinimumWidth(0)
            self._beside.setMaximumWidth(_ANY)
            self._beside.setFixedHeight(min(170, round(self.height() * 0.4)))
        self.side.show_detail(whole=beside)
