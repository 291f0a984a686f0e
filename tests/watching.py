"""A focus watcher on a real X server, and what it told."""

from __future__ import annotations

from types import TracebackType

from mirrorlight.core.clock import SystemClock
from mirrorlight.core.context import Context, ContextLog
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.desktop.x11 import X11Desktop
from xserver import until

SAFE = Rules((Rule("app-rule", "app", "safe"), Rule("title-rule", "title", "secret")))
CLOCK = SystemClock()


class Watching:
    """Started on entry, ended on exit. DISPLAY must point to the server."""

    def __init__(self, rules: Rules = SAFE) -> None:
        self.log = ContextLog()
        self.changes: list[int] = []
        self.lost: list[str] = []
        self.desktop = X11Desktop()
        self.watcher = self.desktop.focus_watcher(self.log, rules, self.changes.append, self.lost.append)

    def __enter__(self) -> Watching:
        self.watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.watcher.stop()
        self.desktop.close()

    @property
    def now(self) -> Context:
        found = self.log.now
        assert found is not None
        return found

    def settle(self) -> None:
        """Wait until the log knows everything up to this moment."""
        moment = CLOCK.mono()
        self.watcher.sync()
        until(lambda: self.log.settled >= moment, "the answer of the watcher")

    def wait(self, app: str, title: str | None = None, excluded: str = "") -> Context:
        """Wait until this is what is in front."""

        def there() -> bool:
            now = self.log.now
            if now is None or now.app != app or now.excluded != excluded:
                return False
            return title is None or now.title == title

        until(there, f"{app} in front")
        return self.now
