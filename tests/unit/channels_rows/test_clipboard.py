"""Copies: their rows, words and text; and that what is marked as secret is refused."""

from __future__ import annotations

import pytest

from mirrorlight.channels import clipboard
from mirrorlight.core.channel import Kept
from mirrorlight.core.events import Copy
from mirrorlight.core.selection import Selection
from mirrorlight.desktop import x11_clipboard
from stores import EDITOR, Store


def stored(store: Store, copy: Copy, seconds: float = 1) -> str:
    store.write(Kept(store.at(seconds), copy, EDITOR))
    return clipboard.summary(store.rows("clipboard")[-1])


@pytest.mark.parametrize(
    ("copy", "words"),
    [
        (Copy(0, "text", 5, text="a\nb c"), "Text, 5 B: “a b c”"),
        (Copy(0, "picture", 12_000), "Picture, 12.0 kB"),
        (Copy(0, "text", 16_000_000, at_least=True, text="x"), "Text, 16.0 MB or more: “x”"),
        (Copy(0, "other", joined=1_200), "Something else (and 1,200 before it)"),
        (Copy(0, "files", 9, text="/srv/a"), "Files, 9 B: “/srv/a”"),
    ],
)
def test_its_words(store: Store, copy: Copy, words: str) -> None:
    assert stored(store, copy) == words


def test_a_deletion_by_text_finds_it(store: Store) -> None:
    stored(store, Copy(0, "text", 7, text="hunter2"))
    stored(store, Copy(0, "text", 4, text="keep"), 2)
    store.writer.delete(Selection(matching="Hunter2"))
    assert [row["text"] for row in store.rows("clipboard")] == ["keep"]
    assert "hunter2" not in store.everything()


def test_text_keeps_its_lines_and_loses_what_a_terminal_might_obey() -> None:
    assert clipboard.readable(b"a\tb\r\nc\x1b[2J", "utf-8", "text") == "a b\nc\N{REPLACEMENT CHARACTER}[2J"
    assert clipboard.readable(b"\xe4", "latin-1", "text") == "ä"
    assert clipboard.readable(b"x" * 40_000, "utf-8", "text") == "x" * 10_000
    cut_in_a_character = ("€" * 20_000).encode()[:40_000]
    assert clipboard.readable(cut_in_a_character, "utf-8", "text") == "€" * 10_000


def test_files_are_named_as_people_name_them() -> None:
    raw = b"# a comment\r\nfile:///tmp/%E2%82%AC%20%zz\r\nsmb://host/x\r\n"
    assert clipboard.readable(raw, "utf-8", "files") == "/tmp/€ %zz\nsmb://host/x"


@pytest.mark.parametrize(
    "target",
    [
        "x-kde-passwordManagerHint",
        "text/x-kde-passwordManagerHint",
        'electron application/osclipboard;format="x-kde-passwordManagerHint"',
        "application/x-nspasteboard-concealed-type",
        "org.nspasteboard.ConcealedType",
    ],
)
def test_marks_of_password_managers_are_known(target: str) -> None:
    assert x11_clipboard._SECRET.search(target)


@pytest.mark.parametrize(
    ("targets", "kind", "target"),
    [
        (["TARGETS", "STRING", "UTF8_STRING"], "text", "UTF8_STRING"),
        (["image/bmp", "image/png", "text/html"], "picture", "image/png"),
        (["image/png", "text/plain"], "text", "text/plain"),
        (["text/plain", "text/uri-list"], "files", "text/uri-list"),
        (["application/x-thing"], "other", ""),
        ([], "other", ""),
    ],
)
def test_what_kind_it_is(targets: list[str], kind: str, target: str) -> None:
    content = x11_clipboard.Content()
    assert x11_clipboard._choose(targets, content) == target
    assert content.kind == kind


def test_mirrorlights_own_processes_are_known() -> None:
    import os
    import subprocess
    import sys

    other = [sys.executable, "-c", "print(flush=True); input()"]
    for words, own in (([*other, "mirrorlight"], True), (other, False)):
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            try:
                assert process.stdout
                assert process.stdout.readline()  # its command line is there once the program runs
                assert x11_clipboard.is_mirrorlight(process.pid) is own
            finally:
                process.terminate()
    assert not x11_clipboard.is_mirrorlight(os.getpid() + 10_000_000)
