"""How events are cut into batches makes no difference to what is stored."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorlight.core.channel import Kept
from mirrorlight.core.context import NOWHERE, Context
from mirrorlight.core.events import Click, Event, Focus, KeyPress, KeyRelease, Move, Picture, Scroll
from mirrorlight.places import Places
from standing import StandingClock
from stores import BROWSER, EDITOR, Store

TABLES = ("keyboard", "pointer", "windows", "screenshots")

events = st.one_of(
    st.builds(lambda code: KeyPress(0, code, "abc"[code], "abc"[code]), st.integers(0, 2)),
    st.builds(lambda code: KeyRelease(0, code), st.integers(0, 2)),
    st.builds(lambda x, y: Move(0, x, y), st.integers(-9, 99), st.integers(0, 99)),
    st.builds(lambda pressed: Click(0, 1, 1, "left", pressed), st.booleans()),
    st.builds(lambda: Scroll(0, 1, 1, 0, 1)),
    st.builds(lambda: Focus(0)),
    st.builds(lambda digest: Picture(0, 1, 0, 0, 9, 9, b"%d" % digest, b"image"), st.integers(0, 2)),
)
steps = st.sampled_from([0, 10_000, 100_000, 249_999, 250_000, 700_000])
days = st.lists(st.tuples(events, steps, st.sampled_from([EDITOR, EDITOR, BROWSER, NOWHERE])), max_size=40)


def stored(
    day: list[tuple[Event, int, Context]], batches: list[int]
) -> tuple[dict[str, int], list[list[dict[str, Any]]]]:
    """Counts and rows after writing `day` in batches of these sizes, and the rest in one."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        with Store(Places(base / "data", base / "config", base / "logs", base / "run"), StandingClock()) as store:
            at = store.began
            kept = []
            for event, step, context in day:
                at += step
                kept.append(Kept(at, event, context))
            counts: dict[str, int] = {}
            for size in [*batches, len(kept)]:
                for channel, count in store.writer.write(kept[:size]).items():
                    counts[channel] = counts.get(channel, 0) + count
                kept = kept[size:]
            rows = [[{**row, "id": 0, "same_as": 0} for row in store.rows(table)] for table in TABLES]
            names = {row["id"]: row["title"] for row in store.rows("contexts")}
            for row in (row for table in rows for row in table):
                row["context_id"] = names.get(row["context_id"])
            for table, held in zip(TABLES, rows, strict=True):
                assert counts.get(table, 0) == store.events(table), table
                held.sort(key=lambda row: (row["at"], row.get("kind", 0), row.get("x", 0) or 0, str(row)))
            return {channel: count for channel, count in counts.items() if count}, rows


@settings(max_examples=50, deadline=None)
@given(days, st.lists(st.integers(1, 9), max_size=8))
def test_any_batches_store_the_same(day: list[tuple[Event, int, Context]], batches: list[int]) -> None:
    assert stored(day, batches) == stored(day, [])
