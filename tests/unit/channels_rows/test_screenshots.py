"""Pictures: each stored once; what refers to one that is deleted takes it over."""

from __future__ import annotations

from mirrorlight.core.selection import Selection
from stores import Store


def kept_in(store: Store) -> list[tuple[int, int | None, bool]]:
    return [(row["id"], row["same_as"], row["picture"] is not None) for row in store.rows("screenshots")]


def test_an_unchanged_screen_is_a_reference(store: Store) -> None:
    assert store.picture(1, b"one", b"IMAGE") == 1
    assert store.picture(2, b"one") == 1
    assert kept_in(store) == [(1, None, True), (2, 1, False)]
    assert store.reader.picture(2) == b"IMAGE"
    [first, second] = store.lines()
    assert (first["bytes"], second["bytes"], second["same_as"]) == (5, 0, "screenshots/1")


def test_the_same_picture_sent_again_is_stored_once(store: Store) -> None:
    store.picture(1, b"one", b"IMAGE")
    store.picture(2, b"two", b"OTHER")
    store.picture(3, b"one", b"IMAGE")
    assert kept_in(store) == [(1, None, True), (2, None, True), (3, 1, False)]


def test_another_screen_with_the_same_picture_keeps_its_own(store: Store) -> None:
    store.picture(1, b"one", b"IMAGE", monitor=1)
    assert store.picture(1, b"one", monitor=2) == 0
    store.picture(2, b"one", b"IMAGE", monitor=2)
    assert kept_in(store) == [(1, None, True), (2, None, True)]


def test_a_reference_to_nothing_is_not_stored_and_not_counted(store: Store) -> None:
    assert store.picture(1, b"one") == 0
    assert kept_in(store) == []


def test_the_oldest_reference_takes_a_deleted_picture_over(store: Store) -> None:
    store.picture(1, b"one", b"IMAGE")
    for seconds in (2, 3, 4):
        store.picture(seconds, b"one")
    choice = Selection(until=store.at(2.5))
    assert store.reader.preview(choice).details["screenshots"] == {"shared": 1}
    store.writer.delete(choice)
    assert kept_in(store) == [(3, None, True), (4, 3, False)]
    assert store.rows("screenshots")[0]["bytes"] == 5
    assert store.reader.picture(4) == b"IMAGE"


def test_a_picture_goes_with_its_last_reference(store: Store) -> None:
    store.picture(1, b"one", b"MARKERIMAGE")
    store.picture(2, b"one")
    store.writer.delete(Selection(ids={"screenshots": (1,)}))
    assert store.reader.picture(2) == b"MARKERIMAGE"
    assert "MARKERIMAGE" in store.everything()
    store.writer.delete(Selection(ids={"screenshots": (2,)}))
    assert store.reader.picture(2) == b""
    assert "MARKERIMAGE" not in store.everything()
    assert store.picture(3, b"one") == 0


def test_deleting_a_reference_leaves_the_picture(store: Store) -> None:
    store.picture(1, b"one", b"IMAGE")
    store.picture(2, b"one")
    assert store.reader.preview(Selection(ids={"screenshots": (2,)})).details["screenshots"] == {"shared": 0}
    store.writer.delete(Selection(ids={"screenshots": (2,)}))
    assert kept_in(store) == [(1, None, True)]
