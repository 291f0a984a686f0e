"""doctor: what can be recorded on this computer right now, and whether everything that should work does."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mirrorlight import consent, control, process
from mirrorlight.beyond import BEYOND
from mirrorlight.cli.invocation import Invocation
from mirrorlight.cli.recording import key_words
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

OK, BAD, NOTE = "ok", "bad", "note"


@dataclass(frozen=True)
class Finding:
    """One check: `state` is ok, bad (something that should work does not) or note (worth knowing)."""

    id: str
    state: str
    said: str
    do: str = ""

    def to_json(self) -> dict[str, str]:
        return {"id": self.id, "state": self.state, "said": self.said, "do": self.do}


def doctor(run: Invocation) -> int:
    """Check everything; exit status 1 if something that should work does not."""
    name, light, channels = run.actions.coverage()
    findings = [_light(light.how, light.why)]
    findings += [_channel(run, channel, found) for channel, found in channels.items()]
    findings += [_agreement(run), *_key_and_store(run), *_rights(run), _memory(), _recorder(run), *_deletions(run)]
    findings += [Finding("settings", NOTE, problem) for problem in run.settings.problems]
    bad = [finding for finding in findings if finding.state == BAD]
    run.output.document(
        {
            "ok": not bad,
            "desktop": name,
            "light": {"how": light.how, "why": light.why},
            "channels": {
                channel: {"on": bool(run.settings.get(f"channel_{channel}")), "how": found.how, "why": found.why}
                for channel, found in channels.items()
            },
            "findings": [finding.to_json() for finding in findings],
            "not_seen": [
                {"id": one.id, "title": _(one.title), "taken": _(one.taken), "why": _(one.why), "source": one.source}
                for one in BEYOND
            ],
        }
    )
    _print(run, name, findings)
    return 1 if bad else 0


def _print(run: Invocation, desktop: str, findings: list[Finding]) -> None:
    signs = {OK: _("in order"), BAD: _("NOT in order"), NOTE: _("note")}
    run.output.line(_("Desktop: {name}").format(name=desktop))
    for finding in findings:
        run.output.line(f"{signs[finding.state]}: {finding.said} {finding.do}".rstrip())
    run.output.line()
    run.output.line(_("An agent can, Mirrorlight does not:"))
    for one in BEYOND:
        run.output.line(f"  {_(one.title)}: {_(one.taken)} {_(one.why)}")
    bad = sum(finding.state == BAD for finding in findings)
    run.output.line()
    run.output.line(_("Everything that should work does.") if not bad else _("Not in order: {n}.").format(n=bad))


def _light(how: str, why: str) -> Finding:
    if how == NOT:
        return Finding(
            "light", BAD, _("The light cannot be proved here, so nothing is recorded. {why}").format(why=why)
        )
    said = _("The light can be shown and checked here.")
    return Finding("light", OK, f"{said} {why}".rstrip())


def _channel(run: Invocation, channel: str, found: Coverage) -> Finding:
    how, why = found.how, found.why
    on = bool(run.settings.get(f"channel_{channel}"))
    extents = {FULLY: _("can be recorded"), PARTLY: _("can be recorded in part"), NOT: _("cannot be recorded here")}
    said = f"{run.channel_title(channel)}: {extents.get(how, how)}"
    said += f" ({why.rstrip('.')})." if why else "."
    if not on:
        return Finding(channel, NOTE, said + " " + _("It is switched off."))
    if how != NOT:
        return Finding(channel, OK, said)
    return Finding(channel, BAD if found.fault else NOTE, said)


def _agreement(run: Invocation) -> Finding:
    agreed = consent.read(run.places.consent)
    if consent.damaged(run.places.consent):
        refusal = consent.unreadable(run.places.consent)
        return Finding("agreement", BAD, f"{refusal.what} {refusal.why}", refusal.do)
    if agreed is None:
        return Finding(
            "agreement", NOTE, _("You have not agreed yet, so nothing is recorded."), _("Run “mirrorlight setup”.")
        )
    when = agreed.agreed_at[:16].replace("T", " ")
    return Finding("agreement", OK, _("You agreed on {when}.").format(when=when))


def _key_and_store(run: Invocation) -> list[Finding]:
    from mirrorlight.store import keys

    if not run.places.key_info.exists() and not run.places.store.exists():
        name = keys.keyring_available()
        said = _("A keyring is here: {name}.").format(name=name) if name else _("There is no keyring here.")
        return [Finding("key", NOTE, said), Finding("store", NOTE, _("There is no store yet."))]
    try:
        info = keys.read_info(run.places)
        damage = run.actions.damage()
    except UserError as error:
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
    store = Finding("store", OK, _("The store is intact: {path}").format(path=run.places.store))
    if run.actions.synthetic():
        return [key, store, Finding("synthetic", NOTE, _("It holds synthetic demo data, and is never recorded into."))]
    return [key, store]


def _deletions(run: Invocation) -> list[Finding]:
    """Deletions of which something may be left. A store that cannot be read is told of elsewhere."""
    try:
        receipts = run.actions.reader().receipts()
    except UserError:
        return []
    left = [receipt for receipt in receipts if not receipt.clean]
    if not left:
        return [Finding("deletions", OK, _("Everything that was deleted is gone."))] if receipts else []
    said = _("Deletions of which not every check passed: {n}.").format(n=len(left))
    return [Finding("deletions", BAD, said, _("Have them checked again: mirrorlight receipts --again"))]


def _rights(run: Invocation) -> list[Finding]:
    """Whether folders and files are closed to other people of this computer."""
    if os.name != "posix":
        return [Finding("rights", NOTE, _("Who may read the files was not checked on this system."))]
    places = run.places
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
    said = _("On this system {what}.").format(what=_("; ").join(words[lack] for lack in missing))
    return Finding("memory", NOTE, f"{said} {swapped}")


def _open_to_others(path: Path) -> bool:
    try:
        state: Any = path.lstat()
    except OSError:
        return False
    return not stat.S_ISLNK(state.st_mode) and bool(state.st_mode & 0o077)


def _recorder(run: Invocation) -> Finding:
    try:
        now = run.actions.status()
    except UserError as error:
        return Finding("recorder", BAD, f"{error.what} {error.why}".rstrip(), error.do)
    if now["state"] != "off":
        able = [name for name, channel in now["channels"].items() if channel["on"] and channel["coverage"] != NOT]
        deaf = [name for name in able if not now["channels"][name]["alive"]]
        if deaf and now["state"] != "starting":
            names = ", ".join(run.channel_title(name) for name in deaf)
            return Finding("recorder", BAD, _("A recorder runs, but does not listen to: {names}.").format(names=names))
        return Finding("recorder", OK, _("A recorder runs and answers."))
    if now["reason"] == "crash":
        none = control.NoRecorder(crashed=True)
        return Finding("recorder", BAD, f"{none.what} {none.why}", none.do)
    return Finding("recorder", NOTE, _("No recorder runs."))
