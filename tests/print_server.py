"""A real CUPS of its own: private socket, private folders, one printer that prints into nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from xserver import until

_CONFIG = """LogLevel warn
Listen {folder}/cups.sock
Browsing Off
WebInterface No
DefaultAuthType Basic
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_FILES = """FileDevice Yes
ServerRoot {folder}
StateDir {folder}
CacheDir {folder}/cache
RequestRoot {folder}/spool
TempDir {folder}/tmp
ErrorLog {folder}/error.log
AccessLog {folder}/access.log
PageLog {folder}/page.log
"""


class PrintServer:
    """Needs root, as cupsd does. `printer` is "Office"."""

    printer = "Office"

    def __init__(self, *, with_printer: bool = True) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cups-")
        self.folder = Path(self._folder.name)
        self.socket = self.folder / "cups.sock"
        self._with_printer = with_printer
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PrintServer:
        self.folder.chmod(0o755)
        for name in ("cache", "spool", "tmp", "ppd"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "tmp", "root", "lp")
        (self.folder / "tmp").chmod(0o770)
        (self.folder / "cupsd.conf").write_text(_CONFIG.format(folder=self.folder))
        (self.folder / "cups-files.conf").write_text(_FILES.format(folder=self.folder))
        self._server = subprocess.Popen(
            ["cupsd", "-f", "-c", str(self.folder / "cupsd.conf"), "-s", str(self.folder / "cups-files.conf")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(self.socket.is_socket, "the print server")
        if self._with_printer:
            device = ["-v", "file:///dev/null", "-m", "drv:///sample.drv/generic.ppd"]
            self._run("lpadmin", "-p", self.printer, "-E", *device)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._folder.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        return {"CUPS_SERVER": str(self.socket)}

    def print(self, title: str, text: str, *more: str) -> None:
        """`lp` a text under a title."""
        self._run("lp", "-d", self.printer, "-t", title, *more, given=text)

    def idle(self) -> bool:
        """Whether every job that it was given is done."""
        waiting = subprocess.run(
            ["lpstat", "-W", "not-completed", "-o"], env={**os.environ, **self.environment}, capture_output=True,
            check=True, timeout=60,
        )  # fmt: skip
        return not waiting.stdout

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(60)
            self._server = None

    def _run(self, *command: str, given: str = "") -> None:
        subprocess.run(
            command, env={**os.environ, **self.environment}, input=given.encode(), check=True, capture_output=True,
            timeout=60,
        )  # fmt: skip


def can_run() -> bool:
    """Whether this computer has CUPS, and this person may start it."""
    return os.geteuid() == 0 and all(shutil.which(name) for name in ("cupsd", "lp", "lpadmin"))
