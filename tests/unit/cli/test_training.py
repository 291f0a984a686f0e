"""The command training: steps for people, steps as JSON lines, and a folder that keeps the documented rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from command_line import Home
from mirrorlight.cli.entry import INTERRUPTED
from trajectories import check_code, check_example, check_raw, lines

LONG_AGO = "2020-01-01"


def test_steps_as_json_lines_and_nothing_else(filled: Home) -> None:
    done = filled.run("training", "--json", "--since", LONG_AGO)
    assert (done.status, done.err) == (0, "")
    assert [line["action"] for line in done.lines] == ["type", "type", "click"]
    assert [line["code"] for line in done.lines] == [
        "pyautogui.write(message='hello')", "pyautogui.write(message='secret')", "pyautogui.click(x=10, y=20)",
    ]  # fmt: skip
    for line in done.lines:
        check_code(line["code"], pixels=True)
    first, second, _third = done.lines
    assert (first["app"], first["title"], first["step"], first["image"]) == ("editor", "notes.txt", 1, None)
    assert first["hesitation_s"] is None
    assert second["hesitation_s"] > 6000
    assert first["taken_back"] == []


def test_steps_for_people_say_where_the_form_is_from(filled: Home) -> None:
    done = filled.run("training", "--since", LONG_AGO)
    assert done.status == 0
    assert "hello" in done.out
    assert "Click" in done.out
    assert "Mirrorlight does not know" in done.err


def test_a_time_without_anything(filled: Home) -> None:
    done = filled.run("training", "--since", "2020-01-01", "--until", "2020-01-02")
    assert (done.status, done.out) == (0, "")
    assert "No key and no movement" in done.err
    assert filled.run("training", "--json", "--since", "2020-01-01", "--until", "2020-01-02").out == ""


def test_today_is_meant_where_nothing_is_said(filled: Home) -> None:
    assert filled.run("training", "--json").lines == filled.run("training", "--json", "--since", "today").lines


def test_a_folder_is_written_and_not_over_another(filled: Home, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = filled.run("training", "--since", LONG_AGO, "--out", str(out), "--json")
    assert done.status == 0
    assert done.json["path"] == str(out)
    assert (done.json["examples"], done.json["steps"], done.json["pictures"]) == (1, 3, 0)
    assert "not encrypted" in done.err
    [example] = lines(out / "trajectory.jsonl")
    check_example(example, out / "images", pixels=True)
    check_raw(lines(out / "recordings" / example["task_id"] / "events.jsonl"))
    again = filled.run("training", "--since", LONG_AGO, "--out", str(out))
    assert again.status == 1
    assert "--force" in again.err
    forced = filled.run("training", "--since", LONG_AGO, "--out", str(out), "--force", "--without-pictures")
    assert forced.status == 0
    assert "3 steps" in forced.out


def test_ctrl_c_leaves_nothing_behind(filled: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_given: Any) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("mirrorlight.cli.output.Output.progress", interrupt)
    folder = tmp_path / "folder"
    folder.mkdir()
    assert filled.run("training", "--since", LONG_AGO, "--out", str(folder / "out")).status == INTERRUPTED
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [("--force",), ("--since", "11:00", "--until", "10:00"), ("--since", "sometime"), ("--until", "2020")]
)
def test_what_cannot_be_meant(filled: Home, arguments: tuple[str, ...]) -> None:
    assert filled.run("training", *arguments).status == 2


def test_a_folder_that_cannot_be_made(filled: Home, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = filled.run("training", "--since", LONG_AGO, "--out", str(tmp_path / "file" / "out"), "--json")
    assert done.status == 1
    assert '"code": "export-failed"' in done.err
