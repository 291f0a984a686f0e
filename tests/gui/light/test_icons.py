"""Every shipped icon: drawn by the rules, and the light's small reader draws it as QtSvg does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from mirrorlight import assets
from mirrorlight.channels import CHANNELS
from mirrorlight.recorder import light_icons

ICONS = sorted(Path(assets.path("icons")).glob("*.svg"))
TINTED = [path for path in ICONS if not path.name.startswith("mirrorlight")]


def blank() -> QImage:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill("white")
    return image


def test_every_channel_has_its_icon() -> None:
    assert {channel.icon for channel in CHANNELS} <= {path.stem for path in TINTED}


@pytest.mark.parametrize("path", TINTED, ids=lambda path: path.stem)
def test_one_grid_one_stroke_no_color_of_its_own(path: Path) -> None:
    text = path.read_text("utf-8")
    assert 'viewBox="0 0 16 16"' in text
    assert 'stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"' in text
    assert not re.search(r"#[0-9a-fA-F]{3,6}", text)


@pytest.mark.parametrize("path", TINTED, ids=lambda path: path.stem)
def test_the_lights_reader_draws_what_qtsvg_draws(qapp: QApplication, path: Path) -> None:
    ours, theirs = blank(), blank()
    painter = QPainter(ours)
    light_icons.draw(painter, path.stem, QRectF(0, 0, 64, 64), QColor("black"))
    painter.end()
    painter = QPainter(theirs)
    QSvgRenderer(str(path)).render(painter, QRectF(0, 0, 64, 64))
    painter.end()
    different = sum(
        abs(ours.pixelColor(x, y).red() - theirs.pixelColor(x, y).red()) > 64 for x in range(64) for y in range(64)
    )
    assert different <= 8


@pytest.mark.parametrize("data", ["M1 1A2 2 0 0 1 3 3", "m1 1l2 2", "M1 1Q2 2 3 3"])
def test_what_is_not_understood_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        light_icons.parse(data)
