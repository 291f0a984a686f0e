"""Terminals: what their settings and the programs in them say of what is typed. With real pseudo terminals."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from mirrorlight.core.fields import Field
from mirrorlight.desktop import terminals
from mirrorlight.desktop.terminals import Terminal
from xserver import until

pytestmark = pytest.mark.skipif(not terminals.supported(), reason="Linux alone")

HOLDER = """
import os, pty, sys, time
pid, handle = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
try:
    while os.read(handle, 4096):
        pass
except OSError:
    pass
time.sleep(60)
"""


class Held:
    """A program with one pseudo terminal in it, in which a command runs."""

    def __init__(self, *command: str) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", HOLDER, *command], stdin=subprocess.DEVNULL)
        self.terminal = Terminal(self.process.pid)

    def there(self) -> Terminal:
        def found() -> bool:
            self.terminal.refresh()
            return bool(self.terminal)

        until(found, "the terminal")
        return self.terminal

    def shell(self) -> int:
        """The process of the command, or 0 while it was not started."""
        return next(iter(terminals._children(terminals.Path("/proc"), self.process.pid)), 0)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def hold() -> Iterator[object]:
    held: list[Held] = []

    def start(*command: str) -> Terminal:
        held.append(Held(*command))
        return held[-1].there()

    yield start
    for one in held:
        one.end()


def test_a_program_that_hides_a_line_is_secret_and_one_that_shows_it_is_free(hold: object) -> None:
    terminal = hold("bash", "--norc", "-c", "read -r -s secret")  # type: ignore[operator]
    until(lambda: terminal.look() is Field.SECRET, "echo to go off")
    shown = hold("bash", "--norc", "-c", "read -r line")  # type: ignore[operator]
    assert shown.look() is Field.FREE


def test_a_shell_that_edits_its_own_line_is_free(hold: object) -> None:
    terminal = hold("bash", "--norc", "-i")  # type: ignore[operator]
    time.sleep(0.3)  # its line editing begins; before and after, it is free
    assert terminal.look() is Field.FREE


@pytest.mark.parametrize(("name", "expected"), [("ssh", Field.UNCHECKED), ("sudo", Field.SECRET), ("vim", Field.FREE)])
def test_with_line_editing_off_the_program_in_front_decides(
    hold: object, tmp_path: object, name: str, expected: Field
) -> None:
    program = f"{tmp_path}/{name}"
    shutil.copy(shutil.which("bash") or "/bin/bash", program)
    terminal = hold(program, "--norc", "-c", "stty -icanon -echo; read -r -n 1 key; true")  # type: ignore[operator]

    def found() -> bool:
        terminal.refresh()  # the program may have been known before it ran, by the name of the one that started it
        return bool(terminal.look() is expected)

    until(found, f"{name} to count as {expected}")


def test_the_terminal_that_a_program_was_started_in_is_not_its_own() -> None:
    held = Held("bash", "--norc", "-c", "stty -echo; sleep 60 & wait")
    try:
        shell = until(held.shell, "the shell")
        terminal = Terminal(shell)
        until(lambda: terminals._children(terminals.Path("/proc"), shell), "the child")
        terminal.refresh()
        assert not terminal
        assert terminal.look() is Field.FREE
    finally:
        held.end()


def test_a_shell_that_ended_leaves_nothing() -> None:
    held = Held("bash", "--norc", "-c", "read -r -s secret")
    try:
        terminal = held.there()
        until(lambda: terminal.look() is Field.SECRET, "echo to go off")
        os.kill(held.shell(), signal.SIGKILL)
        until(lambda: terminal.look() is Field.FREE, "the shell to end")

        def gone() -> bool:
            terminal.refresh()
            return not terminal

        until(gone, "nothing to be left")
    finally:
        held.end()


def test_looking_does_not_keep_a_terminal_open(hold: object) -> None:
    """Who keeps it open keeps its window from noticing that the shell has ended."""
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    terminal = hold("bash", "--norc", "-c", "read -r line")  # type: ignore[operator]
    terminal.look()
    assert len(os.listdir("/proc/self/fd")) <= before + 1  # noqa: PTH208


@pytest.mark.skipif(not shutil.which("tmux"), reason="no tmux")
def test_of_tmux_the_panes_are_looked_at(hold: object, tmp_path: object) -> None:
    socket = f"{tmp_path}/tmux"
    command = ["tmux", "-S", socket, "-f", "/dev/null", "new", "bash --norc -c 'read -r line; read -r -s secret'"]
    terminal = hold("env", "TERM=xterm", *command)  # type: ignore[operator]
    try:
        until(lambda: terminal.look() is Field.FREE and terminals._named(terminals.Path("/proc"), "tmux: server"), "it")
        time.sleep(0.5)
        terminal.refresh()
        assert terminal.look() is Field.FREE
        subprocess.run(["tmux", "-S", socket, "send-keys", "Enter"], check=True)
        until(lambda: terminal.look() is Field.SECRET, "the pane to hide what is typed")
    finally:
        subprocess.run(["tmux", "-S", socket, "kill-server"], check=False)


def test_a_process_that_is_gone_has_no_terminal() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    terminal = Terminal(gone.pid)
    terminal.refresh()
    assert not terminal
    assert not terminal.pure
