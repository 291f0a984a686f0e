"""Mirrorlight's window as somebody uses it who does not see it: another process reads it over the accessibility bus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from day import DAY, MadeDay, make_day
from mirrorlight import consent
from mirrorlight.channels import CHANNELS
from mirrorlight.core.times import to_local
from mirrorlight.window.pages import PAGES
from real_window import RealWindow
from running import Recording
from screen_reader import CONTROLS, FOCUSABLE, ScreenReader, Thing
from xserver import XServer, until


@pytest.fixture
def reader(xserver: XServer) -> Iterator[ScreenReader]:
    with ScreenReader() as started:
        yield started


@pytest.fixture
def day(tmp_path: Path) -> MadeDay:
    """A day in the home of a recording that does not run."""
    made = make_day(tmp_path / "mirrorlight")
    consent.give(made.places.consent, made.clock.utc(), tuple(channel.id for channel in CHANNELS))
    return made


def unnamed(things: list[Thing]) -> list[str]:
    """What one could press, write in or come to by Tab, and would not know what it is."""
    return [
        f"{thing.role} at {thing.reader.place(thing)}"
        for thing in things
        if not thing.name.strip() and (thing.role in CONTROLS or FOCUSABLE in thing.states)
    ]


def test_every_control_of_every_page_has_a_name(
    xserver: XServer, tmp_path: Path, day: MadeDay, reader: ScreenReader
) -> None:
    with RealWindow(Recording(xserver, tmp_path), reader) as window:
        window.tells.one("push button", to_the_day())
        found: dict[str, list[str]] = {"the day without anything": unnamed(window.settled())}
        reader.press(window.tells.one("push button", to_the_day()))
        window.tells.one("table", "Timeline")
        for page in PAGES:
            window.go(page)
            found[page.id] = unnamed(window.settled())
        assert {page: nameless for page, nameless in found.items() if nameless} == {}
        assert window.said() == ""


def to_the_day() -> str:
    return f"Go to {DAY:%A} {DAY.day} {DAY:%B}"


def test_the_timeline_is_read_cell_by_cell(
    xserver: XServer, tmp_path: Path, day: MadeDay, reader: ScreenReader
) -> None:
    with RealWindow(Recording(xserver, tmp_path), reader) as window:
        reader.press(window.tells.one("push button", to_the_day()))
        table = window.tells.one("table", "Timeline")
        rows, columns = reader.rows_and_columns(table)
        heads = [reader.heads(table, row, 0)[0] for row in range(rows)]
        lanes = [head.split(",")[0] for head in heads]
        assert lanes[:5] == ["Gaps", "Windows", "Keys", "Pointer", "Pictures"]
        assert "busiest" in heads[2]
        times = [reader.heads(table, 0, column)[1] for column in (0, 60, columns - 1)]
        assert times == ["08:30", "09:30", "16:59"]

        minute = 174  # 11:24
        cell = reader.cell(table, lanes.index("Keys"), minute)
        assert cell.name.startswith("11:24, Firefox, ")
        assert " key" in cell.name
        left, top, width, height = reader.place(table)
        x, y, _wide, high = reader.place(cell)
        assert left <= x < left + width
        assert top < y < y + high < top + height
        assert reader.cell(table, lanes.index("Gaps"), 220).name == "12:10, Paused by you, 30 min"

        reader.take_focus(table)
        xserver.key("Left", "Down", "Down", "Left")
        heard = until(lambda: (now := reader.focused()) and now.role == "cell" and now, "the cell of the keyboard")
        assert heard
        assert "LibreOffice Calc, " in heard.name
        assert any(words.startswith("Keys, ") for words in reader.listen()), "the lane is said"
        before = heard.name
        xserver.key("Left")
        until(lambda: (now := reader.focused()) and now.role == "cell" and now.name != before, "the next cell")


def test_read_pause_resume_search_delete_and_read_the_receipt(
    xserver: XServer, tmp_path: Path, reader: ScreenReader
) -> None:
    with Recording(xserver, tmp_path) as recording:
        recording.set_up()
        recording.record()
        editor = xserver.window("Editor", "notes.txt")
        xserver.focus(editor)
        xserver.type("the quokka sleeps")
        until(lambda: recording.typed() == "the quokka sleeps", recording.account)

        with RealWindow(recording, reader) as window:
            sentence = window.tells.one("label", lambda name: "Mirrorlight holds" in name and "17 keys" in name)
            assert sentence.name.startswith(f"Since {to_local(first(recording)):%H:%M}")

            reader.press(window.tells.one("push button", "Pause"))
            until(lambda: recording.state() == "paused", "the pause")
            until(lambda: "Paused" in window.frame.name, lambda: window.frame.name)
            until(lambda: any(words.startswith("Paused") for words in reader.listen()), lambda: str(reader.heard))
            reader.press(window.tells.one("push button", "Resume"))
            until(lambda: recording.state() != "paused", "the end of the pause")

            xserver.key("ctrl+f")
            reader.write(window.tells.one("text", "Search"), "quokka")
            window.tells.one("", lambda name: "1 hit" in name)
            hit = window.tells.one("tree item", lambda name: "quokka" in name)
            assert hit.name.endswith("Typed: the quokka sleeps")

            reader.press(window.tells.one("push button", "Delete all hits"))
            dialog = window.tells.one("dialog")
            assert dialog.one("label", lambda name: name.endswith("?"))
            reader.press(dialog.one("push button", lambda name: name.startswith("Delete ") and "row" in name))
            receipt = window.tells.one("dialog").one("label", lambda name: "gone" in name)
            assert "row" in receipt.name
            window.tells.one("dialog").one("label", lambda name: name.startswith("Rows: looked for again"))
            xserver.key("Escape")
            until(lambda: not window.tells.all("dialog"), "the receipt closed")

            window.go(next(page for page in PAGES if page.id == "deletions"))
            window.tells.one("label", lambda name: "deletion" in name and "deleted" in name)
            window.tells.one("label", lambda name: "gone" in name)
            assert window.said() == ""
        assert "quokka" not in recording.typed()


def first(recording: Recording) -> int:
    """When the first event was (UTC µs)."""
    return round(datetime.fromisoformat(recording.lines("events")[0]["at"]).timestamp() * 1_000_000)
