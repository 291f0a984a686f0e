"""Texts made to keep a regular expression busy, given to every finder as every kind of text."""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    "a", "1", "1 ", "12-", "4111 ", "a@", "a.b@a.", "a.", "-", "aaaa_", "Aa ", "password: x1y2z3 ", "key=",
    "eyJaaaaaaaaaaa.", "http://a:b", "+49 30 ", "(", "\n", " ", "a\u0301", "\x00\x1b", "\u202eabc \u05d0 ", "👍🏽",
    "医院", "Hauptstraße 12 ", "10827 Berlin ", "12 rue de la ", "born on 1.1.2000 ", "ssn ", "ssn 536-90-4399 ",
    "DE12 ", "4976 3127 5521 4807 ", "ab@cd.de ", "chat with Anna ", "bearer ", "doctor appointment ",
    "Anna Schmidt | ", "xoxb-", "sk-", "account number ", "2024-11-30 ", "%20%",
)  # fmt: skip


def run(length: int, timeout: float) -> None:
    """Every finder over every text of `length` characters, in a process of its own. Raises if that has not ended after
    `timeout` seconds: a bound for hanging, not a measurement.
    """
    subprocess.run([sys.executable, __file__, str(length)], timeout=timeout, check=True)


def main() -> None:
    from pathlib import Path

    here = Path(__file__).resolve().parent
    sys.path[:0] = [str(here.parent / "app"), str(here)]
    from findings_look import finders, piece
    from mirrorlight.insight.findings.model import SOURCES

    length = int(sys.argv[1])
    for part in PARTS:
        for source in SOURCES:
            list(finders().look([piece(part * (length // len(part)), source)]))


if __name__ == "__main__":
    main()
