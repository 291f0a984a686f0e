"""Saving a chart: PNG and SVG, never over a file unasked, nothing left where it fails, made-up data marked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from day import MadeDay
from mirrorlight.errors import UserError
from mirrorlight.window.charts.sheet import Look, Sheet, drawn
from mirrorlight.window.views.charts import ChartsPage
from mirrorlight.window.views.charts_save import SaveChartDialog, save

Open = Callable[..., ChartsPage]


@pytest.fixture
def page(open_charts: Open, charted_day: MadeDay) -> ChartsPage:
    return open_charts(charted_day)


def asked(page: ChartsPage, qtbot: QtBot) -> SaveChartDialog:
    page.save_button.click()
    dialog = page.window().findChildren(SaveChartDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_a_chart_is_saved_as_png_and_svg_and_nothing_is_written_over(
    page: ChartsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog, out = asked(page, qtbot), tmp_path / "chart.png"
    assert dialog.focusWidget() is dialog.cancel_button
    assert dialog.field.text.endswith("mirrorlight-applications-2026-11-19.png")
    out.write_text("mine")
    dialog.field.set_text(str(out))
    dialog.accept_button.click()
    assert dialog.field.refusal
    assert out.read_text() == "mine"
    dialog.over.setChecked(True)
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_button.click()
    image = QImage(str(out))
    assert (image.width(), image.height()) == (2400, 1280)
    assert out.stat().st_mode & 0o077 == 0
    bar = page._context.bars.get("copy")
    assert bar is not None
    assert "not encrypted" in f"{bar.what} {bar.why}"
    dialog = asked(page, qtbot)
    dialog.field.set_text(str(out))
    dialog.form.choose("svg")
    dialog.form.chosen.emit("svg")
    assert dialog.field.text == str(tmp_path / "chart.svg")
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_button.click()
    assert QSvgRenderer(str(tmp_path / "chart.svg")).isValid()
    assert ">Thunderbird</text>" in (tmp_path / "chart.svg").read_text()
    assert "<title>Applications, Thursday 19 November 2026</title>" in (tmp_path / "chart.svg").read_text()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["chart.png", "chart.svg"]


def made(page: ChartsPage, *, synthetic: bool) -> Sheet:
    figures = page.figures
    assert figures is not None
    look = Look.now()
    return drawn(figures, lambda: Sheet(look, 900, 400, 1.0, title="Chart", synthetic=synthetic))


def test_what_fails_leaves_nothing(page: ChartsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(sheet: Sheet, path: Path, form: str, title: str) -> None:
        path.write_bytes(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Sheet, "write", full)
    with pytest.raises(UserError) as told:
        save(made(page, synthetic=False), tmp_path / "chart.png", "png", "Chart")
    assert told.value.code == "chart-failed"
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
    (tmp_path / "there.png").write_text("mine")
    with pytest.raises(UserError) as told:
        save(made(page, synthetic=False), tmp_path / "there.png", "png", "Chart")
    assert told.value.code == "chart-exists"
    assert (tmp_path / "there.png").read_text() == "mine"


def test_made_up_data_are_marked_in_the_picture(page: ChartsPage) -> None:
    assert "Synthetic" in made(page, synthetic=True)._note
    assert made(page, synthetic=False)._note == ""
    assert made(page, synthetic=True).pixels()[0] != made(page, synthetic=False).pixels()[0]
