"""What dead keys type: an accent waits for the letter that it belongs to.

Joined only where it is known what may be kept (`recorder/gate.py`): an accent out of a password field or an excluded
window must not be told by the first letter after it.
"""

from __future__ import annotations

import unicodedata

from mirrorlight.core.events import KeyPress

_ALONE = {"\u0300": "`", "\u0301": "´", "\u0302": "^", "\u0303": "~", "\u0304": "¯", "\u0306": "˘", "\u0307": "˙",
          "\u0308": "¨", "\u030a": "°", "\u030b": "˝", "\u030c": "ˇ", "\u0327": "¸", "\u0328": "˛"}  # fmt: skip
_BEFORE_SPACE = {**_ALONE, "\u0301": "'", "\u0308": '"'}
"""What a dead accent types when it is pressed twice, and before a space (the compose tables of X11)."""


class Accents:
    """Joins accents to letters in the order of the keys. One thread."""

    def __init__(self) -> None:
        self._waiting = ""

    def forget(self) -> None:
        """A key in between was not seen, or is not kept: what waits is not joined to anything."""
        self._waiting = ""

    def join(self, press: KeyPress) -> None:
        """Put into `press.text` what it types after the dead key before it."""
        waiting, accent = self._waiting, press.accent
        if accent is None:
            if waiting:
                self._waiting = ""
                press.text = _joined(press.text, waiting)
        elif accent:
            self._waiting = "" if waiting else accent
            press.text = _ALONE.get(accent, "") if waiting == accent else ""


def _joined(text: str, accent: str) -> str:
    if text == " ":
        return _BEFORE_SPACE.get(accent, "")
    joined = unicodedata.normalize("NFC", text + accent) if text else ""
    return joined if len(joined) == 1 else text
