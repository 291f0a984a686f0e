"""The gaps of one recording: every time without capture becomes a row without content that says why."""

from __future__ import annotations

from collections.abc import Callable

from mirrorlight.core import reasons
from mirrorlight.core.clock import Anchor
from mirrorlight.recorder.gate import Mark
from mirrorlight.store.writer import Writer


class Gaps:
    """Keeps at most one gap row open: the strongest reason why nothing is kept. Thread: the session's.

    Marks come in their place among the events, so a row begins and ends between exactly the rows it separates. `blocks`
    tells the gate's standing blocks at this moment.
    """

    def __init__(self, writer: Writer, anchor: Anchor, blocks: Callable[[], tuple[str, ...]]) -> None:
        self._writer, self._anchor, self._blocks = writer, anchor, blocks
        self._paused = False
        self._planned: int | None = None
        self._blocked = reasons.STARTING
        self._light = ""
        self._filtered = ""
        self._row: int | None = None
        self._row_reason = ""

    def go_on_with_pause(self, row: int, planned: int | None) -> None:
        """A pause that a crash left open goes on in its old row."""
        self._row, self._row_reason = row, reasons.PAUSED
        self._paused, self._planned = True, planned

    def apply(self, mark: Mark) -> None:
        """Take a change of state into account. Raises UserError when it cannot be written; then nothing is changed
        that a second try would not change.
        """
        match mark.kind:
            case "paused":
                if self._row is not None and self._row_reason == reasons.PAUSED and self._planned != mark.until:
                    self._writer.plan_gap(self._row, mark.until)
                self._paused, self._planned = True, mark.until
            case "resumed":
                self._paused = False
            case "blocked":
                self._blocked = mark.reason
            case "unblocked":
                self._blocked = next((reason for reason in reversed(self._blocks()) if reason != mark.reason), "")
            case "light":
                self._light = ""
            case "no-light":
                self._light = mark.reason
            case "filtered":
                self._filtered = mark.reason
            case "jump":
                self._jump(mark)
            case "overflow":
                end = mark.until if mark.until is not None else mark.at
                self._writer.gap(mark.reason, self._anchor.to_utc(mark.at), self._anchor.to_utc(end), mark.channel)
            case "listener":
                at = self._anchor.to_utc(mark.at)
                self._writer.gap(mark.reason, at, at, mark.channel)
            case "off":
                self._writer.end_spans(self._anchor.to_utc(mark.at), mark.channel or "")
        self._follow(mark.at)

    def _jump(self, mark: Mark) -> None:
        """The clock departs at `mark`: what lasts ends by the old clock and begins anew by the new one, so that nothing
        lies over the time between. A clock that was set back leaves a gap without length, where the old time ended.
        """
        if self._anchor.reached(mark.at):
            return  # a second try: only what follows is still to be written
        assert mark.until is not None
        before, after = mark.until, self._anchor.after(mark.at)
        if self._row is None or self._row_reason != mark.reason:  # the row that says so goes on over it
            if self._row is not None:
                self._writer.close_gap(self._row, before)
            self._writer.gap(mark.reason, before, max(before, after))
            self._row, self._row_reason = None, ""
        if self._planned is not None:
            self._planned += after - before
        self._anchor.advance(mark.at)

    def close(self, at: int) -> None:
        """The open gap, if there is one, ends at `at` (mono µs)."""
        if self._row is not None:
            self._writer.close_gap(self._row, self._anchor.to_utc(at))
        self._row, self._row_reason = None, ""

    def _reason(self) -> str:
        if self._paused:
            return reasons.PAUSED
        return self._blocked or self._light or self._filtered

    def _follow(self, at: int) -> None:
        """Close and open rows so that the open one says why nothing is kept from `at` (mono µs) on."""
        reason = self._reason()
        if reason == self._row_reason and (not reason or self._row is not None):
            return
        self.close(at)
        if reason and reason != reasons.STARTING:
            planned = self._planned if reason == reasons.PAUSED else None
            self._row = self._writer.open_gap(reason, self._anchor.to_utc(at), planned)
            self._row_reason = reason
