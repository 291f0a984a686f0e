"""The timeline of the made day, and the light in each state, compared with pictures that were looked at
(`tests/looks.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from day import MadeDay
from light_faces import STATES
from looks import RATIOS, VIEWS, light, loaded, name, timeline
from mirrorlight.window.models.day import DayData
from mirrorlight.window.theme import Theme
from textures import difference

_ALLOWED = 0.02
"""Share of pixels that may differ: edges are smoothed a little differently by other versions of Qt, and some letters
are left.
"""


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


@pytest.fixture
def data(whole_day: MadeDay) -> Iterator[DayData]:
    with loaded(whole_day) as day:
        yield day


def reference(kind: str, ratio: float) -> QImage:
    image = QImage(str(name(kind, ratio)))
    assert not image.isNull()
    return image


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("view", VIEWS)
def test_the_timeline_looks_as_it_was_approved(
    look: Theme, data: DayData, whole_day: MadeDay, view: str, ratio: float
) -> None:
    kind = f"timeline-{'dark' if look.dark else 'light'}-{view}"
    assert difference(timeline(data, whole_day, view, ratio), reference(kind, ratio)) <= _ALLOWED


@pytest.mark.parametrize("missing", ["gaps", "spans", "keys"])
def test_what_is_missing_from_the_timeline_is_seen(
    look: Theme, data: DayData, whole_day: MadeDay, missing: str
) -> None:
    setattr(data, missing, None if missing == "keys" else [])
    kind = f"timeline-{'dark' if look.dark else 'light'}-day"
    assert difference(timeline(data, whole_day, "day", 1.0), reference(kind, 1.0)) > _ALLOWED


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("state", sorted(STATES))
def test_the_light_looks_as_it_was_approved(qapp: QApplication, state: str, ratio: float) -> None:
    shown = light(state, ratio)
    assert difference(shown, reference(f"light-{state}", ratio)) <= _ALLOWED / 4
    others = {other: difference(shown, reference(f"light-{other}", ratio)) for other in STATES if other != state}
    assert min(others.values()) > _ALLOWED / 4, others
