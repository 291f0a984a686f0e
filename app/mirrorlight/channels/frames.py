"""Screen video: when the next frame is due while something changes on the screen, and what such frames would take.

Frames are pictures like all others, at a fixed distance: not a film, and no sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
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

_BY_QUALITY = ((10, 0.65), (20, 0.76), (40, 0.9), (60, 1.0), (80, 1.18), (90, 1.39), (95, 1.6), (100, 4.1))
"""Size of a picture by the quality set, as a part of that at 60: measured on text, and on text with a photograph."""

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
    """What pictures of one screen take: how many were looked at, their bytes and pixels in all. At the quality that is
    set now they would take `again` as much.
    """

    pictures: int
    bytes: int
    pixels: int
    again: float = 1.0


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


def again(picture: bytes, quality: int) -> float:
    """How much more a picture that is stored (WebP) takes at this quality; 1.0 if it cannot be read."""
    import io

    from PIL import Image, UnidentifiedImageError

    file = io.BytesIO()
    try:
        Image.open(io.BytesIO(picture)).convert("RGB").save(file, "WEBP", quality=quality, method=0)
    except (UnidentifiedImageError, OSError, ValueError):
        return 1.0
    return file.tell() / len(picture)


def usual(quality: int) -> float:
    """Bytes per pixel of a picture at this quality where none is stored yet."""
    (low, less), (high, more) = next(
        pair for pair in pairwise(_BY_QUALITY) if quality <= pair[1][0] or pair[1] == _BY_QUALITY[-1]
    )
    return USUAL_BYTES * (less + (more - less) * (quality - low) / (high - low))


def forecast(screens: Iterable[tuple[int, int]], interval: int, sample: Sample, quality: int = 60) -> Forecast:
    """Of `screens` (width, height in pixels) every `interval` seconds, if a pixel takes what it took in `sample`."""
    sizes = list(screens)
    each = sample.again * sample.bytes / sample.pixels if sample.pixels else usual(quality)
    frame = round(each * sum(width * height for width, height in sizes))
    hour = frame * 3600 // interval
    known = sample.pictures if sample.pixels else 0
    return Forecast(frame, hour, hour * DAY_HOURS, len(sizes), interval, known, "pictures" if known else "usual")
