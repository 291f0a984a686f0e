"""The shipped icons as painter paths: the same files as the window's, read without QtSvg, which costs 3 MB here.

Understood is what the icons are made of: `path` with absolute M L H V C Z, `rect` with rx, `circle`; stroke-width.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from mirrorlight import assets

UNITS = 16
STROKE = 1.4
_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")


@dataclass(frozen=True)
class Stroke:
    """One line of an icon and how wide it is, in units."""

    path: QPainterPath
    width: float


@lru_cache(maxsize=64)
def icon(name: str) -> tuple[Stroke, ...]:
    """The lines of the icon `name`. ValueError for a file that is made of other things, OSError if it is missing."""
    root = ElementTree.fromstring(assets.path(f"icons/{name}.svg").read_text("utf-8"))
    strokes = []
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        width = float(element.get("stroke-width", STROKE))
        path = QPainterPath()
        if kind == "path":
            path = parse(element.get("d", ""))
        elif kind == "rect":
            x, y, w, h, r = (float(element.get(key, 0)) for key in ("x", "y", "width", "height", "rx"))
            path.addRoundedRect(QRectF(x, y, w, h), r, r)
        elif kind == "circle":
            cx, cy, radius = (float(element.get(key, 0)) for key in ("cx", "cy", "r"))
            path.addEllipse(QPointF(cx, cy), radius, radius)
        elif kind == "svg":
            continue
        else:
            raise ValueError(f"an icon has a part that is not understood: {kind}")
        strokes.append(Stroke(path, width))
    return tuple(strokes)


def parse(data: str) -> QPainterPath:
    """A path of absolute M L H V C Z. ValueError for any other command."""
    path, tokens, at = QPainterPath(), _TOKEN.findall(data), 0
    command = ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
            if command == "Z":
                path.closeSubpath()
                continue
        count = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6}.get(command)
        if count is None:
            raise ValueError(f"a path has a command that is not understood: {command}")
        n = [float(token) for token in tokens[at : at + count]]
        at += count
        here = path.currentPosition()
        if command == "M":
            path.moveTo(*n)
            command = "L"
        elif command == "L":
            path.lineTo(*n)
        elif command == "H":
            path.lineTo(n[0], here.y())
        elif command == "V":
            path.lineTo(here.x(), n[0])
        else:
            path.cubicTo(*n)
    return path


def draw(painter: QPainter, name: str, box: QRectF, color: QColor, *, filled: bool = False) -> None:
    """Draw an icon into the square `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / UNITS, box.height() / UNITS)
    for stroke in icon(name):
        painter.setPen(QPen(color, stroke.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                            Qt.PenJoinStyle.RoundJoin))  # fmt: skip
        painter.setBrush(color if filled else Qt.BrushStyle.NoBrush)
        painter.drawPath(stroke.path)
    painter.restore()
