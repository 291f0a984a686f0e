"""Days and times of day in words, by the person's locale."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale

from mirrorlight import dates
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import midnight, to_local
from mirrorlight.i18n import _


def date_words(day: date, *, year: bool = True) -> str:
    """ "Thursday 19 November 2026"."""
    pattern = _("dddd d MMMM yyyy") if year else _("dddd d MMMM")
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)


def short_day(day: date) -> str:
    """ "Thu 19"; on the first of a month "1 Nov"."""
    return QLocale().toString(QDate(day.year, day.month, day.day), _("d MMM") if day.day == 1 else _("ddd d"))


def day_words(at: int) -> str:
    """The local day of a moment, without the year: "Thursday 19 November"."""
    return date_words(to_local(at).date(), year=False)


def time_words(at: int, *, seconds: bool = False) -> str:
    """The local time of day: "16:47", "16:47:20"."""
    return to_local(at).strftime("%H:%M:%S" if seconds else "%H:%M")


def range_words(since: int, until: int) -> str:
    """A range of time: "11:24 – 11:38", with seconds where it does not lie on whole minutes."""
    exact = bool(since % (60 * SECOND) or until % (60 * SECOND))
    one, two = to_local(since), to_local(until)
    began, ended = time_words(since, seconds=exact), time_words(until, seconds=exact)
    if one.date() != two.date() and two.strftime("%H:%M:%S") != "00:00:00":
        began, ended = f"{dates.short(one)} {began}", f"{dates.short(two)} {ended}"
    return _("{since} – {until}").format(since=began, until=ended)


def day_bounds(day: date) -> tuple[int, int]:
    """The local midnights (UTC µs) that begin and end a day; 23 or 25 hours apart where clocks change."""
    return midnight(day), midnight(day + timedelta(days=1))
