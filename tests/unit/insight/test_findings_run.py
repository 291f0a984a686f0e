"""The run over days: what it keeps, what it looks at anew, and what becomes of it when things are deleted meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import pytest

from mirrorlight.core.events import KeyPress
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import midnight, to_local
from mirrorlight.errors import UserError
from mirrorlight.insight.findings.looking import Finders
from mirrorlight.insight.findings.model import Finder, Finding, Piece, Secret
from mirrorlight.insight.findings.run import Bounds, Revealed, Run
from stores import BROWSER, Store

DAY = 24 * 3600


class Counting:
    """Makes the real finders, and counts the days that they look at; `meanwhile` is done while they do."""

    def __init__(self) -> None:
        self.days = 0
        self.made = 0
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, secret: Secret) -> Finder:
        outer, finders = self, Finders(secret)
        self.made += 1

        class Counted:
            def look(self, pieces: Iterable[Piece]) -> Iterator[Finding]:
                outer.days += 1
                found = list(finders.look(pieces))
                outer.meanwhile()
                return iter(found)

        return Counted()


@pytest.fixture
def days(store: Store) -> Iterator[list[Bounds]]:
    """Three days, of which two say something of health."""
    first = to_local(store.at(0)).date()
    store.type(10, "appointment with the dermatologist⏎")
    store.type(DAY + 10, "the tariff number of the cars⏎")
    store.type(2 * DAY + 10, "dermatologist again tomorrow⏎", BROWSER)
    store.clock.forward(3 * DAY * 1_000_000)
    return [
        (day, midnight(day), midnight(day + timedelta(1)))
        for day in (first + timedelta(number) for number in range(3))
    ]  # fmt: skip


def kinds(revealed: Revealed | None) -> set[str]:
    assert revealed is not None
    return {each.kind for each in revealed.findings}


def moments(revealed: Revealed | None, kind: str) -> int:
    assert revealed is not None
    return sum(len(each.moments) for each in revealed.findings if each.kind == kind)


def test_a_day_is_looked_at_once_and_anew_only_when_something_in_it_changed(store: Store, days: list[Bounds]) -> None:
    texts = Counting()
    run = Run(texts)
    one = moments(run.look(store.reader, days), "health")
    assert one >= 2
    assert texts.days == 3
    run.look(store.reader, days)
    run.look(store.reader, days[:1])
    assert texts.days == 3
    store.type(DAY + 60, "dermatologist⏎")
    assert moments(run.look(store.reader, days), "health") > one
    assert texts.days == 4


def test_a_deletion_takes_its_findings_with_it_and_the_other_days_are_not_read_again(
    store: Store, days: list[Bounds]
) -> None:
    texts = Counting()
    run = Run(texts)
    run.look(store.reader, days)
    store.writer.delete(Selection(since=store.at(0), until=store.at(60)))
    revealed = run.look(store.reader, days)
    assert texts.days == 4
    assert all(
        moment.at > store.at(DAY) for each in revealed.findings if each.kind == "health" for moment in each.moments
    )  # type: ignore[union-attr]
    store.writer.delete(Selection(apps=("firefox",)))
    assert "health" not in kinds(run.look(store.reader, days))


def test_who_hears_of_a_deletion_has_what_was_found_of_it_dropped_at_once(store: Store, days: list[Bounds]) -> None:
    run = Run()
    run.look(store.reader, days)
    store.writer.delete(Selection(since=store.at(0), until=store.at(60)))
    run.check(store.reader)
    assert list(run._days) == [day for day, _since, _until in days[1:]]


def test_a_deletion_while_it_looks_makes_it_look_again(store: Store, days: list[Bounds]) -> None:
    texts = Counting()

    def delete_once() -> None:
        if texts.days == 2:
            store.writer.delete(Selection(since=store.at(0), until=store.at(60)))

    texts.meanwhile = delete_once
    revealed = Run(texts).look(store.reader, days)
    assert texts.days == 4
    assert revealed is not None
    assert all(
        moment.at > store.at(60) for each in revealed.findings for moment in each.moments if each.kind == "health"
    )


def test_deletions_all_the_while_end_it_with_a_reason(store: Store, days: list[Bounds]) -> None:
    texts = Counting()

    def delete_more() -> None:
        store.type(texts.days * 5, "x", pace=0.01)
        store.writer.delete(Selection(since=store.at(texts.days * 5), until=store.at(texts.days * 5 + 1)))

    texts.meanwhile = delete_more
    with pytest.raises(UserError) as caught:
        Run(texts).look(store.reader, days[:1])
    assert caught.value.code == "store-changing"


def test_it_tells_days_and_can_be_cancelled_and_goes_on_from_there(store: Store, days: list[Bounds]) -> None:
    texts = Counting()
    run = Run(texts)
    told: list[tuple[int, int]] = []

    def step(done: int, total: int) -> bool:
        told.append((done, total))
        return done < 2

    assert run.look(store.reader, days, step) is None
    assert told[0] == (0, 3)
    assert told[-1] == (2, 3)
    before = texts.days
    assert run.look(store.reader, days) is not None
    assert texts.days == before + 1


def test_what_was_called_wrong_is_left_out_until_that_is_taken_back(store: Store, days: list[Bounds]) -> None:
    run = Run()
    revealed = run.look(store.reader, days)
    assert revealed is not None
    key = next(each.key for each in revealed.findings if each.kind == "health")
    store.writer.call_wrong(key, "health")
    again = run.look(store.reader, days)
    assert again is not None
    assert key not in {each.key for each in again.findings}
    assert again.hidden == 1
    store.writer.take_back_wrong(key)
    back = run.look(store.reader, days)
    assert back is not None
    assert back.hidden == 0
    assert key in {each.key for each in back.findings}


def test_days_without_data_reveal_nothing_and_say_so(store: Store) -> None:
    day = date(2020, 1, 6)
    revealed = Run().look(store.reader, [(day, midnight(day), midnight(day + timedelta(1)))])
    assert revealed is not None
    assert revealed.empty
    assert revealed.findings == ()
    assert "keystrokes" in revealed.notes[0].text()


def test_no_days_at_all_are_empty_too(store: Store) -> None:
    revealed = Run().look(store.reader, [])
    assert revealed is not None
    assert revealed.empty


def test_a_key_held_down_for_hours_is_looked_at_to_its_end(store: Store) -> None:
    """Repeats, 20 in a second, for twelve hours' worth of a slower keyboard: no words, no speed, no way of typing."""
    rows = 40_000
    began = store.at(10)
    context = store.kept(0, KeyPress(0, 38, "x", "x")).context
    from mirrorlight.core.channel import Kept

    store.writer.write([Kept(began + n * 50_000, KeyPress(0, 38, "x", "x"), context) for n in range(rows)])
    store.clock.forward(3600 * 1_000_000)
    day = to_local(began).date()
    revealed = Run().look(store.reader, [(day, midnight(day), midnight(day + timedelta(1)))])
    assert revealed is not None
    assert not {"dynamics", "health", "card", "phone"} & kinds(revealed)
    assert "slower" not in {each.topic for each in revealed.findings}


def test_once_it_is_ended_it_keeps_and_finds_nothing(store: Store, days: list[Bounds]) -> None:
    texts = Counting()
    run = Run(texts)
    texts.meanwhile = run.end
    assert run.look(store.reader, days) is None
    assert not run._days
    assert run.look(store.reader, days) is None
