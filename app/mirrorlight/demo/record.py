"""`demo --record`: half a minute of real recording, with scripted keys and pointer, told as somebody would tell it.

The recorder, the light, the store and the keys are the real ones; the store is in a folder that is thrown away. Keys
are typed only while the demo's own terminal is in front: if another window comes there, it stops.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mirrorlight.demo.virtual_screen import end
from mirrorlight.desktop import screen_picture
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.process import program
from mirrorlight.wording import count

NEEDED = ("xdotool", "xterm")
TITLE = "Mirrorlight demo: a letter"
FIRST, TAKEN_BACK, INSTEAD = "could we talk about the shift plan before ", "thursday", "the meeting"
PASSWORD, UNSEEN = "not-a-real-one", "nobody hears this"
PACE = 70
"""Milliseconds between two keys."""
PATIENCE = 60.0
_BREATH = 0.4
"""Seconds between typing and taking back, as a person has them."""

_SCRIPT = """
cat > "$0/letter"
read -s -p "Password: "
echo
cat > "$0/pause"
"""
"""What runs in the terminal: a letter, a question for a password, and more of a letter."""


@dataclass
class Told:
    """What came of it: text that was stored, how many keys without which, what was deleted, pictures that were left."""

    typed: str = ""
    hidden: int = 0
    unseen: bool = True
    deleted: int = 0
    pictures: list[Path] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "typed": self.typed, "hidden": self.hidden, "pause_kept_out": self.unseen, "deleted": self.deleted,
            "pictures": [str(path) for path in self.pictures],
        }  # fmt: skip


class Recorded:
    """One demonstration, on the display of `environment`, with its store in `home`. `say` tells a sentence."""

    def __init__(
        self, say: Callable[[str], None], environment: Mapping[str, str], home: Path, out: Path | None
    ) -> None:
        missing = [name for name in NEEDED if shutil.which(name) is None]
        if missing:
            raise UserError(
                _("Nothing was recorded."),
                _("{names} are needed for keys that are typed by themselves.").format(names=", ".join(missing)),
                _("On Debian and Ubuntu: sudo apt install {names}").format(names=" ".join(missing)),
                code="no-keys",
            )
        self._say, self._home, self._out = say, home, out
        self._environment = {**environment, "MIRRORLIGHT_HOME": str(home)}
        self._started: list[subprocess.Popen[bytes]] = []
        self._terminal = ""

    def close(self) -> None:
        """End what was started. Idempotent."""
        while self._started:
            end(self._started.pop())

    def run(self) -> Told:
        """All of it. Raises UserError."""
        told = Told()
        self._say(_("This is real recording, into a store that is thrown away at the end. Watch the light."))
        self._mirrorlight("setup", "--agree", "--key", "file")
        recorder = self._start([*program(), "record"])
        self._until(lambda: self._state() in {"recording", "filtered"} or recorder.poll() is not None)
        if recorder.poll() is not None:
            self._mirrorlight("record")  # says why
        self._open_terminal()
        self._say(_("A terminal opens. From now on the light is red: what happens here is stored."))
        self._until(lambda: self._state() == "recording")
        self._letter(told)
        self._password(told)
        self._pause(told)
        self._delete(told)
        self._mirrorlight("stop")
        self._say(_("Recording has stopped. The store is thrown away now."))
        return told

    # The scenes

    def _letter(self, told: Told) -> None:
        self._type(FIRST + TAKEN_BACK)
        time.sleep(_BREATH)
        self._keys(*["BackSpace"] * len(TAKEN_BACK))
        time.sleep(_BREATH)
        self._type(INSTEAD)
        for place in ("420 420", "520 460", "640 430"):
            self._xdotool("mousemove", *place.split())
        self._keys("Return")
        self._until(lambda: INSTEAD in self._typed())
        told.typed = self._typed()
        self._until(lambda: self._file("letter"))
        self._say(_("In the terminal stands: “{text}”.").format(text=self._file("letter").strip()))
        self._say(_("The store also holds what was taken back: “{text}”.").format(text=TAKEN_BACK))
        self._say(_("An agent that logs keys would hold both. One that only counts would hold a number."))
        self._picture("recording", told)

    def _password(self, told: Told) -> None:
        self._keys("ctrl+d")
        self._until(lambda: self._field() == "password-field")
        self._say(_("Now a program asks for a password. The light says Filtered."))
        self._type(PASSWORD)
        self._picture("filtered", told)
        self._keys("Return")
        self._until(lambda: self._hidden() >= len(PASSWORD))
        told.hidden = self._hidden()
        if PASSWORD in self._typed():
            raise self._wrong(_("A password was stored."))
        words = ngettext("{n} key was pressed there.", "{n} keys were pressed there.", told.hidden)
        self._say(words.format(n=count(told.hidden)) + " " + _("Which keys is not kept."))

    def _pause(self, told: Told) -> None:
        self._mirrorlight("pause", "5m")
        self._say(_("A pause: two amber bars. Something is typed, and nothing of it is written."))
        self._type(UNSEEN)
        self._keys("Return")
        self._until(lambda: UNSEEN in self._file("pause"))
        self._picture("paused", told)
        self._mirrorlight("resume")
        self._until(lambda: self._state() == "recording")
        told.unseen = UNSEEN not in self._typed()
        if not told.unseen:
            raise self._wrong(_("What was typed in the pause was stored."))

    def _delete(self, told: Told) -> None:
        receipt = json.loads(self._mirrorlight("--json", "delete", "--all", "--yes"))
        told.deleted = sum(receipt["deleted"].values())
        checks = receipt["checks"]
        self._say(
            _("Everything is deleted: {n} events are gone, and {passed} of {all} checks of the file passed.").format(
                n=count(told.deleted), passed=sum(checks.values()), all=len(checks)
            )
        )
        if TAKEN_BACK in self._typed():
            raise self._wrong(_("Something that was deleted is still there."))

    # What is done with

    def _open_terminal(self) -> None:
        look = ["-fa", "Monospace", "-fs", "14"] if shutil.which("fc-list") else []
        place = ["-title", TITLE, "-geometry", "70x12+160+260"]
        self._start(["xterm", "-u8", *look, *place, "-e", "bash", "-c", _SCRIPT, str(self._home)])
        search = ("search", "--onlyvisible", "--name", f"^{TITLE}$")
        self._terminal = str(self._until(lambda: self._xdotool(*search))).split()[0]
        self._xdotool("windowactivate", "--sync", self._terminal)

    def _type(self, text: str) -> None:
        for number, word in enumerate(text.split(" ")):
            if number:
                self._keys("space")
            if word:
                self._in_front()
                self._xdotool("type", "--delay", str(PACE), word)

    def _keys(self, *keys: str) -> None:
        self._in_front()
        self._xdotool("key", "--delay", str(PACE), *keys)

    def _in_front(self) -> None:
        if self._xdotool("getactivewindow") != self._terminal:
            raise UserError(
                _("The demo has stopped."), _("Another window came in front, and nothing is typed into it."),
                _("Start it again, and leave the keyboard alone for half a minute."), code="not-in-front",
            )  # fmt: skip

    def _picture(self, name: str, told: Told) -> None:
        if self._out is None:
            return
        path = self._out / f"demo-{name}.png"
        try:
            screen_picture.save(path, self._environment["DISPLAY"])
        except OSError as error:
            raise UserError(_("No pictures were made."), error.strerror or "", code="no-pictures") from error
        told.pictures.append(path)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._started.append(process)
        return process

    def _mirrorlight(self, *arguments: str) -> str:
        done = subprocess.run(
            [*program(), *arguments], env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise self._wrong(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "")
        return done.stdout

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        return done.stdout.strip()

    def _status(self) -> dict[str, Any]:
        return dict(json.loads(self._mirrorlight("--json", "status")))

    def _state(self) -> str:
        return str(self._status()["state"])

    def _field(self) -> str:
        return str(self._status()["reason"])

    def _presses(self) -> list[dict[str, Any]]:
        lines = self._mirrorlight("--json", "events", "--channel", "keyboard").splitlines()
        return [line for line in map(json.loads, lines) if line["action"] == "press"]

    def _typed(self) -> str:
        return "".join(line["text"] or "" for line in self._presses())

    def _hidden(self) -> int:
        return sum(bool(line["protected"]) for line in self._presses())

    def _file(self, name: str) -> str:
        path = self._home / name
        return path.read_text("utf-8") if path.exists() else ""

    def _until(self, true: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + PATIENCE
        while True:
            value = true()
            if value:
                return value
            if time.monotonic() > deadline:
                raise self._wrong(_("Something did not come within {n} seconds.").format(n=int(PATIENCE)))
            time.sleep(0.05)

    def _wrong(self, why: str) -> UserError:
        return UserError(_("The demo did not go as it should."), why, code="demo-failed")
