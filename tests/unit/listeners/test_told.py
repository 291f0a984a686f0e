"""What RECORD tells, read from the socket as it comes."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest

from mirrorlight.channels.listening import FROM_CLIENT, FROM_SERVER, told

END_OF_DATA = 5


def reply(category: int, data: bytes = b"", *, swapped: bool = False, header: int = 0) -> bytes:
    """An EnableContext reply as the server sends it (Record Extension Protocol, section 4)."""
    assert not len(data) % 4
    return struct.pack("=BBHIBB2xIII8x", 1, category, 19, len(data) // 4, header, swapped, 0, 0, 0) + data


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    server, client = socket.socketpair()
    with server, client:
        yield server, client


def test_replies_however_they_are_cut_and_nothing_else(ends: tuple[socket.socket, socket.socket]) -> None:
    server, client = ends
    stream = (
        reply(FROM_SERVER, b"one!" * 8)
        + bytes((34,)).ljust(32, b"\0")  # MappingNotify, which every client gets
        + struct.pack("=BBHI", 35, 131, 0, 2).ljust(40, b"\0")  # an event of an extension, longer than 32 bytes
        + reply(FROM_CLIENT, b"two!", swapped=True, header=3)
        + reply(FROM_SERVER, b"three!!!" * 40)
        + reply(END_OF_DATA)
    )
    expected = [
        (FROM_SERVER, False, b"one!" * 8),
        (FROM_CLIENT, True, b"two!"),
        (FROM_SERVER, False, b"three!!!" * 40),
        (END_OF_DATA, False, b""),
    ]
    for cut in (1, 31, 33, 70, len(stream) - 1):
        server.sendall(stream[cut:])
        assert list(told(client, stream[:cut])) == expected


def test_a_server_that_goes_away_and_an_error_end_it(ends: tuple[socket.socket, socket.socket]) -> None:
    server, client = ends
    with pytest.raises(ConnectionAbortedError):
        list(told(client, bytes(32)))
    server.close()
    with pytest.raises(ConnectionResetError):
        list(told(client, reply(FROM_SERVER, b"four")))
