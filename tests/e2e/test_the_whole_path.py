"""Start, see, pause, exclude, delete, stop: the real program, real keys, the real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight import control
from mirrorlight.places import Places
from running import Recording, wait_seconds
from xserver import XServer, until


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        running.record()
        yield running


def stored(recording: Recording, text: str) -> None:
    until(lambda: recording.typed() == text, lambda: f"the text, found {recording.typed()!r}; {recording.account()}")


def test_what_is_typed_clicked_and_seen_is_stored_in_its_window(recording: Recording) -> None:
    server = recording.server
    editor = server.window("Editor", "notes.txt", (100, 200, 400, 300))
    server.focus(editor)
    server.type("Hello, Grüße € 🙂")
    stored(recording, "Hello, Grüße € 🙂")
    server.xdotool("mousemove", "250", "330", "click", "3", "click", "4")
    status = until(
        lambda: (s := recording.settled())["channels"]["pointer"]["stored"] >= 4 and s, "click and scroll in the store"
    )
    ledger = status["ledger"]
    assert ledger["seen"] == ledger["stored"] + ledger["dropped"] + sum(ledger["refused"].values())
    assert ledger["dropped"] == 0

    keys = recording.lines("events", "--channel", "keyboard")
    assert {(line["app"], line["title"]) for line in keys} == {("Editor", "notes.txt")}
    assert [line["action"] for line in keys].count("press") == [line["action"] for line in keys].count("release")
    pointer = recording.lines("events", "--channel", "pointer")
    clicks = [line for line in pointer if line["kind"] == "click"]
    assert [(line["x"], line["y"], line["button"], line["action"]) for line in clicks] == [
        (250, 330, "right", "press"),
        (250, 330, "right", "release"),
    ]
    assert [(line["dx"], line["dy"]) for line in pointer if line["kind"] == "scroll"] == [(0, 1)]
    assert (pointer[0]["kind"], pointer[0]["x"], pointer[0]["y"]) == ("move", 250, 330)
    windows = recording.lines("events", "--channel", "windows")
    assert ("Editor", "notes.txt") in {(line["app"], line["title"]) for line in windows}
    until(lambda: recording.lines("events", "--channel", "screenshots"), "a picture after the change of window")
    picture = recording.lines("events", "--channel", "screenshots")[0]
    assert (picture["monitor"], picture["width"], picture["height"]) == (1, 1280, 800)


def test_during_a_pause_nothing_reaches_the_store_but_the_pause(recording: Recording) -> None:
    server = recording.server
    server.focus(server.window("Editor", "notes.txt"))
    server.type("before")
    stored(recording, "before")
    paused = recording.json("pause", "2h")
    assert (paused["state"], paused["reason"]) == ("paused", "paused")
    size = {path.name: path.stat().st_size for path in recording.home.rglob("store.db*")}
    server.type("secret")
    server.xdotool("mousemove", "400", "400", "click", "1")
    wait_seconds(1.0)
    assert {path.name: path.stat().st_size for path in recording.home.rglob("store.db*")} == size
    assert recording.typed() == "before"
    recording.run("resume")
    recording.wait_for("recording")
    server.type("after")
    stored(recording, "beforeafter")
    pauses = [gap for gap in recording.gaps() if gap["reason"] == "paused"]
    assert len(pauses) == 1
    assert pauses[0]["until"] > pauses[0]["at"]
    assert set(pauses[0]) >= {"id", "channel", "at", "until", "reason"}
    assert recording.settled()["ledger"]["refused"]["paused"] >= 12


def test_a_pause_ends_by_itself_and_the_hot_key_pauses_and_resumes(recording: Recording) -> None:
    server = recording.server
    server.focus(server.window("Editor", "notes.txt"))
    recording.run("pause", "2s")
    recording.wait_for("recording")
    server.key("ctrl+alt+shift+p")
    recording.wait_for("paused")
    server.type("secret")
    server.key("ctrl+alt+shift+p")
    recording.wait_for("recording")
    server.type("after")
    until(lambda: recording.typed().endswith("after"), "the text after the pause")
    assert "secret" not in recording.typed()
    assert len([gap for gap in recording.gaps() if gap["reason"] == "paused"]) == 2


def test_an_application_never_seen_before_can_be_excluded(recording: Recording) -> None:
    server = recording.server
    recording.run("exclude", "add", "--app", "Vault")
    editor = server.window("Editor", "notes.txt", (50, 120, 300, 200))
    vault = server.window("Vault", "hidden-title", (600, 300, 300, 200))
    server.focus(vault)
    recording.wait_for("filtered", reason="excluded")
    server.type("secret")
    server.xdotool("mousemove", "700", "400", "click", "1")
    wait_seconds(0.3)
    server.focus(editor)
    recording.wait_for("recording")
    server.type("open")
    stored(recording, "open")
    # Over the excluded window, though it is not in front, nothing of the pointer is kept.
    server.xdotool("mousemove", "650", "350")
    server.xdotool("mousemove", "100", "200")
    until(
        lambda: [(e["x"], e["y"]) for e in recording.lines("events", "--channel", "pointer")][-1:] == [(100, 200)],
        "the last move",
    )
    places = {(e["x"], e["y"]) for e in recording.lines("events", "--channel", "pointer")}
    assert not {(x, y) for x, y in places if 600 <= x < 900 and 300 <= y < 500}
    everything = recording.run("--json", "events").stdout
    assert "hidden-title" not in everything
    assert "Vault" not in everything
    assert any(gap["reason"] == "excluded" for gap in recording.gaps())


def test_a_title_pattern_excludes_from_the_moment_it_appears(recording: Recording) -> None:
    server = recording.server
    recording.run("exclude", "add", "--title", "payslip")
    window = server.window("Viewer", "letter.pdf")
    server.focus(window)
    server.type("open")
    stored(recording, "open")
    window.title("My Payslip.pdf")
    recording.wait_for("filtered")
    server.type("secret")
    window.title("letter.pdf")
    recording.wait_for("recording")
    server.type("again")
    stored(recording, "openagain")


def test_deleting_the_last_minutes_takes_everything_and_says_so(recording: Recording) -> None:
    server = recording.server
    server.focus(server.window("Editor", "notes.txt"))
    server.type("regret")
    stored(recording, "regret")
    preview = recording.json("delete", "--last", "10m", "--dry-run")
    assert preview["dry_run"] is True
    assert preview["deleted"]["keyboard"] == 12
    assert recording.typed() == "regret"
    gone = recording.json("delete", "--last", "10m", "--yes")
    assert gone["deleted"]["keyboard"] == 12
    assert gone["checks"]
    assert all(gone["checks"].values())
    assert gone["checks"]["traces"] is True
    assert gone["scan"]["found"] == gone["scan"]["unread"] == 0
    assert gone["scan"]["rows"] > 0
    assert gone["clean"] is True
    assert recording.typed() == ""
    assert any(gap["reason"] == "deleted" for gap in recording.gaps())
    server.type("later")
    stored(recording, "later")


def test_deleting_a_text_takes_its_keys_and_nothing_else(recording: Recording) -> None:
    server = recording.server
    server.focus(server.window("Editor", "notes.txt"))
    server.type("keep hunter2 keep")
    stored(recording, "keep hunter2 keep")
    recording.json("delete", "--matching", "hunter2", "--yes")
    assert recording.typed() == "keep  keep"


def test_stop_withdraw_and_erase(recording: Recording) -> None:
    server = recording.server
    server.focus(server.window("Editor", "notes.txt"))
    server.type("text")
    stored(recording, "text")
    recording.stop()
    assert recording.state() == "off"
    assert recording.typed() == "text"
    recording.run("revoke")
    refused = recording.run("record", check=False)
    assert refused.returncode == 1
    recording.run("erase", "--yes")
    left = [path for path in recording.home.rglob("*") if path.is_file()]
    assert left == []


def test_a_second_recorder_is_turned_away(recording: Recording) -> None:
    second = recording.run("record", check=False)
    assert second.returncode == 1
    assert len(second.stderr.strip().splitlines()) == 1
    assert recording.state() == "recording"


def test_the_light_can_be_reached_without_a_pointer(recording: Recording) -> None:
    """From the window's state button: the light takes the keyboard, and what is typed into it is not kept."""
    server = recording.server
    editor = server.window("Editor", "notes.txt", (100, 400, 300, 200))
    server.focus(editor)
    server.type("before")
    stored(recording, "before")
    control.ask(Places(*(recording.home / part for part in ("data", "config", "logs", "run"))), "show-light")
    until(lambda: server.focused() != editor.id, "the light to have the keyboard")
    server.type("secret")
    server.key("Tab", "Return")
    recording.wait_for("paused")
    server.focus(editor)
    recording.run("resume")
    recording.wait_for("recording")
    server.type("after")
    stored(recording, "beforeafter")
