"""What is in front, on a real X server: told by events, at the right moment, and excluded when in doubt."""

from __future__ import annotations

import pytest
from Xlib import X

from mirrorlight.core.context import Rect
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.desktop.x11_focus import UNTOLD
from watching import CLOCK, SAFE, Watching
from xserver import XServer, XWindow, until


def test_application_and_title_follow_the_focus(xserver: XServer, watching: Watching) -> None:
    editor = xserver.window("Editor", "notes")
    watching.wait("Editor", "notes")
    browser = xserver.window("Browser", "news", (500, 100, 300, 200))
    watching.wait("Browser", "news")
    for _round in range(3):
        xserver.focus(editor)
        watching.wait("Editor", "notes")
        xserver.focus(browser)
        watching.wait("Browser", "news")
    browser.title("other news")
    watching.wait("Browser", "other news")


def test_a_switch_is_one_change_without_an_empty_desktop_between(xserver: XServer, watching: Watching) -> None:
    """openbox gives the focus to a window of its own for a moment."""
    editor, browser = xserver.window("Editor", "notes"), xserver.window("Browser", "news", (500, 100, 300, 200))
    watching.wait("Browser")
    watching.settle()
    before = len(watching.changes)
    start = CLOCK.mono()
    for window, app in ((editor, "Editor"), (browser, "Browser"), (editor, "Editor")):
        xserver.focus(window)
        watching.wait(app)
        watching.settle()
    assert len(watching.changes) - before == 3
    assert all(context.app for context in watching.log.between(start, CLOCK.mono()))


def test_nothing_in_front(xserver: XServer, watching: Watching) -> None:
    editor = xserver.window("Editor", "notes")
    watching.wait("Editor")
    editor.destroy()
    watching.wait("")
    assert watching.now.title == ""


def test_the_moment_is_that_of_the_change_not_of_hearing_of_it(xserver: XServer, watching: Watching) -> None:
    editor, browser = xserver.window("Editor", "notes"), xserver.window("Browser", "news", (500, 100, 300, 200))
    watching.wait("Browser")
    watching.settle()
    before = CLOCK.mono()
    xserver.focus(editor)
    after = CLOCK.mono()
    watching.wait("Editor")
    assert before - 2_000 <= watching.changes[-1] <= after
    assert browser.viewable()


def test_an_excluded_application_and_title(xserver: XServer, watching: Watching) -> None:
    editor = xserver.window("Editor", "notes")
    watching.wait("Editor")
    safe = xserver.window("Safe", "vault", (500, 100, 300, 200))
    watching.wait("Safe", excluded="app-rule")
    xserver.focus(editor)
    watching.wait("Editor")
    editor.title("my secret diary")
    watching.wait("Editor", "my secret diary", "title-rule")
    editor.title("public diary")
    watching.wait("Editor", "public diary")
    watching.watcher.set_rules(Rules((Rule("new", "title", "public"),)))
    watching.wait("Editor", "public diary", "new")
    watching.watcher.set_rules(Rules())
    watching.wait("Editor")
    xserver.focus(safe)
    watching.wait("Safe")


def test_visible_excluded_windows_behind_are_shields(xserver: XServer, watching: Watching) -> None:
    safe = xserver.window("Safe", "vault", (500, 100, 300, 200))
    watching.wait("Safe", excluded="app-rule")
    xserver.window("Editor", "notes", (600, 150, 400, 400))
    watching.wait("Editor")
    until(lambda: watching.now.shields, "the shield")
    shields = watching.now.shields
    assert any(shield.contains(520, 200) for shield in shields)
    assert not any(shield.contains(700, 250) for shield in shields)
    safe.move(50, 400)
    until(lambda: any(shield.contains(100, 450) for shield in watching.now.shields), "the shield to follow")
    assert not any(shield.contains(520, 200) for shield in watching.now.shields)
    changes = len(watching.changes)
    safe.unmap()
    until(lambda: not watching.now.shields, "no shield")
    assert len(watching.changes) == changes


def test_a_visible_title_that_becomes_excluded_is_a_shield(xserver: XServer, watching: Watching) -> None:
    other = xserver.window("Browser", "news", (500, 100, 300, 200))
    watching.wait("Browser")
    xserver.window("Editor", "notes", (50, 100, 200, 200))
    watching.wait("Editor")
    other.title("secret page")
    until(lambda: any(shield.contains(600, 200) for shield in watching.now.shields), "the shield")
    other.title("news")
    until(lambda: not watching.now.shields, "no shield")


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        (b"bell\x07 escape\x1b[2J line\nbreak", "bell� escape�[2J line break"),
        (b"<b>bold</b> & <script>", "<b>bold</b> & <script>"),
        (b"bad \xff\xfe utf-8", "bad �� utf-8"),
        ("right\u202eleft".encode(), "right�left"),
        ("😀 ünï".encode(), "😀 ünï"),
        (b"x" * 10_000, "x" * 999 + "…"),
    ],
)
def test_titles_of_any_kind(xserver: XServer, watching: Watching, raw: bytes, title: str) -> None:
    xserver.window("Editor", raw)
    watching.wait("Editor", title)


