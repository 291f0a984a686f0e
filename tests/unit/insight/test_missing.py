"""What is missing of a range: each moment once, the person's own doing first."""

from __future__ import annotations

from mirrorlight.core import reasons
from mirrorlight.insight.missing import (
    DELETED,
    FILTERED,
    NOT_RECORDING,
    PAUSED,
    Known,
    Missing,
    covering,
    lengths,
    missing,
)
from mirrorlight.store.results import Gap

NONE: frozenset[str] = frozenset()
ALWAYS = Known(0, None)


def test_gaps_are_cut_to_the_range_and_told_in_order() -> None:
    gaps = [Gap(1, 50, 120, reasons.PAUSED), Gap(2, 180, 400, reasons.EXCLUDED), Gap(3, 500, 600, reasons.LOCKED)]
    assert missing(gaps, 100, 300, 1000, ALWAYS, NONE) == [Missing(PAUSED, 100, 120), Missing(FILTERED, 180, 300)]


def test_a_moment_counts_once_and_what_was_deleted_first() -> None:
    gaps = [
        Gap(1, 100, 200, reasons.LOCKED),
        Gap(2, 120, 180, reasons.PAUSED),
        Gap(3, 150, 160, reasons.DELETED),
        Gap(4, 200, 210, reasons.OFF),
    ]
    found = missing(gaps, 0, 300, 1000, ALWAYS, NONE)
    assert found == [
        Missing(NOT_RECORDING, 100, 120), Missing(PAUSED, 120, 150), Missing(DELETED, 150, 160),
        Missing(PAUSED, 160, 180), Missing(NOT_RECORDING, 180, 210),
    ]  # fmt: skip
    assert lengths(found) == {DELETED: 10, PAUSED: 50, NOT_RECORDING: 50}


def test_an_open_gap_ends_now_and_nothing_is_missing_of_what_has_not_come() -> None:
    assert missing([Gap(1, 50, None, reasons.PAUSED)], 0, 300, 80, ALWAYS, NONE) == [Missing(PAUSED, 50, 80)]


def test_before_the_first_and_after_the_last_nothing_was_recorded() -> None:
    assert missing([], 0, 300, 250, Known(40, 200), NONE) == [
        Missing(NOT_RECORDING, 0, 40), Missing(NOT_RECORDING, 200, 250)
    ]  # fmt: skip
    assert missing([], 0, 300, 250, None, NONE) == [Missing(NOT_RECORDING, 0, 250)]


def test_the_gap_of_one_channel_concerns_its_charts_alone() -> None:
    gaps = [Gap(1, 10, 20, reasons.LISTENER, channel="pointer")]
    assert missing(gaps, 0, 100, 100, ALWAYS, frozenset({"keyboard"})) == []
    assert missing(gaps, 0, 100, 100, ALWAYS, frozenset({"pointer"})) == [Missing(NOT_RECORDING, 10, 20)]


def test_what_covers_most_of_a_range() -> None:
    found = [Missing(PAUSED, 0, 40), Missing(DELETED, 40, 60)]
    assert covering(found, 0, 100) == PAUSED
    assert covering(found, 0, 120) == ""
    assert covering(found, 35, 60) == DELETED
