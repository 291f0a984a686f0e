"""The real window with the stage on it, in a process of its own, driven over stdin, telling over stdout: one JSON
document per line. `{"call": "open" | "demo" | "quit"}` (with "screen", from 1), `{"ask": id}`. MIRRORLIGHT_HOME says
whose store.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, Signal

from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SystemClock
from mirrorlight.places import places
from mirrorlight.settings import Settings, declared
from mirrorlight.window.application import prepare
from mirrorlight.window.main_window import MainWindow


class Commands(QObject):
    came = Signal(object)


def end(*error: Any) -> None:
    """A test need not wait for what will not come any more."""
    sys.__excepthook__(*error)
    sys.stderr.flush()
    os._exit(1)


def main() -> int:
    sys.excepthook = end
    application = prepare()
    where = places()
    actions = Actions(where, Settings(where.settings, declared(CHANNELS)), SystemClock(), str)
    window = MainWindow(actions)

    def told() -> dict[str, Any]:
        stage = window.stage.stage
        bar = window.bars.get("stage")
        said: dict[str, Any] = {
            "store": window.bridge.store_is_open, "dialog": window.stage.dialog is not None, "open": stage is not None,
            "told": "" if bar is None else f"{bar.what} {bar.why}", "state": window.bridge.status.get("state"),
        }  # fmt: skip
        if window.stage.dialog is not None:
            said["button"] = window.stage.dialog.accept_button.text()
            said["dialog"] = "active" if window.stage.dialog.isActiveWindow() else "there"
        if stage is not None:
            place, light, free = stage.geometry(), stage.light_place(), stage.free_place()
            said |= {
                "text": stage.text, "view": stage.view, "covered": stage.covered, "active": stage.isActiveWindow(),
                "word": stage.source.state()[1], "events": stage.scene.events, "percent": stage.scene.percent,
                "taken_back": 0 if stage.scene.run is None else stage.scene.run.taken_back,
                "place": [place.x(), place.y(), place.width(), place.height()], "number": stage.scene.numbers[0],
                "light": None if light is None else [light.x(), light.y(), light.width(), light.height()],
                "free": [free.x(), free.y(), free.width(), free.height()], "said": stage.accessibleDescription(),
            }  # fmt: skip
        return said

    def take(command: dict[str, Any]) -> None:
        if "ask" in command:
            sys.stdout.write(json.dumps({"answer": command["ask"], **told()}) + "\n")
            sys.stdout.flush()
        elif command["call"] == "quit":
            window.close()
            application.quit()
        else:
            window.stage.ask()
            dialog = window.stage.dialog
            assert dialog is not None
            dialog.where[command.get("screen", 1) - 1].setChecked(True)
            dialog.demo.setChecked(command["call"] == "demo")
            if not command.get("wait"):
                dialog.accept()

    def read() -> None:
        for line in sys.stdin:
            commands.came.emit(json.loads(line))
        commands.came.emit({"call": "quit"})

    commands = Commands()
    commands.came.connect(take)
    window.show()
    window.begin()
    threading.Thread(target=read, daemon=True).start()
    application.exec()
    actions.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
