"""When the person was away stands as a line of dots, when active as a block (guide 5)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from PySide6.QtGui import QColor, QImage, QPainter

from mirrorlight.channels import BY_ID
from mirrorlight.core.clock import SECOND
from mirrorlight.store.results import Day, Stretch
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.widgets.timeline_lane import Canvas
from mirrorlight.window.widgets.timeline_lanes import SpanLane

WIDTH, HEIGHT = 40, 12


def rows(day: DayData, start: int) -> list[str]:
    """What is painted of it from `start` on, one character a pixel."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    theme: Any = SimpleNamespace(color=lambda _token: QColor("black"))
    painter = QPainter(image)
    SpanLane(BY_ID["presence"]).paint_tile(Canvas(painter, TimeScale(start, SECOND), WIDTH, HEIGHT, 1.0, theme), day)
    painter.end()
    black = QColor("black").rgb()
    return ["".join("#" if image.pixel(x, y) == black else "." for x in range(WIDTH)) for y in range(HEIGHT)]


def test_away_is_a_line_of_dots_that_goes_on_over_the_tiles() -> None:
    totals = Day(0, {}, 0, 0, 0, 0, [], None, None)
    day = DayData(0, 1000 * SECOND, 1000 * SECOND, totals)
    day.stretches["presence"] = [Stretch(1, 2 * SECOND, 10 * SECOND), Stretch(2, 10 * SECOND, 90 * SECOND, True)]
    first = rows(day, 0)
    assert sum("#" * 7 in line for line in first) == 6
    dots = first[5]
    assert dots[10:] == "#..." * 7 + "#."
    assert all("#" not in line[10:] for number, line in enumerate(first) if number != 5)
    assert rows(day, 40 * SECOND)[5] == "..#." * 10
