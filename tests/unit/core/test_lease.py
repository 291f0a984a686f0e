"""No light, no capture: the lease is held by proofs alone."""

from __future__ import annotations

from mirrorlight.core import reasons
from mirrorlight.core.lease import LENGTH, Lease
from standing import StandingClock


def test_without_a_proof_there_is_no_lease() -> None:
    assert not Lease(StandingClock()).valid()


def test_a_proof_lasts_for_its_length_and_no_longer() -> None:
    clock = StandingClock()
    lease = Lease(clock)
    lease.renew(clock.mono())
    clock.forward(LENGTH)
    assert lease.valid()
    clock.forward(1)
    assert not lease.valid()
    assert lease.reason == reasons.LIGHT_SILENT


def test_a_moment_is_covered_from_both_sides_only() -> None:
    clock = StandingClock()
    lease = Lease(clock)
    before = clock.mono()
    first = clock.forward(10)
    lease.renew(first)
    between = clock.forward(10)
    assert not lease.covers(between)
    assert lease.pending(between)
    second = clock.forward(10)
    lease.renew(second)
    assert lease.covers(between)
    assert lease.covers(first)
    assert lease.covers(second)
    assert not lease.covers(before)
    assert not lease.pending(before)


def test_two_proofs_too_far_apart_cover_nothing_between_them() -> None:
    clock = StandingClock()
    lease = Lease(clock)
    lease.renew(clock.mono())
    between = clock.forward(LENGTH // 2)
    lease.renew(clock.forward(LENGTH))
    assert not lease.covers(between)
    assert not lease.pending(between)
    assert lease.why(between) == reasons.LIGHT_SILENT


def test_a_lapse_takes_the_lease_at_once_and_keeps_why() -> None:
    clock = StandingClock()
    lease = Lease(clock)
    proved = clock.mono()
    lease.renew(proved)
    lease.lapse(reasons.LIGHT_COVERED, "a call")
    assert not lease.valid()
    assert (lease.reason, lease.detail, lease.last_proof) == (reasons.LIGHT_COVERED, "a call", proved)
    assert not lease.covers(proved)


def test_a_row_of_proofs_that_ended_tells_when_and_why_after_the_next_has_begun() -> None:
    clock = StandingClock()
    lease = Lease(clock)
    last = clock.forward(10)
    lease.renew(last)
    clock.forward(10)
    lease.lapse(reasons.LIGHT_HIDDEN)
    lease.lapse(reasons.LIGHT_COVERED)
    again = clock.forward(10)
    lease.renew(again)
    assert lease.ended == (last, reasons.LIGHT_COVERED)
    assert lease.since == again
    silent = clock.forward(LENGTH + 1)
    lease.renew(silent)
    assert lease.ended == (again, reasons.LIGHT_SILENT)
