"""Which channels were on: a row for each change, no content. Before the first row of a channel nobody knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mirrorlight.core.channel import Channel
from mirrorlight.store.database import Database


def note(database: Database, channels: Sequence[Channel], at: int, on: Collection[str]) -> None:
    """From `at` on (UTC µs) exactly the channels in `on` are recorded. Inside the writer's transaction."""
    for channel in channels:
        state = int(channel.id in on)
        if database.value(_LAST, (channel.id, at)) != state:
            database.conn.execute('INSERT INTO switches (at, channel, "on") VALUES (?, ?, ?)', (at, channel.id, state))


_LAST = 'SELECT "on" FROM switches WHERE channel = ? AND at <= ? ORDER BY at DESC, id DESC LIMIT 1'


def off(database: Database, channels: Sequence[Channel], since: int, until: int) -> dict[str, list[tuple[int, int]]]:
    """The parts of a range (UTC µs) in which a channel was switched off, by channel; those that were never off are left
    out. A time of which no row tells counts as on: what is stored then was recorded, and nothing else is known.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for channel in channels:
        state = database.value(_LAST, (channel.id, since))
        begun = since if state == 0 else None
        for at, on in database.all(
            'SELECT at, "on" FROM switches WHERE channel = ? AND at > ? AND at < ? ORDER BY at, id',
            (channel.id, since, until),
        ):
            if on and begun is not None:
                found.setdefault(channel.id, []).append((begun, at))
                begun = None
            elif not on and begun is None:
                begun = at
        if begun is not None:
            found.setdefault(channel.id, []).append((begun, until))
    return found
