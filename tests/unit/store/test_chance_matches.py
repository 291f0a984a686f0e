"""What is found after a deletion is told apart by where it lies: in bytes of a row that is there (the same words, or
the same bytes by chance) it is nothing; anywhere else in the file it is a trace, however it came there.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence

import pytest

from mirrorlight.core.context import Context
from mirrorlight.core.events import Copy, Focus
from mirrorlight.core.selection import Selection
from mirrorlight.store import cells
from mirrorlight.store.looking import Looking
from mirrorlight.store.pages import FRAME, HEADER, PAGE, USABLE, Sealed
from mirrorlight.store.results import Receipt
from mirrorlight.store.seen import SHORTEST
from mirrorlight.store.traces import Traces
from stores import Store, decrypted

SECRET = b"union meeting on friday"
SECRETS = ("chat", "Union meeting on friday")


@pytest.fixture
def full(store: Store) -> Store:
    """Pictures and long texts, so that there are rows with further pages; nothing is in the log."""
    chance = random.Random(7)
    for number in range(12):
        store.picture(number, bytes([number]) * 16, chance.randbytes(9_000 + 997 * number))
        store.write(store.kept(number + 0.5, Copy(0, "text", 9, text=f"clip {chance.randrange(9**9)} " * 700)))
    assert store.writer.deleting.empty_log()
    return store


def plain(store: Store) -> bytes:
    return decrypted(store.places.store, store.key.raw)


def pages_of(store: Store) -> Iterator[tuple[int, bytes]]:
    image = plain(store)
    for number in range(1, len(image) // PAGE + 1):
        if not cells.without_rows(number):
            yield number, image[(number - 1) * PAGE : number * PAGE]


def put(store: Store, number: int, at: int, what: bytes) -> None:
    """Other bytes on a page, under the store's seal: as if SQLite had left them there."""
    data = store.places.store.read_bytes()
    page = bytearray(plain(store)[(number - 1) * PAGE : number * PAGE])
    page[at : at + len(what)] = what
    with store.places.store.open("r+b") as file:
        file.seek((number - 1) * PAGE)
        file.write(Sealed(store.key.raw, data[:16]).closed(page, number))


def looked_for(store: Store, things: Sequence[bytes] = (SECRET,)) -> Receipt:
    """A deletion's second half, for these things."""
    store.type(50_000, "x")
    receipt, _own = store.writer.remove(Selection(since=store.at(50_000)))
    return store.writer.deleting.check(receipt, Traces(set(things)), patience=1)


def further_pages(store: Store) -> list[tuple[int, int]]:
    """The further pages of rows: number, and bytes of it that are in use; the last of a row's first."""
    looking = Looking(store.places.store, [], store.key.raw, [])
    found = [
        (number, looking._owned(number)) for number, page in pages_of(store) if cells.extents(page, number) is None
    ]
    return sorted(found, key=lambda each: each[1])


def test_a_match_in_a_picture_that_stays_is_no_trace(store: Store) -> None:
    """Adversarial: pictures, long and short, that hold what is deleted, byte for byte."""
    chance = random.Random(3)
    for number, size in enumerate((40, 400, 3_000, 9_000, 60_000)):
        image = bytearray(chance.randbytes(size))
        at = chance.randrange(size - 30)
        image[at : at + len(SECRET)] = SECRET
        store.picture(number, bytes([number]) * 16, bytes(image))
    store.write(store.kept(90, Copy(0, "text", 23, text=SECRET.decode())))
    receipt = store.writer.delete(Selection(channels=("clipboard",)))
    assert receipt.clean
    assert receipt.scan["found"] == 0
    assert plain(store).count(SECRET) == 5
    assert store.writer.delete(Selection(channels=("screenshots",))).clean
    assert plain(store).count(SECRET) == 0


def test_a_match_from_one_row_into_the_next_is_no_trace(store: Store) -> None:
    """A title ends a row; the length with which the row behind it begins happens to read as its next character."""
    length = ord("7")
    front = Context("editor", "a" * (length - 4))
    store.focus(1, front)
    store.focus(2, Context("editor", "offer porto: 2033."))
    assert store.writer.deleting.empty_log()
    image = plain(store)
    assert b"offer porto: 2033.7" in image, "rows are not put one before the other any more"
    store.focus(3, Context("chat", "porto: 2033.7"))
    receipt = store.writer.delete(Selection(apps=("chat",)))
    assert receipt.clean
    assert b"porto: 2033.7" in plain(store)
    assert {row["title"] for row in store.rows("contexts")} == {front.title, "offer porto: 2033."}


@pytest.mark.parametrize("size", [SHORTEST, 8, 12])
def test_chance_is_not_asked_how_long_it_is(full: Store, size: int) -> None:
    """Pieces of what stays, however short, are nothing; one byte beside it they are a trace."""
    last = next((number, used) for number, used in further_pages(full) if 100 < used < USABLE - 100)
    number, used = last
    image = plain(full)[(number - 1) * PAGE : number * PAGE]
    inside = image[4 + used - size : 4 + used]
    assert looked_for(full, [inside]).scan["found"] == 0
    beyond = image[4 + used - size + 1 : 4 + used] + b"\x01"
    put(full, number, 4 + used, b"\x01")
    receipt = looked_for(full, [beyond])
    assert receipt.clean, "what could be cleared was"
    assert receipt.scan["cleared"] >= 1
    assert plain(full)[(number - 1) * PAGE + 4 + used] == 0
    assert full.writer._database.damage() == []


