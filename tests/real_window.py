"""The real window in a process of its own, gone through as somebody does who hears it: by keys, and by what it says."""

from __future__ import annotations

import subprocess
from types import TracebackType

from mirrorlight.window.pages import PageEntry
from running import Recording
from screen_reader import SELECTED, ScreenReader, Thing
from xserver import PATIENCE, until

_GONE = "Could not find accessible on path"


class RealWindow:
    """`mirrorlight` on the home of a recording, in front, from `with` on. `tells` is all that it tells of itself."""

    def __init__(self, recording: Recording, reader: ScreenReader | None = None) -> None:
        self.recording, self.server, self.reader = recording, recording.server, reader
        self.id = 0
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> RealWindow:
        before = set(self.server.clients())
        with (self.recording.home.parent / "window.out").open("ab") as log:
            self.process = subprocess.Popen(
                self.recording.command(), env=self.recording.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log,
            )  # fmt: skip
        self.id = until(lambda: [one for one in self.server.clients() if one not in before], self.said)[0]
        self.front()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(PATIENCE)

    def said(self) -> str:
        """What its process wrote, without what Qt says when it is asked about something that is just gone."""
        written = (self.recording.home.parent / "window.out").read_text("utf-8", "replace")
        return "".join(line for line in written.splitlines(keepends=True) if _GONE not in line)

    def front(self) -> None:
        """Give it the keyboard."""
        self.server.focus(self.id)

    @property
    def tells(self) -> Thing:
        """The application, as assistive technology sees it."""
        assert self.reader is not None
        return self.reader.application(self.process.pid)

    @property
    def frame(self) -> Thing:
        """Its window; the title says state and page."""
        return self.tells.one("frame")

    def go(self, page: PageEntry) -> None:
        """Go to a page as one can go to any: by its name in the list of commands."""
        self.server.key("ctrl+k")
        field = self.tells.one("text", "Command")
        assert self.reader is not None
        self.reader.write(field, page.title)
        until(lambda: self.reader and self.reader.contents(field) == page.title, "the name in the field")
        self.server.key("Return")
        until(lambda: self.chosen().startswith(page.title), lambda: f"{page.title}, found {self.frame.name}")

    def chosen(self) -> str:
        """The page that the navigation marks as chosen."""
        entries = self.tells.one("list", "Pages").children
        return next((entry.name for entry in entries if SELECTED in entry.states), "")

    def settled(self) -> list[Thing]:
        """Everything that is shown, once it was the same twice."""
        found: list[list[str]] = [[]]

        def same() -> list[Thing] | None:
            things = list(self.tells.walk())
            found.append([f"{thing.role} {thing.name}" for thing in things])
            return things if found[-1] == found[-2] else None

        things = until(same, "a page at rest")
        assert things is not None
        return things
