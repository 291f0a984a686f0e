"""The system's keyring through `keyring`: found, read, written, emptied, each with its own plain error.

Every call runs in a thread of its own with a time limit: a keyring that waits for a password dialog which nobody can
see would otherwise hold the recorder for ever.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mirrorlight.errors import UserError
from mirrorlight.i18n import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

SERVICE = "mirrorlight"
PATIENCE = 60.0
"""Seconds that a person has to answer the keyring's own password dialog."""

_NAMES = {
    "keyring.backends.kwallet": "KDE Wallet",
    "keyring.backends.libsecret": "GNOME keyring",
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}
_PROVIDERS = {
    "gnome-keyring": "GNOME keyring",
    "kwalletd": "KDE Wallet",
    "ksecretd": "KDE Wallet",
    "keepassxc": "KeePassXC",
}
_KEPT_OPEN = {"keyrings.alt", "keyring.backends.fail", "keyring.backends.null"}
"""Modules whose backends keep nothing, or keep it readable: the same as no keyring."""

T = TypeVar("T")


def available() -> str:
    """The keyring's name for people, or "" if there is none that protects what is in it."""
    try:
        found = _within(_backend)
        return "" if found is None else _within(lambda: _name(found))
    except UserError:
        return ""


def read(user: str, name: str) -> str | None:
    """What is stored for `user`, None if nothing is. `name` is the keyring's, for messages.

    Raises UserError: keyring-absent, keyring-locked.
    """
    backend = _required(name)
    return _within(lambda: backend.get_password(SERVICE, user), name)


def write(user: str, secret: str, name: str) -> None:
    """Store `secret`, and read it back to be sure. Raises UserError: keyring-absent, keyring-locked."""
    backend = _required(name)
    _within(lambda: backend.set_password(SERVICE, user, secret), name)
    if _within(lambda: backend.get_password(SERVICE, user), name) != secret:
        raise UserError(
            _("The key could not be kept."),
            _("“{name}” did not give back what was stored in it.").format(name=name),
            _("Choose a passphrase or a key file instead."),
            code="keyring-absent",
        )


def remove(user: str, name: str) -> None:
    """Remove what is stored for `user`; nothing stored is no error. Raises UserError: keyring-absent, keyring-
    locked.
    """
    backend = _required(name)
    if _within(lambda: backend.get_password(SERVICE, user), name) is not None:
        _within(lambda: backend.delete_password(SERVICE, user), name)


def absent(name: str) -> UserError:
    """The keyring that holds the key does not answer."""
    return UserError(
        _("The keyring is not running."),
        _("The key of this store is in “{name}”, and that did not answer. The store is intact and untouched.").format(
            name=name or _("system keyring")
        ),
        _("Log in again, or start the keyring, then try again."),
        code="keyring-absent",
    )


def locked(name: str) -> UserError:
    """The keyring is there but does not open."""
    return UserError(
        _("The keyring is locked."),
        _("“{name}” was not opened, so the key could not be reached. Nothing has been changed.").format(
            name=name or _("system keyring")
        ),
        _("Unlock the keyring, then try again."),
        code="keyring-locked",
    )


def _required(name: str) -> KeyringBackend:
    backend = _within(_backend, name)
    if backend is None:
        raise absent(name)
    return backend


def _backend() -> KeyringBackend | None:
    import keyring
    from keyring.backends.chainer import ChainerBackend

    backend = keyring.get_keyring()
    if isinstance(backend, ChainerBackend):
        return next((each for each in backend.backends if _protects(each)), None)
    return backend if _protects(backend) else None


def _protects(backend: KeyringBackend) -> bool:
    module = type(backend).__module__
    return not any(module == kept or module.startswith(kept + ".") for kept in _KEPT_OPEN)


def _name(backend: KeyringBackend) -> str:
    module = type(backend).__module__
    if module == "keyring.backends.SecretService":
        return _secret_service()
    return _NAMES.get(module, _("system keyring"))


def _secret_service() -> str:
    """The program behind the Secret Service, by its process: several offer it."""
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    try:
        with open_dbus_connection() as connection:
            call = new_method_call(bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",))
            pid = int(connection.send_and_get_reply(call, timeout=5).body[0])
        command = Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
    except (OSError, ValueError, IndexError, TypeError, KeyError):
        return _("system keyring")
    return next((name for start, name in _PROVIDERS.items() if command.startswith(start)), command)


def _within(work: Callable[[], T], name: str = "") -> T:
    """Run `work` in a thread, at most `PATIENCE` seconds; the keyring's own errors become ours, without their text."""
    answers: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 - backends raise whatever their platform does; told apart below
            errors.append(error)

    thread = threading.Thread(target=run, name="keyring", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if answers:
        return answers[0]
    if not errors:
        log.warning("the keyring did not answer in %s s", PATIENCE)
        raise locked(name)
    kind = [each.__name__ for each in type(errors[0]).__mro__]
    log.warning("the keyring failed: %s", kind[0])
    if {"KeyringLocked", "InitError", "LockedException", "PromptDismissedException", "PasswordSetError"} & set(kind):
        raise locked(name)
    raise absent(name)
