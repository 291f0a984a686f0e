"""Reads the store for a report, a day at a time. Content is read only as far as it was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.core.text import clean_text
from mirrorlight.core.times import midnight, to_us
from mirrorlight.core.typed import Piece, TypedRun, fates, read, split
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.report import chosen as choice
from mirrorlight.report.chosen import Chosen
from mirrorlight.report.facts import Break, Facts, Lane, Line, Products, Strip
from mirrorlight.store.results import AppTime, Gap, PictureRow, Receipt, Span

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

MINUTE = 60 * SECOND
SHAPED = ("keyboard", "pointer", "windows")
"""Channels that are drawn with a shape of their own; of all others the moments of their rows."""

Step = Callable[[int, int], bool]
"""Told how many days are read, of how many; answers whether to go on."""


NO_PRODUCTS = Products()


@dataclass(frozen=True)
class Asked:
    """What a report is made from: the store, what was chosen, now (UTC µs), the products beside it."""

    reader: Reader
    chosen: Chosen
    now: int
    products: Products = NO_PRODUCTS
    off: frozenset[str] = frozenset()


def collect(asked: Asked, step: Step = lambda done, total: True) -> Facts:
    """Everything for the report. Raises UserError: stopped (by `step`), or what the store says."""
    reader, period = asked.reader, asked.chosen.period
    generation = reader.generation()
    receipts = reader.receipts()
    strips: list[Strip] = []
    runs: list[TypedRun] = []
    for number, day in enumerate(period.days):
        if not step(number, len(period.days)):
            raise UserError(_("No report was made."), _("It was stopped."), code="stopped")
        strip, typed = _strip(asked, day, receipts)
        strips.append(strip)
        runs += typed
    apps = _apps(strips, asked.now)
    lines = [Line(f"app:{each.app}", choice.APPS, 0, each.app, us=each.us) for each in apps if each.app]
    wanted, cut = asked.chosen.contents, 0
    if choice.TYPED in wanted:
        lines += _typed(runs)
    if choice.TITLES in wanted:
        lines += _titles(strips, asked.now)
    if choice.ADDRESSES in wanted:
        lines += _addresses(reader, period.since, min(period.until, asked.now))
    if choice.PICTURES in wanted:
        pictures = [row for row in reader.pictures(period.since, period.until) if row.same_as is None]
        lines += (_picture(row) for row in spread(pictures, choice.MOST_PICTURES))
        cut = max(0, len(pictures) - choice.MOST_PICTURES)
    step(len(period.days), len(period.days))
    return Facts(
        chosen=asked.chosen,
        made_at=asked.now,
        generation=generation,
        synthetic=reader.synthetic(),
        strips=tuple(strips),
        apps=tuple(apps),
        lines=tuple(lines),
        products=asked.products,
        channels=tuple(Lane(each.id, _(each.title), each.icon, each.unit) for each in reader.channels),
        cut=cut,
        off=asked.off,
    )


def spread(rows: Sequence[PictureRow], most: int) -> list[PictureRow]:
    """At most so many of them, evenly spread; the first and the last are among them."""
    if len(rows) <= most:
        return list(rows)
    return [rows[round(number * (len(rows) - 1) / (most - 1))] for number in range(most)]


def _strip(asked: Asked, day: date, receipts: Sequence[Receipt]) -> tuple[Strip, list[TypedRun]]:
    reader = asked.reader
    since, until = midnight(day), midnight(day + timedelta(days=1))
    totals = reader.day(since, until)
    breaks = tuple(_breaks(reader.gaps(since, until), receipts, since, until, asked.now))
    if not totals.events:
        return Strip(since, until, totals, (), breaks, (), (), (), (), ()), []
    taken, protected = [0] * ((until - since) // MINUTE), [0] * ((until - since) // MINUTE)
    runs: list[TypedRun] = []
    for run in split(reader.keystrokes(since, until), sorted(gap.at for gap in breaks)):
        runs.append(read(run))
        for key, (text, back) in zip(run, fates(run), strict=True):
            minute = (key.at - since) // MINUTE
            taken[minute] += len(text) if back else 0
            protected[minute] += key.protected > 0
    pointer = reader.pointer_bins(since, until, MINUTE)
    ticks = {
        channel.id: tuple(
            since + place * MINUTE
            for place, events in enumerate(reader.bins(channel.id, since, until, MINUTE))
            if events
        )
        for channel in reader.channels
        if channel.id not in SHAPED and totals.by_channel.get(channel.id)
    }  # fmt: skip
    spans = tuple(reader.spans(since, until))
    strip = Strip(
        since, until, replace(totals, apps=[]), spans, breaks,
        tuple(reader.bins("keyboard", since, until, MINUTE)), tuple(taken), tuple(protected),
        tuple(each[0] for each in pointer), tuple(each[1] for each in pointer), ticks,
    )  # fmt: skip
    return strip, runs


def _breaks(gaps: Sequence[Gap], receipts: Sequence[Receipt], since: int, until: int, now: int) -> Iterator[Break]:
    """Gaps cut to a day. Deleted ones take their moment from the newest receipt that fits."""
    for gap in gaps:
        end = gap.until if gap.until is not None else max(gap.at, min(now, until))
        low, high = max(gap.at, since), min(end, until)
        if high < low or (high == low and gap.until is not None and gap.until != gap.at):
            continue
        fits = (
            receipt.at
            for receipt in receipts
            if not receipt.by_itself
            and (receipt.since is None or receipt.since <= gap.at)
            and (receipt.until is None or receipt.until >= end)
        )
        made = Break(low, high, gap.reason, None, gap.until is None, gap.channel)
        yield replace(made, made_at=max(fits, default=None)) if made.deleted else made


def _end(span: Span, now: int, until: int) -> int:
    return span.until if span.until is not None else max(span.at, min(now, until))


def _apps(strips: Sequence[Strip], now: int) -> list[AppTime]:
    """How long each application was in front, longest first."""
    times: Counter[str] = Counter()
    slots: dict[str, int | None] = {}
    for strip in strips:
        for span in strip.spans:
            slots[span.app] = span.slot
            times[span.app] += max(0, min(_end(span, now, strip.until), strip.until) - max(span.at, strip.since))
    return [AppTime(app, slots[app], us) for app, us in sorted(times.items(), key=lambda each: (-each[1], each[0]))]


# Content, each kind only when it was asked for


def _typed(runs: Sequence[TypedRun]) -> Iterator[Line]:
    for run in runs:
        pieces = tuple(Piece(_shown(piece.text), piece.taken_back) for piece in run.pieces)
        if any(piece.text.strip() for piece in pieces) or run.protected:
            yield Line(
                f"typed:{run.ids[0]}", choice.TYPED, run.first, run.app, pieces, keys=run.keys, hidden=run.protected
            )


def _shown(text: str) -> str:
    return clean_text(text.replace("\n", "⏎").replace("\t", "⇥"), limit=10_000)


def _titles(strips: Sequence[Strip], now: int) -> Iterator[Line]:
    """Each title once: when it was first in front, how often, how long."""
    found: dict[tuple[str, str], Line] = {}
    for strip in strips:
        for span in strip.spans:
            if not span.title:
                continue
            us = max(0, min(_end(span, now, strip.until), strip.until) - max(span.at, strip.since))
            known = found.get((span.app, span.title))
            if known is None:
                pieces = (Piece(clean_text(span.title), False),)
                found[span.app, span.title] = Line(
                    f"title:{span.id}", choice.TITLES, max(span.at, strip.since), span.app, pieces, us=us
                )
            else:
                found[span.app, span.title] = replace(known, count=known.count + 1, us=known.us + us)
    yield from found.values()


def _addresses(reader: Reader, since: int, until: int) -> Iterator[Line]:
    """Each address once: when it was first in front, and how often."""
    found: dict[str, Line] = {}
    if since >= until:
        return
    for line in reader.events(Selection(since=since, until=until, channels=("web",))):
        address = str(line.get("address") or "")
        if not address or line.get("action") != "begin":
            continue
        known = found.get(address)
        if known is None:
            pieces = (Piece(clean_text(address), False),)
            found[address] = Line(
                f"address:{line['id']}", choice.ADDRESSES, _moment(line), str(line.get("app") or ""), pieces
            )
        else:
            found[address] = replace(known, count=known.count + 1)
    yield from found.values()


def _moment(line: Mapping[str, object]) -> int:
    return to_us(datetime.fromisoformat(str(line["at"])))


def _picture(row: PictureRow) -> Line:
    return Line(f"picture:{row.id}", choice.PICTURES, row.at, row.app, row=row.id)
