"""Which channels were on is stored as changes, and read as the times in which one was off."""

from __future__ import annotations

from mirrorlight.channels import CHANNELS
from stores import Store

EVERY = frozenset(channel.id for channel in CHANNELS)


def test_only_changes_make_rows(store: Store) -> None:
    store.writer.switched(store.at(0), EVERY)
    store.writer.switched(store.at(10), EVERY)
    store.writer.switched(store.at(20), EVERY - {"keyboard"})
    rows = store.rows("switches")
    assert len(rows) == len(CHANNELS) + 1
    assert (rows[-1]["channel"], rows[-1]["on"], rows[-1]["at"]) == ("keyboard", 0, store.at(20))


def test_the_times_in_which_a_channel_was_off(store: Store) -> None:
    store.writer.switched(store.at(0), EVERY)
    store.writer.switched(store.at(100), EVERY - {"keyboard", "web"})
    store.writer.switched(store.at(200), EVERY - {"web"})
    store.writer.switched(store.at(300), EVERY - {"keyboard"})
    off = store.reader.switched_off(store.at(0), store.at(1000))
    assert off == {
        "keyboard": [(store.at(100), store.at(200)), (store.at(300), store.at(1000))],
        "web": [(store.at(100), store.at(300))],
    }
    assert store.reader.switched_off(store.at(150), store.at(160)) == {
        "keyboard": [(store.at(150), store.at(160))], "web": [(store.at(150), store.at(160))],
    }  # fmt: skip


def test_before_the_first_row_nothing_is_known_and_nothing_is_claimed(store: Store) -> None:
    assert store.reader.switched_off(store.at(0), store.at(100)) == {}
    store.writer.switched(store.at(50), EVERY - {"keyboard"})
    assert store.reader.switched_off(store.at(0), store.at(100)) == {"keyboard": [(store.at(50), store.at(100))]}
