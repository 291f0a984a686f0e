"""The store's key wrapped under a passphrase: scrypt (RFC 7914) makes a key of it, AES key wrap (RFC 3394) locks ours
in.

Loaded in passphrase mode only: `cryptography` takes some 9 MB. Key wrap carries its own check, so a wrong passphrase is
told from a right one without trying the store.
"""

from __future__ import annotations

import unicodedata

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

N, R, P = 2**15, 8, 1
"""Cost of scrypt: 32 MB and some 80 ms for each guess (measured here on one core)."""

LARGEST_N = 2**20
"""A key info file that asks for more than this is not ours; it would only eat the memory."""


class WrongPassphrase(Exception):
    """The passphrase does not open the wrapped key."""


def wrap(key: bytes, passphrase: str, salt: bytes, n: int = N, r: int = R, p: int = P) -> bytes:
    """`key` (32 bytes) locked under `passphrase`: 40 bytes."""
    return aes_key_wrap(_derive(passphrase, salt, n, r, p), key)


def unwrap(wrapped: bytes, passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    """The key again. Raises WrongPassphrase, or ValueError if the parameters cannot be ours."""
    if not 2 <= n <= LARGEST_N or not 1 <= r <= 32 or not 1 <= p <= 16:
        raise ValueError("scrypt parameters out of bounds")
    try:
        return aes_key_unwrap(_derive(passphrase, salt, n, r, p), wrapped)
    except InvalidUnwrap:
        raise WrongPassphrase from None


def _derive(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(unicodedata.normalize("NFC", passphrase).encode())
