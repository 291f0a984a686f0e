"""Reads the products and their sources from files, and refuses a claim without a source.

A file that breaks a rule is left out whole and told of, with file, line and rule; the others load.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path as File

from mirrorlight import assets
from mirrorlight.agents.claims import ID, Claims
from mirrorlight.agents.product import SURENESS, Claim, Product
from mirrorlight.agents.reading import Problem, Reading
from mirrorlight.agents.sources import Source
from mirrorlight.core.text import clean_text
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, catalogue

SOURCES_FILE = "sources.toml"
KEY = r"[A-Z]{1,4}[0-9]{0,2}"

_TOP = ("id", "name", "about", "also", "read", "remarks", "not_documented", "data", "worker", "stealth", "formulas",
        "traces", "notes")  # fmt: skip
_WORKER = ("see", "pause", "delete")


@dataclass(frozen=True)
class Library:
    """What was loaded: the products in the order of their names, the sources by key, and what was left out and why."""

    products: tuple[Product, ...]
    sources: Mapping[str, Source]
    problems: tuple[Problem, ...] = ()

    def find(self, name: str) -> Product:
        """The product with this id, name or other name, without regard to case. Raises UserError."""
        wanted = name.strip().casefold()
        for product in self.products:
            if wanted in {product.id, product.name.casefold(), *(other.casefold() for other in product.also)}:
                return product
        near = self._near(wanted)
        raise UserError(
            _("There is no product “{name}” here.").format(name=clean_text(name, 60)),
            _("The nearest are: {names}.").format(names=", ".join(near)) if near else
            _("These are known: {names}.").format(names=", ".join(product.id for product in self.products)),
            _("See “mirrorlight agents”."),
            code="no-product",
        )  # fmt: skip

    def _near(self, wanted: str) -> list[str]:
        """The ids of products that are spelled nearly as what was asked for, or begin so; the nearest first."""
        names = {
            name.casefold(): product.id
            for product in self.products
            for name in (product.id, product.name, *product.also)
        }
        near = [name for name in names if wanted and name.startswith(wanted)]
        near += difflib.get_close_matches(wanted, names, 3, 0.5)
        return list(dict.fromkeys(names[name] for name in near))[:3]

    def cited(self, product: Product) -> list[Source]:
        """The sources of a product, in the order in which it names them."""
        return [self.sources[key] for key in product.cited]


def library() -> Library:
    """The products that come with Mirrorlight, in the language that is spoken. Any thread; read once."""
    return _in(catalogue())


@lru_cache(maxsize=1)
def _in(_catalogue: NullTranslations) -> Library:
    return load(assets.path("agents"))


def load(folder: File) -> Library:
    """All products of `folder`, one file each, and its file of sources. Raises nothing: see `Library.problems`."""
    try:
        files = sorted(folder.glob("*.toml"))
    except OSError:
        files = []
    sources, problems = _sources(folder / SOURCES_FILE)
    products: dict[str, Product] = {}
    for path in files:
        if path.name == SOURCES_FILE:
            continue
        reading = Reading(path)
        product = None if reading.problems else _product(reading, sources)
        taken = {name.casefold() for known in products.values() for name in (known.id, *known.also)}
        if product is not None and not taken.isdisjoint({product.id, *(other.casefold() for other in product.also)}):
            reading.refuse(("id",), "twice", _("another file has a product of this id."))
        if product is not None and not reading.problems:
            products[product.id] = product
        problems += reading.problems
    ordered = sorted(products.values(), key=lambda product: product.name.casefold())
    return Library(tuple(ordered), sources, tuple(problems))


def _sources(path: File) -> tuple[dict[str, Source], list[Problem]]:
    """The sources that are as they must be. One that is not is left out alone, and with it what rests on it."""
    reading = Reading(path)
    found: dict[str, Source] = {}
    for key in reading.content:
        before = len(reading.problems)
        if not _matches(reading, key):
            continue
        table = reading.table((key,), ("title", "addresses", "sure", "read", "detail"))
        reading.required(table, (key,), "title", "sure", "read")
        source = Source(
            key,
            reading.text(table, (key,), "title"),
            reading.texts(table, (key,), "addresses"),
            reading.choice(table, (key,), "sure", SURENESS, "sureness"),
            reading.day(table, (key,), "read"),
            reading.words(table, (key,), "detail"),
        )
        if not source.title or not source.sure or not (source.addresses or source.detail):
            said = _("a source has a title, how sure it is, and an address or a word on why it has none.")
            reading.refuse((key,), "missing", said)
        if len(reading.problems) == before:
            found[key] = source
    return found, reading.problems


def _matches(reading: Reading, key: str) -> bool:
    if re.fullmatch(KEY, key):
        return True
    reading.refuse((key,), "id", _("“{key}” must match {pattern}.").format(key=key, pattern=KEY))
    return False


def _product(reading: Reading, sources: Mapping[str, Source]) -> Product:
    top = reading.table((), _TOP)
    reading.required(top, (), "id", "name", "about", "read", "data", "worker", "stealth")
    read = reading.day(top, (), "read")
    by = Claims(reading, sources, read)
    name = reading.text(top, (), "id", ID)
    if name != File(reading.file).stem:
        reading.refuse(("id",), "id", _("“id” must be the name of the file."))
    worker = reading.table(("worker",), _WORKER) if "worker" in top else {}
    reading.required(worker, ("worker",), *_WORKER)
    if not reading.text(top, (), "name") or not reading.text(top, (), "about"):
        reading.refuse((), "missing", _("a product has a name and says what it is."))
    return Product(
        id=name,
        name=reading.text(top, (), "name"),
        about=reading.words(top, (), "about"),
        also=reading.texts(top, (), "also"),
        read=read,
        data=by.data(top),
        see=by.claim(("worker", "see")) if "see" in worker else Claim(),
        pause=by.claim(("worker", "pause")) if "pause" in worker else Claim(),
        delete=by.claim(("worker", "delete")) if "delete" in worker else Claim(),
        stealth=by.claim(("stealth",)) if "stealth" in top else Claim(),
        formulas=tuple(by.formula(where) for where in reading.tables("formulas")),
        traces=tuple(by.trace(where) for where in reading.tables("traces")),
        notes=tuple(by.note(where) for where in reading.tables("notes")),
        remarks=tuple(_(each) for each in reading.texts(top, (), "remarks")),
    )
