"""Row ids that are not used again while the recorder runs, even after the newest rows were deleted.

Without it SQLite gives the highest ids out anew, and a choice of rows made before a deletion could mean other rows
after it.
"""

from __future__ import annotations

from mirrorlight.core.channel import Connection


class Numbers:
    """The ids of one table. Thread: the writer's, inside its transaction."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._last = 0
        self._known = False

    def last(self, connection: Connection) -> int:
        """The highest id that was ever used; the next one is free."""
        if not self._known:
            found = connection.execute(f"SELECT coalesce(max(id), 0) FROM {self._table}").fetchall()
            self._last, self._known = max(self._last, int(found[0][0])), True
        return self._last

    def used(self, last: int) -> None:
        """Ids up to `last` are in the table now."""
        self._last = last

    def forget(self) -> None:
        """Somebody else may have written: a deletion makes rows of what it leaves of one."""
        self._known = False
