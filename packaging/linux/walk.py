"""A walk through Mirrorlight on a virtual screen, with real typed input: `make run` where there is no display.

The program, the recorder, the light, the store and the keys are the real ones; only the screen is virtual and the data
are in a folder that is thrown away. Leaves in out/: desktop.png (the light on), window.png, status.txt, status.json.
Ends with 0 only if what was typed and done was really stored, and what was done in the pause was not.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from session import PATIENCE, Session, check_installed, end

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "This was typed while the light was on."
UNSEEN = "This was typed in a pause."
NAME = "Notes"


class Walk:
    """One walk: a session, a home of its own, and the program in both."""

    def __init__(self, session: Session, home: Path, out: Path | None = None) -> None:
        self.session = session
        self.home = home
        self.out = out or home
        session.environment.update(MIRRORLIGHT_HOME=str(home), PYTHONDONTWRITEBYTECODE="1")

    def mirrorlight(self, *arguments: str) -> str:
        """Run one command; what it prints. Ends the walk in plain words if it fails."""
        command = [sys.executable, "-m", "mirrorlight", *arguments]
        done = subprocess.run(
            command, env=self.session.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"“mirrorlight {' '.join(arguments)}” failed: {done.stderr.strip()}")
        return done.stdout

    def status(self) -> dict[str, Any]:
        return dict(json.loads(self.mirrorlight("status", "--json")))

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.mirrorlight(*arguments, "--json").splitlines()]

    def typed(self) -> str:
        """The text of all stored key presses."""
        keys = self.lines("events", "--channel", "keyboard")
        return "".join(key["text"] or "" for key in keys if key["action"] == "press")

    def xdotool(self, *arguments: str) -> str:
        """Real keys and pointer movements."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.session.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.stdout.strip()

    def window(self, name: str) -> str:
        """The id of the visible window with this title, once there is one."""
        search = ("search", "--onlyvisible", "--name", name)
        found: str = until(lambda: self.xdotool(*search), f"a window called {name}")
        return found.split()[0]

    def keep_key(self) -> str:
        """Offer a keyring of its own; the key mode that works here."""
        if shutil.which("gnome-keyring-daemon") is None:
            return "file"
        daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env=self.session.environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.session.adopt(daemon)
        assert daemon.stdin is not None
        with daemon.stdin as pipe:
            pipe.write(b"walk")
        asked = [sys.executable, "-c", "from mirrorlight.store import keys; print(keys.keyring_available())"]

        def name() -> str:
            done = subprocess.run(
                asked, env=self.session.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                timeout=60, check=False,
            )  # fmt: skip
            return done.stdout.strip()

        try:
            found: str = until(name, "a keyring", seconds=5)
        except SystemExit:
            return "file"
        say(f"A keyring was there: {found}.")
        return "keyring"


def until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """The first true value of `condition`; ends the walk in plain words if none comes in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise SystemExit(f"This did not come within {seconds:.0f} seconds: {what}.")
        time.sleep(0.05)


def say(text: str) -> None:
    """One plain sentence about what was done."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def grab(display: str, path: Path, place: tuple[int, int, int, int] | None = None) -> None:
    """Save a picture of the screen, or of a place on it (left, top, width, height)."""
    import mss.tools
    from mss import MSS

    os.environ["DISPLAY"] = display
    with MSS() as camera:
        whole = camera.monitors[0]
        area = whole if place is None else dict(zip(("left", "top", "width", "height"), place, strict=True))
        picture = camera.grab(area)
        mss.tools.to_png(picture.rgb, picture.size, output=str(path))


def grab_when_still(display: str, path: Path, place: tuple[int, int, int, int], unlike: bytes = b"") -> bytes:
    """The same, once two pictures a third of a second apart are equal, not of one colour, and not `unlike`."""
    from mss import MSS

    os.environ["DISPLAY"] = display
    area = dict(zip(("left", "top", "width", "height"), place, strict=True))
    with MSS() as camera:
        before = b""

        def still() -> bool:
            nonlocal before
            time.sleep(0.3)
            now = bytes(camera.grab(area).rgb)
            same, before = now == before, now
            return same and now != unlike and len(set(now[::997])) > 3

        until(still, "a picture that stands still")
    grab(display, path, place)
    return before


def main() -> int:
    """Take the walk; what it leaves goes to the folder that is named, or to out/."""
    check_installed()
    out = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else ROOT / "out"

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    out.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="home-", dir=out))
    try:
        with Session("1600x1000") as session:
            return take(Walk(session, home, out))
    except KeyboardInterrupt:
        say("Interrupted.")
        return 130
    finally:
        shutil.rmtree(home, ignore_errors=True)


