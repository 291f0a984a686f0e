"""agents and coverage: what is known of products, who runs here, what is mirrored."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from command_line import Home
from mirrorlight.agents import check, loader
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.loader import library


def test_the_list(home: Home) -> None:
    said = home.run("agents")
    assert said.status == 0
    assert said.out == home.run("agents", "list").out
    assert len(said.out.splitlines()) == 1 + 18
    lines = home.run("agents", "--json").lines
    assert [line["id"] for line in lines] == [product.id for product in library().products]
    assert all(sum(line["values"].values()) == len(KINDS) for line in lines)


@pytest.mark.parametrize("product", library().products, ids=lambda product: product.id)
def test_one_whole_with_its_sources(home: Home, product: loader.Product) -> None:
    said = home.run("agents", "show", product.id)
    assert said.status == 0
    for source in library().cited(product):
        assert source.title in said.out
        assert all(address in said.out for address in source.addresses)
    for claim in product.data.values():
        assert claim.detail in said.out
    found = home.run("agents", "show", product.id, "--json").json
    assert list(found["data"]) == [kind.id for kind in KINDS]
    assert set(found["sources"]) == set(product.cited)
    for claim in (*found["data"].values(), *found["worker"].values(), found["stealth"]):
        assert claim["value"] == "unknown" or claim["sources"]


def test_other_names_find_it_and_unknown_ones_do_not(home: Home) -> None:
    assert home.run("agents", "show", "Time_Doctor", "--json").json["id"] == "timedoctor"
    done = home.run("agents", "show", "zanzibar")
    assert done.status == 1
    assert "zanzibar" in done.err
    assert home.run("agents", "show").status == 2


def test_what_nobody_published_is_said_to_be_an_assumption(home: Home) -> None:
    home.run("settings", "set", "assumed_interval", "77")
    assert "Your assumption: one every 77 seconds" in home.run("agents", "show", "meta_mci").out
    assert "Your assumption" not in home.run("agents", "show", "hubstaff").out


def test_who_runs_here(home: Home) -> None:
    done = home.run("agents", "check", "--json")
    assert done.status == 0
    found = done.json
    assert [product["id"] for product in found["products"]] == [product.id for product in library().products]
    assert {product["state"] for product in found["products"]} <= {"found", "possible", "nothing", "not-known"}
    assert {direct["id"] for direct in found["direct"]} >= {"devices", "screencast"}
    assert all(direct["told"] or direct["limits"] for direct in found["direct"])
    assert found["looked"]
    text = home.run("agents", "check").out
    assert text.startswith(found["verdict"])
    for words in (found["means"], check.whom_to_ask(), *(look["title"] for look in found["looked"])):
        assert words in text


def test_coverage_as_text_json_and_csv(home: Home) -> None:
    lines = home.run("coverage", "--json").lines
    assert len(lines) == 18 * len(KINDS)
    rows = list(csv.DictReader(io.StringIO(home.run("coverage", "--csv").out)))
    assert [(row["product"], row["kind"], row["mirrored"]) for row in rows] == [
        (line["product"], line["kind"], line["mirrored"]) for line in lines
    ]
    text = home.run("coverage").out
    assert all(product.name in text for product in library().products)
    some = home.run("coverage", "--json", "--product", "upwork", "--product", "syteca").lines
    assert list(dict.fromkeys(line["product"] for line in some)) == ["upwork", "syteca"]
    assert home.run("coverage", "--product", "zanzibar").status == 1
    assert home.run("coverage", "--csv", "--json").status == 2


def test_a_broken_file_is_told_and_the_others_are_listed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = loader.assets.path("agents")
    for path in folder.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "upwork.toml").write_text("id = 3\n")
    broken = loader.load(tmp_path)
    monkeypatch.setattr("mirrorlight.cli.agents.library", lambda: broken)
    monkeypatch.setattr("mirrorlight.agents.check.library", lambda: broken)
    done = home.run("agents", "list")
    assert done.status == 0
    assert len(done.out.splitlines()) == 1 + 17
    assert "upwork.toml, line 1" in done.err
    assert any("upwork.toml" in problem for problem in home.run("agents", "check", "--json").json["problems"])
    said = [finding for finding in home.run("doctor", "--json").json["findings"] if finding["id"] == "agents"]
    assert said[0]["state"] == "note"
    assert "bad" in {finding["state"] for finding in said}
