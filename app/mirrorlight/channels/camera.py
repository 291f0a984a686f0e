"""Pictures of the screens: when one is due, and how it is taken without anything of an excluded window."""

from __future__ import annotations

import ctypes
import hashlib
import io
import logging
import sys
import threading
from collections.abc import Iterable

from mirrorlight.channels.frames import Frames
from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Rect, Window
from mirrorlight.core.events import Picture
from mirrorlight.core.rules import OWN
from mirrorlight.desktop.base import DesktopGone, Monitor
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

CALM = 2 * SECOND // 5
"""µs after a change of window: by then it has been drawn."""

APART = 2 * SECOND
TITLES_APART = 10 * SECOND
"""µs between pictures at changes of window: of the application, of the title alone (some change it all the time)."""

LINGER = SECOND
"""µs for which a window that is gone may still be seen (desktops fade windows out): it counts as visible."""

LOOK = SECOND
"""µs between two looks whether a picture is due."""

WHOLE = 2
"""An unchanged picture is sent with its image this often before it is sent as a reference: a first one may be refused
later, and a reference to nothing would be lost."""

GREY = bytes((128, 128, 128, 255))
_FAILURES = 3
_EXACT = 16
_LEAST_EFFORT = 0


_M_MMAP_THRESHOLD = -3
"""mallopt(3)."""


def _give_memory_back() -> None:
    """Make the C library return the room of each picture to the system at once (glibc; otherwise nothing is done).

    By itself it begins to keep such large pieces after the first one: 20 MB more for good on a screen of 1920 x 1080.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, 1 << 20)


class Schedule:
    """When the next picture is due. All times mono µs. One thread, but for `change`."""

    def __init__(self, now: int) -> None:
        self._last = now - APART
        self._last_app = ""
        self._first_change: int | None = now
        self._last_change = now

    def change(self, now: int) -> None:
        """Another window, or another title, came in front. Any thread."""
        if self._first_change is None:
            self._first_change = now
        self._last_change = now

    def due(self, now: int, *, interval: int, on_change: bool, last_input: int, app: str) -> int | None:
        """The moment of the next picture as things stand (it may lie in the past); None: when something happens."""
        found = [self._last + interval] if last_input > self._last else []
        first = self._first_change
        if on_change and first is not None:
            apart = APART if app != self._last_app else TITLES_APART
            calm = min(self._last_change + CALM, first + APART)
            found.append(max(calm, self._last + apart))
        return min(found, default=None)

    def taken(self, at: int, app: str) -> None:
        self._last, self._last_app = at, app
        if self._first_change is not None and self._last_change <= at:
            self._first_change = None


class Camera:
    """The listener of the channel of pictures, in a thread of its own. Takes none while the gate is closed."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._clock = surroundings.clock
        self._schedule = Schedule(self._clock.mono())
        self._frames = Frames(surroundings)
        self._sent: dict[tuple[Monitor, bytes], int] = {}
        self._not_before = 0
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)

    def start(self) -> None:
        try:
            import mss
            import PIL.Image
            import PIL.WebPImagePlugin  # noqa: F401
        except ImportError as error:
            raise UserError(
                _("No pictures can be taken."),
                _("A part of Mirrorlight is missing."),
                _("Install Mirrorlight again."),
                code="cannot-listen",
            ) from error
        _give_memory_back()
        self._errors = (mss.ScreenShotError, DesktopGone, OSError, ValueError, MemoryError)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def poke(self) -> None:
        """Another window, or another title, came in front. Any thread."""
        self._schedule.change(self._clock.mono())
        self._wake.set()

    def look_now(self) -> None:
        """Settings changed: see at once whether a picture is due. Any thread."""
        self._wake.set()

    def forget(self) -> None:
        """Something was deleted: send the next picture of each screen with its image, and none that was begun before.
        Any thread.
        """
        self._sent, self._not_before = {}, self._clock.mono()

    def _run(self) -> None:
        try:
            self._watch()
        finally:
            self._frames.close()

    def _watch(self) -> None:
        failures = 0
        while not self._stopping:
            wait = LOOK
            if self._around.open():
                try:
                    wait = self._look()
                    failures = 0
                except self._errors as error:
                    failures += 1
                    log.warning("no picture could be taken: %s", type(error).__name__)
                    if failures == _FAILURES:
                        return
            self._wake.wait(min(wait, LOOK) / SECOND)
            self._wake.clear()

    def _look(self) -> int:
        """Take pictures if they are due and may be taken. µs until the next look."""
        around, now = self._around, self._clock.mono()
        context = around.contexts.now
        if context is None or context.excluded:
            return LOOK
        due = self._schedule.due(
            now,
            interval=int(around.setting("screenshot_interval")) * SECOND,
            on_change=bool(around.setting("screenshot_on_change")),
            last_input=around.last_input(),
            app=context.app,
        )
        frame = self._frames.due(now)
        next_one = min((moment for moment in (due, frame) if moment is not None), default=None)
        if next_one is None or next_one > now:
            return LOOK if next_one is None else next_one - now
        if not self._calm(now):
            return LINGER // 4
        if frame is not None:
            self._frames.begin(now)
        planned = due is not None and due <= now
        for monitor in around.desktop.monitors():
            if not self._take(monitor, planned=planned):
                return LINGER // 4
        if planned:
            self._schedule.taken(now, context.app)
        done = self._clock.mono()
        following = self._frames.due(done)
        return LOOK if following is None else max(0, following - done)

    def _calm(self, since: int) -> bool:
        """Whether nothing excluded was in front from a little before `since` until now."""
        contexts = self._around.contexts.between(since - LINGER, self._clock.mono())
        return bool(contexts) and not any(context.excluded for context in contexts)

    def _take(self, monitor: Monitor, *, planned: bool) -> bool:
        """Take a picture of one screen and offer it. False if something excluded came in front, or something was
        deleted, meanwhile.

        One that is not `planned` is a frame of the video, and is left out if it shows nothing new.
        """
        import mss
        from PIL import Image

        around = self._around
        before = around.desktop.windows()
        at = self._clock.mono()
        place = monitor.rect
        with mss.MSS() as screen:
            shot = screen.grab({"left": place.x, "top": place.y, "width": place.width, "height": place.height})
        width, height, pixels = shot.width, shot.height, shot.raw
        del shot
        after = around.desktop.windows()
        if not self._calm(at):
            return False
        light = around.light()
        hidden = self._hidden(before, after, light)
        contexts = around.contexts.between(at - LINGER, self._clock.mono())
        shields = [shield for context in contexts for shield in context.shields if not _within(shield, light)]
        scale = (width / place.width, height / place.height)
        painted = 0
        for rect in hidden:
            painted += paint(pixels, width, height, _pixels(rect, place, scale), GREY) is not None
        for rect in dict.fromkeys(shields):
            paint(pixels, width, height, _pixels(rect, place, scale), GREY)
        digest = self._digest(pixels, width, height, _pixels(light, place, scale) if light else None)
        times = self._sent.get((monitor, digest), 0)
        if not times:
            self._frames.differed()
        elif not planned:
            return True
        image = b""
        if times < WHOLE:
            picture = Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", 0, 1)
            del pixels
            file = io.BytesIO()
            quality = int(around.setting("screenshot_quality"))
            picture.save(file, "WEBP", quality=quality, method=_LEAST_EFFORT)
            del picture
            image = file.getvalue()
        if at < self._not_before:
            return False
        event = Picture(at, monitor.number, place.x, place.y, width, height, digest, image, painted)
        if around.offer(event):
            others = {key: count for key, count in self._sent.items() if key[0] != monitor}
            self._sent = {**others, (monitor, digest): times + 1}
        return True

    def _hidden(self, before: Iterable[Window], after: Iterable[Window], light: Rect | None) -> list[Rect]:
        """The places of excluded windows, each grown over its way from `before` to `after`."""
        excluding = self._around.rules().excluding
        places: dict[int, Rect] = {}
        for window in (*before, *after):
            rule = excluding(window)
            if not rule or window.rect is None or (rule == OWN and _within(window.rect, light)):
                continue
            known = places.get(window.handle)
            places[window.handle] = _around(known, window.rect) if known else window.rect
        return list(dict.fromkeys(places.values()))

    @staticmethod
    def _digest(pixels: bytearray, width: int, height: int, light: Rect | None) -> bytes:
        """Of the picture without the light, whose figures change all the time. `pixels` are as before afterwards."""
        taken = paint(pixels, width, height, light, bytes(4)) if light else None
        digest = hashlib.blake2b(pixels, digest_size=_EXACT).digest()
        if taken is not None:
            put_back(pixels, width, *taken)
        return digest


