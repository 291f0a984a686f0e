"""Terminals on Linux: whether one of the terminals inside a window hides what is typed (`read -s`, `sudo`, `ssh`).

A terminal program holds a pseudo terminal for each shell it runs. What runs there switches echo off while it reads a
password and leaves line editing on; an editor or a shell's own line editing switches off both, and shows what is typed
itself. Everything is read from `/proc` and the terminal's own settings (`tcgetattr`), as any program of the same user
may. A pseudo terminal is opened for each look and closed at once: who keeps it open keeps the window from noticing
that its shell has ended.

What this cannot tell is a program that switches off line editing as well while it reads a password (`read -s -n 4`):
it looks like an editor. Those that are known to do so are named here.
"""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

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
        "doas", "gpg", "login", "mariadb", "mysql", "passwd", "pinentry", "pinentry-curses", "pinentry-tty", "su",
        "sudo", "systemd-ask-pas", "systemd-tty-ask",
    }
)  # fmt: skip
"""Programs that read a password also with line editing switched off (`sudo` with feedback, `pinentry`)."""

_MULTIPLEXERS = {"tmux: client": "tmux: server", "tmux": "tmux: server", "screen": "SCREEN"}
"""Clients that show the terminals of a server, which runs beside them."""

_MOST = 4096
"""Processes below one window that are looked at."""


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
        echo, lines = modes
        self.lines = self.lines or lines
        if echo:
            return Field.FREE
        return Field.SECRET if lines else self._raw(pty)

    def _on(self, pid: int, tty: int) -> bool:
        process = _read(self._proc, pid)
        return process is not None and process.tty == tty

    def _modes(self, pty: _Pty) -> tuple[bool, bool] | None:
        """Whether a terminal echoes, and whether it collects lines; None if it cannot be opened."""
        for pid in pty.pids:
            modes = read_modes(self._proc / str(pid) / "root/dev/pts" / str(_number(pty.tty)), pty.tty)
            if modes is not None:
                return modes
        return None

    def _raw(self, pty: _Pty) -> Field:
        """What it means that the program in the foreground reads each key as it comes."""
        leader = next((found for pid in pty.pids if (found := _read(self._proc, pid)) and found.tty == pty.tty), None)
        if leader is None:
            return Field.FREE  # everything there has ended
        if leader.foreground not in pty.groups and leader.foreground not in self._sight:
            self.refresh()
            self._sight.add(leader.foreground)
        names = self._ptys.get(pty.tty, pty).groups.get(leader.foreground, set())
        if names & _RELAYS:
            return Field.UNCHECKED
        if names & _ASKERS and not self._relayed(leader.foreground):
            return Field.SECRET
        servers = {_MULTIPLEXERS[name] for name in names if name in _MULTIPLEXERS}
        return self._panes(servers) if servers else Field.FREE

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


def read_modes(path: Path, tty: int) -> tuple[bool, bool] | None:
    """Whether the terminal `path` echoes, and whether it collects lines; None if it is not `tty` or not ours to ask."""
    import termios

    try:
        handle = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISCHR(found.st_mode) or found.st_rdev != tty:
            return None
        local = termios.tcgetattr(handle)[3]
    except (OSError, termios.error):
        return None
    finally:
        os.close(handle)
    return bool(local & termios.ECHO), bool(local & termios.ICANON)


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
