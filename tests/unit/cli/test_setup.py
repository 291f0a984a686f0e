"""setup, revoke, erase: nothing before the agreement, nothing left after erasing."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from command_line import Home
from mirrorlight import consent, consent_text, sensitive
from mirrorlight.channels import CHANNELS
from mirrorlight.store import keys


def test_where_nobody_can_be_asked_it_shows_the_text_and_wants_agree(home: Home) -> None:
    done = home.run("setup", "--key", "file")
    assert done.status == 2
    for channel in CHANNELS:
        assert channel.records in done.err
        assert channel.never in done.err
    for point in consent_text.points(home.places, "file"):
        assert point.question in done.err
        assert point.answer in done.err
    assert consent_text.LIGHT in done.err
    for words in (consent_text.PASSWORDS, consent_text.PASSWORD_LIMITS, consent_text.UNCHECKED):
        assert words in done.err
    assert f"[x] Keep them out (keep-out): {consent_text.KEEP_OUT_COSTS}" in done.err
    assert f"[ ] Record them (record): {consent_text.RECORD_COSTS}" in done.err
    for group in sensitive.GROUPS:
        assert f"[{'x' if group.default_on else ' '}] {group.title}: {group.holds}" in done.err
    assert "--agree" in done.err
    assert not home.places.data.exists()


def test_agreeing_makes_key_store_and_agreement_for_the_owner_alone(home: Home) -> None:
    done = home.run("setup", "--agree", "--key", "file", "--json")
    assert done.status == 0
    info = keys.read_info(home.places)
    assert info is not None
    assert done.json["key"] == {"mode": "file", "ending": info.ending}
    assert done.json["channels"] == [channel.id for channel in CHANNELS if channel.default_on]
    agreed = consent.read(home.places.consent)
    assert agreed is not None
    assert agreed.agreed_at == done.json["agreed_at"]
    for path in home.places.data.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_only_the_channels_that_were_named_are_on(home: Home) -> None:
    done = home.run("setup", "--agree", "--key", "file", "--channels", "windows, keyboard", "--json")
    assert done.json["channels"] == ["windows", "keyboard"]
    status = home.run("status", "--json").json
    assert {name for name, channel in status["channels"].items() if channel["on"]} == {"windows", "keyboard"}


def groups_on(home: Home) -> list[str]:
    return [line["group"] for line in home.run("exclude", "list", "--groups", "--json").lines if line["on"]]


@pytest.mark.parametrize(("given", "on"), [("health, union", ["health", "union"]), ("none", []), ("", [])])
def test_it_begins_with_the_groups_that_were_named(home: Home, given: str, on: list[str]) -> None:
    done = home.run("setup", "--agree", "--key", "file", "--exclude-groups", given, "--json")
    assert done.json["exclude_groups"] == on
    assert groups_on(home) == on


def unchecked_keys(home: Home) -> bool:
    return bool(home.run("settings", "get", "unchecked_keys", "--json").json["value"])


def test_keys_that_cannot_be_checked_are_kept_out_unless_it_is_said(home: Home) -> None:
    assert home.run("setup", "--agree", "--key", "file", "--json").json["unchecked_keys"] == "keep-out"
    assert not unchecked_keys(home)
    home.run("revoke", "--yes")
    again = home.run("setup", "--agree", "--unchecked-keys", "record", "--json")
    assert again.json["unchecked_keys"] == "record"
    assert unchecked_keys(home)
    home.run("revoke", "--yes")
    assert home.run("setup", "--agree", "--json").json["unchecked_keys"] == "record", "as it was chosen before"
    home.run("revoke", "--yes")
    assert home.run("setup", "--agree", "--unchecked-keys", "keep-out").status == 0
    assert not unchecked_keys(home)


def test_there_are_two_ways_alone(home: Home) -> None:
    assert home.run("setup", "--agree", "--key", "file", "--unchecked-keys", "perhaps").status == 2
    assert not home.places.store.exists()


def test_a_group_that_is_not_there_sets_nothing_up(home: Home) -> None:
    done = home.run("setup", "--agree", "--key", "file", "--exclude-groups", "secrets", "--json")
    assert (done.status, json.loads(done.err)["error"]["code"]) == (1, "no-such-group")
    assert not home.places.store.exists()


def test_agreeing_anew_keeps_the_groups_unless_they_are_named(home: Home) -> None:
    home.run("setup", "--agree", "--key", "file", "--exclude-groups", "banking")
    home.run("revoke", "--yes")
    assert home.run("setup", "--agree", "--json").json["exclude_groups"] is None
    assert groups_on(home) == ["banking"]
    home.run("revoke", "--yes")
    assert home.run("setup", "--agree", "--exclude-groups", "private").status == 0
    assert groups_on(home) == ["private"]


def test_a_passphrase_is_read_from_the_file_that_is_named(home: Home, descriptor: Callable[[bytes], int]) -> None:
    words = "four good words here"
    given = ("--passphrase-fd", str(descriptor(words.encode() + b"\n")))
    assert home.run("setup", "--agree", "--key", "passphrase", *given).status == 0
    assert home.run("events").status == 1
    assert home.run("events", "--passphrase-fd", str(descriptor(words.encode()))).status == 0
    wrong = home.run("events", "--json", "--passphrase-fd", str(descriptor(b"something else")))
    assert (wrong.status, json.loads(wrong.err)["error"]["code"]) == (1, "wrong-passphrase")
    closed = home.run("events", "--json", "--passphrase-fd", "987")
    assert (closed.status, json.loads(closed.err)["error"]["code"]) == (1, "passphrase-unreadable")


def test_a_short_passphrase_sets_nothing_up(home: Home, descriptor: Callable[[bytes], int]) -> None:
    done = home.run("setup", "--agree", "--key", "passphrase", "--passphrase-fd", str(descriptor(b"short\n")))
    assert done.status == 1
    assert consent.read(home.places.consent) is None
    assert not home.places.store.exists()


def test_without_keyring_it_does_not_choose_another_way_by_itself(home: Home) -> None:
    for more in ((), ("--key", "keyring")):
        done = home.run("setup", "--agree", "--json", *more)
        assert done.status == 1, done
        assert done.err.startswith("{"), done
        assert (done.status, json.loads(done.err)["error"]["code"]) == (1, "keyring-absent")
        assert consent.read(home.places.consent) is None
        assert not home.places.store.exists()


def test_a_second_setup_changes_nothing(home: Home) -> None:
    home.set_up()
    before = keys.read_info(home.places)
    done = home.run("setup", "--agree", "--key", "file", "--json")
    assert (done.status, json.loads(done.err)["error"]["code"]) == (1, "already-set-up")
    assert keys.read_info(home.places) == before


def test_a_withdrawn_agreement_keeps_the_store_and_can_be_given_again(filled: Home) -> None:
    before = filled.run("events", "--json").out
    assert filled.run("revoke", "--yes", "--json").json == {"revoked": True, "erased": False}
    assert consent.read(filled.places.consent) is None
    assert filled.run("status", "--json").json["reason"] == "no-consent"
    assert filled.run("events", "--json").out == before
    other = filled.run("setup", "--agree", "--key", "keyring", "--json")
    assert (other.status, json.loads(other.err)["error"]["code"]) == (1, "store-exists")
    assert filled.run("setup", "--agree").status == 0
    assert filled.run("events", "--json").out == before


@pytest.mark.parametrize("command", [("erase", "--yes"), ("revoke", "--erase", "--yes")])
def test_erasing_leaves_no_file(filled: Home, command: tuple[str, ...]) -> None:
    filled.run("settings", "set", "pause_minutes", "5")
    done = filled.run(*command, "--json")
    assert done.status == 0
    assert done.json["erased"] is True
    home = filled.places.data.parent
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert filled.run("status", "--json").json["reason"] == "no-consent"


def test_what_cannot_be_removed_is_told_and_is_no_success(filled: Home) -> None:
    obstacle = filled.places.data / "store.extra"
    obstacle.mkdir()
    (obstacle / "inside").touch()
    done = filled.run("erase", "--yes", "--json")
    assert done.status == 1
    assert done.json["left"] == [str(obstacle)]
