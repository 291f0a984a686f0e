"""Days in words without Qt, for the light and the command line; the window has `window.models.days`."""

from __future__ import annotations

from datetime import date

from mirrorlight.i18n import N_, _

_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_SHORT = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"), N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"),
    N_("Nov"), N_("Dec"),
)  # fmt: skip


def long(day: date, *, year: bool = False) -> str:
    """ "5 December", with `year` "5 December 2026"."""
    words = _("{day} {month} {year}") if year else _("{day} {month}")
    return words.format(day=day.day, month=_(_MONTHS[day.month - 1]), year=day.year)


def short(day: date) -> str:
    """ "5 Dec"."""
    return _("{day} {month}").format(day=day.day, month=_(_SHORT[day.month - 1]))
