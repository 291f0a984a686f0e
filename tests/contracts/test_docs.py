"""README is as the program is; nothing in the project depends on the machine it was written on."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.commands import CLI, appearing
from mirrorlight.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
TEXTS = {".py", ".md", ".toml", ".txt", ".sh", ".qss", ".json", ".svg", ".yml", ".yaml", ""}


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("readme", ROOT / "packaging" / "readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def project_files() -> list[Path]:
    """Every file that belongs to the project; without git, everything that is not made by a tool."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        made = {".venv", "out", "build", "dist"}
        paths = [p for p in ROOT.rglob("*") if not made & set(p.parts) and not any(c.startswith(".") for c in p.parts)]
    return [path for path in paths if path.is_file()]


def test_the_tables_are_fresh() -> None:
    assert generator().fresh(README) == README, "README.md is not as the program has it. Run: make readme"


def test_a_stale_table_would_be_found() -> None:
    stale = README.replace(CHANNELS[0].records, "Something else.")
    assert stale != README
    assert generator().fresh(stale) == README


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.id)
def test_each_channel_stands_in_readme(channel: object) -> None:
    found = next(c for c in CHANNELS if c is channel)
    assert f"| {found.title} | {found.records} | {found.never} |" in README


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.id)
def test_each_setting_stands_in_readme(setting: object) -> None:
    found = next(s for s in SETTINGS if s is setting)
    assert f"| `{found.id}` |" in README
    assert found.explanation in README


@pytest.mark.parametrize("command", appearing(CLI), ids=lambda command: command.id)
def test_each_command_stands_in_readme(command: object) -> None:
    found = next(c for c in appearing(CLI) if c is command)
    line = f"mirrorlight {found.usage}".strip().replace("|", "\\|")
    assert f"| `{line}` | {found.help}" in README


def test_what_readme_points_to_exists() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
    targets = re.findall(r"`make ([a-z]+)`", README)
    assert "run" in targets
    makefile = (ROOT / "Makefile").read_text()
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_make_alone_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    listed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in phony[1].split():
        assert re.search(rf"^  make {target}  +\S", listed.stdout, re.MULTILINE), target


def test_nothing_depends_on_the_machine_it_was_written_on() -> None:
    """No folder of a person or of a build machine, and no address of a package registry."""
    here = re.compile(
        "|".join(
            (
                re.escape(str(ROOT)) + r"\b",
                r"/home/(?!you\b)[a-z]+/",
                r"/Users/[A-Za-z]+/",
                r"/root/",
                r"/tmp/w\b",
                r"/work/(main|shared)",
                r"(pypi\.org|pythonhosted|/simple/|index-url|find-links|artifactory)",
            )
        )
    )  # fmt: skip
    found: list[str] = []
    for path in project_files():
        if path == Path(__file__).resolve() or path.suffix not in TEXTS or path.name == "LICENSE":
            continue
        for number, line in enumerate(path.read_text("utf-8", "ignore").splitlines(), 1):
            if here.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert found == []


def test_the_licence_is_there_in_full() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 3, 29 June 2007" in text
    assert len(text.splitlines()) > 600


def test_pinned_versions_fit_what_the_project_asks_for() -> None:
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    pinned = {
        canonicalize_name(name): version
        for file in ("constraints.txt", "constraints-test.txt")
        for line in (ROOT / "packaging" / file).read_text().splitlines()
        if (name := line.partition("==")[0]) and (version := line.partition("==")[2])
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    for text in (*project["project"]["dependencies"], *groups["test"], *groups["lint"]):
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        assert pinned[canonicalize_name(wanted.name)] in wanted.specifier, text
    assert sys.version_info >= (3, 11)
