"""Text properties as programs really set them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.desktop import x11_text


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        ("Zürich – 😀".encode(), "UTF8_STRING", "Zürich – 😀"),
        (b"ok\xff\xfe end", "UTF8_STRING", "ok�� end"),
        (b"Z\xfcrich", "STRING", "Zürich"),
        ("Zürich".encode(), "STRING", "Zürich"),
        (b"title\0rest", "STRING", "title"),
        (b"plain", "COMPOUND_TEXT", "plain"),
        (b"Z\xfcrich", "COMPOUND_TEXT", "Zürich"),
        (b"a\x1b%G\xe2\x82\xac\x1b%@b\xe4", "COMPOUND_TEXT", "a€bä"),
        (b"\x1b-L\xbf\xe0\xd8\xd2\xd5\xe2", "COMPOUND_TEXT", "Привет"),
        (b"\x1b-B\xb3\xf3d\xbc", "COMPOUND_TEXT", "łódź"),
        (b"\x1b$(B\x46\x7c\x4b\x5c\x1b(B!", "COMPOUND_TEXT", "日本!"),
        (b"\x1b$)A\xd6\xd0\xce\xc4", "COMPOUND_TEXT", "中文"),
        (b"x\x1b%/1\x80\x85abc\x02dy", "COMPOUND_TEXT", "x�y"),
        (b"\x1b%Gunfinished \xe2\x82", "COMPOUND_TEXT", "unfinished �"),
    ],
)
def test_decode(data: bytes, kind: str, text: str) -> None:
    assert x11_text.decode(data, kind) == text


@given(st.binary(max_size=60), st.sampled_from(["UTF8_STRING", "STRING", "COMPOUND_TEXT", "C_STRING"]))
def test_nothing_breaks_it(data: bytes, kind: str) -> None:
    assert isinstance(x11_text.decode(data, kind), str)


@given(st.text(max_size=40).filter(lambda text: "\0" not in text and "\x1b" not in text))
def test_compound_text_in_utf8_segments_is_exact(text: str) -> None:
    data = b"\x1b%G" + text.encode("utf-8", "replace") + b"\x1b%@"
    assert x11_text.decode(data, "COMPOUND_TEXT") == text.encode("utf-8", "replace").decode()


def test_wm_class() -> None:
    assert x11_text.strings(b"xterm\0XTerm\0") == ["xterm", "XTerm", ""]
