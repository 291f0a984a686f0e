"""Random days, random deletions, a reader beside them: no trace is left, and nothing else is touched."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import deletions
from mirrorlight.core.context import Context
from mirrorlight.core.events import Focus
from mirrorlight.core.selection import Selection
from mirrorlight.store import cells, swap
from mirrorlight.store.looking import Looking
from mirrorlight.store.pages import PAGE, USABLE, Sealed
from mirrorlight.store.search import Search
from mirrorlight.store.seen import SHORTEST, set_aside
from stores import Store, decrypted


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9))
@example(1)
def test_no_trace_is_left_and_nothing_else_is_touched(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        deletions.run(seed, Path(folder), events=40, deletions=2, late=seed % 2 == 0)


def test_a_day_that_left_the_index_with_empty_levels(tmp_path: Path) -> None:
    """A soak's find: `optimize` kept groups of letters of documents that were gone, because FTS5 believed an older
    segment to lie on a level that was empty.
    """
    deletions.run(46, tmp_path, events=400)


def test_what_was_to_be_read_again_is_out_of_the_index(store: Store) -> None:
    """A key came beside others, so that their document was dropped, to be made anew; then all of them were deleted.
    What marks it as gone, with all its groups of letters, must not stay.
    """
    nameless = Context("gedit", "")
    store.focus(0, nameless)
    store.type(100, "what nobody is to read ", nameless)
    while store.writer.catch_up(50):
        pass
    store.type(101, "x", nameless)
    assert {row["channel"] for row in store.rows("search_docs")} == {"contexts"}
    assert store.writer.delete(Selection(channels=("keyboard",))).clean
    deletions.index_is_whole(store, ["nobody"], anew=True)


def test_a_store_made_ready_to_take_its_place_goes_too(store: Store) -> None:
    """A recovery, or a restoration, was killed before its last step."""
    store.type(1, "hello")
    for left in (swap.ready(store.places), swap.ready(store.places).with_name("store.restored.db-wal")):
        left.write_bytes(store.places.store.read_bytes())
    assert store.writer.delete(Selection()).clean
    assert sorted(path.name for path in store.places.data.glob("store.restored*")) == []


def test_without_clearing_traces_are_left_and_the_tests_own_look_finds_them(store: Store) -> None:
    """The test above can fail: rows moved to other pages stay behind, in spite of `secure_delete`."""
    chance = random.Random(5)
    apps = ("Program-one", "Program-two", "Program-three")
    titles = [Context(apps[n % 3], f"Title{chance.randrange(16**30):030x} {n}") for n in range(400)]
    store.write(*(store.kept(10 + n, Focus(0), title) for n, title in enumerate(titles)))
    before = deletions.tables(store)
    receipt, gone = store.writer.remove(Selection(apps=apps[:1]))
    assert receipt.checks == {"rows": True, "names": True, "free_pages": True, "wal": True}
    left = deletions.traces(store, before, deletions.tables(store))
    assert any(value.startswith(b"Title") for _file, value in left)
    receipt = store.writer.deleting.check(receipt, gone)
    assert receipt.clean
    assert receipt.scan["cleared"] > 0
    assert receipt.scan["rows"] == receipt.scan["of"] > 100
    assert not deletions.traces(store, before, deletions.tables(store))
    assert store.writer._database.value("PRAGMA integrity_check") == "ok"
    assert store.writer._database.all("PRAGMA cipher_integrity_check") == []


def test_pages_are_deciphered_as_one_by_one(store: Store) -> None:
    deletions.Day(store, random.Random(3), 100)
    assert store.writer.deleting.empty_log()
    data, slow = store.places.store.read_bytes(), decrypted(store.places.store, store.key.raw)
    sealed = Sealed(store.key.raw, data[:16])
    assert sealed.broken(data, range(1, len(data) // PAGE + 1)) == []
    fast = sealed.plain(data, 1)
    later = sealed.plain(data[3 * PAGE :], 4)
    for page in range(len(data) // PAGE):
        start = page * PAGE + (16 if page == 0 else 0)
        assert fast[start : page * PAGE + USABLE] == slow[start : page * PAGE + USABLE]
    assert later[:USABLE] == fast[3 * PAGE : 3 * PAGE + USABLE]
    again = sealed.closed(fast[PAGE : 2 * PAGE], 2)
    assert again != data[PAGE : 2 * PAGE]
    assert sealed.plain(again, 2)[:USABLE] == fast[PAGE : PAGE + USABLE]
    assert sealed.broken(again, [3]) == [0]


@settings(max_examples=40, deadline=None)
@given(
    st.binary(min_size=64, max_size=400), st.lists(st.binary(min_size=SHORTEST, max_size=20), min_size=1, max_size=20),
    st.lists(st.integers(0, 500), min_size=1, max_size=9),
)  # fmt: skip
def test_whatever_stands_in_a_buffer_is_found(filling: bytes, things: list[bytes], places: list[int]) -> None:
    things = list(dict.fromkeys(things))
    buffer = bytearray(filling)
    for number, place in enumerate(places):
        thing = things[number % len(things)]
        at = place % (len(buffer) - len(thing))
        buffer[at : at + len(thing)] = thing
    whole = bytes(buffer) + bytes(4)
    hits = {
        (at, number)
        for number, thing in enumerate(things)
        for at in range(len(whole) - len(thing) + 1)
        if whole.startswith(thing, at)
    }
    inside = {(at, number) for at, number in hits if at + len(things[number]) <= len(buffer)}
    for usual in (b"", filling * 9):
        assert set(Search(things, usual).find(whole)) >= inside
        assert set(Search(things, usual).find(whole)) <= hits


def test_the_page_that_sqlite_keeps_for_its_locks_is_passed_over(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every store of more than 1 GiB has one, without a seal; here another page stands for it."""
    store.type(0, "something typed")
    store.writer.deleting.empty_log()
    data, lost = bytearray(store.places.store.read_bytes()), 17
    data[(lost - 1) * 4096 : lost * 4096] = bytes(4096)
    copy = tmp_path / "large.db"
    copy.write_bytes(data)
    with pytest.raises(OSError, match="seal"):
        Looking(copy, [], store.key.raw, [b"nowhere"]).all(lambda done, total: None)
    for module in ("pages", "cells"):
        monkeypatch.setattr(f"mirrorlight.store.{module}.LOCKS", lost)
    seen = Looking(copy, [], store.key.raw, [b"nowhere"]).all(lambda done, total: None)
    assert seen.pages == len(data) // 4096
    assert lost not in seen.dirty


