"""Text properties of X windows, as programs really set them: UTF-8 that is none, Latin-1, compound text."""

from __future__ import annotations

import codecs

_CHARSETS_96 = {
    b"A": "latin-1", b"B": "iso8859-2", b"C": "iso8859-3", b"D": "iso8859-4", b"F": "iso8859-7", b"G": "iso8859-6",
    b"H": "iso8859-8", b"L": "iso8859-5", b"M": "iso8859-9", b"V": "iso8859-10", b"Y": "iso8859-13",
    b"_": "iso8859-14", b"b": "iso8859-15", b"f": "iso8859-16",
}  # fmt: skip
_CHARSETS_94N = {b"A": "gb2312", b"B": "euc_jp", b"C": "euc_kr"}
_ESCAPE = 0x1B


def decode(data: bytes, kind: str) -> str:
    """The text of a property of type `kind` (UTF8_STRING, STRING, COMPOUND_TEXT …); what is no text is replaced.

    Cut at the first NUL. Many programs put UTF-8 into STRING, so that is tried before Latin-1.
    """
    data = data.split(b"\0", 1)[0]
    if kind == "UTF8_STRING":
        return data.decode("utf-8", "replace")
    if kind == "COMPOUND_TEXT":
        return _compound(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def strings(data: bytes) -> list[str]:
    """The parts of a NUL-separated list such as WM_CLASS."""
    return [decode(part, "STRING") for part in data.split(b"\0")]


def _compound(data: bytes) -> str:
    """Compound text (X Consortium standard, version 1.1): ISO 2022 segments; what is not known becomes U+FFFD."""
    out: list[str] = []
    left, right = "", "latin-1"
    position = 0
    while position < len(data):
        if data[position] != _ESCAPE:
            end = data.find(_ESCAPE, position)
            end = len(data) if end < 0 else end
            out.append(_segment(data[position:end], left, right))
            position = end
            continue
        intermediates, position = _intermediates(data, position + 1)
        final = data[position : position + 1]
        position += 1
        if intermediates == b"%" and final == b"G":
            end = data.find(b"\x1b%@", position)
            end = len(data) if end < 0 else end
            out.append(data[position:end].decode("utf-8", "replace"))
            position = end
        elif intermediates == b"%/":
            length = (data[position] & 127) * 128 + (data[position + 1] & 127) if position + 2 <= len(data) else 0
            out.append("\N{REPLACEMENT CHARACTER}")
            position += 2 + length
        elif intermediates in (b"$(", b"$"):
            left = _CHARSETS_94N.get(final, "ascii")
        elif intermediates == b"$)":
            right = _CHARSETS_94N.get(final, "ascii")
        elif intermediates == b"(":
            left = ""
        elif intermediates in (b"-", b"."):
            right = _CHARSETS_96.get(final, "ascii")
        elif intermediates == b")":
            right = "shift_jis" if final == b"I" else "ascii"
    return "".join(out)


def _intermediates(data: bytes, position: int) -> tuple[bytes, int]:
    start = position
    while position < len(data) and 0x20 <= data[position] <= 0x2F:
        position += 1
    return data[start:position], position


def _segment(data: bytes, left: str, right: str) -> str:
    """Bytes without escapes: those below 128 in the set `left` ("" is ASCII), the others in `right`."""
    out: list[str] = []
    start = 0
    for end in range(1, len(data) + 1):
        if end < len(data) and (data[end] < 128) == (data[start] < 128):
            continue
        part = data[start:end]
        if part[0] < 128 and left:
            out.append(codecs.decode(bytes(byte | 128 for byte in part), left, "replace"))
        else:
            out.append(codecs.decode(part, "ascii" if part[0] < 128 else right, "replace"))
        start = end
    return "".join(out)
