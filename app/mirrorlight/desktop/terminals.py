"""Terminals on Linux: whether one of the terminals inside a window hides what is typed (`read -s`, `sudo`, `ssh`).

A terminal program holds a pseudo terminal for each shell it runs. What runs there switches echo off while it reads a
password and leaves line editing on; an editor or a shell's own line editing switches off both, and shows what is typed
itself. Everything is read from `/proc` and the terminal's own settings (`tcgetattr`), as any program of the same user
may. A pseudo terminal is opened for each look and closed at once: who keeps it open keeps the window from noticing
that its shell has ended.

A program that switches off line editing as well while it reads a password looks like an editor. Those that are known
to do so are named here; a shell or an interpreter that takes single characters (`read -s -n 4`) leaves other settings
than its own line editing does, and so do the libraries of line editing and of screens (tried: bash 5.2, zsh 5.9,
Python 3.11, ncurses 6.4, newt 0.52, vim 9.0). What this cannot tell is a question inside a program that shows what is
typed otherwise (`inputsecret` in vim, `read-passwd` in Emacs, a prompt of a Node.js program).
"""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from mirrorlight.core.fields import Field

PROGRAMS = frozenset(
    {
        "alacritty", "aterm", "blackbox", "contour", "cool-retro-term", "deepin-terminal", "eterm", "foot",
        "footclient", "ghostty", "gnome-terminal-", "guake", "kgx", "kitty", "konsole", "koi8rxterm", "lilyterm",
        "lxterm", "lxterminal", "mate-terminal", "mlterm", "ptyxis", "qterminal", "rio", "roxterm", "rxvt",
        "rxvt-unicode", "sakura", "st", "stterm", "terminator", "terminology", "termite", "tilda", "tilix", "urxvt",
        "urxvtd", "wezterm", "wezterm-gui", "x-terminal-emul", "xfce4-terminal", "xst", "xterm", "yakuake", "zutty",
    }
)  # fmt: skip
"""Programs whose windows hold terminals and no field of another kind; as the kernel names them (15 bytes)."""

_RELAYS = frozenset(
    {
        "abduco", "adb", "cu", "docker", "dtach", "et", "incus", "kubectl", "lxc", "lxc-attach", "lxc-console",
        "machinectl", "minicom", "mosh-client", "picocom", "podman", "rlogin", "rsh", "session-manager", "slogin",
        "ssh", "telnet", "tio", "tsh", "virsh", "zellij",
    }
)  # fmt: skip
"""Programs that hand keys on to a terminal elsewhere, whose echo cannot be seen from here."""

_ASKERS = frozenset(
    {
        "bw", "doas", "gopass", "gpg", "gpg-connect-age", "gpg-preset-pass", "gpg2", "gpgsm", "login", "lpass",
        "mariadb", "mysql", "npm adduser", "npm login", "passwd", "pinentry", "pinentry-curses", "pinentry-tty", "rbw",
        "su", "sudo", "systemd-ask-pas", "systemd-tty-ask",
    }
)  # fmt: skip
"""Programs that read a password also with line editing switched off (`sudo` with feedback, `pinentry`)."""

_DIALOGS = frozenset({"cdialog", "dialog", "whiptail", "Xdialog"})
_HIDING = (b"--password", b"--insecure", b"--mixed")
"""Programs that ask whatever their arguments say, and how the arguments begin by which it is hidden."""

_SHELLS = frozenset({"bash", "busybox", "dash", "ksh", "ksh93", "mksh", "rbash", "sh", "zsh"})
_INTERPRETERS = ("expect", "lua", "perl", "php", "python", "ruby", "tclsh")
_PAGERS = frozenset({"htop", "less", "man", "more", "most", "pager", "top", "watch"})

_MULTIPLEXERS = {"tmux: client": "tmux: server", "tmux": "tmux: server", "screen": "screen"}
"""Clients that show the terminals of a server, which runs beside them."""

_MOST = 4096
"""Processes below one window that are looked at."""


class Modes(NamedTuple):
    """A terminal's settings: whether it echoes, and whether it collects lines. And without these, whether it is as a
    program leaves it that takes single characters (`cbreak`), or the bare keyboard (`raw`), and edits no line.
    """

    echo: bool
    lines: bool
    single: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    name: str
    parent: int
    group: int
    tty: int
    foreground: int


@dataclass(slots=True)
class _Pty:
    """One pseudo terminal: its number, and the processes on it, the nearest to the window first."""

    tty: int
    pids: list[int] = field(default_factory=list)
    groups: dict[int, set[str]] = field(default_factory=dict)


