"""The pictures of README and of the guide, taken of the real program on synthetic working days:
resources/screenshots/*.png, resources/guide/pictures/*.png.

Runs inside `packaging/linux/session.py` (`make screenshots`), which gives it a screen of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests"), str(ROOT / "packaging" / "linux")]

from session import Session, end  # noqa: E402
from walk import Walk, grab, grab_when_still, place_of, say, until  # noqa: E402

from day import make_day  # noqa: E402
from mirrorlight import consent  # noqa: E402
from mirrorlight.channels import CHANNELS  # noqa: E402
from mirrorlight.core.clock import SystemClock  # noqa: E402

WHERE = ROOT / "resources" / "screenshots"
GUIDE = ROOT / "resources" / "guide" / "pictures"
LIGHT = (800, 58)
"""Width and height of what is cut out around the light, pixels, from the middle of the upper edge."""


def main() -> int:
    """Take every picture."""
    WHERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mirrorlight-pictures-") as folder, Session("1600x1000") as session:
        walk = Walk(session, Path(folder))
        yesterday = (datetime.now() - timedelta(days=1)).date()
        made = make_day(walk.home, yesterday, over=True)
        consent.give(made.places.consent, SystemClock().utc(), tuple(channel.id for channel in CHANNELS))
        display = session.environment["DISPLAY"]
        session.start(["xsetroot", "-solid", "#566370"])
        today(walk, display)
        light(walk, display)
    with Session("1280x800") as session:
        guide(session)
    return 0


def today(walk: Walk, display: str) -> None:
    """The page Today, on the day before."""
    window = walk.session.start([sys.executable, "-m", "mirrorlight"])
    shown = walk.window("– Mirrorlight$")
    walk.xdotool("windowactivate", "--sync", shown)
    walk.xdotool("windowmove", "--sync", shown, "160", "120")
    place = place_of(display, shown)
    before = grab_when_still(display, WHERE / "today.png", place)
    walk.xdotool("key", "space")  # the focus is on the button that shows the day before
    walk.xdotool("mousemove", "1500", "900")
    grab_when_still(display, WHERE / "today.png", place, unlike=before)
    end(window)
    say(f"{WHERE.relative_to(ROOT) / 'today.png'}: the page Today")


def light(walk: Walk, display: str) -> None:
    """The light while recording."""
    recorder = walk.session.start([sys.executable, "-m", "mirrorlight", "record"])
    walk.session.start(["xterm", "-title", "Notes", "-geometry", "80x12+300+300", "-e", "cat"])
    notes = walk.window("^Notes$")
    walk.xdotool("windowactivate", "--sync", notes)
    until(lambda: walk.status()["state"] == "recording", "recording")
    walk.xdotool("type", "--delay", "40", "A few words.")
    until(lambda: "A few words." in walk.typed(), "the words in the store")
    width, height = LIGHT
    grab(display, WHERE / "light.png", ((1600 - width) // 2, 0, width, height + 8))
    walk.mirrorlight("stop")
    end(recorder)
    say(f"{WHERE.relative_to(ROOT) / 'light.png'}: the light")


def guide(session: Session) -> None:
    """Pages of the window on the demo's day, a dialog, and the stage."""
    script = ROOT / "packaging" / "guide_pictures.py"
    done = subprocess.run(
        [sys.executable, str(script), str(GUIDE)], env={**session.environment, "MIRRORLIGHT_THEME": "light"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    for name in done.stdout.split():
        say(f"{GUIDE.relative_to(ROOT) / name}")


if __name__ == "__main__":
    sys.exit(main())
