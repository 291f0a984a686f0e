"""Traces of products: on a file system of the test's own, laid out as each system has it, and by real processes."""

from __future__ import annotations

import json
import plistlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight.agents import computer as computers
from mirrorlight.agents import policies, programs, traces
from mirrorlight.agents.computer import LINUX, MACOS, WINDOWS, Computer
from mirrorlight.agents.loader import library
from mirrorlight.agents.programs import Program
from mirrorlight.agents.traces import FOUND, NOT_KNOWN, NOTHING, POSSIBLE, Result
from xserver import until

HUBSTAFF = "HubstaffClient.bin.x86_64"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    (tmp_path / "home").mkdir()
    return tmp_path / "root"


def here(root: Path, system: str = LINUX, *running: Program, environment: dict[str, str] | None = None) -> Computer:
    return Computer(system, root.parent / "home", root, environment or {}, lambda: running)


def looked(computer: Computer) -> dict[str, Result]:
    return {result.product.id: result for result in traces.look(library().products, computer)}


def put(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_on_an_empty_computer_nothing_is_found_and_what_was_looked_for_is_said(root: Path) -> None:
    found = looked(here(root))
    assert {result.state for result in found.values()} == {NOTHING, NOT_KNOWN}
    assert found["hubstaff"].state == NOTHING
    assert HUBSTAFF in found["hubstaff"].said()
    assert found["meta_mci"].state == NOT_KNOWN
    assert found["meta_mci"].said()


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real process with the name of an agent's: a copy of a small program."""
    program = shutil.copy(shutil.which("sleep") or "/bin/sleep", tmp_path / HUBSTAFF)
    process = subprocess.Popen([program, "600"])
    yield process
    process.kill()
    process.wait()


def test_a_real_process_of_an_agents_name_is_found(root: Path, agent: subprocess.Popen[bytes]) -> None:
    def seen() -> Result:
        return looked(Computer(LINUX, root.parent / "home", root))["hubstaff"]

    found = until(lambda: result if (result := seen()).state == FOUND else None, "the process")
    assert found.runs
    assert str(agent.pid) in found.said()
    assert "HSP2 A" in found.said()
    agent.kill()
    agent.wait()
    assert seen().state == NOTHING


@pytest.mark.parametrize(
    ("product", "path", "state"),
    [
        ("hubstaff", "~/Hubstaff/HubstaffClient", FOUND),
        ("hubstaff", "/usr/share/applications/netsoft-com.netsoft.hubstaff.desktop", FOUND),
        ("hubstaff", "~/.config/autostart/netsoft-com.netsoft.hubstaff.desktop", FOUND),
        ("timedoctor", "~/.local/share/TD/timedoctor2/data", FOUND),
        ("upwork", "/opt/Upwork/upwork", FOUND),
        ("syteca", "/opt/EkranClient/agent", FOUND),
        ("syteca", "/usr/local/EkranClient/agent", FOUND),
    ],
)
def test_files_of_linux(root: Path, product: str, path: str, state: str) -> None:
    put(root.parent / "home" / path[2:] if path.startswith("~") else root / path[1:])
    found = looked(here(root))
    assert found.pop(product).state == state
    assert not [result for result in found.values() if result.seen]


def test_a_desktop_entry_is_known_by_the_class_of_its_windows(root: Path) -> None:
    entry = b"[Desktop Entry]\nName=Timer\nStartupWMClass=netsoft-com.netsoft.hubstaff\n"
    put(root / "usr/share/applications/timer.desktop", entry)
    put(root / "usr/share/applications/broken.desktop", b"\xff\xfe\x00StartupWMClass")
    assert looked(here(root))["hubstaff"].state == FOUND


@pytest.mark.parametrize(
    ("product", "name", "state"),
    [
        ("activtrak", "scthost.exe", FOUND),
        ("activtrak", "SCTHOST.EXE", FOUND),
        ("hubstaff", "HubstaffClient.exe", FOUND),
        ("monitask", "deskcap.exe", POSSIBLE),  # one unchecked list
        ("teramind", "tmagentsvc.exe", POSSIBLE),
        ("desktime", "DeskTime.exe", POSSIBLE),  # unrelated programs have the name, too
    ],
)
def test_processes_of_windows(root: Path, product: str, name: str, state: str) -> None:
    found = looked(here(root, WINDOWS, Program(7, name, rf"C:\x\{name}")))
    assert found.pop(product).state == state
    assert not [result for result in found.values() if result.seen]


def test_a_name_that_only_begins_alike_is_no_trace(root: Path) -> None:
    running = (Program(1, "scthost2.exe"), Program(2, "upworker"), Program(3, "notepad.exe"), Program(4, ""))
    for system in (LINUX, WINDOWS, MACOS):
        assert not [result for result in looked(here(root, system, *running)).values() if result.seen]


def test_folders_of_windows_by_variables(root: Path) -> None:
    put(root / "Users/me/AppData/Roaming/TD/timedoctor2/x")
    put(root / "Windows/System32/scthost.exe")
    put(root.parent / "home/Downloads/crossovertool.exe")
    given = {"appdata": r"C:\Users\me\AppData\Roaming"}
    found = looked(here(root, WINDOWS, environment=given))
    assert {name for name, result in found.items() if result.state == FOUND} == {"timedoctor", "activtrak"}
    assert found["worksmart"].state == POSSIBLE  # an installer is not an agent that runs
    assert not found["timedoctor"].runs
    assert looked(here(root, WINDOWS))["timedoctor"].state == NOTHING  # the variable is not set


def test_bundles_of_macos(root: Path) -> None:
    told = plistlib.dumps({"CFBundleIdentifier": "com.netsoft.Hubstaff"})
    put(root / "Applications/Timer.app/Contents/Info.plist", told)
    put(root / "Applications/Broken.app/Contents/Info.plist", b"\x00nonsense")
    put(root / "Applications/Odd.app/Contents/Info.plist", plistlib.dumps(["a list"]))
    put(root / "Library/LaunchDaemons/com.teramind.tmagent.plist", b"")
    found = looked(here(root, MACOS))
    assert found["hubstaff"].state == FOUND
    assert found["teramind"].state == POSSIBLE


def test_a_process_that_is_gone_has_no_name(root: Path) -> None:
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    assert programs.program(ended.pid).name == ""
    assert programs.program(0).name == ""
    assert programs.program(2**40).name == ""


def test_processes_that_end_while_they_are_listed_are_no_error() -> None:
    for _round in range(20):
        started = [subprocess.Popen(["/bin/true"]) for _number in range(5)]
        assert list(programs.running())
        for process in started:
            process.wait()


def test_an_interpreter_is_called_by_its_script_and_its_arguments_are_not_shown(tmp_path: Path) -> None:
    script = put(tmp_path / "watcher.py", b"import time\ntime.sleep(600)\n")
    process = subprocess.Popen([shutil.which("python3") or "python3", "-X", "utf8", str(script), "--password=hunter2"])
    try:
        found = until(lambda: told if (told := programs.program(process.pid)).script else None, "its command line")
        assert "hunter2" not in repr(found)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("path", "policy", "extensions"),
    [
        (
            "etc/opt/chrome/policies/managed/a.json",
            {"ExtensionInstallForcelist": ["abc;https://x", "def", 5]},
            ["abc", "def"],
        ),
        (
            "etc/chromium/policies/managed/a.json",
            {"ExtensionSettings": {"ghi": {"installation_mode": "force_installed"}, "*": {"installation_mode": "no"}}},
            ["ghi"],
        ),
        ("etc/firefox/policies/policies.json", {"policies": {"Extensions": {"Install": ["https://x/y.xpi"]}}}, ["https://x/y.xpi"]),
        ("etc/opt/edge/policies/managed/a.json", {"ExtensionInstallForcelist": "no list"}, []),
        ("etc/opt/edge/policies/managed/a.json", ["a list"], []),
    ],
)  # fmt: skip
def test_extensions_that_a_policy_installs(root: Path, path: str, policy: object, extensions: list[str]) -> None:
    put(root / path, json.dumps(policy).encode())
    put(root / "etc/opt/chrome/policies/managed/broken.json", b"{not json")
    put(root / "etc/opt/chrome/policies/managed/deep.json", b"[" * 100_000)
    assert [forced.extension for forced in policies.look(here(root))] == extensions


def test_policies_of_macos(root: Path) -> None:
    told = plistlib.dumps({"ExtensionInstallForcelist": ["abc"]})
    put(root / "Library/Managed Preferences/com.google.Chrome.plist", told)
    assert [forced.browser for forced in policies.look(here(root, MACOS))] == ["Chrome"]


def test_this_system_is_one_that_traces_are_known_for() -> None:
    assert computers.this_system() in {LINUX, WINDOWS, MACOS}