class Terminal:
    """The terminals inside the windows of one process. One thread. `refresh` before the first look."""

    def __init__(self, pid: int, proc: Path = Path("/proc")) -> None:
        self._pid = pid
        self._proc = proc
        self._ptys: dict[int, _Pty] = {}
        self._own = 0
        self._sight: set[int] = set()
        self.lines = False
        """Whether any of them collected lines at the last look."""
        self._unedited: set[int] = set()
        """Terminals with line editing switched off at the last look."""

    def refresh(self) -> frozenset[int]:
        """Learn anew which terminals there are; returns the processes in them. Some 20 µs for each process below the
        window.
        """
        window = _read(self._proc, self._pid)
        self._own = window.tty if window is not None else 0
        self._ptys = {}
        self._sight = set()
        self._collect(self._pid)
        return frozenset(pid for pty in self._ptys.values() for pid in pty.pids)

    def _collect(self, root: int) -> None:
        """Take in every pseudo terminal of the processes below `root` but the one that `root` itself was started in."""
        waiting, seen = _children(self._proc, root), 0
        while waiting and seen < _MOST:
            pid = waiting.pop(0)
            seen += 1
            process = _read(self._proc, pid)
            if process is None:
                continue
            waiting += _children(self._proc, pid)
            if process.tty == self._own or not 136 <= os.major(process.tty) <= 143:
                continue
            pty = self._ptys.setdefault(process.tty, _Pty(process.tty))
            pty.pids.append(pid)
            pty.groups.setdefault(process.group, set()).add(process.name)

    def __bool__(self) -> bool:
        """Whether there is any terminal."""
        return bool(self._ptys)

    @property
    def asking(self) -> bool:
        """Whether a program runs in them that is known to ask for passwords."""
        names = {name for pty in self._ptys.values() for group in pty.groups.values() for name in group}
        return bool(names & (_ASKERS | _RELAYS))

    @property
    def pure(self) -> bool:
        """Whether this program is known to show terminals and nothing else that takes keys."""
        window = _read(self._proc, self._pid)
        return window is not None and window.name in PROGRAMS

    def look(self) -> Field:
        """What takes the keys at this moment: SECRET if any of the terminals hides what is typed."""
        worst, self.lines = Field.FREE, False
        for pty in list(self._ptys.values()):
            found = self._look(pty)
            if found is Field.SECRET:
                return found
            worst = max(worst, found)
        return worst

    def _look(self, pty: _Pty) -> Field:
        modes = self._modes(pty)
        if modes is None:
            return Field.UNCHECKED if any(self._on(pid, pty.tty) for pid in pty.pids) else Field.FREE
        self.lines = self.lines or modes.lines
        if modes.echo or modes.lines:
            self._unedited.discard(pty.tty)
            return Field.FREE if modes.echo else Field.SECRET
        return self._raw(pty, modes)

    def _on(self, pid: int, tty: int) -> bool:
        process = _read(self._proc, pid)
        return process is not None and process.tty == tty

    def _modes(self, pty: _Pty) -> Modes | None:
        """The settings of a terminal; None if it cannot be opened."""
        for pid in pty.pids:
            modes = read_modes(self._proc / str(pid) / "root/dev/pts" / str(_number(pty.tty)), pty.tty)
            if modes is not None:
                return modes
        return None

    def _raw(self, pty: _Pty, modes: Modes) -> Field:
        """What it means that the program in the foreground reads each key as it comes."""
        leader = next((found for pid in pty.pids if (found := _read(self._proc, pid)) and found.tty == pty.tty), None)
        if leader is None:
            return Field.FREE  # everything there has ended
        names = self._foreground(pty.tty, leader.foreground)
        if names & _RELAYS:
            return Field.UNCHECKED
        if names & _ASKERS and not self._relayed(leader.foreground):
            return Field.SECRET
        if names & _DIALOGS and self._hides(pty.tty):
            return Field.SECRET
        servers = {_MULTIPLEXERS[name] for name in names if name in _MULTIPLEXERS}
        if servers:
            return self._panes(servers)
        if modes.single and names & _SHELLS and not names & _PAGERS:
            return Field.SECRET
        alone = names and all(name in _SHELLS or name.startswith(_INTERPRETERS) for name in names)
        if alone and (modes.single or modes.bare) and not self._relayed(leader.foreground):
            return Field.UNCHECKED
        return Field.FREE

    def _foreground(self, tty: int, group: int) -> set[str]:
        """The names of the processes in the foreground, learnt anew where they may be others by now: line editing was
        just switched off, the group is new, or its first process runs another program.
        """
        first = _read(self._proc, group)
        known = self._groups(tty).get(group)
        other = first is not None and first.tty == tty and first.name not in (known or ())
        if other or tty not in self._unedited or (known is None and group not in self._sight):
            self.refresh()
            self._sight.add(group)
            self._unedited.add(tty)
        return self._groups(tty).get(group, set())

    def _groups(self, tty: int) -> dict[int, set[str]]:
        pty = self._ptys.get(tty)
        return pty.groups if pty is not None else {}

    def _hides(self, tty: int) -> bool:
        """Whether one of the dialogs on a terminal was started to ask for something hidden."""
        pty = self._ptys.get(tty)
        for pid in pty.pids if pty is not None else ():
            process = _read(self._proc, pid)
            if process is None or process.name not in _DIALOGS:
                continue
            try:
                arguments = (self._proc / str(pid) / "cmdline").read_bytes().split(b"\0")
            except OSError:
                return True
            if any(argument.startswith(_HIDING) for argument in arguments):
                return True
        return False

    def _relayed(self, group: int) -> bool:
        """Whether the program has a terminal of its own below, which is looked at by itself (`sudo` with a pty)."""
        inside = Terminal(group, self._proc)
        inside.refresh()
        return bool(inside)

    def _panes(self, servers: set[str]) -> Field:
        """The worst of all terminals of the servers: which of them the window shows is not told."""
        found: set[Field] = set()
        for pid in (pid for name in servers for pid in _named(self._proc, name)):
            inside = Terminal(pid, self._proc)
            inside.refresh()
            found.add(inside.look() if inside else Field.UNCHECKED)
        if Field.SECRET in found:
            return Field.SECRET
        return max(found, default=Field.UNCHECKED)


