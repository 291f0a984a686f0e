"""A real Chromium in a test's X server, with an empty profile, and pages for it from this process."""

from __future__ import annotations

import functools
import http.server
import signal
import subprocess
import threading
from pathlib import Path
from types import TracebackType

from xserver import XServer, until

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--password-store=basic",
    "--window-position=20,80", "--window-size=1000,600", "--lang=en",
)  # fmt: skip


class Site:
    """Serves a folder on the loopback interface."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        handler = functools.partial(quiet, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def page(self, name: str, title: str, body: str = "") -> str:
        """Write a page; its address."""
        (self.folder / name).write_text(f"<!doctype html><title>{title}</title>{body}", "utf-8")
        return self.address(name)

    def address(self, name: str, login: str = "") -> str:
        return f"http://{login}127.0.0.1:{self._server.server_port}/{name}"


class Browser:
    """Chromium, started with an address; ended with the block, also when it was stopped."""

    def __init__(self, server: XServer, profile: Path, address: str, *flags: str) -> None:
        self.server = server
        # Chromium says where it is by a socket in its profile, whose path must be short.
        environment = {name: value for name, value in server.environment.items() if name != "NO_AT_BRIDGE"}
        self.process = subprocess.Popen(
            ["chromium", *FLAGS, f"--user-data-dir={profile}", *flags, address],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def in_front(self, title: str) -> None:
        """Wait until the window in front has this page's title."""
        until(lambda: self.title().startswith(f"{title} - Chromium"), f"the page “{title}” in front")

    def title(self) -> str:
        """The title of the window in front, or ""."""
        try:
            return self.server.xdotool("getactivewindow", "getwindowname").strip()
        except subprocess.CalledProcessError:
            return ""

    def go(self, address: str) -> None:
        """Type an address."""
        self.server.key("ctrl+l")
        self.server.type(address)
        self.server.key("Return")
