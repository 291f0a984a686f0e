"""Pictures of a desktop that never was: the window in front with what was typed into it. Each says it is synthetic.

Drawn with the font that comes with matplotlib, so that they are the same on every computer.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1280, 800
QUALITY = 60
MARK = "synthetic – Mirrorlight demo"
_LINES = 30
_BUTTONS = ("#12617F", "#3C4248")
_COLUMNS = {"text": 92, "code": 96, "terminal": 104, "table": 90}
_PAPER = {"text": "#FFFFFF", "code": "#FAFAF7", "terminal": "#1E2124", "table": "#FFFFFF"}
_INK = {"text": "#22252A", "code": "#1F3A4A", "terminal": "#D8DCD6", "table": "#22252A"}


@dataclass(frozen=True)
class Screen:
    """What is to be seen. `text` is what stands in the window, `names` the other windows in the panel."""

    app: str
    title: str
    look: str
    text: str
    names: tuple[str, ...] = ()

    @property
    def digest(self) -> bytes:
        """The same for what looks the same."""
        seen = "\0".join((self.app, self.title, self.look, self.text, *self.names))
        return blake2b(seen.encode(), digest_size=16).digest()


def draw_all(screens: Sequence[Screen]) -> list[bytes]:
    """Every picture as WebP, on all cores: Pillow lets go of Python's lock while it packs."""
    with ThreadPoolExecutor(2, "demo-pictures") as pool:
        return list(pool.map(draw, screens))


def draw(screen: Screen) -> bytes:
    """One picture as WebP."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), "#5B6B78")
    pen = ImageDraw.Draw(image)
    _behind(pen)
    _panel(pen, screen)
    left, top, right, bottom = 96, 52, WIDTH - 150, HEIGHT - 60
    pen.rectangle((left, top, right, bottom), _PAPER[screen.look], "#2F353B")
    pen.rectangle((left, top, right, top + 30), "#DDE2E6")
    pen.text((left + 14, top + 7), f"{screen.title}", "#1B1C1E", _font(14))
    for number in range(3):
        pen.ellipse((right - 72 + number * 22, top + 9, right - 60 + number * 22, top + 21), "#9AA4AC")
    for number, word in enumerate(("File", "Edit", "View", "Insert", "Tools", "Help")):
        pen.text((left + 14 + number * 58, top + 36), word, "#4E5257", _font(12))
    pen.line((left, top + 56, right, top + 56), "#CBD1D6")
    if screen.look == "table":
        _table(pen, screen, left, top + 64, right, bottom)
    else:
        pen.multiline_text(
            (left + 34, top + 70), "\n".join(_lines(screen)), _INK[screen.look],
            _font(13, fixed=screen.look in ("code", "terminal")), spacing=5,
        )  # fmt: skip
    pen.rectangle((WIDTH - 260, 8, WIDTH - 12, 32), "#FFF3C4")
    pen.text((WIDTH - 250, 12), MARK, "#5A4300", _font(13))
    packed = io.BytesIO()
    image.save(packed, "WEBP", quality=QUALITY, method=1)
    return packed.getvalue()


def _lines(screen: Screen) -> list[str]:
    lines: list[str] = []
    for line in screen.text.split("\n"):
        lines += textwrap.wrap(line, _COLUMNS[screen.look], drop_whitespace=False) or [""]
    return lines[-_LINES:]


def _table(pen: Any, screen: Screen, left: int, top: int, right: int, bottom: int) -> None:
    """Cells: Tab goes on to the next, a line is a row."""
    rows = [line.split("\t") for line in screen.text.split("\n")][-26:]
    for column in range(9):
        pen.line((left + 40 + column * 120, top, left + 40 + column * 120, bottom), "#D5DADE")
        pen.text((left + 90 + column * 120, top + 2), "ABCDEFGHI"[column], "#676B70", _font(12))
    for row in range(27):
        y = top + 20 + row * 23
        pen.line((left, y, right, y), "#D5DADE")
        pen.text((left + 10, y + 4), str(row + 1), "#676B70", _font(12))
        for column, cell in enumerate(rows[row][:8] if row < len(rows) else ()):
            pen.text((left + 46 + column * 120, y + 4), cell[:15], _INK["table"], _font(12))


def _behind(pen: Any) -> None:
    """The desktop and the edge of a window behind."""
    for number, name in enumerate(("Documents", "Lists", "Reports", "Trash")):
        pen.rectangle((22, 70 + number * 92, 70, 106 + number * 92), "#E3C779" if number < 3 else "#B9C0C6", "#3C4248")
        pen.text((14, 112 + number * 92), name, "#F3F3F1", _font(12))
    pen.rectangle((WIDTH - 150, 90, WIDTH - 40, HEIGHT - 120), "#ECECE9", "#2F353B")
    for number in range(22):
        pen.line((WIDTH - 136, 130 + number * 24, WIDTH - 60 - number * 7 % 40, 130 + number * 24), "#A9AFB4", 3)


def _panel(pen: Any, screen: Screen) -> None:
    pen.rectangle((0, HEIGHT - 34, WIDTH, HEIGHT), "#26292D")
    for number, name in enumerate((screen.app, *screen.names)[:6]):
        pen.rectangle(
            (12 + number * 160, HEIGHT - 29, 164 + number * 160, HEIGHT - 5), "#3C4248" if number else "#12617F"
        )
        pen.text((22 + number * 160, HEIGHT - 25), name[:20], "#F3F3F1", _font(12))


@lru_cache(maxsize=8)
def _font(size: int, *, fixed: bool = False) -> Any:
    from PIL import ImageFont

    found = find_spec("matplotlib")
    name = "DejaVuSansMono.ttf" if fixed else "DejaVuSans.ttf"
    if found is not None and found.origin:
        path = Path(found.origin).with_name("mpl-data") / "fonts" / "ttf" / name
        if path.exists():
            return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)
