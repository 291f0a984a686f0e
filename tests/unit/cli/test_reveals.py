"""The command reveals on a real store: lines for programs, sentences for people, and what was called wrong."""

from __future__ import annotations

from datetime import datetime

import pytest

from command_line import Home, typed
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.context import Context


@pytest.fixture
def telling(home: Home) -> Home:
    """A store in which somebody looked for a doctor a minute ago, and typed something else two days before."""
    home.set_up()
    now = SystemClock().utc()
    browser, editor = Context("firefox", "Search"), Context("kate", "notes")
    home.store(
        [
            *typed("the weight of the cars", now - 2 * 86400 * SECOND, editor),
            *typed("appointment with the dermatologist", now - 60 * SECOND, browser),
        ]
    )
    return home


def test_json_has_a_line_for_each_conclusion(telling: Home) -> None:
    lines = telling.run("reveals", "--json", "--since", "2020-01-01").lines
    health = [line for line in lines if line["kind"] == "health"]
    assert health
    for line in health:
        assert {"kind", "sentence", "reasons", "moments", "key", "topic"} <= set(line)
        assert line["reasons"]
        for moment in line["moments"]:
            assert moment["events"]
            assert all(event.startswith("keyboard/") for event in moment["events"])
            assert datetime.fromisoformat(moment["at"]).tzinfo is not None


def test_the_events_of_a_moment_can_be_deleted_by_their_ids(telling: Home) -> None:
    health = [line for line in telling.run("reveals", "--json").lines if line["kind"] == "health"]
    events = {event for line in health for moment in line["moments"] for event in moment["events"]}
    given = [part for event in sorted(events) for part in ("--id", event)]
    assert telling.run("delete", "--yes", *given).status == 0
    assert not [line for line in telling.run("reveals", "--json").lines if line["kind"] == "health"]


def test_people_read_sentences_reasons_and_what_to_think_of_them(telling: Home) -> None:
    ran = telling.run("reveals")
    assert "[health]" in ran.out
    assert "  – " in ran.out
    assert "These are guesses from words and times, and may be wrong." in ran.err
    assert "keystrokes at least" in ran.err
    assert "%" not in ran.out + ran.err


def test_a_range_and_a_kind_choose(telling: Home) -> None:
    assert telling.run("reveals", "--kind", "health").out
    assert telling.run("reveals", "--kind", "union").out == ""
    hour_ago = datetime.fromtimestamp(datetime.now().timestamp() - 3600).isoformat()
    ran = telling.run("reveals", "--since", "2020-01-01", "--until", hour_ago, "--kind", "health")
    assert ran.out == ""
    assert "That proves nothing." in ran.err


def test_nothing_stored_is_said(telling: Home) -> None:
    ran = telling.run("reveals", "--since", "2020-01-01", "--until", "2020-01-02")
    assert ran.status == 0
    assert "Nothing is stored of this time." in ran.err


def test_wrong_hides_one_for_good_and_right_shows_it_again(telling: Home) -> None:
    def keys() -> list[str]:
        return [line["key"] for line in telling.run("reveals", "--json").lines if line["kind"] == "health"]

    key = keys()[0]
    assert telling.run("reveals", "--wrong", key, "--json").json == {"key": key, "kind": "health", "hidden": True}
    assert key not in keys()
    assert "called wrong is hidden" in telling.run("reveals").err
    [hidden] = telling.run("reveals", "--hidden", "--json").lines
    assert (hidden["key"], hidden["kind"]) == (key, "health")
    assert key in telling.run("reveals", "--hidden").out
    assert telling.run("reveals", "--right", key).status == 0
    assert key in keys()
    assert telling.run("reveals", "--hidden").out == ""


@pytest.mark.parametrize(
    ("option", "value"), [("--wrong", "f" * 32), ("--right", "f" * 32), ("--right", "dermatologist")]
)
def test_a_key_that_nothing_has_is_refused(telling: Home, option: str, value: str) -> None:
    ran = telling.run("reveals", option, value)
    assert ran.status == 1
    assert "Nothing was" in ran.err


def test_an_unknown_kind_is_misuse_and_names_those_there_are(telling: Home) -> None:
    ran = telling.run("reveals", "--kind", "gossip")
    assert ran.status == 2
    assert "health" in ran.err
