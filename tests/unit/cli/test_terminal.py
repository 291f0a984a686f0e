"""The real program on a real (pseudo) terminal and in real pipes: questions, no print-out of secrets, broken pipes."""

from __future__ import annotations

import codecs
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import Home
from mirrorlight import consent
from mirrorlight.store import keys

APP = Path(__file__).resolve().parents[3] / "app"
PATIENCE = 60.0


class Terminal:
    """`mirrorlight ARGUMENTS` with a terminal for stdin and stderr, driven by what it asks."""

    def __init__(self, *arguments: str) -> None:
        self.shown = ""
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._ours, theirs = pty.openpty()
        # What runs in the background, as these tests may, is deaf to Ctrl+C, and what it starts is, too.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mirrorlight", *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
            env=environment(), start_new_session=True,
        )  # fmt: skip
        signal.signal(signal.SIGINT, before)
        os.close(theirs)

    def answer(self, question: str, words: str) -> None:
        """Wait until `question` is shown, then type `words` and Return."""
        self._read_until(lambda: question in self.shown)
        self.shown = ""
        os.write(self._ours, words.encode() + b"\n")

    def end(self) -> int:
        """Read on to the end; the exit status."""
        self._read_until(lambda: False)
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)

    def _read_until(self, reached: object) -> None:
        assert callable(reached)
        deadline = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < deadline, self.shown
            if select.select([self._ours], [], [], 0.2)[0]:
                try:
                    part = os.read(self._ours, 65536)
                except OSError:  # Linux says so when the other side has closed
                    return
                self.shown += self._decode(part)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(APP), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.close()


UNCHECKED = "keep them out or record them? [KEEP-OUT/record]"


def start(opened: list[Terminal], *arguments: str) -> Terminal:
    opened.append(Terminal(*arguments))
    return opened[-1]


def test_the_first_run_asks_and_a_no_leaves_nothing(home: Home, opened: list[Terminal]) -> None:
    terminal = start(opened, "setup", "--key", "file")
    terminal.answer(UNCHECKED, "record")
    terminal.answer("Do you agree? [yes/No]", "")
    assert terminal.end() == 1
    assert "nothing is recorded" in terminal.shown
    assert not home.places.store.exists()
    assert not home.places.settings.exists()


@pytest.mark.parametrize(("answer", "value"), [("", False), ("keep-out", False), ("record", True)])
def test_the_first_run_asks_about_keys_that_cannot_be_checked(
    home: Home, opened: list[Terminal], answer: str, value: bool
) -> None:
    terminal = start(opened, "setup", "--key", "file")
    terminal.answer(UNCHECKED, answer)
    terminal.answer("Do you agree? [yes/No]", "yes")
    assert terminal.end() == 0
    assert home.run("settings", "get", "unchecked_keys", "--json").json["value"] is value


def test_another_answer_sets_nothing_up(home: Home, opened: list[Terminal]) -> None:
    terminal = start(opened, "setup", "--key", "file")
    terminal.answer(UNCHECKED, "all")
    assert terminal.end() == 1
    assert not home.places.store.exists()


def test_the_first_run_with_a_passphrase_typed_twice(home: Home, opened: list[Terminal]) -> None:
    terminal = start(opened, "setup")
    terminal.answer("Which one? [passphrase/file]", "passphrase")
    terminal.answer(UNCHECKED, "")
    terminal.answer("Do you agree? [yes/No]", "yes")
    terminal.answer("A passphrase for the store:", "four good words")
    terminal.answer("The same again:", "four good words")
    assert terminal.end() == 0
    assert "four good words" not in terminal.shown
    info = keys.read_info(home.places)
    assert info is not None
    assert info.mode == "passphrase"
    assert consent.read(home.places.consent) is not None
    reading = start(opened, "events")
    reading.answer("Passphrase of the store:", "four good words")
    assert reading.end() == 0


def test_two_passphrases_that_differ_set_nothing_up(home: Home, opened: list[Terminal]) -> None:
    terminal = start(opened, "setup", "--agree", "--key", "passphrase")
    terminal.answer("A passphrase for the store:", "four good words")
    terminal.answer("The same again:", "four other words")
    assert terminal.end() == 1
    assert not home.places.store.exists()


@pytest.mark.parametrize(("answer", "left"), [("no", True), ("", True), ("yes", False)])
def test_delete_shows_what_would_go_and_asks(filled: Home, opened: list[Terminal], answer: str, left: bool) -> None:
    terminal = start(opened, "delete", "--all")
    terminal.answer("for good? [yes/No]", answer)
    assert terminal.end() == (1 if left else 0)
    lines = [line for line in filled.run("events", "--json").lines if line["channel"] != "gap"]
    assert bool(lines) is left


def test_ctrl_c_at_a_question_changes_nothing_and_shows_no_traceback(filled: Home, opened: list[Terminal]) -> None:
    terminal = start(opened, "delete", "--all")
    terminal._read_until(lambda: "for good?" in terminal.shown)
    os.killpg(terminal._process.pid, signal.SIGINT)
    assert terminal.end() == 130
    assert "Traceback" not in terminal.shown
    assert filled.run("events", "--json").lines


def test_a_reader_that_goes_away_is_no_error(filled: Home) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "mirrorlight", "events", "--json"], stdin=subprocess.DEVNULL, stdout=pipe,
            stderr=subprocess.PIPE, env=environment(), timeout=PATIENCE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [("record",), ()])
def test_without_a_display_it_says_so_and_what_to_do(home: Home, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mirrorlight", *arguments], stdin=subprocess.DEVNULL, capture_output=True,
        env=environment(), text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no display here" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_ascii_terminals_get_the_help(home: Home) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mirrorlight", "--help"], stdin=subprocess.DEVNULL, capture_output=True,
        env={**environment(), "PYTHONIOENCODING": "ascii"}, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
