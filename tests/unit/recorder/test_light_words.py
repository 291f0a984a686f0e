"""What the light and its full form say. No Qt."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from light_faces import NOW, STATES, channel, status
from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.core.status import BLOCKED, FILTERED, PAUSED, RECORDING, STARTING, STOPPED
from mirrorlight.recorder.light_face import LIT, OFF, QUIET, face, fresh_until, mark, marks, next_change
from mirrorlight.recorder.light_full import MORE, MOVE, OPEN, PAUSE, RESUME, STAY, STOP, full, last_stored


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_no_qt_is_needed_for_words() -> None:
    code = (
        "import sys, mirrorlight.recorder.light_face, mirrorlight.recorder.light_full\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], env=path, check=False, timeout=60).returncode == 0


def test_the_lines_of_each_state() -> None:
    said = {state: (face(told, NOW).first, face(told, NOW).second) for state, told in STATES.items()}
    assert said == {
        RECORDING: ("Recording · 2 h 14 min · 8,412 events", ""),
        PAUSED: ("Paused · 12:31 left", "Nothing is written until 08:12"),
        FILTERED: ("Filtered", "KeePassXC is in front. Nothing is kept"),
        BLOCKED: ("Not recording: the light is covered", "Behind “Weekly call” since 07:59"),
        STARTING: ("Starting", "Checking that this light can be seen"),
        STOPPED: ("Stopped · 5 s ago", "8,412 events were stored. This closes at 15 s"),
    }


@pytest.mark.parametrize(
    ("reason", "detail", "second"),
    [
        ("password-field", "Firefox", "A password field in Firefox"),
        ("password-field", "", "A password field is in front"),
        ("unchecked-field", "Emacs", "Emacs cannot be checked"),
        ("unchecked-field", "", "This field cannot be checked"),
    ],
)
def test_where_keys_alone_are_kept_out_the_light_does_not_say_that_nothing_is_kept(
    reason: str, detail: str, second: str
) -> None:
    said = face(status(FILTERED, reason=reason, detail=detail), NOW)
    assert (said.first, said.second) == ("Filtered · which keys is not kept", second)


def test_both_lines_are_spoken_without_signs() -> None:
    assert face(STATES[RECORDING], NOW).spoken == "Recording, 2 hours 14 minutes, 8,412 events"
    for told in STATES.values():
        assert face(told, NOW).spoken
        assert "·" not in face(told, NOW).spoken


def test_a_counter_is_no_news_but_a_state_a_reason_and_a_near_end_are() -> None:
    first = face(STATES[RECORDING], NOW).news
    assert face(status(RECORDING, stored=9000), NOW + 61 * SECOND).news == first
    assert face(STATES[BLOCKED], NOW).news != face(status(BLOCKED, reason="disk-full"), NOW).news
    paused = STATES[PAUSED]
    assert paused.until is not None
    assert face(paused, NOW).news == face(paused, NOW + SECOND).news
    assert face(paused, NOW).news != face(paused, paused.until - 10 * SECOND).news
    assert face(paused, paused.until - 9 * SECOND).news == face(paused, paused.until - 4 * SECOND).news


def test_ten_seconds_before_its_end_a_pause_says_so() -> None:
    paused = STATES[PAUSED]
    assert paused.until is not None
    assert face(paused, paused.until - 11 * SECOND).second.startswith("Nothing is written until")
    assert face(paused, paused.until - 10 * SECOND).second == "Recording starts again in 10 seconds"
    assert face(paused, paused.until - SECOND // 2).second == "Recording starts again in 1 second"


def test_a_pause_until_tomorrow_or_without_end() -> None:
    assert face(status(PAUSED, until=None), NOW).first == "Paused · until you resume"
    midnight = NOW - NOW % (86400 * SECOND) + 86400 * SECOND
    assert face(status(PAUSED, until=midnight), NOW).second == "Nothing is written until tomorrow"


@pytest.mark.parametrize("reason", sorted(reasons.NOT_RECORDING - {reasons.STARTING}))
def test_each_reason_has_words_a_sentence_and_a_way_out(reason: str) -> None:
    told = status(BLOCKED, reason=reason)
    assert face(told, NOW).first not in {"Not recording", f"Not recording: {reason}"}
    form = full(told, NOW, None)
    assert form is not None
    assert form.sentences[0].endswith(".")
    assert {a.kind for row in form.actions for a in row} == {OPEN, STOP}


def test_another_screen_is_offered_where_it_helps() -> None:
    form = full(STATES[BLOCKED], NOW, 2)
    assert form is not None
    assert [(a.kind, a.number, a.main) for row in form.actions for a in row] == [(MOVE, 2, True), (STOP, 0, False)]
    other = full(status(BLOCKED, reason="disk-full"), NOW, 2)
    assert other is not None
    assert all(a.kind != MOVE for row in other.actions for a in row)


def test_names_from_outside_are_cleaned() -> None:
    told = status(BLOCKED, reason="light-covered", detail="a\x1b[31mb\u202ec\nd" + "x" * 5000)
    for text in (face(told, NOW).second, full(told, NOW, None).sentences[0]):  # type: ignore[union-attr]
        assert not re.search(r"[\x00-\x1f\u202a-\u202e]", text)
        assert len(text) < 1300


def test_marks_follow_commits_and_nothing_else() -> None:
    assert mark(channel("keys", last_stored=NOW), NOW) == LIT
    assert mark(channel("keys", last_stored=NOW - SECOND), NOW) == QUIET
    assert mark(channel("keys", last_stored=None), NOW) == QUIET
    assert mark(channel("keys", on=False, last_stored=NOW), NOW) == OFF
    assert mark(channel("keys", alive=False, last_stored=NOW), NOW) == OFF
    assert mark(channel("keys", last_stored=NOW + SECOND), NOW) == QUIET
    told = status(RECORDING, channels=(channel("keys", last_stored=NOW - SECOND // 4), channel("web")))
    assert fresh_until(told, NOW) == NOW + SECOND * 3 // 4
    assert fresh_until(STATES[RECORDING], NOW) is None


def test_with_many_channels_those_that_are_off_are_left_out_and_one_that_failed_stays() -> None:
    many = [channel(f"c{number}") for number in range(13)]
    assert len(marks(tuple(many), NOW)) == 13
    many[3], many[5] = replace(many[3], on=False, alive=False), replace(many[5], alive=False)
    shown = marks(tuple(many), NOW)
    assert [mark_.icon for mark_ in shown] == [c.icon for c in many if c.icon != "c3"]
    assert [mark_.icon for mark_ in shown if mark_.how == OFF] == ["c5"]
    assert [mark_.how for mark_ in marks(tuple(many[:10]), NOW)].count(OFF) == 2
    form = full(status(RECORDING, channels=tuple(many)), NOW, None)
    assert form is not None
    assert [row.icon for row in form.rows] == [c.icon for c in many]


@pytest.mark.parametrize("state", sorted(STATES))
def test_between_two_changes_the_words_stay_the_same(state: str) -> None:
    """The light sleeps until the moment told here: nothing may change before it, and something must then."""
    told, now = STATES[state], NOW + 123_456
    for _ in range(5):
        due = next_change(told, now)
        if due is None:
            assert face(told, now) == face(told, now + 3600 * SECOND)
            return
        assert due > now
        assert face(told, due - 1).first == face(told, now).first
        if state != STOPPED or due - told.since <= 15 * SECOND:
            assert face(told, due).first != face(told, due - 1).first
        now = due


def test_a_short_recording_counts_seconds_a_long_one_minutes() -> None:
    assert next_change(status(RECORDING, started=NOW - 5 * SECOND), NOW) == NOW + SECOND
    assert next_change(status(RECORDING, started=NOW - 25 * SECOND), NOW) == NOW + 5 * SECOND
    assert next_change(status(RECORDING, started=NOW - 65 * SECOND), NOW) == NOW + 55 * SECOND
    assert next_change(STATES[RECORDING], NOW) == NOW + 60 * SECOND


def test_a_channel_that_lost_a_part_of_what_it_hears() -> None:
    assert last_stored(channel("files", failing=True), NOW) == "partly"
    assert last_stored(channel("files", failing=True, last_stored=NOW), NOW) == "now"


def test_when_a_channel_last_stored_something() -> None:
    ago = {0: "now", 18: "18 s ago", 60: "1 min ago", 251: "4 min ago", 3000: "50 min ago", 4000: "06:53"}
    for seconds, words in ago.items():
        assert last_stored(channel("keys", last_stored=NOW - seconds * SECOND), NOW) == words
    assert last_stored(channel("keys", last_stored=None), NOW) == "nothing yet"
    assert last_stored(channel("keys", on=False), NOW) == "off"
    assert last_stored(channel("keys", alive=False), NOW) == "not here"


def test_the_full_form_of_a_recording() -> None:
    form = full(STATES[RECORDING], NOW, None)
    assert form is not None
    assert [row.title for row in form.rows] == [c.title for c in STATES[RECORDING].channels]
    assert form.sentences == ("Kept on this computer only, encrypted: 212.4 MB", "Refused 1,377 · dropped 0")
    actions = [a for row in form.actions for a in row]
    assert [(a.kind, a.number // (60 * SECOND)) for a in actions if a.kind == PAUSE] == [(PAUSE, 15), (PAUSE, 30)]
    assert [a.main for a in actions].count(True) == 1
    assert {OPEN, STOP} <= {a.kind for a in actions}


def test_the_full_form_of_a_pause() -> None:
    form = full(status(PAUSED, until=NOW + 751 * SECOND, since=NOW - 1049 * SECOND), NOW, None)
    assert form is not None
    assert form.sentences == (
        "Paused by you at 07:42. Recording starts again by itself at 08:12, and the light says so 10 seconds before.",
    )
    assert [a.kind for row in form.actions for a in row] == [RESUME, MORE, STAY, OPEN, STOP]
    endless = full(status(PAUSED, until=None), NOW, None)
    assert endless is not None
    assert [a.kind for row in endless.actions for a in row] == [RESUME, PAUSE, OPEN, STOP]


def test_stopped_has_no_full_form() -> None:
    assert full(STATES[STOPPED], NOW, None) is None


@pytest.mark.parametrize("state", sorted(set(STATES) - {STOPPED}))
def test_recording_can_be_stopped_from_every_form(state: str) -> None:
    form = full(STATES[state], NOW, None)
    assert form is not None
    assert STOP in {a.kind for row in form.actions for a in row}
