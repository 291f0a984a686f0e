"""The folder of a demo: nothing is left behind, and nobody else's is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mirrorlight.demo import home
from mirrorlight.errors import UserError


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_it_is_closed_to_others_and_gone_at_the_end(temporary: Path) -> None:
    made = home.throw_away()
    assert made.path.parent == temporary
    assert made.path.stat().st_mode & 0o077 == 0
    (made.path / "data").mkdir()
    assert home.clean_leftovers() == 0  # somebody lives there
    assert made.path.exists()
    made.close()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_one_left_is_removed_by_the_next(temporary: Path) -> None:
    script = (
        "import sys, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from mirrorlight.demo import home\n"
        "made = home.throw_away(); (made.path / 'data').mkdir()\n"
        "print('there', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(temporary)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == b"there\n"
        assert home.clean_leftovers() == 0
        other.send_signal(signal.SIGKILL)
    assert home.clean_leftovers() == 1
    assert list(temporary.iterdir()) == []


def test_a_folder_of_the_same_name_that_no_demo_made_stays(temporary: Path) -> None:
    (temporary / f"{home.PREFIX}mine").write_text("a file")
    (temporary / f"{home.PREFIX}link").symlink_to(temporary)
    assert home.clean_leftovers() == 0
    assert len(list(temporary.iterdir())) == 2


def test_a_named_one_is_kept_and_must_be_empty_or_a_demo_s(temporary: Path) -> None:
    made = home.named(temporary / "mine")
    with pytest.raises(UserError) as refused:
        home.named(temporary / "mine")
    assert refused.value.code == "no-demo"
    (made.path / "data").mkdir()
    made.close()
    assert (temporary / "mine" / "data").exists()
    home.named(temporary / "mine").close()
    (temporary / "other").mkdir()
    (temporary / "other" / "letter.txt").write_text("mine")
    with pytest.raises(UserError):
        home.named(temporary / "other")
    assert [path.name for path in (temporary / "other").iterdir()] == ["letter.txt"]
