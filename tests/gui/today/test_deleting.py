"""From what is chosen to the receipt: counts are those of the store, what was asked is gone, the focus is not lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from day import MINUTE, MadeDay
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import Context
from mirrorlight.core.events import KeyPress
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.store.results import Receipt
from mirrorlight.window.models import question
from mirrorlight.window.models.here import TYPED
from mirrorlight.window.views.delete_dialog import ASKING, DONE, REFUSED, DeleteDialog
from mirrorlight.window.views.never_dialog import NeverDialog
from mirrorlight.window.views.receipt import ReceiptView, receipt_headline, receipt_text
from mirrorlight.window.views.today_here import EVERY
from mirrorlight.window.widgets.labels import Label
from mirrorlight.wording import count
from today_page import SECONDS, Window, fresh, key, press


def asked(window: Window, qtbot: QtBot) -> DeleteDialog:
    """The dialog that is open, once it has counted."""
    qtbot.waitUntil(lambda: isinstance(window.page.verbs.dialog, DeleteDialog), timeout=SECONDS)
    dialog = window.page.verbs.dialog
    assert isinstance(dialog, DeleteDialog)
    qtbot.waitUntil(lambda: dialog.state in (ASKING, REFUSED), timeout=SECONDS)
    return dialog


def words(widget: object) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if not label.isHidden()]  # type: ignore[attr-defined]


def test_the_preview_of_a_range_counts_as_the_store_does(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    chosen = (day.at("11:24"), day.at("11:38"))
    window.page.timeline.select(chosen)
    press(window.page.side.delete_button)
    dialog = asked(window, qtbot)
    reader = fresh(day)
    expected = reader.preview(Selection(since=chosen[0], until=chosen[1]))
    reader.close()
    assert dialog.preview == expected
    assert dialog.subject.text() == "Delete 11:24 – 11:38 for good?"
    assert dialog.accept_button.text() == f"Delete {count(expected.total)} rows"
    qtbot.waitUntil(lambda: "Keys" in words(dialog), timeout=SECONDS)
    said = words(dialog)
    assert len(expected.rows) >= 4
    for channel in window.context.channels:
        assert (channel.title in said) == (channel.id in expected.rows)
        assert channel.id not in expected.rows or count(expected.rows[channel.id]) in said
    assert any("One row without content: “11:24 – 11:38 deleted by you”" in line for line in said)
    assert dialog.focusWidget() is dialog.cancel_button
    dialog.reject()


def test_return_does_not_delete(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    window.page.timeline.select((day.at("11:24"), day.at("11:38")))
    window.page.delete_chosen()
    dialog = asked(window, qtbot)
    key(dialog, Qt.Key.Key_Return)
    assert dialog.isHidden() or dialog.state == ASKING
    reader = fresh(day)
    assert len(reader.receipts()) == 1
    reader.close()


def test_what_was_asked_is_gone_and_the_page_shows_the_gap(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    chosen = (day.at("11:24"), day.at("11:38"))
    before = window.page.day
    assert before is not None
    events = before.totals.events
    window.page.timeline.select(chosen)
    window.page.delete_chosen()
    dialog = asked(window, qtbot)
    assert dialog.preview is not None
    total = dialog.preview.total
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.state == DONE, timeout=SECONDS)
    assert dialog.subject.text() == f"{count(total)} rows are gone"
    view = dialog.findChild(ReceiptView)
    assert view is not None
    qtbot.waitUntil(lambda: "Write-ahead log" in words(view), timeout=SECONDS)
    said = words(view)
    assert "Search index" not in said, "a check that did not run is not shown"
    press(dialog.accept_button)

    reader = fresh(day)
    selection = Selection(since=chosen[0], until=chosen[1])
    assert not [line for line in reader.events(selection) if line["channel"] != "gap"]
    reader.close()

    def shown() -> bool:
        now = window.page.day
        return now is not None and now.totals.events == events - total

    qtbot.waitUntil(shown, timeout=SECONDS)
    now = window.page.day
    assert now is not None
    hole = next(gap for gap in now.gaps if gap.at == chosen[0])
    assert (hole.until, hole.kind) == (chosen[1], "deleted")
    qtbot.waitUntil(lambda: [row.text for row in window.page.here.list.rows] == ["Deleted by you at 16:37"])
    assert not window.page.side.delete_button.isEnabled()
    assert "deleted 1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}14\N{NO-BREAK SPACE}min" in window.page.sentence.plain


def test_rows_that_arrive_meanwhile_are_asked_about_again(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    window.page.timeline.select((day.at("16:30"), day.at("16:40")))
    window.page.delete_chosen()
    dialog = asked(window, qtbot)
    assert dialog.preview is not None
    before = dialog.preview.total
    with day.writer() as writer:
        writer.write([Kept(day.at("16:35"), KeyPress(0, 30, "a", "a"), Context("gedit", "Notes"))])
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.bars.get("changed") is not None, timeout=SECONDS)
    assert (dialog.state, dialog.preview.total) == (ASKING, before + 1)
    bar = dialog.bars.get("changed")
    assert bar is not None
    assert bar.what == f"The count has changed from {count(before)} to {count(before + 1)} meanwhile."
    reader = fresh(day)
    assert len(reader.receipts()) == 1
    reader.close()
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.state == DONE, timeout=SECONDS)
    assert dialog.receipt is not None
    assert dialog.receipt.total == before + 1
    dialog.accept()


def test_a_typed_line_is_deleted_by_del(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    window.page.timeline.select((day.at("11:24"), day.at("11:38")))
    here = window.page.here
    place = next(n for n, row in enumerate(here.list.rows) if row.kind == TYPED and day.marker in row.text)
    here.choose_line(place)
    line = here.line
    assert line is not None
    ids = line.ids["keyboard"]
    here.focus_list()
    key(here.lines, Qt.Key.Key_Delete)
    dialog = asked(window, qtbot)
    assert dialog.preview is not None
    assert set(dialog.preview.rows) == {"keyboard"}
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.state == DONE, timeout=SECONDS)
    dialog.accept()
    reader = fresh(day)
    left = {
        int(str(event["id"]).split("/")[1].split(".")[0]) for event in reader.events(Selection(channels=("keyboard",)))
    }
    reader.close()
    assert not left & set(ids)
    qtbot.waitUntil(lambda: all(ids[0] not in row.ids.get("keyboard", ()) for row in here.list.rows), timeout=SECONDS)


def test_after_deleting_the_focus_is_on_the_page(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    window.page.timeline.select((day.at("11:24"), day.at("11:38")))
    window.page.timeline.setFocus()
    window.page.delete_chosen()
    dialog = asked(window, qtbot)
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.state == DONE, timeout=SECONDS)
    dialog.accept()

    def focused() -> bool:
        focus = window.focusWidget()
        return window.page.verbs.dialog is None and focus is not None and window.page.isAncestorOf(focus)

    qtbot.waitUntil(focused, timeout=SECONDS)
    assert window.page.timeline.isAncestorOf(window.focusWidget())


def test_single_rows_of_several_channels(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    press(window.page.here.view._segments[EVERY])
    every = window.page.here.every
    places = [next(n for n in range(200) if every.model.entry(n).channel == name) for name in ("pointer", "keyboard")]
    for place in places:
        every.table.selectionModel().select(
            every.model.index(place, 0),
            every.table.selectionModel().SelectionFlag.Select | every.table.selectionModel().SelectionFlag.Rows,
        )
    keys_ = [every.model.entry(place).key for place in places]
    window.page.delete_chosen()
    dialog = asked(window, qtbot)
    assert dialog.preview is not None
    assert set(dialog.preview.rows) == {"pointer", "keyboard"}
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.state == DONE, timeout=SECONDS)
    dialog.accept()
    qtbot.waitUntil(
        lambda: not {every.model.entry(n).key for n in range(every.model.rowCount())} & set(keys_), timeout=SECONDS
    )


@pytest.mark.parametrize(
    ("make", "subject"),
    [
        (lambda made: question.of_last(5, made.clock.utc()), "Delete the last 5 minutes for good?"),
        (lambda made: question.of_app("Firefox", made.clock.utc()), "Delete everything of “Firefox” for good?"),
        (
            lambda made: question.of_channel("pointer", "Pointer", made.clock.utc()),
            "Delete everything of the channel “Pointer” for good?",
        ),
        (
            lambda made: question.of_text(made.marker, made.clock.utc()),
            "Delete everything that says “dermatologist” for good?",
        ),
        (lambda made: question.of_everything(made.clock.utc()), "Delete everything for good?"),
    ],
)
def test_each_kind_of_question_previews_what_it_deletes(
    window: Window, day: MadeDay, qtbot: QtBot, make: Callable[[MadeDay], question.Question], subject: str
) -> None:
    one = make(day)
    reader = fresh(day)
    expected = reader.preview(one.selection)
    reader.close()
    window.page.verbs.delete(one)
    dialog = asked(window, qtbot)
    assert dialog.subject.text() == subject
    assert dialog.preview == expected
    assert expected.total > 0
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.state == DONE, timeout=SECONDS)
    dialog.accept()
    reader = fresh(day)
    assert reader.preview(one.selection).total == 0
    reader.close()


def test_the_menu_offers_every_kind(window: Window) -> None:
    menu = window.page.verbs.menu(window.page.below.chosen, window)
    said = [action.text() for action in menu.actions() if action.text()]
    assert said == [
        "What is chosen…", "Last 5 minutes…", "Last 15 minutes…", "Last 60 minutes…", "Another length of time…",
        "An application", "A channel", "A text…", "Everything…",
    ]  # fmt: skip
    menu.deleteLater()


def test_a_choice_that_finds_nothing_says_so(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    window.page.verbs.delete(question.of_text("a word that nobody typed", day.clock.utc()))
    dialog = asked(window, qtbot)
    qtbot.waitUntil(lambda: "There is nothing here to delete." in words(dialog), timeout=SECONDS)
    assert not dialog.accept_button.isEnabled()
    dialog.reject()


def test_an_error_is_told_in_the_dialog_and_nothing_is_gone(
    window: Window, day: MadeDay, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_named: object) -> Receipt:
        raise UserError("The disk is full.", "Nothing was deleted.", "Free some space.", code="disk-full")

    monkeypatch.setattr(type(window.acts), "delete", refuse)
    window.page.timeline.select((day.at("11:24"), day.at("11:38")))
    window.page.delete_chosen()
    dialog = asked(window, qtbot)
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.bars.get("error disk-full") is not None, timeout=SECONDS)
    assert dialog.state == ASKING
    assert dialog.cancel_button.isEnabled()
    dialog.reject()


def receipt(day: MadeDay, checks: dict[str, bool]) -> Receipt:
    since = day.at("11:24")
    return Receipt(
        3, day.at("16:47:20"), since, since + 14 * MINUTE, {}, {"keyboard": 1024}, checks, day.at("16:47:22")
    )


def test_a_check_that_failed_is_never_called_gone(day: MadeDay, window: Window) -> None:
    failed = receipt(day, {"rows": True, "wal": False})
    assert receipt_headline(failed) == "Not everything is gone"
    view = ReceiptView(failed, window.context.channels)
    assert "not emptied: another program reads the store" in words(view)
    view.deleteLater()


def test_a_failed_check_offers_to_try_again(
    window: Window, day: MadeDay, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = receipt(day, {"rows": True, "wal": False}), receipt(day, {"rows": True, "wal": True})
    monkeypatch.setattr(type(window.acts), "delete", lambda *_args, **_named: bad)
    monkeypatch.setattr(type(window.acts), "check_again", lambda *_args: [good])
    window.page.timeline.select((day.at("11:24"), day.at("11:38")))
    window.page.delete_chosen()
    dialog = asked(window, qtbot)
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.accept_button.text() == "Try again", timeout=SECONDS)
    assert dialog.subject.text() == "Not everything is gone"
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.accept_button.text() == "Done", timeout=SECONDS)
    assert dialog.subject.text() == "1,024 rows are gone"
    dialog.accept()


def test_the_receipt_is_saved_for_its_owner_alone(window: Window, day: MadeDay, tmp_path: Path) -> None:
    dialog = DeleteDialog(window.context, question.of_range(day.at("11:24"), day.at("11:38")), window)
    dialog.receipt = receipt(day, {"rows": True})
    target = tmp_path / "receipt.txt"
    dialog.write_receipt(target)
    assert target.read_text("utf-8") == receipt_text(dialog.receipt, window.context.channels)
    assert target.stat().st_mode & 0o077 == 0
    assert "2026-11-19-003" in target.read_text("utf-8")
    dialog.write_receipt(target / "below a file")
    assert dialog.bars.get("error not-saved") is not None
    dialog.reject()


def test_never_again_is_filled_in_from_what_is_chosen(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    window.page.timeline.select((day.at("11:24"), day.at("11:38")))
    key(window.page.timeline, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(window.page.verbs.dialog, NeverDialog), timeout=SECONDS)
    dialog = window.page.verbs.dialog
    assert isinstance(dialog, NeverDialog)
    assert dialog.app.text == "Firefox"
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.cancel_button, timeout=SECONDS)
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: window.bars.get("undo") is not None, timeout=SECONDS)
    reader = fresh(day)
    assert [(rule.kind, rule.pattern) for rule in reader.rules()] == [("app", "Firefox")]
    reader.close()


def test_an_empty_rule_is_refused_in_its_field(window: Window, qtbot: QtBot) -> None:
    dialog = window.page.verbs.never("", "")
    dialog.title_.edit.setFocus()
    QTest.keyClicks(dialog.title_.edit, "*")
    assert dialog.kind == "title"
    press(dialog.accept_button)
    assert dialog.title_.refusal
    assert dialog.isVisible()
    dialog.reject()
