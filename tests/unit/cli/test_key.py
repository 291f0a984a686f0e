"""key: status, another place, a new one, the phrase; and erasing that was interrupted is finished by whoever starts."""

from __future__ import annotations

import io
import os
import sys

import pytest

from command_line import Home
from mirrorlight.store import erase, keys

PASSPHRASE = "four words are good"


def handed(text: str) -> str:
    """The number of an open file with `text` in it."""
    ours, theirs = os.pipe()
    os.write(theirs, text.encode() + b"\n")
    os.close(theirs)
    return str(ours)


def words(home: Home) -> str:
    done = home.run("--json", "key", "recovery", "show", "--yes")
    assert done.status == 0, done.err
    return " ".join(done.json["words"])


def test_status_tells_where_the_key_is(filled: Home) -> None:
    told = filled.run("--json", "key").json
    assert told["mode"] == "file"
    assert filled.run("key", "status").out.count(told["ending"]) == 1


def test_from_a_file_under_a_passphrase_and_to_another_one(filled: Home) -> None:
    before = filled.run("--json", "events").out
    done = filled.run("--json", "key", "change", "--to", "passphrase", "--new-passphrase-fd", handed(PASSPHRASE))
    assert (done.status, done.json["mode"]) == (0, "passphrase"), done.err
    assert not filled.places.key_file.exists()
    assert filled.run("events").status == 1
    old = ("--passphrase-fd", handed(PASSPHRASE))
    done = filled.run(*old, "key", "change", "--to", "passphrase", "--new-passphrase-fd", handed("another one, longer"))
    assert done.status == 0, done.err
    done = filled.run("--json", "--passphrase-fd", handed(PASSPHRASE), "events")
    assert '"wrong-passphrase"' in done.err
    assert filled.run("--json", "--passphrase-fd", handed("another one, longer"), "events").out == before
    done = filled.run("--passphrase-fd", handed("another one, longer"), "key", "renew", "--yes")
    assert done.status == 0, done.err
    assert filled.run("--json", "--passphrase-fd", handed("another one, longer"), "events").out == before


def test_a_new_passphrase_that_cannot_be_had_changes_nothing(filled: Home) -> None:
    done = filled.run("--json", "key", "change", "--to", "passphrase")
    assert (done.status, '"passphrase-needed"' in done.err) == (1, True)
    done = filled.run("--json", "key", "change", "--to", "passphrase", "--new-passphrase-fd", handed("short"))
    assert '"bad-passphrase"' in done.err
    assert filled.run("--json", "key").json["mode"] == "file"


def test_a_new_key_voids_the_old_phrase_and_says_so(filled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before, old = filled.run("--json", "events").out, words(filled)
    assert filled.run("key", "renew").status == 2  # nobody was asked
    done = filled.run("key", "renew", "--yes")
    assert done.status == 0
    assert "recovery phrase is void" in done.err
    assert words(filled) != old
    assert filled.run("--json", "events").out == before
    monkeypatch.setattr(sys, "stdin", io.StringIO(old))
    done = filled.run("--json", "key", "recovery", "use", "--to", "file")
    assert (done.status, '"other-phrase"' in done.err) == (1, True)


def test_the_phrase_brings_a_lost_key_back(filled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before, phrase = filled.run("--json", "events").out, words(filled)
    filled.places.key_file.unlink()
    lost = filled.run("--json", "events")
    assert '"key-gone"' in lost.err
    assert "recovery phrase" in lost.err
    assert filled.run("key", "recovery", "use").status == 2  # --to is missing
    monkeypatch.setattr(sys, "stdin", io.StringIO("not these words\n"))
    assert '"bad-phrase"' in filled.run("--json", "key", "recovery", "use", "--to", "file").err
    monkeypatch.setattr(sys, "stdin", io.StringIO(phrase.upper().replace(" ", "\n")))
    done = filled.run("key", "recovery", "use", "--to", "file")
    assert done.status == 0, done.err
    assert filled.run("--json", "events").out == before


def test_the_phrase_is_written_nowhere(filled: Home) -> None:
    assert filled.run("key", "recovery", "show").status == 2  # nobody was asked
    shown = filled.run("key", "recovery", "show", "--yes")
    phrase = words(filled).split()
    assert all(word in shown.out for word in phrase)
    for path in filled.places.data.parent.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert " ".join(phrase[:3]).encode() not in content
            assert path == filled.places.key_file or keys.load(filled.places, str).raw.hex().encode() not in content


def test_without_a_store_it_says_so(home: Home) -> None:
    for arguments in (("key",), ("key", "change", "--to", "file"), ("key", "renew", "--yes")):
        assert '"no-store"' in home.run("--json", *arguments).err
    assert '"no-store"' in home.run("--json", "key", "recovery", "show", "--yes").err


def test_erasing_that_was_interrupted_is_finished_by_the_next_command(
    filled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(erase, "_files", lambda _places: (_ for _ in ()).throw(KeyboardInterrupt))
        assert filled.run("erase", "--yes").status == 130
    assert filled.places.store.exists()
    assert not filled.places.key_info.exists()
    done = filled.run("--json", "status")
    assert "finished now" in done.err
    assert done.json["key"] is None
    assert not filled.places.data.exists()
    assert filled.run("status").err == ""


def test_a_damaged_agreement_is_no_missing_one(filled: Home) -> None:
    filled.places.consent.write_bytes(b"\0" * 40)
    found = {each["id"]: each for each in filled.run("--json", "doctor").json["findings"]}
    assert found["agreement"]["state"] == "bad"
    assert "cannot be read" in found["agreement"]["said"]
    filled.places.consent.unlink()
    found = {each["id"]: each for each in filled.run("--json", "doctor").json["findings"]}
    assert found["agreement"]["state"] == "note"


def test_a_store_without_its_info_is_not_set_up_over(filled: Home) -> None:
    filled.places.key_info.unlink()
    store = filled.places.store.read_bytes()
    assert '"already-set-up"' in filled.run("--json", "setup", "--agree", "--key", "file").err
    assert '"no-key-info"' in filled.run("--json", "events").err
    assert filled.places.store.read_bytes() == store
