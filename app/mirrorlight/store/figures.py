"""Stretches of time in figures: sums of the roll-ups where they are counted, of the rows where they are not yet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mirrorlight.core.channel import Channel
from mirrorlight.core.selection import ENDLESS
from mirrorlight.core.times import midnight, to_local
from mirrorlight.store import rollups
from mirrorlight.store.database import Database
from mirrorlight.store.results import AppQuarter, AppTime, Day, DayFigures, Quarter

QUARTER = rollups.QUARTER


def _parts(database: Database, since: int, until: int) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """The quarters inside a range that are counted, as one range, and the ranges that are not."""
    first = -(-since // QUARTER) * QUARTER
    last = min(until, rollups.settled(database)) // QUARTER * QUARTER
    if first >= last:
        return (since, since), [(since, until)]
    return (first, last), [part for part in ((since, first), (last, until)) if part[0] < part[1]]


def _quarters(
    database: Database, channels: Sequence[Channel], since: int, until: int
) -> Iterator[tuple[int, int, int, int, int, int, int, float, int, dict[str, int]]]:
    """What `rollups.figures` says, with its moment before it, for each quarter and each rest of a range."""
    (first, last), rests = _parts(database, since, until)
    for row in database.all(
        "SELECT at, first, last, keys, protected, unchecked, clicks, distance, seconds, counts FROM rollups"
        " WHERE at >= ? AND at < ?",
        (first, last),
    ):
        *head, counts = row
        yield (*head, json.loads(counts))
    for rest in rests:
        figures = rollups.figures(database, channels, *rest)
        if figures is not None:
            yield (figures[0], *figures)


def day(database: Database, channels: Sequence[Channel], since: int, until: int, now: int) -> Day:
    """A stretch of time in figures. Rows count where they begin; windows by the time in front inside the stretch."""
    counts: Counter[str] = Counter({channel.id: 0 for channel in channels})
    keys = protected = unchecked = clicks = 0
    first: int | None = None
    last: int | None = None
    for row in _quarters(database, channels, since, until):
        first = row[1] if first is None else min(first, row[1])
        last = row[2] if last is None else max(last, row[2])
        keys, protected, unchecked, clicks = keys + row[3], protected + row[4], unchecked + row[5], clicks + row[6]
        counts.update(row[9])
    by_channel = {channel.id: counts[channel.id] for channel in channels}
    return Day(
        events=sum(by_channel.values()),
        by_channel=by_channel,
        keys=keys,
        protected_keys=protected,
        clicks=clicks,
        pictures=by_channel.get("screenshots", 0),
        apps=apps(database, channels, since, until, now),
        first_at=first,
        last_at=last,
        unchecked_keys=unchecked,
    )


def apps(database: Database, channels: Sequence[Channel], since: int, until: int, now: int) -> list[AppTime]:
    """How long each application was in front in a range, longest first."""
    (first, last), rests = _parts(database, since, until)
    times: Counter[int] = Counter()
    for app, us in database.all(
        "SELECT app_id, sum(us) FROM rollup_apps WHERE at >= ? AND at < ? GROUP BY app_id", (first, last)
    ):
        times[app] += us
    for rest in rests:
        times.update(rollups.apps_of(database, channels, *rest, now))
    names = {row[0]: (row[1], row[2]) for row in database.all("SELECT id, app, slot FROM apps")}
    found = [AppTime(*names[app], us) for app, us in times.items() if app in names]
    return sorted(found, key=lambda one: (-one.us, one.app))


def days(database: Database, channels: Sequence[Channel]) -> list[date]:
    """Local days in which something begins, rows or gaps, newest first."""
    known = rollups.settled(database)
    rolled = "SELECT at FROM rollups UNION SELECT at / ?1 * ?1 FROM gaps ORDER BY 1 DESC"
    found: set[date] = set()
    begin = ENDLESS
    for (at,) in database.all(rolled, (QUARTER,)):
        if at < begin:
            day = to_local(at).date()
            found.add(day)
            begin = midnight(day)
    latest = " UNION ALL ".join(
        f"SELECT max(at) AS at FROM {channel.table.name} WHERE at >= ?1 AND at < ?2" for channel in channels
    )
    before = ENDLESS
    while latest:
        at = database.value(f"SELECT max(at) FROM ({latest})", (known, before))
        if at is None:
            break
        found.add(to_local(at).date())
        before = min(midnight(to_local(at).date()), at)
    return sorted(found, reverse=True)


def overview(database: Database, channels: Sequence[Channel], first: date, last: date) -> list[DayFigures]:
    """The figures of each local day from `first` to `last`, oldest first; days without rows are left out."""
    since, until = midnight(first), midnight(last + timedelta(days=1))
    made: dict[date, DayFigures] = {}
    known = min(until, rollups.settled(database))
    ranges = [(since, known)] if since < known else []
    start = to_local(max(since, known)).date()
    while start <= last:
        begin = max(since, known, midnight(start))
        start += timedelta(days=1)
        ranges.append((begin, midnight(start)))
    beginning, ending, here = 0, -1, first
    for part in ranges:
        for at, _first, _last, keys, _protected, _unchecked, clicks, distance, active, counts in _quarters(
            database, channels, *part
        ):
            if not beginning <= at < ending:
                here = to_local(at).date()
                beginning, ending = midnight(here), midnight(here + timedelta(days=1))
            day = made.setdefault(here, DayFigures(here))
            day.keys += keys
            day.clicks += clicks
            day.distance += distance
            day.active += active
            for channel, count in counts.items():
                day.by_channel[channel] = day.by_channel.get(channel, 0) + count
    return [made[day] for day in sorted(made)]


def quarters(database: Database, channels: Sequence[Channel], since: int, until: int) -> list[Quarter]:
    """The figures of each quarter of an hour that has rows, oldest first; `since` and `until` begin quarters."""
    (first, last), rests = _parts(database, since, until)
    found = [
        Quarter(row[0], row[1], row[2] + row[3], row[4], row[5], json.loads(row[6]))
        for row in database.all(
            "SELECT at, keys, protected, unchecked, clicks, distance, counts FROM rollups WHERE at >= ? AND at < ?",
            (first, last),
        )
    ]
    for begin, end in rests:
        for at in _beginnings(database, channels, begin, end):
            row = rollups.figures(database, channels, at, at + QUARTER)
            if row is not None:
                found.append(Quarter(at, row[2], row[3] + row[4], row[5], row[6], row[8]))
    return sorted(found, key=lambda one: one.at)


def _beginnings(database: Database, channels: Sequence[Channel], since: int, until: int) -> Iterator[int]:
    """The quarters of a range in which a row begins. No statement reads more than the head of an index."""
    at = since
    while at < until:
        nearest = [
            database.value(f"SELECT min(at) FROM {channel.table.name} WHERE at >= ? AND at < ?", (at, until))
            for channel in channels
        ]
        first = min((moment for moment in nearest if moment is not None), default=until)
        at = first - first % QUARTER
        if first < until:
            yield at
        at += QUARTER


def app_quarters(database: Database, channels: Sequence[Channel], since: int, until: int, now: int) -> list[AppQuarter]:
    """How long each application was in front in each quarter of an hour, oldest first."""
    (first, last), rests = _parts(database, since, until)
    times = [
        (row[0], row[1], row[2])
        for row in database.all("SELECT at, app_id, us FROM rollup_apps WHERE at >= ? AND at < ?", (first, last))
    ]
    for begin, end in rests:
        for at in range(begin, min(end, now), QUARTER):
            times += [(at, *each) for each in rollups.apps_of(database, channels, at, at + QUARTER, now).items()]
    names = {row[0]: (row[1], row[2]) for row in database.all("SELECT id, app, slot FROM apps")}
    found = [AppQuarter(at, *names[app], us) for at, app, us in times if app in names and us > 0]
    return sorted(found, key=lambda one: (one.at, -one.us, one.app))


def places(database: Database, channels: Sequence[Channel], since: int, until: int) -> rollups.Places:
    """Where the pointer was: samples by cell (column, row) of `rollups.CELL` pixels."""
    (first, last), rests = _parts(database, since, until)
    found: rollups.Places = Counter()
    for row in database.all("SELECT cells FROM rollup_places WHERE at >= ? AND at < ?", (first, last)):
        found.update(rollups.unpack(row[0]))
    for rest in rests:
        found.update(rollups.places_of(database, channels, *rest))
    return found


def held(database: Database) -> tuple[int, Counter[str]]:
    """The moment up to which quarters are counted, and the events by channel before it."""
    counts: Counter[str] = Counter()
    for row in database.all("SELECT counts FROM rollups"):
        counts.update(json.loads(row[0]))
    return rollups.settled(database), counts
