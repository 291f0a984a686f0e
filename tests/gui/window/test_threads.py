"""Bridge, crash hooks, single instance: what crosses threads and processes."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight.actions import Actions
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.window.bridge import Step
from mirrorlight.window.crash import Crashes
from mirrorlight.window.instance import Instance
from mirrorlight.window.main_window import MainWindow


def in_gui_thread() -> bool:
    application = QApplication.instance()
    return application is not None and QThread.currentThread() is application.thread()


def test_results_come_in_the_gui_thread(window: MainWindow, qtbot: QtBot) -> None:
    seen: list[Any] = []

    def job(actions: Actions, step: Step) -> str:
        seen.append(("job", threading.current_thread() is threading.main_thread()))
        assert actions is not window.context.actions
        assert step(1, 2)
        return "result"

    window.bridge.task(
        job,
        lambda result: seen.append((result, in_gui_thread())),
        lambda error: seen.append(("failed", error)),
        lambda done, total: seen.append((done, total, in_gui_thread())),
    )
    qtbot.waitUntil(lambda: len(seen) == 3, timeout=5000)
    assert seen == [("job", False), (1, 2, True), ("result", True)]


def test_a_refusal_is_told_once(window: MainWindow, qtbot: QtBot) -> None:
    seen: list[Any] = []

    def job(_actions: Actions) -> None:
        raise UserError("No.", code="no")

    window.bridge.command(job, seen.append, lambda error: seen.append(error.code))
    qtbot.waitUntil(lambda: seen == ["no"], timeout=5000)


def test_work_can_be_cancelled(window: MainWindow, qtbot: QtBot) -> None:
    going = threading.Event()
    seen: list[Any] = []

    def job(_actions: Actions, step: Step) -> str:
        while step(0, 1):
            going.set()
        return "ended"

    work = window.bridge.task(job, seen.append)
    assert going.wait(60)
    work.cancel()
    qtbot.waitUntil(lambda: seen == ["ended"], timeout=5000)


def test_a_defect_in_a_thread_is_told_and_ends_the_work(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes = Crashes()
    try:
        monkeypatch.setattr(sys, "stderr", None)
        seen: list[Any] = []
        with qtbot.waitSignal(crashes.happened, timeout=5000):
            window.bridge.command(lambda _actions: 1 // 0, None, lambda error: seen.append(error.code))
        qtbot.waitUntil(lambda: seen == ["unexpected"], timeout=5000)
    finally:
        crashes.restore()


def test_closing_joins_every_thread(window: MainWindow) -> None:
    window.close()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("mirrorlight")] == []


def test_a_second_start_asks_for_the_first_window(places: Places, qtbot: QtBot) -> None:
    first, second = Instance(places), Instance(places)
    assert first.first()
    try:
        assert (places.run / "window").stat().st_mode & 0o077 == 0
        with qtbot.waitSignal(first.wanted, timeout=5000):
            assert not second.first()
    finally:
        first.close()
        second.close()
    third = Instance(places)
    assert third.first()
    third.close()
