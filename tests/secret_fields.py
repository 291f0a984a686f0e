"""Real programs with an ordinary field and a password field, and somebody who types into both in turn.

Ordinary text is of letters, secrets are of digits: a single digit that is stored anywhere is a leak.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import psutil

from running import Recording, wait_seconds
from xserver import XServer, until

BETWEEN = 0.15
"""Seconds that the focus stays before and after somebody types (the promise is 0.1)."""

LETTERS = "abcdefghijklmnopqrstuvwxyz"

_SHELL = """
while true; do
  echo ordinary > "$STATE"; read -r line || exit; echo secret > "$STATE"; {ask}; echo
done
"""
SHELLS = {
    "read -s": _SHELL.format(ask="read -r -s secret"),
    "read -s -n": _SHELL.format(ask="read -r -s -n 12 secret"),
    "getpass": _SHELL.format(ask="python3 -c 'import getpass; getpass.getpass()'"),
    "ssh-keygen": 'ssh-keygen -q -t ed25519 -N passphrase -f "$STATE.key"\n'
    + _SHELL.format(ask='ssh-keygen -y -f "$STATE.key"'),
}
"""What runs in a terminal: a line that echoes, and one that does not, in turn."""

_GTK = """
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk
window = Gtk.Window(title="fields")
box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, homogeneous=True)
for secret in (False, True):
    entry = Gtk.Entry(visibility=not secret)
    box.add(entry)
window.add(box)
window.set_default_size(400, 200)
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
"""
_GTK_4 = """
import gi
gi.require_version("Gtk", "4.0")
from gi.repository import Gtk
def show(application):
    window = Gtk.ApplicationWindow(application=application, title="fields")
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, homogeneous=True)
    for field in (Gtk.Entry(), Gtk.PasswordEntry()):
        box.append(field)
    window.set_child(box)
    window.set_default_size(400, 200)
    window.present()
application = Gtk.Application(application_id="test.secret.fields")
application.connect("activate", show)
application.run()
"""
_QT = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QVBoxLayout, QWidget
application = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("fields")
column = QVBoxLayout(window)
for secret in (False, True):
    edit = QLineEdit()
    edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    if secret:
        edit.setEchoMode(QLineEdit.EchoMode.Password)
    column.addWidget(edit)
window.resize(400, 200)
window.show()
application.exec()
"""
_PAGE = (
    "data:text/html,<title>fields</title><style>input{position:absolute;left:0;width:100vw;height:50vh}</style>"
    "<input id=a style='top:0' autofocus><input type=password style='top:50vh'>"
)


