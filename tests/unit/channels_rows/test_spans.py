"""What begins and ends beside others of its kind."""

from __future__ import annotations

import pytest

from mirrorlight.channels import connections
from mirrorlight.core.context import Context
from mirrorlight.core.events import ConnectionBegan, ConnectionEnded
from mirrorlight.core.selection import ENDLESS, Selection
from stores import EDITOR, Store

BROWSER = Context("browser", "")


def began(port: int = 40000, app: str = "browser") -> ConnectionBegan:
    return ConnectionBegan(0, app, "192.0.2.7", 443, port, "tcp")


def ended(port: int = 40000, app: str = "browser") -> ConnectionEnded:
    return ConnectionEnded(0, app, "192.0.2.7", 443, port, "tcp")


def spans(store: Store) -> list[tuple[int, float, float | None, int]]:
    return [
        (
            row["local_port"], (row["at"] - store.began) / 1e6,
            None if row["until"] is None else (row["until"] - store.began) / 1e6, row["ended"],
        )
        for row in store.rows("connections")
    ]  # fmt: skip


def test_each_end_finds_its_own_beginning(store: Store) -> None:
    store.write(store.kept(1, began(1), BROWSER), store.kept(2, began(2), BROWSER), store.kept(3, began(1), EDITOR))
    assert store.write(store.kept(5, ended(1), BROWSER)) == {"connections": 1}
    assert spans(store) == [(1, 1, 5, 1), (2, 2, None, 0), (1, 3, None, 0)]
    assert [line["action"] for line in store.lines()] == ["begin", "begin", "begin", "end"]
    assert store.lines()[0]["until"] == store.lines()[3]["at"]


def test_an_end_without_beginning_is_not_stored_nor_counted(store: Store) -> None:
    assert store.write(store.kept(1, ended(), BROWSER)) == {"connections": 0}
    assert spans(store) == []
    assert store.reader.apps() == []


def test_a_gap_ends_all_and_tells_no_end(store: Store) -> None:
    store.write(store.kept(1, began(1), BROWSER), store.kept(2, began(2), BROWSER))
    store.writer.close_gap(store.writer.open_gap("paused", store.at(4)), store.at(6))
    assert store.write(store.kept(7, ended(1), BROWSER)) == {"connections": 0}
    store.write(store.kept(8, began(2), BROWSER))
    assert spans(store) == [(1, 1, 4, 0), (2, 2, 4, 0), (2, 8, None, 0)]
    assert store.events("connections") == store.reader.preview(Selection()).rows["connections"] == 3


@pytest.mark.parametrize("reason", ["excluded", "own-window"])
def test_it_goes_on_while_an_excluded_window_is_in_front(store: Store, reason: str) -> None:
    store.focus(1)
    store.write(store.kept(2, began(), BROWSER))
    store.writer.open_gap(reason, store.at(3))
    assert store.rows("windows")[0]["until"] == store.at(3)
    assert spans(store) == [(40000, 2, None, 0)]


def test_switched_off_it_ends_alone(store: Store) -> None:
    store.focus(1)
    store.write(store.kept(2, began(), BROWSER))
    store.writer.end_spans(store.at(3), "connections")
    assert store.rows("windows")[0]["until"] is None
    assert spans(store) == [(40000, 2, 3, 0)]


def test_what_begins_twice_goes_on_in_a_row_of_its_own(store: Store) -> None:
    store.write(store.kept(1, began(), BROWSER))
    assert store.write(store.kept(3, began(), BROWSER), store.kept(4, ended(), BROWSER)) == {"connections": 2}
    assert spans(store) == [(40000, 1, 3, 0), (40000, 3, 4, 1)]


def test_deleting_by_application_takes_its_connections(store: Store) -> None:
    store.write(store.kept(1, began(1), BROWSER), store.kept(2, ended(1), BROWSER), store.kept(3, began(2), EDITOR))
    assert store.writer.delete(Selection(apps=("browser",))).counts == {"connections": 2}
    assert [row["local_port"] for row in store.rows("connections")] == [2]


ROW = {"id": 1, "at": 10, "until": 20, "ended": 1}


@pytest.mark.parametrize(
    ("row", "since", "until", "left"),
    [
        (ROW, 12, 15, [(10, 12, 0), (15, 20, 1)]),
        (ROW, 0, 15, [(15, 20, 1)]),
        (ROW, 15, 30, [(10, 15, 0)]),
        (ROW, 0, 30, []),
        (ROW, 21, 30, [(10, 20, 1)]),
        (ROW, 0, 10, [(10, 20, 1)]),
        ({**ROW, "until": None, "ended": 0}, 12, 15, [(10, 12, 0), (15, None, 0)]),
        ({**ROW, "until": None, "ended": 0}, 12, ENDLESS, [(10, 12, 0)]),
    ],
)
def test_cutting(row: dict[str, int | None], since: int, until: int, left: list[tuple[int, int | None, int]]) -> None:
    cut = connections.cut(row, since, until)
    assert [(part["at"], part["until"], part["ended"]) for part in cut] == left


def test_words(store: Store) -> None:
    there = {"name": "", "host": "2001:db8::1", "port": 443, "direction": "out", "at": 0, "until": 5_000_000}
    assert connections.summary(there) == "To [2001:db8::1]:443, 5 s"
    assert connections.summary({**there, "name": "intranet", "until": None}) == "To intranet:443, connected now"
    assert connections.summary({**there, "direction": "in", "host": "127.0.0.1"}) == "From 127.0.0.1:443, 5 s"
