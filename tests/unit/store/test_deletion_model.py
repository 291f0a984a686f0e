"""Random days, random deletions, against a plain list of lines: what is left is what the list leaves."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorlight.core.channel import Kept
from mirrorlight.core.context import NOWHERE, Context
from mirrorlight.core.events import Click, Focus, KeyPress, KeyRelease, Move, Picture
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import iso
from mirrorlight.places import Places
from standing import StandingClock
from stores import Store

CONTEXTS = [Context("editor", "notes"), Context("browser", "page"), Context("browser", "other page"), NOWHERE]
CHANNELS = ["keyboard", "pointer", "windows", "screenshots"]

events = st.one_of(
    st.builds(lambda code: KeyPress(0, code, "abc"[code], "abc"[code]), st.integers(0, 2)),
    st.builds(lambda code: KeyRelease(0, code), st.integers(0, 2)),
    st.builds(lambda x, y: Move(0, x, y), st.integers(0, 99), st.integers(0, 99)),
    st.builds(lambda pressed: Click(0, 1, 1, "left", pressed), st.booleans()),
    st.builds(lambda: Focus(0)),
    st.builds(lambda digest: Picture(0, 1, 0, 0, 9, 9, b"%d" % digest, b"image %d" % digest), st.integers(0, 2)),
)
steps = st.sampled_from([10_000, 50_000, 200_000, 3_000_000])
days = st.lists(st.tuples(events, steps, st.sampled_from(CONTEXTS)), min_size=1, max_size=40)
moments = st.one_of(st.none(), st.integers(0, 30_000_000))
selections = st.builds(
    lambda a, b, channels, apps: Selection(
        *(sorted((a, b)) if a is not None and b is not None else (a, b)), tuple(channels), tuple(apps)
    ),
    moments,
    moments,
    st.lists(st.sampled_from(CHANNELS), max_size=2, unique=True),
    st.lists(st.sampled_from(["Editor", "browser", "nobody"]), max_size=1),
)


def plain(lines: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Lines without row numbers, and without what a picture's place among its likes decides."""
    left_out = {"id", "same_as", "bytes"}
    return sorted(
        tuple(sorted((k, str(v)) for k, v in line.items() if k not in left_out))
        for line in lines
        if line["channel"] != "gap"
    )


def expected(line: dict[str, Any], choice: Selection, since: str, until: str) -> list[dict[str, Any]]:
    """What a deletion leaves of one line."""
    if choice.channels and line["channel"] not in choice.channels:
        return [line]
    if choice.apps and line["app"] not in {app.casefold() for app in choice.apps}:
        return [line]
    if line["channel"] != "windows":
        return [] if since <= line["at"] < until else [line]
    if line["at"] >= until or (line["until"] <= since and line["at"] < since):
        return [line]
    before = [{**line, "until": since}] if line["at"] < since else []
    return before + ([{**line, "at": until}] if line["until"] > until else [])


@settings(max_examples=60, deadline=None)
@given(days, st.lists(selections, min_size=1, max_size=3))
def test_what_is_left_is_what_a_plain_list_leaves(
    day: list[tuple[Any, int, Context]], choices: list[Selection]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        places = Places(base / "data", base / "config", base / "logs", base / "run")
        with Store(places, StandingClock()) as store:
            at = store.began
            batch = []
            for event, step, context in day:
                at += step
                batch.append(Kept(at, event, context))
            for start in range(0, len(batch), 7):
                store.writer.write(batch[start : start + 7])
            store.writer.end(at + 1_000_000, "stopped")
            model = store.lines()
            pictures = {
                line["id"]: store.reader.picture(int(line["id"].split("/")[1])) for line in model if "monitor" in line
            }
            assert all(pictures.values())
            for choice in choices:
                moved = Selection(
                    None if choice.since is None else store.began + choice.since,
                    None if choice.until is None else store.began + choice.until,
                    choice.channels,
                    choice.apps,
                )
                since = "" if moved.since is None else iso(moved.since)
                until = "9" if moved.until is None else iso(moved.until)
                preview = store.reader.preview(moved)
                receipt = store.writer.delete(moved)
                model = [left for line in model for left in expected(line, moved, since, until)]
                # A key whose press is deleted takes its release with it.
                now = store.lines()
                model = without_orphans(model, now)
                assert plain(now) == plain(model)
                assert receipt.counts == preview.rows
                assert all(receipt.checks.values())
            for line in store.lines():
                if line["channel"] == "screenshots":
                    assert store.reader.picture(int(line["id"].split("/")[1])).startswith(b"image")
            used = {line["app"] for line in store.lines()} - {""}
            assert set(store.reader.apps()) == used


def without_orphans(model: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    presses = {line["id"] for line in model if line.get("action") == "press" and line["channel"] == "keyboard"}
    return [
        line
        for line in model
        if not (
            line["channel"] == "keyboard" and line["action"] == "release" and line["id"].split(".")[0] not in presses
        )
    ]
