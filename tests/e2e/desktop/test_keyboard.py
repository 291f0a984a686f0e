"""Real keys on a real X server: what they mean and type, exactly."""

from __future__ import annotations

import subprocess
from functools import partial
from pathlib import Path

import pytest
from Xlib import X
from Xlib.ext import xtest

from hearing import Hearing
from mirrorlight.core.events import KeyPress, KeyRelease
from xserver import XServer, until

ASCII = "Hello, World! 0123456789 ~`@#$%^&*()_+{}|:\"<>?[]\\;',./-="


def layout(server: XServer, *arguments: str) -> None:
    subprocess.run(["setxkbmap", *arguments], env=server.environment, check=True)


def names(hearing: Hearing) -> list[str]:
    return [event.key for event in hearing.of(KeyPress)]


@pytest.mark.parametrize("delay", [0, 12])
def test_text_is_exact_also_of_characters_that_are_on_no_key(xserver: XServer, delay: int) -> None:
    """xdotool binds those to a spare key for a moment, faster than anybody could ask for the mapping."""
    text = ASCII + " äöüß € 😀 ñ é – „Zitat“ жук 漢字 end"
    with Hearing() as hearing:
        xserver.type(text, delay)
        assert hearing.wait_for_text("end") == text


def test_an_application_gets_the_same(xserver: XServer, tmp_path: Path) -> None:
    """An xterm writes down what it is typed; keys are bound by the core protocol, as xdotool and xmodmap do."""
    written = tmp_path / "typed.txt"
    xserver.xterm("writer", ["sh", "-c", f"stty -icanon; cat > {written}"])
    xserver.xdotool("windowactivate", "--sync", str(xserver.find("writer")))
    spare = 200
    bound = [[0x61], [0xC4], [0xE4, 0x24], [0xDF], [0x20AC], [0x010020AC], [0x0101F600], [0xF1, 0], [0x01000416]]
    with Hearing() as hearing:
        for syms in [*bound, [0x6D6]]:
            xserver.connection.change_keyboard_mapping(spare, [syms])
            for shift in (False, True):
                before = written.stat().st_size if written.exists() else 0
                tap(xserver, spare, shift=shift)
                until(partial(longer, written, before), "the xterm")
        xserver.key("Caps_Lock")
        for syms in ([0x61, 0x24], [0xE4], [0x01000436]):
            before = written.stat().st_size
            xserver.connection.change_keyboard_mapping(spare, [syms])
            tap(xserver, spare)
            until(partial(longer, written, before), "the xterm")
        tap(xserver, 36)
        until(lambda: written.read_text("utf-8").endswith("\n"), "the line")
        assert hearing.wait_for_text("\n") == written.read_text("utf-8")


def longer(file: Path, than: int) -> bool:
    return file.exists() and file.stat().st_size > than


def tap(server: XServer, code: int, *, shift: bool = False) -> None:
    codes = [50, code] if shift else [code]
    for each in codes:
        xtest.fake_input(server.connection, X.KeyPress, each)
    for each in reversed(codes):
        xtest.fake_input(server.connection, X.KeyRelease, each)
    server.connection.sync()


def test_a_german_keyboard(xserver: XServer) -> None:
    layout(xserver, "de")
    text = "Füße, ÄÖÜ? @ € { } [ ] \\ | ~ yz µ end"
    with Hearing() as hearing:
        xserver.type(text)
        assert hearing.wait_for_text("end") == text


def test_the_layout_is_changed_while_it_listens(xserver: XServer) -> None:
    with Hearing() as hearing:
        for name, code, text in (("us", 29, "y"), ("de", 29, "yz"), ("fr", 24, "yza"), ("us", 29, "yzay")):
            layout(xserver, name)
            press(xserver, code)
            assert hearing.wait_for_text(text[-1]) == text


def press(server: XServer, *codes: int) -> None:
    """Press and release keys by the numbers of the keys themselves."""
    connection = server.connection
    for code in codes:
        xtest.fake_input(connection, X.KeyPress, code)
        xtest.fake_input(connection, X.KeyRelease, code)
    connection.sync()


def test_a_second_layout_is_switched_to(xserver: XServer) -> None:
    layout(xserver, "us,de", "-option", "grp:rctrl_toggle")
    with Hearing() as hearing:
        press(xserver, 29, 47)
        press(xserver, 105)
        press(xserver, 29, 47)
        press(xserver, 105)
        press(xserver, 29)
        assert hearing.wait_for_text("y;zöy") == "y;zöy"


def test_caps_lock_num_lock_and_the_keypad(xserver: XServer) -> None:
    with Hearing() as hearing:
        xserver.xdotool("key", "Caps_Lock", "a", "1", "Shift+b", "Caps_Lock", "a")
        assert hearing.wait_for_text("a") == "A1ba"
        press(xserver, 87)
        until(lambda: names(hearing)[-1] == "KP_End", "the keypad without Num Lock")
        press(xserver, 77, 87, 86, 104, 77)
        until(lambda: hearing.text.endswith("\n"), "the keypad with Num Lock")
        assert hearing.text == "A1ba1+\n"
        assert names(hearing)[-4:] == ["1", "+", "KP_Enter", "Num_Lock"]


