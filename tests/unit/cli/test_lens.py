"""lens, and recording as a product, on a real store."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from command_line import Home


def test_a_document_with_every_kind_of_data(filled: Home) -> None:
    found = filled.run("lens", "hubstaff", "--json").json
    assert found["product"]["id"] == "hubstaff"
    assert found["day"] == date.today().isoformat()
    assert len(found["rows"]) == 20
    rows = {row["channel"]: row for row in found["rows"]}
    assert rows["keystroke_content"]["held"] == "not held"
    assert rows["keystroke_content"]["sources"] == ["HS1", "HS9"]
    assert found["formula"]["id"] == "activity"
    assert "with" not in found


def test_two_products_side_by_side(filled: Home) -> None:
    found = filled.run("lens", "Hubstaff", "--with", "syteca", "--json").json
    assert (found["product"]["id"], found["with"]["product"]["id"]) == ("hubstaff", "syteca")
    said = filled.run("lens", "hubstaff", "--with", "syteca")
    assert "Hubstaff would hold" in said.out
    assert "Syteca would hold" in said.out


def test_the_form_for_people_fits_80_columns_and_names_its_sources(filled: Home) -> None:
    for name in ("hubstaff", "teramind", "upwork", "timedoctor", "meta_mci"):
        lines = filled.run("lens", name).out.splitlines()
        addresses = [line for line in lines if "/" in line and " " not in line.strip()]
        assert max(len(line) for line in lines if line not in addresses) <= 80
        assert "What your employer has switched on, Mirrorlight cannot see." in lines
    said = filled.run("lens", "hubstaff").out
    assert "[HS1, HS9 A]" in said
    assert "support.hubstaff.com/how-are-activity-levels-calculated/" in said
    assert "[?] Not documented:" in said


def test_figures_are_those_of_the_store(filled: Home) -> None:
    stored = filled.run("events", "--json", "--since", "today").lines
    presses = sum(line["channel"] == "keyboard" and line["action"] == "press" for line in stored)
    rows = {row["channel"]: row for row in filled.run("lens", "teramind", "--json").json["rows"]}
    assert rows["keystroke_content"]["count"] == presses
    assert rows["keystroke_content"]["recorded"] is True
    assert rows["webcam"]["count"] is None
    assert rows["webcam"]["recorded"] is False


def test_a_product_that_is_not_there_names_the_nearest(filled: Home) -> None:
    failed = filled.run("lens", "hubstuff")
    assert failed.status == 1
    assert "There is no product “hubstuff” here." in failed.err
    assert "The nearest are: hubstaff" in failed.err
    assert "nearest are: timedoctor" in filled.run("lens", "time").err
    strange = filled.run("lens", "\x1b[31m" + "x" * 300)
    assert strange.status == 1
    assert "\x1b" not in strange.err
    assert len(strange.err) < 600


def test_a_day_without_data_says_so(filled: Home) -> None:
    day = (date.today() - timedelta(days=40)).isoformat()
    said = filled.run("lens", "hubstaff", "--day", day)
    assert said.status == 0
    assert "Nothing is stored of this day, and nothing was recorded on it." in said.out
    assert "That says nothing about what others recorded." in said.out
    found = filled.run("lens", "hubstaff", "--day", day, "--json").json
    assert (found["empty"], found["activity"], found["recorded"]) == (True, [], 0)


@pytest.mark.parametrize("day", ["nonsense", "2026-13-01", ""])
def test_a_day_that_is_none_is_refused(filled: Home, day: str) -> None:
    refused = filled.run("lens", "hubstaff", "--day", day)
    assert refused.status == 2
    assert refused.out == ""


def test_recording_as_is_explained_before_it_is_changed(filled: Home) -> None:
    done = filled.run("settings", "set", "recording_as", "hubstaff")
    assert "Goes off: Keys, Pointer" in done.err
    assert "Password fields, exclusions and the light stay as they are." in done.err
    assert done.out == "recording_as = hubstaff\n"
    assert filled.run("settings", "get", "channel_keyboard").out == "off\n"
    assert filled.run("settings", "get", "channel_counts").out == "on\n"
    assert filled.run("settings", "get", "screenshot_interval").out == "600\n"
    assert filled.run("settings", "get", "recording_as").out == "hubstaff\n"
    filled.run("settings", "set", "channel_keyboard", "on")
    assert filled.run("settings", "get", "recording_as").out == "custom\n"


def test_recording_as_as_a_document(filled: Home) -> None:
    found = filled.run("settings", "set", "recording_as", "Upwork", "--json").json
    assert found["value"] == "upwork"
    assert {"name": "channel_keyboard", "before": True, "after": False} in found["plan"]["changes"]


def test_recording_as_nobody_known_is_refused(filled: Home) -> None:
    refused = filled.run("settings", "set", "recording_as", "nobody")
    assert refused.status == 1
    assert filled.run("settings", "get", "recording_as").out == "everything\n"


def test_setting_up_as_a_product(home: Home) -> None:
    done = home.run("setup", "--agree", "--key", "file", "--agent", "upwork", "--json")
    assert done.status == 0
    assert done.json["recording_as"] == "upwork"
    assert "keyboard" not in done.json["channels"]
    assert "counts" in done.json["channels"]
    assert home.run("settings", "get", "screenshot_interval").out == "600\n"


def test_setting_up_as_a_product_leaves_no_room_for_channels(home: Home) -> None:
    assert home.run("setup", "--agree", "--key", "file", "--agent", "upwork", "--channels", "web").status == 2
    assert home.run("setup", "--agree", "--key", "file", "--agent", "nobody").status == 1
    assert not home.places.store.exists()


def test_setting_up_with_channels_of_one_s_own_is_not_called_everything(home: Home) -> None:
    done = home.run("setup", "--agree", "--key", "file", "--channels", "keyboard", "--json")
    assert done.json["recording_as"] == "custom"
