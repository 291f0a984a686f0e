"""Starting a recorder as a process of its own, and hearing from it why it could not."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time

from mirrorlight import control
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.process import program as _program

START = 90.0
"""Seconds a new recorder has to answer; the keyring may ask the person for its password meanwhile (60 s at most)."""
_LOOK = 0.03
"""Seconds between two looks at whether a new recorder answers."""


class Launcher:
    """The recorders that this process started. They go on without it; while it lives, none stays behind as a zombie."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, passphrase: str | None) -> None:
        """Start a recorder, hand it `passphrase` through a pipe, and return once it answers.

        Raises the UserError with which it refused. What it writes to stderr is read until then, and never after.
        """
        self.reap()
        hand_over = [] if passphrase is None else ["--passphrase-fd", "0"]
        try:
            recorder = subprocess.Popen(
                [*_program(), "--json", *hand_over, "record"],
                stdin=subprocess.DEVNULL if passphrase is None else subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise UserError(_("The recorder could not be started."), error.strerror or "", code="no-start") from error
        self._started.append(recorder)
        if recorder.stdin is not None and passphrase is not None:
            with contextlib.suppress(BrokenPipeError), recorder.stdin as pipe:
                pipe.write(passphrase.encode() + b"\n")
        assert recorder.stderr is not None
        with recorder.stderr:
            self._wait_for_answer(recorder)

    def reap(self) -> None:
        """Take note of the end of recorders that were started here."""
        self._started[:] = [recorder for recorder in self._started if recorder.poll() is None]

    def let_go(self) -> None:
        """Those that still run are not ours to wait for any more."""
        self.reap()
        for recorder in self._started:
            recorder.returncode = 0
        self._started.clear()

    def _wait_for_answer(self, recorder: subprocess.Popen[bytes]) -> None:
        """Until the new recorder answers; if it ends instead, raise the error that it wrote."""
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            with contextlib.suppress(subprocess.TimeoutExpired):
                recorder.wait(_LOOK)
                self.reap()
                raise self._reported(recorder)
            try:
                control.ask(self._places, "status", timeout=1.0)
            except (control.NoRecorder, control.RecorderSilent):
                continue
            except UserError as error:
                if error.code == "no-recorder":  # it listens, but is not through with starting
                    continue
                raise
            return
        recorder.kill()
        recorder.wait()
        self.reap()
        raise UserError(
            _("The recorder was not started."),
            _("It did not answer within {n} seconds.").format(n=int(START)),
            _("Look into the log: {path}").format(path=self._places.logs / "recorder.log"),
            code="recorder-silent",
        )

    def _reported(self, recorder: subprocess.Popen[bytes]) -> UserError:
        """The error that a recorder wrote before it ended, or what can be said if it wrote none."""
        assert recorder.stderr is not None
        if os.name == "posix":
            os.set_blocking(recorder.stderr.fileno(), False)  # a helper of the recorder's may still hold the pipe
        for line in reversed((recorder.stderr.read() or b"").splitlines()):
            with contextlib.suppress(ValueError, KeyError, TypeError):
                error = json.loads(line)["error"]
                return UserError(str(error["what"]), str(error["why"]), str(error["do"]), code=str(error["code"]))
        return UserError(
            _("The recorder could not be started."),
            _("It ended unexpectedly."),
            _("Look into the log: {path}").format(path=self._places.logs / "recorder.log"),
            code="recorder-crashed",
        )
