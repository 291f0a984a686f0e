"""The day of the drawings with a picture each minute, made quickly: what the training view's tests look at."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from day import HEIGHT, MINUTE, WIDTH, MadeDay, make_day
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import Context
from mirrorlight.core.events import Picture


def make_trained(base: Path, since: str = "13:51", until: str = "14:06") -> MadeDay:
    """The day; between two moments each minute has a picture of its own, a plain screen."""
    made = make_day(base, pictures=False)
    at, kept, front = made.at(since), list[Kept](), Context("Thunderbird", "Inbox – ines@harbour.example")
    while at < made.at(until):
        out = io.BytesIO()
        Image.new("RGB", (WIDTH, HEIGHT), (at // MINUTE % 200, 120, 90)).save(out, "WEBP", method=0, quality=50)
        digest = at.to_bytes(8, "big")
        kept.append(Kept(at, Picture(at, 1, 0, 0, WIDTH, HEIGHT, digest, out.getvalue()), front))
        at += MINUTE
    with made.writer() as writer:
        writer.write(kept)
    made.pictures = len(kept)
    return made
