"""Real pictures of a real screen: nothing of an excluded window in any of them."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import pytest
from PIL import Image

from mirrorlight.channels.camera import Camera
from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.context import Rect
from mirrorlight.core.events import Event, Picture
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.desktop.x11 import X11Desktop
from watching import Watching
from xserver import XServer, until

GREY, GREEN, RED, BLUE = (128, 128, 128), (0, 170, 0), (255, 0, 0), (0, 0, 170)


class Photographer:
    """A camera with a focus watcher, on entry to exit. `settings`, `light` and `opened` may be changed."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules((Rule("r1", "app", "safe"),))
        self.settings: dict[str, Any] = {
            "screenshot_interval": 3600, "screenshot_on_change": True, "screenshot_quality": 90,
            "video": False, "video_interval": 1,
        }  # fmt: skip
        self.clock = SystemClock()
        self.watching = Watching(self.rules)
        self.light: Rect | None = None
        self.opened = True
        self.accepting = True
        self.last_input = 0
        self.pictures: list[Picture] = []
        around = Surroundings(
            offer=self._offer,
            clock=self.clock,
            desktop=X11Desktop(self.clock),
            contexts=self.watching.log,
            rules=lambda: self.rules,
            setting=self.settings.__getitem__,
            light=lambda: self.light,
            open=lambda: self.opened,
            last_input=lambda: self.last_input,
        )
        self.around = around
        self.camera = Camera(around)

    def _offer(self, event: Event) -> bool:
        assert isinstance(event, Picture)
        self.pictures.append(event)
        return self.accepting

    def __enter__(self) -> Photographer:
        self.watching.__enter__()
        self.camera.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.camera.stop()
        assert not self.camera.alive()
        self.around.desktop.close()
        self.watching.__exit__(kind, error, at)

    def next(self) -> Picture:
        """Ask for pictures until one more has come."""
        before = len(self.pictures)
        self.settings["screenshot_interval"] = 0
        self.last_input = self.clock.mono()
        try:
            until(lambda: self._ask() and len(self.pictures) > before, "a picture")
        finally:
            self.settings["screenshot_interval"] = 3600
        return self.pictures[-1]

    def begun_now(self) -> Picture:
        """The first picture that was begun after this call: not one that was under way already."""
        asked = self.clock.mono()
        while (picture := self.next()).at < asked:
            continue
        return picture

    def _ask(self) -> bool:
        self.last_input = self.clock.mono()
        self.camera.look_now()
        return True


@pytest.fixture
def photographer(xserver: XServer) -> Iterator[Photographer]:
    with Photographer() as started:
        yield started


def image(picture: Picture) -> Image.Image:
    assert picture.image
    with Image.open(io.BytesIO(picture.image)) as opened:
        assert opened.format == "WEBP"
        return opened.convert("RGB")


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(pixel, colour, strict=True))


def test_the_screen_is_seen_and_excluded_windows_are_painted_over(xserver: XServer, photographer: Photographer) -> None:
    xserver.window("Safe", "vault", (300, 100, 200, 200), colour=0xFF0000)
    xserver.window("Editor", "notes", (20, 100, 200, 200), colour=0x00AA00)
    front = xserver.window("Browser", "news", (450, 200, 200, 200), colour=0x0000AA)
    xserver.window("Safe", "menu", (800, 100, 100, 100), colour=0xFF0000, popup=True)
    xserver.focus(front)
    photographer.watching.wait("Browser")
    picture = photographer.next()
    seen = image(picture)
    assert (picture.width, picture.height) == seen.size == (1280, 800)
    assert (picture.monitor, picture.x, picture.y) == (1, 0, 0)
    assert picture.painted == 2
    assert near(seen.getpixel((100, 200)), GREEN)
    assert near(seen.getpixel((600, 350)), BLUE)
    for place in ((350, 150), (480, 280), (850, 150)):
        assert near(seen.getpixel(place), GREY)
    assert not any(near(pixel, RED) for _count, pixel in seen.getcolors(1 << 24) or ())


def test_no_picture_while_an_excluded_window_is_in_front_nor_right_after(
    xserver: XServer, photographer: Photographer
) -> None:
    editor = xserver.window("Editor", "notes", (20, 100, 200, 200))
    photographer.watching.wait("Editor")
    photographer.next()
    safe = xserver.window("Safe", "vault", (300, 100, 200, 200))
    photographer.watching.wait("Safe", excluded="r1")
    entered = photographer.clock.mono()
    photographer.camera.poke()
    photographer.settings["screenshot_interval"] = 0
    until(lambda: photographer._ask() and photographer.clock.mono() > entered + 2 * SECOND, "two seconds")
    left = photographer.clock.mono()
    xserver.focus(editor)
    photographer.watching.wait("Editor")
    picture = photographer.next()
    assert picture.at >= left + SECOND
    assert not [taken for taken in photographer.pictures if entered < taken.at < left]
    assert picture.painted == 1
    assert safe.viewable()


