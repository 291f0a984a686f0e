"""Every command, declared once as data. The command line, its help, README's table, tray and menus derive from it."""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.i18n import N_

CLI, TRAY, MENU = "cli", "tray", "menu"
RECORDER, STORE, NOTHING = "recorder", "store", "nothing"


@dataclass(frozen=True)
class Argument:
    """One argument of a command. `name` is an option ("--last") or a word in capitals (a positional one).

    `kind`: "text"; "flag"; "number"; "many" (an option that may be repeated); "words" (all remaining words, none is
    possible). `value` is how the help calls what is given.
    """

    name: str
    help: str
    kind: str = "text"
    value: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False

    @property
    def field(self) -> str:
        """The name under which the parsed value is found."""
        return self.name.lstrip("-").replace("-", "_").lower()


@dataclass(frozen=True)
class Command:
    """One thing that a person can have done. All texts are message ids.

    `words` are what is typed after `mirrorlight`; `title` is the label in tray and menus; `needs` says what must be
    there: a running recorder, the store and its key, or nothing; `appears` where it is offered; `shortcut` its keys
    in the window (QKeySequence's portable text).
    """

    id: str
    words: tuple[str, ...]
    title: str
    help: str
    needs: str = NOTHING
    arguments: tuple[Argument, ...] = ()
    examples: tuple[str, ...] = ()
    appears: frozenset[str] = frozenset({CLI})
    shortcut: str = ""
    more: str = ""

    @property
    def usage(self) -> str:
        """The line of README's table: the words and the arguments, optional ones in brackets."""
        parts = list(self.words)
        for argument in self.arguments:
            shown = argument.name if argument.kind == "flag" else f"{argument.name} {argument.value}".strip()
            if not argument.name.startswith("-"):
                shown = argument.value or argument.name
            repeated = "…" if argument.kind == "many" else ""
            parts.append(shown if argument.required else f"[{shown}]{repeated}")
        return " ".join(parts)


@dataclass(frozen=True)
class PauseChoice:
    """One entry of every pause menu. `minutes` is None for the two that have no length; `tomorrow` tells them apart."""

    title: str
    minutes: int | None
    tomorrow: bool = False


PAUSES: tuple[PauseChoice, ...] = (
    PauseChoice(N_("5 min"), 5),
    PauseChoice(N_("15 min"), 15),
    PauseChoice(N_("30 min"), 30),
    PauseChoice(N_("1 h"), 60),
    PauseChoice(N_("Until I resume"), None),
    PauseChoice(N_("Until tomorrow"), None, tomorrow=True),
)

