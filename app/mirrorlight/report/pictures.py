"""Pictures of the screen made ready for a report: smaller, and blurred unless they were asked for as they are."""

from __future__ import annotations

import io
from dataclasses import dataclass

BLURRED, SHARP = 320, 960
"""Width in pixels of what is put in."""
_COARSE = 20
"""A blurred picture is made of so many pixels in a row: shapes of windows stay, no letter does."""


@dataclass(frozen=True, repr=False)
class Ready:
    """A picture as it is put in: JPEG, and its size in pixels."""

    data: bytes
    width: int
    height: int


def ready(stored: bytes, *, sharp: bool) -> Ready | None:
    """A stored picture (WebP) made ready; None for one that is gone or cannot be read. Any thread.

    What is left out cannot be had back from the file: a blurred picture is drawn anew from 20 pixels in a row, and no
    data that came with the stored one are taken over.
    """
    from PIL import Image, UnidentifiedImageError

    if not stored:
        return None
    try:
        with Image.open(io.BytesIO(stored)) as opened:
            picture = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError):
        return None
    if sharp:
        picture.thumbnail((SHARP, SHARP))
    else:
        tall = max(1, round(_COARSE * picture.height / picture.width))
        small = picture.resize((_COARSE, tall), Image.Resampling.BOX)
        height = max(1, round(BLURRED * picture.height / picture.width))
        picture = small.resize((BLURRED, height), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82 if sharp else 70)
    return Ready(out.getvalue(), picture.width, picture.height)
