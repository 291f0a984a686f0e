"""Real copies: with xclip, and of owners that are slow, silent, secret or enormous."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import selection_owner
from mirrorlight.places import Places
from mirrorlight.store import keys
from running import Recording, rss, wait_seconds
from stores import decrypted
from xserver import XServer, until

HUGE = 300_000_000


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        running.record()
        xserver.focus(xserver.window("Editor", "notes.txt", (100, 200, 400, 300)))
        # What is in front must have been heard of: copies before that are not asked for.
        until(lambda: any(line["app"] == "Editor" for line in running.lines("events", "--channel", "windows")), "front")
        yield running


def copies(recording: Recording) -> list[dict[str, Any]]:
    return recording.lines("events", "--channel", "clipboard")


def stored(recording: Recording, number: int) -> list[dict[str, Any]]:
    return until(lambda: (found := copies(recording))[number - 1 :] and found, f"{number} copies")


def xclip(recording: Recording, data: bytes | Path, *arguments: str) -> None:
    """xclip answers in the background until something else is copied."""
    given = [str(data)] if isinstance(data, Path) else []
    subprocess.run(
        ["xclip", "-selection", "clipboard", *arguments, *given], env=recording.server.environment,
        input=None if given else data, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip


def whole(recording: Recording, data: bytes | Path, *arguments: str, most: int | None = None) -> dict[str, Any]:
    """Copy with xclip, again until it was taken whole, or more than `most` bytes of it: a loaded computer may take
    longer than the listener waits for an owner. The copy as it is stored.
    """

    def copied() -> dict[str, Any] | None:
        before = len(copies(recording))
        xclip(recording, data, *arguments)
        copy = stored(recording, before + 1)[before]
        if copy["bytes"] is None:
            return None
        return copy if (copy["bytes"] > most if most is not None else not copy["at_least"]) else None

    copy = until(copied, "a copy that xclip handed out in time")
    assert copy is not None
    return copy


class Owner:
    """`selection_owner.py` in a process of its own."""

    def __init__(self, server: XServer, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, selection_owner.__file__, *arguments], env=server.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def hear(self, words: str) -> None:
        """Wait until it says this."""
        assert self._process.stdout is not None
        while True:
            line = self._process.stdout.readline()
            if not line:
                raise AssertionError("the owner ended")
            if line.strip() == words:
                return

    def __enter__(self) -> Owner:
        self.hear("owns")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=60)


def test_a_text_with_its_size_and_application(recording: Recording) -> None:
    copy = whole(recording, "Grüße\nvon mir\x07".encode())
    assert (copy["kind"], copy["text"], copy["bytes"]) == ("text", "Grüße\nvon mir\N{REPLACEMENT CHARACTER}", 16)
    assert (copy["app"], copy["title"], copy["at_least"], copy["selected"]) == ("Editor", "notes.txt", False, False)
    assert recording.lines("search", "grusse") == recording.lines("search", "Grüße")
    found = recording.lines("search", "Grüße")
    assert [hit["channel"] for hit in found] == ["clipboard"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_html_without_a_plain_text_is_a_text(recording: Recording, encoding: str) -> None:
    markup = "<style>p {}</style><p>Grüße &amp; <b>mehr</b><br>von mir</p>".encode(encoding)
    xclip(recording, markup, "-t", "text/html")
    (copy,) = stored(recording, 1)
    assert (copy["kind"], copy["text"], copy["bytes"]) == ("text", "Grüße & mehr\nvon mir", len(markup))


def test_a_picture_and_files_are_told_without_their_contents(recording: Recording) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), (1, 2, 3)).save(picture, "PNG")
    copy = whole(recording, picture.getvalue(), "-t", "image/png")
    assert (copy["kind"], copy["text"], copy["bytes"]) == ("picture", None, len(picture.getvalue()))
    copy = whole(recording, b"file:///srv/a%20b.txt\r\nfile:///srv/%C3%BC\r\n", "-t", "text/uri-list")
    assert (copy["kind"], copy["text"]) == ("files", "/srv/a b.txt\n/srv/ü")


def test_a_long_text_is_cut_and_its_true_size_told(recording: Recording, tmp_path: Path) -> None:
    copy = whole(recording, ("ä" * 30_000).encode())
    assert (copy["text"], copy["bytes"], copy["at_least"]) == ("ä" * 10_000, 60_000, False)
    large = tmp_path / "large"
    large.write_bytes(b"0123456789" * 400_000)  # more than one property takes: xclip sends it in parts
    copy = whole(recording, large)
    assert (copy["text"], copy["bytes"], copy["at_least"]) == ("0123456789" * 1_000, 4_000_000, False)


def test_an_enormous_one_costs_nothing(recording: Recording, tmp_path: Path) -> None:
    """xclip tells no size beforehand and sends 300 MB in parts: they are counted for a while and not read."""
    assert recording.recorder is not None
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(HUGE)
    before = rss(recording.recorder.pid)
    copy = whole(recording, huge, most=1_000_000)
    assert copy["at_least"]
    assert 1_000_000 < copy["bytes"] < 30_000_000
    assert len(copy["text"]) == 10_000
    assert rss(recording.recorder.pid) - before < 10_000_000
    huge.unlink()
    assert whole(recording, b"after it")["text"] == "after it"


def test_an_owner_that_tells_the_length_is_not_asked_for_all_of_it(recording: Recording) -> None:
    def asked() -> dict[str, Any] | None:
        before = len(copies(recording))
        with Owner(recording.server, "length", "1000000000") as owner:
            copy = stored(recording, before + 1)[before]
            if copy["text"] is None:  # it did not answer in time
                return None
            owner.hear("part")
            return copy

    copy = until(asked, "a copy that its owner told in time")
    assert copy is not None
    assert (copy["bytes"], copy["at_least"], len(copy["text"])) == (1_000_000_000, False, 10_000)


def test_an_owner_that_never_answers_holds_up_nothing(recording: Recording) -> None:
    with Owner(recording.server, "silent") as owner:
        owner.hear("asked TARGETS")
        (copy,) = stored(recording, 1)
        assert (copy["kind"], copy["bytes"], copy["text"]) == ("other", None, None)

    def half() -> dict[str, Any] | None:
        before = len(copies(recording))
        with Owner(recording.server, "half", "text") as owner:
            copy = stored(recording, before + 1)[before]
            if copy["kind"] != "text":  # it did not even say in time that it is one
                return None
            owner.hear("asked UTF8_STRING")
            assert whole(recording, b"next")["text"] == "next"
            return copy

    half_told = until(half, "a copy whose kind its owner told in time")
    assert half_told is not None
    assert (half_told["kind"], half_told["bytes"], half_told["text"]) == ("text", None, None)
    with Owner(recording.server, "silent") as owner:
        owner.hear("asked TARGETS")
        recording.stop()


@pytest.mark.parametrize("hint", ["x-kde-passwordManagerHint", "text/x-kde-passwordManagerHint"])
def test_what_is_marked_as_secret_is_not_even_asked_for(recording: Recording, hint: str) -> None:
    def refused() -> dict[str, Any] | None:
        before = len(copies(recording))
        with Owner(recording.server, "secret", hint, "hunter2-marker") as owner:
            owner.hear("asked TARGETS")
            status = until(
                lambda: (
                    ((s := recording.settled())["ledger"]["refused"].get("secret") or copies(recording)[before:]) and s
                ),
                "the refusal",
            )
        if not status["ledger"]["refused"].get("secret"):  # it did not answer in time: without content
            assert {(copy["kind"], copy["text"]) for copy in copies(recording)} == {("other", None)}
            return None
        return status

    status = until(refused, "the refusal")
    assert status is not None
    ledger = status["ledger"]
    assert ledger["refused"]["secret"] == 1
    assert ledger["seen"] == ledger["stored"] + ledger["dropped"] + sum(ledger["refused"].values())
    assert whole(recording, b"open")["text"] == "open"
    assert {copy["text"] for copy in copies(recording)} <= {"open", None}
    recording.stop()
    places = Places(*(recording.home / part for part in ("data", "config", "logs", "run")))
    assert b"hunter2-marker" not in decrypted(places.store, keys.load(places, lambda: "").raw)


def test_in_an_excluded_window_and_in_a_pause_nothing_is_asked(recording: Recording) -> None:
    server = recording.server
    recording.run("exclude", "add", "--app", "Vault")
    editor = server.window("Editor", "other.txt", (100, 200, 400, 300))
    server.focus(server.window("Vault", "hidden", (600, 300, 300, 200)))
    recording.wait_for("filtered")
    with Owner(server, "half", "secret"):
        until(lambda: recording.settled()["ledger"]["refused"].get("excluded"), "the refusal")
    server.focus(editor)
    recording.wait_for("recording")
    recording.run("pause", "1h")
    with Owner(server, "half", "secret"):
        until(lambda: recording.settled()["ledger"]["refused"].get("paused"), "the refusal")
    recording.run("resume")
    recording.wait_for("recording")
    assert copies(recording) == []
    assert whole(recording, b"open")["text"] == "open"


def test_selected_text_counts_only_if_the_setting_says_so(recording: Recording) -> None:
    primary = ["xclip", "-selection", "primary"]
    environment = recording.server.environment

    def select(text: bytes) -> None:
        subprocess.run(primary, env=environment, input=text, check=True, stdout=subprocess.DEVNULL, timeout=60)

    select(b"not this")
    assert whole(recording, b"copied")["text"] == "copied"
    assert not any(copy["selected"] for copy in copies(recording))
    recording.run("settings", "set", "clipboard_primary", "on")

    def marked() -> dict[str, Any] | None:
        before = len(copies(recording))
        select(b"marked")
        copy = stored(recording, before + 1)[before]
        return None if copy["bytes"] is None else copy

    copy = until(marked, "the selected text")
    assert copy is not None
    assert (copy["text"], copy["selected"]) == ("marked", True)


def test_ten_thousand_copies_at_once_are_joined_and_the_last_one_is_stored(recording: Recording) -> None:
    with Owner(recording.server, "often", "10000", "the last"):
        found = until(lambda: (now := copies(recording)) and now[-1]["text"] == "the last" and now, "the last copy")
    assert len(found) + sum(copy["joined"] for copy in found) == 10_000
    assert len(found) < 100


def test_switched_off_it_ends_and_the_clipboard_lives_on(recording: Recording) -> None:
    xclip(recording, b"mine")
    stored(recording, 1)
    recording.run("settings", "set", "channel_clipboard", "off")
    until(lambda: not recording.status()["channels"]["clipboard"]["alive"], "the listener to end")
    xclip(recording, b"unseen")
    wait_seconds(0.5)
    assert len(copies(recording)) == 1
    pasted = subprocess.run(
        ["xclip", "-selection", "clipboard", "-o"], env=recording.server.environment, capture_output=True, check=True
    )
    assert pasted.stdout == b"unseen"
