"""What can be recorded on this computer right now, and whether everything that should work does: for command line and
window alike. Loads the store only for what is asked of it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorlight import consent, control, process
from mirrorlight.beyond import BEYOND
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.wording import key_words

if TYPE_CHECKING:
    from mirrorlight.actions import Actions

OK, BAD, NOTE = "ok", "bad", "note"

SIGNS: dict[str, str] = {OK: N_("in order"), BAD: N_("NOT in order"), NOTE: N_("note")}
"""Each state in words. Message ids."""


@dataclass(frozen=True)
class Finding:
    """One check: `state` is ok, bad (something that should work does not) or note (worth knowing)."""

    id: str
    state: str
    said: str
    do: str = ""

    def to_json(self) -> dict[str, str]:
        return {"id": self.id, "state": self.state, "said": self.said, "do": self.do}


@dataclass(frozen=True)
class Report:
    """What was found. `channels` says how far each can work here."""

    desktop: str
    light: Coverage
    channels: Mapping[str, Coverage]
    findings: tuple[Finding, ...]

    @property
    def bad(self) -> int:
        """How many things that should work do not."""
        return sum(finding.state == BAD for finding in self.findings)

    @property
    def verdict(self) -> str:
        return _("Not in order: {n}.").format(n=self.bad) if self.bad else _("Everything that should work does.")

    def lines(self) -> list[str]:
        """The whole of it as text, without content of the store."""
        said = [_("Desktop: {name}").format(name=self.desktop)]
        said += [f"{_(SIGNS[each.state])}: {each.said} {each.do}".rstrip() for each in self.findings]
        said += ["", _("An agent can, Mirrorlight does not:")]
        said += [f"  {_(one.title)}: {_(one.taken)} {_(one.why)}" for one in BEYOND]
        return [*said, "", self.verdict]


@dataclass(frozen=True)
class Examination:
    """What the checks go by. `whole`: every page of the store is read; `go_on` is asked meanwhile. `may_ask`: a
    passphrase that is not known is asked for.
    """

    actions: Actions
    titles: Mapping[str, str]
    whole: bool
    may_ask: bool
    go_on: Callable[[], bool]

    def title(self, channel: str) -> str:
        return _(self.titles[channel]) if channel in self.titles else channel


def examine(
    actions: Actions, *, whole: bool = True, may_ask: bool = True, go_on: Callable[[], bool] = lambda: True
) -> Report:
    """Check everything; without `whole` the store is opened, but not read page by page. Changes nothing. Without
    `may_ask` a store whose passphrase is not known is left closed. Any thread, on `actions` of its own.

    Raises UserError (cancelled) once `go_on` said no.
    """
    from mirrorlight.channels import CHANNELS

    by = Examination(actions, {channel.id: channel.title for channel in CHANNELS}, whole, may_ask, go_on)
    name, light, channels = actions.coverage()
    findings = [_light(light.how, light.why)]
    findings += [_channel(by, channel, found) for channel, found in channels.items()]
    findings += [_agreement(by), *_key_and_store(by), *_rights(by), _memory(), _recorder(by)]
    findings += _agents(by)
    if not any(finding.id in {"key", "store"} and finding.state != OK for finding in findings):
        findings += [*_deletions(by), *_damaged_copies(by)]
    findings += [Finding("settings", NOTE, problem) for problem in actions.settings.problems]
    return Report(name, light, channels, tuple(findings))


def _light(how: str, why: str) -> Finding:
    if how == NOT:
        return Finding(
            "light", BAD, _("The light cannot be proved here, so nothing is recorded. {why}").format(why=why)
        )
    said = _("The light can be shown and checked here.")
    return Finding("light", OK, f"{said} {why}".rstrip())


def _channel(by: Examination, channel: str, found: Coverage) -> Finding:
    how, why = found.how, found.why
    on = bool(by.actions.settings.get(f"channel_{channel}"))
    extents = {FULLY: _("can be recorded"), PARTLY: _("can be recorded in part"), NOT: _("cannot be recorded here")}
    said = f"{by.title(channel)}: {extents.get(how, how)}"
    said += f" ({why.rstrip('.')})." if why else "."
    if not on:
        return Finding(channel, NOTE, said + " " + _("It is switched off."))
    if how != NOT:
        return Finding(channel, OK, said)
    return Finding(channel, BAD if found.fault else NOTE, said)


def _agreement(by: Examination) -> Finding:
    agreed = consent.read(by.actions.places.consent)
    if consent.damaged(by.actions.places.consent):
        refusal = consent.unreadable(by.actions.places.consent)
        return Finding("agreement", BAD, f"{refusal.what} {refusal.why}", refusal.do)
    if agreed is None:
        return Finding(
            "agreement", NOTE, _("You have not agreed yet, so nothing is recorded."), _("Run “mirrorlight setup”.")
        )
    when = agreed.agreed_at[:16].replace("T", " ")
    return Finding("agreement", OK, _("You agreed on {when}.").format(when=when))


def _key_and_store(by: Examination) -> list[Finding]:
    from mirrorlight.store import keys

    if not by.actions.places.key_info.exists() and not by.actions.places.store.exists():
        name = keys.keyring_available()
        said = _("A keyring is here: {name}.").format(name=name) if name else _("There is no keyring here.")
        return [Finding("key", NOTE, said), Finding("store", NOTE, _("There is no store yet."))]
    try:
        info = keys.read_info(by.actions.places)
        if info is not None and info.mode == keys.PASSPHRASE and not by.may_ask and not by.actions.passphrase:
            return [Finding("key", NOTE, _("The store is locked: its passphrase was not typed yet."))]
        damage = by.actions.damage(by.go_on) if by.whole else by.actions.opens()
    except UserError as error:
        if error.code == "cancelled":
            raise
        about_key = error.code in {
            "no-key-info", "key-info-damaged", "keyring-absent", "keyring-locked", "keyring-replaced", "other-machine",
            "key-gone", "wrong-passphrase", "key-file-open", "wrong-key", "passphrase-needed", "passphrase-unreadable",
            "key-changing", "key-change-damaged",
        }  # fmt: skip
        return [Finding("key" if about_key else "store", BAD, f"{error.what} {error.why}".rstrip(), error.do)]
    assert info is not None
    words = _("The key is {where} and fits the store; it ends in {ending}.")
    key = Finding("key", OK, words.format(where=key_words(info.mode), ending=info.ending))
    if damage:
        said = _("The store is damaged in {n} places. It is kept as it is.").format(n=len(damage))
        return [key, Finding("store", BAD, said, _("Export what can be read, then erase and start a new store."))]
    words = _("The store is intact: {path}") if by.whole else _("The store opens: {path}. Not every page was read.")
    store = Finding("store", OK, words.format(path=by.actions.places.store))
    if by.actions.synthetic():
        return [key, store, Finding("synthetic", NOTE, _("It holds synthetic demo data, and is never recorded into."))]
    return [key, store]


def _deletions(by: Examination) -> list[Finding]:
    """Deletions of which something may be left."""
    try:
        receipts = by.actions.reader().receipts()
    except UserError:
        return []
    left = [receipt for receipt in receipts if not receipt.clean]
    if not left:
        kept = any(receipt.scan.get("kept") for receipt in receipts if receipt.by_itself)
        said = _("Everything that you deleted is gone.") if kept else _("Everything that was deleted is gone.")
        return [Finding("deletions", OK, said)] if receipts else []
    said = _("Deletions of which not every check passed: {n}.").format(n=len(left))
    return [Finding("deletions", BAD, said, _("Have them checked again: mirrorlight receipts --again"))]


def _damaged_copies(by: Examination) -> list[Finding]:
    """Damaged stores that were kept: what goes by itself may stand in them for a while."""
    from mirrorlight.store import damaged_copies

    said = _("A damaged store is kept: {path}. It may hold what has gone by itself since.")
    do = _("It goes with the first thing that you delete, or with what goes by itself from {day} on.")
    return [
        Finding("damaged-copy", NOTE, said.format(path=path), do.format(day=damaged_copies.goes(path).isoformat()))
        for path in damaged_copies.copies(by.actions.places)
    ]


def _rights(by: Examination) -> list[Finding]:
    """Whether folders and files are closed to other people of this computer."""
    if os.name != "posix":
        return [Finding("rights", NOTE, _("Who may read the files was not checked on this system."))]
    places = by.actions.places
    paths: list[Path] = [places.data, places.config, places.logs, places.run, places.socket]
    paths += [path for folder in (places.data, places.config) if folder.is_dir() for path in folder.iterdir()]
    open_ones = [path for path in paths if _open_to_others(path)]
    if not open_ones:
        return [Finding("rights", OK, _("Folders and files are closed to other people of this computer."))]
    return [
        Finding(
            "rights", BAD, _("Others can enter or read {path}.").format(path=path),
            _("Close it with: chmod go= {path}").format(path=path),
        )
        for path in open_ones
    ]  # fmt: skip


def _memory() -> Finding:
    """Whether others can come by the key through the memory of this process, as of every other of Mirrorlight's."""
    swapped = _("What the system puts into swap or hibernation is not in Mirrorlight’s hands.")
    missing = process.lacks()
    if not missing:
        said = _("Other programs cannot read Mirrorlight’s memory, and a crash leaves no picture of it.")
        return Finding("memory", OK, f"{said} {swapped}")
    words = {
        "no-core": _("a crash may leave a picture of Mirrorlight’s memory, with the key in it"),
        "unreadable": _("programs that run as you may be able to read Mirrorlight’s memory, with the key in it"),
    }
    said = _("On this system {what}.").format(what="; ".join(words[lack] for lack in missing))
    return Finding("memory", NOTE, f"{said} {swapped}")


