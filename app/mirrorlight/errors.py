"""Errors that are shown to the person: what happened, why, and what to do."""

from __future__ import annotations


class UserError(Exception):
    """Something that could not be done and that the person can understand and act on.

    `what`, `why` and `do` are whole, translated sentences without content of the store; `code` is a stable id for
    programs (`--json`) and tests. Everything that is not a UserError is a defect of ours.
    """

    def __init__(self, what: str, why: str = "", do: str = "", *, code: str = "failed") -> None:
        super().__init__(" ".join(part for part in (what, why, do) if part))
        self.what, self.why, self.do, self.code = what, why, do, code
