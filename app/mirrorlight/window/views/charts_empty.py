"""A period without anything to draw: what is known of it, and a way to a day that has something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from mirrorlight.i18n import _
from mirrorlight.window.charts.figures import Figures
from mirrorlight.window.charts.words import period_words
from mirrorlight.window.models.days import date_words
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.state_page import StatePage


def empty_chart(figures: Figures, nearest: date | None, go: Callable[[date], None]) -> StatePage:
    """The page in the chart's place. `nearest` is the nearest day outside the period that has something."""
    texts = [_("{period}. This says nothing about what others recorded.").format(period=period_words(figures.period))]
    missing = figures.missing_words()
    if missing:
        texts.append(_("{missing}.").format(missing=missing))
    buttons: list[Button] = []
    if nearest is not None:
        way = Button(_("Go to {day}").format(day=date_words(nearest, year=False)))
        way.clicked.connect(lambda: go(nearest))
        buttons.append(way)
    return StatePage(_(figures.nothing), texts, ["charts"], buttons)


def stopped_page(again: Callable[[], None]) -> StatePage:
    """The page where loading was stopped."""
    button = Button(_("Load again"))
    button.clicked.connect(again)
    return StatePage(_("Loading was stopped"), [_("Nothing was changed by it.")], ["charts"], [button])
