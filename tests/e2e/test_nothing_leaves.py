"""Nothing leaves: recorder, window and command line with no interface at all, under a trace of every socket they make;
and what other people of the computer can reach of them.

The long form: MIRRORLIGHT_SOAK_SECONDS=600.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ordinary
from running import Recording, wait_seconds
from xserver import XServer, until

SECONDS = int(os.environ.get("MIRRORLIGHT_SOAK_SECONDS", "4"))
LOCAL = {"AF_UNIX", "AF_LOCAL", "AF_NETLINK"}
OTHER = 65533
"""A user who is somebody else."""

ALONE = ("unshare", "--net", "--")
TRACED = (
    "strace",
    "-D",
    "-f",
    "-qq",
    "--seccomp-bpf",
    "-e",
    "trace=socket,socketpair,connect,bind,sendto",
    "-e",
    "signal=none",
)


def can(*command: str) -> bool:
    try:
        return subprocess.run([*command, "true"], capture_output=True, timeout=30, check=False).returncode == 0
    except OSError:
        return False


def sockets(trace: str) -> set[str]:
    """The families of every socket in a trace."""
    return set(re.findall(r"\bsocket(?:pair)?\((\w+)", trace)) | set(re.findall(r"sa_family=(\w+)", trace))


def trace_of(folder: Path) -> str:
    return "".join(path.read_text("utf-8", "replace") for path in sorted(folder.glob("trace.*")))


def used(recording: Recording, server: XServer) -> None:
    """Everything a person does: type, look, search, pause, delete, export, for as long as the test has."""
    recording.set_up("--channels", ",".join(_channels()))
    recording.record()
    server.focus(server.window("Editor", "notes.txt", (100, 300, 400, 300)))
    for _ in range(max(1, SECONDS // 10)):
        server.type("hello out there ")
        wait_seconds(min(SECONDS, 10))
        recording.run("status")
    until(lambda: "hello" in recording.typed(), "the text", 40)
    window = subprocess.Popen(
        recording.command(), env=recording.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until(lambda: server.find("(Recording|Filtered) – Today – Mirrorlight"), "the window", 120)
        recording.run("search", "hello")
        recording.run("pause", "5m")
        recording.run("resume")
        recording.run("export", "--format", "jsonl", "--out", str(recording.home.parent / "day.jsonl"))
        recording.run("delete", "--all", "--yes")
        recording.run("doctor", check=False)
    finally:
        window.kill()  # under a trace it takes its time to end by itself
        window.wait(60)
    recording.stop()


def _channels() -> list[str]:
    from mirrorlight.channels import CHANNELS

    return [channel.id for channel in CHANNELS]


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_no_socket_but_local_ones(xserver: XServer, tmp_path: Path) -> None:
    """Each process of Mirrorlight's, and whatever it starts, from its first instruction on."""
    traced = (*TRACED, "-ff", "-o", str(tmp_path / "trace"))
    if not can(*TRACED, "-o", os.devnull):
        pytest.skip("this system does not let processes be traced")
    alone = ALONE if can(*ALONE) else ()
    with Recording(xserver, tmp_path, wrapped_in=(*alone, *traced)) as recording:
        used(recording, xserver)
    found = until(lambda: sockets(trace_of(tmp_path)), "the traces")
    assert "AF_UNIX" in found, "nothing was traced"
    assert found <= LOCAL


@pytest.mark.skipif(not can(*ALONE), reason="this system does not let us make a network namespace")
@pytest.mark.skipif(bool(shutil.which("strace")), reason="the test above does that too")
def test_without_any_interface_everything_works(xserver: XServer, tmp_path: Path) -> None:
    with Recording(xserver, tmp_path, wrapped_in=ALONE) as recording:
        used(recording, xserver)


def test_the_trace_would_show_a_socket_that_leaves(tmp_path: Path) -> None:
    if not can(*TRACED, "-o", os.devnull):
        pytest.skip("this system does not let processes be traced")
    leak = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    command = [*TRACED, "-ff", "-o", str(tmp_path / "trace"), sys.executable, "-c", leak]
    subprocess.run(command, timeout=60, check=True)
    assert "AF_INET" in sockets(trace_of(tmp_path))


PROBE = r"""
import os, socket, sys
home = sys.argv[1]
reached = []
def tried(name, act):
    try:
        act()
    except (PermissionError, FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
        return
    except OSError:
        pass
    reached.append(name)
for folder in (home, *(os.path.join(home, name) for name in ("data", "config", "logs", "run"))):
    tried("list " + folder, lambda: os.listdir(folder))
    tried("write " + folder, lambda: os.open(os.path.join(folder, "mine"), os.O_CREAT | os.O_WRONLY))
for path in sys.argv[2:]:
    tried("stat " + path, lambda: os.stat(path))
    tried("read " + path, lambda: os.open(path, os.O_RDONLY))
    tried("connect " + path, lambda: socket.socket(socket.AF_UNIX).connect(path))
print("\n".join(reached))
"""


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can be somebody else")
def test_other_people_can_neither_list_nor_read_nor_connect(xserver: XServer) -> None:
    """With a umask that closes nothing. (Who can reach the X server sees its windows; that is X11.)"""
    open_umask = ("sh", "-c", 'umask 000; exec "$@"', "sh")
    with ordinary.folder() as folder, Recording(xserver, folder, wrapped_in=open_umask) as recording:
        recording.set_up()
        recorder = recording.record()
        window = subprocess.Popen(
            recording.command(), env=recording.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            until(lambda: xserver.find("(Recording|Filtered) – Today – Mirrorlight"), "the window", 60)
            paths = [str(path) for path in recording.home.rglob("*")]
            assert {"store.db", "store.key", "settings.toml", "recorder.log", "control"} <= {
                path.rpartition("/")[2] for path in paths
            }
            probe = ["/usr/bin/python3", "-c", PROBE, str(recording.home), *paths]
            done = subprocess.run(
                probe, user=OTHER, group=OTHER, extra_groups=[], capture_output=True, text=True, timeout=60, check=True
            )
            assert done.stdout.strip() == ""
            ours = subprocess.run(probe, capture_output=True, text=True, timeout=60, check=True).stdout
            assert "connect" in ours, "the probe reaches nothing at all"
            assert "list" in ours
            assert abstract_sockets({recorder.pid, window.pid}) == set()
        finally:
            window.terminate()
            window.wait(20)


def abstract_sockets(processes: set[int]) -> set[str]:
    """Names of listening sockets of these processes that stand in no folder: whoever knows them can connect."""
    own: set[str] = set()
    for pid in processes:
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            found = re.fullmatch(r"socket:\[(\d+)\]", str(handle.readlink())) if handle.is_symlink() else None
            if found:
                own.add(found[1])
    listening = 0x10000
    return {
        words[7]
        for words in (line.split() for line in Path("/proc/net/unix").read_text().splitlines()[1:])
        if len(words) > 7 and words[6] in own and words[7].startswith("@") and int(words[3], 16) & listening
    }
