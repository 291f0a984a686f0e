"""Pieces and findings for the tests of the finders."""

from __future__ import annotations

from mirrorlight.insight.findings.looking import Finders, rules
from mirrorlight.insight.findings.model import TAKEN_BACK, TITLE, TYPED, Finding, Piece, Secret

SECRET = Secret(b"a store's own secret")
REGIONS = ("DE", "US")


def piece(text: str, kind: str = TYPED, app: str = "editor", at: int = 0, row: int = 1, after: str = "") -> Piece:
    struck = len(text) if kind == TAKEN_BACK else 0
    return Piece(text, "windows", (row,), at, at, app, text if kind == TITLE else "", kind, struck, after)


def finders(me: tuple[str, ...] = ()) -> Finders:
    return Finders(SECRET, rules(REGIONS, me))


def look(*pieces: Piece, me: tuple[str, ...] = ()) -> list[Finding]:
    return list(finders(me).look(pieces))


def kinds(text: str, kind: str = TYPED, app: str = "editor") -> set[str]:
    return {finding.kind for finding in look(piece(text, kind, app))}