def _agents(by: Examination) -> list[Finding]:
    """What “agents check” says, in short: who listens here, and traces of known products. Neither is right or wrong."""
    from mirrorlight.agents import check

    found = check.look(by.actions.places)
    more = _("“mirrorlight agents check” says what was looked at.")
    listening = [Finding("listening", NOTE, found.hears)]
    broken = [Finding("agents", BAD, _("Left out: {problem}").format(problem=problem)) for problem in found.problems]
    return [*listening, Finding("agents", NOTE, f"{found.verdict} {found.means}", more), *broken]


def _open_to_others(path: Path) -> bool:
    try:
        state: Any = path.lstat()
    except OSError:
        return False
    return not stat.S_ISLNK(state.st_mode) and bool(state.st_mode & 0o077)


def _recorder(by: Examination) -> Finding:
    try:
        now = by.actions.status()
    except UserError as error:
        return Finding("recorder", BAD, f"{error.what} {error.why}".rstrip(), error.do)
    if now["state"] != "off":
        able = [name for name, channel in now["channels"].items() if channel["on"] and channel["coverage"] != NOT]
        deaf = [name for name in able if not now["channels"][name]["alive"]]
        if deaf and now["state"] != "starting":
            names = ", ".join(by.title(name) for name in deaf)
            return Finding("recorder", BAD, _("A recorder runs, but does not listen to: {names}.").format(names=names))
        return Finding("recorder", OK, _("A recorder runs and answers."))
    if now["reason"] == "crash":
        none = control.NoRecorder(crashed=True)
        return Finding("recorder", BAD, f"{none.what} {none.why}", none.do)
    return Finding("recorder", NOTE, _("No recorder runs."))
