"""What was shown leaves nothing on the disk: no title, text or picture in settings, caches, lists, temporary files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
WORD = "Quittenmus7341"
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")
"""How files of pictures begin."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Every place in which a program or a desktop keeps something, inside one folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "MIRRORLIGHT"))}
    places = {
        "HOME": "home", "TMPDIR": "temporary", "XDG_CONFIG_HOME": "home/.config", "XDG_CACHE_HOME": "home/.cache",
        "XDG_DATA_HOME": "home/.local/share", "XDG_STATE_HOME": "home/.local/state", "XDG_RUNTIME_DIR": "run",
        "MIRRORLIGHT_HOME": "mirrorlight",
    }  # fmt: skip
    for folder in places.values():
        (tmp_path / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    own = {name: str(tmp_path / folder) for name, folder in places.items()}
    return {**inherited, **own, "PYTHONPATH": os.pathsep.join((str(TESTS.parent / "app"), str(TESTS))),
            "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip


def holding(base: Path, word: str) -> list[str]:
    """Files under `base` that hold the word, as any system writes it, in their names or in what is in them; and such
    that are pictures.
    """
    wanted = [form for text in (word, word.lower()) for form in (text.encode(), text.encode("utf-16-le"))]
    found = []
    for path in base.rglob("*"):
        name = str(path.relative_to(base))
        if word.lower() in name.lower():
            found.append(name)
        elif path.is_file():
            data = path.read_bytes()
            if any(form in data for form in wanted) or data.startswith(PICTURES):
                found.append(name)
    return found


def test_what_the_window_showed_stands_nowhere_on_the_disk(tmp_path: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, str(TESTS / "window_walk.py"), WORD], env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.stdout.endswith("walked\n"), done.stderr
    assert WORD not in done.stdout + done.stderr
    assert (tmp_path / "mirrorlight" / "data" / "store.db").stat().st_size > 100_000
    assert holding(tmp_path, WORD) == []


def test_it_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "recently-used.xbel").write_text(f"<bookmark href='file:///{WORD.lower()}'/>")
    (tmp_path / "QtProject.conf").write_bytes(f"history={WORD}".encode("utf-16-le"))
    (tmp_path / "thumbnail").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / WORD).mkdir()
    assert len(holding(tmp_path, WORD)) == 4
