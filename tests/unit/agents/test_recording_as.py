"""Recording as a product: only what is documented is taken over, and it is told before it is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lenses import claim, made, product
from mirrorlight.actions import Actions
from mirrorlight.agents import recording_as
from mirrorlight.agents.loader import library
from mirrorlight.channels import CHANNELS
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.settings import CUSTOM, EVERYTHING, Settings, declared
from standing import StandingClock

DECLARED = declared(CHANNELS)
DEFAULTS = {setting.id: setting.default for setting in DECLARED}


@pytest.fixture
def actions(places: Places) -> Actions:
    places.make()
    return Actions(places, Settings(places.settings, DECLARED), StandingClock(), lambda: "")


def plan(name: str, **now: Any) -> recording_as.Plan:
    return recording_as.plan(name, product(name), CHANNELS, DECLARED, {**DEFAULTS, **now}.__getitem__)


def test_a_product_that_keeps_only_counts_has_the_keys_off_and_the_counts_on() -> None:
    for name in ("upwork", "hubstaff", "timedoctor", "monitask"):
        on = recording_as.channels_of(product(name), CHANNELS)
        assert "keyboard" not in on
        assert "pointer" not in on
        assert {"counts", "presence"} <= set(on)
    assert "keyboard" in recording_as.channels_of(product("teramind"), CHANNELS)


def test_documented_intervals_and_limits_are_taken_over() -> None:
    assert plan("hubstaff").values["screenshot_interval"] == 600
    assert plan("hubstaff").values["idle_minutes"] == 20
    assert plan("timedoctor").values["screenshot_interval"] == 180
    assert plan("activtrak").values["idle_minutes"] == 2
    assert plan("browsereporter", idle_minutes=1).values["idle_minutes"] == 5
    assert plan("desktime").values["screenshot_interval"] == 900


def test_what_is_not_documented_stays_and_is_said() -> None:
    found = plan("staffcop", screenshot_interval=77, idle_minutes=9)
    assert "screenshot_interval" not in found.values
    assert "idle_minutes" not in found.values
    said = " ".join(found.sentences())
    assert "How often it takes a picture is not documented" in said
    assert "After how long you count as idle is not documented" in said


def test_the_training_programme_s_interval_is_the_assumption() -> None:
    found = plan("meta_mci", assumed_interval=45)
    assert found.values["screenshot_interval"] == 45
    assert any("your assumption" in sentence for sentence in found.sentences())


def test_pictures_at_a_change_of_window_only_where_that_is_documented() -> None:
    assert plan("hubstaff").values["screenshot_on_change"] is False
    assert "screenshot_on_change" not in plan("syteca").values  # it is on already
    assert plan("syteca", screenshot_on_change=False).values["screenshot_on_change"] is True


def test_a_narrower_claim_does_not_switch_a_channel_on() -> None:
    found = made({"file_operations": claim(bound="none"), "clipboard": claim()})
    assert recording_as.channels_of(found, CHANNELS) == ("clipboard",)
    told = recording_as.plan("made", found, CHANNELS, DECLARED, DEFAULTS.__getitem__)
    assert any("holds less than the channel would" in sentence for sentence in told.remarks)


def test_titles_that_come_along_are_told() -> None:
    assert any("Titles of windows come with" in remark for remark in plan("hubstaff").remarks)
    assert not any("Titles of windows come with" in remark for remark in plan("syteca").remarks)


@pytest.mark.parametrize("name", [product.id for product in library().products])
def test_nothing_but_channels_and_intervals_is_ever_changed(name: str) -> None:
    """Secrets, exclusions, the light, retention: whatever they are, they stay."""
    found = plan(name, unchecked_keys=True, web_private=True, clipboard_primary=True)
    allowed = {f"channel_{channel.id}" for channel in CHANNELS}
    allowed |= {"recording_as", "screenshot_interval", "screenshot_on_change", "video", "idle_minutes"}
    assert set(found.values) <= allowed
    assert found.values["recording_as"] == name
    assert found.sentences()[-1] == "Password fields, exclusions and the light stay as they are."
    for change in found.changes:
        assert change.setting.check(change.after) == ""


@pytest.mark.parametrize("name", [product.id for product in library().products])
def test_recording_as_a_product_twice_changes_nothing_more(actions: Actions, name: str) -> None:
    actions.set_setting("recording_as", name)
    assert actions.recording_as() == name
    assert actions.plan(name).changes == ()
    assert "No channel and no interval changes." in actions.plan(name).sentences()


def test_taking_it_back_gives_everything_as_it_was(actions: Actions) -> None:
    actions.set_setting("screenshot_interval", 240)
    assert actions.recording_as() == CUSTOM
    before = actions.set_setting("recording_as", "hubstaff")
    assert actions.settings.get("screenshot_interval") == 600
    assert actions.settings.get("channel_keyboard") is False
    actions.set_settings(before)
    assert actions.settings.get("screenshot_interval") == 240
    assert actions.settings.get("channel_keyboard") is True
    assert actions.recording_as() == CUSTOM


def test_a_change_of_one_s_own_ends_it_and_undo_brings_it_back(actions: Actions) -> None:
    actions.set_setting("recording_as", "hubstaff")
    before = actions.set_setting("channel_keyboard", True)
    assert before == {"channel_keyboard": False, "recording_as": "hubstaff"}
    assert actions.settings.get("recording_as") == CUSTOM
    actions.set_settings(before)
    assert actions.recording_as() == "hubstaff"


def test_a_setting_that_has_nothing_to_do_with_it_leaves_it(actions: Actions) -> None:
    actions.set_setting("recording_as", "hubstaff")
    actions.set_setting("pause_minutes", 3)
    actions.set_setting("unchecked_keys", True)
    assert actions.recording_as() == "hubstaff"


def test_everything_is_as_mirrorlight_comes(actions: Actions) -> None:
    assert actions.recording_as() == EVERYTHING
    actions.set_setting("recording_as", "upwork")
    actions.set_setting("recording_as", "everything")
    assert actions.recording_as() == EVERYTHING
    assert all(actions.settings.get(name) == DEFAULTS[name] for name in recording_as.touched(CHANNELS))


def test_what_is_said_is_true_even_if_the_file_was_changed(actions: Actions) -> None:
    actions.set_setting("recording_as", "hubstaff")
    actions.settings.set("channel_keyboard", True)
    assert actions.recording_as() == CUSTOM


def test_a_product_that_is_not_known_changes_nothing(actions: Actions) -> None:
    with pytest.raises(UserError, match="nearest are: hubstaff"):
        actions.set_setting("recording_as", "hubstaf")
    assert actions.recording_as() == EVERYTHING


def test_nothing_is_half_changed(actions: Actions, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        actions.set_settings({"screenshot_interval": 300, "idle_minutes": 0})
    assert actions.settings.get("screenshot_interval") == 120
