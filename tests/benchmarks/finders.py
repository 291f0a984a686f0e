"""Measures the finders: precision and recall by kind on the labelled cases, and how long a day and a year take."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from findings_cases import BUILT, HELD_OUT, Case, cases
from row import Row
from store_figures import places

from mirrorlight.channels import CHANNELS
from mirrorlight.core.typed import Keystroke
from mirrorlight.demo.year import Size, fill
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.insight.findings.looking import Finders, rules
from mirrorlight.insight.findings.model import CLIPBOARD, FILE, PRINT, TAKEN_BACK, TITLE, TYPED, URL, Piece, Secret
from mirrorlight.insight.findings.pieces import of_run, unescaped
from mirrorlight.insight.findings.pieces import pieces as stored
from mirrorlight.places import Places
from mirrorlight.store import keys as kept_keys
from mirrorlight.store.reader import Reader

REGIONS = ("DE", "FR", "ES", "GB", "US")
"""The regions of the locale that the cases are looked at with: those of the four languages."""

_CHANNELS = {
    TYPED: "keyboard", TAKEN_BACK: "keyboard", TITLE: "windows", URL: "web", CLIPBOARD: "clipboard", FILE: "files",
    PRINT: "printing",
}  # fmt: skip
_BACKSPACES = re.compile(r"\{(\d+)\}")


@dataclass
class Count:
    """Of one kind: found rightly, found wrongly, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __str__(self) -> str:
        return f"precision {_share(self.right, self.wrong)}, recall {_share(self.right, self.missed)}"


def _share(right: int, other: int) -> str:
    return f"{right / (right + other):.2f} ({right}/{right + other})" if right + other else "–"


def finders() -> Finders:
    return Finders(Secret(b"for measuring only"), rules(REGIONS))


def found(case: Case, look: Finders) -> set[str]:
    """The kinds that are found in a case."""
    return {finding.kind for finding in look.look(pieces(case))}


def pieces(case: Case) -> Iterator[Piece]:
    """A case as pieces, as they would come out of a store."""
    if case.source == "keys":
        yield from of_run(keys(case.text))
        return
    text = unescaped(case.text) if case.source == URL else case.text
    title = case.text if case.source == TITLE else ""
    struck = len(text) if case.source == TAKEN_BACK else 0
    yield Piece(text, _CHANNELS[case.source], (1,), 0, 0, case.app, title, case.source, struck)


def keys(text: str) -> list[Keystroke]:
    """Keystrokes that type `text`, in which {N} stands for N presses of Backspace."""
    pressed: list[tuple[str, str]] = []
    for part in re.split(r"(\{\d+\})", text):
        times = _BACKSPACES.fullmatch(part)
        pressed += [("BackSpace", "")] * int(times.group(1)) if times else [(letter, letter) for letter in part]
    return [
        Keystroke(number, number * 150_000, 80_000, key, typed, 0, "editor", "Notes")
        for number, (key, typed) in enumerate(pressed, 1)
    ]


def counted(part: Iterable[Case], look: Finders) -> dict[str, Count]:
    """Precision and recall by kind. A kind that a case may have counts neither way."""
    counts = {kind: Count() for kind in KINDS}
    for case in part:
        seen = found(case, look) - case.may
        for kind in seen | set(case.kinds):
            count = counts[kind]
            if kind not in case.kinds:
                count.wrong += 1
            elif kind in seen:
                count.right += 1
            else:
                count.missed += 1
    return {kind: count for kind, count in counts.items() if count.right + count.wrong + count.missed}


def labelled(all_cases: Sequence[Case]) -> list[Row]:
    """A row for each part of the cases and each kind."""
    look = finders()
    rows: list[Row] = []
    for name in (HELD_OUT, BUILT):
        part = [case for case in all_cases if case.part == name]
        counts = counted(part, look)
        total = Count(
            *(sum(getattr(count, what) for count in counts.values()) for what in ("right", "wrong", "missed"))
        )
        negatives = [case for case in part if not case.kinds]
        silent = sum(not (found(case, look) - case.may) for case in negatives)
        rows.append(Row(f"cases {name}: all kinds", str(total), "–", held=True))
        rows.append(
            Row(f"cases {name}: hard negatives without a finding", f"{silent} of {len(negatives)}", "–", held=True)
        )
        rows += [Row(f"cases {name}: {kind}", str(count), "–", held=True) for kind, count in counts.items()]
    return rows


def told(part: str) -> None:
    """What is wrong in one part of the cases, for working on it."""
    look = finders()
    for case in cases():
        if case.part == part:
            seen = found(case, look) - case.may
            if seen != case.kinds:
                print("missed", sorted(case.kinds - seen), "wrong", sorted(seen - case.kinds), case.source, case.text)  # noqa: T201


def findings(home: Path, short: bool) -> list[Row]:
    """Precision and recall on the labelled cases; then how long a day and a year take."""
    rows = labelled(cases())
    for name, days, most in (("a day", 1, 2.0), ("10 days", 10, 60.0) if short else ("a year", 250, 60.0)):
        where = places(home, name.replace(" ", "-"))
        fill(where, Size(days=days, samples=1_000, pictures=2, picture_bytes=100))
        rows.append(_taken(f"findings of {name}: 20,000 keys and 1,000 titles a working day", where, most))
    return rows


def _taken(what: str, where: Places, most: float) -> Row:
    with closing(Reader(where, kept_keys.load(where, lambda: ""), CHANNELS)) as reader:
        known = reader.known()
        assert known is not None
        began, busy = time.perf_counter(), time.process_time()
        found = list(finders().look(stored(reader, known[0], known[1] + 1)))
        took, busy = time.perf_counter() - began, time.process_time() - busy
    measured = f"{took:.2f} s ({busy:.2f} s of processor time), {len(found)} findings"
    return Row(what, measured, f"≤ {most:g} s", took <= most)


if __name__ == "__main__":
    told(BUILT)
    for row in labelled(cases()):
        print(row.what, row.measured)  # noqa: T201
    print(Counter(case.part for case in cases()))  # noqa: T201
