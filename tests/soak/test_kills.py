"""Three hundred kills while rows are written and deleted; a short version is in `tests/unit/store/test_killed.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import killed_writer

KILLS = int(os.environ.get("SOAK_KILLS", "300"))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_000 + KILLS))
def test_killed_while_writing(tmp_path: Path, seed: int) -> None:
    killed_writer.run(seed, tmp_path)
