"""The real pointer on a real X server."""

from __future__ import annotations

import pytest
from Xlib import X
from Xlib.ext import xtest

from hearing import Hearing
from mirrorlight.core.events import Click, KeyRelease, Move, Scroll
from mirrorlight.desktop.x11 import X11Desktop
from mirrorlight.errors import UserError
from xserver import XServer, until


def test_every_movement_in_order(xserver: XServer) -> None:
    places = [(x * 7 % 1200, x * 3 % 700) for x in range(1, 301)]
    with Hearing() as hearing:
        for x, y in places:
            xtest.fake_input(xserver.connection, X.MotionNotify, x=x, y=y)
        xserver.connection.sync()
        until(lambda: len(hearing.of(Move)) == 300, "the movements")
        assert [(move.x, move.y) for move in hearing.of(Move)] == places
        moments = [move.at for move in hearing.of(Move)]
        assert moments == sorted(moments)
        assert hearing.threads == {"mouse listener"}


def test_buttons_and_wheel(xserver: XServer) -> None:
    with Hearing() as hearing:
        xserver.xdotool("mousemove", "200", "100")
        for button in "12389":
            xserver.xdotool("click", button)
        for button in "4567":
            xserver.xdotool("click", button)
        until(lambda: len(hearing.of(Scroll)) == 4, "the wheel")
        clicks = [(click.x, click.y, click.button, click.pressed) for click in hearing.of(Click)]
        names = ("left", "middle", "right", "8", "9")
        assert clicks == [(200, 100, name, pressed) for name in names for pressed in (True, False)]
        assert [(turn.dx, turn.dy) for turn in hearing.of(Scroll)] == [(0, 1), (0, -1), (-1, 0), (1, 0)]


def test_what_the_server_tells_everybody_does_not_heap_up(xserver: XServer) -> None:
    with Hearing() as hearing:
        for number in range(600):
            xserver.connection.change_keyboard_mapping(200, [[0x61 + number % 20]])
            xtest.fake_input(xserver.connection, X.MotionNotify, x=number, y=1)
            xtest.fake_input(xserver.connection, X.KeyPress, 200)
            xtest.fake_input(xserver.connection, X.KeyRelease, 200)
            # Sent all at once (36,000 events a second), the server itself now and then tells RECORD of one too few.
            xserver.connection.sync()
        until(lambda: len(hearing.of(Move)) == 600 and len(hearing.of(KeyRelease)) == 600, "all events")
        assert hearing.text == "".join(chr(0x61 + number % 20) for number in range(600))
        for listener in (hearing.keyboard, hearing.pointer):
            for side in ("_display_record", "_display_stop"):
                assert len(getattr(listener._thread, side).display.event_queue) < 300


def test_where_there_is_no_server_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":6543")
    hearing = Hearing(X11Desktop())
    for listener in (hearing.pointer, hearing.keyboard):
        with pytest.raises(UserError) as refused:
            listener.start()
        assert refused.value.code == "cannot-listen"
        assert not listener.alive()
        listener.stop()


def test_a_server_without_record(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with XServer(wm=False, arguments=["-extension", "RECORD"]) as server:
        monkeypatch.setenv("DISPLAY", server.display)
        hearing = Hearing(X11Desktop())
        for listener in (hearing.pointer, hearing.keyboard):
            with pytest.raises(UserError):
                listener.start()
            assert not listener.alive()
    assert "Traceback" not in capfd.readouterr().err
