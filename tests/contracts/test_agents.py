"""The products that come along: each statement has a source, and there are eighteen of twenty kinds of data."""

from __future__ import annotations

import tomllib

import pytest

from mirrorlight import assets
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.loader import SOURCES_FILE, library
from mirrorlight.agents.product import FORMULAS, SURENESS, TRACE_KINDS, UNKNOWN, VALUES, Claim, Product
from mirrorlight.agents.traces import _LOOKS, NOT_LOOKED_FOR
from mirrorlight.beyond import BEYOND
from mirrorlight.channels import CHANNELS
from mirrorlight.settings import declared

EACH = pytest.mark.parametrize("product", library().products, ids=lambda product: product.id)
IDS = {
    "activtrak", "browsereporter", "controlio", "desktime", "hubstaff", "insightful", "kickidler", "meta_mci",
    "monitask", "purview", "staffcop", "syteca", "teramind", "timedoctor", "upwork", "veriato", "viva", "worksmart",
}  # fmt: skip
NEVER_SAID = ("!", "please wait", "simply", "tracks you", "cannot track")


def claims(product: Product) -> list[Claim]:
    return [*product.data.values(), product.see, product.pause, product.delete, product.stealth]


def test_eighteen_products_load_without_a_problem() -> None:
    assert library().problems == ()
    assert {product.id for product in library().products} == IDS
    assert len(KINDS) == 20
    names = [
        name
        for product in library().products
        for name in {each.casefold() for each in (product.id, product.name, *product.also)}
    ]
    assert len(names) == len(set(names))


@EACH
def test_each_statement_has_a_source_that_exists_and_a_day(product: Product) -> None:
    assert [*product.data] == [kind.id for kind in KINDS]
    sources = library().sources
    for claim in claims(product):
        assert claim.value in VALUES
        assert claim.read is not None
        if claim.value != UNKNOWN or claim.quote:
            assert claim.sources
            assert claim.sure in SURENESS
    for part in (*product.formulas, *product.traces, *product.notes):
        assert part.sources
        assert part.sure in SURENESS
    assert all(key in sources for key in product.cited)
    assert any(claim.value != UNKNOWN for claim in product.data.values())


@EACH
def test_each_speaks_in_the_words_of_the_guide(product: Product) -> None:
    texts = [product.name, product.about, *product.remarks, *(note.text for note in product.notes)]
    texts += [claim.detail for claim in claims(product)]
    for text in texts:
        assert not [word for word in NEVER_SAID if word in text.casefold()], text
    assert all(claim.detail == "" or claim.detail.endswith((".", ")")) for claim in claims(product))


def test_each_source_is_named_by_a_product() -> None:
    cited = {key for product in library().products for key in product.cited}
    assert set(library().sources) == cited


def test_the_kinds_are_mirrored_by_channels_that_exist_or_say_why_not() -> None:
    channels, beyond, settings = {c.id for c in CHANNELS}, {b.id for b in BEYOND}, {s.id for s in declared(CHANNELS)}
    for kind in KINDS:
        assert bool(kind.mirrors) != bool(kind.beyond)
        assert not kind.mirrors or kind.mirrors in channels
        assert not kind.beyond or kind.beyond in beyond
        assert not kind.needs or kind.needs in settings


def test_the_interval_that_is_not_public_is_an_assumption() -> None:
    figures = library().find("meta_mci").data["screenshots"].figures
    assert figures.every is None
    assumed = next(setting for setting in declared(CHANNELS) if setting.id == figures.assumed)
    assert "assumption" in assumed.explanation


@pytest.mark.parametrize(
    ("product", "kind", "figures"),
    [
        ("hubstaff", "idle_active_time", {"idle_after": {"usual": 1200}, "grain": 1}),
        ("activtrak", "idle_active_time", {"idle_after": {"usual": 120}}),
        ("desktime", "idle_active_time", {"idle_after": {"usual": 180}}),
        ("browsereporter", "idle_active_time", {"idle_after": {"usual": 300}}),
    ],
)
def test_documented_idle_limits(product: str, kind: str, figures: dict[str, object]) -> None:
    assert library().find(product).data[kind].figures.given() == figures


def test_documented_formulas() -> None:
    found = {
        (product.id, formula.id): (formula.way, formula.grain, formula.block)
        for product in library().products
        for formula in product.formulas
    }
    assert found[("hubstaff", "activity")] == ("share", 1, 600)
    assert found[("monitask", "activity")] == ("share", 10, 600)
    assert found[("upwork", "meter")] == ("periods", 60, 600)
    assert found[("timedoctor", "idle_minutes")] == ("idle-share", 60, None)
    assert {way for way, _grain, _block in found.values()} <= set(FORMULAS)


def test_each_kind_of_trace_is_looked_for_or_says_why_not() -> None:
    assert set(TRACE_KINDS) == set(_LOOKS) | set(NOT_LOOKED_FOR)


def test_the_files_are_among_the_resources() -> None:
    folder = assets.path("agents")
    assert {path.stem for path in folder.glob("*.toml")} == IDS | {SOURCES_FILE.removesuffix(".toml")}
    for path in folder.glob("*.toml"):
        assert tomllib.loads(path.read_text("utf-8"))