def test_other_files_are_looked_through(store: Store) -> None:
    day = deletions.Day(store, random.Random(8), 80)
    title = store.rows("contexts")[0]["title"]
    store.places.logs.mkdir(exist_ok=True)
    (store.places.logs / "recorder.log").write_text(f"{'x' * 1_048_570} something about {title} here")
    receipt = store.writer.delete(Selection(until=day.at + 1))
    assert receipt.checks["traces"] is False
    assert not receipt.clean
    assert receipt.scan["found"] >= 1
    assert title not in str(receipt.to_json())


def test_a_file_that_cannot_be_read_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.type(1, "hello")
    secret = store.places.data / "closed"
    secret.symlink_to(secret)
    store.places.logs.mkdir(exist_ok=True)
    (store.places.logs / "some.log").write_text("x")
    opened = Path.open

    def refuse(path: Path, *args: Any, **named: Any) -> object:
        if path.name == "some.log":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **named)

    monkeypatch.setattr(Path, "open", refuse)
    receipt = store.writer.delete(Selection())
    assert receipt.scan["unread"] == 1
    assert not receipt.clean


def test_older_copies_of_the_store_go_with_it(store: Store) -> None:
    store.type(1, "hello")
    copy = store.places.data / "store.before-2.db"
    copy.write_bytes(b"an older form of the store")
    receipt = store.writer.delete(Selection())
    assert receipt.clean
    assert not copy.exists()


def test_a_power_cut_while_pages_are_cleared_is_mended_at_the_next_start(store: Store) -> None:
    """Half of a page is written, the rest is as it was: the seal is broken until the pages set aside are put back."""
    deletions.Day(store, random.Random(5), 300)
    store.writer.end(store.clock.utc(), "stopped")
    lines = store.lines()
    assert store.writer.deleting.empty_log()
    store.writer.close()
    store.reader.close()
    path = store.places.store
    sealed = Sealed(store.key.raw, path.read_bytes()[:16])
    data = bytearray(path.read_bytes())
    plain = sealed.plain(data, 1)
    number = next(n for n in range(3, len(data) // PAGE) if cells.slack(plain[(n - 1) * PAGE : n * PAGE], n))
    clean = cells.cleared(plain[(number - 1) * PAGE : number * PAGE], number)
    assert clean is not None
    new = sealed.closed(clean, number)
    other = sealed.closed(plain[PAGE : 2 * PAGE], 2)
    set_aside(path).write_bytes(number.to_bytes(4, "little") + new + (2).to_bytes(4, "little") + other + b"cut off")
    start = (number - 1) * PAGE
    data[start : start + PAGE] = new[:2000] + data[start + 2000 : start + PAGE]
    whole = bytes(data[PAGE : 2 * PAGE])
    path.write_bytes(data)
    os.chmod(path, 0o600)  # noqa: PTH101
    with store.reopened():
        assert not set_aside(path).exists()
        assert store.lines() == lines
        assert store.writer._database.all("PRAGMA cipher_integrity_check") == []
        assert path.read_bytes()[PAGE : 2 * PAGE] == whole, "a page whose seal is whole may be newer"


def test_what_readers_hold_is_not_cleared(store: Store) -> None:
    """A reader of another process keeps a lock of the log: nothing is written, and it is tried again later."""
    import subprocess
    import sys

    deletions.Day(store, random.Random(5), 300)
    assert store.writer.deleting.empty_log()
    shared = store.places.store.with_name("store.db-shm")
    hold = (
        "import fcntl, sys; file = open(sys.argv[1], 'r+b'); fcntl.lockf(file, fcntl.LOCK_SH, 1, 124);"
        " print('held', flush=True); sys.stdin.read()"
    )
    looking_here = Looking(store.places.store, [], store.key.raw, [])
    dirty = sorted(looking_here.all(lambda done, total: None).dirty)
    assert dirty
    holder = subprocess.Popen([sys.executable, "-c", hold, str(shared)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        before = store.places.store.read_bytes()
        assert looking_here.clear(dirty) == 0
        assert store.places.store.read_bytes() == before
    finally:
        holder.communicate()
    assert looking_here.clear(dirty) == len(dirty)
    assert not looking_here.some(dirty).dirty
