"""What the stage reads: the demonstration alone, and what a counting and a logging agent would hold of it."""

from __future__ import annotations

from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.window.models.stage import StageReader
from stores import BROWSER, Store


def reader(store: Store, since: float) -> StageReader:
    return StageReader(store.reader, CHANNELS, store.at(since))


def test_nothing_from_before_its_beginning(store: Store) -> None:
    store.focus(0)
    store.type(1, "from before")
    store.click(9)
    scene = reader(store, 10).read(store.at(11))
    assert scene.run is None
    assert scene.numbers == (0, 0, 0, 0)
    assert scene.events == 0
    assert scene.picture is None
    assert scene.percent == 0


def test_what_is_typed_and_counted(store: Store) -> None:
    store.focus(0)
    store.type(1, "before")
    staged = reader(store, 10)
    store.type(11, "one two⌫⌫⌫three", pace=0.5)
    store.click(20)
    store.picture(21, b"1" * 8, b"picture")
    scene = staged.read(store.at(30))
    assert scene.run is not None
    assert scene.run.text == "one three"
    assert scene.run.taken_back == 3
    assert scene.numbers == (15, 1, 0, 1)
    assert scene.counted == 20
    assert 8 <= scene.active <= 10
    assert scene.percent == round(100 * scene.active / 20)
    held = {each.id: each for each in scene.held}
    assert held["keyboard"].events == 30
    assert held["keyboard"].last_at is not None
    assert store.at(17) <= held["keyboard"].last_at + SECOND <= store.at(20)
    assert held["web"].last_at is None
    assert scene.picture is not None


def test_only_what_was_typed_last_is_shown(store: Store) -> None:
    staged = reader(store, 0)
    store.type(1, "first")
    store.type(5, "second", BROWSER)
    scene = staged.read(store.at(10))
    assert scene.run is not None
    assert (scene.run.app, scene.run.text) == ("firefox", "second")
    assert staged.read(store.at(4)).run is not None
    assert staged.read(store.at(4)).run.text == "first"  # type: ignore[union-attr]


def test_what_was_deleted_is_no_longer_there(store: Store) -> None:
    staged = reader(store, 0)
    store.type(1, "gone soon")
    assert staged.read(store.at(10)).run is not None
    store.writer.delete(Selection(channels=("keyboard",)))
    scene = staged.read(store.at(10))
    assert scene.run is None
    assert scene.numbers[0] == 0


def test_before_it_began_there_is_nothing(store: Store) -> None:
    scene = reader(store, 10).read(store.at(5))
    assert scene.percent is None
    assert scene.held == ()
