"""Settings, declared once as data. The settings page, validation, the command line and README's table derive from it.

They are a plain file (TOML) without content: rules name applications and therefore live in the encrypted store.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import tomli_w

from mirrorlight import assets
from mirrorlight.errors import UserError
from mirrorlight.i18n import LANGUAGES, N_, _
from mirrorlight.places import USUAL, make_folder


@dataclass(frozen=True)
class Setting:
    """One setting. `kind` is bool, int, str, choice, product or folders; `low` and `high` bound an int, in `unit`.

    Folders are absolute paths, or one of the words of `places.USUAL` for a folder that every system has its own place
    for. A product is the id of one whose file comes along, or one of `choices`.
    """

    id: str
    kind: str
    default: Any
    title: str
    explanation: str
    group: str = N_("Recording")
    low: int = 0
    high: int = 0
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """What a choice or a product can be."""
        return [name for name, _title in self.choices] + (product_ids() if self.kind == "product" else [])

    def check(self, value: Any) -> str:
        """Why `value` cannot be this setting's (translated), or ""."""
        if self.kind == "bool":
            return "" if isinstance(value, bool) else _("It must be true or false.")
        if self.kind == "int":
            if isinstance(value, bool) or not isinstance(value, int):
                return _("It must be a whole number.")
            if not self.low <= value <= self.high:
                return _("It must lie between {low} and {high} {unit}.").format(
                    low=self.low, high=self.high, unit=self.unit
                )
            return ""
        if self.kind in {"choice", "product"}:
            names = self.names
            return "" if value in names else _("It must be one of: {names}.").format(names=", ".join(names))
        if self.kind == "folders":
            return _folders_problem(value)
        return "" if isinstance(value, str) and len(value) < 200 else _("It must be a short text.")

    def parse(self, text: str) -> Any:
        """The value that `text` (from the command line) stands for. Raises UserError."""
        value: Any = text
        if self.kind == "bool":
            value = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}.get(
                text.lower(), text
            )
        elif self.kind == "int":
            try:
                value = int(text)
            except ValueError:
                value = text
        elif self.kind in {"choice", "product"}:
            value = next((name for name in self.names if name == text.strip().casefold()), text)
        elif self.kind == "folders":
            value = [_folder(part) for part in text.split(os.pathsep) if part]
        problem = self.check(value)
        if problem:
            raise UserError(
                _("“{id}” was not changed.").format(id=self.id),
                problem,
                _("See “mirrorlight settings”."),
                code="bad-setting",
            )
        return value


@lru_cache(maxsize=1)
def product_ids() -> list[str]:
    """The ids of the products that come along (mirrorlight/agents): the names of their files."""
    return sorted(path.stem for path in assets.path("agents").glob("*.toml") if path.name != SOURCES)


SOURCES = "sources.toml"
"""The file beside those of the products that has their sources."""

MOST_FOLDERS = 30


def _folder(text: str) -> str:
    return text if text in USUAL or not text.startswith("~") else str(Path(text).expanduser())


def _folders_problem(value: Any) -> str:
    if not isinstance(value, list | tuple) or not all(isinstance(folder, str) for folder in value):
        return _("It must be a list of folders.")
    if len(value) > MOST_FOLDERS:
        return _("It must be {n} folders at most.").format(n=MOST_FOLDERS)
    if not all(folder in USUAL or (Path(folder).is_absolute() and "\0" not in folder) for folder in value):
        return _("Each folder must be written in full, from the root, or be one of: {names}.").format(
            names=", ".join(USUAL)
        )
    return ""


RECORDING_AS, EVERYTHING, CUSTOM = "recording_as", "everything", "custom"
"""The setting of what is recorded as, and what it is beside a product: as Mirrorlight comes; as the person set it."""

LANGUAGE, AS_SYSTEM = "language", "system"
"""The setting of the language, and what it is at first."""

OUTSIDE = N_("Seen from outside")
"""The group of settings about what others would hold."""

KEPT = N_("How long it is kept")
"""The group of settings that have the page Retention and size."""

