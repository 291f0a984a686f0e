"""Saving: whole or not at all, and each failure in words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mirrorlight.errors import UserError
from mirrorlight.report.saving import form_of, save


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_is_written_for_its_owner_alone_and_never_over_a_file(tmp_path: Path) -> None:
    out = tmp_path / "day.html"
    save(b"one", out)
    assert out.read_bytes() == b"one"
    assert out.stat().st_mode & 0o077 == 0
    with pytest.raises(UserError) as told:
        save(b"two", out)
    assert told.value.code == "report-exists"
    assert out.read_bytes() == b"one"
    save(b"two", out, force=True)
    assert out.read_bytes() == b"two"
    assert left(tmp_path) == ["day.html"]


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "no-room"), (errno.EDQUOT, "no-room"), (errno.EACCES, "no-rights"), (errno.EIO, "report-failed")],
)
def test_what_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    def fails(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:1])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(UserError) as told:
        save(b"half of it", tmp_path / "day.pdf")
    assert told.value.code == code
    assert told.value.do
    assert left(tmp_path) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        save(b"x", tmp_path / "absent" / "day.html")
    assert told.value.code == "no-folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UserError) as told:
        save(b"x", tmp_path / "day.html")
    assert told.value.code == "no-rights"


def test_endings() -> None:
    assert form_of(Path("a.HTML")) == form_of(Path("b.htm")) == "html"
    assert form_of(Path("c.pdf")) == "pdf"
    for name in ("d.txt", "e", "f.html.gz"):
        with pytest.raises(UserError) as told:
            form_of(Path(name))
        assert told.value.code == "unknown-ending"
