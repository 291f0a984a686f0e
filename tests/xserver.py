"""A real X server for tests: Xvfb on a free display, openbox in it, windows of any class and title, real keys.

    with XServer() as server:                      # or the fixtures `xserver` and `bare_xserver`
        window = server.window("Editor", "notes.txt")
        server.focus(window)
        server.type("hello")

Everything started here is ended here, by process id. Nothing here sleeps to synchronise: `until` waits for a condition.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from Xlib import X, Xatom, display, error

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds after which what does not come true is given up: generous, for a slow computer that has other work."""


SWITCH = 0.1
"""Seconds after a change of the window in front in which keys may count as typed into the one before (the promise is
60 ms): they are not kept if that one is excluded."""


def until(condition: Callable[[], T], what: str | Callable[[], str] = "", timeout: float = PATIENCE) -> T:
    """The first true value of `condition`, asked again and again; fails the test after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            said = what() if callable(what) else what
            raise AssertionError(f"did not come true within {timeout} s: {said or condition}")
        time.sleep(0.005)


class XWindow:
    """A window of the test's own process, made with python-xlib. It reads no events and draws nothing."""

    def __init__(
        self,
        connection: display.Display,
        app: str | None,
        title: str | bytes,
        place: tuple[int, int, int, int],
        *,
        popup: bool = False,
        pid: int | None = None,
        colour: int = 0x336699,
        transient_for: int = 0,
    ) -> None:
        self._connection = connection
        x, y, width, height = place
        root = connection.screen().root
        self.window = root.create_window(
            x, y, width, height, 0, connection.screen().root_depth, X.InputOutput, X.CopyFromParent,
            background_pixel=colour, override_redirect=popup,
        )  # fmt: skip
        if app is not None:
            self.window.set_wm_class(app.lower(), app)
        if title:
            self.title(title)
        if pid is not None:
            self.property("_NET_WM_PID", Xatom.CARDINAL, 32, [pid])
        if transient_for:
            self.property("WM_TRANSIENT_FOR", Xatom.WINDOW, 32, [transient_for])
        self.window.set_wm_hints(flags=1, input=1)
        self.window.set_wm_normal_hints(flags=0x1 | 0x4, min_width=1, min_height=1)  # place asked for by the person
        self.window.map()
        connection.sync()

    @property
    def id(self) -> int:
        return int(self.window.id)

    def property(self, name: str, kind: int | str, form: int, value: Any) -> None:
        """Set any property."""
        atom = self._connection.intern_atom
        kind = atom(kind) if isinstance(kind, str) else kind
        self.window.change_property(atom(name), kind, form, value)
        self._connection.sync()

    def title(self, title: str | bytes) -> None:
        """Set `_NET_WM_NAME` (bytes: as they are, also when they are no UTF-8)."""
        self.property("_NET_WM_NAME", "UTF8_STRING", 8, title.encode() if isinstance(title, str) else title)

    def move(self, x: int, y: int) -> None:
        self.window.configure(x=x, y=y)
        self._connection.sync()

    def map(self) -> None:
        self.window.map()
        self._connection.sync()

    def unmap(self) -> None:
        self.window.unmap()
        self._connection.sync()

    def destroy(self) -> None:
        self.window.destroy()
        self._connection.sync()

    def viewable(self) -> bool:
        """Whether it and everything around it is mapped."""
        return bool(self.window.get_attributes().map_state == X.IsViewable)


