"""What a report is to be of: the days, the products beside it, and which content may stand in it. Nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from mirrorlight.i18n import N_
from mirrorlight.insight.periods import Period

TYPED, TITLES, ADDRESSES, PICTURES = "typed", "titles", "addresses", "pictures"
CONTENTS: tuple[tuple[str, str], ...] = (
    (TYPED, N_("Typed text")),
    (TITLES, N_("Titles of windows")),
    (ADDRESSES, N_("Addresses of web pages")),
    (PICTURES, N_("Pictures of the screen")),
)
"""What may be ticked, one by one, each off at first; with its message id."""

APPS = "apps"
"""Names of applications: shapes need them, so they are there without a tick, but each can be blacked out."""

BLACK, OUT = "black", "out"
"""What a person can do with a line by hand: its place stays, or it goes."""

MOST_PRODUCTS = 2
MOST_PICTURES = 24
"""Pictures in a report, spread over its time: more than that nobody looks through before handing it on."""


@dataclass(frozen=True)
class Chosen:
    """`contents` of `CONTENTS`; `sharp`: pictures as they are, not blurred; `products` ids, two at most."""

    period: Period
    products: tuple[str, ...] = ()
    contents: frozenset[str] = frozenset()
    sharp: bool = False


@dataclass
class ByHand:
    """What was blacked out or taken out by hand: `BLACK` or `OUT` by the key of a line."""

    fates: dict[str, str] = field(default_factory=dict)

    def fate(self, key: str) -> str:
        """`BLACK`, `OUT`, or "" for a line that stands as it is."""
        return self.fates.get(key, "")

    def put(self, key: str, fate: str) -> None:
        """Black a line out, take it out, or with "" let it stand."""
        if fate:
            self.fates[key] = fate
        else:
            self.fates.pop(key, None)

    def keep_only(self, keys: set[str]) -> None:
        """Forget lines that are no longer there."""
        self.fates = {key: fate for key, fate in self.fates.items() if key in keys}
