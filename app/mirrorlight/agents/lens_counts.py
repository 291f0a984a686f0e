"""How much of a day is of each kind of data: figures from the store, never estimated.

Where a product acts at an interval, and its source gives a span or does not say what it does while nobody is active,
there is a least and a most, both worked out from the stored seconds. Where a claim is about something that is not
counted here (“uploads” of files), there is no figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mirrorlight.agents import formulas
from mirrorlight.agents.kinds import Kind
from mirrorlight.agents.lens_day import COUNTS, KEYBOARD, POINTER, LensDay
from mirrorlight.agents.product import NO, Claim, Formula, Product
from mirrorlight.core.clock import SECOND

NARROWER, OTHER = "most", "none"

MADE = frozenset({"screenshots", "screen_video", "webcam", "idle_active_time"})
"""Kinds of which a product makes its own: they are counted by the seconds of the day, whatever was recorded here."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many: `least` equals `most` where one figure is known. `least` is None where only a most is."""

    least: int | None
    most: int

    @property
    def exact(self) -> int | None:
        return self.most if self.least == self.most else None

    @classmethod
    def of(cls, number: int) -> Count:
        return cls(number, number)


def activity_formula(product: Product) -> Formula | None:
    """The formula whose figures can be worked out from input: the first that the product's file has."""
    return next((each for each in product.formulas if each.way != formulas.CARD), None)


def channel_of(kind: Kind, claim: Claim, day: LensDay | None = None) -> str:
    """The channel that is looked at for a kind of data, "" if none shows it: what is only counted, in the counts, while
    those or the rows themselves were on.
    """
    if kind.id == "keystroke_counts" or (kind.id == "mouse_clicks" and claim.figures.counted):
        instead = KEYBOARD if kind.id == "keystroke_counts" else POINTER
        return instead if day is not None and day.never_on(COUNTS) and not day.never_on(instead) else COUNTS
    return kind.mirrors


def count(kind: Kind, claim: Claim, product: Product, day: LensDay, assumed: int | None = None) -> Count | None:
    """How much of the day the claim is about; None where that is not known or not counted. `assumed`: the interval
    (seconds) that the person assumes where none is public.
    """
    if claim.figures.bound == OTHER or (claim.value == NO and kind.id in MADE):
        return None
    found = _PLAIN.get(kind.id)
    if found is not None:
        number = found(claim, day, channel_of(kind, claim, day))
        return Count(None, number) if claim.figures.bound == NARROWER else Count.of(number)
    if kind.id == "idle_active_time":
        return _presence(claim, product, day)
    return _at_interval(claim, day, assumed)


def _keys(_claim: Claim, day: LensDay, _channel: str) -> int:
    return day.taken.keys


def _counted_keys(_claim: Claim, day: LensDay, channel: str) -> int:
    return day.taken.counted if channel == COUNTS else day.taken.keys


def _clicks(_claim: Claim, day: LensDay, channel: str) -> int:
    return day.taken.count_clicks if channel == COUNTS else day.taken.clicks


def _movements(_claim: Claim, day: LensDay, _channel: str) -> int:
    return day.taken.movements


def _apps(claim: Claim, day: LensDay, _channel: str) -> int:
    """Applications in front; of a product that notes them only while there is input, those that had some."""
    spans = (span for span in day.spans if span.app)
    if claim.figures.in_idle is False:
        return len({span.app for span in spans if day.had_input(span.at, span.until)})
    return len({span.app for span in spans})


def _titles(claim: Claim, day: LensDay, _channel: str) -> int:
    """Different titles; of a product that leaves out what lasts less than a limit, those that lasted as long."""
    shortest = (claim.figures.shortest or 0) * SECOND
    lasted = (
        (span.app, span.title)
        for span in day.spans
        if span.title and (day.end if span.until is None else span.until) - span.at >= shortest
    )
    return len(set(lasted))


def _addresses(claim: Claim, day: LensDay, _channel: str) -> int:
    pages = day.pages
    if claim.figures.in_idle is False:
        return len({page.address for page in pages if day.had_input(page.at, page.until)})
    return len({page.address for page in pages})


def _rows(claim: Claim, day: LensDay, channel: str) -> int:
    return day.taken.rows[channel]


_PLAIN: dict[str, Callable[[Claim, LensDay, str], int]] = {
    "keystroke_content": _keys,
    "keystroke_counts": _counted_keys,
    "mouse_moves": _movements,
    "mouse_clicks": _clicks,
    "active_app": _apps,
    "window_title": _titles,
    "url": _addresses,
    "clipboard": _rows,
    "file_operations": _rows,
    "printing": _rows,
    "network": _rows,
    "usb_devices": lambda _claim, day, _channel: day.taken.plugged,
    "login_lock": lambda _claim, day, _channel: day.taken.away,
}


def _presence(claim: Claim, product: Product, day: LensDay) -> Count | None:
    """How many figures the formula gives, or how many idle stretches the limit."""
    formula = activity_formula(product)
    if formula is not None and formula.block is not None:
        parts = (part for _first, _last, part in formulas.blocks(formula, day.seconds))
        return Count.of(sum(part.count(formulas.GONE) < len(part) for part in parts))
    limit = idle_limit(claim)
    return None if limit is None else Count.of(len(formulas.idle(day.seconds, limit)))


def idle_limit(claim: Claim) -> int | None:
    """After how many seconds without input a product counts somebody as idle; None where no figure is documented."""
    span = claim.figures.idle_after
    if span is None:
        return None
    return span.usual or (span.least if span.least == span.most else None)


def _at_interval(claim: Claim, day: LensDay, assumed: int | None) -> Count | None:
    """Of what is taken once in each interval (pictures, photos)."""
    if claim.figures.triggers:
        return None  # what sets it off may never happen, or happen at any time
    span = claim.figures.every
    given = (span.most, span.usual, span.least) if span is not None else (assumed,)
    lengths = [length for length in given if length is not None]
    if not lengths:
        return None
    least: int | None = None
    if span is None or span.most is not None or span.usual is not None:
        least, _most = formulas.intervals(day.seconds, max(lengths), idle_too=claim.figures.in_idle)
    _least, most = formulas.intervals(day.seconds, min(lengths), idle_too=claim.figures.in_idle)
    return Count(least, most)
