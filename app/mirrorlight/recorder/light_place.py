"""Where the light is: on which screen, where on it, never outside one; remembered per screen in a JSON file."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QRegion, QScreen

from mirrorlight.core.context import Rect
from mirrorlight.recorder import light_look as look
from mirrorlight.settings import write_private

log = logging.getLogger(__name__)

SNAP = 8
MARGIN = 8
"""Below the panel, at the default place."""

UNIT = QSize(look.WIDTH, look.HEIGHT)


class PlaceBook:
    """The places that the person chose, by the name of the screen. A file that makes no sense is ignored."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.screen = ""
        """The screen on which the light was last put by hand."""
        self._places: dict[str, tuple[int, int]] = {}
        self._read()

    def place(self, screen: str) -> QPoint | None:
        """The place on `screen`, from its top left corner, or None."""
        found = self._places.get(screen)
        return None if found is None else QPoint(*found)

    def remember(self, screen: str, place: QPoint) -> None:
        """Keep a place that the person chose. A disk that does not allow it costs no more than the place."""
        self.screen = screen
        self._places[screen] = (place.x(), place.y())
        try:
            write_private(
                self._path,
                json.dumps({"screen": screen, "places": {k: list(v) for k, v in self._places.items()}}).encode(),
            )
        except OSError as error:
            log.warning("the place of the light was not kept: %s", error.strerror)

    def _read(self) -> None:
        try:
            data = json.loads(self._path.read_text("utf-8"))
            places = {str(name): (_number(x), _number(y)) for name, (x, y) in data["places"].items()}
            self.screen = str(data["screen"])
            self._places = places
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            log.warning("the place of the light could not be read and is ignored")


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 1_000_000:
        raise ValueError("not a place")
    return value


def screens() -> list[QScreen]:
    """The screens that can show something, left to right, then top to bottom: number 1 is the first."""
    found = [screen for screen in QGuiApplication.screens() if not screen.geometry().isEmpty()]
    return sorted(found, key=lambda s: (s.geometry().x(), s.geometry().y()))


def home(book: PlaceBook, size: QSize = UNIT) -> QPoint | None:
    """Where the light belongs now: the place chosen on the screen chosen, as far as both are there. None: no screen."""
    there = screens()
    if not there:
        return None
    screen = next((s for s in there if s.name() == book.screen), None) or QGuiApplication.primaryScreen() or there[0]
    return home_on(screen, book, size)


def home_on(screen: QScreen, book: PlaceBook, size: QSize = UNIT) -> QPoint:
    """The place on `screen`: the remembered one, or top centre, below the panel."""
    chosen = book.place(screen.name())
    if chosen is None:
        return default(screen.geometry(), screen.availableGeometry(), size)
    return inside(QRect(screen.geometry().topLeft() + chosen, size), screen.geometry()).topLeft()


def default(screen: QRect, available: QRect, size: QSize = UNIT) -> QPoint:
    """Top centre of the screen, 8 below the panel."""
    corner = QPoint(screen.x() + (screen.width() - size.width()) // 2, available.y() + MARGIN)
    return inside(QRect(corner, size), screen).topLeft()


def inside(rect: QRect, screen: QRect) -> QRect:
    """`rect` moved as little as needed to lie in `screen`; where it is too large, its top left corner counts."""
    x = max(screen.x(), min(rect.x(), screen.x() + screen.width() - rect.width()))
    y = max(screen.y(), min(rect.y(), screen.y() + screen.height() - rect.height()))
    return QRect(QPoint(x, y), rect.size())


def snapped(rect: QRect, edges: Sequence[QRect]) -> QRect:
    """`rect` drawn to any edge of `edges` (screen, screen without panels) that is no more than 8 away."""
    x, y = rect.x(), rect.y()
    for edge in edges:
        right, bottom = edge.x() + edge.width() - rect.width(), edge.y() + edge.height() - rect.height()
        x = next((at for at in (edge.x(), right) if abs(rect.x() - at) <= SNAP), x)
        y = next((at for at in (edge.y(), bottom) if abs(rect.y() - at) <= SNAP), y)
    return QRect(QPoint(x, y), rect.size())


def on_screens(rect: QRect) -> bool:
    """Whether the whole of `rect` lies on screens (one, or several side by side)."""
    covered = QRegion()
    for screen in screens():
        covered = covered.united(screen.geometry())
    return QRegion(rect).subtracted(covered).isEmpty()


def nearest(rect: QRect) -> QScreen | None:
    """The screen that shows most of `rect`, otherwise the nearest to its middle."""
    there = screens()
    if not there:
        return None

    def shown(screen: QScreen) -> tuple[int, int]:
        common = screen.geometry().intersected(rect)
        away = screen.geometry().center() - rect.center()
        return common.width() * common.height(), -away.manhattanLength()

    return max(there, key=shown)


def within(unit: QRect, bounds: Rect) -> QPoint:
    """The corner of `unit` moved as little as needed to lie in `bounds`, device pixels of the whole desktop."""
    screen = nearest(unit)
    ratio = screen.devicePixelRatio() if screen is not None else 1.0
    whole = QRect(bounds.x, bounds.y, int(bounds.width / ratio), int(bounds.height / ratio))
    return inside(unit, whole).topLeft()


def device_rect(rect: QRect) -> Rect:
    """Logical pixels of the desktop as device pixels, as X11 counts them (each screen keeps its corner)."""
    screen = nearest(rect)
    if screen is None:
        return Rect(rect.x(), rect.y(), rect.width(), rect.height())
    origin, ratio = screen.geometry().topLeft(), screen.devicePixelRatio()
    corner = rect.topLeft() - origin
    return Rect(
        origin.x() + round(corner.x() * ratio),
        origin.y() + round(corner.y() * ratio),
        round(rect.width() * ratio),
        round(rect.height() * ratio),
    )


class Screens(QObject):
    """Tells, once per turn of the event loop, that screens came, went or changed their size or their panels."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.turns = 0
        """How often something changed; counted at once."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.changed)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._follow)
        application.screenAdded.connect(self._turn)
        application.screenRemoved.connect(self._turn)
        application.primaryScreenChanged.connect(self._turn)
        for screen in QGuiApplication.screens():
            self._follow(screen)

    def _follow(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._turn)
        screen.availableGeometryChanged.connect(self._turn)
        screen.physicalDotsPerInchChanged.connect(self._turn)

    def _turn(self, *_what: object) -> None:
        self.turns += 1
        self._later.start()
