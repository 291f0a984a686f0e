"""The filters that events, search, delete and export share, as a `Selection`."""

from __future__ import annotations

from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import TimeError, parse_duration, parse_moment
from mirrorlight.i18n import _
from mirrorlight.wording import time_problem


def selection(run: Invocation) -> Selection:
    """The rows that the filters of the command line choose together. Raises UsageError."""
    given = run.arguments
    since, until = moments(run)
    last = getattr(given, "last", None)
    if last is not None:
        if since is not None or until is not None:
            raise run.misused(_("--last cannot be combined with --since or --until."))
        until = run.clock.utc()
        try:
            since = until - parse_duration(last)
        except TimeError as error:
            raise run.misused(time_problem(error)) from error
    apps = tuple(app.strip() for app in given.app)
    if not all(apps):
        raise run.misused(_("--app needs a name."))
    if given.matching is not None and not given.matching.strip():
        raise run.misused(_("--matching needs a text."))
    return Selection(
        since=since,
        until=until,
        channels=run.check_channels(given.channel),
        apps=apps,
        matching=given.matching or "",
        ids=_ids(run),
    )


def moments(run: Invocation) -> tuple[int | None, int | None]:
    """`--since` and `--until` in UTC µs. Raises UsageError, also when they are the wrong way round."""
    try:
        since = None if run.arguments.since is None else parse_moment(run.arguments.since, run.now)
        until = None if run.arguments.until is None else parse_moment(run.arguments.until, run.now)
    except TimeError as error:
        raise run.misused(time_problem(error)) from error
    if since is not None and until is not None and since > until:
        raise run.misused(_("--until lies before --since."))
    return since, until


def _ids(run: Invocation) -> dict[str, tuple[int, ...]]:
    """Row ids by channel. "pointer/7.3" is a sample of row 7: the row is what can be chosen."""
    ids: dict[str, tuple[int, ...]] = {}
    for text in getattr(run.arguments, "id", None) or []:
        channel, _slash, row = text.partition("/")
        run.check_channels([channel])
        row = row.partition(".")[0]
        if not row.isascii() or not row.isdigit() or len(row) > 18:
            raise run.misused(_("“{id}” is not the id of a row. Write for example keyboard/12.").format(id=text))
        ids[channel] = (*ids.get(channel, ()), int(row))
    return ids