def paint(pixels: bytearray, width: int, height: int, rect: Rect, colour: bytes) -> tuple[Rect, list[bytes]] | None:
    """Fill `rect` of a picture of 4 bytes per pixel; which part lay in it and what was there, or None if none did."""
    left, right = max(0, rect.x), min(width, rect.x + rect.width)
    top, bottom = max(0, rect.y), min(height, rect.y + rect.height)
    if left >= right or top >= bottom:
        return None
    row = colour * (right - left)
    there = []
    for y in range(top, bottom):
        start = 4 * (y * width + left)
        there.append(bytes(pixels[start : start + len(row)]))
        pixels[start : start + len(row)] = row
    return Rect(left, top, right - left, bottom - top), there


def put_back(pixels: bytearray, width: int, rect: Rect, rows: list[bytes]) -> None:
    """Undo `paint`."""
    for y, row in enumerate(rows, rect.y):
        start = 4 * (y * width + rect.x)
        pixels[start : start + len(row)] = row


def _within(rect: Rect, light: Rect | None) -> bool:
    """Whether a window of ours is the light (its frame may be a pixel wider)."""
    if light is None:
        return False
    return _around(rect, light).width <= light.width + 2 and _around(rect, light).height <= light.height + 2


def _around(one: Rect, other: Rect) -> Rect:
    x, y = min(one.x, other.x), min(one.y, other.y)
    right = max(one.x + one.width, other.x + other.width)
    bottom = max(one.y + one.height, other.y + other.height)
    return Rect(x, y, right - x, bottom - y)


def _pixels(rect: Rect, monitor: Rect, scale: tuple[float, float]) -> Rect:
    """A place of the desktop in pixels of the monitor's picture, outwards to whole pixels."""
    x, y = int((rect.x - monitor.x) * scale[0] // 1), int((rect.y - monitor.y) * scale[1] // 1)
    right = -int(-(rect.x + rect.width - monitor.x) * scale[0] // 1)
    bottom = -int(-(rect.y + rect.height - monitor.y) * scale[1] // 1)
    return Rect(x, y, right - x, bottom - y)
