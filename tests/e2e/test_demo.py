"""`mirrorlight demo` as a person starts it: a window that says what it is, a store that is gone afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from running import APP, Recording
from xserver import XServer, until

TITLE = "Synthetic demo data"


class Demo:
    """The command in an X server, with a folder for temporary files of its own."""

    def __init__(self, server: XServer, base: Path) -> None:
        self.server, self.base = server, base
        self.temporary = base / "temporary"
        self.temporary.mkdir()
        self.environment = {
            **Recording(server, base).environment, "TMPDIR": str(self.temporary), "XDG_RUNTIME_DIR": str(base),
        }  # fmt: skip
        self.environment.pop("MIRRORLIGHT_HOME")
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.base / "said").open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "mirrorlight", "demo", *arguments], env=self.environment, cwd=self.base,
                stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            )  # fmt: skip
        self.started.append(process)
        return process

    def said(self) -> str:
        return (self.base / "said").read_text()

    def shown(self) -> str:
        """The window's id, once it is there with the mark in its title."""

        def found() -> int:
            assert self.started[-1].poll() is None, self.said()
            return self.server.find(f".*{TITLE}.*")

        return str(until(found, "the window", timeout=60))

    def run(self, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command on a demo's store."""
        return subprocess.run(
            [sys.executable, "-m", "mirrorlight", *arguments], env={**self.environment, "MIRRORLIGHT_HOME": str(home)},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def folders(self) -> list[Path]:
        return sorted(self.temporary.glob("*mirrorlight-demo-*"))


@pytest.fixture
def demo(xserver: XServer, tmp_path: Path) -> Iterator[Demo]:
    made = Demo(xserver, tmp_path)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
        process.wait(20)


def test_it_is_shown_and_gone_when_the_window_is_closed_or_killed(demo: Demo) -> None:
    killed = demo.start()
    demo.shown()
    (home,) = demo.folders()
    assert (home / "data" / "store.db").exists()
    assert home.stat().st_mode & 0o077 == 0
    killed.send_signal(signal.SIGKILL)
    killed.wait(20)
    assert home.exists()  # nobody could take it away
    second = demo.start()
    window = demo.shown()
    assert not home.exists()
    (home,) = demo.folders()
    until(lambda: not demo.run(home, "--json", "events", "--channel", "screenshots", "--limit", "1").returncode, "rows")
    demo.server.xdotool("windowactivate", "--sync", window)
    demo.server.xdotool("key", "ctrl+q")
    assert second.wait(20) == 0
    assert demo.folders() == []


def test_a_kept_one_says_what_it_is_and_is_never_recorded_into(demo: Demo) -> None:
    home = demo.base / "kept"
    process = demo.start("--home", str(home))
    demo.shown()
    process.terminate()
    assert process.wait(20) == 0
    assert demo.run(home, "status").stdout.startswith(TITLE)
    assert json.loads(demo.run(home, "--json", "status").stdout)["synthetic"] is True
    events = demo.run(home, "--json", "events", "--limit", "50").stdout.splitlines()
    assert len(events) == 50
    receipts = demo.run(home, "--json", "receipts").stdout.splitlines()
    assert len(receipts) == 1
    assert all(json.loads(line)["synthetic"] for line in (*events, *receipts))
    refused = demo.run(home, "--json", "record")
    assert refused.returncode == 1
    assert json.loads(refused.stderr.splitlines()[-1])["error"]["code"] == "synthetic", refused.stderr
    after = demo.run(home, "--json", "events", "--limit", "50").stdout.splitlines()
    assert after == events


def test_without_a_display_it_leaves_pictures_and_says_so(demo: Demo) -> None:
    for name in ("DISPLAY", "QT_QPA_PLATFORM"):
        demo.environment.pop(name, None)
    process = demo.start()
    assert process.wait(120) == 0, demo.said()
    assert "out/" in demo.said()
    pictures = sorted(path.name for path in (demo.base / "out").iterdir())
    assert "demo-today.png" in pictures
    assert all((demo.base / "out" / name).read_bytes().startswith(b"\x89PNG") for name in pictures)
    assert demo.folders() == []


def test_what_cannot_be_shown_is_refused(demo: Demo) -> None:
    (demo.base / "letters").mkdir()
    (demo.base / "letters" / "a.txt").write_text("mine")
    for arguments in (("--days", "5000"), ("--home", str(demo.base / "letters"))):
        assert demo.start(*arguments).wait(60) == 1
    assert os.listdir(demo.base / "letters") == ["a.txt"]  # noqa: PTH208
    assert demo.folders() == []
    assert APP.exists()


def test_recording_scripted_input_says_what_it_does_and_leaves_nothing(demo: Demo) -> None:
    """Without a display: a virtual one, real keys, pictures in out/; what was typed in the pause was not stored."""
    for name in ("DISPLAY", "QT_QPA_PLATFORM"):
        demo.environment.pop(name, None)
    demo.environment["MIRRORLIGHT_HOME"] = str(demo.base / "own")
    process = demo.start("--record")
    assert process.wait(300) == 0, demo.said()
    said = demo.said()
    for words in (
        "In the terminal stands: “could we talk about the shift plan before the meeting”.",
        "The store also holds what was taken back: “thursday”.", "Which keys is not kept.",
        "nothing of it is written", "Everything is deleted",
    ):  # fmt: skip
        assert words in said, said
    pictures = sorted(path.name for path in (demo.base / "out").iterdir())
    assert pictures == ["demo-filtered.png", "demo-paused.png", "demo-recording.png"]
    assert not (demo.base / "own").exists() or not list((demo.base / "own").rglob("store.db"))
    assert demo.folders() == []
    assert [path.name for path in demo.temporary.iterdir() if path.name.startswith("mirrorlight")] == []


def test_recording_is_refused_beside_other_wishes(demo: Demo) -> None:
    assert demo.start("--record", "--days", "2").wait(60) == 2
    assert "cannot be combined" in demo.said()
