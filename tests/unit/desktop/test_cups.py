"""Answers of a print server that are none, and the way IPP is written."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

if sys.platform == "win32":
    pytest.skip("there is no CUPS on Windows", allow_module_level=True)

from mirrorlight.desktop import cups, ipp


def attribute(tag: int, name: str, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value


def answered(*groups: bytes, status: int = 0) -> bytes:
    return struct.pack(">BBHI", 2, 0, status, 1) + b"".join(b"\x02" + group for group in groups) + b"\x03"


JOB = (
    attribute(0x21, "job-id", struct.pack(">i", 7))
    + attribute(0x23, "job-state", struct.pack(">i", 9))
    + attribute(0x36, "job-name", b"\0\2de\0\6Brief\n")
    + attribute(0x45, "job-printer-uri", b"ipp://localhost/printers/Office")
    + attribute(0x21, "job-k-octets", struct.pack(">i", 3))
    + attribute(0x21, "time-at-creation", struct.pack(">i", 1_800_000_000))
    + attribute(0x44, "keywords", b"one")
    + attribute(0x44, "", b"two")
)


def test_jobs_are_read() -> None:
    one, two = ipp.answer(answered(JOB, attribute(0x21, "job-id", b"\0\0\0\1")))
    assert (one["job-id"], one["job-name"], one["keywords"]) == (7, "Brief\n", "one")
    assert two == {"job-id": 1}


def test_what_is_asked_can_be_read_again() -> None:
    asked = ipp.request(10, "someone", ("job-id", "job-name"), {"my-jobs": True, "first-job-id": 5})
    assert asked.startswith(b"\2\0\0\x0a")
    assert asked.endswith(b"\x03")
    assert attribute(0x22, "my-jobs", b"\1") in asked
    assert attribute(0x44, "requested-attributes", b"job-id") + attribute(0x44, "", b"job-name") in asked


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_none(data: bytes) -> None:
    for whole in (data, answered() + data, answered(JOB)[: len(data)]):
        try:
            ipp.answer(whole)
        except ipp.IppError:
            continue


class Server:
    """A server that says one thing to everybody, or nothing at all."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "cups.sock"
        self.says: bytes | None = b""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self.path))
        self._socket.listen()
        self._silent: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _address = self._socket.accept()
            except OSError:
                return
            if self.says is None:
                self._silent.append(peer)
                continue
            with peer:
                peer.recv(1 << 16)
                peer.sendall(self.says)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for peer in self._silent:
            peer.close()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server(tmp_path)
    monkeypatch.setenv("CUPS_SERVER", str(made.path))
    monkeypatch.setattr(cups, "PATIENCE", 0.2)
    yield made
    made.close()


def http(body: bytes, *, chunked: bool = False) -> bytes:
    if chunked:
        middle = len(body) // 2
        parts = (body[:middle], body[middle:])
        body = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"
    more = b"Transfer-Encoding: chunked\r\n" if chunked else b""
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\n" + more + b"\r\n" + body


@pytest.mark.parametrize("chunked", [False, True])
def test_a_job_as_it_is_told(server: Server, chunked: bool) -> None:
    server.says = http(answered(JOB), chunked=chunked)
    (job,) = cups.jobs(1)
    assert (job.number, job.state, job.over, job.title, job.printer) == (7, "completed", True, "Brief ", "Office")
    assert (job.size, job.pages, job.made, job.ended) == (3072, None, 1_800_000_000, None)


@pytest.mark.parametrize(
    "says",
    [
        None, b"", b"garbage", b"HTTP/1.1 401 Unauthorized\r\n\r\n", http(b""), http(answered(JOB)[:40]),
        http(answered(status=0x0500)), http(b"zz\r\n", chunked=True)[:-9],
    ],
    ids=["silent", "empty", "garbage", "no", "nothing", "half", "refused", "broken chunks"],
)  # fmt: skip
def test_a_server_that_does_not_answer_is_none(server: Server, says: bytes | None) -> None:
    server.says = says
    with pytest.raises(cups.NoServer):
        cups.jobs(1)


def test_no_printers_is_an_answer(server: Server) -> None:
    server.says = http(answered(status=ipp.NOT_FOUND))
    assert cups.printers() == 0


def test_a_server_elsewhere_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "printserver.example:631")
    monkeypatch.setattr(cups, "_SOCKETS", ())
    with pytest.raises(cups.NoServer):
        cups.address()
