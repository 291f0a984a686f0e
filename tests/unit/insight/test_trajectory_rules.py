"""Reduction keeps text and places exact, and loses no raw event uncounted, whatever is done with keys and pointer."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorlight.core import typed
from mirrorlight.core.clock import SECOND
from mirrorlight.core.typed import Keystroke
from mirrorlight.insight.trajectory import CLICK, DRAG, HOTKEY, KEPT_OUT, SCROLL, TYPE, Screen, Step
from mirrorlight.insight.trajectory_code import code
from mirrorlight.insight.trajectory_reduce import GAP, Reducer
from trajectories import calls, check_code, typed_by

CONTEXTS = {1: ("editor", "Notes"), 2: ("mail", "Inbox")}
KEYS = st.sampled_from(
    [(letter, letter) for letter in "abcé"]
    + [("A", "A"), ("space", " "), ("comma", ","), ("apostrophe", "'"), ("Return", "\n"), ("Tab", "\t"), ("Left", "")]
    + [("BackSpace", "")] * 4
    + [("Shift_L", ""), ("Control_L", ""), ("Alt_L", ""), ("ISO_Level3_Shift", ""), ("Super_L", ""), ("Caps_Lock", "")]
    + [("KP_Enter", "\n"), ("ISO_Left_Tab", ""), ("Escape", "\x1b"), ("dead", "ä̈"), ("BackSpace", "\x08")]
)
KEY = st.tuples(
    st.just("key"), KEYS, st.sampled_from([None, None, 0, 60_000, 300_000, 2_000_000]), st.sampled_from([1] * 9 + [2]),
    st.sampled_from([0] * 14 + [1, 2]),
)  # fmt: skip
PLACE = st.tuples(st.integers(-5, 45), st.integers(-5, 45))
POINTER = st.one_of(
    st.tuples(st.just("click"), PLACE, st.sampled_from(["left", "left", "left", "right", "middle", "8"]),
              st.booleans()),
    st.tuples(st.just("scroll"), PLACE, st.integers(-2, 2), st.integers(-2, 2)),
    st.tuples(st.just("stroke"), st.integers(1, 40)),
    st.tuples(st.just("gap"), st.booleans(), st.booleans()),
)  # fmt: skip
PAUSES = st.sampled_from([1_000, 40_000, 40_000, 90_000, 400_000, 1_200_000, 31 * SECOND])
DONE = st.lists(st.tuples(PAUSES, st.one_of(KEY, KEY, KEY, POINTER)), max_size=60)
SCREEN = Screen(1, 0, 0, 40, 40)


def rows_of(done: list[Any]) -> tuple[list[tuple[Any, ...]], list[Keystroke], list[int]]:
    """What was done as rows for the reducer, as keystrokes for `core.typed`, and the moments of gaps."""
    rows: list[tuple[Any, ...]] = []
    keys: list[Keystroke] = []
    gaps: list[int] = []
    at = 1_000 * SECOND
    for number, (pause, (what, *rest)) in enumerate(done, 1):
        at += pause
        if what == "key":
            (key, text), held, context, protected = rest
            held = None if protected else held
            rows.append((number, at, 3, context, held, None if protected else key, None if protected else text,
                         protected))  # fmt: skip
            keys.append(Keystroke(number, at, held, *rows[-1][5:7], protected, *CONTEXTS[context]))
        elif what == "click":
            (x, y), button, pressed = rest
            rows.append((number, at, 1, 1, x, y, button, "press" if pressed else "release", None, None, None, 1))
        elif what == "scroll":
            (x, y), dx, dy = rest
            rows.append((number, at, 2, 1, x, y, None, None, dx, dy, None, 1))
        elif what == "stroke":
            rows.append((number, at, 0, 1, 3, 3, None, None, None, None, at + 9_000, rest[0]))
        else:
            rows.append((number, at, GAP, *rest))
            gaps.append(at)
    return rows, keys, gaps


def reduced(rows: list[tuple[Any, ...]], parts: int = 1) -> tuple[Reducer, list[Step]]:
    reducer, steps = Reducer(), list[Step]()
    size = max(1, -(-len(rows) // parts))
    for start in range(0, len(rows), size):
        reducer.feed(rows[start : start + size])
        steps += reducer.take()
    return reducer, steps + reducer.finish()


@settings(max_examples=400, deadline=None)
@given(DONE)
def test_the_text_of_each_run_is_what_the_store_says(done: list[Any]) -> None:
    rows, keys, gaps = rows_of(done)
    reducer, steps = reduced(rows)
    run_of: dict[int, int] = {}
    runs = typed.runs(keys, gaps)
    for number, run in enumerate(runs):
        run_of.update(dict.fromkeys(run.ids, number))
    codes: dict[int, list[str]] = {}
    for step in steps:
        if step.kind in (TYPE, HOTKEY) and step.keys:
            assert len({run_of[row[0]] for row in step.keys}) == 1, "a step of two runs"
            codes.setdefault(run_of[step.keys[0][0]], []).append(code(step))
    for number, run in enumerate(runs):
        assert typed_by(codes.get(number, [])) == run.text
    assert reducer.taken_back == sum(run.taken_back for run in runs)
    assert reducer.typed == sum(len(piece.text) for run in runs for piece in run.pieces)


@settings(max_examples=300, deadline=None)
@given(DONE, st.integers(1, 5))
def test_no_raw_event_is_lost_uncounted(done: list[Any], parts: int) -> None:
    rows, keys, _gaps = rows_of(done)
    reducer, steps = reduced(rows, parts)
    events = sum(1 + (key.held is not None) for key in keys) + sum(row[2] in (1, 2) for row in rows)
    moves = sum(row[11] for row in rows if row[2] == 0)
    assert (reducer.events, reducer.moves) == (events, moves)
    inside = sum(step.events + step.moves for step in steps)
    assert inside + sum(reducer.reductions.values()) == events + moves
    kept = Counter(key.protected > 0 for key in keys)[True]
    assert sum(step.times for step in steps if step.kind == KEPT_OUT) == kept
    whole, again = reduced(rows)[1], steps
    assert [(code(one), one.at, one.end, one.hesitation) for one in whole] == [
        (code(one), one.at, one.end, one.hesitation) for one in again
    ]


@settings(max_examples=300, deadline=None)
@given(DONE)
def test_places_of_clicks_are_exact_and_the_code_is_of_the_public_form(done: list[Any]) -> None:
    rows, _keys, _gaps = rows_of(done)
    _reducer, steps = reduced(rows)
    pressed = [row for row in rows if row[2] == 1 and row[7] == "press" and row[6] in {"left", "right", "middle"}]
    told = [step for step in steps if step.kind in (CLICK, DRAG)]
    assert sum(step.clicks for step in told) == len(pressed)
    by_time = {row[1]: row for row in pressed}
    for step in steps:
        if step.kind != KEPT_OUT:
            check_code(code(step), pixels=True)
            step.screen = SCREEN
            check_code(code(step))
    for step in told:
        row = by_time[step.at]
        assert (step.x, step.y, step.button) == (row[4], row[5], row[6])
        _module, _action, named, _others = calls(code(step))[0]
        assert named == {"x": round(min(40, max(0, row[4])) / 40, 4), "y": round(min(40, max(0, row[5])) / 40, 4)}
    turned = [row for row in rows if row[2] == 2]
    assert sum(step.dy for step in steps if step.kind == SCROLL) == sum(row[9] for row in turned)
    assert sum(step.dx for step in steps if step.kind == SCROLL) == sum(row[8] for row in turned)
    before = None
    for step in steps:
        assert step.hesitation is None or step.hesitation >= 0
        assert before is None or before <= step.at, "steps out of order"
        before = step.at
