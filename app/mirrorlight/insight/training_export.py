"""A stretch of time written out as training data of the public form: raw lines, the final line, and the pictures.

```
README.txt                              what it is, and what is in it
trajectory.jsonl                        one line an example
images/<task_id>_<n>.webp               the screen before a step, once for all steps that show it
recordings/<task_id>/events.jsonl       the raw lines
recordings/<task_id>/metadata.json      its screen and its times; what the store does not have is empty
recordings/<task_id>/task_name.json     empty: nobody told a task
```

Nothing of it is encrypted; whoever asks is told. The folder appears when it is complete, or not at all.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight import trajectory_raw
from mirrorlight.insight.training_words import about
from mirrorlight.insight.trajectory import KEPT_OUT, Step
from mirrorlight.insight.trajectory_code import SYNTHETIC, foot, head, step_value, to_json
from mirrorlight.insight.trajectory_read import PART, Reading, ends_example, named
from mirrorlight.store.beside import beside_folder
from mirrorlight.store.reader import Reader

README, LINES, IMAGES, RECORDINGS = "README.txt", "trajectory.jsonl", "images", "recordings"
NAMES = (README, LINES, IMAGES, RECORDINGS)
_TRIES = 3

Go = Callable[[int, int], bool]
"""Told how many minutes are done and how many there are; answers whether to go on."""


@dataclass
class Written:
    """What was written: examples, their steps, raw lines, pictures; keys that our own rules kept out; and how many raw
    events are in no step, by reason.
    """

    examples: int = 0
    steps: int = 0
    raw: int = 0
    pictures: int = 0
    kept_out: int = 0
    reductions: Counter[str] = field(default_factory=Counter)
    without_screen: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "examples": self.examples, "steps": self.steps, "raw_lines": self.raw, "pictures": self.pictures,
            "kept_out": self.kept_out, "in_no_step": dict(sorted(self.reductions.items())),
        }  # fmt: skip


class _Deleted(Exception):
    """Something was deleted while it was copied."""


def export(
    reader: Reader,
    since: int,
    until: int,
    out: Path,
    *,
    pictures: bool = True,
    force: bool = False,
    go: Go = lambda done, of: True,
) -> Written:
    """Write a stretch (UTC µs) into the folder `out`, readable by its owner alone.

    When something is deleted meanwhile, what was written is thrown away and begun anew. Raises UserError:
    export-exists, export-failed, export-overtaken, stopped (by `go`), nothing-there, and what the store reports.
    """
    for _attempt in range(_TRIES):
        with contextlib.suppress(_Deleted), _told(out), beside_folder(out, NAMES, force=force) as folder:
            written = _Writing(reader, folder, pictures, go).write(since, until)
            if not written.raw:
                raise UserError(
                    _("Nothing was exported."), _("No key and no movement is stored of this time."),
                    _("Choose another time."), code="nothing-there",
                )  # fmt: skip
            return written
    raise UserError(
        _("The export was not written."),
        _("Each time it was made, something was deleted that it could have held."),
        _("Export again when the deletions are done."),
        code="export-overtaken",
    )


class _Writing:
    """One try."""

    def __init__(self, reader: Reader, folder: Path, pictures: bool, go: Go) -> None:
        self._reader, self._folder, self._pictures, self._go = reader, folder, pictures, go
        self._generation = reader.generation()
        self._synthetic = reader.synthetic()
        self._done, self._total = 0, 1
        self._images: dict[int, str | None] = {}
        self.written = Written()

    def write(self, since: int, until: int) -> Written:
        stretches = list(self._stretches(since, until))
        # Each stretch is read twice: for its steps, and for its raw lines.
        self._total = max(1, sum(_parts(low, high, PART) + _parts(low, high, trajectory_raw.PART)
                                 for low, high in stretches))  # fmt: skip
        for name in (IMAGES, RECORDINGS):
            (self._folder / name).mkdir()
        with (self._folder / LINES).open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as lines:
            for (low, high), task_id in zip(stretches, named(low for low, _high in stretches), strict=True):
                self._example(lines, task_id, low, high)
        text = about(since, until, self.written, synthetic=self._synthetic, pictures=self._pictures)
        (self._folder / README).write_text(text, "utf-8")
        self._check()
        return self.written

    def _stretches(self, since: int, until: int) -> Iterator[tuple[int, int]]:
        """The range as far as the store knows anything, cut where recording ended or could not go on."""
        known = self._reader.known()
        if known is None:
            return
        low, end = max(since, known[0]), min(until, known[1] + 1)
        for gap in self._reader.gaps(low, end):
            if ends_example(gap) and low < gap.at < end:
                yield low, gap.at
                low = gap.at
        if low < end:
            yield low, end

    def _check(self, *_done: int) -> bool:
        self._done += bool(_done)
        if self._reader.generation() != self._generation:
            raise _Deleted
        if not self._go(min(self._done, self._total), self._total):
            raise UserError(_("The export was stopped."), _("Nothing of it was left behind."), code="stopped")
        return True

    def _example(self, lines: TextIO, task_id: str, low: int, high: int) -> None:
        reading = Reading(self._reader, low, high, self._check)
        index = 0
        for step in reading.steps():
            if step.kind == KEPT_OUT:
                self.written.kept_out += step.times
                continue
            image = self._image(step, task_id, index)
            lines.write(head(task_id, synthetic=self._synthetic) if not index else ", ")
            lines.write(to_json(step_value(step, image, index)))
            self.written.without_screen += step.x is not None and step.screen is None
            index += 1
        if index:
            lines.write(foot() + "\n")
            self.written.examples += 1
            self.written.steps += index
        self.written.reductions.update(reading.trajectory.reductions)
        self._raw(reading, task_id, low, high)

    def _image(self, step: Step, task_id: str, index: int) -> str | None:
        if step.picture is None or not self._pictures:
            return None
        if step.picture not in self._images:
            data = self._reader.picture(step.picture)
            name = f"{task_id}_{index}.webp"
            if data:
                (self._folder / IMAGES / name).write_bytes(data)
                self.written.pictures += 1
            self._images[step.picture] = name if data else None
        return self._images[step.picture]

    def _raw(self, reading: Reading, task_id: str, low: int, high: int) -> None:
        folder = self._folder / RECORDINGS / task_id
        folder.mkdir()
        more = {SYNTHETIC: True} if self._synthetic else {}
        encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
        count = 0
        with (folder / "events.jsonl").open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
            for line in trajectory_raw.lines(self._reader, low, high, self._check):
                file.write(encode({**line, **more} if more else line) + "\n")
                count += 1
        if not count:  # nothing was done in it
            (folder / "events.jsonl").unlink()
            folder.rmdir()
            return
        self.written.raw += count
        screen = reading.screens.first
        metadata = {
            "system": None, "release": None, "version": None, "machine": None, "processor": None,
            "screen_width": None if screen is None else screen.width,
            "screen_height": None if screen is None else screen.height,
            "model": None, "scroll_direction": None,
            "start_time": f"{to_local(low):%Y-%m-%d %H:%M:%S}", "stop_time": f"{to_local(high):%Y-%m-%d %H:%M:%S}",
            **more,
        }  # fmt: skip
        for name, value in (("metadata.json", metadata), ("task_name.json", {"task_name": "", "description": ""})):
            (folder / name).write_text(json.dumps(value, indent=4) + "\n", "utf-8")


def _parts(low: int, high: int, size: int) -> int:
    return max(1, -(-(high - low) // size))


@contextlib.contextmanager
def _told(out: Path) -> Iterator[None]:
    """Errors of the folder that is written, in plain words."""
    try:
        yield
    except FileExistsError:
        raise UserError(
            _("Nothing was exported."),
            _("{path} exists already and is not empty.").format(path=out)
            if out.is_dir()
            else _("{path} exists already, and is not a folder.").format(path=out),
            _("Choose another folder. With --force an earlier export of this kind is replaced, nothing else."),
            code="export-exists",
        ) from None
    except OSError as error:
        raise UserError(
            _("The export was not written."),
            error.strerror or str(error),
            _("Check the folder and the room on the disk, then try again."),
            code="export-failed",
        ) from error
