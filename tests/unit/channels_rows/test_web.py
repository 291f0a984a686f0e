"""Pages as spans, and what is kept of an address."""

from __future__ import annotations

import pytest

from mirrorlight.channels import web
from mirrorlight.channels.web import address, same_window
from mirrorlight.core.events import Page, PageLeft
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.desktop.atspi_pages import is_private, may_be_private
from stores import BROWSER, Store


def page(name: str) -> Page:
    return Page(0, f"https://example.org/{name}", name)


def spans(store: Store) -> list[tuple[str, float, float | None, int]]:
    return [
        (
            row["page"], (row["at"] - store.began) / 1e6,
            None if row["until"] is None else (row["until"] - store.began) / 1e6, row["ended"],
        )
        for row in store.rows("web")
    ]  # fmt: skip


def test_each_page_ends_the_one_before_and_leaving_ends_the_last(store: Store) -> None:
    store.write(store.kept(1, page("a"), BROWSER), store.kept(3, page("b"), BROWSER))
    assert store.write(store.kept(5, PageLeft(0))) == {"web": 1}
    assert spans(store) == [("a", 1, 3, 0), ("b", 3, 5, 1)]
    assert [line["action"] for line in store.lines()] == ["begin", "begin", "end"]
    assert store.events("web") == 3


def test_leaving_what_is_not_open_is_not_counted_and_leaves_no_name(store: Store) -> None:
    assert store.write(store.kept(1, PageLeft(0), BROWSER)) == {"web": 0}
    assert store.rows("web") == []
    assert store.reader.apps() == []


def test_a_gap_ends_the_span_and_nobody_saw_its_end(store: Store) -> None:
    store.write(store.kept(1, page("a"), BROWSER))
    store.writer.open_gap("excluded", store.at(2))
    assert store.write(store.kept(3, PageLeft(0))) == {"web": 0}
    assert spans(store) == [("a", 1, 2, 0)]


def test_addresses_and_titles_are_found(store: Store) -> None:
    store.write(store.kept(1, page("salary"), BROWSER))
    assert store.writer.delete(Selection(matching="org/sala")).counts == {"web": 1}
    assert store.rows("web") == []


ROW = {"id": 1, "at": 10, "until": 20, "ended": 1}


@pytest.mark.parametrize(
    ("row", "since", "until", "left"),
    [
        (ROW, 12, 15, [(10, 12, 0), (15, 20, 1)]),
        (ROW, 15, 30, [(10, 15, 0)]),
        (ROW, 0, 30, []),
        (ROW, 21, 30, [(10, 20, 1)]),
        ({**ROW, "until": None, "ended": 0}, 12, 15, [(10, 12, 0), (15, None, 0)]),
        ({**ROW, "until": None, "ended": 0}, 12, ENDLESS, [(10, 12, 0)]),
    ],
)
def test_a_range_cuts_out_its_part(
    row: dict[str, int], since: int, until: int, left: list[tuple[int, int | None, int]]
) -> None:
    assert [(one["at"], one["until"], one["ended"]) for one in web.cut(row, since, until)] == left


@pytest.mark.parametrize(
    ("told", "stored"),
    [
        ("https://example.org/a?b=c@d#e", "https://example.org/a?b=c@d#e"),
        ("https://ada:hunter2@example.org/", "https://example.org/"),
        ("HTTPS://ada:hun@ter2@example.org/", "HTTPS://example.org/"),
        ("view-source:ftp://ada@example.org", "view-source:ftp://example.org"),
        ("blob:https://ada:hunter2@example.org/1", "blob:https://example.org/1"),
        ("file:///home/ada@work/a.html", "file:///home/ada@work/a.html"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
        ("about:blank", "about:blank"),
        ("https://example.org/\x1b[2J", "https://example.org/�[2J"),
    ],
)
def test_an_address_loses_name_and_password_and_nothing_else(told: str, stored: str) -> None:
    assert address(told) == stored


def test_an_endless_address_is_cut() -> None:
    assert len(address("data:text/html," + "x" * 10**6)) == web.ADDRESS_LIMIT


@pytest.mark.parametrize(
    ("name", "private"),
    [
        ("Alpha - Chromium", False),
        ("Alpha (draft) - Chromium", False),
        ("Alpha - Google Chrome - Work", False),
        ("Alpha - Audio playing - Chromium", False),
        ("Alpha - Chromium (Incognito)", True),
        ("Alpha - Chromium（シークレット モード）", True),
        ("Alpha - Chromium (גלישה בסתר)\u200f", True),
        ("Alpha - [InPrivate] - Microsoft Edge", True),
    ],
)
def test_a_private_window_is_told_by_its_name(name: str, private: bool) -> None:
    assert is_private(name) == private


@pytest.mark.parametrize(
    ("title", "name", "same"),
    [
        ("Alpha - Chromium", "Alpha - Chromium", True),
        ("Alpha - Chromium", "Alpha - Chromium (Incognito)", True),
        ("Alpha - Chromium", "Alpha - Audio playing - Chromium - Work", True),
        ("A – B - Chromium", "A – B - Chromium", True),
        ("Beta - Chromium", "Alpha - Chromium", False),
        ("notes.txt", "Alpha - Chromium", False),
        ("", "Alpha - Chromium", False),
    ],
)
def test_the_window_in_front_and_the_browsers_are_compared(title: str, name: str, same: bool) -> None:
    assert same_window(title, name) == same


@pytest.mark.parametrize(
    ("window", "page", "private"),
    [
        ("Alpha — Mozilla Firefox", "Alpha", False),
        ("Alpha – Mozilla Firefox", "Alpha", False),
        ("Alpha — Mozilla Firefox — Mozilla Firefox Private Browsing", "Alpha — Mozilla Firefox", None),
        ("Alpha — Mozilla Firefox Private Browsing", "Alpha", None),
        ("Alpha – Mozilla Firefox Privater Modus", "Alpha", None),
        ("Alpha — Navegación privada de Mozilla Firefox", "Alpha", None),
        ("Navegación privada con Alpha — Mozilla Firefox", "Alpha", None),
        ("Alpha — LibreWolf", "Alpha", None),
        ("Alpha — Tor Browser", "Alpha", None),
        ("Mozilla Firefox", "", None),
    ],
)
def test_an_ordinary_window_of_firefox_is_told_by_its_name_and_its_page(
    window: str, page: str, private: bool | None
) -> None:
    assert may_be_private(window, page) is private
