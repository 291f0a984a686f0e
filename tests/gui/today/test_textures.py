"""The textures of gaps and the inks of days, compared with pictures that were looked at (`tests/textures.py`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from mirrorlight.core import reasons
from mirrorlight.window.models.gaps import GapMark
from mirrorlight.window.theme import Theme
from mirrorlight.window.widgets import timeline_gaps
from textures import RATIOS, difference, name, picture

_ALLOWED = 0.02
"""Share of pixels that may differ: edges are smoothed a little differently by other versions of Qt."""


@pytest.fixture(params=["light", "dark"])
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    before = qapp.property("mirrorlight_theme")
    made = Theme(qapp, request.param)
    qapp.setProperty("mirrorlight_theme", made)
    yield made
    qapp.setProperty("mirrorlight_theme", before)
    if isinstance(before, Theme):
        before._apply()
    made.deleteLater()


@pytest.mark.parametrize("ratio", RATIOS)
def test_gaps_look_as_they_were_approved(look: Theme, ratio: float) -> None:
    reference = QImage(str(name(look, ratio)))
    assert not reference.isNull()
    assert difference(picture(look, ratio), reference) <= _ALLOWED


def test_another_pitch_or_another_kind_is_seen(look: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: a texture that is missing, or another one in its place."""
    reference = picture(look, 1.0)
    kind = GapMark(0, 1, reasons.PAUSED).kind
    texture = timeline_gaps._texture

    def other(asked: str, color: str, ratio: float) -> object:
        return texture(timeline_gaps.FILTERED if asked == kind else asked, color, ratio)

    monkeypatch.setattr(timeline_gaps, "_texture", other)
    assert difference(picture(look, 1.0), reference) > _ALLOWED
    white = QImage(reference.size(), reference.format())
    white.fill(QColor("white"))
    assert difference(white, reference) > _ALLOWED
