"""Where everything is kept. `MIRRORLIGHT_HOME` moves all of it into one folder."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "mirrorlight"

USUAL = ("DOCUMENTS", "DOWNLOAD", "DESKTOP")
"""Words for the folders that each system keeps for its person, as XDG calls them."""


@dataclass(frozen=True)
class Places:
    """Folders and files of one installation. `make` creates the folders for their owner alone (0700)."""

    data: Path
    config: Path
    logs: Path
    run: Path

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.data / "store.db"

    @property
    def key_info(self) -> Path:
        """How the store's key is kept, its last four characters, and when the store was made; never the key."""
        return self.data / "store.key.json"

    @property
    def key_file(self) -> Path:
        """The key itself, in key-file mode only."""
        return self.data / "store.key"

    @property
    def lock(self) -> Path:
        """Held by whoever may write to the store."""
        return self.data / "store.lock"

    @property
    def consent(self) -> Path:
        return self.data / "consent.json"

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"

    @property
    def socket(self) -> Path:
        """The recorder's control socket."""
        return self.run / "control"

    def make(self) -> None:
        """Create the folders. An existing folder that others may enter is closed to them."""
        for folder in (self.data, self.config, self.logs, self.run):
            make_folder(folder)
            if os.name == "posix" and folder.stat().st_mode & 0o077:
                folder.chmod(0o700)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone whatever the umask says: who may write
    to one above could put another in its place. OSError passes.
    """
    for missing in reversed([above for above in (folder, *folder.parents) if not above.exists()]):
        missing.mkdir(exist_ok=True, mode=0o700)


def places() -> Places:
    """The places of this person on this computer."""
    home = os.environ.get("MIRRORLIGHT_HOME")
    if home:
        base = Path(home).expanduser().absolute()
        return Places(base / "data", base / "config", base / "logs", base / "run")
    dirs = platformdirs.PlatformDirs(APP, appauthor=False)
    data = Path(dirs.user_data_dir)
    run = (
        Path(dirs.user_runtime_dir)
        if sys.platform.startswith("linux") and os.environ.get("XDG_RUNTIME_DIR")
        else data / "run"
    )
    return Places(data, Path(dirs.user_config_dir), Path(dirs.user_log_dir), run)


def usual(word: str) -> Path | None:
    """The folder that a word of `USUAL` stands for, there or not. None where this system has none of its own for it.

    XDG says the home folder itself where one of them was switched off.
    """
    dirs = {
        "DOCUMENTS": platformdirs.user_documents_dir,
        "DOWNLOAD": platformdirs.user_downloads_dir,
        "DESKTOP": platformdirs.user_desktop_dir,
    }
    folder = Path(dirs[word]())
    return None if folder == Path.home() else folder
