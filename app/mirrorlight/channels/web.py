"""Web: address and title of the page in front, from when until when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mirrorlight.channels.numbers import Numbers
from mirrorlight.channels.spans import EVENTS, cut, span_lines
from mirrorlight.core.channel import Channel, Column, Connection, Coverage, Kept, Line, Surroundings, Table
from mirrorlight.core.context import MARGIN, Window
from mirrorlight.core.events import Page, PageLeft
from mirrorlight.core.text import clean_text
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import length

if TYPE_CHECKING:
    from mirrorlight.desktop.atspi_pages import BrowserPage

ADDRESS_LIMIT = 2_000
"""Characters kept of an address; a `data:` address holds the whole page."""

TABLE = Table(
    "web",
    (
        Column("until", "INTEGER", "when another page or something else came in front, UTC µs; NULL while it is"),
        Column("ended", "INTEGER", "1 if something that is no page came in front after it"),
        Column("address", "TEXT", "the page’s address, without a name and password in it"),
        Column("page", "TEXT", "the page’s title"),
    ),
    indexes=(("until",),),
)

_NAME_AND_PASSWORD = re.compile(r"^((?:[a-z][a-z0-9+.-]*:)*//)[^/?#\\]*@", re.IGNORECASE)
_CLOSE = "UPDATE web SET until = max(at, ?), ended = ? WHERE until IS NULL"


class WebRows:
    """Each page ends the open span and begins one; leaving the browser ends it. Only the table knows what is open."""

    def __init__(self) -> None:
        self._numbers = Numbers(TABLE.name)

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store every page, and the leaving of one that is open; of none that is open, it is not counted."""
        stored = 0
        for item in kept:
            event = item.event
            closed = connection.execute(_CLOSE, (item.at, int(isinstance(event, PageLeft)))).rowcount
            if not isinstance(event, Page):
                stored += min(1, int(closed))
                continue
            row = self._numbers.last(connection) + 1
            connection.execute(
                "INSERT INTO web (id, at, context_id, until, ended, address, page) VALUES (?, ?, ?, NULL, 0, ?, ?)",
                (row, item.at, item.context_id or None, event.address, event.title),
            )
            self._numbers.used(row)
            stored += 1
        return stored

    def close(self, connection: Connection, at: int) -> None:
        """What is in front is not known from `at` on: the open span ends there."""
        connection.execute(_CLOSE, (at, 0))

    def forget(self) -> None:
        self._numbers.forget()


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line for the page, `until` null while it is in front; one more if something that is no page followed."""
    return span_lines(row, {"address": row["address"], "page": row["page"]})


def rebuild(lines: Sequence[Line]) -> dict[str, Any] | None:
    """A page from its line and, if it was left for no other, the line that says so; None from that one alone."""
    row = {name: lines[0][name] for name in ("at", "until", "address", "page")}
    return {**row, "ended": len(lines) - 1} if lines[0]["action"] == "begin" else None


def summary(row: Mapping[str, Any]) -> str:
    """The page, and how long it was in front."""
    name = row["page"] or row["address"]
    if row["until"] is None:
        return _("{page}, in front now").format(page=name)
    return _("{page}, {length}").format(page=name, length=length(row["until"] - row["at"]))


class WebListener:
    """Tells of the page of the browser in front. What a rule keeps out, and private windows, are not told."""

    def __init__(self, surroundings: Surroundings) -> None:
        from mirrorlight.desktop.atspi_pages import Pages

        self._around = surroundings
        self._told: tuple[str, str, str] | None = None
        self._pages = Pages(surroundings.clock, self._wanted, self._on_page, surroundings.last_input)

    def start(self) -> None:
        self._pages.start()

    def stop(self) -> None:
        self._pages.stop()

    def alive(self) -> bool:
        return self._pages.alive()

    @property
    def failures(self) -> int:
        """How often the accessibility bus stopped to answer."""
        return self._pages.silences

    @property
    def deaf(self) -> bool:
        return self._pages.silent

    @property
    def why(self) -> str:
        return _("The desktop’s accessibility bus does not answer.") if self._pages.silent else ""

    def go_on(self) -> None:
        """A gap is over, or something was deleted: tell of the page anew. Any thread."""
        self._pages.look(self._forget)

    def rules_changed(self) -> None:
        """Judge the page anew. Any thread."""
        self._pages.look()

    def _forget(self) -> None:
        self._told = None

    def _wanted(self) -> bool:
        front = self._around.contexts.now
        return self._around.open() and front is not None and not front.excluded

    def _on_page(self, page: BrowserPage | None, final: bool) -> bool:
        front = self._around.contexts.now
        fits = page is not None and front is not None and same_window(front.title, page.window)
        if not final and (not fits or self._just_excluded()):
            return False
        if not fits or page is None or front is None or front.excluded or self._kept_out(page, front.app):
            if self._told is not None:
                self._told = None
                self._around.offer(PageLeft(self._around.clock.mono()))
            return True
        told = (front.app, address(page.address), clean_text(page.title))
        if told != self._told and self._around.offer(Page(self._around.clock.mono(), told[1], told[2])):
            self._told = told
        return True

    def _just_excluded(self) -> bool:
        """Whether what was in front a moment ago would take with it what is told now."""
        now = self._around.clock.mono()
        return any(context.excluded for context in self._around.contexts.between(now - MARGIN, now))

    def _kept_out(self, page: BrowserPage, app: str) -> bool:
        if page.private is not False and not self._around.setting("web_private"):
            return True
        return bool(self._around.rules().excluding(Window(0, app, clean_text(page.title), page.pid)))


def address(text: str) -> str:
    """An address as it is stored: without a name and password in it, without control characters, cut."""
    return clean_text(_NAME_AND_PASSWORD.sub(r"\1", text), ADDRESS_LIMIT)


def same_window(title: str, name: str) -> bool:
    """Whether a window's title and a browser window's accessible name can be the same window's: the name has words
    added (“muted”, the profile, “incognito”), but begins with the page's title as well.
    """
    page = re.sub(r"\s[-–—]\s(?:(?!\s[-–—]\s).)*$", "", title) if title else ""
    return bool(page) and clean_text(name).startswith(page.rstrip("…"))


def coverage(desktop: Any) -> Coverage:
    """Whether browsers can tell their page here."""
    found: Coverage = desktop.coverage("web")
    return replace(found, fault=False)


CHANNEL = Channel(
    id="web",
    title=N_("Web pages"),
    icon="web",
    records=N_("Address and title of the web page in front, and for how long."),
    never=N_("What is on the page, a password in an address, and private windows, unless you switch them on."),
    brochure=N_("Website and URL tracking"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(Page, PageLeft),
    fields=("action", "until", "address", "page"),
    rows=WebRows,
    lines=lines,
    summary=summary,
    events=EVENTS,
    cut=cut,
    end="until",
    reach=None,
    searched=("address", "page"),
    rebuild=rebuild,
    unit=NP_("change of page", "changes of pages"),
    coverage=coverage,
    listener=WebListener,
)
