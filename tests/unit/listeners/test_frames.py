"""When a frame of the screen video is due, and what such frames would take."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from mirrorlight.channels.frames import DAY_HOURS, SELDOM, USUAL_BYTES, Frames, Sample, again, forecast
from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import ContextLog, Rect
from mirrorlight.core.rules import Rules
from mirrorlight.desktop.base import DesktopGone
from standing import StandingClock

START = 1_000 * SECOND


class Changes:
    """Stands for the X server's news of what was drawn."""

    def __init__(self) -> None:
        self.drawn = False
        self.closed = False
        self.gone = False

    def happened(self, apart: Rect | None) -> bool:
        if self.gone:
            raise DesktopGone
        return self.drawn

    def forget(self) -> None:
        self.drawn = False

    def close(self) -> None:
        self.closed = True


class Film:
    """Frames with settings that can be changed, on a desktop that tells of changes, or (None) does not."""

    def __init__(self, changes: Changes | None) -> None:
        self.settings: dict[str, Any] = {"video": True, "video_interval": 2}
        self.last_input = 0
        self.frames = Frames(
            Surroundings(
                offer=lambda _event: True, clock=StandingClock(),
                desktop=SimpleNamespace(screen_changes=lambda: changes), contexts=ContextLog(), rules=Rules,
                setting=self.settings.__getitem__, light=lambda: None, open=lambda: True,
                last_input=lambda: self.last_input,
            )
        )  # fmt: skip


def test_the_first_is_due_at_once_and_the_next_after_the_interval_if_something_was_drawn() -> None:
    changes = Changes()
    frames = Film(changes).frames
    first = frames.due(START)
    assert first is not None
    assert first <= START
    frames.begin(START)
    assert frames.due(START + SECOND) == START + 2 * SECOND
    assert frames.due(START + 3 * SECOND) is None
    changes.drawn = True
    assert frames.due(START + 3 * SECOND) == START + 2 * SECOND
    frames.begin(START + 3 * SECOND)
    assert frames.due(START + 6 * SECOND) is None


def test_a_still_screen_is_compared_seldom() -> None:
    frames = Film(Changes()).frames
    frames.begin(START)
    assert frames.due(START + SELDOM - 1) is None
    assert frames.due(START + SELDOM) is not None


def test_off_is_off_at_once() -> None:
    changes = Changes()
    film = Film(changes)
    film.frames.begin(START)
    film.frames.due(START + 3 * SECOND)
    film.settings["video"] = False
    assert film.frames.due(START + 99 * SECOND) is None
    assert changes.closed


@pytest.mark.parametrize("changes", [None, Changes()])
def test_without_news_of_drawing_input_and_the_last_frame_tell(changes: Changes | None) -> None:
    if changes is not None:
        changes.gone = True
    film = Film(changes)
    film.frames.begin(START)
    assert film.frames.due(START + 3 * SECOND) is None
    film.last_input = START + SECOND
    assert film.frames.due(START + 3 * SECOND) is not None
    film.last_input = START - SECOND
    film.frames.differed()
    assert film.frames.due(START + 3 * SECOND) is not None


def test_the_forecast_goes_by_ones_own_pictures() -> None:
    told = forecast([(1000, 500), (500, 500)], 5, Sample(10, 100_000, 1_000_000))
    assert (told.frame, told.hour, told.day) == (75_000, 54_000_000, 54_000_000 * DAY_HOURS)
    assert (told.screens, told.interval, told.pictures, told.based_on) == (2, 5, 10, "pictures")


def test_without_pictures_it_goes_by_the_usual_size_and_says_so() -> None:
    told = forecast([(1000, 1000)], 1, Sample(0, 0, 0))
    assert told.frame == round(USUAL_BYTES * 1_000_000)
    assert (told.hour, told.pictures, told.based_on) == (told.frame * 3600, 0, "usual")
    assert told.to_json()["bytes_per_hour"] == told.hour


def test_the_forecast_follows_the_quality() -> None:
    sizes = [forecast([(1000, 1000)], 1, Sample(0, 0, 0), quality).frame for quality in (10, 35, 60, 90, 98, 100)]
    assert sizes == sorted(set(sizes))
    assert sizes[2] == round(USUAL_BYTES * 1_000_000)
    assert forecast([(1000, 1000)], 1, Sample(1, 50_000, 1_000_000, 2.0)).frame == 100_000


def test_a_stored_picture_says_what_it_takes_at_another_quality() -> None:
    picture = Image.effect_noise((200, 100), 50).convert("RGB")
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=60, method=0)
    assert again(file.getvalue(), 20) < 0.9 < again(file.getvalue(), 60) < 1.1 < again(file.getvalue(), 95)
    assert again(b"", 60) == again(b"no picture", 60) == 1.0
