"""Pages of a real Chromium, in the store of a real recorder."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from browser import Browser, Site
from mirrorlight.desktop.atspi_wire import accessibility_address
from running import Recording, wait_seconds
from xserver import XServer, until

Start = Callable[..., Browser]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    with Site(folder) as serving:
        serving.page("alpha.html", "Alpha", "<input autofocus>")
        serving.page("beta.html", "Beta", "<button onclick=\"document.title = 'Gamma'\" autofocus>other title</button>")
        yield serving


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        yield running


def record(recording: Recording) -> None:
    """Record, and listen to browsers: Chromium tells of itself only if it is asked to when it starts."""
    recording.record()
    recording.hears("web")


def other_title(browser: Browser) -> None:
    """Press the button on “Beta”, again until it has the focus: a page has its title before it takes keys."""
    until(lambda: browser.title().startswith("Gamma") or browser.server.key("space"), "the other title")


@pytest.fixture
def browse(xserver: XServer, tmp_path: Path) -> Iterator[Start]:
    started: list[Browser] = []

    def browser(address: str, *flags: str) -> Browser:
        started.append(Browser(xserver, tmp_path / f"profile{len(started)}", address, *flags))
        return started[-1]

    yield browser
    for one in started:
        one.__exit__(None, None, None)


def pages(recording: Recording) -> list[dict[str, Any]]:
    return recording.lines("events", "--channel", "web")


def last(recording: Recording, address: str, page: str) -> dict[str, Any]:
    """The newest line of the channel, once it tells of this page."""

    def found() -> dict[str, Any] | None:
        lines = pages(recording)
        told = lines[-1] if lines else {}
        return told if (told.get("address"), told.get("page"), told.get("action")) == (address, page, "begin") else None

    line = until(found, f"the page {page}")
    assert line is not None
    return line


def test_each_page_is_a_span_with_address_and_title(recording: Recording, site: Site, browse: Start) -> None:
    record(recording)
    browser = browse(site.address("alpha.html"))
    browser.in_front("Alpha")
    alpha = last(recording, site.address("alpha.html"), "Alpha")
    assert (alpha["app"], alpha["title"], alpha["until"]) == ("Chromium", "Alpha - Chromium", None)

    browser.go(site.address("beta.html", "ada:hunter2@"))
    last(recording, site.address("beta.html"), "Beta")
    other_title(browser)
    last(recording, site.address("beta.html"), "Gamma")

    browser.server.key("ctrl+t")
    browser.in_front("New Tab")
    browser.go(site.address("alpha.html"))
    browser.in_front("Alpha")
    last(recording, site.address("alpha.html"), "Alpha")
    browser.server.key("ctrl+1")
    browser.in_front("Gamma")
    last(recording, site.address("beta.html"), "Gamma")

    lines = pages(recording)
    assert "hunter2" not in str(lines)

    for now, after in pairwise(lines):
        assert now["until"] == after["at"]
    editor = recording.server.window("Editor", "notes.txt")
    recording.server.focus(editor)
    end = until(lambda: (told := pages(recording)[-1])["action"] == "end" and told, "the end of the page")
    assert (end["address"], end["at"]) == (site.address("beta.html"), end["until"])


def test_an_address_that_a_script_changes_without_a_title(recording: Recording, site: Site, browse: Start) -> None:
    script = "document.onkeydown = event => { if (event.key == 'x') history.pushState({}, '', '/inside') }"
    recording.record()
    browser = browse(site.page("spa.html", "Single", f"<input autofocus><script>{script}</script>"))
    browser.in_front("Single")
    last(recording, site.address("spa.html"), "Single")
    browser.server.key("x")
    last(recording, site.address("inside"), "Single")


def test_a_private_window_gives_nothing_until_the_person_wants_it(
    recording: Recording, site: Site, browse: Start
) -> None:
    record(recording)
    browser = browse(site.address("alpha.html"))
    browser.in_front("Alpha")
    last(recording, site.address("alpha.html"), "Alpha")
    browser.server.key("ctrl+shift+n")
    browser.in_front("New Incognito Tab")
    until(lambda: pages(recording)[-1]["action"] == "end", "the page left")
    browser.go(site.address("beta.html"))
    browser.in_front("Beta")
    wait_seconds(2.0)
    assert {line["page"] for line in pages(recording)} == {"Alpha"}

    recording.stop()
    recording.run("settings", "set", "web_private", "on")
    record(recording)
    other_title(browser)
    last(recording, site.address("beta.html"), "Gamma")


def test_a_rule_over_titles_and_one_over_applications_keep_pages_out(
    recording: Recording, site: Site, browse: Start
) -> None:
    recording.run("exclude", "add", "--title", "Beta")
    record(recording)
    browser = browse(site.address("beta.html"))
    browser.in_front("Beta")
    recording.wait_for("filtered")
    browser.go(site.address("alpha.html"))
    browser.in_front("Alpha")
    last(recording, site.address("alpha.html"), "Alpha")
    assert {line["page"] for line in pages(recording)} == {"Alpha"}
    recording.run("exclude", "add", "--app", "Chromium")
    recording.wait_for("filtered")
    browser.go(site.page("delta.html", "Delta"))
    browser.in_front("Delta")
    wait_seconds(1.0)
    assert {line["page"] for line in pages(recording)} == {"Alpha"}


def test_a_browser_that_hangs_stalls_nothing(recording: Recording, site: Site, browse: Start) -> None:
    import signal

    record(recording)
    hanging = browse(site.address("alpha.html"))
    hanging.in_front("Alpha")
    last(recording, site.address("alpha.html"), "Alpha")
    hanging.process.send_signal(signal.SIGSTOP)
    other = browse(site.address("beta.html"))
    other.in_front("Beta")
    last(recording, site.address("beta.html"), "Beta")
    assert recording.status()["channels"]["web"]["alive"]
    recording.stop()


def test_a_bus_that_hangs_is_told_and_ends_the_page(recording: Recording, site: Site, browse: Start) -> None:
    import os
    import signal

    recording.record()
    browser = browse(site.address("alpha.html"))
    browser.in_front("Alpha")
    last(recording, site.address("alpha.html"), "Alpha")
    bus = serving(accessibility_address(2.0))
    os.kill(bus, signal.SIGSTOP)
    try:
        until(lambda: not recording.status()["channels"]["web"]["alive"], "what is said of it", 60)
        assert "does not answer" in recording.status()["channels"]["web"]["why"]
        until(lambda: [(gap["reason"], gap["concerns"]) for gap in recording.gaps()] == [("lost", "web")], "the gap")
        assert all(line["until"] for line in pages(recording))
    finally:
        os.kill(bus, signal.SIGCONT)
    until(lambda: recording.status()["channels"]["web"]["alive"], "it answers again", 60)
    last(recording, site.address("alpha.html"), "Alpha")
    assert len(recording.gaps()) == 1


def serving(address: str) -> int:
    """The process that listens at this D-Bus address."""
    path = address.removeprefix("unix:path=").partition(",")[0]
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(path)
        pid, _user, _group = struct.unpack("3i", asking.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(pid)


@pytest.mark.parametrize("address", ["", "unix:path=/nonexistent/bus"], ids=["no session bus", "one that is gone"])
def test_without_an_accessibility_bus_it_says_so_and_the_rest_records(
    xserver: XServer, tmp_path: Path, address: str
) -> None:
    with Recording(xserver, tmp_path, environment={"DBUS_SESSION_BUS_ADDRESS": address}) as recording:
        recording.set_up()
        recording.record()
        told = recording.status()["channels"]["web"]
        assert not told["alive"]
        assert "at-spi2-core" in told["why"]
        xserver.focus(xserver.window("Editor", "notes.txt"))
        xserver.type("still")
        until(lambda: recording.typed() == "still", "the keys")
