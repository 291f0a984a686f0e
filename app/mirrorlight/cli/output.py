"""What the command line writes: answers on stdout, everything else on stderr. The only place that writes to either."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from mirrorlight.core.text import clean_text
from mirrorlight.errors import UserError

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Output:
    """One run's output. With `as_json`, stdout holds one JSON document, or a list's JSON lines, and nothing else."""

    def __init__(self, as_json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.as_json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        for stream in (self._out, self._err):
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]

    def document(self, value: Mapping[str, Any]) -> None:
        """The answer of a command, as one JSON document. Nothing without `as_json`."""
        if self.as_json:
            self._out.write(to_json(value) + "\n")

    def json_lines(self, values: Iterable[Mapping[str, Any]]) -> int:
        """A list's answer, one JSON document a line, written as they come. Returns how many."""
        count = 0
        for value in values:
            self._out.write(to_json(value) + "\n")
            count += 1
        return count

    def line(self, text: str = "") -> None:
        """One line for people on stdout; nothing with `as_json`. Foreign control characters are replaced."""
        if not self.as_json:
            self._out.write(clean_text(text, limit=10_000) + "\n")

    def lines(self, text: str) -> None:
        """Several lines of our own for people."""
        for line in text.split("\n"):
            self.line(line)

    def table(self, rows: Sequence[Sequence[str]], indent: str = "") -> None:
        """Columns for people, each as wide as its longest cell; the last is never padded."""
        cleaned = [[clean_text(cell) for cell in row] for row in rows]
        columns = max((len(row) for row in cleaned), default=0)
        widths = [max(len(row[i]) if i < len(row) else 0 for row in cleaned) for i in range(columns)]
        for row in cleaned:
            cells = [cell.ljust(widths[i]) for i, cell in enumerate(row)]
            self.line((indent + "  ".join(cells)).rstrip())

    def message(self, text: str) -> None:
        """Something to know that is not the answer: always stderr."""
        self._err.write(clean_text(text, limit=10_000) + "\n")

    def error(self, error: UserError) -> None:
        """One line "what why do" on stderr; with `as_json` one JSON document there."""
        if self.as_json:
            document = {"error": {"what": error.what, "why": error.why, "do": error.do, "code": error.code}}
            self._err.write(to_json(document) + "\n")
        else:
            self.message(" ".join(str(error).split()))

    def progress(self, text: str) -> None:
        """How far long work is, on one line that the next one replaces; "" takes it away. Only on a terminal."""
        if self._err.isatty():
            self._err.write(f"\r{clean_text(text)}\x1b[K")
            self._err.flush()

    def prompt(self, question: str) -> str:
        """What the person types after `question`, "" at the end of the input. The question goes to stderr."""
        self.flush()
        self._err.write(question + " ")
        self._err.flush()
        return sys.stdin.readline().strip()

    def flush(self) -> None:
        """Hand everything to the system. BrokenPipeError passes."""
        self._out.flush()
        self._err.flush()


def to_json(value: Mapping[str, Any]) -> str:
    """One line of JSON in readable UTF-8; what a terminal could act on or UTF-8 cannot hold is written as \\uXXXX."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def interactive() -> bool:
    """Whether a person can be asked: stdin and stderr are a terminal."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr.isatty())
