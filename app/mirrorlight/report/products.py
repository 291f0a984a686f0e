"""The columns of the products: what each is documented to hold of the same kinds of data, with the pages read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mirrorlight.agents import lens, lens_day, lens_words
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.loader import library
from mirrorlight.agents.product import Product
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight.periods import DAY, Period
from mirrorlight.report.chosen import MOST_PRODUCTS
from mirrorlight.report.facts import Cell, Products, Row, Source
from mirrorlight.store.reader import Reader


@dataclass(frozen=True)
class Beside:
    """What the columns are worked out from: the store, now (UTC µs), whether a recorder runs, and the person's
    assumptions (settings) where a figure is not public.
    """

    reader: Reader
    now: int
    running: bool
    assume: Callable[[str], Any]


def columns(beside: Beside, names: Sequence[str], period: Period) -> Products:
    """The columns for these products, two at most. Raises UserError: no-product, too-many-products."""
    if len(names) > MOST_PRODUCTS:
        raise UserError(
            _("No report was made."), _("Only {n} products fit beside the store.").format(n=MOST_PRODUCTS),
            _("Leave some out."), code="too-many-products",
        )  # fmt: skip
    known = library()
    products = list({product.id: product for product in map(known.find, names)}.values())
    if not products:
        return Products()
    words = [cells(beside, product, period) for product in products]
    rows = []
    used: dict[str, None] = {}
    for kind in KINDS:
        row = []
        for product, said in zip(products, words, strict=True):
            claim = product.data[kind.id]
            used.update(dict.fromkeys(claim.sources))
            row.append(Cell(claim.value, said[kind.id], _mark(claim.sources, claim.sure)))
        rows.append(Row(_(kind.title), kind.mirrors, tuple(row)))
    sources = tuple(
        Source(each.key, each.title, " ".join(each.addresses), each.read.isoformat(), each.sure)
        for each in (known.sources[key] for key in used)
    )
    return Products(tuple(product.name for product in products), tuple(rows), sources)


def cells(beside: Beside, product: Product, period: Period) -> dict[str, str]:
    """What a product would hold of a period, in a few words by kind of data: of a day with the figures that the lens
    counts, of a week as it is documented.
    """
    if period.kind != DAY:
        return {
            kind.id: lens_words.cell(kind, product.data[kind.id], None, None, assumed=None, unseen=False)
            for kind in KINDS
        }
    day = lens_day.read(beside.reader, period.first, beside.now, running=beside.running)
    return {row.kind.id: row.words for row in lens.look(product, day, beside.assume).rows}


def _mark(sources: Sequence[str], sure: str) -> str:
    """The mark behind a statement: the pages it rests on, and how sure they are."""
    return f"[{', '.join(sources)} {sure}]" if sources else ""
