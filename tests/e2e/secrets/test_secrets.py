"""No secret is kept: real terminals, real toolkits, a real browser, typed into at 20 keys a second."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from Xlib import X

from running import Recording, wait_seconds
from secret_fields import LETTERS, leaks, opened, type_in_turn
from xserver import XServer, XWindow, until

ROUNDS = 4
FEWER = {"ssh-keygen": 1, "gtk 4": 1}
"""Rounds of kinds that differ from another one in how they begin."""


def _has_gtk(version: str) -> bool:
    asked = subprocess.run(
        ["/usr/bin/python3", "-c", f"import gi; gi.require_version('Gtk', '{version}'); from gi.repository import Gtk"],
        capture_output=True, check=False,
    )  # fmt: skip
    return asked.returncode == 0


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up(unchecked_keys=False)
        yield running


KINDS = [
    "read -s",
    "read -s -n",
    "getpass",
    pytest.param("ssh-keygen", marks=pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen")),
    pytest.param("gtk", marks=pytest.mark.skipif(not _has_gtk("3.0"), reason="no GTK for the system's Python")),
    pytest.param("gtk 4", marks=pytest.mark.skipif(not _has_gtk("4.0"), reason="no GTK 4 for the system's Python")),
    "qt",
    pytest.param("chromium", marks=pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium")),
]


@pytest.mark.parametrize("kind", KINDS)
def test_no_secret_is_kept_and_no_ordinary_key_is_lost(recording: Recording, tmp_path: Path, kind: str) -> None:
    recording.record()
    with opened(kind, recording.server, tmp_path) as fields:
        recording.wait_for("recording")  # the program is there and told of its field
        wait_seconds(1.0)
        secrets, ordinary = type_in_turn(fields, FEWER.get(kind, ROUNDS))
        recording.settled()
    assert leaks(recording, secrets) == []
    assert "".join(letter for letter in recording.typed() if letter in LETTERS) == ordinary, recording.account()
    presses = [line for line in recording.lines("events", "--channel", "keyboard") if line["action"] == "press"]
    protected = [line for line in presses if line["protected"]]
    assert len(protected) >= sum(map(len, secrets))
    assert {(line["key"], line["text"], line["unchecked"]) for line in protected} == {(None, None, False)}
    ledger = recording.status()["ledger"]
    assert ledger["seen"] == ledger["stored"] + ledger["dropped"] + sum(ledger["refused"].values())
    assert ledger["refused"]["protected-release"] >= sum(map(len, secrets))


def test_a_dead_accent_and_a_held_key_out_of_a_password_field_are_not_told_by_what_follows(
    recording: Recording, tmp_path: Path
) -> None:
    server = recording.server
    recording.record()
    with opened("qt", server, tmp_path) as fields:
        subprocess.run(["setxkbmap", "de"], env=server.environment, check=True)
        recording.wait_for("recording")
        wait_seconds(1.0)
        server.xdotool("key", "dead_acute", "e")
        fields.secret()
        server.xdotool("key", "1", "dead_acute")
        fields.ordinary()
        server.xdotool("key", "e")
        fields.secret()
        server.xdotool("keydown", "7")
        fields.ordinary()
        wait_seconds(1.0)  # it repeats itself
        server.xdotool("keyup", "7", "key", "x")
        recording.settled()
    assert recording.typed() == "éex"


def test_the_light_says_so_while_a_password_field_is_in_front(recording: Recording, tmp_path: Path) -> None:
    recording.record()
    with opened("read -s", recording.server, tmp_path) as fields:
        recording.wait_for("recording")
        fields.secret()
        recording.wait_for("filtered", reason="password-field")
        fields.ordinary()
        recording.wait_for("recording")
    assert recording.gaps() == [gap for gap in recording.gaps() if gap["reason"] == "off"]


def test_where_a_field_cannot_be_checked_keys_are_kept_out_until_they_are_allowed(recording: Recording) -> None:
    server = recording.server
    server.focus(server.window("Editor", "notes.txt"))
    recording.record()
    recording.wait_for("filtered", reason="unchecked-field")
    server.type("hidden")
    wait_seconds(0.5)
    recording.run("keys", "allow", "editor")
    recording.wait_for("recording")
    server.type("open")
    until(lambda: recording.typed() == "open", "the text")
    recording.run("keys", "forbid", "Editor")
    recording.wait_for("filtered", reason="unchecked-field")
    server.type("again")
    recording.settled()
    lines = [line for line in recording.lines("events", "--channel", "keyboard") if line["action"] == "press"]
    assert [line["text"] for line in lines] == [None] * 6 + list("open") + [None] * 5
    assert {line["unchecked"] for line in lines if line["text"] is None} == {True}


@pytest.mark.skipif(not shutil.which("su") or os.getuid() != 0, reason="needs su, and another user to ask from")
def test_the_systems_own_question_for_a_password(recording: Recording, tmp_path: Path) -> None:
    server = recording.server
    recording.record()
    script = "setpriv --reuid=65534 --clear-groups su root; read -r line"
    server.run(["xterm", "-geometry", "80x12+60+250", "-e", "bash", "--norc", "-c", script])
    window = until(server.clients, "the terminal")[0]
    server.focus(window)
    recording.wait_for("filtered", reason="password-field")
    server.xdotool("type", "--delay", "100", "123456789012\n")
    recording.wait_for("recording")
    server.xdotool("type", "--delay", "100", "after")
    recording.settled()
    assert leaks(recording, ["123456789012"]) == []
    assert recording.typed() == "after"


@pytest.mark.parametrize("locker", ["i3lock", "a window that nobody looks after"])
def test_what_is_typed_into_a_screen_locker_is_not_kept_even_where_unchecked_keys_are(
    xserver: XServer, tmp_path: Path, locker: str
) -> None:
    if locker == "i3lock" and not shutil.which(locker):
        pytest.skip("no i3lock")
    with Recording(xserver, tmp_path) as recording:
        recording.set_up(unchecked_keys=True)
        recording.record()
        editor = xserver.window("Editor", "notes.txt")
        xserver.focus(editor)
        xserver.type("before")
        until(lambda: recording.typed() == "before", "the text")
        with _locked(xserver, locker, editor):
            xserver.xdotool("type", "--delay", "100", "123456789012")
        wait_seconds(0.3)
        xserver.type("after")
        until(lambda: recording.typed() == "beforeafter", "the rest")
        recording.settled()
        assert leaks(recording, ["123456789012"]) == []


@contextlib.contextmanager
def _locked(server: XServer, locker: str, front: XWindow) -> Iterator[None]:
    """A locker that has the keyboard."""
    connection = server.connection
    front.window.change_attributes(event_mask=X.FocusChangeMask)
    connection.sync()

    def grabbed() -> bool:
        events = [connection.next_event() for _ in range(connection.pending_events())]
        return any(event.type == X.FocusOut and event.mode == X.NotifyGrab for event in events)

    if locker == "i3lock":
        running = server.run(["i3lock", "-n"])
        until(grabbed, "it to have the keyboard")
        yield
        running.kill()
        running.wait()
        return
    other = server.client()
    window = XWindow(other, None, "", (900, 500, 50, 50), popup=True)
    until(window.viewable, "the window to be seen")
    window.window.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
    until(grabbed, "it to have the keyboard")
    yield
    other.close()