def take(walk: Walk) -> int:
    """The way itself."""
    display = walk.session.environment["DISPLAY"]
    say(f"There is no display here, so a virtual screen was started ({display}, 1600 x 1000), with a window manager.")
    walk.session.start(["xsetroot", "-solid", "#566370"])
    mode = walk.keep_key()
    walk.mirrorlight("setup", "--agree", "--key", mode)
    kept = {"keyring": "in the keyring", "file": "in a key file, because no keyring could be opened"}[mode]
    say(f"Mirrorlight was set up: agreed to what is recorded, an encrypted store was made, its key is {kept}.")

    recorder = walk.session.start([sys.executable, "-m", "mirrorlight", "record"])
    until(lambda: walk.status()["state"] in {"recording", "filtered"} or recorder.poll() is not None, "the recorder")
    if recorder.poll() is not None:
        walk.mirrorlight("record")  # says why
        return 1
    say("The recorder runs, and its light is on the screen.")

    written = Path(walk.home, "notes.txt")
    walk.session.start(["xterm", "-u8", "-title", NAME, "-geometry", "110x26+160+240", "-e", f"cat > {written}"])
    notes = walk.window(f"^{NAME}$")
    walk.xdotool("windowactivate", "--sync", notes)
    until(lambda: walk.status()["state"] == "recording", "recording with the notes in front")
    walk.xdotool("type", "--delay", "30", SENTENCE)
    walk.xdotool("key", "Return")
    for x, y in ((300, 300), (420, 360), (600, 420), (520, 480)):
        walk.xdotool("mousemove", str(x), str(y))
    walk.xdotool("click", "1")
    until(lambda: SENTENCE in walk.typed(), "the sentence in the store")
    say(f"A terminal was opened, and with real keys this was typed into it: “{SENTENCE}” It is in the store.")
    until(lambda: walk.status()["channels"]["screenshots"]["stored"], "a picture of the screen")
    grab(display, walk.out / "desktop.png")

    walk.mirrorlight("pause", "10m")
    walk.xdotool("type", "--delay", "80", UNSEEN)
    walk.xdotool("key", "Return")
    until(lambda: UNSEEN in written.read_text(), "the words in the terminal")
    walk.mirrorlight("resume")
    until(lambda: walk.status()["state"] == "recording", "recording after the pause")
    say(f"Recording was paused, and this was typed: “{UNSEEN}” Then it was resumed.")

    window = walk.session.start([sys.executable, "-m", "mirrorlight"])
    shown = walk.window("– Mirrorlight$")
    walk.xdotool("windowactivate", "--sync", shown)
    walk.xdotool("windowmove", "--sync", shown, "160", "120")
    grab_when_still(display, walk.out / "window.png", place_of(display, shown))
    say("The window was opened on the page Today.")

    walk.xdotool("windowactivate", "--sync", notes)
    until(lambda: walk.status()["state"] == "recording", "recording with the notes in front again")
    status = walk.status()
    (walk.out / "status.json").write_text(json.dumps(status, indent=2, ensure_ascii=False) + "\n", "utf-8")
    printed = walk.mirrorlight("status")
    (walk.out / "status.txt").write_text(printed, "utf-8")
    typed = walk.typed()
    gaps = [line for line in walk.lines("events") if line["channel"] == "gap" and line["reason"] == "paused"]
    end(window)
    walk.mirrorlight("stop")
    say("The recorder was stopped. The status while it ran:\n")
    say(printed)
    return judge(walk.out, status, typed, gaps)


def place_of(display_name: str, window: str) -> tuple[int, int, int, int]:
    """A window's left, top, width and height on the screen, without its frame."""
    from Xlib import display

    connection = display.Display(display_name)
    try:
        found = connection.create_resource_object("window", int(window))
        root, size = connection.screen().root, found.get_geometry()
        corner = root.translate_coords(found, 0, 0)
        left, top = max(0, corner.x), max(0, corner.y)
        screen = root.get_geometry()
        return left, top, min(size.width, screen.width - left), min(size.height, screen.height - top)
    finally:
        connection.close()


WALKED = ("keyboard", "pointer", "windows", "screenshots")
"""The channels that the walk gives something to; it opens no browser."""


def judge(out: Path, status: dict[str, Any], typed: str, gaps: list[dict[str, Any]]) -> int:
    """Say what was stored; 0 only if all of it was, and nothing of the pause."""
    stored = {name: channel["stored"] for name, channel in status["channels"].items()}
    empty = [name for name in WALKED if not stored[name]]
    ledger = status["ledger"]
    ended = ledger["stored"] + ledger["dropped"] + ledger["waiting"] + sum(ledger["refused"].values())
    wrong = [
        *(f"Nothing was stored of: {', '.join(empty)}." for _ in empty[:1]),
        *(["The typed sentence is not in the store as it was typed."] if SENTENCE not in typed else []),
        *(["Words that were typed in the pause are in the store."] if UNSEEN in typed else []),
        *(["The pause is not in the store."] if not gaps else []),
        *(["The ledger does not add up."] if ledger["seen"] != ended else []),
    ]
    if wrong:
        say("Something is not as it should be. " + " ".join(wrong))
        return 1
    counts = ", ".join(f"{count} of {name}" for name, count in stored.items())
    say(f"Stored: {counts}. Nothing of what was typed in the pause is among it.")
    names = ("desktop.png", "window.png", "status.txt", "status.json")
    say(f"Left in {out.name}/: {', '.join(names)}. The store of this walk was thrown away.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
