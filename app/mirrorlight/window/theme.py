"""What the window looks like: colours, fonts and icons by the names of the design guide, light and dark.

It follows the system's colour scheme while the program runs; `MIRRORLIGHT_THEME=light|dark` forces one.
Thread: the GUI's.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from mirrorlight import assets
from mirrorlight.window import tokens
from mirrorlight.window.stylesheet import sheet

_log = logging.getLogger(__name__)
_ROLES = {
    "win": QPalette.ColorRole.Window,
    "base": QPalette.ColorRole.Base,
    "alt": QPalette.ColorRole.AlternateBase,
    "line": QPalette.ColorRole.Mid,
    "line2": QPalette.ColorRole.Dark,
    "ink": QPalette.ColorRole.Text,
    "ink3": QPalette.ColorRole.PlaceholderText,
    "accent": QPalette.ColorRole.Accent,
    "sel": QPalette.ColorRole.Highlight,
    "selink": QPalette.ColorRole.HighlightedText,
}
_WEIGHTS = {400: QFont.Weight.Normal, 500: QFont.Weight.Medium, 600: QFont.Weight.DemiBold}
_FLOORS = {"ink": 7.0, "ink3": 4.5, "accent": 4.5, "line2": 3.0}


@dataclass(frozen=True)
class AppColor:
    """An application's colour, that of text on it, and whether a 1 px `line2` belongs around it (slot "other")."""

    fill: QColor
    label: QColor
    outlined: bool = False


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two opaque colours by WCAG 2.2, 1 to 21."""

    def luminance(color: QColor) -> float:
        parts = (color.redF(), color.greenF(), color.blueF())
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class Theme(QObject):
    """The look in force. `changed` is emitted after palette, style sheet and colours are the new ones."""

    changed = Signal()

    def __init__(self, application: QApplication, forced: str = "") -> None:
        super().__init__(application)
        self._application = application
        self._forced = forced if forced in {"light", "dark"} else ""
        self._system_font = QFont(application.font())
        self._system_palette = QPalette(application.palette())
        self._pixmaps: dict[tuple[str, int, str, float], QPixmap] = {}
        self._fonts: dict[tuple[str, int], QFont] = {}
        self.dark = False
        self._colors: dict[str, str] = {}
        application.setStyle("fusion")
        self._apply()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    def color(self, token: str) -> QColor:
        """The colour of a token of section 2.1. KeyError for a name that does not exist."""
        return QColor(self._colors[token])

    def app_color(self, slot: int | None) -> AppColor:
        """The colour of application slot 0 to 7; None is "other"."""
        if slot is None:
            if self.dark:
                return AppColor(QColor(tokens.OTHER_DARK), QColor(tokens.OTHER_LABEL_DARK), True)
            return AppColor(QColor(tokens.OTHER_LIGHT), QColor(tokens.OTHER_LABEL_LIGHT), True)
        fills = tokens.APP_DARK if self.dark else tokens.APP_LIGHT
        labels = tokens.APP_LABEL_DARK if self.dark else tokens.APP_LABEL_LIGHT
        return AppColor(QColor(fills[slot % 8]), QColor(labels[slot % 8]))

    def font(self, style: str = "Text", weight: int = 0) -> QFont:
        """The font of a style of section 2.3, with tabular figures; `weight` 400, 500 or 600 replaces the style's."""
        type_ = tokens.TYPES[style]
        key = (style, weight or type_.weight)
        if key not in self._fonts:
            self._fonts[key] = self._font(type_, key[1], fixed=style == "Fixed")
        return QFont(self._fonts[key])

    def line_height(self, style: str) -> float:
        """The height of a line of this style in logical pixels."""
        return tokens.TYPES[style].line * self.scale

    @property
    def scale(self) -> float:
        """How much larger than 13 the system's interface font is; never below 1, so that 11 stays the smallest."""
        return max(1.0, QFontInfo(self._system_font).pixelSize() / 13)

    def icon(self, name: str, size: int = 16, role: str = "ink2") -> QIcon:
        """An icon tinted in the colour of token `role`, for every device pixel ratio in use."""
        icon = QIcon()
        for ratio in {1.0, 2.0, max(1.0, self._application.devicePixelRatio())}:
            icon.addPixmap(self.pixmap(name, size, role, ratio))
        return icon

    def pixmap(self, name: str, size: int = 16, role: str = "ink2", ratio: float = 0.0) -> QPixmap:
        """The icon as a pixmap of `size` logical pixels at `ratio` (default: the screen's)."""
        ratio = ratio or self._application.devicePixelRatio()
        key = (name, size, role, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _drawn(name, size, QColor(self._colors.get(role, role)), ratio)
        return self._pixmaps[key]

    def palette(self) -> QPalette:
        """The palette in force."""
        palette = QPalette()
        for token, role in _ROLES.items():
            palette.setColor(role, self.color(token))
        group = QPalette.ColorGroup.Disabled
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText, QPalette.ColorRole.Text):
            palette.setColor(role, self.color("ink"))
            palette.setColor(group, role, self.color("ink3"))
        palette.setColor(QPalette.ColorRole.Button, self.color("base"))
        palette.setColor(QPalette.ColorRole.Link, self.color("accent"))
        palette.setColor(QPalette.ColorRole.LinkVisited, self.color("accent"))
        palette.setColor(QPalette.ColorRole.ToolTipBase, self.color("base"))
        palette.setColor(QPalette.ColorRole.ToolTipText, self.color("ink"))
        return palette

    def _font(self, type_: tokens.Type, weight: int, *, fixed: bool) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if fixed else QFont(self._system_font)
        screen = QGuiApplication.primaryScreen()
        dpi = screen.logicalDotsPerInchY() if screen else 96.0
        font.setPointSizeF(type_.size * self.scale * 72 / dpi)
        font.setWeight(_WEIGHTS[weight])
        if type_.size >= 17:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.2)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _follow(self, _scheme: Qt.ColorScheme) -> None:
        if not self._forced:
            self._apply()

    def _apply(self) -> None:
        hints = QGuiApplication.styleHints()
        system_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        self.dark = self._forced == "dark" or (not self._forced and system_dark)
        self._colors = dict(tokens.DARK if self.dark else tokens.LIGHT)
        if not self._forced:
            high = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
            adopted = _from_system(self._system_palette, self.dark, whatever=high)
            self._colors.update(adopted)
        self._pixmaps.clear()
        self._fonts.clear()
        self._application.setFont(self.font("Text"))
        self._application.setPalette(self.palette())
        self._application.setStyleSheet(sheet(self._colors))
        self.changed.emit()


