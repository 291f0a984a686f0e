"""training: a time as public computer-use training data has it, printed or written into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mirrorlight import wording
from mirrorlight.cli.copies import progress
from mirrorlight.cli.filters import moments
from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.times import day_start, iso, to_local
from mirrorlight.i18n import _
from mirrorlight.insight import trajectory_keys
from mirrorlight.insight.training_words import (
    NOT_ENCRYPTED,
    NOT_KNOWN,
    action_words,
    detail_words,
    in_no_step,
    seconds,
)
from mirrorlight.insight.trajectory import KEPT_OUT, TYPE, Step, Trajectory
from mirrorlight.insight.trajectory_code import SYNTHETIC, code
from mirrorlight.insight.trajectory_read import Reading

_LONGEST = 160
"""Characters of a typed text that are printed for people; the lines of `--json` have all of it."""


def training(run: Invocation) -> int:
    """Print the steps of a time, or write them with raw lines and pictures into a folder."""
    since, until = moments(run)
    since = day_start(run.now) if since is None else since
    until = run.clock.utc() + 1 if until is None else until
    if since > until:
        raise run.misused(_("--until lies before --since."))
    if run.arguments.out is not None:
        return _write(run, since, until)
    if run.arguments.force:
        raise run.misused(_("--force goes with --out."))
    reading = Reading(run.actions.reader(), since, until)
    if run.output.as_json:
        pictures = not run.arguments.without_pictures
        run.output.json_lines(_json(reading.trajectory, step, pictures) for step in reading.steps())
        return 0
    if reading.trajectory.synthetic:
        run.output.message(_("Synthetic demo data: no person did this."))
    rows = list(_rows(reading.trajectory, reading.steps()))
    run.output.table(rows)
    if not rows:
        run.output.message(_("No key and no movement is stored of this time."))
        return 0
    for told in in_no_step(reading.trajectory.reductions):
        run.output.message(_("In no step: {what}.").format(what=told))
    run.output.message(_(NOT_KNOWN))
    return 0


def _write(run: Invocation, since: int, until: int) -> int:
    given, path = run.arguments, Path(run.arguments.out).expanduser()
    with progress(run) as step:
        done = run.actions.training(
            since, until, path, pictures=not given.without_pictures, force=given.force, step=step
        )
    run.output.document({"path": str(path.absolute()), **done.to_json()})
    run.output.line(
        _("{steps} steps, {raw} raw lines and {pictures} pictures written to {path}.").format(
            steps=wording.count(done.steps), raw=wording.count(done.raw), pictures=wording.count(done.pictures),
            path=path,
        )
    )  # fmt: skip
    for told in in_no_step(done.reductions):
        run.output.line(_("In the raw lines and in no step: {what}.").format(what=told))
    run.output.message(_(NOT_ENCRYPTED))
    run.output.message(_(NOT_KNOWN))
    return 0


def _rows(made: Trajectory, steps: Iterator[Step]) -> Iterator[list[str]]:
    for step in steps:
        waited = "" if step.hesitation is None else seconds(step.hesitation)
        what = action_words(step)
        app, title = made.window(step)
        yield [
            f"{to_local(step.at):%H:%M:%S}", str(step.number or ""), waited, what, f"{app} “{title}”",
            _said(step) if step.kind == TYPE else detail_words(step),
        ]  # fmt: skip


def _said(step: Step) -> str:
    """What was typed; in brackets what was taken back."""
    text = "".join(f"[{piece.text}]" if piece.taken_back else piece.text for piece in trajectory_keys.pieces(step))
    text = text.replace("\n", "⏎").replace("\t", "⇥")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _json(made: Trajectory, step: Step, pictures: bool) -> dict[str, Any]:
    app, title = made.window(step)
    row = None if step.picture is None or not pictures else made.pictures.get(step.picture)
    line: dict[str, Any] = {
        "example": step.example if step.number else None,
        "step": step.number or None,
        "action": step.kind,
        "at": iso(step.at),
        "until": iso(step.end),
        "app": app,
        "title": title,
        "code": code(step) or None,
        "image": None if row is None else f"screenshots/{row.id}",
        "image_at": None if row is None else iso(row.at),
        "hesitation_s": None if step.hesitation is None else step.hesitation / 1_000_000,
        "events": step.events,
        "moves": step.moves,
    }
    if step.kind == TYPE:
        line["taken_back"] = [piece.text for piece in trajectory_keys.pieces(step) if piece.taken_back]
    if step.kind == KEPT_OUT:
        line["kept_out"] = detail_words(step)
    if made.synthetic:
        line[SYNTHETIC] = True
    return line
