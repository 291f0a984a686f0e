"""Active and idle, as spans."""

from __future__ import annotations

import pytest

from mirrorlight.channels import presence
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import NOWHERE
from mirrorlight.core.events import Presence
from mirrorlight.core.selection import Selection
from stores import Store


def tell(store: Store, seconds: float, state: str, length: float = 0) -> None:
    event = Presence(0, state, round(length * SECOND))
    assert store.write(Kept(store.at(seconds), event, NOWHERE)) == {"presence": 1}


def spans(store: Store) -> list[tuple[str, float, float | None]]:
    return [
        (row["state"], (row["at"] - store.began) / 1e6, row["until"] and (row["until"] - store.began) / 1e6)
        for row in store.rows("presence")
    ]


def test_idle_begins_at_the_last_input(store: Store) -> None:
    tell(store, 10, "active")
    tell(store, 400, "idle", 300)
    tell(store, 500, "active")
    assert spans(store) == [("active", 10, 100), ("idle", 100, 500), ("active", 500, None)]
    assert [presence.summary(row) for row in store.rows("presence")] == [
        "Active for 1 min 30 s", "Idle for 6 min 40 s", "Active now",
    ]  # fmt: skip


def test_idle_does_not_reach_back_over_what_was_told_or_over_a_gap(store: Store) -> None:
    tell(store, 10, "active")
    tell(store, 20, "idle", 300)
    assert spans(store) == [("active", 10, 10), ("idle", 10, None)]
    store.writer.close_gap(store.writer.open_gap("locked", store.at(30)), store.at(40))
    assert spans(store)[1] == ("idle", 10, 30)
    tell(store, 50, "idle", 300)
    assert spans(store)[2] == ("idle", 30, None)


def test_a_part_can_be_deleted(store: Store) -> None:
    tell(store, 10, "active")
    tell(store, 100, "idle")
    store.writer.delete(Selection(since=store.at(50), until=store.at(60), channels=("presence",)))
    assert sorted(spans(store), key=lambda span: span[1]) == [
        ("active", 10, 50), ("active", 60, 100), ("idle", 100, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "words"), [("active", "Active now"), ("idle", "Idle now")])
def test_what_goes_on(store: Store, state: str, words: str) -> None:
    tell(store, 10, state)
    assert presence.summary(store.rows("presence")[0]) == words
    assert store.lines(Selection(channels=("presence",)))[0]["until"] is None
