"""An exported folder, each file of it read by a reader of the documented rules; what is refused, and what is left."""

from __future__ import annotations

import errno
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from day import MadeDay
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.insight import training_export
from mirrorlight.insight.training_export import Written, export
from mirrorlight.insight.trajectory_read import line, read
from mirrorlight.store.reader import Reader
from stores import BROWSER, Store
from trained import make_trained
from trajectories import Broken, check_example, check_raw, lines, typed_by

HOUR = 3600 * SECOND


def checked(out: Path, written: Written, *, pixels: bool = False) -> list[dict[str, Any]]:
    """Every file of an export, by the documented rules; the examples."""
    examples = list(lines(out / "trajectory.jsonl"))
    for example in examples:
        check_example(example, out / "images", pixels=pixels)
        assert (out / "recordings" / example["task_id"]).is_dir()
    counts: dict[str, int] = {}
    for recording in sorted((out / "recordings").iterdir()):
        assert {path.name for path in recording.iterdir()} == {"events.jsonl", "metadata.json", "task_name.json"}
        for action, number in check_raw(lines(recording / "events.jsonl")).items():
            counts[action] = counts.get(action, 0) + number
        metadata = json.loads((recording / "metadata.json").read_text("utf-8"))
        assert metadata["system"] is None
        assert "node" not in metadata
        task = json.loads((recording / "task_name.json").read_text("utf-8"))
        assert task == {"task_name": "", "description": ""}
    shown = {step["image"] for example in examples for step in example["traj"] if step["image"] is not None}
    assert {path.name for path in (out / "images").iterdir()} == shown
    assert written.raw == sum(counts.values())
    assert (written.examples, written.pictures) == (len(examples), len(shown))
    assert written.steps == sum(len(example["traj"]) for example in examples)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700, "others can look into it"
    return examples


def steps(out: Path) -> int:
    return sum(len(example["traj"]) for example in lines(out / "trajectory.jsonl"))


