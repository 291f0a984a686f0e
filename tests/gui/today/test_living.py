"""The page follows the store; pictures; hostile text; keys; nothing is read or kept while another page is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from day import DAY, MINUTE, MadeDay, picture
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import Context
from mirrorlight.core.events import Focus, KeyPress, Picture
from mirrorlight.core.selection import Selection
from mirrorlight.core.text import clean_text
from mirrorlight.core.typed import Piece
from mirrorlight.window.models.bars import Bars
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.here import TYPED, WINDOW
from mirrorlight.window.theme import theme
from mirrorlight.window.views.delete_dialog import ASKING, DONE, DeleteDialog
from mirrorlight.window.views.today_here import EVERY
from mirrorlight.window.widgets.typed_text import laid_out
from stores import typing
from today_page import SECONDS, Window, key, press

HOSTILE = "<img src=x onerror=alert(1)><b>bold</b> &amp; \u202egnp.exe\u202c عربي עברית \x1b[31m" + "x" * 10_000
MAIL = Context("thunderbird", "Write: Shift plan")


def shown(window: Window) -> DayData:
    """The day that the page shows."""
    day = window.page.day
    assert day is not None
    return day


def holds(window: Window, events: int) -> bool:
    return shown(window).totals.events == events


def values(bars: Bars | None) -> list[float]:
    assert bars is not None
    return [float(value) for value in bars.values]


def total(bars: Bars | None) -> int:
    return round(sum(values(bars)))


def test_rows_appear_after_their_commit(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    day_ = shown(window)
    before, keys = day_.totals.events, day_.totals.keys
    with day.writer() as writer:
        stored = writer.write(typing(day.at("16:36"), 1, "here I am", MAIL))
    qtbot.waitUntil(lambda: shown(window).totals.events == before + stored["keyboard"], timeout=SECONDS)
    assert f"{keys + 9:,} keys" in window.page.sentence.plain
    assert any(row.kind == TYPED and row.text == "here I am" for row in window.page.here.list.rows)
    assert total(day_.keys) == keys + 9


def test_what_is_taken_back_later_is_struck_then(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    day_ = shown(window)
    before = total(day_.keys_taken)
    with day.writer() as writer:
        writer.write(typing(day.at("16:36"), 1, "abc", MAIL))
        qtbot.waitUntil(lambda: any(row.text == "abc" for row in window.page.here.list.rows), timeout=SECONDS)
        writer.write(typing(day.at("16:36"), 5, "⌫⌫", MAIL))
    qtbot.waitUntil(lambda: total(day_.keys_taken) == before + 2, timeout=SECONDS)
    line = next(row for row in window.page.here.list.rows if row.text == "abc")
    assert [(piece.text, piece.taken_back) for piece in line.pieces] == [("a", False), ("bc", True)]


def test_totals_grown_row_by_row_equal_those_read_anew(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    with day.writer() as writer:
        for step in range(1, 6):
            day.clock.forward(2 * MINUTE)
            at = day.clock.utc() - MINUTE
            writer.write([Kept(at, Focus(0), Context("gedit", f"title {step}")), *typing(at, 1, "text " * step, MAIL)])
            expected = window.reader.day(shown(window).since, shown(window).until)
            qtbot.waitUntil(partial(holds, window, expected.events), timeout=SECONDS)
    grown = shown(window)
    figures = [grown.totals, grown.spans, values(grown.keys), values(grown.keys_taken), values(grown.clicks)]
    window.page.feed.reload()
    qtbot.waitUntil(lambda: window.page.feed.settled, timeout=SECONDS)
    anew = shown(window)
    assert anew is not grown
    assert [anew.totals, anew.spans, values(anew.keys), values(anew.keys_taken), values(anew.clicks)] == figures


def test_the_selection_is_kept_when_rows_arrive(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    chosen = (day.at("11:24"), day.at("11:38"))
    window.page.timeline.select(chosen)
    window.page.here.choose_line(2)
    line = window.page.here.line
    before = shown(window).totals.events
    with day.writer() as writer:
        writer.write(typing(day.at("16:36"), 1, "more", MAIL))
    qtbot.waitUntil(lambda: shown(window).totals.events > before, timeout=SECONDS)
    assert window.page.timeline.selection == chosen
    assert window.page.here.line == line


def test_a_deletion_by_somebody_else_is_seen(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    with day.writer() as writer:
        writer.delete(Selection(since=day.at("10:00"), until=day.at("10:30")))
    qtbot.waitUntil(lambda: any(gap.at == day.at("10:00") for gap in shown(window).gaps), timeout=SECONDS)


def test_nothing_is_read_while_another_page_is_shown(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    before = shown(window).totals.events
    window.page.hidden()
    assert not window.page.cache._known
    with day.writer() as writer:
        writer.write(typing(day.at("16:36"), 1, "unseen", MAIL))
    with qtbot.waitSignal(window.bridge.store_changed, timeout=SECONDS):
        pass
    assert shown(window).totals.events == before
    window.page.shown()
    assert shown(window).totals.events > before


def test_at_midnight_today_goes_on_to_the_new_day(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    day.clock.utc_now = day.at("23:59") + 2 * MINUTE
    with day.writer() as writer:
        writer.write(typing(day.clock.utc() - 10_000_000, 1, "late", MAIL))
    qtbot.waitUntil(lambda: window.page.feed.date == DAY + timedelta(days=1), timeout=SECONDS)
    assert window.page.title == "Friday 20 November 2026"


# Pictures


def test_pictures_are_decoded_and_shown_in_full(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    page = window.page
    page.timeline.select((day.at("11:24"), day.at("11:38")))
    rows = page.side.strip.model_.rows
    assert len(rows) > 3
    page.side.strip.setFocus()
    page.side.strip.setCurrentIndex(page.side.strip.model_.index(1))
    key(page.side.strip, Qt.Key.Key_Return)
    view = page._picture
    assert page._pages.currentWidget() is view
    assert view.picture == rows[1]
    frame = view._canvas.frame()
    assert frame.width() <= rows[1].width
    qtbot.waitUntil(
        lambda: (
            page.cache.get(rows[1].id, round(frame.width()), round(frame.height()), view.devicePixelRatio()) is not None
        ),
        timeout=SECONDS,
    )
    key(view._canvas, Qt.Key.Key_Right)
    assert view.picture == rows[2]
    assert rows[2].app in view._line.text()
    assert page.escape()
    assert page._pages.currentWidget() is page._full
    assert page.side.strip.chosen == rows[2]


def test_a_deleted_picture_is_gone_and_the_next_one_shows(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    page = window.page
    page.timeline.select((day.at("11:24"), day.at("11:38")))
    rows = list(page.side.strip.model_.rows)
    page.open_picture(rows[1])
    key(page._picture._canvas, Qt.Key.Key_Delete)
    dialog = page.verbs.dialog
    assert isinstance(dialog, DeleteDialog)
    qtbot.waitUntil(lambda: dialog.state == ASKING, timeout=SECONDS)
    assert dialog.subject.text() == "Delete this picture for good?"
    assert dialog.preview is not None
    assert dialog.preview.rows == {"screenshots": 1}
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.state == DONE, timeout=SECONDS)
    dialog.accept()
    qtbot.waitUntil(lambda: len(page.side.strip.model_.rows) == len(rows) - 1, timeout=SECONDS)
    assert page._picture.picture in rows
    assert page._picture.picture != rows[1]


def test_a_picture_that_cannot_be_read_says_so(window: Window, qtbot: QtBot) -> None:
    cache = window.page.cache
    assert cache.get(999_999, 100, 100) is None
    qtbot.waitUntil(lambda: cache.missing(999_999), timeout=SECONDS)


def test_pictures_are_forgotten_after_a_deletion(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    page = window.page
    page.timeline.select((day.at("11:24"), day.at("11:38")))
    first = page.side.strip.model_.rows[0]
    qtbot.waitUntil(lambda: page.cache.get(first.id, 40, 30) is not None, timeout=SECONDS)
    with day.writer() as writer:
        writer.delete(Selection(ids={"screenshots": (first.id,)}))
    qtbot.waitUntil(lambda: page.cache.get(first.id, 40, 30) is None and page.cache.missing(first.id), timeout=SECONDS)


def test_a_picture_is_never_scaled_up(open_page: Callable[[MadeDay], Window], nothing: MadeDay, qtbot: QtBot) -> None:
    small = picture("Kate", "notes.md – Kate", 0)
    with nothing.writer() as writer:
        writer.begin(nothing.at("16:00"), 60, "0")
        writer.write([Kept(nothing.at("16:30"), Picture(0, 1, 0, 0, 200, 100, b"d" * 32, small), MAIL)])
    window = open_page(nothing)
    window.page.open_picture(window.page.side.strip.model_.rows[0])
    frame = window.page._picture._canvas.frame()
    assert (frame.width(), frame.height()) == (200, 100)


# Hostile text


def test_hostile_text_is_shown_as_text(open_page: Callable[[MadeDay], Window], nothing: MadeDay, qtbot: QtBot) -> None:
    title = clean_text(HOSTILE)
    app = "<b>evil</b>&co"
    with nothing.writer() as writer:
        writer.begin(nothing.at("16:30"), 60, "0")
        writer.write([Kept(nothing.at("16:31"), Focus(0), Context(app, title))])
        writer.write(
            [
                Kept(nothing.at("16:32") + n * 200_000, KeyPress(0, n, c, c), Context(app, title))
                for n, c in enumerate("<u>x</u>")
            ]
        )
    window = open_page(nothing)
    page = window.page
    page.grab()
    lines = page.here.list.rows
    assert next(row for row in lines if row.kind == WINDOW).text == title
    assert next(row for row in lines if row.kind == TYPED).text == "<u>x</u>"
    press(page.here.view._segments[EVERY])
    page.grab()
    for label in page.findChildren(QLabel):
        rich = label.textFormat() == Qt.TextFormat.RichText
        assert label.textFormat() == Qt.TextFormat.PlainText or rich
        if rich:
            assert "<b>" not in label.text()
    tooltip = page.here.list.data(page.here.list.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in str(tooltip)
    assert "&lt;img" in str(tooltip)
    assert page.below.named() == (app, title)
    dialog = page.verbs.never(*page.below.named())
    assert dialog.app.text == app
    dialog.reject()
    menu = page.verbs.menu(page.below.chosen, window)
    texts = [action.text() for sub in menu.findChildren(QMenu) for action in sub.actions()]
    assert "<b>evil</b>&&co" in texts
    menu.deleteLater()
    assert "<b>" not in page.legend._entries[0].toolTip()


def test_a_text_of_ten_thousand_characters_is_laid_out_in_one_line() -> None:
    look = theme()
    layout = laid_out([Piece("x" * 10_000, False)], look.font("Text"), 300, look.color("ink"), look.color("ink3"), 1)
    assert layout.lineCount() == 1
    assert layout.lineAt(0).naturalTextWidth() <= 300
    assert layout.text().endswith("…")


def test_taken_back_text_keeps_its_line_through_it_where_characters_take_two_places() -> None:
    look = theme()
    pieces = [Piece("😀😀", False), Piece("gone", True), Piece("left", False)]
    layout = laid_out(pieces, look.font("Text"), 900, look.color("ink"), look.color("ink3"), 1)
    struck = [f for f in layout.formats() if f.format.fontStrikeOut()]
    assert [(f.start, f.length) for f in struck] == [(4, 4)]


# Keys


def test_days_are_turned_by_keys(window: Window) -> None:
    page = window.page
    key(page.timeline, Qt.Key.Key_PageUp)
    assert page.feed.date == DAY - timedelta(days=1)
    key(page.tools.before, Qt.Key.Key_Space)
    assert page.feed.date == DAY - timedelta(days=2)
    key(page, Qt.Key.Key_PageDown)
    assert page.feed.date == DAY - timedelta(days=1)
    key(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert page.feed.date == DAY


def test_escape_takes_one_thing_at_a_time(window: Window, day: MadeDay) -> None:
    page = window.page
    page.timeline.select((day.at("11:24"), day.at("11:38")))
    page.here.choose_line(1)
    assert page.escape()
    assert page.here.line is None
    assert page.timeline.selection is not None
    assert page.escape()
    assert page.timeline.selection is None
    assert not page.escape()


def test_every_control_has_a_name(window: Window) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QWidget

    kinds = (QAbstractButton, QAbstractItemView, QLineEdit)
    controls = [w for w in window.findChildren(QWidget) if isinstance(w, kinds) and w.isVisibleTo(window)]
    assert len(controls) > 12
    unnamed = [type(w).__name__ for w in controls if not w.accessibleName() and not w.objectName().startswith("qt_")]
    assert not unnamed


def test_the_page_fits_small_and_scaled_windows(window: Window) -> None:
    for width, height in ((916, 532), (560, 320), (1732, 950)):
        window.resize(width, height)
        view = window.page._full
        view.fit()
        assert view.side.delete_button.isVisibleTo(view)
        bottom = view.timeline.geometry().bottom()
        assert bottom <= view._line.geometry().top()
        assert view._inner.width() == view.viewport().width()
