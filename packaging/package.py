"""Build what can be installed, into dist/: a wheel, a folder that needs no Python, and (on Debian and Ubuntu) a .deb.

    package.py [wheel] [folder] [deb]

Without arguments all of them. The .deb holds the folder. Same sources, same files: times in it are those of the last
commit. Standard library, and what packaging/constraints-package.txt names.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "app"))

from mirrorlight import __version__  # noqa: E402
from mirrorlight.commands import COMMANDS  # noqa: E402

DIST, BUILD, LINUX = ROOT / "dist", ROOT / "build", ROOT / "packaging" / "linux"
FOLDER = DIST / "mirrorlight"
MAINTAINER = "The Mirrorlight maintainers <maintainers@mirrorlight.invalid>"
KINDS = ("wheel", "folder", "deb")


def main() -> int:
    """Build what was asked for."""
    chosen = sys.argv[1:] or list(KINDS if shutil.which("dpkg-deb") else KINDS[:2])
    unknown = [name for name in chosen if name not in KINDS]
    if unknown:
        raise SystemExit(f"package.py makes {', '.join(KINDS)}, not {', '.join(unknown)}.")
    DIST.mkdir(exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = str(moment())
    run(sys.executable, ROOT / "packaging" / "catalogues.py", "compile")
    for name in chosen:
        made = {"wheel": wheel, "folder": folder, "deb": deb}[name]()
        sys.stdout.write(f"Made {made.relative_to(ROOT)}\n")
        sys.stdout.flush()
    return 0


def moment() -> int:
    """When the sources were last changed, seconds since 1970."""
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    return int(asked.stdout.strip() or 0) or int((ROOT / "pyproject.toml").stat().st_mtime)


def wheel() -> Path:
    """The wheel, with the resources inside."""
    for old in DIST.glob("mirrorlight-*.whl"):
        old.unlink()
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", DIST, ROOT)
    return next(DIST.glob("mirrorlight-*.whl"))


def folder() -> Path:
    """The folder with everything in it, Python too."""
    spec = ROOT / "packaging" / "mirrorlight.spec"
    run(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", DIST,
        "--workpath", BUILD, spec)  # fmt: skip
    return FOLDER


def deb() -> Path:
    """The Debian package, of the folder that was built before."""
    if not (FOLDER / "mirrorlight").exists():
        raise SystemExit("There is no dist/mirrorlight to pack. Make it first: package.py folder deb")
    tree = BUILD / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(FOLDER, tree / "usr/lib/mirrorlight", symlinks=True)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/mirrorlight").symlink_to("../lib/mirrorlight/mirrorlight")
    put(LINUX / "mirrorlight.desktop", tree / "usr/share/applications/mirrorlight.desktop")
    put(LINUX / "org.mirrorlight.Mirrorlight.metainfo.xml", tree / "usr/share/metainfo")
    put(ROOT / "resources/icons/mirrorlight.svg", tree / "usr/share/icons/hicolor/scalable/apps/mirrorlight.svg")
    documents = tree / "usr/share/doc/mirrorlight"
    write(documents / "copyright", COPYRIGHT)
    write(documents / "changelog.gz", gzip.compress(changelog().encode(), mtime=0))
    write(tree / "usr/share/man/man1/mirrorlight.1.gz", gzip.compress(manual().encode(), mtime=0))
    write(tree / "DEBIAN/control", control(tree))
    for path in tree.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if os.access(path, os.X_OK) and "usr/lib" in str(path) else 0o644)
    made = DIST / f"mirrorlight_{__version__}_{architecture()}.deb"
    run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, made)
    return made


def control(tree: Path) -> str:
    """What Debian is told of the package."""
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    return (
        f"Package: mirrorlight\nVersion: {__version__}\nArchitecture: {architecture()}\nMaintainer: {MAINTAINER}\n"
        f"Installed-Size: {size // 1024}\nDepends: {', '.join(needed())}\nRecommends: gnome-keyring\n"
        "Section: utils\nPriority: optional\n"
        "Description: see, pause and delete what a monitoring agent would capture\n"
        " Records what an employer's agent would record, for the person in front of the computer\n"
        " alone, into one encrypted file. A light shows whenever anything is recorded; without the\n"
        " light nothing is. Nothing leaves the computer.\n"
    )


def needed() -> list[str]:
    """The packages it depends on: the C library that it was built with, and system-packages.txt without Python."""
    listed = re.findall(r"^([a-z0-9.+-]+)", (LINUX / "system-packages.txt").read_text("utf-8"), re.M)
    names = [name for name in listed if name != "python3-venv"]
    libc = os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.36"
    alternatives = [f"{name} | {name}t64" if name == "libglib2.0-0" else name for name in names]
    return [f"libc6 (>= {libc.split()[-1]})", *alternatives]


def architecture() -> str:
    """As Debian calls it."""
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


def changelog() -> str:
    when = datetime.fromtimestamp(moment(), UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return f"mirrorlight ({__version__}) unstable; urgency=low\n\n  * This version.\n\n -- {MAINTAINER}  {when}\n"


def manual() -> str:
    """The manual page: every command, from the table."""
    lines = [
        f'.TH MIRRORLIGHT 1 "" "Mirrorlight {__version__}"', ".SH NAME",
        "mirrorlight \\- see, pause and delete what a monitoring agent would capture", ".SH SYNOPSIS",
        ".B mirrorlight", "[\\fICOMMAND\\fR]", ".SH COMMANDS",
    ]  # fmt: skip
    for command in COMMANDS:
        lines += [
            ".TP",
            f".B mirrorlight {_roff(command.usage)}".rstrip(),
            _roff(f"{command.help} {command.more}".strip()),
        ]
    lines += [
        ".SH EXIT STATUS", "0: done. 1: it could not be done. 2: wrong usage.",
        ".SH ENVIRONMENT", ".TP", ".B MIRRORLIGHT_HOME", "Keep settings, store and logs in this folder.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _roff(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")


COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Mirrorlight

Files: *
Copyright: the Mirrorlight maintainers
License: GPL-3+
 On Debian systems the full text of the GNU General Public License version 3 is in
 /usr/share/common-licenses/GPL-3.
Comment: The folder /usr/lib/mirrorlight holds Python, Qt for Python (LGPL-3), SQLCipher (BSD-3-clause),
 cryptography, numpy, matplotlib, Pillow and other libraries under their own free licences; their texts are in their
 *.dist-info folders and on their projects' pages.
"""


def put(source: Path, target: Path) -> None:
    """Copy a file to a path, or into a folder if the path has no ending."""
    target = target if target.suffix else target / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def write(target: Path, text: str | bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text if isinstance(text, bytes) else text.encode())


def run(*command: object) -> None:
    """Run a command; its failure ends this."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(f"“{' '.join(str(part) for part in command[:4])} …” failed.")


if __name__ == "__main__":
    sys.exit(main())
