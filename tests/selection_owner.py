"""A program that owns the clipboard in ways that real ones rarely do. Run as a process of its own:

python selection_owner.py silent               never answers
python selection_owner.py half TEXT            tells its targets, then never answers
python selection_owner.py secret HINT TEXT     marks TEXT with the target HINT
python selection_owner.py length BYTES         a transfer in parts of BYTES, told by LENGTH, whose parts come one by one
python selection_owner.py often TIMES TEXT     takes the clipboard TIMES times as fast as it can, then answers

It prints "owns" when it owns the clipboard, "asked TARGET" for each question, "ends" when a transfer ended.
"""

from __future__ import annotations

import sys
from typing import Any

from Xlib import X, Xatom, display
from Xlib.protocol import event

PART = b"x" * 60_000


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main(mode: str, *more: str) -> None:
    connection = display.Display()
    connection.set_error_handler(lambda *_: None)
    atom = connection.intern_atom
    window = connection.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)

    def now() -> int:
        """The server's time. Questions asked meanwhile are left unanswered."""
        window.change_property(Xatom.WM_NAME, Xatom.STRING, 8, b"x")
        while (heard := connection.next_event()).type != X.PropertyNotify:
            pass
        return int(heard.time)

    for _ in range(int(more[0]) if mode == "often" else 1):
        window.set_selection_owner(atom("CLIPBOARD"), now())
    connection.sync()
    say("owns")
    text = more[-1].encode() if more else b""
    targets = ["TARGETS", "UTF8_STRING"]
    if mode == "secret":
        targets.insert(1, more[0])
    if mode == "length":
        targets.append("LENGTH")
    while True:
        asked = connection.next_event()
        if asked.type == X.PropertyNotify and asked.window != window and asked.state == X.PropertyDelete:
            asked.window.change_property(asked.atom, atom("UTF8_STRING"), 8, PART)
            connection.flush()
            say("part")
        if asked.type != X.SelectionRequest:
            continue
        target = connection.get_atom_name(asked.target)
        say(f"asked {target}")
        if mode == "silent" or (mode == "half" and target != "TARGETS"):
            continue
        value: tuple[int, int, Any] = (atom("UTF8_STRING"), 8, text)
        if target == "TARGETS":
            value = (Xatom.ATOM, 32, [atom(name) for name in targets])
        elif target == "LENGTH":
            value = (Xatom.INTEGER, 32, [int(text)])
        elif mode == "length":
            asked.requestor.change_attributes(event_mask=X.PropertyChangeMask)
            value = (atom("INCR"), 32, [int(text)])
        asked.requestor.change_property(asked.property, *value)
        asked.requestor.send_event(
            event.SelectionNotify(
                time=asked.time, requestor=asked.requestor, selection=asked.selection, target=asked.target,
                property=asked.property,
            )
        )  # fmt: skip
        connection.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
