"""The finders over texts of a megabyte."""

from __future__ import annotations

import pytest

import hostile


@pytest.mark.soak
def test_hostile_texts_of_a_megabyte_come_to_an_end() -> None:
    hostile.run(1_000_000, 6 * 3600)
