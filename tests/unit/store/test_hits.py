"""Hits that come one by one: the same as those of a search, newest first; their stretches of use; what carries them."""

from __future__ import annotations

import random

import pytest

import deletions
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Copy, Focus
from mirrorlight.core.selection import Selection
from mirrorlight.store import hit_stream, hits
from mirrorlight.store.results import Hit, Use
from stores import BROWSER, EDITOR, Store


def indexed(store: Store) -> None:
    while store.writer.catch_up():
        pass


def streamed(store: Store, text: str, since: int | None = None, until: int | None = None) -> list[Hit]:
    return [hit for hit in store.reader.hits(text, since, until) if hit is not None]


def same(store: Store, text: str, since: int | None = None, until: int | None = None) -> list[Hit]:
    """What is streamed, after it was compared with the search."""
    found = streamed(store, text, since, until)
    assert [hit.at for hit in found] == sorted((hit.at for hit in found), reverse=True)
    expected = store.reader.search(text, since, until, 100_000)
    name = lambda hit: (hit.at, hit.channel, hit.where, hit.ids, hit.text, hit.start, hit.taken_back)  # noqa: E731
    assert sorted(map(name, found)) == sorted(map(name, expected))
    return found


@pytest.mark.parametrize("seed", range(2))
def test_the_stream_finds_what_the_search_finds(store: Store, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hit_stream, "SLICE", 40 * SECOND)
    monkeypatch.setattr(hits, "PORTION", 7)
    chance = random.Random(seed)
    deletions.Day(store, chance, 150)
    store.clock.forward(3600 * SECOND)
    total = 0
    for steps in (0, 2, 99):
        store.writer.catch_up(steps) if steps else None
        for text in ("a", "ty", "typed title", "type", "copied", "n1", "zzz"):
            total += len(same(store, text))
        same(store, "a", store.at(100), store.at(900))
    assert total > 100


def test_a_run_that_reaches_over_slices_is_read_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hit_stream, "SLICE", 5 * SECOND)
    store.type(1, "one long sentence that goes on and on without any pause, and is taken back⌫⌫⌫⌫")
    store.type(500, "a long way after")
    assert [hit.taken_back for hit in same(store, '"taken back"')] == [True]
    assert len(same(store, "long")) == 2
    assert len(same(store, '"that goes on and on without any pause"')) == 1


def test_hits_may_rest_while_rows_are_written_and_indexed(store: Store) -> None:
    for number in range(50):
        store.write(store.kept(100 * number, Copy(0, "text", 9, text=f"same {number}")))
        store.type(100 * number + 5, f"same words {number}")
    hits_ = store.reader.hits("same")
    begun = [next(hit for hit in hits_ if hit is not None) for _n in range(10)]
    store.type(9_000, "same again")
    indexed(store)
    rest = [hit for hit in hits_ if hit is not None]
    assert len({(hit.channel, hit.ids) for hit in [*begun, *rest]}) == len(begun) + len(rest) == 100


def test_how_far_the_index_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hit_stream, "USUAL_KEYS", 20)
    monkeypatch.setattr(hit_stream, "USUAL_ROWS", 3)
    assert store.reader.not_indexed() is None
    store.type(10, "no more than usual")
    assert store.reader.not_indexed() is None
    store.type(50, "but this is more")
    assert store.reader.not_indexed() == store.at(10)
    store.type(900, "end")
    indexed(store)
    assert store.reader.not_indexed() is None
    store.write(*(store.kept(1000 + n, Copy(0, "text", 1, text="x")) for n in range(4)))
    assert store.reader.not_indexed() == store.at(1000)


def test_a_stretch_of_use_ends_with_another_application_or_a_pause(store: Store) -> None:
    store.focus(0, EDITOR)
    store.focus(100, Context(EDITOR.app, "Other notes"))
    store.focus(200, BROWSER)
    store.focus(260, EDITOR)
    with store.writer._database.transaction():
        store.writer._database.conn.execute("UPDATE windows SET until = ? WHERE at = ?", (store.at(300), store.at(260)))
    store.focus(500, EDITOR)
    store.focus(800, BROWSER)
    app = EDITOR.app
    assert store.reader.use(app, store.at(150)) == Use(app, store.at(0), store.at(200))
    assert store.reader.use(app, store.at(230)) is None
    assert store.reader.use(BROWSER.app, store.at(230)) == Use(BROWSER.app, store.at(200), store.at(260))
    assert store.reader.use(app, store.at(270)) == Use(app, store.at(260), store.at(800))
    with store.writer._database.transaction():
        store.writer._database.conn.execute("UPDATE windows SET until = ? WHERE at = ?", (store.at(199), store.at(260)))
        store.writer._database.conn.execute("UPDATE windows SET at = ? WHERE at = ?", (store.at(600), store.at(500)))
    assert store.reader.use(app, store.at(700)) == Use(app, store.at(600), store.at(800))
    store.clock.utc_now = store.at(1000)
    assert store.reader.use(BROWSER.app, store.at(900)) == Use(BROWSER.app, store.at(800), store.at(1000))


def test_many_short_spans_are_one_stretch(store: Store) -> None:
    store.write(*(store.kept(n, Focus(0), Context("pad", f"Title {n % 3}")) for n in range(200)))
    store.focus(200, BROWSER)
    assert store.reader.use("pad", store.at(120)) == Use("pad", store.at(0), store.at(200))


def test_after_the_carriers_went_the_hits_are_gone_and_others_stay(store: Store) -> None:
    secret = Context("firefox", "Dermatology appointment")
    for start in (0, 1000):
        store.focus(start, secret)
        store.type(start + 5, "hello")
        store.click(start + 20, secret)
        store.write(store.kept(start + 25, Copy(0, "text", 5, text="other"), secret))
        store.focus(start + 100, EDITOR)
        store.type(start + 110, "an appointment")
    indexed(store)
    found = streamed(store, "appointment")
    assert [(hit.channel, hit.where) for hit in found] == [("keyboard", "typed"), ("windows", "title")] * 2
    store.writer.delete(Selection(ids=store.reader.carriers(found[1:2])))
    assert [hit.at for hit in streamed(store, "appointment")] == [found[0].at, found[2].at, found[3].at]
    assert len(streamed(store, "other")) == 1
    left = streamed(store, "appointment")
    store.writer.delete(Selection(ids=store.reader.carriers(left)))
    assert streamed(store, "appointment") == []
    assert streamed(store, "other") == []
    assert len(streamed(store, "an")) == 2


@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_found_of_what_its_carriers_were_deleted_with(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    deletions.Day(store, chance, 120)
    store.clock.forward(3600 * SECOND)
    store.writer.catch_up(chance.choice([0, 3, 99]) or 1)
    for text in ("copied", "typed title", "n1"):
        store.writer.delete(Selection(ids=store.reader.carriers(streamed(store, text)))) if streamed(store, text) else 0
        assert streamed(store, text) == []
