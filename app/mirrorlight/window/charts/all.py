"""The charts, declared once, in the order in which they are offered."""

from __future__ import annotations

from mirrorlight.window.charts.activity import ActivityFigures
from mirrorlight.window.charts.apps import AppFigures
from mirrorlight.window.charts.figures import Figures
from mirrorlight.window.charts.keys import KeyFigures
from mirrorlight.window.charts.places import ClickFigures, PointerFigures
from mirrorlight.window.charts.speed import SpeedFigures
from mirrorlight.window.charts.times import TimeFigures

CHARTS: tuple[type[Figures], ...] = (
    AppFigures, ActivityFigures, PointerFigures, ClickFigures, KeyFigures, SpeedFigures, TimeFigures,
)  # fmt: skip


def by_id(name: str) -> type[Figures]:
    """The chart `name`. KeyError for an unknown one."""
    return {chart.id: chart for chart in CHARTS}[name]
