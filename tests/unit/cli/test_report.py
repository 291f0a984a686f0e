"""report: a file with what was asked for and no more; each thing that can go wrong in words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from command_line import Home
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.times import to_local
from running import APP


def days_back(n: int) -> str:
    return (date.today() - timedelta(days=n)).isoformat()


def stored_on() -> str:
    """The day of what `filled` has, two hours ago."""
    return to_local(SystemClock().utc() - 7199 * 1_000_000).date().isoformat()


def test_a_day_as_html(filled: Home, tmp_path: Path) -> None:
    out = tmp_path / "day.html"
    done = filled.run("report", "--day", stored_on(), "--out", str(out), "--json")
    assert done.status == 0
    assert done.json == {
        "path": str(out), "format": "html", "bytes": out.stat().st_size, "first": stored_on(), "last": stored_on(),
        "events": done.json["events"], "contents": [], "products": [], "synthetic": False, "encrypted": False,
    }  # fmt: skip
    assert done.json["events"] > 0
    assert "not encrypted" in done.err
    text = out.read_text("utf-8")
    assert "hello" not in text
    assert "notes.txt" not in text


def test_content_only_where_it_is_named(filled: Home, tmp_path: Path) -> None:
    out = tmp_path / "day.html"
    done = filled.run("report", "--day", stored_on(), "--with", "typed", "--with", "titles", "--out", str(out))
    assert done.status == 0
    assert "In it: Typed text and Titles of windows." in done.out
    text = out.read_text("utf-8")
    assert "hello" in text
    assert "notes.txt" in text


def test_pdf_with_pages_and_text_that_can_be_selected(filled: Home, tmp_path: Path) -> None:
    out = tmp_path / "week.pdf"
    done = subprocess.run(  # Qt in a process of its own: this one must stay without
        [sys.executable, "-m", "mirrorlight", "report", "--week", stored_on(), "--lens", "hubstaff", "--out", str(out)],
        env={**os.environ, "PYTHONPATH": str(APP)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == "The file is not encrypted: whoever can read it can read all of it.\n"
    document = pypdfium2.PdfDocument(out)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    assert len(pages) > 1
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in text
        assert "This file is not encrypted." in text
        assert re.search(r"Made on this computer on \d+ \w+ \d{4}", text)
    assert "Hubstaff would hold" in pages[0]
    assert "hello" not in "".join(pages)
    document.close()


def test_an_empty_day_is_a_report_that_says_so(filled: Home, tmp_path: Path) -> None:
    out = tmp_path / "empty.html"
    done = filled.run("report", "--day", days_back(30), "--out", str(out))
    assert done.status == 0
    assert "Nothing is held of this time" in done.out
    assert "Nothing is held" in out.read_text("utf-8")


def test_a_file_that_is_there_stays(filled: Home, tmp_path: Path) -> None:
    out = tmp_path / "day.html"
    out.write_text("mine")
    done = filled.run("report", "--out", str(out))
    assert done.status == 1
    assert "exists already" in done.err
    assert out.read_text() == "mine"
    assert filled.run("report", "--out", str(out), "--force").status == 0
    assert out.read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--out", "{}/day.txt"), 1, "ends with neither"),
        (("--out", "{}/absent/day.html"), 1, "There is no folder"),
        (("--out", "{}/a.html", "--day", "today", "--week", "today"), 2, "cannot be combined"),
        (("--out", "{}/a.html", "--with", "passwords"), 2, "There is no content “passwords”"),
        (("--out", "{}/a.html", "--sharp-pictures"), 2, "--with pictures"),
        (("--out", "{}/a.html", "--day", "someday"), 2, "is not a time"),
        (("--out", "{}/a.html", "--day", "2999-01-01"), 2, "has not come yet"),
        (("--out", "{}/a.html", "--lens", "nothing-of-this-name"), 1, "no product"),
        (("--out", "{}/a.html", "--lens", "hubstaff", "--lens", "teramind", "--lens", "syteca"), 1, "Only 2 products"),
        ((), 2, "--out"),
    ],
)
def test_what_cannot_be_done(filled: Home, tmp_path: Path, arguments: tuple[str, ...], status: int, said: str) -> None:
    done = filled.run("report", *(part.format(tmp_path) for part in arguments))
    assert done.status == status
    assert said in done.err
    assert [path.name for path in tmp_path.iterdir() if path.suffix in {".html", ".txt"}] == []


def test_of_a_synthetic_day_each_page_is_marked(home: Home, tmp_path: Path) -> None:
    out = tmp_path / "demo.html"
    done = home.run("report", "--demo", "--with", "pictures", "--out", str(out), "--json")
    assert done.status == 0, done.err
    assert done.json["synthetic"] is True
    text = out.read_text("utf-8")
    assert text.count("Synthetic data: invented") == text.count("<section class=sheet") > 1
    assert text.count("data:image/jpeg") > 10
    assert not (tmp_path / "home" / "data" / "store.db").exists()  # nothing of one's own was made or read
