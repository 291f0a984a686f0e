"""The loader: what breaks a rule is told with file, line and rule, is left out, and takes nothing else with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.loader import Library, load
from mirrorlight.agents.reading import LARGEST
from mirrorlight.agents.toml_lines import line_of, lines
from mirrorlight.errors import UserError

SOURCES = """
[S1]
title = "A page"
addresses = ["example.test/page"]
sure = "A"
read = 2026-11-20

[R1]
title = "A list"
addresses = []
detail = "no address was kept"
sure = "C"
read = 2026-11-20

[R2]
title = "Another list"
addresses = ["example.test/list"]
sure = "C"
read = 2026-11-20
"""

SILENT = ", ".join(f'"{kind.id}"' for kind in KINDS if kind.id != "screenshots")

GOOD = f"""id = "good"
name = "Good"
about = "A product for tests."
also = ["other_name"]
read = 2026-11-20
not_documented = [{SILENT}]

[data.screenshots]
value = "optional"
detail = "Now and then."
every = {{ least = 180, usual = 200, most = 1800 }}
sources = ["S1"]
sure = "A"

[worker.see]
value = "unknown"

[worker.pause]
value = "yes"
sources = ["R1", "R2"]
sure = "B"

[worker.delete]
value = "no"
sources = ["R1"]
sure = "C"

[stealth]
value = "unknown"
detail = "Not in the pages read."

[[formulas]]
id = "activity"
title = "Activity"
way = "share"
grain = 10
block = 600
detail = "Periods with input."
sources = ["S1"]
sure = "A"

[[traces]]
system = "linux"
kind = "process"
value = "goodclient"
sources = ["R1"]
sure = "C"

