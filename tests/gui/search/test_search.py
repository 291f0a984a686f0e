"""From a word to its traces: what is found, how it is shown, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Copy
from mirrorlight.core.selection import Selection
from mirrorlight.store import hit_stream
from mirrorlight.window.models.found import ALL, TITLE, TYPED, FoundTree, kind_of
from mirrorlight.window.views import search_seek
from mirrorlight.window.views.delete_dialog import ASKING, DONE, DeleteDialog
from mirrorlight.window.views.never_dialog import NeverDialog
from mirrorlight.window.views.search import SearchPage
from search_page import Window
from stores import BROWSER, EDITOR, Store

Open = Callable[..., Window]
HOSTILE = (
    '"', '"""', "*", "NEAR(a b)", "a AND", "'; DROP TABLE keyboard; --", "%", "_", "\\", "🎉", "\u202eabc", "שלום",
    "مراجعة", "x" * 10_000, "xy " * 3_000, "<b>bold</b>", "\u0301", "{a}:c", "\ud83d", "%s %d {0}",
)  # fmt: skip


@pytest.fixture
def traces(store: Store) -> Store:
    """Two stretches of use with an appointment in them, and another without."""
    store.focus(0, BROWSER)
    store.type(10, "an appointment please⌫⌫⌫⌫⌫⌫", BROWSER)
    store.write(store.kept(40, Copy(0, "text", 11, text="Appointment at nine"), BROWSER))
    store.focus(100, EDITOR)
    store.type(110, "nothing of that sort")
    store.focus(1000, Context("mail", "Write: my appointment"))
    store.type(1010, "dear all, the appointment stands", Context("mail", "Write: my appointment"))
    store.focus(1200, EDITOR)
    return store


def search(page: SearchPage, qtbot: QtBot, text: str) -> None:
    """Write a text and wait for all of it."""
    page.field.setText(text)
    found(page, qtbot)


def found(page: SearchPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.complete and not page._soon.isActive() and not page.seeker.running)


def shown(page: SearchPage) -> list[tuple[str, str, list[str]]]:
    """What the tree shows: application, amount, texts."""
    return [
        (group.use.app, group.amount, [hit.text[hit.start : hit.end] for hit in group.shown])
        for group in page.found.groups
    ]


def dialog(page: SearchPage, qtbot: QtBot) -> DeleteDialog:
    qtbot.waitUntil(lambda: isinstance(page.verbs.dialog, DeleteDialog))
    asked = page.verbs.dialog
    assert isinstance(asked, DeleteDialog)
    qtbot.waitUntil(lambda: asked.state == ASKING)
    return asked


def delete(page: SearchPage, qtbot: QtBot) -> None:
    """Agree in the dialog that opens, and close its receipt."""
    asked = dialog(page, qtbot)
    asked.accept_button.click()
    qtbot.waitUntil(lambda: asked.state == DONE)
    asked.accept_button.click()
    qtbot.waitUntil(lambda: page.verbs.dialog is None)


