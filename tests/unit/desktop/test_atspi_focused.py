"""What an accessible object with the focus counts as, by its role and by what it was before."""

from __future__ import annotations

import pytest

from mirrorlight.desktop import atspi
from mirrorlight.desktop.atspi_bus import App

_PASSWORD, _TEXT = 40, 61


def test_a_password_field_that_shows_its_text_stays_one() -> None:
    app = App(":1.7", 7)
    assert atspi._focused(app, "/a", _PASSWORD) == atspi.Focused(7, True, "password text")
    assert atspi._focused(app, "/a", _TEXT) == atspi.Focused(7, True, "password text")
    assert atspi._focused(app, "/b", _TEXT) == atspi.Focused(7, False, "text")
    assert atspi._focused(App(":1.8", 8), "/a", _TEXT) == atspi.Focused(8, False, "text")


def test_what_is_remembered_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atspi, "_MOST_SECRET", 2)
    app = App(":1.7", 7)
    for path in ("/a", "/b", "/c"):
        atspi._focused(app, path, _PASSWORD)
    assert list(atspi._known(app).secret) == ["/b", "/c"]


@pytest.mark.parametrize("role", [6, 18, 67, -1])
def test_of_what_draws_itself_nobody_can_tell(role: int) -> None:
    assert atspi._focused(App(":1.7", 7), "/a", role) is None
