"""What is in front while the demo worker does something: applications, titles, pages."""

from __future__ import annotations

from dataclasses import dataclass

FIREFOX = " — Mozilla Firefox"


@dataclass(frozen=True)
class Scene:
    """One kind of doing. `deck` is what is typed ("" for nothing), `busy` the share of the time spent typing, `titles`
    the windows in turn, with `{…}` for `corpus.Corpus.fill`; for a browser each title has its address. `file` is what
    is saved now and then.
    """

    app: str
    deck: str
    busy: float
    titles: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    file: str = ""
    look: str = "text"


SCENES: dict[str, Scene] = {
    "mail": Scene(
        "thunderbird", "mail", 0.62,
        ("Inbox – ines@nordkai.example", "Write: Re: {ship}", "Re: Container {box}", "Write: Offer {city}",
         "Write: Re: Invoice {number}"),
    ),
    "chat": Scene(
        "Mattermost", "chat", 0.5, ("Yard desk – Mattermost", "{person} – Mattermost", "Hall {few} – Mattermost")
    ),
    "sheet": Scene(
        "libreoffice-calc", "sheet", 0.5,
        ("consignments-w{few}.ods — LibreOffice Calc", "tariffs-2026.ods — LibreOffice Calc"),
        file="Lists/consignments.ods", look="table",
    ),
    "writer": Scene(
        "libreoffice-writer", "writer", 0.6,
        ("Report {month}.odt — LibreOffice Writer", "Report {month}, draft 2.odt — LibreOffice Writer"),
        file="Reports/report.odt",
    ),
    "code": Scene("kate", "code", 0.55, ("check_lists.py — Kate", "test_check_lists.py — Kate", "notes.md — Kate"),
                  file="lists/check_lists.py", look="code"),
    "terminal": Scene(
        "konsole", "terminal", 0.5, ("~/lists : bash — Konsole", "archive : ssh — Konsole"), look="terminal"
    ),
    "web": Scene(
        "firefox", "web", 0.2,
        ("Tide tables {city}", "{ship}, position and route", "Tariff numbers: {goods}", "Weather in {city}",
         "ISO 6346 in ten minutes", "Strikes and closures this week"),
        ("https://tides.example/{city}", "https://ships.example/search?q={number}", "https://tariffs.example/{number}",
         "https://weather.example/{city}", "https://boxes.example/iso-6346", "https://portnews.example/strikes"),
    ),
    "standup": Scene(
        "firefox", "notes", 0.14, ("Yard desk, daily – Meet", "Nordkai Freight – Meet: {person} is presenting"),
        ("https://meet.example/yard-desk", "https://meet.example/yard-desk?view=grid"),
    ),
    "call": Scene("linphone", "notes", 0.1, ("{person}, in a call – Linphone",)),
    "doctor": Scene(
        "firefox", "doctor", 0.3,
        ("Dermatology Harbour Street, appointments", "Your appointment is confirmed: Friday, 16:20",
         "Moles: when to have them looked at"),
        ("https://dermatology-harbour.example/appointments", "https://dermatology-harbour.example/confirmed/{number}",
         "https://health.example/moles"),
    ),
    "union": Scene(
        "thunderbird", "union", 0.55, ("Write: Works council, {day}", "Re: Membership – Freight Workers’ Union")
    ),
    "jobs": Scene(
        "firefox", "jobs", 0.3,
        ("Freight planner (part time), Linden Rail – Jobs", "Your application – Linden Rail",
         "Notice periods explained"),
        ("https://jobs.example/linden-rail/{number}", "https://jobs.example/apply/{number}", "https://law.example/notice"),
    ),
    "unchecked": Scene("dbeaver", "", 0.0, ("yard@archive – DBeaver",), look="table"),
    "read": Scene("okular", "", 0.0, ("Terminal rules 2026.pdf — Okular", "Packing list {box}.pdf — Okular")),
}  # fmt: skip

EXCURSIONS = ("chat", "mail", "web", "read")
"""Where somebody looks for a moment in between."""


@dataclass(frozen=True)
class Part:
    """A piece of the day: `kind` is a scene, or what happens instead of one; in minutes."""

    kind: str
    minutes: int


COFFEE, LUNCH, PAUSE, COVERED, EXCLUDED = "coffee", "lunch", "pause", "covered", "excluded"
"""What happens instead: idle, away with the screen locked, paused, the light covered, the password manager in front."""

HOUR = ("sheet", 24), ("jobs", 17), ("web", 19)
"""The hour that is deleted afterwards."""

MORNING: tuple[tuple[str, int], ...] = (
    ("mail", 24), ("chat", 6), ("sheet", 36), (COFFEE, 11), ("standup", 22), ("code", 34), ("terminal", 7),
    ("doctor", 9), (EXCLUDED, 3), ("writer", 27), (LUNCH, 38),
)  # fmt: skip
AFTERNOON: tuple[tuple[str, int], ...] = (
    ("mail", 17), ("union", 11), (PAUSE, 30), ("chat", 7), ("web", 13), (COVERED, 5), ("writer", 24), ("call", 17),
    *HOUR, ("unchecked", 6), ("jobs", 8), (COFFEE, 8), ("code", 25), ("mail", 10), ("chat", 5),
)  # fmt: skip
