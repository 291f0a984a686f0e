"""What the timeline of the made day and the light in each state look like, as pictures without text: for comparison,
with tolerance.

`python packaging/linux/session.py python tests/looks.py` writes the references anew. Look at them before they are
committed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from day import MadeDay, make_day
from light_faces import NOW, STATES
from mirrorlight.channels import CHANNELS
from mirrorlight.recorder import light_look
from mirrorlight.recorder.light_face import face
from mirrorlight.recorder.light_paint import Manner
from mirrorlight.recorder.light_paint import picture as painted
from mirrorlight.store.reader import Reader
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.day_load import DayLoader
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.theme import Theme
from mirrorlight.window.widgets.timeline_drawing import Drawing, Look
from mirrorlight.window.widgets.timeline_lanes import lanes
from mirrorlight.window.widgets.timeline_stack import Stack

FOLDER = Path(__file__).parent / "fixtures" / "looks"
WIDTH = 900
RATIOS = (1.0, 2.0)
VIEWS = {"day": None, "hour": ("11:20", "12:20")}
"""What is in view: all of it, or an hour. Closer, words are part of the lanes."""


class Wordless(QPainter):
    """Leaves words out: they look different with every font."""

    def drawText(self, *_where: Any) -> None:  # type: ignore[override]
        return


@contextmanager
def loaded(made: MadeDay) -> Iterator[DayData]:
    """The made day, as the timeline gets it."""
    with closing(Reader(made.places, made.key, CHANNELS, made.clock)) as reader:
        loader = DayLoader(reader, CHANNELS, *day_bounds(made.day))
        loader.load(made.clock.utc())
        for _since in loader.refine():
            pass
        yield loader.day


def timeline(day: DayData, made: MadeDay, view: str, ratio: float) -> QImage:
    """The lanes with a range that is chosen, gaps, and the line of now while recording."""
    between = VIEWS[view]
    since, until = day.range if between is None else (made.at(between[0]), made.at(between[1]))
    stack = Stack(lanes(CHANNELS, lambda *_size: None))
    image = QImage(round(WIDTH * ratio), round(stack.height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = Wordless(image)
    scale = TimeScale.fitted(since, until, WIDTH)
    chosen = (made.at("11:24"), made.at("11:38"))
    look = Look(scale, WIDTH, ratio, (made.clock.utc(), "recording"), chosen, whole=between is None)
    Drawing(stack).paint(painter, day, look)
    painter.end()
    return image


def light(state: str, ratio: float) -> QImage:
    """The light, its words covered: the lamp in its cap, the edges, the marks of channels, the button."""
    image = painted(face(STATES[state], NOW), Manner(), ratio)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    left, right = light_look.CAP + 4, light_look.WIDTH - light_look.BUTTON - 4
    low = light_look.HEIGHT // 2 if state == "recording" else light_look.HEIGHT - 4
    painter.fillRect(QRect(left, 4, right - left, low - 4), light_look.GROUND)
    painter.end()
    return image


def name(kind: str, ratio: float) -> Path:
    """Where a reference lies."""
    return FOLDER / f"{kind}-{ratio:g}.png"


def main() -> None:
    application = QApplication(sys.argv[:1])
    FOLDER.mkdir(parents=True, exist_ok=True)
    for ratio in RATIOS:
        for state in STATES:
            light(state, ratio).save(str(name(f"light-{state}", ratio)))
    with tempfile.TemporaryDirectory() as folder:
        made = make_day(Path(folder))
        with loaded(made) as day:
            for forced in ("light", "dark"):
                application.setProperty("mirrorlight_theme", Theme(application, forced))
                for view in VIEWS:
                    for ratio in RATIOS:
                        timeline(day, made, view, ratio).save(str(name(f"timeline-{forced}-{view}", ratio)))


if __name__ == "__main__":
    main()
