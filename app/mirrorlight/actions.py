"""What a person can have done, for window and command line alike: through the recorder, or without one directly.

Imports the store only when it is needed, so that asking for the status stays quick.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mirrorlight import autostart, consent, control, off_status, sensitive
from mirrorlight.core.clock import Clock
from mirrorlight.core.keeping import Keep, Kept
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.key_actions import KeyActions
from mirrorlight.launch import Launcher
from mirrorlight.places import Places
from mirrorlight.settings import CUSTOM, EVERYTHING, RECORDING_AS, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from mirrorlight.agents.recording_as import Plan
    from mirrorlight.channels.frames import Forecast
    from mirrorlight.core.channel import Coverage
    from mirrorlight.insight.training_export import Written
    from mirrorlight.store.backup import Backup
    from mirrorlight.store.copying import Step
    from mirrorlight.store.deletion import Progress
    from mirrorlight.store.erase import Erasure
    from mirrorlight.store.importing import Imported
    from mirrorlight.store.keys import Key, KeyInfo
    from mirrorlight.store.reader import Reader
    from mirrorlight.store.recovering import Recovered
    from mirrorlight.store.results import Preview, Receipt
    from mirrorlight.store.writer import Writer

STOP = 15.0
"""Seconds the recorder has to end after it said that it will."""
DELETE = 120.0
"""Seconds a deletion by the recorder may take."""
CHECK = 30.0
"""Seconds without any progress after which nobody waits for the end of its checks any more."""
LOOK = 0.1
"""Seconds between two questions for how far the checks are."""


@dataclass(frozen=True, repr=False)
class FieldsOf:
    """How one application's fields are checked: `how` is "terminal", "accessibility" or "", then `why` says why not
    (an id). `allowed`: the person allows its keys all the same.
    """

    app: str
    how: str
    why: str
    allowed: bool


class Actions:
    """Everything that changes or shows what is recorded. Thread: any one at a time; calls may block.

    `passphrase` is asked for at most once, and only in that key mode. Close it at the end. `throwaway`: the store is a
    demo's; nothing is recorded, and none is made in its place.
    """

    def __init__(self, places: Places, settings: Settings, clock: Clock, passphrase: Callable[[], str]) -> None:
        self.places = places
        self.settings = settings
        self._clock = clock
        self._secret = _Secret(passphrase)
        self._reader: Reader | None = None
        self._launcher = Launcher(places)
        self.throwaway = False

    def sibling(self) -> Actions:
        """Another one for another thread: its own reader; passphrase and started recorders are shared."""
        other = Actions(self.places, self.settings, self._clock, self._secret.ask)
        other._secret, other._launcher, other.throwaway = self._secret, self._launcher, self.throwaway
        return other

    @property
    def key(self) -> KeyActions:
        """What can be done with the key of the store."""
        return KeyActions(self.places, self._clock, self._key, self._demo)

    @property
    def passphrase(self) -> str:
        """The passphrase as it was given, "" while nobody was asked."""
        return self._secret.text

    def use_passphrase(self, passphrase: str) -> None:
        """What the person typed, instead of asking; "" to ask again."""
        self._secret.text = passphrase

    def close(self) -> None:
        """Give up the reader and the child process (a recorder goes on without us)."""
        self.forget_reader()
        self._launcher.let_go()

    # The recorder

    def status(self, *, counts: bool = True) -> dict[str, Any]:
        """What `status --json` prints. Without a recorder the state is "off". Raises UserError when it is silent.

        `counts`: without a recorder, open the store to count what it holds, where that asks nobody for anything.
        """
        self._launcher.reap()
        try:
            return control.ask(self.places, "status")
        except control.NoRecorder as none:
            return off_status.status(self.places, self.settings, self._clock, crashed=none.crashed, counts=counts)

    def running(self) -> bool:
        """Whether a recorder runs, even a silent one."""
        try:
            control.ask(self.places, "status")
        except control.NoRecorder:
            return False
        except UserError:
            return True
        return True

    def start(self) -> None:
        """Start a recorder of its own, and return once it answers. Nothing happens if one runs.

        Raises the UserError with which the recorder refused.
        """
        if self.running():
            return
        if self.throwaway or self.synthetic():
            raise _synthetic()
        info = self._key_info()
        secret = self._secret() if info is not None and info.mode == "passphrase" else None
        try:
            self._launcher.start(secret)
        except UserError:
            self._secret.text = ""
            raise

    def pause(self, until: int | None) -> dict[str, Any]:
        """Pause until `until` (UTC µs), or until resumed. Returns the recorder's status. Raises UserError."""
        return control.ask(self.places, "pause", until=until)

    def resume(self) -> dict[str, Any]:
        """End the pause. Returns the recorder's status. Raises UserError."""
        return control.ask(self.places, "resume")

    def show_light(self) -> None:
        """Let the light show its full form and take the keyboard: the way to it without a pointer. Raises UserError."""
        control.ask(self.places, "show-light")

    def stop(self) -> dict[str, Any]:
        """End the recording; returns when its store is closed, with the status after it. Raises UserError.

        The recorder's process stays for some seconds more, to show that it has stopped.
        """
        control.ask(self.places, "stop", timeout=STOP)
        return self.status()

    # The store

    def reader(self) -> Reader:
        """The reading side of the store, opened at the first call and kept. Raises UserError."""
        if self._reader is None:
            from mirrorlight.channels import CHANNELS
            from mirrorlight.store.reader import Reader

            self._reader = Reader(self.places, self._key(), CHANNELS)
        return self._reader

    def forget_reader(self) -> None:
        """Close the reader, so that nothing of the store stays open."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def synthetic(self) -> bool:
        """Whether the store is a demo's, as far as that can be told without asking the person for anything."""
        if not self._opens_by_itself():
            return False
        was_open = self._reader is not None
        try:
            return self.reader().synthetic()
        except UserError:
            return False
        finally:
            if not was_open:
                self.forget_reader()

    def preview(self, selection: Selection) -> Preview:
        """What `delete` would take. Raises UserError."""
        return self.reader().preview(selection)

    def delete(
        self, selection: Selection, progress: Progress | None = None, checking: Progress | None = None
    ) -> Receipt:
        """Delete for good, through the recorder or without one, and wait until everything was looked through.

        `progress` is told steps until the rows are gone, `checking` bytes from then on. Names and texts are turned into
        row ids here, because content does not cross the socket; what the recorder still holds back is written before.
        The receipt stays unfinished where a reader does not let go of the log: the recorder goes on with it. Raises
        UserError.
        """
        from mirrorlight.store.results import Receipt

        if not self.running():
            with self._writing() as writer:
                return writer.delete(selection, progress, checking)
        if selection.apps or selection.matching:
            control.ask(self.places, "settle")
            selection = self.reader().resolve(selection)
        receipt = Receipt.from_json(control.ask(self.places, "delete", timeout=DELETE, selection=selection.to_json()))
        if progress is not None:
            progress(1, 1)
        return self._checked(receipt, checking) if receipt.total else receipt

    def _checked(self, receipt: Receipt, checking: Progress | None) -> Receipt:
        """The receipt once the recorder has completed it. One that cannot be had any more is given back as it is."""
        from mirrorlight.store.results import Receipt

        waited, last = 0.0, (0, 0)
        with contextlib.suppress(UserError):
            while waited < CHECK:
                told = control.ask(self.places, "delete-told", id=receipt.id)
                if "receipt" in told:
                    return Receipt.from_json(told["receipt"])
                if "total" not in told:
                    break
                if (now := (int(told["done"]), int(told["total"]))) != last:
                    waited, last = 0.0, now
                    if checking is not None and now[1]:
                        checking(*now)
                time.sleep(LOOK)
                waited += LOOK
        return receipt

    def retain(self, now: Callable[[], bool] = lambda: True) -> Receipt | None:
        """Let go at once what is no longer to be kept, through the recorder or without one, as far as the clock can be
        trusted; the receipt, if anything went. Without a recorder `now` is asked before each slice. Raises UserError.
        """
        from mirrorlight.store.results import Receipt

        if self.running():
            done = control.ask(self.places, "retain", timeout=DELETE).get("receipt")
            return None if done is None else self._checked(Receipt.from_json(done), None)
        with self._writing() as writer:
            if writer.synthetic():
                return None
            trust = writer.trusted(secrets.randbits(48))
            moment, last, done = trust.look(self._clock), None, False
            writer.note_trust(trust)
            while now() and not done:
                run = writer.retaining(self._keep())
                while now() and run.step(moment):
                    pass
                done = run.done
                if run.receipt is not None:
                    run.purge()
                    last = writer.deleting.check(run.receipt, run.traces)
            return last

    def kept(self) -> Kept:
        """What is kept, when it goes, and what the store grows to. Raises UserError."""
        return self.reader().kept(self._keep())

    def _keep(self) -> Keep:
        from mirrorlight.channels import CHANNELS

        return Keep.of(self.settings.get, [channel.id for channel in CHANNELS])

    def check_again(self) -> list[Receipt]:
        """Clean and look again for every deletion that was not clean; returns them with what came of it. Raises
        UserError.
        """
        from mirrorlight.store.results import Receipt

        if self.running():
            answer = control.ask(self.places, "check-again", timeout=DELETE)
            return [Receipt.from_json(each) for each in answer["receipts"]]
        with self._writing() as writer:
            return writer.deleting.check_again()

    def rules(self) -> tuple[Rule, ...]:
        """All exclusions: `group` says which belong to a ready group. Raises UserError."""
        return self.reader().rules()

    def set_group(self, group: str, on: bool) -> None:
        """Switch a ready group of exclusions on or off, from now on. Raises UserError."""
        if not self.running():
            with self._writing() as writer:
                writer.set_group(group, on)
            return
        control.ask(self.places, "rule-group", group=group, on=on)

    def add_rule(self, kind: str, pattern: str) -> Rule:
        """Never record this again, from now on. Raises UserError for a rule that cannot be meant."""
        if not self.running():
            with self._writing() as writer:
                return writer.add_rule(kind, pattern)
        answer = control.ask(self.places, "rule-add", kind=kind, pattern=pattern)
        return Rule(str(answer.get("result")), kind, pattern)

    def remove_rule(self, rule_id: str) -> bool:
        """Take a rule away; False if there was none with this id. Raises UserError."""
        if not self.running():
            with self._writing() as writer:
                return writer.remove_rule(rule_id)
        return bool(control.ask(self.places, "rule-remove", id=rule_id).get("result"))

    def keys_allowed(self) -> tuple[str, ...]:
        """Applications in which keys are recorded although their fields cannot be checked. Raises UserError."""
        return self.reader().keys_allowed()

    def allow_keys(self, app: str) -> None:
        """Record keys in `app` from now on also where its fields cannot be checked. Raises UserError."""
        if self.running():
            control.ask(self.places, "keys-allow", app=app)
            return
        with self._writing() as writer:
            writer.allow_keys(app)

    def forbid_keys(self, app: str) -> bool:
        """Take that back; False if it was not allowed. Raises UserError."""
        if self.running():
            return bool(control.ask(self.places, "keys-forbid", app=app).get("result"))
        with self._writing() as writer:
            return writer.forbid_keys(app)

    def call_wrong(self, key: str, kind: str) -> None:
        """Hide a finding, by its key without content, until that is taken back. Raises UserError."""
        if self.running():
            control.ask(self.places, "wrong-add", key=key, kind=kind)
            return
        with self._writing() as writer:
            writer.call_wrong(key, kind)

    def take_back_wrong(self, key: str) -> bool:
        """Show a finding again; False if it was not hidden. Raises UserError."""
        if self.running():
            return bool(control.ask(self.places, "wrong-remove", key=key).get("result"))
        with self._writing() as writer:
            return writer.take_back_wrong(key)

    def fields(self, status: Mapping[str, Any] | None = None) -> list[FieldsOf]:
        """How the fields of each application in use are checked, by name, from the running recorder's status (asked
        for if none is given). Raises UserError.
        """
        said = (self.status(counts=False) if status is None else status).get("fields") or []
        names = self.reader().app_names() if said else {}
        found = [
            FieldsOf(names[each["app"]], str(each["how"] or ""), str(each["why"]), bool(each["allowed"]))
            for each in said
            if each["app"] in names
        ]
        return sorted(found, key=lambda each: each.app.casefold())

    def seen_apps(self) -> list[str]:
        """Applications in the store and those with a window right now, by name. Raises UserError."""
        from mirrorlight import desktop

        names = set(self.reader().apps())
        here = desktop.current()
        try:
            names.update(here.seen_apps())
        finally:
            here.close()
        own = Rules().own_app  # excluded without a rule
        return sorted((name for name in names if name.casefold() != own), key=str.casefold)

    def coverage(self) -> tuple[str, Coverage, dict[str, Coverage]]:
        """The desktop's name, whether the light can be proved on it, and how far each channel can work here now."""
        from mirrorlight import desktop
        from mirrorlight.channels import CHANNELS

        here = desktop.current()
        try:
            channels = {channel.id: channel.coverage(here) for channel in CHANNELS}
            return here.name, here.can_prove_light(), channels
        finally:
            here.close()

    def video_forecast(self, interval: int | None = None, quality: int | None = None) -> Forecast:
        """What screen video would take with the screens of now, going by the pictures stored lately.

        Nobody is asked for a passphrase, and no picture is taken for it: without a store that opens by itself the
        usual size of pictures counts. `interval` in seconds and `quality` (10 to 100) are those set by default.
        """
        from mirrorlight import desktop
        from mirrorlight.channels.frames import Sample, again, forecast
        from mirrorlight.desktop.base import DesktopGone

        sample, quality = Sample(0, 0, 0), quality or int(self.settings.get("screenshot_quality"))
        if self._opens_by_itself():
            with contextlib.suppress(UserError):
                reader = self.reader()
                sample = Sample(*reader.picture_sample(), again=again(reader.newest_picture(), quality))
        here = desktop.current()
        try:
            screens = [(monitor.rect.width, monitor.rect.height) for monitor in here.monitors()]
        except DesktopGone:
            screens = []
        finally:
            here.close()
        found: Forecast = forecast(
            screens or [(1920, 1080)], interval or int(self.settings.get("video_interval")), sample, quality
        )
        return found

    def _opens_by_itself(self) -> bool:
        """Whether the store can be read without asking the person."""
        try:
            info = self._key_info()
        except UserError:
            return False
        return (
            info is not None and self.places.store.exists() and (info.mode != "passphrase" or bool(self._secret.text))
        )

    def opens(self) -> list[str]:
        """Open the store with its key and close it again; nothing is wrong then, as far as that tells. Raises
        UserError.
        """
        from mirrorlight.channels import CHANNELS
        from mirrorlight.store import database

        database.open_reader(self.places, self._key(), CHANNELS).close()
        return []

    def damage(self, go_on: Callable[[], bool] = lambda: True) -> list[str]:
        """What is wrong with the store's file, as SQLCipher and SQLite name it; empty when it is intact.

        Reads the whole file. Raises UserError when it cannot be opened at all, and (cancelled) once `go_on` says no.
        """
        from mirrorlight.channels import CHANNELS
        from mirrorlight.store import database, failures

        opened = database.open_reader(self.places, self._key(), CHANNELS)
        try:
            with failures.guarded():
                return opened.damage(go_on)
        finally:
            opened.close()

    def export(
        self,
        selection: Selection,
        form: str,
        out: Path,
        *,
        force: bool = False,
        pictures: bool = True,
        step: Step = lambda *_: True,
    ) -> int:
        """A readable copy of what is selected. See `mirrorlight.store.export`. Raises UserError."""
        from mirrorlight.store import export

        return export.export(self.reader(), selection, form, out, force=force, pictures=pictures, step=step)

    def training(
        self,
        since: int,
        until: int,
        out: Path,
        *,
        pictures: bool = True,
        force: bool = False,
        step: Step = lambda *_: True,
    ) -> Written:
        """A stretch of time as training data of the public form, in a folder. Raises UserError.

        See `mirrorlight.insight.training_export`.
        """
        from mirrorlight.insight import training_export

        return training_export.export(self.reader(), since, until, out, pictures=pictures, force=force, go=step)

    def settle(self) -> None:
        """The store was opened and is closed in order: the copy from before a migration is no longer needed."""
        from mirrorlight.store import before

        before.settle(self.places)

    def backup(self, out: Path, *, force: bool = False, passphrase: str = "", step: Step = lambda *_: True) -> Backup:
        """An encrypted, verified copy of the store; a recorder may run. See `mirrorlight.store.backup`."""
        from mirrorlight.channels import CHANNELS
        from mirrorlight.store import backup

        return backup.backup(
            self.places, self._key(), CHANNELS, out, self._clock, force=force, passphrase=passphrase, step=step
        )

    def restore(
        self, path: Path, *, replace: bool = False, key_file: Path | None = None, step: Step = lambda *_: True
    ) -> Backup:
        """Put a backup in the place of the store, while no recorder runs. See `mirrorlight.store.backup`."""
        from mirrorlight.channels import CHANNELS
        from mirrorlight.store import backup

        self.forget_reader()
        return backup.restore(self.places, path, CHANNELS, self._secret, replace=replace, key_file=key_file, step=step)

    def recoverable(self, step: Step = lambda *_: True) -> Recovered:
        """What can be read of a damaged store, while no recorder runs; nothing is changed. See
        `mirrorlight.store.recovering`.
        """
        from mirrorlight.channels import CHANNELS
        from mirrorlight.store import recovering

        self.forget_reader()
        return recovering.look(self.places, self._key(), CHANNELS, step)

    def recover(self, step: Step = lambda *_: True) -> Recovered:
        """Make a new store of it; the damaged one is kept under another name."""
        from mirrorlight.channels import CHANNELS
        from mirrorlight.store import recovering

        self.forget_reader()
        return recovering.recover(self.places, self._key(), CHANNELS, self._clock, step)

    def bring_in(self, path: Path, step: Step = lambda *_: True) -> Imported:
        """Import an own export, while no recorder runs. See `mirrorlight.store.importing`. Raises UserError."""
        if self.running():
            raise UserError(
                _("Nothing was imported."),
                _("Mirrorlight is recording."),
                _("Stop recording, then try again."),
                code="recorder-running",
            )
        with self._writing() as writer:
            return writer.bring_in(path, step)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Writer]:
        """The writing side while no recorder runs, under the lock that keeps one from starting. Raises UserError."""
        from mirrorlight.channels import CHANNELS
        from mirrorlight.store.database import StoreLock
        from mirrorlight.store.writer import Writer

        if not self.places.store.exists():
            self.reader()  # says in its own words that there is no store; none is made here
        self._key()  # whoever has to be asked is asked before others are kept waiting
        lock = StoreLock(self.places)
        if not lock.acquire():
            raise UserError(
                _("The store is in use."),
                _("A recorder is starting or ending, or another deletion runs."),
                _("Try again in a moment."),
                code="store-busy",
            )
        try:
            writer = Writer(self.places, self._key(held=True), CHANNELS, self._clock)
            try:
                yield writer
            finally:
                writer.close()
        finally:
            lock.release()

    def _demo(self) -> bool:
        """Whether the key is that of a demo's store, which always lies in a file."""
        if self.throwaway:
            return True
        try:
            info = self._key_info()
        except UserError:
            return False
        return info is not None and info.mode == "file" and self.synthetic()

    def _key(self, *, held: bool = False) -> Key:
        from mirrorlight.store import keys

        try:
            return keys.load(self.places, self._secret, held=held)
        except UserError:
            self._secret.text = ""
            raise

    def _key_info(self) -> KeyInfo | None:
        """How the key is kept, or None before the first run."""
        if not self.places.key_info.exists():
            return None
        from mirrorlight.store import keys

        return keys.read_info(self.places)

    # Agreement, settings, erasing

    def first_run_needed(self) -> bool:
        """Whether the person has still to read and agree, or the key and the store are still to be made."""
        from mirrorlight.store import swap

        with contextlib.suppress(OSError):  # whoever opens the store says what is wrong
            swap.finish(self.places)
        nothing = not self.places.key_info.exists() and not self.places.store.exists()
        return consent.read(self.places.consent) is None or nothing

    def set_up(
        self,
        mode: str,
        channels: tuple[str, ...],
        passphrase: str = "",
        groups: tuple[str, ...] = sensitive.DEFAULT,
        unchecked_keys: bool | None = None,
        recording_as: str | None = None,
    ) -> None:
        """Make key and store, switch on `channels`, and note the agreement: last, so that nothing records before.

        `groups` are the ready groups of exclusions that the new store begins with. With a key that exists (an
        agreement withdrawn and given again) `mode` and `groups` are left aside and the store is kept with its rules.
        `unchecked_keys`: whether keys are recorded where a field cannot be checked; None leaves it as it is.
        `recording_as`: a product whose intervals and idle limit are taken over; `channels` decide all the same.
        What was made is taken away again if a later step fails. Raises UserError.
        """
        if self.throwaway:
            raise _synthetic()
        from mirrorlight.channels import CHANNELS
        from mirrorlight.store import keys
        from mirrorlight.store.writer import Writer

        try:
            self.places.make()
        except OSError as error:
            raise _not_set_up(error) from error
        if not self.places.key_info.exists():
            key = keys.create(self.places, mode, passphrase)
            try:
                with contextlib.closing(Writer(self.places, key, CHANNELS, self._clock)) as writer:
                    for group in groups:
                        writer.set_group(group, True)
            except UserError:
                keys.destroy(self.places)
                for path in off_status.store_files(self.places):
                    path.unlink(missing_ok=True)
                raise
            self._secret.text = passphrase
        for channel in CHANNELS:
            if self.settings.get(f"channel_{channel.id}") != (channel.id in channels):
                self.settings.set(f"channel_{channel.id}", channel.id in channels)
        self._settle_recording_as(recording_as)
        if unchecked_keys is not None and self.settings.get("unchecked_keys") != unchecked_keys:
            self.settings.set("unchecked_keys", unchecked_keys)
        try:
            consent.give(self.places.consent, self._clock.utc(), channels)
        except OSError as error:
            raise _not_set_up(error) from error

    def _settle_recording_as(self, target: str | None) -> None:
        """Take over the intervals of `target`; what is said to be recorded as is true of the channels that are on."""
        if target is not None:
            values = self.plan(target).values
            self.settings.set_all({name: value for name, value in values.items() if not name.startswith("channel_")})
        if self.recording_as() != self.settings.get(RECORDING_AS):
            self.settings.set(RECORDING_AS, CUSTOM)

    def revoke(self) -> None:
        """Withdraw the agreement, and stop the recorder at once. Raises UserError."""
        try:
            consent.withdraw(self.places.consent)
        except OSError as error:
            raise UserError(
                _("The agreement could not be withdrawn."),
                error.strerror or "",
                _("Stop recording, then look at the rights of the folder {path}.").format(path=self.places.data),
                code="not-revoked",
            ) from error
        self.leave()

    def erase_everything(self) -> Erasure:
        """Stop the recorder, then erase the key and every file of Mirrorlight's. Raises UserError.

        What it returns says what could not be taken away.
        """
        from mirrorlight.store import erase

        self._stop_if_running()
        self.forget_reader()
        autostart.forget()
        erasure = erase.erase_everything(self.places)
        self._secret.text = ""
        self.settings.reload()
        return erasure

    def leave(self) -> None:
        """Stop the recorder, and have none start at login. Raises UserError."""
        self._stop_if_running()
        autostart.forget()
        if self.settings.get(autostart.SETTING):
            self.settings.set(autostart.SETTING, False)

    def finish_erasing(self) -> Erasure | None:
        """Go on with an erasure that was interrupted; None if there is none, or if somebody is at it. Raises
        UserError.
        """
        if not off_status.erasing(self.places):
            return None
        from mirrorlight.store import erase

        autostart.forget()
        try:
            return erase.erase_everything(self.places)
        except UserError as error:
            if error.code == "recorder-running":
                return None
            raise

    def _stop_if_running(self) -> None:
        with contextlib.suppress(control.NoRecorder):
            self.stop()

    def set_setting(self, name: str, value: Any) -> dict[str, Any]:
        """Change a setting; a running recorder takes it at once. Returns what was changed, as it was before: recording
        as a product changes several, and a channel or interval that does not fit it ends that. Raises UserError.
        """
        if name == RECORDING_AS:
            return self.set_settings(self.plan(str(value)).values)
        before = {name: self.settings.get(name)}
        if name == autostart.SETTING and before[name] != value:
            self._start_at_login(value)
        self.settings.set(name, value)
        target = str(self.settings.get(RECORDING_AS))
        if self.recording_as() != target:
            before[RECORDING_AS] = target
            self.settings.set(RECORDING_AS, CUSTOM)
        self._reload()
        return before

    def recording_as(self) -> str:
        """What is recorded as: the setting, as long as channels and intervals are those that it stands for."""
        target = str(self.settings.get(RECORDING_AS))
        if target == CUSTOM:
            return CUSTOM
        try:
            return CUSTOM if self.plan(target).changes else target
        except UserError:  # the file of that product does not come along any more
            return CUSTOM

    def set_settings(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Change several at once, just as they are given; returns them as they were before. Raises UserError."""
        before = {name: self.settings.get(name) for name in values}
        if autostart.SETTING in values and before[autostart.SETTING] != values[autostart.SETTING]:
            self._start_at_login(values[autostart.SETTING])
        self.settings.set_all(values)
        self._reload()
        return before

    def plan(self, target: str) -> Plan:
        """What recording as `target` (a value of the setting) would change; nothing is changed. Raises UserError."""
        from mirrorlight.agents import recording_as
        from mirrorlight.agents.loader import library
        from mirrorlight.channels import CHANNELS

        product = None if target in {EVERYTHING, CUSTOM} else library().find(target)
        return recording_as.plan(target, product, CHANNELS, self.settings.declared, self.settings.get)

    def _reload(self) -> None:
        with contextlib.suppress(control.NoRecorder):
            control.ask(self.places, "reload")

    def _start_at_login(self, on: bool) -> None:
        """Raises UserError."""
        if on and (self.throwaway or self.first_run_needed()):
            raise UserError(
                _("Recording from login on was not switched on."),
                _("Nothing may be recorded here yet."),
                _("Run “mirrorlight setup” first, or open Mirrorlight."),
                code="no-consent",
            )
        if on and self.key.state().mode == "passphrase":
            raise UserError(
                _("Recording from login on was not switched on."),
                _("The key is locked by a passphrase, and nobody could be asked for it then."),
                _("Keep the key in the keyring or in a file: “mirrorlight key change”."),
                code="passphrase-at-login",
            )
        autostart.follow(on)

    def set_channel(self, channel: str, on: bool) -> None:
        """Switch a channel on or off; a running recorder follows at once. Raises UserError."""
        self.set_setting(f"channel_{channel}", on)


def _synthetic() -> UserError:
    from mirrorlight.store import failures

    return failures.synthetic()


def _not_set_up(error: OSError) -> UserError:
    return UserError(
        _("Mirrorlight could not be set up."),
        error.strerror or "",
        _("Free some space or check the folder’s rights."),
        code="not-set-up",
    )


class _Secret:
    """The passphrase, asked for once and shared by siblings. Forgotten when it turned out wrong."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self.ask = ask
        self.text = ""

    def __call__(self) -> str:
        if not self.text:
            self.text = self.ask()
        return self.text
