"""A real encrypted store for tests, and short ways to fill it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Click, Event, Focus, KeyPress, KeyRelease, Move, Picture
from mirrorlight.core.ledger import Account
from mirrorlight.core.selection import Selection
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.deleting import NewLooker
from mirrorlight.store.looking import Looking
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer
from standing import StandingClock

EDITOR = Context("gedit", "Notes")
BROWSER = Context("firefox", "Appointments")
_CODES: dict[str, int] = {}


class Store:
    """A store with writer and reader. `at` moments in the short ways are seconds after `began`."""

    def __init__(
        self, places: Places, clock: StandingClock, mode: str = keys.FILE, looker: NewLooker = Looking
    ) -> None:
        self.places, self.clock, self._looker = places, clock, looker
        self.key = keys.create(places, mode, clock=clock)
        self.writer = Writer(places, self.key, CHANNELS, clock, looker)
        self.reader = Reader(places, self.key, CHANNELS, clock)
        self.began = clock.utc()
        self.recording = self.writer.begin(self.began, 60, "0.1")
        clock.forward(3600 * SECOND)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.close()
        self.reader.close()

    def reopened(self) -> Store:
        """The same store opened anew, after writer and reader were closed."""
        self.writer = Writer(self.places, self.key, CHANNELS, self.clock, self._looker)
        self.reader = Reader(self.places, self.key, CHANNELS, self.clock)
        return self

    def at(self, seconds: float) -> int:
        """UTC µs of a moment after the beginning."""
        return self.began + round(seconds * SECOND)

    def write(self, *kept: Kept, ledger: dict[str, Account] | None = None) -> dict[str, int]:
        return self.writer.write(sorted(kept, key=lambda item: item.at), ledger)

    def kept(self, seconds: float, event: Event, context: Context = EDITOR) -> Kept:
        return Kept(self.at(seconds), event, context)

    def type(self, seconds: float, text: str, context: Context = EDITOR, pace: float = 0.2) -> None:
        """Type `text`; "⌫" in it is Backspace, "⏎" Return."""
        self.write(*typing(self.began, seconds, text, context, pace))

    def focus(self, seconds: float, context: Context = EDITOR) -> None:
        self.write(self.kept(seconds, Focus(0), context))

    def move(self, seconds: float, places: Sequence[tuple[int, int]], context: Context = EDITOR) -> None:
        """A movement, a sample every 10 ms."""
        self.write(*(self.kept(seconds + n / 100, Move(0, x, y), context) for n, (x, y) in enumerate(places)))

    def click(self, seconds: float, context: Context = EDITOR) -> None:
        self.write(
            self.kept(seconds, Click(0, 10, 20, "left", True), context),
            self.kept(seconds + 0.1, Click(0, 10, 20, "left", False), context),
        )

    def picture(
        self, seconds: float, digest: bytes, image: bytes = b"", monitor: int = 1, context: Context = EDITOR
    ) -> int:
        event = Picture(0, monitor, 0, 0, 1280, 800, digest, image)
        return self.write(self.kept(seconds, event, context))["screenshots"]

    def lines(self, selection: Selection | None = None, limit: int | None = None) -> list[dict[str, Any]]:
        return list(self.reader.events(selection or Selection(), limit))

    def events(self, channel: str) -> int:
        """Events of a channel in the store, as lines."""
        return sum(line["channel"] == channel for line in self.lines())

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The raw rows of a table, by id."""
        return [dict(row) for row in self.reader._database.all(f"SELECT * FROM {table} ORDER BY 1")]

    def everything(self) -> str:
        """All that the store holds, decrypted, free pages included, as text that can be searched."""
        return decrypted(self.places.store, self.key.raw).decode("latin-1")


def typing(began: int, seconds: float, text: str, context: Context = EDITOR, pace: float = 0.2) -> list[Kept]:
    """Presses and releases for `text` from `began` + `seconds` on, one key every `pace` seconds."""
    names = {"⌫": ("BackSpace", ""), "⏎": ("Return", "\n"), " ": ("space", " ")}
    kept: list[Kept] = []
    for number, character in enumerate(text):
        key, typed = names.get(character, (character, character))
        code = _CODES.setdefault(character, len(_CODES) + 8)
        at = began + round((seconds + number * pace) * SECOND)
        kept.append(Kept(at, KeyPress(0, code, key, typed), context))
        kept.append(Kept(at + round(pace * SECOND / 2), KeyRelease(0, code), context))
    return kept


def decrypted(path: Path, raw: bytes) -> bytes:
    """Every page of the store as plain bytes: an image of the decrypted file, with whatever free space holds.

    SQLCipher 4: pages of 4,096 bytes with 80 reserved (IV, HMAC-SHA512), AES-256-CBC; the file begins with a salt.
    """
    data = path.read_bytes()
    pages = range(len(data) // 4096)
    return b"".join(
        decrypted_page(data[number * 4096 : (number + 1) * 4096], number + 1, raw, data[:16]) for number in pages
    )


def decrypted_page(page: bytes, number: int, raw: bytes, salt: bytes) -> bytes:
    """One page as plain bytes. Only one whose seal is right is taken, so that this cannot pass on garbage."""
    import hashlib
    import hmac

    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    seal_key = hashlib.pbkdf2_hmac("sha512", raw, bytes(byte ^ 0x3A for byte in salt), 2, 32)
    start = 16 if number == 1 else 0
    seal = hmac.new(seal_key, page[start : 4096 - 64] + number.to_bytes(4, "little"), "sha512").digest()
    assert seal == page[-64:], f"page {number} is not sealed with this key"
    decryptor = Cipher(algorithms.AES(raw), modes.CBC(page[-80:-64])).decryptor()
    return page[:start] + decryptor.update(page[start : 4096 - 80]) + decryptor.finalize() + bytes(80)
