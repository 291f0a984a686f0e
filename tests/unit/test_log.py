"""The log names kinds and places, never what anything was about."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight import log
from mirrorlight.errors import UserError

MARKER = "zanzibarquokka"
APP = Path(__file__).resolve().parents[2] / "app"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root, ours = logging.getLogger(), logging.getLogger("mirrorlight")
    levels, raising = (root.level, ours.level), logging.raiseExceptions
    log.start(tmp_path / "logs", "test")
    yield tmp_path / "logs" / "test.log"
    log.stop()
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    logging.raiseExceptions = raising


def raises() -> None:
    secret = MARKER
    raise KeyError(secret)


def test_our_lines_are_written_for_the_owner_alone(file: Path) -> None:
    logging.getLogger("mirrorlight.store").info("opened")
    assert file.read_text().endswith("INFO mirrorlight.store: opened\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_logged_error_is_kind_and_place(file: Path) -> None:
    try:
        raises()
    except KeyError:
        logging.getLogger("mirrorlight.x").exception("it failed")
    text = file.read_text()
    assert MARKER not in text
    assert "KeyError at test_log.py:" in text


def test_lines_of_other_packages_are_cut_down_to_their_place(file: Path) -> None:
    logging.getLogger("somebody.else").warning("found %s", MARKER)
    assert MARKER not in file.read_text()
    assert "somebody.else: test_log:" in file.read_text()


def test_a_log_turns_over_and_stays_private(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            handler.maxBytes = 2_000
    for _ in range(100):
        logging.getLogger("mirrorlight").info("a line of some length")
    found = list(file.parent.iterdir())
    assert sorted(path.name for path in found) == ["test.log", "test.log.1"]
    assert all(path.stat().st_size < 3_000 and path.stat().st_mode & 0o077 == 0 for path in found)


def test_a_chain_of_errors_is_described_without_a_message() -> None:
    def chained() -> None:
        try:
            raises()
        except KeyError as error:
            raise ValueError(MARKER) from error

    with pytest.raises(ValueError, match=MARKER) as caught:
        chained()
    described = log.describe(caught.value)
    assert MARKER not in described
    assert described.startswith("ValueError at test_log.py:")
    assert "; after KeyError at test_log.py:" in described


def test_a_user_error_keeps_its_words_because_they_are_ours() -> None:
    assert log.describe(UserError("The disk is full.", code="disk-full")) == "UserError (disk-full: The disk is full.)"


SCRIPT = """
import sys, threading
from pathlib import Path
from mirrorlight import log
log.start(Path(sys.argv[1]), "crash")
log.watch_crashes()
def fail():
    held = "zanzibarquokka"
    raise RuntimeError(held)
class Unraisable:
    def __del__(self):
        fail()
thread = threading.Thread(target=fail, name="worker")
thread.start()
thread.join()
Unraisable()
fail()
"""


def test_every_kind_of_crash_is_logged_by_kind_and_place(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False,
        env={"PYTHONPATH": str(APP)},
    )  # fmt: skip
    text = (tmp_path / "crash.log").read_text()
    for place in ("main", "worker", "clean-up"):
        assert f"unexpected error in {place}: RuntimeError at " in text
    assert done.returncode == 1
    for told in (text, done.stdout, done.stderr):
        assert MARKER not in told
        assert "Traceback" not in told


def test_the_hooks_survive_a_closed_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    hook, before = threading.excepthook, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    try:
        log.watch_crashes()
        assert threading.excepthook is not hook
        sys.excepthook(RuntimeError, RuntimeError("x"), None)
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before