def whole(store: Store, out: Path, **more: Any) -> Written:
    return export(store.reader, store.began, store.began + HOUR, out, **more)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The day of the drawings, with pictures in a part of it; nobody writes to it."""
    return make_trained(tmp_path_factory.mktemp("trained"))


@pytest.fixture
def reader(day: MadeDay) -> Any:
    opened = Reader(day.places, day.key, CHANNELS, day.clock)
    yield opened
    opened.close()


def test_a_day_keeps_the_documented_rules(day: MadeDay, reader: Reader, tmp_path: Path) -> None:
    out = tmp_path / "example"
    since, until = day.at("00:00"), day.at("23:59")
    written = export(reader, since, until, out)
    examples = checked(out, written)
    assert len(examples) == 2  # the light was covered in the afternoon
    assert written.kept_out == 60
    assert out.stat().st_mode & 0o777 == 0o700
    made = read(reader, since, until)
    assert written.raw == made.events + made.moves + 2 * made.interruptions
    exported = [text for example in examples for text in map(json.dumps, example["traj"])]
    shown = [json.dumps(json.loads(line(made, step))) for step in made.steps if step.number]
    assert exported == shown, "the page shows other lines than the export has"
    keyboard = [step["value"]["code"] for example in examples for step in example["traj"]
                if "write" in step["value"]["code"] or "press" in step["value"]["code"]]  # fmt: skip
    text = "".join(run.text for run in reader.typed(since, until))
    assert typed_by(keyboard) == text


def test_what_the_readme_says_is_so(store: Store, tmp_path: Path) -> None:
    store.type(10, "one⌫")
    store.click(20)
    store.move(30, [(1, 1), (2, 2)])
    written = whole(store, tmp_path / "out")
    text = (tmp_path / "out" / "README.txt").read_text("utf-8")
    for words in (
        "not encrypted", "whether your employer does this, Mirrorlight does not know", "1 with 2 steps",
        "2 movements after which nothing was done", "No screen size is stored", "computer.terminate", "thought",
    ):  # fmt: skip
        assert words in text
    assert "Synthetic" not in text
    checked(tmp_path / "out", written, pixels=True)


def test_without_pictures_no_step_names_one(store: Store, tmp_path: Path) -> None:
    store.picture(5, b"one", b"image")
    store.click(10)
    written = whole(store, tmp_path / "out", pictures=False)
    [example] = checked(tmp_path / "out", written)
    assert [step["image"] for step in example["traj"]] == [None]
    assert whole(store, tmp_path / "with").pictures == 1
    [name] = (tmp_path / "with" / "images").iterdir()
    assert name.read_bytes() == b"image"


def test_synthetic_data_says_so_on_every_line(store: Store, tmp_path: Path) -> None:
    store.type(10, "one")
    with store.writer._database.transaction() as connection:
        connection.execute("INSERT INTO meta (key, value) VALUES ('synthetic', 1)")
    written = whole(store, tmp_path / "out")
    [example] = checked(tmp_path / "out", written, pixels=True)
    assert example["synthetic"] is True
    for recording in (tmp_path / "out" / "recordings").iterdir():
        assert all(each["synthetic"] is True for each in lines(recording / "events.jsonl"))
        assert json.loads((recording / "metadata.json").read_text("utf-8"))["synthetic"] is True
    assert "Synthetic" in (tmp_path / "out" / "README.txt").read_text("utf-8")


def test_nothing_is_overwritten_unless_it_is_an_earlier_export(store: Store, tmp_path: Path) -> None:
    store.type(10, "one")
    out = tmp_path / "out"
    out.mkdir()  # an empty folder may be used
    whole(store, out)
    with pytest.raises(UserError, match="exists already") as refused:
        whole(store, out)
    assert refused.value.code == "export-exists"
    store.type(20, "two", BROWSER)
    assert whole(store, out, force=True).steps == 2
    assert steps(out) == 2
    (out / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="exists already"):
        whole(store, out, force=True)
    assert (out / "mine.txt").read_text() == "mine"
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match="not a folder"):
        whole(store, tmp_path / "file", force=True)
    (tmp_path / "link").symlink_to(out)
    with pytest.raises(UserError, match="exists already"):
        whole(store, tmp_path / "link", force=True)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name[0] == ".") == []


def full(_path: Path, _data: bytes) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_nothing_behind(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.picture(5, b"one", b"image")
    store.click(10)
    folder = tmp_path / "folder"
    folder.mkdir()
    earlier = whole(store, folder / "out")
    monkeypatch.setattr(Path, "write_bytes", full)
    for name in ("out", "other"):
        with pytest.raises(UserError, match="No space left") as failed:
            whole(store, folder / name, force=True)
        assert failed.value.code == "export-failed"
    assert [path.name for path in folder.iterdir()] == ["out"]
    checked(folder / "out", earlier)


def test_where_no_folder_can_be_made(store: Store, tmp_path: Path) -> None:
    store.type(10, "one")
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as failed:
        whole(store, tmp_path / "file" / "out")
    assert failed.value.code == "export-failed"
    with pytest.raises(UserError) as failed:
        whole(store, tmp_path / "nowhere" / "out")
    assert failed.value.code == "export-failed"


def test_stopped_at_any_moment_nothing_is_left_behind(store: Store, tmp_path: Path) -> None:
    store.type(10, "one")
    store.picture(5, b"one", b"image")
    store.click(600)
    folder = tmp_path / "folder"
    folder.mkdir()
    told: list[tuple[int, int]] = []
    whole(store, folder / "out", go=lambda done, of: told.append((done, of)) is None)
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1]
    for last in range(len(told)):
        calls = iter(range(last + 1))
        with pytest.raises(UserError) as stopped:
            whole(store, folder / "two", go=lambda *_step, calls=calls, last=last: next(calls) != last)
        assert stopped.value.code == "stopped"
        assert [path.name for path in folder.iterdir()] == ["out"]


def _deleting(store: Store, times: int) -> Callable[[int, int], bool]:
    left = iter(range(times))

    def go(done: int, _of: int) -> bool:
        if done == 1 and next(left, None) is not None:
            store.type(50, "x", BROWSER)
            store.writer.delete(Selection(since=store.at(49), until=store.at(55)))
        return True

    return go


def test_what_is_deleted_meanwhile_is_in_no_export(store: Store, tmp_path: Path) -> None:
    store.type(10, "one")
    store.clock.forward(HOUR)
    written = whole(store, tmp_path / "out", go=_deleting(store, 1))
    assert written.steps == steps(tmp_path / "out") == 1
    with pytest.raises(UserError) as overtaken:
        whole(store, tmp_path / "never", go=_deleting(store, 100))
    assert overtaken.value.code == "export-overtaken"
    assert [path.name for path in tmp_path.iterdir() if "never" in path.name] == []


def test_an_empty_time_is_no_export(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as empty:
        whole(store, tmp_path / "out")
    assert empty.value.code == "nothing-there"
    assert not (tmp_path / "out").exists()


def test_two_examples_that_begin_in_one_second_have_two_names(store: Store, tmp_path: Path) -> None:
    for at in (10.0, 10.3, 10.6):
        store.type(at, "a", pace=0.05)
        store.writer.gap("light-covered", store.at(at + 0.1), store.at(at + 0.2))
    written = whole(store, tmp_path / "out")
    examples = checked(tmp_path / "out", written, pixels=True)
    assert len({example["task_id"] for example in examples}) == len(examples) == 3


def test_the_reader_of_the_rules_finds_what_is_wrong() -> None:
    step = {
        "index": 0,
        "image": None,
        "value": dict.fromkeys(
            ("code", "observation", "thought", "action", "last_step_correct", "last_step_redundant", "reflection")
        ),
    }
    good: dict[str, Any] = {
        "task_id": "a", "instruction": "", "traj": [step], "task_completed": None, "alignment_score": None,
        "efficiency_score": None, "task_difficulty": None, "reason": None, "actual_task": None,
        "natural_language_task": None,
    }  # fmt: skip
    value: dict[str, Any] = step["value"]  # type: ignore[assignment]
    value["code"] = "pyautogui.click(x=0.5, y=0.25)"
    check_example(good, None)
    for wrong in (
        "pyautogui.click(x=1.5, y=0.25)", "pyautogui.click(x=0.51234, y=0.2)", "os.remove('x')",
        "pyautogui.dragTo(x=0.1, y=0.1, button='left')", "pyautogui.scroll(0)", "pyautogui.press(keys=[])",
        "pyautogui.write(message='a')\npyautogui.write(message='b')", "",
    ):  # fmt: skip
        value["code"] = wrong
        with pytest.raises(Broken):
            check_example(good, None)
    value["code"] = "pyautogui.click(x=0.5, y=0.25)"
    for more in ({"instruction": "do it"}, {"alignment_score": 8}, {"traj": []}, {"other": 1}):
        with pytest.raises(Broken):
            check_example({**good, **more}, None)
    with pytest.raises(Broken):
        check_raw([{"time_stamp": 1.0, "action": "release", "name": "a", "pynput_key": "'a'", "event_idx": 0}])


def test_the_names_in_a_folder_are_those_that_may_be_replaced(store: Store, tmp_path: Path) -> None:
    store.type(10, "one")
    whole(store, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(training_export.NAMES)
