"""Real folders, really watched: what is told of them, and what is not."""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from watchdog.observers import inotify_c

from around import Around
from mirrorlight.channels import file_watch, files
from mirrorlight.channels.file_listener import FileListener
from mirrorlight.core.events import FileChange
from xserver import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify")


class Watched:
    """A listener on folders below `base`, from entry to exit."""

    def __init__(self, base: Path, *names: str) -> None:
        self.base = base
        self.around: Around[FileChange] = Around(files_folders=[str(base / name) for name in names or ("docs",)])
        self.listener = FileListener(self.around.surroundings)

    def __enter__(self) -> Watched:
        self.listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.stop()
        assert not self.listener.alive()

    @property
    def told(self) -> list[tuple[str, str, str]]:
        return [(event.action, event.path, event.to) for event in self.around.events]

    def wait(self, *changes: tuple[str, str, str]) -> None:
        until(lambda: set(changes) <= set(self.told), f"{changes}, told: {self.told}")

    def of(self, path: str) -> list[FileChange]:
        return [event for event in self.around.events if event.path == path]


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "home"))
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


@pytest.fixture
def watched(docs: Path) -> Iterator[Watched]:
    with Watched(docs.parent) as started:
        assert started.listener.why == ""
        yield started


def test_each_kind_of_change_with_the_size(watched: Watched, docs: Path) -> None:
    (docs / "a.txt").write_bytes(b"12345")
    watched.wait(("created", "a.txt", ""))
    (docs / "a.txt").write_bytes(b"123456789")
    watched.wait(("modified", "a.txt", ""))
    (docs / "a.txt").rename(docs / "b.txt")
    watched.wait(("moved", "a.txt", "b.txt"))
    (docs / "b.txt").unlink()
    watched.wait(("deleted", "b.txt", ""))
    assert [(event.action, event.size) for event in watched.around.events] == [
        ("created", 5), ("modified", 9), ("moved", 9), ("deleted", None),
    ]  # fmt: skip
    assert {event.folder for event in watched.around.events} == {str(docs)}
    assert {event.kind for event in watched.around.events} == {"file"}


def test_new_folders_below_are_watched_at_once(watched: Watched, docs: Path) -> None:
    (docs / "one" / "two" / "three").mkdir(parents=True)
    (docs / "one" / "two" / "three" / "deep.txt").write_text("x")
    watched.wait(("created", "one", ""), ("created", "one/two/three/deep.txt", ""))
    (docs / "one").rename(docs / "eins")
    (docs / "eins" / "two" / "later.txt").write_text("x")
    watched.wait(("moved", "one", "eins"), ("created", "eins/two/later.txt", ""))
    assert watched.of("one")[0].kind == "folder"
    # What lies in a folder that moved did not move by itself.
    assert ("moved", "one/two", "eins/two") not in watched.told


def test_a_folder_that_is_moved_out_is_no_longer_watched(watched: Watched, docs: Path, tmp_path: Path) -> None:
    (docs / "one" / "two").mkdir(parents=True)
    watched.wait(("created", "one/two", ""))
    (docs / "one").rename(tmp_path / "elsewhere")
    (docs / "one").mkdir()  # another one of that name
    (tmp_path / "elsewhere" / "at-once.txt").touch()
    watched.wait(("deleted", "one", ""))
    (tmp_path / "elsewhere" / "two" / "private.txt").touch()
    (docs / "one" / "seen.txt").touch()
    watched.wait(("created", "one/seen.txt", ""))
    (tmp_path / "elsewhere").rename(docs / "back")
    watched.wait(("created", "back", ""))
    (docs / "back" / "two" / "again.txt").touch()
    watched.wait(("created", "back/two/again.txt", ""))
    told = [path for _action, path, _to in watched.told]
    assert not {"one/at-once.txt", "one/two/private.txt"} & set(told)


def test_repeated_changes_of_one_file_are_one_row(watched: Watched, docs: Path) -> None:
    (docs / "log.txt").touch()
    watched.wait(("created", "log.txt", ""))
    with (docs / "log.txt").open("a") as file:
        for number in range(20):
            file.write("line\n")
            file.flush()
            (docs / f"step{number}").touch()  # so that the kernel does not join them by itself
    watched.wait(("modified", "log.txt", ""))
    rows = watched.of("log.txt")
    assert len(rows) == 2
    assert rows[1].times > 1
    assert rows[1].size == 100


