"""A writer that is killed at any moment loses nothing that it had said to be stored."""

from __future__ import annotations

from pathlib import Path

import pytest

import killed_writer


@pytest.mark.parametrize("seed", range(5))
def test_killed_while_writing(tmp_path: Path, seed: int) -> None:
    killed_writer.run(seed, tmp_path)
