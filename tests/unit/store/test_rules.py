"""Rules of ready groups beside those of the person."""

from __future__ import annotations

import pytest

from mirrorlight import sensitive
from mirrorlight.channels import CHANNELS
from mirrorlight.core.rules import Rule
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import database, keys
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer
from standing import StandingClock
from stores import Store


def patterns(store: Store, group: str) -> list[tuple[str, str]]:
    return [(rule.kind, rule.pattern) for rule in store.reader.rules() if rule.group == group]


def test_a_group_comes_and_goes_as_a_whole(store: Store) -> None:
    store.writer.set_group("health", True)
    assert patterns(store, "health") == list(sensitive.BY_ID["health"].patterns)
    store.writer.set_group("banking", True)
    store.writer.set_group("health", True)
    assert len(patterns(store, "health")) == len(sensitive.BY_ID["health"].patterns)
    store.writer.set_group("health", False)
    assert patterns(store, "health") == []
    assert patterns(store, "banking")


def test_rules_made_by_hand_stay_apart(store: Store) -> None:
    store.writer.set_group("passwords", True)
    own = store.writer.add_rule("app", "keepassxc")
    assert own.group == ""
    assert store.reader.rules()[0] == own
    store.writer.set_group("passwords", False)
    assert store.reader.rules() == (own,)


def test_a_rule_of_a_group_is_not_removed_alone(store: Store) -> None:
    store.writer.set_group("private", True)
    before = store.reader.rules()
    with pytest.raises(UserError) as caught:
        store.writer.remove_rule(before[0].id)
    assert caught.value.code == "rule-of-group"
    assert store.reader.rules() == before


def test_an_unknown_group_is_refused_and_nothing_changes(store: Store) -> None:
    with pytest.raises(UserError) as caught:
        store.writer.set_group("secrets", True)
    assert caught.value.code == "no-such-group"
    assert store.reader.rules() == ()


def test_a_group_that_is_on_follows_the_list(store: Store) -> None:
    store.writer.set_group("union", True)
    store.writer.add_rule("app", "mine")
    with store.writer._database.transaction() as connection:
        connection.execute("DELETE FROM rules WHERE pattern = 'Betriebsrat'")
        connection.execute("INSERT INTO rules (kind, pattern, group_id) VALUES ('title', 'old one', 'union')")
        connection.execute("INSERT INTO rules (kind, pattern, group_id) VALUES ('title', 'of long ago', 'gone')")
    store.writer.renew_groups()
    assert patterns(store, "union") == list(sensitive.BY_ID["union"].patterns)
    assert patterns(store, "gone") == [("title", "of long ago")]
    assert patterns(store, "health") == []
    assert [rule.pattern for rule in store.reader.rules() if not rule.group] == ["mine"]


def test_a_store_from_before_the_groups_keeps_its_rules(places: Places, clock: StandingClock) -> None:
    key = keys.create(places, keys.FILE, clock=clock)
    opened = database.open_writer(places, key, CHANNELS)
    try:
        with opened.transaction() as connection:
            connection.execute("ALTER TABLE rules DROP COLUMN group_id")
            connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'rule_groups'")
            connection.execute("INSERT INTO rules (kind, pattern, made_at) VALUES ('app', 'signal', 1)")
    finally:
        opened.close()
    reader = Reader(places, key, CHANNELS)
    try:
        assert reader.rules() == (Rule("1", "app", "signal"),)
    finally:
        reader.close()
    writer = Writer(places, key, CHANNELS, clock)
    try:
        writer.set_group("passwords", True)
        assert writer.rules()[0] == Rule("1", "app", "signal")
    finally:
        writer.close()