def test_links_are_seen_but_not_followed(watched: Watched, docs: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (docs / "link").symlink_to(outside, target_is_directory=True)
    (outside / "beyond.txt").write_text("x")
    (docs / "link" / "through.txt").write_text("x")
    (docs / "end.txt").touch()
    watched.wait(("created", "link", ""), ("created", "end.txt", ""))
    assert not [path for _action, path, _to in watched.told if "beyond" in path or "through" in path]


def test_a_named_folder_may_itself_be_a_link(docs: Path, tmp_path: Path) -> None:
    (tmp_path / "shortcut").symlink_to(docs, target_is_directory=True)
    with Watched(tmp_path, "shortcut") as watched:
        (docs / "a.txt").touch()
        watched.wait(("created", "a.txt", ""))
        assert watched.around.events[0].folder == str(tmp_path / "shortcut")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"line\nbreak\x1b[31m.txt", "line break\ufffd[31m.txt"),
        (b"no-utf8-\xff\xfe", "no-utf8-\ufffd\ufffd"),
        (b"<b>bold &amp; <img src=x>", "<b>bold &amp; <img src=x>"),
        (b".#lock~.swp", ".#lock~.swp"),
        ("turned\u202etxt.exe".encode(), "turned\ufffdtxt.exe"),
    ],
)
def test_names_of_every_sort(watched: Watched, docs: Path, name: bytes, shown: str) -> None:
    Path(os.fsdecode(os.fsencode(docs) + b"/" + name)).write_bytes(b"123")
    watched.wait(("created", shown, ""))
    assert watched.of(shown)[0].size == 3


def test_a_folder_that_vanishes_and_comes_back_is_watched_again(watched: Watched, docs: Path) -> None:
    away = docs.with_name("away")
    for go, come in (
        (lambda: docs.rename(away), lambda: away.rename(docs)),
        (lambda: subprocess.run(["rm", "-r", str(docs)], check=True), docs.mkdir),
    ):
        go()
        until(lambda: "docs" in watched.listener.why, "the reason")
        (away if away.exists() else docs.parent / "beside").touch()
        come()
        until(lambda: not watched.listener.why, "no reason any more")
        before = len(watched.told)
        (docs / f"again{before}").touch()
        watched.wait(("created", f"again{before}", ""))
    assert watched.listener.alive()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_file_system_that_goes_and_comes_back_in_a_named_folder(watched: Watched, docs: Path) -> None:
    numbers = count()

    def heard(name: str) -> bool:
        (docs / f"{name}{next(numbers)}").touch()
        return any(path.startswith(name) for _action, path, _to in watched.told)

    mount = ["mount", "-t", "tmpfs", "tmpfs", str(docs)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        until(lambda: heard("within"), "a file in what was mounted")
    finally:
        subprocess.run(["umount", "-l", str(docs)], check=True)
    until(lambda: heard("beneath"), "a file in the folder beneath")
    assert (watched.listener.failures, watched.listener.why) == (2, "")


def test_a_folder_whose_whole_way_does_not_exist_yet(docs: Path, tmp_path: Path) -> None:
    with Watched(tmp_path, "a/b/c") as watched:
        assert "a/b/c" in watched.listener.why
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "b" / "c").mkdir(parents=True)
        until(lambda: not watched.listener.why, "the folder")
        (tmp_path / "a" / "b" / "c" / "x").touch()
        watched.wait(("created", "x", ""))


