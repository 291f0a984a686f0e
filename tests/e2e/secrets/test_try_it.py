"""Try it, in the real window beside a real recorder: what is said of both fields is found out, nothing is stored."""

from __future__ import annotations

import queue
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mirrorlight.core.clock import SystemClock
from mirrorlight.desktop.atspi import AtSpi, Focused, _known
from mirrorlight.desktop.atspi_bus import ACCESSIBLE, text
from mirrorlight.desktop.atspi_wire import PROPERTIES
from mirrorlight.window.pages import PAGES
from running import Recording
from xserver import XServer, until

MOST_TABS = 120
PAGE = 1 + [page.id for page in PAGES].index("protection")
"""Its number, as in Ctrl+1."""
TYPED = "quokka7"


class Window:
    """The window's process, as one sees it who goes through it by keyboard and has it read out."""

    def __init__(self, server: XServer, pid: int) -> None:
        self.server, self.pid = server, pid
        self._focused: queue.Queue[tuple[int, Focused | None, int]] = queue.Queue()
        self.atspi = AtSpi(SystemClock(), lambda *_told: None, lambda *told: self._focused.put(told))

    def role(self) -> str:
        """The role of what has the focus, asked until it answers."""

        def told() -> str:
            self.atspi.ask(self.pid)
            _pid, focused, _at = self._focused.get(timeout=5)
            return focused.role if focused is not None else ""

        return until(told, "what has the focus")

    def description(self) -> str:
        """What assistive technology says besides of what has the focus."""
        answers: queue.Queue[str] = queue.Queue()

        def ask() -> None:
            bus = self.atspi._bus
            app = next(bus.apps[name] for name in bus.names(self.pid))
            bus.call(
                app, _known(app).focused, PROPERTIES, "Get", lambda answer: answers.put(text(answer)), "ss",
                (ACCESSIBLE, "Description"),
            )  # fmt: skip

        self.atspi._bus.post(ask)
        return answers.get(timeout=5)

    def tab_to(self, role: str) -> None:
        for _press in range(MOST_TABS):
            if self.role() == role:
                return
            self.server.key("Tab")
        raise AssertionError(f"no {role} was reached by Tab")


@contextmanager
def opened(recording: Recording) -> Iterator[Window]:
    """The real window on Protection, in front."""
    server = recording.server
    before = set(server.clients())
    process = subprocess.Popen(
        [sys.executable, "-m", "mirrorlight"], env=recording.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    window = Window(server, process.pid)
    try:
        shown = until(lambda: [one for one in server.clients() if one not in before], "the window")[0]
        server.focus(shown)
        window.atspi.start()
        until(lambda: window.atspi.speaks(process.pid), "the window on the accessibility bus")
        server.key(f"ctrl+{PAGE}")
        yield window
    finally:
        window.atspi.stop()
        process.terminate()
        process.wait(10)


def test_both_fields_are_told_apart_and_nothing_typed_is_stored(xserver: XServer, tmp_path: Path) -> None:
    with Recording(xserver, tmp_path) as recording:
        recording.set_up(unchecked_keys=True)
        recording.record()
        with opened(recording) as window:
            recording.wait_for("filtered", reason="own-window")
            for role, said in (("text", "ordinary field"), ("password text", "Recognised as a password field")):
                window.tab_to(role)
                xserver.type(TYPED)
                until(lambda said=said: said in window.description(), said)
                xserver.key("Tab")
        editor = xserver.window("Editor", "notes")
        xserver.focus(editor)
        recording.wait_for("recording")
        xserver.type("after")
        until(lambda: recording.typed() == "after", "what was typed after it")
        recording.settled()
        refused = recording.status()["ledger"]["refused"]
        assert refused["own-window"] >= 4 * len(TYPED), "the keys were heard, and refused"
        assert TYPED not in recording.run("--json", "events").stdout
        for path in recording.home.rglob("*"):
            assert not path.is_file() or TYPED.encode() not in path.read_bytes(), path.name