class Fields:
    """A program with two fields. `ordinary` and `secret` move the focus into one of them; then `BETWEEN` passes."""

    def __init__(self, server: XServer, window: int) -> None:
        self.server, self.window = server, window

    def ordinary(self) -> None:
        self._click(0.25)

    def secret(self) -> None:
        self._click(0.75)

    def _click(self, share: float) -> None:
        wait_seconds(BETWEEN)
        said = subprocess.run(
            ["xdotool", "getwindowgeometry", "--shell", str(self.window)],
            env=self.server.environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        size = dict(line.split("=", 1) for line in said.splitlines())
        x, y = int(size["WIDTH"]) // 2, int(int(size["HEIGHT"]) * share)
        self.server.xdotool("mousemove", "--window", str(self.window), str(x), str(y), "click", "1")
        wait_seconds(BETWEEN)

    def type(self, text: str) -> None:
        """20 keys a second."""
        self.server.xdotool("type", "--delay", "100", text)


class Shell(Fields):
    """A terminal, in which lines that echo and lines that do not take turns. Return is what ends each."""

    def __init__(self, server: XServer, window: int, state: Path, pid: int) -> None:
        super().__init__(server, window)
        self._state, self._pid = state, pid

    def ordinary(self) -> None:
        self._until("ordinary")

    def secret(self) -> None:
        self._until("secret")

    def _until(self, word: str) -> None:
        if self._state.read_text().strip() != word:
            wait_seconds(BETWEEN)
            self.server.key("Return")
        until(lambda: self._state.read_text().strip() == word, word)
        until(lambda: self._echoes() == (word == "ordinary"), f"the terminal to be {word}")  # the program has to start
        wait_seconds(BETWEEN)

    def _echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        shell = psutil.Process(self._pid).children()[0].pid
        handle = os.open(f"/proc/{shell}/fd/0", os.O_RDWR | os.O_NOCTTY)
        try:
            return bool(termios.tcgetattr(handle)[3] & termios.ECHO)
        finally:
            os.close(handle)


@contextlib.contextmanager
def opened(kind: str, server: XServer, folder: Path) -> Iterator[Fields]:
    """The program of `kind`, in front, with the focus in its ordinary field."""
    before = set(server.clients())
    environment = {name: value for name, value in server.environment.items() if name != "NO_AT_BRIDGE"}
    state = folder / "state"
    state.write_text("")
    process = subprocess.Popen(
        _command(kind, folder), env={**environment, "STATE": str(state), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        window = until(lambda: [one for one in server.clients() if one not in before], f"the window of {kind}")[0]
        server.xdotool("windowactivate", "--sync", str(window))
        fields = Shell(server, window, state, process.pid) if kind in SHELLS else Fields(server, window)
        wait_seconds(3.0 if kind == "chromium" else 1.0)
        fields.ordinary()
        yield fields
    finally:
        process.terminate()
        process.wait(60)


def _command(kind: str, folder: Path) -> list[str]:
    if kind in SHELLS:
        return ["xterm", "-geometry", "80x12+60+250", "-e", "bash", "--norc", "-c", SHELLS[kind]]
    if kind == "gtk":
        return ["/usr/bin/python3", "-c", _GTK]
    if kind == "gtk 4":
        return ["/usr/bin/python3", "-c", _GTK_4]
    if kind == "qt":
        return [sys.executable, "-c", _QT]
    own = f"--user-data-dir={folder / 'chromium'}"
    return [
        shutil.which("chromium") or "chromium", "--no-sandbox", "--no-first-run", "--disable-gpu",
        "--disable-dev-shm-usage", "--window-size=500,300", "--window-position=60,250", "--password-store=basic", own,
        f"--app={_PAGE}",
    ]  # fmt: skip


def type_in_turn(fields: Fields, rounds: int, *, seed: int = 1, words: int = 10) -> tuple[list[str], str]:
    """Type a word into the ordinary field and a secret into the other one, `rounds` times; the secrets, and all that
    was ordinary.
    """
    choose = random.Random(seed)
    secrets: list[str] = []
    ordinary = ""
    for _ in range(rounds):
        word = "".join(choose.choice(LETTERS) for _ in range(words))
        fields.ordinary()
        fields.type(word)
        ordinary += word
        fields.secret()
        secrets.append("".join(choose.choice("0123456789") for _ in range(12)))
        fields.type(secrets[-1])
    fields.ordinary()
    fields.type("end")
    wait_seconds(BETWEEN)
    return secrets, ordinary + "end"


def leaks(recording: Recording, secrets: list[str]) -> list[str]:
    """What of the secrets is found: a digit in any stored key, or a secret in any event or file of the data folder."""
    found = []
    for line in recording.lines("events", "--channel", "keyboard"):
        if any(character.isdigit() for character in f"{line['key'] or ''}{line['text'] or ''}"):
            found.append("a key")
    everything = recording.run("--json", "events").stdout
    found += ["an event" for secret in secrets if secret in everything]
    for path in recording.home.parent.rglob("*"):
        if path.is_file() and "chromium" not in path.parts:
            data = path.read_bytes()
            found += [f"the file {path.name}" for secret in secrets if secret.encode() in data]
    return found
