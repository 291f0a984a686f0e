"""Pages of a real Firefox, in the store of a real recorder."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser import Site
from running import Recording
from xserver import XServer, until

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = pytest.mark.skipif(FIREFOX is None, reason="needs Firefox")

QUIET = (
    "browser.aboutwelcome.enabled", "browser.preonboarding.enabled", "browser.shell.checkDefaultBrowser",
    "datareporting.policy.dataSubmissionEnabled", "app.normandy.enabled",
)  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    with Site(folder) as serving:
        yield serving


def front(server: XServer) -> str:
    try:
        return server.xdotool("getactivewindow", "getwindowname").strip()
    except subprocess.CalledProcessError:
        return ""


def test_pages_of_ordinary_windows_and_none_of_private_ones(xserver: XServer, tmp_path: Path, site: Site) -> None:
    alpha, beta = (site.page(f"{title}.html", title, "<input autofocus>") for title in ("Alpha", "Beta"))
    profile = tmp_path / "profile"
    profile.mkdir()
    (profile / "user.js").write_text("".join(f'user_pref("{name}", false);\n' for name in QUIET))
    environment = {name: value for name, value in xserver.environment.items() if name != "NO_AT_BRIDGE"}
    with Recording(xserver, tmp_path) as recording:
        recording.set_up()
        recording.run("exclude", "group", "private", "off")
        recording.record()
        firefox = subprocess.Popen(
            [str(FIREFOX), "--no-remote", "--profile", str(profile), alpha], env={**environment, "HOME": str(tmp_path)},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

        def pages() -> list[tuple[str, str, str]]:
            lines = recording.lines("events", "--channel", "web")
            return [(line["action"], line["address"], line["page"]) for line in lines]

        try:
            until(lambda: pages() == [("begin", alpha, "Alpha")], "the page", 60)
            xserver.key("ctrl+shift+p")
            until(lambda: "Private" in front(xserver), "the private window", 30)
            xserver.key("ctrl+l")
            xserver.type(beta)
            xserver.key("Return")
            until(lambda: front(xserver).startswith("Beta"), "the page in it", 30)
            until(lambda: pages()[-1] == ("end", alpha, "Alpha"), "the end of the first")
            xserver.key("ctrl+shift+w")
            until(lambda: pages()[-1] == ("begin", alpha, "Alpha"), "the ordinary window again")
            assert "Beta" not in {page for _action, _address, page in pages()}
        finally:
            firefox.terminate()
            firefox.wait(20)
