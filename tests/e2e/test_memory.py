"""The key in memory alone: what an ordinary person's other programs can see of a process that holds it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ordinary
from running import APP, Recording
from xserver import XServer, until

PROBE = r"""
import ctypes, os, sys
pid, wanted = int(sys.argv[1]), bytes.fromhex(sys.argv[2])
def tried(name, act):
    try:
        print(name, "yes" if act() else "no")
    except OSError as error:
        print(name, type(error).__name__)
def memory():
    with open(f"/proc/{pid}/maps") as maps:
        lines = list(maps)
    with open(f"/proc/{pid}/mem", "rb", 0) as file:
        for line in lines:
            first, last = (int(part, 16) for part in line.split()[0].split("-"))
            if "rw" in line.split()[1] and last - first < 1 << 28:
                file.seek(first)
                try:
                    if wanted in file.read(last - first):
                        return True
                except OSError:
                    continue
    return False
def traced():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    if libc.ptrace(16, pid, None, None):
        raise OSError(ctypes.get_errno(), "ptrace")
    libc.ptrace(17, pid, None, None)
    return True
tried("cmdline", lambda: b"mirrorlight" in open(f"/proc/{pid}/cmdline", "rb").read())
tried("stat", lambda: open(f"/proc/{pid}/stat").read())
tried("environ", lambda: open(f"/proc/{pid}/environ", "rb").read())
tried("memory", memory)
tried("ptrace", traced)
"""


pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the Linux kernel"),
    pytest.mark.skipif(ordinary.wrapper() is None, reason="nobody but root can be made to run this Python here"),
]


def as_person(*command: str) -> list[str]:
    return [*(ordinary.wrapper() or ()), *command]


def probed(pid: int, key: str) -> dict[str, str]:
    done = subprocess.run(
        ["/usr/bin/python3", "-c", PROBE, str(pid), key], capture_output=True, text=True, timeout=120, check=True,
        **ordinary.options(),
    )  # fmt: skip
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


@pytest.fixture
def folder() -> Iterator[Path]:
    with ordinary.folder() as made:
        yield made


@pytest.fixture
def recording(xserver: XServer, folder: Path) -> Iterator[Recording]:
    """With a home so deep that its socket is reached through a handle of its folder."""
    deep = folder / ("a-path-longer-than-the-address-of-a-socket-may-be-" * 2)
    deep.mkdir()
    os.chown(deep, ordinary.user(), -1)
    environment = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(deep), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    with Recording(xserver, deep, environment=environment, wrapped_in=as_person()) as running:
        running.set_up()
        yield running


def test_an_ordinary_persons_other_programs_cannot_read_the_key(recording: Recording) -> None:
    """Recorder and window; and both still know each other, by what stays readable of a process."""
    server = recording.server
    recorder = recording.record()
    window = subprocess.Popen(
        recording.command(), env=recording.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until(lambda: server.find("(Recording|Filtered) – Today – Mirrorlight"), "the window", 60)
        key = (recording.home / "data" / "store.key").read_text()
        for process in (recorder, window):
            assert probed(process.pid, key) == {
                "cmdline": "yes", "stat": "yes", "environ": "PermissionError", "memory": "PermissionError",
                "ptrace": "PermissionError",
            }, "read by another program"  # fmt: skip
            for name in ("cmdline", "environ"):
                content = Path(f"/proc/{process.pid}/{name}").read_bytes()
                assert key.encode() not in content
                assert bytes.fromhex(key) not in content
        for path in recording.home.rglob("*"):
            if path.is_file() and path.name != "store.key":
                assert key.encode() not in path.read_bytes()
        assert recording.state() in {"recording", "filtered"}
        again = subprocess.run(
            recording.command(), env=recording.environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert again.returncode == 0, "a second window did not find the first"
        assert window.poll() is None
        memory = {each["id"]: each for each in recording.json_of("doctor")["findings"]}["memory"]
        assert memory["state"] == "ok"
    finally:
        window.terminate()
        window.wait(20)


def test_a_process_that_keeps_nothing_private_can_be_read() -> None:
    """What the test above forbids is possible otherwise, so that it can fail."""
    key = os.urandom(32)
    script = (
        "import sys, time; kept = bytes.fromhex(sys.stdin.readline()); print('mirrorlight', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        as_person(sys.executable, "-c", script), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/"
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(key.hex() + "\n")
            process.stdin.flush()
            process.stdout.readline()
            found = probed(process.pid, key.hex())
        finally:
            process.kill()
    assert found["environ"] in {"yes", "no"}
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    if not scope.exists() or scope.read_text().strip() == "0":
        assert (found["memory"], found["ptrace"]) == ("yes", "yes")


@pytest.mark.parametrize("private", [True, False])
def test_a_crash_leaves_no_picture_of_the_memory(folder: Path, private: bool) -> None:
    pattern = Path("/proc/sys/kernel/core_pattern").read_text()
    if not private and (pattern.startswith("|") or "/" in pattern):
        pytest.skip("this system hands core files to a program of its own")
    keep = "from mirrorlight.process import keep_memory_private; keep_memory_private()" if private else ""
    allow = (
        "import resource; resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE)[1:] * 2)"
    )
    script = f"{allow}\n{keep}\nimport os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    ended = subprocess.run(
        as_person(sys.executable, "-c", script), env={**os.environ, "PYTHONPATH": str(APP)}, cwd=folder, timeout=60,
        check=False,
    ).returncode  # fmt: skip
    assert ended == -signal.SIGSEGV
    if private:
        assert list(folder.iterdir()) == []
    elif not list(folder.iterdir()):
        pytest.skip("this system writes no core files")


@pytest.mark.skipif(not shutil.which("gcore"), reason="gdb is not installed")
def test_gcore_fails(recording: Recording, folder: Path) -> None:
    recorder = recording.record()
    done = subprocess.run(
        ["gcore", "-o", str(folder / "core"), str(recorder.pid)], capture_output=True, timeout=120, check=False,
        **ordinary.options(),
    )  # fmt: skip
    assert done.returncode != 0
    assert not list(folder.glob("core*"))