[[notes]]
text = "A note."
sources = ["S1"]
sure = "A"
"""


def loaded(folder: Path, **files: str | bytes) -> Library:
    """A folder with the sources above and product files by name."""
    (folder / "sources.toml").write_text(SOURCES, "utf-8")
    for name, text in files.items():
        (folder / f"{name}.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    return load(folder)


def line_with(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def test_a_good_file_is_taken_whole(tmp_path: Path) -> None:
    library = loaded(tmp_path, good=GOOD)
    assert library.problems == ()
    (product,) = library.products
    assert list(product.data) == [kind.id for kind in KINDS]
    claim = product.data["screenshots"]
    assert (claim.value, claim.sources, claim.sure, claim.read) == ("optional", ("S1",), "A", date(2026, 11, 20))
    assert claim.figures.every is not None
    assert claim.figures.given() == {"every": {"least": 180, "usual": 200, "most": 1800}}
    assert product.formula("activity").grain == 10
    assert product.cited == ("S1", "R1", "R2")
    assert [source.key for source in library.cited(product)] == ["S1", "R1", "R2"]
    for name in ("good", "GOOD", "Other_Name", " good "):
        assert library.find(name) is product


def test_a_product_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        loaded(tmp_path, good=GOOD).find("nobody")
    assert told.value.code == "no-product"
    assert "nobody" in told.value.what


def changed(old: str, new: str) -> tuple[str, str]:
    assert old in GOOD
    return GOOD.replace(old, new, 1), new.strip().split("\n")[-1]


RULES: list[tuple[str, str, str, str]] = [
    # rule, what stands in a good file, what instead, what the line that is named holds
    ("no-source", 'sources = ["S1"]\nsure = "A"\n\n[worker.see]', "\n[worker.see]", "[data.screenshots]"),
    ("no-source", 'sources = ["R1"]\nsure = "C"\n\n[[notes]]', "\n[[notes]]", "[[traces]]"),
    ("no-source", 'sources = ["S1"]\nsure = "A"\n\n[[traces]]', "\n[[traces]]", "[[formulas]]"),
    ("no-source", '[stealth]\nvalue = "unknown"', '[stealth]\nvalue = "unknown"\nquote = "words"', "[stealth]"),
    ("no-source", '[worker.see]\nvalue = "unknown"', '[worker.see]\nvalue = "unknown"\nat_most = 5', "[worker.see]"),
    ("no-such-source", '["R1", "R2"]', '["R1", "R9"]', '["R1", "R9"]'),
    ("sureness", 'sources = ["R1", "R2"]\nsure = "B"', 'sources = ["R1", "R2"]', "[worker.pause]"),
    ("sureness", 'sure = "B"', 'sure = "D"', 'sure = "D"'),
    (
        "too-sure",
        'sources = ["R1"]\nsure = "C"\n\n[stealth]',
        'sources = ["R1"]\nsure = "A"\n\n[stealth]',
        "",
    ),
    ("too-sure", '["R1", "R2"]', '["R1"]', 'sure = "B"'),
    ("unknown-key", 'detail = "Now and then."', 'detial = "Now and then."', "detial"),
    ("unknown-key", 'also = ["other_name"]', 'vendor = "x"', "vendor"),
    ("value", 'value = "optional"', 'value = "maybe"', '"maybe"'),
    ("value", 'value = "optional"', "value = 3", "value = 3"),
    ("value", 'value = "optional"', 'value = ""', 'value = ""'),
    ("missing", 'value = "optional"\n', "", "[data.screenshots]"),
    ("missing", 'name = "Good"\n', "", 'id = "good"'),
    ("missing", "[worker.delete]\nvalue", "[worker.remove]\nvalue", ""),
    ("channel", "[data.screenshots]", "[data.screen_shots]", "[data.screen_shots]"),
    ("channel", 'not_documented = ["', 'not_documented = ["keys", "', "not_documented"),
    ("channel-missing", '"clipboard", ', "", "[data.screenshots]"),
    ("twice", 'not_documented = ["', 'not_documented = ["screenshots", "', "[data.screenshots]"),
    ("twice", '["R1", "R2"]', '["R1", "R1"]', '["R1", "R1"]'),
    ("date", "read = 2026-11-20", 'read = "2026-11-20"', 'read = "2026-11-20"'),
    ("date", "read = 2026-11-20", "read = 2026-11-20T10:00:00", "T10:00:00"),
    ("date", "read = 2026-11-20", "read = 1726-11-20", "1726"),
    ("figure", "least = 180", "least = 2000", "least = 2000"),
    ("figure", "least = 180", "least = -3", "least = -3"),
    ("figure", "least = 180", "least = true", "least = true"),
    ("figure", "least = 180", "every = 180", "every ="),
    ("figure", "every = { least = 180, usual = 200, most = 1800 }", "every = 300", "every = 300"),
    ("figure", 'detail = "Now and then."', 'can_blur = "yes"', "can_blur"),
    ("figure", 'detail = "Now and then."', 'triggers = ["moon"]', "moon"),
    ("figure", 'detail = "Now and then."', 'assumed = "no_such_setting"', "no_such_setting"),
    ("figure", "grain = 10", "grain = 0", "grain = 0"),
    ("formula", 'way = "share"', 'way = "magic"', "magic"),
    ("system", 'system = "linux"', 'system = "beos"', "beos"),
    ("trace", 'kind = "process"', 'kind = "smell"', "smell"),
    ("trace", 'value = "goodclient"', 'value = "/*"', '"/*"'),
    ("id", 'id = "good"', 'id = "Good One"', "Good One"),
    ("id", 'id = "good"', 'id = "goods"', '"goods"'),
    ("text", 'detail = "Now and then."', 'detail = "Now\\u202Eand then."', "202E"),
    ("text", 'detail = "Now and then."', 'detail = " Now and then."', "and then"),
    ("text", 'also = ["other_name"]', 'also = [""]', "also"),
    ("type", 'detail = "Now and then."', "detail = [1]", "detail = [1]"),
    ("type", "[stealth]\nvalue", "[[stealth]]\nvalue", "[[stealth]]"),
    ("type", 'also = ["other_name"]', "also = 7", "also = 7"),
    ("toml", 'value = "optional"', "value = optional", "value = optional"),
    ("toml", 'value = "optional"', 'value = "optional"\nvalue = "yes"', 'value = "yes"'),
]


@pytest.mark.parametrize(("rule", "old", "new", "at"), RULES, ids=[f"{n}-{row[0]}" for n, row in enumerate(RULES)])
def test_each_rule_names_file_line_and_itself(tmp_path: Path, rule: str, old: str, new: str, at: str) -> None:
    text, _last = changed(old, new)
    library = loaded(tmp_path, good=text, fine=GOOD.replace('"good"', '"fine"').replace("other_name", "x_name"))
    assert [product.id for product in library.products] == ["fine"]
    told = [problem for problem in library.problems if problem.rule == rule]
    assert told, library.problems
    assert {problem.file for problem in library.problems} == {"good.toml"}
    if at:
        assert line_with(text, at) in {problem.line for problem in told}
    for problem in told:
        assert f"good.toml, line {problem.line}: " in str(problem)
        assert str(problem).endswith(f"({rule})")


@pytest.mark.parametrize(
    ("rule", "line", "content"),
    [
        ("utf-8", 2, b'id = "good"\nname = "\xff"\n'),
        ("toml", 1, b"\x00\x01\x02"),
        ("toml", 1, b"x = " + b"[" * 100_000),
        ("too-large", 1, b"#" * (LARGEST + 1)),
        ("missing", 1, b""),
        ("type", 1, b"traces = 3\n"),
        ("type", 1, b"traces = [1, 2]\n"),
        ("type", 1, b"data = 1\n"),
        ("type", 1, b"worker = []\n"),
    ],
)
def test_nonsense_is_told_and_breaks_nothing(tmp_path: Path, rule: str, line: int, content: bytes) -> None:
    library = loaded(tmp_path, good=GOOD, junk=content)
    assert [product.id for product in library.products] == ["good"]
    assert (rule, line) in {(problem.rule, problem.line) for problem in library.problems}


def test_a_folder_in_the_place_of_a_file_and_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "loose.toml").symlink_to(tmp_path / "nowhere")
    library = loaded(tmp_path, good=GOOD)
    assert [product.id for product in library.products] == ["good"]
    assert {(problem.file, problem.rule) for problem in library.problems} == {
        ("folder.toml", "unreadable"), ("loose.toml", "unreadable"),
    }  # fmt: skip


def test_two_products_of_one_name(tmp_path: Path) -> None:
    library = loaded(tmp_path, good=GOOD, second=GOOD.replace('id = "good"', 'id = "second"'))
    assert [product.id for product in library.products] == ["good"]
    assert [(problem.file, problem.rule) for problem in library.problems] == [("second.toml", "twice")]


def test_without_its_sources_nothing_can_be_claimed(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    library = load(tmp_path)
    assert library.products == ()
    assert ("sources.toml", "unreadable") in {(problem.file, problem.rule) for problem in library.problems}
    assert "no-such-source" in {problem.rule for problem in library.problems}
    assert load(tmp_path / "absent").products == ()


def test_a_source_that_is_wrong_goes_alone_with_what_rests_on_it(tmp_path: Path) -> None:
    text = SOURCES.replace('title = "A list"', "title = 5")
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    (tmp_path / "sources.toml").write_text(text, "utf-8")
    library = load(tmp_path)
    assert set(library.sources) == {"S1", "R2"}
    assert ("sources.toml", line_with(text, "title = 5"), "type") in {
        (problem.file, problem.line, problem.rule) for problem in library.problems
    }
    assert library.products == ()


def test_lines_are_found_behind_texts_and_lists_of_several_lines() -> None:
    text = '''a = [
  "[x]", # "
  "y = 1",
]
b = """
[not.a.table]
c = 1
"""
[t]
d = { e = "]" }
[[u.v]]
w = 1
[[u.v]]
w = 2
"q.r" = 1
s.t = 1
'''
    found = lines(text)
    assert found[("a",)] == 1
    assert found[("b",)] == 5
    assert ("c",) not in found
    assert found[("t", "d")] == 10
    assert [found[("u", "v", number, "w")] for number in (0, 1)] == [12, 14]
    assert found[("u", "v", 1, "q.r")] == 15
    assert found[("u", "v", 1, "s", "t")] == 16
    assert line_of(found, ("t", "d", "e")) == 10
    assert line_of(found, ("nothing",)) == 1
