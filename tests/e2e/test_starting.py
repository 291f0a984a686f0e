"""Starting a recorder from another program, and the walk of `make run`: real processes, a real light, real keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SystemClock
from mirrorlight.errors import UserError
from mirrorlight.places import places
from mirrorlight.settings import Settings, declared
from xserver import XServer, until

pytest_plugins = ["xserver"]

ROOT = Path(__file__).resolve().parents[2]
ALL = tuple(channel.id for channel in CHANNELS)
WORDS = "four good words here"


@pytest.fixture
def make(xserver: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Actions]]:
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "app"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    made: list[Actions] = []

    def actions() -> Actions:
        home = places()
        made.append(Actions(home, Settings(home.settings, declared(CHANNELS)), SystemClock(), lambda: WORDS))
        return made[-1]

    yield actions
    for one in made:
        one.close()
    left = recorders()
    for process in left:
        process.terminate()
    psutil.wait_procs(left, timeout=20)


def recorders() -> list[psutil.Process]:
    """The recorders that this process started and that run."""
    living = [process for process in psutil.Process().children() if process.status() != psutil.STATUS_ZOMBIE]
    return [process for process in living if "record" in process.cmdline()]


def test_a_recorder_is_started_answers_and_is_stopped(make: Callable[[], Actions]) -> None:
    actions = make()
    actions.set_up("passphrase", ALL, WORDS)
    actions.start()
    assert actions.status()["state"] in {"starting", "recording", "filtered"}
    (recorder,) = recorders()
    assert WORDS not in " ".join(recorder.cmdline())
    assert os.getsid(recorder.pid) == recorder.pid, "it ends with our terminal"
    actions.start()
    assert recorders() == [recorder], "a second one was started"
    second = subprocess.run(
        [sys.executable, "-m", "mirrorlight", "--json", "--passphrase-fd", "0", "record"], input=WORDS + "\n",
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (second.returncode, json.loads(second.stderr)["error"]["code"]) == (1, "already-recording")
    assert actions.status()["state"] != "off"

    stopped = actions.stop()
    assert (stopped["state"], stopped["reason"]) == ("off", "off")
    recorder.terminate()

    def gone() -> bool:
        actions.status()
        return not recorder.is_running()

    until(gone, "the stopped recorder to leave no zombie")


def test_a_recorder_outlives_the_one_who_started_it(make: Callable[[], Actions]) -> None:
    actions = make()
    actions.set_up("file", ALL)
    actions.start()
    actions.close()
    assert make().status()["state"] != "off"


def test_a_wrong_passphrase_is_told_by_the_one_who_started(make: Callable[[], Actions]) -> None:
    actions = make()
    actions.set_up("passphrase", ALL, "other words than these")
    actions.use_passphrase("")
    with pytest.raises(UserError) as wrong:
        actions.start()
    assert wrong.value.code == "wrong-passphrase"
    assert recorders() == []
    actions.use_passphrase("other words than these")
    actions.start()
    assert actions.status()["state"] != "off"


def test_a_recorder_that_is_killed_is_told_from_one_that_was_stopped(make: Callable[[], Actions]) -> None:
    actions = make()
    actions.set_up("file", ALL)
    actions.start()
    (recorder,) = recorders()
    recorder.kill()
    until(lambda: actions.status()["state"] == "off", "the end")
    assert actions.status()["reason"] == "crash"
    actions.start()
    assert actions.status()["state"] != "off"


def test_the_walk_without_a_display_ends_well(tmp_path: Path) -> None:
    """What `make run` does on a machine without a display, whole."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    walk = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "linux" / "walk.py"), str(tmp_path / "out")],
        env={**environment, "PYTHONPATH": str(ROOT / "app")}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip
    assert walk.returncode == 0, walk.stdout + walk.stderr
    assert walk.stderr == ""
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert left == ["desktop.png", "status.json", "status.txt", "window.png"]
    status = json.loads((tmp_path / "out" / "status.json").read_text())
    walked = ("keyboard", "pointer", "windows", "screenshots")
    assert all(status["channels"][name]["stored"] for name in walked)
    started = psutil.process_iter(["cmdline"])
    assert [process for process in started if str(tmp_path) in " ".join(process.info["cmdline"] or ())] == []
