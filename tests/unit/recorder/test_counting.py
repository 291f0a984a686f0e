"""Figures of input by the minute."""

from __future__ import annotations

from mirrorlight.core import reasons
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import MARGIN, NOWHERE, Context, ContextLog
from mirrorlight.core.counting import MINUTE, STILL, Counting
from mirrorlight.core.events import Click, Event, Focus, KeyPress, KeyRelease, Move, Scroll, Tally
from mirrorlight.core.fields import Fields
from mirrorlight.core.lease import Lease
from mirrorlight.core.ledger import Ledger
from mirrorlight.recorder.gate import Gate
from standing import StandingClock

NOON = 1_800_000_000 * SECOND
assert NOON % MINUTE == 0


def at(seconds: float, event: Event) -> Kept:
    return Kept(NOON + round(seconds * SECOND), event, NOWHERE)


def press(code: int = 30) -> KeyPress:
    return KeyPress(0, code, "a", "a")


def counted(counting: Counting, *kept: Kept) -> list[Tally]:
    tallies = [item.event for item in counting.tallies(kept)]
    counting.done()
    assert all(isinstance(tally, Tally) for tally in tallies)
    return [tally for tally in tallies if isinstance(tally, Tally)]


def test_keys_clicks_and_turns_are_counted_and_the_seconds_they_were_in() -> None:
    (tally,) = counted(
        Counting(),
        at(0.5, press()), at(0.6, KeyRelease(0, 30)), at(0.9, press(31)), at(3.0, Click(0, 1, 1, "left", True)),
        at(3.1, Click(0, 1, 1, "left", False)), at(59.9, Scroll(0, 1, 1, 0, -3)), at(30, Focus(0)),
    )  # fmt: skip
    assert (tally.keys, tally.clicks, tally.scrolls, tally.distance) == (2, 1, 3, 0)
    assert tally.seconds == 1 | 1 << 3 | 1 << 59
    assert (tally.minute, tally.at, tally.last) == (NOON, NOON + SECOND // 2, NOON + round(59.9 * SECOND))


def test_a_key_that_repeats_counts_once_but_its_seconds_count() -> None:
    counting = Counting()
    (first,) = counted(counting, at(1, press()), at(2, press()), at(3, press()))
    assert (first.keys, first.seconds.bit_count()) == (1, 3)
    (still,) = counted(counting, at(4, press()), at(4.5, KeyRelease(0, 30)), at(5, press()))
    assert (still.keys, still.seconds.bit_count()) == (1, 2)


def test_the_way_of_the_pointer_is_that_of_its_strokes() -> None:
    counting = Counting()
    rest = STILL / SECOND
    (tally,) = counted(counting, at(1, Move(0, 0, 0)), at(1.1, Move(0, 30, 40)), at(1.1 + rest, Move(0, 500, 500)))
    assert tally.distance == 50
    (on,) = counted(counting, at(1.15 + rest, Move(0, 503, 504)))
    assert on.distance == 5
    counting.forget()
    (after,) = counted(counting, at(1.2 + rest, Move(0, 0, 0)))
    assert after.distance == 0


def test_each_minute_has_its_own_and_order_between_channels_does_not_matter() -> None:
    later, earlier = at(60, press(31)), at(59.9, Move(0, 1, 1))
    first, second = counted(Counting(), later, earlier)
    assert (first.minute, first.keys, first.seconds) == (NOON, 0, 1 << 59)
    assert (second.minute, second.keys, second.seconds) == (NOON + MINUTE, 1, 1)


def test_what_could_not_be_written_is_counted_again() -> None:
    counting = Counting()
    batch = [at(1, press()), at(1.1, Move(0, 0, 0)), at(1.2, Move(0, 3, 4))]
    counting.tallies(batch)
    (tally,) = counted(counting, *batch)
    assert (tally.keys, tally.distance) == (1, 5)


class Door:
    """An open gate in which the keyboard is heard only to be counted."""

    def __init__(self) -> None:
        self.clock = StandingClock()
        self.lease, self.contexts, self.ledger = Lease(self.clock), ContextLog(), Ledger()
        self.gate = Gate(self.clock, self.lease, self.contexts, Fields(), self.ledger)
        self.gate.set_channels(frozenset({"pointer", "counts"}), frozenset({"keyboard", "pointer"}))
        self.gate.unblock(reasons.STARTING)
        self.front("")
        self.clock.forward(10 * MARGIN)
        self.lease.renew(self.clock.mono())
        self.gate.decide()

    def front(self, excluded: str) -> None:
        self.contexts.change(self.clock.mono(), Context("app", excluded, excluded))

    def confirm(self) -> list[Kept]:
        self.clock.forward(2 * MARGIN)
        self.lease.renew(self.clock.mono())
        self.contexts.settle(self.clock.mono())
        return [item for item in self.gate.decide() if isinstance(item, Kept)]


def test_a_key_of_a_channel_that_is_off_passes_without_what_it_means_and_is_refused() -> None:
    door = Door()
    event = KeyPress(door.clock.mono(), 30, "x", "x")
    assert door.gate.offer(event)
    assert (event.key, event.text) == ("", "")
    assert door.gate.offer(Move(door.clock.mono(), 1, 1))
    assert [(type(kept.event), kept.counted_only) for kept in door.confirm()] == [(KeyPress, True), (Move, False)]
    assert door.ledger.total().refused == {reasons.CHANNEL_OFF: 1}
    assert {n: v for n, v in door.gate.account({"pointer": 1}).items() if n != "channels"} == {
        "seen": 2, "stored": 0, "refused": {reasons.CHANNEL_OFF: 1}, "dropped": 0, "waiting": 1,
    }  # fmt: skip


def test_a_channel_switched_on_meanwhile_does_not_get_what_was_let_in_to_be_counted() -> None:
    door = Door()
    door.gate.offer(KeyPress(door.clock.mono(), 30, "x", "x"))
    door.gate.set_channels(frozenset({"keyboard", "counts"}), frozenset({"keyboard", "pointer"}))
    door.gate.offer(KeyPress(door.clock.mono(), 31, "y", "y"))
    assert [kept.counted_only for kept in door.confirm()] == [True, False]


def test_nothing_is_counted_in_an_excluded_window_or_in_a_pause() -> None:
    door = Door()
    door.front("rule-1")
    door.gate.offer(KeyPress(door.clock.forward(1), 30, "x", "x"))
    assert door.confirm() == []
    door.gate.pause(None)
    assert not door.gate.offer(KeyPress(door.clock.mono(), 30, "x", "x"))
    assert door.ledger.total().refused == {reasons.EXCLUDED: 1, reasons.PAUSED: 1}


def test_with_counts_off_a_channel_that_is_off_is_refused_at_the_door() -> None:
    door = Door()
    door.gate.set_channels(frozenset({"pointer"}))
    assert not door.gate.offer(KeyPress(door.clock.mono(), 30, "x", "x"))
    assert door.ledger.total().refused == {reasons.CHANNEL_OFF: 1}
