"""Screen video: when the next frame is due while something changes on the screen, and what such frames would take.

Frames are pictures like all others, at a fixed distance: not a film, and no sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.desktop.base import DesktopGone, ScreenChanges

SELDOM = 10 * SECOND
"""µs after which a frame is compared with the one before though nothing said that the screen changed: a desktop may
draw in ways of which the system does not tell.
"""

USUAL_BYTES = 0.1
"""Bytes per pixel of a picture (WebP, quality 60) where none is stored yet. Screens of text were measured at 0.03 to
0.06 (tests/benchmarks/video.py); photographs take more, so this is more than most screens need.
"""

DAY_HOURS = 8


class Frames:
    """The schedule of frames. One thread: the camera's."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._changes: ScreenChanges | None = None
        self._tried = False
        self._last = 0
        self._differed = True

    def due(self, now: int) -> int | None:
        """The moment of the next frame (mono µs, it may lie in the past); None while nothing changes, or when off."""
        around = self._around
        if not around.setting("video"):
            self.close()
            return None
        at = self._last + int(around.setting("video_interval")) * SECOND
        if at > now or now - self._last >= SELDOM or self._changed():
            return at
        return None

    def begin(self, now: int) -> None:
        """A frame is taken now: what changes from here on counts for the next one."""
        self._last, self._differed = now, False
        if self._changes is not None:
            self._changes.forget()

    def differed(self) -> None:
        """The frame that was taken last showed something new."""
        self._differed = True

    def close(self) -> None:
        if self._changes is not None:
            self._changes.close()
        self._changes, self._tried = None, False

    def _changed(self) -> bool:
        around = self._around
        try:
            if not self._tried:
                self._tried = True
                self._changes = around.desktop.screen_changes()
            if self._changes is not None:
                return self._changes.happened(around.light())
        except DesktopGone:
            self.close()
        return self._differed or around.last_input() > self._last


@dataclass(frozen=True)
class Sample:
    """What pictures of one screen take: how many were looked at, their bytes and pixels in all."""

    pictures: int
    bytes: int
    pixels: int


@dataclass(frozen=True)
class Forecast:
    """What screen video would take at most, while something changes all the time. `day` is of eight hours.

    `based_on` is "pictures" (of your own, stored lately) or "usual" (none is stored yet).
    """

    frame: int
    hour: int
    day: int
    screens: int
    interval: int
    pictures: int
    based_on: str

    def to_json(self) -> dict[str, Any]:
        return {
            "bytes_per_frame" if name == "frame" else f"bytes_per_{name}" if name in ("hour", "day") else name: value
            for name, value in asdict(self).items()
        }


def forecast(screens: Iterable[tuple[int, int]], interval: int, sample: Sample) -> Forecast:
    """Of `screens` (width, height in pixels) every `interval` seconds, if a pixel takes what it took in `sample`."""
    sizes = list(screens)
    each = sample.bytes / sample.pixels if sample.pixels else USUAL_BYTES
    frame = round(each * sum(width * height for width, height in sizes))
    hour = frame * 3600 // interval
    known = sample.pictures if sample.pixels else 0
    return Forecast(frame, hour, hour * DAY_HOURS, len(sizes), interval, known, "pictures" if known else "usual")