def _from_system(palette: QPalette, dark: bool, *, whatever: bool) -> dict[str, str]:
    """The system's neutral colours if all hold the contrast that ours have (or `whatever`), else nothing."""
    colors = {token: palette.color(role) for token, role in _ROLES.items()}
    base = colors["base"]
    fits = (base.lightnessF() < 0.5) == dark and all(
        colors[token].alpha() == 255 and contrast(colors[token], base) >= floor for token, floor in _FLOORS.items()
    )
    if not fits and not whatever:
        return {}
    black, white = QColor("#000000"), QColor("#FFFFFF")
    colors["accink"] = max(black, white, key=lambda ink: contrast(ink, colors["accent"]))
    colors["ink2"] = colors["ink"]
    colors["btnline"] = colors["line2"]
    return {token: color.name() for token, color in colors.items()}


@lru_cache(maxsize=128)
def _source(name: str) -> bytes:
    try:
        return Path(assets.path(f"icons/{name}.svg")).read_bytes()
    except OSError:
        _log.warning("an icon is missing from the installation: %s", name)
        return b""


def _drawn(name: str, size: int, color: QColor, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    source = _source(name)
    if source:
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(source)).render(painter)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), color)
        painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def install(application: QApplication) -> Theme:
    """Give the application its look; once, before the first widget. Later calls return the same theme."""
    existing = application.property("mirrorlight_theme")
    if isinstance(existing, Theme):
        return existing
    made = Theme(application, os.environ.get("MIRRORLIGHT_THEME", ""))
    application.setProperty("mirrorlight_theme", made)
    return made


def theme() -> Theme:
    """The look of the running application; installed on first use."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        raise RuntimeError("there is no QApplication")
    return install(application)
