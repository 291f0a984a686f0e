"""The pages of the window, declared once: navigation, shortcuts and lazy construction derive from this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtWidgets import QWidget

from mirrorlight.i18n import N_
from mirrorlight.window.context import Context

YOUR_DAY, OUTSIDE, UNDER_CONTROL = N_("Your day"), N_("Seen from outside"), N_("Under your control")


@dataclass(frozen=True)
class PageEntry:
    """One page. `place` is "module:Class", imported while the window rests or when it is first shown; `store` says that
    it reads the store.
    """

    id: str
    title: str
    icon: str
    group: str
    place: str
    store: bool = True

    def load(self) -> Callable[[Context], QWidget]:
        """Import what the page is made of."""
        module, _colon, name = self.place.partition(":")
        maker: Callable[[Context], QWidget] = getattr(import_module(module), name)
        return maker

    def make(self, context: Context) -> QWidget:
        """Build the page. It has the attributes of `context.Page`, or what `part` answers instead."""
        return self.load()(context)


PAGES: tuple[PageEntry, ...] = (
    PageEntry("today", N_("Today"), "today", YOUR_DAY, "mirrorlight.window.views.today:TodayPage"),
    PageEntry("replay", N_("Replay"), "replay", YOUR_DAY, "mirrorlight.window.views.replay:ReplayPage"),
    PageEntry("search", N_("Search"), "search", YOUR_DAY, "mirrorlight.window.views.search:SearchPage"),
    PageEntry("charts", N_("Charts"), "charts", YOUR_DAY, "mirrorlight.window.views.charts:ChartsPage"),
    PageEntry("eyes", N_("Through their eyes"), "eye", OUTSIDE, "mirrorlight.window.views.eyes:EyesPage"),
    PageEntry(
        "training", N_("Training view"), "training", OUTSIDE, "mirrorlight.window.views.training:TrainingPage"
    ),
    PageEntry("reveals", N_("What this reveals"), "reveals", OUTSIDE, "mirrorlight.window.views.reveals:RevealsPage"),
    PageEntry(
        "listening", N_("Who is listening"), "listening", OUTSIDE,
        "mirrorlight.window.views.listening:ListeningPage", store=False,
    ),
    PageEntry(
        "protection", N_("Protection"), "protection", UNDER_CONTROL,
        "mirrorlight.window.views.protection:ProtectionPage",
    ),
    PageEntry(
        "deletions", N_("Deletions"), "deletions", UNDER_CONTROL, "mirrorlight.window.views.deletions:DeletionsPage"
    ),
    PageEntry(
        "retention", N_("Retention"), "clock", UNDER_CONTROL,
        "mirrorlight.window.views.retention:RetentionPage",
    ),
    PageEntry("report", N_("Report"), "report", UNDER_CONTROL, "mirrorlight.window.views.report:ReportPage"),
    PageEntry(
        "settings", N_("Settings"), "settings", UNDER_CONTROL, "mirrorlight.window.views.settings:SettingsPage",
        store=False,
    ),
    PageEntry(
        "about", N_("This computer"), "info", UNDER_CONTROL, "mirrorlight.window.views.about:AboutPage",
        store=False,
    ),
)  # fmt: skip
"""In the order of the navigation; Ctrl+1 is the first, Ctrl+9 the last that has a number."""

NUMBERED = 9
"""Pages that have a number key; the others are reached by the navigation and Ctrl+K."""


def by_id(name: str) -> PageEntry | None:
    """The page `name`, or None."""
    return next((entry for entry in PAGES if entry.id == name), None)


def part(page: QWidget, name: str) -> Callable[..., object]:
    """A method that a page may have, or one that does nothing."""
    method = getattr(page, name, None)
    return method if callable(method) else lambda *_args: None
