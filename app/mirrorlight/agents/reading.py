"""One file of products or sources while it is read: what is wrong with it is noted, with line and rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path as File
from typing import Any

from mirrorlight.agents.toml_lines import Path, line_of, lines
from mirrorlight.core.text import clean_text
from mirrorlight.i18n import _

LARGEST = 1_000_000
"""Bytes that a file may have; the real ones have some 15,000."""

LONGEST = 2_000
"""Characters of a text."""

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Problem:
    """Why something was not taken from a file: the line (from 1), the rule's id, and the rule in words."""

    file: str
    line: int
    rule: str
    said: str

    def __str__(self) -> str:
        return _("{file}, line {line}: {said} ({rule})").format(
            file=self.file, line=self.line, said=self.said, rule=self.rule
        )


class Reading:
    """The content of one file. `problems` grows with what is asked for and is not as it must be; the answers are then
    harmless stand-ins, and what is made of them is thrown away. Any thread.
    """

    def __init__(self, path: File) -> None:
        self.file = path.name
        self.problems: list[Problem] = []
        self.content: dict[str, Any] = {}
        self._raw = ""
        self._load(path)

    def _load(self, path: File) -> None:
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST + 1)
        except OSError as error:
            return self._note(1, "unreadable", _("it cannot be read: {why}.").format(why=error.strerror or error))
        if len(raw) > LARGEST:
            return self._note(1, "too-large", _("a file has at most {n} bytes.").format(n=LARGEST))
        try:
            text = raw.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            return self._note(raw[: error.start].count(b"\n") + 1, "utf-8", _("it must be UTF-8."))
        try:
            self.content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            return self._note(_line_in(str(error), text), "toml", _("it is not TOML: {why}.").format(why=error))
        except RecursionError:
            return self._note(1, "toml", _("it is nested too deeply."))
        self._raw = text
        return None

    @cached_property
    def _lines(self) -> dict[Path, int]:
        """Only asked for when something is wrong."""
        return lines(self._raw)

    def _note(self, line: int, rule: str, said: str) -> None:
        self.problems.append(Problem(self.file, line, rule, clean_text(said, 300)))

    def refuse(self, where: Path, rule: str, said: str) -> None:
        """Note that what stands at `where` breaks `rule`."""
        self._note(line_of(self._lines, where), rule, said)

    def table(self, where: Path, allowed: Collection[str]) -> Mapping[str, Any]:
        """The table at `where`, {} if there is none; keys that are not `allowed` are refused."""
        found: Any = self.content
        for part in where:
            found = found[part]
        if not isinstance(found, dict):
            self.refuse(where, "type", _("“{key}” must be a table.").format(key=where[-1]))
            return {}
        for key in found:
            if key not in allowed:
                self.refuse((*where, key), "unknown-key", _("“{key}” is not a key of this table.").format(key=key))
        return found

    def tables(self, name: str) -> list[Path]:
        """Where the tables of the array `name` stand."""
        found = self.content.get(name, [])
        if not isinstance(found, list):
            self.refuse((name,), "type", _("“{key}” must be an array of tables.").format(key=name))
            return []
        return [(name, number) for number in range(len(found))]

    def required(self, table: Mapping[str, Any], where: Path, *keys: str) -> None:
        """Refuse a table in which one of `keys` is missing."""
        for key in keys:
            if key not in table:
                self.refuse(where, "missing", _("“{key}” is missing.").format(key=key))

    def text(self, table: Mapping[str, Any], where: Path, key: str, pattern: str = "") -> str:
        """A text, "" if there is none. It must be one that can be shown, and match `pattern`."""
        return self._text(table.get(key, ""), (*where, key), pattern)

    def _text(self, value: Any, where: Path, pattern: str = "") -> str:
        if not isinstance(value, str):
            self.refuse(where, "type", _("“{key}” must be a text.").format(key=where[-1]))
            return ""
        if len(value) > LONGEST or clean_text(value, LONGEST) != value or value != value.strip():
            self.refuse(
                where, "text",
                _("“{key}” must be one line of at most {n} characters, without control characters or space around it.")
                .format(key=where[-1], n=LONGEST),
            )  # fmt: skip
            return ""
        if pattern and value and not re.fullmatch(pattern, value):
            self.refuse(where, "id", _("“{key}” must match {pattern}.").format(key=where[-1], pattern=pattern))
        return value

    def words(self, table: Mapping[str, Any], where: Path, key: str) -> str:
        """A text of Mirrorlight's own, translated; "" if there is none."""
        return _(self.text(table, where, key))

    def texts(self, table: Mapping[str, Any], where: Path, key: str) -> tuple[str, ...]:
        """A list of texts, each once."""
        value = table.get(key, [])
        if not isinstance(value, list):
            self.refuse((*where, key), "type", _("“{key}” must be a list of texts.").format(key=key))
            return ()
        found = tuple(self._text(each, (*where, key)) for each in value)
        if len(set(found)) < len(found):
            self.refuse((*where, key), "twice", _("“{key}” names something twice.").format(key=key))
        if "" in found:
            self.refuse((*where, key), "text", _("“{key}” has an empty text in it.").format(key=key))
        return found

    def choice(self, table: Mapping[str, Any], where: Path, key: str, allowed: Collection[str], rule: str) -> str:
        """One of `allowed`, or "" if there is none."""
        value = table.get(key, "")
        if value == "" or (isinstance(value, str) and value in allowed):
            return str(value)
        said = _("“{key}” must be one of: {names}.").format(key=key, names=", ".join(allowed))
        self.refuse((*where, key), rule, said)
        return ""

    def day(self, table: Mapping[str, Any], where: Path, key: str, otherwise: date | None = None) -> date:
        """A date. `otherwise` stands where there is none."""
        value = table.get(key, otherwise)
        if isinstance(value, date) and not isinstance(value, datetime) and value >= EARLIEST:
            return value
        said = _("“{key}” must be a day like 2026-11-20, without quotes.").format(key=key)
        self.refuse((*where, key), "date", said)
        return EARLIEST


def _line_in(said: str, text: str) -> int:
    """The line that tomllib's message names; it says “at end of document” for the last."""
    found = re.search(r"line (\d+)", said)
    return int(found[1]) if found else text.count("\n") + 1
