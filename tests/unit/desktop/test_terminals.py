"""Terminals: what their settings and the programs in them say of what is typed. With real pseudo terminals."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

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
        for pid in terminals._children(terminals.Path("/proc"), self.process.pid):
            os.kill(pid, signal.SIGKILL)
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


_RAW = "import sys, termios, time, tty; tty.{mode}(0); time.sleep(60)"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("bash", "--norc", "-c", "while read -r -s -n 1 key; do :; done"), Field.SECRET),
        (("python3", "-c", _RAW.format(mode="setraw")), Field.UNCHECKED),
        (("less", "/etc/passwd"), Field.FREE),
    ],
)
def test_who_takes_single_characters_unseen_edits_no_line(
    hold: object, command: tuple[str, ...], expected: Field
) -> None:
    terminal = hold(*command)  # type: ignore[operator]
    until(lambda: (modes := terminal._modes(next(iter(terminal._ptys.values())))) and not modes.lines, "line editing")
    until(lambda: terminal.look() is expected, f"{command} to count as {expected}")


@pytest.mark.parametrize("arguments", ["--inputbox", "--passwordbox", "--insecure"])
def test_a_dialog_says_in_its_arguments_whether_it_hides(hold: object, tmp_path: object, arguments: str) -> None:
    program = f"{tmp_path}/dialog"
    shutil.copy(shutil.which("bash") or "/bin/bash", program)
    script = "stty -icanon -echo -icrnl; read -r -t 60 key; true"
    terminal = hold(program, "--norc", "-c", script, "dialog", arguments)  # type: ignore[operator]
    expected = Field.FREE if arguments == "--inputbox" else Field.SECRET
    until(lambda: (modes := terminal._modes(next(iter(terminal._ptys.values())))) and not modes.lines, "line editing")
    assert terminal.look() is expected


def test_a_program_in_the_place_of_another_is_known_by_its_own_name(hold: object, tmp_path: object) -> None:
    """The list of processes is older than it: `exec`, and what a script starts in its own group."""
    program = f"{tmp_path}/sudo"
    shutil.copy(shutil.which("bash") or "/bin/bash", program)
    inside = "stty -icanon -echo -icrnl; read -r -n 1 key; true"
    terminal = hold("bash", "--norc", "-c", f"read -r line < /dev/tty & sleep 0.3; {program} --norc -c '{inside}'")  # type: ignore[operator]
    assert terminal.look() is Field.FREE
    until(lambda: terminal.look() is Field.SECRET, "what was started later to be known")


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


@pytest.mark.skipif(not shutil.which("screen"), reason="no screen")
def test_of_screen_the_windows_are_looked_at(hold: object, tmp_path: Path) -> None:
    asks = "bash --norc -c 'read -r line; echo > " + str(tmp_path / "asked") + "; while read -r -s secret; do :; done'"
    script = f"screen -c /dev/null -S {tmp_path.name} {asks}"
    environment = ["env", "TERM=xterm", f"SCREENDIR={tmp_path}"]
    tmp_path.chmod(0o700)
    terminal = hold(*environment, "bash", "--norc", "-c", script)  # type: ignore[operator]
    try:
        until(lambda: len(terminals._named(Path("/proc"), "screen")) > 1 and terminal.look() is Field.FREE, "it")
        tell = [*environment, "screen", "-S", tmp_path.name, "-p", "0", "-X", "stuff", "x\n"]
        until(lambda: subprocess.run(tell, check=False).returncode == 0 and (tmp_path / "asked").exists(), "the line")
        until(lambda: terminal.look() is Field.SECRET, "the window to hide what is typed")
    finally:
        subprocess.run([*environment, "screen", "-S", tmp_path.name, "-X", "quit"], check=False)


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
