"""A screen where there is none: Xvfb, a window manager and a session bus, ended with the block."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from mirrorlight.errors import UserError
from mirrorlight.i18n import _

NEEDED = ("Xvfb", "openbox")
SIZE = "1280x800"


class VirtualScreen:
    """`environment` is for programs that shall be on it. Raises UserError (no-screen)."""

    def __init__(self) -> None:
        missing = [name for name in NEEDED if shutil.which(name) is None]
        if missing:
            raise UserError(
                _("Nothing was recorded."),
                _("There is no display here, and {names} for a virtual one are not installed.").format(
                    names=", ".join(missing)
                ),
                _("On Debian and Ubuntu: sudo apt install xvfb openbox"),
                code="no-screen",
            )
        self._folder = tempfile.TemporaryDirectory(prefix="mirrorlight-screen-")
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment: dict[str, str] = {}

    def __enter__(self) -> VirtualScreen:
        unset = {"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"}
        self.environment = {name: value for name, value in os.environ.items() if name not in unset}
        locale = next(
            (self.environment[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if name in self.environment), ""
        )
        if "utf8" not in locale.lower().replace("-", ""):
            self.environment["LC_ALL"] = "C.UTF-8"  # Qt takes no other, and says so
        try:
            screen = ["-screen", "0", f"{SIZE}x24", "-nolisten", "tcp"]
            self.environment["DISPLAY"] = ":" + self._first_line(["Xvfb", "-displayfd", "{fd}", *screen])
            if shutil.which("dbus-daemon") is not None:
                bus = ["dbus-daemon", "--session", "--nofork", "--print-address={fd}"]
                self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._first_line(bus)
            self.start(["openbox", "--sm-disable"])
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Start a program on the screen; it is ended with it."""
        process = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._processes.append(process)
        return process

    def close(self) -> None:
        """End everything. Idempotent."""
        while self._processes:
            end(self._processes.pop())
        self._folder.cleanup()

    def _first_line(self, command: list[str]) -> str:
        """Start a server that writes one line to the open file "{fd}" when it is ready; that line."""
        reading, writing = os.pipe()
        with (Path(self._folder.name) / command[0]).open("wb") as log:
            server = subprocess.Popen(
                [part.format(fd=writing) for part in command], env=self.environment, pass_fds=[writing],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self._processes.append(server)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            line = pipe.readline().strip().decode()
        if not line:
            raise UserError(
                _("Nothing was recorded."), _("{name} did not start.").format(name=command[0]), code="no-screen"
            )
        return line


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and wait for it; by force if it does not go within ten seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
