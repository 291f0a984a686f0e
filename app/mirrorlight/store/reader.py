"""What everybody sees: questions to the store, read-only. No statement reads for long, so that no checkpoint waits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from mirrorlight.core import typed
from mirrorlight.core.channel import Channel, Line
from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.keeping import Keep, Kept
from mirrorlight.core.rules import Rule
from mirrorlight.core.selection import Selection
from mirrorlight.core.typed import Keystroke, TypedRun
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import (
    charting,
    deletion,
    figures,
    finding,
    hit_stream,
    hits,
    input_rows,
    listing,
    marks,
    preview,
    recordings,
    replaying,
    retention,
    rules,
    selecting,
    switches,
    taking,
    texts,
    uses,
    wrong,
)
from mirrorlight.store.database import HasRaw, files, open_reader
from mirrorlight.store.failures import guarded
from mirrorlight.store.names import keys_allowed, synthetic
from mirrorlight.store.results import (
    AppQuarter,
    AppTime,
    Day,
    DayFigures,
    Entry,
    Gap,
    Hit,
    PageSpan,
    Path,
    PictureRow,
    Press,
    Preview,
    Quarter,
    Receipt,
    Replayed,
    Room,
    Span,
    Stretch,
    Taken,
    Use,
)
from mirrorlight.store.source import Source
from mirrorlight.store.texts import StoredText
from mirrorlight.store.wrong import Wrong

_CLICK = "kind = 1 AND action = 'press'"

UNSETTLED = 5_000
"""Rows at the end of each table that may still change (a key that is down, a stroke that goes on): counted anew."""


class Reader:
    """A read-only connection. Thread: one at a time.

    Ranges are UTC µs, `since` inclusive, `until` exclusive. Every method raises UserError (damaged, store-busy,
    store-failed) when the store cannot answer.
    """

    def __init__(self, places: Places, key: HasRaw, channels: Sequence[Channel], clock: Clock | None = None) -> None:
        self._places = places
        self._channels = tuple(channels)
        self._clock = clock or SystemClock()
        self._held: dict[str, tuple[int, int]] = {}
        self._held_generation = -1
        self._counts: tuple[int, Counter[str]] | None = None
        self._database = open_reader(places, key, self._channels)
        with guarded():
            self._version = self._database.value("PRAGMA data_version")
            self._file = self._identity()

    def close(self) -> None:
        """Close the connection. Idempotent."""
        self._database.close()

    # What is new

    def changed(self) -> bool:
        """Whether anything was committed since the last call (or since this reader was opened).

        Raises UserError (store-replaced) when another file took the store's place: it has a new key.
        """
        if self._identity() not in {None, self._file}:
            raise UserError(
                _("The store was encrypted anew."),
                _("It has another key since it was opened here."),
                _("Open it again."),
                code="store-replaced",
            )
        with guarded():
            version = self._database.value("PRAGMA data_version")
        changed, self._version = version != self._version, version
        return bool(changed)

    def _identity(self) -> tuple[int, int] | None:
        """Which file has the store's name; None if none has."""
        try:
            state = self._places.store.stat()
        except OSError:
            return None
        return state.st_dev, state.st_ino

    def generation(self) -> int:
        """Raised by each deletion: whoever kept rows loads them anew."""
        with guarded():
            return int(self._database.value("SELECT value FROM meta WHERE key = 'generation'"))

    # A day

    def days(self) -> list[date]:
        """Local days in which something begins, rows or gaps, newest first."""
        with guarded():
            return figures.days(self._database, self._channels)

    def day(self, since: int, until: int) -> Day:
        """A stretch of time in figures. Rows count where they begin; windows by the time in front inside the
        stretch.
        """
        with guarded():
            return figures.day(self._database, self._channels, since, until, self._clock.utc())

    def overview(self, first: date, last: date) -> list[DayFigures]:
        """The figures of each local day, oldest first; days without rows are left out."""
        with guarded():
            return figures.overview(self._database, self._channels, first, last)

    def quarters(self, since: int, until: int) -> list[Quarter]:
        """The figures of each quarter of an hour that has rows, oldest first. The range is of whole quarters."""
        with guarded():
            return figures.quarters(self._database, self._channels, since, until)

    def app_quarters(self, since: int, until: int) -> list[AppQuarter]:
        """How long each application was in front in each quarter of an hour of a range of whole quarters."""
        with guarded():
            return figures.app_quarters(self._database, self._channels, since, until, self._clock.utc())

    def apps_in_front(self, since: int, until: int) -> list[AppTime]:
        """How long each application was in front in a range, longest first."""
        with guarded():
            return figures.apps(self._database, self._channels, since, until, self._clock.utc())

    def places(self, since: int, until: int) -> dict[tuple[int, int], int]:
        """Where the pointer was: samples by cell (column, row) of `rollups.CELL` pixels. Strokes count where they
        begin.
        """
        with guarded():
            return figures.places(self._database, self._channels, since, until)

    def clicks(self, since: int, until: int) -> dict[tuple[int, int], int]:
        """Where buttons were pressed, by the same cells."""
        with guarded():
            return charting.clicks(self._database, since, until)

    def key_counts(self, since: int, until: int) -> tuple[dict[str, int], int, int]:
        """How often each key was pressed, by what it means; keys in password fields and those in fields that could
        not be checked are counted, without a name.
        """
        with guarded():
            return charting.keys(self._database, since, until)

    def presses(self, since: int, until: int) -> Iterator[tuple[int, int, int | None, str]]:
        """Keystrokes (number, moment, how long held, what it means), oldest first, without protected ones."""
        with guarded():
            yield from charting.presses(self._database, since, until)

    def protected(self, since: int, until: int) -> list[tuple[int, int]]:
        """Keystrokes in password fields, in the order in which they were pressed: number and moment (cut to the
        second).
        """
        with guarded():
            return marks.protected(self._database, since, until)

    def mark(self, since: int, until: int) -> marks.Mark:
        """What changes with any row or gap that begins in a range: as long as it is the same, so is what they say."""
        with guarded():
            return marks.mark(self._database, self._channels, since, until)

    def active_seconds(self, since: int, until: int) -> dict[int, int]:
        """For the beginning of each minute with input a bit for each of its seconds that had some."""
        with guarded():
            return charting.active(self._database, since, until)

    def taken(self, since: int, until: int) -> Taken:
        """The figures by which products are compared."""
        with guarded():
            return taking.taken(self._database, self._channels, since, until)

    def pages(self, since: int, until: int) -> list[PageSpan]:
        """The web pages that were in front in a range, oldest first."""
        with guarded():
            return taking.pages(self._database, self._channels, since, until)

    def switched_off(self, since: int, until: int) -> dict[str, list[tuple[int, int]]]:
        """The parts of a range in which a channel was off, by channel, as far as that was noted."""
        with guarded():
            return switches.off(self._database, self._channels, since, until)

    def known(self) -> tuple[int, int, bool] | None:
        """The first and the last moment that the store knows anything of, and whether the last recording has no end
        yet (it goes on, or its recorder was killed); None if it knows nothing.
        """
        with guarded():
            return charting.known(self._database, self._channels)

    def spans(self, since: int, until: int) -> list[Span]:
        """What was in front in a range, oldest first; without the times when nothing was."""
        found = selecting.reaching(next(each for each in self._channels if each.id == "windows"), since, until)
        with guarded():
            rows = self._database.all(
                "SELECT w.id, w.at, w.until, a.app, a.slot, c.title FROM (SELECT id, at, until, context_id FROM windows"
                f" WHERE {found.sql}) w JOIN contexts c ON c.id = w.context_id JOIN apps a ON a.id = c.app_id"
                " ORDER BY w.at, w.id",
                found.parameters,
            )
        return [Span(*row) for row in rows]

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that it reads."""
        return self._channels

    def stretches(self, channel: str, since: int, until: int) -> list[Stretch]:
        """The rows of a channel of spans that touch a range, oldest first."""
        declared = next(each for each in self._channels if each.id == channel)
        found = selecting.reaching(declared, since, until)
        with guarded():
            rows = self._database.all(
                f"SELECT id, at, {declared.end}, {declared.faint} FROM {declared.table.name}"
                f" WHERE {found.sql} ORDER BY at, id",
                found.parameters,
            )
        return [Stretch(number, at, end, bool(faint)) for number, at, end, faint in rows]

    def gaps(self, since: int, until: int) -> list[Gap]:
        """Times without data that touch a range, oldest first."""
        with guarded():
            rows = self._database.all(
                "SELECT * FROM gaps WHERE at < ? AND (until > ? OR until IS NULL OR at >= ?) ORDER BY at, id",
                (until, since, since),
            )
        return [recordings.gap_of(row) for row in rows]

    def typed(self, since: int, until: int) -> list[TypedRun]:
        """What was typed, by window and stretch of time, oldest first. No stretch reaches over a gap."""
        gaps = [gap.at for gap in self.gaps(since, until)]
        with guarded():
            return typed.runs(finding.keystrokes(self._database, since, until), gaps)

    def runs(self, since: int, until: int) -> Iterator[list[Keystroke]]:
        """The keystrokes of each stretch of typing that begin in a range, oldest first, for as long as they are asked
        for; without those in password fields and in fields that could not be checked.
        """
        gaps = [gap.at for gap in self.gaps(since, until)]
        with guarded():
            yield from texts.runs(self._database, since, until, gaps)

    def texts(self, since: int, until: int) -> Iterator[StoredText]:
        """Titles of windows, and every text in a searched column, of rows that begin in a range; a stream as well."""
        with guarded():
            yield from texts.texts(self._database, self._channels, since, until)

    def keystrokes(self, since: int, until: int) -> list[Keystroke]:
        """The single keystrokes that begin in a range, oldest first, with their windows."""
        with guarded():
            return list(finding.keystrokes(self._database, since, until))

    def bins(self, channel: str, since: int, until: int, width: int) -> list[int]:
        """Events that begin in each stretch of `width` µs; for the keyboard presses, not releases."""
        declared = next(each for each in self._channels if each.id == channel)
        counted = "1" if channel == "keyboard" else declared.events
        bins = [0] * max(0, -(-(until - since) // width))
        with guarded():
            rows = self._database.all(
                f"SELECT (at - ?) / ? AS bin, sum({counted}) FROM {declared.table.name}"
                " WHERE at >= ? AND at < ? GROUP BY bin",
                (since, width, since, until),
            )
        for number, count in rows:
            bins[number] = count
        return bins

    def pointer_bins(self, since: int, until: int, width: int) -> list[tuple[float, int, int]]:
        """Way of the pointer (px), clicks and turns of the wheel per `width` µs; a stroke counts where it begins."""
        bins = [(0.0, 0, 0)] * max(0, -(-(until - since) // width))
        with guarded():
            rows = self._database.all(
                f"SELECT (at - ?) / ? AS bin, coalesce(sum(distance), 0.0), sum({_CLICK}), sum(kind = 2) FROM pointer"
                " WHERE at >= ? AND at < ? GROUP BY bin",
                (since, width, since, until),
            )
        for number, distance, clicks, scrolls in rows:
            bins[number] = (float(distance), clicks, scrolls)
        return bins

    def pictures(self, since: int, until: int) -> list[PictureRow]:
        """Pictures taken in a range, oldest first, without their bytes."""
        with guarded():
            rows = self._database.all(
                "SELECT s.id, s.at, s.monitor, s.width, s.height, s.bytes, s.same_as, s.painted, coalesce(a.app, ''),"
                " coalesce(c.title, ''), s.x, s.y FROM screenshots s LEFT JOIN contexts c ON c.id = s.context_id"
                " LEFT JOIN apps a ON a.id = c.app_id WHERE s.at >= ? AND s.at < ? ORDER BY s.at, s.id",
                (since, until),
            )
        return [PictureRow(*row) for row in rows]

    def picture(self, row_id: int) -> bytes:
        """The picture of a row (WebP), wherever it is kept; b"" if it is no longer there."""
        with guarded():
            picture = self._database.value(
                "SELECT coalesce(s.picture, o.picture) FROM screenshots s LEFT JOIN screenshots o ON o.id = s.same_as"
                " WHERE s.id = ?",
                (row_id,),
            )
        return bytes(picture or b"")

    def replayed(self, since: int, until: int) -> Replayed:
        """Every row that begins in a range, sample by sample, for playing it again. Meant for some minutes."""
        spans = self.spans(since, until)
        with guarded():
            return replaying.replayed(self._database, self._channels, spans, since, until)

    def input_rows(self, since: int, until: int) -> tuple[list[input_rows.Row], list[input_rows.Row]]:
        """Keystrokes, and strokes, buttons and turns of the wheel, that begin in a range, as plain tuples."""
        with guarded():
            keys = input_rows.key_rows(self._database, since, until)
            return keys, input_rows.pointer_rows(self._database, since, until)

    def raw_input(self, since: int, until: int) -> tuple[list[Keystroke], list[Path], list[Press]]:
        """The same sample by sample, as for playing it again. Meant for some minutes."""
        with guarded():
            return replaying.raw_input(self._database, self._channels, since, until)

    def contexts(self) -> dict[int, tuple[str, str]]:
        """Application and title of every window, by its number in the store."""
        with guarded():
            return input_rows.contexts(self._database)

    def last_screens(self, at: int) -> list[tuple[int, int, int, int, int]]:
        """The screens (number, x, y, width, height) that the pictures nearest to a moment tell of; none if there is no
        picture.
        """
        with guarded():
            return input_rows.last_screens(self._database, at)

    # Lists

    def page(self, before: listing.Place | None, limit: int, selection: Selection | None = None) -> list[Entry]:
        """The next `limit` rows and gaps below `before` (the `key` of the last entry shown), newest first."""
        with guarded():
            return listing.page(self._database, self._channels, before, limit, self._resolved(selection))

    def events(self, selection: Selection, limit: int | None = None) -> Iterator[Line]:
        """The JSON lines of what is selected, oldest first; with `limit`, the newest of them."""
        with guarded():
            yield from listing.events(self._database, self._channels, self._resolved(selection), limit)

    def source(self, selection: Selection) -> Source:
        """What is selected, for copying it out."""
        return Source(self._database, self._channels, self._resolved(selection))

    def _resolved(self, selection: Selection | None) -> Selection:
        if selection is None:
            return Selection()
        return self.resolve(selection) if selection.matching else selection

    def search(self, text: str, since: int | None = None, until: int | None = None, limit: int = 200) -> list[Hit]:
        """Where a text occurs in what was typed, in titles and in what else can be searched, newest first: words, of
        which all must occur, and phrases in quotation marks, without regard to case and accents.
        """
        with guarded():
            return hits.search(self._database, self._channels, text, since, until, limit)

    def hits(self, text: str, since: int | None = None, until: int | None = None) -> Iterator[Hit | None]:
        """The same hits one by one, newest first, for as long as they are asked for; None after something was looked
        through without any. To be asked for anew after a deletion.
        """
        with guarded():
            yield from hit_stream.stream(self._database, self._channels, text, since, until)

    def not_indexed(self) -> int | None:
        """The moment from which on the index has not everything yet, and a search reads row by row; None if it has."""
        with guarded():
            return hit_stream.not_indexed(self._database, self._channels)

    def use(self, app: str, at: int) -> Use | None:
        """The stretch of uninterrupted use of an application around a moment; None if it was not in front then."""
        with guarded():
            return uses.use(self._database, app, at, self._clock.utc())

    def carriers(self, found: Sequence[Hit]) -> dict[str, tuple[int, ...]]:
        """The rows by which hits are there, by channel: once these are deleted, so are the hits."""
        with guarded():
            return uses.carriers(self._database, self._channels, found)

    # Deletion

    def preview(self, selection: Selection) -> Preview:
        """What deleting a selection would take."""
        with guarded():
            return preview.preview(self._database, self._channels, selection, self._clock.utc())

    def resolve(self, selection: Selection) -> Selection:
        """The same rows named by their ids, without the names and texts that chose them."""
        with guarded():
            return finding.resolve(self._database, self._channels, selection)

    def receipts(self) -> list[Receipt]:
        """Every deletion, newest first."""
        with guarded():
            return deletion.receipts(self._database)

    # About the store

    def rules(self) -> tuple[Rule, ...]:
        """All exclusions, those of the person before those of ready groups, oldest first."""
        with guarded():
            return rules.read(self._database)

    def synthetic(self) -> bool:
        """Whether everything in it was made by the demo: then every page and export says so."""
        with guarded():
            return synthetic(self._database)

    def keys_allowed(self) -> tuple[str, ...]:
        """Applications in which the person allows keys although their fields cannot be checked."""
        with guarded():
            return keys_allowed(self._database)

    def wrong_findings(self) -> tuple[Wrong, ...]:
        """Findings that the person called wrong, the last one first."""
        with guarded():
            return wrong.read(self._database)

    def findings_secret(self) -> bytes:
        """What the keys of findings are made with, in this store alone."""
        with guarded():
            return wrong.secret(self._database)

    def app_names(self) -> dict[int, str]:
        """Every application that has a row, by its number in the store."""
        with guarded():
            return {row[0]: row[1] for row in self._database.all("SELECT id, app FROM apps WHERE app <> ''")}

    def apps(self) -> list[str]:
        """Every application that has a row, in alphabetical order."""
        with guarded():
            names = [row[0] for row in self._database.all("SELECT app FROM apps WHERE app <> ''")]
        return sorted(names, key=str.casefold)

    def held(self) -> int:
        """Events in the store. Counted once, then only the newest rows again, until a deletion."""
        return sum(self.held_by_channel().values())

    def held_by_channel(self) -> dict[str, int]:
        """The same for each channel."""
        with guarded():
            generation = int(self._database.value("SELECT value FROM meta WHERE key = 'generation'"))
            if generation != self._held_generation:
                self._held, self._held_generation = {}, generation
            self._counts = None
            return {channel.id: self._held_of(channel) for channel in self._channels}

    def _held_of(self, channel: Channel) -> int:
        table, sql = channel.table.name, f"SELECT coalesce(sum({channel.events}), 0) FROM {channel.table.name}"
        counted, settled = self._held.get(channel.id, (0, 0))
        if not settled:
            counted, settled = self._rolled(channel, sql)
        last = self._database.value(f"SELECT coalesce(max(id), 0) FROM {table}") - UNSETTLED
        if last > settled:
            counted += self._database.value(f"{sql} WHERE id > ? AND id <= ?", (settled, last))
            settled = last
            self._held[channel.id] = (counted, settled)
        return int(counted + self._database.value(f"{sql} WHERE id > ?", (settled,)))

    def _rolled(self, channel: Channel, sql: str) -> tuple[int, int]:
        """The events of a channel up to a row, by the roll-ups as far as they go."""
        last = self._database.value(f"SELECT coalesce(max(id), 0) FROM {channel.table.name}") - UNSETTLED
        if last <= 0:
            return 0, 0
        if self._counts is None:
            self._counts = figures.held(self._database)
        known, counts = self._counts
        later = self._database.value(f"{sql} WHERE at >= ? AND +id <= ?", (known, last))
        counted = counts[channel.id] + later - self._database.value(f"{sql} WHERE +at < ? AND id > ?", (known, last))
        self._held[channel.id] = (counted, last)
        return counted, last

    def size(self) -> int:
        """Bytes on disk, the log included."""
        total = 0
        for path in files(self._places):
            try:
                total += path.stat().st_size
            except FileNotFoundError:
                continue
        return total

    def ledger(self, recording: int | None = None) -> dict[str, Any]:
        """Events seen, stored, dropped and refused of a recording (the last one by default): in all, and by channel."""
        with guarded():
            if recording is None:
                recording = self._database.value("SELECT max(id) FROM recordings")
            rows = self._database.all("SELECT * FROM ledger WHERE recording_id = ? ORDER BY channel", (recording,))
        channels = {
            row["channel"]: {
                "seen": row["seen"],
                "stored": row["stored"],
                "refused": json.loads(row["refused"]),
                "dropped": row["dropped"],
            }
            for row in rows
        }
        refused: dict[str, int] = {}
        for account in channels.values():
            for reason, count in account["refused"].items():
                refused[reason] = refused.get(reason, 0) + count
        total = {name: sum(account[name] for account in channels.values()) for name in ("seen", "stored", "dropped")}
        return {**total, "refused": dict(sorted(refused.items())), "channels": channels}

    def kept(self, keep: Keep) -> Kept:
        """What is kept under `keep`, and a forecast of the size from the last days."""
        with guarded():
            oldest = retention.oldest(self._database, self._channels)
            told = retention.foretell(self._database, self._channels, keep, oldest, self._clock.utc())
        return Kept(keep, oldest, told)

    def over(self, keep: Keep, channel: str) -> Preview:
        """What of a channel is over under `keep`, and goes the next time that retention runs."""
        until = keep.cutoffs(self._clock.utc()).get(channel)
        if until is None:
            return Preview({}, {}, None, None, {})
        return self.preview(Selection(until=until, channels=(channel,)))

    def room(self, known: Room | None = None, go_on: Callable[[], bool] = lambda: True) -> Room:
        """About how many bytes each channel's rows take, in short statements. `known` is an earlier answer: then only
        later rows are looked at, unless something was deleted meanwhile. What was counted, once `go_on` says no.
        """
        generation = self.generation()
        before = known.counted if known is not None and known.generation == generation else {}
        counted: dict[str, tuple[int, int]] = {}
        for channel in self._channels:
            after, taken = before.get(channel.id, (0, 0))
            with guarded():
                last, more = retention.room(self._database, channel, after, go_on)
            counted[channel.id] = (last, taken + more)
        return Room(generation, counted)

    def picture_sample(self, newest: int = 50) -> tuple[int, int, int]:
        """Number, bytes and pixels of the newest pictures that are kept."""
        with guarded():
            row = self._database.one(
                "SELECT count(*), coalesce(sum(bytes), 0), coalesce(sum(width * height), 0) FROM (SELECT bytes, width,"
                " height FROM screenshots WHERE same_as IS NULL AND bytes > 0 ORDER BY at DESC LIMIT ?)",
                (newest,),
            )
        return int(row[0]), int(row[1]), int(row[2])

    def newest_picture(self) -> bytes:
        """The last picture that was kept (WebP), or b""."""
        with guarded():
            found = self._database.value(
                "SELECT picture FROM screenshots WHERE same_as IS NULL AND bytes > 0 ORDER BY at DESC LIMIT 1"
            )
        return bytes(found or b"")

    def last_stored(self) -> dict[str, int]:
        """The moment of the newest row, by channel; channels without rows are left out."""
        with guarded():
            found = {
                channel.id: self._database.value(f"SELECT max(at) FROM {channel.table.name}")
                for channel in self._channels
            }
        return {channel: at for channel, at in found.items() if at is not None}

    def stored_since(self, since: int) -> dict[str, int]:
        """Events stored from `since` on, by channel."""
        with guarded():
            return recordings.stored_since(self._database, self._channels, since)