SETTINGS: tuple[Setting, ...] = (
    Setting(
        RECORDING_AS, "product", EVERYTHING, N_("Record as"),
        N_("Channels, intervals and the idle limit as one product is documented to have them. What nobody documents is"
           " off. Password fields, exclusions and the light stay as they are."),
        group=N_("Recording as"),
        choices=((EVERYTHING, N_("Mirrorlight, with all that is on at first")), (CUSTOM, N_("What I set myself"))),
    ),
    Setting(
        "screenshot_interval", "int", 120, N_("Picture every"),
        N_("While you are active, a picture of every screen is taken this often."),
        group=N_("Pictures"), low=5, high=3600, unit=N_("seconds"),
    ),
    Setting(
        "screenshot_on_change", "bool", True, N_("Picture at each change of window"),
        N_("Take a picture shortly after another window comes to the front."), group=N_("Pictures"),
    ),
    Setting(
        "screenshot_quality", "int", 60, N_("Quality of pictures"),
        N_("Higher looks better and takes more room."), group=N_("Pictures"), low=10, high=100, unit=N_("of 100"),
    ),
    Setting(
        "video", "bool", False, N_("Screen video"),
        N_("While something changes on the screen, take a picture of it again and again. Pictures, not a film."),
        group=N_("Pictures"),
    ),
    Setting(
        "video_interval", "int", 5, N_("Picture of the video every"),
        N_("Only while screen video is on."), group=N_("Pictures"), low=1, high=60, unit=N_("seconds"),
    ),
    Setting(
        "idle_minutes", "int", 5, N_("Idle after"),
        N_("Without a key or the pointer for this long you count as idle, from the last input on."),
        group=N_("Presence"), low=1, high=60, unit=N_("minutes"),
    ),
    Setting(
        "clipboard_primary", "bool", False, N_("Selected text counts as copied"),
        N_("On Linux, text marked with the pointer can be pasted with the middle button. Record it as well."),
        group=N_("Clipboard"),
    ),
    Setting(
        "web_private", "bool", False, N_("Pages in private windows"),
        N_("Store them as well. Otherwise they are left out, and those of a browser that does not tell."),
        group=N_("Web pages"),
    ),
    Setting(
        "unchecked_keys", "bool", False, N_("Keys in fields that cannot be checked"),
        N_("Keep which keys you press also in applications that do not say whether a password field is in front. It"
           " costs this: a password that you type in such an application is then stored as you typed it."),
        group=N_("What is recorded"),
    ),
    Setting(
        "autostart", "bool", False, N_("Record from login on"),
        N_("Start the recorder with its light each time you log in. Not with a passphrase: nobody could be asked for it"
           " then."),
    ),
    Setting(
        "pause_hotkey", "str", "<ctrl>+<alt>+<shift>+p", N_("Key to pause and resume, from anywhere"),
        N_("Works in every window. Leave empty for none. Written as <ctrl>+<alt>+<shift>+p."), group=N_("Pause"),
    ),
    Setting(
        "pause_minutes", "int", 15, N_("Pause on one press"),
        N_("How long one press on the light pauses."), group=N_("Pause"), low=1, high=1440, unit=N_("minutes"),
    ),
    Setting(
        "files_folders", "folders", USUAL, N_("Folders in which files are watched"),
        N_("With all folders below them. What happens to files is recorded, never what is in them."), group=N_("Files"),
    ),
    Setting(
        "assumed_interval", "int", 600, N_("Picture of the AI-training programme every"),
        N_("How often it took a picture of the screen is not public. This is your assumption; what rests on it says"
           " so."),
        group=OUTSIDE, low=5, high=3600, unit=N_("seconds"),
    ),
    Setting(
        "eyes_left", "product", "hubstaff", N_("Through their eyes, first product"),
        N_("Whose view of your day the page shows."), group=OUTSIDE,
    ),
    Setting(
        "eyes_right", "product", "syteca", N_("Through their eyes, second product"),
        N_("Beside which one."), group=OUTSIDE,
    ),
    Setting(
        LANGUAGE, "choice", AS_SYSTEM, N_("Language"),
        N_("Of this window, the light and the command line. From the next start on."), group=N_("Language"),
        choices=((AS_SYSTEM, N_("As the system has it")), *LANGUAGES.items()),
    ),
    Setting(
        "lock_minutes", "int", 0, N_("Ask again after"),
        N_("Without a key or the pointer in this window for so long, it shows nothing until you unlock it; it begins"
           " locked, too. Ctrl+L locks at once. It keeps out who passes by, not a program that runs as you. 0: never."),
        group=N_("This window"), high=480, unit=N_("minutes"),
    ),
    Setting(
        "size_limit", "int", 0, N_("Largest size of the store"),
        N_("Above it the oldest goes by itself while you are away, but nothing of the last day. 0 sets no limit."),
        group=KEPT, high=1_000_000, unit=N_("MB"),
    ),
    Setting(
        "size_first", "choice", "pictures", N_("What goes first above that size"),
        N_("Pictures take most of the room."), group=KEPT,
        choices=(("pictures", N_("Pictures")), ("oldest", N_("Whatever is oldest"))),
    ),
)  # fmt: skip
"""Every setting but those of the channels, which `declared` derives from the channel table."""

