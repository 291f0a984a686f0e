"""What `make package` built, used as a person would: the wheel, the folder, the Debian package. Run by that target."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight import __version__
from running import Recording
from xserver import XServer, until

pytestmark = pytest.mark.package

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
PROGRAM = DIST / "mirrorlight" / "mirrorlight"
SENTENCE = "typed into a built program"


class Built(Recording):
    """A recorder that is the built program, in an environment without any Python of ours."""

    def command(self, *arguments: str) -> list[str]:
        return [*self.wrapped_in, *(() if self.wrapped_in else (str(PROGRAM),)), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {name: value for name, value in super().environment.items() if not name.startswith("PYTHON")}


def records(recording: Recording, server: XServer) -> None:
    """Type, and find it in the store; with a picture, a pause and a deletion."""
    recording.set_up()
    recording.record()
    server.focus(server.window("Editor", "notes", (150, 300, 500, 300)))
    recording.wait_for("recording")
    server.type(SENTENCE)
    until(lambda: recording.typed() == SENTENCE, "the keys", 60)
    until(lambda: recording.lines("events", "--channel", "screenshots"), "a picture", 60)
    recording.run("pause", "1h")
    assert recording.state() == "paused"
    recording.run("resume")
    done = recording.json("delete", "--channel", "keyboard", "--yes")
    assert done["deleted"] == {"keyboard": 2 * len(SENTENCE)}
    assert all(done["checks"].values())
    recording.stop()


def test_the_wheel_holds_the_resources(tmp_path: Path) -> None:
    wheel = next(DIST.glob("mirrorlight-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {str(path.relative_to(ROOT / "resources")) for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert {f"mirrorlight/_resources/{name}" for name in shipped} <= names
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*install, str(wheel)], check=True, timeout=120)
    asked = subprocess.run(
        [sys.executable, "-c", "import mirrorlight.assets as a; print(a.root())"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(target)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert asked.stdout.strip() == str(target / "mirrorlight" / "_resources")


def test_the_folder_records_under_its_light(xserver: XServer, tmp_path: Path) -> None:
    with Built(xserver, tmp_path) as recording:
        records(recording, xserver)


def test_the_folder_opens_the_window_and_knows_how_it_is_removed(xserver: XServer, tmp_path: Path) -> None:
    recording = Built(xserver, tmp_path)
    recording.set_up()
    window = subprocess.Popen(recording.command(), env=recording.environment)
    try:
        shown = xserver.xdotool("search", "--sync", "--onlyvisible", "--name", "– Mirrorlight$").split()
        xserver.focus(int(shown[0]))
        xserver.key("ctrl+q")
        assert window.wait(60) == 0
    finally:
        window.kill()
        window.wait()
    told = recording.json("uninstall", "--erase", "--yes")
    assert (told["erased"], told["remove"]) == (True, f"delete the folder {PROGRAM.parent}")
    assert not recording.home.exists() or not list(recording.home.rglob("*.db*"))


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small Debian of its own, in which /proc, /dev and the X servers' sockets are those of this computer."""
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        pytest.skip("a Debian of its own needs debootstrap and an administrator")
    root = tmp_path_factory.mktemp("debian") / "root"
    subprocess.run(["debootstrap", "--variant=minbase", "bookworm", str(root)], check=True, timeout=900,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    (root / "tmp/.X11-unix").mkdir(exist_ok=True)
    binds = [("/proc", root / "proc"), ("/dev", root / "dev"), ("/tmp/.X11-unix", root / "tmp/.X11-unix")]
    done = []
    try:
        for source, target in binds:
            subprocess.run(["mount", "--bind", source, str(target)], check=True)
            done.append(target)
        yield root
    finally:
        for target in reversed(done):
            subprocess.run(["umount", "--lazy", str(target)], check=True)


def within(root: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in that Debian."""
    plain = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
             "DEBIAN_FRONTEND": "noninteractive", **environment}  # fmt: skip
    return subprocess.run(
        ["chroot", str(root), *command], env=plain, capture_output=True, text=True, timeout=900, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def files(root: Path) -> set[str]:
    """Every file of that Debian that a package could have left, without what apt and the linker keep for themselves."""
    own = ("proc", "dev", "tmp", "var/cache", "var/lib/apt", "var/lib/dpkg", "var/log", "etc/ld.so.cache", "run", "sys")
    found = set()
    for top in root.iterdir():
        if top.name not in own and not top.is_symlink():
            found |= {str(path.relative_to(root)) for path in top.rglob("*")}
    return {name for name in found if not name.startswith(own)}


def test_the_debian_package_installs_records_and_goes(debian: Path, xserver: XServer, tmp_path: Path) -> None:
    package = next(DIST.glob("mirrorlight_*.deb"))
    shutil.copy(package, debian / "tmp" / package.name)
    done = within(debian, "apt-get", "install", "-y", "--no-install-recommends", f"/tmp/{package.name}")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    with_it = files(debian)
    assert {"usr/bin/mirrorlight", "usr/share/applications/mirrorlight.desktop"} <= with_it
    assert within(debian, "mirrorlight", "--version").stdout.split()[-1] == __version__
    display = xserver.environment["DISPLAY"]
    home = {"DISPLAY": display, "MIRRORLIGHT_HOME": "/tmp/data"}
    in_debian = ("chroot", str(debian), "/usr/bin/mirrorlight")
    with Built(xserver, tmp_path, environment={"MIRRORLIGHT_HOME": "/tmp/data"}, wrapped_in=in_debian) as recording:
        records(recording, xserver)
    told = json.loads(within(debian, "mirrorlight", "--json", "uninstall", "--erase", "--yes", **home).stdout)
    assert (told["erased"], told["remove"]) == (True, "sudo apt-get remove mirrorlight")
    assert within(debian, "apt-get", "remove", "-y", "mirrorlight").returncode == 0
    left = sorted(name for name in with_it - (with_it - files(debian)) if "mirrorlight" in name)
    assert left == []
    assert not (debian / "tmp/data/data/store.db").exists()
