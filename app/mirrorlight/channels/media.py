"""Camera and microphone in use: by which application, from when until when. Neither is ever recorded itself."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mirrorlight.channels.programs import Programs
from mirrorlight.channels.spans import COLUMNS, EVENTS, SpanRows, cut, span_lines, span_row
from mirrorlight.core.channel import Channel, Column, Coverage, Line, Surroundings, Table
from mirrorlight.core.events import MediaBegan, MediaEnded
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import length

if TYPE_CHECKING:
    from mirrorlight.desktop.linux_media import MediaWatch

log = logging.getLogger(__name__)

CALM = 0.3
"""Seconds after a device was opened: who only asks what it can do has closed it by then."""

AGAIN = (0.5, 1.0, 2.0)
"""Seconds after which it is tried again if nothing was taken in; after a longer gap `go_on` is called."""

TABLE = Table(
    "media",
    (*COLUMNS, Column("kind", "TEXT", "camera or microphone")),
    indexes=(("until",),),
)


def _rows() -> SpanRows:
    return SpanRows(TABLE, MediaBegan, ("kind",), lambda event: {"kind": event.kind})


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """A line when the use began, and one when it ended."""
    return span_lines(row, {"kind": row["kind"]})


def rebuild(lines: Sequence[Line]) -> dict[str, Any] | None:
    """A use from its lines; None from its end alone."""
    return span_row(lines, {"kind": lines[0]["kind"]})


def summary(row: Mapping[str, Any]) -> str:
    """What was in use, and how long."""
    camera = row["kind"] == "camera"
    if row["until"] is None:
        return _("Camera in use now") if camera else _("Microphone in use now")
    words = _("Camera in use for {length}") if camera else _("Microphone in use for {length}")
    return words.format(length=length(row["until"] - row["at"]))


class MediaListener:
    """Waits for the system to say that something changed, in a thread of its own; then looks who uses what.

    `dev` is the folder of the devices. While nothing may be recorded nobody is asked.
    """

    def __init__(self, surroundings: Surroundings, dev: str = "/dev") -> None:
        self._around, self._dev = surroundings, dev
        self._programs = Programs(surroundings)
        self._told: set[tuple[str, str]] = set()
        self._watch: MediaWatch | None = None
        self._anew = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="media", daemon=True)

    def start(self) -> None:
        from mirrorlight.desktop.linux_media import MediaWatch

        try:
            self._watch = MediaWatch(self._dev)
        except OSError as error:
            raise UserError(
                _("It cannot be told who uses camera and microphone."),
                _("This system does not tell when a device is opened."),
                code="cannot-listen",
            ) from error
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join()

    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def failures(self) -> int:
        """How often the sound server went while it was listened to."""
        return 0 if self._watch is None else self._watch.losses

    @property
    def why(self) -> str:
        if not self.failures or self._watch is None or self._watch.served:
            return ""
        return _("The sound server is gone, so only a program that opens the microphone itself is seen.")

    def go_on(self) -> None:
        """A gap is over: tell again what is in use. Any thread."""
        self._anew = True
        self._wake()

    def rules_changed(self) -> None:
        """What is in use may have become excluded. Any thread."""
        self._wake()

    def _wake(self) -> None:
        if self._watch is not None:
            self._watch.wake()

    def _run(self) -> None:
        watch = self._watch
        assert watch is not None
        try:
            self._look(watch)
            while True:
                watch.wait()
                for wait in (CALM, *AGAIN):
                    if self._stopping.wait(wait):
                        return
                    if self._look(watch):
                        break
        except OSError as error:
            log.warning("camera and microphone could not be watched: %s", type(error).__name__)
        finally:
            watch.close()

    def _look(self, watch: MediaWatch) -> bool:
        """Tell what began and what ended since the last look; False if it was not taken in."""
        around = self._around
        if not around.open():
            return False
        if self._anew:
            self._anew = False
            self._told.clear()
        at = around.clock.mono()
        users = watch.now()
        allowed = self._programs.allowed((pid, program) for _kind, pid, program in users)
        now = {(kind, allowed[pid, program]) for kind, pid, program in users if (pid, program) in allowed}
        for kind, app in sorted(self._told - now):
            around.offer(MediaEnded(at, app, kind))
        told = self._told & now
        told |= {(kind, app) for kind, app in sorted(now - told) if around.offer(MediaBegan(at, app, kind))}
        self._told = told
        return told == now


def coverage(desktop: Any) -> Coverage:
    """What can be told here."""
    found: Coverage = desktop.coverage("media")
    return replace(found, fault=False)


CHANNEL = Channel(
    id="media",
    title=N_("Camera and microphone"),
    icon="eye",
    records=N_("Which application used the camera or the microphone, and how long."),
    never=N_("What they saw or heard, and the use by an excluded application."),
    brochure=N_("Webcam and microphone activity"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(MediaBegan, MediaEnded),
    fields=("action", "until", "kind"),
    rows=_rows,
    lines=lines,
    summary=summary,
    events=EVENTS,
    cut=cut,
    end="until",
    reach=None,
    rebuild=rebuild,
    unit=NP_("change of use", "changes of use"),
    coverage=coverage,
    listener=MediaListener,
)
