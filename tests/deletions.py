"""Random days in which nothing occurs twice, random deletions in them, and a look at what is left that shares nothing
with the program's own: what stood in any table before and stands in none afterwards must stand nowhere.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mirrorlight.channels import BY_ID, CHANNELS
from mirrorlight.core import folding, typed
from mirrorlight.core.channel import Channel, Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import (
    Click,
    ConnectionBegan,
    ConnectionEnded,
    Copy,
    DeviceChange,
    Event,
    FileChange,
    Focus,
    KeyPress,
    KeyRelease,
    MediaBegan,
    MediaEnded,
    Move,
    Page,
    PageLeft,
    Picture,
    Presence,
    PrintJob,
    Scroll,
    Tally,
)
from mirrorlight.core.selection import Selection
from mirrorlight.store import documents, finding, hits, rollups
from mirrorlight.store.reader import Reader
from stores import Store, decrypted_page

Row = dict[str, Any]
Tables = dict[str, list[Row]]

RECEIPTS = {"deletions", "gaps", "meta", "contexts", "apps"}
"""Tables that a deletion changes beside those of the channels."""

MADE = ("search_", "rollup")
"""How the names of the tables begin that are made of the others: the search index and the roll-ups."""


class Day:
    """A day made with `chance`: all channels, words that occur once, moments that occur once."""

    def __init__(self, store: Store, chance: random.Random, events: int) -> None:
        self.store, self._chance, self._number = store, chance, 0
        self.apps = [f"Program-{chance.randrange(10**9)}" for _ in range(3)]
        contexts = [self._context() for _ in range(chance.randint(1, 12))]
        self.at = store.began + SECOND
        batch: list[Kept] = []
        for _ in range(events):
            context = chance.choice(contexts)
            if chance.random() < 0.1:
                contexts[chance.randrange(len(contexts))] = self._context()
            for event in self._events(context):
                self.at += chance.choice([chance.randrange(900, 30_000), chance.randrange(9_000, 3_000_000)])
                batch.append(Kept(self.at, event, context))
            if len(batch) > 25:
                store.writer.write(batch)
                batch = []
        store.writer.write(batch)
        if chance.random() < 0.7:
            self.at += SECOND
            store.writer.end(self.at, "stopped")
        store.clock.utc_now = max(store.clock.utc_now, self.at + SECOND)

    def write_late(self) -> None:
        """A key beside others that are there: the clock was set back."""
        keys = self.store.writer._database.all("SELECT at FROM keyboard ORDER BY at")
        if keys:
            at = self._chance.choice(keys)[0] + self._chance.randrange(1, 900)
            self.store.writer.write([Kept(at, KeyPress(0, 7, "q", "q"), self._context())])

    def words(self, found: Tables) -> list[str]:
        """Something to look for: parts of what stands in the tables, and of nothing."""
        texts = [row["text"] for row in found["search_docs"]] + [row["title"] for row in found["contexts"]]
        return ["title", "b", "zz", *(text[at : at + 9] for text in texts if (at := self._chance.randrange(9)) >= 0)][
            :9
        ]

    def word(self, what: str) -> str:
        self._number += 1
        return f"{what}{self._chance.randrange(16**10):010x}n{self._number}"

    def _context(self) -> Context:
        title = " ".join(self.word("Title") for _ in range(self._chance.choice([1, 1, 2, 12])))
        return Context(self._chance.choice(self.apps), title)

    def _events(self, context: Context) -> list[Event]:
        chance = self._chance
        kind = chance.randrange(13)
        if kind == 0:
            code = chance.randrange(3)
            if chance.random() < 0.3:
                word = self.word("typed") + " "
                return [KeyPress(0, 10 + number, letter, letter) for number, letter in enumerate(word)]
            return [KeyPress(0, code, "abc"[code], "abc"[code]), KeyRelease(0, code)]
        if kind == 1:
            return [Move(0, chance.randrange(2000), chance.randrange(2000)) for _ in range(chance.randint(1, 60))]
        if kind == 2:
            return [Click(0, 1, 2, "left", True), Click(0, 1, 2, "left", False), Scroll(0, 1, 2, 0, -1)]
        if kind == 3:
            image = chance.randbytes(chance.choice([40, 900, 9_000]))
            same = Picture(0, 1, 0, 0, 9, 9, chance.randbytes(16), image)
            return [same] * chance.randint(1, 3)
        if kind == 4:
            return [Presence(0, chance.choice(["active", "idle"]))]
        if kind == 5:
            text = self.word("Copied") * chance.choice([1, 1, 400])
            return [Copy(0, "text", len(text), text=text)]
        if kind == 6:
            return [
                Page(0, f"https://{self.word('host')}.example/{self.word('page')}", self.word("Heading")),
                PageLeft(0),
            ]
        if kind == 7:
            return [FileChange(0, "created", "file", "/named/Documents", self.word("File"), "", 12)]
        if kind == 8:
            return [DeviceChange(0, "storage", "added", self.word("Device"), "", 32_000)]
        if kind == 9:
            host = f"{self.word('peer')}.example"
            ends = chance.randrange(10_000, 60_000)
            return [
                ConnectionBegan(0, context.app, host, 443, ends, "tcp"),
                ConnectionEnded(0, context.app, host, 443, ends, "tcp"),
            ]
        if kind == 10:
            return [PrintJob(0, chance.randrange(10**6), "completed", self.word("Print"), "Office", "someone", 3, 20)]
        if kind == 11:
            return [MediaBegan(0, context.app, "camera"), MediaEnded(0, context.app, "camera")]
        return [Focus(0)] if chance.random() < 0.8 else [Tally(0, 0, 0, 3, 2, 1, 12.5, 0b101)]

    def choice(self, before: Tables) -> Selection:
        """A deletion: each filter with some likelihood, so that all combinations come up."""
        chance, began = self._chance, self.store.began
        since = until = None
        form = chance.randrange(5)
        if form == 0:
            since = self.at - chance.randrange(self.at - began)
        elif form in (1, 2):
            since, until = sorted(chance.randrange(began, self.at + SECOND) for _ in range(2))
        elif form == 3:
            until = chance.randrange(began, self.at)
        if chance.random() < 0.1:
            rows = [(channel.id, row["id"]) for channel in CHANNELS for row in before[channel.table.name]]
            ids: dict[str, tuple[int, ...]] = {}
            for name, row in chance.sample(rows, min(len(rows), chance.randint(1, 30))):
                ids[name] = (*ids.get(name, ()), row)
            return Selection(ids=ids)
        if form == 4 and chance.random() < 0.3:
            return Selection()
        channels = tuple(chance.sample(sorted(BY_ID), chance.randint(1, 6))) if chance.random() < 0.4 else ()
        apps = tuple(chance.sample(self.apps, chance.randint(1, 2))) if chance.random() < 0.3 else ()
        words = [row["title"] for row in before["contexts"]] + [row["text"] for row in before["clipboard"]]
        matching = chance.choice(words)[:14].upper() if words and chance.random() < 0.25 else ""
        return Selection(since, until, channels, apps, matching)


def tables(store: Store) -> Tables:
    """Every table with all its rows, titles and applications beside their numbers."""
    database = store.writer._database
    names = [
        row[0]
        for row in database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    ]
    return {name: [dict(row) for row in database.all(f"SELECT * FROM {name} ORDER BY 1")] for name in names}


# What nothing may be left of


def values(found: Tables) -> Iterator[bytes]:
    """What stands in tables, as it stands in a file: texts, moments, and pieces of what is long."""
    for rows in found.values():
        for row in rows:
            for value in row.values():
                if isinstance(value, int) and value > 2**47:
                    yield value.to_bytes(8, "big")
                elif isinstance(value, str | bytes):
                    data = value.encode() if isinstance(value, str) else value
                    if len(data) <= 60:
                        yield data
                    else:
                        yield from (data[at : at + 30] for at in range(0, len(data) - 30, max(30, len(data) // 9)))


def traces(store: Store, before: Tables, after: Tables) -> list[tuple[str, bytes]]:
    """Where something is of what stood in `before` and does not stand in `after`."""
    left = b"\0".join(
        value.to_bytes(8, "big") if isinstance(value, int) and value > 2**47 else
        value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else b""
        for rows in after.values() for row in rows for value in row.values()
    )  # fmt: skip
    gone = {value for value in values(before) if len(value) >= 6 and value not in left}
    found = []
    for name, data in images(store).items():
        found += [(name, value) for value in gone if value in data]
    return found


def index_is_whole(store: Store, words: list[str], *, anew: bool = False) -> None:
    """The search index holds what its documents hold and no more, and it finds what looking through all rows finds.
    `anew`: it is as long as if it were made of its documents now, so that nothing in it is marked as gone.
    """
    database = store.writer._database

    def terms() -> list[tuple[Any, ...]]:
        return [tuple(row) for row in database.all("SELECT term, doc FROM temp.terms")]

    def lengths() -> list[int]:
        return [row[0] for row in database.all("SELECT length(block) FROM search_index_data WHERE id > 10 ORDER BY id")]

    database.conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, search_index, row)")
    found, there, written = [repeated(store, word) for word in words], terms(), lengths()
    separators = [bytes(row[0])[1:] for row in database.all("SELECT term FROM search_index_idx")]
    assert all(any(term[0].encode().startswith(each) for term in there) for each in separators if each), "separators"
    database.conn.execute("BEGIN")
    try:
        database.conn.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        database.conn.execute("INSERT INTO search_index (rowid, text) SELECT id, text FROM search_docs")
        assert terms() == there, "the index holds what no document holds"
        assert not anew or lengths() == written, "the index keeps what it marks as gone"
        for statement in ("DELETE FROM search_docs", "DELETE FROM search_done", "DELETE FROM search_todo"):
            database.conn.execute(statement)
        database.conn.execute("INSERT INTO search_todo VALUES (?, ?)", (-(2**62), 2**62))
        assert [repeated(store, word) for word in words] == found, "the index finds something else"
    finally:
        database.conn.execute("ROLLBACK")


def fewer_words(before: Tables, after: Tables) -> bool:
    """Whether anything went of which the search index may have had a document."""
    named = ["contexts", "keyboard", *(channel.table.name for channel in CHANNELS if channel.searched)]
    return any({row["id"] for row in before[name]} - {row["id"] for row in after[name]} for name in named)


def documents_are_true(store: Store, after: Tables) -> None:
    """Each document is of rows that are there, and says what they say; each name is that of a row."""
    runs = typed.split(finding.keystrokes(store.writer._database, None, None))
    known = {("keyboard", run[0].id, run[0].at, run[-1].at, typed.document(run)) for run in runs}
    known |= {("contexts", row["id"], 0, 0, folding.fold(row["title"])) for row in after["contexts"]}
    for channel in CHANNELS:
        for row in after[channel.table.name] if channel.searched else ():
            text = documents.row_text(channel, [row[column] for column in channel.searched])
            known.add((channel.id, row["id"], row["at"], row["at"], text))
    told = {(row["channel"], row["row"], row["at"], row["until"], row["text"]) for row in after["search_docs"]}
    assert told <= known, "a document is of rows that are gone"
    used = {row["context_id"] for rows in after.values() for row in rows if row.get("context_id")}
    assert {row["id"] for row in after["contexts"]} <= used, "a title is of rows that are gone"
    assert {row["id"] for row in after["apps"]} <= {row["app_id"] for row in after["contexts"]}, "so is a program"


def roll_ups_are_true(store: Store) -> None:
    """They are what counting all rows anew gives."""
    database = store.writer._database

    def held() -> list[list[tuple[Any, ...]]]:
        tables = ("rollups", "rollup_apps", "rollup_places")
        return [[tuple(row) for row in database.all(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in tables]

    known, before = rollups.settled(database), held()
    database.conn.execute("BEGIN")
    try:
        rollups.lower(database, 0)
        assert held() == [[], [], []]
        while rollups.settled(database) < known:
            assert rollups.step(database, CHANNELS, known + rollups.LAG)
        assert held() == before, "the roll-ups say something else than the rows"
    finally:
        database.conn.execute("ROLLBACK")


def repeated(store: Store, text: str) -> list[tuple[Any, ...]]:
    """What is found, by the connection that writes, in an order of its own."""
    return sorted(
        (hit.channel, hit.where, hit.at, hit.text, hit.start, hit.end, hit.ids)
        for hit in hits.search(store.writer._database, CHANNELS, text, None, None, 10_000)
    )


def images(store: Store) -> dict[str, bytes]:
    """Every file in the store's folders by name, those of the store deciphered page by page."""
    raw, path = store.key.raw, store.places.store
    salt = path.read_bytes()[:16]
    result: dict[str, bytes] = {}
    for folder in (store.places.data, store.places.config, store.places.logs, store.places.run):
        for file in folder.rglob("*") if folder.exists() else ():
            if file.is_file():
                result[file.name] = file.read_bytes()
    whole = result[path.name]
    result[path.name] = b"".join(
        decrypted_page(whole[at : at + 4096], at // 4096 + 1, raw, salt) for at in range(0, len(whole), 4096)
    )
    log = result.get(f"{path.name}-wal", b"")
    result[f"{path.name}-wal"] = b"".join(
        decrypted_page(log[at + 24 : at + 24 + 4096], int.from_bytes(log[at : at + 4], "big"), raw, salt)
        for at in range(32, len(log) - 4119, 4120)
    )
    return result


# What must be the same


def chosen(choice: Selection, channel: Channel, row: Row, found: Tables) -> bool:
    """Whether a deletion means a row, its time left aside."""
    if choice.channels and channel.id not in choice.channels:
        return False
    if choice.ids and row["id"] not in choice.ids.get(channel.id, ()):
        return False
    context = next((each for each in found["contexts"] if each["id"] == row["context_id"]), None)
    app = next((each["app"] for each in found["apps"] if context and each["id"] == context["app_id"]), "")
    if choice.apps and app not in choice.apps:
        return False
    texts = [context["title"] if context else "", *(str(row[column] or "") for column in channel.searched)]
    return not choice.matching or any(choice.matching.casefold() in text.casefold() for text in texts)


def expected(channel: Channel, row: Row, since: int, until: int) -> list[Row]:
    """What is to be left of a row that a deletion means: the row itself where it lies beside the range."""
    at, end = row["at"], row.get("until")
    if channel.id == "keyboard":
        if since <= at < until:
            return []
        released = row["held"] is not None and since <= at + row["held"] < until
        return [{**row, "held": None}] if released else [row]
    if channel.id == "pointer" and row["kind"] == 0:
        return []  # compared by its samples
    if channel.reach is not None:
        return [] if since <= at < until else [row]
    if at >= until or (end is not None and end < since) or (channel.id == "counts" and end <= since and at < since):
        return [row]
    if channel.id == "counts":
        return []
    left = [{**row, "until": since}] if at < since else []
    return left + ([{**row, "at": until}] if until < (2**62 if end is None else end) else [])


def same(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row to compare: without its number and what depends on where a picture or a span's end is kept."""
    left_out = {"id", "ended", "same_as", "picture", "bytes"}
    return tuple((name, value) for name, value in row.items() if name not in left_out)


def compare(choice: Selection, before: Tables, after: Tables, now: int) -> None:
    """Everything is as it has to be after `choice` was deleted; AssertionError names the table."""
    since = -(2**62) if choice.since is None else choice.since
    until = 2**62 if choice.until is None or choice.until > now else choice.until
    for channel in CHANNELS:
        name = channel.table.name
        old, new = before[name], {row["id"]: row for row in after[name]}
        should: Counter[tuple[Any, ...]] = Counter()
        samples: Counter[tuple[int, int, int]] = Counter()
        for row in old:
            meant = chosen(choice, channel, row, before)
            stroke = channel.id == "pointer" and row["kind"] == 0
            beside = not meant or (not stroke and expected(channel, row, since, until) == [row])
            if stroke and meant:
                lines = [line for line in channel.lines(row) if not since <= line["at"] < until]
                beside = len(lines) == row["samples"]
                if not beside:
                    samples.update((line["at"], line["x"], line["y"]) for line in lines)
                    continue
            if beside:
                assert same(new[row["id"]]) == same(row), f"{name}: a row that was not chosen is another"
                assert picture(new[row["id"]], after) == picture(row, before), f"{name}: a picture is another"
                should[same(row)] += 1
            else:
                should.update(same(left) for left in expected(channel, row, since, until))
        is_there: Counter[tuple[Any, ...]] = Counter()
        for row in after[name]:
            if channel.id == "pointer" and row["kind"] == 0 and not should[same(row)]:
                samples.subtract((line["at"], line["x"], line["y"]) for line in channel.lines(row))
            else:
                is_there[same(row)] += 1
        assert +should == is_there, f"{name}: rows are missing, or too many"
        assert not any(samples.values()), f"{name}: samples are missing, or too many"
    for name in before.keys() - RECEIPTS - {channel.table.name for channel in CHANNELS}:
        assert name.startswith(MADE) or after[name] == before[name], f"{name} was changed"
    for name in ("contexts", "apps"):
        assert all(row in before[name] for row in after[name]), f"{name}: something is new"


def picture(row: Row, found: Tables) -> bytes | None:
    """The picture that a row shows, wherever it is kept."""
    if "picture" not in row or row["same_as"] is None:
        return row.get("picture")
    return next(each["picture"] for each in found["screenshots"] if each["id"] == row["same_as"])


@contextmanager
def reading(store: Store) -> Iterator[None]:
    """A window reads meanwhile, on a connection and in a thread of its own, without a pause."""
    stop = threading.Event()
    failures: list[BaseException] = []
    reader = Reader(store.places, store.key, CHANNELS, store.clock)

    def read() -> None:
        try:
            while not stop.is_set():
                reader.page(None, 50)
                list(reader.events(Selection()))
        except BaseException as error:  # noqa: BLE001 - raised in the test's own thread
            failures.append(error)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        reader.close()
    if failures:
        raise failures[0]


def run(
    seed: int, folder: Path, *, events: int = 60, deletions: int = 3, elsewhere: bool = False, late: bool = False
) -> int:
    """A random day and random deletions in it, checked after each. Returns the rows deleted. AssertionError. `late`:
    the clock is set back now and then, so that keys come where others were read for the search index already.
    """
    from mirrorlight.places import Places
    from mirrorlight.store.looker import Elsewhere
    from mirrorlight.store.looking import Looking
    from standing import StandingClock

    chance, count = random.Random(seed), 0
    places = Places(folder / "data", folder / "config", folder / "logs", folder / "run")
    with Store(places, StandingClock(), looker=Elsewhere if elsewhere else Looking) as store:
        day = Day(store, chance, chance.randint(1, events))
        with reading(store):
            for _turn in range(deletions):
                store.clock.forward(chance.choice([1, 120, 9_000]) * SECOND)
                store.writer.catch_up(chance.choice([0, 1, 2, 50]))
                if late:
                    day.write_late()
                before = tables(store)
                choice = day.choice(before)
                receipt = store.writer.delete(choice)
                after = tables(store)
                compare(choice, before, after, store.clock.utc())
                left = traces(store, before, after)
                assert not left, f"seed {seed}: {len(left)} traces in {sorted({name for name, _value in left})}"
                assert receipt.clean == bool(receipt.total), f"seed {seed}: {receipt.checks}"
                documents_are_true(store, after)
                index_is_whole(store, day.words(before), anew=fewer_words(before, after))
                roll_ups_are_true(store)
                count += receipt.total
    return count
