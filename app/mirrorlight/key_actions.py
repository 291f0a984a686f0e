"""What a person can have done with the key: kept another way, made anew, written down, brought back from paper."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mirrorlight.core.clock import Clock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places

if TYPE_CHECKING:
    from mirrorlight.store.changing import Changed
    from mirrorlight.store.copying import Step
    from mirrorlight.store.keys import Key


@dataclass(frozen=True)
class KeyState:
    """How the key is kept now. `keyring` is the name of the keyring it is in, `made_at` UTC µs of the store."""

    mode: str
    ending: str
    keyring: str
    made_at: int


class KeyActions:
    """The key of one store. Thread: any one at a time; calls may block. `load` gives the key that is in force.

    What changes the key takes the store's lock, so it is refused while a recorder runs; and in a demo's store
    (`synthetic` answers whether it is one): its folder is thrown away, and an entry of the keyring would outlive it.
    """

    def __init__(
        self, places: Places, clock: Clock, load: Callable[[], Key], synthetic: Callable[[], bool] = lambda: False
    ) -> None:
        self._places, self._clock, self._load, self._synthetic = places, clock, load, synthetic

    def state(self) -> KeyState:
        """How the key is kept, without asking for it. Raises UserError."""
        from mirrorlight.store import keys

        info = keys.read_info(self._places)
        if info is None:
            keys.load(self._places, str)  # says in its own words what is missing
            raise AssertionError
        return KeyState(info.mode, info.ending, info.keyring_name, info.made_at)

    def change(self, mode: str, passphrase: str = "") -> Changed:
        """Keep the same key as `mode` says from now on. Raises UserError; then everything is as it was."""
        from mirrorlight.store import changing

        key = self._load()
        with self._alone():
            return changing.change(self._places, key, mode, passphrase, clock=self._clock)

    def renew(self, passphrase: str = "", step: Step | None = None) -> Changed:
        """A new key in the same place, and the store encrypted under it; the old recovery phrase is void. In
        passphrase mode `passphrase` wraps it. Raises UserError; then everything is as it was.
        """
        from mirrorlight.store import changing

        key = self._load()
        with self._alone():
            return changing.renew(self._places, key, self.state().mode, passphrase, step)[1]

    def phrase(self) -> tuple[str, ...]:
        """The recovery phrase, 24 words. It is the key: for the person's eyes and paper alone. Raises UserError."""
        from mirrorlight.store import phrase

        return phrase.words(self._load())

    def check_phrase(self, words: str) -> None:
        """Whether these words open the store. Raises UserError (bad-phrase, other-phrase)."""
        self._from_phrase(words)

    def recover(self, words: str, mode: str, passphrase: str = "") -> Changed:
        """Keep the key that `words` stand for as `mode` says, whatever became of the old place. Raises UserError."""
        from mirrorlight.store import changing

        key = self._from_phrase(words)
        with self._alone():
            return changing.change(self._places, key, mode, passphrase, lost=True, clock=self._clock)

    def _from_phrase(self, words: str) -> Key:
        from mirrorlight.store import database, keys, phrase
        from mirrorlight.store.failures import no_store

        if not self._places.store.exists():
            raise no_store()
        key = phrase.key(words)
        info = None
        with contextlib.suppress(UserError):
            info = keys.read_info(self._places)
        try:
            if info is not None and not keys.fit(key, info):
                raise _other()
            database.open_plain(self._places.store, key, "ro").close()
        except UserError as error:
            if error.code == "damaged" and info is None:  # without the info nobody can tell the two apart
                raise _other() from None
            raise
        return key

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        from mirrorlight.store.database import StoreLock
        from mirrorlight.store.failures import guarded

        if self._synthetic():
            raise UserError(
                _("The key was not changed."),
                _("This store holds the days of somebody invented; its key lies in a file beside it."),
                _("Close the demo, and change the key in Mirrorlight itself."),
                code="synthetic",
            )
        lock = StoreLock(self._places)
        with guarded():
            mine = lock.acquire()
        if not mine:
            raise UserError(
                _("The key was not changed."),
                _("Mirrorlight is recording, or another part of it is using the store."),
                _("Stop recording, then try again."),
                code="recorder-running",
            )
        with lock:
            yield


def _other() -> UserError:
    return UserError(
        _("This recovery phrase does not open this store."),
        _("It belongs to another store, or to a key that was replaced since. Nothing has been changed."),
        _("Look for the paper that was written last."),
        code="other-phrase",
    )
