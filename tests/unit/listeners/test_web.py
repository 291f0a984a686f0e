"""When a page is told: not in the moment after an excluded window, which would take it with it for good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from around import Around
from mirrorlight.channels.web import WebListener
from mirrorlight.core.context import MARGIN, Context
from mirrorlight.core.events import Page
from mirrorlight.desktop.atspi_pages import BrowserPage
from standing import StandingClock

ALPHA = BrowserPage(7, "Alpha - Chromium", "https://example.org/alpha", "Alpha", False)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def around(clock: StandingClock) -> Around[Page]:
    around: Around[Page] = Around(web_private=False)
    around.surroundings = replace(around.surroundings, clock=clock)
    return around


@pytest.mark.parametrize("excluded", [True, False])
def test_a_page_waits_until_what_was_excluded_lies_behind(
    around: Around[Page], clock: StandingClock, excluded: bool
) -> None:
    listener, contexts = WebListener(around.surroundings), around.surroundings.contexts
    contexts.change(clock.mono() - 10 * MARGIN, Context("chromium", "Beta - Chromium", "rule" if excluded else ""))
    contexts.change(clock.mono() - MARGIN // 2, Context("chromium", "Alpha - Chromium"))
    assert listener._on_page(ALPHA, False) is not excluded, "asked again soon"
    assert len(around.events) == (0 if excluded else 1)
    clock.forward(MARGIN)
    assert listener._on_page(ALPHA, False)
    assert [(event.address, event.title) for event in around.events] == [(ALPHA.address, "Alpha")]


def test_the_last_try_is_told_all_the_same(around: Around[Page], clock: StandingClock) -> None:
    listener, contexts = WebListener(around.surroundings), around.surroundings.contexts
    contexts.change(clock.mono() - 10 * MARGIN, Context("chromium", "Beta - Chromium", "rule"))
    contexts.change(clock.mono() - 1, Context("chromium", "Alpha - Chromium"))
    assert listener._on_page(ALPHA, True)
    assert len(around.events) == 1
