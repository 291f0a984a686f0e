"""Every channel of the table keeps what the rest of the program expects of it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import pytest

from mirrorlight.channels import BY_ID, CHANNELS
from mirrorlight.core import events
from mirrorlight.core.channel import Channel, Kept
from mirrorlight.core.events import (
    Click,
    ConnectionBegan,
    ConnectionEnded,
    Copy,
    DeviceChange,
    Event,
    FileChange,
    Focus,
    KeyPress,
    KeyRelease,
    MediaBegan,
    MediaEnded,
    Move,
    Page,
    PageLeft,
    Picture,
    Presence,
    PrintJob,
    Scroll,
    Tally,
)
from mirrorlight.core.selection import Selection
from stores import EDITOR, Store

EXAMPLES: dict[type[Event], Callable[[], Event]] = {
    KeyPress: lambda: KeyPress(0, 30, "a", "a"),
    KeyRelease: lambda: KeyRelease(0, 30),
    Move: lambda: Move(0, 1, 2),
    Click: lambda: Click(0, 1, 2, "left", True),
    Scroll: lambda: Scroll(0, 1, 2, 0, -1),
    Focus: lambda: Focus(0),
    Picture: lambda: Picture(0, 1, 0, 0, 9, 9, b"digest", b"image"),
    Presence: lambda: Presence(0, "active"),
    Copy: lambda: Copy(0, "text", 5, text="hello"),
    Tally: lambda: Tally(0, 0, 0, 3, 2, 1, 12.5, 0b101),
    ConnectionBegan: lambda: ConnectionBegan(0, "gedit", "192.0.2.7", 443, 40000, "tcp"),
    ConnectionEnded: lambda: ConnectionEnded(0, "gedit", "192.0.2.7", 443, 40000, "tcp"),
    MediaBegan: lambda: MediaBegan(0, "gedit", "camera"),
    MediaEnded: lambda: MediaEnded(0, "gedit", "camera"),
    FileChange: lambda: FileChange(0, "created", "file", "/named/Documents", "notes.txt", "", 12),
    DeviceChange: lambda: DeviceChange(0, "storage", "added", "SanDisk Ultra", "", 32_000_000_000),
    Page: lambda: Page(0, "https://example.org/", "Example"),
    PageLeft: lambda: PageLeft(0),
    PrintJob: lambda: PrintJob(0, 7, "completed", "report.odt", "Office", "someone", 3, 20_480),
}

every_channel = pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.id)


def test_ids_and_tables_are_unique_and_in_order() -> None:
    assert [channel.id for channel in CHANNELS] == [
        "keyboard",
        "pointer",
        "windows",
        "screenshots",
        "presence",
        "clipboard",
        "web",
        "files",
        "devices",
        "connections",
        "printing",
        "media",
        "counts",
    ]
    assert len({channel.table.name for channel in CHANNELS}) == len(CHANNELS)
    assert {channel.id: channel for channel in CHANNELS} == BY_ID


def test_every_kind_of_event_belongs_to_one_channel() -> None:
    owners: dict[type[Event], str] = {}
    for channel in CHANNELS:
        for kind in channel.event_types:
            assert kind not in owners
            assert kind.channel == channel.id
            owners[kind] = channel.id
    declared = {kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event)}
    assert owners.keys() == declared - {Event} == EXAMPLES.keys()


@every_channel
def test_its_words_are_there(channel: Channel) -> None:
    for text in (channel.title, channel.icon, channel.records, channel.never, channel.brochure, *channel.unit):
        assert text
        assert text == text.strip()
    assert channel.records.endswith(".")
    assert channel.never.endswith(".")
    assert not re.search(r"!|please|secure|smart|simply", f"{channel.records} {channel.never}", re.IGNORECASE)
    assert channel.retention_days > 0


@every_channel
def test_its_table_is_documented(channel: Channel) -> None:
    names = [column.name for column in channel.table.columns]
    assert len(set(names)) == len(names)
    assert not {"id", "at", "context_id"} & set(names)
    assert all(column.doc and column.type in {"INTEGER", "TEXT", "REAL", "BLOB"} for column in channel.table.columns)
    assert {name for index in channel.table.indexes for name in index} <= {"at", "context_id", *names}
    assert set(channel.searched) <= set(names)
    assert (channel.reach is None) == ("until" in channel.fields)


def filled(store: Store, channel: Channel) -> list[Kept]:
    """An example of each of its events, stored."""
    kept = [
        Kept(store.at(1 + number / 10), EXAMPLES[kind](), EDITOR) for number, kind in enumerate(channel.event_types)
    ]
    assert store.writer.write(kept) == {channel.id: len(kept)}
    return kept


@every_channel
def test_the_table_in_the_store_is_the_declared_one(store: Store, channel: Channel) -> None:
    columns = {
        row["name"]: row["type"] for row in store.reader._database.all(f"PRAGMA table_info({channel.table.name})")
    }
    declared = {column.name: column.type for column in channel.table.columns}
    assert columns == {"id": "INTEGER", "at": "INTEGER", "context_id": "INTEGER", **declared}


@every_channel
def test_events_stored_are_events_counted_are_lines(store: Store, channel: Channel) -> None:
    kept = filled(store, channel)
    lines = store.lines(Selection(channels=(channel.id,)))
    assert len(lines) == len(kept)
    assert store.reader.day(0, store.at(99)).by_channel[channel.id] == len(kept)
    assert store.reader.preview(Selection()).rows == {channel.id: len(kept)}


@every_channel
def test_its_lines_have_the_declared_fields(store: Store, channel: Channel) -> None:
    filled(store, channel)
    for line in store.lines():
        assert line.keys() == {"id", "channel", "at", "app", "title", *channel.fields}
        assert line["app"] == EDITOR.app


@every_channel
def test_every_row_has_words(store: Store, channel: Channel) -> None:
    filled(store, channel)
    assert all(entry.summary for entry in store.reader.page(None, 100))


@every_channel
def test_no_event_shows_what_it_holds(channel: Channel) -> None:
    for kind in channel.event_types:
        event = EXAMPLES[kind]()
        assert repr(event) == str(event) == f"<{kind.__name__}>"


@every_channel
def test_it_is_deleted_whole_and_leaves_no_name(store: Store, channel: Channel) -> None:
    kept = filled(store, channel)
    receipt = store.writer.delete(Selection(channels=(channel.id,)))
    assert receipt.counts == {channel.id: len(kept)}
    assert store.rows(channel.table.name) == []
    assert store.reader.apps() == []


@every_channel
def test_a_range_beside_its_rows_takes_nothing(store: Store, channel: Channel) -> None:
    filled(store, channel)
    store.writer.end(store.at(50), "stopped")
    before = store.rows(channel.table.name)
    for choice in (Selection(until=store.at(1)), Selection(since=store.at(50))):
        assert store.writer.delete(choice).counts == {}
    assert store.rows(channel.table.name) == before


@every_channel
def test_its_rows_object_can_be_forgotten_and_closed_when_new(store: Store, channel: Channel) -> None:
    rows = channel.rows()
    rows.forget()
    with store.writer._database.transaction() as connection:
        rows.close(connection, store.at(1))
        assert rows.write(connection, []) == 0


def test_adding_a_channel_takes_one_line() -> None:
    """The table alone names them: no other module of the package lists the channels."""
    import mirrorlight.channels as package

    source = inspect.getsource(package)
    assert source.count(".CHANNEL,") == len(CHANNELS)
