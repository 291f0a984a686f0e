"""What gaps and days of a calendar look like, as pictures without text: for comparison, with tolerance.

`python packaging/linux/session.py python tests/textures.py` writes the references anew. Look at them before they are
committed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from mirrorlight.core import reasons
from mirrorlight.window.models.gaps import GapMark
from mirrorlight.window.theme import Theme
from mirrorlight.window.widgets.day_cells import heat_color
from mirrorlight.window.widgets.timeline_gaps import paint_gap, paint_sign

FOLDER = Path(__file__).parent / "fixtures" / "textures"
KINDS = (reasons.PAUSED, reasons.EXCLUDED, reasons.LIGHT_COVERED, reasons.DELETED)
RATIOS = (1.0, 1.25, 2.0)
HEATS = (0.0, 0.02, 0.25, 0.5, 0.75, 1.0)
_WIDE, _HIGH = 64, 56


def name(theme: Theme, ratio: float) -> Path:
    """Where the reference of a theme and a device pixel ratio lies."""
    return FOLDER / f"{'dark' if theme.dark else 'light'}-{ratio:g}.png"


def picture(theme: Theme, ratio: float) -> QImage:
    """Each kind of gap wide and as narrow as it gets, its sign, and the inks of days."""
    image = QImage(round(len(KINDS) * (_WIDE + 24) * ratio), round((_HIGH + 40) * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.color("base"))
    painter = QPainter(image)
    for number, reason in enumerate(KINDS):
        gap, left = GapMark(0, 1, reason), number * (_WIDE + 24.0) + 4
        paint_gap(painter, theme, gap, QRectF(left, 4, _WIDE, _HIGH), ratio)
        paint_gap(painter, theme, gap, QRectF(left + _WIDE + 6, 4, 7, _HIGH), ratio)
        paint_sign(painter, theme, gap.kind, QPointF(left + 8, _HIGH + 14))
    for number, heat in enumerate(HEATS):
        painter.fillRect(QRectF(4 + number * 20, _HIGH + 24, 18, 12), heat_color(heat))
    painter.end()
    return image


def difference(one: QImage, other: QImage) -> float:
    """The share of pixels that differ visibly in any channel; 1 for pictures of different sizes."""
    import numpy as np

    if one.size() != other.size():
        return 1.0
    pixels = []
    for image in (one, other):
        plain = image.convertToFormat(QImage.Format.Format_RGB32)
        rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
        pixels.append(rows[:, : plain.width() * 4].reshape(plain.height(), plain.width(), 4)[:, :, :3].astype(int))
    return float((np.abs(pixels[0] - pixels[1]).max(axis=2) > 32).mean())


def main() -> None:
    application = QApplication(sys.argv[:1])
    FOLDER.mkdir(parents=True, exist_ok=True)
    for forced in ("light", "dark"):
        theme = Theme(application, forced)
        application.setProperty("mirrorlight_theme", theme)
        for ratio in RATIOS:
            picture(theme, ratio).save(str(name(theme, ratio)))


if __name__ == "__main__":
    main()
