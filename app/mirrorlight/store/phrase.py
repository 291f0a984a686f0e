"""The key written down in words: 24 of BIP-39's English list, 256 bits and a checksum. Never stored, never logged."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store.key_info import Key

if TYPE_CHECKING:
    from mnemonic import Mnemonic

COUNT = 24


def words(key: Key) -> tuple[str, ...]:
    """The recovery phrase of `key`."""
    return tuple(_list().to_mnemonic(key.raw).split(" "))


def key(text: str) -> Key:
    """The key that `text` stands for; capitals, commas, numbers before the words and spaces make no difference, and
    the first four letters of a word are enough.

    Raises UserError (bad-phrase), which names no word but by its place.
    """
    given = [part.strip(".,;:()") for part in unicodedata.normalize("NFKD", text).casefold().split()]
    given = [part for part in given if part and not part.isdigit()]
    if len(given) != COUNT:
        raise _bad(_("It has {n} words; a recovery phrase has {count}.").format(n=len(given), count=COUNT))
    known = _list()
    beginnings = {word[:4]: word for word in known.wordlist}
    whole = [word if word in known.wordlist else beginnings.get(word, "") for word in given]
    unknown = [str(place) for place, word in enumerate(whole, 1) if not word]
    if unknown:
        raise _bad(_("These words are not in the list, counted from the first: {places}.").format(
            places=", ".join(unknown)
        ))  # fmt: skip
    try:
        return Key(bytes(known.to_entropy(whole)))
    except ValueError:
        raise _bad(_("Each word is in the list, but together they do not fit: one is another, or two are swapped."))\
            from None  # fmt: skip


def _bad(why: str) -> UserError:
    return UserError(_("This is not a recovery phrase."), why, _("Look at the paper again."), code="bad-phrase")


@cache
def _list() -> Mnemonic:
    from mnemonic import Mnemonic

    return Mnemonic("english")
