"""From a real store to pieces, and back to the rows that a finding stands on."""

from __future__ import annotations

import pytest

from findings_look import finders
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Copy, FileChange, Focus, KeyPress, Page, PrintJob
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.insight.findings.model import CLIPBOARD, FILE, PRINT, TAKEN_BACK, TITLE, TYPED, URL, Finding
from mirrorlight.insight.findings.pieces import pieces, unescaped
from mirrorlight.store import texts
from stores import EDITOR, Store

CARD = "4976 3127 5521 4807"
OTHER = Context("mail", "Inbox")


def found(store: Store) -> list[Finding]:
    return list(finders().look(pieces(store.reader, 0, ENDLESS)))


def test_each_channel_that_holds_text_gives_its_pieces(store: Store) -> None:
    store.type(1, "hello there")
    store.focus(5, EDITOR)
    store.write(
        store.kept(6, Copy(0, "text", 11, False, "copied text", 0, False)),
        store.kept(7, Page(0, "https://a.eu/?q=gr%C3%A8ve", "A page")),
        store.kept(8, FileChange(0, "moved", "file", "~/x", "one.txt", "two.txt", 5, 1)),
        store.kept(9, PrintJob(0, 4, "completed", "paper.pdf", "printer", "me", 2, 1000)),
    )
    made = [(piece.kind, piece.channel, piece.text) for piece in pieces(store.reader, 0, ENDLESS)]
    assert made[0] == (TYPED, "keyboard", "hello there")
    assert set(made[1:]) == {
        (TITLE, "windows", "Notes"),
        (CLIPBOARD, "clipboard", "copied text"),
        (URL, "web", "https://a.eu/?q=grève"),
        (TITLE, "web", "A page"),
        (FILE, "files", "one.txt"),
        (FILE, "files", "two.txt"),
        (PRINT, "printing", "paper.pdf"),
    }


def test_only_what_begins_in_the_range(store: Store) -> None:
    store.type(1, "before")
    store.type(100, "inside")
    store.type(200, "after")
    (piece,) = pieces(store.reader, store.at(90), store.at(150))
    assert piece.text == "inside"


def test_the_stream_ends_when_it_is_told_to(store: Store) -> None:
    for second in range(0, 500, 100):
        store.type(second, "some text")
    asked = iter([True, True, False])
    assert len(list(pieces(store.reader, 0, ENDLESS, lambda: next(asked, False)))) == 2


def test_keys_of_password_fields_are_in_no_piece_and_part_what_is_beside_them(store: Store) -> None:
    store.type(1, "4976 3127 ")
    store.write(*(store.kept(4 + n / 10, KeyPress(0, 90 + n, "x", "x", protected=1)) for n in range(5)))
    store.type(6, "5521 4803")
    made = list(pieces(store.reader, 0, ENDLESS))
    assert [piece.text for piece in made] == ["4976 3127 ", "5521 4803"]
    protected = {row["id"] for row in store.rows("keyboard") if row["protected"]}
    assert len(protected) == 5
    assert not protected.intersection(*(piece.rows for piece in made))
    assert found(store) == []


def test_a_card_typed_with_a_slip_is_deleted_by_its_moment_and_nothing_else_goes(store: Store) -> None:
    store.type(1, f"pay with card 4976 3127 55⌫⌫{CARD[10:]} please")
    (finding,) = [one for one in found(store) if one.kind == "card"]
    (moment,) = finding.moments
    assert moment.at <= moment.until < store.at(20)
    store.writer.delete(Selection(ids={moment.channel: moment.rows}))
    assert [run.text for run in store.reader.typed(0, ENDLESS)] == ["pay with card ", " please"]
    assert [one for one in found(store) if one.kind == "card"] == []


def test_what_was_taken_back_is_found_with_the_keys_that_took_it(store: Store) -> None:
    words = "My dermatologist is on holiday"
    store.type(1, words + "⌫" * len(words) + "See you then")
    by_kind = {finding.kind: finding for finding in found(store)}
    assert set(by_kind) == {"health", "taken_back"}
    (moment,) = by_kind["taken_back"].moments
    assert moment.source == TAKEN_BACK
    store.writer.delete(Selection(ids={moment.channel: moment.rows}))
    assert [run.text for run in store.reader.typed(0, ENDLESS)] == ["See you then"]
    assert found(store) == []


def test_a_key_held_down_for_long_is_no_finding(store: Store) -> None:
    store.write(*(store.kept(n / 30, KeyPress(0, 30, "a", "a")) for n in range(20_000)))
    assert found(store) == []


def test_runs_end_at_gaps_of_the_recording(store: Store) -> None:
    store.type(1, "4976 3127 ")
    store.writer.gap("paused", store.at(4), store.at(5))
    store.type(6, "5521 4803")
    assert [piece.text for piece in pieces(store.reader, 0, ENDLESS)] == ["4976 3127 ", "5521 4803"]


def test_titles_of_windows_in_order_and_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CHUNK", 3)
    for second in range(10):
        context = Context("app", f"title {second}") if second % 4 else Context("", "")
        store.write(store.kept(second, Focus(0), context))
    titles = [piece.text for piece in pieces(store.reader, 0, ENDLESS)]
    assert titles == [f"title {second}" for second in range(10) if second % 4]


def test_addresses_are_read_as_people_do() -> None:
    assert unescaped("a%20b%C3%A9") == "a bé"
    assert unescaped("%FF%zz%") == "%FF%zz%"


def test_moments_have_the_time_of_their_keys(store: Store) -> None:
    store.type(10, "x" * 50 + " dermatologist", pace=0.1)
    (finding,) = found(store)
    assert finding.moments[0].at - store.at(10) == 51 * SECOND // 10
