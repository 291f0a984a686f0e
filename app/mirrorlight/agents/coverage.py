"""What of each product Mirrorlight mirrors on this computer right now: product by kind of data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mirrorlight.agents.kinds import KINDS, Kind
from mirrorlight.agents.product import NO, UNKNOWN, VALUES, Claim, Product
from mirrorlight.beyond import BEYOND
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Channel, Coverage
from mirrorlight.i18n import N_, _

NOTHING = "nothing"

HOW: dict[str, str] = {
    FULLY: N_("mirrored fully"),
    PARTLY: N_("mirrored in part"),
    NOT: N_("not mirrored here"),
    UNKNOWN: N_("not documented in the pages read"),
    NOTHING: N_("nothing to mirror"),
}
"""Each result, in words. `NOTHING`: the product does not hold it. Message ids."""


@dataclass(frozen=True)
class Here:
    """What can be recorded here: how far each channel, and the light, without which nothing is recorded. `setting`
    answers with a setting in force.
    """

    light: Coverage
    channels: Mapping[str, Coverage]
    titles: Mapping[str, str]
    setting: Callable[[str], Any]

    @classmethod
    def of(
        cls,
        light: Coverage,
        coverage: Mapping[str, Coverage],
        channels: Iterable[Channel],
        setting: Callable[[str], Any],
    ) -> Here:
        return cls(light, coverage, {channel.id: channel.title for channel in channels}, setting)

    def mirrors(self, kind: Kind) -> Coverage:
        """How far Mirrorlight shows this kind of data here, whatever the product. `why` translated."""
        if not kind.mirrors:
            why = next(_(one.why) for one in BEYOND if one.id == kind.beyond)
            return Coverage(NOT, why)
        if self.light.how == NOT:
            return Coverage(NOT, _("Nothing is recorded here. {why}").format(why=self.light.why).rstrip())
        title = _(self.titles[kind.mirrors])
        if not self.setting(f"channel_{kind.mirrors}"):
            return Coverage(NOT, _("“{title}” is switched off.").format(title=title))
        if kind.needs and not self.setting(kind.needs):
            return Coverage(NOT, _("“{title}” is switched off.").format(title=_(kind.title)))
        found = self.channels.get(kind.mirrors, Coverage(NOT, _("It was not tried.")))
        if found.how == FULLY and kind.less:
            return Coverage(PARTLY, _(kind.less))
        return found


@dataclass(frozen=True)
class Cell:
    """One product and one kind of data: what is claimed, `how` far it is mirrored (HOW), and why not further."""

    product: Product
    kind: Kind
    claim: Claim
    how: str
    why: str

    def to_json(self) -> dict[str, Any]:
        return {
            "product": self.product.id, "name": self.product.name, "kind": self.kind.id, "title": _(self.kind.title),
            "value": self.claim.value, "detail": self.claim.detail, "mirrored": self.how, "why": self.why,
            "channel": self.kind.mirrors or None, "sources": list(self.claim.sources), "sure": self.claim.sure,
            "read": self.claim.read.isoformat() if self.claim.read else None,
        }  # fmt: skip


def table(products: Iterable[Product], here: Here) -> list[Cell]:
    """Every product with every kind of data, in the order of both."""
    mirrors = {kind.id: here.mirrors(kind) for kind in KINDS}
    return [_cell(product, kind, mirrors[kind.id]) for product in products for kind in KINDS]


def _cell(product: Product, kind: Kind, found: Coverage) -> Cell:
    claim = product.data[kind.id]
    if claim.value == UNKNOWN:
        return Cell(product, kind, claim, UNKNOWN, "")
    if claim.value == NO:
        return Cell(product, kind, claim, NOTHING, "")
    return Cell(product, kind, claim, found.how, found.why)


COLUMNS = ("product", "name", "kind", "title", "value", "detail", "mirrored", "why", "channel", "sources", "sure",
           "read")  # fmt: skip
"""The columns of the CSV, which are the fields of the JSON."""


def to_csv(cells: Iterable[Cell]) -> str:
    """The table as CSV with a head, lines ended by a newline alone. It holds no word from outside the program."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for cell in cells:
        told = cell.to_json()
        told["sources"] = " ".join(told["sources"])
        writer.writerow(["" if told[column] is None else told[column] for column in COLUMNS])
    return written.getvalue()


def counts(cells: Iterable[Cell]) -> dict[str, int]:
    """How many cells there are of each result."""
    found = dict.fromkeys(HOW, 0)
    for cell in cells:
        found[cell.how] += 1
    return found


def assumed_words(claim: Claim, setting: Callable[[str], Any]) -> str:
    """That a figure is the person's own assumption, and which; "" for claims without one."""
    if not claim.figures.assumed:
        return ""
    words = _("Your assumption: one every {n} seconds (setting {id}).")
    return words.format(n=setting(claim.figures.assumed), id=claim.figures.assumed)


def value_words(claim: Claim) -> str:
    """What a product does, in words: "would hold if switched on"."""
    return _(VALUES[claim.value])