def slack_of(page: bytes, number: int) -> int:
    """The place of some room on a page that no row uses, 0 if it has none."""
    used = cells.extents(page, number) or []
    for (_start, end), (start, _end) in zip(used, [*used[1:], (USABLE, USABLE)], strict=True):
        if start - end > len(SECRET) + 8:
            return end + 8
    return 0


@pytest.mark.parametrize(
    "kind", [cells.LEAF_TABLE, cells.LEAF_INDEX, cells.INTERIOR_TABLE, cells.INTERIOR_INDEX], ids=str
)
def test_in_the_room_between_rows_it_is_a_trace_and_is_cleared(full: Store, kind: int) -> None:
    full.write(*(full.kept(100 + n, Focus(0), Context("editor", f"{n} {'wide title' * 60}")) for n in range(90)))
    assert full.writer.deleting.empty_log()
    found = [(number, slack_of(page, number)) for number, page in pages_of(full) if number > 1 and page[0] == kind]
    number, at = next((number, at) for number, at in found if at)
    put(full, number, at, SECRET)
    assert SECRET in plain(full)
    assert Looking(full.places.store, [], full.key.raw, [SECRET]).all(lambda done, total: None).hit == {number}
    receipt = looked_for(full)
    assert receipt.clean
    assert SECRET not in plain(full)
    assert full.writer._database.damage() == []


def test_on_a_page_that_no_row_leads_to_it_is_a_trace_that_stays_told(full: Store) -> None:
    """A page lost to the file by a fault of SQLite's or the disk's: it cannot be cleared, and no receipt says clean."""
    number, _used = further_pages(full)[-1]
    data = full.places.store.read_bytes()
    own = cells.pointers_of(number)
    image = bytearray(plain(full)[(own - 1) * PAGE : own * PAGE])
    image[(number - own - 1) * 5] = cells.FREE
    with full.places.store.open("r+b") as file:
        file.seek((own - 1) * PAGE)
        file.write(Sealed(full.key.raw, data[:16]).closed(image, own))
    put(full, number, 40, SECRET)
    receipt = looked_for(full)
    assert receipt.checks["traces"] is False
    assert not receipt.clean
    assert receipt.scan["found"] == 1


def test_on_free_pages_it_is_a_trace(full: Store) -> None:
    """As a store without `secure_delete` leaves it: the rows are gone, their pages are free and say what they said."""
    full.write(full.kept(90, Copy(0, "text", 23, text=SECRET.decode() * 900)))
    full.writer.deleting.empty_log()
    database = full.writer._database
    database.all("PRAGMA secure_delete = OFF")
    with database.transaction() as connection:
        connection.execute("DELETE FROM clipboard WHERE at = ?", (full.at(90),))
    assert full.writer.deleting.empty_log()
    assert database.value("PRAGMA freelist_count") > 2
    assert SECRET in plain(full)
    seen = Looking(full.places.store, [], full.key.raw, [SECRET]).all(lambda done, total: None)
    assert len(seen.hit) >= 2
    database.all("PRAGMA secure_delete = ON")
    receipt = looked_for(full)
    assert receipt.clean == (SECRET not in plain(full))


def test_in_the_log_it_is_a_trace(full: Store) -> None:
    tree, image = next((n, p) for n, p in pages_of(full) if n > 1 and p[0] == cells.LEAF_TABLE and slack_of(p, n))
    page = bytearray(image)
    page[slack_of(image, tree) : slack_of(image, tree) + len(SECRET)] = SECRET
    sealed = Sealed(full.key.raw, full.places.store.read_bytes()[:16])
    log = bytes(HEADER) + tree.to_bytes(4, "big") + bytes(FRAME - 4) + sealed.closed(page, tree)
    full.reader.close()
    full.writer.close()
    full.places.store.with_name("store.db-wal").write_bytes(log)
    looking = Looking(full.places.store, [full.places.data], full.key.raw, [SECRET])
    assert looking.all(lambda done, total: None).hit == {tree}
    full.places.store.with_name("store.db-wal").unlink()
    assert not looking.all(lambda done, total: None).hit
    full.reopened()


def test_a_row_s_further_pages_are_followed_as_the_row_names_them(full: Store) -> None:
    """Together they are what the rows are too long for on their own pages."""
    owned = sum(used for _number, used in further_pages(full))
    named = sum(beyond for number, page in pages_of(full) for _first, beyond in cells.further(page, number))
    assert owned == named > 200_000


def test_a_receipt_says_nothing_of_what_was_looked_for(full: Store) -> None:
    full.focus(200, Context(*SECRETS))
    receipt = full.writer.delete(Selection(apps=("chat",)))
    assert receipt.clean
    assert "nion" not in str(receipt.to_json())
    assert os.fsencode("Union") not in plain(full)
