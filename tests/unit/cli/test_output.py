"""stdout holds the answer and nothing else, and no foreign string can act on a terminal."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.cli.output import Output, to_json
from mirrorlight.errors import UserError

EVIL = "a\x1b]0;owned\x07b\x9b31mc\u202ed\r\ne"


def output(as_json: bool) -> tuple[Output, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Output(as_json, out, err), out, err


def test_json_mode_keeps_words_for_people_away_from_stdout() -> None:
    told, out, err = output(True)
    told.line("for people")
    told.table([["a", "b"]])
    told.message("by the way")
    told.document({"a": 1})
    assert json.loads(out.getvalue()) == {"a": 1}
    assert err.getvalue() == "by the way\n"


def test_words_mode_writes_no_json() -> None:
    told, out, _err = output(False)
    told.document({"a": 1})
    told.table([["a", "b"], ["longer", "c"]], "  ")
    assert out.getvalue() == "  a       b\n  longer  c\n"


def test_foreign_strings_are_harmless_on_a_terminal() -> None:
    told, out, err = output(False)
    told.line(EVIL)
    told.table([[EVIL, EVIL]])
    told.message(EVIL)
    for text in (out.getvalue(), err.getvalue()):
        assert not any(c in text for c in "\x1b\x07\x9b\u202e\r")
    assert len(out.getvalue().splitlines()) == 2


@given(st.text(st.characters(exclude_categories=())))
def test_json_says_exactly_what_it_was_given_in_one_printable_utf8_line(text: str) -> None:
    line = to_json({"text": text})
    assert json.loads(line) == {"text": text}
    line.encode("utf-8")
    assert len(line.splitlines()) == 1
    assert not any(c in line for c in "\x1b\x07\x9b\u202e")


def test_an_error_is_one_line_or_one_document() -> None:
    error = UserError("What.", "Why\nso.", "Do.", code="some-code")
    told, _out, err = output(False)
    told.error(error)
    assert err.getvalue() == "What. Why so. Do.\n"
    told, out, err = output(True)
    told.error(error)
    found = json.loads(err.getvalue())
    assert found == {"error": {"what": "What.", "why": "Why\nso.", "do": "Do.", "code": "some-code"}}
    assert out.getvalue() == ""


def test_a_stream_that_cannot_write_a_letter_gets_an_escape(tmp_path: object) -> None:
    raw = io.BytesIO()
    told = Output(False, io.TextIOWrapper(raw, encoding="ascii"), io.StringIO())
    told.line("Grüße")
    told.flush()
    assert raw.getvalue() == b"Gr\\xfc\\xdfe\n"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_lines(count: int) -> None:
    told, out, _err = output(True)
    assert told.json_lines({"n": n} for n in range(count)) == count
    assert [json.loads(line)["n"] for line in out.getvalue().splitlines()] == list(range(count))