def test_old_kinds_of_titles(xserver: XServer, watching: Watching) -> None:
    window = xserver.window("Editor", "")
    watching.wait("Editor", "")
    window.property("WM_NAME", "STRING", 8, "Zürich".encode("latin-1"))
    watching.wait("Editor", "Zürich")
    window.property("WM_NAME", "COMPOUND_TEXT", 8, b"\x1b-L\xbf\xe0\xd8\xd2\xd5\xe2")
    watching.wait("Editor", "Привет")
    window.property("_NET_WM_NAME", "UTF8_STRING", 8, b"new kind")
    watching.wait("Editor", "new kind")
    window.property("WM_NAME", "CARDINAL", 32, [1, 2, 3])
    watching.settle()
    assert watching.now.title == "new kind"


def test_a_window_without_a_class_is_named_by_its_program(xserver: XServer, watching: Watching) -> None:
    xserver.window(None, "bare")
    watching.wait("unknown", "bare")
    process = xserver.run(["sleep", "600"])
    xserver.window(None, "with a process", pid=process.pid)
    watching.wait("sleep", "with a process")


def test_windows_that_vanish_at_any_moment(
    xserver: XServer, watching: Watching, capfd: pytest.CaptureFixture[str]
) -> None:
    editor = xserver.window("Editor", "notes")
    watching.wait("Editor")
    for number in range(60):
        short = XWindow(xserver.connection, "Short", f"number {number}", (400, 100, 50, 50), popup=number % 3 == 0)
        if number % 2:
            xserver.connection.set_input_focus(editor.id, X.RevertToPointerRoot, X.CurrentTime)
        short.destroy()
    watching.settle()
    xserver.focus(editor)
    watching.wait("Editor", "notes")
    assert watching.watcher.alive()
    assert capfd.readouterr().err == ""


def test_a_number_used_again_is_another_window(xserver: XServer, watching: Watching) -> None:
    """The server gives the number of a window that is gone to the next one of the same program."""
    first = xserver.window("Safe", "vault")
    number = first.id
    watching.wait("Safe", excluded="app-rule")
    first.destroy()
    watching.wait("")
    again = xserver.window("Editor", "notes")
    assert again.id == number
    watching.wait("Editor", "notes")


def test_a_number_used_again_at_once_is_another_window(bare_xserver: XServer) -> None:
    with Watching() as watching:
        connection = bare_xserver.connection
        number = 0
        for app, excluded in (("Safe", "app-rule"), ("Editor", ""), ("Safe", "app-rule"), ("Browser", "")):
            window = bare_xserver.window(app, "title")
            number = number or window.id
            assert window.id == number
            connection.set_input_focus(window.id, X.RevertToPointerRoot, X.CurrentTime)
            connection.sync()
            watching.wait(app, "title", excluded)
            window.window.destroy()


def test_a_window_that_is_gone_before_it_can_say_what_it_is_counts_as_excluded(bare_xserver: XServer) -> None:
    with Watching() as watching:
        editor = bare_xserver.window("Editor", "notes")
        bare_xserver.focus(editor)
        watching.wait("Editor")
        watching.settle()
        start = CLOCK.mono()
        connection = bare_xserver.connection
        unseen = XWindow(connection, "Short", "seen by nobody", (400, 100, 50, 50))
        watching.settle()  # its coming is known, nothing else of it
        connection.grab_server()
        connection.set_input_focus(unseen.id, X.RevertToPointerRoot, X.CurrentTime)
        unseen.window.destroy()
        connection.set_input_focus(editor.id, X.RevertToPointerRoot, X.CurrentTime)
        connection.ungrab_server()
        connection.sync()
        watching.settle()
        assert watching.now.app == "Editor"
        between = watching.log.between(start, CLOCK.mono())
        assert any(context.excluded in (UNTOLD, "app-rule") or context.app == "Short" for context in between)


def test_without_a_window_manager_the_focus_alone_counts(bare_xserver: XServer) -> None:
    with Watching() as watching:
        assert watching.now.app == ""
        editor = bare_xserver.window("Editor", "notes", (0, 0, 300, 200))
        safe = bare_xserver.window("Safe", "vault", (400, 0, 300, 200))
        bare_xserver.focus(editor)
        watching.wait("Editor", "notes")
        bare_xserver.focus(safe)
        watching.wait("Safe", excluded="app-rule")
        safe.destroy()
        watching.settle()
        bare_xserver.focus(editor)
        watching.wait("Editor", "notes")


