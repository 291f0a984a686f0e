"""export, import, backup, restore on a real store."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command_line import Home, Recorder
from mirrorlight.cli.entry import INTERRUPTED
from mirrorlight.store import export as exporting


def keys_of(home: Home) -> list[str]:
    return [line["text"] for line in home.run("events", "--json", "--channel", "keyboard").lines]


@pytest.mark.parametrize("form", ["jsonl", "sqlite"])
def test_an_export_comes_back_after_a_deletion_and_once_only(filled: Home, tmp_path: Path, form: str) -> None:
    out, before = str(tmp_path / "out"), keys_of(filled)
    assert filled.run("export", "--format", form, "--out", out).status == 0
    assert filled.run("delete", "--app", "chat", "--yes").status == 0
    assert len(keys_of(filled)) < len(before)
    assert filled.run("import", out, "--json").json["added"]["keyboard"] == 6
    assert keys_of(filled) == before
    again = filled.run("import", out)
    assert again.status == 0
    assert again.out.startswith("0 rows are new")


def test_what_is_no_export_is_refused_without_quoting_it(filled: Home, tmp_path: Path) -> None:
    (tmp_path / "file").write_text('{"secret": "quokka"}\n')
    done = filled.run("import", str(tmp_path / "file"))
    assert done.status == 1
    assert "quokka" not in done.err
    assert "Nothing was imported" in done.err


def test_while_recording_nothing_is_imported_or_restored(recorder: Recorder, home: Home, tmp_path: Path) -> None:
    done = home.run("import", str(tmp_path / "file"))
    assert (done.status, "Stop recording" in done.err) == (1, True)


def test_ctrl_c_leaves_nothing_behind(filled: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_given: Any) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "_STEP", 1)
    monkeypatch.setattr("mirrorlight.cli.output.Output.progress", interrupt)
    folder = tmp_path / "folder"
    folder.mkdir()
    assert filled.run("export", "--format", "csv", "--out", str(folder / "out")).status == INTERRUPTED
    assert list(folder.iterdir()) == []


def test_progress_is_on_the_terminal_alone(filled: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = filled.run("export", "--format", "csv", "--out", str(tmp_path / "one"))
    assert "%" not in done.err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    done = filled.run("export", "--format", "csv", "--out", str(tmp_path / "two"))
    assert "\r0 % of 26" in done.err
    assert "not encrypted" in done.err.rsplit("\r", 1)[1]


def test_a_backup_is_restored_in_the_place_of_the_store(filled: Home, tmp_path: Path) -> None:
    out, before = str(tmp_path / "backup"), keys_of(filled)
    made = filled.run("backup", "--out", out, "--json")
    assert made.json["key"] == "file"
    assert "store.key" in made.err
    assert filled.run("delete", "--all", "--yes").status == 0
    refused = filled.run("restore", out)
    assert (refused.status, "--replace" in refused.err) == (1, True)
    asked = filled.run("restore", out, "--replace")
    assert (asked.status, "--yes" in asked.err) == (2, True)
    assert keys_of(filled) == []
    assert filled.run("restore", out, "--replace", "--yes").status == 0
    assert keys_of(filled) == before


def test_a_backup_under_a_passphrase_opens_elsewhere(
    filled: Home, tmp_path: Path, descriptor: Callable[[bytes], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, before = str(tmp_path / "backup"), keys_of(filled)
    given = ("--passphrase-fd", str(descriptor(b"four words are good\n")))
    assert filled.run("backup", "--out", out, "--passphrase", "--json", *given).json["key"] == "passphrase"
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "elsewhere"))
    given = ("--passphrase-fd", str(descriptor(b"four words are good\n")))
    assert filled.run("restore", out, *given).status == 0
    given = ("--passphrase-fd", str(descriptor(b"four words are good\n")))
    found = filled.run("events", "--json", "--channel", "keyboard", *given).lines
    assert [line["text"] for line in found] == before
    wrong = ("--passphrase-fd", str(descriptor(b"another four words\n")))
    failed = filled.run("restore", out, "--replace", "--yes", "--json", *wrong)
    assert json.loads(failed.err.splitlines()[-1])["error"]["code"] == "wrong-passphrase"