def test_an_unchanged_screen_is_sent_whole_twice_then_as_a_reference(
    xserver: XServer, photographer: Photographer
) -> None:
    window = xserver.window("Editor", "notes", (20, 100, 200, 200), colour=0x00AA00)
    photographer.watching.wait("Editor")
    first, second, third = photographer.next(), photographer.next(), photographer.next()
    assert first.digest == second.digest == third.digest
    assert first.image
    assert second.image
    assert not third.image
    photographer.camera.forget()
    assert photographer.next().image
    there = xserver.pixel(100, 200)
    window.move(300, 320)
    until(lambda: xserver.pixel(100, 200) != there, "the window at its new place")
    changed = photographer.begun_now()
    assert changed.digest != first.digest
    assert changed.image


def test_a_picture_that_was_under_way_when_something_was_deleted_is_not_sent(
    xserver: XServer, photographer: Photographer, monkeypatch: pytest.MonkeyPatch
) -> None:
    xserver.window("Editor", "notes")
    photographer.watching.wait("Editor")
    hidden, deleted = photographer.camera._hidden, list[int]()

    def deleted_meanwhile(*windows: Any) -> list[Rect]:
        if not deleted:
            photographer.camera.forget()
            deleted.append(photographer.clock.mono())
        return hidden(*windows)

    monkeypatch.setattr(photographer.camera, "_hidden", deleted_meanwhile)
    picture = photographer.next()
    assert deleted
    assert picture.at >= deleted[0]
    assert picture.image


def test_a_picture_that_was_refused_is_sent_whole_again(xserver: XServer, photographer: Photographer) -> None:
    xserver.window("Editor", "notes")
    photographer.watching.wait("Editor")
    photographer.accepting = False
    assert all(photographer.next().image for _times in range(4))


def test_the_light_is_in_the_picture_but_does_not_make_it_another(xserver: XServer, photographer: Photographer) -> None:
    xserver.window("Editor", "notes", (20, 100, 200, 200))
    place = Rect(700, 10, 338, 50)
    photographer.rules = Rules(photographer.rules.rules, own_pids=frozenset({4242}))
    photographer.watching.watcher.set_rules(photographer.rules)
    light = xserver.window(
        None, "", (place.x, place.y, place.width, place.height), popup=True, pid=4242, colour=0xFF0000
    )
    photographer.light = place
    photographer.watching.wait("Editor")
    first = photographer.next()
    assert near(image(first).getpixel((800, 30)), RED)
    assert first.painted == 0
    light.window.change_attributes(background_pixel=0x0000AA)
    light.window.clear_area()
    until(lambda: xserver.pixel(800, 30) == 0x0000AA, "the light to change")
    second = photographer.next()
    assert second.digest == first.digest
    own = xserver.window("Mirrorlight", "the mirror", (20, 400, 200, 200), colour=0xFF0000, popup=True)
    third = photographer.begun_now()
    assert third.painted == 1
    assert near(image(third).getpixel((100, 500)), GREY)
    assert own.viewable()


def test_every_screen_with_its_number_and_place(xserver: XServer, photographer: Photographer) -> None:
    for name, place, output in (("right", "640/160x800/200+640+0", "none"), ("left", "640/160x800/200+0+0", "screen")):
        subprocess.run(["xrandr", "--setmonitor", name, place, output], env=xserver.environment, check=True)
    xserver.window("Safe", "vault", (600, 100, 100, 100), colour=0xFF0000, popup=True)
    xserver.window("Editor", "notes", (20, 100, 200, 200))
    photographer.watching.wait("Editor")
    photographer.next()
    until(lambda: {1, 2} <= {taken.monitor for taken in photographer.pictures}, "both screens")
    last = {taken.monitor: taken for taken in photographer.pictures if taken.image}
    assert [(last[n].x, last[n].width, last[n].painted) for n in (1, 2)] == [(0, 640, 1), (640, 640, 1)]
    assert near(image(last[1]).getpixel((620, 150)), GREY)
    assert near(image(last[2]).getpixel((30, 150)), GREY)


def test_it_does_nothing_while_the_gate_is_closed(xserver: XServer, photographer: Photographer) -> None:
    xserver.window("Editor", "notes")
    photographer.watching.wait("Editor")
    photographer.opened = False
    photographer.settings["screenshot_interval"] = 0
    closed = photographer.clock.mono()
    photographer.camera.poke()
    until(lambda: photographer._ask() and photographer.clock.mono() > closed + SECOND, "a second")
    assert not [taken for taken in photographer.pictures if taken.at > closed + 100_000]
    photographer.opened = True
    photographer.next()


def test_at_a_change_of_window(xserver: XServer, photographer: Photographer) -> None:
    xserver.window("Editor", "notes")
    photographer.watching.wait("Editor")
    photographer.next()
    xserver.window("Browser", "news", (500, 100, 200, 200))
    photographer.watching.wait("Browser")
    changed = photographer.clock.mono()
    photographer.camera.poke()
    until(lambda: any(taken.at >= changed for taken in photographer.pictures), "the picture")
    assert photographer.last_input < changed


def test_the_server_goes_away(xserver: XServer, capfd: pytest.CaptureFixture[str]) -> None:
    with Photographer() as photographer:
        xserver.window("Editor", "notes")
        photographer.watching.wait("Editor")
        photographer.next()
        xserver.kill()
        photographer.settings["screenshot_interval"] = 0
        until(lambda: not photographer.watching.watcher.alive(), "the end of the watcher")
    assert "Traceback" not in capfd.readouterr().err
