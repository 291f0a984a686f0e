"""A program on the accessibility bus that sends what it likes and answers nothing: liar.py KIND COUNT.

After the first it waits for a line.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from typing import Any

from jeepney import DBusAddress, new_signal

from mirrorlight.desktop.atspi_wire import Wire, accessibility_address

BODIES: dict[str, tuple[tuple[Any, ...], str]] = {
    "short": (("focused",), "s"),
    "wrong types": (("focused", "x", 0, ("s", "")), "ssiv"),
    "two megabytes": (("focused", 1, 0, ("s", "x" * (2 << 20)), {}), "siiva{sv}"),
    "focus": (("focused", 1, 0, ("s", ""), {}), "siiva{sv}"),
}
"""What the signals hold."""


def main() -> None:
    wire = Wire(accessibility_address(60), time.monotonic() + 60)
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 60, 0))
    body, signature = BODIES[sys.argv[1]]
    place = DBusAddress("/liar", interface="org.a11y.atspi.Event.Object")
    for number in range(int(sys.argv[2])):
        if number == 1:
            sys.stdin.readline()
        wire.socket.sendall(new_signal(place, "StateChanged", signature, body).serialise(serial=1000 + number))
    sys.stdout.write("sent\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
