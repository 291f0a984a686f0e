"""In which line of a TOML file each table and key stands: the standard library's reader does not say."""

from __future__ import annotations

import re
from collections import defaultdict

Path = tuple[str | int, ...]
"""Where something stands in a file: ("traces", 2, "sources") is a key of the third table of an array."""

_PART = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ARRAY = re.compile(rf"\s*\[\[\s*({_DOTTED})\s*\]\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_TOKEN = re.compile(r'''"""|\'\'\'|"(?:\\.|[^"\\])*"|'[^']*'|\#.*|[\[\]{}]''')
_ENDS = {'"""': re.compile(r'(?:\\.|[^\\])*?"""'), "'''": re.compile(r".*?'''")}


def lines(text: str) -> dict[Path, int]:
    """The line (from 1) of each table and each key of a TOML text; the first, where one is there twice.

    Keys inside inline tables have the line at which the inline table's own key stands, so they are not listed.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    seen: defaultdict[Path, int] = defaultdict(int)
    depth, string = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        if not depth and not string:
            if head := _ARRAY.match(line):
                name = _parts(head[1])
                table = (*name, seen[name])
                seen[name] += 1
                found.setdefault(table, number)
                continue
            if head := _TABLE.match(line):
                table = _parts(head[1])
                found.setdefault(table, number)
                continue
            if key := _KEY.match(line):
                found.setdefault((*table, *_parts(key[1])), number)
        depth, string = _after(line, depth, string)
    return found


def line_of(found: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the first thing in it, or of the nearest that holds it; 1 if there is none."""
    while path:
        inside = [line for place, line in found.items() if place[: len(path)] == path]
        if inside:
            return found.get(path, min(inside))
        path = path[:-1]
    return 1


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _after(line: str, depth: int, string: str) -> tuple[int, str]:
    """How many brackets are open after `line`, and the quotes of a text over several lines that is not at its end."""
    at = 0
    while at <= len(line):
        if string:
            end = _ENDS[string].match(line, at)
            if end is None:
                return depth, string
            at, string = end.end(), ""
        token = _TOKEN.search(line, at)
        if token is None:
            return depth, string
        at = token.end()
        if token[0] in _ENDS:
            string = token[0]
        elif token[0] in {"[", "{"}:
            depth += 1
        elif token[0] in {"]", "}"}:
            depth = max(0, depth - 1)
    return depth, string