def test_where_keys_follow_the_pointer_a_visible_excluded_window_counts(bare_xserver: XServer) -> None:
    with Watching() as watching:
        bare_xserver.window("Editor", "notes", (0, 0, 300, 200))
        bare_xserver.xdotool("mousemove", "100", "100")
        watching.settle()
        watching.wait("Editor", "notes")
        safe = bare_xserver.window("Safe", "vault", (400, 0, 300, 200))
        watching.settle()
        watching.wait("Editor", "notes", "app-rule")
        bare_xserver.xdotool("mousemove", "500", "100")
        watching.settle()
        watching.wait("Safe", "vault", "app-rule")
        safe.destroy()
        bare_xserver.xdotool("mousemove", "100", "100")
        watching.settle()
        watching.wait("Editor", "notes")


def test_a_launcher_that_grabs_the_keyboard_is_in_front(xserver: XServer, watching: Watching) -> None:
    """Its window is not managed, and the focus stays where it was: rofi grabs in its own window, dmenu in the root."""
    editor = xserver.window("Editor", "notes")
    watching.wait("Editor")
    launcher = xserver.window("Safe", "run", (0, 0, 600, 30), popup=True)
    for grabbed in (launcher.window, xserver.connection.screen().root):
        grabbed.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        xserver.connection.sync()
        watching.wait("Safe", "run", "app-rule")
        assert xserver.focused() == editor.id
        xserver.connection.ungrab_keyboard(X.CurrentTime)
        xserver.connection.sync()
        watching.wait("Editor", "notes")


def test_a_hot_key_of_the_window_manager_changes_nothing(xserver: XServer, watching: Watching) -> None:
    xserver.window("Editor", "notes")
    watching.wait("Editor")
    watching.settle()
    changes = len(watching.changes)
    root = xserver.connection.screen().root
    for _times in range(3):
        root.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        xserver.connection.ungrab_keyboard(X.CurrentTime)
    xserver.connection.sync()
    watching.settle()
    assert len(watching.changes) == changes


def test_the_window_manager_is_exchanged(xserver: XServer, watching: Watching) -> None:
    editor = xserver.window("Editor", "notes")
    watching.wait("Editor")
    xserver.stop_wm()
    until(editor.viewable, "the window without its frame")
    xserver.focus(editor)
    watching.wait("Editor", "notes")
    xserver.start_wm()
    safe = xserver.window("Safe", "vault", (500, 100, 300, 200))
    xserver.focus(safe)
    watching.wait("Safe", "vault", "app-rule")
    xserver.focus(editor)
    watching.wait("Editor", "notes")


def test_settled_means_that_everything_before_is_known(xserver: XServer, watching: Watching) -> None:
    """Whatever was done before the question is in the log when it is answered."""
    editor, safe = xserver.window("Editor", "notes"), xserver.window("Safe", "vault", (500, 100, 300, 200))
    for window, excluded in ((editor, ""), (safe, "app-rule")) * 10:
        xserver.focus(window)
        watching.settle()
        assert watching.now.excluded == excluded


def test_many_questions_at_once_are_answered(watching: Watching) -> None:
    for _times in range(500):
        watching.watcher.sync()
    watching.settle()


def test_the_server_goes_away(xserver: XServer, capfd: pytest.CaptureFixture[str]) -> None:
    with Watching() as watching:
        xserver.window("Editor", "notes")
        watching.wait("Editor")
        xserver.kill()
        until(lambda: not watching.watcher.alive(), "the end of the watcher")
        assert len(watching.lost) == 1
        assert watching.log.now is None
        assert watching.log.settled == -1
        watching.watcher.sync()
    assert "Traceback" not in capfd.readouterr().err


def test_the_place_of_our_own_windows_is_never_in_front_as_allowed(xserver: XServer) -> None:
    own = Rules(own_pids=frozenset({4242}))
    with Watching(own) as watching:
        xserver.window("Whatever", "the mirror", pid=4242)
        watching.wait("Whatever", excluded="own")
        xserver.window("Mirrorlight", "by name", (500, 100, 300, 200))
        watching.wait("Mirrorlight", excluded="own")


def test_ended_before_it_was_started_and_ended_twice(xserver: XServer) -> None:
    watching = Watching(SAFE)
    with watching:
        pass
    watching.watcher.stop()
    assert not watching.watcher.alive()


def test_the_whole_place_of_a_window_with_frame_is_a_shield(xserver: XServer, watching: Watching) -> None:
    safe = xserver.window("Safe", "vault", (500, 200, 300, 200))
    watching.wait("Safe", excluded="app-rule")
    xserver.window("Editor", "notes", (10, 10, 200, 150))
    watching.wait("Editor")
    until(lambda: watching.now.shields, "the shield")
    (frame,) = [window for window in watching.desktop.windows() if window.handle == safe.id]
    assert frame.rect is not None
    assert watching.now.shields == (frame.rect,)
    assert frame.rect != Rect(500, 200, 300, 200)