def test_dead_keys(xserver: XServer) -> None:
    layout(xserver, "de")
    with Hearing() as hearing:
        press(xserver, 21, 26, 21, 65, 49, 32)
        assert hearing.wait_for_text("ô") == "é'ô"
        assert names(hearing) == ["dead_acute", "e", "dead_acute", "space", "dead_circumflex", "o"]


def test_commands_have_a_name_and_type_nothing(xserver: XServer) -> None:
    with Hearing() as hearing:
        xserver.key("ctrl+c", "alt+x", "super+e", "ctrl+shift+Left", "Return", "Tab", "BackSpace", "F9", "space", "z")
        assert hearing.wait_for_text("z") == "\n\t z"
        seen = [name for name in names(hearing) if name not in {"Control_L", "Alt_L", "Super_L", "Shift_L"}]
        assert seen == ["c", "x", "e", "Left", "Return", "Tab", "BackSpace", "F9", "space", "z"]


def test_every_press_has_its_release_in_order_and_moments_never_go_back(xserver: XServer) -> None:
    with Hearing() as hearing:
        xserver.type("the quick brown fox", 0)
        until(lambda: len(hearing.of(KeyRelease)) == 19, "the releases")
        down: set[int] = set()
        for event in hearing.events:
            assert isinstance(event, KeyPress | KeyRelease)
            assert (event.code in down) == isinstance(event, KeyRelease)
            down ^= {event.code}
        moments = [event.at for event in hearing.events]
        assert moments == sorted(moments)
        assert moments[-1] <= hearing.clock.mono()
        assert hearing.threads == {"keyboard listener"}


def test_a_key_held_down_repeats_and_comes_up_once(xserver: XServer) -> None:
    with Hearing() as hearing:
        xserver.xdotool("keydown", "b")
        until(lambda: len(hearing.of(KeyPress)) >= 3, "the repetition")
        xserver.xdotool("keyup", "b")
        until(lambda: hearing.of(KeyRelease), "the release")
        assert set(hearing.text) == {"b"}
        assert len(hearing.of(KeyRelease)) == 1


def test_the_hot_key(xserver: XServer) -> None:
    with Hearing() as hearing:
        xserver.key("ctrl+alt+p", "ctrl+alt+shift+o")
        xserver.key("ctrl+alt+shift+p")
        until(lambda: hearing.pressed, "the hot key")
        assert len(hearing.pressed) == 1
        hearing.settings["pause_hotkey"] = "<f9>"
        xserver.key("ctrl+alt+shift+p", "F9")
        until(lambda: len(hearing.pressed) == 2, "the new hot key")
        hearing.settings["pause_hotkey"] = ""
        xserver.key("F9", "z")
        hearing.wait_for_text("z")
        assert len(hearing.pressed) == 2


def test_the_hot_key_once_however_long_it_is_held_and_on_another_alphabet(xserver: XServer) -> None:
    layout(xserver, "us,ru", "-option", "grp:rctrl_toggle")
    with Hearing() as hearing:
        press(xserver, 105)
        for code in (37, 64, 50, 33):
            xtest.fake_input(xserver.connection, X.KeyPress, code)
        xserver.connection.sync()
        until(lambda: len([1 for event in hearing.of(KeyPress) if event.code == 33]) >= 3, "the repetition")
        for code in (33, 50, 64, 37):
            xtest.fake_input(xserver.connection, X.KeyRelease, code)
        xserver.connection.sync()
        assert len(hearing.pressed) == 1


def test_it_ends_when_it_is_told_to_and_can_be_told_twice(xserver: XServer) -> None:
    with Hearing() as hearing:
        assert hearing.keyboard.alive()
        hearing.keyboard.stop()
        assert not hearing.keyboard.alive()
        hearing.keyboard.stop()
        xserver.type("a")
        xserver.xdotool("mousemove", "10", "10")
        until(lambda: "mouse listener" in hearing.threads, "the pointer's listener")
        assert hearing.text == ""


def test_the_server_goes_away(xserver: XServer, capfd: pytest.CaptureFixture[str]) -> None:
    with Hearing() as hearing:
        xserver.kill()
        until(lambda: not hearing.keyboard.alive() and not hearing.pointer.alive(), "the end of both")
    shown = capfd.readouterr()
    assert "Traceback" not in shown.err + shown.out


def test_what_fails_inside_ends_it_without_a_word_of_what_was_typed(
    xserver: XServer, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with Hearing() as hearing:
        hearing.failing = True
        xserver.type("wombat")
        xserver.xdotool("mousemove", "10", "10")
        until(lambda: not hearing.keyboard.alive() and not hearing.pointer.alive(), "the end of both")
    shown = capfd.readouterr()
    assert "Traceback" not in shown.err + shown.out
    assert "the keyboard listener failed: RuntimeError" in caplog.text
    assert "offer failed" not in caplog.text
    assert not any(record.exc_info for record in caplog.records)
