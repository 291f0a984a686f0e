"""From typing to the hole, in the real window, by keyboard and pointer alone: what is deleted there is nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from mirrorlight.store.results import Receipt
from real_window import RealWindow
from running import Recording
from screen_reader import ScreenReader
from xserver import XServer, until

WORD = "zyxquokkaglyph"
LABELS = 162
"""Pixels of the timeline that name the lanes."""


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Recording:
    made = Recording(xserver, tmp_path)
    made.set_up()
    return made


def receipt(recording: Recording) -> Receipt | None:
    """The newest receipt in the store."""
    home = recording.home
    places = Places(home / "data", home / "config", home / "logs", home / "run")
    reader = Reader(places, keys.load(places, str), CHANNELS)
    try:
        return max(reader.receipts(), key=lambda one: one.id, default=None)
    finally:
        reader.close()


def plain(home: Path, words: str) -> list[str]:
    """Files below a home that hold these words as they are."""
    needles = (words.encode(), words.encode("utf-16-le"))
    return [
        str(path) for path in home.rglob("*") if path.is_file() and any(one in path.read_bytes() for one in needles)
    ]


def test_typed_seen_chosen_deleted_and_found_nowhere(recording: Recording, xserver: XServer, tmp_path: Path) -> None:
    with recording, ScreenReader() as reader:
        recording.record()
        editor = xserver.xterm("notes", ["cat"], place="60x8+60+560")
        with RealWindow(recording, reader) as window:
            xserver.focus(editor)
            recording.wait_for("recording")
            xserver.type(WORD)
            xserver.key("Return")
            until(lambda: WORD in recording.typed(), recording.account)

            # it appears in Today by itself
            window.front()
            window.tells.one("list item", lambda name: WORD in name)
            table = window.tells.one("table", "Timeline")

            # chosen by dragging over the timeline, around the present
            left, top, width, height = reader.place(table)
            place = xserver.xdotool("getwindowgeometry", "--shell", str(window.id))
            x0, y0 = (int(line.split("=")[1]) for line in place.splitlines() if line[:2] in ("X=", "Y="))
            y = y0 + top + height // 2
            drag(xserver, x0 + left + 4, y, x0 + left + width - 6, y)
            until(lambda: window.tells.all("check box", "What is chosen"), "a range that is chosen")

            # deleted, after the preview, by keys
            xserver.key("Delete")
            dialog = window.tells.one("dialog")
            reader.take_focus(dialog.one("push button", lambda name: name.startswith("Delete ") and "row" in name))
            xserver.key("space")
            window.tells.one("dialog").one("label", lambda name: "rows are gone" in name)
            xserver.key("Escape")
            until(lambda: not window.tells.all("dialog"), "the receipt closed")

            # the hole is there
            window.tells.one("table", "Timeline")
            _rows, columns = reader.rows_and_columns(table)
            gaps = [reader.cell(table, 0, column).name for column in range(columns)]
            assert any("Deleted by you" in words for words in gaps), gaps
            assert not window.tells.all("list item", lambda name: WORD in name)

            # the search of the window does not find it
            xserver.key("ctrl+f")
            xserver.type(WORD)
            window.tells.one("label", lambda name: name.endswith("was not found"))
        # nor does anything else
        assert WORD not in recording.typed()
        assert recording.lines("search", WORD) == []
        out = tmp_path / "copy.jsonl"
        recording.run("export", "--format", "jsonl", "--out", str(out))
        assert WORD not in out.read_text("utf-8")
        assert plain(recording.home, WORD) == []
        made = receipt(recording)
        assert made is not None
        assert all(made.checks.values()), json.dumps(made.checks)
        assert WORD not in recording.said()
        recording.stop()
        assert plain(recording.home, WORD) == []


def drag(server: XServer, x: int, y: int, to_x: int, to_y: int) -> None:
    """Press, move, let go."""
    server.xdotool("mousemove", str(x), str(y), "mousedown", "1")
    for part in range(1, 9):
        server.xdotool("mousemove", str(x + (to_x - x) * part // 8), str(y + (to_y - y) * part // 8))
    server.xdotool("mouseup", "1")
