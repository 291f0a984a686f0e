"""The light's colours, measures and fonts. Constants: the light follows no theme, so that its pixels can be checked."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette

GROUND = QColor("#141517")
OUTER_EDGE = QColor("#000000")
INNER_EDGE = QColor("#62666B")
LINE = QColor("#33363A")
TEXT = QColor("#FFFFFF")
SECOND_TEXT = QColor("#B9BDC2")
RESTING = QColor("#6F757B")
RED = QColor("#FF4D42")
AMBER = QColor("#FFC233")
STRIPE = QColor("#5A5E63")
POINTED = QColor("#26282B")
"""A button under the pointer."""
PRESSED = QColor("#3A3D41")
MAIN_POINTED = QColor("#E6E7E8")

WIDTH, HEIGHT = 338, 50
"""Of the collapsed light with its outer edge. Elsewhere coordinates count from the inner edge's corner, at 1, 1."""

INNER_WIDTH, INNER_HEIGHT = 336, 48
CORNER = 7
CAP = 44
BUTTON = 36
LAMP = (23.0, 24.0)
TEXT_LEFT = 55
PITCH = 21
MARK = 13
FIRST_SIZES = (12.5, 12.0, 11.5, 11.0)


@lru_cache(maxsize=16)
def font(size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's interface font at `size` logical pixels, tabular figures, grey anti-aliasing (provable anywhere)."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    screen = QGuiApplication.primaryScreen()
    dpi = screen.logicalDotsPerInchY() if screen is not None else 96.0
    made.setPointSizeF(size * 72 / dpi)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setStyleStrategy(
        QFont.StyleStrategy(QFont.StyleStrategy.PreferAntialias | QFont.StyleStrategy.NoSubpixelAntialias)
    )
    return made


def metrics(font_: QFont) -> QFontMetricsF:
    """The measures of a font, kept: making them costs more than using them."""
    found = _METRICS.get(font_.key())
    if found is None:
        found = _METRICS[font_.key()] = QFontMetricsF(font_)
    return found


_METRICS: dict[str, QFontMetricsF] = {}


def text_font() -> QFont:
    return font(12)


def label_font() -> QFont:
    return font(12, QFont.Weight.Medium)


def menu_palette() -> QPalette:
    """For a menu that opens from the light."""
    palette = QPalette(GROUND)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(role, TEXT)
    palette.setColor(QPalette.ColorRole.Base, POINTED)
    palette.setColor(QPalette.ColorRole.Highlight, PRESSED)
    palette.setColor(QPalette.ColorRole.HighlightedText, TEXT)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, SECOND_TEXT)
    return palette
