"""Each change of the key, and erasing everything, killed at every step by kill -9: the next start finds it whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]


EVERY = int(os.environ.get("MIRRORLIGHT_EVERY_STEP", "3"))
"""Only each so-many-th step, beginning at another one each time; 1 in the long run."""


@pytest.mark.skipif(os.name != "posix", reason="forks")
@pytest.mark.parametrize(
    ("what", "before", "after", "steps"),
    [
        ("change", "file", "keyring", 15),
        ("change", "keyring", "file", 15),
        ("change", "passphrase", "passphrase", 12),
        ("renew", "file", "file", 20),
        ("renew", "keyring", "keyring", 20),
        ("erase", "keyring", "", 10),
    ],
)
def test_killed_at_every_step(tmp_path: Path, what: str, before: str, after: str, steps: int) -> None:
    done = subprocess.run(
        [sys.executable, str(TESTS / "killed_keys.py"), str(tmp_path), what, before, after, str(EVERY)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent / "app"), str(TESTS)])},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= steps