KEEP = "keep_"
"""What the setting of how long a channel's data is kept begins with."""

LONGEST_KEPT = 3650


class OfChannel(Protocol):
    """What a channel's settings derive from (`core.channel.Channel` has it)."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def records(self) -> str: ...
    @property
    def default_on(self) -> bool: ...
    @property
    def retention_days(self) -> int: ...


def declared(channels: Iterable[OfChannel]) -> tuple[Setting, ...]:
    """Every setting: the plain ones, the switch of each channel, and how long its data is kept."""
    known = tuple(channels)
    switches = (
        Setting(f"channel_{each.id}", "bool", each.default_on, each.title, each.records, group=N_("What is recorded"))
        for each in known
    )
    kept = (
        Setting(
            f"{KEEP}{each.id}", "int", each.retention_days, each.title,
            N_("Whole days; what is older goes by itself while you are away. 0 keeps it until you delete it."),
            group=KEPT, high=LONGEST_KEPT, unit=N_("days"),
        )
        for each in known
    )  # fmt: skip
    return (*SETTINGS, *switches, *kept)


class Settings:
    """The values in force. Reading never fails: what cannot be used keeps its default and is told in `problems`.

    Written as a whole, atomically, readable by its owner alone. A file that is not TOML is kept beside the new one.
    Thread: any one at a time.
    """

    def __init__(self, path: Path, declared: tuple[Setting, ...]) -> None:
        self._path = path
        self._declared = {setting.id: setting for setting in declared}
        self._values: dict[str, Any] = {}
        self._unknown: dict[str, Any] = {}
        self._damaged = False
        self.problems: list[str] = []
        self.reload()

    @property
    def declared(self) -> tuple[Setting, ...]:
        return tuple(self._declared.values())

    def get(self, name: str) -> Any:
        """The value of the setting `name`. KeyError for one that is not declared."""
        return self._values.get(name, self._declared[name].default)

    def reload(self) -> None:
        """Read the file again. Any nonsense in it is told in `problems`, line by line, and otherwise ignored."""
        self._values, self._unknown, self.problems, self._damaged = {}, {}, [], False
        try:
            read = tomllib.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            self._damaged = True
            self.problems.append(
                _(
                    "The settings file cannot be read, so every setting has its default. "
                    "It is kept until you change one."
                )
            )
            return
        except OSError as error:
            self.problems.append(_("The settings file cannot be opened: {why}").format(why=error.strerror))
            return
        for name, value in read.items():
            setting = self._declared.get(name)
            if setting is None:
                self._unknown[name] = value
                continue
            problem = setting.check(value)
            if problem:
                self.problems.append(f"{name}: {problem}")
            else:
                self._values[name] = value

    def set(self, name: str, value: Any) -> None:
        """Change one setting and write the file. Raises UserError when the value or the disk does not allow it."""
        setting = self._declared.get(name)
        if setting is None:
            raise UserError(
                _("There is no setting “{id}”.").format(id=name),
                "",
                _("See “mirrorlight settings”."),
                code="bad-setting",
            )
        problem = setting.check(value)
        if problem:
            raise UserError(_("“{id}” was not changed.").format(id=name), problem, code="bad-setting")
        self._keep({name: value})

    def set_all(self, values: Mapping[str, Any]) -> None:
        """Change several at once: all of them or none. Raises as `set` does."""
        for name, value in values.items():
            problem = self._declared[name].check(value)
            if problem:
                raise UserError(_("“{id}” was not changed.").format(id=name), problem, code="bad-setting")
        self._keep(values)

    def _keep(self, changed: Mapping[str, Any]) -> None:
        values = {**self._values, **changed}
        self._write({**self._unknown, **values})
        self._values = values

    def _write(self, values: dict[str, Any]) -> None:
        try:
            if self._damaged:
                self._path.replace(self._path.with_name(self._path.name + ".damaged"))
                self._damaged = False
            write_private(self._path, tomli_w.dumps(values).encode())
        except OSError as error:
            raise UserError(
                _("The settings could not be written."),
                error.strerror or "",
                _("Free some space or check the folder’s rights."),
                code="settings-not-written",
            ) from error


def language_at(path: Path) -> str:
    """The language that a settings file asks for, read before anything is said; "" where it says nothing that can be
    read. What is wrong with the file is told by `Settings`.
    """
    try:
        value = tomllib.loads(path.read_text("utf-8")).get(LANGUAGE, "")
    except (OSError, ValueError):
        return ""
    return value if isinstance(value, str) else ""


def write_private(path: Path, data: bytes) -> None:
    """Replace `path` by `data` atomically, readable by its owner alone (0600), on disk when this returns. OSError
    passes.
    """
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