_SINCE = Argument("--since", N_("from this time on: today, yesterday, 10:30, 2026-11-19T10:30"), value="TIME")
_UNTIL = Argument("--until", N_("up to this time, which is not included"), value="TIME")
_APP = Argument("--app", N_("only of this application; may be repeated"), kind="many", value="APP")
_CHANNEL = Argument("--channel", N_("only of this channel; may be repeated"), kind="many", value="CHANNEL")
_MATCHING = Argument("--matching", N_("only what contains this text"), value="TEXT")
_FORCE = Argument("--force", N_("overwrite a file that exists"), kind="flag")
_YES = Argument("--yes", N_("do not ask"), kind="flag")
_TO = "keyring|passphrase|file"
_NEW_PASSPHRASE = Argument(
    "--new-passphrase-fd", N_("read the new passphrase from this open file (first line)"), kind="number", value="N"
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "window", (), N_("Open Mirrorlight"),
        N_("Open the window. The first time it explains, asks for your agreement and sets up the key."),
        appears=frozenset({CLI, TRAY}),
    ),
    Command(
        "setup", ("setup",), N_("Set up"),
        N_("The same first run without the window: read, agree, choose how the key is kept. Nothing records before."),
        arguments=(
            Argument("--agree", N_("agree without being asked; needed where nobody can be asked"), kind="flag"),
            Argument(
                "--key", N_("how the key of the store is kept; the system keyring if there is one"),
                value="keyring|passphrase|file", choices=("keyring", "passphrase", "file"),
            ),
            Argument(
                "--channels", N_("record only these, separated by commas; otherwise those that are on by default"),
                value="CHANNEL,…",
            ),
            Argument(
                "--agent",
                N_("record as this product: its channels, intervals and idle limit as documented; see “mirrorlight"
                   " agents”"),
                value="ID",
            ),
            Argument(
                "--exclude-groups",
                N_("begin with these ready groups of exclusions, separated by commas, or none; passwords,private"
                   " otherwise"),
                value="GROUP,…",
            ),
            Argument(
                "--unchecked-keys",
                N_("what becomes of keys where nothing tells whether a password field is in front: kept out (as without"
                   " this option) or recorded, a password typed there included"),
                value="keep-out|record", choices=("keep-out", "record"),
            ),
        ),
        examples=("setup", "setup --agree --key file", "setup --agree --channels keyboard,windows"),
    ),
    Command(
        "demo", ("demo",), N_("Demo"),
        N_("Show the window on the day of somebody invented, in a store that is thrown away when it is closed."),
        arguments=(
            Argument("--days", N_("so many working days, 60 at most; 1 if not given"), kind="number", value="N"),
            Argument("--seed", N_("another number makes other days"), kind="number", value="N"),
            Argument(
                "--home", N_("use this folder, new or of an earlier demo, and keep it"), value="DIR"
            ),
            Argument(
                "--record", N_("instead: half a minute of real recording of scripted input, told as it happens"),
                kind="flag",
            ),
        ),
        more=N_("Nothing is recorded into it. Without a display, pictures of the window are left in out/."),
        examples=("demo", "demo --days 5 --seed 3", "demo --record"),
    ),
    Command(
        "record", ("record",), N_("Start recording"),
        N_("Run the recorder with its light until it is stopped. Refuses without agreement, display, or if one runs."),
        needs=STORE, appears=frozenset({CLI, MENU}),
    ),
    Command(
        "status", ("status",), N_("Status"),
        N_("Say whether anything is recorded, why not, and per channel what was stored."),
    ),
    Command(
        "pause", ("pause",), N_("Pause"),
        N_("Pause for a while, until a time, or until you resume. Alone: as long as one press on the light."),
        needs=RECORDER, appears=frozenset({CLI, TRAY, MENU}), shortcut="Ctrl+Shift+P",
        arguments=(
            Argument(
                "WHEN", N_("a length (90s, 15m, 2h), or “until” and a time: 14:30, tomorrow, resumed"),
                kind="words", value="DURATION|until TIME",
            ),
        ),
        examples=("pause", "pause 45m", "pause until 14:30", "pause until tomorrow", "pause until resumed"),
    ),
    Command(
        "resume", ("resume",), N_("Resume"), N_("End the pause."),
        needs=RECORDER, appears=frozenset({CLI, TRAY, MENU}),
    ),
    Command(
        "stop", ("stop",), N_("Stop recording"), N_("End the recorder; what it saw is stored first."),
        needs=RECORDER, appears=frozenset({CLI, TRAY, MENU}),
    ),
    Command(
        "events", ("events",), N_("Events"),
        N_("List what is stored, newest last. With --json each event is a line; otherwise each row."),
        needs=STORE,
        arguments=(
            _CHANNEL, _SINCE, _UNTIL, _APP, _MATCHING,
            Argument("--limit", N_("only the newest N"), kind="number", value="N"),
        ),
        examples=("events --since today --app firefox", "events --json --channel keyboard --limit 100"),
    ),
    Command(
        "search", ("search",), N_("Search"),
        N_("Find a text in what was typed and in titles. Capitals make no difference."),
        needs=STORE, appears=frozenset({CLI, MENU}), shortcut="Ctrl+F",
        arguments=(
            Argument("TEXT", N_("what to look for"), required=True), _SINCE, _UNTIL,
            Argument("--limit", N_("at most N hits; 200 if not given"), kind="number", value="N"),
        ),
        examples=("search invoice", "search invoice --since yesterday"),
    ),
    Command(
        "reveals", ("reveals",), N_("What this reveals"),
        N_("Say what a reader of these data could conclude, with reasons and moments: guesses from words and times."),
        needs=STORE,
        arguments=(
            _SINCE, _UNTIL,
            Argument("--kind", N_("only this kind; may be repeated"), kind="many", value="KIND"),
            Argument("--wrong", N_("hide one for good, by the key that --json tells"), value="KEY"),
            Argument("--right", N_("show one again that was called wrong"), value="KEY"),
            Argument("--hidden", N_("list those that were called wrong; never content"), kind="flag"),
        ),
        examples=("reveals", "reveals --since yesterday --kind health", "reveals --json --since 2026-11-01"),
        more=N_("Of today, if no time is given. What is on no list is not found."),
    ),
    Command(
        "delete", ("delete",), N_("Delete…"),
        N_("Delete what all given filters have in common, say what went, and leave a receipt."),
        needs=STORE, appears=frozenset({CLI, MENU}), shortcut="Del",
        arguments=(
            Argument("--last", N_("the last 90s, 15m, 2h …"), value="DURATION"),
            _SINCE, _UNTIL, _APP, _CHANNEL, _MATCHING,
            Argument(
                "--id", N_("one row, by the id that “events” shows; may be repeated"), kind="many", value="CHANNEL/N"
            ),
            Argument("--all", N_("everything; the store and its key stay"), kind="flag"),
            Argument("--dry-run", N_("only say what would go"), kind="flag"),
            _YES,
        ),
        examples=(
            "delete --last 15m", "delete --app signal --since today --dry-run", "delete --matching password --yes",
        ),
    ),
    Command(
        "receipts", ("receipts",), N_("Deletions"),
        N_("List what was deleted when, and what was checked; never content."), needs=STORE,
        arguments=(
            Argument("--again", N_("first clean and check again what did not pass every check"), kind="flag"),
        ),
    ),
    Command(
        "lens", ("lens",), N_("Through their eyes"),
        N_("Say what a product would hold of a day, at its granularity, and what it would not; each word with its"
           " source."),
        needs=STORE,
        arguments=(
            Argument("ID", N_("the product, by its id or name; see “mirrorlight agents”"), required=True),
            Argument("--day", N_("which day: today (as without this option), yesterday, 2026-11-19"), value="DAY"),
            Argument("--with", N_("a second product beside it"), value="ID2"),
        ),
        examples=("lens hubstaff", "lens teramind --day yesterday --with upwork", "lens hubstaff --json"),
        more=N_("Figures are counted in the store. Where Mirrorlight did not record, it says so."),
    ),
    Command(
        "retention", ("retention",), N_("Retention"),
        N_("Say how long what is kept, when the oldest goes, and what the store grows to."), needs=STORE,
        arguments=(Argument("--now", N_("let go at once what is no longer to be kept"), kind="flag"),),
        more=N_("What goes otherwise goes by itself while you are away from the computer."),
    ),
    Command(
        "export", ("export",), N_("Export…"),
        N_("Write a readable copy: JSON lines, a table, or a SQLite file with every column explained. The copy is not"
           " encrypted."),
        needs=STORE, appears=frozenset({CLI, MENU}),
        arguments=(
            Argument(
                "--format", N_("the kind of file"), value="jsonl|csv|sqlite", choices=("jsonl", "csv", "sqlite"),
                required=True,
            ),
            Argument("--out", N_("where to write it"), value="PATH", required=True),
            _CHANNEL, _SINCE, _UNTIL, _APP, _MATCHING,
            Argument(
                "--without-pictures", N_("leave the pictures out of a SQLite file; the others have none"), kind="flag"
            ),
            _FORCE,
        ),
        examples=(
            "export --format jsonl --out day.jsonl --since today",
            "export --format sqlite --out all.db --without-pictures",
        ),
        more=N_("In CSV a text that a spreadsheet would run as a formula (= + - @ at its beginning) gets an apostrophe"
                " before it."),
    ),
    Command(
        "report", ("report",), N_("Report…"),
        N_("Write a day or a week as a file to hand on: counts and shapes, and content only where it is asked for."),
        needs=STORE, appears=frozenset({CLI, MENU}), shortcut="Ctrl+E",
        arguments=(
            Argument("--day", N_("the day: today (if not given), yesterday, 2026-11-19"), value="D"),
            Argument("--week", N_("the week in which this day lies"), value="D"),
            Argument("--lens", N_("what this product would hold, beside it; two at most"), kind="many", value="ID"),
            Argument(
                "--with", N_("with this content as well; may be repeated"), kind="many",
                value="typed|titles|addresses|pictures",
            ),
            Argument("--sharp-pictures", N_("pictures as they are stored; blurred otherwise"), kind="flag"),
            Argument("--demo", N_("of a synthetic day; nothing of yours is read"), kind="flag"),
            Argument("--out", N_("where to write it; the ending says which kind"), value="FILE.html|FILE.pdf",
                     required=True),
            _FORCE,
        ),
        examples=(
            "report --out day.html", "report --week yesterday --out week.pdf",
            "report --demo --lens hubstaff --lens teramind --with titles --out demo.pdf",
        ),
        more=N_("The file is not encrypted. The page Report shows it first, and takes single lines out."),
    ),
    Command(
        "training", ("training",), N_("Training view"),
        N_("Show a time as public computer-use training data has it: your steps, each with the screen before it; or"
           " write it into a folder. The folder is not encrypted."),
        needs=STORE,
        arguments=(
            Argument("--since", N_("from this time on; from the beginning of today if not given"), value="TIME"),
            _UNTIL,
            Argument("--out", N_("write raw lines, the final line and the pictures into this folder"), value="DIR"),
            Argument("--without-pictures", N_("leave the pictures out; the steps name none then"), kind="flag"),
            Argument("--force", N_("replace an earlier export of this kind"), kind="flag"),
        ),
        examples=("training --since 10:00 --until 11:00", "training --since yesterday --out example"),
        more=N_("With --json and without --out each step is a line."),
    ),
    Command(
        "import", ("import",), N_("Import"),
        N_("Take an own export (jsonl or sqlite) into the store: all of it or nothing, and nothing twice."),
        needs=STORE, arguments=(Argument("FILE", N_("the export"), required=True),),
        examples=("import day.jsonl",),
        more=N_("Only while nothing records. Pictures come along from a SQLite file alone."),
    ),
    Command(
        "backup", ("backup",), N_("Back up…"),
        N_("Write an encrypted copy of the store, checked from end to end. It can be made while recording."),
        needs=STORE, appears=frozenset({CLI, MENU}),
        arguments=(
            Argument("--out", N_("where to write it; beside it comes a file that says how its key is kept"),
                     value="FILE", required=True),
            Argument("--passphrase", N_("keep its key under a passphrase of its own, to open it on another computer"),
                     kind="flag"),
            _FORCE,
        ),
        examples=("backup --out mirrorlight.backup", "backup --out mirrorlight.backup --passphrase"),
        more=N_("What is deleted later stays in a backup: delete old backups yourself."),
    ),
    Command(
        "restore", ("restore",), N_("Restore a backup"),
        N_("Put a backup in the place of the store, after it was copied and found whole. Only while nothing records."),
        arguments=(
            Argument("FILE", N_("the backup"), required=True),
            Argument("--replace", N_("in the place of the store that is here, which is gone then"), kind="flag"),
            Argument("--key-file", N_("the key file that opens it, if it is not the one here"), value="PATH"),
            _YES,
        ),
        examples=("restore mirrorlight.backup", "restore mirrorlight.backup --replace --yes"),
    ),
    Command(
        "recover", ("recover",), N_("Recover a damaged store"),
        N_("Bring what can be read of a damaged store into a new one, under the same key. Only while nothing records."),
        arguments=(
            Argument("--dry-run", N_("say what could be recovered, and change nothing"), kind="flag"),
            _YES,
        ),
        examples=("recover --dry-run", "recover"),
        more=N_("The damaged file is kept beside the store until you delete something: it holds that too."),
    ),
    Command(
        "exclude-list", ("exclude", "list"), N_("Never record"),
        N_("List your own rules of what is never recorded. “mirrorlight exclude” does the same."), needs=STORE,
        arguments=(
            Argument("--groups", N_("the ready groups instead, each with its rules and whether it is on"), kind="flag"),
        ),
        examples=("exclude list", "exclude list --groups"),
    ),
    Command(
        "exclude-group", ("exclude", "group"), N_("Ready group of rules"),
        N_("Switch a ready group of sensitive applications and titles on or off, from this moment on."), needs=STORE,
        arguments=(
            Argument("NAME", N_("the group, as “exclude list --groups” has it"), required=True),
            Argument("STATE", N_("on or off"), value="on|off", choices=("on", "off"), required=True),
        ),
        examples=("exclude group health on", "exclude group private off"),
    ),
    Command(
        "exclude-add", ("exclude", "add"), N_("Never record this again…"),
        N_("Never record an application, or windows whose title contains a text (* stands for anything)."),
        needs=STORE, appears=frozenset({CLI, MENU}), shortcut="Ctrl+Shift+N",
        arguments=(
            Argument("--app", N_("the application’s name; it need not have been seen yet"), value="APP"),
            Argument("--title", N_("a part of the title"), value="TEXT"),
        ),
        examples=("exclude add --app keepassxc", "exclude add --title \"*private*\""),
    ),
    Command(
        "exclude-remove", ("exclude", "remove"), N_("Remove rule"), N_("Take a rule away; its number is in the list."),
        needs=STORE, arguments=(Argument("ID", N_("the rule’s number"), required=True),),
    ),
    Command(
        "keys-list", ("keys", "list"), N_("Fields"),
        N_("List where keys are recorded although a field cannot be checked, and how each application in use is"
           " checked. “mirrorlight keys” does the same."),
        needs=STORE,
    ),
    Command(
        "keys-allow", ("keys", "allow"), N_("Record keys in this application"),
        N_("Record keys in an application although it does not say whether a password field is in front."),
        needs=STORE, arguments=(Argument("APP", N_("the application’s name"), required=True),),
        more=N_("It costs this: a password that you type there is then stored as you typed it."),
        examples=("keys allow emacs",),
    ),
    Command(
        "keys-forbid", ("keys", "forbid"), N_("No longer record keys in this application"),
        N_("Take that back: only that a key was pressed is kept there."),
        needs=STORE, arguments=(Argument("APP", N_("the application’s name"), required=True),),
    ),
    Command(
        "key-status", ("key", "status"), N_("Key"),
        N_("Say how the key of the store is kept and how it ends. “mirrorlight key” does the same."),
    ),
    Command(
        "key-change", ("key", "change"), N_("Keep the key another way…"),
        N_("Keep the same key in another place, or under another passphrase. Not while a recorder runs."),
        needs=STORE,
        arguments=(
            Argument(
                "--to", N_("how it is kept from now on; passphrase also changes the passphrase"),
                value=_TO, choices=("keyring", "passphrase", "file"), required=True,
            ),
            _NEW_PASSPHRASE,
        ),
        examples=("key change --to keyring", "key change --to passphrase"),
    ),
    Command(
        "key-renew", ("key", "renew"), N_("Make a new key…"),
        N_("Make a new key and encrypt the whole store under it; the old key is destroyed. Not while a recorder runs."),
        needs=STORE, arguments=(_YES,),
        more=N_("The store is written once more, so the disk needs room for it. The old recovery phrase is void then."),
    ),
    Command(
        "key-recovery", ("key", "recovery"), N_("Recovery phrase…"),
        N_("Show the 24 words that open the store when its key is lost, or use them."),
        needs=STORE,
        arguments=(
            Argument(
                "WHAT", N_("show: print the words once; use: type them, and keep the key anew"), value="show|use",
                choices=("show", "use"), required=True,
            ),
            Argument(
                "--to", N_("with use: how the key is kept from now on"), value=_TO,
                choices=("keyring", "passphrase", "file"),
            ),
            _NEW_PASSPHRASE, _YES,
        ),
        examples=("key recovery show", "key recovery use --to keyring"),
    ),
    Command(
        "settings-list", ("settings", "list"), N_("Settings"),
        N_("List every setting, its value and what it does. “mirrorlight settings” does the same."),
        appears=frozenset({CLI, MENU}),
    ),
    Command(
        "settings-get", ("settings", "get"), N_("Show a setting"), N_("Print one setting’s value."),
        arguments=(Argument("NAME", N_("the setting"), required=True),),
    ),
    Command(
        "settings-set", ("settings", "set"), N_("Change a setting"),
        N_("Change one setting; a running recorder follows."),
        arguments=(
            Argument("NAME", N_("the setting"), required=True), Argument("VALUE", N_("its new value"), required=True),
        ),
        examples=("settings set screenshot_interval 300", "settings set channel_screenshots off"),
    ),
    Command(
        "revoke", ("revoke",), N_("Withdraw agreement…"),
        N_("Withdraw your agreement: recording ends at once and does not start again until you agree anew."),
        appears=frozenset({CLI, MENU}),
        arguments=(Argument("--erase", N_("erase everything as well"), kind="flag"), _YES),
    ),
    Command(
        "erase", ("erase",), N_("Erase everything…"),
        N_("Erase the key, the store, settings and logs. Nothing can bring them back."),
        appears=frozenset({CLI, MENU}), arguments=(_YES,),
    ),
    Command(
        "uninstall", ("uninstall",), N_("Uninstall…"),
        N_("Stop recording, start no more at login, and say how the program itself is removed here."),
        arguments=(Argument("--erase", N_("erase the key and everything that was stored first"), kind="flag"), _YES),
        examples=("uninstall --erase",),
        more=N_("Without --erase what was stored stays where it is."),
    ),
    Command(
        "agents-list", ("agents", "list"), N_("Agents"),
        N_("List the products whose documented capture is known here. “mirrorlight agents” does the same."),
        appears=frozenset({CLI}),
    ),
    Command(
        "agents-show", ("agents", "show"), N_("One agent"),
        N_("Show all that is known of one product, each statement with its sources and how sure they are."),
        arguments=(Argument("ID", N_("the product, as “agents list” has it"), required=True),),
        examples=("agents show hubstaff", "agents show upwork --json"),
        more=N_("What your employer has switched on, Mirrorlight cannot see."),
    ),
    Command(
        "agents-check", ("agents", "check"), N_("Who is listening"),
        N_("Look who listens to input here now, and for traces of known products."),
        appears=frozenset({CLI, MENU}), examples=("agents check",),
        more=N_("Finding none proves nothing. What was looked at is listed; nothing is changed."),
    ),
    Command(
        "coverage", ("coverage",), N_("Coverage"),
        N_("Say which of what each product would hold Mirrorlight mirrors here, which not, and why."),
        arguments=(
            Argument("--product", N_("only this product; may be repeated"), kind="many", value="ID"),
            Argument("--csv", N_("as CSV, on standard output"), kind="flag"),
        ),
        examples=("coverage --product hubstaff", "coverage --csv"),
    ),
    Command(
        "doctor", ("doctor",), N_("Check this computer"),
        N_("Check what can be recorded here right now and why not; the key, permissions, the light and the store."),
        appears=frozenset({CLI, MENU}),
        more=N_("Exit status 1 if something that should work does not."),
    ),
)  # fmt: skip
"""Every command, in the order of the help."""

GROUPS: dict[str, tuple[str, str]] = {
    "agents": ("agents-list", N_("Employers’ agents: list, show one, look who runs here.")),
    "exclude": ("exclude-list", N_("What is never recorded: list, add, remove, ready groups.")),
    "keys": ("keys-list", N_("Where keys are recorded although a field cannot be checked: list, allow, forbid.")),
    "key": ("key-status", N_("How the key of the store is kept: status, change, renew, recovery phrase.")),
    "settings": ("settings-list", N_("List, read and change settings.")),
}
"""First words that have commands below them: the command for the bare word, and a line of help."""


def by_id(name: str) -> Command:
    """The command with the id `name`. KeyError if there is none."""
    return next(command for command in COMMANDS if command.id == name)


def appearing(where: str) -> tuple[Command, ...]:
    """The commands that are offered at `where` (CLI, TRAY or MENU), in order."""
    return tuple(command for command in COMMANDS if where in command.appears)