def test_what_is_written_is_found_as_it_is_written(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    assert QApplication.focusWidget() is page.field
    QTest.keyClicks(page.field, "appoint")
    qtbot.waitUntil(lambda: page.found.size == 5)
    found(page, qtbot)
    assert shown(page) == [
        ("mail", "2 hits", ["appoint", "appoint"]), ("firefox", "3 hits", ["Appoint", "appoint", "Appoint"]),
    ]  # fmt: skip
    assert page.sentence.plain.startswith("5 hits in 2 stretches of time.")
    QTest.keyClicks(page.field, "zzz")
    qtbot.waitUntil(lambda: page.found.size == 0)


def test_pills_count_and_filter(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    search(page, qtbot, "appointment")
    for kind, number in ((ALL, 5), (TYPED, 2), (TITLE, 2), ("clipboard", 1), ("files", 0)):
        assert page.pills[kind].accessibleName().endswith(f", {number}")
    assert not page.pictures.isEnabled()
    assert "never read" in page.pictures.accessibleDescription()
    page.pills[TYPED].click()
    assert [kind_of(hit) for hit in page.found.hits] == [TYPED, TYPED]
    page.pills["files"].click()
    assert page.found.hits == []
    page.pills[ALL].click()
    assert len(page.found.hits) == 5


def test_a_range_of_time_leaves_the_rest_out(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    traces.clock.forward(86_400 * SECOND)
    page = open_page().page
    page.show_time("today")
    search(page, qtbot, "appointment")
    assert page.found.size == 0
    assert "Today" in page._nothing.texts[0]  # type: ignore[attr-defined]
    page.show_time("week")
    found(page, qtbot)
    assert page.found.size == 5


def test_what_was_taken_back_is_struck_and_said(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    search(page, qtbot, "please")
    [hit] = page.found.hits
    assert hit.taken_back
    index = page.found.index(0, 0, page.found.index(0, 0))
    assert "taken back" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    page.view.choose(index)
    qtbot.waitUntil(lambda: "please" in page.side.typed.accessibleName())
    assert "taken back" in page.side.typed.accessibleName()


def test_keys_alone_go_to_a_moment(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    window = open_page()
    page = window.page
    search(page, qtbot, "appointment")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.view
    first = page.view.chosen[1]
    assert first is page.found.groups[0].shown[0]
    page.next_hit(True)
    assert page.view.chosen[1] is page.found.groups[0].shown[1]
    page.next_hit(True)
    second = page.view.chosen[1]
    assert second is page.found.groups[1].shown[0]
    page.next_hit(False)
    assert page.view.chosen[1] is page.found.groups[0].shown[1]
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    hit = page.found.groups[0].shown[1]
    assert hit.until is not None
    assert window.shown == [(hit.at, hit.until + 1)]
    page.view.choose(page.found.index(0, 0))
    page.side.jump_button.click()
    assert window.shown[1] == (traces.at(1000), traces.at(1200))


def test_a_hit_that_is_deleted_vanishes_and_the_next_is_chosen(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    search(page, qtbot, "appointment")
    page.next_hit(True)
    page.next_hit(True)
    gone = page.view.chosen[1]
    assert gone is not None
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    delete(page, qtbot)
    qtbot.waitUntil(lambda: page.found.size == 4)
    assert gone not in page.found.hits
    assert [hit for hit in traces.reader.search("appointment") if hit.ids == gone.ids and hit.at == gone.at] == []
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.view)
    assert page.view.chosen[1] is not None


def test_a_title_goes_with_what_was_recorded_under_it(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    search(page, qtbot, "appointment")
    page.next_hit(True)
    chosen = page.view.chosen[1]
    assert chosen is not None
    assert chosen.where == "title"
    page.delete_chosen()
    delete(page, qtbot)
    qtbot.waitUntil(lambda: page.found.size == 3)
    assert not list(traces.reader.events(Selection(apps=("mail",))))


def test_a_stretch_and_ticked_hits_are_deleted(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    search(page, qtbot, "appointment")
    page.view.choose(page.found.index(0, 0))
    page.delete_chosen()
    assert dialog(page, qtbot).subject.text() == "Delete these 2 hits for good?"
    delete(page, qtbot)
    qtbot.waitUntil(lambda: page.found.size == 3)
    page.view.setFocus()
    page.view.choose(page.found.index(1, 0, page.found.index(0, 0)))
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    page.view.choose(page.found.index(2, 0, page.found.index(0, 0)))
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    group = page.found.index(0, 0)
    assert group.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.PartiallyChecked
    assert page.side.delete_button.text() == "Delete these 2 hits…"
    ticked = page.found.ticked
    page.delete_chosen()
    delete(page, qtbot)
    qtbot.waitUntil(lambda: page.found.size == 1)
    assert not {(hit.channel, hit.at) for hit in ticked} & {(hit.channel, hit.at) for hit in page.found.hits}


def test_all_hits_are_deleted_also_those_not_yet_found(
    open_page: Open, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_seek, "PART", 10)
    monkeypatch.setattr("mirrorlight.window.views.search.PART", 10)
    store.write(*(store.kept(n * 400, Copy(0, "text", 5, text=f"same {n}"), EDITOR) for n in range(60)))
    page = open_page().page
    page.field.setText("same")
    qtbot.waitUntil(lambda: page.found.size >= 10 and not page.seeker.running)
    while not page.complete and page.found.size < 30:
        before = page.found.size
        page.view.verticalScrollBar().setValue(page.view.verticalScrollBar().maximum())
        page._look_further()
        qtbot.waitUntil(lambda before=before: page.found.size > before)
    assert not page.complete
    assert page.pills[ALL].accessibleName().endswith("+")
    page.all_button.click()
    asked = dialog(page, qtbot)
    assert asked.preview is not None
    assert asked.preview.total == 60
    delete(page, qtbot)
    qtbot.waitUntil(lambda: page._states.currentWidget() is page._nothing)
    assert store.reader.search("same") == []


def test_what_somebody_else_deletes_vanishes_too(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    search(page, qtbot, "appointment")
    page.next_hit(True)
    traces.writer.delete(Selection(apps=("mail",)))
    qtbot.waitUntil(lambda: page.found.size == 3)
    assert all(hit.app == BROWSER.app for hit in page.found.hits)
    page.hidden()
    traces.writer.delete(Selection())
    qtbot.waitUntil(lambda: page.found.size == 0)
    page.shown()
    found(page, qtbot)
    assert page._states.currentWidget() is page._nothing


def test_never_again_begins_with_the_hit(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    search(page, qtbot, "appointment")
    page.next_hit(True)
    page.side.never_button.click()
    rule = page.verbs.dialog
    assert isinstance(rule, NeverDialog)
    assert (rule.app.text, rule.title_.text) == ("mail", "Write: my appointment")
    rule.agree()
    qtbot.waitUntil(lambda: page.verbs.dialog is None)
    assert [each.pattern for each in traces.reader.rules() if not each.group] == ["mail"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_anything(open_page: Open, traces: Store, qtbot: QtBot, text: str) -> None:
    told = text.encode("utf-8", "replace").decode()[:900]
    written = f"before {told} after"
    traces.write(traces.kept(1300, Copy(0, "text", len(written), text=written), Context(told, told)))
    page = open_page().page
    search(page, qtbot, text)
    page.next_hit(True)
    page.grab()
    assert page._context.bars.newest() is None
    expected = traces.reader.search(page.field.text(), limit=10_000)
    assert len(page.found.hits) == len(expected)


def test_an_empty_field_and_nothing_found_say_what_is_searched(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    assert page._states.currentWidget() is page._empty
    assert "Titles" in page._empty.texts[0]
    search(page, qtbot, "<b>zebra</b>")
    assert page._nothing.headline == "“<b>zebra</b>” was not found"  # type: ignore[attr-defined]
    assert any("Pictures are not searched" in line for line in page._nothing.texts)  # type: ignore[attr-defined]
    assert page.escape()
    assert page.field.text() == ""
    qtbot.waitUntil(lambda: page._states.currentWidget() is page._empty)
    assert not page.escape()


def test_how_far_the_index_is_stands_above_the_hits(
    open_page: Open, traces: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page().page
    search(page, qtbot, "appointment")
    assert page.behind.isHidden()
    monkeypatch.setattr(hit_stream, "USUAL_KEYS", 5)
    search(page, qtbot, "the appointment")
    assert "read row by row" in page.behind.text()
    while traces.writer.catch_up():
        pass
    traces.clock.forward(60 * SECOND)
    page.look()
    found(page, qtbot)


def test_what_is_looked_at_stays_where_it_is(
    open_page: Open, store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_seek, "PART", 40)
    monkeypatch.setattr("mirrorlight.window.views.search.PART", 40)
    store.focus(0)
    store.write(*(store.kept(5 + n, Copy(0, "text", 5, text=f"same {n}"), EDITOR) for n in range(300)))
    page = open_page().page
    page.field.setText("same")
    qtbot.waitUntil(lambda: page.found.size >= 40 and not page.seeker.running)
    bar = page.view.verticalScrollBar()
    size = page.found.size
    bar.setValue(bar.maximum())
    before = page.view.indexAt(QPoint(300, 100)).data()
    qtbot.waitUntil(lambda: page.found.size > size)
    assert page.view.indexAt(QPoint(300, 100)).data() == before
    qtbot.waitUntil(lambda: not page.seeker.running)


def test_the_field_gives_nothing_to_the_clipboard(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("mine")
    clipboard.setText("marked", QClipboard.Mode.Selection)
    search(page, qtbot, "appointment")
    page.focus_first()
    for combination in ("Ctrl+A", "Ctrl+C", "Ctrl+X", "Ctrl+Insert", "Shift+Delete", "Shift+Home", "Shift+Left"):
        held, _plus, name = combination.rpartition("+")
        modifier = Qt.KeyboardModifier.ShiftModifier if held == "Shift" else Qt.KeyboardModifier.ControlModifier
        code = {"A": Qt.Key.Key_A, "C": Qt.Key.Key_C, "X": Qt.Key.Key_X}.get(name)
        QTest.keyClick(page.field, code or getattr(Qt.Key, f"Key_{name}"), modifier)
    QTest.mouseDClick(page.field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(80, 15))
    assert page.field.selectedText()
    assert clipboard.text() == "mine"
    assert clipboard.text(QClipboard.Mode.Selection) == "marked"
    assert page.field.text() == "appointment"


def test_what_was_written_lands_in_no_file(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    search(page, qtbot, "xylophonequery")
    page.hidden()
    base = traces.places.data.parent
    for path in base.rglob("*"):
        assert not path.is_file() or b"xylophonequery" not in path.read_bytes()
    assert "xylophonequery" not in traces.everything()


def test_the_model_keeps_to_the_rules_of_models(traces: Store, qtmodeltester: ModelTester) -> None:
    model = FoundTree(CHANNELS)
    pairs = [(hit, traces.reader.use(hit.app, hit.at)) for hit in traces.reader.hits("appointment") if hit is not None]
    assert len(pairs) >= 4
    model.add([(hit, use) for hit, use in pairs[:2] if use is not None])
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]
    model.add([(hit, use) for hit, use in pairs[2:] if use is not None])
    model.tick(model.index(0, 0))
    assert model.index(0, 0, model.index(0, 0)).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    model.show_kind(TYPED)
    model.clear()
    assert model.rowCount() == 0


def test_a_page_that_is_left_reads_nothing(open_page: Open, traces: Store, qtbot: QtBot) -> None:
    page = open_page().page
    page.field.setText("appointment")
    page.hidden()
    qtbot.waitUntil(lambda: page.seeker._actions._reader is None)
    assert not page._soon.isActive()
    page.shown()
    found(page, qtbot)
    assert page.found.size == 5
