"""Looking for many byte strings at once in large buffers.

Whatever is looked for holds, wherever it begins, one group of four bytes that lies at a multiple of four: the buffer is
read as such groups, a table says which are worth a closer look, and only there is it compared. One read of memory per
byte instead of one search per string.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from mirrorlight.store.seen import SHORTEST

GROUP = 4
assert SHORTEST >= 2 * GROUP - 1, "a string must hold a whole group wherever it begins"

_BITS = 20
_SPREAD, _OTHER_SPREAD = 2_654_435_761, 2_246_822_519


class Search:
    """A search for `things`, each `SHORTEST` bytes or longer. `usual` are bytes as they are to be expected, of which
    the groups are known that occur often, and are avoided. Any thread.
    """

    def __init__(self, things: Sequence[bytes], usual: bytes | bytearray = b"") -> None:
        import numpy

        self._numpy: Any = numpy
        self._things = tuple(things)
        words = numpy.frombuffer(usual, numpy.uint32, len(usual) // GROUP)
        often = numpy.bincount(self._hash(words), minlength=1 << _BITS)
        self._at: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, thing in enumerate(self._things):
            groups = [int.from_bytes(thing[at : at + GROUP], "little") for at in range(len(thing) - GROUP + 1)]
            rank = often[self._hash(numpy.array(groups, numpy.uint32))]
            for lane in range(GROUP):
                at = min(range(lane, len(groups), GROUP), key=lambda at: int(rank[at]))
                self._at[groups[at]].append((number, at))
        self._groups = numpy.array(sorted(self._at), numpy.uint32)
        self._known = numpy.zeros(1 << _BITS, bool)
        self._known[self._hash(self._groups)] = True
        self._likely = numpy.zeros(1 << _BITS, bool)
        self._likely[self._hash(self._groups, _OTHER_SPREAD)] = True

    def _hash(self, words: Any, spread: int = _SPREAD) -> Any:
        return (words * self._numpy.uint32(spread)) >> self._numpy.uint32(32 - _BITS)

    def _worth(self, buffer: bytes | bytearray) -> Any:
        """The groups worth a closer look. Two at a time, in words that numpy takes as they are to look something up."""
        numpy = self._numpy
        pairs = numpy.frombuffer(buffer, numpy.uint64, len(buffer) // (2 * GROUP))
        worth = numpy.empty(len(buffer) // GROUP, bool)
        spread, shift = numpy.uint64(_SPREAD), numpy.uint64(64 - _BITS)
        index = pairs << numpy.uint64(32)
        index *= spread
        index >>= shift
        worth[: 2 * len(pairs) : 2] = self._known[index.view(numpy.intp)]
        numpy.bitwise_and(pairs, numpy.uint64(0xFFFFFFFF << 32), out=index)
        index *= spread
        index >>= shift
        worth[1 : 2 * len(pairs) : 2] = self._known[index.view(numpy.intp)]
        if len(worth) > 2 * len(pairs):
            worth[-1] = True
        return numpy.flatnonzero(worth)

    def find(self, buffer: bytes | bytearray) -> Iterator[tuple[int, int]]:
        """(where, which) for each place where one of the strings is. Nothing beyond the last multiple of four is
        missed but a string that ends in the last three bytes: `end` finds those.
        """
        numpy = self._numpy
        if not self._things:
            return
        words = numpy.frombuffer(buffer, numpy.uint32, len(buffer) // GROUP)
        places = self._worth(buffer)
        places = places[self._likely[self._hash(words[places], _OTHER_SPREAD)]]
        if len(places):
            exact = numpy.searchsorted(self._groups, words[places])
            exact[exact == len(self._groups)] = 0
            places = places[self._groups[exact] == words[places]]
        for place in places.tolist():
            for number, at in self._at[int(words[place])]:
                start = place * GROUP - at
                if start >= 0 and buffer.startswith(self._things[number], start):
                    yield start, number
