"""uninstall and recording from login on: what lies outside the program goes, and how the program goes is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import Home
from mirrorlight import autostart


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "desktop"))


def starts(home: Home) -> tuple[bool, bool]:
    """Whether the setting says that it starts at login, and whether the desktop does."""
    return bool(home.run("settings", "get", "autostart", "--json").json["value"]), autostart.stands()


def test_recording_from_login_on_follows_the_setting(home: Home) -> None:
    home.set_up()
    assert starts(home) == (False, False)
    assert home.run("settings", "set", "autostart", "on").status == 0
    assert starts(home) == (True, True)
    home.run("settings", "set", "autostart", "off")
    assert starts(home) == (False, False)


def test_it_is_refused_before_the_agreement(home: Home) -> None:
    done = home.run("settings", "set", "autostart", "on", "--json")
    assert (done.status, json.loads(done.err)["error"]["code"]) == (1, "no-consent")
    assert starts(home) == (False, False)


def test_it_is_refused_with_a_passphrase(home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a long passphrase\n")
    with secret.open() as file:
        home.run("--passphrase-fd", str(file.fileno()), "setup", "--agree", "--key", "passphrase")
    done = home.run("settings", "set", "autostart", "on", "--json")
    assert (done.status, json.loads(done.err)["error"]["code"]) == (1, "passphrase-at-login")
    assert starts(home) == (False, False)


@pytest.mark.parametrize("command", [["revoke", "--yes"], ["erase", "--yes"], ["uninstall"]])
def test_it_ends_with_the_agreement_with_the_data_and_with_the_program(home: Home, command: list[str]) -> None:
    home.set_up()
    home.run("settings", "set", "autostart", "on")
    assert home.run(*command).status == 0
    assert starts(home) == (False, False)


def test_uninstalling_keeps_what_was_stored_unless_it_is_to_be_erased(filled: Home) -> None:
    done = filled.run("uninstall", "--json")
    checkout = Path(__file__).resolve().parents[3]
    assert done.json == {
        "erased": False, "stored": str(filled.places.data), "remove": f"delete the folder {checkout}",
    }  # fmt: skip
    assert filled.places.store.exists()
    assert "--erase" in filled.run("uninstall").out
    refused = filled.run("uninstall", "--erase")
    assert refused.status != 0
    assert filled.places.store.exists()
    done = filled.run("uninstall", "--erase", "--yes", "--json")
    assert (done.status, done.json["erased"], done.json["left"]) == (0, True, [])
    assert not filled.places.data.exists()
