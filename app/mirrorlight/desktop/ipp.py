"""The little of IPP (RFC 8010) that asking for print jobs takes: requests made, answers read."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence

Value = int | bool | str

_HEAD = struct.Struct(">BBHI")
_OPERATION, JOBS, _PRINTERS, _END = 0x01, 0x02, 0x04, 0x03
_INTEGER, _BOOLEAN, _ENUM, _NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE = 0x21, 0x22, 0x23, 0x42, 0x44, 0x45, 0x47, 0x48
_TEXTS = range(0x40, 0x60)
_WITH_LANGUAGE = (0x35, 0x36)
_LAST_DELIMITER = 0x0F
_SUCCESS = 0x0100
"""Status codes below this say that it worked."""

NOT_FOUND = 0x0406


class IppError(Exception):
    """An answer that is none, or that says no. `status` is IPP's code, 0 if there was no answer to be read."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(f"ipp {status:#06x}")
        self.status = status


def request(operation: int, user: str, wanted: Sequence[str], more: Mapping[str, Value] | None = None) -> bytes:
    """A request to the whole server for the attributes `wanted`, in the name of `user`."""
    body = _HEAD.pack(2, 0, operation, 1) + bytes([_OPERATION])
    body += _attribute(_CHARSET, "attributes-charset", b"utf-8")
    body += _attribute(_LANGUAGE, "attributes-natural-language", b"en")
    body += _attribute(_URI, "printer-uri", b"ipp://localhost/")
    body += _attribute(_NAME, "requesting-user-name", user.encode())
    for name, value in (more or {}).items():
        if isinstance(value, bool):
            body += _attribute(_BOOLEAN, name, bytes([value]))
        elif isinstance(value, int):
            body += _attribute(_INTEGER, name, struct.pack(">i", value))
        else:
            body += _attribute(_KEYWORD, name, value.encode())
    for number, name in enumerate(wanted):
        body += _attribute(_KEYWORD, "" if number else "requested-attributes", name.encode())
    return body + bytes([_END])


def answer(data: bytes) -> list[dict[str, Value]]:
    """The attributes of each job or printer in an answer, first values only. Raises IppError."""
    if len(data) < _HEAD.size:
        raise IppError
    status = _HEAD.unpack_from(data)[2]
    if status >= _SUCCESS:
        raise IppError(status)
    found: list[dict[str, Value]] = []
    group: dict[str, Value] | None = None
    try:
        for tag, name, raw in _parts(data):
            if tag <= _LAST_DELIMITER:
                group = None
                if tag in (JOBS, _PRINTERS):
                    found.append(group := {})
            elif group is not None and name:
                value = _value(tag, raw)
                if value is not None:
                    group[name] = value
    except (struct.error, IndexError) as error:
        raise IppError from error
    return found


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    words = name.encode()
    return struct.pack(">BH", tag, len(words)) + words + struct.pack(">H", len(value)) + value


def _parts(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Delimiters with an empty name, and attributes. A further value of an attribute has no name."""
    offset = _HEAD.size
    while data[offset] != _END:
        tag = data[offset]
        offset += 1
        if tag <= _LAST_DELIMITER:
            yield tag, "", b""
            continue
        (length,) = struct.unpack_from(">H", data, offset)
        name = data[offset + 2 : offset + 2 + length].decode("utf-8", "replace")
        offset += 2 + length
        (length,) = struct.unpack_from(">H", data, offset)
        if offset + 2 + length > len(data):
            raise IndexError
        yield tag, name, data[offset + 2 : offset + 2 + length]
        offset += 2 + length


def _value(tag: int, raw: bytes) -> Value | None:
    if tag in (_INTEGER, _ENUM):
        return int.from_bytes(raw, "big", signed=True)
    if tag == _BOOLEAN:
        return raw != b"\0"
    if tag in _WITH_LANGUAGE:
        skipped = 2 + int.from_bytes(raw[:2], "big")
        raw = raw[skipped + 2 :]
    elif tag not in _TEXTS:
        return None
    return raw.decode("utf-8", "replace")
