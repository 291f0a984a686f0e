"""Pictures of the screens: each once, an unchanged screen as a reference to the picture before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.camera import Camera
from mirrorlight.channels.numbers import Numbers
from mirrorlight.core.channel import Channel, Column, Connection, Coverage, Kept, Line, Table
from mirrorlight.core.events import Picture
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import size

TABLE = Table(
    "screenshots",
    (
        Column("monitor", "INTEGER", "number of the screen, from 1"),
        Column("x", "INTEGER", "left edge of the screen on the desktop, pixels"),
        Column("y", "INTEGER", "its upper edge"),
        Column("width", "INTEGER", "its width, pixels"),
        Column("height", "INTEGER", "its height, pixels"),
        Column("bytes", "INTEGER", "size of the picture kept in this row; 0 where it refers to another"),
        Column("same_as", "INTEGER", "id of the row that keeps the same picture; NULL where the picture is here"),
        Column("digest", "BLOB", "digest of the picture without Mirrorlight's light"),
        Column("painted", "INTEGER", "excluded windows that were painted over"),
        Column("picture", "BLOB", "the picture, WebP", large=True),
    ),
    indexes=(("digest",), ("same_as",)),
)


class PictureRows:
    """Stores a picture once per screen and digest; later ones refer to the row that keeps it.

    What is known lies in the table alone, so that it survives a restart and a deletion.
    """

    def __init__(self) -> None:
        self._numbers = Numbers(TABLE.name)

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store pictures. One without image whose picture is no longer in the table is not stored and not counted."""
        stored = 0
        for item in kept:
            event = item.event
            if not isinstance(event, Picture):
                continue
            found = connection.execute(
                "SELECT id FROM screenshots WHERE digest = ? AND monitor = ? AND picture IS NOT NULL"
                " ORDER BY at DESC, id DESC LIMIT 1",
                (event.digest, event.monitor),
            ).fetchone()
            if found is None and not event.image:
                continue
            image = None if found else event.image
            number = self._numbers.last(connection) + 1
            connection.execute(
                "INSERT INTO screenshots (id, at, context_id, monitor, x, y, width, height, bytes, same_as, digest,"
                " painted, picture) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number, item.at, item.context_id or None, event.monitor, event.x,
                    event.y, event.width, event.height, len(image or b""), found[0] if found else None, event.digest,
                    event.painted, image,
                ),
            )  # fmt: skip
            self._numbers.used(number)
            stored += 1
        return stored

    def close(self, connection: Connection, at: int) -> None:
        """Nothing of a picture stays open."""

    def forget(self) -> None:
        self._numbers.forget()


def shared(connection: Connection, chosen: str, parameters: Sequence[Any]) -> int:
    """How many rows that stay refer to pictures that are chosen: each such picture stays with the oldest of them."""
    return int(connection.execute(f"SELECT count(*) FROM ({_heirs(chosen)})", [*parameters, *parameters]).fetchone()[0])


def hand_on(connection: Connection, chosen: str, parameters: Sequence[Any]) -> int:
    """Move each chosen picture that other rows refer to into the oldest of them. Returns how many were moved."""
    heirs = connection.execute(_heirs(chosen), [*parameters, *parameters]).fetchall()
    for old, new in ((int(row[0]), int(row[1])) for row in heirs):
        connection.execute(
            "UPDATE screenshots SET same_as = NULL,"
            " (picture, bytes) = (SELECT picture, bytes FROM screenshots WHERE id = ?) WHERE id = ?",
            (old, new),
        )
        connection.execute("UPDATE screenshots SET same_as = ? WHERE same_as = ?", (new, old))
    return len(heirs)


def _heirs(chosen: str) -> str:
    """SQL for (picture that goes, oldest row that refers to it and stays); `chosen` is used twice."""
    return (
        f"SELECT same_as, id, min(at) FROM screenshots WHERE same_as IN ({chosen}) AND id NOT IN ({chosen})"
        " GROUP BY same_as"
    )


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line, without the picture itself."""
    same = row["same_as"]
    yield {
        "at": row["at"], "monitor": row["monitor"], "x": row["x"], "y": row["y"], "width": row["width"],
        "height": row["height"], "bytes": row["bytes"], "same_as": None if same is None else f"screenshots/{same}",
        "painted": row["painted"],
    }  # fmt: skip


def summary(row: Mapping[str, Any]) -> str:
    """The screen and what the picture takes."""
    if row["same_as"] is not None:
        return _("Screen {n}, unchanged").format(n=row["monitor"])
    return _("Screen {n}, {width} × {height}, {size}").format(
        n=row["monitor"], width=row["width"], height=row["height"], size=size(row["bytes"])
    )


def coverage(desktop: Any) -> Coverage:
    """Whether the screen can be read here."""
    found: Coverage = desktop.coverage("screenshots")
    return found


CHANNEL = Channel(
    id="screenshots",
    title=N_("Pictures"),
    icon="pictures",
    records=N_("The screen, every 2 minutes and at each change of window."),
    never=N_("An excluded window: it is painted over."),
    brochure=N_("Screenshots"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(Picture,),
    fields=("monitor", "x", "y", "width", "height", "bytes", "same_as", "painted"),
    rows=PictureRows,
    lines=lines,
    summary=summary,
    hand_on=hand_on,
    shared=shared,
    unit=NP_("picture", "pictures"),
    coverage=coverage,
    listener=Camera,
)
