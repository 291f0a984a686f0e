"""What is mirrored of each product: by what the channels can do here, what is switched on, and what is documented."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from mirrorlight.agents import coverage
from mirrorlight.agents.coverage import NOTHING, Cell, Here
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.loader import library
from mirrorlight.agents.product import UNKNOWN
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage

EVERYTHING = {channel.id: Coverage(FULLY) for channel in CHANNELS}


def cells(channels: dict[str, Coverage] | None = None, light: str = FULLY, **off: Any) -> dict[tuple[str, str], Cell]:
    """The table where everything can be recorded and is on, but for what is given."""
    settings = {f"channel_{channel.id}": True for channel in CHANNELS} | {"video": True} | off
    here = Here.of(Coverage(light, "It is dark."), {**EVERYTHING, **(channels or {})}, CHANNELS, settings.__getitem__)
    return {(cell.product.id, cell.kind.id): cell for cell in coverage.table(library().products, here)}


def test_every_product_with_every_kind() -> None:
    found = cells()
    assert len(found) == 18 * 20
    assert {cell.how for cell in found.values()} == {FULLY, PARTLY, NOT, UNKNOWN, NOTHING}
    assert sum(coverage.counts(found.values()).values()) == 360


def test_each_result_has_its_reason() -> None:
    found = cells({"web": Coverage(PARTLY, "only some browsers"), "clipboard": Coverage(NOT, "there is none")})
    how = {key: (cell.how, cell.why) for key, cell in found.items()}
    assert how["syteca", "keystroke_content"] == (FULLY, "")
    assert how["syteca", "url"] == (PARTLY, "only some browsers")
    assert how["syteca", "clipboard"] == (NOT, "there is none")
    assert how["hubstaff", "clipboard"] == (UNKNOWN, "")
    assert how["hubstaff", "keystroke_content"] == (NOTHING, "")
    assert how["syteca", "screen_video"][0] == PARTLY
    assert "not a film" in how["syteca", "screen_video"][1]
    assert how["veriato", "email_im_content"][0] == NOT
    assert "does not pass through Mirrorlight" in how["veriato", "email_im_content"][1]
    assert how["worksmart", "webcam"][0] == NOT
    for cell in found.values():
        assert cell.why or cell.how in {FULLY, UNKNOWN, NOTHING}


def test_what_is_switched_off_is_not_mirrored() -> None:
    found = cells(channel_keyboard=False, video=False)
    assert found["syteca", "keystroke_content"].how == NOT
    assert "“Keys” is switched off" in found["syteca", "keystroke_content"].why
    assert found["kickidler", "screen_video"].how == NOT
    assert found["syteca", "screenshots"].how == FULLY


def test_without_a_light_nothing_is_mirrored() -> None:
    found = cells(light=NOT)
    assert {cell.how for cell in found.values()} == {NOT, UNKNOWN, NOTHING}
    assert "It is dark." in found["syteca", "keystroke_content"].why


@pytest.mark.parametrize("product", [None, "upwork"])
def test_the_csv_can_be_read_again_and_says_the_same(product: str | None) -> None:
    wanted = [cell for (name, _kind), cell in cells().items() if product in (None, name)]
    rows = list(csv.DictReader(io.StringIO(coverage.to_csv(wanted))))
    assert len(rows) == (360 if product is None else len(KINDS))
    for row, cell in zip(rows, wanted, strict=True):
        told = cell.to_json()
        assert row["sources"].split() == told["sources"]
        assert (row["product"], row["kind"], row["value"]) == (told["product"], told["kind"], told["value"])
        assert (row["mirrored"], row["why"]) == (told["mirrored"], told["why"])