class XServer:
    """Xvfb, and openbox in it unless `wm` is false. `screen` is `WIDTHxHEIGHTxDEPTH`."""

    def __init__(self, *, wm: bool = True, screen: str = "1280x800x24", arguments: Sequence[str] = ()) -> None:
        self._wm_wanted = wm
        self._screen = screen
        self._arguments = list(arguments)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._home = tempfile.TemporaryDirectory(prefix="xserver-")
        self._connection: display.Display | None = None
        self.display = ""
        self.server: subprocess.Popen[bytes] | None = None
        self.wm: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> XServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def environment(self) -> dict[str, str]:
        """For processes that shall live in this server."""
        rest = {k: v for k, v in os.environ.items() if k not in {"WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XAUTHORITY"}}
        return {**rest, "DISPLAY": self.display, "NO_AT_BRIDGE": "1", "XDG_CONFIG_HOME": self._home.name}

    @property
    def connection(self) -> display.Display:
        """The test's own connection, one thread at a time."""
        if self._connection is None:
            self._connection = display.Display(self.display)
            self._connection.set_error_handler(lambda *_: None)
        return self._connection

    def start(self) -> None:
        """Start the server on a free display; returns when it (and the window manager) answers."""
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", self._screen, "-nolisten", "tcp", "-noreset"]
        with Path(self._home.name, "xvfb.log").open("wb") as log:
            self.server = subprocess.Popen([*command, *self._arguments], pass_fds=[writing], stdout=log, stderr=log)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start: " + Path(self._home.name, "xvfb.log").read_text("utf-8", "replace"))
        self.display = ":" + number.decode()
        if self._wm_wanted:
            self.start_wm()

    def start_wm(self) -> None:
        """Start openbox and wait until it manages windows."""
        self.wm = self.run(["openbox", "--sm-disable"])
        until(self.wm_name, "a window manager")
        # Of a connection of its own: openbox confuses a window with a later one that gets the same number.
        connection = display.Display(self.display)
        probe = XWindow(connection, "Probe", "probe", (0, 0, 10, 10))

        def managed() -> bool:
            # openbox names itself before it reads events; one that came meanwhile lies there until the next one comes
            connection.screen().root.change_property(connection.intern_atom("_WAKE"), Xatom.STRING, 8, b"")
            return probe.viewable()

        until(managed, "the window manager to manage")
        connection.close()
        until(lambda: probe.id not in self.clients(), "the window manager to be at rest")

    def stop_wm(self) -> None:
        assert self.wm is not None
        self._end(self.wm)
        self.wm = None

    def wm_name(self) -> str:
        """The window manager's name as it tells it, or ""."""
        connection = self.connection
        atom = connection.intern_atom
        try:
            check = connection.screen().root.get_full_property(atom("_NET_SUPPORTING_WM_CHECK"), Xatom.WINDOW)
            if check is None:
                return ""
            window = connection.create_resource_object("window", check.value[0])
            name = window.get_full_property(atom("_NET_WM_NAME"), atom("UTF8_STRING"))
        except error.XError:
            return ""
        return "" if name is None else bytes(name.value).decode()

    def clients(self) -> list[int]:
        """The windows that the window manager looks after."""
        found = self.connection.screen().root.get_full_property(
            self.connection.intern_atom("_NET_CLIENT_LIST"), Xatom.WINDOW
        )
        return [] if found is None else [int(window) for window in found.value]

    def run(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start a program in this server; it is ended with it."""
        process = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, **options,
        )  # fmt: skip
        self._processes.append(process)
        return process

    def window(
        self,
        app: str | None = "Test",
        title: str | bytes = "test",
        place: tuple[int, int, int, int] = (100, 100, 300, 200),
        **more: Any,
    ) -> XWindow:
        """Open a window and wait until it can be seen. `more`: see XWindow (popup, pid, colour, transient_for)."""
        window = XWindow(self.connection, app, title, place, **more)
        until(window.viewable, "the window to be seen")
        return window

    def client(self) -> display.Display:
        """One more connection, as another program would have; the caller closes it."""
        return display.Display(self.display)

    def focus(self, window: XWindow | int) -> None:
        """Bring a window to the front (without a window manager: give it the focus); waits until keys go there, and
        for no other window any more.
        """
        number = window if isinstance(window, int) else window.id
        if self.wm_name():
            self.xdotool("windowactivate", "--sync", str(number))
        else:
            self.connection.set_input_focus(number, X.RevertToParent, X.CurrentTime)
            self.connection.sync()
        until(lambda: self.focused() == number, "the focus")
        time.sleep(SWITCH)

    def focused(self) -> int:
        """The id of the window that keys go to (1: whatever is under the pointer, 0: none)."""
        focus = self.connection.get_input_focus().focus
        return focus if isinstance(focus, int) else int(focus.id)

    def xdotool(self, *arguments: str) -> str:
        """Run xdotool; its output."""
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, check=True, capture_output=True, timeout=120, text=True
        )
        return done.stdout

    def type(self, text: str, delay_ms: int = 12) -> None:
        """Type with real keys into whatever has the focus."""
        self.xdotool("type", "--delay", str(delay_ms), "--", text)

    def key(self, *keys: str) -> None:
        """Press and release keys, as "ctrl+a", "Return"."""
        self.xdotool("key", *keys)

    def xterm(self, title: str, command: Sequence[str], *, app: str = "XTerm", place: str = "80x20+50+50") -> int:
        """An xterm that runs `command`; its window id once it has the focus-able window."""
        self.run(
            ["xterm", "-u8", "-class", app, "-title", title, "-geometry", place, "-e", *command],
        )  # fmt: skip
        return until(lambda: self.find(title), "the xterm")

    def find(self, title: str) -> int:
        """The id of a visible window with this title, or 0."""
        done = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"],
            env=self.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return int(done.stdout.split()[0]) if done.stdout.strip() else 0

    def pixel(self, x: int, y: int) -> int:
        """The colour shown at a place of the screen, 0xRRGGBB."""
        image = self.connection.screen().root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFFFF)
        return int.from_bytes(image.data[:3], "little")

    def kill(self) -> None:
        """The server dies at once, as in a crash."""
        assert self.server is not None
        self.server.kill()
        self.server.wait(PATIENCE)

    def close(self) -> None:
        """End everything that was started here."""
        if self._connection is not None:
            with contextlib.suppress(error.ConnectionClosedError, OSError):
                self._connection.close()
            self._connection = None
        for process in [*reversed(self._processes), self.server]:
            if process is not None:
                self._end(process)
        self._home.cleanup()

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(PATIENCE)


@pytest.fixture
def xserver(monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    """A server with openbox; DISPLAY points to it."""
    with XServer() as server:
        _enter(server, monkeypatch)
        yield server


@pytest.fixture
def bare_xserver(monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    """A server without a window manager; DISPLAY points to it."""
    with XServer(wm=False) as server:
        _enter(server, monkeypatch)
        yield server


def _enter(server: XServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", server.display)
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XAUTHORITY"):
        monkeypatch.delenv(name, raising=False)
