"""Keys typed while the focus goes to and fro between an allowed and an excluded window, judged from both sides.

Truth is what the two windows got from the server. Kept is a key by the rule of the gate: every context within MARGIN
of it is known and allowed.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from itertools import pairwise

import pytest
from Xlib import X
from Xlib.protocol import event

from hearing import Hearing
from mirrorlight.core.context import MARGIN
from mirrorlight.core.events import KeyPress
from watching import CLOCK, Watching
from xserver import XServer, XWindow, until

FAR = 100_000
"""µs from a switch from which on no allowed key may be lost."""


@dataclass
class Delivered:
    """A key as a window got it: the server's moment on our scale, and whether the window is the excluded one."""

    at: int
    secret: bool


def activate(server: XServer, window: XWindow, managed: bool) -> None:
    """Bring a window to the front, as a pager or the window manager does."""
    connection = server.connection
    if managed:
        message = event.ClientMessage(
            window=window.id, client_type=connection.intern_atom("_NET_ACTIVE_WINDOW"), data=(32, [2, 0, 0, 0, 0])
        )
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        connection.screen().root.send_event(message, event_mask=mask)
    else:
        connection.set_input_focus(window.id, X.RevertToParent, X.CurrentTime)
    connection.flush()


def type_keys(server: XServer, stop: threading.Event) -> None:
    from Xlib.ext import xtest

    connection = server.client()
    chance = random.Random(3)
    while not stop.wait(chance.uniform(0.003, 0.008)):
        code = chance.randrange(38, 46)
        xtest.fake_input(connection, X.KeyPress, code)
        xtest.fake_input(connection, X.KeyRelease, code)
        connection.sync()
    connection.close()


@pytest.mark.parametrize("managed", [True, False], ids=["openbox", "no window manager"])
def test_no_key_of_the_excluded_window_is_kept_and_none_far_from_a_switch_is_lost(
    managed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with XServer(wm=managed) as server:
        monkeypatch.setenv("DISPLAY", server.display)
        judge(server, managed)


def judge(server: XServer, managed: bool) -> None:
    windows = server.client()
    allowed = XWindow(windows, "Editor", "notes", (50, 50, 300, 200))
    secret = XWindow(windows, "Safe", "vault", (500, 50, 300, 200))
    for window in (allowed, secret):
        window.window.change_attributes(event_mask=X.KeyPressMask)
    until(lambda: allowed.viewable() and secret.viewable(), "both windows")
    asked: list[int] = []
    stop = threading.Event()
    with Watching() as watching, Hearing(watching.desktop) as hearing:
        activate(server, allowed, managed)
        watching.wait("Editor")
        typing = threading.Thread(target=type_keys, args=(server, stop))
        typing.start()
        for turn in range(44):
            asked.append(CLOCK.mono())
            activate(server, (secret, allowed)[turn % 2], managed)
            deadline = asked[-1] + 200_000
            while CLOCK.mono() < deadline:
                watching.settle()
                stop.wait(0.03)
        stop.set()
        typing.join()
        windows.sync()
        last = CLOCK.mono()
        until(lambda: CLOCK.mono() > last + MARGIN, "the margin of the last key to pass")
        watching.settle()
        to_mono = watching.desktop.server_time.to_mono
        delivered = []
        while windows.pending_events():
            got = windows.next_event()
            if got.type == X.KeyPress:
                delivered.append(Delivered(to_mono(got.time, CLOCK.mono()), got.window.id == secret.id))
        until(lambda: len(hearing.of(KeyPress)) >= len(delivered), "all keys")
    windows.close()
    heard = [press.at for press in hearing.of(KeyPress)]
    judged = [(key, kept(watching, at)) for key, at in matched(delivered, heard)]
    secrets = [was_kept for key, was_kept in judged if key.secret]
    far = [was_kept for key, was_kept in judged if not key.secret and distance(key.at, asked, delivered) >= FAR]
    assert len(secrets) >= 500
    assert not any(secrets)
    assert len(far) >= 3
    assert all(far)


def matched(delivered: list[Delivered], heard: list[int]) -> list[tuple[Delivered, int]]:
    """Each delivered key with the moment that the listener gave it: both have the server's, so they agree to 2 ms."""
    found = []
    place = 0
    for key in delivered:
        while heard[place] < key.at - 2_000:
            place += 1
        assert abs(heard[place] - key.at) <= 2_000
        found.append((key, heard[place]))
        place += 1
    return found


def kept(watching: Watching, at: int) -> bool:
    assert watching.log.settled >= at + MARGIN
    around = watching.log.between(at - MARGIN, at + MARGIN)
    return bool(around) and not any(context.excluded for context in around)


def distance(at: int, asked: list[int], delivered: list[Delivered]) -> int:
    """How far a key lies from the nearest switch, which is somewhere between its request and the next key elsewhere."""
    edges = list(asked)
    for one, other in pairwise(delivered):
        if one.secret != other.secret:
            edges += [one.at, other.at]
    return min(abs(at - edge) for edge in edges)
