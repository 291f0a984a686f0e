"""Actions: starting a recorder that refuses, setting up that fails half-way, reading and writing without a recorder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from mirrorlight import consent, launch
from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.places import Places, places
from mirrorlight.settings import Settings, declared
from mirrorlight.store import keys
from mirrorlight.store.database import StoreLock

APP = Path(__file__).resolve().parents[2] / "app"
ALL = tuple(channel.id for channel in CHANNELS)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(APP))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    return places()


@pytest.fixture
def make(home: Places) -> Iterator[Callable[[str], Actions]]:
    """Actions whose passphrase, if asked for, is the given one."""
    made: list[Actions] = []

    def actions(passphrase: str = "") -> Actions:
        settings = Settings(home.settings, declared(CHANNELS))
        made.append(Actions(home, settings, SystemClock(), lambda: passphrase))
        return made[-1]

    yield actions
    for one in made:
        one.close()


@pytest.fixture
def actions(make: Callable[..., Actions]) -> Actions:
    return make()


def children() -> list[psutil.Process]:
    return psutil.Process().children()


def test_a_recorder_that_refuses_says_why_and_leaves_no_process(actions: Actions) -> None:
    actions.set_up("file", ALL)
    with pytest.raises(UserError) as refused:
        actions.start()
    assert refused.value.code == "no-display"
    assert "display" in refused.value.why
    assert children() == []


def test_a_recorder_that_dies_without_a_word(actions: Actions, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.set_up("file", ALL)
    monkeypatch.setattr(launch, "_program", lambda: ["/bin/sh", "-c", "echo noise >&2; kill -9 $$"])
    with pytest.raises(UserError) as died:
        actions.start()
    assert died.value.code == "recorder-crashed"
    assert children() == []


def test_a_recorder_that_never_answers_is_ended(actions: Actions, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.set_up("file", ALL)
    monkeypatch.setattr(launch, "_program", lambda: ["/bin/sh", "-c", "exec sleep 600"])
    monkeypatch.setattr(launch, "START", 0.2)
    with pytest.raises(UserError) as silent:
        actions.start()
    assert silent.value.code == "recorder-silent"
    assert children() == []


def test_the_passphrase_goes_through_a_pipe_and_stands_nowhere_else(
    make: Callable[..., Actions], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "four good words here"
    actions = make(words)
    actions.set_up("passphrase", ALL, words)
    actions.use_passphrase("")
    seen = tmp_path / "seen"
    script = f'tr "\\0" " " </proc/$$/cmdline >"{seen}"; tr "\\0" " " </proc/$$/environ >>"{seen}"; cat >"{seen}.in"'
    monkeypatch.setattr(launch, "_program", lambda: ["/bin/sh", "-c", script])
    with pytest.raises(UserError):
        actions.start()
    assert words not in seen.read_text()
    assert Path(f"{seen}.in").read_text() == words + "\n"


def test_a_wrong_passphrase_is_asked_for_again(make: Callable[..., Actions]) -> None:
    actions = make("four good words here")
    actions.set_up("passphrase", ALL, "four good words here")
    actions.use_passphrase("something wrong")
    with pytest.raises(UserError) as wrong:
        actions.reader()
    assert wrong.value.code == "wrong-passphrase"
    assert {rule.group for rule in actions.reader().rules()} == {"passwords", "private"}


def test_siblings_share_the_passphrase_and_not_the_reader(make: Callable[..., Actions]) -> None:
    actions = make("never asked for")
    actions.set_up("passphrase", ALL, "four good words here")
    other = actions.sibling()
    try:
        assert other.reader() is not actions.reader()
    finally:
        other.close()


def test_set_up_that_fails_half_way_leaves_nothing_and_can_be_repeated(
    actions: Actions, home: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mirrorlight.store import writer

    def full(*_: object) -> None:
        raise UserError("The disk is full.", code="disk-full")

    with monkeypatch.context() as context:
        context.setattr(writer, "Writer", full)
        with pytest.raises(UserError):
            actions.set_up("file", ALL)
    assert consent.read(home.consent) is None
    assert not home.store.exists()
    assert keys.read_info(home) is None
    assert actions.first_run_needed()
    actions.set_up("file", ALL)
    assert not actions.first_run_needed()


def test_set_up_that_cannot_make_its_folder_says_so(actions: Actions, home: Places) -> None:
    home.data.parent.parent.mkdir(exist_ok=True)
    home.data.parent.touch()
    with pytest.raises(UserError) as refused:
        actions.set_up("file", ALL)
    assert refused.value.code == "not-set-up"


def test_deleting_without_recorder_waits_for_nobody_and_holds_the_lock(actions: Actions, home: Places) -> None:
    actions.set_up("file", ALL)
    with StoreLock(home) as lock:
        assert lock.acquire()
        with pytest.raises(UserError) as busy:
            actions.delete(Selection())
        assert busy.value.code == "store-busy"
    assert actions.delete(Selection()).total == 0


def test_rules_without_a_store_make_none(actions: Actions, home: Places) -> None:
    with pytest.raises(UserError) as none:
        actions.add_rule("app", "x")
    assert none.value.code == "no-store"
    assert not home.store.exists()


def test_settings_and_channels_are_written(actions: Actions, home: Places) -> None:
    actions.set_channel("pointer", False)
    actions.set_setting("pause_minutes", 3)
    assert "channel_pointer = false" in home.settings.read_text()
    with pytest.raises(UserError):
        actions.set_setting("pause_minutes", 0)


def test_status_needs_no_heavy_import(home: Places) -> None:
    """It must answer within 0.3 s: what takes long to import stays out."""
    script = (
        "import sys; sys.argv = ['mirrorlight', 'status'];"
        "from mirrorlight.main import main; main();"
        "heavy = {'PySide6', 'sqlite_utils', 'sqlcipher3', 'keyring', 'PIL', 'numpy', 'pynput', 'Xlib', 'mss',"
        " 'matplotlib', 'cryptography'} & set(sys.modules); sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
