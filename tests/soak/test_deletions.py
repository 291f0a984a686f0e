"""A thousand random deletions; a short version is in `tests/unit/store/test_deletion_traces.py`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

import deletions

RUNS = int(os.environ.get("SOAK_DELETIONS", "1000"))
FIRST = int(os.environ.get("SOAK_FIRST", "0"))


@pytest.mark.soak
@pytest.mark.parametrize("block", range(-(-RUNS // 50)))
def test_fifty_days_leave_no_trace(block: int) -> None:
    count = 0
    for seed in range(FIRST + block * 50, FIRST + min(RUNS, block * 50 + 50)):
        with tempfile.TemporaryDirectory() as folder:
            count += deletions.run(seed, Path(folder), events=400, elsewhere=seed % 10 == 0, late=seed % 3 == 0)
    assert count > 1_000
