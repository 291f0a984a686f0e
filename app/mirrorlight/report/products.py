"""The columns of the products: what each is documented to hold of the same kinds of data, with the pages read."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorlight.agents.kinds import KINDS, Kind
from mirrorlight.agents.loader import library
from mirrorlight.agents.product import UNKNOWN, VALUES, Product
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight.periods import Period
from mirrorlight.report.chosen import MOST_PRODUCTS
from mirrorlight.report.facts import Cell, Products, Row, Source
from mirrorlight.store.reader import Reader


def beside(reader: Reader, names: Sequence[str], period: Period) -> Products:
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
    words = [cells(reader, product, period) for product in products]
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


def cells(reader: Reader, product: Product, period: Period) -> dict[str, str]:
    """What a product would hold of a period, in a few words by kind of data."""
    del reader, period
    return {kind.id: _documented(product, kind) for kind in KINDS}


def _documented(product: Product, kind: Kind) -> str:
    value = product.data[kind.id].value
    return _("not documented") if value == UNKNOWN else _(VALUES[value])


def _mark(sources: Sequence[str], sure: str) -> str:
    """The mark behind a statement: the pages it rests on, and how sure they are."""
    return f"[{', '.join(sources)} {sure}]" if sources else ""
