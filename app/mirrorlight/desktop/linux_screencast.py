"""Who takes the screen through PipeWire, as portals and compositors hand it out. Linux.

PipeWire is asked over its local socket by its own program pw-dump, which prints every node, link and client as JSON
(documented by PipeWire). A picture of the screen is a video stream that a program gives out; a camera's node names a
device. Not run against a real session yet. What takes pictures of an X screen directly passes no such place.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mirrorlight.core.text import clean_text
from mirrorlight.desktop.listening import SCREENCAST, Listening, Looked
from mirrorlight.i18n import _

PATIENCE = 3.0
"""Seconds for an answer."""


def look(dump: Callable[[str], str] | None = None, environment: Mapping[str, str] = os.environ) -> Looked:
    """Which processes get the screen by PipeWire now. `dump` runs the program of that path. Any thread; blocks."""
    x11 = _("A program takes pictures of an X11 screen without asking anybody, and nothing tells who does.")
    socket = Path(environment.get("XDG_RUNTIME_DIR", "/nonexistent")) / "pipewire-0"
    if not socket.exists():
        return Looked(SCREENCAST, limits=_("No PipeWire runs here, so no screen is handed out by it.") + " " + x11)
    program = shutil.which("pw-dump", path=environment.get("PATH"))
    if program is None:
        why = _("PipeWire runs here, but its program pw-dump, which lists what it hands out, is not installed.")
        return Looked(SCREENCAST, told=False, limits=f"{why} {x11}")
    try:
        found = _takers(json.loads((dump or _run)(program)))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError, AttributeError, RecursionError):
        return Looked(SCREENCAST, told=False, limits=_("PipeWire did not answer.") + " " + x11)
    return Looked(SCREENCAST, tuple(found), x11)


def _run(program: str) -> str:
    done = subprocess.run([program], capture_output=True, text=True, timeout=PATIENCE, check=True)
    return done.stdout


def _takers(dumped: Iterable[Any]) -> list[Listening]:
    """Who is linked to a video stream that no device gives: from objects with `id`, `type` and `info`."""
    nodes: dict[int, Mapping[str, Any]] = {}
    clients: dict[int, Mapping[str, Any]] = {}
    links: list[tuple[int, int]] = []
    for each in dumped:
        kind, info = str(each.get("type", "")), each.get("info") or {}
        if kind.endswith(":Node"):
            nodes[int(each["id"])] = info.get("props") or {}
        elif kind.endswith(":Client"):
            clients[int(each["id"])] = info.get("props") or {}
        elif kind.endswith(":Link"):
            links.append((int(info.get("output-node-id", -1)), int(info.get("input-node-id", -1))))
    found: dict[int, Listening] = {}
    for giver, taker in links:
        if _is_screen(nodes.get(giver, {})) and taker in nodes:
            props = nodes[taker]
            client = clients.get(_number(props.get("client.id")), {})
            pid = _number(client.get("pipewire.sec.pid") or props.get("application.process.id"))
            name = clean_text(str(props.get("application.name") or props.get("node.name") or ""), 100)
            found[taker] = Listening(pid, name)
    return list(found.values())


def _is_screen(props: Mapping[str, Any]) -> bool:
    given = str(props.get("media.class", ""))
    device = any(key in props for key in ("device.id", "device.api", "api.v4l2.path"))
    return not device and (given in {"Stream/Output/Video", "Video/Source"})


def _number(value: Any) -> int:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return 0
