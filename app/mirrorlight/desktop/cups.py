"""This computer's print server (CUPS), asked over its local socket. Never over a network, whatever it is set to."""

from __future__ import annotations

import os
import pwd
import socket
from dataclasses import dataclass
from pathlib import Path

from mirrorlight.core.text import clean_text
from mirrorlight.desktop import ipp

PATIENCE = 3.0
"""Seconds that the server has for one answer."""

_SOCKETS = ("/run/cups/cups.sock", "/var/run/cups/cups.sock")
_MOST = 1 << 22
_GET_JOBS, _GET_PRINTERS = 0x000A, 0x4002
_ATTRIBUTES = (
    "job-id", "job-name", "job-state", "job-printer-uri", "job-originating-user-name", "job-k-octets",
    "job-impressions-completed", "job-media-sheets-completed", "time-at-creation", "time-at-completed",
)  # fmt: skip
_STATES = {3: "printing", 4: "held", 5: "printing", 6: "stopped", 7: "canceled", 8: "aborted", 9: "completed"}
_OVER = frozenset({"canceled", "aborted", "completed"})
_UNIT = 1024


class NoServer(Exception):
    """No print server answers, or what answers is none."""


@dataclass(frozen=True, slots=True, repr=False)
class Job:
    """A print job of this person. `made` and `ended` are seconds since 1970 UTC (`ended` None while it goes on).

    `size` is bytes, which CUPS tells in whole kB; `pages` None where it did not count.
    """

    number: int
    state: str
    title: str
    printer: str
    user: str
    made: int
    ended: int | None
    pages: int | None
    size: int | None

    @property
    def over(self) -> bool:
        return self.state in _OVER


def user() -> str:
    """The person's name as the print server knows it; the number where the system has no name for it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def address() -> str:
    """The server's local socket, as CUPS itself would choose it. Raises NoServer."""
    asked = os.environ.get("CUPS_SERVER", "")
    for path in (asked, *_SOCKETS) if asked.startswith("/") else _SOCKETS:
        if Path(path).is_socket():
            return path
    raise NoServer


def jobs(first: int) -> list[Job]:
    """This person's jobs from number `first` on, over or not, in order. Raises NoServer."""
    more: dict[str, ipp.Value] = {"which-jobs": "all", "my-jobs": True, "first-job-id": max(1, first)}
    return sorted((_job(found) for found in _ask(_GET_JOBS, _ATTRIBUTES, more)), key=lambda job: job.number)


def printers() -> int:
    """How many printers are set up. Raises NoServer."""
    return len(_ask(_GET_PRINTERS, ("printer-name",), {}))


def _job(found: dict[str, ipp.Value]) -> Job:
    def number(name: str) -> int:
        value = found.get(name, 0)
        return value if isinstance(value, int) else 0

    def text(name: str) -> str:
        return clean_text(str(found.get(name, "")))

    return Job(
        number("job-id"), _STATES.get(number("job-state"), "printing"), text("job-name"),
        text("job-printer-uri").rpartition("/")[2], text("job-originating-user-name"), number("time-at-creation"),
        number("time-at-completed") or None,
        number("job-media-sheets-completed") or number("job-impressions-completed") or None,
        number("job-k-octets") * _UNIT or None,
    )  # fmt: skip


def _ask(operation: int, wanted: tuple[str, ...], more: dict[str, ipp.Value]) -> list[dict[str, ipp.Value]]:
    body = ipp.request(operation, user(), wanted, more)
    head = (
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ipp\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.settimeout(PATIENCE)
            opened.connect(address())
            opened.sendall(head.encode() + body)
            return ipp.answer(_content(_all_of(opened)))
    except ipp.IppError as error:
        if error.status == ipp.NOT_FOUND:
            return []
        raise NoServer from error
    except (OSError, ValueError) as error:
        raise NoServer from error


def _all_of(opened: socket.socket) -> bytes:
    data = bytearray()
    while part := opened.recv(1 << 16):
        data += part
        if len(data) > _MOST:
            raise ValueError
    return bytes(data)


def _content(data: bytes) -> bytes:
    """What an HTTP answer holds. Raises ValueError if it is none, or says no."""
    head, _line, rest = data.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    if first.split(" ")[1:2] != ["200"]:
        raise ValueError
    named = {name.strip().lower(): value.strip().lower() for name, _is, value in (f.partition(":") for f in fields)}
    if named.get("transfer-encoding") != "chunked":
        return rest
    content = bytearray()
    while rest:
        size, _line, rest = rest.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        if not length:
            break
        content += rest[:length]
        rest = rest[length + 2 :]
    return bytes(content)
