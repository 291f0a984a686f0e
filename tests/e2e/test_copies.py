"""Backup and export while a real recorder runs and goes on writing; import and restore only when none does."""

from __future__ import annotations

import json
from pathlib import Path

from running import Recording
from xserver import XServer, until


def test_copies_while_recording(xserver: XServer, tmp_path: Path) -> None:
    with Recording(xserver, tmp_path) as recording:
        server = recording.server
        recording.set_up()
        recording.record()
        server.focus(server.window("Editor", "notes"))
        server.type("before")
        until(lambda: recording.typed() == "before", "the word in the store")
        backup, export = tmp_path / "copy.backup", tmp_path / "copy.jsonl"
        recording.run("backup", "--out", str(backup))
        recording.run("export", "--format", "jsonl", "--out", str(export))
        for command in (("import", str(export)), ("restore", str(backup), "--replace", "--yes")):
            refused = recording.run(*command, check=False)
            assert (refused.returncode, "Stop recording" in refused.stderr) == (1, True)
        server.type("after")
        until(lambda: recording.typed() == "beforeafter", "the recorder going on")
        lines = [json.loads(line) for line in export.read_text().splitlines()]
        assert "".join(line["text"] for line in lines if line.get("action") == "press") == "before"
        recording.run("stop")
        recording.run("restore", str(backup), "--replace", "--yes")
        assert recording.typed() == "before"
