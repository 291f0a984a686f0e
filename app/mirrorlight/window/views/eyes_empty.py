"""What stands in the page's place while there is nothing to compare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from mirrorlight.i18n import _
from mirrorlight.window.models.days import date_words
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.state_page import StatePage


def empty_day(day: date, nearest: date | None, go: Callable[[date], None]) -> StatePage:
    """A day of which nothing is stored. `nearest` is the nearest one that has something."""
    buttons: list[Button] = []
    if nearest is not None:
        way = Button(_("Go to {day}").format(day=date_words(nearest, year=False)))
        way.clicked.connect(lambda: go(nearest))
        buttons.append(way)
    texts = [
        _("So there is nothing that could be seen through their eyes here."),
        _("{day}. This says nothing about what others recorded.").format(day=date_words(day)),
    ]
    return StatePage(_("Nothing is stored of this day"), texts, ["eye"], buttons)


def failed_page(again: Callable[[], None]) -> StatePage:
    """The day could not be read; the bar says why."""
    button = Button(_("Load again"))
    button.clicked.connect(again)
    return StatePage(_("This day could not be read"), [_("Nothing was changed by it.")], ["eye"], [button])


def reading_page(day: date) -> StatePage:
    """The day is being read for longer than usual."""
    return StatePage(_("Reading what is stored of {day}").format(day=date_words(day, year=False)), [], ["eye"])
