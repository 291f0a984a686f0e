"""A session of its own for one command: X server without a screen, window manager, session bus, empty home for data.

    session.py COMMAND ARGUMENT…

Ends with the command's exit status and leaves no process behind. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType, TracebackType

NEEDED = ("Xvfb", "openbox", "dbus-daemon")
PATIENCE = 20.0


class Session:
    """Xvfb, openbox, a session bus. `environment` is for programs that shall live in it. All of it ends with the `with`
    block.
    """

    def __init__(self, screen: str = "1280x800") -> None:
        self._screen = screen
        self._folder = tempfile.TemporaryDirectory(prefix="mirrorlight-session-")
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Session:
        folder = Path(self._folder.name)
        unset = {"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM"}
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        locale = next((kept[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if kept.get(name)), "")
        if "utf8" not in locale.lower().replace("-", ""):
            kept["LC_ALL"] = "C.UTF-8"  # Qt takes no other, and says so on stderr
        places = {
            name: str(folder / kind)
            for name, kind in {
                "XDG_RUNTIME_DIR": "run",
                "XDG_DATA_HOME": "data",
                "XDG_CONFIG_HOME": "config",
                "XDG_STATE_HOME": "state",
                "XDG_CACHE_HOME": "cache",
            }.items()
        }
        for path in places.values():
            Path(path).mkdir(mode=0o700)
        self.environment = {**kept, **places, "NO_AT_BRIDGE": "1"}
        try:
            self.environment["DISPLAY"] = self._start_server(folder)
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus(folder)
            self._start_window_manager(folder)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        for process in reversed(self._processes):
            end(process)
        self._folder.cleanup()

    def start(self, command: list[str], **more: str) -> subprocess.Popen[bytes]:
        """Start a program in the session; it is ended with it. `more` is added to its environment."""
        process = subprocess.Popen(
            command, env={**self.environment, **more}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._processes.append(process)
        return process

    def adopt(self, process: subprocess.Popen[bytes]) -> None:
        """End this process with the session, too."""
        self._processes.append(process)

    def _start_server(self, folder: Path) -> str:
        screen = ["-screen", "0", f"{self._screen}x24", "-nolisten", "tcp"]
        return ":" + self._first_line(["Xvfb", "-displayfd", "{fd}", *screen], folder)

    def _start_bus(self, folder: Path) -> str:
        return self._first_line(["dbus-daemon", "--session", "--nofork", "--print-address={fd}"], folder)

    def _first_line(self, command: list[str], folder: Path) -> str:
        """Start a server that writes one line to the open file "{fd}" when it is ready; that line."""
        reading, writing = os.pipe()
        with (folder / f"{command[0]}.log").open("wb") as log:
            server = subprocess.Popen(
                [part.format(fd=writing) for part in command],
                env=self.environment, pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self._processes.append(server)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            line = pipe.readline().strip().decode()
        if not line:
            said = (folder / f"{command[0]}.log").read_text("utf-8", "replace")
            raise SystemExit(f"{command[0]} did not start: {said}")
        return line

    def _start_window_manager(self, folder: Path) -> None:
        """openbox, ready: it runs its start-up command only when it manages windows."""
        ready = folder / "ready"
        os.mkfifo(ready)
        self.start(["openbox", "--sm-disable", "--startup", f"sh -c 'echo > {ready}'"])
        came = threading.Event()

        def wait() -> None:
            ready.read_bytes()
            came.set()

        threading.Thread(target=wait, daemon=True).start()
        if not came.wait(PATIENCE):
            raise SystemExit(f"The window manager did not start within {PATIENCE:.0f} seconds.")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and wait for it; by force if it does not go within five seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def check_installed() -> None:
    """End with a plain sentence if what a session is made of is not there."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"Not installed: {', '.join(missing)}. See packaging/linux/system-packages-test.txt.")


def main() -> int:
    """Run the command of the command line in a session."""
    if len(sys.argv) < 2:
        raise SystemExit("usage: session.py COMMAND ARGUMENT…")
    check_installed()

    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    with Session() as session:
        command = subprocess.Popen(sys.argv[1:], env=session.environment, stdin=subprocess.DEVNULL)
        try:
            return command.wait()
        except KeyboardInterrupt:
            return command.wait()
        finally:
            end(command)


if __name__ == "__main__":
    sys.exit(main())
