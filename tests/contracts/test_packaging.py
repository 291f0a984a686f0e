"""What a desktop and a software centre are told of the program."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from mirrorlight import __version__
from mirrorlight.window.application import DESKTOP_FILE

LINUX = Path(__file__).resolve().parents[2] / "packaging" / "linux"
METAINFO = LINUX / "org.mirrorlight.Mirrorlight.metainfo.xml"


@pytest.mark.parametrize(
    "command",
    [
        ["desktop-file-validate", str(LINUX / f"{DESKTOP_FILE}.desktop")],
        ["appstreamcli", "validate", "--no-net", "--no-color", str(METAINFO)],
    ],
)
def test_it_is_valid(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "E:" not in done.stdout
    assert "W:" not in done.stdout


def test_the_newest_release_is_this_version_and_the_desktop_file_is_named() -> None:
    root = ElementTree.parse(METAINFO).getroot()
    release, launchable = root.find("releases/release"), root.find("launchable")
    assert release is not None
    assert launchable is not None
    assert (release.get("version"), launchable.text) == (__version__, f"{DESKTOP_FILE}.desktop")
