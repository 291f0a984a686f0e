"""The pages of SQLCipher's files as plain bytes, many at a time, without a connection.

SQLCipher 4 with a raw key: pages of 4,096 bytes, of which the last 80 are an IV and a seal (HMAC-SHA512); AES-256-CBC;
the first page begins with a salt of 16 bytes. A cipher object per page costs more than its page: a whole chunk is
deciphered block by block (ECB) and combined with itself moved by one block, which is what CBC means (measured: 12 times
as fast).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4_096
BLOCK = 16
SEAL = 64
USABLE = PAGE - BLOCK - SEAL
"""Bytes of a page that hold data; what follows is random in an encrypted file, and random in its plain form."""

LOCKS = 0x4000_0000 // PAGE + 1
"""The page at 1 GiB, which SQLite keeps free for its locks: nothing is ever in it, and it has no seal (“Database File
Format”, 1.4, on sqlite.org).
"""

WORD = 8
_IV = slice(USABLE // WORD, (USABLE + BLOCK) // WORD)

FRAME = 24
HEADER = 32
"""Bytes before each page of a write-ahead log, and at its beginning."""


class Sealed:
    """Opens the pages of one store. `salt` are the first 16 bytes of its file. Any thread."""

    def __init__(self, raw: bytes, salt: bytes) -> None:
        self._raw, self._salt = raw, salt
        self._seal_key = hashlib.pbkdf2_hmac("sha512", raw, bytes(byte ^ 0x3A for byte in salt), 2, 32)

    def plain(self, chunk: bytes | bytearray, first: int) -> bytearray:
        """Whole pages as plain bytes; `first` is the number (from 1) of the first of them."""
        import numpy

        cipher = Cipher(algorithms.AES(self._raw), modes.ECB()).decryptor()
        out = bytearray(len(chunk) + BLOCK - 1)
        cipher.update_into(chunk, out)
        del out[len(chunk) :]
        pages = numpy.frombuffer(out, numpy.uint64).reshape(-1, PAGE // WORD)
        before = numpy.frombuffer(chunk, numpy.uint64).reshape(-1, PAGE // WORD)
        if first == 1:
            pages[0, 2:4] ^= before[0, 0:2] ^ before[0, _IV]
        pages[:, 2:] ^= before[:, :-2]
        pages[:, :2] ^= before[:, _IV]
        if first == 1:
            out[:BLOCK] = b"SQLite format 3\0"
        return out

    def closed(self, page: bytes | bytearray, number: int) -> bytes:
        """One plain page, enciphered and sealed anew."""
        start = BLOCK if number == 1 else 0
        iv = secrets.token_bytes(BLOCK)
        cipher = Cipher(algorithms.AES(self._raw), modes.CBC(iv)).encryptor()
        body = self._salt[:start] + cipher.update(bytes(page[start:USABLE])) + iv
        text = body[start:] + number.to_bytes(4, "little")
        return body + hmac.digest(self._seal_key, text, "sha512")

    def broken(self, chunk: bytes | bytearray, numbers: Sequence[int], every: int = 1) -> list[int]:
        """Which pages (positions in the chunk) do not carry this key's seal; `numbers` are theirs. Looks at each
        `every`-th.
        """
        found = []
        for position in range(0, len(numbers), every):
            if numbers[position] == LOCKS:
                continue
            page = chunk[position * PAGE : (position + 1) * PAGE]
            start = BLOCK if numbers[position] == 1 else 0
            text = bytes(page[start : PAGE - SEAL]) + numbers[position].to_bytes(4, "little")
            if hmac.digest(self._seal_key, text, "sha512") != page[-SEAL:]:
                found.append(position)
        return found


def frames(log: bytes) -> tuple[bytearray, list[int]]:
    """The pages of a write-ahead log's bytes, joined, and their numbers. What is cut off at its end is left out."""
    step = FRAME + PAGE
    count = max(0, len(log) - HEADER) // step
    pages, numbers = bytearray(), []
    for frame in range(count):
        start = HEADER + frame * step
        numbers.append(int.from_bytes(log[start : start + 4], "big"))
        pages += log[start + FRAME : start + step]
    return pages, numbers
