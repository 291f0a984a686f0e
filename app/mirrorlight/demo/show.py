"""Gets a demo ready for the window: makes its days, or opens those of an earlier demo."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime

from mirrorlight.channels import CHANNELS
from mirrorlight.core.times import to_local
from mirrorlight.demo import make
from mirrorlight.demo.home import Home
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader

log = logging.getLogger(__name__)


class Ready:
    """A demo that can be shown: `day` first. `draw_rest` begins what was left for later, in a thread of its own."""

    def __init__(self, day: date | None, made: make.Made | None) -> None:
        self.day, self._made = day, made
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._draw, name="demo-pictures", daemon=True)

    def draw_rest(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """End it, and close the store. Idempotent."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._made is not None:
            self._made.close()

    def _draw(self) -> None:
        if self._made is None:
            return
        try:
            self._made.draw_rest(self._ending.is_set)
        except UserError as error:
            log.warning("pictures of the demo are missing: %s", error.code)
        finally:
            self._made.close()


def prepare(tell: Callable[[str], None], home: Home, days: int, seed: int | None, later: bool) -> Ready:
    """Make the days in `home`, or open what an earlier demo made there. `later`: leave pictures for `Ready.draw_rest`.

    Raises UserError.
    """
    if not 1 <= days <= make.MOST_DAYS:
        raise UserError(
            _("The demo cannot be shown."),
            _("It must be from 1 to {n} days.").format(n=make.MOST_DAYS),
            code="bad-days",
        )
    if home.places.store.exists():
        return Ready(_newest(home), None)

    def told(done: int, of: int) -> None:
        if of > 1:
            tell(_("Day {n} of {of} is made.").format(n=done, of=of))

    today = datetime.now().date()
    chosen = make.SEED if seed is None else seed
    made = make.make(home.places, make.working_days(today, days), chosen, later=later, tell=told)
    ready = Ready(made.dates[-1], made)
    if not later:
        made.draw_rest()
        made.close()
    return ready


def _newest(home: Home) -> date | None:
    """The last day of an earlier demo. Raises UserError (no-demo) for a store that is none."""
    reader = Reader(home.places, keys.load(home.places, str), CHANNELS)
    try:
        if not reader.synthetic():
            raise UserError(
                _("The demo cannot be shown."),
                _("The store in {path} is not a demo’s.").format(path=home.path),
                _("Name an empty folder with --home, or leave it out."),
                code="no-demo",
            )
        last = reader.last_stored().get("keyboard")
    finally:
        reader.close()
    return None if last is None else to_local(last).date()
