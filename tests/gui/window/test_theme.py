"""The look: contrasts as the guide measures them, icons that exist, both schemes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from mirrorlight import assets
from mirrorlight.beyond import BEYOND
from mirrorlight.channels import CHANNELS
from mirrorlight.window import pages, tokens
from mirrorlight.window.theme import contrast, theme
from mirrorlight.window.views.store_states import FACES

FLOORS = {"ink": 7.0, "ink2": 5.5, "ink3": 4.5, "accent": 4.5, "line2": 3.0, "red": 4.5}


@pytest.mark.parametrize("colors", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("token", FLOORS)
def test_contrast_on_both_grounds(colors: dict[str, str], token: str) -> None:
    for ground in ("base", "win"):
        assert contrast(QColor(colors[token]), QColor(colors[ground])) >= FLOORS[token]


@pytest.mark.parametrize("colors", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), [("accink", "accent"), ("selink", "sel"), ("base", "ink")])
def test_contrast_on_filled_grounds(colors: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(QColor(colors[ink]), QColor(colors[ground])) >= 6.5


@pytest.mark.parametrize("slot", range(8))
def test_application_colours(slot: int) -> None:
    for fills, labels, colors in (
        (tokens.APP_LIGHT, tokens.APP_LABEL_LIGHT, tokens.LIGHT),
        (tokens.APP_DARK, tokens.APP_LABEL_DARK, tokens.DARK),
    ):
        assert contrast(QColor(fills[slot]), QColor(colors["track"])) >= 3
        assert contrast(QColor(labels[slot]), QColor(fills[slot])) >= 4.5


def test_every_icon_exists() -> None:
    names = {entry.icon for entry in pages.PAGES} | {channel.icon for channel in CHANNELS}
    names |= {one.icon for one in BEYOND}
    names |= {icon for face in FACES.values() for icon in face.icons if icon.isascii()}
    names |= {"pause", "play", "record", "stop", "chevron-down", "plus", "trash", "never", "cross", "check", "mark"}
    names |= {"info", "warning", "person", "share", "clock", "deletions"}
    assert [name for name in sorted(names) if not assets.path(f"icons/{name}.svg").is_file()] == []


def test_icons_are_tinted(qapp: QApplication) -> None:
    image = theme().pixmap("warning", 16, "#123456", 1.0).toImage()
    colors = {
        image.pixelColor(x, y).name() for x in range(16) for y in range(16) if image.pixelColor(x, y).alpha() == 255
    }
    assert colors == {"#123456"}


def test_figures_have_one_width(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme().font("Text"))
    assert len({round(metrics.horizontalAdvance(figure), 2) for figure in "0123456789"}) == 1
