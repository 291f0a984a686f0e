"""A real light in a process of its own, driven over stdin and telling over stdout, one JSON document per line.

Arguments: the file of its place. Commands: {"state": …} with any field of RecorderStatus, {"call": name}, {"hang":
seconds}, {"ask": id}. A thread of its own looks at the lease, so that it tells also while the light's thread hangs.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication

from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.lease import Lease
from mirrorlight.core.status import BLOCKED, RECORDING, ChannelStatus, RecorderStatus
from mirrorlight.recorder.light import Light
from mirrorlight.recorder.tray import Tray

CLOCK = SystemClock()
_lock = threading.Lock()


def tell(**what: Any) -> None:
    with _lock:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


class Commands(QObject):
    came = Signal(object)


class Recorder:
    """What the light asks: like the real one, the state is that of the lease unless told otherwise."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.fields: dict[str, Any] = {}
        self._since = CLOCK.utc()
        self._blocked = ""
        now = CLOCK.utc()
        self._base = RecorderStatus(
            state=RECORDING, reason="", detail="", since=now, started=now - 8040 * SECOND, until=None, seen=9789,
            stored=8412, refused=1377, dropped=0, waiting=0, store_bytes=212_400_000,
            channels=tuple(
                ChannelStatus(name, name.title(), name, True, True, 100, now - 90 * SECOND)
                for name in ("keys", "pointer", "windows", "pictures")
            ),
        )  # fmt: skip

    def status(self) -> RecorderStatus:
        told = replace(self._base, **self.fields)
        reason = "" if self.lease.valid() else self.lease.reason
        if reason != self._blocked:
            self._blocked, self._since = reason, CLOCK.utc()
        if told.state == RECORDING and reason:
            state = BLOCKED if reason != "starting" else "starting"
            told = replace(told, state=state, reason=reason, detail=self.lease.detail, since=self._since)
        return told


def main() -> None:
    application = QApplication(["mirrorlight"])
    application.setQuitOnLastWindowClosed(False)
    lease = Lease(CLOCK)
    recorder = Recorder(lease)
    light = Light(lease, CLOCK, recorder.status, Path(sys.argv[1]))
    tray = Tray(recorder.status)
    tray.show()
    for name in ("pause_pressed", "resume_pressed", "stop_pressed", "open_pressed"):
        getattr(light, name).connect(lambda name=name: tell(signal=name))
        if hasattr(tray, name):
            getattr(tray, name).connect(lambda name=name: tell(tray=name))
    light.keyboard_taken.connect(lambda taken: tell(signal="keyboard_taken", value=taken))
    for name in ("pause_for", "pause_until"):
        getattr(light, name).connect(lambda value, name=name: tell(signal=name, value=value))
        getattr(tray, name).connect(lambda value, name=name: tell(tray=name, value=value))

    def obey(command: dict[str, Any]) -> None:
        if "state" in command:
            recorder.fields = {k: (None if v == "none" else v) for k, v in command.items()}
            light.refresh()
            tray.refresh()
        elif "hang" in command:
            time.sleep(command["hang"])  # this is the fault: the light's thread does nothing for a while
        elif command.get("call") == "minimise":
            light.showMinimized()
        elif command.get("call") == "transparent":
            light.setWindowOpacity(0.3)
        elif command.get("call") == "grow":
            light.growth.grow()
        elif command.get("call") == "shrink":
            light.growth.shrink()
        elif command.get("call") == "ask_length":
            light.growth.ask_length()
        elif command.get("call") == "focus":
            light.take_focus()
        elif command.get("call") == "move":
            light.put(QPoint(*command["to"]), remember=True)
        elif command.get("call") == "to_screen":
            light.move_to_screen(command["number"])
        elif command.get("call") == "quit":
            application.exit(0)
        elif "ask" in command:
            form = light.growth.form
            unit = light.unit()
            face = light.display.face
            tell(
                answer=command["ask"],
                window=int(light.winId()),
                unit=[unit.x(), unit.y(), unit.width(), unit.height()],
                geometry=list(light.geometry().getRect()),
                state=face.state,
                first=face.first,
                second=face.second,
                name=light.accessibleName(),
                grown=light.growth.grown,
                active=light.isActiveWindow(),
                asking=bool(form and form.asking),
                problem=form.problem if form else "",
                menu=light.growth.menu is not None,
                tray=tray.visible(),
                tip=tray.toolTip(),
                valid=lease.valid(),
                reason=lease.reason,
            )

    commands = Commands()
    commands.came.connect(obey, Qt.ConnectionType.QueuedConnection)
    ended = threading.Event()

    def read() -> None:
        for line in sys.stdin:
            command = json.loads(line)
            commands.came.emit(command)
            if command.get("call") == "quit":
                return  # no thread may be in Qt while the process ends
        ended.set()
        application.exit(0)

    def look() -> None:
        before: tuple[bool, str, str] | None = None
        while not ended.wait(0.005):
            valid = lease.valid()
            now = (valid, "" if valid else lease.reason, "" if valid else lease.detail)
            if now != before:
                before = now
                tell(valid=now[0], reason=now[1], detail=now[2], mono=CLOCK.mono())

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    watcher = threading.Thread(target=look)
    watcher.start()
    light.show()
    application.exec()
    ended.set()
    watcher.join()
    reader.join(5)
    light.hide()
    tray.hide()


if __name__ == "__main__":
    main()
