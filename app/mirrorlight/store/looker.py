"""Looking in a process of its own: it opens the store's files without disturbing the locks of a connection, uses every
processor, and its memory goes when it ends. What it looks for reaches it through a pipe, and nothing of that comes
back.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.process import keep_memory_private, program
from mirrorlight.store.seen import Seen, Tell

WORD = "look-for-traces"
"""The argument that makes a process of Mirrorlight one of these; no command, because nobody types it."""

log = logging.getLogger(__name__)


class Looker(Protocol):
    """What `Looking` can do, here or in another process."""

    def all(self, tell: Tell) -> Seen: ...

    def some(self, numbers: Sequence[int]) -> Seen: ...

    def clear(self, numbers: Sequence[int]) -> int: ...

    def close(self) -> None: ...


class Elsewhere:
    """A `Looking` in another process. Thread: one at a time. Raises UserError (not-looked) when it cannot go on."""

    def __init__(self, store: Path, folders: Sequence[Path], raw: bytes, things: Sequence[bytes]) -> None:
        try:
            self._process = subprocess.Popen(
                [*program(), WORD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _not_looked(error.strerror or "") from error
        sizes = [len(thing) for thing in things]
        head = {"store": str(store), "folders": [str(folder) for folder in folders], "sizes": sizes}
        self._send(json.dumps(head).encode() + b"\n" + raw + b"".join(things))

    def all(self, tell: Tell) -> Seen:
        return _seen(self._ask({"do": "all"}, tell))

    def some(self, numbers: Sequence[int]) -> Seen:
        return _seen(self._ask({"do": "some", "pages": list(numbers)}))

    def clear(self, numbers: Sequence[int]) -> int:
        return int(self._ask({"do": "clear", "pages": list(numbers)})["cleared"])

    def close(self) -> None:
        """End the process. Idempotent."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.kill()
        self._process.wait()

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except OSError:
            raise _not_looked(_("The process for it ended.")) from None

    def _ask(self, request: dict[str, Any], tell: Tell = lambda done, total: None) -> dict[str, Any]:
        assert self._process.stdout is not None
        self._send(json.dumps(request).encode() + b"\n")
        for line in self._process.stdout:
            answer: dict[str, Any] = json.loads(line)
            if "step" in answer:
                tell(*answer["step"])
                continue
            if "error" in answer:
                raise _not_looked(str(answer["error"]))
            return answer
        raise _not_looked(_("The process for it ended."))


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> int:
    """Be that process, until nobody asks any more. Returns the exit status."""
    from mirrorlight.store.looking import Looking

    keep_memory_private()
    if hasattr(os, "nice"):
        os.nice(5)
    head = json.loads(incoming.readline())
    raw = incoming.read(32)
    things = [incoming.read(size) for size in head["sizes"]]
    looking: Looking | None = None

    def say(answer: dict[str, Any]) -> None:
        outgoing.write(json.dumps(answer).encode() + b"\n")
        outgoing.flush()

    for line in incoming:
        request = json.loads(line)
        try:
            if looking is None:
                looking = Looking(Path(head["store"]), [Path(folder) for folder in head["folders"]], raw, things)
            if request["do"] == "clear":
                say({"cleared": looking.clear(request["pages"])})
            elif request["do"] == "some":
                say(looking.some(request["pages"]).to_json())
            else:
                say(looking.all(lambda done, total: say({"step": [done, total]})).to_json())
        except BrokenPipeError:
            return 0
        except OSError as error:
            say({"error": error.strerror or type(error).__name__})
    return 0


def main() -> int:
    """`serve` on this process' pipes."""
    return serve(sys.stdin.buffer, sys.stdout.buffer)


def _seen(answer: dict[str, Any]) -> Seen:
    values: dict[str, Any] = {name: set(value) if isinstance(value, list) else value for name, value in answer.items()}
    return Seen(**values)


def _not_looked(why: str) -> UserError:
    return UserError(
        _("The store could not be looked through after the deletion."), why, _("Have it checked again."),
        code="not-looked",
    )  # fmt: skip