def test_other_folders_are_named_while_it_runs(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    watched.around.settings["files_folders"] = [str(tmp_path / "more")]
    watched.listener.look_now()

    numbers = count()

    def seen() -> bool:
        (tmp_path / "more" / f"n{next(numbers)}").touch()
        return bool(watched.told)

    until(seen, "the new folder")
    before = len(watched.told)
    (tmp_path / "docs" / "old").touch()
    (tmp_path / "more" / "new").touch()
    watched.wait(("created", "new", ""))
    assert ("created", "old", "") not in watched.told[before:]


def test_its_own_folders_are_never_watched(docs: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "data").mkdir(parents=True)
    with Watched(tmp_path, ".") as watched:
        (tmp_path / "home" / "data" / "store.db-wal").write_text("x")
        (tmp_path / "home" / "logs").mkdir()
        (tmp_path / "home" / "logs" / "recorder.log").write_text("x")
        (tmp_path / "end").touch()
        watched.wait(("created", "end", ""))
    assert not [path for _action, path, _to in watched.told if path.startswith(("home/data/", "home/logs"))]
    with Watched(tmp_path / "home", "data") as nothing:
        (tmp_path / "home" / "data" / "y").touch()
        assert nothing.told == []
        assert nothing.listener._roots == {}


def test_nothing_is_told_while_the_gate_is_closed(watched: Watched, docs: Path) -> None:
    watched.around.opened = False
    (docs / "secret").touch()
    (docs / "secret").unlink()
    until(lambda: watched.around.turned_away, "the gate to be asked")
    watched.around.opened = True  # they may not have been read yet
    numbers = count()

    def told() -> bool:
        (docs / f"open{next(numbers)}").touch()
        return bool(watched.told)

    until(told, "what comes after")
    assert watched.of("secret") == []


def test_names_that_a_rule_keeps_out(watched: Watched, docs: Path) -> None:
    watched.around.exclude("title", "union")
    (docs / "Union letter.odt").touch()
    (docs / "end").touch()
    watched.wait(("created", "end", ""))
    assert watched.of("Union letter.odt") == []


def test_what_is_held_back_is_told_when_asked(watched: Watched, docs: Path) -> None:
    (docs / "a").touch()
    until(lambda: not watched.listener._joins.idle, "the change to be held back")
    watched.listener.flush()
    assert watched.told == [("created", "a", "")]


def test_ten_thousand_changes_in_a_second_are_all_told(watched: Watched, docs: Path) -> None:
    for number in range(10_000):
        (docs / f"f{number}").touch()
    until(lambda: len({path for _action, path, _to in watched.told}) == 10_000, "all of them", 60)
    assert {action for action, _path, _to in watched.told} <= {"created", "modified"}


def test_what_the_kernel_lost_is_said(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Watched(docs.parent) as watched:
        queue = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
        with watched.listener._observer._lock, watched.listener._observer._descriptor._lock:  # type: ignore[attr-defined]
            for number in range(queue + 10):
                (docs / f"f{number % 50}").touch()
                (docs / f"f{number % 50}").unlink()
        until(lambda: [event for event in watched.around.events if event.action == "lost"], "the loss", 60)
        numbers = count()

        def heard_again() -> bool:
            """One that comes while the watches are put in order may be among what was lost."""
            (docs / f"after{next(numbers)}").touch()
            return any(action == "created" and path.startswith("after") for action, path, _to in watched.told)

        until(heard_again, "what happens afterwards")


@pytest.mark.parametrize("limit", ["own", "system"])
def test_a_limit_of_watches_is_said(docs: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    for number in range(20):
        (docs / f"d{number}").mkdir()
    if limit == "own":
        monkeypatch.setattr(file_watch, "MOST", 10)
    else:
        # As the kernel does it, but for this process alone: the real limit is the whole computer's.
        real, calls = inotify_c.inotify_add_watch, count()

        def limited(opened: int, path: bytes, mask: int) -> int:
            if next(calls) < 10:
                return int(real(opened, path, mask))
            ctypes.set_errno(errno.ENOSPC)
            return -1

        monkeypatch.setattr(inotify_c, "inotify_add_watch", limited)
    with Watched(docs.parent) as watched:
        until(lambda: watched.listener.why, "the reason")
        assert ("max_user_watches" in watched.listener.why) == (limit == "system")
        assert str(docs) not in watched.listener.why
        (docs / "seen").touch()
        watched.wait(("created", "seen", ""))


def test_coverage_says_which_folder_is_not_there(docs: Path, tmp_path: Path) -> None:
    settings = tmp_path / "home" / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'files_folders = ["{docs}"]')
    assert files.coverage(None).how == "fully"
    settings.write_text(f'files_folders = ["{docs}", "{tmp_path}/absent"]')
    found = files.coverage(None)
    assert (found.how, "absent" in found.why) == ("partly", True)
    settings.write_text("files_folders = []")
    assert files.coverage(None).how == "not"


def broken() -> None:
    raise OSError(24, "too many")


def test_no_more_watching_programs_allowed(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "try_out", broken)
    found = files.coverage(None)
    assert found.how == "not"
    assert found.why