def read_modes(path: Path, tty: int) -> Modes | None:
    """The settings of the terminal `path`; None if it is not `tty` or not ours to ask."""
    import termios

    try:
        handle = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISCHR(found.st_mode) or found.st_rdev != tty:
            return None
        taken, shown, _control, local, *_rest = termios.tcgetattr(handle)
    except (OSError, termios.error):
        return None
    finally:
        os.close(handle)
    return Modes(
        bool(local & termios.ECHO),
        bool(local & termios.ICANON),
        single=bool(taken & termios.ICRNL and not taken & termios.INLCR and shown & termios.OPOST),
        bare=not shown & termios.OPOST and not local & termios.ISIG,
    )


def supported() -> bool:
    """Whether this system tells such things at all."""
    return sys.platform.startswith("linux") and Path("/proc/self/stat").exists()


def _number(tty: int) -> int:
    return (os.major(tty) - 136) * 256 + os.minor(tty)


def _read(proc: Path, pid: int) -> _Process | None:
    """What the kernel tells of a process, or None when it is gone."""
    try:
        handle = os.open(f"{proc}/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        text = os.read(handle, 1024)
    except OSError:
        return None
    finally:
        os.close(handle)
    begin, end = text.find(b"("), text.rfind(b")")
    parts = text[end + 2 :].split(maxsplit=6)
    if begin < 0 or len(parts) < 7:
        return None
    name = text[begin + 1 : end].decode("utf-8", "replace")
    return _Process(pid, name, int(parts[1]), int(parts[2]), int(parts[4]) & 0xFFFFFFFF, int(parts[5]))


def _children(proc: Path, pid: int) -> list[int]:
    """The child processes of `pid`. Where the kernel does not list them, all processes are looked through."""
    found: list[int] = []
    try:
        for task in (proc / str(pid) / "task").iterdir():
            found += [int(word) for word in (task / "children").read_bytes().split()]
    except OSError:
        if not any((proc / "self/task").glob("*/children")):
            return [other for other in _all(proc) if (known := _read(proc, other)) and known.parent == pid]
    return found


def _all(proc: Path) -> list[int]:
    try:
        return [int(entry.name) for entry in proc.iterdir() if entry.name.isdecimal()]
    except OSError:
        return []


def _named(proc: Path, name: str) -> list[int]:
    """Processes of this user with that name."""
    own = os.getuid()
    found = []
    for pid in _all(proc):
        known = _read(proc, pid)
        if known is None or known.name != name:
            continue
        try:
            if (proc / str(pid)).stat().st_uid == own:
                found.append(pid)
        except OSError:
            continue
    return found
