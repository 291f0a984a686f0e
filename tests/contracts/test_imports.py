"""Who may import what, also inside functions, where import-linter's layers do not look at other packages."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app"
PACKAGE = APP / "mirrorlight"

ALLOWED: dict[str, tuple[str, ...]] = {
    "PySide6": ("window/", "recorder/light", "recorder/tray.py", "recorder/application.py", "qt_language.py"),
    "shiboken6": ("window/",),
    "pynput": ("channels/",),
    "Xlib": ("desktop/x11", "channels/", "recorder/light_"),
    "sqlite_utils": ("store/",),
    "sqlcipher3": ("store/",),
    "keyring": ("store/",),
    "cryptography": ("store/",),
    "mnemonic": ("store/phrase.py",),
    "matplotlib": ("window/",),
    "mss": ("channels/", "desktop/"),
    "PIL": ("channels/", "window/", "demo/", "report/pictures.py"),
    "numpy": ("channels/", "window/", "store/", "insight/", "demo/"),
    "jeepney": ("desktop/", "channels/", "store/"),
    "psutil": ("agents/",),
    "phonenumbers": ("insight/findings/",),
    "stdnum": ("insight/findings/",),
    "pypdfium2": ("window/",),
    "pulsectl": ("desktop/linux_sound.py",),
    "watchdog": ("channels/",),
    "platformdirs": ("places.py",),
    "tomli_w": ("settings.py",),
}
"""Where each package may be imported; whatever is not named here may be imported nowhere."""

ONLY_IN_FUNCTIONS = {
    "mnemonic",
    "pynput",
    "matplotlib",
    "keyring",
    "sqlite_utils",
    "mss",
    "PIL",
    "pulsectl",
    "phonenumbers",
    "stdnum",
    "pypdfium2",
}
NETWORK = {"http", "urllib", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "xmlrpc", "telnetlib", "QtNetwork"}


@dataclass(frozen=True)
class Import:
    """One import: in which file, of which module, whether it runs when the file is imported."""

    file: str
    line: int
    module: str
    at_once: bool

    @property
    def package(self) -> str:
        return self.module.split(".")[0]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def imports() -> Iterator[Import]:
    """Every import of the program, in functions and under TYPE_CHECKING as well."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        later: set[int] = set()
        for node in ast.walk(tree):
            guarded = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
            if guarded or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                later.update(id(child) for child in ast.walk(node))
        for node in ast.walk(tree):
            modules: list[str] = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules = [f"{node.module}.{alias.name}" for alias in node.names]
            for module in modules:
                yield Import(path.relative_to(PACKAGE).as_posix(), node.lineno, module, id(node) not in later)


def foreign() -> list[Import]:
    return [found for found in imports() if found.package not in {*sys.stdlib_module_names, "mirrorlight"}]


def test_the_walk_sees_the_project() -> None:
    assert len({found.file for found in imports()}) > 50
    assert {"PySide6", "pynput", "sqlcipher3"} <= {found.package for found in foreign()}


def test_each_package_is_imported_only_where_it_belongs() -> None:
    allowed = [any(found.file.startswith(place) for place in ALLOWED.get(found.package, ())) for found in foreign()]
    assert [str(found) for found, fits in zip(foreign(), allowed, strict=True) if not fits] == []


def test_what_is_slow_or_needs_a_display_is_imported_only_when_used() -> None:
    assert [str(found) for found in foreign() if found.at_once and found.package in ONLY_IN_FUNCTIONS] == []


def test_nothing_that_talks_to_a_network_is_imported() -> None:
    assert [str(found) for found in imports() if NETWORK & set(found.module.split(".")[:2])] == []


def test_core_is_standard_library_and_itself() -> None:
    for path in (PACKAGE / "core").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                ours = name.startswith("mirrorlight.core")
                assert ours or name.split(".")[0] in sys.stdlib_module_names, f"{path.name} imports {name}"


@pytest.mark.parametrize("blocked", ["PySide6"])
def test_everything_but_window_and_light_can_be_imported_without_qt(blocked: str) -> None:
    """In a process in which Qt cannot be imported at all."""
    script = f"""
import importlib, pathlib, sys
sys.modules[{blocked!r}] = None
root = pathlib.Path({str(APP)!r})
for path in sorted((root / "mirrorlight").rglob("*.py")):
    place = path.relative_to(root)
    within = place.parts[1:]
    if within[0] == "window" or within[0] == "recorder" and path.stem.startswith(("light", "tray", "application")):
        continue
    if path.stem == "qt_language":
        continue
    name = ".".join(place.with_suffix("").parts).removesuffix(".__init__")
    if name.endswith(("__main__", "keys_elsewhere")):
        continue
    importlib.import_module(name)
    print(name)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(APP), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert {"mirrorlight.cli.entry", "mirrorlight.main", "mirrorlight.store.reader"} <= set(done.stdout.split())
