"""The entry that starts the recorder at login: made and taken away on request, started by GLib as a desktop does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mirrorlight import autostart, process
from mirrorlight.errors import UserError
from xserver import until

LAUNCH = (
    "import gi, sys; gi.require_version('Gio', '2.0'); from gi.repository import Gio;"
    "Gio.DesktopAppInfo.new_from_filename(sys.argv[1]).launch([], None)"
)


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("MIRRORLIGHT_HOME", raising=False)
    return tmp_path / "config"


@pytest.mark.parametrize("name", ["home", 'a "b" $HOME `id` \\n \\ %f 100%', "ä 日本"])
def test_a_desktop_starts_what_it_names(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, told = tmp_path / "told", tmp_path / "tell.py"
    told.write_text(
        "import json, os, sys; from pathlib import Path\n"
        f"part = Path({str(out)!r} + '.part')\n"
        "part.write_text(json.dumps([sys.argv[1:], os.environ['MIRRORLIGHT_HOME']])); part.rename(part.with_suffix(''))"
    )
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / name))
    monkeypatch.setattr(autostart, "program", lambda: [sys.executable, str(told)])
    autostart.follow(True)
    assert autostart.entry().stat().st_mode & 0o077 == 0
    subprocess.run(["desktop-file-validate", str(autostart.entry())], check=True)
    launch = ["/usr/bin/python3", "-c", LAUNCH, str(autostart.entry())]
    subprocess.run(launch, check=True, capture_output=True, timeout=60)
    until(out.exists, "the program")
    assert json.loads(out.read_text()) == [["record"], str(tmp_path / name)]


def test_it_goes_again_and_nothing_else_does(config: Path) -> None:
    autostart.follow(True)
    assert autostart.stands()
    assert str(process.program()[0]) in autostart.entry().read_text()
    other = config / "autostart" / "other.desktop"
    other.touch()
    autostart.follow(False)
    autostart.follow(False)
    assert (autostart.stands(), other.exists()) == (False, True)


def test_an_entry_for_other_data_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    autostart.follow(True)
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "demo"))
    autostart.forget()
    assert autostart.stands(), "the one without a home of its own"
    autostart.follow(True)
    monkeypatch.delenv("MIRRORLIGHT_HOME")
    autostart.forget()
    assert autostart.stands(), "the one of the demo"
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "demo"))
    autostart.forget()
    assert not autostart.stands()


def test_a_folder_that_cannot_be_written_is_told(config: Path) -> None:
    config.write_text("a file where the folder belongs")
    with pytest.raises(UserError, match="login") as refused:
        autostart.follow(True)
    assert refused.value.code == "autostart-not-written"
    autostart.follow(False)


def test_on_other_systems_it_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(UserError) as refused:
        autostart.follow(True)
    assert refused.value.code == "no-autostart"
    autostart.follow(False)
