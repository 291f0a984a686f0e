"""Erasing everything: the key first, then every file of ours, and nothing of anybody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import erase, keys
from mirrorlight.store.database import StoreLock
from standing import StandingClock
from stores import Store


@pytest.fixture
def full(places: Places, clock: StandingClock) -> Places:
    with Store(places, clock) as store:
        store.type(1, "text")
    for path in (places.consent, places.settings, places.logs / "mirrorlight.log", places.logs / "mirrorlight.log.1"):
        path.write_text("x")
    return places


def files(places: Places) -> list[Path]:
    base = places.data.parent
    return sorted(path for path in base.rglob("*") if path.is_file())


def test_nothing_is_left(full: Places) -> None:
    assert len(files(full)) > 6
    done = erase.erase_everything(full)
    assert (done.key_destroyed, done.left) == (True, ())
    assert files(full) == []
    assert not full.data.exists()
    assert not erase.unfinished(full)


def test_files_of_others_stay(full: Places) -> None:
    mine = full.data / "my export.jsonl"
    mine.write_text("mine")
    erase.erase_everything(full)
    assert files(full) == [mine]


def test_the_key_goes_first(full: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real = keys.destroy

    def destroy(places: Places) -> None:
        order.append("key")
        assert places.store.exists()
        real(places)

    def remove(path: Path) -> bool:
        order.append(path.name)
        path.unlink(missing_ok=True)
        return True

    monkeypatch.setattr(keys, "destroy", destroy)
    monkeypatch.setattr(erase, "_remove", remove)
    erase.erase_everything(full)
    assert order[0] == "key"
    assert "store.db" in order


@pytest.mark.parametrize("killed_at", range(8))
def test_killed_at_any_step_it_is_finished_by_asking_again(
    full: Places, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    steps = 0
    real = erase._remove

    def remove(path: Path) -> bool:
        nonlocal steps
        if steps == killed_at:
            raise KeyboardInterrupt
        steps += 1
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(erase, "_remove", remove)
        with pytest.raises(KeyboardInterrupt):
            erase.erase_everything(full)
    assert erase.unfinished(full)
    assert not full.key_file.exists()
    erase.erase_everything(full)
    assert files(full) == []


def test_while_somebody_uses_the_store_nothing_is_touched(full: Places) -> None:
    before = {path: path.read_bytes() for path in files(full)}
    with StoreLock(full) as lock:
        assert lock.acquire()
        with pytest.raises(UserError) as caught:
            erase.erase_everything(full)
    assert caught.value.code == "recorder-running"
    after = {path: path.read_bytes() for path in files(full)}
    after.pop(full.lock)
    before.pop(full.lock, None)
    assert after == before


def test_a_keyring_out_of_reach_does_not_keep_the_files(full: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(places: Places) -> None:
        raise UserError("no", code="keyring-absent")

    monkeypatch.setattr(keys, "destroy", unreachable)
    assert not erase.erase_everything(full).key_destroyed
    assert files(full) == []


def test_twice_is_no_error(full: Places) -> None:
    erase.erase_everything(full)
    assert erase.erase_everything(full).left == ()
